#include "service/queue.h"

#include "base/fault.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

/* By the router and by libzmq's own thread: where there are no
 * more, a worker that helps takes from them what it gives. */
#define CORES_TAKEN 2

struct line {
    struct exchange *first, *last;
};

struct queue {
    struct queue_limits limits;
    struct waker *waker;
    atomic_uint *queued, own_gauge;
    unsigned helpers_max; /* workers at light work beside the router */

    pthread_mutex_t mutex;
    pthread_cond_t work;
    struct line light, heavy;
    unsigned count;
    size_t bytes;
    bool closed;
    /* Written with the mutex held; the router looks at them without it, for a guess. */
    atomic_uint idle, helpers;

    struct exchange *_Atomic done;
};

static void line_add(struct line *l, struct exchange *chunk)
{
    chunk->next_chunk = NULL;
    if (l->last)
        l->last->next_chunk = chunk;
    else
        l->first = chunk;
    l->last = chunk;
}

static struct exchange *line_take(struct line *l)
{
    struct exchange *chunk = l->first;
    if (!chunk)
        return NULL;
    l->first = chunk->next_chunk;
    if (!l->first)
        l->last = NULL;
    return chunk;
}

static unsigned light_helpers(void)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return cores > CORES_TAKEN ? (unsigned)cores - CORES_TAKEN : 0;
}

zhm_code queue_new(struct queue_limits limits, struct waker *waker, atomic_uint *queued, struct queue **out,
                   zhm_error *err)
{
    struct queue *q = calloc(1, sizeof *q);
    if (!q)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for the queue");
    q->limits = limits;
    q->waker = waker;
    q->queued = queued ? queued : &q->own_gauge;
    q->helpers_max = light_helpers();
    pthread_mutex_init(&q->mutex, NULL);
    pthread_cond_init(&q->work, NULL);
    *out = q;
    return ZHM_OK;
}

void queue_free(struct queue *q)
{
    if (!q)
        return;
    pthread_cond_destroy(&q->work);
    pthread_mutex_destroy(&q->mutex);
    free(q);
}

/* With the mutex held. */
static void count_in(struct queue *q, const struct exchange *chunk)
{
    q->count += chunk->chunk_count;
    q->bytes += chunk->chunk_bytes;
    atomic_store_explicit(q->queued, q->count, memory_order_relaxed);
}

static void count_out(struct queue *q, const struct exchange *chunk)
{
    q->count -= chunk->chunk_count;
    q->bytes -= chunk->chunk_bytes;
    atomic_store_explicit(q->queued, q->count, memory_order_relaxed);
}

static bool has_room(const struct queue *q, const struct exchange *chunk)
{
    return q->count == 0 ||
           (q->count + chunk->chunk_count <= q->limits.count && q->bytes + chunk->chunk_bytes <= q->limits.bytes);
}

bool queue_push_heavy(struct queue *q, struct exchange *chunk)
{
    pthread_mutex_lock(&q->mutex);
    bool room = has_room(q, chunk);
    if (room) {
        line_add(&q->heavy, chunk);
        count_in(q, chunk);
    }
    bool wake = room && atomic_load_explicit(&q->idle, memory_order_relaxed) > 0;
    pthread_mutex_unlock(&q->mutex);
    if (wake)
        pthread_cond_signal(&q->work);
    return room;
}

static bool wants_help(struct queue *q)
{
    return atomic_load_explicit(&q->idle, memory_order_relaxed) > 0 &&
           atomic_load_explicit(&q->helpers, memory_order_relaxed) < q->helpers_max;
}

bool queue_offer_light(struct queue *q, struct exchange *chunk)
{
    if (!wants_help(q))
        return false;
    pthread_mutex_lock(&q->mutex);
    bool taken = wants_help(q);
    if (taken) {
        line_add(&q->light, chunk);
        count_in(q, chunk);
        atomic_fetch_add_explicit(&q->helpers, 1, memory_order_relaxed);
    }
    pthread_mutex_unlock(&q->mutex);
    if (taken)
        pthread_cond_signal(&q->work);
    return taken;
}

struct exchange *queue_take_back(struct queue *q)
{
    if (atomic_load_explicit(&q->helpers, memory_order_relaxed) == 0)
        return NULL;
    pthread_mutex_lock(&q->mutex);
    struct exchange *chunk = line_take(&q->light);
    if (chunk) {
        count_out(q, chunk);
        atomic_fetch_sub_explicit(&q->helpers, 1, memory_order_relaxed);
    }
    pthread_mutex_unlock(&q->mutex);
    return chunk;
}

struct exchange *queue_collect(struct queue *q)
{
    if (!atomic_load(&q->done))
        return NULL;
    struct exchange *chunk = atomic_exchange(&q->done, NULL), *list = NULL;
    /* The newest chunk is the first. */
    while (chunk) {
        struct exchange *older = chunk->next_chunk, *last = chunk;
        while (last->next)
            last = last->next;
        last->next = list;
        list = chunk;
        chunk = older;
    }
    return list;
}

bool queue_has_done(struct queue *q)
{
    return atomic_load(&q->done) != NULL;
}

struct exchange *queue_take(struct queue *q, bool *light)
{
    pthread_mutex_lock(&q->mutex);
    atomic_fetch_add_explicit(&q->idle, 1, memory_order_relaxed);
    while (!q->light.first && !q->heavy.first && !q->closed)
        pthread_cond_wait(&q->work, &q->mutex);
    atomic_fetch_sub_explicit(&q->idle, 1, memory_order_relaxed);
    *light = q->light.first != NULL;
    struct exchange *chunk = line_take(*light ? &q->light : &q->heavy);
    if (chunk)
        count_out(q, chunk);
    pthread_mutex_unlock(&q->mutex);
    return chunk;
}

void queue_done(struct queue *q, struct exchange *chunk, bool light)
{
    if (light)
        atomic_fetch_sub_explicit(&q->helpers, 1, memory_order_relaxed);
    chunk->next_chunk = atomic_load(&q->done);
    while (!atomic_compare_exchange_weak(&q->done, &chunk->next_chunk, chunk)) {
    }
    waker_wake(q->waker);
}

void queue_close(struct queue *q)
{
    pthread_mutex_lock(&q->mutex);
    q->closed = true;
    pthread_mutex_unlock(&q->mutex);
    pthread_cond_broadcast(&q->work);
}
