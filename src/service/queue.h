/* queue.h - requests from the router to the workers, bounded, and back
 *
 * A chunk is a list of exchanges; its first one carries the chunk's count and bytes.
 * Light chunks go before heavy ones: a worker takes them first, and the router offers
 * them only where a worker is idle, so that none waits behind heavy work.
 */
#ifndef SERVICE_QUEUE_H
#define SERVICE_QUEUE_H

#include "service/exchange.h"

struct queue;

struct queue_limits {
    unsigned count; /* requests that wait */
    size_t bytes;   /* their texts; one request is always taken */
};

/** @waker is the router's, for finished chunks; @queued the gauge of waiting requests, or NULL. Both are borrowed. */
zhm_code queue_new(struct queue_limits limits, struct waker *waker, atomic_uint *queued, struct queue **out,
                   zhm_error *err);
void queue_free(
    struct queue *q); /* NULL is fine; nobody waits any more, and chunks that are left are the caller's loss */

/** The router's side. @return false when the queue is full: the chunk stays the caller's */
bool queue_push_heavy(struct queue *q, struct exchange *chunk);
/** @return false when no worker is idle, or enough of them are at light work already */
bool queue_offer_light(struct queue *q, struct exchange *chunk);
/** Take a light chunk back that no worker has come for yet; NULL: none. */
struct exchange *queue_take_back(struct queue *q);
/** The finished chunks as one list of exchanges, oldest first; NULL: none. */
struct exchange *queue_collect(struct queue *q);
/** Whether queue_collect would give any. */
bool queue_has_done(struct queue *q);

/** The workers' side: wait for a chunk. @return NULL when the queue is closed and empty */
struct exchange *queue_take(struct queue *q, bool *light);
void queue_done(struct queue *q, struct exchange *chunk, bool light);

/** No more will come: workers finish what waits, and end. */
void queue_close(struct queue *q);

#endif
