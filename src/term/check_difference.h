/* check_difference.h - the words that one name has and another has not */
#ifndef TERM_CHECK_DIFFERENCE_H
#define TERM_CHECK_DIFFERENCE_H

#include "term/align.h"

enum { DIFFERENCE_MAX = 64 }; /* of longer names the first words count */

/** Words that both have are crossed out. */
struct difference {
    bool in_a[DIFFERENCE_MAX], in_b[DIFFERENCE_MAX]; /* crossed out */
    size_t a, b, common;
};

void words_compare(const struct words *a, const struct words *b, struct difference *d);

/** Mark, among @words of the name of @m in @lang, those of the places in it. */
zhm_code mark_places(struct lexicon *l, const zhm_mention *m, const char *lang, const struct words *words,
                     bool marks[DIFFERENCE_MAX], zhm_error *err);

/**
 * Whether @found says what @expected, the name of @s in @lang, does, but for what goes without saying: the places in it
 * or their generic words, of a title also the body, or that the body is a government.
 */
zhm_code only_shorter(struct lexicon *l, const zhm_mention *s, const char *lang, const struct words *expected,
                      const struct words *found, bool *out, zhm_error *err);

#endif
