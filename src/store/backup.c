#include "store/store_internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define COPYING "copying the database"

static zhm_code target_is_free(const char *folder, zhm_error *err)
{
    DIR *dir = opendir(folder);
    if (!dir)
        return errno == ENOENT    ? ZHM_OK
               : errno == ENOTDIR ? zhm_fail(err, ZHM_CONFLICT, "%s: is there already, and no folder", folder)
                                  : lmdb_fault(folder, errno, COPYING, err);
    size_t names = 0;
    for (const struct dirent *e; (e = readdir(dir));)
        names += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
    closedir(dir);
    return names ? zhm_fail(err, ZHM_CONFLICT, "%s: the folder is not empty", folder) : ZHM_OK;
}

/* The copy reads in a snapshot of LMDB's own, so the map must stay. */
static int copy_to(struct store *s, int fd)
{
    int rc = mdb_env_copyfd2(s->env, fd, 0);
    struct stat st;
    MDB_stat stat;
    if (rc || (rc = mdb_env_stat(s->env, &stat)))
        return rc;
    /* A whole number of pages, whatever the length of the original was. */
    if (fstat(fd, &st) != 0)
        return errno;
    off_t page = (off_t)stat.ms_psize, whole = (st.st_size + page - 1) / page * page;
    return (whole > st.st_size && ftruncate(fd, whole) != 0) || fsync(fd) != 0 ? errno : 0;
}

static zhm_code copy_into(struct store *s, const char *temporary, zhm_error *err)
{
    char *path = path_join(temporary, "data.mdb");
    int fd = path ? open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644) : -1;
    zhm_code code = fd < 0 ? lmdb_fault(temporary, path ? errno : ENOMEM, COPYING, err) : gate_enter(s, err);
    free(path);
    if (fd < 0)
        return code;
    if (code == ZHM_OK) {
        code = lmdb_fault(temporary, copy_to(s, fd), COPYING, err);
        gate_leave(s);
    }
    close(fd);
    return code;
}

static zhm_code verify_copy(const char *temporary, zhm_error *err)
{
    struct store *copy;
    zhm_code code = store_open(temporary, &(struct store_options){.create = false}, &copy, err);
    if (code == ZHM_OK) {
        code = store_verify(copy, NULL, NULL, err);
        store_close(copy);
    }
    return code == ZHM_OK ? ZHM_OK : zhm_prefix(err, code, "the copy is not good: ");
}

/* A rename puts a folder in the place of an empty one, and of
 * no other. The copy is as open to others as the original. */
static zhm_code give_name(struct store *s, const char *temporary, const char *folder, zhm_error *err)
{
    char *lock = path_join(temporary, "lock.mdb");
    if (lock)
        unlink(lock);
    free(lock);
    zhm_code code = sync_folder(temporary, err);
    if (code != ZHM_OK)
        return code;
    struct stat st;
    if (stat(s->folder, &st) != 0 || chmod(temporary, st.st_mode & 0777) != 0 || rename(temporary, folder) != 0)
        return errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR
                   ? zhm_fail(err, ZHM_CONFLICT, "%s: somebody has put something there", folder)
                   : lmdb_fault(folder, errno, COPYING, err);
    return sync_parent(folder, err);
}

/* Beside the target, to be renamed to it. */
static char *temporary_name(const char *folder)
{
    static const char suffix[] = ".new-XXXXXX";
    size_t len = strlen(folder);
    while (len > 1 && folder[len - 1] == '/')
        len--;
    char *name = malloc(len + sizeof suffix);
    if (name)
        snprintf(name, len + sizeof suffix, "%.*s%s", (int)len, folder, suffix);
    return name;
}

zhm_code store_backup(struct store *s, const char *folder, zhm_error *err)
{
    zhm_code code = target_is_free(folder, err);
    if (code != ZHM_OK)
        return code;
    char *temporary = temporary_name(folder);
    if (!temporary || !mkdtemp(temporary)) {
        code = lmdb_fault(folder, temporary ? errno : ENOMEM, COPYING, err);
        free(temporary);
        return code;
    }
    code = copy_into(s, temporary, err);
    if (code == ZHM_OK)
        code = verify_copy(temporary, err);
    if (code == ZHM_OK)
        code = give_name(s, temporary, folder, err);
    if (code != ZHM_OK)
        remove_database(temporary);
    free(temporary);
    return code;
}
