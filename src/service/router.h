/* router.h - the loop of the thread that owns the ROUTER socket
 *
 * Few light requests at a time it answers itself: no other thread has to be woken. When many wait it shares them with
 * idle workers; all others go to the workers one by one.
 */
#ifndef SERVICE_ROUTER_H
#define SERVICE_ROUTER_H

#include "service/peers.h"
#include "service/queue.h"

struct router {
    bool offers; /* light requests, to workers: there is a core for them */
    void *socket;
    int fd; /* ZMQ_FD: readable when libzmq has something to tell */
    struct queue *queue;
    struct waker *waker;
    struct rpc_gauges *gauges;
    atomic_bool *stop;
    struct answerer answerer;
    struct exchange_pool pool;
    struct peers peers;
    struct exchange *chunk, *chunk_last; /* light requests being gathered */
    bool calm;                           /* the socket was found empty, and no request came since */
    unsigned away;                       /* requests that workers have */
    struct log_limit frames_log, busy_log;
};

/** All borrowed, but the memory of its own. */
struct router_setup {
    void *socket;
    struct queue *queue;
    struct rpc *rpc;
    struct rpc_gauges *gauges;
    struct waker *waker;
    atomic_bool *stop;
};

zhm_code router_init(struct router *r, const struct router_setup *setup, zhm_error *err);
/** Answer until *stop is set. */
void router_run(struct router *r);
/**
 * Answer what has been received; send what is parked until @deadline (now_ns).
 * The socket stays bound meanwhile: unbinding it would end its connections.
 */
void router_finish(struct router *r, uint64_t deadline);
/** After the socket is closed and its context ended. */
void router_clear(struct router *r);

#endif
