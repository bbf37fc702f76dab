/* grammar_numbers.h - numbers for texts: one for each distinct text, in the order in which they came */
#ifndef TERM_GRAMMAR_NUMBERS_H
#define TERM_GRAMMAR_NUMBERS_H

#include "base/str.h"

#include <stdint.h>

/** {0} is empty. The texts are borrowed. */
struct numbers {
    struct str *items; /* by number */
    size_t count, capacity;
    uint32_t *slots; /* 1 + number, by hash */
    size_t slot_count;
};

/** @return the number of @text, which it gets if it has none; UINT32_MAX without memory */
uint32_t numbers_add(struct numbers *n, struct str text);
/** @return UINT32_MAX when it has none */
uint32_t numbers_find(const struct numbers *n, struct str text);
void numbers_free(struct numbers *n);

#endif
