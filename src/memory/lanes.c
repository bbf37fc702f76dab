#include "memory/lanes.h"

#include <stdbool.h>
#include <string.h>

/* The same code compiled for the vectors of the base machine and, chosen at run time, for wider ones. */
#if defined __x86_64__ && defined __GNUC__
#include <immintrin.h>
#define WIDER 1
#define AVX2 __attribute__((target("avx2,bmi,popcnt")))
#define AVX512 __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,bmi,popcnt")))
#endif
#define INLINE static inline __attribute__((always_inline))

/* The processor does not foresee so many rows: how many groups ahead they are fetched. */
enum { LANES_AHEAD = 4 };

typedef uint64_t words __attribute__((vector_size(64)));

/* Vectors go by address: by value, how depends on the target. */
INLINE void load(const uint64_t *row, size_t group, words *out)
{
    memcpy(out, row + group * LANES_WORDS, sizeof *out);
}

/* A full adder: the three bits of each place to a sum, in @one, and a carry. */
INLINE void add(words *carry, words *one, const words *a, const words *b)
{
    words either = *a ^ *b;
    *carry = (*one & either) | (*a & *b);
    *one ^= either;
}

/* Add @carry, whose weight is that of plane @from. */
INLINE void ripple(words *planes, size_t from, size_t count, const words *carry)
{
    words rest = *carry;
    for (size_t i = from; i < count; i++) {
        words next = planes[i] & rest;
        planes[i] ^= rest;
        rest = next;
    }
}

/* Sixteen rows at a time, each adder taking two of one weight (Harley and Seal's way to count bits). */
INLINE void add_sixteen(const uint64_t *const *r, size_t group, words *planes, size_t count)
{
    words one[2], two[2], four[2], eight[2], sixteen;
    for (size_t half = 0; half < 2; half++) {
        for (size_t quarter = 0; quarter < 2; quarter++) {
            for (size_t pair = 0; pair < 2; pair++) {
                load(*r++, group, &one[0]);
                load(*r++, group, &one[1]);
                add(&two[pair], &planes[0], &one[0], &one[1]);
            }
            add(&four[quarter], &planes[1], &two[0], &two[1]);
        }
        add(&eight[half], &planes[2], &four[0], &four[1]);
    }
    add(&sixteen, &planes[3], &eight[0], &eight[1]);
    ripple(planes, 4, count, &sixteen);
}

INLINE void add_rows(const struct lanes_rows *r, size_t from, size_t to, size_t group, words *planes)
{
    for (size_t i = from; i < to; i += LANES_STEP)
        add_sixteen(r->rows + i, group, planes, r->planes);
}

/* Those whose count is at least @need, which may be more than the planes hold. */
INLINE void compare(const words *planes, size_t count, size_t need, words *enough)
{
    words at_least = ~(words){0};
    for (size_t k = 0; k < count; k++)
        at_least = (need >> k & 1) ? planes[k] & at_least : planes[k] | at_least;
    *enough = need >> count ? (words){0} : *enough & at_least;
}

INLINE bool any(const words *w)
{
    uint64_t all = 0;
    for (size_t i = 0; i < LANES_WORDS; i++)
        all |= (*w)[i];
    return all != 0;
}

INLINE bool count_rows(const struct lanes_rows *r, size_t group, size_t need_chosen, size_t need_all,
                       struct lanes_counts *out)
{
    words planes[LANES_PLANES], enough = ~(words){0};
    for (size_t k = 0; k < r->planes; k++)
        planes[k] = (words){0};
    for (size_t i = 0; i < r->chosen; i++)
        __builtin_prefetch(r->rows[i] + (group + LANES_AHEAD) * LANES_WORDS);
    add_rows(r, 0, r->chosen, group, planes);
    compare(planes, r->planes, need_chosen, &enough);
    if (!any(&enough))
        return false;
    memcpy(out->chosen, planes, r->planes * sizeof *planes);
    add_rows(r, r->chosen, r->count, group, planes);
    compare(planes, r->planes, need_all, &enough);
    memcpy(out->all, planes, r->planes * sizeof *planes);
    memcpy(out->enough, &enough, sizeof enough);
    return any(&enough);
}

/* A band's column of eight texts: vertical differences +1 and -1 of the rows in the band. */
struct column {
    words up[LANES_BANDS], down[LANES_BANDS];
};

/* Eight texts on their way. */
struct walk {
    struct column column;
    words distance, length, bound;
    words shift, chosen[LANES_BANDS]; /* the bit of the diagonal that ends at both texts' ends; 1 in its word */
    size_t offset[LANES_TEXTS];       /* where in a row the band begins */
};

INLINE size_t high_row(const struct lanes_pattern *p, uint32_t point)
{
    for (size_t k = 0; k < p->high_count; k++)
        if (p->high[k] == point)
            return p->high_rows[k];
    return 0;
}

/* Where the band's bits are for eight codes of a text; past its end those of row 0. */
INLINE void find_rows(const struct lanes_pattern *p, const struct lanes_text *t, size_t from, size_t offset,
                      const uint8_t **rows)
{
    size_t count = t->len <= from ? 0 : t->len - from < 8 ? t->len - from : 8;
    const uint8_t *start = p->rows + (count ? offset + from / 8 : 0);
    if (t->width == 1)
        for (size_t i = 0; i < count; i++)
            rows[i * LANES_TEXTS] = start + p->byte_of[((const uint8_t *)t->codes)[from + i]];
    else if (t->width == 2)
        for (size_t i = 0; i < count; i++)
            rows[i * LANES_TEXTS] = start + p->row_of[((const uint16_t *)t->codes)[from + i]];
    else
        for (size_t i = 0; i < count; i++) {
            uint32_t point = ((const uint32_t *)t->codes)[from + i];
            rows[i * LANES_TEXTS] = start + (point < 0x10000 ? p->row_of[point] : high_row(p, point));
        }
    for (size_t i = count; i < 8; i++)
        rows[i * LANES_TEXTS] = start;
}

INLINE void load_words(const uint8_t *const *rows, size_t word, words *out)
{
    uint64_t w[LANES_TEXTS];
    for (size_t i = 0; i < LANES_TEXTS; i++)
        memcpy(&w[i], rows[i] + word * sizeof *w, sizeof *w);
    memcpy(out, w, sizeof *out);
}

/* The rows of the band that equal each text's code; @phase: how many bits past the byte the band begins. */
INLINE void load_match(const uint8_t *const *rows, unsigned phase, unsigned bands, words *match)
{
    for (unsigned i = 0; i < bands; i++)
        load_words(rows, i, &match[i]);
    for (unsigned i = 0; i < bands; i++) {
        match[i] >>= phase;
        if (i + 1 < bands)
            match[i] |= match[i + 1] << 1 << (63 - phase);
    }
}

/* One column further; the band goes down one row. @diagonal: where the difference along the diagonal is 0. */
INLINE void step(struct column *c, const words *match, unsigned bands, words *diagonal)
{
    words carry = {0};
    for (unsigned i = 0; i < bands; i++) {
        words x = match[i] & c->up[i], sum = x + c->up[i], all = sum + carry;
        carry = ((words)(sum < x) | (words)(all < sum)) & 1;
        diagonal[i] = (all ^ c->up[i]) | match[i] | c->down[i];
    }
    /* the last byte's bits have been shifted out of the match */
    diagonal[bands - 1] &= UINT64_MAX >> 7;
    for (unsigned i = 0; i < bands; i++) {
        words below = diagonal[i] >> 1;
        if (i + 1 < bands)
            below |= diagonal[i + 1] << 63;
        words right = c->down[i] | ~(diagonal[i] | c->up[i]), left = diagonal[i] & c->up[i];
        c->up[i] = left | ~(below | right);
        c->down[i] = below & right;
    }
}

/* The band of a text: its lowest diagonal that a distance within the bound can use, on a whole byte. Row r of column c
 * lies on diagonal r - c. */
INLINE void begin_text(struct walk *w, const struct lanes_pattern *p, const struct lanes_text *t, size_t i,
                       unsigned bands)
{
    int64_t end = (int64_t)p->len - t->len;
    int64_t lowest = ((int64_t)t->bound + end) / 2, last = 64 * (int64_t)bands - 8;
    lowest = (lowest + 7) / 8 * 8;
    int64_t bit = last - (lowest - end);
    w->distance[i] = end > 0 ? (uint64_t)end : 0;
    w->length[i] = t->len;
    w->bound[i] = t->bound;
    w->shift[i] = (uint64_t)bit % 64;
    w->offset[i] = (size_t)(LANES_PAD + lowest - last) / 8;
    for (unsigned k = 0; k < bands; k++) {
        int64_t first = last - lowest - 64 * (int64_t)k;
        w->chosen[k][i] = (uint64_t)(bit / 64 == k);
        w->column.up[k][i] = first <= 0 ? UINT64_MAX : first < 64 ? UINT64_MAX << first : 0;
    }
}

INLINE bool goes_on(const struct walk *w, size_t at)
{
    words open = (words)(w->distance <= w->bound) & (words)(w->length > at);
    uint64_t any = 0;
    for (size_t i = 0; i < LANES_TEXTS; i++)
        any |= open[i];
    return any != 0;
}

INLINE void distances(const struct lanes_pattern *p, const struct lanes_text *texts, unsigned bands, uint32_t *out)
{
    struct walk w = {0};
    const uint8_t *rows[8 * LANES_TEXTS];
    for (size_t i = 0; i < LANES_TEXTS; i++)
        begin_text(&w, p, &texts[i], i, bands);
    for (size_t at = 0; goes_on(&w, at); at += 8) {
        for (size_t i = 0; i < LANES_TEXTS; i++)
            find_rows(p, &texts[i], at, w.offset[i], rows + i);
        for (unsigned phase = 0; phase < 8; phase++) {
            words match[LANES_BANDS], diagonal[LANES_BANDS], same = {0};
            load_match(rows + (size_t)phase * LANES_TEXTS, phase, bands, match);
            step(&w.column, match, bands, diagonal);
            for (unsigned k = 0; k < bands; k++)
                same |= diagonal[k] >> w.shift & w.chosen[k];
            w.distance += (same ^ 1) & (words)(w.length > at + phase);
        }
    }
    for (size_t i = 0; i < LANES_TEXTS; i++)
        out[i] = (uint32_t)w.distance[i];
}

INLINE void distances_of(const struct lanes_pattern *p, const struct lanes_text *texts, unsigned bands, uint32_t *out)
{
    if (bands == 1)
        distances(p, texts, 1, out);
    else if (bands == 2)
        distances(p, texts, 2, out);
    else
        distances(p, texts, 4, out);
}

#ifdef WIDER
/* Bit i: whether the first byte and then the second stand at text[i], for i below 63. */
AVX512 INLINE uint64_t pair_places(const uint8_t *text, const uint8_t bytes[2][LANES_BYTES])
{
    __m512i here = _mm512_loadu_si512((const void *)text);
    uint64_t first = _mm512_cmpeq_epi8_mask(here, _mm512_loadu_si512((const void *)bytes[0]));
    uint64_t second = _mm512_cmpeq_epi8_mask(here, _mm512_loadu_si512((const void *)bytes[1]));
    return first & second >> 1;
}

/* Four pairs, without a jump for each: it would be foreseen badly. */
AVX512 INLINE size_t missing_four(const struct lanes_pairs *pairs, const uint8_t *from, size_t i, uint64_t near,
                                  uint64_t far, bool two)
{
    size_t missing = 0;
    for (size_t end = i + 4; i < end; i++) {
        const uint8_t *at = from + pairs->at[i];
        uint64_t found = pair_places(at, pairs->bytes[i]) & near;
        if (two)
            found |= pair_places(at + 63, pairs->bytes[i]) & far;
        missing += found == 0;
    }
    return missing;
}

AVX512 static size_t missing_avx512(const struct lanes_pairs *pairs, const struct lanes_text *text, size_t lowest,
                                    size_t spare)
{
    const uint8_t *from = (const uint8_t *)text->codes - lowest;
    uint32_t places = text->bound + 1;
    uint64_t near = places < 63 ? (UINT64_C(1) << places) - 1 : UINT64_MAX >> 1;
    uint64_t far = places > 63 ? (UINT64_C(1) << (places - 63)) - 1 : 0;
    size_t missing = 0;
    if (far)
        for (size_t i = 0; i + 4 <= pairs->count && missing <= spare; i += 4)
            missing += missing_four(pairs, from, i, near, far, true);
    else
        for (size_t i = 0; i + 4 <= pairs->count && missing <= spare; i += 4)
            missing += missing_four(pairs, from, i, near, 0, false);
    return missing;
}
#endif

/* NOLINTBEGIN(bugprone-macro-parentheses): attributes stand in none */
#define LANES(name, target, missing)                                                                                  \
    target static bool count_##name(const struct lanes_rows *rows, size_t group, size_t need_chosen, size_t need_all, \
                                    struct lanes_counts *out)                                                         \
    {                                                                                                                 \
        return count_rows(rows, group, need_chosen, need_all, out);                                                   \
    }                                                                                                                 \
    target static void distances_##name(const struct lanes_pattern *pattern, const struct lanes_text *texts,          \
                                        unsigned bands, uint32_t *out)                                                \
    {                                                                                                                 \
        distances_of(pattern, texts, bands, out);                                                                     \
    }                                                                                                                 \
    static const struct lanes lanes_##name = {count_##name, (missing), distances_##name};
/* NOLINTEND(bugprone-macro-parentheses) */

LANES(base, , NULL)
#ifdef WIDER
LANES(avx2, AVX2, NULL)
LANES(avx512, AVX512, missing_avx512)
#endif

const struct lanes *lanes_for(unsigned width)
{
#ifdef WIDER
    if (width >= 2 && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512dq"))
        return &lanes_avx512;
    if (width >= 1 && __builtin_cpu_supports("avx2"))
        return &lanes_avx2;
#endif
    (void)width;
    return &lanes_base;
}
