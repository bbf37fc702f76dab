#include "memory/pattern.h"

#include <string.h>

#define INLINE static inline __attribute__((always_inline))

/* Bits of a row that one load gives wherever they begin, less the one that a pair's second sign needs. */
enum { BITS = 56 };

/* Where a text's pairs are looked for in the pattern: for the pair at place i from bit first + i of a row on. */
struct window {
    size_t first, places;
};

INLINE size_t row_of(const struct lanes_pattern *p, const struct lanes_text *t, unsigned width, size_t at)
{
    if (width == 1)
        return p->byte_of[((const uint8_t *)t->codes)[at]];
    uint32_t point = width == 2 ? ((const uint16_t *)t->codes)[at] : ((const uint32_t *)t->codes)[at];
    if (point < 0x10000)
        return p->row_of[point];
    for (size_t k = 0; k < p->high_count; k++)
        if (p->high[k] == point)
            return p->high_rows[k];
    return 0;
}

INLINE uint64_t bits_at(const uint8_t *row, size_t first)
{
    uint64_t bits;
    memcpy(&bits, row + first / 8, sizeof bits);
    return bits >> first % 8;
}

/* The pairs of @t in places at, at + each, ... that are not in their windows, up to more than @spare. No jumps depend
 * on what is found, for they would be foreseen badly. */
INLINE size_t missing_pairs(const struct lanes_pattern *p, const struct lanes_text *t, const struct window *w,
                            size_t each, size_t spare, unsigned width, size_t loads)
{
    size_t missing = 0, last = w->places - (loads - 1) * BITS;
    uint64_t rest = (UINT64_C(1) << last) - 1, full = (UINT64_C(1) << BITS) - 1;
    for (size_t at = 0; at + 1 < t->len && missing <= spare; at += each) {
        const uint8_t *a = p->rows + row_of(p, t, width, at), *b = p->rows + row_of(p, t, width, at + 1);
        uint64_t found = 0;
        for (size_t i = 0; i < loads; i++) {
            size_t bit = w->first + at + i * BITS;
            found |= bits_at(a, bit) & bits_at(b, bit) >> 1 & (i + 1 < loads ? full : rest);
        }
        missing += found == 0;
    }
    return missing;
}

INLINE size_t missing_of_width(const struct lanes_pattern *p, const struct lanes_text *t, const struct window *w,
                               size_t each, size_t spare, unsigned width)
{
    size_t loads = (w->places + BITS - 1) / BITS;
    return loads == 1   ? missing_pairs(p, t, w, each, spare, width, 1)
           : loads == 2 ? missing_pairs(p, t, w, each, spare, width, 2)
                        : missing_pairs(p, t, w, each, spare, width, loads);
}

/* How many pairs a text within the bound may lack. */
static size_t spare_pairs(const struct lanes_pattern *p, const struct lanes_text *t)
{
    if (t->len >= p->len)
        return t->bound;
    size_t need = p->len > 2 * (size_t)t->bound ? p->len - 2 * (size_t)t->bound : 0;
    return t->len > need ? t->len - need : 0;
}

bool pattern_may_be_near(const struct lanes_pattern *p, const struct lanes_text *t)
{
    size_t spare = spare_pairs(p, t), each = t->len >= p->len ? 2 : 1;
    struct window w = {LANES_PAD - (t->bound + t->len - p->len) / 2, t->bound + 1};
    return spare >= (t->width == 1   ? missing_of_width(p, t, &w, each, spare, 1)
                     : t->width == 2 ? missing_of_width(p, t, &w, each, spare, 2)
                                     : missing_of_width(p, t, &w, each, spare, 4));
}
