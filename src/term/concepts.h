/* concepts.h - all concepts of a snapshot or a write, one after the other */
#ifndef TERM_CONCEPTS_H
#define TERM_CONCEPTS_H

#include "base/arena.h"
#include "store/store.h"

#include <zhengming/model.h>

/** Use: init, then next until it is not ZHM_OK, then clear. */
struct concept_cursor {
    struct store_cursor records;
    struct arena arena;
    zhm_concept concept; /* the one that next came to, until the next call */
};

zhm_code concept_cursor_init(struct concept_cursor *c, struct store_txn *t, zhm_error *err);
/** By id. @return ZHM_OK; ZHM_NOT_FOUND after the last; ZHM_STORAGE for a damaged record */
zhm_code concept_cursor_next(struct concept_cursor *c, zhm_error *err);
void concept_cursor_clear(struct concept_cursor *c);

#endif
