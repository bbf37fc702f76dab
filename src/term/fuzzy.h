/* fuzzy.h - all names near a query: signatures by length, in one block of bytes */
#ifndef TERM_FUZZY_H
#define TERM_FUZZY_H

#include "base/buf.h"
#include "base/str.h"

#include <stdint.h>
#include <zhengming/error.h>

/**
 * Build the index of @keys (folded names as UTF-8, sorted by bytes, distinct, none empty) and append it to @out: a
 * position-independent block in this machine's byte order, to be mapped at an address that 8 divides.
 * @return ZHM_OK; ZHM_BAD_INPUT for invalid UTF-8; ZHM_LIMIT for 65,535 different characters or more, or 2^32 keys;
 * ZHM_NO_MEMORY; @out is unchanged on failure
 */
zhm_code fuzzy_build(const struct str *keys, size_t count, struct buf *out, zhm_error *err);

/** A borrowed view of a block. */
struct fuzzy {
    const struct fuzzy_header *header;
    const void *arrays[8]; /* fuzzy_block.h says which */
};

/** @return ZHM_OK, or ZHM_STORAGE when it is no sound block of this version */
zhm_code fuzzy_view(struct str block, struct fuzzy *out, zhm_error *err);

/** The number of keys, and key number @key as it was given to fuzzy_build; borrowed from the block. */
size_t fuzzy_count(const struct fuzzy *f);
struct str fuzzy_key(const struct fuzzy *f, uint32_t key);

struct fuzzy_hit {
    uint32_t key, distance;
    unsigned score; /* distance_score of query and key */
};

/** Owned by the caller; {0} is empty. */
struct fuzzy_hits {
    struct fuzzy_hit *items;
    size_t count, capacity;
};

/**
 * Append every key whose Damerau-Levenshtein score with @query (folded code points) is at least @min_score (1 to 100):
 * none is missed. By falling score, then rising key. Lower bounds that lose nothing (length, counts of characters,
 * pairs of neighbours) leave few for the distance itself. Cost: a few nanoseconds for each key of a length that can
 * match, and some forty for each that is left. @return ZHM_OK or ZHM_NO_MEMORY
 */
zhm_code fuzzy_search(const struct fuzzy *f, const uint32_t *query, size_t len, unsigned min_score,
                      struct fuzzy_hits *out, zhm_error *err);
void fuzzy_hits_free(struct fuzzy_hits *hits);

#endif
