#include "base/fault.h"

#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static void code_names_are_those_on_the_wire(void **unused)
{
    (void)unused;
    static const char *const names[] = {"ok",     "not_found", "bad_input", "conflict",
                                        "denied", "limit",     "no_memory", "storage"};
    for (int code = ZHM_OK; code <= ZHM_STORAGE; code++)
        assert_string_equal(zhm_code_name((zhm_code)code), names[code]);
    assert_string_equal(zhm_code_name((zhm_code)99), "unknown");
    assert_string_equal(zhm_code_name((zhm_code)-1), "unknown");
}

static void fail_writes_all_of_the_error(void **unused)
{
    (void)unused;
    zhm_error err = {ZHM_OK, 7, 8, "old"};
    assert_int_equal(zhm_fail(&err, ZHM_LIMIT, "%d of %s", 3, "four"), ZHM_LIMIT);
    assert_int_equal(err.code, ZHM_LIMIT);
    assert_int_equal(err.line, 0);
    assert_int_equal(err.offset, 0);
    assert_string_equal(err.text, "3 of four");
    assert_int_equal(zhm_fail_at(&err, ZHM_BAD_INPUT, 12, 34, "no tab"), ZHM_BAD_INPUT);
    assert_int_equal(err.line, 12);
    assert_int_equal(err.offset, 34);
    assert_string_equal(err.text, "no tab");
}

static void fail_without_error_returns_the_code(void **unused)
{
    (void)unused;
    assert_int_equal(zhm_fail(NULL, ZHM_STORAGE, "x"), ZHM_STORAGE);
    assert_int_equal(zhm_fail_at(NULL, ZHM_DENIED, 1, 2, "x"), ZHM_DENIED);
    assert_int_equal(zhm_prefix(NULL, ZHM_CONFLICT, "x"), ZHM_CONFLICT);
}

static void fail_may_quote_its_own_error(void **unused)
{
    (void)unused;
    zhm_error err = {0};
    (void)zhm_fail(&err, ZHM_STORAGE, "disk");
    (void)zhm_fail(&err, ZHM_STORAGE, "loading: %s", err.text);
    assert_string_equal(err.text, "loading: disk");
}

static void prefix_place_names_file_and_line(void **unused)
{
    (void)unused;
    zhm_error err = {0};
    (void)zhm_fail_at(&err, ZHM_BAD_INPUT, 0, 5, "no tab");
    assert_int_equal(zhm_prefix_place(&err, ZHM_BAD_INPUT, (struct str){"terms.tsv!", 9}, 12), ZHM_BAD_INPUT);
    assert_string_equal(err.text, "terms.tsv:12: no tab");
    assert_int_equal(err.line, 12);
    assert_int_equal(err.offset, 5);
    assert_int_equal(zhm_prefix_place(NULL, ZHM_LIMIT, STR("x"), 1), ZHM_LIMIT);
}

static void prefix_place_of_no_fault_is_nothing(void **unused)
{
    (void)unused;
    zhm_error err = {ZHM_OK, 7, 8, "old"};
    assert_int_equal(zhm_prefix_place(&err, ZHM_OK, STR("x"), 1), ZHM_OK);
    assert_string_equal(err.text, "old");
    assert_int_equal(err.line, 7);
}

/* However long, the text is cut at a character's end. */
static void fail_long_text_is_cut_at_a_character(void **unused)
{
    (void)unused;
    char text[400];
    for (size_t before = 0; before < 6; before++)
        for (size_t kind = 0; kind < 4; kind++) {
            static const char *const signs[] = {"x", "é", "中", "😀"};
            size_t n = before;
            memset(text, '-', sizeof text);
            while (n + 4 < sizeof text)
                n += (size_t)snprintf(text + n, sizeof text - n, "%s", signs[kind]);
            zhm_error err = {0};
            (void)zhm_fail(&err, ZHM_LIMIT, "%s", text);
            assert_int_equal(utf8_check(str_of(err.text), NULL), ZHM_OK);
            assert_in_range(strlen(err.text), sizeof err.text - 4, sizeof err.text - 1);
            (void)zhm_prefix(&err, ZHM_LIMIT, "%.*s: ", (int)(before + 3), "terms.tsv");
            assert_int_equal(utf8_check(str_of(err.text), NULL), ZHM_OK);
            assert_in_range(strlen(err.text), sizeof err.text - 4, sizeof err.text - 1);
            (void)zhm_prefix(&err, ZHM_LIMIT, "%s", text);
            assert_int_equal(utf8_check(str_of(err.text), NULL), ZHM_OK);
        }
}

static void prefix_keeps_code_and_place(void **unused)
{
    (void)unused;
    zhm_error err = {0};
    (void)zhm_fail_at(&err, ZHM_BAD_INPUT, 12, 3, "no tab");
    assert_int_equal(zhm_prefix(&err, ZHM_STORAGE, "%s:%d: ", "terms.tsv", 12), ZHM_BAD_INPUT);
    assert_string_equal(err.text, "terms.tsv:12: no tab");
    assert_int_equal(err.line, 12);
    assert_int_equal(err.offset, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(code_names_are_those_on_the_wire),     cmocka_unit_test(fail_writes_all_of_the_error),
        cmocka_unit_test(fail_without_error_returns_the_code),  cmocka_unit_test(fail_may_quote_its_own_error),
        cmocka_unit_test(prefix_place_names_file_and_line),     cmocka_unit_test(prefix_place_of_no_fault_is_nothing),
        cmocka_unit_test(fail_long_text_is_cut_at_a_character), cmocka_unit_test(prefix_keeps_code_and_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
