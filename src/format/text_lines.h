/* text_lines.h - the lines of a file of text, as UTF-8 */
#ifndef FORMAT_TEXT_LINES_H
#define FORMAT_TEXT_LINES_H

#include "base/buf.h"
#include "format/unit_file.h"

enum text_encoding { TEXT_UTF8, TEXT_UTF16LE, TEXT_UTF16BE };

/** {.bytes, .bytes_context} before the first line. */
struct text_lines {
    unit_bytes *bytes;
    void *bytes_context;
    enum text_encoding encoding;
    bool begun, ended;
    struct buf raw; /* as read; what comes before `done` is decoded */
    size_t done;
    struct buf line;   /* the line that was returned last */
    uint64_t byte;     /* where in the file it begins */
    size_t line_bytes; /* what it takes there */
};

/**
 * The next line with its line feed, valid until the next call. What the encoding does not
 * allow stands in it as bytes that are no UTF-8. An empty one: the end. @return ZHM_OK;
 * ZHM_LIMIT: a line of more than @most bytes; ZHM_NO_MEMORY; what bytes returned
 */
zhm_code text_lines_next(struct text_lines *t, size_t most, struct str *line, zhm_error *err);
void text_lines_free(struct text_lines *t);

#endif
