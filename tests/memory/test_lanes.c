#include "memory/lanes.h"

#include "memory/pattern.h"
#include "text_codes.h"

enum { WIDTHS = 3, GROUPS = 2 };

/* Rows of random bits, of which some are nearly empty and some nearly full. */
struct rows {
    uint64_t *bits;
    const uint64_t *rows[LANES_ROWS + LANES_STEP];
    struct lanes_rows view;
};

static void rows_begin(struct rows *r, size_t chosen, size_t count)
{
    size_t words = (size_t)GROUPS * LANES_WORDS;
    *r = (struct rows){.bits = malloc((count + 1) * words * sizeof *r->bits)};
    if (!r->bits)
        abort();
    for (size_t i = 0; i < count; i++) {
        unsigned kind = (unsigned)seeded(4);
        r->rows[i] = r->bits + i * words;
        for (size_t w = 0; w < words; w++) {
            uint64_t a = seeded_next(), b = seeded_next(), c = seeded_next();
            r->bits[i * words + w] = kind == 0 ? a : kind == 1 ? a & b & c : kind == 2 ? a | b | c : 0;
        }
    }
    r->view = (struct lanes_rows){r->rows, chosen, count, 5};
    while (count >> r->view.planes)
        r->view.planes++;
}

static size_t plain_count(const struct rows *r, size_t from, size_t to, size_t group, size_t i)
{
    size_t count = 0;
    for (size_t k = from; k < to; k++)
        count += r->rows[k][group * LANES_WORDS + i / 64] >> i % 64 & 1;
    return count;
}

static size_t count_in(const uint64_t planes[][LANES_WORDS], size_t count, size_t i)
{
    size_t sum = 0;
    for (size_t k = 0; k < count; k++)
        sum |= (size_t)(planes[k][i / 64] >> i % 64 & 1) << k;
    return sum;
}

static void counts_are_plain_ones(const struct lanes *lanes, const struct rows *r, size_t need_chosen, size_t need_all)
{
    static struct lanes_counts counts;
    for (size_t group = 0; group < GROUPS; group++) {
        bool found = lanes->count(&r->view, group, need_chosen, need_all, &counts), want = false;
        for (size_t i = 0; i < BLOCK_GROUP; i++) {
            size_t chosen = plain_count(r, 0, r->view.chosen, group, i);
            size_t all = plain_count(r, 0, r->view.count, group, i);
            bool enough = chosen >= need_chosen && all >= need_all;
            want = want || enough;
            if (!found)
                continue;
            assert_int_equal(counts.enough[i / 64] >> i % 64 & 1, enough);
            assert_int_equal(count_in(counts.chosen, r->view.planes, i), chosen);
            assert_int_equal(count_in(counts.all, r->view.planes, i), all);
        }
        assert_int_equal(found, want);
    }
}

static void counts_of_every_width_are_plain_ones(void **state)
{
    static struct rows r;
    (void)state;
    seeded_begin(__func__);
    for (int n = 0; n < 40; n++) {
        size_t chosen = LANES_STEP * seeded(4), count = chosen + LANES_STEP * seeded(n % 10 ? 4 : 20);
        rows_begin(&r, chosen, count);
        size_t need_chosen = seeded(chosen + 3), need_all = seeded(count + 3);
        for (unsigned width = 0; width < WIDTHS; width++)
            counts_are_plain_ones(lanes_for(width), &r, n % 3 ? need_chosen / 2 : need_chosen, need_all / 2);
        free(r.bits);
    }
}

static void count_of_no_rows_finds_all_that_need_none(void **state)
{
    static struct rows r;
    static struct lanes_counts counts;
    (void)state;
    rows_begin(&r, 0, 0);
    for (unsigned width = 0; width < WIDTHS; width++) {
        assert_true(lanes_for(width)->count(&r.view, 0, 0, 0, &counts));
        for (size_t i = 0; i < LANES_WORDS; i++)
            assert_true(counts.enough[i] == UINT64_MAX);
        assert_false(lanes_for(width)->count(&r.view, 0, 1, 0, &counts));
        assert_false(lanes_for(width)->count(&r.view, 0, 0, 1, &counts));
    }
    free(r.bits);
}

/* What no text can have is not asked for modulo what the planes hold. */
static void count_with_needs_past_the_planes_finds_none(void **state)
{
    static struct rows r;
    static struct lanes_counts counts;
    (void)state;
    seeded_begin(__func__);
    rows_begin(&r, LANES_STEP, LANES_STEP);
    for (unsigned width = 0; width < WIDTHS; width++)
        for (size_t need = 32; need <= 4096; need *= 2) {
            assert_false(lanes_for(width)->count(&r.view, 0, need, 0, &counts));
            assert_false(lanes_for(width)->count(&r.view, 0, 0, need, &counts));
        }
    free(r.bits);
}

static void count_of_the_most_rows_there_may_be(void **state)
{
    static struct rows r;
    static struct lanes_counts counts;
    (void)state;
    size_t most = (size_t)LANES_ROWS / LANES_STEP * LANES_STEP;
    rows_begin(&r, most, most);
    memset(r.bits, 0xFF, r.view.count * GROUPS * LANES_WORDS * sizeof *r.bits);
    assert_int_equal(r.view.planes, LANES_PLANES);
    for (unsigned width = 0; width < WIDTHS; width++) {
        assert_true(lanes_for(width)->count(&r.view, 1, r.view.count, r.view.count, &counts));
        for (size_t i = 0; i < BLOCK_GROUP; i++)
            assert_int_equal(count_in(counts.all, LANES_PLANES, i), r.view.count);
    }
    free(r.bits);
}

/* Eight texts beside each other, near the query and not. */
struct eight {
    struct text query, texts[LANES_TEXTS];
    struct lanes_text codes[LANES_TEXTS];
    void *allocated[LANES_TEXTS];
    size_t want[LANES_TEXTS];
};

static void random_beside(const struct signs *s, size_t widest, const struct text *query, struct text *t)
{
    size_t few = seeded(6), many = query->len / 2 + 2;
    *t = *query;
    switch (seeded(4)) {
    case 0:
        edit_text(s, few, t);
        break;
    case 1:
        edit_text(s, seeded(many), t);
        break;
    case 2: /* another one of any length that may be */
        random_text(s, (query->len > widest ? query->len - widest : 0) + seeded(2 * widest), t);
        break;
    default:
        t->len -= seeded((t->len < widest ? t->len : widest) + 1);
    }
    if (t->len > query->len + widest)
        t->len = query->len + widest;
    if (t->len > TEXT_LONGEST)
        t->len = TEXT_LONGEST;
    if (t->len + widest < query->len)
        *t = *query;
}

static void eight_put(struct eight *e, size_t i, unsigned width, size_t bound)
{
    const struct text *t = &e->texts[i];
    e->allocated[i] = codes_of(t, width);
    e->codes[i] = (struct lanes_text){e->allocated[i], width, (uint32_t)t->len, (uint32_t)bound};
    e->want[i] = distance_of(&e->query, t);
}

static void eight_begin(struct eight *e, size_t longest, size_t widest)
{
    const struct signs *s = random_signs();
    random_text(s, seeded(longest + 1), &e->query);
    for (size_t i = 0; i < LANES_TEXTS; i++) {
        struct text *t = &e->texts[i];
        random_beside(s, widest, &e->query, t);
        size_t apart = length_difference(t, &e->query), bound = apart + seeded(widest - apart + 1);
        unsigned width = width_needed(t);
        width = seeded(4) ? width : width == 4 ? 4 : width * 2;
        e->want[i] = distance_of(&e->query, t);
        if (seeded(3) == 0) /* at the bound, or one over it */
            bound = e->want[i] - seeded(2);
        if (bound < apart || bound > widest)
            bound = seeded(2) ? apart : widest;
        eight_put(e, i, width, bound);
    }
}

static void eight_end(struct eight *e)
{
    for (size_t i = 0; i < LANES_TEXTS; i++)
        free(e->allocated[i]);
}

static void distances_are_right(const struct eight *e, struct pattern *p, unsigned bands)
{
    assert_true(pattern_set(p, e->query.points, e->query.len));
    for (unsigned width = 0; width < WIDTHS; width++) {
        uint32_t got[LANES_TEXTS];
        lanes_for(width)->distances(&p->lanes, e->codes, bands, got);
        for (size_t i = 0; i < LANES_TEXTS; i++)
            if (e->want[i] <= e->codes[i].bound ? got[i] != e->want[i] : got[i] <= e->codes[i].bound)
                fail_msg("width %u, bands %u, text %zu: lengths %zu and %u, bound %u: %u, not %zu", width, bands, i,
                         e->query.len, e->codes[i].len, e->codes[i].bound, got[i], e->want[i]);
    }
    pattern_unset(p);
}

static void distances_of_every_width_are_those_of_levenshtein(void **state)
{
    static struct eight e;
    static struct pattern p;
    (void)state;
    seeded_begin(__func__);
    assert_true(pattern_init(&p));
    for (int n = 0; n < 900; n++)
        for (unsigned bands = 1; bands <= 4; bands *= 2) {
            size_t longest = n % 8 ? (n % 2 ? 20 : 90) : 400;
            eight_begin(&e, longest, lanes_widest(bands));
            distances_are_right(&e, &p, bands);
            eight_end(&e);
        }
    pattern_clear(&p);
}

/* One text ends at once, the one beside it as late as may be; the query is empty, or nearly. */
static void distances_of_texts_of_unequal_length(void **state)
{
    static struct eight e;
    static struct pattern p;
    (void)state;
    seeded_begin(__func__);
    for (unsigned bands = 1; bands <= 4; bands *= 2)
        for (size_t len = 0; len < 80; len += 1 + len / 3) {
            size_t widest = lanes_widest(bands);
            random_text(&signs_of[1], len, &e.query);
            for (size_t i = 0; i < LANES_TEXTS; i++) {
                random_text(&signs_of[1], i % 2 ? len + widest : len > widest ? len - widest : 0, &e.texts[i]);
                eight_put(&e, i, 1u << seeded(3), widest);
            }
            p = (struct pattern){0}; /* its rows are no longer than they must be */
            assert_true(pattern_init(&p));
            distances_are_right(&e, &p, bands);
            pattern_clear(&p);
            eight_end(&e);
        }
}

static void distances_of_the_longest_query(void **state)
{
    enum { LEN = LANES_ROWS };
    static uint32_t query[LEN], text[LEN];
    static struct pattern p;
    struct lanes_text texts[LANES_TEXTS];
    (void)state;
    seeded_begin(__func__);
    for (size_t i = 0; i < LEN; i++) /* a row for each */
        query[i] = (i % 2 ? 0x4E00 : 0x20000) + (uint32_t)i;
    memcpy(text, query, sizeof text);
    for (size_t i = 0; i < 150; i++)
        text[i * 27] = 'x';
    for (size_t i = 0; i < LANES_TEXTS; i++)
        texts[i] = (struct lanes_text){text, 4, (uint32_t)(LEN - i), (uint32_t)(150 + i * 5)};
    assert_true(pattern_init(&p));
    assert_true(pattern_set(&p, query, LEN));
    for (unsigned width = 0; width < WIDTHS; width++) {
        uint32_t got[LANES_TEXTS];
        lanes_for(width)->distances(&p.lanes, texts, 4, got);
        for (size_t i = 0; i < LANES_TEXTS; i++)
            assert_int_equal(got[i], 150 + i);
    }
    pattern_unset(&p);
    pattern_clear(&p);
}

/* A pattern that is set anew has forgotten the one before. */
static void pattern_has_the_rows_of_its_text_alone(void **state)
{
    static struct eight e;
    static struct pattern p;
    (void)state;
    seeded_begin(__func__);
    assert_true(pattern_init(&p));
    for (int n = 0; n < 50; n++) {
        random_text(random_signs(), seeded(60), &e.query);
        assert_true(pattern_set(&p, e.query.points, e.query.len));
        size_t rows = 0;
        for (uint32_t point = 0; point < 0x10000; point++) {
            bool there = false;
            for (size_t i = 0; i < e.query.len; i++)
                there = there || e.query.points[i] == point;
            assert_int_equal(p.row_of[point] != 0, there);
            rows += there;
        }
        for (size_t byte = 0; byte < 256; byte++)
            assert_int_equal(p.byte_of[byte], p.row_of[block_bytes[byte]]);
        assert_int_equal(rows, p.low_count);
        pattern_unset(&p);
    }
    pattern_clear(&p);
}

static size_t plain_missing(const struct lanes_pairs *pairs, const uint8_t *codes, size_t bound, size_t lowest)
{
    size_t missing = 0;
    for (size_t i = 0; i < pairs->count / 4 * 4; i++) {
        const uint8_t *at = codes + pairs->at[i] - lowest, *first = pairs->bytes[i][0], *second = pairs->bytes[i][1];
        bool found = false;
        for (size_t k = 0; k <= bound; k++)
            found = found || (at[k] == *first && at[k + 1] == *second);
        missing += !found;
    }
    return missing;
}

static void missing_pairs_are_those_of_a_plain_loop(void **state)
{
    enum { BEFORE = LANES_WINDOW, LEN = 100, AFTER = 2 * LANES_BYTES };
    static uint8_t bytes[LEN][2][LANES_BYTES], buffer[BEFORE + LEN + AFTER];
    static uint16_t at[LEN];
    (void)state;
    seeded_begin(__func__);
    for (int n = 0; n < 4000; n++) {
        struct lanes_pairs pairs = {(const uint8_t(*)[2][LANES_BYTES])bytes, at, seeded(40)};
        uint32_t bound = (uint32_t)seeded(LANES_WINDOW);
        struct lanes_text text = {buffer + BEFORE, 1, LEN, bound};
        size_t letters = 2 + seeded(30), lowest = seeded(bound + 1), spare = seeded(pairs.count + 2);
        for (size_t i = 0; i < sizeof buffer; i++)
            buffer[i] = (uint8_t)('a' + seeded(letters));
        for (size_t i = 0; i < pairs.count; i++) {
            at[i] = (uint16_t)seeded(LEN - 1);
            memset(bytes[i][0], 'a' + (int)seeded(letters), LANES_BYTES);
            memset(bytes[i][1], 'a' + (int)seeded(letters), LANES_BYTES);
        }
        size_t want = plain_missing(&pairs, text.codes, bound, lowest);
        for (unsigned width = 0; width < WIDTHS; width++) {
            if (!lanes_for(width)->missing)
                continue;
            size_t got = lanes_for(width)->missing(&pairs, &text, lowest, spare);
            assert_true(got <= spare ? got == want : got <= want);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_of_every_width_are_plain_ones),
        cmocka_unit_test(count_of_no_rows_finds_all_that_need_none),
        cmocka_unit_test(count_with_needs_past_the_planes_finds_none),
        cmocka_unit_test(count_of_the_most_rows_there_may_be),
        cmocka_unit_test(distances_of_every_width_are_those_of_levenshtein),
        cmocka_unit_test(distances_of_texts_of_unequal_length),
        cmocka_unit_test(distances_of_the_longest_query),
        cmocka_unit_test(pattern_has_the_rows_of_its_text_alone),
        cmocka_unit_test(missing_pairs_are_those_of_a_plain_loop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
