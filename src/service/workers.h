/* workers.h - the threads that take chunks from the queue and answer them */
#ifndef SERVICE_WORKERS_H
#define SERVICE_WORKERS_H

#include "service/announce.h"
#include "service/queue.h"

struct workers;

/** What they share; all borrowed. */
struct workers_setup {
    struct rpc *rpc;
    struct queue *queue;
    struct releases *releases;
    struct announcer *announcer;
    unsigned count;
};

zhm_code workers_start(const struct workers_setup *setup, struct workers **out, zhm_error *err);
/** Close the queue, let them finish what is in it, and join them. NULL is fine. */
void workers_stop(struct workers *w);

#endif
