/* tally.h - how often each of some words occurs */
#ifndef LINT_TALLY_H
#define LINT_TALLY_H

#include "base/arena.h"

struct tally_word {
    struct str word;
    size_t count;
};

/** {0} is empty. The words are lent. */
struct tally {
    struct arena arena;
    struct tally_word *words;
    size_t count, room;
    bool failed; /* no memory */
};

void tally_add(struct tally *t, struct str word);
/** The most frequent first; of one count, by the words. */
void tally_sort(struct tally *t);
void tally_free(struct tally *t);

#endif
