/* edit.h - writing concepts: one, or a whole glossary; and what was written before */
#ifndef TERM_EDIT_H
#define TERM_EDIT_H

#include "term/database.h"

/** Whatever is there may be written over. */
#define BASED_ON_ANYTHING UINT64_MAX

/** As zhm_put. */
zhm_code concept_put(zhm_database *db, const zhm_concept *c, uint64_t based_on, uint64_t *generation, zhm_error *err);
/** As zhm_delete. */
zhm_code concept_delete(zhm_database *db, struct str id, uint64_t based_on, uint64_t *generation, zhm_error *err);

/** The generation of the last change of @id; 0: never written. */
zhm_code concept_generation(struct store_txn *t, struct str id, uint64_t *out, zhm_error *err);

/** What a load did. */
struct load_report {
    uint64_t added, changed, deleted, unchanged;
    uint64_t generation; /* of the load, or the last one when nothing changed */
};

/** What loading is doing, for a progress bar. */
typedef void load_progress(void *context, size_t done, size_t total);

/**
 * Write @count concepts with distinct ids in one transaction; those that are the same already stay as they are. With
 * @prune, delete all others.
 */
zhm_code concepts_load(zhm_database *db, const zhm_concept *concepts, size_t count, bool prune, load_progress *progress,
                       void *context, struct load_report *out, zhm_error *err);

/** A change in the log. */
struct change {
    uint64_t generation;
    int64_t time; /* seconds since 1970, UTC */
    const char *id;
    const zhm_concept *concept; /* after it; NULL: deleted */
};
struct change_list {
    struct change *items;
    size_t count;
};

/** The changes of one concept, the newest first, at most @limit. In r->arena. */
zhm_code concept_history(struct reader *r, struct str id, size_t limit, struct change_list *out, zhm_error *err);

/** The changes after @generation in their order: those of whole generations, until there are @limit or more. */
zhm_code changes_since(struct reader *r, uint64_t generation, size_t limit, struct change_list *out, zhm_error *err);

/** Within a write: build every index anew from the records. */
zhm_code reindex(struct store_txn *t, zhm_error *err);

/** Check all: store_verify, each index against each record and back, the segments, the log against the records. */
zhm_code database_verify(zhm_database *db, store_progress *progress, void *context, zhm_error *err);

#endif
