/* references.h - how a text speaks of a body that it has named: an abbreviation that it gave, 本部, 该委 */
#ifndef TERM_REFERENCES_H
#define TERM_REFERENCES_H

#include "term/chart.h"
#include "term/scan.h"

/**
 * Find the abbreviations that the text itself gives to bodies and initiatives - "Academy for X (AX)", X（以下简称“某某”） - and
 * add words for them to the chart: in the brackets, for the name with its brackets,
 * and wherever the text has them later. An abbreviation in Latin letters has letters
 * of the name's words in their order; a name of the glossary is none.
 * @found: whether there are any: then the chart wants to run again.
 */
zhm_code references_define(const struct scan *s, struct chart *c, bool *found, zhm_error *err);

/**
 * Add to @items, which stand in the text's order, 本部, 该委 and the like, where just one of the bodies named before has a
 * name that ends so. The list is in the reader's arena.
 */
zhm_code references_back(struct reader *r, struct str text, const zhm_mention **items, size_t *count, zhm_error *err);

#endif
