#include "text/distance.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_WORDS = 4, SLOTS = 512 };

/* Where each code point stands in the pattern, as bits: a small hash table, at most half full. */
struct masks {
    size_t words, slots;
    uint8_t used[SLOTS];
    uint32_t points[SLOTS];
    uint64_t bits[SLOTS * MAX_WORDS];
};

static size_t slot_of(const struct masks *m, uint32_t point)
{
    size_t i = (point * 2654435769U >> 16) & (m->slots - 1);
    while (m->used[i] && m->points[i] != point)
        i = (i + 1) & (m->slots - 1);
    return i;
}

static void masks_init(struct masks *m, const uint32_t *pattern, size_t len)
{
    m->words = (len + 63) / 64;
    m->slots = m->words == 1 ? SLOTS / MAX_WORDS : SLOTS;
    memset(m->used, 0, m->slots);
    memset(m->bits, 0, m->slots * m->words * sizeof *m->bits);
    for (size_t i = 0; i < len; i++) {
        size_t slot = slot_of(m, pattern[i]);
        m->used[slot] = 1;
        m->points[slot] = pattern[i];
        m->bits[slot * m->words + i / 64] |= 1ULL << i % 64;
    }
}

/* One word of a column of the matrix, as differences (Myers 1999, in the terms of Hyyrö 2003): bit i is row i + 1.
 * `level`: equal to the cell up and left. `open`: a swap of rows i and i + 1 that began in an earlier column costs
 * exactly what has been inserted since. */
struct word {
    uint64_t up, down, level, right, open, match;
};

/* What the word below hands on in its highest bit. */
struct carry {
    uint64_t match, start, level, right, run, sum, up, down;
};

static inline uint64_t shift_in(uint64_t bits, uint64_t *carry)
{
    uint64_t out = bits << 1 | *carry;
    *carry = bits >> 63;
    return out;
}

static inline uint64_t add_in(uint64_t a, uint64_t b, uint64_t *carry)
{
    uint64_t sum, all;
    uint64_t over = __builtin_add_overflow(a, b, &sum);
    over |= __builtin_add_overflow(sum, *carry, &all);
    *carry = over;
    return all;
}

/* Where the last step may be a swap that costs no more than the cell up and left. It ends neighbours of one text:
 * of this one (`open`, with insertions between) or of the other (a start, then deletions, which are a run of `up`). */
static inline uint64_t swaps(struct word *w, uint64_t match, struct carry *c)
{
    uint64_t start = shift_in(match & ~w->level, &c->start);
    uint64_t run = (add_in(start & w->up, w->up, &c->run) ^ w->up) | start;
    uint64_t below = shift_in(w->level, &c->level), right = shift_in(w->right, &c->right);
    w->open = (w->match & ~below) | (w->open & right);
    return (run & w->match) | (w->open & shift_in(match, &c->match));
}

/* Go to the next column. @return the differences along the rows: +1 in *more, -1 in *less */
static inline void step(struct word *w, uint64_t match, struct carry *c, uint64_t *more, uint64_t *less)
{
    uint64_t same = match | swaps(w, match, c);
    w->level = (add_in(same & w->up, w->up, &c->sum) ^ w->up) | same | w->down;
    *more = w->right = w->down | ~(w->level | w->up);
    *less = w->level & w->up;
    uint64_t up = shift_in(*more, &c->up), down = shift_in(*less, &c->down);
    w->up = down | ~(w->level | up);
    w->down = up & w->level;
    w->match = match;
}

/* The bit-parallel matrix: @words is a constant where it matters. */
static inline size_t columns(const struct masks *m, size_t words, size_t a_len, const uint32_t *b, size_t b_len,
                             size_t bound)
{
    struct word column[MAX_WORDS];
    memset(column, 0, sizeof column);
    for (size_t i = 0; i < words; i++)
        column[i].up = ~0ULL;
    size_t score = a_len;
    for (size_t j = 0; j < b_len; j++) {
        const uint64_t *match = m->bits + slot_of(m, b[j]) * words;
        struct carry c = {.up = 1};
        uint64_t more = 0, less = 0;
        for (size_t i = 0; i < words; i++)
            step(&column[i], match[i], &c, &more, &less);
        score += (more >> (a_len - 1) % 64 & 1) - (less >> (a_len - 1) % 64 & 1);
        if (score > bound + (b_len - 1 - j))
            return bound + 1;
    }
    return score;
}

static size_t by_bits(const uint32_t *a, size_t a_len, const uint32_t *b, size_t b_len, size_t bound)
{
    struct masks m;
    masks_init(&m, a, a_len);
    if (m.words == 1)
        return columns(&m, 1, a_len, b, b_len, bound);
    return columns(&m, m.words, a_len, b, b_len, bound);
}

/* Rows of the matrix for long texts, in linear space (Zhao and Sahni 2019): a swap counts only where its letters are
 * neighbours in one of the texts. row[j + 2] is column j; two cells of `far` stand before column 0. */
struct band {
    size_t *row, *last, *swap, *seen;
    size_t from, to; /* of this row: columns, both inclusive */
    size_t far;
};

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Row @i of the text's character @a; last holds row i - 1, row holds row i - 2 and becomes row i.
 * swap[j], seen[j]: at the latest row k where the texts agree in column j: cell (k - 1, j - 2), and k.
 * @return the least cell */
static size_t band_row(struct band *s, size_t i, uint32_t a, const uint32_t *b)
{
    size_t *row = s->row + 2, *last = s->last + 2, best = s->far;
    size_t agreed = SIZE_MAX, before_agreed = s->far;
    size_t diagonal = s->from ? row[s->from - 1] : s->far;
    if (s->from)
        row[s->from - 1] = s->far;
    for (size_t j = s->from; j <= s->to; j++) {
        size_t cell = j ? least(last[j - 1] + 1, row[j - 1] + 1) : i;
        cell = least(cell, last[j] + 1);
        if (j && a == b[j - 1]) {
            cell = least(cell, last[j - 1]);
            s->swap[j] = j >= 2 ? last[j - 2] : s->far;
            s->seen[j] = i;
            agreed = j;
            before_agreed = diagonal;
        } else if (j && agreed == j - 1 && s->seen[j]) {
            cell = least(cell, s->swap[j] + (i - s->seen[j]));
        } else if (j && agreed != SIZE_MAX && s->seen[j] == i - 1 && i > 1) {
            cell = least(cell, before_agreed + (j - agreed));
        }
        diagonal = row[j];
        row[j] = cell;
        best = least(best, cell);
    }
    return best;
}

/* A path of at most @bound edits stays on the diagonals [-spare, extra + spare]; one more on each side, because a swap
 * is noted in a cell beside its path. */
static size_t band_rows(struct band *s, const uint32_t *a, size_t a_len, const uint32_t *b, size_t b_len, size_t bound)
{
    size_t extra = b_len - a_len, spare = (bound - extra) / 2 + 1;
    for (size_t j = 0; j < b_len + 3; j++)
        s->row[j] = s->last[j] = s->far;
    for (size_t j = 0; j <= b_len; j++)
        s->last[j + 2] = j;
    for (size_t i = 1; i <= a_len; i++) {
        s->from = i > spare ? i - spare : 0;
        s->to = least(b_len, i + extra + spare);
        if (band_row(s, i, a[i - 1], b) > bound)
            return bound + 1;
        size_t *row = s->row;
        s->row = s->last;
        s->last = row;
    }
    return least(s->last[b_len + 2], bound + 1);
}

static size_t by_band(const uint32_t *a, size_t a_len, const uint32_t *b, size_t b_len, size_t bound)
{
    size_t width = b_len + 3;
    size_t *memory = width > SIZE_MAX / 4 / sizeof *memory ? NULL : calloc(4 * width, sizeof *memory);
    if (!memory)
        return SIZE_MAX;
    struct band s = {.row = memory,
                     .last = memory + width,
                     .swap = memory + 2 * width,
                     .seen = memory + 3 * width,
                     .far = a_len + b_len + 1};
    size_t distance = band_rows(&s, a, a_len, b, b_len, bound);
    free(memory);
    return distance;
}

size_t damerau_distance(const uint32_t *a, size_t a_len, const uint32_t *b, size_t b_len, size_t bound)
{
    if (a_len > b_len)
        return damerau_distance(b, b_len, a, a_len, bound);
    if (b_len - a_len > bound)
        return bound + 1;
    bound = least(bound, b_len);
    while (a_len > 0 && a[a_len - 1] == b[b_len - 1])
        a_len--, b_len--;
    while (a_len > 0 && *a == *b)
        a++, b++, a_len--, b_len--;
    if (a_len == 0)
        return b_len;
    return a_len <= MAX_WORDS * 64UL ? by_bits(a, a_len, b, b_len, bound) : by_band(a, a_len, b, b_len, bound);
}

unsigned distance_score(size_t distance, size_t a_len, size_t b_len)
{
    size_t longer = a_len > b_len ? a_len : b_len;
    if (longer == 0)
        return 100;
    return distance >= longer ? 0 : (unsigned)((uint64_t)(longer - distance) * 100 / longer);
}
