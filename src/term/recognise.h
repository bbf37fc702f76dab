/* recognise.h - the names in a folded text, and all that rules make of them */
#ifndef TERM_RECOGNISE_H
#define TERM_RECOGNISE_H

#include "term/compose.h"
#include "term/scan.h"

struct recognition {
    struct question all; /* the question for parts: they may be of any category */
    struct scan scan;
    struct chart chart; /* nothing made where the question asks for what the glossary holds alone */
};

/** Recognise @text, which r->folded is folded from; with @whole
 * only as one name. @out stays in place while it is used. */
zhm_code recognise(struct reader *r, struct str text, const struct question *q, bool whole, struct recognition *out,
                   zhm_error *err);

#endif
