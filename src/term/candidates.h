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
 * Whether the node begins with a name of the glossary and takes it apart: an agency, initiative or event of some length of
 * which one part has something and another part something else, but not all of both. Such a reading is chance. A name
 * further in may be taken apart: 广西壮族自治区 + 党委 has the glossary's 自治区党委 across its parts.
 */
bool candidate_cuts_name(const struct scan *s, const struct grammar *g, const struct node *n);

/**
 * Of the mentions that were chosen, with @count at the top, give the composed ones, which have only their places yet, their
 * names and parts. Names of the glossary inside them that are no part become parts of the part that holds them.
 */
zhm_code candidates_fill(struct chart *c, const struct candidates *composed, zhm_mention *items, size_t count,
                         zhm_error *err);

#endif
