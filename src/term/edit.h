/* edit.h - writing concepts: one, or a whole glossary; and what was written before */
#ifndef TERM_EDIT_H
#define TERM_EDIT_H

#include "term/database.h"
#include "term/grammar_store.h"

#include <zhengming/unit.h>

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
    uint64_t added, changed, deleted, unchanged; /* concepts */
    struct grammar_report grammar;
    uint64_t generation; /* of the load, or the last one when nothing changed */
};

/** What loading is doing, for a progress bar. */
typedef void load_progress(void *context, size_t done, size_t total);

/** A glossary with its grammar. */
struct glossary_load {
    const zhm_concept *concepts; /* with distinct ids */
    size_t count;
    const struct grammar_file *grammar; /* with distinct names */
    size_t grammar_count;
    bool prune; /* delete all other concepts, and all other files of the grammar */
};

/**
 * Write all of it in one transaction, or nothing; what is the same
 * already stays as it is. To prune without a concept is refused.
 */
zhm_code glossary_load(zhm_database *db, const struct glossary_load *what, load_progress *progress, void *context,
                       struct load_report *out, zhm_error *err);

/** As glossary_load, of concepts alone; the grammar stays as it is, with @prune too. */
zhm_code concepts_load(zhm_database *db, const zhm_concept *concepts, size_t count, bool prune, load_progress *progress,
                       void *context, struct load_report *out, zhm_error *err);

/** A change in the log, of a concept, of a grammar's file, or of a unit of the translation memory. */
struct change {
    uint64_t generation;
    int64_t time;               /* seconds since 1970, UTC */
    const char *id;             /* of the concept; "grammar/" and the file's name; "unit:" and the unit's number */
    const zhm_concept *concept; /* after it; NULL: deleted, or none of a concept */
    const char *grammar;        /* the file's name; NULL: none of a file */
    const zhm_unit *unit;       /* after it; NULL: deleted, or none of a unit */
    bool deleted;
};
struct change_list {
    struct change *items;
    size_t count;
};

/** The changes of one concept (or file or unit, by its id here), the newest first, at most @limit. In r->arena. */
zhm_code concept_history(struct reader *r, struct str id, size_t limit, struct change_list *out, zhm_error *err);

/** The changes after @generation in their order: those of whole generations, until there are @limit or more. */
zhm_code changes_since(struct reader *r, uint64_t generation, size_t limit, struct change_list *out, zhm_error *err);

/** Within a write: build every index anew from the records. */
zhm_code reindex(struct store_txn *t, zhm_error *err);

/** Check all of the glossary: store_verify, each index against each record and back, the segments, the log against the
 * records. What the units are checked by is in memory/units.h. */
zhm_code database_verify(zhm_database *db, store_progress *progress, void *context, zhm_error *err);

#endif
