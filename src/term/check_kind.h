/* check_kind.h - what is wrong with a name that stands for another */
#ifndef TERM_CHECK_KIND_H
#define TERM_CHECK_KIND_H

#include "term/align.h"

/** How like two mentions are, 0 to 1000: by the words of their names in either language, or by their parts. */
zhm_code mention_likeness(struct lexicon *l, const struct side *source, const zhm_mention *s, const struct side *target,
                          const zhm_mention *t, unsigned *out, zhm_error *err);

/**
 * What @t has that @s has not: another post (ZHM_WRONG_RANK), another kind of body
 * or level, another place; else another body. By their parts and the parts' roles,
 * where they have such; else by the words, and what the glossary says of both.
 */
zhm_code kind_by_mention(struct lexicon *l, const struct side *source, const zhm_mention *s, const struct side *target,
                         const zhm_mention *t, zhm_issue_kind *out, zhm_error *err);

/** Likewise by words alone: @found against @expected, the name of @s; @other where they do not say. */
zhm_code kind_by_words(struct lexicon *l, const zhm_mention *s, const char *lang, const struct words *expected,
                       const struct words *found, zhm_issue_kind other, zhm_issue_kind *out, zhm_error *err);

/** What a part of a composed name says, by its role. */
enum part_class { PART_RANK, PART_LEVEL, PART_PLACE, PART_BODY, PART_NONE };
enum part_class part_class(const zhm_mention *part);

#endif
