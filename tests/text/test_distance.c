#include "text/distance.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static uint64_t seed = 20240917;

static uint32_t below(uint32_t n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)((seed >> 33) % (n ? n : 1));
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

enum { LETTERS = 64 };

/* The textbook: Lowrance and Wagner 1975, the whole matrix with a border. Letters are below LETTERS. */
static size_t textbook(const uint32_t *a, size_t n, const uint32_t *b, size_t m)
{
    size_t width = m + 2, far = n + m, row_of[LETTERS] = {0};
    size_t *h = calloc((n + 2) * width, sizeof *h);
    assert_non_null(h);
    h[0] = far;
    for (size_t i = 0; i <= n; i++)
        h[(i + 1) * width] = far, h[(i + 1) * width + 1] = i;
    for (size_t j = 0; j <= m; j++)
        h[j + 1] = far, h[width + j + 1] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t column = 0;
        for (size_t j = 1; j <= m; j++) {
            size_t k = row_of[b[j - 1]], l = column, cost = a[i - 1] != b[j - 1];
            if (!cost)
                column = j;
            size_t cell = least(h[i * width + j] + cost, h[(i + 1) * width + j] + 1);
            cell = least(cell, h[i * width + j + 1] + 1);
            h[(i + 1) * width + j + 1] = least(cell, h[k * width + l] + (i - k - 1) + 1 + (j - l - 1));
        }
        row_of[a[i - 1]] = i;
    }
    size_t distance = h[(n + 1) * width + m + 1];
    free(h);
    return distance;
}

static size_t points(const char *text, uint32_t *out)
{
    size_t n = strlen(text);
    for (size_t i = 0; i < n; i++)
        out[i] = (unsigned char)text[i];
    return n;
}

static void distance_of_known_pairs_is_known(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        size_t bound, want;
    } cases[] = {
        {"", "", 0, 0},
        {"", "abc", 9, 3},
        {"abc", "", 9, 3},
        {"abc", "", 2, 3},
        {"abc", "abc", 0, 0},
        {"abc", "abd", 0, 1},
        {"kitten", "sitting", 9, 3},
        {"kitten", "sitting", 2, 3},
        {"ab", "ba", 9, 1},
        {"ca", "abc", 9, 2},
        {"a cat", "an abct", 9, 3},
        {"abcdef", "bacdfe", 9, 2},
        {"xaaay", "yxaaa", SIZE_MAX, 2},
        {"abcdefgh", "stuvwxyz", SIZE_MAX, 8},
        {"abcdefgh", "stuvwxyz", 3, 4},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint32_t a[16], b[16];
        size_t n = points(cases[i].a, a), m = points(cases[i].b, b);
        assert_int_equal(damerau_distance(a, n, b, m, cases[i].bound), cases[i].want);
        assert_int_equal(damerau_distance(b, m, a, n, cases[i].bound), cases[i].want);
    }
}

static void distance_of_large_points_tells_them_apart(void **state)
{
    (void)state;
    const uint32_t a[] = {UINT32_MAX, 0x1F600, 0x4E00, 0}, b[] = {0x1F600, UINT32_MAX, 0x14E00, 0, 0};
    assert_int_equal(damerau_distance(a, 4, b, 5, 9), 3);
}

/* Compare at bounds below, at and above the distance. */
static void check(const uint32_t *a, size_t n, const uint32_t *b, size_t m)
{
    size_t want = textbook(a, n, b, m);
    const size_t bounds[] = {0, want ? want - 1 : 0, want, want + 1, want + below(20), n + m, SIZE_MAX};
    for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++) {
        size_t bounded = want <= bounds[i] ? want : bounds[i] + 1;
        size_t got = damerau_distance(a, n, b, m, bounds[i]);
        if (got != bounded)
            print_error("lengths %zu %zu bound %zu: got %zu, want %zu\n", n, m, bounds[i], got, bounded);
        assert_int_equal(got, bounded);
    }
}

static void fill(uint32_t *a, size_t n, uint32_t letters)
{
    for (size_t i = 0; i < n; i++)
        a[i] = below(letters);
}

/* A copy of @a with some edits: neighbours swapped, with insertions between them too. */
static size_t edit(const uint32_t *a, size_t n, uint32_t *b, uint32_t letters, uint32_t one_in)
{
    size_t m = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t kind = below(one_in);
        if (kind == 0)
            b[m++] = below(letters);
        else if (kind == 1 && i + 1 < n)
            b[m++] = a[i + 1], b[m++] = a[i], i++;
        else if (kind == 2 && i + 1 < n)
            b[m++] = a[i + 1], b[m++] = below(letters), b[m++] = a[i], i++;
        else if (kind == 3)
            b[m++] = a[i], b[m++] = below(letters);
        else if (kind != 4)
            b[m++] = a[i];
    }
    return m;
}

static void distance_of_short_texts_equals_textbook(void **state)
{
    (void)state;
    for (int round = 0; round < 40000; round++) {
        uint32_t a[12], b[12], letters = 2 + below(4);
        size_t n = below(13), m = below(13);
        fill(a, n, letters);
        fill(b, m, letters);
        check(a, n, b, m);
    }
}

static void compare_edited(int rounds, size_t shortest, size_t spread)
{
    enum { LONGEST = 420 };
    for (int round = 0; round < rounds; round++) {
        uint32_t a[LONGEST], b[3 * LONGEST], letters = below(2) ? 2 + below(4) : LETTERS;
        size_t n = shortest + below((uint32_t)spread);
        fill(a, n, letters);
        size_t m = edit(a, n, b, letters, 6 + below(30));
        check(a, n, b, m);
    }
}

static void distance_at_word_boundaries_equals_textbook(void **state)
{
    (void)state;
    compare_edited(2000, 55, 20);
    compare_edited(300, 120, 20);
    compare_edited(100, 245, 20);
}

static void distance_of_long_texts_equals_textbook(void **state)
{
    (void)state;
    compare_edited(100, 270, 150);
}

/* Nothing in common at the ends, so that nothing is stripped; unlike texts, so that bounds end the work. */
static void distance_of_unlike_long_texts_equals_textbook(void **state)
{
    (void)state;
    for (int round = 0; round < 60; round++) {
        uint32_t a[320], b[330];
        size_t n = 260 + below(60), m = 260 + below(60);
        fill(a, n, 3);
        fill(b, m, 4);
        a[0] = a[n - 1] = 5;
        check(a, n, b, m);
    }
}

static void score_rounds_down_and_keeps_100_for_equality(void **state)
{
    (void)state;
    assert_int_equal(distance_score(0, 0, 0), 100);
    assert_int_equal(distance_score(0, 7, 7), 100);
    assert_int_equal(distance_score(1, 3, 3), 66);
    assert_int_equal(distance_score(3, 10, 7), 70);
    assert_int_equal(distance_score(1, 1000, 999), 99);
    assert_int_equal(distance_score(5, 5, 0), 0);
    assert_int_equal(distance_score(9, 5, 0), 0);
}

int main(void)
{
    print_message("seed %llu\n", (unsigned long long)seed);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distance_of_known_pairs_is_known),
        cmocka_unit_test(distance_of_large_points_tells_them_apart),
        cmocka_unit_test(distance_of_short_texts_equals_textbook),
        cmocka_unit_test(distance_at_word_boundaries_equals_textbook),
        cmocka_unit_test(distance_of_long_texts_equals_textbook),
        cmocka_unit_test(distance_of_unlike_long_texts_equals_textbook),
        cmocka_unit_test(score_rounds_down_and_keeps_100_for_equality),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
