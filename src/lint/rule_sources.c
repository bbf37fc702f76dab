#include "lint/rules.h"

#include "base/fault.h"
#include "base/grow.h"

static struct str next_line(struct str *text)
{
    const char *end = text->len > 0 ? memchr(text->data, '\n', text->len) : NULL;
    struct str line = {text->data, end ? (size_t)(end - text->data) : text->len};
    *text = str_from(*text, line.len + (end != NULL));
    return line;
}

static bool is_known(const struct lint_sources *sources, struct str code)
{
    for (size_t i = 0; i < sources->count; i++)
        if (str_equal(sources->codes[i], code))
            return true;
    return false;
}

static zhm_code add_code(struct lint_sources *sources, struct str code, zhm_error *err)
{
    if (is_known(sources, code))
        return ZHM_OK;
    struct str *codes = arena_grow(&sources->arena, sources->codes, sources->count, &sources->room, sizeof *codes);
    if (!codes)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for the codes of sources");
    sources->codes = codes;
    codes[sources->count++] = code;
    return ZHM_OK;
}

/* The first cell of a row "| code | what |"; empty: no row, or the line below the heads. */
static struct str first_cell(struct str line)
{
    if (!str_starts(line, STR("| ")))
        return (struct str){0};
    struct str cell = str_from(line, 2);
    const char *end = memchr(cell.data, '|', cell.len);
    cell.len = end ? (size_t)(end - cell.data) : 0;
    while (cell.len > 0 && cell.data[cell.len - 1] == ' ')
        cell.len--;
    return cell.len > 0 && cell.data[0] == '-' ? (struct str){0} : cell;
}

zhm_code lint_sources_read(struct lint_sources *sources, struct str markdown, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    bool inside = false;
    while (code == ZHM_OK && markdown.len > 0) {
        struct str line = next_line(&markdown), cell = first_cell(line);
        if (str_starts(line, STR("## ")))
            inside = str_is(line, "## Sources");
        else if (inside && cell.len > 0 && !str_is(cell, "code"))
            code = add_code(sources, cell, err);
    }
    return code;
}

void lint_sources_free(struct lint_sources *sources)
{
    arena_free(&sources->arena);
    *sources = (struct lint_sources){0};
}

static void check_code(struct lint *l, size_t concept, size_t line, struct str code)
{
    const struct lint_sources *sources = l->options->sources;
    if (code.len == 0)
        lint_fault(l, concept, line, "an empty code among the sources");
    else if (sources && sources->count > 0 && !is_known(sources, code))
        lint_fault(l, concept, line, "the source %.*s is not in the README's table of sources", STR_ARG(code));
}

static void check_source(struct lint *l, size_t concept, size_t line, const char *source)
{
    struct str rest = str_of(source);
    while (rest.len > 0) {
        const char *end = memchr(rest.data, ';', rest.len);
        struct str code = {rest.data, end ? (size_t)(end - rest.data) : rest.len};
        rest = str_from(rest, code.len + (end != NULL));
        check_code(l, concept, line, code);
        if (str_is(code, "unchecked") && strcmp(source, "unchecked") != 0)
            lint_fault(l, concept, line, "'unchecked' beside a source, in '%s': leave it out", source);
        if (end && rest.len == 0)
            check_code(l, concept, line, rest);
    }
}

static void check_rate(struct lint *l)
{
    const struct lint_coverage *all = &l->report->all;
    unsigned most = l->options->max_unchecked;
    if (all->unchecked * 100 > all->terms * most)
        lint_add(l->report, NULL, 0, "%.1f %% of the terms are unchecked, at most %u %% are allowed",
                 lint_unchecked_percent(all), most);
}

void rule_sources(struct lint *l)
{
    for (size_t i = 0; i < l->g->count; i++) {
        const zhm_concept *c = &l->g->concepts[i];
        check_source(l, i, lint_line(l, i), c->source);
        for (size_t k = 0; k < c->relation_count; k++)
            check_source(l, i, glossary_row_line(l->g, i, GLOSSARY_RELATION, k), c->relations[k].source);
        for (size_t k = 0; k < c->term_count; k++)
            check_source(l, i, glossary_row_line(l->g, i, GLOSSARY_TERM, k), c->terms[k].source);
    }
    check_rate(l);
}
