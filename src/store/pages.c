#include "store/page_format.h"
#include "store/store_internal.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#define META_MAGIC 0xBEEFC0DEu
#define META_VERSION 1

bool read_at(int fd, void *data, size_t len, uint64_t offset)
{
    char *p = data;
    while (len > 0) {
        ssize_t n = pread(fd, p, len, (off_t)offset);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        p += n;
        len -= (size_t)n;
        offset += (uint64_t)n;
    }
    return true;
}

static bool page_size_is_sane(uint64_t size)
{
    return size >= 512 && size <= 65536 && (size & (size - 1)) == 0;
}

bool meta_read(int fd, uint64_t offset, struct meta *out)
{
    unsigned char page[PAGE_HEAD + META_SIZE];
    const unsigned char *m = page + PAGE_HEAD;
    if (!read_at(fd, page, sizeof page, offset) || !(get16(page + AT_FLAGS) & P_META) || get32(m) != META_MAGIC ||
        get32(m + 4) != META_VERSION)
        return false;
    *out = (struct meta){
        .page_size = get32(m + META_DBS), .last_page = get64(m + META_LAST_PAGE), .txn_id = get64(m + META_TXN)};
    for (int i = 0; i < 2; i++) {
        const unsigned char *db = m + META_DBS + (ptrdiff_t)i * DB_SIZE;
        out->flags[i] = get16(db + DB_FLAGS);
        out->depth[i] = get16(db + DB_DEPTH);
        out->entries[i] = get64(db + DB_ENTRIES);
        out->root[i] = get64(db + DB_ROOT);
    }
    return page_size_is_sane(out->page_size) && out->last_page >= 1 && out->last_page <= UINT32_MAX;
}

zhm_code pages_check_header(int fd, const char *folder, zhm_error *err)
{
    struct meta a, b;
    struct stat st;
    if (fstat(fd, &st) != 0)
        return lmdb_fault(folder, errno, "opening", err);
    if (st.st_size == 0)
        return zhm_fail(err, ZHM_STORAGE, "%s: data.mdb is empty", folder);
    if (!meta_read(fd, 0, &a) || !meta_read(fd, a.page_size, &b) || a.page_size != b.page_size)
        return zhm_fail(err, ZHM_STORAGE,
                        "%s: data.mdb is no database of ours, or is damaged or cut short at the front", folder);
    return ZHM_OK;
}

zhm_code pages_file_size(struct store *s, int *fd, uint64_t *size, zhm_error *err)
{
    struct stat st;
    if (mdb_env_get_fd(s->env, fd) != 0 || fstat(*fd, &st) != 0)
        return lmdb_fault(s->folder, errno, "measuring data.mdb", err);
    *size = (uint64_t)st.st_size;
    return ZHM_OK;
}

uint64_t pages_needed(struct store *s)
{
    MDB_envinfo info;
    return mdb_env_info(s->env, &info) == 0 ? (info.me_last_pgno + 1) * (uint64_t)s->page_size : 0;
}

void pages_fit(struct store *s)
{
    int fd = -1;
    uint64_t size = 0;
    MDB_txn *lock;
    if (pages_file_size(s, &fd, &size, NULL) != ZHM_OK || size == pages_needed(s) ||
        mdb_txn_begin(s->env, NULL, 0, &lock) != 0)
        return;
    /* Nothing depends on it: the next write tries again, and store_open finds a short file whole. */
    int rc = ftruncate(fd, (off_t)pages_needed(s));
    (void)rc;
    mdb_txn_abort(lock);
}

zhm_code pages_check_extent(struct store *s, MDB_txn *snapshot, zhm_error *err)
{
    int fd = -1;
    uint64_t size = 0, need = pages_needed(s);
    zhm_code code = pages_file_size(s, &fd, &size, err);
    if (code != ZHM_OK)
        return code;
    /* A process that ended between a commit and pages_fit leaves a short file with all that is needed in it. */
    struct walk_options all = {0}, what_open_reads = {.meta_only = true};
    code = pages_walk(s, snapshot, size < need ? &all : &what_open_reads, err);
    if (code == ZHM_OK && size < need && !s->read_only)
        pages_fit(s);
    return code;
}
