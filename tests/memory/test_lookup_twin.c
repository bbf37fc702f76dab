#include "memory/lookup.h"

#include "base/utf8.h"
#include "random_texts.h"
#include "temp_memory.h"

static struct search *s;

static int begin(void **state)
{
    (void)state;
    s = search_new();
    return s ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    search_free(s);
    return 0;
}

/* The slow twin: all units as they should be. */
enum { UNITS = 420, QUERIES = 60 };

struct model {
    char text[2 * TEXT_LONGEST], british[2 * TEXT_LONGEST]; /* empty: none */
    const char *previous, *origin;
    bool alive;
    bool hant; /* in Traditional Chinese only */
};
static struct model units[UNITS + 1];

static const char *const few[] = {"", "before", "after"};

static void to_utf8(const struct text *t, char *out)
{
    struct buf b = {0};
    for (size_t i = 0; i < t->len; i++)
        buf_append_point(&b, t->points[i]);
    assert_false(b.failed);
    memcpy(out, b.data, b.len);
    out[b.len] = '\0';
    buf_free(&b);
}

static void to_points(const char *text, struct text *t)
{
    t->len = 0;
    for (size_t at = 0; text[at];)
        t->points[t->len++] = utf8_next(str_of(text), &at);
}

/* Signs that are NFC as they stand, without tags. */
static const struct signs *plain_signs(void)
{
    static const size_t which[] = {0, 1, 3, 4, 5, 6, 7};
    return &signs_of[which[seeded(COUNT(which))]];
}

/* A new text, or one near another unit's. */
static void random_utf8(const struct signs *signs, size_t below, char *out)
{
    static struct text t;
    if (below > 1 && seeded(3)) {
        to_points(units[1 + seeded(below - 1)].text, &t);
        edit_text(signs, seeded(4), &t);
    } else {
        random_text(signs, 1 + seeded(30), &t);
    }
    if (t.len == 0 || t.len > 200)
        random_text(signs, 3, &t);
    t.points[seeded(t.len)] = signs->first; /* no text is of blanks alone */
    to_utf8(&t, out);
}

static void random_model(const struct signs *signs, size_t number)
{
    struct model *u = &units[number];
    *u = (struct model){.alive = true, .previous = few[seeded(3)], .origin = few[seeded(2)], .hant = seeded(10) == 0};
    random_utf8(signs, number, u->text);
    if (seeded(6) == 0)
        random_utf8(signs, number, u->british);
}

/* The unit of a model; each has a name of its own in its domain, so that none is joined with another. */
static zhm_unit unit_of(const struct model *u, size_t number, zhm_segment *segments, char *domain)
{
    size_t count = 0;
    sprintf(domain, "%zu", number);
    segments[count++] = (zhm_segment){.lang = "en", .text = u->text, .previous = u->previous};
    if (u->british[0])
        segments[count++] = (zhm_segment){.lang = "en-GB", .text = u->british};
    segments[count++] = (zhm_segment){.lang = u->hant ? "zh-Hant" : "zh-Hans", .text = "译文"};
    return (zhm_unit){.segments = segments, .segment_count = count, .origin = u->origin, .domain = domain};
}

static void put_models(struct temp *t, size_t from, size_t to)
{
    zhm_unit batch[64];
    zhm_segment segments[64][3];
    char domains[64][24];
    struct put_call p = {.units = batch, .count = to - from, .now = NOW};
    for (size_t i = from; i < to; i++)
        batch[i - from] = unit_of(&units[i], i, segments[i - from], domains[i - from]);
    WORKS(t, store_write(t->db->store, put_within, &p, NULL, &t->err));
    for (size_t i = from; i < to; i++)
        assert_int_equal(p.out[i - from].number, i);
}

static void change_model(struct temp *t, const struct signs *signs, size_t number)
{
    zhm_segment segments[3];
    char domain[24];
    if (!units[number].alive)
        return;
    if (seeded(3) == 0) {
        units[number].alive = false;
        WORKS(t, delete_units(t, (const uint64_t[]){number}, 1));
        return;
    }
    random_model(signs, number);
    WORKS(t, replace_unit(t, number, unit_of(&units[number], number, segments, domain)));
}

/* A match as the slow twin has it. */
struct wanted {
    uint64_t number;
    size_t distance, longer;
    unsigned rank;
};

static int by_wanted(const void *one, const void *other)
{
    const struct wanted *a = one, *b = other;
    size_t x = a->distance * b->longer, y = b->distance * a->longer;
    if (x != y)
        return x < y ? -1 : 1;
    if (a->rank != b->rank)
        return a->rank > b->rank ? -1 : 1;
    return (a->number < b->number) - (a->number > b->number);
}

static bool want_text(const struct text *query, const char *text, unsigned min, struct wanted *w)
{
    static struct text t;
    if (!text[0])
        return false;
    to_points(text, &t);
    w->distance = distance_of(query, &t);
    w->longer = t.len > query->len ? t.len : query->len;
    return levenshtein_reaches(w->distance, t.len, query->len, min);
}

static size_t brute_force(const struct lookup_question *q, const struct text *query, struct str previous,
                          struct wanted *out)
{
    size_t count = 0;
    for (size_t i = 1; i <= UNITS; i++) {
        const struct model *u = &units[i];
        struct wanted a = {.number = i}, b = {.number = i};
        if (!u->alive || u->hant || (q->origin && strcmp(q->origin, u->origin) != 0))
            continue;
        bool has = want_text(query, u->text, q->min_score, &a),
             british = want_text(query, u->british, q->min_score, &b);
        a.rank = has && a.distance == 0 && previous.len && str_is(previous, u->previous);
        if (!has || (british && by_wanted(&b, &a) < 0))
            a = b;
        if (has || british)
            out[count++] = a;
    }
    if (count)
        qsort(out, count, sizeof *out, by_wanted);
    return count;
}

static void assert_edits(const struct unit_match *m, const struct text *query)
{
    static struct text source, made;
    to_points(m->source->text, &source);
    size_t at = 0;
    made.len = 0;
    for (size_t i = 0; i < m->edit_count; i++) {
        while (at < m->edits[i].a_start)
            made.points[made.len++] = source.points[at++];
        for (size_t k = m->edits[i].b_start; k < m->edits[i].b_end; k++)
            made.points[made.len++] = query->points[k];
        at = m->edits[i].a_end;
    }
    while (at < source.len)
        made.points[made.len++] = source.points[at++];
    assert_int_equal(made.len, query->len);
    assert_memory_equal(made.points, query->points, query->len * sizeof *query->points);
}

static void one_lookup_is_brute_force(struct temp *t, const struct signs *signs)
{
    static char text[2 * TEXT_LONGEST];
    static struct wanted want[UNITS];
    static struct text query;
    struct unit_matches got = {0};
    random_utf8(signs, UNITS + 1, text);
    to_points(text, &query);
    struct lookup_question q = {
        .from = "en", .to = "zh", .limit = 1 + seeded(12), .min_score = 50 + (unsigned)seeded(51)};
    q.origin = seeded(3) ? NULL : few[seeded(2)];
    struct str previous = str_of(few[seeded(3)]);
    size_t all = brute_force(&q, &query, previous, want);
    WORKS(t, reader_begin(&t->reader, t->db, &t->err));
    WORKS(t, memory_lookup(&t->reader, s, &q, &(struct lookup_text){str_of(text), previous, {0}}, &got, &t->err));
    reader_end(&t->reader);
    assert_int_equal(got.count, all < q.limit ? all : q.limit);
    for (size_t i = 0; i < got.count; i++) {
        const struct unit_match *m = &got.items[i];
        if (m->unit->number != want[i].number)
            fail_msg("'%s' from %u: match %zu is unit %llu, not %llu", text, q.min_score, i,
                     (unsigned long long)m->unit->number, (unsigned long long)want[i].number);
        assert_int_equal(m->score, levenshtein_score(want[i].distance, want[i].longer, 0));
        assert_int_equal(m->kind, want[i].distance ? ZHM_UNIT_FUZZY : want[i].rank ? ZHM_UNIT_CONTEXT : ZHM_UNIT_EXACT);
        assert_edits(m, &query);
    }
}

static void lookups_are_brute_force_through_edits_and_deletions(void **state)
{
    seeded_begin(__func__);
    for (int n = 0; n < 4; n++) {
        struct temp *t = temp_renew(state);
        const struct signs *signs = plain_signs();
        memset(units, 0, sizeof units);
        for (size_t from = 1, to; from <= UNITS; from = to) {
            to = from + 1 + seeded(64);
            to = to < UNITS + 1 ? to : UNITS + 1;
            for (size_t i = from; i < to; i++)
                random_model(signs, i);
            put_models(t, from, to);
            change_model(t, signs, 1 + seeded(to - 1));
            for (int k = 0; k < 3; k++)
                one_lookup_is_brute_force(t, signs);
        }
        for (int k = 0; k < 15; k++)
            change_model(t, signs, 1 + seeded(UNITS));
        for (int k = 0; k < QUERIES; k++)
            one_lookup_is_brute_force(t, signs);
        assert_sound(t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_TEMP(lookups_are_brute_force_through_edits_and_deletions),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
