/* lanes.h - the work on many texts at once: grams shared, distances; with the vectors that the machine has */
#ifndef MEMORY_LANES_H
#define MEMORY_LANES_H

#include "memory/block.h"

#include <stdbool.h>

enum {
    LANES_PLANES = 12,                    /* of a count, a bit each */
    LANES_ROWS = (1 << LANES_PLANES) - 1, /* rows counted, at most */
    LANES_BYTES = 64,               /* of a vector; before and after a text of bytes are as many of any kind, twice */
    LANES_WINDOW = 126,             /* places where a pair is looked for, at most */
    LANES_STEP = 16,                /* rows are counted by so many */
    LANES_WORDS = BLOCK_GROUP / 64, /* of a group */
    LANES_TEXTS = 8,                /* whose distances are worked out beside each other */
    LANES_BANDS = 4,                /* words of the widest band */
    LANES_PAD = 64 * LANES_BANDS,   /* bits of a pattern's rows before and after the pattern */
};

/** Rows of bits to count: first the chosen ones, then all others; each of the two filled up with empty rows to a
 * multiple of LANES_STEP. */
struct lanes_rows {
    const uint64_t *const *rows;
    size_t chosen, count;
    size_t planes; /* bits of a count, 5 or more */
};

/** Of the 512 texts of a group, how many of the chosen rows each has, and of all. */
struct lanes_counts {
    uint64_t chosen[LANES_PLANES][LANES_WORDS]; /* bit i of the counts */
    uint64_t all[LANES_PLANES][LANES_WORDS];
    uint64_t enough[LANES_WORDS];
};

/**
 * A query as bits: a row of @stride bytes for each of its code points, row 0 for all others: LANES_PAD bits 0, a bit
 * for each place, and at least LANES_PAD + 64 bits 0.
 */
struct lanes_pattern {
    const uint8_t *rows;
    size_t stride, len;
    const uint32_t *row_of;  /* for code points below 0x10000: where its row begins */
    const uint32_t *byte_of; /* for codes of one byte, likewise */
    const uint32_t *high;    /* the other code points of the query, `high_count`, and where their rows begin */
    const uint32_t *high_rows;
    size_t high_count;
};

/** Pairs of bytes that stand next to each other in the query, and where. */
struct lanes_pairs {
    const uint8_t (*bytes)[2][LANES_BYTES]; /* of each pair, filled with its first byte, and with its second */
    const uint16_t *at;
    size_t count;
};

struct lanes_text {
    const void *codes;
    unsigned width; /* bytes of a code: 1, 2 or 4 */
    uint32_t len;
    uint32_t bound;
};

struct lanes {
    /** Find the texts of a group that have at least @need_chosen of the chosen rows and @need_all of all. Where there
     * is none, the counts are left out. @return whether there is one */
    bool (*count)(const struct lanes_rows *rows, size_t group, size_t need_chosen, size_t need_all,
                  struct lanes_counts *out);
    /**
     * How many of the pairs are not where a distance within the bound lets them be, in a text of bytes whose bound is
     * below LANES_WINDOW; more than @spare: at least so many. @lowest: the least place of a pair in the text is that in
     * the query less this. NULL where there are no vectors of bytes.
     */
    size_t (*missing)(const struct lanes_pairs *pairs, const struct lanes_text *text, size_t lowest, size_t spare);
    /**
     * The distances from @pattern to LANES_TEXTS texts, each if it is at most the text's bound, else more than it.
     * A bound is at least the difference of the lengths and at most lanes_widest(@bands).
     * Bit-parallel in a band along the diagonals that a distance within the bound can use (Ukkonen 1985, Hyyrö 2003).
     */
    void (*distances)(const struct lanes_pattern *pattern, const struct lanes_text *texts, unsigned bands,
                      uint32_t *out);
};

/** The largest bound that @bands words (1, 2 or 4) can hold: the band of a bound d is d + 1 diagonals, and its edge
 * lies on a whole byte. */
static inline uint32_t lanes_widest(unsigned bands)
{
    return 64 * bands - 15;
}

/** For this machine: with vectors of the base (@width 0), at most AVX2 (1), at most AVX-512 (2). All do the same. */
const struct lanes *lanes_for(unsigned width);

#endif
