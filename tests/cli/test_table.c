#include "cli/table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const char *const heads[] = {"NAME", "EMPTY", "OFFICIAL"};

static void expect(struct table *t, size_t width, const char *want)
{
    struct buf out = {0};
    table_print(t, width, &out);
    assert_string_equal(buf_text(&out), want);
    buf_free(&out);
    table_clear(t);
}

static void row(struct table *t, size_t indent, const char *name, const char *official)
{
    table_row(t, indent);
    table_cell(t, name);
    table_cell(t, NULL);
    table_cell(t, official);
}

static void table_wide_signs_take_two_columns(void **state)
{
    (void)state;
    struct table t = {.heads = heads, .columns = 3};
    row(&t, 0, "商务部", "Ministry of Commerce");
    row(&t, 0, "MCT", "文化和旅游部");
    expect(&t, 0,
           "NAME    OFFICIAL\n"
           "商务部  Ministry of Commerce\n"
           "MCT     文化和旅游部\n");
}

static void table_indented_row_keeps_its_columns(void **state)
{
    (void)state;
    struct table t = {.heads = heads, .columns = 3};
    row(&t, 0, "ab", "x");
    row(&t, 2, "cd", "y");
    table_note(&t, "a note");
    expect(&t, 0,
           "NAME  OFFICIAL\n"
           "ab    x\n"
           "  cd  y\n"
           "    a note\n");
}

static void table_without_rows_is_nothing(void **state)
{
    (void)state;
    struct table t = {.heads = heads, .columns = 3};
    expect(&t, 0, "");
}

static void table_row_without_last_cells_has_no_blanks_at_its_end(void **state)
{
    (void)state;
    struct table t = {.heads = heads, .columns = 3};
    row(&t, 0, "known", "x");
    row(&t, 0, "unknown", "");
    expect(&t, 0,
           "NAME     OFFICIAL\n"
           "known    x\n"
           "unknown\n");
}

static void table_too_wide_goes_on_below(void **state)
{
    (void)state;
    struct table t = {.heads = heads, .columns = 3};
    row(&t, 0, "short", "a very long official name");
    expect(&t, 20,
           "NAME   OFFICIAL\n"
           "short  a very long\n"
           "       official name\n");
    row(&t, 0, "国家发展和改革委员会", "x");
    row(&t, 2, "y", "unbreakablewords");
    expect(&t, 28,
           "NAME            OFFICIAL\n"
           "国家发展和改革  x\n"
           "委员会\n"
           "  y             unbreakablew\n"
           "                ords\n");
    row(&t, 0, "cn/mofcom-asian", "x");
    expect(&t, 22,
           "NAME          OFFICIAL\n"
           "cn/mofcom-    x\n"
           "asian\n");
}

static void table_too_narrow_still_has_it_all(void **state)
{
    (void)state;
    struct table t = {.heads = heads, .columns = 3};
    row(&t, 11, "商务部", "x");
    expect(&t, 3,
           "NAME          OFFICIAL\n"
           "           商  x\n"
           "           务\n"
           "           部\n");
}

static void table_control_characters_are_blanks(void **state)
{
    (void)state;
    struct table t = {.heads = heads, .columns = 3};
    row(&t, 0, "a\x1b[31m\nb", "\xC2\x9B!");
    expect(&t, 0,
           "NAME      OFFICIAL\n"
           "a [31m b   !\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table_wide_signs_take_two_columns),
        cmocka_unit_test(table_indented_row_keeps_its_columns),
        cmocka_unit_test(table_without_rows_is_nothing),
        cmocka_unit_test(table_row_without_last_cells_has_no_blanks_at_its_end),
        cmocka_unit_test(table_too_wide_goes_on_below),
        cmocka_unit_test(table_too_narrow_still_has_it_all),
        cmocka_unit_test(table_control_characters_are_blanks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
