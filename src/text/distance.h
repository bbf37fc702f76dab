/* distance.h - edit distance over code points */
#ifndef TEXT_DISTANCE_H
#define TEXT_DISTANCE_H

#include <stddef.h>
#include <stdint.h>

/**
 * Damerau-Levenshtein distance (insert, delete, replace, swap two neighbours; unrestricted: a swapped pair may be
 * edited between; Lowrance and Wagner 1975), if it is at most @bound.
 * @return the distance, or @bound + 1 when it is more; SIZE_MAX without memory
 */
size_t damerau_distance(const uint32_t *a, size_t a_len, const uint32_t *b, size_t b_len, size_t bound);

/** 100 * (1 - distance / longer), rounded down; 100 only for 0. Two empty texts score 100. */
unsigned distance_score(size_t distance, size_t a_len, size_t b_len);

#endif
