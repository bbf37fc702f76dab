/* finds.h - of all units that have a text, how many there are, and those that come first */
#ifndef MEMORY_FINDS_H
#define MEMORY_FINDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A unit that has the text, by one of its segments. */
struct find {
    uint64_t number;
    uint32_t segment;      /* of the unit */
    uint32_t runs, length; /* occurrences in the segment, and its code points */
    bool whole;            /* concordance.h */
};

/** Below 0: @a comes before @b, as concordance.h has it. All of them have the same text. */
int find_order(const struct find *a, const struct find *b);

/** {.wanted} to begin with: of all that are put the first so many are kept. */
struct finds {
    struct find *items; /* a heap, the last in front, until they are sorted */
    size_t count, room, wanted;
    uint64_t total;
};

/** @return false without memory */
bool finds_put(struct finds *all, const struct find *f);
/** In order; no more can be put then. */
void finds_sort(struct finds *all);
void finds_free(struct finds *all);

#endif
