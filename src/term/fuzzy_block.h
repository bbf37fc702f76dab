/* fuzzy_block.h - how the fuzzy index lies in its block; for fuzzy_build.c, fuzzy.c and fuzzy_lanes.c */
#ifndef TERM_FUZZY_BLOCK_H
#define TERM_FUZZY_BLOCK_H

#include "term/fuzzy.h"

/* Counts are cut at FUZZY_MOST, so that a sum of differences over all bins fits a byte. */
enum { FUZZY_BINS = 32, FUZZY_LANES = 64, FUZZY_MOST = 7, FUZZY_GROUP = 16, FUZZY_GRAM_WORDS = 8 };

/** The arrays follow the header in the order of enum fuzzy_array, each at a multiple of 64 bytes from it. */
struct fuzzy_header {
    char magic[8];
    uint64_t size; /* of the whole block, in bytes */
    uint64_t points, text;
    uint32_t keys, alphabet, lengths, signatures;
};

/** The keys of one length, in the order of the keys: places [first, first + count). */
struct fuzzy_length {
    uint64_t codes; /* where their codes begin */
    uint32_t length, first, count;
    uint32_t signature; /* the first of ceil(count / FUZZY_LANES) */
};

/** Counts of characters by bin, of FUZZY_LANES keys beside each other: 2 vector operations a bin for all of them. */
struct fuzzy_signature {
    int8_t counts[FUZZY_BINS][FUZZY_LANES];
};

/** A code point, its code the index of this. */
struct fuzzy_letter {
    uint32_t point, bin;
};

/** The pairs of neighbours in a key, those at its ends with an end among them, as a set of bits. */
struct fuzzy_grams {
    uint64_t bits[FUZZY_GRAM_WORDS];
};

enum fuzzy_array {
    FUZZY_LENGTHS,    /* struct fuzzy_length, rising */
    FUZZY_KEYS,       /* uint32_t: the key at each place */
    FUZZY_SIGNATURES, /* struct fuzzy_signature */
    FUZZY_CODES,      /* uint16_t: the characters of the keys, by place */
    FUZZY_GRAMS,      /* struct fuzzy_grams, by place */
    FUZZY_ALPHABET,   /* struct fuzzy_letter, rising */
    FUZZY_OFFSETS,    /* uint64_t: where each key's bytes begin, and their end */
    FUZZY_TEXT,       /* the bytes */
    FUZZY_ARRAYS
};

extern const char fuzzy_magic[8];

/** Where array number @which begins; for FUZZY_ARRAYS, the size of the whole. @return 0 when that is past 2^60 */
uint64_t fuzzy_array_offset(const struct fuzzy_header *h, enum fuzzy_array which);

/**
 * The pairs of neighbours in @codes, without regard to their order, so that no edit takes away more than two: not even
 * a swap. A pair that comes again is another element. Pairs with the code @unknown, which no key has, are left out.
 * @return the number of those
 */
size_t fuzzy_grams_of(const uint16_t *codes, size_t len, uint32_t unknown, struct fuzzy_grams *out);

/** How far a key may be from the query, at most. */
struct fuzzy_limits {
    uint8_t sum;       /* of the differences of the counts */
    size_t gone, come; /* grams of the query that the key lacks; of the key that the query lacks */
};

/** What a query is compared by. */
struct fuzzy_near {
    int8_t counts[FUZZY_BINS];
    struct fuzzy_grams grams;
};

/** A query of 1 to 64 characters: masks[code] has bit i where the query's character i is that code. */
struct fuzzy_pattern {
    const uint64_t *masks;
    size_t len;
};

/** The work on many keys at once. */
struct fuzzy_lanes {
    /** Those of @lanes (bits) whose counts @s and @grams (one a lane) are within @limits of the query's. */
    uint64_t (*near_keys)(const struct fuzzy_signature *s, const struct fuzzy_grams *grams,
                          const struct fuzzy_near *query, const struct fuzzy_limits *limits, uint64_t lanes);
    /** The distances from @pattern to FUZZY_GROUP texts of @len codes each. */
    void (*group_distances)(const struct fuzzy_pattern *pattern, const uint16_t *const *texts, size_t len,
                            uint32_t *distances);
};

/** For this machine: with vectors of the base (@width 0), at most AVX2 (1), at most AVX-512 (2). All do the same. */
const struct fuzzy_lanes *fuzzy_lanes(size_t width);

#endif
