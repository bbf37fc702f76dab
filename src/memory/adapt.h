/* adapt.h - a match whose source differs from the query in numbers alone, with the query's numbers in its target */
#ifndef MEMORY_ADAPT_H
#define MEMORY_ADAPT_H

#include "base/arena.h"
#include "base/str.h"

#include <zhengming/error.h>

/** A number that gave way to another, each as it is written: "2023", "1,200.5", "３０". */
struct adapted_number {
    const char *from, *to;               /* of the match's source, of the query */
    size_t start, end;                   /* where `to` stands in the adapted target, in code points */
    const char *target_from, *target_to; /* as they are written in the target: "12.5%" may be "12,5" there */
};

struct adaptation {
    const char *target;
    const struct adapted_number *numbers;
    size_t count;
};

/**
 * If @query is @source but for its numbers (number.h: the same count of them, everything between equal, at least one
 * written otherwise), and each number of @source whose value differs stands in @target as often as in @source, by value
 * and not by spelling ("1,200" is "1200"), and so that no replacement is ambiguous: write @target with the query's
 * numbers, each in the spelling that the target had (grouping kept or not, script of digits, leading zeros, decimal
 * sign). Numbers that are other spellings of the same value stay as they are: @out may have none, and the target as it
 * was. "300万" is no 300, "3 million" no 3, and where one text names a month ("May"), the 5 of 5月 in the other is no 5.
 * Texts are valid UTF-8. Results in @arena.
 * @return ZHM_OK; ZHM_NOT_FOUND when it can't be adapted, or @query is @source; ZHM_NO_MEMORY
 */
zhm_code adapt_numbers(struct str query, struct str source, struct str target, struct arena *arena,
                       struct adaptation *out, zhm_error *err);

#endif
