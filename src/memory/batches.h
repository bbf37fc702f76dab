/* batches.h - imports: named, in durable steps, resumed after a crash, undone as a whole */
#ifndef MEMORY_BATCHES_H
#define MEMORY_BATCHES_H

#include "term/database.h"

#include <zhengming/unit.h>

enum batch_state {
    BATCH_RUNNING, /* or interrupted: what it had put by its last step is there */
    BATCH_DONE,
    BATCH_UNDOING, /* or interrupted while undone: undo it again to go on */
    BATCH_UNDONE,
};
const char *batch_state_name(enum batch_state state); /* "running", "done", "undoing", "undone" */

struct batch {
    uint64_t number;
    const char *name;   /* distinct among batches that are not undone */
    const char *origin; /* of units that have none */
    enum batch_state state;
    int64_t begun, ended; /* seconds since 1970; 0: not yet */
    uint64_t read;        /* units of its input so far, those refused among them: where to resume */
    uint64_t added, joined, unchanged, refused;
    uint64_t undone, kept; /* by undoing: put back or deleted; left alone, as they were changed since */
};

struct batch_list {
    struct batch *items;
    size_t count;
};

/** All batches, oldest first, in r->arena. */
zhm_code batches_list(struct reader *r, struct batch_list *out, zhm_error *err);

/** Units per durable step of an import; fewer when they are long. */
#define BATCH_STEP 65536

/**
 * Begin an import, or, with @resume, go on with the one of that name that is running: *@skip is then how many units of
 * the input to pass over. @return ZHM_CONFLICT when there is a batch of that name (and what to do about it);
 * ZHM_NOT_FOUND: nothing to resume
 */
struct batch_import;
zhm_code batch_begin(zhm_database *db, const char *name, const char *origin, bool resume, struct batch_import **out,
                     uint64_t *skip, zhm_error *err);
/** The next unit, copied. A full step is written, durably, before this returns. @return ZHM_BAD_INPUT or ZHM_LIMIT, and
 * one can go on, when it is refused (unit_check, or too long in NFC); it then counts as such. Anything else ends the
 * import: nothing of that step is there, and it can be resumed. ZHM_CONFLICT: someone else resumed or undid it
 * meanwhile */
zhm_code batch_add(struct batch_import *b, const zhm_unit *u, zhm_error *err);
/** One of the input was refused by its reader. */
void batch_refuse(struct batch_import *b);
/** Write what is left, and the state. With @done false the batch stays running, to be resumed. */
zhm_code batch_end(struct batch_import *b, bool done, zhm_error *err);
/** The counts; `read` and the others of what is durable. */
const struct batch *batch_report(const struct batch_import *b);
void batch_free(struct batch_import *b); /* what was not written is not */

/** Called after each step. */
typedef void batch_progress(void *context, uint64_t done, uint64_t total);

/**
 * Undo a batch, newest unit first, in durable steps: units that it added are deleted, others get back the record from
 * before it; those that were changed since by others (edits, and imports later than it: undo these first) are left
 * alone, and counted. @out has @name, and no origin. @return ZHM_NOT_FOUND: none of that name that is not undone
 */
zhm_code batch_undo(zhm_database *db, const char *name, batch_progress *progress, void *context, struct batch *out,
                    zhm_error *err);

#endif
