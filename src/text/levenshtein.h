/* levenshtein.h - how many code points must be inserted, deleted or replaced, and which */
#ifndef TEXT_LEVENSHTEIN_H
#define TEXT_LEVENSHTEIN_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>
#include <zhengming/error.h>

/**
 * Levenshtein distance of two texts, if it is at most @bound.
 * Bit-parallel (Myers 1999, Hyyrö 2003). Of the matrix only the band that the bound leaves: a step for each sign of the
 * longer text where @bound is below 64, else at most a_len / 64 * b_len steps; it stops once the bound is passed.
 * @return the distance, or @bound + 1 when it is more; SIZE_MAX without memory
 */
size_t levenshtein(const uint32_t *a, size_t a_len, const uint32_t *b, size_t b_len, size_t bound);

/**
 * The score of a distance: 100 * (1 - distance / longer), in hundredths of a
 * point, rounded down (0 to 10000): 10000 only for 0. Two empty texts: 10000.
 */
unsigned levenshtein_score(size_t distance, size_t a_len, size_t b_len);

/** Whether that score, unrounded, is at least @min (0 to 100); and
 * the largest distance for which it is. Above 100: as 100. */
bool levenshtein_reaches(size_t distance, size_t a_len, size_t b_len, unsigned min);
size_t levenshtein_bound(size_t a_len, size_t b_len, unsigned min);

enum edit_kind { EDIT_REPLACE, EDIT_INSERT, EDIT_DELETE };

/** A run of edits of one kind next to each other: a[a_start, a_end) gives way to b[b_start, b_end). */
struct edit_run {
    enum edit_kind kind;
    uint32_t a_start, a_end, b_start, b_end;
};

/**
 * The edits that make @b of @a, in order, as few as levenshtein counts. Of several ways: from the left, equal signs are
 * kept as soon as they meet; else what is possible of replacing, deleting, inserting, in this order. In @arena. Cost:
 * two bits of memory for each pair of signs; ZHM_LIMIT when that is over 1 GiB; ZHM_NO_MEMORY.
 */
zhm_code levenshtein_edits(const uint32_t *a, size_t a_len, const uint32_t *b, size_t b_len, struct arena *arena,
                           const struct edit_run **out, size_t *count, zhm_error *err);

#endif
