#include "base/utf8.h"
#include "text/distance.h"

#include "../seeded.h"
#include "temp_glossary.h"

#include <string.h>

static int load_fixture(void **state)
{
    if (temp_new(state) != 0)
        return -1;
    load_path(*state, SOURCE_DIR "/tests/term/fixture.tsv");
    return 0;
}

static const struct {
    const char *query;
    zhm_match_kind kind;
    const char *first; /* NULL: no match */
    zhm_match_kind by;
    unsigned score;
    zhm_options options;
} cases[] = {
    {"商务部", ZHM_MATCH_AUTO, "x/mofcom", ZHM_MATCH_EXACT, 100, {0}},
    {"商務部", ZHM_MATCH_EXACT, "x/mofcom", ZHM_MATCH_EXACT, 100, {0}},
    {"商务", ZHM_MATCH_EXACT, NULL, ZHM_MATCH_EXACT, 0, {0}},
    {"商务", ZHM_MATCH_PREFIX, "x/mofcom", ZHM_MATCH_PREFIX, 66, {0}},
    {"商务", ZHM_MATCH_AUTO, "x/mofcom", ZHM_MATCH_PREFIX, 66, {0}},
    {"商务布", ZHM_MATCH_FUZZY, "x/mofcom", ZHM_MATCH_FUZZY, 66, {0}},
    {"商家布", ZHM_MATCH_FUZZY, NULL, ZHM_MATCH_FUZZY, 0, {0}},
    {"商務部", ZHM_MATCH_EXACT, "x/mofcom", ZHM_MATCH_EXACT, 100, {.lang = "zh-TW"}},
    {"中华人民共和国商业部", ZHM_MATCH_FUZZY, "x/mofcom", ZHM_MATCH_FUZZY, 90, {0}},
    {"Untied Nations", ZHM_MATCH_AUTO, "x/un", ZHM_MATCH_FUZZY, 92, {0}},
    {"shangwubu", ZHM_MATCH_AUTO, "x/mofcom", ZHM_MATCH_PINYIN, 95, {0}},
    {"Shāngwù Bù", ZHM_MATCH_PINYIN, "x/mofcom", ZHM_MATCH_PINYIN, 95, {0}},
    {"shang4wu4bu4", ZHM_MATCH_PINYIN, "x/mofcom", ZHM_MATCH_PINYIN, 95, {0}},
    {"swb", ZHM_MATCH_AUTO, "x/mofcom", ZHM_MATCH_PINYIN, 75, {0}},
    {"shangwb", ZHM_MATCH_AUTO, "x/mofcom", ZHM_MATCH_PINYIN, 85, {0}},
    {"swb", ZHM_MATCH_EXACT, NULL, ZHM_MATCH_EXACT, 0, {0}},
    {"商务部", ZHM_MATCH_PINYIN, NULL, ZHM_MATCH_PINYIN, 0, {0}},
    {"商务部", ZHM_MATCH_AUTO, NULL, ZHM_MATCH_AUTO, 0, {.lang = "en"}},
    {"商务部", ZHM_MATCH_AUTO, NULL, ZHM_MATCH_AUTO, 0, {.has_category = true, .category = ZHM_TITLE}},
    {"Rivers Plan", ZHM_MATCH_AUTO, "x/rivers-plan", ZHM_MATCH_EXACT, 100, {0}},
    {"Rivers Plan",
     ZHM_MATCH_AUTO,
     "x/rivers-post",
     ZHM_MATCH_EXACT,
     100,
     {.has_category = true, .category = ZHM_TITLE}},
    {"聯合國", ZHM_MATCH_EXACT, "x/un", ZHM_MATCH_EXACT, 100, {.lang = "zh-Hant"}},
    {"the", ZHM_MATCH_AUTO, NULL, ZHM_MATCH_AUTO, 0, {0}},
    {"\xF0\x9F\x90\xBC", ZHM_MATCH_AUTO, NULL, ZHM_MATCH_AUTO, 0, {0}},
};

static void lookup_table(void **state)
{
    unsigned bad = 0;
    for (size_t i = 0; i < COUNT(cases); i++) {
        zhm_matches m = ask_lookup(*state, cases[i].query, cases[i].kind, cases[i].options, 10);
        const zhm_match *first = m.count ? &m.items[0] : NULL;
        bool good = !first == !cases[i].first;
        if (first && cases[i].first)
            good = strcmp(first->subject.concept, cases[i].first) == 0 && first->match == cases[i].by &&
                   first->score == cases[i].score;
        if (good)
            continue;
        bad++;
        print_error("\"%s\" (%s): %s by %s, score %u\n", cases[i].query, zhm_match_name(cases[i].kind),
                    first ? first->subject.concept : "nothing", first ? zhm_match_name(first->match) : "",
                    first ? first->score : 0);
    }
    assert_int_equal(bad, 0);
}

static void lookup_each_concept_comes_once_in_one_order(void **state)
{
    static const char *const queries[] = {"China", "Commission", "Ring", "中国", "United Nation", "c", "zg", "Rivers"};
    for (size_t i = 0; i < COUNT(queries); i++) {
        zhm_matches m = ask_lookup(*state, queries[i], ZHM_MATCH_AUTO, (zhm_options){0}, 1000);
        for (size_t k = 1; k < m.count; k++) {
            bool exact = m.items[k].match == ZHM_MATCH_EXACT, exact_before = m.items[k - 1].match == ZHM_MATCH_EXACT;
            assert_true(exact_before || !exact);
            assert_true(exact != exact_before || m.items[k - 1].score >= m.items[k].score);
            for (size_t n = 0; n < k; n++)
                assert_string_not_equal(m.items[n].subject.concept, m.items[k].subject.concept);
        }
        if (m.count > 1) {
            char best[ZHM_ID_MAX + 1];
            snprintf(best, sizeof best, "%s", m.items[0].subject.concept);
            m = ask_lookup(*state, queries[i], ZHM_MATCH_AUTO, (zhm_options){0}, 1);
            assert_int_equal(m.count, 1);
            assert_string_equal(m.items[0].subject.concept, best);
        }
    }
}

static zhm_code try_query(struct temp *t, struct str query)
{
    struct question q;
    zhm_matches out = {.count = 4242};
    WORKS(t, question_of(NULL, &q, &t->err));
    WORKS(t, reader_begin(&t->reader, t->db, &t->err));
    zhm_code code = lookup(&t->reader, query, ZHM_MATCH_AUTO, &q, 10, &out, &t->err);
    reader_end(&t->reader);
    assert_int_equal(out.count == 4242, code != ZHM_OK);
    return code;
}

static void lookup_bad_query_is_an_error(void **state)
{
    struct temp *t = *state;
    char longest[ZHM_NAME_MAX + 1];
    memset(longest, 'x', sizeof longest);
    assert_int_equal(try_query(t, STR("China\xFF")), ZHM_BAD_INPUT);
    assert_int_equal(t->err.offset, 5);
    assert_int_equal(try_query(t, (struct str){longest, ZHM_NAME_MAX + 1}), ZHM_LIMIT);
    assert_int_equal(try_query(t, (struct str){longest, ZHM_NAME_MAX}), ZHM_OK);
}

static void lookup_prefix_of_a_long_name_at_every_length(void **state)
{
    struct temp *t = *state;
    char name[421];
    for (size_t len = 360; len <= 420; len += 10) {
        char id[16];
        memset(name, 'x', len);
        name[len - 1] = 'y';
        name[len] = '\0';
        snprintf(id, sizeof id, "long/%zu", len);
        put_name(t, id, name);
    }
    memset(name, 'x', sizeof name);
    for (size_t len = 340; len < 420; len++) {
        name[len] = '\0';
        zhm_matches m = ask_lookup(t, name, ZHM_MATCH_PREFIX, (zhm_options){0}, 100);
        size_t want = 0;
        for (size_t other = 360; other <= 420; other += 10)
            want += len < other;
        if (m.count != want)
            fail_msg("%zu letters begin %zu names, not %zu", len, want, m.count);
        name[len] = 'x';
    }
}

static void lookup_long_names_with_one_beginning_are_kept_apart(void **state)
{
    struct temp *t = *state;
    char name[ZHM_NAME_MAX + 1];
    memset(name, 'x', ZHM_NAME_MAX);
    name[ZHM_NAME_MAX] = '\0';
    put_name(t, "long/x", name);
    name[ZHM_NAME_MAX - 1] = 'y';
    put_name(t, "long/y", name);
    zhm_matches m = ask_lookup(t, name, ZHM_MATCH_EXACT, (zhm_options){0}, 10);
    assert_int_equal(m.count, 1);
    assert_string_equal(m.items[0].subject.concept, "long/y");
    name[ZHM_NAME_MAX - 1] = 'z';
    assert_int_equal(ask_lookup(t, name, ZHM_MATCH_EXACT, (zhm_options){0}, 10).count, 0);
    verify_all(t);
}

static void lookup_pinyin_after_a_long_latin_word(void **state)
{
    struct temp *t = *state;
    load_rows(t, "x/net\t@concept\tagency\nx/net\tzh\tInternet金融\tpreferred\t\t\t\tx\n", false);
    zhm_matches m = ask_lookup(t, "internetjinrong", ZHM_MATCH_PINYIN, (zhm_options){0}, 10);
    assert_int_equal(m.count, 1);
    assert_int_equal(ask_lookup(t, "internet jinr", ZHM_MATCH_PINYIN, (zhm_options){0}, 10).count, 1);
}

static void put_numbered(struct temp *t, const char *name, int from, int count)
{
    for (int i = from; i < from + count; i++) {
        char id[32], text[64];
        snprintf(id, sizeof id, "tie/%03d", i);
        snprintf(text, sizeof text, "%s %c", name, 'z' - i);
        put_name(t, id, text);
    }
}

/* The database at one generation is the same everywhere, merged or not. */
static void lookup_limit_among_equals_does_not_depend_on_segments(void **state)
{
    struct temp *t = *state;
    char before[5][32];
    put_numbered(t, "Committee of Equals", 10, 10);
    WORKS(t, segments_merge(t->db, &t->err));
    put_numbered(t, "Committee of Equals", 0, 10);
    for (int round = 0; round < 2; round++) {
        zhm_matches m = ask_lookup(t, "Committee of Equals %", ZHM_MATCH_FUZZY, (zhm_options){0}, 5);
        assert_int_equal(m.count, 5);
        for (size_t i = 0; i < 5; i++) {
            if (round == 0)
                snprintf(before[i], sizeof before[i], "%s", m.items[i].subject.concept);
            assert_string_equal(m.items[i].subject.concept, before[i]);
        }
        WORKS(t, segments_merge(t->db, &t->err));
    }
    assert_string_equal(before[0], "tie/000");
}

static size_t points_of(const char *text, uint32_t *out, struct folded *f)
{
    assert_int_equal(fold_text(str_of(text), f, NULL), ZHM_OK);
    memcpy(out, f->points, f->len * sizeof *out);
    return f->len;
}

enum { MOVED = 30, LONGEST = 512 };

/* A name of the glossary, cut or not, with a sign more. */
static void mangled_name(const struct glossary *g, char out[2 * LONGEST])
{
    const zhm_concept *pick = &g->concepts[MOVED + seeded(g->count - MOVED)];
    snprintf(out, LONGEST, "%.400s", pick->terms[seeded(pick->term_count)].text);
    size_t points = utf8_length(str_of(out)), at = utf8_advance(str_of(out), 0, seeded(points));
    size_t kept = seeded(2) ? strlen(out) : at;
    snprintf(out + kept, LONGEST, "%s", seeded(2) ? "的" : "q");
}

static unsigned best_score(const zhm_term *terms, size_t count, const uint32_t *query, size_t n, struct folded *f)
{
    static uint32_t name[LONGEST];
    unsigned best = 0;
    for (size_t i = 0; i < count; i++) {
        size_t len = points_of(terms[i].text, name, f), longer = len > n ? len : n;
        unsigned score = distance_score(damerau_distance(query, n, name, len, longer), n, len);
        best = score > best && n > 0 && len > 0 ? score : best;
    }
    return best >= lookup_min_score(n) ? best : 0;
}

static unsigned found_score(const zhm_matches *m, const char *id)
{
    for (size_t i = 0; i < m->count; i++)
        if (strcmp(m->items[i].subject.concept, id) == 0)
            return m->items[i].score;
    return 0;
}

/* Our glossary and its own names mangled: fuzzy lookup against the distance to every name there is. The first concepts
 * have been written again, each with the first name of another. */
static void lookup_fuzzy_is_what_brute_force_finds(void **state)
{
    struct temp *t = *state;
    struct glossary g = {0};
    struct load_report report;
    struct folded f = {0};
    static uint32_t query[LONGEST];
    WORKS(t, glossary_read_path(&g, SOURCE_DIR "/glossary", &t->err));
    WORKS(t, concepts_load(t->db, g.concepts, g.count, true, NULL, NULL, &report, &t->err));
    for (size_t i = 0; i < MOVED; i++)
        put_name(t, g.concepts[i].id, g.concepts[i + MOVED].terms[0].text);
    seeded_begin(__func__);
    for (int i = 0; i < 60; i++) {
        char text[2 * LONGEST];
        mangled_name(&g, text);
        zhm_matches m = ask_lookup(t, text, ZHM_MATCH_FUZZY, (zhm_options){0}, LOOKUP_LIMIT_MAX);
        size_t n = points_of(text, query, &f), count = 0;
        assert_true(m.count < LOOKUP_LIMIT_MAX);
        for (size_t k = 0; k < g.count; k++) {
            const zhm_concept *c = &g.concepts[k < MOVED ? k + MOVED : k];
            unsigned want = best_score(c->terms, k < MOVED ? 1 : c->term_count, query, n, &f);
            count += want > 0;
            if (found_score(&m, g.concepts[k].id) != want)
                fail_msg("\"%s\": %s has not score %u", text, g.concepts[k].id, want);
        }
        assert_int_equal(m.count, count);
    }
    folded_free(&f);
    glossary_free(&g);
}

#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, load_fixture, temp_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_FIXTURE(lookup_table),
        WITH_FIXTURE(lookup_each_concept_comes_once_in_one_order),
        WITH_FIXTURE(lookup_bad_query_is_an_error),
        IN_TEMP(lookup_prefix_of_a_long_name_at_every_length),
        IN_TEMP(lookup_long_names_with_one_beginning_are_kept_apart),
        IN_TEMP(lookup_pinyin_after_a_long_latin_word),
        IN_TEMP(lookup_limit_among_equals_does_not_depend_on_segments),
        IN_TEMP(lookup_fuzzy_is_what_brute_force_finds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
