/* compose_name.h - a whole name that the glossary does not hold, put together from what it and the grammar hold */
#ifndef TERM_COMPOSE_NAME_H
#define TERM_COMPOSE_NAME_H

#include "term/why.h"

/**
 * Compose @written, which r->folded is folded from and of which the points from @end on may be left out: the verdict,
 * the subject, the parts, other readings. One that is no such name stays as it is in @out. So does one with too many
 * readings, which is no fault of the other names that are asked for with it: @why says so.
 */
zhm_code compose_name(struct reader *r, struct str written, size_t end, const struct question *q, struct why *why,
                      zhm_name *out, zhm_error *err);

#endif
