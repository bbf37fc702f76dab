#include "store/store_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAKING "making the database"

const char *const store_table_names[STORE_TABLES] = {
    [STORE_META] = "meta",         [STORE_CONCEPTS] = "concepts",   [STORE_NAMES] = "names",
    [STORE_PINYIN] = "pinyin",     [STORE_PENDING] = "pending",     [STORE_SEGMENTS] = "segments",
    [STORE_LOG] = "log",           [STORE_HISTORY] = "history",     [STORE_GRAMMAR] = "grammar",
    [STORE_UNITS] = "units",       [STORE_UNIT_KEYS] = "unit_keys", [STORE_UNIT_BLOCKS] = "unit_blocks",
    [STORE_UNIT_NEW] = "unit_new", [STORE_BATCHES] = "batches",     [STORE_BATCH_UNITS] = "batch_units",
};

char *path_join(const char *folder, const char *name)
{
    size_t size = strlen(folder) + strlen(name) + 2;
    char *path = malloc(size);
    if (path)
        snprintf(path, size, "%s/%s", folder, name);
    return path;
}

zhm_code sync_folder(const char *folder, zhm_error *err)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fsync(fd) != 0) {
        zhm_code code = lmdb_fault(folder, errno, "making the folder durable", err);
        if (fd >= 0)
            close(fd);
        return code;
    }
    close(fd);
    return ZHM_OK;
}

zhm_code sync_parent(const char *path, zhm_error *err)
{
    char *parent = strdup(path);
    if (!parent)
        return lmdb_fault(path, ENOMEM, MAKING, err);
    size_t n = strlen(parent);
    while (n > 1 && parent[n - 1] == '/')
        n--;
    while (n > 0 && parent[n - 1] != '/')
        n--;
    parent[n] = '\0';
    zhm_code code = sync_folder(n ? parent : ".", err);
    free(parent);
    return code;
}

void remove_database(const char *folder)
{
    static const char *const names[] = {"data.mdb", "lock.mdb"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *path = path_join(folder, names[i]);
        if (path)
            unlink(path);
        free(path);
    }
    rmdir(folder);
}

static int put_format(MDB_txn *txn, MDB_dbi meta)
{
    struct buf format = {0}, scratch = {0};
    buf_append_be32(&format, STORE_FORMAT);
    int rc = format.failed ? ENOMEM : record_write(txn, meta, STORE_META_FORMAT, buf_str(&format), &scratch);
    buf_free(&format);
    buf_free(&scratch);
    return rc;
}

static int fill(MDB_env *env)
{
    MDB_txn *txn;
    MDB_dbi tables[STORE_TABLES];
    int rc = mdb_txn_begin(env, NULL, 0, &txn);
    if (rc)
        return rc;
    for (int i = 0; i < STORE_TABLES && !rc; i++)
        rc = mdb_dbi_open(txn, store_table_names[i], MDB_CREATE, &tables[i]);
    if (!rc)
        rc = put_format(txn, tables[STORE_META]);
    if (rc) {
        mdb_txn_abort(txn);
        return rc;
    }
    return mdb_txn_commit(txn);
}

/* LMDB's own commit has synced the pages, but not the length of the file. */
static int sync_data(MDB_env *env)
{
    mdb_filehandle_t fd;
    MDB_envinfo info;
    MDB_stat stat;
    struct stat st;
    int rc = mdb_env_get_fd(env, &fd);
    if (rc || (rc = mdb_env_info(env, &info)) || (rc = mdb_env_stat(env, &stat)))
        return rc;
    off_t need = (off_t)(info.me_last_pgno + 1) * (off_t)stat.ms_psize;
    if (fstat(fd, &st) != 0 || (st.st_size < need && ftruncate(fd, need) != 0) || fsync(fd) != 0)
        return errno;
    return 0;
}

static int make_in(const char *folder)
{
    MDB_env *env;
    int rc = mdb_env_create(&env);
    if (rc)
        return rc;
    rc = mdb_env_set_maxdbs(env, STORE_TABLES);
    if (!rc)
        rc = mdb_env_open(env, folder, MDB_NOTLS | MDB_NOLOCK, 0644); /* nobody else knows the folder */
    if (!rc)
        rc = fill(env);
    if (!rc)
        rc = sync_data(env);
    mdb_env_close(env);
    return rc;
}

/* Not every file system knows RENAME_NOREPLACE; a link does not replace either. */
static int move_new(const char *from, const char *to)
{
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0 || errno == EEXIST)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return errno;
    return link(from, to) == 0 || errno == EEXIST ? 0 : errno;
}

static int make_and_move(const char *folder, const char *temporary)
{
    char *from = path_join(temporary, "data.mdb"), *to = path_join(folder, "data.mdb");
    int rc = from && to ? make_in(temporary) : ENOMEM;
    if (!rc)
        rc = move_new(from, to);
    free(from);
    free(to);
    return rc;
}

static zhm_code make_folder(const char *folder, zhm_error *err)
{
    if (mkdir(folder, 0755) == 0)
        return sync_parent(folder, err);
    return errno == EEXIST   ? ZHM_OK
           : errno == ENOENT ? zhm_fail(err, ZHM_NOT_FOUND, "%s: the folder above it does not exist", folder)
                             : lmdb_fault(folder, errno, "making the folder", err);
}

/* LMDB makes its lock file sparse and writes to it through a map: on a full disk that is a SIGBUS, at any time. */
int lock_file_reserve(const char *folder)
{
    enum { READER = 64, HEAD = 192 }; /* bytes of LMDB's structures on this machine, or a little more */
    char *path = path_join(folder, "lock.mdb");
    int fd = path ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644) : -1;
    int rc = fd >= 0 ? posix_fallocate(fd, 0, HEAD + (MAX_READERS - 1) * READER) : path ? errno : ENOMEM;
    if (fd >= 0)
        close(fd);
    free(path);
    return rc == EACCES || rc == EPERM || rc == EROFS ? 0 : rc; /* what can't be written is opened otherwise */
}

zhm_code store_create(const char *folder, zhm_error *err)
{
    zhm_code code = make_folder(folder, err);
    if (code != ZHM_OK)
        return code;
    char *temporary = path_join(folder, ".new-XXXXXX");
    if (!temporary)
        return lmdb_fault(folder, ENOMEM, MAKING, err);
    if (!mkdtemp(temporary)) {
        code = lmdb_fault(folder, errno, MAKING, err);
    } else {
        code = lmdb_fault(folder, make_and_move(folder, temporary), MAKING, err);
        remove_database(temporary);
        if (code == ZHM_OK)
            code = sync_folder(folder, err);
    }
    free(temporary);
    return code;
}
