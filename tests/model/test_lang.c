#include "model/lang.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void lang_canonical_writes_the_one_form(void **state)
{
    static const struct {
        const char *tag, *want;
    } cases[] = {
        {"en", "en"},
        {"EN", "en"},
        {"en-gb", "en-GB"},
        {"en_US", "en-US"},
        {"zh", "zh-Hans"},
        {"ZH", "zh-Hans"},
        {"zh-CN", "zh-Hans"},
        {"zh_cn", "zh-Hans"},
        {"zh-sg", "zh-Hans"},
        {"zh-my", "zh-Hans"},
        {"zh-TW", "zh-Hant"},
        {"zh-hk", "zh-Hant"},
        {"zh-mo", "zh-Hant"},
        {"zh-hans", "zh-Hans"},
        {"zh-HANT", "zh-Hant"},
        {"zh-hant-tw", "zh-Hant-TW"},
        {"sr-latn", "sr-Latn"},
        {"es-419", "es-419"},
        {"yue", "yue"},
        {"ar", "ar"},
        {"sl-rozaj", "sl-rozaj"},
        {"de-1996", "de-1996"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char out[LANG_MAX], again[LANG_MAX];
        assert_int_equal(lang_canonical(str_of(cases[i].tag), out, NULL), ZHM_OK);
        assert_string_equal(out, cases[i].want);
        assert_int_equal(lang_canonical(str_of(out), again, NULL), ZHM_OK);
        assert_string_equal(again, out);
    }
}

static void lang_bad_tag_is_refused(void **state)
{
    static const char *const cases[] = {
        "",
        "e",
        "engl",
        "-en",
        "en-",
        "en--GB",
        "e1",
        "12",
        "en ",
        "en-longsubtag",
        "中文",
        "en-中",
        "en.US",
        "@region",
        "en-a",
        "zh-Hans-Hans-Hans-Hans-Hans-Hans-H",
        "zh-Hans-Hans-Hans-Hans-Hans-Hans-Hans-Hans",
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char out[LANG_MAX] = "before";
        zhm_error err = {0};
        if (lang_canonical(str_of(cases[i]), out, &err) != ZHM_BAD_INPUT)
            fail_msg("'%s' passed as a language tag", cases[i]);
        assert_string_equal(out, "before");
        assert_non_null(strstr(err.text, "is no language tag"));
    }
}

static void lang_tag_with_a_nul_inside_is_refused(void **state)
{
    char out[LANG_MAX] = "before";
    (void)state;
    assert_int_equal(lang_canonical(STR("en\0GB"), out, NULL), ZHM_BAD_INPUT);
    assert_int_equal(lang_canonical(STR("en\0"), out, NULL), ZHM_BAD_INPUT);
    assert_string_equal(out, "before");
}

static void lang_longest_tag_fits(void **state)
{
    char out[LANG_MAX];
    (void)state;
    assert_int_equal(lang_canonical(STR("zh-Hans-abcdefgh-abcdefgh-abcdefgh"), out, NULL), ZHM_OK);
    assert_int_equal(lang_canonical(STR("zh-Hans-abcdefgh-abcdefgh-abcdefghi"), out, NULL), ZHM_BAD_INPUT);
    assert_int_equal(lang_canonical(STR("zh-Hans-abcdefgh-abcdefgh-abcdef-ab"), out, NULL), ZHM_OK);
    assert_int_equal(lang_canonical(STR("zh-Hans-abcdefgh-abcdefgh-abcdef-abc"), out, NULL), ZHM_BAD_INPUT);
}

static void lang_matches_by_subtags(void **state)
{
    (void)state;
    assert_true(lang_matches("en", "en"));
    assert_true(lang_matches("en-GB", "en"));
    assert_true(lang_matches("zh-Hant-TW", "zh-Hant"));
    assert_false(lang_matches("en", "en-GB"));
    assert_false(lang_matches("zh-Hant", "zh-Hans"));
    assert_false(lang_matches("eng", "en"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lang_canonical_writes_the_one_form),
        cmocka_unit_test(lang_bad_tag_is_refused),
        cmocka_unit_test(lang_tag_with_a_nul_inside_is_refused),
        cmocka_unit_test(lang_longest_tag_fits),
        cmocka_unit_test(lang_matches_by_subtags),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
