#include "memory/needle.h"

#include "text/grams.h"
#include "text/words.h"

#include <string.h>

/* From the radicals to Yi no sign has a case. */
static inline bool has_no_case(uint32_t point)
{
    return point >= 0x2E80 && point < 0xA000;
}

/* gram_fold, without a call for what most texts are made of. */
static inline uint32_t fold(uint32_t point)
{
    if (point < 0x80)
        return point - 'A' < 26u ? point + ('a' - 'A') : point;
    return has_no_case(point) ? point : gram_fold(point);
}

/* The first place from @i on where the needle might begin: most signs of a text are passed over unfolded. */
static size_t next_start(const struct needle *n, const uint32_t *points, size_t len, size_t i)
{
    uint32_t small = n->points[0], large = small - 'a' < 26u ? small - ('a' - 'A') : small;
    while (i < len && points[i] != small && points[i] != large && (points[i] < 0x80 || has_no_case(points[i])))
        i++;
    return i;
}

/* As Knuth, Morris and Pratt have it. */
static void fill_back(struct needle *n)
{
    uint32_t k = 0;
    n->back[0] = n->back[1] = 0;
    for (size_t i = 1; i < n->len; i++) {
        while (k > 0 && n->points[i] != n->points[k])
            k = n->back[k];
        k += n->points[i] == n->points[k];
        n->back[i + 1] = k;
    }
}

bool needle_init(struct needle *n, const uint32_t *points, size_t len, struct arena *arena)
{
    struct needle out = {.len = len};
    out.points = arena_array(arena, len, sizeof *out.points);
    out.back = arena_array(arena, len + 1, sizeof *out.back);
    out.bins = arena_array(arena, len, sizeof *out.bins);
    if (!out.points || !out.back || !out.bins)
        return false;
    for (size_t i = 0; i < len; i++)
        out.points[i] = fold(points[i]);
    fill_back(&out);
    (void)grams_of(points, len, out.bins, NULL);
    /* what follows the last point in a text is not known: a pair of it may be another there */
    out.bin_count = gram_is_sign(out.points[len - 1]) ? len : len - 1;
    *n = out;
    return true;
}

/* Where the next occurrence from @from on ends; 0: there is none. */
static size_t next_end(const struct needle *n, const uint32_t *points, size_t len, size_t from)
{
    size_t k = 0;
    for (size_t i = from; i < len; i++) {
        if (k == 0 && (i = next_start(n, points, len, i)) == len)
            return 0;
        uint32_t point = fold(points[i]);
        while (k > 0 && point != n->points[k])
            k = n->back[k];
        if (point == n->points[k] && ++k == n->len)
            return i + 1;
    }
    return 0;
}

bool needle_is_in(const struct needle *n, const uint32_t *points, size_t len)
{
    return next_end(n, points, len, 0) > 0;
}

static bool is_whole(const uint32_t *points, size_t len, size_t start, size_t end)
{
    return (start == 0 || word_may_end(points[start - 1], points[start])) &&
           (end == len || word_may_end(points[end - 1], points[end]));
}

struct needle_finds needle_find(const struct needle *n, const uint32_t *points, size_t len, uint32_t *starts)
{
    struct needle_finds out = {0};
    for (size_t end = 0; (end = next_end(n, points, len, end)) > 0;) {
        size_t start = end - n->len;
        if (starts)
            starts[out.count] = (uint32_t)start;
        out.count++;
        out.whole = out.whole || is_whole(points, len, start, end);
    }
    return out;
}

static size_t count_bits(const uint64_t *words, size_t count)
{
    size_t bits = 0;
    for (size_t i = 0; i < count; i++)
        bits += (size_t)__builtin_popcountll(words[i]);
    return bits;
}

size_t needle_places(const struct needle *n, const struct block *b, uint64_t *places)
{
    enum { FEW = 16 }; /* texts that are sooner read than another row */
    uint32_t first = block_place(b, n->len), units = b->header->units;
    size_t words = block_row_words(units);
    memset(places, 0, words * sizeof *places);
    for (uint32_t place = first; place < units; place++)
        places[place / 64] |= UINT64_C(1) << place % 64;
    size_t left = units - first;
    for (size_t i = 0; i < n->bin_count && left > FEW; i++) {
        const uint64_t *row = block_row(b, n->bins[i]);
        for (size_t w = 0; w < words; w++)
            places[w] &= row[w];
        left = count_bits(places, words);
    }
    return left;
}
