/* number.h - numbers as they stand written in a text */
#ifndef MEMORY_NUMBER_H
#define MEMORY_NUMBER_H

#include "base/arena.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>
#include <zhengming/error.h>

/**
 * A run of decimal digits of any script (Unicode 14, Nd), with the separators that stand between two digits: '.' and
 * ',' (also full-width and Arabic ones), and the no-break and thin spaces before three digits. "1,200" and "1.200.000"
 * are grouped, "1.200" and "12,5" have a fraction; what can be no such number ("1.2.3", "2023.05.01") has neither whole
 * nor fraction.
 */
struct number {
    struct str text;            /* as written, in the text it was found in */
    size_t index;               /* among the numbers of its text */
    uint32_t zero;              /* the zero of its first digit's script */
    const char *plain;          /* sign by sign: '0' to '9', '.', ',', ' ' */
    struct str whole, fraction; /* '0' to '9', without separators; no whole: no such number */
    struct str group, decimal;  /* the separators as written; empty: none */
    /* Equal for equal numbers: no zeros at the ends, no grouping, and what scales it with it: "1200", "12.5", "3
     * million", "300万" are four. */
    const char *value;
    bool is_month; /* 月 follows */
};

/** The numbers of @text (valid UTF-8), in order, in @arena. @return ZHM_OK or ZHM_NO_MEMORY */
zhm_code written_numbers(struct str text, struct arena *arena, struct number **out, size_t *count, zhm_error *err);

/**
 * Write @query, which has the place of @source in its text, in the manner of @target, which is @source as a translation
 * has it: its digits, leading zeros, grouping and decimal sign where it shows them, else as in the query.
 * @return ZHM_OK; ZHM_NOT_FOUND when that can't be told; ZHM_NO_MEMORY
 */
zhm_code number_rewrite(const struct number *query, const struct number *source, const struct number *target,
                        struct arena *arena, struct str *out, zhm_error *err);

#endif
