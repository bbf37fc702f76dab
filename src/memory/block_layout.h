/* block_layout.h - where the arrays of a block lie; for those who make one and those who view one */
#ifndef MEMORY_BLOCK_LAYOUT_H
#define MEMORY_BLOCK_LAYOUT_H

#include "memory/block.h"

extern const char block_magic[8];

/* LMDB puts a large value 16 bytes into a page: the bits are laid out so that a group of them is one line of the cache.
 * */
enum { BLOCK_SKEW = 16 };

/** Where array number @which begins; for BLOCK_ARRAYS, the size of the whole. */
uint64_t block_array_offset(const struct block_header *h, enum block_array which);

/** Check that lengths rise and that the texts fill the codes one after the other, at the cost of reading those arrays.
 * */
zhm_code block_check(const struct block *b, zhm_error *err);

#endif
