/* out_file.h - a file that gets its name once it is whole; or standard output */
#ifndef CLI_OUT_FILE_H
#define CLI_OUT_FILE_H

#include "cli/cli.h"

/** {0} to begin with. */
struct out_file {
    struct cli *cli;
    const char *path; /* NULL: standard output */
    int fd;           /* -1: written to no more */
    struct buf waiting, temporary;
};

/** @path NULL or "-": standard output. What is no regular file (a FIFO, /dev/null) is written to as it is. */
zhm_code out_open(struct out_file *f, struct cli *cli, const char *path, zhm_error *err);
/** @return ZHM_DENIED when nobody reads standard output any more */
zhm_code out_write(struct out_file *f, struct str data, zhm_error *err);
/** Durable, and under its name. */
zhm_code out_close(struct out_file *f, zhm_error *err);
/** Without out_close nothing is left of it. */
void out_clear(struct out_file *f);

#endif
