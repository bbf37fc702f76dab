/* derive.h - names drawn at random from a grammar: trees such as a chart makes of a text, without a text */
#ifndef TESTS_TERM_DERIVE_H
#define TESTS_TERM_DERIVE_H

#include "term/chart.h"

enum { DERIVE_DEPTH = 6 }; /* rules upon rules */

/** What may be drawn; made once for a grammar and a glossary. Concepts are borrowed. */
struct deriver {
    const struct grammar *grammar; /* set it anew for each snapshot */
    size_t (*below)(size_t);       /* a random number below another */
    struct arena arena;
    struct derived_concept *concepts;
    size_t concept_count;
    size_t *rule_drawn; /* by rule: how many of its derivations were given out */
};

/** Prepare; @c has a reader in a snapshot, its grammar and a question. @return false without memory */
bool derive_prepare(struct deriver *d, struct chart *c, const zhm_concept *concepts, size_t count,
                    size_t (*below)(size_t));
void derive_free(struct deriver *d);

/**
 * Draw a derivation of @symbol: a rule that makes it, and for each of its parts a rule, a row of a lexicon,
 * a concept or a number, so that all conditions hold. A part that the first form of one language does not show stays
 * away, as when that language is read. No place that no list holds: it has no name in the other language.
 * @return nodes in the reader's arena; NULL where nothing was found that the conditions allow
 */
struct node *derive(struct deriver *d, struct chart *c, const char *symbol);

/** Append the tree: rule(part, ...), words and concepts by their Chinese names or ids. */
void derive_show(const struct chart *c, const struct node *n, struct buf *out);

/** How many parts it would have as a mention, itself included. */
size_t derive_size(const struct chart *c, const struct node *n);

#endif
