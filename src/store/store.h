/* store.h - keyed records on disk, durable and checked; the only floor that knows LMDB */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>
#include <zhengming/error.h>

/* Keys are 1 to STORE_KEY_MAX bytes and sort as bytes; who has longer ones hashes them (LMDB's limit is 511). */
#define STORE_KEY_MAX 500
/* The layout of tables and checksums; a database of a newer one is refused, not guessed at. */
#define STORE_FORMAT 1

/** The tables. Their names on disk are in store.c; append only. */
enum store_table {
    STORE_META,      /* name -> bytes: format, folding version, next generation */
    STORE_CONCEPTS,  /* concept id -> record */
    STORE_NAMES,     /* folded name, concept id -> which terms */
    STORE_PINYIN,    /* initials, syllables, concept id -> which terms */
    STORE_PENDING,   /* generation, folded name -> nothing: names that the base segment lacks */
    STORE_SEGMENTS,  /* segment name -> block (automaton, fuzzy) */
    STORE_LOG,       /* generation (8 bytes, big-endian), number in it (4 bytes) -> change */
    STORE_HISTORY,   /* subject, 0, generation (8 bytes) -> the numbers in it (4 bytes each): its changes in the log */
    STORE_GRAMMAR,   /* file name -> text; a database of before it is read as if it were empty; so with those below */
    STORE_UNITS,     /* unit number (8 bytes, big-endian) -> record */
    STORE_UNIT_KEYS, /* hash of a unit's identity (8 bytes), unit number -> nothing */
    STORE_UNIT_BLOCKS, /* language, 0, number of the block (4 bytes) -> block of the fuzzy index */
    STORE_UNIT_NEW,    /* language, 0, unit number -> its text, which no block has yet */
    STORE_BATCHES,     /* number of the import (8 bytes) -> what it was and how far it has come */
    STORE_BATCH_UNITS, /* number of the import, unit number -> the unit's record before it; nothing: it was new */
    STORE_TABLES
};

struct store;
struct store_txn;

struct store_options {
    bool create;     /* make the database if the folder has none: whole or not at all */
    bool read_only;  /* writes are ZHM_DENIED; works on a read-only folder if the lock file can't be written */
    size_t map_size; /* address space to reserve; 0: 256 GiB, halved while it can't be had */
    size_t min_free; /* writes are refused when the disk has less left; 0: 16 MiB */
};

/**
 * Open the database in @folder. Clears the slots of dead readers.
 * @return ZHM_OK; ZHM_NOT_FOUND: no database there; ZHM_STORAGE: newer format, truncated, damaged, or the disk's own
 * words; ZHM_DENIED: permissions, or this process has it open already (share the store). No fork while it is open.
 */
zhm_code store_open(const char *folder, const struct store_options *options, struct store **out, zhm_error *err);
void store_close(struct store *s);

/** Take the one service lock of the database, until store_close.
 * @return ZHM_DENIED when a service has it, with its pid */
zhm_code store_lock_service(struct store *s, zhm_error *err);

/** Clear the slots of readers that died. Call it each minute. */
void store_check_readers(struct store *s);

/**
 * A snapshot to read. From a pool; end it within a second, or the file grows. It may be used by one thread at a time,
 * not by two.
 */
zhm_code store_read_begin(struct store *s, struct store_txn **out, zhm_error *err);
void store_read_end(struct store_txn *t); /* NULL is fine */

/** The number of the last committed write that this snapshot sees; in a write, of the write itself once it has logged
 * something. 0: none yet. */
uint64_t store_generation(struct store_txn *t);

/**
 * Look up @key. The value is lent until the transaction ends or, in a write, until its next change.
 * @return ZHM_OK; ZHM_NOT_FOUND, with @value unchanged and @err not written; ZHM_STORAGE when its checksum is wrong
 */
zhm_code store_get(struct store_txn *t, enum store_table table, struct str key, struct str *value, zhm_error *err);

/** As store_get, without reading the value to check it: for large blocks, which `verify` checks. Values of 4 KiB and
 * more begin at an address that 8 divides. */
zhm_code store_get_block(struct store_txn *t, enum store_table table, struct str key, struct str *value,
                         zhm_error *err);

/** Records in a table. */
uint64_t store_count(struct store_txn *t, enum store_table table);

/** A place in a table, from the first key that is not below @from. Use: init, then next until it is not ZHM_OK, then
 * clear, before the transaction ends. In a write it goes on after
 * changes: to the first key past the last one it gave. */
struct store_cursor {
    void *handle;
    struct store_txn *txn;
    enum store_table table;
    bool seek, past;  /* go to from_bytes; not to that key itself */
    uint64_t changes; /* of the transaction, when the place was taken */
    unsigned char from_bytes[STORE_KEY_MAX];
    size_t from_len;
    struct str key, value; /* the record that next came to, lent as by store_get */
};
zhm_code store_cursor_init(struct store_cursor *c, struct store_txn *t, enum store_table table, struct str from,
                           zhm_error *err);
/** Go on from another place in the same table. */
void store_cursor_seek(struct store_cursor *c, struct str from);
/** @return ZHM_OK; ZHM_NOT_FOUND at the end; ZHM_STORAGE when the checksum is wrong */
zhm_code store_cursor_next(struct store_cursor *c, zhm_error *err);
void store_cursor_clear(struct store_cursor *c);

/** Change records, inside a write. A value of any length below 4 GiB, 0 included; key and value may be lent by the same
 * transaction. A key of a wrong length is ZHM_BAD_INPUT. "format"
 * and "generation" in STORE_META are the store's own. */
zhm_code store_put(struct store_txn *t, enum store_table table, struct str key, struct str value, zhm_error *err);
/** @return ZHM_NOT_FOUND when there was none */
zhm_code store_delete(struct store_txn *t, enum store_table table, struct str key, zhm_error *err);

/**
 * Append a change to the log of this write, and to the history of @subject (1 to 400 bytes, none 0). The first one
 * gives the write its generation, the next number; a write that logs nothing has none.
 */
zhm_code store_log(struct store_txn *t, struct str subject, struct str change, zhm_error *err);

/** What a write does; it runs once, maybe on another thread than its caller's, and must not begin transactions of its
 * own. A result other than ZHM_OK undoes the whole of it; so does a store_put, store_delete or store_log in it that the
 * disk failed. */
typedef zhm_code store_write_fn(struct store_txn *t, void *context, zhm_error *err);

/**
 * Run @fn in a write and make it durable. Writes that wait at the same time share one commit (each in a nested
 * transaction, so that one's failure undoes only its own). Readers never wait.
 * @param generation where not NULL: the write's number, 0 when it logged nothing
 * @return what @fn returned; ZHM_DENIED on a read-only store; ZHM_STORAGE when the disk is full or nearly so
 * (min_free), in words
 */
zhm_code store_write(struct store *s, store_write_fn *fn, void *context, uint64_t *generation, zhm_error *err);

/** Called with what has been done, of how much; either may be an estimate. */
typedef void store_progress(void *context, uint64_t done, uint64_t total);

/**
 * Read every record of every table and check its checksum, that the log's generations follow each other without a gap
 * up to the last one, and that each log entry and the history agree. @return ZHM_STORAGE with the first fault found
 */
zhm_code store_verify(struct store *s, store_progress *progress, void *context, zhm_error *err);

/** Copy the database, while it is written to, into the new folder @folder, verify the copy, and only then give it its
 * name. @return ZHM_CONFLICT when the folder exists and is not empty */
zhm_code store_backup(struct store *s, const char *folder, zhm_error *err);

struct store_stats {
    uint64_t generation;
    uint64_t records[STORE_TABLES];
    uint64_t file_bytes; /* of the data file */
    uint64_t map_bytes;  /* address space reserved */
    uint32_t readers;    /* slots in use */
};
zhm_code store_stat(struct store *s, struct store_stats *out, zhm_error *err);

#endif
