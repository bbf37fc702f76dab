#include "text/levenshtein.h"

#include "../seeded.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum { LONGEST = 1200 };

struct text {
    uint32_t points[LONGEST];
    size_t len;
};

static struct text text_of(const char *signs)
{
    struct text t = {.len = strlen(signs)};
    for (size_t i = 0; i < t.len; i++)
        t.points[i] = (unsigned char)signs[i];
    return t;
}

/* The plain matrix, a row at a time. */
static size_t slow_distance(const struct text *a, const struct text *b)
{
    size_t row[LONGEST + 1] = {0};
    for (size_t j = 0; j <= b->len; j++)
        row[j] = j;
    for (size_t i = 1; i <= a->len; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b->len; j++) {
            size_t best = corner + (a->points[i - 1] != b->points[j - 1]);
            corner = row[j];
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            row[j] = best;
        }
    }
    return row[b->len];
}

static struct text random_text(size_t longest, size_t alphabet)
{
    struct text t = {.len = seeded(longest + 1)};
    for (size_t i = 0; i < t.len; i++)
        t.points[i] = (uint32_t)(seeded(8) ? 'a' : 0x4E00) + (uint32_t)seeded(alphabet);
    return t;
}

static void change_once(struct text *t, size_t alphabet)
{
    size_t at = seeded(t->len + 1);
    uint32_t point = (uint32_t)('a' + seeded(alphabet));
    switch (seeded(3)) {
    case 0:
        if (at < t->len)
            t->points[at] = point;
        break;
    case 1:
        if (at < t->len)
            memmove(t->points + at, t->points + at + 1, (--t->len - at) * sizeof point);
        break;
    default:
        if (t->len < LONGEST) {
            memmove(t->points + at + 1, t->points + at, (t->len++ - at) * sizeof point);
            t->points[at] = point;
        }
    }
}

/* One text, and another: of its own, or made of it by some edits. */
static void random_pair(struct text *a, struct text *b, size_t longest)
{
    size_t alphabet = (size_t[]){1, 2, 3, 4, 26, 400}[seeded(6)];
    *a = random_text(longest, alphabet);
    if (seeded(3) == 0) {
        *b = random_text(longest, alphabet);
        return;
    }
    *b = *a;
    for (size_t n = seeded(seeded(4) ? 12 : 90); n > 0; n--)
        change_once(b, alphabet);
}

static size_t fast_distance(const struct text *a, const struct text *b, size_t bound)
{
    return levenshtein(a->points, a->len, b->points, b->len, bound);
}

static void distance_of_known_pairs(void **state)
{
    static const struct {
        const char *a, *b;
        size_t want;
    } cases[] = {
        {"", "", 0},         {"", "abc", 3},       {"abc", "abc", 0},         {"kitten", "sitting", 3},
        {"ab", "ba", 2},     {"flaw", "lawn", 2},  {"saturday", "sunday", 3}, {"a", "b", 1},
        {"aaaa", "aa", 2},   {"abcdef", "ace", 3}, {"2023", "2019", 2},       {"intention", "execution", 5},
        {"Case", "case", 1}, {"x,y", "x y", 1},    {"zb", "abcb", 3},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text a = text_of(cases[i].a), b = text_of(cases[i].b);
        assert_int_equal(fast_distance(&a, &b, SIZE_MAX), cases[i].want);
        assert_int_equal(fast_distance(&b, &a, cases[i].want), cases[i].want);
        if (cases[i].want > 0)
            assert_int_equal(fast_distance(&a, &b, cases[i].want - 1), cases[i].want);
    }
}

static void one_pair_is_as_in_the_matrix(size_t longest)
{
    struct text a, b;
    random_pair(&a, &b, longest);
    size_t want = slow_distance(&a, &b), more = want + seeded(70);
    assert_int_equal(fast_distance(&a, &b, SIZE_MAX), want);
    assert_int_equal(fast_distance(&b, &a, SIZE_MAX - 1), want);
    assert_int_equal(fast_distance(&a, &b, want), want);
    assert_int_equal(fast_distance(&b, &a, more), want);
    if (want > 0) {
        size_t less = seeded(want);
        assert_int_equal(fast_distance(&a, &b, want - 1), want);
        assert_int_equal(fast_distance(&b, &a, less), less + 1);
        assert_int_equal(fast_distance(&a, &b, 0), 1);
    }
}

static void distance_is_as_in_the_plain_matrix(void **state)
{
    (void)state;
    seeded_begin(__func__);
    for (int i = 0; i < 6000; i++)
        one_pair_is_as_in_the_matrix(8);
    for (int i = 0; i < 1500; i++)
        one_pair_is_as_in_the_matrix(80);
    for (int i = 0; i < 250; i++)
        one_pair_is_as_in_the_matrix(300);
    for (int i = 0; i < 10; i++)
        one_pair_is_as_in_the_matrix(1100);
}

/* Every bound, where bands of 64 and texts of one word and of two meet. */
static void distance_with_every_bound_about_the_width_of_a_word(void **state)
{
    (void)state;
    seeded_begin(__func__);
    for (size_t len = 60; len <= 132; len += 1 + seeded(4)) {
        struct text a = random_text(0, 3), b;
        while (a.len < len)
            a.points[a.len++] = (uint32_t)('a' + seeded(3));
        b = a;
        for (size_t n = seeded(100); n > 0; n--)
            change_once(&b, 3);
        size_t want = slow_distance(&a, &b);
        for (size_t bound = 0; bound <= 140; bound++)
            assert_int_equal(fast_distance(&a, &b, bound), want <= bound ? want : bound + 1);
    }
}

/* Nothing in common, and a small bound: what a full matrix of 50,000 by 50,000 would make a test of seconds. */
static void distance_over_the_bound_stops_early(void **state)
{
    enum { LEN = 50000 };
    uint32_t *a = malloc(LEN * sizeof *a), *b = malloc(LEN * sizeof *b);
    (void)state;
    assert_non_null(a);
    assert_non_null(b);
    for (size_t i = 0; i < LEN; i++) {
        a[i] = (uint32_t)('a' + i % 7);
        b[i] = (uint32_t)('A' + i % 7);
    }
    for (int i = 0; i < 20; i++) {
        assert_int_equal(levenshtein(a, LEN, b, LEN, 100), 101);
        assert_int_equal(levenshtein(a, LEN, b, LEN / 2, LEN / 2 - 1), LEN / 2);
    }
    free(a);
    free(b);
}

static void score_is_in_hundredths_rounded_down(void **state)
{
    static const struct {
        size_t distance, a_len, b_len;
        unsigned want;
    } cases[] = {
        {0, 0, 0, 10000}, {0, 9, 9, 10000}, {1, 3, 3, 6666},       {1, 3, 2, 6666},
        {3, 3, 0, 0},     {1, 2, 2, 5000},  {1, 1000000, 9, 9999}, {1, 20000000, 20000000, 9999},
        {2, 7, 6, 7142},  {9, 3, 3, 0},     {30, 100, 90, 7000},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(levenshtein_score(cases[i].distance, cases[i].a_len, cases[i].b_len), cases[i].want);
}

static void score_reaches_min_up_to_the_bound_and_no_further(void **state)
{
    (void)state;
    for (size_t len = 0; len <= 200; len++)
        for (unsigned min = 0; min <= 100; min++) {
            size_t bound = levenshtein_bound(len, len / 2, min), want = 0;
            while (want < len && 100 * (len - want - 1) >= min * len)
                want++;
            assert_int_equal(bound, want);
            assert_true(levenshtein_reaches(bound, len / 2, len, min));
            assert_false(levenshtein_reaches(bound + 1, len, len / 2, min));
        }
}

static struct text applied(const struct text *a, const struct text *b, const struct edit_run *runs, size_t count)
{
    struct text t = {0};
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        while (at < runs[i].a_start)
            t.points[t.len++] = a->points[at++];
        for (size_t j = runs[i].b_start; j < runs[i].b_end; j++)
            t.points[t.len++] = b->points[j];
        at = runs[i].a_end;
    }
    while (at < a->len)
        t.points[t.len++] = a->points[at++];
    return t;
}

static size_t single_edits(const struct edit_run *r)
{
    size_t out = r->a_end - r->a_start, in = r->b_end - r->b_start;
    assert_true(out + in > 0);
    assert_true(r->kind == EDIT_REPLACE ? out == in : r->kind == EDIT_INSERT ? out == 0 : in == 0);
    return out > in ? out : in;
}

static void edits_are_right(const struct text *a, const struct text *b, struct arena *arena)
{
    const struct edit_run *runs = NULL;
    size_t count = 0, edits = 0;
    assert_int_equal(levenshtein_edits(a->points, a->len, b->points, b->len, arena, &runs, &count, NULL), ZHM_OK);
    for (size_t i = 0; i < count; i++) {
        edits += single_edits(&runs[i]);
        if (i > 0) /* in order, and one run where two could be */
            assert_true(runs[i].a_start > runs[i - 1].a_end || runs[i].kind != runs[i - 1].kind);
    }
    assert_int_equal(edits, slow_distance(a, b));
    struct text made = applied(a, b, runs, count);
    assert_int_equal(made.len, b->len);
    assert_memory_equal(made.points, b->points, b->len * sizeof *b->points);
}

static void edits_applied_give_the_other_text(void **state)
{
    struct arena arena = {0};
    (void)state;
    seeded_begin(__func__);
    for (int i = 0; i < 3000; i++) {
        struct text a, b;
        random_pair(&a, &b, i % 30 ? 12 : 300);
        edits_are_right(&a, &b, &arena);
        edits_are_right(&b, &a, &arena);
        arena_clear(&arena);
    }
    arena_free(&arena);
}

static size_t slow_rest(const struct text *a, size_t i, const struct text *b, size_t j)
{
    struct text x = {.len = a->len - i}, y = {.len = b->len - j};
    memcpy(x.points, a->points + i, x.len * sizeof *x.points);
    memcpy(y.points, b->points + j, y.len * sizeof *y.points);
    return slow_distance(&x, &y);
}

/* The rule as the header tells it, by the plain matrix of what is left. @return the kinds, '=' for an equal sign */
static void slow_walk(const struct text *a, const struct text *b, char *kinds)
{
    for (size_t i = 0, j = 0; i < a->len || j < b->len;) {
        size_t left = slow_rest(a, i, b, j);
        if (i < a->len && j < b->len && a->points[i] == b->points[j])
            *kinds = '=';
        else if (i < a->len && j < b->len && slow_rest(a, i + 1, b, j + 1) < left)
            *kinds = 'r';
        else if (i < a->len && slow_rest(a, i + 1, b, j) < left)
            *kinds = 'd';
        else
            *kinds = 'i';
        i += *kinds != 'i';
        j += *kinds != 'd';
        kinds++;
    }
    *kinds = '\0';
}

static void edits_follow_the_stated_rule(void **state)
{
    struct arena arena = {0};
    (void)state;
    seeded_begin(__func__);
    for (int n = 0; n < 300; n++) {
        const struct edit_run *runs;
        size_t count, at = 0;
        struct text a = random_text(10, 3), b = random_text(10, 3);
        char want[32], kinds[32], *k = kinds;
        slow_walk(&a, &b, want);
        assert_int_equal(levenshtein_edits(a.points, a.len, b.points, b.len, &arena, &runs, &count, NULL), ZHM_OK);
        for (size_t i = 0; i < count; i++) {
            for (; at < runs[i].a_start; at++)
                *k++ = '=';
            for (size_t e = single_edits(&runs[i]); e > 0; e--)
                *k++ = "rid"[runs[i].kind];
            at = runs[i].a_end;
        }
        for (; at < a.len; at++)
            *k++ = '=';
        *k = '\0';
        assert_string_equal(kinds, want);
    }
    arena_free(&arena);
}

static void edits_of_known_pairs(void **state)
{
    static const struct {
        const char *a, *b;
        size_t count;
        struct edit_run runs[3];
    } cases[] = {
        {"", "", 0, {{0}}},
        {"same", "same", 0, {{0}}},
        {"", "ab", 1, {{EDIT_INSERT, 0, 0, 0, 2}}},
        {"ab", "", 1, {{EDIT_DELETE, 0, 2, 0, 0}}},
        {"in 2023.", "in 2019.", 1, {{EDIT_REPLACE, 5, 7, 5, 7}}},
        {"a", "aaa", 1, {{EDIT_INSERT, 1, 1, 1, 3}}},
        {"zb", "abcb", 2, {{EDIT_REPLACE, 0, 1, 0, 1}, {EDIT_INSERT, 2, 2, 2, 4}}},
        {"kitten", "sitting", 3, {{EDIT_REPLACE, 0, 1, 0, 1}, {EDIT_REPLACE, 4, 5, 4, 5}, {EDIT_INSERT, 6, 6, 6, 7}}},
    };
    struct arena arena = {0};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text a = text_of(cases[i].a), b = text_of(cases[i].b);
        const struct edit_run *runs = NULL;
        size_t count = 99;
        assert_int_equal(levenshtein_edits(a.points, a.len, b.points, b.len, &arena, &runs, &count, NULL), ZHM_OK);
        assert_int_equal(count, cases[i].count);
        for (size_t k = 0; k < count; k++) {
            const struct edit_run *want = &cases[i].runs[k], *r = &runs[k];
            assert_true(want->kind == r->kind && want->a_start == r->a_start && want->a_end == r->a_end);
            assert_true(want->b_start == r->b_start && want->b_end == r->b_end);
        }
    }
    arena_free(&arena);
}

static void edits_of_too_long_texts_are_refused(void **state)
{
    enum { LEN = 70000 };
    uint32_t *a = calloc(LEN, sizeof *a), *b = calloc(LEN, sizeof *b);
    const struct edit_run *runs = NULL;
    size_t count = 99;
    zhm_error err;
    struct arena arena = {0};
    (void)state;
    assert_non_null(a);
    assert_non_null(b);
    a[0] = 1;
    assert_int_equal(levenshtein_edits(a, LEN, b, LEN, &arena, &runs, &count, &err), ZHM_LIMIT);
    assert_string_equal(err.text, "texts of 70000 and 70000 code points are too long to compare");
    assert_true(!runs && count == 99);
    a[0] = 0;
    assert_int_equal(levenshtein_edits(a, LEN, b, LEN - 5, &arena, &runs, &count, NULL), ZHM_OK);
    assert_int_equal(count, 1);
    free(a);
    free(b);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distance_of_known_pairs),
        cmocka_unit_test(distance_is_as_in_the_plain_matrix),
        cmocka_unit_test(distance_with_every_bound_about_the_width_of_a_word),
        cmocka_unit_test(distance_over_the_bound_stops_early),
        cmocka_unit_test(score_is_in_hundredths_rounded_down),
        cmocka_unit_test(score_reaches_min_up_to_the_bound_and_no_further),
        cmocka_unit_test(edits_applied_give_the_other_text),
        cmocka_unit_test(edits_follow_the_stated_rule),
        cmocka_unit_test(edits_of_known_pairs),
        cmocka_unit_test(edits_of_too_long_texts_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
