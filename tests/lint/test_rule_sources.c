#include "cases.h"

#define README                                                                                                \
    "# A\n| code | what |\n|---|---|\n| OTHER | x |\n## Sources\n| code | what |\n|---|---|\n| W | a web |\n" \
    "| BJ | a book |\n| unchecked | nothing |\n## What is there\n| files | what |\n| `a.tsv` | x |\n"
#define ROW(source) "x/a\ten\tLetters\tadmitted\t\t\t\t" source "\n"

static void check_source(const char *rows, unsigned max_unchecked, const char *want)
{
    struct glossary g = {0};
    struct lint_report report = {0};
    struct lint_sources sources = {0};
    struct buf got = {0}, text = {0};
    buf_append_text(&text, AGENCY("x/a", "甲会", "Guild A"));
    buf_append_text(&text, rows);
    assert_non_null(buf_text(&text));
    read_rows(&g, "a.tsv", text.data);
    assert_int_equal(lint_sources_read(&sources, STR(README), NULL), ZHM_OK);
    struct lint_options options = {max_unchecked, &sources, false};
    assert_int_equal(lint_glossary(&g, &options, &report, NULL), ZHM_OK);
    print_faults(&report, &got);
    assert_string_equal(got.data, want);
    buf_free(&got);
    buf_free(&text);
    lint_sources_free(&sources);
    lint_report_free(&report);
    glossary_free(&g);
}

static void sources_read_takes_the_codes_of_its_table(void **state)
{
    struct lint_sources sources = {0};
    (void)state;
    assert_int_equal(lint_sources_read(&sources, STR(README), NULL), ZHM_OK);
    assert_int_equal(sources.count, 3);
    assert_true(str_is(sources.codes[0], "W") && str_is(sources.codes[1], "BJ") &&
                str_is(sources.codes[2], "unchecked"));
    assert_int_equal(lint_sources_read(&sources, STR(README), NULL), ZHM_OK);
    assert_int_equal(sources.count, 3);
    lint_sources_free(&sources);
}

static void source_unknown_or_empty_is_a_fault(void **state)
{
    (void)state;
    check_source(ROW("W;BJ"), 100, "");
    check_source(ROW("unchecked"), 100, "");
    check_source(ROW("W;WIKI"), 100, "a.tsv:5: the source WIKI is not in the README's table of sources\n");
    check_source(ROW("OTHER"), 100, "a.tsv:5: the source OTHER is not in the README's table of sources\n");
    check_source(ROW("W;"), 100, "a.tsv:5: an empty code among the sources\n");
    check_source(ROW("W;;BJ"), 100, "a.tsv:5: an empty code among the sources\n");
    check_source(ROW("W;unchecked"), 100, "a.tsv:5: 'unchecked' beside a source, in 'W;unchecked': leave it out\n");
    check_source("x/a\t@part-of\tx/b\t\t\t\t\tNO\nx/b\t@concept\tagency\t\t\t\t\tNEITHER\n"
                 "x/b\tzh-Hans\t乙会\tpreferred\t\t\t\tW\nx/b\ten\tGuild B\tpreferred\t\t\t\tW\n",
                 100,
                 "a.tsv:5: the source NO is not in the README's table of sources\n"
                 "a.tsv:6: the source NEITHER is not in the README's table of sources\n");
}

static void terms_unchecked_over_the_limit_are_a_fault_of_the_whole(void **state)
{
    (void)state;
    check_source(ROW("unchecked"), 34, "");
    check_source(ROW("unchecked"), 33, "glossary: 33.3 % of the terms are unchecked, at most 33 % are allowed\n");
    check_source(ROW("W"), 0, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sources_read_takes_the_codes_of_its_table),
        cmocka_unit_test(source_unknown_or_empty_is_a_fault),
        cmocka_unit_test(terms_unchecked_over_the_limit_are_a_fault_of_the_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
