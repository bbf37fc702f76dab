#include "format/unit_table.h"

#include "base/fault.h"
#include "base/utf8.h"
#include "format/text_lines.h"
#include "format/unit_date.h"
#include "format/unit_draft.h"
#include "model/lang.h"

#include <stdlib.h>

enum column { LANGUAGE, NAME, ORIGIN, DOMAIN_, CREATED, CHANGED, CREATED_BY, CHANGED_BY, USES, NOTE, COLUMN_KINDS };
static const char *const column_names[COLUMN_KINDS] = {
    [NAME] = "@name",       [ORIGIN] = "@origin",         [DOMAIN_] = "@domain",        [CREATED] = "@created",
    [CHANGED] = "@changed", [CREATED_BY] = "@created_by", [CHANGED_BY] = "@changed_by", [USES] = "@uses",
    [NOTE] = "@note"};

enum { COLUMNS_MAX = ZHM_SEGMENTS_MAX + COLUMN_KINDS - 1 };

struct table_column {
    enum column kind;
    char lang[LANG_MAX];
};

struct table {
    const struct unit_reading *r;
    struct text_lines lines;
    size_t line_number;
    struct unit_place at; /* of the row */
    struct buf cells;     /* the row's fields, each with a terminator */
    size_t starts[COLUMNS_MAX + 1];
    size_t cell_count;
    const char *fault; /* of the row as such; NULL: none */
    bool ended;        /* there was no row */
    struct table_column columns[COLUMNS_MAX];
    size_t column_count;
    struct unit_draft draft;
};

static struct str cell(const struct table *t, size_t i)
{
    return (struct str){t->cells.data + t->starts[i], t->starts[i + 1] - t->starts[i] - 1};
}

static void end_cell(struct table *t)
{
    buf_append_char(&t->cells, '\0');
    if (++t->cell_count <= COLUMNS_MAX)
        t->starts[t->cell_count] = t->cells.len;
}

/* The line's own end is no text. */
static struct str without_end(struct str line)
{
    if (line.len > 0 && line.data[line.len - 1] == '\n')
        line.len--;
    if (line.len > 0 && line.data[line.len - 1] == '\r')
        line.len--;
    return line;
}

static void split_tabs(struct table *t, struct str line)
{
    line = without_end(line);
    for (const char *tab; line.len > 0 && (tab = memchr(line.data, '\t', line.len));) {
        buf_append(&t->cells, line.data, (size_t)(tab - line.data));
        line = str_from(line, (size_t)(tab - line.data) + 1);
        end_cell(t);
    }
    buf_append_str(&t->cells, line);
    end_cell(t);
}

/* Where in a CSV record the next byte stands. */
enum csv_state { CSV_START, CSV_PLAIN, CSV_QUOTED, CSV_AFTER_QUOTE };

static enum csv_state csv_byte(struct table *t, enum csv_state state, char c)
{
    if (state == CSV_QUOTED && c == '"')
        return CSV_AFTER_QUOTE;
    if (state != CSV_QUOTED && c == ',') {
        end_cell(t);
        return CSV_START;
    }
    if (state == CSV_START && c == '"')
        return CSV_QUOTED;
    if (state == CSV_AFTER_QUOTE && c != '"') {
        t->fault = "text after a closing quotation mark";
        return CSV_PLAIN;
    }
    buf_append_char(&t->cells, c);
    return state == CSV_AFTER_QUOTE || state == CSV_QUOTED ? CSV_QUOTED : CSV_PLAIN;
}

/* @return the state in which the line ends: inside quotation marks, the next one belongs to it */
static enum csv_state split_commas(struct table *t, enum csv_state state, struct str line)
{
    size_t end = without_end(line).len;
    for (size_t i = 0; i < end; i++)
        state = csv_byte(t, state, line.data[i]);
    if (state != CSV_QUOTED)
        end_cell(t);
    else
        buf_append_str(&t->cells, str_from(line, end));
    return state;
}

static zhm_code fail_at(const struct table *t, zhm_code code, size_t column, const char *what, zhm_error *err)
{
    return zhm_fail_at(err, code, t->at.line, (size_t)t->at.byte, "%s:%zu:%zu: %s", t->r->name, t->at.line, column,
                       what);
}

/* What can be said of a line before it is split; a NUL would end a text too soon. */
static void check_line(struct table *t, struct str line)
{
    if (memchr(line.data, '\0', line.len))
        t->fault = t->lines.encoding == TEXT_UTF8 ? "a NUL: is it UTF-16 without a byte order mark?" : "a NUL";
    else if (utf8_check(line, NULL) != ZHM_OK)
        t->fault = t->lines.encoding == TEXT_UTF8 ? "bytes that are no UTF-8" : "a lone surrogate";
}

static zhm_code next_line(struct table *t, struct str *line, zhm_error *err)
{
    size_t room = t->cells.len < TEXT_BYTES_MAX ? TEXT_BYTES_MAX - t->cells.len : 0;
    zhm_code code = text_lines_next(&t->lines, room, line, err);
    if (code == ZHM_OK && line->len > 0) {
        t->line_number++;
        check_line(t, *line);
    }
    if (code == ZHM_LIMIT)
        return fail_at(t, code, 1, "a row of more than 16777216 bytes: is a quotation mark not closed?", err);
    return code;
}

/* The lines of one CSV record: more than one where a field has line breaks. */
static zhm_code read_record(struct table *t, struct str line, zhm_error *err)
{
    enum csv_state state = split_commas(t, CSV_START, line);
    while (state == CSV_QUOTED) {
        zhm_code code = next_line(t, &line, err);
        if (code != ZHM_OK)
            return code;
        if (line.len == 0)
            return fail_at(t, ZHM_BAD_INPUT, 1, "the file ends inside the quotation marks of this row", err);
        state = split_commas(t, state, line);
    }
    return ZHM_OK;
}

static zhm_code next_row(struct table *t, zhm_error *err)
{
    struct str line = {0};
    buf_clear(&t->cells);
    t->cell_count = 0;
    t->fault = NULL;
    t->at = (struct unit_place){.line = t->line_number + 1, .column = 1};
    zhm_code code = next_line(t, &line, err);
    t->at.byte = t->lines.byte;
    t->ended = line.len == 0;
    if (code != ZHM_OK || t->ended)
        return code;
    if (t->r->format == UNIT_TSV)
        split_tabs(t, line);
    else
        code = read_record(t, line, err);
    if (code == ZHM_OK && t->cells.failed)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory to read a table");
    return code;
}

static bool is_blank_row(const struct table *t)
{
    return !t->fault && t->cell_count == 1 && cell(t, 0).len == 0;
}

static bool parse_column(struct str name, struct table_column *out, zhm_error *err)
{
    for (int k = NAME; k < COLUMN_KINDS; k++)
        if (str_is(name, column_names[k])) {
            out->kind = (enum column)k;
            return true;
        }
    out->kind = LANGUAGE;
    if (lang_canonical(name, out->lang, NULL) == ZHM_OK)
        return true;
    zhm_fail(err, ZHM_BAD_INPUT, "'%.*s' in the first row is neither a language tag nor a column (@name, ...)",
             STR_ARG(name));
    return false;
}

static bool same_column(const struct table_column *a, const struct table_column *b)
{
    return a->kind == b->kind && (a->kind != LANGUAGE || strcmp(a->lang, b->lang) == 0);
}

static zhm_code add_column(struct table *t, struct str name, size_t at, zhm_error *err)
{
    zhm_error why = {0};
    struct table_column *column = &t->columns[t->column_count];
    if (!parse_column(name, column, &why))
        return fail_at(t, ZHM_BAD_INPUT, at, why.text, err);
    for (size_t i = 0; i < t->column_count; i++)
        if (same_column(&t->columns[i], column))
            return fail_at(t, ZHM_BAD_INPUT, at, "a column twice in the first row", err);
    t->column_count++;
    return ZHM_OK;
}

static zhm_code read_head(struct table *t, zhm_error *err)
{
    zhm_code code = next_row(t, err);
    if (code == ZHM_OK && t->ended)
        return fail_at(t, ZHM_BAD_INPUT, 1, "the file is empty: its first row must be of language tags", err);
    if (code == ZHM_OK && t->fault)
        return fail_at(t, ZHM_BAD_INPUT, 1, t->fault, err);
    if (code == ZHM_OK && t->cell_count > COLUMNS_MAX)
        return fail_at(t, ZHM_BAD_INPUT, 1, "too many columns", err);
    size_t languages = 0;
    for (size_t i = 0, at = 1; code == ZHM_OK && i < t->cell_count; i++) {
        code = add_column(t, cell(t, i), at, err);
        at += utf8_length(cell(t, i)) + 1;
        languages += code == ZHM_OK && t->columns[i].kind == LANGUAGE;
    }
    if (code == ZHM_OK && languages < 2)
        return fail_at(t, ZHM_BAD_INPUT, 1, "the first row must be of language tags, two or more", err);
    return code;
}

static void set_date(struct table *t, int64_t *field, struct str value)
{
    if (!unit_date_read(value, field))
        draft_refuse(&t->draft, "'%.*s' is no date", STR_ARG(value));
}

static void set_uses(struct table *t, struct str value)
{
    uint64_t n = 0;
    size_t i = 0;
    for (; i < value.len && value.data[i] >= '0' && value.data[i] <= '9' && i < 19; i++)
        n = n * 10 + (uint64_t)(value.data[i] - '0');
    if (i < value.len)
        draft_refuse(&t->draft, "'%.*s' is no number of uses", STR_ARG(value));
    t->draft.unit.uses = n;
}

static void add_text(struct table *t, const char *lang, struct str text)
{
    if (!draft_segment_begin(&t->draft, str_of(lang)))
        return;
    draft_add_characters(&t->draft, text);
    draft_segment_end(&t->draft, text.data);
}

static void add_cell(struct table *t, const struct table_column *column, struct str value)
{
    zhm_unit *u = &t->draft.unit;
    const char **const texts[COLUMN_KINDS] = {[NAME] = &u->name,
                                              [ORIGIN] = &u->origin,
                                              [DOMAIN_] = &u->domain,
                                              [CREATED_BY] = &u->created_by,
                                              [CHANGED_BY] = &u->changed_by};
    if (value.len == 0)
        return;
    if (column->kind == LANGUAGE)
        add_text(t, column->lang, value);
    else if (column->kind == CREATED)
        set_date(t, &u->created, value);
    else if (column->kind == CHANGED)
        set_date(t, &u->changed, value);
    else if (column->kind == USES)
        set_uses(t, value);
    else if (column->kind == NOTE)
        draft_add_detail(&t->draft, &t->draft.details,
                         &(zhm_detail){.kind = ZHM_NOTE, .name = "", .lang = "", .value = value.data});
    else
        *texts[column->kind] = value.data;
}

static zhm_code take_row(struct table *t, zhm_error *err)
{
    if (is_blank_row(t))
        return ZHM_OK;
    draft_begin(&t->draft, &t->at);
    if (t->fault)
        draft_refuse(&t->draft, "%s", t->fault);
    else if (t->cell_count > t->column_count)
        draft_refuse(&t->draft, "%zu fields, but %zu columns", t->cell_count, t->column_count);
    for (size_t i = 0; !t->draft.refused && i < t->cell_count; i++)
        add_cell(t, &t->columns[i], cell(t, i));
    return draft_end(&t->draft, &t->r->taker, err);
}

zhm_code table_read(const struct unit_reading *r, zhm_error *err)
{
    struct table *t = calloc(1, sizeof *t);
    if (!t)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory to read %s", r->name);
    t->r = r;
    t->lines = (struct text_lines){.bytes = r->bytes, .bytes_context = r->bytes_context};
    zhm_code code = read_head(t, err);
    while (code == ZHM_OK && !t->ended) {
        code = next_row(t, err);
        if (code == ZHM_OK && !t->ended)
            code = take_row(t, err);
    }
    text_lines_free(&t->lines);
    buf_free(&t->cells);
    draft_free(&t->draft);
    free(t);
    return code;
}
