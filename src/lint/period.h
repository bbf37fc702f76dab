/* period.h - times from a day to a day, either of which may be known by its year or month alone, or not at all */
#ifndef LINT_PERIOD_H
#define LINT_PERIOD_H

#include <stdbool.h>
#include <stddef.h>
#include <zhengming/model.h>

/** Days d with from <= d < to; 0: open. */
struct period {
    zhm_date from, to;
};

struct period period_of_term(const zhm_term *t);
/** To its end, or to the day on which another concept took its place. */
struct period period_of_concept(const zhm_concept *c);
/** Whether a day is in all of them, beyond doubt: what years and months alone leave open is none. */
bool periods_meet(const struct period *p, size_t count);
/** Whether every day of @a is before every day of @b, whatever the days that are not told. */
bool date_before(zhm_date a, zhm_date b);

#endif
