/* why.h - the steps by which an answer was reached, in words */
#ifndef TERM_WHY_H
#define TERM_WHY_H

#include "term/choice.h"
#include "term/respell.h"

/** Steps being gathered; in the arena. */
struct why {
    struct arena *arena;
    zhm_step *items;
    size_t count, capacity;
    bool failed; /* without memory */
};

/** Append a step. Texts that are NULL for want of memory set `failed`. */
void why_add(struct why *w, zhm_step step);

/** How the term that matched stands to the name as written, its source and its time. */
void why_match(struct why *w, struct str written, const struct choice *c, const struct question *q);
/** That a part of the name was read as the glossary writes it there. */
void why_respelt(struct why *w, const struct respelling *how);
/** The names that the concept had in the language of the term, one rename a step, in the order of time. */
void why_renames(struct why *w, const struct choice *c, const struct question *q);
/** That the body is no more, where its own record says so. */
void why_ended(struct why *w, const struct choice *c, const struct question *q);
/** Who took the concept's place, and then that one's, a step each. */
void why_successors(struct why *w, const struct choice *c, const struct succession *all, size_t count);
/** Who else goes by the name. */
void why_rivals(struct why *w, const struct choices *all);

#endif
