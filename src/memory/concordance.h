/* concordance.h - where a word, a phrase or a few Chinese characters stand in the memory */
#ifndef MEMORY_CONCORDANCE_H
#define MEMORY_CONCORDANCE_H

#include "term/database.h"

#include <zhengming/unit.h>

#define CONCORDANCE_TEXT_MAX 1000 /* code points */
#define CONCORDANCE_LIMIT_MAX 1000
#define CONCORDANCE_REACH 100000 /* offset + limit, at most */

struct concordance_question {
    struct str text;  /* 1 to 1000 code points; compared in NFC without regard to case; blanks at its ends dropped */
    const char *lang; /* where to look; NULL: in every language */
    const char *to;   /* only units that have this language too; NULL: all */
    size_t offset, limit;        /* which of the finds */
    const char *origin, *domain; /* NULL: all */
};

/** A run of a text, in code points. */
struct found_run {
    size_t start, end;
};

struct found_unit {
    const zhm_unit *unit;
    const zhm_segment *segment;   /* of the unit: where it was found */
    const struct found_run *runs; /* every occurrence, not overlapping, from the left */
    size_t run_count;
    bool whole; /* one at least begins and ends where words may (text/words.h; always so between Chinese characters) */
};

struct concordance {
    struct found_unit *items;
    size_t count;
    uint64_t total; /* finds without offset and limit */
};

/**
 * Units with the text in one of their segments, each once, in this order: those with a whole word first, then by
 * falling share of the segment that the finds cover, then the newest unit first. Cost: that of reading the bits of the
 * text's grams, each text that has them all, and the record of each unit that is found. Results in r->arena.
 * @return ZHM_OK; ZHM_BAD_INPUT: no text, invalid UTF-8, a language that is none, a limit out of range; ZHM_LIMIT: a
 * text that is too long, offset + limit over CONCORDANCE_REACH
 */
zhm_code memory_concordance(struct reader *r, const struct concordance_question *q, struct concordance *out,
                            zhm_error *err);

#endif
