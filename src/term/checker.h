/* checker.h - a check under way: what its parts share */
#ifndef TERM_CHECKER_H
#define TERM_CHECKER_H

#include "term/check_issue.h"
#include "term/check_near.h"

enum { CAPITALS_MAX = 64 };

struct checker {
    struct lexicon lexicon;
    const struct side *source, *target;
    const struct question *question;
    struct alignment pairs;
    struct near_text text; /* the target */
    struct issues issues;
    size_t source_points;
    uint32_t ministry, minister, counterpart, counterparts; /* words */
    struct str capitals[CAPITALS_MAX];                      /* abbreviations of the target that nobody knows */
    size_t capital_count;
    bool has_counterpart;
    bool *told; /* by number of a source's name: an issue has spoken of it */
    size_t numbers;
};

/** The names of the target that are wrong by themselves, of those
 * in the source; what has a partner leaves the search. */
zhm_code check_target(struct checker *c, zhm_error *err);
/** Another thing than its partner, though the grammar reads it for
 * that: the Minister of a commission that has a Chairman. */
zhm_code judge_variant(struct checker *c, struct spot *t, zhm_error *err);
/** The names of the source that nobody stands for. */
zhm_code check_source(struct checker *c, zhm_error *err);
/** What is left: names of the target that are wrong by themselves, and that no name of the source stands for. */
zhm_code check_strangers(struct checker *c, zhm_error *err);
/** Names of the target that have several full forms in it. */
zhm_code check_consistency(struct checker *c, zhm_error *err);

#endif
