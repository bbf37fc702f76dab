/* index_new.h - the table of texts that no block has yet */
#ifndef MEMORY_INDEX_NEW_H
#define MEMORY_INDEX_NEW_H

#include "memory/index.h"

typedef zhm_code index_take(void *context, uint64_t number, struct str text, zhm_error *err);

/** Call @take with each new text in @lang. */
zhm_code index_each_new(struct store_txn *t, const char *lang, index_take *take, void *context, zhm_error *err);

#endif
