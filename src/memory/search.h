/* search.h - of many texts the few nearest to a query: none is missed that comparing with every one would find */
#ifndef MEMORY_SEARCH_H
#define MEMORY_SEARCH_H

#include "memory/block.h"

/**
 * A text that is near enough. The order of hits: by rising distance / longer length (so by falling score), then falling
 * rank, then falling number: the newest unit first.
 */
struct search_hit {
    uint64_t number;
    uint32_t distance, length; /* Levenshtein; the text's code points */
    unsigned rank;
};

/** What to look for. */
struct search_query {
    const uint32_t *points;
    size_t len;
    unsigned min_score; /* 50 to 100 (levenshtein_score) */
    size_t limit;       /* hits wanted, 1 or more */
    /**
     * Whether a text that would be a hit is one: it may be dead, or not what the caller filters for. Fills in the rank
     * of a hit at distance 0; that of others stays 0. @return ZHM_OK, ZHM_NOT_FOUND (not a hit), or a fault, which
     * ends the search
     */
    zhm_code (*accept)(void *context, const uint32_t *points, struct search_hit *hit, zhm_error *err);
    void *context;
};

/** A search's working memory, for one thread: about 500 KiB, and as much of 10 MiB more as the largest search so far
 * used. */
struct search;
struct search *search_new(void); /* NULL without memory */
void search_free(struct search *s);

/**
 * The hits among the texts of @blocks and @texts, which stand in no block; borrowed from @s until the next search. No
 * number may be a hit twice: of two, the second is left out.
 *
 * How: texts of a length that can match, those of nearly the query's length first; of these, by their bits, those that
 * share enough grams; of these, those that share most first, eight at a time, their distance. Once there are as many
 * hits as wanted, the last of them takes the place of min_score.
 * Cost: for each text of a length that can match some 1 to 2 bits of memory a code point of the query, and for each
 * that shares enough grams 30 to 200 ns.
 * @return ZHM_OK; ZHM_NO_MEMORY; ZHM_STORAGE: a block is damaged; what accept returned
 */
zhm_code search_run(struct search *s, const struct search_query *q, const struct block *blocks, size_t block_count,
                    const struct block_text *texts, size_t text_count, const struct search_hit **hits, size_t *count,
                    zhm_error *err);

/** What the last search did, for benchmarks. */
struct search_work {
    uint64_t groups, candidates, distances;
};
struct search_work search_work(const struct search *s);

/** Use vectors of at most this width (lanes_for); for tests and benchmarks. */
void search_use(struct search *s, unsigned width);

#endif
