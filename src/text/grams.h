/* grams.h - a text's grams as numbers of bins: what two texts that are near each other must share */
#ifndef TEXT_GRAMS_H
#define TEXT_GRAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bins below GRAM_FIRSTS are of a gram's first occurrence in a text, the others of its second, third, ... */
enum { GRAM_FIRSTS = 1024, GRAM_BINS = 1792 };
/* Of the bins, and so of everything that is kept by them: raised when a text may get others. */
#define GRAM_VERSION 1

/** Whether a code point is a gram by itself: Han characters and Hangul syllables, of which a text has few alike. */
bool gram_is_sign(uint32_t point);

/** The code point without its case (simple case folding). */
uint32_t gram_fold(uint32_t point);

/**
 * One bin for each of the @len code points of a text, into @bins. A sign is a gram; of any other code point it is the
 * pair with the next one (or with the text's end), without regard to case. @pair may be NULL.
 *
 * A bin that a text has as often as it has it stands for itself: with S the bins of text a that b has too,
 * |S| >= max(|a|, |b|) - d - min(d, pairs of a), where d is their Levenshtein distance. For: an insertion, deletion or
 * replacement takes at most the pair before it from a, and a deletion or replacement one gram more; where b is longer,
 * at least |b| - |a| of the d are insertions.
 * @return how many of the grams are pairs
 */
size_t grams_of(const uint32_t *points, size_t len, uint16_t *bins, uint8_t *pair);

/** As grams_of, but each gram gets the bin of its first occurrence. */
size_t grams_firsts(const uint32_t *points, size_t len, uint16_t *bins, uint8_t *pair);

/** The least distance that leaves only @shared of those bins. */
size_t grams_distance(size_t shared, size_t longer, size_t pairs);

/**
 * Choose grams such that no edit takes more than one of them: of a pair and the gram after it at most one. Of all such
 * choices the one with the largest sum of @weights (how likely it is that a text lacks the gram).
 * @param chosen of each gram, whether it is
 * @return how many are
 */
size_t grams_choose(const uint8_t *pair, const uint16_t *weights, size_t len, uint8_t *chosen);

/**
 * As grams_of, but of grams that are alike the chosen ones count as the first. So of the bins of c chosen grams, p of
 * them pairs, b has at least c - d, and where b is longer than a by more than p, as many more. For: which of them an
 * edit takes, b lacks the last of their bins, and that must be a chosen one's only when no other is left.
 */
void grams_of_choice(const uint32_t *points, size_t len, const uint8_t *chosen, uint16_t *bins);

#endif
