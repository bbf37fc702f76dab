/* pairs.h - a query's pairs of neighbours as bytes, the rarest first, to be looked for in texts of bytes */
#ifndef MEMORY_PAIRS_H
#define MEMORY_PAIRS_H

#include "memory/lanes.h"

struct pairs {
    uint8_t (*bytes)[2][LANES_BYTES];
    uint16_t *places;
    size_t count;
    size_t absent; /* grams of the query that no text of bytes has */
};

bool pairs_init(struct pairs *p);
void pairs_clear(struct pairs *p);

/** Take up the pairs of @points, at most LANES_ROWS, by falling @weights; only those @chosen, where it is not NULL. The
 * gram at the end, and up to three of the commonest, are taken to be everywhere. */
void pairs_set(struct pairs *p, const uint32_t *points, size_t len, const uint8_t *pair, const uint16_t *weights,
               const uint8_t *chosen);

/** How many grams a text lacks, at least (struct lanes says where). */
static inline size_t pairs_missing(const struct pairs *p, const struct lanes *lanes, const struct lanes_text *t,
                                   size_t lowest, size_t spare)
{
    struct lanes_pairs pairs = {(const uint8_t(*)[2][LANES_BYTES])p->bytes, p->places, p->count};
    return p->absent > spare ? p->absent : p->absent + lanes->missing(&pairs, t, lowest, spare - p->absent);
}

#endif
