/* lines.h - lines from a descriptor, in bounded memory */
#ifndef CLI_LINES_H
#define CLI_LINES_H

#include "base/buf.h"

#include <zhengming/error.h>

/** {.fd, .max} to begin with; the descriptor is the caller's. */
struct lines {
    int fd;
    size_t max; /* bytes of a line */
    struct buf buf;
    size_t at; /* read so far */
    bool ended;
};

/**
 * The next line without its line break, lent until the next call. The last one may lack it.
 * @return ZHM_OK; ZHM_NOT_FOUND at the end; ZHM_LIMIT: longer than `max`, @line is its beginning, the rest is passed
 * over, and one can go on; ZHM_STORAGE: can't read
 */
zhm_code lines_next(struct lines *l, struct str *line, zhm_error *err);
/** Whether the next line, or its beginning, is there without waiting. */
bool lines_waiting(const struct lines *l);
void lines_clear(struct lines *l);

/** Everything from @fd, at most @max bytes (more is ZHM_LIMIT), after what @out holds. */
zhm_code read_whole(int fd, size_t max, struct buf *out, zhm_error *err);

#endif
