/* units.h - the units of the memory: put, joined, edited, deleted; every change logged, and found by the next request
 * */
#ifndef MEMORY_UNITS_H
#define MEMORY_UNITS_H

#include "base/arena.h"
#include "store/store.h"

#include <stdbool.h>
#include <zhengming/unit.h>

/** What became of a unit that was put. */
enum unit_outcome {
    UNIT_ADDED,
    UNIT_JOINED,    /* one of the same identity was there: theirs joined (unit_join) */
    UNIT_UNCHANGED, /* likewise, and the join said nothing new */
    UNIT_REFUSED, /* nothing was done: a text in NFC is over ZHM_SEGMENT_MAX, or the join would have too many details */
};

struct unit_put {
    enum unit_outcome outcome;
    uint64_t number; /* of the unit that is there now; 0: none, as it was refused */
};

/**
 * Within a write: put @units, each checked by the caller (unit_check); texts are brought to NFC here. Their fields
 * `number` and `batch` are ignored: a unit's batch is @batch, which is 0 when no import writes it, once it is added or
 * joined. New ones get the next numbers in their order; numbers are never used again. What became of each unit is
 * logged under "unit:" and its number (once, where several of @units are the same one). When @batch is not 0, the
 * record before it is noted in STORE_BATCH_UNITS, unless the batch was the last to write it.
 * @param now the time, seconds since 1970: `created` where a unit has none
 * @param out one for each unit
 */
zhm_code units_put(struct store_txn *t, const zhm_unit *units, size_t count, uint64_t batch, int64_t now,
                   struct unit_put *out, zhm_error *err);

/**
 * Within a write: @u, checked by the caller, in the place of unit @number. `created`, `created_by`, `last_used` and
 * `uses` stay where @u has none, `changed` is @now, `batch` 0. @return ZHM_NOT_FOUND; ZHM_CONFLICT when another unit
 * has that identity (its number in the text); ZHM_LIMIT when a text in NFC is over ZHM_SEGMENT_MAX
 */
zhm_code unit_replace(struct store_txn *t, uint64_t number, const zhm_unit *u, int64_t now, zhm_error *err);

/** Within a write: delete units; a number given twice is as if given once. @return ZHM_NOT_FOUND, with the first number
 * that is none; then nothing is deleted */
zhm_code units_delete(struct store_txn *t, const uint64_t *numbers, size_t count, zhm_error *err);

/** The unit of the identity of @u, whose texts may be in any form; @arena for what that needs. @return ZHM_NOT_FOUND
 * when there is none */
zhm_code unit_find(struct store_txn *t, const zhm_unit *u, struct arena *arena, uint64_t *number, zhm_error *err);

/** A unit by its number, copied into @arena. @return ZHM_NOT_FOUND, @out and @err unchanged, when there is none */
zhm_code unit_get(struct store_txn *t, uint64_t number, struct arena *arena, zhm_unit *out, zhm_error *err);

/** As unit_get; texts are lent by the snapshot until it ends. */
zhm_code unit_view(struct store_txn *t, uint64_t number, struct arena *arena, zhm_unit *out, zhm_error *err);

/** Check the identities against the units and back, the batches' units, the last log entry of each unit, the index. */
zhm_code units_verify(struct store_txn *t, zhm_error *err);

#endif
