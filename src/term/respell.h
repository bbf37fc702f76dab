/* respell.h - names that the glossary writes with another name of what stands in them: Political Work Department of the
 * CMC, for that of the Central Military Commission; with another numeral or word: Fourteenth for 14th, 和 for 与; without whose it
 * is: UN 2030 Agenda */
#ifndef TERM_RESPELL_H
#define TERM_RESPELL_H

#include "term/names.h"

/** How a name was respelt: what stands in it, and what the glossary writes there. */
struct respelling {
    struct str from, to;        /* the second may be empty: nothing */
    const zhm_concept *concept; /* of both; NULL: they are numerals, or words of the grammar */
    const char *source;         /* of the second */
};

/**
 * Put for each name of the glossary in @written (r->folded is folded from it) each other standing one of the same
 * concept and language, and for each ordinal the other way of writing it, one at a time, and look the whole up; and
 * what follows a body's name at its beginning, if that is an initiative, an event or a document. Appended to @out are
 * the terms found, in the order of their concepts, none twice; @how is how the first of them was reached. At most
 * RESPELLINGS_MAX are tried, from the name's beginning. Time: a scan of the name, and one search in the table of names
 * for each.
 */
enum { RESPELLINGS_MAX = 256 };
zhm_code respell(struct reader *r, struct str written, const struct question *q, struct named_list *out,
                 struct respelling *how, zhm_error *err);

/** Likewise for each word of the grammar's class "like" those of its row. */
zhm_code respell_words(struct reader *r, const struct question *q, struct named_list *out, struct respelling *how,
                       zhm_error *err);

#endif
