/* compose.h - what a chart has put together: written in each language, with its parts, and why */
#ifndef TERM_COMPOSE_H
#define TERM_COMPOSE_H

#include "term/chart.h"
#include "term/why.h"

/** The category that a symbol names. @return false for the grammar's own symbols */
bool compose_category(const struct chart *c, uint32_t symbol, zhm_category *out);

/** Likewise, also of a symbol for what is a name only as the whole of one ("alone-title"). */
bool compose_category_alone(const struct chart *c, uint32_t symbol, zhm_category *out);

/**
 * Write the official name of a node, on the question's day and in its style. *out is NULL where it has none in that
 * language (a place known only by its sound; a word without a form). What the glossary holds under the Chinese name
 * that rules make, or the English one of a post or of what was read in English, is that
 * concept, and has its names: node.concept says so from then on.
 */
zhm_code compose_text(struct chart *c, struct node *n, enum grammar_lang lang, const char **out, zhm_error *err);

/** The points of the longest name in a node, once written, that the glossary holds, places aside: of two readings as
 * cheap that with more of them is the better. 0 for what is a name only as the whole of one. */
uint32_t compose_held(const struct chart *c, const struct node *n);

/** A node that rules made as a mention: place, official names, verdict, parts. */
zhm_code compose_mention(struct chart *c, struct node *n, zhm_mention *out, zhm_error *err);

/** Say how it was put together: the rules, the words, the parts that the glossary holds. */
void compose_why(struct chart *c, const struct node *n, struct why *why);

/**
 * The same points read in other ways as cheap as @best (nearly, for a word that stands
 * alone), of which the names differ: at most @max. @decided: @best has more held, or they
 * differ only by words of the grammar, of which the one that stands first in its file was
 * taken; but not where a bare English word is the official name of each.
 */
zhm_code compose_rivals(struct chart *c, struct node *best, zhm_match *out, size_t max, size_t *count, bool *decided,
                        zhm_error *err);

#endif
