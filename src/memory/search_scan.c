#include "base/fault.h"
#include "memory/search_state.h"
#include "text/grams.h"

static size_t count_at(const uint64_t planes[][LANES_WORDS], size_t count, size_t word, unsigned bit)
{
    size_t sum = 0;
    for (size_t k = 0; k < count; k++)
        sum |= (size_t)(planes[k][word] >> bit & 1) << k;
    return sum;
}

static size_t max3(size_t a, size_t b, size_t c)
{
    size_t most = a > b ? a : b;
    return most > c ? most : c;
}

/* The distance of a text of @m code points, at least. */
static size_t least_distance(const struct search *s, size_t m, const struct lanes_counts *counts, size_t word,
                             unsigned bit)
{
    const struct hits_grams *g = &s->grams;
    size_t n = s->query->len, apart = n > m ? n - m : m - n;
    if (!search_has_pattern(s))
        return apart;
    size_t chosen = count_at(counts->chosen, s->planes, word, bit), all = count_at(counts->all, s->planes, word, bit);
    return max3(apart, g->chosen > chosen ? g->chosen - chosen : 0, grams_distance(all, n > m ? n : m, g->pairs));
}

/* Places of one block. */
struct range {
    uint32_t block, first, last;
    const struct block_length *length; /* of the place that we are at */
};

static void to_length(const struct search *s, struct range *r, uint32_t place)
{
    const struct block *b = &s->blocks[r->block];
    const struct block_length *end = (const struct block_length *)b->arrays[BLOCK_LENGTHS] + b->header->lengths;
    while (r->length + 1 < end && r->length[1].first <= place)
        r->length++;
}

static zhm_code take(struct search *s, struct range *r, uint32_t place, const struct lanes_counts *counts,
                     zhm_error *err)
{
    to_length(s, r, place);
    uint32_t len = r->length->length;
    size_t least = least_distance(s, len, counts, place % BLOCK_GROUP / 64, place % 64);
    if (least > hits_bound(&s->hits, len))
        return ZHM_OK;
    uint32_t start = block_start(&s->blocks[r->block], place);
    if (!block_holds(&s->blocks[r->block], start, len))
        return zhm_fail(err, ZHM_STORAGE, "a block of the memory's index has texts outside itself");
    s->candidates[s->count++] = (struct candidate){r->block, place, len, start, (uint32_t)least};
    return s->count == CANDIDATES ? search_compare(s, err) : ZHM_OK;
}

/* Of a group's places in the range, those with enough grams. */
static zhm_code take_group(struct search *s, struct range *r, uint32_t group, const struct lanes_counts *counts,
                           zhm_error *err)
{
    zhm_code code = ZHM_OK;
    for (uint32_t w = 0; w < LANES_WORDS; w++)
        for (uint64_t bits = counts->enough[w]; code == ZHM_OK && bits; bits &= bits - 1) {
            uint32_t place = group * BLOCK_GROUP + w * 64 + (uint32_t)__builtin_ctzll(bits);
            if (place >= r->first && place < r->last)
                code = take(s, r, place, counts, err);
        }
    return code;
}

/* As long as any row. */
static const uint64_t empty_row[(BLOCK_UNITS / BLOCK_GROUP + 1) * LANES_WORDS];

static size_t add_rows(const struct search *s, const struct block *b, bool chosen, size_t at)
{
    for (size_t i = 0; i < s->query->len; i++)
        if (s->chosen[i] == chosen)
            s->rows[at++] = block_row(b, s->bins[i]);
    while (at % LANES_STEP)
        s->rows[at++] = empty_row;
    return at;
}

static struct lanes_rows find_rows(const struct search *s, const struct block *b)
{
    struct lanes_rows r = {.rows = s->rows, .planes = s->planes};
    if (search_has_pattern(s)) {
        r.chosen = add_rows(s, b, true, 0);
        r.count = add_rows(s, b, false, r.chosen);
    }
    return r;
}

/* The lengths of a range's texts in a group. */
static void group_lengths(const struct search *s, struct range *r, uint32_t group, uint32_t *low, uint32_t *high)
{
    uint32_t from = group * BLOCK_GROUP, last = from + BLOCK_GROUP - 1;
    to_length(s, r, from > r->first ? from : r->first);
    struct range end = *r;
    to_length(s, &end, last < r->last ? last : r->last - 1);
    *low = r->length->length;
    *high = end.length->length;
}

static zhm_code scan_places(struct search *s, const struct lanes_rows *rows, struct range r, zhm_error *err)
{
    if (r.first >= r.last)
        return ZHM_OK;
    struct lanes_counts counts;
    zhm_code code = ZHM_OK;
    r.length = block_length_of(&s->blocks[r.block], r.first);
    for (uint32_t g = r.first / BLOCK_GROUP; code == ZHM_OK && g <= (r.last - 1) / BLOCK_GROUP; g++) {
        size_t chosen = 0, all = 0;
        uint32_t low, high;
        group_lengths(s, &r, g, &low, &high);
        if (search_has_pattern(s))
            hits_need(&s->hits, &s->grams, low, high, &chosen, &all);
        s->work.groups++;
        if (s->lanes->count(rows, g, chosen, all, &counts))
            code = take_group(s, &r, g, &counts, err);
    }
    return code;
}

/* Lengths [low, high], but not those in [inner_low, inner_high]. */
struct zone {
    size_t low, high, inner_low, inner_high;
};

static zhm_code scan_zone(struct search *s, size_t block_count, const struct zone *z, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    for (uint32_t i = 0; code == ZHM_OK && i < block_count; i++) {
        const struct block *b = &s->blocks[i];
        struct lanes_rows rows = find_rows(s, b);
        struct range low = {i, block_place(b, z->low), block_place(b, z->high + 1), NULL}, high = low;
        if (z->inner_low <= z->inner_high) {
            low.last = block_place(b, z->inner_low);
            high.first = block_place(b, z->inner_high + 1);
            code = scan_places(s, &rows, high, err);
        }
        if (code == ZHM_OK)
            code = scan_places(s, &rows, low, err);
    }
    return code == ZHM_OK ? search_compare(s, err) : code;
}

zhm_code search_scan(struct search *s, size_t block_count, zhm_error *err)
{
    /* the parts, in percent, of the difference of lengths that there may be */
    static const unsigned parts[] = {15, 50, 100};
    struct zone z = {0, 0, 1, 0};
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && i < sizeof parts / sizeof *parts; i++) {
        hits_lengths(&s->hits, parts[i], &z.low, &z.high);
        if (z.inner_low <= z.inner_high) {
            z.low = z.low < z.inner_low ? z.low : z.inner_low;
            z.high = z.high > z.inner_high ? z.high : z.inner_high;
        }
        code = scan_zone(s, block_count, &z, err);
        z.inner_low = z.low;
        z.inner_high = z.high;
    }
    return code;
}
