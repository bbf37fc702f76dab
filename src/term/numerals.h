/* numerals.h - numbers in names: 14, 14th, Fourteenth, 十四 */
#ifndef TERM_NUMERALS_H
#define TERM_NUMERALS_H

#include "base/buf.h"

#include <stdbool.h>

enum numeral_form {
    NUMERAL_PLAIN, /* 14; in Chinese 十四 */
    NUMERAL_TH,    /* 14th */
    NUMERAL_WORD,  /* Fourteenth; above twentieth as NUMERAL_TH */
};

enum { NUMERAL_MAX = 9999 };

/** The numeral that begins folded points: as many of them as belong to it, and its value; 0: none. */
size_t numeral_read(const uint32_t *points, size_t len, int *value, enum numeral_form *form);

bool numeral_is_chinese(uint32_t point);

void numeral_write_chinese(int value, struct buf *out);
void numeral_write_english(int value, enum numeral_form form, struct buf *out);

#endif
