#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <zhengming/model.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void date_good_text_is_its_number_and_back(void **state)
{
    static const struct {
        const char *text;
        zhm_date date;
    } cases[] = {
        {"2018", 20180000},       {"2018-03", 20180300},    {"2018-03-17", 20180317}, {"2000-02-29", 20000229},
        {"2024-02-29", 20240229}, {"1949-10-01", 19491001}, {"0001", 10000},          {"9999-12-31", 99991231},
        {"1900-02-28", 19000228}, {"2023-04-30", 20230430},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        zhm_date date = -1;
        char text[16];
        assert_int_equal(zhm_date_parse(cases[i].text, &date, NULL), ZHM_OK);
        assert_int_equal(date, cases[i].date);
        assert_string_equal(zhm_date_text(date, text), cases[i].text);
    }
}

static void date_bad_text_is_refused_and_named(void **state)
{
    static const char *const cases[] = {
        "",           "0",          "201",        "02018",       "2018-",      "2018-3",     "2018-00",    "2018-13",
        "2018-03-",   "2018-03-1",  "2018-03-00", "2018-03-32",  "2018-04-31", "2018-02-29", "1900-02-29", "2100-02-29",
        "2018/03/17", "2018-03/17", "2018 03 17", "20180317",    "+018",       "-018",       " 2018",      "2018 ",
        "0000",       "0000-01-01", "2018-03-1a", "2018-03-17T", "٢٠١٨",       "2018-0a-01",
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        zhm_date date = 7;
        zhm_error err = {0};
        char want[80];
        assert_int_equal(zhm_date_parse(cases[i], &date, &err), ZHM_BAD_INPUT);
        assert_int_equal(date, 7);
        snprintf(want, sizeof want, "bad date '%s': YYYY, YYYY-MM or YYYY-MM-DD", cases[i]);
        assert_string_equal(err.text, want);
        assert_int_equal(err.code, ZHM_BAD_INPUT);
    }
    assert_int_equal(zhm_date_parse(NULL, &(zhm_date){0}, NULL), ZHM_BAD_INPUT);
}

static bool leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* Every day of four centuries, and every number of a day that is none: the calendar counted, not looked up. */
static void date_every_day_exists_exactly_once(void **state)
{
    unsigned days = 0;
    (void)state;
    for (int year = 1700; year < 2100; year++)
        for (int month = 0; month <= 13; month++)
            for (int day = 0; day <= 32; day++) {
                char text[48], again[16];
                zhm_date date;
                snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
                if (zhm_date_parse(text, &date, NULL) != ZHM_OK)
                    continue;
                days++;
                assert_int_equal(date, year * 10000 + month * 100 + day);
                assert_string_equal(zhm_date_text(date, again), text);
                assert_true(month != 2 || day < 29 || leap(year));
            }
    assert_int_equal(days, 400 * 365 + 97);
}

static void date_none_is_empty(void **state)
{
    char text[16] = "x";
    (void)state;
    assert_string_equal(zhm_date_text(0, text), "");
    assert_string_equal(zhm_date_text(-20180317, text), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(date_good_text_is_its_number_and_back),
        cmocka_unit_test(date_bad_text_is_refused_and_named),
        cmocka_unit_test(date_every_day_exists_exactly_once),
        cmocka_unit_test(date_none_is_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
