/* normalise.h - whole names judged: what they mean, how good they are, what is official, and why */
#ifndef TERM_NORMALISE_H
#define TERM_NORMALISE_H

#include "term/choice.h"

enum { ALTERNATIVES_MAX = 20 }; /* names offered for an ambiguous one */

/** As zhm_normalise for one name, within a request: the result is in r->arena. */
zhm_code normalise(struct reader *r, struct str name, const struct question *q, zhm_name *out, zhm_error *err);

#endif
