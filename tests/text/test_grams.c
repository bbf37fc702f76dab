#include "text/grams.h"

#include "../memory/random_texts.h"

static bool has_bin(const uint16_t *bins, size_t count, uint16_t bin)
{
    for (size_t i = 0; i < count; i++)
        if (bins[i] == bin)
            return true;
    return false;
}

/* The grams of a text. */
struct grams {
    uint16_t bins[TEXT_LONGEST];
    uint8_t pair[TEXT_LONGEST];
    size_t len, pairs;
};

static void grams_make(const struct text *t, struct grams *g)
{
    g->len = t->len;
    g->pairs = grams_of(t->points, t->len, g->bins, g->pair);
}

/* Of the grams of @a, those chosen (or all), how many does @b have? */
static size_t shared(const struct grams *a, const uint8_t *chosen, const struct grams *b)
{
    size_t count = 0;
    for (size_t i = 0; i < a->len; i++)
        count += (!chosen || chosen[i]) && has_bin(b->bins, b->len, a->bins[i]);
    return count;
}

static void sign_alone_is_han_or_a_syllable(void **state)
{
    static const struct {
        uint32_t point;
        bool want;
    } cases[] = {
        {0x4E00, true},  {0x3400, true},   {0x9FFF, true},   {0xAC00, true},  {0xD7A3, true},  {0xF900, true},
        {0x20000, true}, {0x3FFFF, true},  {'a', false},     {' ', false},    {0x3042, false}, {0x3002, false},
        {0xFFFC, false}, {0x1F600, false}, {0x40000, false}, {0xD7A4, false}, {0x33FF, false}, {0, false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_int_equal(gram_is_sign(cases[i].point), cases[i].want);
}

static void fold_takes_case_away_and_nothing_else(void **state)
{
    static const uint32_t cases[][2] = {{'A', 'a'},         {'z', 'z'},       {'[', '['},        {'@', '@'},
                                        {0xC9, 0xE9},       {0x410, 0x430},   {0x4E00, 0x4E00},  {0xDF, 0xDF},
                                        {0x10400, 0x10428}, {0xFFFC, 0xFFFC}, {0x20000, 0x20000}};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_int_equal(gram_fold(cases[i][0]), cases[i][1]);
}

static void bins_do_not_tell_case(void **state)
{
    static const uint32_t lower[] = {'a', 'b', 0xE9, ' ', 'z', '.', 'q'},
                          upper[] = {'A', 'B', 0xC9, ' ', 'Z', '.', 'Q'};
    uint16_t a[7], b[7];
    (void)state;
    (void)grams_of(lower, 7, a, NULL);
    (void)grams_of(upper, 7, b, NULL);
    assert_memory_equal(a, b, sizeof a);
}

static void pairs_are_what_is_no_sign(void **state)
{
    static const uint32_t points[] = {'a', 0x4E2D, 0x56FD, 'b', 0x3002};
    static const uint8_t want[] = {1, 0, 0, 1, 1};
    uint16_t bins[5];
    uint8_t pair[5];
    (void)state;
    assert_int_equal(grams_of(points, 5, bins, pair), 3);
    assert_memory_equal(pair, want, sizeof want);
    assert_int_equal(grams_of(points, 5, bins, NULL), 3);
    assert_int_equal(grams_of(points, 0, bins, NULL), 0);
}

/* A sign does not depend on its neighbours, a pair does on the one after it. */
static void bin_is_of_the_gram_alone(void **state)
{
    static const uint32_t a[] = {'x', 0x4E2D, 'a', 'b'}, b[] = {0x4E2D, 'a', 'b', 'x'};
    uint16_t x[4], y[4];
    (void)state;
    (void)grams_of(a, 4, x, NULL);
    (void)grams_of(b, 4, y, NULL);
    assert_int_equal(x[1], y[0]);
    assert_int_equal(x[2], y[1]);
    assert_int_not_equal(x[3], y[2]);
}

static void occurrences_have_bins_of_their_own(void **state)
{
    uint32_t points[40];
    uint16_t bins[40], others = 0;
    (void)state;
    for (size_t i = 0; i < 40; i++)
        points[i] = 0x4E2D;
    (void)grams_of(points, 40, bins, NULL);
    assert_true(bins[0] < GRAM_FIRSTS);
    for (size_t i = 1; i < 40; i++) {
        assert_in_range(bins[i], GRAM_FIRSTS, GRAM_BINS - 1);
        others = (uint16_t)(others + !has_bin(bins, i, bins[i]));
    }
    assert_true(others > 30);
}

static void bins_of_long_texts_are_in_range(void **state)
{
    enum { LEN = 70000 };
    uint32_t *points = malloc(LEN * sizeof *points);
    uint16_t *bins = malloc(LEN * sizeof *bins);
    (void)state;
    assert_non_null(points);
    assert_non_null(bins);
    for (size_t i = 0; i < LEN; i++)
        points[i] = i % 1000 ? 0x4E2D : 0x110000 + (uint32_t)i; /* no code point: it may come from a damaged block */
    assert_int_equal(grams_of(points, LEN, bins, NULL), LEN / 1000);
    for (size_t i = 0; i < LEN; i++)
        assert_true(bins[i] < GRAM_BINS);
    free(points);
    free(bins);
}

static void one_pair_shares_what_its_distance_leaves(size_t longest)
{
    static struct text a, b;
    static struct grams x, y;
    (void)random_pair(longest, &a, &b);
    grams_make(&a, &x);
    grams_make(&b, &y);
    size_t d = distance_of(&a, &b), longer = a.len > b.len ? a.len : b.len;
    size_t gone = d + (d < x.pairs ? d : x.pairs), both = shared(&x, NULL, &y);
    if (both + gone < longer)
        fail_msg("%zu shared of %zu at distance %zu, %zu pairs", both, longer, d, x.pairs);
    assert_true(grams_distance(both, longer, x.pairs) <= d);
}

static void near_texts_share_what_their_distance_leaves(void **state)
{
    (void)state;
    seeded_begin(__func__);
    for (int i = 0; i < 8000; i++)
        one_pair_shares_what_its_distance_leaves(12);
    for (int i = 0; i < 1500; i++)
        one_pair_shares_what_its_distance_leaves(90);
    for (int i = 0; i < 100; i++)
        one_pair_shares_what_its_distance_leaves(600);
}

static void distance_is_the_least_that_leaves_so_many(void **state)
{
    (void)state;
    for (size_t longer = 0; longer <= 24; longer++)
        for (size_t pairs = 0; pairs <= longer; pairs++)
            for (size_t both = 0; both <= longer + 1; both++) {
                size_t d = 0;
                while (both + d + (d < pairs ? d : pairs) < longer)
                    d++;
                assert_int_equal(grams_distance(both, longer, pairs), d);
            }
}

static void random_weights(size_t len, uint16_t *weights)
{
    size_t most = (size_t[]){1, 3, UINT16_MAX + 1}[seeded(3)];
    for (size_t i = 0; i < len; i++)
        weights[i] = (uint16_t)seeded(most);
}

static bool may_choose(const uint8_t *pair, size_t len, unsigned which)
{
    for (size_t i = 0; i + 1 < len; i++)
        if (pair[i] && (which >> i & 3) == 3)
            return false;
    return true;
}

static uint64_t weight_of(const uint16_t *weights, size_t len, unsigned which)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < len; i++)
        sum += (which >> i & 1) ? weights[i] : 0;
    return sum;
}

static void choice_has_the_largest_weight_that_may_be(void **state)
{
    enum { LEN = 11 };
    uint8_t pair[LEN], chosen[LEN];
    uint16_t weights[LEN];
    (void)state;
    seeded_begin(__func__);
    for (int n = 0; n < 500; n++) {
        size_t len = seeded(LEN + 1), count = 0;
        unsigned got = 0;
        uint64_t best = 0;
        for (size_t i = 0; i < len; i++)
            pair[i] = (uint8_t)seeded(2);
        random_weights(len, weights);
        for (unsigned which = 0; which < 1u << len; which++)
            if (may_choose(pair, len, which) && weight_of(weights, len, which) > best)
                best = weight_of(weights, len, which);
        size_t said = grams_choose(pair, weights, len, chosen);
        for (size_t i = 0; i < len; i++) {
            assert_true(chosen[i] <= 1);
            got |= (unsigned)chosen[i] << i;
            count += chosen[i];
        }
        assert_true(may_choose(pair, len, got));
        assert_true(weight_of(weights, len, got) == best);
        assert_int_equal(said, count);
    }
}

static void one_pair_has_the_chosen_but_for_its_distance(size_t longest)
{
    static struct text a, b;
    static struct grams x, y;
    uint8_t chosen[TEXT_LONGEST];
    uint16_t weights[TEXT_LONGEST];
    const struct signs *s = random_pair(longest, &a, &b);
    grams_make(&a, &x);
    grams_make(&b, &y);
    random_weights(a.len, weights);
    size_t count = grams_choose(x.pair, weights, a.len, chosen), pairs = 0, d = distance_of(&a, &b);
    for (size_t i = 0; i < a.len; i++)
        pairs += chosen[i] && x.pair[i];
    grams_of_choice(a.points, a.len, chosen, x.bins);
    size_t more = b.len > a.len + pairs ? b.len - a.len - pairs : 0, both = shared(&x, chosen, &y);
    if (both + d < count + more)
        fail_msg("%s: %zu of %zu chosen grams at distance %zu", s->name, both, count, d);
}

static void near_texts_have_the_chosen_grams_but_for_their_distance(void **state)
{
    (void)state;
    seeded_begin(__func__);
    for (int i = 0; i < 8000; i++)
        one_pair_has_the_chosen_but_for_its_distance(12);
    for (int i = 0; i < 1500; i++)
        one_pair_has_the_chosen_but_for_its_distance(90);
    for (int i = 0; i < 100; i++)
        one_pair_has_the_chosen_but_for_its_distance(600);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sign_alone_is_han_or_a_syllable),
        cmocka_unit_test(fold_takes_case_away_and_nothing_else),
        cmocka_unit_test(bins_do_not_tell_case),
        cmocka_unit_test(pairs_are_what_is_no_sign),
        cmocka_unit_test(bin_is_of_the_gram_alone),
        cmocka_unit_test(occurrences_have_bins_of_their_own),
        cmocka_unit_test(bins_of_long_texts_are_in_range),
        cmocka_unit_test(near_texts_share_what_their_distance_leaves),
        cmocka_unit_test(distance_is_the_least_that_leaves_so_many),
        cmocka_unit_test(choice_has_the_largest_weight_that_may_be),
        cmocka_unit_test(near_texts_have_the_chosen_grams_but_for_their_distance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
