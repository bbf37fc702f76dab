#include "service/service.h"

#include "base/fault.h"
#include "service/clock.h"
#include "service/router.h"
#include "service/sockets.h"
#include "service/upkeep.h"
#include "service/workers.h"

#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

/* Threads beyond the cores: writes sleep until the disk has them, and those that sleep together share a commit. */
#define WRITERS 6
#define WORKERS_MAX 256
#define QUEUE_MAX 1024
#define QUEUE_BYTES (64u << 20)

struct service {
    zhm_database *db;
    unsigned workers_wanted;
    struct rpc_gauges gauges;
    struct rpc *rpc;
    struct sockets sockets;
    struct waker waker;
    atomic_bool stop;
    struct queue *queue;
    struct router router;
    struct workers *workers;
    struct announcer announcer;
    struct upkeep upkeep;
    zhm_error fault; /* why it ended by itself; written before stop is set */
};

static unsigned worker_count(unsigned wanted)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned n = wanted ? wanted : (unsigned)(cores > 0 ? cores : 1) + WRITERS;
    return n < WORKERS_MAX ? n : WORKERS_MAX;
}

/* At the limit libzmq lives, but accepts nobody and spins. */
static void raise_descriptors(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= limit.rlim_max)
        return;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
        log_event("warn", "descriptors", "text=%s", log_quote("their limit can't be raised").s);
}

static zhm_code make_queue(struct service *s, const struct service_options *o, zhm_error *err)
{
    struct queue_limits limits = {.count = o->queue_max ? o->queue_max : QUEUE_MAX,
                                  .bytes = o->queue_bytes ? o->queue_bytes : QUEUE_BYTES};
    return queue_new(limits, &s->waker, &s->gauges.queued, &s->queue, err);
}

static zhm_code make_router(struct service *s, zhm_error *err)
{
    const struct router_setup setup = {.socket = s->sockets.router,
                                       .queue = s->queue,
                                       .rpc = s->rpc,
                                       .gauges = &s->gauges,
                                       .waker = &s->waker,
                                       .stop = &s->stop};
    return router_init(&s->router, &setup, err);
}

static zhm_code make(struct service *s, const struct service_options *o, zhm_error *err)
{
    zhm_code code = sockets_init(&s->sockets, o->binds, o->bind_count, o->publish, err);
    if (code == ZHM_OK)
        code = store_lock_service(s->db->store, err);
    if (code == ZHM_OK)
        code = rpc_new(s->db, &s->gauges, &s->rpc, err);
    if (code == ZHM_OK)
        code = waker_init(&s->waker, err);
    if (code == ZHM_OK)
        code = make_queue(s, o, err);
    if (code == ZHM_OK)
        code = sockets_open(&s->sockets, err);
    return code == ZHM_OK ? make_router(s, err) : code;
}

zhm_code service_new(zhm_database *db, const struct service_options *options, struct service **out, zhm_error *err)
{
    struct service *s = calloc(1, sizeof *s);
    if (!s)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for the service");
    s->db = db;
    s->waker.fd = -1;
    s->workers_wanted = worker_count(options->workers);
    raise_descriptors();
    zhm_code code = make(s, options, err);
    if (code == ZHM_OK)
        *out = s;
    else
        service_free(s);
    return code;
}

static void give_up(void *context, const zhm_error *error)
{
    struct service *s = context;
    s->fault = *error;
    service_stop(s);
}

static zhm_code start_threads(struct service *s, zhm_error *err)
{
    const struct workers_setup setup = {.rpc = s->rpc,
                                        .queue = s->queue,
                                        .releases = &s->router.peers.releases,
                                        .announcer = &s->announcer,
                                        .count = s->workers_wanted};
    zhm_code code = announcer_start(&s->announcer, s->db, s->sockets.publisher, err);
    if (code == ZHM_OK)
        code = workers_start(&setup, &s->workers, err);
    if (code == ZHM_OK)
        code = upkeep_start(&s->upkeep, s->db, give_up, s, err);
    return code;
}

static void stop_threads(struct service *s)
{
    workers_stop(s->workers);
    s->workers = NULL;
    upkeep_stop(&s->upkeep);
    announcer_stop(&s->announcer);
}

static zhm_code tell_ready(struct service *s, service_ready *ready, void *context, zhm_error *err)
{
    const struct sockets *k = &s->sockets;
    const char **texts = calloc(k->bind_count, sizeof *texts);
    if (!texts)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for the endpoints");
    const char *publish = k->publishes ? k->endpoints[k->bind_count].text : NULL;
    for (size_t i = 0; i < k->bind_count; i++) {
        texts[i] = k->endpoints[i].text;
        log_event("info", "started", "endpoint=%s workers=%u", log_quote(texts[i]).s, s->workers_wanted);
    }
    if (publish)
        log_event("info", "publishing", "endpoint=%s", log_quote(publish).s);
    if (ready)
        ready(context, texts, k->bind_count, publish);
    free(texts);
    return ZHM_OK;
}

static void finish(struct service *s)
{
    log_event("info", "stopping", "queued=%u", atomic_load(&s->gauges.queued));
    router_finish(&s->router, now_ns() + SOCKETS_LINGER_MS * NS_PER_MS);
}

zhm_code service_run(struct service *s, service_ready *ready, void *context, zhm_error *err)
{
    zhm_code code = start_threads(s, err);
    if (code == ZHM_OK)
        code = tell_ready(s, ready, context, err);
    if (code == ZHM_OK) {
        router_run(&s->router);
        finish(s);
    }
    stop_threads(s);
    sockets_close(&s->sockets);
    log_event("info", "stopped", "received=%llu busy=%llu dropped=%llu", atomic_load(&s->gauges.received),
              atomic_load(&s->gauges.busy), atomic_load(&s->gauges.dropped));
    if (code == ZHM_OK && s->fault.code != ZHM_OK)
        return zhm_fail(err, s->fault.code, "the service gave up: %s", s->fault.text);
    return code;
}

void service_stop(struct service *s)
{
    atomic_store(&s->stop, true);
    waker_wake(&s->waker);
}

void service_free(struct service *s)
{
    if (!s)
        return;
    sockets_clear(&s->sockets);
    router_clear(&s->router);
    queue_free(s->queue);
    waker_clear(&s->waker);
    rpc_free(s->rpc);
    free(s);
}
