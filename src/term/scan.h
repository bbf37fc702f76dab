/* scan.h - the names of the glossary that stand in a text */
#ifndef TERM_SCAN_H
#define TERM_SCAN_H

#include "term/choice.h"

/** A name, and all that it may mean. */
struct found {
    zhm_mention mention;
    const struct choices *choices;
    uint32_t first, last; /* points of the folded text, the end exclusive */
};

/** {0} but for the first three to begin with; r->folded is the folded text. Lists are in the reader's arena. */
struct scan {
    struct reader *reader;
    const struct question *question;
    struct str text;
    struct found *items;
    size_t count, capacity;
    size_t plain_count;   /* of them by rising end: those without brackets */
    struct known **table; /* by key */
    size_t table_mask;
    size_t point, byte; /* the last place for which both are known */
};

/**
 * Find them, nested and overlapping ones too, by rising end;
 * then those that run on over their abbreviation in brackets.
 * @return ZHM_LIMIT where the text holds more names than an answer may
 */
zhm_code scan_names(struct scan *s, zhm_error *err);

#endif
