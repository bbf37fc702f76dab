#include "term/mention_tree.h"

#include "../seeded.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define MOST 12

static zhm_mention span(size_t start, size_t end)
{
    return (zhm_mention){.start = start, .end = end};
}

static uint64_t worth(const zhm_mention *m)
{
    return (uint64_t)(m->end - m->start) * (m->end - m->start);
}

static bool overlap(const zhm_mention *a, const zhm_mention *b)
{
    return a->start < b->end && b->start < a->end;
}

static bool inside(const zhm_mention *part, const zhm_mention *whole)
{
    return part->start >= whole->start && part->end <= whole->end &&
           part->end - part->start < whole->end - whole->start;
}

/* The best of all subsets without an overlap: the most squares of lengths. */
static uint64_t best_cover(const zhm_mention *all, size_t count)
{
    uint64_t best = 0;
    for (unsigned set = 0; set < 1u << count; set++) {
        uint64_t sum = 0;
        bool sound = true;
        for (size_t i = 0; sound && i < count; i++) {
            if (!(set >> i & 1))
                continue;
            sum += worth(&all[i]);
            for (size_t k = 0; sound && k < i; k++)
                sound = !(set >> k & 1) || !overlap(&all[i], &all[k]);
        }
        if (sound && sum > best)
            best = sum;
    }
    return best;
}

static bool has_equal(const zhm_mention *items, size_t count, const zhm_mention *m)
{
    for (size_t i = 0; i < count; i++)
        if (items[i].start == m->start && items[i].end == m->end)
            return true;
    return false;
}

/* Check what was chosen out of @all, and, within each, what was chosen as its parts. */
static void check_level(const zhm_mention *all, size_t count, const zhm_mention *chosen, size_t chosen_count,
                        bool parts)
{
    uint64_t sum = 0;
    for (size_t i = 0; chosen && i < chosen_count; i++) {
        zhm_mention within[MOST];
        size_t n = 0;
        assert_true(has_equal(all, count, &chosen[i]));
        for (size_t k = 0; k < i; k++)
            assert_false(overlap(&chosen[k], &chosen[i]));
        sum += worth(&chosen[i]);
        if (i > 0 && parts)
            assert_true(worth(&chosen[i - 1]) >= worth(&chosen[i]));
        else if (i > 0)
            assert_true(chosen[i - 1].end <= chosen[i].start);
        for (size_t k = 0; k < count; k++)
            if (inside(&all[k], &chosen[i]))
                within[n++] = all[k];
        assert_true((n == 0) == (chosen[i].part_count == 0));
        assert_true((n == 0) == (chosen[i].parts == NULL));
        if (n > 0)
            check_level(within, n, chosen[i].parts, chosen[i].part_count, true);
    }
    assert_int_equal(sum, best_cover(all, count));
}

static void tree_random_spans_are_covered_best(void **state)
{
    struct arena arena = {0};
    (void)state;
    seeded_begin(__func__);
    for (int i = 0; i < 4000; i++) {
        zhm_mention all[MOST], copy[MOST];
        size_t count = seeded(MOST - 1), width = 4 + seeded(14);
        for (size_t k = 0; k < count; k++) {
            size_t start = seeded(width);
            all[k] = copy[k] = span(start, start + 1 + seeded(width / 2));
        }
        zhm_mentions out;
        arena_clear(&arena);
        assert_true(mention_tree(&arena, all, count, &out));
        check_level(copy, count, out.items, out.count, false);
    }
    arena_free(&arena);
}

static void tree_of_nothing_is_empty(void **state)
{
    struct arena arena = {0};
    zhm_mentions out = {.count = 9};
    (void)state;
    assert_true(mention_tree(&arena, NULL, 0, &out));
    assert_int_equal(out.count, 0);
    arena_free(&arena);
}

static void tree_of_two_with_one_span_keeps_the_first(void **state)
{
    struct arena arena = {0};
    zhm_term first, second;
    zhm_mention all[] = {span(0, 3), span(4, 9), span(4, 9), span(10, 11)};
    zhm_mentions out;
    (void)state;
    all[1].term = &first;
    all[2].term = &second;
    assert_true(mention_tree(&arena, all, 4, &out));
    assert_int_equal(out.count, 3);
    assert_ptr_equal(out.items[1].term, &first);
    assert_int_equal(out.items[1].part_count, 0);
    arena_free(&arena);
}

static void tree_of_half_overlapping_takes_the_longer(void **state)
{
    struct arena arena = {0};
    zhm_mention all[] = {span(0, 27), span(22, 50), span(22, 27)};
    zhm_mentions out;
    (void)state;
    assert_true(mention_tree(&arena, all, 3, &out));
    assert_int_equal(out.count, 1);
    assert_int_equal(out.items[0].start, 22);
    assert_int_equal(out.items[0].part_count, 1);
    arena_free(&arena);
}

/* A thousand, each inside the next; and a hundred thousand beside each other. */
static void tree_deep_or_wide_is_done(void **state)
{
    enum { DEEP = 1000, WIDE = 100000 };
    struct arena arena = {0};
    zhm_mention *all = malloc(WIDE * sizeof *all);
    zhm_mentions out;
    (void)state;
    assert_non_null(all);
    for (size_t i = 0; i < DEEP; i++)
        all[i] = span(0, i + 1);
    assert_true(mention_tree(&arena, all, DEEP, &out));
    size_t depth = 0;
    for (const zhm_mention *m = out.items; m; m = m->parts)
        depth++;
    assert_int_equal(depth, MENTION_DEPTH_MAX); /* what lies deeper is left out */
    arena_clear(&arena);
    for (size_t i = 0; i < WIDE; i++)
        all[i] = span(i, i + 2);
    assert_true(mention_tree(&arena, all, WIDE, &out));
    assert_int_equal(out.count, WIDE / 2);
    free(all);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tree_random_spans_are_covered_best),
        cmocka_unit_test(tree_of_nothing_is_empty),
        cmocka_unit_test(tree_of_two_with_one_span_keeps_the_first),
        cmocka_unit_test(tree_of_half_overlapping_takes_the_longer),
        cmocka_unit_test(tree_deep_or_wide_is_done),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
