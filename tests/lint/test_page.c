#include "cases.h"

#include "lint/page.h"

static void read_about(struct glossary *g, const char *name, const char *text)
{
    zhm_error err = {0};
    if (glossary_read(g, name, str_of(text), &err) != ZHM_OK)
        fail_msg("%s", err.text);
}

static void page_counts_what_the_files_hold(void **state)
{
    static const char want[] =
        "3 concepts, 5 terms, in 3 files; 20.0 % of the terms are `unchecked`, 2 concepts have a term that is not. "
        "The grammar has 1,234 rules and 56 words.\n"
        "\n| category | concepts | terms | unchecked |\n|---|--:|--:|--:|\n"
        "| agency | 2 | 4 | 0.0 % |\n| title | 1 | 1 | 100.0 % |\n| all | 3 | 5 | 20.0 % |\n"
        "\n| status | terms |\n|---|--:|\n| preferred | 5 |\n"
        "\n| type | terms |\n|---|--:|\n| full | 5 |\n"
        "\n| language | terms |\n|---|--:|\n| en | 3 |\n| zh-Hans | 2 |\n"
        "\n| source | terms |\n|---|--:|\n| W | 4 |\n| unchecked | 1 |\n"
        "\n| file | concepts | terms | unchecked | what |\n|---|--:|--:|--:|---|\n"
        "| `a.tsv` | 1 | 2 | 0.0 % | the guilds / their letters |\n"
        "| `b/b.tsv` | 0 | 0 | 0.0 % |  |\n"
        "| `b/c.tsv` | 2 | 3 | 33.3 % | more of them |\n";
    struct glossary g = {0};
    struct page_grammar grammar = {1234, 56};
    struct buf out = {0};
    (void)state;
    read_about(&g, "dir/a.tsv",
               "# a.tsv: the guilds | their letters\n# more\n" HEADER AGENCY("x/a", "甲会", "Guild A"));
    read_about(&g, "dir/b/b.tsv", HEADER);
    read_about(&g, "dir/b/c.tsv",
               "# more of them\n" HEADER AGENCY(
                   "x/b", "乙会", "Guild B") "x/c\t@concept\ttitle\nx/c\ten\tC\tpreferred\t\t\t\tunchecked\n");
    assert_int_equal(page_write(&g, "dir/", &grammar, &out, NULL), ZHM_OK);
    assert_non_null(buf_text(&out));
    assert_string_equal(out.data, want);
    buf_free(&out);
    glossary_free(&g);
}

static void page_put_replaces_what_is_between_the_lines(void **state)
{
    static const struct {
        const char *description, *readme, *want; /* NULL: refused */
    } table[] = {
        {"between", "a\n" PAGE_BEGIN "\nold\n\n" PAGE_END "\nb", "a\n" PAGE_BEGIN "\nnew\n" PAGE_END "\nb"},
        {"nothing between, at the end", PAGE_BEGIN "\n" PAGE_END, PAGE_BEGIN "\nnew\n" PAGE_END},
        {"the first line alone", "a\n" PAGE_BEGIN "\nold\n", NULL},
        {"the first line at the end", "a\n" PAGE_BEGIN, NULL},
        {"the wrong way round", PAGE_END "\n" PAGE_BEGIN "\n", NULL},
        {"within a line", "a " PAGE_BEGIN "\n" PAGE_END "\n", NULL},
        {"none", "a\n", NULL},
        {"empty", "", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct buf out = {0};
        zhm_error err = {0};
        zhm_code code = page_put(str_of(table[i].readme), STR("new\n"), &out, &err);
        bool good = table[i].want ? code == ZHM_OK && str_is(buf_str(&out), table[i].want)
                                  : code == ZHM_BAD_INPUT && out.len == 0;
        if (!good)
            fail_msg("%s: %.*s", table[i].description, STR_ARG(buf_str(&out)));
        buf_free(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(page_counts_what_the_files_hold),
        cmocka_unit_test(page_put_replaces_what_is_between_the_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
