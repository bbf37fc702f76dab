#include "cases.h"

void read_rows(struct glossary *g, const char *name, const char *rows)
{
    struct buf text = {0};
    zhm_error err = {0};
    buf_append_text(&text, HEADER);
    buf_append_text(&text, rows);
    zhm_code code = glossary_read(g, name, buf_str(&text), &err);
    buf_free(&text);
    if (code != ZHM_OK)
        fail_msg("%s", err.text);
}

void print_faults(const struct lint_report *r, struct buf *out)
{
    for (size_t i = 0; i < r->count; i++) {
        const struct lint_fault *f = &r->faults[i];
        if (f->file)
            buf_printf(out, "%s:%zu: %s\n", f->file, f->line, f->text);
        else
            buf_printf(out, "glossary: %s\n", f->text);
    }
    assert_non_null(buf_text(out));
}

static unsigned differs(const struct lint_case *c)
{
    struct glossary g = {0};
    struct lint_report report = {0};
    struct lint_options options = {.max_unchecked = 100};
    struct buf got = {0};
    zhm_error err = {0};
    read_rows(&g, "a.tsv", c->rows);
    assert_int_equal(lint_glossary(&g, &options, &report, &err), ZHM_OK);
    print_faults(&report, &got);
    bool same = strcmp(got.data, c->want ? c->want : "") == 0;
    if (!same)
        print_error("%s\n  got:  %s  want: %s", c->description, got.data, c->want ? c->want : "nothing\n");
    buf_free(&got);
    lint_report_free(&report);
    glossary_free(&g);
    return !same;
}

void check_cases(const struct lint_case *cases, size_t count)
{
    unsigned bad = 0;
    for (size_t i = 0; i < count; i++)
        bad += differs(&cases[i]);
    assert_int_equal(bad, 0);
}
