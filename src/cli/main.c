#include "cli/cli.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>

static enum status run_version(struct cli *cli)
{
    buf_append_text(&cli->out, "zhengming " ZHM_VERSION "\n");
    return DONE;
}

#define ANY UINT_MAX
const struct command commands[] = {
    {"load", "DIR-or-FILE...", "Load glossary files, making the database if there is none",
     "Reads each FILE, and each *.tsv below each DIR, checks all, and writes what differs in one\n"
     "transaction. A fault is `file:line: what`, and then nothing is written.\n\n"
     "examples:\n"
     "  zhengming load glossary/\n"
     "  zhengming load --prune --dry-run glossary/   # what a load would add, change, delete\n"
     "  zhengming --db /srv/names load names.tsv\n",
     ACCEPT_LOAD, 1, ANY, true, run_load},
    {"lookup", "[NAME...]", "Find concepts by a name, its beginning, its spelling or its pinyin",
     "examples:\n"
     "  zhengming lookup 商务部\n"
     "  zhengming lookup \"ministry of comerce\"        # spelt wrong\n"
     "  zhengming lookup --match pinyin shangwubu\n"
     "  zhengming lookup --category title --limit 3 < names.txt\n",
     ACCEPT_NARROWING | ACCEPT_MATCH | ACCEPT_LIMIT | ACCEPT_FILE, 0, ANY, false, run_lookup},
    {"normalise", "[NAME...]", "Judge names, and give their official forms",
     "Verdicts: preferred, admitted, deprecated, superseded, composed, ambiguous, unknown.\n\n"
     "examples:\n"
     "  zhengming normalise 发改委 \"One Belt One Road\"\n"
     "  zhengming normalise --as-of 2019-05 中国扶贫基金会\n"
     "  zhengming normalise --why 国家旅游局\n"
     "  zhengming --json normalise --file names.txt | jq .results[].official\n",
     ACCEPT_NARROWING | ACCEPT_WHY | ACCEPT_FILE, 0, ANY, false, run_normalise},
    {"annotate", "[TEXT...]", "Find the names in a text",
     "Names inside a name are indented below it.\n\n"
     "examples:\n"
     "  zhengming annotate 商务部、海关总署联合发布\n"
     "  zhengming annotate --as-of 2017-06-01 --file article.txt\n"
     "  cat article.txt | zhengming --json annotate\n",
     ACCEPT_NARROWING | ACCEPT_FILE, 0, ANY, false, run_annotate},
    {"check", "SOURCE TARGET", "Compare the official names of a text with those of its translation",
     "SOURCE and TARGET are files; one of them may be -, standard input. An issue is\n"
     "`file:line:column: severity: kind: ...`; a name that is missing has its place in SOURCE. Exit status 3\n"
     "when there are errors or warnings.\n\n"
     "examples:\n"
     "  zhengming check statement.zh.txt statement.en.txt\n"
     "  zhengming check --as-of 2019-05 statement.zh.txt - < draft.txt\n"
     "  zhengming --json check a.txt b.txt | jq .issues[].expected\n",
     ACCEPT_AS_OF | ACCEPT_STYLE | ACCEPT_CHECK, 2, 2, false, run_check},
    {"correct", "[FILE...]", "Rewrite deprecated and superseded names to the official ones",
     "Prints the corrected text; on a terminal, the text with its changes marked. What is admitted stays.\n\n"
     "examples:\n"
     "  zhengming correct draft.txt > better.txt\n"
     "  zhengming correct --edits draft.txt\n"
     "  zhengming correct --in-place draft.txt\n"
     "  zhengming correct --diff < draft.txt\n",
     ACCEPT_LANG | ACCEPT_AS_OF | ACCEPT_STYLE | ACCEPT_CORRECT, 0, ANY, false, run_correct},
    {"suggest", "[PREFIX...]", "Complete a name, or its pinyin",
     "examples:\n"
     "  zhengming suggest 国家发\n"
     "  zhengming suggest --lang en --limit 5 \"Ministry of\"\n"
     "  zhengming suggest gjfg\n",
     ACCEPT_NARROWING | ACCEPT_LIMIT | ACCEPT_FILE, 0, ANY, false, run_suggest},
    {"get", "[CONCEPT...]", "Show concepts by their ids",
     "examples:\n"
     "  zhengming get cn/mofcom\n"
     "  zhengming --json get cn/mofcom > mofcom.json   # as put takes it\n",
     ACCEPT_FILE, 0, ANY, false, run_get},
    {"put", "[JSON...]", "Write concepts: new ones, or in place of those that are there",
     "JSON is a concept, {\"id\": ..., \"category\": ..., \"terms\": [...]}, or what `--json get` prints,\n"
     "{\"concept\": {...}, \"generation\": N}: the write is then refused if the concept has changed since.\n\n"
     "examples:\n"
     "  zhengming put '{\"id\": \"x/guild\", \"category\": \"agency\", \"terms\": [\n"
     "    {\"lang\": \"en\", \"text\": \"Guild of Letters\", \"status\": \"preferred\"}]}'\n"
     "  zhengming --json get cn/mofcom > c.json; $EDITOR c.json; zhengming put --file c.json\n",
     ACCEPT_GENERATION | ACCEPT_FILE, 0, ANY, false, run_put},
    {"delete", "[CONCEPT...]", "Delete concepts by their ids",
     "Their history stays.\n\n"
     "examples:\n"
     "  zhengming delete x/guild\n"
     "  zhengming delete --generation 12 x/guild\n",
     ACCEPT_GENERATION | ACCEPT_FILE, 0, ANY, false, run_delete},
    {"history", "[CONCEPT...]", "Show the changes of concepts, the newest first",
     "examples:\n"
     "  zhengming history cn/mofcom\n"
     "  zhengming history --limit 1 cn/mofcom\n",
     ACCEPT_LIMIT | ACCEPT_FILE, 0, ANY, false, run_history},
    {"memory", "COMMAND", "The translation memory: units imported, exported, found, edited",
     "\n`zhengming help memory COMMAND` shows a command's own options, and examples.\n", 0, 1, ANY, false, NULL,
     memory_commands},
    {"pretranslate", "FILE", "Look up each segment of a file in the translation memory",
     "FILE has a segment a line, or is a TMX, TSV or CSV file, of which the texts in the language of --from are\n"
     "taken; -, standard input. Writes a line for each: segment, best target, score, kind, with tabs between\n"
     "(a tab or line break in a text is a space there); with --json an object, with all matches and names.\n"
     "The segments before and after count as context; targets have the segment's own numbers where only numbers\n"
     "differ (kind `adapted`). A summary goes to standard error. Exit status 3 when some have no match.\n\n"
     "examples:\n"
     "  zhengming pretranslate --from en --to zh-Hans segments.txt > matches.tsv\n"
     "  zhengming pretranslate --from zh-Hans --to en --min-score 50 --out matches.tsv project.tmx\n",
     ACCEPT_PAIR | ACCEPT_SCORE | ACCEPT_LIMIT | ACCEPT_FILTER | ACCEPT_FORMAT | ACCEPT_OUT, 1, 1, false,
     run_pretranslate},
    {"serve", "", "Answer the methods over ZeroMQ, until SIGTERM or SIGINT",
     "Prints `listening on ENDPOINT` for each endpoint once it answers. A port of * or 0 is chosen by\n"
     "the system. Only ipc:// and loopback addresses are bound.\n\n"
     "examples:\n"
     "  zhengming serve\n"
     "  zhengming serve --bind ipc:///run/zhengming.sock --bind 'tcp://127.0.0.1:*'\n"
     "  zhengming --connect tcp://127.0.0.1:5757 lookup 商务部\n",
     ACCEPT_SERVE, 0, 0, true, run_serve},
    {"rpc", "", "JSON-RPC 2.0: a request a line on standard input, a reply a line on standard output",
     "Replies come in the order of the requests. Every line gets one, but for notifications.\n\n"
     "examples:\n"
     "  echo '{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"service.info\"}' | zhengming rpc\n",
     0, 0, 0, false, run_rpc},
    {"call", "METHOD [JSON]", "Call one method with its parameters, and print its result as JSON",
     "JSON is an object of parameters; \"-\" reads it from standard input. docs/methods.md lists the\n"
     "methods, as does service.info.\n\n"
     "examples:\n"
     "  zhengming call service.info\n"
     "  zhengming call term.normalise '{\"names\": [\"商务部\"], \"as_of\": \"2019\"}'\n"
     "  zhengming --json call changes.since '{\"generation\": 0}'\n",
     ACCEPT_FILE, 1, 2, false, run_call},
    {"stats", "", "Show what the database holds, or what glossary files hold",
     "examples:\n"
     "  zhengming stats\n"
     "  zhengming stats --glossary glossary/           # a page in Markdown\n"
     "  zhengming stats --glossary glossary/ --write   # into glossary/README.md\n",
     ACCEPT_STATS, 0, 0, false, run_stats},
    {"lint", "DIR-or-FILE...", "Look for faults in glossary files that their format alone allows",
     "Ids that are nowhere, times that don't fit, names without an official form, names of two concepts,\n"
     "signs and spellings that a language doesn't have, terms without a source. A fault is\n"
     "`file:line: what`, and then the exit status is 1. Names that two concepts share for a reason say so in a\n"
     "note that begins with `same name: `. Codes of sources are those of the table in DIR/README.md, if any.\n\n"
     "examples:\n"
     "  zhengming lint glossary/\n"
     "  zhengming --json lint glossary/ | jq -r '.faults[].message'\n"
     "  zhengming lint --max-unchecked 40 draft.tsv\n",
     ACCEPT_LINT, 1, ANY, true, run_lint},
    {"verify", "", "Check every checksum, and every index against every record",
     "Exit status 1 when something is wrong.\n\n"
     "examples:\n"
     "  zhengming verify\n"
     "  zhengming --db /srv/backup/monday verify\n",
     0, 0, 0, true, run_verify},
    {"backup", "DIR", "Copy the database, while it is in use, to a new folder, and check the copy",
     "examples:\n  zhengming backup /srv/backup/monday\n", 0, 1, 1, true, run_backup},
    {"help", "[COMMAND]", "Show how a command is used",
     "examples:\n  zhengming help normalise\n  zhengming help memory import\n", 0, 0, 2, false, run_help},
    {"--version", "", NULL, "", 0, 0, 0, false, run_version},
    {0},
};

const struct command *command_find(const struct command *table, const char *word)
{
    for (const struct command *c = table; c->name; c++) {
        const char *space = strrchr(c->name, ' ');
        if (strcmp(space ? space + 1 : c->name, word) == 0)
            return c;
    }
    return NULL;
}

static enum status run(struct cli *cli)
{
    if (!cli->help)
        return cli->command->run(cli);
    if (cli->command && cli->command->summary)
        help_command(cli->command, &cli->out);
    else
        help_overview(&cli->out);
    return DONE;
}

/* A reader that went away is no fault: it had what it wanted. */
static enum status finish_output(struct cli *cli, enum status status)
{
    if (output_flush(cli) || cli->out_errno == EPIPE)
        return status;
    return say_fault(ZHM_STORAGE, "can't write to standard output: %s", strerror(cli->out_errno));
}

int main(int argc, char **argv)
{
    struct cli cli = {0};
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    (void)sigaction(SIGPIPE, &ignore, NULL);
    (void)sigaction(SIGXFSZ, &ignore, NULL); /* a file that may not grow is as a full disk */
    enum status status = options_read(&cli, argc, argv);
    if (status == DONE)
        status = run(&cli);
    progress_end();
    status = finish_output(&cli, status);
    door_close(&cli);
    json_decref(cli.params);
    buf_free(&cli.out);
    free(cli.binds.items);
    free(cli.files.items);
    free(cli.langs.items);
    free(cli.operands.items);
    return (int)status;
}
