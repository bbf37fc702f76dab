#include "cli/cli.h"

static const char exit_status[] =
    "Exit status: 0 done; 1 a fault; 2 bad input or usage; 3 done, but something asked for was\n"
    "not found (an unknown or ambiguous name, no match, no such concept).\n";

static void describe_commands(const struct command *table, struct buf *out)
{
    buf_append_text(out, "commands:\n");
    for (const struct command *c = table; c->name; c++)
        if (c->summary)
            buf_printf(out, "  %-20s %s\n", c->name, c->summary);
}

void help_overview(struct buf *out)
{
    buf_append_text(out,
                    "Official Chinese-English names: looked up, normalised, found in text; a translation memory.\n\n"
                    "usage: zhengming [--db DIR | --connect ENDPOINT] [--json] COMMAND ...\n\n");
    describe_commands(commands, out);
    buf_append_text(out, "\noptions of all commands:\n");
    options_describe(0, out);
    buf_append_text(out,
                    "\n`zhengming help COMMAND` shows a command's own options, and examples.\n\n"
                    "Names and texts are arguments, or come from --file PATH, or from standard input where there\n"
                    "are none or the argument is \"-\": a name a line; a text is all of it. Results are tables for\n"
                    "people; programs take --json.\n\n");
    buf_append_text(out, exit_status);
}

void help_command(const struct command *command, struct buf *out)
{
    buf_printf(out, "%s.\n\nusage: zhengming %s%s%s%s\n\n", command->summary, command->name,
               command->accepts ? " [OPTION]..." : "", *command->arguments ? " " : "", command->arguments);
    if (command->accepts) {
        buf_append_text(out, "options:\n");
        options_describe(command->accepts, out);
        buf_append_text(out, "\n");
    }
    if (command->parts)
        describe_commands(command->parts, out);
    buf_append_text(out, command->text);
    buf_append_text(out, "\n`zhengming --help` shows the options that all commands have, and the exit statuses.\n");
}

enum status run_help(struct cli *cli)
{
    const struct command *command = NULL, *table = commands;
    for (size_t i = 0; i < cli->operands.count; i++) {
        const char *name = cli->operands.items[i];
        command = table ? command_find(table, name) : NULL;
        if (!command || !command->summary)
            return say_usage(cli, "unknown command \"%s\"", name);
        table = command->parts;
    }
    if (command)
        help_command(command, &cli->out);
    else
        help_overview(&cli->out);
    return DONE;
}
