#include "memory/search.h"

#include "base/fault.h"
#include "memory/search_state.h"
#include "text/grams.h"

#include <stdlib.h>

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

zhm_code search_no_memory(zhm_error *err)
{
    return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a search");
}

/* Choose the query's grams by what the largest block says of how rare each is, if it stands but once. */
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
    if (!search_has_pattern(s))
        return ZHM_OK;
    s->grams.pairs = grams_firsts(q->points, q->len, s->bins, s->pair);
    choose(s, blocks, count);
    pairs_set(&s->chosen_pairs, q->points, q->len, s->pair, s->weights, s->chosen);
    pairs_set(&s->all_pairs, q->points, q->len, s->pair, s->weights, NULL);
    while (q->len >> s->planes)
        s->planes++;
    return pattern_set(&s->pattern, q->points, q->len) ? ZHM_OK : search_no_memory(err);
}

zhm_code search_run(struct search *s, const struct search_query *q, const struct block *blocks, size_t block_count,
                    const struct block_text *texts, size_t text_count, const struct search_hit **hits, size_t *count,
                    zhm_error *err)
{
    zhm_code code = prepare(s, q, blocks, block_count, err);
    if (code == ZHM_OK)
        code = search_compare_texts(s, texts, text_count, err);
    if (code == ZHM_OK)
        code = search_scan(s, block_count, err);
    pattern_unset(&s->pattern);
    if (code != ZHM_OK)
        return code;
    *hits = s->hits.items;
    *count = s->hits.count;
    return ZHM_OK;
}
