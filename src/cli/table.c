#include "cli/table.h"

#include "base/utf8.h"
#include "text/width.h"

enum { GAP = 2, COLUMN_MIN = 12, NATURAL_MAX = 64 };

struct table_row {
    struct table_row *next;
    bool is_note;
    size_t indent, used;
    struct str cells[TABLE_COLUMNS];
};

/* Nothing that a terminal would obey: C0, DEL and C1. */
static struct str plain(struct arena *arena, const char *text)
{
    struct str s = arena_copy(arena, str_of(text));
    struct buf clean = {0};
    for (size_t pos = 0; pos < s.len;) {
        uint32_t point = utf8_next(s, &pos);
        bool control = point < 0x20 || (point >= 0x7f && point < 0xa0);
        if (point == UTF8_INVALID)
            break;
        buf_append_point(&clean, control ? ' ' : point);
    }
    struct str out = clean.failed ? (struct str){0} : arena_copy(arena, buf_str(&clean));
    buf_free(&clean);
    return out;
}

static struct table_row *add_row(struct table *t, size_t indent, bool is_note)
{
    struct table_row *row = arena_alloc(&t->arena, sizeof *row);
    if (!row) {
        t->failed = true;
        return NULL;
    }
    row->indent = indent;
    row->is_note = is_note;
    *(t->last ? &t->last->next : &t->first) = row;
    t->last = row;
    return row;
}

void table_row(struct table *t, size_t indent)
{
    if (add_row(t, indent, false))
        t->count++;
}

void table_cell(struct table *t, const char *text)
{
    struct table_row *row = t->last;
    if (!row || row->used >= t->columns)
        return;
    row->cells[row->used] = plain(&t->arena, text ? text : "");
    if (!row->cells[row->used++].data)
        t->failed = true;
}

void table_note(struct table *t, const char *text)
{
    struct table_row *row = add_row(t, 4, true);
    if (row)
        row->cells[0] = plain(&t->arena, text);
}

static size_t cell_width(const struct table_row *row, size_t column)
{
    return text_width(row->cells[column]) + (column == 0 ? row->indent : 0);
}

static void measure(const struct table *t, size_t widths[])
{
    for (size_t i = 0; i < t->columns; i++) {
        size_t head = text_width(str_of(t->heads[i]));
        widths[i] = 0;
        for (const struct table_row *row = t->first; row; row = row->next)
            if (!row->is_note && cell_width(row, i) > widths[i])
                widths[i] = cell_width(row, i);
        if (widths[i] > 0 && widths[i] < head)
            widths[i] = head;
    }
}

static size_t total_width(const size_t widths[], size_t columns)
{
    size_t total = 0;
    for (size_t i = 0; i < columns; i++)
        total += widths[i] ? widths[i] + (total ? GAP : 0) : 0;
    return total;
}

/* In proportion, so that all cells take about as many lines; a single huge cell must not press the others. */
static void shrink(size_t widths[], size_t columns, size_t width)
{
    size_t natural[TABLE_COLUMNS];
    if (total_width(widths, columns) <= width)
        return;
    for (size_t i = 0; i < columns; i++)
        natural[i] = widths[i] = widths[i] < NATURAL_MAX ? widths[i] : NATURAL_MAX;
    while (total_width(widths, columns) > width) {
        size_t best = columns;
        for (size_t i = 0; i < columns; i++)
            if (widths[i] > COLUMN_MIN && (best == columns || widths[i] * natural[best] > widths[best] * natural[i]))
                best = i;
        if (best == columns)
            return;
        widths[best]--;
    }
}

static void blanks(struct buf *out, size_t count)
{
    while (count-- > 0)
        buf_append_char(out, ' ');
}

/* Where a line may end at or before @len, past a blank or one of "-/;"; @len where it may not. */
static size_t break_before(struct str s, size_t len)
{
    size_t at = len;
    while (at > 0 && !strchr(" -/;", s.data[at - 1]))
        at--;
    return at > 0 ? at : len;
}

/* Take off @rest what goes on one line, and the blanks after it. */
static struct str take_line(struct str *rest, size_t width)
{
    size_t len = text_fit(*rest, width);
    if (len == 0 && rest->len > 0)
        (void)utf8_next(*rest, &len); /* a wide sign in a column of one */
    if (len < rest->len && rest->data[len] != ' ')
        len = break_before(*rest, len);
    struct str line = {rest->data, len};
    while (line.len > 0 && line.data[line.len - 1] == ' ')
        line.len--;
    *rest = str_from(*rest, len);
    while (rest->len > 0 && rest->data[0] == ' ')
        *rest = str_from(*rest, 1);
    return line;
}

/* One line of a row. Blanks go before a cell, so that none end a line. @return whether more of it is left */
static bool print_line(struct str rest[], size_t indent, const size_t widths[], size_t columns, struct buf *out)
{
    size_t owed = indent;
    bool more = false;
    for (size_t i = 0; i < columns; i++) {
        if (widths[i] == 0)
            continue;
        size_t room = widths[i] > indent ? widths[i] - indent : 1;
        struct str line = take_line(&rest[i], room);
        size_t wide = text_width(line);
        if (line.len > 0) {
            blanks(out, owed);
            owed = 0;
        }
        buf_append_str(out, line);
        owed += (room > wide ? room - wide : 0) + GAP;
        indent = 0;
        more = more || rest[i].len > 0;
    }
    buf_append_char(out, '\n');
    return more;
}

static void print_cells(const struct table_row *row, const size_t widths[], size_t columns, struct buf *out)
{
    struct str rest[TABLE_COLUMNS];
    for (size_t i = 0; i < columns; i++)
        rest[i] = row->cells[i].data ? row->cells[i] : STR("");
    while (print_line(rest, row->indent, widths, columns, out)) {
    }
}

void table_print(struct table *t, size_t width, struct buf *out)
{
    size_t widths[TABLE_COLUMNS];
    struct table_row head = {0};
    if (t->failed)
        out->failed = true;
    measure(t, widths);
    if (width > 0)
        shrink(widths, t->columns, width);
    for (size_t i = 0; i < t->columns; i++)
        head.cells[head.used++] = str_of(t->heads[i]);
    if (t->count > 0)
        print_cells(&head, widths, t->columns, out);
    for (const struct table_row *row = t->first; row; row = row->next) {
        if (!row->is_note) {
            print_cells(row, widths, t->columns, out);
            continue;
        }
        blanks(out, row->indent);
        buf_append_str(out, row->cells[0]);
        buf_append_char(out, '\n');
    }
}

void table_clear(struct table *t)
{
    arena_free(&t->arena);
    t->first = t->last = NULL;
    t->count = 0;
}
