/* candidates.h - composed mentions that a text may have, beside the names of the glossary that stand in it */
#ifndef TERM_CANDIDATES_H
#define TERM_CANDIDATES_H

#include "term/compose.h"
#include "term/scan.h"

/** One node at each place, by rising end. */
struct candidates {
    struct node **items;
    size_t count;
};

/**
 * The composed mentions that a text may have: of all that rules made and that the
 * question asks for, the cheapest reading at each place that does not begin with a
 * name of the glossary and take it apart. In the reader's arena.
 */
zhm_code candidates_find(const struct scan *s, struct chart *c, struct candidates *out, zhm_error *err);

/**
 * Of the mentions that were chosen, with @count at the top, give the composed ones, which have only their places yet,
 * their names and parts. Names of the glossary inside them that are no part become parts of the part that holds them.
 */
zhm_code candidates_fill(struct chart *c, const struct candidates *composed, zhm_mention *items, size_t count,
                         zhm_error *err);

#endif
