#include "lint/page.h"

#include "base/fault.h"
#include "lint/lint.h"
#include "lint/tally.h"

#include <stdio.h>

/* "24,365" */
static void put_number(struct buf *out, size_t n)
{
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%zu", n);
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            buf_append_char(out, ',');
        buf_append_char(out, digits[i]);
    }
}

static void put_cell(struct buf *out, size_t n)
{
    put_number(out, n);
    buf_append_text(out, " | ");
}

static void put_counts(struct buf *out, const char *name, const struct lint_coverage *n)
{
    buf_printf(out, "| %s | ", name);
    put_cell(out, n->concepts);
    put_cell(out, n->terms);
    buf_printf(out, "%.1f %% |", lint_unchecked_percent(n));
}

static void put_summary(const struct lint_report *r, const struct page_grammar *grammar, struct buf *out)
{
    put_number(out, r->all.concepts);
    buf_append_text(out, " concepts, ");
    put_number(out, r->all.terms);
    buf_append_text(out, " terms, in ");
    put_number(out, r->files);
    buf_printf(out, " files; %.1f %% of the terms are `unchecked`, ", lint_unchecked_percent(&r->all));
    put_number(out, r->all.checked);
    buf_append_text(out, " concepts have a term that is not. The grammar has ");
    put_number(out, grammar->rules);
    buf_append_text(out, " rules and ");
    put_number(out, grammar->words);
    buf_append_text(out, " words.\n");
}

static void put_categories(const struct lint_report *r, struct buf *out)
{
    buf_append_text(out, "\n| category | concepts | terms | unchecked |\n|---|--:|--:|--:|\n");
    for (int i = 0; i < LINT_CATEGORIES; i++) {
        if (r->of[i].concepts == 0)
            continue;
        put_counts(out, zhm_category_name((zhm_category)i), &r->of[i]);
        buf_append_char(out, '\n');
    }
    put_counts(out, "all", &r->all);
    buf_append_char(out, '\n');
}

static void put_tally(const char *head, struct tally *t, struct buf *out)
{
    buf_printf(out, "\n| %s | terms |\n|---|--:|\n", head);
    tally_sort(t);
    for (size_t i = 0; i < t->count; i++) {
        buf_printf(out, "| %.*s | ", STR_ARG(t->words[i].word));
        put_number(out, t->words[i].count);
        buf_append_text(out, " |\n");
    }
}

static void count_sources(struct tally *t, const char *source)
{
    for (struct str rest = str_of(source); rest.len > 0;) {
        const char *end = memchr(rest.data, ';', rest.len);
        struct str code = {rest.data, end ? (size_t)(end - rest.data) : rest.len};
        tally_add(t, code);
        rest = str_from(rest, code.len + (end != NULL));
    }
}

enum { STATUS, TYPE, LANGUAGE, SOURCE, TALLIES };

static void count_terms(const struct glossary *g, struct tally tallies[TALLIES])
{
    for (size_t i = 0; i < g->count; i++)
        for (size_t k = 0; k < g->concepts[i].term_count; k++) {
            const zhm_term *t = &g->concepts[i].terms[k];
            tally_add(&tallies[STATUS], str_of(zhm_status_name(t->status)));
            tally_add(&tallies[TYPE], str_of(zhm_term_type_name(t->type)));
            tally_add(&tallies[LANGUAGE], str_of(t->lang));
            count_sources(&tallies[SOURCE], t->source);
        }
}

static zhm_code put_tallies(const struct glossary *g, struct buf *out, zhm_error *err)
{
    static const char *const heads[TALLIES] = {"status", "type", "language", "source"};
    struct tally tallies[TALLIES] = {0};
    bool failed = false;
    count_terms(g, tallies);
    for (int i = 0; i < TALLIES; i++) {
        put_tally(heads[i], &tallies[i], out);
        failed = failed || tallies[i].failed;
        tally_free(&tallies[i]);
    }
    return failed ? zhm_fail(err, ZHM_NO_MEMORY, "no memory to count terms") : ZHM_OK;
}

/* The file's name below the folder. */
static const char *below(const char *name, const char *folder)
{
    size_t n = strlen(folder);
    if (strncmp(name, folder, n) != 0)
        return name;
    for (name += n; *name == '/'; name++)
        continue;
    return name;
}

/* What the first comment says, without the file's own name before it; no sign may end the table's cell. */
static void put_about(const struct glossary_file *file, struct buf *out)
{
    const char *slash = strrchr(file->name, '/'), *name = slash ? slash + 1 : file->name, *about = file->about;
    size_t n = strlen(name);
    if (strncmp(about, name, n) == 0 && strncmp(about + n, ": ", 2) == 0)
        about += n + 2;
    for (; *about; about++)
        buf_append_char(out, *about == '|' ? '/' : *about);
}

static void count_file(const struct glossary *g, const char *name, size_t *next, struct lint_coverage *out)
{
    const char *file;
    size_t line;
    for (; *next < g->count; ++*next) {
        glossary_origin(g, *next, &file, &line);
        if (file != name)
            return;
        lint_count_concept(&g->concepts[*next], out);
    }
}

/* The concepts of a file stand together, in the order of the files. */
static void put_files(const struct glossary *g, const char *folder, struct buf *out)
{
    size_t next = 0;
    buf_append_text(out, "\n| file | concepts | terms | unchecked | what |\n|---|--:|--:|--:|---|\n");
    for (size_t i = 0; i < g->files; i++) {
        struct lint_coverage n = {0};
        count_file(g, g->file[i].name, &next, &n);
        struct buf name = {0};
        buf_printf(&name, "`%s`", below(g->file[i].name, folder));
        put_counts(out, buf_text(&name) ? name.data : "", &n);
        buf_free(&name);
        buf_append_char(out, ' ');
        put_about(&g->file[i], out);
        buf_append_text(out, " |\n");
    }
}

zhm_code page_write(const struct glossary *g, const char *folder, const struct page_grammar *grammar, struct buf *out,
                    zhm_error *err)
{
    struct lint_report report = {0};
    lint_count(g, &report);
    put_summary(&report, grammar, out);
    put_categories(&report, out);
    zhm_code code = put_tallies(g, out, err);
    put_files(g, folder, out);
    lint_report_free(&report);
    if (code == ZHM_OK && out->failed)
        code = zhm_fail(err, ZHM_NO_MEMORY, "no memory for a page");
    return code;
}

/* Where @line begins as a line of its own; NULL. */
static const char *find_line(struct str text, const char *line)
{
    while (text.len > 0) {
        const char *end = memchr(text.data, '\n', text.len);
        struct str first = {text.data, end ? (size_t)(end - text.data) : text.len};
        if (str_is(first, line))
            return text.data;
        text = str_from(text, first.len + (end != NULL));
    }
    return NULL;
}

zhm_code page_put(struct str readme, struct str page, struct buf *out, zhm_error *err)
{
    const char *begin = find_line(readme, PAGE_BEGIN);
    size_t head = begin ? (size_t)(begin - readme.data) + strlen(PAGE_BEGIN) + 1 : readme.len;
    const char *end = head < readme.len ? find_line(str_from(readme, head), PAGE_END) : NULL;
    if (!end)
        return zhm_fail(err, ZHM_BAD_INPUT, "no lines '%s' and, below it, '%s'", PAGE_BEGIN, PAGE_END);
    buf_append(out, readme.data, head);
    buf_append_str(out, page);
    buf_append_str(out, str_from(readme, (size_t)(end - readme.data)));
    return out->failed ? zhm_fail(err, ZHM_NO_MEMORY, "no memory for a README") : ZHM_OK;
}
