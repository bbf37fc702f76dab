/* unit_store.h - what the files that write units share: their keys, records and identities */
#ifndef MEMORY_UNIT_STORE_H
#define MEMORY_UNIT_STORE_H

#include "base/arena.h"
#include "base/buf.h"
#include "store/store.h"

#include <stdbool.h>
#include <zhengming/unit.h>

/* More than any record of texts that people translate: a step of an import holds many in memory. */
#define UNIT_RECORD_MAX (64 << 20)

/** Numbers as keys sort: big-endian. */
void key_put(char *key, uint64_t value);

/** A write under way, or a reading, and the memory that each unit uses again. {.txn = t} */
struct unit_work {
    struct store_txn *txn;
    struct arena arena; /* cleared by who begins with the next unit */
    struct buf record, entry, identity, other;
};
void unit_work_clear(struct unit_work *w);

/** The number that the next new unit will have; 1 to begin with. */
zhm_code unit_next_number(struct store_txn *t, uint64_t *out, zhm_error *err);

/** @u with its texts, and those before and after them, in NFC: @u itself when they are, else a copy in @arena.
 * @return ZHM_LIMIT when a text is over ZHM_SEGMENT_MAX then */
zhm_code unit_in_nfc(const zhm_unit *u, struct arena *arena, const zhm_unit **out, zhm_error *err);

/** The hash of the identity, whose bytes are in @identity then. */
zhm_code unit_hash(const zhm_unit *u, struct buf *identity, uint64_t *out, zhm_error *err);

/** The record of a unit, copied into w->arena and read. @return ZHM_NOT_FOUND */
zhm_code unit_load(struct unit_work *w, uint64_t number, struct str *record, zhm_unit *out, zhm_error *err);

/** Whether two units are of one identity. */
zhm_code unit_same(struct unit_work *w, const zhm_unit *a, const zhm_unit *b, bool *out, zhm_error *err);

/** The number of the unit that has the identity of @u, which is in NFC; @c is a cursor in STORE_UNIT_KEYS. Clears
 * w->arena.
 * @return ZHM_NOT_FOUND */
zhm_code unit_by_identity(struct unit_work *w, struct store_cursor *c, const zhm_unit *u, uint64_t hash,
                          uint64_t *number, zhm_error *err);

/** Write the record of a unit, and log it. */
zhm_code unit_write(struct unit_work *w, uint64_t number, struct str record, zhm_error *err);

struct unit_key {
    uint64_t hash, number;
};
void unit_keys_sort(struct unit_key *keys, size_t count);
/** Put or delete the keys of units. Sorts them: their places are all over the table. */
zhm_code unit_keys_put(struct store_txn *t, struct unit_key *keys, size_t count, zhm_error *err);
zhm_code unit_keys_delete(struct store_txn *t, struct unit_key *keys, size_t count, zhm_error *err);

#endif
