/* alphabet.h - the code points of many keys, with what is to be known of each: a count, then a code */
#ifndef TERM_ALPHABET_H
#define TERM_ALPHABET_H

#include "base/str.h"

#include <stdint.h>
#include <zhengming/error.h>

enum { ALPHABET_PAGE = 256, ALPHABET_PAGES = 0x110000 / ALPHABET_PAGE };

/** A number for each code point, 0 at first, in pages that are there once needed. {0} is empty. */
struct alphabet {
    uint32_t *pages[ALPHABET_PAGES];
    size_t page_count;
};

/** The number of @point, to be changed in place; NULL without memory. */
uint32_t *alphabet_add(struct alphabet *a, uint32_t point);

/** As alphabet_add, for a point that has been added. */
static inline uint32_t *alphabet_at(const struct alphabet *a, uint32_t point)
{
    return &a->pages[point / ALPHABET_PAGE][point % ALPHABET_PAGE];
}

/** The code points whose number is not 0, rising, in *@points for the caller to free. */
zhm_code alphabet_list(const struct alphabet *a, uint32_t **points, size_t *count, zhm_error *err);

/** Sort @points by falling number, equal ones as they stood. @return false without memory */
bool alphabet_by_number(const struct alphabet *a, uint32_t *points, size_t count);

void alphabet_free(struct alphabet *a);

#endif
