/* change_log.h - the log's entries: what became of a concept, when */
#ifndef TERM_CHANGE_LOG_H
#define TERM_CHANGE_LOG_H

#include "term/edit.h"

/** Log that @id has the record @record now, or that it was deleted. */
zhm_code change_log(struct store_txn *t, struct str id, struct str record, bool deleted, zhm_error *err);

/** Log that the grammar's file @name has the text @text now, or that it was deleted. */
zhm_code change_log_file(struct store_txn *t, struct str name, struct str text, bool deleted, zhm_error *err);

/** Log that the unit @number has the record @record now, or that it was deleted. @scratch is written over: memory for
 * the entry, which one who logs many need not ask for anew. */
zhm_code change_log_unit(struct store_txn *t, uint64_t number, struct str record, bool deleted, struct buf *scratch,
                         zhm_error *err);

/** Check that the last entry of the history of each concept, and of each of the grammar's files, is what its record is,
 * or that there is none after a deletion. */
zhm_code change_log_verify(struct store_txn *t, zhm_error *err);

/** The same of the units. */
zhm_code change_log_verify_units(struct store_txn *t, zhm_error *err);

#endif
