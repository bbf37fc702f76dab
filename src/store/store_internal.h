/* store_internal.h - what the files of the store share */
#ifndef STORE_STORE_INTERNAL_H
#define STORE_STORE_INTERNAL_H

#include "store/store.h"

#include "base/fault.h"

#include <lmdb.h>
#include <pthread.h>
#include <sys/types.h>

#define STORE_CRC_SIZE 4
#define MAX_READERS 1024
/* A table that an older database lacks and nobody may make. */
#define NO_TABLE UINT32_MAX
#define STORE_META_FORMAT STR("format")
#define STORE_META_GENERATION STR("generation")

/* lmdb_fault.c */

/** The one place that reads LMDB's codes. @doing: "reading a record". MDB_NOTFOUND is ZHM_NOT_FOUND, @err untouched. */
zhm_code lmdb_fault(const char *folder, int rc, const char *doing, zhm_error *err);

/** Bytes that this user may still write to the disk of @folder; UINT64_MAX when the system does not say. */
uint64_t disk_free(const char *folder);

/* lock.c */

/** A database that this process has open. LMDB loses its locks when one process opens a database twice. */
struct open_file {
    struct open_file *next;
    dev_t device;
    ino_t inode;
};
zhm_code open_file_add(struct open_file *file, const char *folder, int fd, zhm_error *err);
void open_file_remove(struct open_file *file);
bool service_is_running(const char *folder);

struct store_request;

struct store {
    char *folder;
    MDB_env *env;
    MDB_dbi tables[STORE_TABLES];
    struct open_file file;
    bool file_added, read_only, map_lost;
    size_t page_size;
    uint64_t min_free;
    int service_fd;

    pthread_mutex_t gate; /* guards the fields down to the blank line; nothing slow is done under it but a new map */
    pthread_cond_t gate_idle, gate_open;
    bool gate_closed;
    unsigned active; /* transactions of any kind that are under way */
    struct store_txn *pool;
    unsigned pooled;
    size_t map_size;

    pthread_mutex_t queue;
    struct store_request *first, *last;
    unsigned queued;
    bool leading;
    bool map_was_full; /* the leader's */
};

struct store_txn {
    struct store *store;
    MDB_txn *txn;
    struct store_txn *next;         /* in the pool */
    MDB_cursor *idle[STORE_TABLES]; /* of a snapshot: cursors to be used again */
    bool write, generation_known;
    size_t generation_txn; /* the LMDB transaction whose generation was read last */
    uint64_t generation, changes;
    uint32_t logged;
    struct buf scratch;
    zhm_error fault; /* what a change met; a write that went on regardless is not committed */
};

/* LMDB takes no const, and changes nothing. */
static inline MDB_val val_of(struct str s)
{
    union {
        const char *in;
        void *out;
    } data = {s.data};
    return (MDB_val){s.len, data.out};
}

/* create.c */
char *path_join(const char *folder, const char *name);
/** Make what was done to the names in @folder durable. */
zhm_code sync_folder(const char *folder, zhm_error *err);
/** Make the folder that holds @path durable. */
zhm_code sync_parent(const char *path, zhm_error *err);
/** Make an empty database in @folder, which may have to be made itself; one that is there already is left alone. */
zhm_code store_create(const char *folder, zhm_error *err);
/** Give the lock file all of its space, before LMDB is opened. @return an errno */
int lock_file_reserve(const char *folder);
/** Remove a folder of ours with what LMDB puts into one. */
void remove_database(const char *folder);
extern const char *const store_table_names[STORE_TABLES];

/* map.c */
zhm_code gate_init(struct store *s, zhm_error *err);
void gate_destroy(struct store *s);
/** Count a transaction in and out. While it is counted the map stays where it is. */
zhm_code gate_enter(struct store *s, zhm_error *err);
void gate_leave(struct store *s);
/** How long to wait for the last snapshot to end: for what must be, and for what would be good to have. */
enum { GATE_PATIENCE = 5000, GATE_PASSING = 50 };
/** With no transaction under way, map at least what the database has grown to and @size. */
zhm_code map_grow(struct store *s, size_t size, int milliseconds, zhm_error *err);
size_t map_size(struct store *s);

/* pages.c */

/** Check the two meta pages. LMDB believes what stands there, down to dividing by a page size of 0. */
zhm_code pages_check_header(int fd, const char *folder, zhm_error *err);
/** Check that the file holds all pages that the snapshot needs: a map of a shorter one is a SIGBUS to come. */
zhm_code pages_check_extent(struct store *s, MDB_txn *snapshot, zhm_error *err);
/** The data file as LMDB has it open, and its length now. */
zhm_code pages_file_size(struct store *s, int *fd, uint64_t *size, zhm_error *err);
/** The bytes that the newest commit says it needs. */
uint64_t pages_needed(struct store *s);
/**
 * Make the file as long as its newest commit says. It is shorter where a transaction allocated pages last and freed
 * them again, for LMDB does not write those; longer where a write has failed, and on a full disk nothing else would be
 * free. Under LMDB's write lock, so that nobody else is writing there.
 */
void pages_fit(struct store *s);

/* walk.c */

struct walk_options {
    bool meta_only; /* only the table of tables and STORE_META */
    store_progress *progress;
    void *context;
    uint64_t total;
};
/** Check every page that the snapshot reaches, trusting none of them, and that none is used twice or also free. */
zhm_code pages_walk(struct store *s, MDB_txn *snapshot, const struct walk_options *options, zhm_error *err);

/* txn.c */
/** Check the checksum and take it off @value. */
zhm_code record_check(struct store *s, enum store_table table, struct str key, MDB_val stored, struct str *value,
                      zhm_error *err);
zhm_code generation_read(struct store_txn *t, zhm_error *err);
void pool_clear(struct store *s);

/* write.c */
/** Put value and checksum. @scratch is for its use. @return LMDB's code */
int record_write(MDB_txn *txn, MDB_dbi table, struct str key, struct str value, struct buf *scratch);
/** As store_put, also for the keys of STORE_META that are the store's own. */
zhm_code record_put(struct store_txn *t, enum store_table table, struct str key, struct str value, zhm_error *err);

#endif
