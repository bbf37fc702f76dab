#include "base/utf8.h"
#include "fold_check.h"
#include "text/fold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* What folding gives, with '|' at each cut but the first and the last. */
struct row {
    const char *input, *want;
};

static void show(const struct folded *f, struct buf *out)
{
    for (size_t i = 0; i < f->len; i++) {
        if (i > 0 && f->cut[i])
            buf_append_char(out, '|');
        buf_append_point(out, f->points[i]);
    }
}

static void check_rows(const struct row *rows, size_t count)
{
    struct folded f = {0};
    struct buf got = {0};
    for (size_t i = 0; i < count; i++) {
        buf_clear(&got);
        assert_int_equal(fold_text(str_of(rows[i].input), &f, NULL), ZHM_OK);
        show(&f, &got);
        if (!str_is(buf_str(&got), rows[i].want))
            fail_msg("\"%s\" folds to \"%.*s\", not to \"%s\"", rows[i].input, STR_ARG(buf_str(&got)), rows[i].want);
        assert_true(check_fold(str_of(rows[i].input), 64));
    }
    buf_free(&got);
    folded_free(&f);
}

static void fold_letters_lose_case_width_and_marks(void **unused)
{
    (void)unused;
    static const struct row rows[] = {
        {"", ""},
        {"ABC", "abc"},
        {"ＡＢＣ１２", "abc12"},
        {"Straße", "strasse"},
        {"ÉLAN élan e\u0301lan", "elan|elan|elan"},
        {"Ångström", "angstrom"},
        {"İstanbul", "istanbul"},
        {"Ελλάς ΕΛΛΆΣ", "ελλασ|ελλασ"},
        {"ﬁnance", "finance"},
        {"№ ½ ㎏", "no|1⁄2|kg"},
        {"Санкт-Петербург", "санкт|петербург"},
        {"й и\u0306", "и\u0306|и\u0306"},
        {"ｶﾞ ガ", "カ\u3099|カ\u3099"},
        {"العربية", "العربية"},
        {"עִבְרִית", "עִבְרִית"},
        {"Việt Nam", "viet|nam"},
    };
    check_rows(rows, COUNT(rows));
}

static void fold_marks_stand_in_canonical_order(void **unused)
{
    (void)unused;
    static const struct row rows[] = {
        {"\u05D1\u05B7\u05BC", "\u05D1\u05B7\u05BC"},
        {"\u05D1\u05BC\u05B7", "\u05D1\u05B7\u05BC"},
        {"\u0628\u0651\u064E\u0645", "\u0628\u064E\u0651\u0645"},
        {"\u0301x \u0301y", "x|y"},
        {"中\u20DD国", "中\u20DD|国"},
    };
    check_rows(rows, COUNT(rows));
}

static void fold_traditional_is_simplified(void **unused)
{
    (void)unused;
    static const struct row rows[] = {
        {"國務院", "国|务|院"},
        {"商務部長", "商|务|部|长"},
        {"香港特別行政區", "香|港|特|别|行|政|区"},
        {"臺灣", "台|湾"},
        {"\uF90A", "金"},
    };
    check_rows(rows, COUNT(rows));
}

static void fold_spaces_are_dropped_but_empty_lines_stay(void **unused)
{
    (void)unused;
    static const struct row rows[] = {
        {" x  y\t", "x|y"},
        {"x\u3000y\u00A0z", "x|y|z"},
        {"中 国", "中|国"},
        {"x\ny\r\nz", "x|y|z"},
        {"x\n\ny", "x|\n|y"},
        {"x\r\n\r\ny", "x|\n|y"},
        {"x\n \t\n\n y", "x|\n|y"},
        {"x\r\ry", "x|\n|y"},
        {"\n\n", "\n"},
        {"a\n\nday", "a|\n|day"},
        {"x\n”\ny", "x|y"},
        {"co\u00ADoperation \uFEFFx\u200By", "cooperation|xy"},
    };
    check_rows(rows, COUNT(rows));
}

static void fold_quotes_and_apostrophes_are_dropped(void **unused)
{
    (void)unused;
    static const struct row rows[] = {
        {"“Belt” \"and\" „Road‟ «x» ‹y›", "belt|and|road|x|y"},
        {"《人民日报》「一帶一路」『x』〈y〉〝z〞", "人|民|日|报|一|带|一|路|x|y|z"},
        {"‘single-quoted name’", "single|quoted|name"},
        {"people’s people's people‛s PEOPLE＇S", "people|people|people|people"},
        {"peoples’ peoples' rights", "peoples|peoples|rights"},
        {"O’Brien l'eau d‘Or don't", "obrien|leau|dor|dont"},
        {"1990's 1990s", "1990|1990s"},
        {"中国's economy", "中|国|economy"},
        {"《人民日报》’s view", "人|民|日|报|view"},
        {"'s Hertogenbosch", "s|hertogenbosch"},
        {"people's-only", "people|only"},
        {"people''s", "people"},
        {"‘s’", "s"},
        {"it's’s", "it"},
        {"rock 'n' roll", "rock|n|roll"},
        {"'", ""},
        {"``x''", "x"},
        {"Qur’an’s", "quran"},
        {"Ka‘ba", "kaba"},
    };
    check_rows(rows, COUNT(rows));
}

static void fold_dashes_join_words_but_not_numbers(void **unused)
{
    (void)unused;
    static const struct row rows[] = {
        {"UN-Women UN–Women UN—Women UN‑Women UN－Women UN−Women",
         "un|women|un|women|un|women|un|women|un|women|un|women"},
        {"co-operation", "co|operation"},
        {"2018-2020 2018–2020", "2018|-|2020|2018|-|2020"},
        {"COVID-19 19-nCoV", "covid|19|19|ncov"},
        {"中国-东盟 中国—东盟", "中|国|东|盟|中|国|东|盟"},
        {"x - y", "x|-|y"},
        {"x -y x- y", "x|-|y|x|-|y"},
        {"x--y x——y", "x|-|y|x|-|y"},
        {"-x", "-|x"},
        {"x-", "x|-"},
        {"\"UN\"-Women", "un|women"},
        {"x-(y)", "x|-|(|y|)"},
        {"over-the-counter", "over|counter"},
        {"the-x", "x"},
        {"x-\u0301y", "x|y"},
        {"x-&-y", "x|and|y"},
    };
    check_rows(rows, COUNT(rows));
}

static void fold_middle_dots_between_letters_are_dropped(void **unused)
{
    (void)unused;
    static const struct row rows[] = {
        {"诺曼·白求恩 诺曼・白求恩 诺曼•白求恩", "诺|曼|白|求|恩|诺|曼|白|求|恩|诺|曼|白|求|恩"},
        {"Jean·Paul", "jean|paul"},
        {"3·15", "3|·|15"},
        {"• item", "·|item"},
        {"x · y", "x|·|y"},
        {"paral·lel", "paral|lel"},
    };
    check_rows(rows, COUNT(rows));
}

static void fold_stops_of_initialisms_are_dropped(void **unused)
{
    (void)unused;
    static const struct row rows[] = {
        {"U.N. un", "un|un"},
        {"U.S.A", "usa"},
        {"U. N.", "u|n"},
        {"U.S.-China", "us|china"},
        {"U.N.Women", "un|women"},
        {"С.С.С.Р.", "ссср"},
        {"x.y z", "xy|z"},
        {"No.1 No. 1", "no|.|1|no|.|1"},
        {"Ph.D.", "ph|.|d"},
        {"Inc.", "inc|."},
        {"U..", "u|."},
        {"U…", "u.."},
        {"word…", "word|..."},
        {"3.14 1,000.5", "3.14|1,000.5"},
        {"5G. G5.", "5g|.|g5|."},
        {".x", ".|x"},
        {"A. Smith", "a|smith"},
        {"J.'s", "j"},
    };
    check_rows(rows, COUNT(rows));
}

static void fold_comma_before_and_is_dropped(void **unused)
{
    (void)unused;
    static const struct row rows[] = {
        {"x, y, and z", "x|,|y|and|z"},
        {"x, y and z", "x|,|y|and|z"},
        {"x,and y，and z", "x|and|y|and|z"},
        {"x, & y", "x|and|y"},
        {"x, “and” y", "x|and|y"},
        {"x, andy", "x|,|andy"},
        {"x,\n\nand y", "x|,|\n|and|y"},
        {"x、y", "x|、|y"},
        {"x,", "x|,"},
    };
    check_rows(rows, COUNT(rows));
}

static void fold_ampersand_is_and(void **unused)
{
    (void)unused;
    static const struct row rows[] = {
        {"Trade & Development", "trade|and|development"},
        {"R&D R＆D", "r|and|d|r|and|d"},
        {"&", "and"},
        {"&&", "and|and"},
        {"中&国", "中|and|国"},
    };
    check_rows(rows, COUNT(rows));
}

static void fold_articles_are_dropped(void **unused)
{
    (void)unused;
    static const struct row rows[] = {
        {"The State Council of the People", "state|council|of|people"},
        {"the", ""},
        {"THE the The", ""},
        {"a plan, an “office”", "plan|,|office"},
        {"a", "a"},
        {"plan A", "plan|a"},
        {"plan A.", "plan|a"},
        {"plan A, plan B", "plan|a|,|plan|b"},
        {"A and B", "a|and|b"},
        {"A & B", "a|and|b"},
        {"A股", "a|股"},
        {"A (b)", "a|(|b|)"},
        {"A-level", "a|level"},
        {"vitamin-a day", "vitamina|day"},
        {"\"A\" plan", "a|plan"},
        {"a 5-year plan", "5|year|plan"},
        {"then theme another", "then|theme|another"},
        {"an\nhour", "hour"},
        {"the中国", "中|国"},
        {"a a day", "day"},
    };
    check_rows(rows, COUNT(rows));
}

static void fold_spellings_are_one(void **unused)
{
    (void)unused;
    static const struct row rows[] = {
        {"Centre center CENTRES", "center|center|centers"},
        {"Programme programmes", "program|programs"},
        {"Defence Ministry, Ministry of Defense", "defense|ministry|,|ministry|of|defense"},
        {"Labour Organisation's", "labor|organization"},
        {"centre-left", "center|left"},
        {"Centrefold centre2", "centrefold|centre2"},
        {"Counsellor Councillor Adviser", "counselor|councilor|advisor"},
        {"dialogue practice licence", "dialogue|practice|licence"},
        {"ｃｅｎｔｒｅ cen\u00ADtre", "center|center"},
    };
    check_rows(rows, COUNT(rows));
}

static void fold_scripts_without_spaces_have_cuts_everywhere(void **unused)
{
    (void)unused;
    static const struct row rows[] = {
        {"APEC峰会", "apec|峰|会"},
        {"21世纪", "21|世|纪"},
        {"G20杭州峰会2016年", "g20|杭|州|峰|会|2016|年"},
        {"カタカナー", "カ|タ|カ|ナ|ー"},
        {"ไทย ก\u0E34น", "ไ|ท|ย|ก\u0E34|น"},
        {"가나", "\u1100\u1161|\u1102\u1161"},
        {"각\u1100\u1161\u11A8", "\u1100\u1161\u11A8|\u1100\u1161\u11A8"},
        {"㈱", "(株)"},
        {"ㄅㄆ", "ㄅ|ㄆ"},
    };
    check_rows(rows, COUNT(rows));
}

static void fold_contract_example_is_kept(void **unused)
{
    (void)unused;
    struct buf key = {0};
    assert_int_equal(fold_key(STR("The People's Organisation, and U.N. E-Commerce Centre"), &key, NULL), ZHM_OK);
    assert_true(str_is(buf_str(&key), "peopleorganizationandunecommercecenter"));
    buf_free(&key);
}

static void fold_places_are_code_points_of_input(void **unused)
{
    (void)unused;
    struct folded f = {0};
    assert_int_equal(fold_text(STR("《The 國 e\u0301 Programme’s》"), &f, NULL), ZHM_OK);
    assert_int_equal(f.len, 9);
    assert_int_equal(f.input_points, 22);
    assert_int_equal(f.start[0], 5);
    assert_int_equal(f.end[0], 6);
    assert_int_equal(f.start[1], 7);
    assert_int_equal(f.end[1], 9);
    assert_int_equal(f.start[2], 10);
    assert_int_equal(f.end[8], 19);
    folded_free(&f);
}

static void fold_memory_is_used_again(void **unused)
{
    (void)unused;
    struct folded f = {0};
    assert_int_equal(fold_text(STR("a longer text than the next"), &f, NULL), ZHM_OK);
    const uint32_t *points = f.points;
    assert_int_equal(fold_text(STR("x"), &f, NULL), ZHM_OK);
    assert_ptr_equal(points, f.points);
    assert_int_equal(f.len, 1);
    folded_free(&f);
    assert_null(f.points);
}

static void fold_growing_text_is_whole(void **unused)
{
    (void)unused;
    struct buf text = {0};
    struct folded f = {0};
    for (int i = 0; i < 2000; i++)
        buf_append_text(&text, "\uFDFA");
    assert_int_equal(fold_text(buf_str(&text), &f, NULL), ZHM_OK);
    assert_int_equal(f.len, 2000 * 15);
    assert_int_equal(f.end[f.len - 1], 2000);
    folded_free(&f);
    buf_free(&text);
}

/* A megabyte of what costs most must not take more than a moment. */
static void fold_odd_long_texts_are_quick(void **unused)
{
    (void)unused;
    static const char *const units[] = {"\u05BC\u05B7", "'s", "a ", ",'", "-'", "\n", "&", "U.", "\u0301", "’’ s"};
    struct buf text = {0};
    struct folded f = {0};
    for (size_t i = 0; i < COUNT(units); i++) {
        buf_clear(&text);
        buf_append_text(&text, "\u05D0");
        while (text.len < 1 << 20)
            buf_append_text(&text, units[i]);
        assert_int_equal(fold_text(buf_str(&text), &f, NULL), ZHM_OK);
    }
    folded_free(&f);
    buf_free(&text);
}

static void fold_invalid_utf8_is_bad_input_at_its_byte(void **unused)
{
    (void)unused;
    static const struct {
        const char *description, *input;
        size_t offset;
    } rows[] = {
        {"lone tail", "ab\x80", 2},
        {"never used byte", "中\xFFx", 3},
        {"overlong, two bytes", "\xC0\xAF", 0},
        {"overlong, three bytes", "x\xE0\x9F\xBF", 1},
        {"overlong, four bytes", "\xF0\x8F\xBF\xBF", 0},
        {"surrogate", "xy\xED\xA0\x80", 2},
        {"past U+10FFFF", "\xF4\x90\x80\x80", 0},
        {"five bytes", "\xF8\x88\x80\x80\x80", 0},
        {"cut after one of two", "abc\xC3", 3},
        {"cut after two of three", "中\xE4\xB8", 3},
        {"cut after three of four", "\xF0\x9F\x98", 0},
        {"tail missing inside", "\xE4\xB8g", 0},
    };
    struct folded f = {0};
    struct buf key = {0};
    buf_append_text(&key, "kept");
    for (size_t i = 0; i < COUNT(rows); i++) {
        zhm_error err = {0};
        assert_int_equal(fold_text(str_of(rows[i].input), &f, &err), ZHM_BAD_INPUT);
        if (err.offset != rows[i].offset || err.code != ZHM_BAD_INPUT || f.len != 0)
            fail_msg("%s: offset %zu", rows[i].description, err.offset);
        assert_int_equal(fold_key(str_of(rows[i].input), &key, NULL), ZHM_BAD_INPUT);
        assert_true(str_is(buf_str(&key), "kept"));
    }
    folded_free(&f);
    buf_free(&key);
}

static void fold_version_is_steady(void **unused)
{
    (void)unused;
    assert_int_not_equal(fold_version(), 0);
    assert_int_equal(fold_version(), fold_version());
}

/* Every file of tests/text/samples, a paragraph at a time. */
static void fold_real_text_slices_fold_to_slices(void **unused)
{
    (void)unused;
    static const char *const names[] = {"en", "zh-Hans", "zh-Hant", "fr", "ru", "ar"};
    for (size_t i = 0; i < COUNT(names); i++) {
        char path[512], line[8192];
        snprintf(path, sizeof path, "%s/tests/text/samples/%s.txt", SOURCE_DIR, names[i]);
        FILE *in = fopen(path, "r");
        assert_non_null(in);
        struct buf whole = {0};
        while (fgets(line, sizeof line, in)) {
            assert_true(check_fold(str_of(line), 60));
            buf_append_text(&whole, line);
        }
        assert_true(whole.len > 500);
        assert_true(check_fold(buf_str(&whole), 6));
        buf_free(&whole);
        fclose(in);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fold_letters_lose_case_width_and_marks),
        cmocka_unit_test(fold_marks_stand_in_canonical_order),
        cmocka_unit_test(fold_traditional_is_simplified),
        cmocka_unit_test(fold_spaces_are_dropped_but_empty_lines_stay),
        cmocka_unit_test(fold_quotes_and_apostrophes_are_dropped),
        cmocka_unit_test(fold_dashes_join_words_but_not_numbers),
        cmocka_unit_test(fold_middle_dots_between_letters_are_dropped),
        cmocka_unit_test(fold_stops_of_initialisms_are_dropped),
        cmocka_unit_test(fold_comma_before_and_is_dropped),
        cmocka_unit_test(fold_ampersand_is_and),
        cmocka_unit_test(fold_articles_are_dropped),
        cmocka_unit_test(fold_spellings_are_one),
        cmocka_unit_test(fold_scripts_without_spaces_have_cuts_everywhere),
        cmocka_unit_test(fold_contract_example_is_kept),
        cmocka_unit_test(fold_places_are_code_points_of_input),
        cmocka_unit_test(fold_memory_is_used_again),
        cmocka_unit_test(fold_growing_text_is_whole),
        cmocka_unit_test(fold_odd_long_texts_are_quick),
        cmocka_unit_test(fold_invalid_utf8_is_bad_input_at_its_byte),
        cmocka_unit_test(fold_version_is_steady),
        cmocka_unit_test(fold_real_text_slices_fold_to_slices),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
