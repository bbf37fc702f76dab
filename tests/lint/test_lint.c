#include "cases.h"

static void faults_come_in_the_order_of_files_and_lines(void **state)
{
    struct glossary g = {0};
    struct lint_report report = {0};
    struct lint_options options = {.max_unchecked = 0};
    struct buf got = {0};
    (void)state;
    read_rows(&g, "a.tsv", AGENCY("x/a", "甲会", "Guild  A") "x/a\t@parent\tx/z\n");
    read_rows(&g, "b.tsv", "x/b\t@concept\tagency\nx/b\ten\tGuild (B\tpreferred\t\t\t\tunchecked\n");
    lint_add(&report, "b.tsv", 1, "told before");
    assert_int_equal(lint_glossary(&g, &options, &report, NULL), ZHM_OK);
    print_faults(&report, &got);
    assert_string_equal(got.data, "a.tsv:4: two spaces together in 'Guild  A'\n"
                                  "a.tsv:5: @parent: no concept has the id x/z\n"
                                  "b.tsv:1: told before\n"
                                  "b.tsv:2: x/b has no preferred term in zh-Hans that holds today without a style\n"
                                  "b.tsv:3: '(' (U+0028) in 'Guild (B' has no partner\n"
                                  "glossary: 33.3 % of the terms are unchecked, at most 0 % are allowed\n");
    buf_free(&got);
    lint_report_free(&report);
    glossary_free(&g);
}

static void ids_are_not_missed_where_a_file_is(void **state)
{
    struct glossary g = {0};
    struct lint_report report = {0};
    struct lint_options options = {.max_unchecked = 100, .parts = true};
    (void)state;
    read_rows(&g, "a.tsv", AGENCY("x/a", "甲会", "Guild A") "x/a\t@parent\tx/z\n");
    assert_int_equal(lint_glossary(&g, &options, &report, NULL), ZHM_OK);
    assert_int_equal(report.count, 0);
    lint_report_free(&report);
    glossary_free(&g);
}

static void coverage_is_counted_by_category(void **state)
{
    struct glossary g = {0};
    struct lint_report report = {0};
    (void)state;
    read_rows(&g, "a.tsv",
              AGENCY("x/a", "甲会", "Guild A") TERM("x/a", "fr", "Guilde A", "preferred")
                  TERM("x/a", "ru", "А", "preferred")
                      TERM("x/a", "zh-Hant", "甲會",
                           "preferred") "x/b\t@concept\ttitle\nx/b\ten\tB\tpreferred\t\t\t\tunchecked\n");
    lint_count(&g, &report);
    const struct lint_coverage *a = &report.of[ZHM_AGENCY], *t = &report.of[ZHM_TITLE], *all = &report.all;
    assert_int_equal(report.files, 1);
    assert_true(a->concepts == 1 && a->terms == 5 && a->hans == 1 && a->en == 1 && a->hant == 1 && a->others == 1);
    assert_true(a->checked == 1 && a->unchecked == 0);
    assert_true(t->concepts == 1 && t->terms == 1 && t->hans == 0 && t->checked == 0 && t->unchecked == 1);
    assert_true(all->concepts == 2 && all->terms == 6 && all->checked == 1);
    assert_true(lint_unchecked_percent(t) == 100.0 && lint_unchecked_percent(&report.of[ZHM_EVENT]) == 0.0);
    lint_report_free(&report);
    glossary_free(&g);
}

static void glossary_empty_has_no_faults(void **state)
{
    struct glossary g = {0};
    struct lint_report report = {0};
    struct lint_options options = {0};
    (void)state;
    assert_int_equal(lint_glossary(&g, &options, &report, NULL), ZHM_OK);
    assert_int_equal(report.count, 0);
    lint_report_free(&report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faults_come_in_the_order_of_files_and_lines),
        cmocka_unit_test(ids_are_not_missed_where_a_file_is),
        cmocka_unit_test(coverage_is_counted_by_category),
        cmocka_unit_test(glossary_empty_has_no_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
