/* runner.h - the built program, run in a temporary folder; tables of cases */
#ifndef TESTS_CLI_RUNNER_H
#define TESTS_CLI_RUNNER_H

#include "base/buf.h"

#include <sys/types.h>

#define GLOSSARY(name) SOURCE_DIR "/tests/cases/glossary/" name
#define ARGUMENTS_MAX 16
#define ARGUMENTS(...) ((const char *const[ARGUMENTS_MAX]){__VA_ARGS__})

/* cmocka's group fixtures: a new folder is the current one, "db" in it is the database; then it goes. */
int folder_enter(void **state);
int folder_leave(void **state);
/** As folder_enter, with the small glossary loaded. */
int glossary_enter(void **state);

struct ran {
    int status; /* of exit; 128 and more: a signal */
    struct buf out, err;
};
void ran_clear(struct ran *r);

/** Where the program's descriptors lead; NULL: an empty input, files that become `ran`. */
struct places {
    const char *in, *out, *err;
};
/** Start it. @arguments end at a NULL. */
pid_t program_start(const char *const *arguments, const struct places *places);
int program_end(pid_t pid);

const char *program_path(void);

/** Run it to its end. */
struct ran run(const char *const *arguments, struct str input);
/** Run it with @descriptor (1 or 2) on a terminal of 100 columns; what it wrote there is in `out`. */
struct ran run_on_terminal(const char *const *arguments, int descriptor);

/** A program that is talked to: its stdin and stdout are FIFOs, its stderr the file "err". */
struct talk {
    pid_t pid;
    int in, out;
    struct buf said; /* its last line, terminated */
};
struct talk talk_start(const char *const *arguments);
void talk_say(struct talk *t, const char *text);
/** Wait for the next line. @return it, without the line break; NULL at the end */
const char *talk_hear(struct talk *t);
/** Close its stdin, wait for its end. @return its status */
int talk_end(struct talk *t);
/** A test's teardown: end the program that a failed test has left. */
int talk_stop(void **state);

struct run_case {
    const char *description;
    const char *arguments[ARGUMENTS_MAX];
    const char *input;
    int status;
    const char *out, *err; /* pieces that it holds, in this order, with '|' between them; NULL: it is empty */
};
/** Fail unless all is as said. */
void check_case(const struct run_case *c);
void check_pieces(const char *description, const char *what, const struct buf *text, const char *pieces);

void write_file(const char *path, struct str bytes);
/** Append the file's bytes, terminated. */
void read_file(const char *path, struct buf *out);

#endif
