/* Random writes beside a model in memory: after each the database is
 * sound, and it answers as a search through all names would. */
#include "base/utf8.h"
#include "term/mention_tree.h"
#include "text/distance.h"
#include "text/pinyin.h"

#include "../seeded.h"
#include "temp_glossary.h"

#include <string.h>

enum { SLOTS = 40, TERMS = 4, STEPS = 1500, NAME = 600 };

/* What the database should hold. */
struct model {
    struct slot {
        char id[16], names[TERMS][NAME];
        zhm_term terms[TERMS];
        size_t count; /* 0: no such concept */
    } slots[SLOTS];
    uint64_t generation;
};

static struct model model;

static void random_name(char *out)
{
    static const char *const pieces[] = {"商",      "务",        "部",   "长",      "重",   "庆",     "bureau ", "of ",
                                         "rivers ", "A.B",       "the ", "x",       "-y",   "é",      "'s ",     "3.1",
                                         "and ",    "ministry ", "国",   "centre ", "商务", "shang ", "wu"};
    struct buf b = {0};
    if (seeded(12) == 0) { /* about as long as a key may be, with a common beginning */
        size_t sign = seeded(2), times = sign ? 113 + seeded(20) : 340 + seeded(50);
        for (size_t i = 0; i < times; i++)
            buf_append_text(&b, sign ? "商" : "x");
    }
    do {
        for (size_t n = 1 + seeded(4); n > 0; n--)
            buf_append_text(&b, pieces[seeded(COUNT(pieces))]);
        while (b.len > 0 && b.data[b.len - 1] == ' ')
            b.len--;
    } while (b.len == 0);
    assert_true(b.len < NAME);
    snprintf(out, NAME, "%s", buf_text(&b));
    buf_free(&b);
}

static const char *random_known_name(void)
{
    const struct slot *s = &model.slots[seeded(SLOTS)];
    return s->count ? s->names[seeded(s->count)] : "商务部";
}

static void random_slot(struct slot *s)
{
    s->count = 1 + seeded(TERMS);
    for (size_t i = 0; i < s->count; i++) {
        if (seeded(4) == 0)
            snprintf(s->names[i], NAME, "%s", random_known_name());
        else
            random_name(s->names[i]);
        s->terms[i] = (zhm_term){.lang = seeded(2) ? "zh-Hans" : "en",
                                 .text = s->names[i],
                                 .status = (zhm_status)seeded(3),
                                 .source = "",
                                 .style = "",
                                 .note = seeded(3) ? "" : "a note"};
    }
}

static zhm_concept concept_of(const struct slot *s)
{
    return (zhm_concept){.id = s->id, .terms = s->terms, .term_count = s->count, .source = "", .note = ""};
}

/* Copied texts: the terms point into the slot. */
static void slot_copy(struct slot *to, const struct slot *from)
{
    *to = *from;
    for (size_t i = 0; i < to->count; i++)
        to->terms[i].text = to->names[i];
}

static void step_put(struct temp *t)
{
    struct slot *s = &model.slots[seeded(SLOTS)], next = *s;
    uint64_t generation, before = model.generation;
    random_slot(&next);
    zhm_concept c = concept_of(&next);
    WORKS(t, concept_put(t->db, &c, seeded(2) ? BASED_ON_ANYTHING : before, &generation, &t->err));
    assert_true(generation == before + 1 || generation == before);
    model.generation = generation;
    slot_copy(s, &next);
}

static void step_delete(struct temp *t)
{
    struct slot *s = &model.slots[seeded(SLOTS)];
    uint64_t generation = 0;
    zhm_code code = concept_delete(t->db, str_of(s->id), BASED_ON_ANYTHING, &generation, &t->err);
    assert_int_equal(code, s->count ? ZHM_OK : ZHM_NOT_FOUND);
    if (code == ZHM_OK)
        assert_int_equal(generation, ++model.generation);
    s->count = 0;
}

static void step_load(struct temp *t)
{
    zhm_concept concepts[6];
    struct slot next[6];
    size_t first = seeded(SLOTS - COUNT(next));
    bool prune = seeded(4) == 0;
    struct load_report report;
    for (size_t i = 0; i < COUNT(next); i++) {
        next[i] = model.slots[first + i];
        random_slot(&next[i]);
        concepts[i] = concept_of(&next[i]);
    }
    WORKS(t, concepts_load(t->db, concepts, COUNT(next), prune, NULL, NULL, &report, &t->err));
    model.generation = report.generation;
    for (size_t i = 0; i < SLOTS && prune; i++)
        model.slots[i].count = 0;
    for (size_t i = 0; i < COUNT(next); i++)
        slot_copy(&model.slots[first + i], &next[i]);
}

static zhm_code write_reindex(struct store_txn *txn, void *context, zhm_error *err)
{
    (void)context;
    return reindex(txn, err);
}

static void step(struct temp *t)
{
    size_t kind = seeded(100);
    if (kind < 55)
        step_put(t);
    else if (kind < 85)
        step_delete(t);
    else if (kind < 93)
        step_load(t);
    else if (kind < 97)
        WORKS(t, segments_merge(t->db, &t->err));
    else if (kind < 99)
        WORKS(t, store_write(t->db->store, write_reindex, NULL, NULL, &t->err));
    else {
        temp_close(t);
        temp_open(t, 0);
        assert_false(t->db->reindexed);
    }
}

/* The slow ways. Each gives the score of a term for a query, -1: it is none. */
typedef int score_of(const zhm_term *term, struct str query);

static struct buf key_a, key_b;

static void keys_of(const zhm_term *term, struct str query)
{
    buf_clear(&key_a);
    buf_clear(&key_b);
    assert_int_equal(fold_key(str_of(term->text), &key_a, NULL), ZHM_OK);
    assert_int_equal(fold_key(query, &key_b, NULL), ZHM_OK);
}

static int exact_score(const zhm_term *term, struct str query)
{
    keys_of(term, query);
    return key_a.len > 0 && str_equal(buf_str(&key_a), buf_str(&key_b)) ? 100 : -1;
}

static int prefix_score(const zhm_term *term, struct str query)
{
    keys_of(term, query);
    if (key_b.len == 0 || !str_starts(buf_str(&key_a), buf_str(&key_b)))
        return -1;
    size_t part = 100 * utf8_length(buf_str(&key_b)) / utf8_length(buf_str(&key_a));
    return part > 0 ? (int)part : 1;
}

static size_t points_of(struct buf *key, uint32_t *out)
{
    size_t n = 0;
    for (size_t pos = 0; pos < key->len; n++)
        out[n] = utf8_next(buf_str(key), &pos);
    return n;
}

static int fuzzy_score(const zhm_term *term, struct str query)
{
    static uint32_t a[NAME], b[NAME];
    keys_of(term, query);
    size_t n = points_of(&key_a, a), m = points_of(&key_b, b);
    if (n == 0 || m == 0)
        return -1;
    size_t longer = n > m ? n : m, shorter = n > m ? m : n;
    if (100 * shorter / longer < lookup_min_score(m))
        return -1;
    unsigned score = distance_score(damerau_distance(a, n, b, m, longer), n, m);
    return score >= lookup_min_score(m) ? (int)score : -1;
}

/* Whether it sounds so; the scores of sounds are lookup's own. A sound too long for the table is not found by it. */
static bool sounds(const zhm_term *term, struct str query, bool prefix, size_t id_len)
{
    bool good = strncmp(term->lang, "zh", 2) == 0;
    buf_clear(&key_a);
    buf_clear(&key_b);
    good = good && pinyin_of(str_of(term->text), &key_a, NULL) == ZHM_OK;
    good = good && pinyin_query(query, &key_b, NULL) == ZHM_OK && key_b.len > 0;
    if (!good)
        return false;
    struct buf initials = {0};
    pinyin_initials(buf_str(&key_a), &initials);
    good = initials.len + 1 + key_a.len + 1 + id_len <= STORE_KEY_MAX;
    buf_free(&initials);
    return good && pinyin_matches(buf_str(&key_b), buf_str(&key_a), prefix) != PINYIN_NONE;
}

static const zhm_match *match_of(const zhm_matches *m, const char *id)
{
    for (size_t i = 0; i < m->count; i++)
        if (strcmp(m->items[i].subject.concept, id) == 0)
            return &m->items[i];
    return NULL;
}

static void check_scored(struct temp *t, const char *query, zhm_match_kind kind, score_of *score)
{
    zhm_matches m = ask_lookup(t, query, kind, (zhm_options){0}, LOOKUP_LIMIT_MAX);
    size_t count = 0;
    for (size_t i = 0; i < SLOTS; i++) {
        const struct slot *s = &model.slots[i];
        int best = -1;
        for (size_t k = 0; k < s->count; k++) {
            int n = score(&s->terms[k], str_of(query));
            best = n > best ? n : best;
        }
        const zhm_match *found = match_of(&m, s->id);
        count += best >= 0;
        if ((found ? (int)found->score : -1) != best)
            fail_msg("\"%s\" by %s: %s has score %d, not %d", query, zhm_match_name(kind), s->id,
                     found ? (int)found->score : -1, best);
    }
    assert_int_equal(m.count, count);
    for (size_t i = 1; i < m.count; i++)
        assert_true(m.items[i - 1].score >= m.items[i].score);
}

static void check_sounds(struct temp *t, const char *query)
{
    zhm_matches m = ask_lookup(t, query, ZHM_MATCH_PINYIN, (zhm_options){0}, LOOKUP_LIMIT_MAX);
    for (size_t i = 0; i < SLOTS; i++) {
        const struct slot *s = &model.slots[i];
        bool want = false;
        for (size_t k = 0; k < s->count; k++)
            want = want || sounds(&s->terms[k], str_of(query), false, strlen(s->id));
        if (want != (match_of(&m, s->id) != NULL))
            fail_msg("\"%s\" by sound: %s is %s", query, s->id, want ? "missed" : "not one");
    }
}

static void check_suggestions(struct temp *t, const char *query)
{
    struct question q;
    zhm_matches m;
    WORKS(t, question_of(NULL, &q, &t->err));
    WORKS(t, reader_begin(&t->reader, t->db, &t->err));
    WORKS(t, suggest(&t->reader, str_of(query), &q, LOOKUP_LIMIT_MAX, &m, &t->err));
    reader_end(&t->reader);
    for (size_t i = 0; i < SLOTS; i++) {
        const struct slot *s = &model.slots[i];
        bool want = false;
        for (size_t k = 0; k < s->count; k++)
            want = want || prefix_score(&s->terms[k], str_of(query)) >= 0 ||
                   sounds(&s->terms[k], str_of(query), true, strlen(s->id));
        if (want != (match_of(&m, s->id) != NULL))
            fail_msg("suggest \"%s\": %s is %s", query, s->id, want ? "missed" : "not one");
    }
}

static bool is_name(struct str key)
{
    for (size_t i = 0; i < SLOTS; i++)
        for (size_t k = 0; k < model.slots[i].count; k++) {
            buf_clear(&key_a);
            fold_key(str_of(model.slots[i].names[k]), &key_a, NULL);
            if (key_a.len > 0 && str_equal(buf_str(&key_a), key))
                return true;
        }
    return false;
}

/* Every slice between two cuts that is a name, then the tree of them (which has its own slow twin). */
static size_t naive_mentions(struct str text, zhm_mention *out, size_t room)
{
    struct folded f = {0};
    struct buf slice = {0};
    size_t count = 0;
    assert_int_equal(fold_text(text, &f, NULL), ZHM_OK);
    for (size_t j = 1; j <= f.len; j++)
        for (size_t i = 0; i < j; i++) {
            if (!f.cut[i] || !f.cut[j])
                continue;
            buf_clear(&slice);
            for (size_t k = i; k < j; k++)
                buf_append_point(&slice, f.points[k]);
            if (is_name(buf_str(&slice)) && count < room)
                out[count++] = (zhm_mention){.start = f.start[i], .end = f.end[j - 1]};
        }
    folded_free(&f);
    buf_free(&slice);
    return count;
}

/* Parts are names that the search has found too; which of them are chosen is test_mention_tree's. */
static void check_parts(const zhm_mention *whole, const zhm_mention *all, size_t count)
{
    for (size_t i = 0; i < whole->part_count; i++) {
        const zhm_mention *part = &whole->parts[i];
        bool found = false;
        for (size_t k = 0; !found && k < count; k++)
            found = all[k].start == part->start && all[k].end == part->end;
        assert_true(found && part->start >= whole->start && part->end <= whole->end);
        check_parts(part, all, count);
    }
}

static void check_mentions(const char *text, zhm_mentions got, zhm_mentions want, const zhm_mention *all, size_t count)
{
    bool same = got.count == want.count;
    for (size_t i = 0; same && i < got.count; i++) {
        same = got.items[i].start == want.items[i].start && got.items[i].end == want.items[i].end;
        check_parts(&got.items[i], all, count);
    }
    if (!same)
        fail_msg("annotate \"%s\": other mentions than a search finds", text);
}

static void check_text(struct temp *t)
{
    enum { ROOM = 4000 };
    static zhm_mention all[ROOM], sorted[ROOM];
    struct arena arena = {0};
    struct buf text = {0};
    zhm_mentions want;
    for (size_t n = 1 + seeded(3); n > 0; n--) {
        char name[NAME];
        random_name(name);
        const char *piece = seeded(2) ? random_known_name() : name;
        if (strlen(piece) < 60)
            buf_append_text(&text, piece);
        buf_append_text(&text, seeded(2) ? " " : seeded(2) ? "，" : "");
    }
    size_t count = naive_mentions(buf_str(&text), all, ROOM);
    assert_true(count < ROOM);
    memcpy(sorted, all, count * sizeof *all);
    assert_true(mention_tree(&arena, sorted, count, &want));
    zhm_mentions got = ask_text(t, buf_str(&text), (zhm_options){0});
    check_mentions(buf_text(&text), got, want, all, count);
    buf_free(&text);
    arena_free(&arena);
}

static void check_name_in_itself(struct temp *t)
{
    const char *name = random_known_name();
    struct folded f = {0};
    struct buf key = {0};
    assert_int_equal(fold_text(str_of(name), &f, NULL), ZHM_OK);
    assert_int_equal(fold_key(str_of(name), &key, NULL), ZHM_OK);
    bool whole = f.len > 0 && f.cut[0] && f.cut[f.len];
    zhm_mentions m = ask_text(t, str_of(name), (zhm_options){0});
    if (whole && is_name(buf_str(&key)) && m.count != 1)
        fail_msg("\"%s\" is not found in itself", name);
    folded_free(&f);
    buf_free(&key);
}

/* A whole name, a beginning of one, one with a slip, or any. */
static void random_query(char *out)
{
    snprintf(out, NAME, "%s", random_known_name());
    size_t points = utf8_length(str_of(out)), how = seeded(4);
    if (how == 0)
        random_name(out);
    else if (how == 1)
        out[utf8_advance(str_of(out), 0, 1 + seeded(points))] = '\0';
    else if (how == 2 && points > 1) {
        size_t at = utf8_advance(str_of(out), 0, points - 1);
        memcpy(out + at, "Q", 2);
    }
}

static void check_answers(struct temp *t)
{
    static const char *const typed[] = {"swb", "shangwubu", "shangwb", "s",  "chongqing", "cq",
                                        "sw",  "zhong",     "xs",      "sh", "b"};
    char query[NAME + 4];
    random_query(query);
    check_scored(t, query, ZHM_MATCH_EXACT, exact_score);
    check_scored(t, query, ZHM_MATCH_PREFIX, prefix_score);
    check_scored(t, query, ZHM_MATCH_FUZZY, fuzzy_score);
    const char *letters = typed[seeded(COUNT(typed))];
    check_sounds(t, letters);
    check_suggestions(t, seeded(2) ? letters : query);
    check_text(t);
    check_name_in_itself(t);
}

static void check_records(struct temp *t)
{
    const struct slot *s = &model.slots[seeded(SLOTS)];
    const zhm_concept *c = ask_concept(t, s->id);
    assert_true((c != NULL) == (s->count > 0));
    if (c) {
        assert_int_equal(c->term_count, s->count);
        for (size_t i = 0; i < s->count; i++)
            assert_string_equal(c->terms[i].text, s->names[i]);
    }
    uint64_t generation;
    WORKS(t, zhm_generation(t->db, &generation, &t->err));
    assert_int_equal(generation, model.generation);
}

static void random_writes_and_their_model_agree(void **state)
{
    struct temp *t = *state;
    seeded_begin(__func__);
    for (size_t i = 0; i < SLOTS; i++)
        snprintf(model.slots[i].id, sizeof model.slots[i].id, "x/%zu", i);
    for (int i = 0; i < STEPS; i++) {
        step(t);
        verify_all(t);
        check_records(t);
        check_answers(t);
    }
    buf_free(&key_a);
    buf_free(&key_b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {IN_TEMP(random_writes_and_their_model_agree)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
