#include "base/buf.h"
#include "base/utf8.h"
#include "fold_check.h"
#include "text/fold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

enum { TEXTS = 30000, MOST_PIECES = 12, LONGEST = 512 };

/* xorshift64*, Vigna 2016 */
static uint64_t state;

static uint32_t random_below(uint32_t bound)
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return (uint32_t)((state * 0x2545F4914F6CDD1Dull) >> 33) % bound;
}

static int seed_random(void **unused)
{
    (void)unused;
    const char *given = getenv("ZHM_SEED");
    state = given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
    state = state ? state : 1;
    print_message("ZHM_SEED=%llu\n", (unsigned long long)state);
    return 0;
}

static const char *const pieces[] = {
    "the",
    "The",
    "a",
    "an",
    "A",
    "and",
    "AND",
    "s",
    "'s",
    "’s",
    "s’",
    "x",
    "UN",
    "U.N.",
    "U.S",
    "e.g.",
    "Ph.D",
    "No.",
    "O'",
    "o’",
    "l'",
    "eau",
    "centre",
    "programmes",
    "Organisation",
    "élan",
    "E\u0301",
    "ŉ",
    "ß",
    "ﬁ",
    "Σς",
    "ώ\u0301",
    "й",
    "\u0438\u0306",
    "عربي",
    "عَ",
    "中",
    "國務院",
    "中国",
    "乾",
    "가",
    "각",
    "\u1100",
    "\u1161",
    "\u11A8",
    "か\u3099",
    "カ",
    "ー",
    "ไทย",
    "ก\u0E34",
    "1",
    "21",
    "2018",
    "３",
    "½",
    "²",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\t",
    "\u3000",
    "\u00A0",
    "\u2028",
    "\u2029",
    "'",
    "’",
    "‘",
    "“",
    "”",
    "\"",
    "``",
    "«",
    "»",
    "「",
    "』",
    "《",
    "》",
    "„",
    "-",
    "--",
    "–",
    "—",
    "－",
    "‑",
    "~",
    ".",
    "..",
    "…",
    "‥",
    "⒈",
    "㏂",
    "㏘",
    ",",
    "，",
    ", and ",
    ",&",
    "&",
    "＆",
    "🄁",
    "·",
    "•",
    "・",
    "ŀ",
    "/",
    "(",
    ")",
    "（",
    "：",
    "。",
    "、",
    "$",
    "😀",
    "\u200D",
    "\u00AD",
    "\uFE0F",
    "\u20E3",
    "\u0301",
    "\u0308",
    "\u0344",
    "\u0345",
    "\u3099",
    "゛",
    "´",
    "¨",
    "≠",
    "℀",
    "㎏",
    "№",
    "㈱",
    "\u05D0\u05B7\u05BC",
    "\u05BC",
    "\u05B7",
    "\u0F71\u0F72",
    "\u1E9E",
    "\uFDFA",
    "\u1100\u1161",
    "\u212B",
    "ǅ",
    "a ",
    "an ",
    "the ",
    " a ",
    "-a ",
    "an'd",
    "th'e",
    "the's",
    "and's",
    "it's",
    "–",
    "_",
};

static uint32_t random_point(void)
{
    static const uint32_t begins[] = {0, 0x80, 0x300, 0x900, 0x1E00, 0x2000, 0x3000, 0xF900, 0x1D400, 0x1F100, 0x20000};
    uint32_t c = begins[random_below(sizeof begins / sizeof *begins)] + random_below(0x300);
    return U_IS_SURROGATE(c) ? 'x' : c;
}

static void random_text(struct buf *text)
{
    buf_clear(text);
    for (uint32_t i = random_below(MOST_PIECES) + 1; i > 0; i--)
        if (random_below(12) == 0)
            buf_append_point(text, random_point());
        else
            buf_append_text(text, pieces[random_below(sizeof pieces / sizeof *pieces)]);
}

static void fold_random_text_slices_fold_to_slices(void **unused)
{
    (void)unused;
    struct buf text = {0};
    for (int i = 0; i < TEXTS; i++) {
        random_text(&text);
        assert_true(check_fold(buf_str(&text), 40));
    }
    buf_free(&text);
}

static size_t to_utf16(struct str text, UChar *out)
{
    int32_t length = 0;
    UErrorCode status = U_ZERO_ERROR;
    u_strFromUTF8(out, LONGEST, &length, text.data, (int32_t)text.len, &status);
    assert_true(U_SUCCESS(status));
    return (size_t)length;
}

static void append_utf16(struct buf *out, const UChar *text, size_t length)
{
    for (size_t i = 0; i < length;) {
        UChar32 c;
        U16_NEXT(text, i, length, c);
        buf_append_point(out, (uint32_t)c);
    }
}

static const UNormalizer2 *normalizer(bool casefold)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *n = casefold ? unorm2_getNFKCCasefoldInstance(&status) : unorm2_getNFDInstance(&status);
    assert_true(U_SUCCESS(status));
    return n;
}

static size_t normalize(const UNormalizer2 *n, const UChar *in, size_t length, UChar *out)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t got = unorm2_normalize(n, in, (int32_t)length, out, LONGEST * 4, &status);
    assert_true(U_SUCCESS(status));
    return (size_t)got;
}

static void fold_texts_of_equal_casefold_are_equal(void **unused)
{
    (void)unused;
    struct buf text = {0}, cased = {0};
    static UChar wide[LONGEST], folded[LONGEST * 4];
    for (int i = 0; i < TEXTS; i++) {
        random_text(&text);
        size_t length = normalize(normalizer(true), wide, to_utf16(buf_str(&text), wide), folded);
        buf_clear(&cased);
        append_utf16(&cased, folded, length);
        assert_true(fold_equally(buf_str(&text), buf_str(&cased)));
    }
    buf_free(&text);
    buf_free(&cased);
}

static UTransliterator *simplify;

static int open_simplify(void **unused)
{
    UErrorCode status = U_ZERO_ERROR;
    simplify = utrans_openU(u"Traditional-Simplified", -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
    return U_FAILURE(status) ? -1 : seed_random(unused);
}

static int close_simplify(void **unused)
{
    (void)unused;
    utrans_close(simplify);
    return 0;
}

/* One character by the transliterator, again until nothing changes; as it is where the outcome is no single one. */
static UChar32 simplified(UChar32 c)
{
    for (int round = 0; round < 4; round++) {
        UChar text[16];
        int32_t length = 0, at = 0;
        UErrorCode status = U_ZERO_ERROR;
        U16_APPEND_UNSAFE(text, length, c);
        int32_t limit = length;
        utrans_transUChars(simplify, text, &length, 16, 0, &limit, &status);
        UChar32 next;
        U16_NEXT(text, at, length, next);
        if (at != length || next == c)
            break;
        c = next;
    }
    return c;
}

static bool is_latin_or_greek(UChar32 c)
{
    UErrorCode status = U_ZERO_ERROR;
    UScriptCode script = uscript_getScript(c, &status);
    return script == USCRIPT_LATIN || script == USCRIPT_GREEK;
}

static bool is_mark(UChar32 c)
{
    return U_GET_GC_MASK(c) & U_GC_M_MASK;
}

/* What letters and marks fold to, by ICU alone. */
static void fold_slowly(struct str text, struct buf *out)
{
    static UChar wide[LONGEST], folded[LONGEST * 4], apart[LONGEST * 4];
    size_t length = normalize(normalizer(true), wide, to_utf16(text, wide), folded);
    length = normalize(normalizer(false), folded, length, apart);
    UChar32 base = 0;
    for (size_t i = 0; i < length;) {
        UChar32 c;
        U16_NEXT(apart, i, length, c);
        if (!is_mark(c))
            base = c;
        if (is_mark(c) && is_latin_or_greek(base))
            continue;
        buf_append_point(out, (uint32_t)(uscript_hasScript(c, USCRIPT_HAN) ? simplified(c) : c));
    }
}

/* Letters and marks that no rule about words or signs touches. */
static bool is_plain(UChar32 c)
{
    static const UChar32 apostrophes[] = {0x149, 0x2B9, 0x2BA, 0x2BB, 0x2BC, 0x2BD, 0x2BE, 0x2BF, 0x374, 0x1E9A};
    for (size_t i = 0; i < sizeof apostrophes / sizeof *apostrophes; i++)
        if (apostrophes[i] == c)
            return false;
    UChar wide[4], folded[LONGEST * 4];
    size_t length = 0;
    U16_APPEND_UNSAFE(wide, length, c);
    length = normalize(normalizer(true), wide, length, folded);
    for (size_t i = 0; i < length;) {
        UChar32 part;
        U16_NEXT(folded, i, length, part);
        if (!(U_GET_GC_MASK(part) & (U_GC_L_MASK | U_GC_M_MASK)) || part == 0xB7)
            return false;
    }
    return c < 0x110000 && (U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_M_MASK));
}

static void assert_folds_as_icu(struct str text)
{
    struct buf key = {0}, want = {0};
    assert_int_equal(fold_key(text, &key, NULL), ZHM_OK);
    fold_slowly(text, &want);
    if (!str_equal(buf_str(&key), buf_str(&want)))
        fail_msg("\"%.*s\" folds to \"%.*s\", by ICU to \"%.*s\"", STR_ARG(text), STR_ARG(buf_str(&key)),
                 STR_ARG(buf_str(&want)));
    buf_free(&key);
    buf_free(&want);
}

/* "qz" before, so that it is no article and no word of another spelling. */
static void fold_each_letter_is_as_icu(void **unused)
{
    (void)unused;
    struct buf text = {0};
    for (UChar32 c = 0; c < 0x110000; c++) {
        if (U_IS_SURROGATE(c) || !is_plain(c))
            continue;
        buf_clear(&text);
        buf_append_text(&text, "qz");
        buf_append_point(&text, (uint32_t)c);
        assert_folds_as_icu(buf_str(&text));
    }
    buf_free(&text);
}

/* Without an "h" chance makes no "the". */
static bool is_an_h(UChar32 c)
{
    struct buf text = {0}, key = {0};
    buf_append_point(&text, (uint32_t)c);
    bool found = fold_key(buf_str(&text), &key, NULL) == ZHM_OK && key.len > 0 && memchr(key.data, 'h', key.len);
    buf_free(&text);
    buf_free(&key);
    return found;
}

static UChar32 random_plain(void)
{
    static const UChar32 marks[] = {0x301, 0x308,  0x323, 0x5B7, 0x5BC, 0x64E,
                                    0x651, 0x3099, 0xE38, 0xF71, 0xF74, 0x344};
    if (random_below(3) == 0)
        return marks[random_below(sizeof marks / sizeof *marks)];
    UChar32 c;
    do
        c = (UChar32)random_point();
    while (!is_plain(c) || is_an_h(c));
    return c;
}

static void fold_random_letters_is_as_icu(void **unused)
{
    (void)unused;
    struct buf text = {0};
    for (int i = 0; i < TEXTS; i++) {
        buf_clear(&text);
        buf_append_text(&text, "qz");
        for (uint32_t n = random_below(8); n > 0; n--)
            buf_append_point(&text, (uint32_t)random_plain());
        assert_folds_as_icu(buf_str(&text));
    }
    buf_free(&text);
}

/* A character's fold folds to itself; words are another matter: "t he" is "the", which is nothing. */
static void fold_of_folded_character_is_itself(void **unused)
{
    (void)unused;
    struct buf text = {0}, key = {0}, again = {0};
    for (uint32_t c = 0; c < 0x110000; c++) {
        if (U_IS_SURROGATE(c))
            continue;
        buf_clear(&text);
        buf_clear(&key);
        buf_clear(&again);
        buf_append_point(&text, c);
        assert_int_equal(fold_key(buf_str(&text), &key, NULL), ZHM_OK);
        assert_int_equal(fold_key(buf_str(&key), &again, NULL), ZHM_OK);
        if (!str_equal(buf_str(&key), buf_str(&again)))
            fail_msg("U+%04X", c);
    }
    buf_free(&text);
    buf_free(&key);
    buf_free(&again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fold_random_text_slices_fold_to_slices),
        cmocka_unit_test(fold_texts_of_equal_casefold_are_equal),
        cmocka_unit_test(fold_each_letter_is_as_icu),
        cmocka_unit_test(fold_random_letters_is_as_icu),
        cmocka_unit_test(fold_of_folded_character_is_itself),
    };
    return cmocka_run_group_tests(tests, open_simplify, close_simplify);
}
