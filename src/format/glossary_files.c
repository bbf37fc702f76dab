#include "format/glossary_files.h"

#include "base/buf.h"
#include "base/fault.h"
#include "base/grow.h"

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

/* What is being read, and where it goes. */
struct reading {
    struct glossary *g;
    struct grammar_files *grammar; /* NULL: passed over */
    glossary_refusal *refused;     /* NULL: the first fault ends it */
    void *context;
};

static bool ends(const char *name, const char *with)
{
    size_t n = strlen(name), m = strlen(with);
    return n > m && strcmp(name + n - m, with) == 0;
}

/* Whether the first line that is no comment begins with the column `class`. */
static bool is_lexicon(struct str text)
{
    while (text.len > 0 && (text.data[0] == '#' || text.data[0] == '\n')) {
        const char *end = memchr(text.data, '\n', text.len);
        text = str_from(text, end ? (size_t)(end - text.data) + 1 : text.len);
    }
    return str_starts(text, STR("class\t"));
}

static zhm_code add_grammar(struct grammar_files *grammar, const char *path, struct str text, zhm_error *err)
{
    const char *slash = strrchr(path, '/');
    if (!grammar)
        return ZHM_OK;
    struct grammar_text *items =
        arena_grow(&grammar->arena, grammar->items, grammar->count, &grammar->room, sizeof *items);
    if (!items)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for %s", path);
    grammar->items = items;
    struct grammar_text f = {.path = arena_copy(&grammar->arena, str_of(path)),
                             .text = arena_copy(&grammar->arena, text)};
    if (!f.path.data || !f.text.data)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for %s", path);
    f.name = str_from(f.path, slash ? (size_t)(slash - path) + 1 : 0);
    grammar->items[grammar->count++] = f;
    return ZHM_OK;
}

static zhm_code read_terms(const struct reading *r, const char *path, struct str bytes, zhm_error *err)
{
    zhm_error fault = {0};
    zhm_code code = glossary_read(r->g, path, bytes, &fault);
    if (r->refused && (code == ZHM_BAD_INPUT || code == ZHM_LIMIT)) {
        r->refused(r->context, &fault);
        return ZHM_OK;
    }
    if (code != ZHM_OK && err)
        *err = fault;
    return code;
}

static zhm_code read_file(const struct reading *r, const char *path, bool in_grammar, zhm_error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return cannot("open", path, err);
    struct buf bytes = {0};
    zhm_code code = read_all(fd, path, &bytes, err);
    close(fd);
    if (code == ZHM_OK && (in_grammar || ends(path, ".rules") || is_lexicon(buf_str(&bytes))))
        code = add_grammar(r->grammar, path, buf_str(&bytes), err);
    else if (code == ZHM_OK)
        code = read_terms(r, path, buf_str(&bytes), err);
    buf_free(&bytes);
    return code;
}

static bool wanted(const char *name, bool folder)
{
    return name[0] != '.' && (folder || ends(name, ".tsv") || ends(name, ".rules"));
}

/* By bytes, whatever the locale. */
static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static bool is_grammar(const char *name)
{
    return strcmp(name, "grammar") == 0;
}

/* A folder among those that lead to it. */
struct folder {
    const char *path;
    int depth;
    bool in_grammar;
};

static zhm_code read_folder(const struct reading *r, struct folder folder, zhm_error *err);

static zhm_code read_entry(const struct reading *r, struct folder folder, const char *name, zhm_error *err)
{
    struct buf path = {0};
    buf_printf(&path, "%s%s%s", folder.path, folder.path[strlen(folder.path) - 1] == '/' ? "" : "/", name);
    struct stat info;
    zhm_code code = ZHM_OK;
    if (!buf_text(&path))
        code = zhm_fail(err, ZHM_NO_MEMORY, "no memory for a path");
    else if (stat(path.data, &info) != 0)
        code = cannot("read", path.data, err);
    else if (S_ISDIR(info.st_mode) && wanted(name, true))
        code = read_folder(r, (struct folder){path.data, folder.depth + 1, folder.in_grammar || is_grammar(name)}, err);
    else if (S_ISREG(info.st_mode) && wanted(name, false))
        code = read_file(r, path.data, folder.in_grammar, err);
    buf_free(&path);
    return code;
}

static zhm_code read_folder(const struct reading *r, struct folder folder, zhm_error *err)
{
    if (folder.depth > DEPTH_MAX)
        return zhm_fail(err, ZHM_LIMIT, "%s: folders more than %d deep", folder.path, DEPTH_MAX);
    struct dirent **entries;
    int count = scandir(folder.path, &entries, NULL, by_name);
    if (count < 0)
        return cannot("read", folder.path, err);
    zhm_code code = ZHM_OK;
    for (int i = 0; i < count; i++) {
        if (code == ZHM_OK && entries[i]->d_name[0] != '.')
            code = read_entry(r, folder, entries[i]->d_name, err);
        free(entries[i]);
    }
    free(entries);
    return code;
}

/* The folder's own name, whatever it is called by: ".", "x/". */
static bool folder_is_grammar(const char *path)
{
    char *real = realpath(path, NULL);
    const char *slash = real ? strrchr(real, '/') : NULL;
    bool is = slash && is_grammar(slash + 1);
    free(real);
    return is;
}

static size_t files_of(const struct reading *r)
{
    return r->g->files + (r->grammar ? r->grammar->count : 0);
}

static zhm_code read_path(const struct reading *r, const char *path, zhm_error *err)
{
    struct stat info;
    size_t before = files_of(r);
    if (!*path || stat(path, &info) != 0)
        return *path ? cannot("read", path, err) : zhm_fail(err, ZHM_BAD_INPUT, "an empty path");
    if (!S_ISDIR(info.st_mode))
        return read_file(r, path, false, err);
    zhm_code code = read_folder(r, (struct folder){path, 0, folder_is_grammar(path)}, err);
    if (code == ZHM_OK && files_of(r) == before)
        return zhm_fail(err, ZHM_NOT_FOUND, "%s: no *.tsv file in this folder", path);
    return code;
}

zhm_code glossary_read_path(struct glossary *g, const char *path, zhm_error *err)
{
    return read_path(&(struct reading){.g = g}, path, err);
}

zhm_code glossary_read_all(struct glossary *g, struct grammar_files *grammar, const char *path, zhm_error *err)
{
    return read_path(&(struct reading){.g = g, .grammar = grammar}, path, err);
}

zhm_code glossary_read_sound(struct glossary *g, struct grammar_files *grammar, const char *path,
                             glossary_refusal *refused, void *context, zhm_error *err)
{
    return read_path(&(struct reading){g, grammar, refused, context}, path, err);
}

void grammar_files_free(struct grammar_files *grammar)
{
    arena_free(&grammar->arena);
    *grammar = (struct grammar_files){0};
}
