#include "format/glossary_tsv.h"

#include "base/fault.h"
#include "base/grow.h"
#include "base/utf8.h"
#include "model/concept.h"
#include "model/lang.h"

#include <stdlib.h>

struct origin {
    const char *file;
    size_t line;
    uint32_t *rows[GLOSSARY_ROW_KINDS]; /* the lines of its terms, relations and attributes; in the arena */
};

enum { ID, FIELD, TEXT, STATUS, TYPE, FROM, TO, SOURCE, STYLE, NOTE, COLUMNS };
static const char *const column_names[COLUMNS] = {"id",   "field", "text",   "status", "type",
                                                  "from", "to",    "source", "style",  "note"};

/* A row, its columns terminated and owned by the glossary's arena. */
struct row {
    size_t line;
    const char *column[COLUMNS];
};

/* The rows of the concept that is being read. */
struct block {
    zhm_concept concept;
    zhm_term *terms;
    zhm_relation *relations;
    zhm_attribute *attributes;
    size_t term_room, relation_room, attribute_room;
    struct origin origin;
    size_t row_room[GLOSSARY_ROW_KINDS];
};

struct parse {
    struct glossary *g;
    struct str name;
    struct block block;
    bool header, open;
};

static zhm_code no_memory(zhm_error *err)
{
    return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a glossary");
}

static zhm_code add_concept(struct glossary *g, const zhm_concept *c, struct origin origin, zhm_error *err)
{
    size_t room = g->capacity, origin_room = g->capacity;
    zhm_concept *concepts = array_grow(g->concepts, g->count, &room, sizeof *concepts);
    if (concepts)
        g->concepts = concepts;
    struct origin *origins = array_grow(g->origins, g->count, &origin_room, sizeof *origins);
    if (origins)
        g->origins = origins;
    if (!concepts || !origins)
        return no_memory(err);
    g->capacity = room;
    g->concepts[g->count] = *c;
    g->origins[g->count++] = origin;
    return ZHM_OK;
}

static zhm_code close_block(struct parse *p, zhm_error *err)
{
    if (!p->open)
        return ZHM_OK;
    p->open = false;
    struct block *b = &p->block;
    b->concept.terms = b->terms;
    b->concept.relations = b->relations;
    b->concept.attributes = b->attributes;
    zhm_code code = concept_check(&b->concept, err);
    if (code == ZHM_OK)
        code = add_concept(p->g, &b->concept, b->origin, err);
    return zhm_prefix_place(err, code, p->name, b->origin.line);
}

static zhm_code add_line(struct parse *p, enum glossary_row kind, size_t count, const struct row *r, zhm_error *err)
{
    struct block *b = &p->block;
    uint32_t *lines = arena_grow(&p->g->arena, b->origin.rows[kind], count, &b->row_room[kind], sizeof *lines);
    if (!lines)
        return no_memory(err);
    lines[count] = (uint32_t)r->line;
    b->origin.rows[kind] = lines;
    return ZHM_OK;
}

static zhm_code parse_dates(const struct row *r, zhm_date *from, zhm_date *to, zhm_error *err)
{
    zhm_code code = *r->column[FROM] ? zhm_date_parse(r->column[FROM], from, err) : ZHM_OK;
    if (code != ZHM_OK)
        return zhm_prefix(err, code, "from: ");
    code = *r->column[TO] ? zhm_date_parse(r->column[TO], to, err) : ZHM_OK;
    return code == ZHM_OK ? ZHM_OK : zhm_prefix(err, code, "to: ");
}

static zhm_code begin_concept(struct parse *p, const struct row *r, zhm_error *err)
{
    zhm_code code = close_block(p, err);
    if (code != ZHM_OK)
        return code;
    zhm_concept c = {.id = r->column[ID], .source = r->column[SOURCE], .note = r->column[NOTE]};
    code = concept_id_check(str_of(c.id), err);
    if (code == ZHM_OK)
        code = category_parse(str_of(r->column[TEXT]), &c.category, err);
    if (code == ZHM_OK)
        code = parse_dates(r, &c.from, &c.to, err);
    if (code != ZHM_OK)
        return zhm_prefix_place(err, code, p->name, r->line);
    p->block = (struct block){.concept = c, .origin = {.file = p->name.data, .line = r->line}};
    p->open = true;
    return ZHM_OK;
}

static zhm_code add_term(struct parse *p, const struct row *r, zhm_error *err)
{
    struct block *b = &p->block;
    char lang[LANG_MAX];
    zhm_term t = {
        .text = r->column[TEXT], .source = r->column[SOURCE], .style = r->column[STYLE], .note = r->column[NOTE]};
    zhm_code code = lang_canonical(str_of(r->column[FIELD]), lang, err);
    if (code == ZHM_OK && !*r->column[STATUS])
        code = zhm_fail(err, ZHM_BAD_INPUT, "a term without a status: is a tab missing?");
    if (code == ZHM_OK)
        code = status_parse(str_of(r->column[STATUS]), &t.status, err);
    if (code == ZHM_OK && *r->column[TYPE])
        code = term_type_parse(str_of(r->column[TYPE]), &t.type, err);
    if (code == ZHM_OK)
        code = parse_dates(r, &t.from, &t.to, err);
    if (code == ZHM_OK && !*t.source)
        code = zhm_fail(err, ZHM_BAD_INPUT, "a term without a source: give its code, or 'unchecked'");
    t.lang = arena_copy(&p->g->arena, str_of(lang)).data;
    if (code == ZHM_OK && !t.lang)
        code = no_memory(err);
    if (code == ZHM_OK)
        code = term_check(&t, err);
    if (code != ZHM_OK)
        return code;
    b->terms = arena_grow(&p->g->arena, b->terms, b->concept.term_count, &b->term_room, sizeof *b->terms);
    if (!b->terms)
        return no_memory(err);
    b->terms[b->concept.term_count] = t;
    return add_line(p, GLOSSARY_TERM, b->concept.term_count++, r, err);
}

static zhm_code add_relation(struct parse *p, const struct row *r, zhm_relation_kind kind, zhm_error *err)
{
    struct block *b = &p->block;
    zhm_relation x = {.kind = kind, .target = r->column[TEXT], .source = r->column[SOURCE], .note = r->column[NOTE]};
    zhm_code code = parse_dates(r, &x.from, &x.to, err);
    if (code == ZHM_OK)
        code = relation_check(b->concept.id, &x, err);
    if (code != ZHM_OK)
        return code;
    b->relations =
        arena_grow(&p->g->arena, b->relations, b->concept.relation_count, &b->relation_room, sizeof *b->relations);
    if (!b->relations)
        return no_memory(err);
    b->relations[b->concept.relation_count] = x;
    return add_line(p, GLOSSARY_RELATION, b->concept.relation_count++, r, err);
}

static zhm_code add_attribute(struct parse *p, const struct row *r, zhm_error *err)
{
    struct block *b = &p->block;
    zhm_attribute a = {r->column[FIELD] + 1, r->column[TEXT]};
    zhm_code code;
    b->attributes =
        arena_grow(&p->g->arena, b->attributes, b->concept.attribute_count, &b->attribute_room, sizeof *b->attributes);
    if (!b->attributes)
        return no_memory(err);
    b->attributes[b->concept.attribute_count] = a;
    code = attribute_check(b->attributes, b->concept.attribute_count, err);
    return code == ZHM_OK ? add_line(p, GLOSSARY_ATTRIBUTE, b->concept.attribute_count++, r, err) : code;
}

static zhm_code add_row(struct parse *p, const struct row *r, zhm_error *err)
{
    const char *field = r->column[FIELD];
    zhm_relation_kind kind;
    zhm_code code;
    if (strcmp(field, "@concept") == 0)
        return begin_concept(p, r, err);
    if (!p->open || strcmp(r->column[ID], p->block.concept.id) != 0)
        code = zhm_fail(err, ZHM_BAD_INPUT, "the first row of %.*s is not @concept", STR_ARG(str_of(r->column[ID])));
    else if (field[0] != '@')
        code = add_term(p, r, err);
    else if (relation_parse(str_of(field + 1), &kind))
        code = add_relation(p, r, kind, err);
    else if (attribute_known(str_of(field + 1)))
        code = add_attribute(p, r, err);
    else
        code = zhm_fail(err, ZHM_BAD_INPUT, "unknown field '%.40s'", field);
    return zhm_prefix_place(err, code, p->name, r->line);
}

static zhm_code split_row(struct parse *p, struct str line, struct row *r, zhm_error *err)
{
    char *at = arena_alloc(&p->g->arena, line.len + 1), *end = at + line.len;
    if (!at)
        return no_memory(err);
    memcpy(at, line.data, line.len);
    size_t columns = 0;
    for (; at; columns++) {
        char *tab = memchr(at, '\t', (size_t)(end - at));
        if (columns == COLUMNS)
            return zhm_fail(err, ZHM_BAD_INPUT, "more than %d columns", COLUMNS);
        if (tab)
            *tab = '\0';
        r->column[columns] = at;
        at = tab ? tab + 1 : NULL;
    }
    if (columns <= TEXT)
        return zhm_fail(err, ZHM_BAD_INPUT, "%zu column%s: no tab between %s and %s", columns, columns == 1 ? "" : "s",
                        column_names[columns - 1], column_names[columns]);
    for (; columns < COLUMNS; columns++)
        r->column[columns] = end;
    return ZHM_OK;
}

static zhm_code check_header(struct parse *p, const struct row *r, zhm_error *err)
{
    p->header = true;
    for (size_t i = 0; i < COLUMNS; i++)
        if (strcmp(r->column[i], column_names[i]) != 0)
            return zhm_fail(err, ZHM_BAD_INPUT,
                            "the first row must name the columns: id, field, text, status, type, from, "
                            "to, source, style, note; column %zu is '%.40s'",
                            i + 1, r->column[i]);
    return ZHM_OK;
}

static zhm_code check_bytes(struct str line, size_t number, zhm_error *err)
{
    if (number == 1 && str_starts(line, STR("\xEF\xBB\xBF")))
        return zhm_fail(err, ZHM_BAD_INPUT, "a byte order mark: save the file as UTF-8 without it");
    if (line.len > 0 && line.data[line.len - 1] == '\r')
        return zhm_fail_at(err, ZHM_BAD_INPUT, 0, line.len - 1, "the line ends in CR LF: save the file with LF alone");
    if (memchr(line.data, '\0', line.len))
        return zhm_fail(err, ZHM_BAD_INPUT, "a NUL byte");
    return utf8_check(line, err);
}

static zhm_code read_line(struct parse *p, struct str line, size_t number, zhm_error *err)
{
    struct row r = {.line = number};
    zhm_code code = line.len > 0 ? check_bytes(line, number, err) : ZHM_OK;
    if (code != ZHM_OK)
        return zhm_prefix_place(err, code, p->name, number);
    if (line.len == 0 || line.data[0] == '#')
        return ZHM_OK;
    code = split_row(p, line, &r, err);
    if (code == ZHM_OK && p->header)
        return add_row(p, &r, err);
    if (code == ZHM_OK)
        code = check_header(p, &r, err);
    return zhm_prefix_place(err, code, p->name, number);
}

static int by_id(const void *a, const void *b)
{
    const zhm_concept *const *x = a, *const *y = b;
    int order = strcmp((*x)->id, (*y)->id);
    return order ? order : (*x > *y) - (*x < *y);
}

static zhm_code check_duplicates(const struct glossary *g, zhm_error *err)
{
    const zhm_concept **sorted = malloc((g->count + 1) * sizeof *sorted);
    if (!sorted)
        return no_memory(err);
    for (size_t i = 0; i < g->count; i++)
        sorted[i] = &g->concepts[i];
    qsort(sorted, g->count, sizeof *sorted, by_id);
    zhm_code code = ZHM_OK;
    for (size_t i = 1; code == ZHM_OK && i < g->count; i++) {
        if (strcmp(sorted[i - 1]->id, sorted[i]->id) != 0)
            continue;
        const struct origin *first = &g->origins[sorted[i - 1] - g->concepts],
                            *again = &g->origins[sorted[i] - g->concepts];
        code = zhm_fail_at(err, ZHM_BAD_INPUT, again->line, 0, "%s:%zu: id %s was used before, at %s:%zu", again->file,
                           again->line, sorted[i]->id, first->file, first->line);
    }
    free(sorted);
    return code;
}

/* The text of a first line that is a comment; "" where there is none. */
static struct str first_comment(struct str bytes)
{
    const char *end = bytes.len > 0 && bytes.data[0] == '#' ? memchr(bytes.data, '\n', bytes.len) : NULL;
    struct str line = {bytes.data, end ? (size_t)(end - bytes.data) : 0};
    while (line.len > 0 && (line.data[0] == '#' || line.data[0] == ' '))
        line = str_from(line, 1);
    return line;
}

static zhm_code add_file(struct glossary *g, const char *name, struct str bytes, zhm_error *err)
{
    struct glossary_file *file = arena_grow(&g->arena, g->file, g->files, &g->file_room, sizeof *file);
    struct str copy = arena_copy(&g->arena, str_of(name)), about = first_comment(bytes);
    about = utf8_check(about, NULL) == ZHM_OK ? arena_copy(&g->arena, about) : STR("");
    if (!file || !copy.data || !about.data)
        return no_memory(err);
    g->file = file;
    g->file[g->files++] = (struct glossary_file){copy.data, about.data};
    return ZHM_OK;
}

static zhm_code read_lines(struct glossary *g, struct str bytes, zhm_error *err)
{
    struct parse p = {.g = g, .name = str_of(g->file[g->files - 1].name)};
    zhm_code code = ZHM_OK;
    size_t number = 1;
    while (code == ZHM_OK && bytes.len > 0) {
        const char *end = memchr(bytes.data, '\n', bytes.len);
        struct str line = {bytes.data, end ? (size_t)(end - bytes.data) : bytes.len};
        code = read_line(&p, line, number++, err);
        bytes = str_from(bytes, line.len + (end != NULL));
    }
    return code == ZHM_OK ? close_block(&p, err) : code;
}

zhm_code glossary_read(struct glossary *g, const char *name, struct str bytes, zhm_error *err)
{
    size_t before = g->count;
    zhm_code code = add_file(g, name, bytes, err);
    if (code == ZHM_OK)
        code = read_lines(g, bytes, err);
    if (code == ZHM_OK)
        code = check_duplicates(g, err);
    if (code != ZHM_OK)
        g->count = before;
    return code;
}

void glossary_origin(const struct glossary *g, size_t i, const char **file, size_t *line)
{
    *file = g->origins[i].file;
    *line = g->origins[i].line;
}

size_t glossary_row_line(const struct glossary *g, size_t i, enum glossary_row kind, size_t row)
{
    return g->origins[i].rows[kind][row];
}

void glossary_free(struct glossary *g)
{
    arena_free(&g->arena);
    free(g->concepts);
    free(g->origins);
    *g = (struct glossary){0};
}
