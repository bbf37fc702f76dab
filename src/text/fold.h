/* fold.h - the form of a text in which names are compared, with the way back to the text */
#ifndef TEXT_FOLD_H
#define TEXT_FOLD_H

#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>
#include <zhengming/error.h>

/**
 * A folded text. points[i] came from the code points [start[i], end[i]) of the input (offsets in code points,
 * non-decreasing). What folds to nothing (spaces, articles, quotes) belongs to no point.
 * cut[i], 0 <= i <= len: a name may begin at point i, and end before it. It holds at word boundaries for
 * alphabetic scripts and everywhere between the signs of others (Han, kana, Hangul syllables, Thai).
 * None stands inside a number ("3.14"), an initialism, a letter with its marks, or between points of one code point.
 * Property: for i < j with cut[i] and cut[j], folding input[start[i], end[j-1]) gives exactly points[i, j).
 * Owned by the caller; {0} is empty; fold_text uses its memory again, which is one block that points[] begins.
 */
struct folded {
    uint32_t *points, *start, *end;
    uint8_t *cut;
    size_t len, capacity;
    size_t input_points; /* code points in the input */
};

/**
 * Fold @text (UTF-8):
 * - NFKC case folding, taken apart (NFKD) so that it needs no context; marks on Latin and Greek letters dropped;
 *   Traditional Chinese characters to Simplified, one by one (ICU's Hant-Hans);
 * - spaces and line breaks dropped, but an empty line stays as one U+000A, over which no name runs;
 *   default ignorable characters dropped;
 * - quotation marks of every kind dropped; the possessive 's (’s) dropped, any other apostrophe inside a word too,
 *   without a cut; an apostrophe after a word too ("peoples'");
 * - hyphens and dashes between two letters or digits dropped unless both are digits; doubled, spaced or other ones
 *   become '-'; middle dots between letters dropped;
 * - '.' of initialisms dropped without a cut ("U.N." is "un": after a single letter that stands alone or after
 *   another such dot); other full stops stay;
 * - ',' before "and" dropped; '&' is "and";
 * - the words "the", and "a", "an" before a space and another word than "and", dropped;
 * - spelling pairs to one spelling, by word (spelling.def).
 * So "The People's Organisation, and U.N. E-Commerce Centre" is "peopleorganizationandunecommercecenter".
 * Texts of equal NFKC_Casefold (UAX 44) fold equally, but for letters with more than 30 marks. A folded text is no
 * text to fold again: "t he" is "the", which is nothing.
 * @return ZHM_OK; ZHM_BAD_INPUT with the byte offset of invalid UTF-8; ZHM_LIMIT past 2^31 code points; ZHM_NO_MEMORY;
 * @out has no points after a failure
 */
zhm_code fold_text(struct str text, struct folded *out, zhm_error *err);
void folded_free(struct folded *f);

/** Append the folded points of @text to @key as UTF-8: the key under
 * which a name is found. May append nothing, as a failure does. */
zhm_code fold_key(struct str text, struct buf *key, zhm_error *err);

/** Changes whenever any text may fold otherwise: a checksum of the tables and the number of the rules. */
uint32_t fold_version(void);

#endif
