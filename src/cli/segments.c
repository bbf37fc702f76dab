#include "cli/segments.h"

#include "base/arena.h"
#include "base/utf8.h"
#include "cli/import.h"
#include "cli/lines.h"
#include "model/lang.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { REFUSALS_TOLD = 20 };

/* Segments wait until the one after them is known. */
struct window {
    struct segments_reading *r;
    const char *shown;
    int fd;
    char lang[LANG_MAX];
    struct file_segment *items; /* at_once and one more, texts in the arena */
    size_t count;
    struct str last; /* the text before them */
    struct arena arena, before;
};

static zhm_code no_memory(zhm_error *err)
{
    return zhm_fail(err, ZHM_NO_MEMORY, "no memory for segments");
}

/* Neighbours, where the file does not name them. */
static void find_neighbours(struct window *w)
{
    struct str last = w->last, next = {0};
    for (size_t i = 0; i < w->count; i++) {
        struct file_segment *s = &w->items[i];
        if (s->previous.len == 0 && s->text.len > 0)
            s->previous = last;
        if (s->text.len > 0)
            last = s->text;
    }
    for (size_t i = w->count; i > 0; i--) {
        struct file_segment *s = &w->items[i - 1];
        if (s->next.len == 0 && s->text.len > 0)
            s->next = next;
        if (s->text.len > 0)
            next = s->text;
    }
}

static zhm_code copy_segment(struct arena *arena, struct file_segment *s, zhm_error *err)
{
    struct str *texts[] = {&s->text, &s->previous, &s->next};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct str copy = texts[i]->len > 0 ? arena_copy(arena, *texts[i]) : (struct str){0};
        if (texts[i]->len > 0 && !copy.data)
            return no_memory(err);
        *texts[i] = copy;
    }
    return ZHM_OK;
}

/* What has been given goes; the text before the next, and the @kept ones at the end, move to the other arena. */
static zhm_code begin_anew(struct window *w, size_t kept, zhm_error *err)
{
    struct str last = w->last;
    for (size_t i = 0; i < w->count - kept; i++)
        if (w->items[i].text.len > 0)
            last = w->items[i].text;
    struct arena old = w->arena;
    w->arena = w->before;
    w->before = old;
    w->last = last.len > 0 ? arena_copy(&w->arena, last) : last;
    zhm_code code = last.len > 0 && !w->last.data ? no_memory(err) : ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && i < kept; i++) {
        w->items[i] = w->items[w->count - kept + i];
        code = copy_segment(&w->arena, &w->items[i], err);
    }
    w->count = kept;
    arena_clear(&w->before);
    return code;
}

/* Give all but the last @kept, whose neighbour is not known yet. */
static zhm_code give(struct window *w, size_t kept, zhm_error *err)
{
    struct file_segment end = kept > 0 ? w->items[w->count - 1] : (struct file_segment){0};
    find_neighbours(w);
    if (kept > 0)
        w->items[w->count - 1] = end;
    zhm_code code = w->count > kept ? w->r->take(w->r->context, w->items, w->count - kept, err) : ZHM_OK;
    return code == ZHM_OK ? begin_anew(w, kept, err) : code;
}

static zhm_code add(struct window *w, struct file_segment s, zhm_error *err)
{
    zhm_code code = copy_segment(&w->arena, &s, err);
    if (code != ZHM_OK)
        return code;
    w->items[w->count++] = s;
    return w->count > w->r->at_once ? give(w, 1, err) : ZHM_OK;
}

static bool is_blank(struct str line)
{
    for (size_t i = 0; i < line.len; i++)
        if (line.data[i] != ' ' && line.data[i] != '\t')
            return false;
    return true;
}

static zhm_code check_line(struct str line, zhm_error *err)
{
    const char *nul = line.len ? memchr(line.data, '\0', line.len) : NULL;
    return nul ? zhm_fail(err, ZHM_BAD_INPUT, "a NUL at byte %zu", (size_t)(nul - line.data)) : utf8_check(line, err);
}

static zhm_code read_lines(struct window *w, zhm_error *err)
{
    struct lines lines = {.fd = w->fd, .max = ZHM_SEGMENT_MAX};
    struct str line;
    size_t number = 0;
    zhm_code code;
    while ((code = lines_next(&lines, &line, err)) == ZHM_OK) {
        if (++number == 1 && str_starts(line, STR("\xEF\xBB\xBF")))
            line = str_from(line, 3);
        line.len -= line.len > 0 && line.data[line.len - 1] == '\r';
        code = check_line(line, err);
        if (code != ZHM_OK)
            break;
        code = add(w, (struct file_segment){.text = is_blank(line) ? (struct str){0} : line, .line = number}, err);
        if (code != ZHM_OK) {
            lines_clear(&lines);
            return code;
        }
    }
    lines_clear(&lines);
    if (code != ZHM_NOT_FOUND)
        return zhm_prefix(err, code, "%.100s:%zu: ", w->shown, number + (code == ZHM_LIMIT));
    return ZHM_OK;
}

static zhm_code take(void *context, const zhm_unit *u, const struct unit_place *at, zhm_error *err)
{
    struct window *w = context;
    for (size_t i = 0; i < u->segment_count; i++) {
        const zhm_segment *s = &u->segments[i];
        if (lang_matches(s->lang, w->lang))
            return add(w, (struct file_segment){str_of(s->text), str_of(s->previous), str_of(s->next), at->line}, err);
    }
    return ZHM_OK;
}

static zhm_code refuse(void *context, const struct unit_place *at, const char *why, zhm_error *err)
{
    struct window *w = context;
    (void)err;
    if (w->r->refused++ < REFUSALS_TOLD)
        (void)fprintf(stderr, "%s:%zu:%zu: %s\n", w->shown, at->line, at->column, why);
    return ZHM_OK;
}

static zhm_code read_bytes(void *context, char *data, size_t room, size_t *got, zhm_error *err)
{
    const struct window *w = context;
    ssize_t n;
    do
        n = read(w->fd, data, room);
    while (n < 0 && errno == EINTR);
    *got = n > 0 ? (size_t)n : 0;
    return n < 0 ? zhm_fail(err, ZHM_BAD_INPUT, "can't read %.150s: %s", w->shown, strerror(errno)) : ZHM_OK;
}

static zhm_code read_units(struct window *w, enum unit_format format, zhm_error *err)
{
    const struct unit_reading reading = {
        .name = w->shown, .format = format, .bytes = read_bytes, .bytes_context = w, .taker = {w, take, refuse}};
    zhm_code code = lang_canonical(str_of(w->r->lang), w->lang, err);
    return code == ZHM_OK ? unit_file_read(&reading, err) : code;
}

static zhm_code read_file(struct window *w, zhm_error *err)
{
    const struct segments_reading *r = w->r;
    enum unit_format format = UNIT_TMX;
    bool of_units = r->format || (strcmp(r->path, "-") != 0 && unit_format_of(r->path, &format, NULL) == ZHM_OK);
    zhm_code code = r->format ? import_format(r->format, r->path, &format, err) : ZHM_OK;
    if (code == ZHM_OK)
        code = of_units ? read_units(w, format, err) : read_lines(w, err);
    return code == ZHM_OK ? give(w, 0, err) : code;
}

zhm_code segments_read(struct segments_reading *r, zhm_error *err)
{
    bool is_stdin = strcmp(r->path, "-") == 0;
    struct window w = {.r = r, .shown = is_stdin ? "standard input" : r->path};
    w.items = calloc(r->at_once + 1, sizeof *w.items);
    if (!w.items)
        return no_memory(err);
    w.fd = is_stdin ? STDIN_FILENO : open(r->path, O_RDONLY | O_CLOEXEC);
    zhm_code code =
        w.fd < 0 ? zhm_fail(err, ZHM_BAD_INPUT, "can't read %.150s: %s", r->path, strerror(errno)) : read_file(&w, err);
    if (!is_stdin && w.fd >= 0)
        (void)close(w.fd);
    arena_free(&w.arena);
    arena_free(&w.before);
    free(w.items);
    return code;
}
