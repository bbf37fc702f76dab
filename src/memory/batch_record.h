/* batch_record.h - what is kept of an import */
#ifndef MEMORY_BATCH_RECORD_H
#define MEMORY_BATCH_RECORD_H

#include "memory/batches.h"

/** A batch by its number; texts in @arena. @return ZHM_NOT_FOUND */
zhm_code batch_load(struct store_txn *t, uint64_t number, struct arena *arena, struct batch *out, zhm_error *err);

/** The last batch of that name; and the number for the next one, where @next is not NULL. @return ZHM_NOT_FOUND */
zhm_code batch_find(struct store_txn *t, const char *name, struct arena *arena, struct batch *out, uint64_t *next,
                    zhm_error *err);

/** Write what is kept of it, under its number. */
zhm_code batch_store(struct store_txn *t, const struct batch *b, zhm_error *err);

/** All of them, oldest first. */
zhm_code batch_all(struct store_txn *t, struct arena *arena, struct batch_list *out, zhm_error *err);

/** What bounds a durable step: units, and bytes of their records, for what one write changes stays in memory until it
 * is durable. Tests make steps smaller. */
struct batch_bounds {
    size_t units, bytes;
};
extern struct batch_bounds batch_bounds;

/** "import 'name'", for an error. */
#define BATCH_NAMED "import '%.100s'"

#endif
