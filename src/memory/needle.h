/* needle.h - a short text looked for in others, without regard to case */
#ifndef MEMORY_NEEDLE_H
#define MEMORY_NEEDLE_H

#include "base/arena.h"
#include "memory/block.h"

struct needle {
    uint32_t *points; /* folded (gram_fold) */
    size_t len;
    uint32_t *back; /* by how many points agree: how many do still when the next does not */
    uint16_t *bins; /* of text/grams.h: a text that contains it has them all */
    size_t bin_count;
};

/** What was found in a text. */
struct needle_finds {
    uint32_t count; /* occurrences, not overlapping, from the left */
    bool whole;     /* one at least begins and ends where words may */
};

/** @points, 1 or more, of NFC. Everything in @arena. @return false without memory */
bool needle_init(struct needle *n, const uint32_t *points, size_t len, struct arena *arena);

/** Whether the text, in NFC, contains it. Linear in the text. */
bool needle_is_in(const struct needle *n, const uint32_t *points, size_t len);

/** Every occurrence; where @starts is not NULL, it has room for len / n->len of them. */
struct needle_finds needle_find(const struct needle *n, const uint32_t *points, size_t len, uint32_t *starts);

/**
 * The places of a block whose texts have all the needle's bins and its length, as bits into @places, of
 * block_row_words(units) words. Others do not contain it; these may. @return how many
 */
size_t needle_places(const struct needle *n, const struct block *b, uint64_t *places);

#endif
