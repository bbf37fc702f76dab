/* annotate.h - the names in a running text */
#ifndef TERM_ANNOTATE_H
#define TERM_ANNOTATE_H

#include "term/choice.h"

/**
 * As zhm_annotate, within a request: the result is in r->arena. One pass of the automata over the folded text; then
 * each name that occurs is looked up once. Cost: linear in the text, plus that of the distinct names in it.
 */
zhm_code annotate(struct reader *r, struct str text, const struct question *q, zhm_mentions *out, zhm_error *err);

#endif
