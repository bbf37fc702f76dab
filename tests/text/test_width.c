#include "text/width.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void width_of_signs_is_their_columns(void **unused)
{
    (void)unused;
    static const struct {
        const char *text;
        size_t width;
    } rows[] = {
        {"", 0},     {"abc", 3},      {"中国", 4},   {"ＡＢ", 4},
        {"ｱ", 1},    {"e\u0301", 1},  {"é", 1},      {"\u05D0\u05B7", 1},
        {"\n\t", 0}, {"a\u200Db", 2}, {"가", 2},     {"\u1100\u1161\u11A8", 2},
        {"—", 1},    {"😀", 2},        {"“中”，", 6}, {"a\u00ADb", 2},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        if (text_width(str_of(rows[i].text)) != rows[i].width)
            fail_msg("\"%s\": %zu", rows[i].text, text_width(str_of(rows[i].text)));
}

static void fit_ends_at_a_sign(void **unused)
{
    (void)unused;
    static const struct {
        const char *text;
        size_t columns, bytes;
    } rows[] = {
        {"abc", 2, 2},  {"abc", 3, 3},      {"abc", 9, 3},      {"中国", 3, 3}, {"中国", 4, 6},
        {"中国", 1, 0}, {"e\u0301x", 1, 3}, {"e\u0301x", 0, 0}, {"", 5, 0},     {"a中b", 3, 4},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        if (text_fit(str_of(rows[i].text), rows[i].columns) != rows[i].bytes)
            fail_msg("\"%s\" in %zu: %zu", rows[i].text, rows[i].columns,
                     text_fit(str_of(rows[i].text), rows[i].columns));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(width_of_signs_is_their_columns),
        cmocka_unit_test(fit_ends_at_a_sign),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
