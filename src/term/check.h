/* check.h - a translation's official names held against those of its source */
#ifndef TERM_CHECK_H
#define TERM_CHECK_H

#include "term/align.h"

struct check_texts {
    struct str source, target;
    const char *source_lang, *target_lang; /* NULL: by the script of most letters */
};

/**
 * As zhm_check, within a request: the result is in r->arena. Where @dated is false and the source names just one year,
 * the day is that year's last, or @q's, whichever comes first; `why` says so. Cost: that of annotating both texts; for
 * each name without a partner a bounded search (check_near.h).
 */
zhm_code check_texts(struct reader *r, const struct check_texts *texts, const struct question *q, bool dated,
                     zhm_issues *out, zhm_error *err);

/** The same for sides whose names are found already, on the question's day. @why: a step for every issue; NULL: none */
zhm_code check_sides(struct reader *r, const struct side *source, const struct side *target, const struct question *q,
                     const zhm_step *why, zhm_issues *out, zhm_error *err);

#endif
