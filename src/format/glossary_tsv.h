/* glossary_tsv.h - glossary files: a term a row, tab-separated (glossary/README.md describes them) */
#ifndef FORMAT_GLOSSARY_TSV_H
#define FORMAT_GLOSSARY_TSV_H

#include "base/arena.h"
#include "base/str.h"

#include <zhengming/model.h>

struct glossary_file {
    const char *name;
    const char *about; /* its first line, when that is a comment; else empty */
};

/** The concepts of a set of files; {0} is empty. Texts and arrays are in the arena. */
struct glossary {
    struct arena arena;
    zhm_concept *concepts;
    size_t count, capacity;
    struct origin *origins; /* where each concept and its rows stand */
    struct glossary_file *file;
    size_t files, file_room;
};

/**
 * Read one file, given its bytes, and append its concepts. @name is for errors.
 * @return ZHM_OK; ZHM_BAD_INPUT with "name:line: what" in text, the line, and the offset of
 * the byte in the line where it matters: a byte order mark, CR LF, invalid UTF-8, a missing
 * tab or column, an unknown field, status or type, a bad date, an id that was there before;
 * ZHM_LIMIT; ZHM_NO_MEMORY. On failure @g has the file's name and none of its concepts
 */
zhm_code glossary_read(struct glossary *g, const char *name, struct str bytes, zhm_error *err);

/**
 * Read a file, or every *.tsv file below a folder, in the order of their paths. Files of
 * other names are passed over, and hidden ones. @return as glossary_read; ZHM_NOT_FOUND:
 * no such path, or a folder without one *.tsv; ZHM_STORAGE: a file that cannot be read
 */
zhm_code glossary_read_path(struct glossary *g, const char *path, zhm_error *err);

/** Where concept number @i stands. @file is the name of one of g->file. */
void glossary_origin(const struct glossary *g, size_t i, const char **file, size_t *line);

enum glossary_row { GLOSSARY_TERM, GLOSSARY_RELATION, GLOSSARY_ATTRIBUTE };
#define GLOSSARY_ROW_KINDS 3
/** The line of number @row of the terms (relations, attributes) of concept number @i. */
size_t glossary_row_line(const struct glossary *g, size_t i, enum glossary_row kind, size_t row);

void glossary_free(struct glossary *g);

#endif
