#include "store/store_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define SERVICE_LOCK "service.lock"

static pthread_mutex_t open_mutex = PTHREAD_MUTEX_INITIALIZER;
static struct open_file *open_files;

zhm_code open_file_add(struct open_file *file, const char *folder, int fd, zhm_error *err)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return lmdb_fault(folder, errno, "opening", err);
    file->device = st.st_dev;
    file->inode = st.st_ino;
    pthread_mutex_lock(&open_mutex);
    struct open_file *f = open_files;
    while (f && (f->device != st.st_dev || f->inode != st.st_ino))
        f = f->next;
    if (!f) {
        file->next = open_files;
        open_files = file;
    }
    pthread_mutex_unlock(&open_mutex);
    return f ? zhm_fail(err, ZHM_DENIED, "%s: this process has the database open already", folder) : ZHM_OK;
}

void open_file_remove(struct open_file *file)
{
    pthread_mutex_lock(&open_mutex);
    struct open_file **f = &open_files;
    while (*f && *f != file)
        f = &(*f)->next;
    if (*f)
        *f = file->next;
    pthread_mutex_unlock(&open_mutex);
}

static zhm_code lock_held(const char *folder, int fd, zhm_error *err)
{
    char pid[24] = "";
    ssize_t n = pread(fd, pid, sizeof pid - 1, 0);
    if (n > 0)
        pid[strcspn(pid, "\n")] = '\0';
    return zhm_fail(err, ZHM_DENIED, "%s: a service has this database (process %s)", folder, *pid ? pid : "unknown");
}

static void write_pid(int fd)
{
    char pid[24];
    int n = snprintf(pid, sizeof pid, "%ld\n", (long)getpid());
    /* The lock holds without it; the number is for people. */
    if (ftruncate(fd, 0) != 0 || pwrite(fd, pid, (size_t)n, 0) != n)
        return;
}

zhm_code store_lock_service(struct store *s, zhm_error *err)
{
    if (s->service_fd >= 0)
        return ZHM_OK;
    char *path = path_join(s->folder, SERVICE_LOCK);
    if (!path)
        return lmdb_fault(s->folder, ENOMEM, "locking", err);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    int cause = errno;
    free(path);
    if (fd < 0)
        return lmdb_fault(s->folder, cause, "locking", err);
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        zhm_code code =
            errno == EWOULDBLOCK ? lock_held(s->folder, fd, err) : lmdb_fault(s->folder, errno, "locking", err);
        close(fd);
        return code;
    }
    write_pid(fd);
    s->service_fd = fd;
    return ZHM_OK;
}

bool service_is_running(const char *folder)
{
    char *path = path_join(folder, SERVICE_LOCK);
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    free(path);
    if (fd < 0)
        return false;
    bool running = flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    close(fd);
    return running;
}
