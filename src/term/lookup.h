/* lookup.h - concepts by name: exact, by beginning, nearly, by sound */
#ifndef TERM_LOOKUP_H
#define TERM_LOOKUP_H

#include "term/names.h"

#define LOOKUP_LIMIT_MAX 1000
#define LOOKUP_MIN_SCORE 70 /* of a fuzzy match */

/** The score that a query of so many folded points asks for: of three signs one may be wrong (67). */
static inline unsigned lookup_min_score(size_t points)
{
    return points <= 3 ? 66 : LOOKUP_MIN_SCORE;
}

/** As zhm_lookup, within a request: the result is in r->arena. @limit: 1 to LOOKUP_LIMIT_MAX. */
zhm_code lookup(struct reader *r, struct str query, zhm_match_kind kind, const struct question *q, size_t limit,
                zhm_matches *out, zhm_error *err);

/**
 * Names that begin with @prefix, or whose sound does, each concept once: for
 * completion while a person types. The shorter name first. Cost: grows with the names
 * that begin so, up to a bound past which the alphabetically first are taken.
 */
zhm_code suggest(struct reader *r, struct str prefix, const struct question *q, size_t limit, zhm_matches *out,
                 zhm_error *err);

#endif
