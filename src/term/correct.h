/* correct.h - a text rewritten to official names */
#ifndef TERM_CORRECT_H
#define TERM_CORRECT_H

#include "term/database.h"

/**
 * As zhm_correct, within a request: the result is in r->arena. What it gives, corrected again, stays as it is: an edit
 * that would make another wrong name out of what stands around it is left out. Cost: that of annotating the text, and
 * then the corrected one, four times at most.
 */
zhm_code correct(struct reader *r, struct str text, const struct question *q, zhm_correction *out, zhm_error *err);

/** The edits for @mentions, names of @text: into @out's edits, the text left alone. */
zhm_code correct_mentions(struct reader *r, struct str text, const zhm_mentions *mentions, const struct question *q,
                          zhm_correction *out, zhm_error *err);

/** The text with the edits made, in the arena; NULL without memory. */
const char *correct_apply(struct reader *r, struct str text, const zhm_edit *edits, size_t count);

#endif
