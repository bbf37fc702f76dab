/* import.h - a file of units read into the memory, as a batch */
#ifndef CLI_IMPORT_H
#define CLI_IMPORT_H

#include "cli/import_way.h"

/** {.cli, .path} to begin with. Much of it is in `way`: on the heap. */
struct import {
    struct cli *cli;
    const char *path;  /* "-": standard input */
    const char *shown; /* of what is read, in what is said */
    struct buf name;   /* of the batch, terminated */
    struct import_way way;
    enum unit_format format;
    int fd;
    uint64_t size, at;   /* bytes of the file (0: not known), and read so far */
    bool begun;          /* the batch is there */
    bool broken;         /* it takes no more */
    bool done;           /* all was read, and all is durable */
    uint64_t skip, seen; /* units: those that were put before the import was resumed, those read */
    uint64_t refused;    /* of those read now */
    double seconds;
};

/**
 * Read the file into a batch, which begins with its first unit. What is refused is told on stderr. When this fails,
 * what was read before the fault is in the memory, unless the fault is the memory's own.
 */
zhm_code import_run(struct import *in, zhm_error *err);
void import_clear(struct import *in);

/** From now on an interrupt (SIGINT) ends the reading; a second one, the process. */
void import_catch_interrupt(void);

/** The format named @name; NULL: by the ending of @path, which is not "-". */
zhm_code import_format(const char *name, const char *path, enum unit_format *out, zhm_error *err);

/* import_name.c */
/** Choose the batch's name: --name, or the file's, which gets a number where it is taken. */
zhm_code import_name(struct import *in, zhm_error *err);

#endif
