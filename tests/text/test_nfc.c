#include "text/nfc.h"

#include "../seeded.h"
#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include <cmocka.h>

#define LAST_POINT 0x10FFFFu

static bool is_surrogate(uint32_t c)
{
    return c >= 0xD800 && c < 0xE000;
}

/* ICU by its own road: UTF-16 from the points, not from UTF-8. */
static void icu_nfc(const uint32_t *points, size_t count, struct buf *out)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar in[128], nfc[512];
    int32_t len = 0;
    for (size_t i = 0; i < count; i++)
        U16_APPEND_UNSAFE(in, len, points[i]);
    int32_t nfc_len = unorm2_normalize(unorm2_getNFCInstance(&status), in, len, nfc, 512, &status);
    assert_true(U_SUCCESS(status));
    for (int32_t i = 0; i < nfc_len;) {
        UChar32 c;
        U16_NEXT_UNSAFE(nfc, i, c);
        buf_append_point(out, (uint32_t)c);
    }
}

static void check(const uint32_t *points, size_t count)
{
    static struct buf text, want, got; /* used again for the next */
    zhm_error err = {0};
    buf_clear(&text), buf_clear(&want), buf_clear(&got);
    for (size_t i = 0; i < count; i++)
        buf_append_point(&text, points[i]);
    icu_nfc(points, count, &want);
    assert_int_equal(text_nfc(buf_str(&text), &got, &err), ZHM_OK);
    if (!str_equal(buf_str(&got), buf_str(&want)))
        fail_msg("not ICU's: %zu points from U+%04X", count, (unsigned)points[0]);
    assert_int_equal(text_is_nfc(buf_str(&text)), str_equal(buf_str(&text), buf_str(&want)));
    assert_true(text_is_nfc(buf_str(&got)));
}

static void nfc_is_plain_is_what_icu_says(void **state)
{
    (void)state;
    size_t plain = 0;
    for (uint32_t c = 0; c <= LAST_POINT; c++) {
        if (!nfc_is_plain(c))
            continue;
        plain++;
        if (is_surrogate(c) || u_getIntPropertyValue((UChar32)c, UCHAR_NFC_QUICK_CHECK) != UNORM_YES ||
            u_getCombiningClass((UChar32)c) != 0)
            fail_msg("U+%04X is not plain", (unsigned)c);
    }
    assert_true(plain > 40000);
}

static void text_nfc_each_point_is_icus(void **state)
{
    (void)state;
    for (uint32_t c = 0; c <= LAST_POINT; c++)
        if (!is_surrogate(c))
            check(&c, 1);
}

/* Between a letter and two marks, every point that may compose, move, or be moved past. */
static void text_nfc_each_point_in_company_is_icus(void **state)
{
    (void)state;
    for (uint32_t c = 0; c <= LAST_POINT; c++)
        if (!is_surrogate(c) &&
            (u_getCombiningClass((UChar32)c) != 0 || !u_hasBinaryProperty((UChar32)c, UCHAR_NFC_INERT)))
            check((uint32_t[]){'e', c, 0x301, 0x323, c, 0x4E2D, c}, 7);
}

static uint32_t any_point(void)
{
    static const uint32_t starts[] = {0,      'a',    0xC0,   0x300,  0x323,  0x370,   0x430,   0x5B0,   0x640,  0x900,
                                      0xE40,  0x1100, 0x1161, 0x11A8, 0x1E00, 0x1FF0,  0x2000,  0x2120,  0x3040, 0x3090,
                                      0x4E00, 0xAC00, 0xF900, 0xFB1D, 0xFFF0, 0x1109A, 0x1D15E, 0x1F600, 0x2F800};
    uint32_t c = starts[seeded(sizeof starts / sizeof *starts)] + (uint32_t)seeded(40);
    return c > 0xFFFF || !is_surrogate(c) ? c : 'x';
}

static void text_nfc_random_texts_are_icus(void **state)
{
    (void)state;
    uint32_t points[60] = {0};
    seeded_begin(__func__);
    for (int round = 0; round < 20000; round++) {
        size_t count = seeded(60);
        for (size_t i = 0; i < count; i++)
            points[i] = seeded(3) ? any_point() : 0x4E00 + (uint32_t)seeded(500);
        check(points, count);
    }
}

static void text_nfc_cases(void **state)
{
    (void)state;
    static const struct {
        const char *description, *input, *want;
    } cases[] = {
        {"empty", "", ""},
        {"letters and ideographs", "Ministry of Commerce 商务部，一", "Ministry of Commerce 商务部，一"},
        {"a mark composes", "Cafe\xCC\x81", "Caf\xC3\xA9"},
        {"kana's voice mark composes", "\xE3\x81\x8B\xE3\x82\x99", "\xE3\x81\x8C"},
        {"a compatibility ideograph", "\xEF\xA4\x80", "\xE8\xB1\x88"},
        {"Hangul of its letters", "\xE1\x84\x80\xE1\x85\xA1\xE1\x86\xA8", "\xEA\xB0\x81"},
        {"half and full width stay", "\xEF\xBD\xB1\xEF\xBC\xA1", "\xEF\xBD\xB1\xEF\xBC\xA1"},
        {"a placeholder stays",
         "a\xEF\xBF\xBC"
         "b",
         "a\xEF\xBF\xBC"
         "b"},
        {"longer than it was", "\xE0\xA5\x98", "\xE0\xA4\x95\xE0\xA4\xBC"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf out = {0};
        buf_append_text(&out, "before ");
        assert_int_equal(text_nfc(str_of(cases[i].input), &out, NULL), ZHM_OK);
        if (!str_is(str_from(buf_str(&out), 7), cases[i].want))
            fail_msg("%s: \"%.*s\"", cases[i].description, STR_ARG(buf_str(&out)));
        buf_free(&out);
    }
}

static void text_nfc_long_text_is_whole(void **state)
{
    (void)state;
    struct buf text = {0}, want = {0}, got = {0};
    for (int i = 0; i < 30000; i++) {
        buf_append_text(&text, "\xE0\xA5\x98 e\xCC\x81");
        buf_append_text(&want, "\xE0\xA4\x95\xE0\xA4\xBC \xC3\xA9");
    }
    assert_int_equal(text_nfc(buf_str(&text), &got, NULL), ZHM_OK);
    assert_true(str_equal(buf_str(&got), buf_str(&want)));
    buf_free(&text), buf_free(&want), buf_free(&got);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nfc_is_plain_is_what_icu_says),
        cmocka_unit_test(text_nfc_each_point_is_icus),
        cmocka_unit_test(text_nfc_each_point_in_company_is_icus),
        cmocka_unit_test(text_nfc_random_texts_are_icus),
        cmocka_unit_test(text_nfc_cases),
        cmocka_unit_test(text_nfc_long_text_is_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
