#include "lint/rules.h"

#include "base/fault.h"
#include "base/grow.h"
#include "text/fold.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static zhm_code no_memory(zhm_error *err)
{
    return zhm_fail(err, ZHM_NO_MEMORY, "no memory to look at a glossary");
}

static void add_fault(struct lint_report *report, const char *file, size_t line, const char *format, va_list args)
{
    char *at = NULL;
    int length = vasprintf(&at, format, args);
    struct str copy = length < 0 ? (struct str){0} : arena_copy(&report->arena, (struct str){at, (size_t)length});
    if (length >= 0)
        free(at);
    struct lint_fault *faults =
        arena_grow(&report->arena, report->faults, report->count, &report->room, sizeof *faults);
    report->failed = report->failed || !copy.data || !faults;
    if (report->failed)
        return;
    report->faults = faults;
    faults[report->count++] = (struct lint_fault){file, line, copy.data};
}

void lint_add(struct lint_report *report, const char *file, size_t line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add_fault(report, file, line, format, args);
    va_end(args);
}

void lint_fault(struct lint *l, size_t concept, size_t line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add_fault(l->report, lint_file(l, concept), line, format, args);
    va_end(args);
}

void lint_fault_in(struct lint *l, const struct name *n, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add_fault(l->report, lint_file(l, n->concept), n->line, format, args);
    va_end(args);
}

const char *lint_file(const struct lint *l, size_t concept)
{
    const char *file;
    size_t line;
    glossary_origin(l->g, concept, &file, &line);
    return file;
}

size_t lint_line(const struct lint *l, size_t concept)
{
    const char *file;
    size_t line;
    glossary_origin(l->g, concept, &file, &line);
    return line;
}

bool lint_is_lang(const struct name *n, const char *lang)
{
    return strcmp(n->term->lang, lang) == 0;
}

bool lint_has_reason(const struct name *n)
{
    return str_starts(str_of(n->term->note), STR(REASON));
}

const char *lint_attribute(const zhm_concept *c, const char *name)
{
    for (size_t i = 0; i < c->attribute_count; i++)
        if (strcmp(c->attributes[i].name, name) == 0)
            return c->attributes[i].value;
    return NULL;
}

static int by_id(const void *a, const void *b, void *context)
{
    const struct glossary *g = ((const struct lint *)context)->g;
    return strcmp(g->concepts[*(const size_t *)a].id, g->concepts[*(const size_t *)b].id);
}

size_t lint_concept(const struct lint *l, const char *id)
{
    for (size_t low = 0, high = l->g->count; low < high;) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(id, l->g->concepts[l->by_id[middle]].id);
        if (order == 0)
            return l->by_id[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return SIZE_MAX;
}

static zhm_code fold_names(struct lint *l, zhm_error *err)
{
    struct buf key = {0};
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && i < l->count; i++) {
        buf_clear(&key);
        code = fold_key(str_of(l->names[i].term->text), &key, err);
        l->names[i].key = arena_copy(&l->arena, buf_str(&key));
        if (code == ZHM_OK && !l->names[i].key.data)
            code = no_memory(err);
    }
    buf_free(&key);
    return code;
}

static void list_names(struct lint *l)
{
    size_t n = 0;
    for (size_t i = 0; i < l->g->count; i++) {
        l->by_id[i] = i;
        l->first[i] = n;
        for (size_t k = 0; k < l->g->concepts[i].term_count; k++)
            l->names[n++] = (struct name){.concept = i,
                                          .term = &l->g->concepts[i].terms[k],
                                          .line = glossary_row_line(l->g, i, GLOSSARY_TERM, k)};
    }
    l->first[l->g->count] = n;
}

static zhm_code begin(struct lint *l, zhm_error *err)
{
    for (size_t i = 0; i < l->g->count; i++)
        l->count += l->g->concepts[i].term_count;
    l->names = arena_array(&l->arena, l->count + 1, sizeof *l->names);
    l->first = arena_array(&l->arena, l->g->count + 1, sizeof *l->first);
    l->by_id = arena_array(&l->arena, l->g->count + 1, sizeof *l->by_id);
    if (!l->names || !l->first || !l->by_id)
        return no_memory(err);
    list_names(l);
    qsort_r(l->by_id, l->g->count, sizeof *l->by_id, by_id, l);
    return fold_names(l, err);
}

/* Those of the whole last. */
static int by_place(const void *a, const void *b)
{
    const struct lint_fault *x = a, *y = b;
    if (!x->file || !y->file)
        return x->file ? -1 : y->file ? 1 : strcmp(x->text, y->text);
    int order = strcmp(x->file, y->file);
    if (order == 0)
        order = (x->line > y->line) - (x->line < y->line);
    return order ? order : strcmp(x->text, y->text);
}

zhm_code lint_glossary(const struct glossary *g, const struct lint_options *options, struct lint_report *out,
                       zhm_error *err)
{
    static void (*const rules[])(struct lint *) = {rule_ids,   rule_dates, rule_official, rule_same_name, rule_text,
                                                   rule_twice, rule_parts, rule_hant,     rule_sources};
    struct lint l = {.g = g, .options = options, .report = out};
    lint_count(g, out);
    zhm_code code = begin(&l, err);
    for (size_t i = 0; code == ZHM_OK && i < sizeof rules / sizeof rules[0]; i++) {
        rules[i](&l);
        if (l.failed || out->failed)
            code = no_memory(err);
    }
    if (code == ZHM_OK && out->count > 0)
        qsort(out->faults, out->count, sizeof *out->faults, by_place);
    arena_free(&l.arena);
    return code;
}

void lint_report_free(struct lint_report *report)
{
    arena_free(&report->arena);
    *report = (struct lint_report){0};
}
