#include "cli/out_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FLUSH_AT = 64 << 10 };

static zhm_code fault(const struct out_file *f, int why, zhm_error *err)
{
    return zhm_fail(err, why == EACCES ? ZHM_DENIED : ZHM_STORAGE, "can't write %.150s: %s",
                    f->path ? f->path : "to standard output", strerror(why));
}

/* As if it had been made by open(path, O_CREAT). */
static int make_temporary(struct out_file *f, const struct stat *old)
{
    mode_t mask = umask(0);
    (void)umask(mask);
    buf_printf(&f->temporary, "%s.XXXXXX", f->path);
    if (!buf_text(&f->temporary))
        return errno = ENOMEM, -1;
    int fd = mkstemp(f->temporary.data);
    if (fd < 0)
        buf_clear(&f->temporary);
    else
        (void)fchmod(fd, old ? old->st_mode & 07777 : 0666 & ~mask);
    return fd;
}

zhm_code out_open(struct out_file *f, struct cli *cli, const char *path, zhm_error *err)
{
    struct stat st;
    f->cli = cli;
    f->fd = -1;
    if (!path || strcmp(path, "-") == 0)
        return ZHM_OK;
    f->path = path;
    bool there = stat(path, &st) == 0;
    if (there && S_ISDIR(st.st_mode))
        return fault(f, EISDIR, err);
    f->fd = there && !S_ISREG(st.st_mode) ? open(path, O_WRONLY | O_CLOEXEC) : make_temporary(f, there ? &st : NULL);
    return f->fd < 0 ? fault(f, errno, err) : ZHM_OK;
}

static zhm_code write_waiting(struct out_file *f, zhm_error *err)
{
    for (size_t at = 0; at < f->waiting.len;) {
        ssize_t n = write(f->fd, f->waiting.data + at, f->waiting.len - at);
        if (n < 0 && errno != EINTR)
            return fault(f, errno, err);
        at += n > 0 ? (size_t)n : 0;
    }
    buf_clear(&f->waiting);
    return ZHM_OK;
}

zhm_code out_write(struct out_file *f, struct str data, zhm_error *err)
{
    struct buf *out = f->path ? &f->waiting : &f->cli->out;
    buf_append_str(out, data);
    if (out->failed)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory to write");
    if (out->len < FLUSH_AT)
        return ZHM_OK;
    if (f->path)
        return write_waiting(f, err);
    return output_flush(f->cli) ? ZHM_OK : fault(f, f->cli->out_errno, err);
}

zhm_code out_close(struct out_file *f, zhm_error *err)
{
    if (!f->path)
        return ZHM_OK;
    zhm_code code = write_waiting(f, err);
    bool named = f->temporary.len > 0;
    if (code == ZHM_OK && named && fsync(f->fd) != 0)
        code = fault(f, errno, err);
    if (close(f->fd) != 0 && code == ZHM_OK)
        code = fault(f, errno, err);
    f->fd = -1;
    if (code == ZHM_OK && named && rename(f->temporary.data, f->path) != 0)
        code = fault(f, errno, err);
    if (code == ZHM_OK)
        buf_clear(&f->temporary);
    return code;
}

void out_clear(struct out_file *f)
{
    if (f->path && f->fd >= 0)
        (void)close(f->fd);
    if (f->temporary.len > 0)
        (void)unlink(f->temporary.data);
    buf_free(&f->temporary);
    buf_free(&f->waiting);
}
