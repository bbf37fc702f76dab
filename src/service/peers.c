#include "service/peers.h"

#include "service/clock.h"

#include <errno.h>
#include <stdlib.h>

#define RETRY_FIRST (20 * 1000ull) /* ns */
#define RETRY_MAX (50 * NS_PER_MS)

struct peer {
    struct peer *in_bucket;        /* the next one */
    struct peer *older, *newer;    /* in the list of all */
    struct exchange *first, *last; /* parked */
    size_t parked_bytes;
    size_t flying; /* bytes of large replies that libzmq has */
    uint64_t retry_at, delay;
    size_t id_len;
    unsigned char id[255];
};

enum outcome { SENT, FULL, GONE };

void peers_init(struct peers *p, void *socket, struct exchange_pool *pool, struct rpc_gauges *gauges,
                struct waker *waker)
{
    *p = (struct peers){.socket = socket, .pool = pool, .gauges = gauges, .releases.waker = waker};
}

static struct str identity(struct exchange *e)
{
    return (struct str){zmq_msg_data(&e->frames[0]), zmq_msg_size(&e->frames[0])};
}

static struct peer **bucket(struct peers *p, struct str id)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < id.len; i++)
        hash = (hash ^ (unsigned char)id.data[i]) * 16777619u;
    return &p->buckets[(hash ^ hash >> 15) % PEERS_BUCKETS];
}

static struct peer *find(struct peers *p, struct str id)
{
    struct peer *peer = p->first ? *bucket(p, id) : NULL;
    while (peer && !str_equal((struct str){(const char *)peer->id, peer->id_len}, id))
        peer = peer->in_bucket;
    return peer;
}

static struct peer *add(struct peers *p, struct str id)
{
    struct peer *peer = id.len <= sizeof peer->id ? calloc(1, sizeof *peer) : NULL;
    if (!peer)
        return NULL;
    memcpy(peer->id, id.data, id.len);
    peer->id_len = id.len;
    struct peer **b = bucket(p, id);
    peer->in_bucket = *b;
    *b = peer;
    peer->older = p->first;
    if (p->first)
        p->first->newer = peer;
    p->first = peer;
    return peer;
}

static void forget(struct peers *p, struct peer *peer)
{
    struct peer **b = bucket(p, (struct str){(const char *)peer->id, peer->id_len});
    while (*b != peer)
        b = &(*b)->in_bucket;
    *b = peer->in_bucket;
    if (peer->newer)
        peer->newer->older = peer->older;
    else
        p->first = peer->older;
    if (peer->older)
        peer->older->newer = peer->newer;
    free(peer);
}

static void forget_if_idle(struct peers *p, struct peer *peer)
{
    if (!peer->first && peer->flying == 0)
        forget(p, peer);
}

/* Once the identity is taken libzmq takes the rest, or drops it itself if the peer goes meanwhile. */
static enum outcome transmit(void *socket, struct exchange *e)
{
    if (zmq_msg_send(&e->frames[0], socket, ZMQ_DONTWAIT | ZMQ_SNDMORE) < 0)
        return errno == EAGAIN || errno == EINTR ? FULL : GONE;
    for (unsigned i = 1; i < e->count; i++) {
        int rc, flags = ZMQ_DONTWAIT | (i + 1 < e->count ? ZMQ_SNDMORE : 0);
        do
            rc = zmq_msg_send(&e->frames[i], socket, flags);
        while (rc < 0 && errno == EINTR);
    }
    return SENT;
}

static void drop(struct peers *p, struct exchange *e, const char *why)
{
    unsigned long long total = atomic_fetch_add_explicit(&p->gauges->dropped, 1, memory_order_relaxed) + 1;
    if (log_due(&p->drop_log))
        log_event("warn", "reply_dropped", "why=%s total=%llu", why, total);
    exchange_give(p->pool, e);
}

static void unpark(struct peers *p, struct peer *peer)
{
    struct exchange *e = peer->first;
    peer->first = e->next;
    if (!peer->first) {
        peer->last = NULL;
        p->parked_peers--;
    }
    peer->parked_bytes -= e->cost;
    p->parked_bytes -= e->cost;
}

static bool has_room(const struct peers *p, const struct peer *peer, size_t cost)
{
    return (!peer->first || peer->parked_bytes + cost <= PEER_BUDGET) &&
           (p->parked_peers == 0 || p->parked_bytes + cost <= PEERS_BUDGET);
}

static void park(struct peers *p, struct peer *peer, struct exchange *e)
{
    e->next = NULL;
    e->cost = exchange_cost(e);
    if (!peer || !has_room(p, peer, e->cost)) {
        drop(p, e, "peer_does_not_read");
        return;
    }
    if (peer->last) {
        peer->last->next = e;
    } else {
        peer->first = e;
        peer->delay = peer->retry_at = 0;
        p->parked_peers++;
    }
    peer->last = e;
    peer->parked_bytes += e->cost;
    p->parked_bytes += e->cost;
}

static void drop_parked(struct peers *p, struct peer *peer)
{
    for (struct exchange *e; (e = peer->first);) {
        unpark(p, peer);
        drop(p, e, "peer_gone");
    }
}

/* Large replies are counted while libzmq has them, since its own bound counts messages, not bytes. */
static enum outcome transmit_large(struct peers *p, struct peer *peer, struct exchange *e)
{
    struct large *l = e->large;
    if (peer->flying > 0 && peer->flying + l->bytes > PEER_BUDGET)
        return FULL;
    l->peer = peer;
    peer->flying += l->bytes;
    enum outcome outcome = transmit(p->socket, e);
    if (outcome != SENT) {
        peer->flying -= l->bytes;
        l->peer = NULL;
    }
    return outcome;
}

static enum outcome transmit_any(struct peers *p, struct peer *peer, struct exchange *e)
{
    if (!e->large)
        return transmit(p->socket, e);
    return peer ? transmit_large(p, peer, e) : FULL;
}

void peers_send(struct peers *p, struct exchange *e)
{
    struct str id = identity(e);
    struct peer *peer = find(p, id);
    if (!peer && e->large)
        peer = add(p, id);
    /* What is parked goes first. */
    enum outcome outcome = peer && peer->first ? FULL : transmit_any(p, peer, e);
    if (outcome == FULL && !peer)
        peer = add(p, id);
    if (outcome == FULL)
        park(p, peer, e);
    else if (outcome == GONE)
        drop(p, e, "peer_gone");
    else
        exchange_give(p->pool, e);
    if (peer)
        forget_if_idle(p, peer);
}

static void collect_released(struct peers *p)
{
    if (!atomic_load_explicit(&p->releases.first, memory_order_relaxed))
        return;
    for (struct large *l = atomic_exchange(&p->releases.first, NULL), *next; l; l = next) {
        next = l->next;
        if (l->peer) {
            l->peer->flying -= l->bytes;
            l->peer->retry_at = 0;
            forget_if_idle(p, l->peer);
        }
        free(l);
    }
}

static uint64_t next_delay(uint64_t delay)
{
    return delay == 0 ? RETRY_FIRST : delay < RETRY_MAX / 2 ? delay * 2 : RETRY_MAX;
}

/* @return whether any went out */
static bool retry(struct peers *p, struct peer *peer, uint64_t now)
{
    bool any = false;
    enum outcome outcome = SENT;
    for (struct exchange *e; outcome == SENT && (e = peer->first);) {
        outcome = transmit_any(p, peer, e);
        if (outcome != SENT)
            break;
        any = true;
        unpark(p, peer);
        exchange_give(p->pool, e);
    }
    if (outcome == GONE)
        drop_parked(p, peer);
    peer->delay = next_delay(any ? 0 : peer->delay);
    peer->retry_at = now + peer->delay;
    return any;
}

bool peers_retry(struct peers *p, uint64_t *wait)
{
    bool any = false;
    *wait = UINT64_MAX;
    collect_released(p);
    if (p->parked_peers == 0)
        return false;
    uint64_t now = now_ns();
    for (struct peer *peer = p->first, *older; peer; peer = older) {
        older = peer->older;
        if (peer->first && peer->retry_at <= now)
            any |= retry(p, peer, now);
        if (peer->first && peer->retry_at - now < *wait)
            *wait = peer->retry_at - now;
        forget_if_idle(p, peer);
    }
    return any;
}

void peers_clear(struct peers *p)
{
    for (struct peer *peer = p->first; peer; peer = peer->older)
        drop_parked(p, peer);
    collect_released(p);
    for (struct peer *peer = p->first, *older; peer; peer = older) {
        older = peer->older;
        free(peer);
    }
    *p = (struct peers){0};
}
