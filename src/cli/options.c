#include "cli/cli.h"

#include <getopt.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum kind {
    SWITCH, /* a bool in struct cli */
    TEXT,   /* a text in struct cli */
    NUMBER, /* an unsigned in struct cli */
    WORDS,  /* texts in struct cli: may be repeated */
    PARAM_TEXT,
    PARAM_NUMBER,
    PARAM_SWITCH, /* parameters of the method */
};

struct option_row {
    const char *name, *argument, *text;
    unsigned accepted; /* bit of enum accepted; 0: every command */
    enum kind kind;
    size_t place; /* in struct cli */
    const char *param;
};

#define IN_CLI(member) offsetof(struct cli, member)
static const struct option_row rows[] = {
    {"db", "DIR", "the database (default: $ZHENGMING_DB, else ~/.local/share/zhengming)", 0, TEXT, IN_CLI(folder)},
    {"connect", "ENDPOINT", "ask the service there (tcp://HOST:PORT, ipc://PATH) instead", 0, TEXT, IN_CLI(endpoint)},
    {"timeout", "MS", "how long to wait for a service's reply (default: 5000)", 0, NUMBER, IN_CLI(timeout_ms)},
    {"json", NULL, "print results as JSON, one line a request", 0, SWITCH, IN_CLI(json)},
    {"help", NULL, "show this help", 0, SWITCH, IN_CLI(help)},
    {"lang", "TAG", "only names in this language (BCP 47: en, zh-Hans, fr, ...)", ACCEPT_LANG, PARAM_TEXT, 0, "lang"},
    {"category", "NAME", "only agency, title, initiative, event, document, place or person", ACCEPT_CATEGORY,
     PARAM_TEXT, 0, "category"},
    {"as-of", "DATE", "what was official then: YYYY, YYYY-MM, YYYY-MM-DD (default: today)", ACCEPT_AS_OF, PARAM_TEXT, 0,
     "as_of"},
    {"style", "NAME", "house style (default: state)", ACCEPT_STYLE, PARAM_TEXT, 0, "style"},
    {"match", "KIND", "auto, exact, prefix, fuzzy or pinyin (default: auto)", ACCEPT_MATCH, PARAM_TEXT, 0, "match"},
    {"limit", "N", "at most so many answers", ACCEPT_LIMIT, PARAM_NUMBER, 0, "limit"},
    {"generation", "N", "only if the concept has not changed since this generation", ACCEPT_GENERATION, PARAM_NUMBER, 0,
     "generation"},
    {"why", NULL, "show how each answer was reached", ACCEPT_WHY, SWITCH, IN_CLI(why)},
    {"file", "PATH", "read from this file (-: standard input); may be repeated", ACCEPT_FILE, WORDS, IN_CLI(files)},
    {"prune", NULL, "delete the concepts and the files of the grammar that are not given", ACCEPT_LOAD, SWITCH,
     IN_CLI(prune)},
    {"dry-run", NULL, "only say what would change", ACCEPT_LOAD, SWITCH, IN_CLI(dry_run)},
    {"source-lang", "TAG", "the language of SOURCE (default: by its script)", ACCEPT_CHECK, PARAM_TEXT, 0,
     "source_lang"},
    {"target-lang", "TAG", "the language of TARGET (default: by its script)", ACCEPT_CHECK, PARAM_TEXT, 0,
     "target_lang"},
    {"diff", NULL, "show the text with its changes marked, as a terminal does anyway", ACCEPT_CORRECT, SWITCH,
     IN_CLI(diff)},
    {"edits", NULL, "list the changes, and why they are made", ACCEPT_CORRECT, SWITCH, IN_CLI(edits)},
    {"in-place", NULL, "write the corrected text to FILE", ACCEPT_CORRECT, SWITCH, IN_CLI(in_place)},
    {"bind", "ENDPOINT", "where to answer; may be repeated (default: tcp://127.0.0.1:5757)", ACCEPT_SERVE, WORDS,
     IN_CLI(binds)},
    {"publish", "ENDPOINT", "where to announce each new generation (default: nowhere)", ACCEPT_SERVE, TEXT,
     IN_CLI(publish)},
    {"workers", "N", "threads that answer (default: the cores and 6 more, for writes wait for the disk)", ACCEPT_SERVE,
     NUMBER, IN_CLI(workers)},
    {"queue", "N", "requests that may wait; more are refused as busy (default: 1024)", ACCEPT_SERVE, NUMBER,
     IN_CLI(queue)},
    {"from", "TAG", "the language of the text", ACCEPT_PAIR, PARAM_TEXT, 0, "from"},
    {"to", "TAG", "the language to translate it to", ACCEPT_PAIR, PARAM_TEXT, 0, "to"},
    {"min-score", "N", "how near a match must be: 50 to 100 (default: 70)", ACCEPT_SCORE, PARAM_NUMBER, 0, "min_score"},
    {"exact", NULL, "only the same text", ACCEPT_MATCHES, PARAM_SWITCH, 0, "exact"},
    {"adapt", NULL, "where only numbers differ, write the target with those of the text", ACCEPT_MATCHES, PARAM_SWITCH,
     0, "adapt_numbers"},
    {"previous", "TEXT", "the text before it in its document", ACCEPT_MATCHES, TEXT, IN_CLI(previous)},
    {"next", "TEXT", "the text after it", ACCEPT_MATCHES, TEXT, IN_CLI(next)},
    {"lang", "TAG", "where to look (default: in every language)", ACCEPT_CONCORDANCE, PARAM_TEXT, 0, "lang"},
    {"to", "TAG", "only units that have this language too", ACCEPT_CONCORDANCE, PARAM_TEXT, 0, "to"},
    {"offset", "N", "pass over so many", ACCEPT_CONCORDANCE, PARAM_NUMBER, 0, "offset"},
    {"origin", "TEXT", "only units of this origin", ACCEPT_FILTER, PARAM_TEXT, 0, "origin"},
    {"domain", "TEXT", "only units of this domain", ACCEPT_FILTER, PARAM_TEXT, 0, "domain"},
    {"origin", "TEXT", "where the units are from that don't say so themselves", ACCEPT_ORIGIN, PARAM_TEXT, 0, "origin"},
    {"origin", "TEXT", "where the unit is from", ACCEPT_UNIT, PARAM_TEXT, 0, "origin"},
    {"domain", "TEXT", "its subject", ACCEPT_UNIT, PARAM_TEXT, 0, "domain"},
    {"name", "BATCH", "what to call the import (default: the file's name)", ACCEPT_IMPORT, TEXT, IN_CLI(name)},
    {"resume", NULL, "go on with an import that was interrupted", ACCEPT_IMPORT, SWITCH, IN_CLI(resume)},
    {"strict", NULL, "stop at the first unit that is refused", ACCEPT_IMPORT, SWITCH, IN_CLI(strict)},
    {"format", "NAME", "tmx, tsv or csv (default: by the file's name)", ACCEPT_FORMAT, TEXT, IN_CLI(format)},
    {"from", "TAG", "the first language", ACCEPT_EXPORT, PARAM_TEXT, 0, "from"},
    {"to", "TAG", "a language beside it; may be repeated (default for TMX: all)", ACCEPT_EXPORT, WORDS, IN_CLI(langs)},
    {"batch", "NAME", "only units of this import", ACCEPT_EXPORT, PARAM_TEXT, 0, "batch"},
    {"max-unchecked", "N", "percent of the terms that may have no source but `unchecked` (default: 25)", ACCEPT_LINT,
     PARAM_NUMBER, 0, "max_unchecked"},
    {"glossary", "DIR", "of these glossary files instead, as a page in Markdown", ACCEPT_STATS, TEXT, IN_CLI(glossary)},
    {"write", NULL, "put the page into DIR/README.md, between its two marks", ACCEPT_STATS, SWITCH, IN_CLI(write)},
    {"out", "FILE", "write to this file (default: standard output)", ACCEPT_OUT, TEXT, IN_CLI(target)},
};
enum { ROWS = sizeof rows / sizeof rows[0], VERSION = ROWS };

static bool applies(const struct option_row *row, const struct command *command)
{
    return row->accepted == 0 || (command && (command->accepts & row->accepted));
}

static bool words_add(struct words *words, const char *word)
{
    const char **grown = realloc(words->items, (words->count + 1) * sizeof *grown);
    if (!grown)
        return false;
    words->items = grown;
    grown[words->count++] = word;
    return true;
}

static bool number_of(const char *text, unsigned long long max, unsigned long long *out)
{
    unsigned long long n = 0;
    const char *p = text;
    for (; *p >= '0' && *p <= '9'; p++) {
        if (n > (max - (unsigned)(*p - '0')) / 10)
            return false;
        n = n * 10 + (unsigned)(*p - '0');
    }
    *out = n;
    return p != text && !*p;
}

static enum status set(struct cli *cli, const struct option_row *row, const char *value)
{
    void *place = (char *)cli + row->place;
    unsigned long long n = 0;
    bool done = true;
    if ((row->kind == NUMBER && !number_of(value, INT32_MAX, &n)) ||
        (row->kind == PARAM_NUMBER && !number_of(value, INT64_MAX, &n)))
        return say_usage(cli, "--%s takes a number, not \"%s\"", row->name, value);
    switch (row->kind) {
    case SWITCH:
        *(bool *)place = true;
        break;
    case TEXT:
        *(const char **)place = value;
        break;
    case NUMBER:
        *(unsigned *)place = (unsigned)n;
        break;
    case WORDS:
        done = words_add(place, value);
        break;
    case PARAM_TEXT:
        if (json_object_set_new(cli->params, row->param, json_string(value)) != 0)
            return say_usage(cli, "--%s: not valid UTF-8", row->name);
        break;
    case PARAM_NUMBER:
        done = json_object_set_new(cli->params, row->param, json_integer((json_int_t)n)) == 0;
        break;
    case PARAM_SWITCH:
        done = json_object_set_new(cli->params, row->param, json_true()) == 0;
        break;
    }
    return done ? DONE : say_fault(ZHM_NO_MEMORY, "no memory");
}

/* getopt's own table: the options that apply, and those that the other parse knows. */
static void table_of(const struct command *command, struct option table[ROWS + 2])
{
    size_t n = 0;
    for (int i = 0; i < ROWS; i++)
        if (applies(&rows[i], command))
            table[n++] = (struct option){rows[i].name, rows[i].argument ? required_argument : no_argument, NULL, i};
    if (!command)
        table[n++] = (struct option){"version", no_argument, NULL, VERSION};
    table[n] = (struct option){0};
}

static enum status say_unknown(const struct cli *cli, char **argv, int option)
{
    const char *word = argv[optind - 1];
    if (option == ':')
        return say_usage(cli, "%s needs a value", word);
    if (optopt > 0 && optopt < ROWS)
        return say_usage(cli, "--%s takes no value", rows[optopt].name);
    if (optopt)
        return say_usage(cli, "unknown option -%c", optopt);
    return say_usage(cli, "unknown option %s", word);
}

/* One parse: up to the first operand, or all. @return what argv[optind] is left at by getopt */
static enum status parse(struct cli *cli, int argc, char **argv, bool stop_at_operand)
{
    struct option table[ROWS + 2];
    int option;
    enum status status = DONE;
    table_of(cli->command, table);
    opterr = 0;
    optind = 0; /* glibc: begin anew */
    while (status == DONE && (option = getopt_long(argc, argv, stop_at_operand ? "+:h" : ":h", table, NULL)) != -1) {
        if (option == VERSION)
            cli->command = command_find(commands, "--version");
        else if (option == 'h')
            cli->help = true;
        else if (option == '?' || option == ':')
            status = say_unknown(cli, argv, option);
        else
            status = set(cli, &rows[option], optarg);
    }
    return status;
}

static enum status check_operands(struct cli *cli)
{
    const struct command *c = cli->command;
    if (cli->help)
        return DONE;
    if (cli->operands.count < c->min)
        return say_usage(cli, "it takes %s", c->arguments);
    if (cli->operands.count > c->max)
        return say_usage(cli, "\"%s\" is one argument too many", cli->operands.items[c->max]);
    if (cli->endpoint && c->local)
        return say_usage(cli, "it works here, not through a service; leave --connect away");
    if (cli->endpoint && cli->folder)
        return say_usage(cli, "either --db or --connect, not both");
    return DONE;
}

/* The command that argv[*at] names and, where that has parts, the part; *@at is then where its own arguments begin. */
static enum status find_command(struct cli *cli, int argc, char **argv, int *at)
{
    const struct command *table = commands;
    enum status status = DONE;
    for (;;) {
        const struct command *found = command_find(table, argv[*at]);
        if (!found)
            return say_usage(cli, "unknown command \"%s\"", argv[*at]);
        cli->command = found;
        table = found->parts;
        if (!table || (status = parse(cli, argc - *at, argv + *at, true)) != DONE)
            return status;
        if (*at + optind == argc)
            return cli->help ? DONE : say_usage(cli, "it takes %s", found->arguments);
        *at += optind;
    }
}

enum status options_read(struct cli *cli, int argc, char **argv)
{
    cli->timeout_ms = TIMEOUT_DEFAULT;
    cli->params = json_object();
    if (!cli->params)
        return say_fault(ZHM_NO_MEMORY, "no memory");
    enum status status = parse(cli, argc, argv, true);
    if (status != DONE || cli->command)
        return status;
    if (optind == argc && !cli->help)
        return say_usage(cli, "a command is missing");
    if (optind == argc)
        return DONE;
    int first = optind;
    status = find_command(cli, argc, argv, &first);
    if (status != DONE || !cli->command || cli->command->parts)
        return status;
    status = parse(cli, argc - first, argv + first, false);
    for (int i = first + optind; status == DONE && i < argc; i++)
        if (!words_add(&cli->operands, argv[i]))
            status = say_fault(ZHM_NO_MEMORY, "no memory");
    return status == DONE ? check_operands(cli) : status;
}

void options_describe(unsigned accepts, struct buf *out)
{
    for (int i = 0; i < ROWS; i++) {
        if (accepts ? !(rows[i].accepted & accepts) : rows[i].accepted != 0)
            continue;
        char left[40];
        const char *argument = rows[i].argument;
        (void)snprintf(left, sizeof left, "--%s%s%s", rows[i].name, argument ? " " : "", argument ? argument : "");
        buf_printf(out, "  %-20s %s\n", left, rows[i].text);
    }
}
