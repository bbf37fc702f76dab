/* import_pipe.h - the units of a file, read by a thread of its own, a little ahead of who takes them */
#ifndef CLI_IMPORT_PIPE_H
#define CLI_IMPORT_PIPE_H

#include "format/unit_file.h"

#include <stdatomic.h>

struct piped_unit {
    struct unit_place at;
    const char *why; /* it is refused; NULL: it is sound (unit_check) */
    zhm_unit unit;
    uint64_t bytes; /* of the file, read by about now */
};

struct import_pipe;

/** Begin to read from @fd, which stays the caller's. The reading ends when *@interrupted is set. @name outlives the
 * pipe. */
zhm_code pipe_new(const char *name, enum unit_format format, int fd, const atomic_bool *interrupted,
                  struct import_pipe **out, zhm_error *err);
/** The next one, lent until the next call. @return ZHM_NOT_FOUND at the file's end; a fault of reading
 * (unit_file_read), when all before it was given */
zhm_code pipe_next(struct import_pipe *p, struct piped_unit *out, zhm_error *err);
/** End the reading, wherever it is. */
void pipe_free(struct import_pipe *p);

#endif
