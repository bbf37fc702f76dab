/* exchange.h - a request as it came from the ROUTER, and the reply that takes its place
 *
 * Frames: the peer's identity, an envelope of any frames (an empty delimiter, a correlation), the text. The reply goes
 * out with identity and envelope as they came.
 */
#ifndef SERVICE_EXCHANGE_H
#define SERVICE_EXCHANGE_H

#include "rpc/rpc.h"
#include "service/waker.h"

#include <zmq.h>

#define EXCHANGE_FRAMES 16                /* of a message, the identity and the text among them */
#define EXCHANGE_ENVELOPE_MAX (64u << 10) /* bytes of the frames between them */
#define EXCHANGE_LARGE (64u << 10)        /* replies from here on are watched until libzmq has sent them */

struct exchange {
    struct exchange *next;       /* in a chunk, among the parked, in the pool */
    struct exchange *next_chunk; /* in a queue, when this is the first of its chunk */
    unsigned chunk_count;        /* likewise: requests in the chunk */
    size_t chunk_bytes;          /* likewise: of their texts */
    unsigned count;              /* frames in use, all of them initialised messages */
    bool silent;                 /* answered with nothing: a notification */
    struct large *large;         /* the reply's, when it is a large one */
    size_t cost;                 /* while it is parked: exchange_cost */
    zmq_msg_t frames[EXCHANGE_FRAMES];
};

/** A large reply on its way. Its bytes are freed by libzmq's thread; the record comes back to the router. */
struct large {
    struct large *next;
    struct releases *releases;
    struct peer *peer; /* to whom it was sent; NULL: it was not */
    size_t bytes;
};

/** Large replies that libzmq is done with. */
struct releases {
    struct large *_Atomic first;
    struct waker *waker;
};

/** What a thread needs to answer requests. */
struct answerer {
    struct rpc_session *session;
    struct buf reply; /* scratch */
    struct releases *releases;
};

enum arrival { ARRIVAL_NONE, ARRIVAL_REQUEST, ARRIVAL_DROPPED };

/**
 * Take the next message off @socket without waiting. DROPPED: it had too many frames, too large an envelope or no text;
 * @e is empty then, as with NONE.
 */
enum arrival exchange_receive(struct exchange *e, void *socket);

/** The request's text, until it is answered; then the reply's. */
struct str exchange_text(struct exchange *e);

void exchange_answer(struct exchange *e, struct answerer *a);
void exchange_refuse(struct exchange *e, const zhm_error *error, struct answerer *a);

/** Memory that it holds while it waits, libzmq's input buffers included. */
size_t exchange_cost(const struct exchange *e);

/** Close all frames. */
void exchange_clear(struct exchange *e);

/** Exchanges to use again; the router's own. {0} is an empty pool. */
struct exchange_pool {
    struct exchange *first;
    unsigned count;
};
struct exchange *exchange_take(struct exchange_pool *p); /* NULL without memory */
void exchange_give(struct exchange_pool *p, struct exchange *e);
void exchanges_clear(struct exchange_pool *p);

#endif
