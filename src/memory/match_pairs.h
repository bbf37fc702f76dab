/* match_pairs.h - which names of a query a match's source has too, and which of its own stand in the others' places */
#ifndef MEMORY_MATCH_PAIRS_H
#define MEMORY_MATCH_PAIRS_H

#include "term/align.h"
#include "text/levenshtein.h"

/** A name of one text of the pair. */
struct pair_name {
    struct spot *spot;
    struct pair_name *same;  /* of the other text: the same name there; NULL: there is none */
    struct pair_name *place; /* another name that stands where this one would; NULL: none */
    bool untouched; /* no edit in it or right beside it: the other text has the same words there, however read */
};

/** Names in the text's order: its mentions, or the titles and the person of one that holds several. */
struct pair_names {
    struct pair_name *items;
    size_t count;
};

/** A query beside the source of a match. */
struct match_pairs {
    struct pair_names query, source;
};

/**
 * Pair the names of two texts of one language, whose spots were gathered with one lexicon (align): by concept or by
 * official name, first those that stand in the same place, as the @edits that make the query of the source have it;
 * then those left over that stand in one place. Cost: linear in the names but for those that one text repeats.
 */
zhm_code match_pairs(struct reader *r, const struct spots *query, struct str query_text, const struct spots *source,
                     struct str source_text, const struct edit_run *edits, size_t edit_count, struct match_pairs *out,
                     zhm_error *err);

#endif
