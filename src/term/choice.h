/* choice.h - which concept a name means, when several go by it */
#ifndef TERM_CHOICE_H
#define TERM_CHOICE_H

#include "term/official.h"

/** The best term by which a concept goes by the name. */
struct choice {
    struct named named;
    enum standing standing;
    bool exact;    /* the term is written as the name is, letter for letter */
    unsigned rank; /* least is best */
};

struct choices {
    struct choice *items; /* one a concept, by rank, then by id; in r->arena */
    size_t count;
    bool ambiguous; /* the first two have the same rank */
};

/**
 * Rank the concepts of @named, which the question admits, for the name as it was written. A standing name before a
 * superseded one before a deprecated one, a living body before an ended one, the same spelling before a folded one, a
 * full name before a short one; and Chinese and English before all others.
 */
zhm_code choose(struct reader *r, const struct named_list *named, struct str written, const struct question *q,
                struct choices *out, zhm_error *err);

/**
 * Whether the name may be meant in running text, where it is written so: an abbreviation has its own capitals, and one
 * of a single sign (湘) says nothing; a post of one English word (Premier) has its capital.
 */
bool name_fits_text(const struct named *n, struct str written);

#endif
