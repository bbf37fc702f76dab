/* block.h - many texts of one language with their grams, in one block of bytes that is made once and mapped */
#ifndef MEMORY_BLOCK_H
#define MEMORY_BLOCK_H

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>
#include <zhengming/error.h>

enum {
    BLOCK_UNITS = 65536,     /* texts of a block, at most */
    BLOCK_POINTS = 32 << 20, /* and their code points */
    BLOCK_GROUP = 512,       /* texts whose bits are one vector */
};

/**
 * Texts stand at places by rising length. Their bits: for each bin of text/grams.h a row with a bit for each place. The
 * arrays follow the header in the order of enum block_array.
 */
struct block_header {
    char magic[8];
    uint64_t size; /* of the whole block, in bytes */
    uint64_t codes;
    uint32_t grams; /* GRAM_VERSION */
    uint32_t units, lengths;
};

/** The code points that are one byte: Windows-1252, which is Latin-1 with typographic signs in the place of controls.
 * */
extern const uint16_t block_bytes[256];
/** @return the byte of a code point, or -1 */
int block_byte(uint32_t point);

/* After the codes, so that a vector may be read from any of them. */
#define BLOCK_PAD 256

enum block_array {
    BLOCK_LENGTHS, /* struct block_length, rising */
    BLOCK_NUMBERS, /* uint64_t: the unit at each place */
    BLOCK_STARTS,  /* uint32_t: where each place's codes begin, and of what width they are: byte / 4 * 4 + width / 2 */
    BLOCK_SHARES,  /* uint16_t: of each bin, how many of 65,535 texts have it */
    BLOCK_BITS,    /* GRAM_BINS rows of block_row_words words */
    BLOCK_CODES,   /* code points in 1 (block_bytes), 2 or 4 bytes each, as the text needs; then BLOCK_PAD bytes */
    BLOCK_ARRAYS
};

/** The texts of one length: places [first, the next one's first). */
struct block_length {
    uint32_t length, first;
};

/** A borrowed view of a block. */
struct block {
    const struct block_header *header;
    const void *arrays[BLOCK_ARRAYS];
};

struct block_text {
    uint64_t number;
    const uint32_t *points;
    size_t len;
};

/**
 * Append the block of @texts (1 to BLOCK_UNITS, of at most BLOCK_POINTS code points) to the empty @out. Cost: a few
 * bits a code point, and a sort by length.
 * @return ZHM_OK, ZHM_LIMIT or ZHM_NO_MEMORY
 */
zhm_code block_build(const struct block_text *texts, size_t count, struct buf *out, zhm_error *err);

/** @return ZHM_OK, or ZHM_STORAGE when it is no sound block of this version; the bits and codes are not read */
zhm_code block_view(struct str bytes, struct block *out, zhm_error *err);

/** Whether its grams are those of text/grams.h today. */
bool block_is_current(const struct block *b);

/** The first place of a text of at least @length; at most as many as there are texts. */
uint32_t block_place(const struct block *b, size_t length);
/** The length of the text at @place, as an entry of BLOCK_LENGTHS. */
const struct block_length *block_length_of(const struct block *b, uint32_t place);
static inline uint32_t block_length_at(const struct block *b, uint32_t place)
{
    return block_length_of(b, place)->length;
}

static inline uint64_t block_number(const struct block *b, uint32_t place)
{
    return ((const uint64_t *)b->arrays[BLOCK_NUMBERS])[place];
}

/** The row of a bin, of this many words; an odd number of groups, or the rows of one group would all fall into the same
 * few lines of the cache. */
static inline size_t block_row_words(size_t units)
{
    return ((units + BLOCK_GROUP - 1) / BLOCK_GROUP | 1) * (BLOCK_GROUP / 64);
}

static inline const uint64_t *block_row(const struct block *b, size_t bin)
{
    return (const uint64_t *)b->arrays[BLOCK_BITS] + bin * block_row_words(b->header->units);
}

/** Where the codes of the text at @place begin (BLOCK_STARTS), and what that means. */
static inline uint32_t block_start(const struct block *b, uint32_t place)
{
    return ((const uint32_t *)b->arrays[BLOCK_STARTS])[place];
}

static inline const void *block_codes(const struct block *b, uint32_t start, unsigned *width)
{
    *width = (start & 3) ? (start & 3) * 2 : 1;
    return (const char *)b->arrays[BLOCK_CODES] + (size_t)(start / 4) * 4;
}

/** Whether @len codes from there on lie within the block, which may be damaged: only block_check reads all starts. */
static inline bool block_holds(const struct block *b, uint32_t start, size_t len)
{
    unsigned width;
    (void)block_codes(b, start, &width);
    return (size_t)(start / 4) * 4 + len * width <= b->header->codes;
}

/** The code points of the text at @place, which has @len, into @points. */
void block_points(const struct block *b, uint32_t place, size_t len, uint32_t *points);

#endif
