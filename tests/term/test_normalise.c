#include "base/buf.h"

#include "temp_glossary.h"

#include <string.h>

static int load_fixture(void **state)
{
    if (temp_new(state) != 0)
        return -1;
    load_path(*state, SOURCE_DIR "/tests/term/fixture.tsv");
    return 0;
}

/* NULL: nothing is said of it; "": it must be absent. */
struct name_case {
    const char *description, *name;
    zhm_options options;
    zhm_verdict verdict;
    const char *concept, *en, *current;
};

#define AS_OF(day)     \
    {                  \
        .as_of = (day) \
    }
#define IN(tag)       \
    {                 \
        .lang = (tag) \
    }
#define OF(kind)                                 \
    {                                            \
        .has_category = true, .category = (kind) \
    }
#define STYLE(word)     \
    {                   \
        .style = (word) \
    }

static const struct name_case cases[] = {
    {"preferred", "商务部", {0}, ZHM_VERDICT_PREFERRED, "x/mofcom", "Ministry of Commerce", ""},
    {"another language", "Ministère du Commerce", {0}, ZHM_VERDICT_PREFERRED, "x/mofcom", "Ministry of Commerce", ""},
    {"admitted", "中华人民共和国商务部", {0}, ZHM_VERDICT_ADMITTED, "x/mofcom", "Ministry of Commerce", ""},
    {"abbreviation", "MOFCOM", {0}, ZHM_VERDICT_ADMITTED, "x/mofcom", "Ministry of Commerce", ""},
    {"deprecated", "Commerce Ministry", {0}, ZHM_VERDICT_DEPRECATED, "x/mofcom", "Ministry of Commerce", ""},
    {"capitals and article", "the ministry of COMMERCE", {0}, ZHM_VERDICT_PREFERRED, "x/mofcom", NULL, ""},
    {"spaces around", "  \t商务部\r\n", {0}, ZHM_VERDICT_PREFERRED, "x/mofcom", NULL, ""},
    {"spaces inside", "商 务 部", {0}, ZHM_VERDICT_PREFERRED, "x/mofcom", NULL, ""},
    {"traditional", "中華人民共和國商務部", {0}, ZHM_VERDICT_ADMITTED, "x/mofcom", NULL, ""},
    {"full width", "ＭＯＦＣＯＭ", {0}, ZHM_VERDICT_ADMITTED, "x/mofcom", NULL, ""},
    {"diacritics", "Ministere du commerce", {0}, ZHM_VERDICT_PREFERRED, "x/mofcom", NULL, ""},
    {"decomposed", "Ministe\xCC\x80re du Commerce", {0}, ZHM_VERDICT_PREFERRED, "x/mofcom", NULL, ""},
    {"possessive", "National Peoples Congress", {0}, ZHM_VERDICT_UNKNOWN, "", NULL, NULL},
    {"possessive of the whole", "United Nations'", {0}, ZHM_VERDICT_PREFERRED, "x/un", NULL, ""},
    {"curly apostrophe", "National People’s Congress", {0}, ZHM_VERDICT_PREFERRED, "x/congress", NULL, ""},
    {"dotted initials", "U.N.", {0}, ZHM_VERDICT_ADMITTED, "x/un", "United Nations", ""},
    {"spelling pair", "Grain Centre", {0}, ZHM_VERDICT_PREFERRED, "x/centre", "Grain Center", ""},
    {"spelling pair -isation", "World Health Organisation", {0}, ZHM_VERDICT_PREFERRED, "x/who", NULL, ""},
    {"quotes of another kind", "\"一带一路\"倡议", {0}, ZHM_VERDICT_PREFERRED, "x/belt", NULL, ""},
    {"no quotes", "一带一路", {0}, ZHM_VERDICT_ADMITTED, "x/belt", "Belt and Road Initiative", ""},
    {"ampersand", "Belt & Road Initiative", {0}, ZHM_VERDICT_PREFERRED, "x/belt", NULL, ""},

    {"a plan that ran out keeps its name", "Old River Plan", {0}, ZHM_VERDICT_PREFERRED, "x/old-plan", NULL, ""},
    {"English before another language", "CRAY", {0}, ZHM_VERDICT_SUPERSEDED, "x/cray-old", "Commission on Rays", ""},

    {"superseded today", "扶贫基金会", {0}, ZHM_VERDICT_SUPERSEDED, "x/fund", "Rural Development Foundation", ""},
    {"superseded, then", "扶贫基金会", AS_OF(20190101), ZHM_VERDICT_PREFERRED, "x/fund", "Poverty Foundation", ""},
    {"on its last day", "扶贫基金会", AS_OF(20220619), ZHM_VERDICT_PREFERRED, "x/fund", "Poverty Foundation", ""},
    {"on the first day without", "扶贫基金会", AS_OF(20220620), ZHM_VERDICT_SUPERSEDED, "x/fund",
     "Rural Development Foundation", ""},
    {"month as a date", "扶贫基金会", AS_OF(20220600), ZHM_VERDICT_PREFERRED, "x/fund", "Poverty Foundation", ""},
    {"year as a date", "扶贫基金会", AS_OF(20230000), ZHM_VERDICT_SUPERSEDED, "x/fund", NULL, ""},
    {"a name to come",
     "Countryside Foundation",
     {0},
     ZHM_VERDICT_DEPRECATED,
     "x/fund",
     "Rural Development Foundation",
     ""},
    {"a name to come, then", "Countryside Foundation", AS_OF(30000101), ZHM_VERDICT_PREFERRED, "x/fund", NULL, ""},
    {"today's name, long before", "乡村发展基金会", AS_OF(20000101), ZHM_VERDICT_DEPRECATED, "x/fund",
     "Poverty Foundation", ""},
    {"before any English name", "贫困地区基金会", AS_OF(19850000), ZHM_VERDICT_PREFERRED, "x/fund",
     "Poverty Foundation", ""},

    {"merged, in a chain", "First Commission", {0}, ZHM_VERDICT_SUPERSEDED, "x/first", "First Commission", "x/third"},
    {"merged, half-way", "第一委员会", AS_OF(20100101), ZHM_VERDICT_SUPERSEDED, "x/first", NULL, "x/second"},
    {"merged, before", "First Commission", AS_OF(20030309), ZHM_VERDICT_PREFERRED, "x/first", NULL, ""},
    {"merged, on the day", "First Commission", AS_OF(20030310), ZHM_VERDICT_SUPERSEDED, "x/first", NULL, "x/second"},
    {"replaced", "Second Commission", {0}, ZHM_VERDICT_SUPERSEDED, "x/second", NULL, "x/third"},
    {"a ring of three", "Ring Alpha", {0}, ZHM_VERDICT_SUPERSEDED, "x/ring-a", NULL, ""},
    {"a ring of two", "Pair Beta", {0}, ZHM_VERDICT_SUPERSEDED, "x/pair-b", NULL, ""},
    {"dangling", "Dangling Office", {0}, ZHM_VERDICT_SUPERSEDED, "x/dangling", "Dangling Office", ""},
    {"ended without a date", "Undated Office", {0}, ZHM_VERDICT_SUPERSEDED, "x/undated", NULL, "x/third"},
    {"ended without a successor", "Ended Bureau", {0}, ZHM_VERDICT_SUPERSEDED, "x/ended", "Ended Bureau", ""},
    {"ended, by its abbreviation", "EB", {0}, ZHM_VERDICT_SUPERSEDED, "x/ended", NULL, ""},
    {"ended, before", "Ended Bureau", AS_OF(19971231), ZHM_VERDICT_PREFERRED, "x/ended", NULL, ""},

    {"ambiguous", "Bureau of Rivers", {0}, ZHM_VERDICT_AMBIGUOUS, "", NULL, ""},
    {"ambiguous in category", "Rivers Plan", {0}, ZHM_VERDICT_AMBIGUOUS, "", NULL, ""},
    {"not with the category", "Rivers Plan", OF(ZHM_TITLE), ZHM_VERDICT_PREFERRED, "x/rivers-post", NULL, ""},
    {"the other category", "Rivers Plan", OF(ZHM_INITIATIVE), ZHM_VERDICT_PREFERRED, "x/rivers-plan", NULL, ""},
    {"a category without it", "Rivers Plan", OF(ZHM_PERSON), ZHM_VERDICT_UNKNOWN, "", NULL, ""},
    {"a language with it", "聯合國", IN("zh-Hant"), ZHM_VERDICT_PREFERRED, "x/un", NULL, ""},
    {"a language, shortly", "联合国", IN("zh"), ZHM_VERDICT_PREFERRED, "x/un", NULL, ""},
    {"a language without it", "联合国", IN("en"), ZHM_VERDICT_UNKNOWN, "", NULL, ""},

    {"unknown", "Office of Nothing at All", {0}, ZHM_VERDICT_UNKNOWN, "", NULL, ""},
    {"folds to nothing", "the", {0}, ZHM_VERDICT_UNKNOWN, "", NULL, ""},
    {"signs only", "“”", {0}, ZHM_VERDICT_UNKNOWN, "", NULL, ""},
    {"emoji", "\xF0\x9F\x90\xBC", {0}, ZHM_VERDICT_UNKNOWN, "", NULL, ""},

    {"bracketed abbreviation", "China Media Group (CMG)", {0}, ZHM_VERDICT_PREFERRED, "x/cmg", NULL, ""},
    {"full-width brackets", "中央广播电视总台（CMG）", {0}, ZHM_VERDICT_PREFERRED, "x/cmg", NULL, ""},
    {"bracketed of its last part",
     "Friends of the China Media Group (CMG)",
     {0},
     ZHM_VERDICT_PREFERRED,
     "x/cmg-club",
     NULL,
     ""},
    {"another's abbreviation", "China Media Group (OG)", {0}, ZHM_VERDICT_UNKNOWN, "", NULL, ""},
    {"bracket in another language", "Ministry of Commerce (商务部)", IN("en"), ZHM_VERDICT_PREFERRED, "x/mofcom", NULL,
     ""},
    {"more than the abbreviation",
     "China Media Group (CMG, since 2018)",
     {0},
     ZHM_VERDICT_PREFERRED,
     "x/cmg",
     NULL,
     ""},
    {"another's abbreviation and more",
     "China Media Group (MOFCOM, until 2018)",
     {0},
     ZHM_VERDICT_UNKNOWN,
     "",
     NULL,
     ""},
    {"empty brackets", "China Media Group ()", {0}, ZHM_VERDICT_UNKNOWN, "", NULL, ""},
    {"brackets alone", "(CMG)", {0}, ZHM_VERDICT_UNKNOWN, "", NULL, ""},
    {"unbalanced", "China Media Group (CMG", {0}, ZHM_VERDICT_UNKNOWN, "", NULL, ""},

    {"house style's own", "Grain Hub", STYLE("un"), ZHM_VERDICT_PREFERRED, "x/centre", "Grain Hub", ""},
    {"another style's", "Grain Hub", {0}, ZHM_VERDICT_ADMITTED, "x/centre", "Grain Center", ""},
    {"plain one in a style", "Grain Center", STYLE("un"), ZHM_VERDICT_PREFERRED, "x/centre", "Grain Hub", ""},
    {"unknown style", "粮食中心", STYLE("none such"), ZHM_VERDICT_PREFERRED, "x/centre", "Grain Center", ""},
};

static const char *official(const zhm_subject *s, const char *lang)
{
    for (size_t i = 0; i < s->official_count; i++)
        if (strcmp(s->official[i].lang, lang) == 0)
            return s->official[i].text;
    return NULL;
}

static bool same(const char *want, const char *got)
{
    return !want || (*want ? got && strcmp(want, got) == 0 : !got);
}

static bool as_wanted(const struct name_case *c, const zhm_name *n)
{
    bool answered = n->verdict != ZHM_VERDICT_UNKNOWN && n->verdict != ZHM_VERDICT_AMBIGUOUS;
    return n->verdict == c->verdict && same(c->concept, n->subject.concept) &&
           same(c->en, official(&n->subject, "en")) && same(c->current, n->current ? n->current->concept : NULL) &&
           strcmp(n->input, c->name) == 0 && n->score == (answered ? 100u : 0u) && (n->term != NULL) == answered &&
           n->why_count > 0;
}

static void normalise_table(void **state)
{
    unsigned bad = 0;
    for (size_t i = 0; i < COUNT(cases); i++) {
        zhm_name n = ask_name(*state, cases[i].name, cases[i].options);
        if (as_wanted(&cases[i], &n))
            continue;
        bad++;
        print_error("%s: \"%s\": %s, %s, en %s, current %s, score %u, %zu steps\n", cases[i].description, cases[i].name,
                    zhm_verdict_name(n.verdict), n.subject.concept, official(&n.subject, "en"),
                    n.current ? n.current->concept : NULL, n.score, n.why_count);
    }
    assert_int_equal(bad, 0);
}

static void why_is(const zhm_name *n, const char *want)
{
    struct buf got = {0};
    for (size_t i = 0; i < n->why_count; i++)
        buf_printf(&got, "%s: %s\n", n->why[i].step, n->why[i].text);
    assert_string_equal(buf_text(&got), want);
    buf_free(&got);
}

static void normalise_why_tells_the_renames_in_order(void **state)
{
    zhm_name n = ask_name(*state, "扶贫 基金会", (zhm_options){.as_of = 20240101});
    why_is(&n, "fold: \"扶贫 基金会\" was read as \"扶贫基金会\"\n"
               "match: \"扶贫基金会\" is a full name of x/fund (zh-Hans, superseded)\n"
               "date: \"扶贫基金会\" was in use until 2022-06-20; not on 2024-01-01\n"
               "rename: renamed from \"贫困地区基金会\" to \"扶贫基金会\" in 1989-03\n"
               "rename: renamed from \"扶贫基金会\" to \"乡村发展基金会\" on 2022-06-20\n");
    assert_string_equal(n.why[1].source, "A");
    assert_string_equal(n.why[3].source, "B");
    assert_int_equal(n.why[2].date, 20220620);
    n = ask_name(*state, "扶贫基金会", (zhm_options){.as_of = 20200101});
    why_is(&n, "match: \"扶贫基金会\" is a full name of x/fund (zh-Hans, superseded)\n"
               "date: \"扶贫基金会\" was the official name until 2022-06-20, so also on 2020-01-01\n"
               "rename: renamed from \"贫困地区基金会\" to \"扶贫基金会\" in 1989-03\n"
               "rename: to be renamed from \"扶贫基金会\" to \"乡村发展基金会\" on 2022-06-20\n");
}

static void normalise_why_tells_of_a_name_to_come(void **state)
{
    zhm_name n = ask_name(*state, "Countryside Foundation", (zhm_options){.as_of = 20240101});
    assert_string_equal(n.why[1].step, "date");
    assert_string_equal(n.why[1].text, "\"Countryside Foundation\" is in use since 2999; not yet on 2024-01-01");
}

static void normalise_why_tells_the_successor_and_since_when(void **state)
{
    zhm_name n = ask_name(*state, "First Commission", (zhm_options){.as_of = 20240101});
    why_is(&n, "match: \"First Commission\" is a full name of x/first (en, preferred)\n"
               "successor: x/second took the place of x/first on 2003-03-10\n"
               "successor: x/third took the place of x/second in 2013-03\n");
    assert_int_equal(n.since, 20130300);
    assert_string_equal(official(n.current, "en"), "Third Commission");
    n = ask_name(*state, "Undated Office", (zhm_options){.as_of = 20240101});
    assert_string_equal(n.why[1].text, "x/second took the place of x/undated");
    assert_int_equal(n.why[1].date, 0); /* not the day of the next change in the chain */
    n = ask_name(*state, "First Commission", (zhm_options){.as_of = 20100101});
    assert_string_equal(official(n.current, "en"), "Second Commission");
    assert_int_equal(n.since, 20030310);
}

static void normalise_before_the_body_began_is_not_yet(void **state)
{
    zhm_name n = ask_name(*state, "Third Commission", (zhm_options){.as_of = 20100101});
    assert_int_equal(n.verdict, ZHM_VERDICT_DEPRECATED);
    assert_string_equal(n.why[1].text,
                        "\"Third Commission\" names a body that exists since 2013-03; not yet on 2010-01-01");
}

static void normalise_after_a_sentence_is_the_name(void **state)
{
    assert_int_equal(ask_name(*state, "Third Commission,", (zhm_options){0}).verdict, ZHM_VERDICT_PREFERRED);
    assert_int_equal(ask_name(*state, "第一委员会。", (zhm_options){0}).verdict, ZHM_VERDICT_SUPERSEDED);
}

static void normalise_why_note_and_admitted(void **state)
{
    zhm_name n = ask_name(*state, "Commerce Ministry", (zhm_options){0});
    why_is(&n, "match: \"Commerce Ministry\" is a variant of x/mofcom (en, deprecated); note: a headline\n");
}

static void normalise_ambiguous_names_the_candidates(void **state)
{
    zhm_name n = ask_name(*state, "bureau of rivers", (zhm_options){0});
    assert_int_equal(n.alternative_count, 2);
    assert_string_equal(n.alternatives[0].subject.concept, "x/rivers-east");
    assert_string_equal(n.alternatives[1].subject.concept, "x/rivers-west");
    assert_int_equal(n.alternatives[0].score, 100);
    assert_int_equal(n.alternatives[0].verdict, ZHM_VERDICT_PREFERRED);
    assert_string_equal(official(&n.alternatives[1].subject, "zh-Hans"), "西河局");
    why_is(&n, "choice: it may be \"Bureau of Rivers\" of x/rivers-east (preferred)\n"
               "choice: it may be \"Bureau of Rivers\" of x/rivers-west (preferred)\n");
}

static void normalise_unknown_names_the_nearest(void **state)
{
    zhm_name n = ask_name(*state, "Ministry of Comerce", (zhm_options){0});
    assert_true(n.alternative_count >= 1);
    assert_string_equal(n.alternatives[0].subject.concept, "x/mofcom");
    assert_in_range(n.alternatives[0].score, 90, 99);
    assert_string_equal(n.why[0].step, "near");
    n = ask_name(*state, "zzzzzzzzzzzzzzzzzz", (zhm_options){0});
    assert_int_equal(n.alternative_count, 0);
    why_is(&n, "near: no such name, and none near it\n");
}

static zhm_code judge(struct temp *t, struct str name)
{
    struct question q;
    zhm_name out = {.score = 42};
    WORKS(t, question_of(NULL, &q, &t->err));
    WORKS(t, reader_begin(&t->reader, t->db, &t->err));
    zhm_code code = normalise(&t->reader, name, &q, &out, &t->err);
    reader_end(&t->reader);
    assert_int_equal(out.score == 42, code != ZHM_OK);
    return code;
}

static void normalise_bad_names_are_errors(void **state)
{
    struct temp *t = *state;
    char longest[ZHM_NAME_MAX + 1];
    memset(longest, 'x', sizeof longest);
    assert_int_equal(judge(t, (struct str){0}), ZHM_BAD_INPUT);
    assert_string_equal(t->err.text, "an empty name");
    assert_int_equal(judge(t, STR(" \n\t")), ZHM_BAD_INPUT);
    assert_int_equal(judge(t, STR("ab\xFF")), ZHM_BAD_INPUT);
    assert_int_equal(t->err.offset, 2);
    assert_int_equal(judge(t, (struct str){longest, sizeof longest}), ZHM_LIMIT);
    assert_string_equal(t->err.text, "a name of 4097 bytes: at most 4096");
    assert_int_equal(judge(t, (struct str){longest, sizeof longest - 1}), ZHM_OK);
}

static void normalise_invalid_utf8_offset_counts_the_spaces_before(void **state)
{
    struct temp *t = *state;
    assert_int_equal(judge(t, STR("  ab\xFF")), ZHM_BAD_INPUT);
    assert_int_equal(t->err.offset, 4);
}

static void normalise_two_undated_preferred_names_are_no_rename(void **state)
{
    struct temp *t = *state;
    load_rows(t,
              "x/two\t@concept\tagency\n"
              "x/two\ten\tFirst Name\tpreferred\t\t\t\tx\n"
              "x/two\ten\tSecond Name\tpreferred\tshort\t\t\tx\n",
              false);
    zhm_name n = ask_name(t, "Second Name", (zhm_options){0});
    why_is(&n, "match: \"Second Name\" is a short form of x/two (en, preferred)\n");
    assert_string_equal(official(&n.subject, "en"), "First Name");
}

#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, load_fixture, temp_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_FIXTURE(normalise_table),
        WITH_FIXTURE(normalise_why_tells_the_renames_in_order),
        WITH_FIXTURE(normalise_why_tells_of_a_name_to_come),
        WITH_FIXTURE(normalise_why_tells_the_successor_and_since_when),
        WITH_FIXTURE(normalise_before_the_body_began_is_not_yet),
        WITH_FIXTURE(normalise_after_a_sentence_is_the_name),
        WITH_FIXTURE(normalise_why_note_and_admitted),
        WITH_FIXTURE(normalise_ambiguous_names_the_candidates),
        WITH_FIXTURE(normalise_unknown_names_the_nearest),
        WITH_FIXTURE(normalise_bad_names_are_errors),
        WITH_FIXTURE(normalise_invalid_utf8_offset_counts_the_spaces_before),
        WITH_FIXTURE(normalise_two_undated_preferred_names_are_no_rename),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
