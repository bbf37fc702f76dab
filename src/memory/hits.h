/* hits.h - the best hits of a search so far, and what they ask of further ones */
#ifndef MEMORY_HITS_H
#define MEMORY_HITS_H

#include "memory/search.h"

/** {0} to begin with. */
struct hits {
    struct search_hit *items; /* the best first */
    size_t count, limit, room;
    uint32_t len; /* of the query */
    /* a distance may be at most this part of the longer text */
    uint64_t part, whole;
};

void hits_begin(struct hits *h, size_t len, unsigned min_score, size_t limit);
void hits_clear(struct hits *h);

/** Whether @hit would be one of the best: its rank is not known yet, and taken for the highest. */
bool hits_want(const struct hits *h, const struct search_hit *hit);
/** Put it in its place, if it still is, and its number is not there. @return false without memory */
bool hits_put(struct hits *h, const struct search_hit *hit);

/** The largest distance at which a text of @len code points would be wanted. */
static inline uint32_t hits_bound(const struct hits *h, uint32_t len)
{
    uint64_t longer = len > h->len ? len : h->len;
    return (uint32_t)(longer * h->part / h->whole);
}

/** What is known of the query's grams (text/grams.h). */
struct hits_grams {
    size_t pairs, chosen, chosen_pairs;
};
/** The least number of the chosen grams, and of all, that a wanted text of @low to @high code points shares. */
void hits_need(const struct hits *h, const struct hits_grams *g, uint32_t low, uint32_t high, size_t *chosen,
               size_t *all);

/** The lengths that a wanted text may have, if its length makes at most @percent of the distance there may be. */
void hits_lengths(const struct hits *h, unsigned percent, size_t *low, size_t *high);

#endif
