/* search_state.h - what the files of a search share: its query, candidates and hits */
#ifndef MEMORY_SEARCH_STATE_H
#define MEMORY_SEARCH_STATE_H

#include "memory/hits.h"
#include "memory/lanes.h"
#include "memory/pairs.h"
#include "memory/pattern.h"

/** A text that may be near enough, by its grams. */
struct candidate {
    uint32_t block, place, length;
    uint32_t start; /* block_start, found while places are read in order */
    uint32_t least; /* distance, at least */
};

/** Candidates are compared when there are this many, which bounds memory. */
enum { CANDIDATES = 1 << 18 };

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

/** Whether the query is short enough for bits: else lengths alone say which texts are compared. */
static inline bool search_has_pattern(const struct search *s)
{
    return s->query->len <= LANES_ROWS;
}

zhm_code search_no_memory(zhm_error *err);

/** search_scan.c: find the candidates of all blocks, and have them compared. */
zhm_code search_scan(struct search *s, size_t block_count, zhm_error *err);

/** search_compare.c: the distances of the candidates there are, those that share most first; then there are none. */
zhm_code search_compare(struct search *s, zhm_error *err);
/** Likewise of texts that stand in no block. */
zhm_code search_compare_texts(struct search *s, const struct block_text *texts, size_t count, zhm_error *err);

#endif
