/* match_names.h - the glossary's official names in a match: of the query, of its source, of its target */
#ifndef MEMORY_MATCH_NAMES_H
#define MEMORY_MATCH_NAMES_H

#include "memory/lookup.h"

#include <zhengming/zhengming.h>

/** Where the target's names do not fit the query: what the query names otherwise than the unit's source does. */
struct name_misfit {
    zhm_span query;  /* the name in the query; text NULL: the target has a name that the query lacks */
    zhm_span target; /* what stands for it in the target; text NULL: nothing does */
    const char
        *expected; /* the official form in the target's language; NULL: none is known, or nothing should stand there */
    const char *concept; /* of the query's name; NULL: composed, or none */
    zhm_issue_kind kind;
};

struct match_names {
    zhm_mentions source, target;
    const struct name_misfit *misfits;
    size_t misfit_count;
};

/**
 * The names of one query, and of each of its matches. A misfit is what checking the target as a translation of the query
 * finds (term/check.h) beside what it would find of the source: a fault that the target has as a translation of its own
 * source is no misfit of the match. Names are annotated with @q's day, category and style. Results in r->arena.
 * @param names one for each match
 */
zhm_code match_names(struct reader *r, const struct unit_matches *matches, const char *from, const char *to,
                     const struct question *q, zhm_mentions *query, struct match_names *names, zhm_error *err);

#endif
