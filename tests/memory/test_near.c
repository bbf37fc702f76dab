#include "memory/pairs.h"
#include "memory/pattern.h"
#include "text/grams.h"
#include "text_codes.h"

enum { WIDTHS = 3, AROUND = 2 * LANES_BYTES };

/* A query as the two filters know it. */
struct near {
    struct text query, text;
    struct pattern pattern;
    struct pairs chosen, all;
    uint8_t buffer[AROUND + TEXT_LONGEST + AROUND];
};

static struct near n;

static int near_begin(void **state)
{
    (void)state;
    return pattern_init(&n.pattern) && pairs_init(&n.chosen) && pairs_init(&n.all) ? 0 : -1;
}

static int near_end(void **state)
{
    (void)state;
    pattern_clear(&n.pattern);
    pairs_clear(&n.chosen);
    pairs_clear(&n.all);
    return 0;
}

static void set_query(void)
{
    static uint16_t bins[TEXT_LONGEST], weights[TEXT_LONGEST];
    static uint8_t pair[TEXT_LONGEST], chosen[TEXT_LONGEST];
    const uint32_t *points = n.query.points;
    size_t len = n.query.len;
    (void)grams_of(points, len, bins, pair);
    for (size_t i = 0; i < len; i++)
        weights[i] = (uint16_t)seeded(seeded(2) ? 3 : UINT16_MAX);
    (void)grams_choose(pair, weights, len, chosen);
    pairs_set(&n.chosen, points, len, pair, weights, chosen);
    pairs_set(&n.all, points, len, pair, weights, NULL);
    pattern_unset(&n.pattern);
    assert_true(pattern_set(&n.pattern, points, len));
}

/* By the pattern, with codes as narrow as may be or wider. */
static bool pattern_takes(size_t bound)
{
    unsigned width = width_needed(&n.text);
    width = seeded(4) || width == 4 ? width : width * 2;
    void *codes = codes_of(&n.text, width);
    struct lanes_text t = {codes, width, (uint32_t)n.text.len, (uint32_t)bound};
    bool taken = pattern_may_be_near(&n.pattern.lanes, &t);
    free(codes);
    return taken;
}

/* By the pairs, with any bytes around the text: here the query's, so that they look like it. */
static bool pairs_take(const struct lanes *lanes, size_t bound)
{
    for (size_t i = 0; i < sizeof n.buffer; i++)
        n.buffer[i] = n.query.len ? (uint8_t)n.query.points[i % n.query.len] : 0;
    put_codes(&n.text, 1, n.buffer + AROUND);
    struct lanes_text t = {n.buffer + AROUND, 1, (uint32_t)n.text.len, (uint32_t)bound};
    size_t lowest = (bound + n.query.len - n.text.len) / 2;
    size_t longer = n.text.len > n.query.len ? n.text.len - n.query.len : 0, spare = 2 * bound - longer;
    return pairs_missing(&n.chosen, lanes, &t, lowest, bound) <= bound &&
           pairs_missing(&n.all, lanes, &t, lowest, spare) <= spare;
}

static bool pairs_can_tell(const struct lanes *lanes, size_t bound)
{
    return lanes->missing && bound < LANES_WINDOW && width_needed(&n.text) == 1;
}

static void no_filter_refuses(size_t bound, const char *signs)
{
    if (!pattern_takes(bound))
        fail_msg("%s: a text of %zu beside %zu within %zu is refused by the pattern", signs, n.text.len, n.query.len,
                 bound);
    for (unsigned width = 0; width < WIDTHS; width++)
        if (pairs_can_tell(lanes_for(width), bound) && !pairs_take(lanes_for(width), bound))
            fail_msg("%s: a text of %zu beside %zu within %zu is refused by the pairs", signs, n.text.len, n.query.len,
                     bound);
}

static void one_near_text_is_not_refused(size_t longest)
{
    size_t widest = lanes_widest(LANES_BANDS);
    const struct signs *s = random_pair(longest, &n.query, &n.text);
    size_t d = distance_of(&n.query, &n.text);
    if (d > widest)
        return;
    set_query();
    no_filter_refuses(d, s->name);
    no_filter_refuses(d + seeded(widest - d + 1), s->name);
}

static void texts_within_their_bound_are_not_refused(void **state)
{
    (void)state;
    seeded_begin(__func__);
    for (int i = 0; i < 12000; i++)
        one_near_text_is_not_refused(12);
    for (int i = 0; i < 5000; i++)
        one_near_text_is_not_refused(90);
    for (int i = 0; i < 300; i++)
        one_near_text_is_not_refused(500);
}

/* Edits as far from each other as may be, and a piece put in or taken out at either end: the windows' edges. */
static void texts_that_moved_as_far_as_they_may_are_not_refused(void **state)
{
    (void)state;
    seeded_begin(__func__);
    for (int i = 0; i < 3000; i++) {
        const struct signs *s = random_signs();
        size_t len = 30 + seeded(200), piece = 1 + seeded(len / 2), kept = len - piece;
        random_text(s, len, &n.query);
        random_text(s, len, &n.text);
        bool front = seeded(2), shorter = seeded(2);
        struct text *whole = shorter ? &n.query : &n.text, *part = shorter ? &n.text : &n.query;
        memcpy(part->points, whole->points + (front ? piece : 0), kept * sizeof *part->points);
        part->len = kept;
        set_query();
        no_filter_refuses(distance_of(&n.query, &n.text), s->name);
    }
}

static void most_unlike_texts_are_refused(void **state)
{
    enum { TRIALS = 400 };
    size_t by_pattern = 0, by_pairs = 0, told = 0;
    (void)state;
    seeded_begin(__func__);
    for (int i = 0; i < TRIALS; i++) {
        const struct signs *s = &signs_of[i % 2 ? 3 : 5];
        random_text(s, 60, &n.query);
        random_text(s, 50 + seeded(22), &n.text);
        set_query();
        by_pattern += !pattern_takes(12);
        told += pairs_can_tell(lanes_for(2), 12);
        by_pairs += pairs_can_tell(lanes_for(2), 12) && !pairs_take(lanes_for(2), 12);
    }
    assert_in_range(by_pattern, TRIALS * 3 / 4, TRIALS);
    assert_in_range(by_pairs, told * 3 / 4, told);
}

/* Signs and pairs that no byte stands for are missing in every text of bytes. */
static void pairs_without_bytes_are_absent(void **state)
{
    static const uint32_t points[] = {'a', 'b', 0x4E2D, 'c', 0x430, 'd', 'e'};
    static const uint8_t pair[] = {1, 1, 0, 1, 1, 1, 1}, chosen[] = {1, 0, 1, 1, 0, 0, 1};
    static const uint16_t weights[] = {3, 1, 1, 1, 1, 9, 1};
    (void)state;
    pairs_set(&n.all, points, COUNT(points), pair, weights, NULL);
    assert_int_equal(n.all.absent, 4); /* b and a sign, the sign, c and 0x430, 0x430 */
    assert_int_equal(n.all.count, 2);
    assert_int_equal(n.all.places[0], 5); /* the rarest first */
    assert_int_equal(n.all.places[1], 0);
    pairs_set(&n.chosen, points, COUNT(points), pair, weights, chosen);
    assert_int_equal(n.chosen.absent, 2);
    assert_int_equal(n.chosen.count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_within_their_bound_are_not_refused),
        cmocka_unit_test(texts_that_moved_as_far_as_they_may_are_not_refused),
        cmocka_unit_test(most_unlike_texts_are_refused),
        cmocka_unit_test(pairs_without_bytes_are_absent),
    };
    return cmocka_run_group_tests(tests, near_begin, near_end);
}
