/* segments.h - the segments of a file to translate, with their neighbours */
#ifndef CLI_SEGMENTS_H
#define CLI_SEGMENTS_H

#include "cli/cli.h"

/** A text, and those before and after it; none of them: no text. */
struct file_segment {
    struct str text, previous, next;
    size_t line;
};

/** Takes segments in the file's order, lent for the call. A result other than ZHM_OK ends the reading. */
typedef zhm_code segments_taker(void *context, const struct file_segment *segments, size_t count, zhm_error *err);

struct segments_reading {
    const char *path;   /* "-": standard input */
    const char *format; /* of a file of units; NULL: by the path's ending, else a segment a line */
    const char *lang;   /* whose texts are taken from units */
    size_t at_once;     /* at most so many in a call */
    segments_taker *take;
    void *context;
    size_t refused; /* units that the file's reader refused, told on stderr */
};

/**
 * Read a file. An empty line is an empty segment, and the neighbour of none; a unit without the language is passed
 * over. What a unit itself says of its neighbours goes before what stands beside it.
 * @return ZHM_OK; ZHM_BAD_INPUT, ZHM_LIMIT with file and line; what the taker returned
 */
zhm_code segments_read(struct segments_reading *r, zhm_error *err);

#endif
