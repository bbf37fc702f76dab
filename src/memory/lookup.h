/* lookup.h - matches of the translation memory: in context, exact, fuzzy */
#ifndef MEMORY_LOOKUP_H
#define MEMORY_LOOKUP_H

#include "memory/adapt.h"
#include "memory/search.h"
#include "term/database.h"
#include "text/levenshtein.h"

#include <zhengming/memory.h>

#define MATCHES_MAX 1000
#define MATCHES_TEXTS_MAX 1000 /* of a batch */

struct lookup_question {
    const char *from, *to; /* language tags as they were given; a unit in en-GB answers "en", not the other way round */
    unsigned min_score;    /* 50 to 100 */
    size_t limit;          /* 1 to MATCHES_MAX */
    bool exact;            /* only the same text */
    bool adapt;            /* adapt_numbers */
    /* filters; NULL and 0: none. Texts are compared as they stand; dates (seconds since 1970) with `changed`, or
     * `created` where that is not known: at or after, and before */
    const char *origin, *domain;
    int64_t since, until;
};

/** A text to look up, with those before and after it in its document (no text: not known). */
struct lookup_text {
    struct str text, previous, next;
};

struct unit_match {
    zhm_unit_match_kind kind;
    unsigned score; /* levenshtein_score: 0 to 10000; 10000 for the first two kinds, and only for them */
    const zhm_unit *unit;
    const zhm_segment *source, *target; /* of the unit */
    const struct edit_run *edits;       /* what makes the query (in NFC) of the source; offsets in code points */
    size_t edit_count;
    const struct adaptation *adapted; /* NULL: not asked for, or not possible */
};

struct unit_matches {
    const char *text; /* the query in NFC */
    struct unit_match *items;
    size_t count;
};

/**
 * The matches of @text, at most `limit`, in this order: context matches with both neighbours, with one, exact ones,
 * fuzzy ones by falling score; among equals the newest unit (of the highest number) first. None is missed of those that
 * comparing with every unit would find. @s is the thread's working memory. Results in r->arena.
 * @return ZHM_OK; ZHM_BAD_INPUT: invalid UTF-8, an empty text, a language that is none, min_score or limit out of
 * range; ZHM_LIMIT: a text over ZHM_SEGMENT_MAX
 */
zhm_code memory_lookup(struct reader *r, struct search *s, const struct lookup_question *q,
                       const struct lookup_text *text, struct unit_matches *out, zhm_error *err);

#endif
