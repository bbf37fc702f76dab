#include "cli/show.h"

#include "cli/input.h"
#include "format/glossary_files.h"
#include "lint/lint.h"

#include <stdio.h>
#include <sys/stat.h>

enum { README_MAX = 16 << 20, MAX_UNCHECKED = 25 };

/* A run: what is looked at, and what is found. */
struct run {
    struct cli *cli;
    struct glossary glossary;
    struct lint_report report;
    struct lint_sources sources;
    struct arena arena; /* for the READMEs */
    bool refused;
};

/* "file:line: what" apart, for it is sorted with the others. */
static void take_refusal(void *context, const zhm_error *fault)
{
    struct run *r = context;
    const char *file = r->glossary.file[r->glossary.files - 1].name, *text = fault->text;
    size_t n = strlen(file);
    r->refused = true;
    if (strncmp(text, file, n) == 0 && text[n] == ':') {
        text += n + 1;
        text += strspn(text, "0123456789");
        text += strspn(text, ": ");
    }
    lint_add(&r->report, file, fault->line, "%s", text);
}

/* A folder's README may be missing. */
static zhm_code read_sources(struct run *r, const char *folder, zhm_error *err)
{
    struct buf text = {0};
    struct stat info;
    const char *path = arena_printf(&r->arena, "%s/README.md", folder);
    if (!path)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a path");
    if (stat(path, &info) != 0)
        return ZHM_OK;
    zhm_code code = input_file(path, README_MAX, &text, err);
    struct str kept = arena_copy(&r->arena, buf_str(&text));
    buf_free(&text);
    if (code == ZHM_OK && !kept.data)
        code = zhm_fail(err, ZHM_NO_MEMORY, "no memory for %s", path);
    return code == ZHM_OK ? lint_sources_read(&r->sources, kept, err) : code;
}

static zhm_code read_files(struct run *r, zhm_error *err)
{
    struct grammar_files grammar = {0};
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && i < r->cli->operands.count; i++) {
        code = glossary_read_sound(&r->glossary, &grammar, r->cli->operands.items[i], take_refusal, r, err);
        if (code == ZHM_OK)
            code = read_sources(r, r->cli->operands.items[i], err);
    }
    grammar_files_free(&grammar);
    return code == ZHM_NOT_FOUND ? (err->code = ZHM_BAD_INPUT) : code;
}

static void number_cell(struct table *t, size_t number)
{
    char text[32];
    (void)snprintf(text, sizeof text, "%zu", number);
    table_cell(t, text);
}

static void coverage_row(struct table *t, const char *name, const struct lint_coverage *n)
{
    char percent[32];
    (void)snprintf(percent, sizeof percent, "%.1f %%", lint_unchecked_percent(n));
    table_row(t, 0);
    table_cell(t, name);
    const size_t numbers[] = {n->concepts, n->hans, n->en, n->hant, n->others, n->checked, n->terms};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        number_cell(t, numbers[i]);
    table_cell(t, percent);
}

static void show_coverage(struct cli *cli, const struct lint_report *r)
{
    static const char *const heads[] = {"CATEGORY", "CONCEPTS", "ZH-HANS", "EN",       "ZH-HANT",
                                        "OTHERS",   "CHECKED",  "TERMS",   "UNCHECKED"};
    struct table t = {.heads = heads, .columns = sizeof heads / sizeof heads[0]};
    for (int i = 0; i < LINT_CATEGORIES; i++)
        if (r->of[i].concepts > 0)
            coverage_row(&t, zhm_category_name((zhm_category)i), &r->of[i]);
    coverage_row(&t, "all", &r->all);
    show_table(cli, &t);
}

static void show_report(struct cli *cli, const struct lint_report *r)
{
    for (size_t i = 0; i < r->count; i++) {
        const struct lint_fault *f = &r->faults[i];
        if (f->file)
            buf_printf(&cli->out, "%s:%zu: %s\n", f->file, f->line, f->text);
        else
            buf_printf(&cli->out, "glossary: %s\n", f->text);
    }
    show_coverage(cli, r);
    buf_printf(&cli->out,
               "%zu file%s, %zu concepts, %zu terms, %.1f %% unchecked, %zu names that several share, %zu fault%s\n",
               r->files, r->files == 1 ? "" : "s", r->all.concepts, r->all.terms, lint_unchecked_percent(&r->all),
               r->shared, r->count, r->count == 1 ? "" : "s");
}

static json_t *coverage_json(const struct lint_coverage *n)
{
    return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:f}", "concepts", (json_int_t)n->concepts, "zh-Hans",
                     (json_int_t)n->hans, "en", (json_int_t)n->en, "zh-Hant", (json_int_t)n->hant, "others",
                     (json_int_t)n->others, "checked", (json_int_t)n->checked, "terms", (json_int_t)n->terms,
                     "unchecked_percent", lint_unchecked_percent(n));
}

static json_t *fault_json(const struct lint_fault *f)
{
    return json_pack("{s:s?, s:I, s:s}", "file", f->file, "line", (json_int_t)f->line, "message", f->text);
}

static void show_json(struct cli *cli, const struct lint_report *r)
{
    json_t *coverage = json_object(), *faults = json_array();
    for (int i = 0; i < LINT_CATEGORIES; i++)
        if (r->of[i].concepts > 0)
            (void)json_object_set_new(coverage, zhm_category_name((zhm_category)i), coverage_json(&r->of[i]));
    for (size_t i = 0; i < r->count; i++)
        (void)json_array_append_new(faults, fault_json(&r->faults[i]));
    json_t *report = json_pack("{s:I, s:I, s:I, s:f, s:I, s:o, s:o}", "files", (json_int_t)r->files, "concepts",
                               (json_int_t)r->all.concepts, "terms", (json_int_t)r->all.terms, "unchecked_percent",
                               lint_unchecked_percent(&r->all), "shared", (json_int_t)r->shared, "coverage", coverage,
                               "faults", faults);
    output_json(cli, report, true);
    json_decref(report);
}

static unsigned max_unchecked(const struct cli *cli)
{
    const json_t *given = json_object_get(cli->params, "max_unchecked");
    return given ? (unsigned)json_integer_value(given) : MAX_UNCHECKED;
}

enum status run_lint(struct cli *cli)
{
    struct run r = {.cli = cli};
    zhm_error err = {0};
    zhm_code code = read_files(&r, &err);
    struct lint_options options = {max_unchecked(cli), &r.sources, r.refused};
    if (code == ZHM_OK)
        code = lint_glossary(&r.glossary, &options, &r.report, &err);
    enum status status = code != ZHM_OK ? say_error(&err) : r.report.count > 0 ? FAULT : DONE;
    if (code == ZHM_OK && cli->json)
        show_json(cli, &r.report);
    else if (code == ZHM_OK)
        show_report(cli, &r.report);
    lint_report_free(&r.report);
    lint_sources_free(&r.sources);
    glossary_free(&r.glossary);
    arena_free(&r.arena);
    return status;
}
