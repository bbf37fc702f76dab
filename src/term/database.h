/* database.h - a glossary in a store: opened, read by one request at a time, changed, verified */
#ifndef TERM_DATABASE_H
#define TERM_DATABASE_H

#include "base/arena.h"
#include "store/store.h"
#include "term/automaton.h"
#include "term/fuzzy.h"
#include "term/grammar.h"
#include "text/fold.h"

#include <zhengming/zhengming.h>

struct zhm_database {
    struct store *store;
    bool reindexed; /* the indexes were built anew at open: the folding had changed */
};

/** As zhm_open; @map_size as in store_options. */
zhm_code database_open(const char *folder, unsigned flags, size_t map_size, zhm_database **out, zhm_error *err);

#define READER_SLOTS 1024

/**
 * A request's view: one snapshot, and memory for its results. {0} to begin with; used again for the next request by the
 * same thread. Results point into `arena`, which reader_begin clears, and into `kept`:
 * the concepts and names read lately, which stay from request to request while the
 * generation does, up to a bound. No byte of the snapshot outlives reader_end.
 */
struct reader {
    zhm_database *db;
    struct store_txn *txn;
    struct arena arena;
    struct folded folded;
    struct buf key;
    struct automaton_hits hits;
    struct fuzzy_hits near;
    struct grammar grammar; /* the snapshot's, once reader_grammar has viewed it */
    bool grammar_viewed;
    struct buf no_grammar; /* an empty one */

    struct arena kept;
    uint64_t kept_generation;
    size_t kept_bytes;
    struct concept_entry *concepts[READER_SLOTS]; /* by hash of the id */
    struct name_entry *names[READER_SLOTS];       /* by hash of the folded name */
};

zhm_code reader_begin(struct reader *r, zhm_database *db, zhm_error *err);
void reader_end(struct reader *r);  /* the results stay */
void reader_free(struct reader *r); /* and now they go */

/** The results are no longer wanted: give back what a large request took. */
void reader_rest(struct reader *r);

/** A slot of the tables for a text. */
size_t reader_slot(struct str text);

/** A concept by its id. @return ZHM_NOT_FOUND, @out and @err unchanged, when there is none */
zhm_code reader_concept(struct reader *r, struct str id, const zhm_concept **out, zhm_error *err);

/**
 * Room to remember what was worked out of a concept of reader_concept or names_find and of this generation: kept as
 * long as the concept, so it belongs into r->kept.
 */
const void **reader_memo(const zhm_concept *concept);

/** A day's options made whole: today for 0, a full day for a year or month, the canonical language. */
struct question {
    char lang[40]; /* "": all */
    bool has_category;
    zhm_category category;
    zhm_date day;
    const char *style;
    bool plain; /* nothing is composed */
};
zhm_code question_of(const zhm_options *options, struct question *out, zhm_error *err);
zhm_date today(void);

#endif
