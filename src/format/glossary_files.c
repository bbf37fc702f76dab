#include "format/glossary_tsv.h"

#include "base/buf.h"
#include "base/fault.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MAX = 256 << 20, DEPTH_MAX = 16 };

static zhm_code cannot(const char *what, const char *path, zhm_error *err)
{
    zhm_code code = errno == ENOENT ? ZHM_NOT_FOUND : errno == EACCES ? ZHM_DENIED : ZHM_STORAGE;
    return zhm_fail(err, code, "cannot %s %s: %s", what, path, strerror(errno));
}

static zhm_code read_all(int fd, const char *path, struct buf *out, zhm_error *err)
{
    for (;;) {
        if (out->len > FILE_MAX)
            return zhm_fail(err, ZHM_LIMIT, "%s: more than %d MiB", path, FILE_MAX >> 20);
        if (!buf_reserve(out, 1 << 16))
            return zhm_fail(err, ZHM_NO_MEMORY, "no memory for %s", path);
        ssize_t n = read(fd, out->data + out->len, 1 << 16);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return cannot("read", path, err);
        if (n == 0)
            return ZHM_OK;
        out->len += (size_t)n;
    }
}

static zhm_code read_file(struct glossary *g, const char *path, zhm_error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return cannot("open", path, err);
    struct buf bytes = {0};
    zhm_code code = read_all(fd, path, &bytes, err);
    close(fd);
    if (code == ZHM_OK)
        code = glossary_read(g, path, buf_str(&bytes), err);
    buf_free(&bytes);
    return code;
}

static bool wanted(const char *name, bool folder)
{
    size_t n = strlen(name);
    return name[0] != '.' && (folder || (n > 4 && strcmp(name + n - 4, ".tsv") == 0));
}

/* By bytes, whatever the locale. */
static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static zhm_code read_folder(struct glossary *g, const char *path, int depth, zhm_error *err);

static zhm_code read_entry(struct glossary *g, const char *folder, const char *name, int depth, zhm_error *err)
{
    struct buf path = {0};
    buf_printf(&path, "%s%s%s", folder, folder[strlen(folder) - 1] == '/' ? "" : "/", name);
    struct stat info;
    zhm_code code = ZHM_OK;
    if (!buf_text(&path))
        code = zhm_fail(err, ZHM_NO_MEMORY, "no memory for a path");
    else if (stat(path.data, &info) != 0)
        code = cannot("read", path.data, err);
    else if (S_ISDIR(info.st_mode) && wanted(name, true))
        code = read_folder(g, path.data, depth + 1, err);
    else if (S_ISREG(info.st_mode) && wanted(name, false))
        code = read_file(g, path.data, err);
    buf_free(&path);
    return code;
}

static zhm_code read_folder(struct glossary *g, const char *path, int depth, zhm_error *err)
{
    if (depth > DEPTH_MAX)
        return zhm_fail(err, ZHM_LIMIT, "%s: folders more than %d deep", path, DEPTH_MAX);
    struct dirent **entries;
    int count = scandir(path, &entries, NULL, by_name);
    if (count < 0)
        return cannot("read", path, err);
    zhm_code code = ZHM_OK;
    for (int i = 0; i < count; i++) {
        if (code == ZHM_OK && entries[i]->d_name[0] != '.')
            code = read_entry(g, path, entries[i]->d_name, depth, err);
        free(entries[i]);
    }
    free(entries);
    return code;
}

zhm_code glossary_read_path(struct glossary *g, const char *path, zhm_error *err)
{
    struct stat info;
    size_t before = g->files;
    if (!*path || stat(path, &info) != 0)
        return *path ? cannot("read", path, err) : zhm_fail(err, ZHM_BAD_INPUT, "an empty path");
    if (!S_ISDIR(info.st_mode))
        return read_file(g, path, err);
    zhm_code code = read_folder(g, path, 0, err);
    if (code == ZHM_OK && g->files == before)
        return zhm_fail(err, ZHM_NOT_FOUND, "%s: no *.tsv file in this folder", path);
    return code;
}
