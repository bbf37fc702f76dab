/* index.h - the texts of the memory's units by their grams: all that are near a query, none missed
 *
 * The texts of one language lie in blocks of up to BLOCK_UNITS, each made once and never changed; the newest few wait
 * in a table of their own until they are worth a block, and blocks that are small grow by being joined, so that a text
 * is written again a bounded number of times (8 where texts come one at a time, never over 14). A text that is no more
 * stays in its block until enough of them are dead: who searches asks the caller whether a unit still has the text.
 */
#ifndef MEMORY_INDEX_H
#define MEMORY_INDEX_H

#include "base/arena.h"
#include "memory/block.h"
#include "store/store.h"

#include <stdint.h>

/** A unit's text in one language. */
struct index_text {
    uint64_t number;
    const char *lang; /* canonical */
    struct str text;  /* UTF-8, NFC, at most ZHM_SEGMENT_MAX bytes */
};

/** Within a write: these texts are new (or those of their units have changed to them). Found by the next snapshot. */
zhm_code index_add(struct store_txn *t, const struct index_text *texts, size_t count, zhm_error *err);

/** Within a write: @count texts are no more, or have changed. When that makes too many dead ones, the blocks are made
 * anew from the units. */
zhm_code index_note_dead(struct store_txn *t, uint64_t count, zhm_error *err);

/** How many texts of the index may be no more, at most; 0: each is that of its unit. */
zhm_code index_dead(struct store_txn *t, uint64_t *out, zhm_error *err);

/** Within a write: everything anew from the table of units. */
zhm_code index_rebuild(struct store_txn *t, zhm_error *err);

/** Check that every text of every unit is found, and that each block is what its texts make. */
zhm_code index_verify(struct store_txn *t, zhm_error *err);

/** The texts of one language: in blocks, and new. */
struct index_view {
    struct block *blocks;
    size_t block_count;
    struct block_text *texts;
    size_t text_count;
};

/**
 * Append the texts in the language @lang (canonical, as it stands) to what @view has. Blocks are lent by the snapshot,
 * the rest is in @arena. @return ZHM_OK; ZHM_STORAGE: damaged, or made by a version with other grams (index_rebuild
 * mends it)
 */
zhm_code index_view(struct store_txn *t, const char *lang, struct arena *arena, struct index_view *view,
                    zhm_error *err);

/** As index_view, for every language that answers @wanted (lang_matches); NULL: all. */
zhm_code index_view_all(struct store_txn *t, const char *wanted, struct arena *arena, struct index_view *view,
                        zhm_error *err);

/** The languages that have texts, canonical, sorted; in @arena. */
zhm_code index_languages(struct store_txn *t, struct arena *arena, const char *const **out, size_t *count,
                         zhm_error *err);

#endif
