/* table.h - rows of cells as aligned columns, by the width that text has on a terminal */
#ifndef CLI_TABLE_H
#define CLI_TABLE_H

#include "base/arena.h"
#include "base/buf.h"

#define TABLE_COLUMNS 9

/** {.heads, .columns} to begin with. */
struct table {
    const char *const *heads;
    size_t columns;
    struct arena arena;
    struct table_row *first, *last;
    size_t count; /* of rows with cells */
    bool failed;  /* no memory */
};

/** Begin a row, @indent columns to the right. */
void table_row(struct table *t, size_t indent);
/** Its next cell. Copied, control characters as spaces; NULL is empty. */
void table_cell(struct table *t, const char *text);
/** A line of its own below the last row, indented; at any width. */
void table_note(struct table *t, const char *text);
/**
 * Append heads and rows to @out; columns in which no row has anything are left out. With @width, wide columns
 * are narrowed until all fit into it, and what is longer goes on below.
 */
void table_print(struct table *t, size_t width, struct buf *out);
void table_clear(struct table *t);

#endif
