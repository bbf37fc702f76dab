/* peers.h - replies to peers that don't take them: parked within a budget, sent when they can be, dropped beyond it */
#ifndef SERVICE_PEERS_H
#define SERVICE_PEERS_H

#include "service/exchange.h"
#include "service/log.h"

#define PEER_BUDGET (4u << 20)    /* bytes parked for a peer, or one reply; large replies in libzmq's hands likewise */
#define PEERS_BUDGET (256u << 20) /* bytes parked for all of them */

#define PEERS_BUCKETS 256

/** The peers that have something parked, or large replies on their way. The router thread's own. */
struct peers {
    void *socket; /* a ROUTER with ZMQ_ROUTER_MANDATORY */
    struct exchange_pool *pool;
    struct rpc_gauges *gauges;
    struct releases releases;
    struct peer *buckets[PEERS_BUCKETS];
    struct peer *first;
    unsigned parked_peers;
    size_t parked_bytes;
    struct log_limit drop_log;
};

void peers_init(struct peers *p, void *socket, struct exchange_pool *pool, struct rpc_gauges *gauges,
                struct waker *waker);

/** Send the answered exchange, or park it, or drop it. It is the peers' from here on. */
void peers_send(struct peers *p, struct exchange *e);

/** Try those again that are due. @return whether any reply went out; @wait: in how many ns the next one is due,
 * UINT64_MAX: none */
bool peers_retry(struct peers *p, uint64_t *wait);

/** Drop what is parked, and forget the peers: once the socket is closed and its context ended. */
void peers_clear(struct peers *p);

#endif
