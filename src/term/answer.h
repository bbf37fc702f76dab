/* answer.h - results that belong to the caller of a public function: one block each, given back with zhm_free */
#ifndef TERM_ANSWER_H
#define TERM_ANSWER_H

#include "term/database.h"

#include <stddef.h>

/** A result and what it points into. Its address is the result's, less the size of this. */
struct answer {
    struct reader reader;
    max_align_t result[];
};

/** Begin an answer with room for a result of @size bytes, all 0, and its snapshot. On failure there is none. */
zhm_code answer_begin(zhm_database *db, size_t size, struct answer **out, zhm_error *err);

/** End the snapshot. Where @code is not ZHM_OK the answer goes. @return @code */
zhm_code answer_finish(struct answer *a, zhm_code code);

#endif
