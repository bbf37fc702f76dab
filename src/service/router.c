#include "service/router.h"

#include "base/fault.h"
#include "service/clock.h"

#include <unistd.h>

/* Requests answered together, and then sent together: each send that finds libzmq's thread asleep costs a wake-up. */
#define CHUNK 32
/* The router and libzmq's thread have a core each; on two, a worker would only take theirs from them. */
#define CORES_IN_USE 2
/* Before it looks after finished chunks and parked replies again. */
#define BURST 64
/* What peers send while the service stops is taken for so long. */
#define DRAIN_NS NS_PER_S

zhm_code router_init(struct router *r, const struct router_setup *setup, zhm_error *err)
{
    *r = (struct router){.socket = setup->socket,
                         .queue = setup->queue,
                         .gauges = setup->gauges,
                         .waker = setup->waker,
                         .offers = sysconf(_SC_NPROCESSORS_ONLN) > CORES_IN_USE,
                         .stop = setup->stop};
    size_t size = sizeof r->fd;
    if (zmq_getsockopt(r->socket, ZMQ_FD, &r->fd, &size) != 0)
        return zhm_fail(err, ZHM_STORAGE, "libzmq: %s", zmq_strerror(zmq_errno()));
    peers_init(&r->peers, r->socket, &r->pool, r->gauges, r->waker);
    r->answerer.releases = &r->peers.releases;
    return rpc_session_new(setup->rpc, &r->answerer.session, err);
}

/* The router is the only writer of these. */
static void count(atomic_ullong *gauge, unsigned long long n)
{
    atomic_store_explicit(gauge, atomic_load_explicit(gauge, memory_order_relaxed) + n, memory_order_relaxed);
}

static void send_answer(struct router *r, struct exchange *e)
{
    if (e->silent) {
        exchange_give(&r->pool, e);
        return;
    }
    count(&r->gauges->bytes_out, exchange_text(e).len);
    peers_send(&r->peers, e);
}

static void send_all(struct router *r, struct exchange *e)
{
    for (struct exchange *next; e; e = next) {
        next = e->next;
        send_answer(r, e);
    }
}

static void answer_all(struct router *r, struct exchange *chunk)
{
    for (struct exchange *e = chunk; e; e = e->next)
        exchange_answer(e, &r->answerer);
    send_all(r, chunk);
}

static void refuse_busy(struct router *r, struct exchange *e)
{
    zhm_error error;
    zhm_fail(&error, ZHM_LIMIT, "busy: the service's queue is full; try again later");
    count(&r->gauges->busy, 1);
    if (log_due(&r->busy_log))
        log_event("warn", "busy", "queued=%u total=%llu", atomic_load(&r->gauges->queued),
                  atomic_load(&r->gauges->busy));
    exchange_refuse(e, &error, &r->answerer);
    send_answer(r, e);
}

static void push_heavy(struct router *r, struct exchange *e)
{
    e->chunk_count = 1;
    e->chunk_bytes = exchange_text(e).len;
    r->away++;
    if (!queue_push_heavy(r->queue, e)) {
        r->away--;
        refuse_busy(r, e);
    }
}

/* To an idle worker, or, where there is none, to the router itself. */
static void flush_chunk(struct router *r)
{
    struct exchange *chunk = r->chunk;
    r->chunk = r->chunk_last = NULL;
    if (!chunk)
        return;
    unsigned n = chunk->chunk_count;
    if (r->offers && n == CHUNK && queue_offer_light(r->queue, chunk))
        r->away += n;
    else
        answer_all(r, chunk);
}

static void gather(struct router *r, struct exchange *e)
{
    if (r->chunk) {
        r->chunk_last->next = e;
    } else {
        r->chunk = e;
        e->chunk_count = 0;
        e->chunk_bytes = 0;
    }
    r->chunk_last = e;
    r->chunk->chunk_count++;
    r->chunk->chunk_bytes += exchange_text(e).len;
    if (r->chunk->chunk_count == CHUNK)
        flush_chunk(r);
}

static void handle(struct router *r, struct exchange *e)
{
    struct str text = exchange_text(e);
    count(&r->gauges->received, 1);
    count(&r->gauges->bytes_in, text.len);
    /* One too long is refused at once, without reading it. */
    if (text.len <= RPC_REQUEST_MAX && !rpc_is_light(text)) {
        push_heavy(r, e);
    } else if (r->calm) {
        r->calm = false;
        answer_all(r, e);
    } else {
        gather(r, e);
    }
}

static void refuse_frames(struct router *r)
{
    count(&r->gauges->dropped, 1);
    if (log_due(&r->frames_log))
        log_event("warn", "message_dropped", "why=frames total=%llu", atomic_load(&r->gauges->dropped));
}

/* *@empty: the socket had no more. @return whether it was used after that, so that it has to be asked again */
static bool receive(struct router *r, bool *empty)
{
    *empty = false;
    unsigned n = 0;
    while (n < BURST && !*empty) {
        struct exchange *e = exchange_take(&r->pool);
        if (!e)
            break;
        enum arrival arrival = exchange_receive(e, r->socket);
        *empty = arrival == ARRIVAL_NONE;
        n += !*empty;
        if (arrival == ARRIVAL_REQUEST) {
            handle(r, e);
            continue;
        }
        exchange_give(&r->pool, e);
        if (arrival == ARRIVAL_DROPPED)
            refuse_frames(r);
    }
    bool used = *empty && r->chunk;
    r->calm = r->calm || *empty;
    flush_chunk(r); /* also when more waits: who came must not wait for those that still come */
    return used;
}

static bool collect(struct router *r)
{
    struct exchange *list = queue_collect(r->queue);
    for (struct exchange *e = list; e; e = e->next)
        r->away--;
    send_all(r, list);
    return list != NULL;
}

/* Light work that no worker has come for yet is better done than waited for. */
static bool help(struct router *r)
{
    struct exchange *chunk = queue_take_back(r->queue);
    if (!chunk)
        return false;
    r->away -= chunk->chunk_count;
    answer_all(r, chunk);
    return true;
}

/* libzmq's descriptor tells only of what came since the socket was used last: so after any use, ask. */
static bool has_input(struct router *r)
{
    int events = 0;
    size_t size = sizeof events;
    return zmq_getsockopt(r->socket, ZMQ_EVENTS, &events, &size) == 0 && (events & ZMQ_POLLIN);
}

static bool has_returns(struct router *r)
{
    return queue_has_done(r->queue) || atomic_load(&r->peers.releases.first);
}

static void sleep_for(struct router *r, uint64_t ns)
{
    waker_begin(r->waker);
    if (!has_returns(r) && !atomic_load(r->stop))
        waker_sleep(r->waker, r->fd, ns);
    waker_end(r->waker);
}

void router_run(struct router *r)
{
    uint64_t wait;
    bool empty;
    while (!atomic_load_explicit(r->stop, memory_order_relaxed)) {
        bool busy = receive(r, &empty); /* more is due to be done before it may sleep */
        busy |= collect(r);
        busy |= peers_retry(&r->peers, &wait);
        if (busy || !empty || help(r))
            continue;
        if (wait == UINT64_MAX || !has_input(r))
            sleep_for(r, wait);
    }
}

static void drain(struct router *r)
{
    uint64_t wait, end = now_ns() + DRAIN_NS;
    bool empty = false;
    while (!empty && now_ns() < end) {
        (void)receive(r, &empty);
        (void)collect(r);
        (void)peers_retry(&r->peers, &wait);
    }
    flush_chunk(r); /* which is left where the time was up */
}

/* The socket is not watched: what peers still send is no longer taken. */
static void sleep_for_returns(struct router *r, uint64_t ns)
{
    /* Hear which peers take replies again. */
    (void)has_input(r);
    waker_begin(r->waker);
    if (!has_returns(r))
        waker_sleep(r->waker, -1, ns);
    waker_end(r->waker);
}

void router_finish(struct router *r, uint64_t deadline)
{
    drain(r);
    for (;;) {
        uint64_t wait;
        bool busy = collect(r);
        busy |= peers_retry(&r->peers, &wait);
        if (r->away == 0 && (wait == UINT64_MAX || now_ns() >= deadline))
            return;
        if (!busy && !help(r))
            sleep_for_returns(r, wait);
    }
}

void router_clear(struct router *r)
{
    peers_clear(&r->peers);
    exchanges_clear(&r->pool);
    rpc_session_free(r->answerer.session);
    buf_free(&r->answerer.reply);
}
