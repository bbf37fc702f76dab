/* grammar_store.h - the grammar's files in the store, and the block that is built from them */
#ifndef TERM_GRAMMAR_STORE_H
#define TERM_GRAMMAR_STORE_H

#include "term/database.h"

/** The grammar that a write made, or would make. */
struct grammar_report {
    size_t files, rules, words;                         /* of the whole grammar */
    size_t changed_files, changed_rules, changed_words; /* added, changed or gone */
};

/** A file's name: 1 to 100 letters, digits, '.', '-' and '_', ending in .rules or .tsv, the first no '.'. */
zhm_code grammar_name_check(struct str name, zhm_error *err);

/**
 * What grammar_put would do, in any transaction; @t NULL: in an empty database. The block is built, so that every fault
 * comes out here too.
 */
zhm_code grammar_try(struct store_txn *t, const struct grammar_file *files, size_t count, bool prune,
                     struct grammar_report *out, zhm_error *err);

/**
 * Within a write: put @files, of distinct names, in place of those of the same names, with @prune delete all others,
 * and build the block. One change is logged for each file that differs; where none does, nothing is written.
 * @return as grammar_build
 */
zhm_code grammar_put(struct store_txn *t, const struct grammar_file *files, size_t count, bool prune,
                     struct grammar_report *out, zhm_error *err);

/**
 * Within a write: build the block anew from the files. Files that another version
 * of this program took and this one finds faulty leave the database without a
 * block, that is without rules, until they are mended; grammar_verify says so.
 */
zhm_code grammar_rebuild(struct store_txn *t, zhm_error *err);
/** Whether the block is one that this program can read. */
zhm_code grammar_is_current(struct store_txn *t, bool *out, zhm_error *err);
/** Check that the block is what the files make. */
zhm_code grammar_verify(struct store_txn *t, zhm_error *err);

/** The snapshot's grammar, borrowed until reader_end; an empty one where the database has none. */
zhm_code reader_grammar(struct reader *r, const struct grammar **out, zhm_error *err);

#endif
