#include "store/store_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define OPENING "opening"
#define MAP_DEFAULT ((size_t)256 << 30)
#define MAP_LEAST ((size_t)1 << 20)
#define MIN_FREE ((size_t)16 << 20)

/* Where address space is limited, half as much again is left to everyone else. */
static bool space_for(size_t size)
{
    void *p = mmap(NULL, size + size / 2, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (p == MAP_FAILED)
        return false;
    munmap(p, size + size / 2);
    return true;
}

static int env_try(struct store *s, unsigned flags)
{
    int rc = flags & MDB_NOLOCK ? 0 : lock_file_reserve(s->folder);
    if (!rc)
        rc = mdb_env_create(&s->env);
    if (rc)
        return rc;
    rc = mdb_env_set_mapsize(s->env, s->map_size);
    if (!rc)
        rc = mdb_env_set_maxdbs(s->env, STORE_TABLES);
    if (!rc)
        rc = mdb_env_set_maxreaders(s->env, MAX_READERS);
    if (!rc)
        rc = mdb_env_open(s->env, s->folder, flags | MDB_NOTLS, 0644);
    if (rc) {
        mdb_env_close(s->env);
        s->env = NULL;
    }
    return rc;
}

static int env_reserve(struct store *s, size_t want, unsigned flags)
{
    int rc = ENOMEM;
    for (s->map_size = want; rc == ENOMEM && s->map_size >= MAP_LEAST; s->map_size /= 2)
        if (space_for(s->map_size) && (rc = env_try(s, flags)) == 0)
            break;
    return rc;
}

/* Without a lock file this process would not be seen by a writer: only where it can't be had, and nobody is known to
 * write. */
static bool may_go_without_lock(const struct store *s)
{
    char *data = path_join(s->folder, "data.mdb");
    bool writable = !data || access(data, W_OK) == 0;
    free(data);
    return s->read_only && !writable && !service_is_running(s->folder);
}

static zhm_code env_open(struct store *s, size_t want, zhm_error *err)
{
    unsigned flags = s->read_only ? MDB_RDONLY : 0;
    int rc = env_reserve(s, want, flags);
    if ((rc == EACCES || rc == EPERM) && may_go_without_lock(s))
        rc = env_reserve(s, want, flags | MDB_NOLOCK);
    MDB_stat stat;
    MDB_envinfo info;
    if (!rc && !(rc = mdb_env_stat(s->env, &stat)) && !(rc = mdb_env_info(s->env, &info))) {
        s->page_size = stat.ms_psize;
        s->map_size = info.me_mapsize;
    }
    return lmdb_fault(s->folder, rc, OPENING, err);
}

static zhm_code check_file(struct store *s, bool create, zhm_error *err)
{
    char *data = path_join(s->folder, "data.mdb");
    if (!data)
        return lmdb_fault(s->folder, ENOMEM, OPENING, err);
    int fd = open(data, O_RDONLY | O_CLOEXEC);
    zhm_code code = ZHM_OK;
    if (fd < 0 && errno == ENOENT && create) {
        code = store_create(s->folder, err);
        fd = code == ZHM_OK ? open(data, O_RDONLY | O_CLOEXEC) : -1;
    }
    if (fd < 0 && code == ZHM_OK)
        code = lmdb_fault(s->folder, errno == ENOTDIR ? ENOENT : errno, OPENING, err);
    if (code == ZHM_OK)
        code = pages_check_header(fd, s->folder, err);
    if (code == ZHM_OK) {
        code = open_file_add(&s->file, s->folder, fd, err);
        s->file_added = code == ZHM_OK;
    }
    if (fd >= 0)
        close(fd);
    free(data);
    return code;
}

/* A newer format may have another checksum, so its number is read first. */
static zhm_code check_format(struct store *s, MDB_txn *txn, zhm_error *err)
{
    struct str key = STORE_META_FORMAT, value;
    MDB_val k = val_of(key), v;
    int rc = mdb_dbi_open(txn, store_table_names[STORE_META], 0, &s->tables[STORE_META]);
    if (!rc)
        rc = mdb_get(txn, s->tables[STORE_META], &k, &v);
    if (rc == MDB_NOTFOUND || rc == MDB_INCOMPATIBLE || (!rc && v.mv_size < 4))
        return zhm_fail(err, ZHM_STORAGE, "%s: an LMDB database, but none of Zhengming's", s->folder);
    if (rc)
        return lmdb_fault(s->folder, rc, OPENING, err);
    if (be32(v.mv_data) > STORE_FORMAT)
        return zhm_fail(err, ZHM_STORAGE, "%s: of format %u, and this program knows formats up to %d: use a newer one",
                        s->folder, be32(v.mv_data), STORE_FORMAT);
    return record_check(s, STORE_META, key, v, &value, err);
}

static int open_tables(struct store *s, MDB_txn *txn, unsigned flags)
{
    int rc = 0;
    for (int i = 0; i < STORE_TABLES && !rc; i++) {
        rc = mdb_dbi_open(txn, store_table_names[i], flags, &s->tables[i]);
        if (rc == MDB_NOTFOUND && s->read_only && i > STORE_HISTORY) {
            s->tables[i] = NO_TABLE;
            rc = 0;
        }
    }
    return rc;
}

/* A database made before a table was thought of gets it at the first open for writing. */
static zhm_code add_tables(struct store *s, zhm_error *err)
{
    if (s->read_only)
        return zhm_fail(err, ZHM_STORAGE, "%s: made by an older version; open it once for writing", s->folder);
    MDB_txn *txn;
    int rc = mdb_txn_begin(s->env, NULL, 0, &txn);
    if (rc)
        return lmdb_fault(s->folder, rc, OPENING, err);
    rc = open_tables(s, txn, MDB_CREATE);
    if (rc)
        mdb_txn_abort(txn);
    else
        rc = mdb_txn_commit(txn);
    return lmdb_fault(s->folder, rc, OPENING, err);
}

static zhm_code check_content(struct store *s, zhm_error *err)
{
    MDB_txn *txn;
    int rc = mdb_txn_begin(s->env, NULL, MDB_RDONLY, &txn);
    if (rc)
        return lmdb_fault(s->folder, rc, OPENING, err);
    zhm_code code = pages_check_extent(s, txn, err);
    if (code == ZHM_OK)
        code = check_format(s, txn, err);
    if (code == ZHM_OK)
        rc = open_tables(s, txn, 0);
    /* An abort would close the tables again. */
    int ended = mdb_txn_commit(txn);
    if (code == ZHM_OK && rc == MDB_NOTFOUND)
        return add_tables(s, err);
    return code == ZHM_OK ? lmdb_fault(s->folder, rc ? rc : ended, OPENING, err) : code;
}

static struct store *store_new(const char *folder, const struct store_options *options)
{
    struct store *s = calloc(1, sizeof *s);
    if (!s || !(s->folder = strdup(folder))) {
        free(s);
        return NULL;
    }
    s->service_fd = -1;
    s->read_only = options->read_only;
    s->min_free = options->min_free ? options->min_free : MIN_FREE;
    return s;
}

static void store_free(struct store *s)
{
    if (s->env)
        mdb_env_close(s->env);
    if (s->file_added)
        open_file_remove(&s->file);
    if (s->service_fd >= 0)
        close(s->service_fd);
    free(s->folder);
    free(s);
}

zhm_code store_open(const char *folder, const struct store_options *options, struct store **out, zhm_error *err)
{
    struct store *s = store_new(folder, options);
    if (!s)
        return lmdb_fault(folder, ENOMEM, OPENING, err);
    zhm_code code = check_file(s, options->create && !options->read_only, err);
    if (code == ZHM_OK)
        code = env_open(s, options->map_size ? options->map_size : MAP_DEFAULT, err);
    if (code == ZHM_OK) {
        store_check_readers(s);
        code = check_content(s, err);
    }
    if (code == ZHM_OK)
        code = gate_init(s, err);
    if (code != ZHM_OK) {
        store_free(s);
        return code;
    }
    pthread_mutex_init(&s->queue, NULL);
    *out = s;
    return ZHM_OK;
}

void store_close(struct store *s)
{
    if (!s)
        return;
    pool_clear(s);
    gate_destroy(s);
    pthread_mutex_destroy(&s->queue);
    store_free(s);
}

void store_check_readers(struct store *s)
{
    int dead;
    /* What it can't do now it does in a minute. */
    (void)mdb_reader_check(s->env, &dead);
}

static zhm_code stat_file(struct store *s, struct store_stats *out, zhm_error *err)
{
    int fd;
    MDB_envinfo info;
    int rc = mdb_env_info(s->env, &info);
    if (rc)
        return lmdb_fault(s->folder, rc, "measuring", err);
    out->map_bytes = info.me_mapsize;
    out->readers = info.me_numreaders;
    return pages_file_size(s, &fd, &out->file_bytes, err);
}

zhm_code store_stat(struct store *s, struct store_stats *out, zhm_error *err)
{
    struct store_stats stats = {0};
    struct store_txn *t;
    zhm_code code = store_read_begin(s, &t, err);
    if (code != ZHM_OK)
        return code;
    stats.generation = store_generation(t);
    for (int i = 0; i < STORE_TABLES; i++)
        stats.records[i] = store_count(t, (enum store_table)i);
    code = stat_file(s, &stats, err);
    store_read_end(t);
    if (code == ZHM_OK)
        *out = stats;
    return code;
}
