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
 * The names of one query, and of each of its matches, with the misfits in the query's order, those that it lacks last.
 * A name that query and source both have is no misfit, whatever the target makes of it (that is a fault of the unit),
 * unless they write it otherwise and the target fits the source alone; nor is one whose words the edits leave alone.
 * What the query has in the place of another name of the source should stand in the target where that does; what it has
 * besides, where term/check.h does not find it in the target, is missing there.
 * Exact and context matches have no misfits. Names are annotated with @q's day, category and style. Results in
 * r->arena. Cost: that of annotating the texts; of a match whose names differ from the query's also that of two checks.
 * @param names one for each match
 */
zhm_code match_names(struct reader *r, const struct unit_matches *matches, const char *from, const char *to,
                     const struct question *q, zhm_mentions *query, struct match_names *names, zhm_error *err);

#endif
