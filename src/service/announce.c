#include "service/announce.h"

#include "service/log.h"

#include <stdio.h>
#include <string.h>
#include <zmq.h>

#define TOPIC "generation"

static uint64_t generation(struct announcer *a)
{
    uint64_t last = atomic_load(&a->told);
    zhm_error error;
    struct store_txn *t;
    if (store_read_begin(a->db->store, &t, &error) != ZHM_OK) {
        log_fault("announce_failed", &error);
        return last;
    }
    last = store_generation(t);
    store_read_end(t);
    return last;
}

static void tell(void *context)
{
    struct announcer *a = context;
    int events;
    size_t size = sizeof events;
    char text[48];
    /* Subscriptions are taken in only when the socket is used. */
    (void)zmq_getsockopt(a->socket, ZMQ_EVENTS, &events, &size);
    uint64_t now = generation(a);
    if (now == atomic_load(&a->told))
        return;
    atomic_store(&a->told, now);
    int n = snprintf(text, sizeof text, "{\"generation\":%llu}", (unsigned long long)now);
    if (zmq_send(a->socket, TOPIC, strlen(TOPIC), ZMQ_DONTWAIT | ZMQ_SNDMORE) < 0 ||
        zmq_send(a->socket, text, (size_t)n, ZMQ_DONTWAIT) < 0)
        log_event("warn", "announce_failed", "text=%s", log_quote(zmq_strerror(zmq_errno())).s);
}

zhm_code announcer_start(struct announcer *a, zhm_database *db, void *socket, zhm_error *err)
{
    *a = (struct announcer){.db = db, .socket = socket};
    if (!socket)
        return ZHM_OK;
    uint64_t now;
    zhm_code code = zhm_generation(db, &now, err);
    if (code != ZHM_OK)
        return code;
    atomic_store(&a->told, now);
    return ticker_start(&a->ticker, tell, a, err);
}

void announcer_check(struct announcer *a)
{
    if (a->socket && generation(a) != atomic_load(&a->told))
        ticker_poke(&a->ticker);
}

void announcer_stop(struct announcer *a)
{
    if (!a->ticker.started)
        return;
    announcer_check(a);
    ticker_stop(&a->ticker);
}
