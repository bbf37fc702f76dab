/* cli.h - a run of the command line: what was asked for, the way to the methods, what goes to stdout */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "base/buf.h"
#include "base/fault.h"
#include "rpc/rpc.h"

#include <jansson.h>

/** Exit statuses; documented in `zhengming --help`. */
enum status { DONE = 0, FAULT = 1, BAD_USE = 2, NOT_FOUND = 3 };

/** What a command accepts, beside the options that all do (--db, --connect, --timeout, --json, --help). */
enum accepted {
    ACCEPT_LANG = 1,
    ACCEPT_CATEGORY = 2,
    ACCEPT_AS_OF = 4,
    ACCEPT_STYLE = 8,
    ACCEPT_MATCH = 16,
    ACCEPT_LIMIT = 32,
    ACCEPT_GENERATION = 64,
    ACCEPT_FILE = 128,
    ACCEPT_WHY = 256,
    ACCEPT_LOAD = 512,
    ACCEPT_SERVE = 1024,
    ACCEPT_CHECK = 2048,
    ACCEPT_CORRECT = 4096,
    ACCEPT_PAIR = 1 << 13,  /* from one language to another */
    ACCEPT_SCORE = 1 << 14, /* how near a match must be */
    ACCEPT_MATCHES = 1 << 15,
    ACCEPT_FILTER = 1 << 16, /* only some units */
    ACCEPT_ORIGIN = 1 << 17, /* what new units are given */
    ACCEPT_UNIT = 1 << 18,
    ACCEPT_IMPORT = 1 << 19,
    ACCEPT_FORMAT = 1 << 20,
    ACCEPT_EXPORT = 1 << 21,
    ACCEPT_CONCORDANCE = 1 << 22,
    ACCEPT_OUT = 1 << 23,
    ACCEPT_LINT = 1 << 24,
    ACCEPT_STATS = 1 << 25,
    ACCEPT_NARROWING = ACCEPT_LANG | ACCEPT_CATEGORY | ACCEPT_AS_OF | ACCEPT_STYLE,
};

struct cli;

struct command {
    const char *name;
    const char *arguments; /* for the usage line */
    const char *summary;   /* for the list of commands */
    const char *text;      /* for --help: more about it, then examples; whole lines */
    unsigned accepts;      /* of enum accepted */
    unsigned min, max;     /* operands */
    bool local;            /* needs the database itself: no --connect */
    enum status (*run)(struct cli *cli);
    const struct command *parts; /* `memory` has commands of its own, which are named "memory import" and so on */
};

/** All commands, in the order of the help; the last has no name. */
extern const struct command commands[];
extern const struct command memory_commands[];
/** The one of @table whose name is @word, or ends in it after a space; NULL: none. */
const struct command *command_find(const struct command *table, const char *word);

/** Texts of the command line, in order; lent by argv. */
struct words {
    const char **items;
    size_t count;
};

#define TIMEOUT_DEFAULT 5000 /* milliseconds */

struct cli {
    const struct command *command;
    /* options */
    const char *folder, *endpoint;
    unsigned timeout_ms;
    bool json, help, why, prune, dry_run, diff, edits, in_place, resume, strict, write;
    const char *publish, *name, *format, *target, *previous, *next, *glossary;
    unsigned workers, queue;
    struct words binds, files, langs, operands;
    json_t *params;     /* those that options stand for */
    const char *method; /* of `call` */
    /* the way to the methods; see door.c */
    zhm_database *db;
    struct rpc *rpc;
    struct rpc_session *session;
    struct client *client;
    unsigned long long calls;
    /* stdout; see output.c */
    struct buf out;
    int out_errno; /* the first failed write's; later output is dropped */
};

/* options.c */
/** The options before the command's name, and the command; then those after it. @return DONE, or BAD_USE after saying
 * why */
enum status options_read(struct cli *cli, int argc, char **argv);
/** Append the options' part of the help for what @accepts says; 0: those that all commands have. */
void options_describe(unsigned accepts, struct buf *out);

/* help.c */
void help_overview(struct buf *out);
void help_command(const struct command *command, struct buf *out);

/* door.c: the methods, of the local database in process or of a service */
/** The folder of the database: --db, $ZHENGMING_DB, or that of the XDG base directories. */
zhm_code door_folder(struct cli *cli, struct buf *out, zhm_error *err);
/** Open the local database. */
zhm_code door_database(struct cli *cli, zhm_error *err);
/** Open the local database; make it, and the folders above, if there is none. */
zhm_code door_make(struct cli *cli, zhm_error *err);
/** Open what the options name, unless it is open. */
zhm_code door_open(struct cli *cli, zhm_error *err);
void door_close(struct cli *cli);
/** One JSON-RPC text, and what is answered; nothing for notifications. */
zhm_code door_send(struct cli *cli, struct str request, struct buf *reply, zhm_error *err);
/** Raise the error object of a reply. */
zhm_code door_fault(const json_t *error, zhm_error *err);
/**
 * Call @method with @params, a JSON text (empty: none).
 * @return what the reply says; ZHM_STORAGE when there is none in time, or the service is busy
 */
zhm_code door_ask(struct cli *cli, const char *method, struct str params, json_t **result, zhm_error *err);
/**
 * Call @method with @params (lent; NULL: none). An error is said on stderr.
 * @return DONE, with the result for the caller to json_decref; else what the command should end with
 */
enum status door_call(struct cli *cli, const char *method, json_t *params, json_t **result);

/* output.c */
/** Say on stderr what went wrong. @return the status that the code stands for */
__attribute__((format(printf, 2, 3))) enum status say_fault(zhm_code code, const char *format, ...);
enum status say_error(const zhm_error *err);
/** Likewise, a mistake in the command line; names --help. */
__attribute__((format(printf, 2, 3))) enum status say_usage(const struct cli *cli, const char *format, ...);
/** Write cli->out to stdout. @return false when nobody can read it any more: stop */
bool output_flush(struct cli *cli);
/** @value and a line break; on one line when @compact. */
void output_json(struct cli *cli, const json_t *value, bool compact);
/** Columns of the terminal on stdout; 0: no terminal. */
size_t output_width(void);
/** Whether what goes to stdout is coloured: a terminal, and $NO_COLOR is not set. */
bool output_coloured(void);
/** A bar on stderr where that is a terminal. @context is its title. */
void progress_bar(void *context, uint64_t done, uint64_t total);
/** Take the bar away, if there is one. */
void progress_end(void);

/* the commands */
enum status run_annotate(struct cli *cli);
enum status run_backup(struct cli *cli);
enum status run_call(struct cli *cli);
enum status run_check(struct cli *cli);
enum status run_correct(struct cli *cli);
enum status run_delete(struct cli *cli);
enum status run_get(struct cli *cli);
enum status run_help(struct cli *cli);
enum status run_history(struct cli *cli);
enum status run_lint(struct cli *cli);
enum status run_load(struct cli *cli);
enum status run_lookup(struct cli *cli);
enum status run_memory_add(struct cli *cli);
enum status run_memory_batches(struct cli *cli);
enum status run_memory_concordance(struct cli *cli);
enum status run_memory_delete(struct cli *cli);
enum status run_memory_edit(struct cli *cli);
enum status run_memory_export(struct cli *cli);
enum status run_memory_get(struct cli *cli);
enum status run_memory_history(struct cli *cli);
enum status run_memory_import(struct cli *cli);
enum status run_memory_lookup(struct cli *cli);
enum status run_memory_reindex(struct cli *cli);
enum status run_memory_undo(struct cli *cli);
enum status run_normalise(struct cli *cli);
enum status run_pretranslate(struct cli *cli);
enum status run_put(struct cli *cli);
enum status run_rpc(struct cli *cli);
enum status run_serve(struct cli *cli);
enum status run_stats(struct cli *cli);
enum status run_stats_page(struct cli *cli);
enum status run_suggest(struct cli *cli);
enum status run_verify(struct cli *cli);

#endif
