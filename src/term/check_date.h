/* check_date.h - the day that a text speaks of, where it says so */
#ifndef TERM_CHECK_DATE_H
#define TERM_CHECK_DATE_H

#include "base/str.h"

#include <stdint.h>

/**
 * The one year of 1900 to 2099 that @text names, as 2024年 or, in English,
 * after such a word as "in", "of" or a month. 0: it names none, or several.
 */
int32_t year_of_text(struct str text);

#endif
