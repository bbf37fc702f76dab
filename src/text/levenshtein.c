#include "text/levenshtein.h"

#include "text/levenshtein_masks.h"

#include <stdlib.h>

/*
 * Rows are the shorter text (rows), columns the longer one (rows + gap). A way through the matrix that costs at most
 * the bound leaves its first diagonal by no more than `slack` to the one side and gap + slack to the other: cells
 * outside that band only have to be no less than they are. Along a diagonal cells never fall, so the sum of its steps
 * on the last cell's diagonal is the distance, and once it is over the bound there is no more to know.
 */
struct band {
    size_t rows, columns, gap, slack, bound;
};

/* The band is at most 64 cells high: one word that moves down a row a
 * column. Rows above the first all have the number of their column. */
static size_t in_one_word(const struct band *band, const struct masks *m, const uint32_t *b)
{
    size_t above = band->gap + band->slack, distance = 0, bit = 64 - above;
    uint64_t up = ~UINT64_C(0) << above, down = 0;
    for (size_t j = 0; j < band->columns && distance <= band->bound; j++, bit++) {
        const uint64_t *row = masks_of(m, b[j]) + bit / 64;
        uint64_t match = row[0] >> bit % 64 | row[1] << 1 << (63 - bit % 64);
        uint64_t level = (((match & up) + up) ^ up) | match | down;
        uint64_t right_up = down | ~(level | up), right_down = level & up;
        up = right_down | ~(level >> 1 | right_up);
        down = level >> 1 & right_up;
        distance += ~level >> band->slack & 1;
    }
    return distance;
}

/* Of each column the words that have a part in the band. One that comes into it begins with the largest cells there can
 * be, and so does what stands over one that is left. */
static size_t in_words(const struct band *band, const struct masks *m, const uint32_t *b, struct column *words)
{
    size_t above = band->gap + band->slack, distance = band->gap;
    for (size_t j = 0; j < band->columns && distance <= band->bound; j++) {
        size_t lowest = j + band->slack < band->rows ? j + band->slack : band->rows - 1;
        size_t row = j < band->gap ? SIZE_MAX : j - band->gap;
        const uint64_t *match = masks_of(m, b[j]);
        struct carry carry = {1, 0};
        for (size_t w = j > above ? (j - above) / 64 : 0; w <= lowest / 64; w++) {
            uint64_t level = column_step(&words[w], match[w], &carry);
            if (w == row / 64)
                distance += ~level >> row % 64 & 1;
        }
    }
    return distance;
}

static size_t in_many_words(const struct band *band, const struct masks *m, const uint32_t *b)
{
    struct column few[MASKS_SMALL / 64] = {{0}}, *words = few;
    if (m->words > MASKS_SMALL / 64)
        words = malloc(m->words * sizeof *words);
    if (!words)
        return SIZE_MAX;
    for (size_t w = 0; w < m->words; w++)
        words[w] = (struct column){.up = UINT64_MAX};
    size_t distance = in_words(band, m, b, words);
    if (words != few)
        free(words);
    return distance;
}

static size_t banded(const struct band *band, const uint32_t *a, const uint32_t *b)
{
    struct masks m;
    bool narrow = band->gap + 2 * band->slack < 64;
    if (!masks_init(&m, a, band->rows, narrow, false))
        return SIZE_MAX;
    size_t distance = narrow ? in_one_word(band, &m, b) : in_many_words(band, &m, b);
    masks_free(&m);
    return distance;
}

size_t levenshtein(const uint32_t *a, size_t a_len, const uint32_t *b, size_t b_len, size_t bound)
{
    if (a_len > b_len) {
        const uint32_t *longer = a;
        size_t len = a_len;
        a = b;
        a_len = b_len;
        b = longer;
        b_len = len;
    }
    size_t gap = b_len - a_len;
    if (gap > bound)
        return bound + 1;
    for (; a_len > 0 && a[a_len - 1] == b[b_len - 1]; a_len--)
        b_len--;
    for (; a_len > 0 && *a == *b; a_len--, b_len--) {
        a++;
        b++;
    }
    if (a_len == 0)
        return gap;
    size_t reachable = bound < b_len ? bound : b_len;
    struct band band = {a_len, b_len, gap, (reachable - gap) / 2, reachable};
    size_t distance = reachable == 0 ? 1 : banded(&band, a, b);
    return distance == SIZE_MAX || distance <= reachable ? distance : bound + 1;
}

static uint64_t longer_of(size_t a_len, size_t b_len)
{
    return a_len > b_len ? a_len : b_len;
}

unsigned levenshtein_score(size_t distance, size_t a_len, size_t b_len)
{
    uint64_t longer = longer_of(a_len, b_len);
    if (distance == 0)
        return 10000;
    return distance < longer ? (unsigned)((longer - distance) * 10000 / longer) : 0;
}

bool levenshtein_reaches(size_t distance, size_t a_len, size_t b_len, unsigned min)
{
    return distance <= levenshtein_bound(a_len, b_len, min);
}

size_t levenshtein_bound(size_t a_len, size_t b_len, unsigned min)
{
    return min < 100 ? (size_t)(longer_of(a_len, b_len) * (100 - min) / 100) : 0;
}
