#include "cli/lines.h"

#include "base/fault.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

enum { CHUNK = 64 << 10 };

static zhm_code read_more(int fd, struct buf *out, bool *ended, zhm_error *err)
{
    if (!buf_reserve(out, CHUNK))
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory to read");
    ssize_t n;
    do
        n = read(fd, out->data + out->len, CHUNK);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return zhm_fail(err, ZHM_STORAGE, "can't read: %s", strerror(errno));
    out->len += (size_t)n;
    *ended = n == 0;
    return ZHM_OK;
}

static void drop_read(struct lines *l)
{
    if (l->at == 0)
        return;
    memmove(l->buf.data, l->buf.data + l->at, l->buf.len - l->at);
    l->buf.len -= l->at;
    l->at = 0;
}

/* The line's beginning stays at the front of the buffer; what is read of the rest is dropped. */
static zhm_code skip_rest(struct lines *l, zhm_error *err)
{
    const char *end = NULL;
    while (!end && !l->ended) {
        l->buf.len = l->max;
        zhm_code code = read_more(l->fd, &l->buf, &l->ended, err);
        if (code != ZHM_OK)
            return code;
        end = memchr(l->buf.data + l->max, '\n', l->buf.len - l->max);
    }
    l->at = end ? (size_t)(end - l->buf.data) + 1 : l->buf.len;
    return ZHM_OK;
}

static zhm_code too_long(struct lines *l, struct str *line, const char *end, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    if (end)
        l->at = (size_t)(end - l->buf.data) + 1;
    else
        code = skip_rest(l, err);
    if (code != ZHM_OK)
        return code;
    *line = (struct str){l->buf.data, l->max};
    return zhm_fail(err, ZHM_LIMIT, "a line of more than %zu bytes", l->max);
}

zhm_code lines_next(struct lines *l, struct str *line, zhm_error *err)
{
    const char *end = NULL;
    size_t searched = 0;
    if (l->buf.len == l->at || !memchr(l->buf.data + l->at, '\n', l->buf.len - l->at))
        drop_read(l);
    for (;;) {
        struct str rest = {l->buf.data + l->at, l->buf.len - l->at};
        if (rest.len > searched)
            end = memchr(rest.data + searched, '\n', rest.len - searched);
        searched = rest.len;
        size_t len = end ? (size_t)(end - rest.data) : rest.len;
        if (len > l->max) {
            drop_read(l);
            return too_long(l, line, end ? l->buf.data + len : NULL, err);
        }
        if (end || (l->ended && len > 0)) {
            *line = (struct str){rest.data, len};
            l->at += len + (end != NULL);
            return ZHM_OK;
        }
        if (l->ended)
            return ZHM_NOT_FOUND;
        zhm_code code = read_more(l->fd, &l->buf, &l->ended, err);
        if (code != ZHM_OK)
            return code;
    }
}

bool lines_waiting(const struct lines *l)
{
    struct pollfd p = {.fd = l->fd, .events = POLLIN};
    if (l->buf.len > l->at && memchr(l->buf.data + l->at, '\n', l->buf.len - l->at))
        return true;
    return l->ended || poll(&p, 1, 0) > 0;
}

void lines_clear(struct lines *l)
{
    buf_free(&l->buf);
    l->at = 0;
}

zhm_code read_whole(int fd, size_t max, struct buf *out, zhm_error *err)
{
    bool ended = false;
    size_t before = out->len;
    while (!ended) {
        zhm_code code = read_more(fd, out, &ended, err);
        if (code != ZHM_OK)
            return code;
        if (out->len - before > max)
            return zhm_fail(err, ZHM_LIMIT, "more than %zu bytes", max);
    }
    return ZHM_OK;
}
