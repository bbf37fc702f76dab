#include "store/store_internal.h"

#include <errno.h>
#include <string.h>
#include <sys/statvfs.h>

uint64_t disk_free(const char *folder)
{
    struct statvfs disk;
    if (statvfs(folder, &disk) != 0)
        return UINT64_MAX;
    return (uint64_t)disk.f_bavail * disk.f_frsize;
}

/* LMDB turns a short write into EIO, so the disk itself is asked. */
static zhm_code disk_fault(const char *folder, int rc, const char *doing, zhm_error *err)
{
    uint64_t left = disk_free(folder);
    if (rc == ENOSPC || rc == EDQUOT || left < 1 << 20)
        return zhm_fail(err, ZHM_STORAGE, "%s: %s: the disk is full (%llu KiB left); nothing of this was written",
                        folder, doing, (unsigned long long)(left / 1024));
    return zhm_fail(err, ZHM_STORAGE, "%s: %s: the disk failed (%s)", folder, doing, strerror(rc));
}

static const char *lmdb_words(int rc)
{
    switch (rc) {
    case MDB_PANIC:
        return "an earlier commit failed half-way, and nothing more can be read or written here; start again";
    case MDB_INVALID:
        return "data.mdb is no LMDB database, or is damaged";
    case MDB_VERSION_MISMATCH:
        return "data.mdb is of another version of LMDB";
    case MDB_CORRUPTED:
    case MDB_PAGE_NOTFOUND:
        return "the database is damaged; restore a backup";
    case MDB_MAP_FULL:
        return "more than the address space reserved for the database; more is being reserved, try again";
    default:
        return mdb_strerror(rc);
    }
}

zhm_code lmdb_fault(const char *folder, int rc, const char *doing, zhm_error *err)
{
    switch (rc) {
    case MDB_SUCCESS:
        return ZHM_OK;
    case MDB_NOTFOUND:
        return ZHM_NOT_FOUND;
    case ENOENT:
        return zhm_fail(err, ZHM_NOT_FOUND, "%s: %s: no database here", folder, doing);
    case EACCES:
    case EPERM:
    case EROFS:
        return zhm_fail(err, ZHM_DENIED, "%s: %s: %s", folder, doing, strerror(rc));
    case ENOMEM:
        return zhm_fail(err, ZHM_NO_MEMORY, "%s: %s: no memory", folder, doing);
    case EIO:
    case ENOSPC:
    case EDQUOT:
        return disk_fault(folder, rc, doing, err);
    case MDB_READERS_FULL:
        return zhm_fail(err, ZHM_LIMIT, "%s: %s: too many snapshots are open at once", folder, doing);
    case MDB_TXN_FULL:
        return zhm_fail(err, ZHM_LIMIT, "%s: %s: too much for one write", folder, doing);
    default:
        return zhm_fail(err, ZHM_STORAGE, "%s: %s: %s", folder, doing, lmdb_words(rc));
    }
}
