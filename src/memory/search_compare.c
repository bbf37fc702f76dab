#include "base/fault.h"
#include "memory/search_state.h"
#include "text/levenshtein.h"

#include <stdlib.h>

/* How finely candidates are sorted: within a bucket they stay in the order of their places, which memory likes. */
enum { BUCKETS = 24 };
/* How many candidates ahead texts are fetched, and how many bytes of one. */
enum { AHEAD = 32, FETCHED = 256 };

/* The points of a text, for the caller, or where vectors are too narrow. */
static const uint32_t *points_at(struct search *s, const struct candidate *c)
{
    if (c->length >= s->points_room) { /* so an empty text has points, too */
        size_t room = (size_t)c->length * 2 + 1;
        uint32_t *more = realloc(s->points, room * sizeof *more);
        if (!more)
            return NULL;
        s->points = more;
        s->points_room = room;
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
        return search_no_memory(err);
    return code;
}

static zhm_code offer_candidate(struct search *s, const struct candidate *c, uint32_t distance, zhm_error *err)
{
    struct search_hit hit = {block_number(&s->blocks[c->block], c->place), distance, c->length, 0};
    if (!hits_want(&s->hits, &hit))
        return ZHM_OK;
    const uint32_t *points = points_at(s, c);
    return points ? offer(s, points, hit, err) : search_no_memory(err);
}

/* One text whose band no vector holds. */
static zhm_code compare_one(struct search *s, const struct candidate *c, uint32_t bound, zhm_error *err)
{
    const struct search_query *q = s->query;
    const uint32_t *points = points_at(s, c);
    size_t distance = points ? levenshtein(q->points, q->len, points, c->length, bound) : SIZE_MAX;
    s->work.distances++;
    if (distance == SIZE_MAX)
        return search_no_memory(err);
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

/* Whether enough pairs of neighbours stand in both texts where a distance within the bound lets them: of the chosen
 * ones as many as the bound may lack; the longer the text beside the query, the more is asked of all instead. */
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
    if (bound > lanes_widest(LANES_BANDS) || !search_has_pattern(s))
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
    size_t next[BUCKETS + 2] = {0};
    uint32_t len = s->query->len ? (uint32_t)s->query->len : 1;
#define BUCKET(c) ((c)->least * (uint64_t)BUCKETS / ((c)->length > len ? (c)->length : len))
    for (size_t i = 0; i < s->count; i++)
        next[BUCKET(&s->candidates[i]) + 1]++;
    for (size_t i = 1; i <= BUCKETS + 1; i++)
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

zhm_code search_compare(struct search *s, zhm_error *err)
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

zhm_code search_compare_texts(struct search *s, const struct block_text *texts, size_t count, zhm_error *err)
{
    const struct search_query *q = s->query;
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && i < count; i++) {
        uint32_t bound = hits_bound(&s->hits, (uint32_t)texts[i].len);
        size_t distance = levenshtein(q->points, q->len, texts[i].points, texts[i].len, bound);
        if (distance == SIZE_MAX)
            return search_no_memory(err);
        struct search_hit hit = {texts[i].number, (uint32_t)distance, (uint32_t)texts[i].len, 0};
        if (distance <= bound)
            code = offer(s, texts[i].points, hit, err);
    }
    return code;
}
