#include "base/buf.h"
#include "base/utf8.h"

#include "temp_glossary.h"

#include <string.h>

static int load_fixture(void **state)
{
    if (temp_new(state) != 0)
        return -1;
    load_path(*state, SOURCE_DIR "/tests/term/fixture.tsv");
    return 0;
}

/* Mentions as text: "start-end concept[parts]", the concept "?" where it is ambiguous. */
static void show(struct buf *out, const zhm_mention *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const zhm_mention *m = &items[i];
        buf_printf(out, "%s%zu-%zu %s", i ? "; " : "", m->start, m->end, m->subject.concept ? m->subject.concept : "?");
        if (m->part_count) {
            buf_append_char(out, '[');
            show(out, m->parts, m->part_count);
            buf_append_char(out, ']');
        }
    }
}

/* Code points and bytes must say the same, at every depth. */
static void check_offsets(struct str text, const zhm_mention *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const zhm_mention *m = &items[i];
        assert_true(m->start < m->end);
        assert_int_equal(utf8_advance(text, 0, m->start), m->byte);
        assert_int_equal(utf8_advance(text, 0, m->end), m->byte + m->byte_count);
        assert_true(m->byte + m->byte_count <= text.len);
        assert_true((m->term == NULL) == (m->subject.concept == NULL));
        for (size_t k = 0; k < m->part_count; k++)
            assert_true(m->parts[k].start >= m->start && m->parts[k].end <= m->end);
        check_offsets(text, m->parts, m->part_count);
    }
}

static const struct {
    const char *description, *text, *want;
    zhm_options options;
} cases[] = {
    {"nothing", "", ""},
    {"no name", "Nobody is named here. 谁也没有。", ""},
    {"one, without its article", "the Ministry of Commerce said", "4-24 x/mofcom", {0}},
    {"points, not bytes", "“é”商务部、\xF0\x9F\x90\xBC商务部", "3-6 x/mofcom; 8-11 x/mofcom"},
    {"Chinese needs no boundary", "原商务部长", "1-4 x/mofcom"},
    {"alphabetic needs one", "Chinatown, Indochina, China", "22-27 x/china"},
    {"letters beside signs", "在China的", "1-6 x/china"},
    {"hyphen is a boundary", "Sino-China, China-based", "5-10 x/china; 12-17 x/china"},
    {"possessive", "China's plan; the United Nations’ plan", "0-5 x/china; 18-32 x/un"},
    {"traditional", "聯合國與商務部", "0-3 x/un; 4-7 x/mofcom"},
    {"full width", "Ｃｈｉｎａ　Media　Group", "0-17 x/cmg[0-5 x/china]"},
    {"over a line's end", "Ministry of\n  Commerce", "0-22 x/mofcom"},
    {"not over an empty line", "Ministry of\n\nCommerce", ""},
    {"dotted, with the last dot", "The U.N. and the UN", "4-8 x/un; 17-19 x/un"},
    {"own capitals only", "WHO who Who W.H.O. who's WHO's", "0-3 x/who; 12-18 x/who; 25-28 x/who"},
    {"Chinese abbreviation", "世卫说", "0-2 x/who"},
    {"a single sign says nothing", "湘江，湖南省", "3-6 x/hunan"},
    {"nested", "全国人民代表大会常务委员会", "0-13 x/standing[0-8 x/congress]"},
    {"nested from the end", "Standing Committee of the National People's Congress",
     "0-52 x/standing[26-52 x/congress]"},
    {"half overlapping", "Vice President of the China Foundation for Peace in Rivers", "22-58 x/cfp[22-27 x/china]"},
    {"overlapping the other way", "Vice President of China Media", "0-23 x/vice[18-23 x/china]"},
    {"quotes of the name", "推进“一带一路”倡议。", "2-10 x/belt[3-7 x/belt]"},
    {"quotes balanced at the end", "共建“一带一路”，", "0-8 x/build[3-7 x/belt]"},
    {"straight quotes", "\"一带一路\"倡议", "0-8 x/belt[1-5 x/belt]"},
    {"quotes around a whole name stay out", "他说“商务部”好", "3-6 x/mofcom"},
    {"quote that opens before more", "“商务部好”", "1-4 x/mofcom"},
    {"bracket", "China Media Group (CMG) said", "0-23 x/cmg[0-17 x/cmg[0-5 x/china]; 19-22 x/cmg]"},
    {"full-width bracket", "中央广播电视总台（CMG）", "0-13 x/cmg[0-8 x/cmg; 9-12 x/cmg]"},
    {"another's bracket", "China Media Group (OG)", "0-17 x/cmg[0-5 x/china]; 19-21 x/other"},
    {"bracket of the name at its end", "Friends of the China Media Group (CMG)",
     "0-38 x/cmg-club[15-38 x/cmg[15-32 x/cmg[15-20 x/china]; 34-37 x/cmg]]"},
    {"bracket never closed", "China Media Group (CMG", "0-17 x/cmg[0-5 x/china]; 19-22 x/cmg"},
    {"bracket with more", "China Media Group (CMG, Beijing)", "0-17 x/cmg[0-5 x/china]; 19-22 x/cmg"},
    {"ambiguous", "the Bureau of Rivers", "4-20 ?"},
    {"ambiguous abbreviation", "SHG met", "0-3 ?"},
    {"settled by a name before it", "Shared Herald Group (SHG) met. SHG left.",
     "0-25 x/share-a[0-19 x/share-a; 21-24 x/share-a]; 31-34 x/share-a"},
    {"the other way", "Stone Harbour Guild (SHG) met. SHG left.",
     "0-25 x/share-b[0-19 x/share-b; 21-24 x/share-b]; 31-34 x/share-b"},
    {"a post of one word has its capital", "The steward met Steward Li.", "16-23 x/steward"},
    {"in one language", "商务部 Ministry of Commerce", "4-24 x/mofcom", {.lang = "en"}},
    {"in one category", "Rivers Plan in China", "0-11 x/rivers-post", {.has_category = true, .category = ZHM_TITLE}},
};

static void annotate_table(void **state)
{
    unsigned bad = 0;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str text = str_of(cases[i].text);
        zhm_mentions m = ask_text(*state, text, cases[i].options);
        struct buf got = {0};
        check_offsets(text, m.items, m.count);
        show(&got, m.items, m.count);
        if (!str_is(buf_str(&got), cases[i].want)) {
            bad++;
            print_error("%s: \"%s\"\n  got:  %s\n  want: %s\n", cases[i].description, cases[i].text, buf_text(&got),
                        cases[i].want);
        }
        buf_free(&got);
    }
    assert_int_equal(bad, 0);
}

static void annotate_verdict_is_of_the_day(void **state)
{
    zhm_mentions m = ask_text(*state, STR("Poverty Foundation"), (zhm_options){.as_of = 20000000});
    assert_int_equal(m.items[0].verdict, ZHM_VERDICT_PREFERRED);
    m = ask_text(*state, STR("Poverty Foundation"), (zhm_options){.as_of = 20240000});
    assert_int_equal(m.items[0].verdict, ZHM_VERDICT_SUPERSEDED);
    m = ask_text(*state, STR("One Belt One Road"), (zhm_options){0});
    assert_int_equal(m.items[0].verdict, ZHM_VERDICT_DEPRECATED);
    m = ask_text(*state, STR("Bureau of Rivers"), (zhm_options){0});
    assert_int_equal(m.items[0].verdict, ZHM_VERDICT_AMBIGUOUS);
}

static void annotate_names_in_the_delta_and_no_longer_deleted_ones(void **state)
{
    struct temp *t = *state;
    put_name(t, "x/new", "New Ministry of Commerce");
    zhm_mentions m = ask_text(t, STR("New Ministry of Commerce, China"), (zhm_options){0});
    assert_int_equal(m.count, 2);
    assert_string_equal(m.items[0].subject.concept, "x/new");
    assert_string_equal(m.items[0].parts[0].subject.concept, "x/mofcom");
    WORKS(t, concept_delete(t->db, STR("x/new"), BASED_ON_ANYTHING, NULL, &t->err));
    m = ask_text(t, STR("New Ministry of Commerce, China"), (zhm_options){0});
    assert_int_equal(m.count, 2);
    assert_string_equal(m.items[0].subject.concept, "x/mofcom");
}

static zhm_code try_text(struct temp *t, struct str text)
{
    struct question q;
    zhm_mentions out = {.count = 42};
    WORKS(t, question_of(NULL, &q, &t->err));
    WORKS(t, reader_begin(&t->reader, t->db, &t->err));
    zhm_code code = annotate(&t->reader, text, &q, &out, &t->err);
    reader_end(&t->reader);
    assert_int_equal(out.count == 42, code != ZHM_OK);
    return code;
}

static void annotate_bad_text_is_an_error(void **state)
{
    struct temp *t = *state;
    assert_int_equal(try_text(t, STR("China \xE5\x95")), ZHM_BAD_INPUT);
    assert_int_equal(t->err.offset, 6);
    char *longest = calloc(1, ZHM_TEXT_MAX + 1);
    assert_non_null(longest);
    memset(longest, '.', ZHM_TEXT_MAX + 1);
    assert_int_equal(try_text(t, (struct str){longest, ZHM_TEXT_MAX + 1}), ZHM_LIMIT);
    assert_string_equal(t->err.text, "a text of 4194305 bytes: at most 4194304");
    free(longest);
}

/* @piece so often. What costs the square of the text would take
 * hours, not seconds, and be ended by ctest's own limit. */
static void repeat(struct temp *t, const char *piece, size_t times, size_t want)
{
    struct buf text = {0};
    for (size_t i = 0; i < times; i++)
        buf_append_text(&text, piece);
    zhm_mentions m = ask_text(t, buf_str(&text), (zhm_options){0});
    if (m.count != want)
        fail_msg("%zu times \"%s\": %zu mentions, not %zu", times, piece, m.count, want);
    buf_free(&text);
}

static void annotate_hostile_texts_are_done_fast(void **state)
{
    struct temp *t = *state;
    repeat(t, "(", 100000, 0);
    repeat(t, "“", 100000, 0);
    repeat(t, "China ", 100000, 100000);
    repeat(t, "China", 100000, 0);
    repeat(t, "商务部", 100000, 100000);
    repeat(t, "CMG (", 100000, 100000);
    repeat(t, "CMG (CMG", 50000, 2);
    repeat(t, "CMG (CMG) ", 50000, 50000);
    repeat(t, "UN(UN)", 50000, 50000);
    repeat(t, "Friends of the ", 50000, 0);
    repeat(t, "全国人民代表大会常务委员", 30000, 30000);
    repeat(t, "\n\n", 100000, 0);
    repeat(t, "e\xCC\x81\xCC\x81", 50000, 0);
}

/* Many names, one in another: a name of a hundred signs has a hundred beginnings, each a name. */
static void annotate_deeply_nested_names_are_done_fast(void **state)
{
    struct temp *t = *state;
    struct buf rows = {0};
    for (int i = 1; i <= 60; i++) {
        buf_printf(&rows, "deep/%d\t@concept\tplace\ndeep/%d\tzh\t", i, i);
        for (int k = 0; k < i; k++)
            buf_append_text(&rows, "深");
        buf_append_text(&rows, "\tpreferred\t\t\t\tx\n");
    }
    load_rows(t, buf_text(&rows), false);
    buf_free(&rows);
    repeat(t, "深", 3000, 50);
}

static void annotate_long_text_has_every_mention(void **state)
{
    struct temp *t = *state;
    struct buf text = {0};
    size_t pieces = 0;
    for (; text.len < 100000; pieces++)
        buf_append_text(&text, "据报道，商务部 and the United Nations’ people met “again” on 3.14; 聯合國 agreed. ");
    zhm_mentions m = ask_text(t, buf_str(&text), (zhm_options){0});
    assert_int_equal(m.count, pieces * 3);
    assert_string_equal(m.items[m.count - 1].subject.concept, "x/un");
    const zhm_mention *last = &m.items[m.count - 1];
    assert_int_equal(utf8_advance(buf_str(&text), 0, last->start), last->byte);
    buf_free(&text);
}

#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, load_fixture, temp_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_FIXTURE(annotate_table),
        WITH_FIXTURE(annotate_verdict_is_of_the_day),
        WITH_FIXTURE(annotate_names_in_the_delta_and_no_longer_deleted_ones),
        WITH_FIXTURE(annotate_bad_text_is_an_error),
        WITH_FIXTURE(annotate_hostile_texts_are_done_fast),
        WITH_FIXTURE(annotate_deeply_nested_names_are_done_fast),
        WITH_FIXTURE(annotate_long_text_has_every_mention),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
