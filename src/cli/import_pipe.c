#include "cli/import_pipe.h"

#include "base/arena.h"
#include "base/fault.h"
#include "model/unit.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

/* As much as a step of an import: so the reader goes on while one is made durable. */
enum { PIECES = 64, PIECE_BYTES = 256 << 10, POLL_MS = 200, IS_UNIT = 0, IS_REFUSED = 1 };

/* Units one after the other: the kind, line, column and byte, then the record, or why it is refused. */
struct piece {
    struct buf items;
    uint64_t bytes;
};

struct import_pipe {
    const char *name;
    enum unit_format format;
    int fd;
    const atomic_bool *interrupted;
    pthread_t thread;
    /* the reader's own */
    struct piece filling;
    struct buf record;
    uint64_t bytes; /* read so far */
    /* the taker's own */
    struct piece taking;
    struct str rest;
    struct arena arena;
    /* guarded by the mutex */
    pthread_mutex_t mutex;
    pthread_cond_t moved;
    struct piece pieces[PIECES];
    size_t first, count;
    bool stopped, ended;
    zhm_code code; /* of the reading, once it has ended */
    zhm_error fault;
};

static zhm_code no_memory(zhm_error *err)
{
    return zhm_fail(err, ZHM_NO_MEMORY, "no memory for the units of a file");
}

static void swap(struct piece *a, struct piece *b)
{
    struct piece c = *a;
    *a = *b;
    *b = c;
}

/* Give what is filled to the taker, once there is room. */
static zhm_code hand_over(struct import_pipe *p, zhm_error *err)
{
    p->filling.bytes = p->bytes;
    pthread_mutex_lock(&p->mutex);
    while (p->count == PIECES && !p->stopped)
        pthread_cond_wait(&p->moved, &p->mutex);
    bool stopped = p->stopped;
    if (!stopped) {
        swap(&p->filling, &p->pieces[(p->first + p->count) % PIECES]);
        p->count++;
        pthread_cond_signal(&p->moved);
    }
    pthread_mutex_unlock(&p->mutex);
    buf_clear(&p->filling.items);
    return stopped ? zhm_fail(err, ZHM_DENIED, "stopped") : ZHM_OK;
}

static zhm_code put(struct import_pipe *p, char kind, const struct unit_place *at, struct str value, zhm_error *err)
{
    struct buf *b = &p->filling.items;
    buf_append_char(b, kind);
    buf_append_varint(b, at->line);
    buf_append_varint(b, at->column);
    buf_append_varint(b, at->byte);
    buf_append_lengthed(b, value);
    buf_append_char(b, '\0');
    if (b->failed || p->record.failed)
        return no_memory(err);
    return b->len >= PIECE_BYTES ? hand_over(p, err) : ZHM_OK;
}

static zhm_code take(void *context, const zhm_unit *u, const struct unit_place *at, zhm_error *err)
{
    struct import_pipe *p = context;
    zhm_error fault = {0};
    if (unit_check(u, &fault) != ZHM_OK)
        return put(p, IS_REFUSED, at, str_of(fault.text), err);
    buf_clear(&p->record);
    unit_encode(u, &p->record);
    return put(p, IS_UNIT, at, buf_str(&p->record), err);
}

static zhm_code refuse(void *context, const struct unit_place *at, const char *why, zhm_error *err)
{
    return put(context, IS_REFUSED, at, str_of(why), err);
}

/* A pipe or a terminal may have nothing for long: an interrupt is to end that. */
static zhm_code wait_for_bytes(struct import_pipe *p, zhm_error *err)
{
    struct pollfd fd = {.fd = p->fd, .events = POLLIN};
    int ready = 0;
    while (ready == 0 && !atomic_load(p->interrupted)) {
        pthread_mutex_lock(&p->mutex);
        bool stopped = p->stopped;
        pthread_mutex_unlock(&p->mutex);
        if (stopped)
            return zhm_fail(err, ZHM_DENIED, "stopped");
        ready = poll(&fd, 1, POLL_MS);
        if (ready < 0 && errno == EINTR)
            ready = 0;
    }
    return atomic_load(p->interrupted) ? zhm_fail(err, ZHM_DENIED, "interrupted") : ZHM_OK;
}

static zhm_code read_bytes(void *context, char *data, size_t room, size_t *got, zhm_error *err)
{
    struct import_pipe *p = context;
    ssize_t n = -1;
    do {
        zhm_code code = wait_for_bytes(p, err);
        if (code != ZHM_OK)
            return code;
        n = read(p->fd, data, room);
    } while (n < 0 && errno == EINTR);
    if (n < 0)
        return zhm_fail(err, ZHM_STORAGE, "can't read %.150s: %s", p->name, strerror(errno));
    *got = (size_t)n;
    p->bytes += *got;
    return ZHM_OK;
}

static void *read_file(void *context)
{
    struct import_pipe *p = context;
    const struct unit_reading reading = {
        .name = p->name, .format = p->format, .bytes = read_bytes, .bytes_context = p, .taker = {p, take, refuse}};
    zhm_error fault = {0};
    zhm_code code = unit_file_read(&reading, &fault);
    if (p->filling.items.len > 0 && hand_over(p, NULL) != ZHM_OK && code == ZHM_OK)
        code = ZHM_DENIED;
    pthread_mutex_lock(&p->mutex);
    p->ended = true;
    p->code = code;
    p->fault = fault;
    pthread_cond_signal(&p->moved);
    pthread_mutex_unlock(&p->mutex);
    return NULL;
}

zhm_code pipe_new(const char *name, enum unit_format format, int fd, const atomic_bool *interrupted,
                  struct import_pipe **out, zhm_error *err)
{
    struct import_pipe *p = calloc(1, sizeof *p);
    if (!p)
        return no_memory(err);
    *p = (struct import_pipe){.name = name, .format = format, .fd = fd, .interrupted = interrupted};
    (void)pthread_mutex_init(&p->mutex, NULL);
    (void)pthread_cond_init(&p->moved, NULL);
    int why = pthread_create(&p->thread, NULL, read_file, p);
    if (why) {
        (void)pthread_mutex_destroy(&p->mutex);
        (void)pthread_cond_destroy(&p->moved);
        free(p);
        return zhm_fail(err, ZHM_STORAGE, "can't begin a thread: %s", strerror(why));
    }
    *out = p;
    return ZHM_OK;
}

static zhm_code next_piece(struct import_pipe *p, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    pthread_mutex_lock(&p->mutex);
    while (p->count == 0 && !p->ended)
        pthread_cond_wait(&p->moved, &p->mutex);
    if (p->count > 0) {
        swap(&p->taking, &p->pieces[p->first]);
        p->first = (p->first + 1) % PIECES;
        p->count--;
        pthread_cond_signal(&p->moved);
    } else {
        code = p->code == ZHM_OK ? ZHM_NOT_FOUND : p->code;
        if (p->code != ZHM_OK && err)
            *err = p->fault;
    }
    pthread_mutex_unlock(&p->mutex);
    p->rest = buf_str(&p->taking.items);
    return code;
}

static zhm_code read_item(struct import_pipe *p, struct piped_unit *out, zhm_error *err)
{
    struct str value = {0};
    uint64_t line = 0, column = 0;
    char kind = p->rest.data[0];
    p->rest = str_from(p->rest, 1);
    (void)(read_varint(&p->rest, &line) && read_varint(&p->rest, &column) && read_varint(&p->rest, &out->at.byte) &&
           read_lengthed(&p->rest, &value));
    p->rest = str_from(p->rest, 1);
    out->at.line = (size_t)line;
    out->at.column = (size_t)column;
    out->bytes = p->taking.bytes;
    out->why = kind == IS_REFUSED ? value.data : NULL;
    arena_clear(&p->arena);
    return out->why ? ZHM_OK : unit_decode(0, value, &p->arena, &out->unit, err);
}

zhm_code pipe_next(struct import_pipe *p, struct piped_unit *out, zhm_error *err)
{
    zhm_code code = p->rest.len == 0 ? next_piece(p, err) : ZHM_OK;
    return code == ZHM_OK ? read_item(p, out, err) : code;
}

void pipe_free(struct import_pipe *p)
{
    if (!p)
        return;
    pthread_mutex_lock(&p->mutex);
    p->stopped = true;
    pthread_cond_signal(&p->moved);
    pthread_mutex_unlock(&p->mutex);
    (void)pthread_join(p->thread, NULL);
    for (size_t i = 0; i < PIECES; i++)
        buf_free(&p->pieces[i].items);
    buf_free(&p->filling.items);
    buf_free(&p->taking.items);
    buf_free(&p->record);
    arena_free(&p->arena);
    (void)pthread_mutex_destroy(&p->mutex);
    (void)pthread_cond_destroy(&p->moved);
    free(p);
}
