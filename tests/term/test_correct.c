/* Texts rewritten to official names. */
#include "term/correct.h"
#include "term/correct_form.h"

#include "base/utf8.h"

#include "../seeded.h"
#include "temp_glossary.h"

#include <string.h>

static const char rows[] = "x/belt\t@concept\tinitiative\n"
                           "x/belt\tzh-Hans\t“一带一路”倡议\tpreferred\tfull\t\t\tunchecked\t\t\n"
                           "x/belt\ten\tBelt and Road Initiative\tpreferred\tfull\t\t\tunchecked\t\t\n"
                           "x/belt\ten\tOne Belt One Road\tdeprecated\tvariant\t\t\tunchecked\t\t\n"
                           "x/belt\tzh-Hans\t一带一路战略\tdeprecated\tvariant\t\t\tunchecked\t\t\n"
                           "x/office\t@concept\tagency\n"
                           "x/office\ten\tOffice of Lakes\tsuperseded\tfull\t\t2018\tunchecked\t\t\n"
                           "x/office\ten\tOOL\tsuperseded\tabbreviation\t\t2018\tunchecked\t\t\n"
                           "x/office\ten\tLake Administration\tpreferred\tfull\t2018\t\tunchecked\t\t\n"
                           "x/office\ten\tLAA\tadmitted\tabbreviation\t2018\t\tunchecked\t\t\n"
                           "x/office\tzh-Hans\t湖泊办公室\tsuperseded\tfull\t\t2018\tunchecked\t\t\n"
                           "x/office\tzh-Hans\t湖泊局\tpreferred\tfull\t2018\t\tunchecked\t\t\n"
                           "x/pond\t@concept\tagency\n"
                           "x/pond\ten\tPond Bureau\tsuperseded\tfull\t\t2010\tunchecked\t\t\n"
                           "x/pond\ten\tPB\tsuperseded\tabbreviation\t\t2010\tunchecked\t\t\n"
                           "x/pond\ten\tInland Water Bureau\tpreferred\tfull\t2010\t\tunchecked\t\t\n"
                           "x/plan\t@concept\tinitiative\n"
                           "x/plan\ten\tnew pond plan\tpreferred\tfull\t\t\tunchecked\t\t\n"
                           "x/plan\ten\tnovel pond plan\tdeprecated\tfull\t\t\tunchecked\t\t\n"
                           "x/end\t@concept\tagency\t\t\t1950\t1998\n"
                           "x/end\ten\tEnded Bureau\tpreferred\tfull\t\t\tunchecked\t\t\n"
                           "x/chain\t@concept\tagency\n"
                           "x/chain\ten\tWater House\tpreferred\tfull\t\t\tunchecked\t\t\n"
                           "x/chain\ten\tWet House\tdeprecated\tfull\t\t\tunchecked\t\t\n"
                           "x/chain2\t@concept\tagency\n"
                           "x/chain2\ten\tRiver Club\tpreferred\tfull\t\t\tunchecked\t\t\n"
                           "x/chain2\ten\tWater House Club\tdeprecated\tfull\t\t\tunchecked\t\t\n";

static int with_rows(void **state)
{
    if (temp_new(state) != 0)
        return -1;
    load_rows(*state, rows, false);
    return 0;
}

static zhm_correction ask_correct(struct temp *t, const char *text, zhm_options o)
{
    struct question q;
    zhm_correction out = {0};
    WORKS(t, question_of(&o, &q, &t->err));
    WORKS(t, reader_begin(&t->reader, t->db, &t->err));
    zhm_code code = correct(&t->reader, str_of(text), &q, &out, &t->err);
    reader_end(&t->reader);
    WORKS(t, code);
    return out;
}

static const struct {
    const char *description, *text, *want;
    zhm_options options;
} cases[] = {
    {"nothing", "", ""},
    {"official", "the Belt and Road Initiative", "the Belt and Road Initiative"},
    {"deprecated", "the One Belt One Road.", "the Belt and Road Initiative."},
    {"all capitals", "ONE BELT ONE ROAD", "BELT AND ROAD INITIATIVE"},
    {"small letters", "one belt one road", "Belt and Road Initiative"},
    {"a sentence's begin", "Novel pond plan. A novel pond plan.", "New pond plan. A new pond plan."},
    {"a becomes an", "a Pond Bureau", "an Inland Water Bureau"},
    {"A becomes An", "A Pond Bureau", "An Inland Water Bureau"},
    {"an becomes a", "an Office of Lakes", "a Lake Administration"},
    {"an article that was wrong is left", "an Pond Bureau", "an Inland Water Bureau"},
    {"possessive", "the Pond Bureau's and the Office of Lakes’ staff",
     "the Inland Water Bureau's and the Lake Administration’ staff"},
    {"quotes are kept", "“One Belt One Road”", "“Belt and Road Initiative”"},
    {"quotes are not doubled", "“一带一路战略”好", "“一带一路”倡议好"},
    {"Chinese", "原湖泊办公室说", "原湖泊局说"},
    {"abbreviation to abbreviation", "OOL said", "LAA said"},
    {"abbreviation to full form", "PB said", "Inland Water Bureau said"},
    {"bracket", "Office of Lakes (OOL) said", "Lake Administration (LAA) said"},
    {"bracket that goes", "The Pond Bureau (PB) said.", "The Inland Water Bureau said."},
    {"at its time", "Office of Lakes", "Office of Lakes", {.as_of = 20150101}},
    {"a body that ended", "Ended Bureau", "Ended Bureau"},
    {"only one language", "Pond Bureau 湖泊办公室", "Pond Bureau 湖泊局", {.lang = "zh"}},
    {"no new fault is made", "the Wet House Club", "the Wet House Club"},
    {"beside it all is well", "the Wet House Club of the Wet House", "the Wet House Club of the Water House"},
    {"nothing else is touched", "Nobody's  text,\n\n\tas it was 说。", "Nobody's  text,\n\n\tas it was 说。"},
};

static void check_edits(struct temp *t, const char *text, const zhm_correction *c)
{
    size_t last = 0;
    for (size_t i = 0; i < c->count; i++) {
        const zhm_span *s = &c->edits[i].span;
        size_t from = utf8_advance(str_of(text), 0, s->start), to = utf8_advance(str_of(text), 0, s->end);
        assert_true(s->start >= last && s->start < s->end);
        assert_true(str_is((struct str){text + from, to - from}, s->text));
        assert_true(c->edits[i].why_count > 0);
        last = s->end;
    }
    const char *applied = correct_apply(&t->reader, str_of(text), c->edits, c->count);
    assert_string_equal(applied, c->text);
}

static void correct_cases_are_as_said(void **state)
{
    for (size_t i = 0; i < COUNT(cases); i++) {
        zhm_correction c = ask_correct(*state, cases[i].text, cases[i].options);
        if (strcmp(c.text, cases[i].want) != 0)
            fail_msg("%s: \"%s\" instead of \"%s\"", cases[i].description, c.text, cases[i].want);
        check_edits(*state, cases[i].text, &c);
    }
}

static void correct_through_the_library(void **state)
{
    struct temp *t = *state;
    const zhm_correction *out = NULL;
    assert_int_equal(zhm_correct(t->db, "\xFF", NULL, &out, &t->err), ZHM_BAD_INPUT);
    assert_null(out);
    WORKS(t, zhm_correct(t->db, "é PB", NULL, &out, &t->err));
    assert_string_equal(out->text, "é Inland Water Bureau");
    assert_int_equal(out->count, 1);
    assert_int_equal(out->edits[0].span.start, 2);
    assert_int_equal(out->edits[0].span.end, 4);
    assert_string_equal(out->edits[0].span.text, "PB");
    assert_string_equal(out->edits[0].concept, "x/pond");
    zhm_free(out);
}

/* A composed name, by hand: wrong in a part, it is written anew as a whole; sound, it stays. */
static void correct_composed_mention(void **state)
{
    static const char text[] = "the Vice Director of Lake City said";
    struct temp *t = *state;
    const zhm_official official[] = {{"zh-Hans", "湖市副主任"}, {"en", "Deputy Director of Lake City"}};
    zhm_mention m = {4, 30, 4, 26, ZHM_VERDICT_DEPRECATED, {NULL, ZHM_TITLE, official, 2}, NULL, "", false, NULL, 0};
    zhm_correction out = {0};
    struct question q;
    WORKS(t, question_of(NULL, &q, &t->err));
    WORKS(t, reader_begin(&t->reader, t->db, &t->err));
    WORKS(t, correct_mentions(&t->reader, STR(text), &(zhm_mentions){1, &m}, &q, &out, &t->err));
    assert_int_equal(out.count, 1);
    assert_string_equal(correct_apply(&t->reader, STR(text), out.edits, 1), "the Deputy Director of Lake City said");
    m.verdict = ZHM_VERDICT_COMPOSED;
    WORKS(t, correct_mentions(&t->reader, STR(text), &(zhm_mentions){1, &m}, &q, &out, &t->err));
    assert_int_equal(out.count, 0);
    m.verdict = ZHM_VERDICT_AMBIGUOUS;
    WORKS(t, correct_mentions(&t->reader, STR(text), &(zhm_mentions){1, &m}, &q, &out, &t->err));
    assert_int_equal(out.count, 0);
    reader_end(&t->reader);
}

static int with_glossary(void **state)
{
    if (temp_new(state) != 0)
        return -1;
    load_path(*state, SOURCE_DIR "/glossary/china/state.tsv");
    load_path(*state, SOURCE_DIR "/glossary/initiatives.tsv");
    return 0;
}

/* Every name of the glossary that is right today stands as it is. */
static void correct_leaves_what_is_right(void **state)
{
    struct temp *t = *state;
    struct glossary g = {0};
    WORKS(t, glossary_read_path(&g, SOURCE_DIR "/glossary/china/state.tsv", &t->err));
    for (size_t i = 0; i < g.count; i++)
        for (size_t k = 0; k < g.concepts[i].term_count; k++) {
            const char *name = g.concepts[i].terms[k].text;
            zhm_name judged = ask_name(t, name, (zhm_options){0});
            if (judged.verdict != ZHM_VERDICT_PREFERRED && judged.verdict != ZHM_VERDICT_ADMITTED)
                continue;
            zhm_correction c = ask_correct(t, name, (zhm_options){0});
            if (c.count > 0)
                fail_msg("\"%s\" became \"%s\"", name, c.text);
        }
    glossary_free(&g);
}

static const char *random_name(const struct glossary *g)
{
    const zhm_concept *c = &g->concepts[seeded(g->count)];
    return c->term_count > 0 ? c->terms[seeded(c->term_count)].text : "";
}

static void correct_twice_is_once(void **state)
{
    static const char *const glue[] = {" ",  ", ", "",    "。",   " of the ", "“",   "”",
                                       " (", ")",  "'s ", "\n\n", " an ",     " a ", "和"};
    struct temp *t = *state;
    struct glossary g = {0};
    struct buf text = {0};
    seeded_begin("correct_twice_is_once");
    WORKS(t, glossary_read_path(&g, SOURCE_DIR "/glossary/china/state.tsv", &t->err));
    for (size_t round = 0; round < 300; round++) {
        buf_clear(&text);
        for (size_t n = seeded(8) + 1; n > 0; n--) {
            buf_append_text(&text, seeded(4) ? random_name(&g) : n % 2 ? "ONE BELT ONE ROAD" : "一带一路战略");
            buf_append_text(&text, glue[seeded(COUNT(glue))]);
        }
        zhm_correction first = ask_correct(t, buf_text(&text), (zhm_options){0});
        check_edits(t, text.data, &first);
        char *once = strdup(first.text);
        zhm_correction second = ask_correct(t, once, (zhm_options){0});
        if (strcmp(once, second.text) != 0)
            fail_msg("\"%s\"\nbecame \"%s\"\nand then \"%s\"", text.data, once, second.text);
        free(once);
    }
    buf_free(&text);
    glossary_free(&g);
}

static void correct_hostile_text_stays_bounded(void **state)
{
    struct buf text = {0};
    for (size_t i = 0; i < 5000; i++)
        buf_append_text(&text, "One Belt One Road (PB) an Pond Bureau Wet House Club ");
    zhm_correction c = ask_correct(*state, buf_text(&text), (zhm_options){0});
    assert_true(c.count >= 10000);
    buf_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(correct_cases_are_as_said, with_rows, temp_remove),
        cmocka_unit_test_setup_teardown(correct_through_the_library, with_rows, temp_remove),
        IN_TEMP(correct_composed_mention),
        cmocka_unit_test_setup_teardown(correct_leaves_what_is_right, with_glossary, temp_remove),
        cmocka_unit_test_setup_teardown(correct_twice_is_once, with_glossary, temp_remove),
        cmocka_unit_test_setup_teardown(correct_hostile_text_stays_bounded, with_rows, temp_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
