#include "text/pinyin.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct row {
    const char *input, *want; /* NULL: ZHM_NOT_FOUND */
};

static void check_rows(zhm_code (*call)(struct str, struct buf *, zhm_error *), const struct row *rows, size_t count)
{
    struct buf got = {0};
    for (size_t i = 0; i < count; i++) {
        buf_clear(&got);
        zhm_code code = call(str_of(rows[i].input), &got, NULL);
        const char *want = rows[i].want ? rows[i].want : "";
        if (code != (rows[i].want ? ZHM_OK : ZHM_NOT_FOUND) || !str_is(buf_str(&got), want))
            fail_msg("%s: %d \"%.*s\", not \"%s\"", rows[i].input, code, STR_ARG(buf_str(&got)), want);
    }
    buf_free(&got);
}

static void pinyin_of_names_is_as_spoken(void **unused)
{
    (void)unused;
    static const struct row rows[] = {
        {"商务部", "shang wu bu"},
        {"商務部部長", "shang wu bu bu zhang"},
        {"重庆市人民政府", "chong qing shi ren min zheng fu"},
        {"重慶", "chong qing"},
        {"重要 重点", "zhong yao zhong dian"},
        {"湖南省长沙市", "hu nan sheng chang sha shi"},
        {"湖南省省长", "hu nan sheng sheng zhang"},
        {"西安市长安区区长", "xi an shi chang an qu qu zhang"},
        {"长江 长城 长春 长三角", "chang jiang chang cheng chang chun chang san jiao"},
        {"中国人民银行行长", "zhong guo ren min yin hang hang zhang"},
        {"行政执法局", "xing zheng zhi fa ju"},
        {"发行业务部", "fa xing ye wu bu"},
        {"行业协会", "hang ye xie hui"},
        {"会计司", "kuai ji si"},
        {"国家卫生和计划生育委员会计划司", "guo jia wei sheng he ji hua sheng yu wei yuan hui ji hua si"},
        {"中国音乐家协会", "zhong guo yin yue jia xie hui"},
        {"二级调研员", "er ji diao yan yuan"},
        {"调查 协调 调解", "diao cha xie tiao tiao jie"},
        {"首都 成都", "shou du cheng du"},
        {"西藏自治区", "xi zang zi zhi qu"},
        {"朝阳区", "chao yang qu"},
        {"厦门 大厦", "xia men da sha"},
        {"单县 六安 蚌埠 台州 丽水", "shan xian lu an beng bu tai zhou li shui"},
        {"铅山 东阿 大城县 番禺 亳州 洛阳", "yan shan dong e dai cheng xian pan yu bo zhou luo yang"},
        {"乐山 乐清 尉犁 和田", "le shan yue qing yu li he tian"},
        {"女 绿 旅游 效率", "nv lv lv you xiao lv"},
        {"中国人民解放军", "zhong guo ren min jie fang jun"},
        {"传播 宣传 参加 数据", "chuan bo xuan chuan can jia shu ju"},
        {"乾隆", "qian long"},
        {"〇", "ling"},
    };
    check_rows(pinyin_of, rows, COUNT(rows));
}

static void pinyin_of_other_signs_is_runs_or_nothing(void **unused)
{
    (void)unused;
    static const struct row rows[] = {
        {"APEC峰会", "apec feng hui"},
        {"G20杭州峰会", "g20 hang zhou feng hui"},
        {"“一带一路”倡议", "yi dai yi lu chang yi"},
        {"Ｃ919 é项目", "c919 e xiang mu"},
        {"中-英", "zhong ying"},
        {"", NULL},
        {"Ministry", NULL},
        {"かな 한국", NULL},
        {"，。", NULL},
    };
    check_rows(pinyin_of, rows, COUNT(rows));
}

/* Each row of pinyin.def reads as it says, so its words are in the form that they are looked for. */
static void pinyin_of_listed_word_is_its_reading(void **unused)
{
    (void)unused;
    FILE *in = fopen(SOURCE_DIR "/src/text/pinyin.def", "r");
    assert_non_null(in);
    char line[256];
    size_t words = 0;
    while (fgets(line, sizeof line, in)) {
        line[strcspn(line, "#\n")] = '\0';
        char *space = strchr(line, ' ');
        if (!space)
            continue;
        *space = '\0';
        check_rows(pinyin_of, &(struct row){line, space + 1}, 1);
        words++;
    }
    fclose(in);
    assert_true(words > 200);
}

static void pinyin_query_is_letters_and_digits(void **unused)
{
    (void)unused;
    static const struct row rows[] = {
        {"Shang Wu Bu", "shangwubu"},
        {"shāng wù bù", "shangwubu"},
        {"shang1 wu4 bu4", "shangwubu"},
        {"Shang1wu4-bu4", "shangwubu"},
        {"Xi'an Xi’an", "xianxian"},
        {"lü lǘ lu: lu:3 lv3 lu\u0308 l\u01DA LÜ", "lvlvlvlvlvlvlvlv"},
        {"G20", "g20"},
        {"g2", "g2"},
        {"cop5", "cop5"},
        {"zhong1guo2ren2", "zhongguoren"},
        {"ＳＷＢ", "swb"},
        {"ɡuānɑ", "guana"},
        {"s.w.b!", "swb"},
        {"C919", "c919"},
        {"", NULL},
        {"2018", NULL},
        {"'", NULL},
        {"中国", NULL},
        {"zhong国", NULL},
        {"нет", NULL},
        {"かな", NULL},
    };
    check_rows(pinyin_query, rows, COUNT(rows));
}

static void pinyin_matches_by_kind(void **unused)
{
    (void)unused;
    static const struct {
        const char *letters, *syllables;
        enum pinyin_match whole, prefix;
    } rows[] = {
        {"shangwubu", "shang wu bu", PINYIN_FULL, PINYIN_FULL},
        {"swb", "shang wu bu", PINYIN_INITIALS, PINYIN_INITIALS},
        {"shangwb", "shang wu bu", PINYIN_MIXED, PINYIN_MIXED},
        {"swubu", "shang wu bu", PINYIN_MIXED, PINYIN_MIXED},
        {"shwb", "shang wu bu", PINYIN_MIXED, PINYIN_MIXED},
        {"sw", "shang wu bu", PINYIN_NONE, PINYIN_INITIALS},
        {"s", "shang wu bu", PINYIN_NONE, PINYIN_FULL},
        {"shan", "shang wu bu", PINYIN_NONE, PINYIN_FULL},
        {"shangw", "shang wu bu", PINYIN_NONE, PINYIN_FULL},
        {"shangwu", "shang wu bu", PINYIN_NONE, PINYIN_FULL},
        {"swu", "shang wu bu", PINYIN_NONE, PINYIN_MIXED},
        {"swbx", "shang wu bu", PINYIN_NONE, PINYIN_NONE},
        {"wb", "shang wu bu", PINYIN_NONE, PINYIN_NONE},
        {"xian", "xi an", PINYIN_FULL, PINYIN_FULL},
        {"xian", "xian", PINYIN_FULL, PINYIN_FULL},
        {"xa", "xi an", PINYIN_INITIALS, PINYIN_INITIALS},
        {"ee", "e e", PINYIN_FULL, PINYIN_FULL},
        {"apecfh", "apec feng hui", PINYIN_MIXED, PINYIN_MIXED},
        {"", "shang", PINYIN_NONE, PINYIN_NONE},
        {"s", "", PINYIN_NONE, PINYIN_NONE},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        enum pinyin_match whole = pinyin_matches(str_of(rows[i].letters), str_of(rows[i].syllables), false);
        enum pinyin_match prefix = pinyin_matches(str_of(rows[i].letters), str_of(rows[i].syllables), true);
        if (whole != rows[i].whole || prefix != rows[i].prefix)
            fail_msg("%s, %s: %d, prefix %d", rows[i].letters, rows[i].syllables, whole, prefix);
    }
}

/* The slow twin: every way to read the letters, one after another. @return the best kind */
static enum pinyin_match match_slowly(struct str letters, struct str syllables, bool prefix, bool initials, bool full)
{
    enum pinyin_match best = PINYIN_NONE;
    const char *space = syllables.len ? memchr(syllables.data, ' ', syllables.len) : NULL;
    size_t len = space ? (size_t)(space - syllables.data) : syllables.len;
    if (letters.len == 0 && (prefix || syllables.len == 0))
        return full ? PINYIN_FULL : initials ? PINYIN_INITIALS : PINYIN_MIXED;
    struct str after = str_from(syllables, space ? len + 1 : len);
    for (size_t n = 1; n <= len && n <= letters.len && letters.data[n - 1] == syllables.data[n - 1]; n++) {
        bool two = n == 2 && syllables.data[1] == 'h' && strchr("zcs", syllables.data[0]);
        bool unfinished = prefix && n == letters.len;
        if (n != 1 && n != len && !two && !unfinished)
            continue;
        enum pinyin_match kind =
            match_slowly(str_from(letters, n), after, prefix, initials && n == 1, full && (n == len || unfinished));
        best = kind > best ? kind : best;
    }
    return best;
}

static void pinyin_matches_random_queries_as_slow_twin(void **unused)
{
    (void)unused;
    static const char *const syllables[] = {"a",  "an",    "ang",  "shang", "sha", "s",
                                            "zh", "zhang", "zhan", "ha",    "e",   "he"};
    unsigned seed = (unsigned)time(NULL);
    print_message("seed %u\n", seed);
    struct buf name = {0}, letters = {0};
    size_t found = 0;
    for (int i = 0; i < 100000; i++) {
        buf_clear(&name);
        buf_clear(&letters);
        for (int n = rand_r(&seed) % 5 + 1; n > 0; n--) {
            const char *syllable = syllables[(size_t)rand_r(&seed) % COUNT(syllables)];
            size_t keep[] = {1, 2, strlen(syllable)}, len = keep[rand_r(&seed) % 3];
            buf_append_text(&name, name.len ? " " : "");
            buf_append_text(&name, syllable);
            buf_append(&letters, syllable, len < strlen(syllable) ? len : strlen(syllable));
        }
        bool prefix = rand_r(&seed) % 2;
        if (rand_r(&seed) % 4 == 0)
            letters.len -= 1;
        enum pinyin_match want =
            letters.len ? match_slowly(buf_str(&letters), buf_str(&name), prefix, true, true) : PINYIN_NONE;
        enum pinyin_match got = pinyin_matches(buf_str(&letters), buf_str(&name), prefix);
        if (got != want)
            fail_msg("%.*s, %.*s, prefix %d: %d, not %d", STR_ARG(buf_str(&letters)), STR_ARG(buf_str(&name)), prefix,
                     got, want);
        found += got != PINYIN_NONE;
    }
    assert_true(found > 1000);
    buf_free(&name);
    buf_free(&letters);
}

static void pinyin_initials_are_first_letters(void **unused)
{
    (void)unused;
    struct buf out = {0};
    pinyin_initials(STR("shang wu bu"), &out);
    assert_true(str_is(buf_str(&out), "swb"));
    buf_clear(&out);
    pinyin_initials(STR("g20 feng hui"), &out);
    assert_true(str_is(buf_str(&out), "gfh"));
    buf_clear(&out);
    pinyin_initials(STR(""), &out);
    assert_int_equal(out.len, 0);
    buf_free(&out);
}

static void pinyin_invalid_utf8_is_bad_input(void **unused)
{
    (void)unused;
    struct buf out = {0};
    zhm_error err = {0};
    buf_append_text(&out, "kept");
    assert_int_equal(pinyin_of(STR("中\xFF"), &out, &err), ZHM_BAD_INPUT);
    assert_int_equal(err.offset, 3);
    assert_int_equal(pinyin_query(STR("ab\xFF"), &out, &err), ZHM_BAD_INPUT);
    assert_int_equal(err.offset, 2);
    assert_int_equal(pinyin_of(STR("none"), &out, &err), ZHM_NOT_FOUND);
    assert_true(str_is(buf_str(&out), "kept"));
    assert_int_equal(pinyin_of(STR("中"), &out, &err), ZHM_OK);
    assert_true(str_is(buf_str(&out), "keptzhong"));
    buf_free(&out);
}

static void pinyin_query_that_is_too_long_matches_nothing(void **unused)
{
    (void)unused;
    struct buf name = {0}, letters = {0};
    for (int i = 0; i < 300; i++) {
        buf_append_text(&name, i ? " a" : "a");
        buf_append_char(&letters, 'a');
    }
    assert_int_equal(pinyin_matches(buf_str(&letters), buf_str(&name), false), PINYIN_NONE);
    letters.len = PINYIN_LONGEST_QUERY;
    assert_int_equal(pinyin_matches(buf_str(&letters), buf_str(&name), true), PINYIN_FULL);
    buf_free(&name);
    buf_free(&letters);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pinyin_of_names_is_as_spoken),
        cmocka_unit_test(pinyin_of_other_signs_is_runs_or_nothing),
        cmocka_unit_test(pinyin_of_listed_word_is_its_reading),
        cmocka_unit_test(pinyin_query_is_letters_and_digits),
        cmocka_unit_test(pinyin_matches_by_kind),
        cmocka_unit_test(pinyin_matches_random_queries_as_slow_twin),
        cmocka_unit_test(pinyin_initials_are_first_letters),
        cmocka_unit_test(pinyin_invalid_utf8_is_bad_input),
        cmocka_unit_test(pinyin_query_that_is_too_long_matches_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
