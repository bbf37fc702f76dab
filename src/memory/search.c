#include "memory/search.h"

#include "base/fault.h"
#include "memory/hits.h"
#include "memory/lanes.h"
#include "memory/pairs.h"
#include "memory/pattern.h"
#include "text/grams.h"
#include "text/levenshtein.h"

#include <stdlib.h>
#include <string.h>

/* A text that may be near enough, by its grams. */
struct candidate {
    uint32_t block, place, length;
    uint32_t start; /* block_start, found while places are read in order */
    uint32_t least; /* distance, at least */
};

/* Candidates are dealt with when there are this many, so that they fit a cache and bound memory. */
enum { CANDIDATES = 1 << 18, BUCKETS = 25 };
/* How many candidates ahead texts are fetched, and how many bytes of one. */
enum { AHEAD = 32, FETCHED = 256 };

struct search {
    const struct lanes *lanes;
    struct pattern pattern;
    struct pairs chosen_pairs, all_pairs;
    struct hits hits;
    uint16_t *bins, *weights; /* of the query's grams */
    uint8_t *pair, *chosen;
    const uint64_t **rows;
    uint32_t *points; /* of a text that the vectors are too narrow for, or that may be a hit */
    size_t points_room;
    struct candidate *candidates, *sorted;
    size_t count;
    struct search_work work;

    const struct search_query *query;
    const struct block *blocks;
    size_t planes;
    struct hits_grams grams;
};

struct search *search_new(void)
{
    struct search *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->lanes = lanes_for(2);
    s->bins = calloc(LANES_ROWS, sizeof *s->bins);
    s->weights = calloc(LANES_ROWS, sizeof *s->weights);
    s->pair = calloc(LANES_ROWS, sizeof *s->pair);
    s->chosen = calloc(LANES_ROWS, sizeof *s->chosen);
    s->rows = calloc(LANES_ROWS + 2 * LANES_STEP, sizeof *s->rows);
    s->candidates = calloc(CANDIDATES, sizeof *s->candidates);
    s->sorted = calloc(CANDIDATES, sizeof *s->sorted);
    if (s->bins && s->weights && s->pair && s->chosen && s->rows && pairs_init(&s->chosen_pairs) &&
        pairs_init(&s->all_pairs) && s->candidates && s->sorted && pattern_init(&s->pattern))
        return s;
    search_free(s);
    return NULL;
}

void search_free(struct search *s)
{
    if (!s)
        return;
    pattern_clear(&s->pattern);
    pairs_clear(&s->chosen_pairs);
    pairs_clear(&s->all_pairs);
    hits_clear(&s->hits);
    free(s->bins);
    free(s->weights);
    free(s->pair);
    free(s->chosen);
    free(s->rows);
    free(s->points);
    free(s->candidates);
    free(s->sorted);
    free(s);
}

void search_use(struct search *s, unsigned width)
{
    s->lanes = lanes_for(width);
}

struct search_work search_work(const struct search *s)
{
    return s->work;
}

static bool has_pattern(const struct search *s)
{
    return s->query->len <= LANES_ROWS;
}

static zhm_code no_memory(zhm_error *err)
{
    return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a search");
}

/* The points of a text, for the caller, or where vectors are too narrow. */
static const uint32_t *points_at(struct search *s, const struct candidate *c)
{
    if (c->length > s->points_room) {
        uint32_t *more = realloc(s->points, (size_t)c->length * 2 * sizeof *more);
        if (!more)
            return NULL;
        s->points = more;
        s->points_room = (size_t)c->length * 2;
    }
    block_points(&s->blocks[c->block], c->place, c->length, s->points);
    return s->points;
}

static zhm_code offer(struct search *s, const uint32_t *points, struct search_hit hit, zhm_error *err)
{
    if (!hits_want(&s->hits, &hit))
        return ZHM_OK;
    zhm_code code = s->query->accept(s->query->context, points, &hit, err);
    if (code == ZHM_NOT_FOUND)
        return ZHM_OK;
    if (code == ZHM_OK && !hits_put(&s->hits, &hit))
        return no_memory(err);
    return code;
}

static zhm_code offer_candidate(struct search *s, const struct candidate *c, uint32_t distance, zhm_error *err)
{
    struct search_hit hit = {block_number(&s->blocks[c->block], c->place), distance, c->length, 0};
    if (!hits_want(&s->hits, &hit))
        return ZHM_OK;
    const uint32_t *points = points_at(s, c);
    return points ? offer(s, points, hit, err) : no_memory(err);
}

/* One text whose band no vector holds. */
static zhm_code compare_one(struct search *s, const struct candidate *c, uint32_t bound, zhm_error *err)
{
    const struct search_query *q = s->query;
    const uint32_t *points = points_at(s, c);
    size_t distance = points ? levenshtein(q->points, q->len, points, c->length, bound) : SIZE_MAX;
    s->work.distances++;
    if (distance == SIZE_MAX)
        return no_memory(err);
    return distance <= bound ? offer_candidate(s, c, (uint32_t)distance, err) : ZHM_OK;
}

/* Candidates whose distances are worked out together. */
struct together {
    struct lanes_text texts[LANES_TEXTS];
    const struct candidate *from[LANES_TEXTS];
    uint32_t widest;
    size_t count;
};

static zhm_code compare(struct search *s, struct together *t, zhm_error *err)
{
    if (t->count == 0)
        return ZHM_OK;
    uint32_t distances[LANES_TEXTS];
    unsigned bands = t->widest <= lanes_widest(1) ? 1 : t->widest <= lanes_widest(2) ? 2 : 4;
    for (size_t i = t->count; i < LANES_TEXTS; i++)
        t->texts[i] = t->texts[0];
    s->lanes->distances(&s->pattern.lanes, t->texts, bands, distances);
    s->work.distances += t->count;
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && i < t->count; i++)
        if (distances[i] <= t->texts[i].bound)
            code = offer_candidate(s, t->from[i], distances[i], err);
    t->count = 0;
    t->widest = 0;
    return code;
}

/* Whether enough pairs of neighbours stand in both texts where a distance within the bound lets them: of the chosen ones as
 * many as the bound may lack; the longer the text beside the query, the more is asked of all instead. */
static bool may_be_near(const struct search *s, const struct lanes_text *t)
{
    size_t len = s->query->len, twice = 2 * (size_t)t->bound, lowest = (t->bound + len - t->len) / 2;
    if (t->width != 1 || t->bound >= LANES_WINDOW || !s->lanes->missing)
        return pattern_may_be_near(&s->pattern.lanes, t);
    if (t->len <= len + len / 4 && pairs_missing(&s->chosen_pairs, s->lanes, t, lowest, t->bound) > t->bound)
        return false;
    size_t spare = len + twice > t->len ? len + twice - t->len : 0;
    return t->len <= len + len / 16 || pairs_missing(&s->all_pairs, s->lanes, t, lowest, spare) <= spare;
}

static zhm_code add(struct search *s, struct together *t, const struct candidate *c, zhm_error *err)
{
    uint32_t bound = hits_bound(&s->hits, c->length);
    if (c->least > bound)
        return ZHM_OK;
    if (bound > lanes_widest(LANES_BANDS) || !has_pattern(s))
        return compare_one(s, c, bound, err);
    struct lanes_text *text = &t->texts[t->count];
    text->codes = block_codes(&s->blocks[c->block], c->start, &text->width);
    text->len = c->length;
    text->bound = bound;
    if (!may_be_near(s, text))
        return ZHM_OK;
    t->from[t->count++] = c;
    if (bound > t->widest)
        t->widest = bound;
    return t->count == LANES_TEXTS ? compare(s, t, err) : ZHM_OK;
}

/* Those that share most first: a counting sort by the least distance beside the longer length. */
static void sort_candidates(struct search *s)
{
    size_t next[BUCKETS + 1] = {0};
    uint32_t len = s->query->len ? (uint32_t)s->query->len : 1;
#define BUCKET(c) ((c)->least * UINT64_C(24) / ((c)->length > len ? (c)->length : len))
    for (size_t i = 0; i < s->count; i++)
        next[BUCKET(&s->candidates[i]) + 1]++;
    for (size_t i = 1; i <= BUCKETS; i++)
        next[i] += next[i - 1];
    for (size_t i = 0; i < s->count; i++)
        s->sorted[next[BUCKET(&s->candidates[i])]++] = s->candidates[i];
#undef BUCKET
}

/* Texts come from all over the block: begin to fetch one that is needed soon. */
static void fetch(const struct search *s, const struct candidate *c)
{
    unsigned width;
    const char *codes = block_codes(&s->blocks[c->block], c->start, &width);
    for (size_t at = 0; at < (size_t)c->length * width && at < FETCHED; at += 64)
        __builtin_prefetch(codes + at);
}

static zhm_code compare_candidates(struct search *s, zhm_error *err)
{
    struct together t = {0};
    zhm_code code = ZHM_OK;
    sort_candidates(s);
    for (size_t i = 0; code == ZHM_OK && i < s->count; i++) {
        if (i + AHEAD < s->count)
            fetch(s, &s->sorted[i + AHEAD]);
        code = add(s, &t, &s->sorted[i], err);
    }
    if (code == ZHM_OK)
        code = compare(s, &t, err);
    s->work.candidates += s->count;
    s->count = 0;
    return code;
}

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
    if (!has_pattern(s))
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
    return s->count == CANDIDATES ? compare_candidates(s, err) : ZHM_OK;
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
    if (has_pattern(s)) {
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
        if (has_pattern(s))
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
    return code == ZHM_OK ? compare_candidates(s, err) : code;
}

static zhm_code scan(struct search *s, size_t block_count, zhm_error *err)
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

static zhm_code scan_texts(struct search *s, const struct block_text *texts, size_t count, zhm_error *err)
{
    const struct search_query *q = s->query;
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && i < count; i++) {
        uint32_t bound = hits_bound(&s->hits, (uint32_t)texts[i].len);
        size_t distance = levenshtein(q->points, q->len, texts[i].points, texts[i].len, bound);
        if (distance == SIZE_MAX)
            return no_memory(err);
        struct search_hit hit = {texts[i].number, (uint32_t)distance, (uint32_t)texts[i].len, 0};
        if (distance <= bound)
            code = offer(s, texts[i].points, hit, err);
    }
    return code;
}

/* Choose the query's grams by what the largest block says of how rare they are. */
static void choose(struct search *s, const struct block *blocks, size_t count)
{
    const struct block *largest = count ? &blocks[0] : NULL;
    size_t len = s->query->len;
    for (size_t i = 1; i < count; i++)
        if (blocks[i].header->units > largest->header->units)
            largest = &blocks[i];
    const uint16_t *shares = largest ? largest->arrays[BLOCK_SHARES] : NULL;
    for (size_t i = 0; i < len; i++)
        s->weights[i] = shares ? (uint16_t)(UINT16_MAX - shares[s->bins[i]]) : 1;
    s->grams.chosen = grams_choose(s->pair, s->weights, len, s->chosen);
    grams_of_choice(s->query->points, len, s->chosen, s->bins);
    s->grams.chosen_pairs = 0;
    for (size_t i = 0; i < len; i++)
        s->grams.chosen_pairs += s->chosen[i] && s->pair[i];
}

static zhm_code prepare(struct search *s, const struct search_query *q, const struct block *blocks, size_t count,
                        zhm_error *err)
{
    s->query = q;
    s->blocks = blocks;
    s->count = 0;
    s->work = (struct search_work){0};
    hits_begin(&s->hits, q->len, q->min_score, q->limit);
    s->planes = 5;
    if (!has_pattern(s))
        return ZHM_OK;
    s->grams.pairs = grams_of(q->points, q->len, s->bins, s->pair);
    choose(s, blocks, count);
    pairs_set(&s->chosen_pairs, q->points, q->len, s->pair, s->weights, s->chosen);
    pairs_set(&s->all_pairs, q->points, q->len, s->pair, s->weights, NULL);
    while (q->len >> s->planes)
        s->planes++;
    return pattern_set(&s->pattern, q->points, q->len) ? ZHM_OK : no_memory(err);
}

zhm_code search_run(struct search *s, const struct search_query *q, const struct block *blocks, size_t block_count,
                    const struct block_text *texts, size_t text_count, const struct search_hit **hits, size_t *count,
                    zhm_error *err)
{
    zhm_code code = prepare(s, q, blocks, block_count, err);
    if (code == ZHM_OK)
        code = scan_texts(s, texts, text_count, err);
    if (code == ZHM_OK)
        code = scan(s, block_count, err);
    pattern_unset(&s->pattern);
    if (code != ZHM_OK)
        return code;
    *hits = s->hits.items;
    *count = s->hits.count;
    return ZHM_OK;
}
