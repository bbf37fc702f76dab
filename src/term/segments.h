/* segments.h - the automaton and the fuzzy index, as blocks in the store: one of nearly all names, one of the newest
 *
 * The base segment holds every name at the time when it was built; the delta the names put since, which the table of
 * pending names lists. A change of a few names builds only the delta anew. A name that is no more stays in a segment
 * until the base is built again: who finds it there asks the table of names.
 */
#ifndef TERM_SEGMENTS_H
#define TERM_SEGMENTS_H

#include "term/database.h"

struct segments {
    struct automaton automata[2]; /* base, delta */
    struct fuzzy fuzzies[2];
    size_t count; /* 0 to 2 of each */
};

/** The segments of a snapshot, borrowed from it. */
zhm_code segments_open(struct store_txn *t, struct segments *out, zhm_error *err);

/**
 * Within a write that put names: @added as names_add appended them. Lists them as
 * pending and builds the delta, or, when they are many beside the base, the base.
 * Cost: that of the pending names; amortised, of a few times the new ones.
 */
zhm_code segments_add(struct store_txn *t, struct buf *added, zhm_error *err);

/** Within a write: build the base from the table of names. */
zhm_code segments_rebuild(struct store_txn *t, zhm_error *err);

/** Whether so many names are pending that a new base is worth its while. */
bool segments_want_merge(struct store_txn *t);

/** Build a new base beside the writers, from a snapshot, and put it in place with what came meanwhile as the delta. */
zhm_code segments_merge(zhm_database *db, zhm_error *err);

/** Check that every name of the table is in both halves of a segment. */
zhm_code segments_verify(struct store_txn *t, zhm_error *err);

#endif
