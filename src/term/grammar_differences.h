/* grammar_differences.h - how many rules and words of two grammars differ */
#ifndef TERM_GRAMMAR_DIFFERENCES_H
#define TERM_GRAMMAR_DIFFERENCES_H

#include "base/buf.h"

/** Hashes of rules and words, comments and indentation left out; {0} is empty. */
struct grammar_units {
    struct buf rules, words; /* uint64_t */
};

/** Add those of a sound file. A failed buffer says that memory ran out. */
void grammar_units_add(struct grammar_units *units, struct str name, struct str text);
size_t grammar_units_count(const struct buf *units);
/** How many were added, changed or are gone from @old to @now. Sorts both. */
size_t grammar_units_differ(struct buf *old, struct buf *now);
void grammar_units_free(struct grammar_units *units);

#endif
