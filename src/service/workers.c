#include "service/workers.h"

#include "base/fault.h"

#include <stdlib.h>

struct worker {
    pthread_t thread;
    const struct workers_setup *setup;
    struct answerer answerer;
};

struct workers {
    struct workers_setup setup;
    unsigned started;
    struct worker items[];
};

static void *work(void *context)
{
    struct worker *w = context;
    bool light;
    for (struct exchange *chunk; (chunk = queue_take(w->setup->queue, &light));) {
        for (struct exchange *e = chunk; e; e = e->next)
            exchange_answer(e, &w->answerer);
        queue_done(w->setup->queue, chunk, light);
        if (!light)
            announcer_check(w->setup->announcer);
    }
    return NULL;
}

static zhm_code start(struct worker *w, zhm_error *err)
{
    w->answerer.releases = w->setup->releases;
    zhm_code code = rpc_session_new(w->setup->rpc, &w->answerer.session, err);
    if (code == ZHM_OK)
        code = thread_start(&w->thread, work, w, err);
    if (code != ZHM_OK)
        rpc_session_free(w->answerer.session);
    return code;
}

zhm_code workers_start(const struct workers_setup *setup, struct workers **out, zhm_error *err)
{
    struct workers *w = calloc(1, sizeof *w + setup->count * sizeof *w->items);
    if (!w)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for %u workers", setup->count);
    w->setup = *setup;
    zhm_code code = ZHM_OK;
    while (code == ZHM_OK && w->started < setup->count) {
        w->items[w->started].setup = &w->setup;
        code = start(&w->items[w->started], err);
        w->started += code == ZHM_OK;
    }
    if (code != ZHM_OK) {
        workers_stop(w);
        return code;
    }
    *out = w;
    return ZHM_OK;
}

void workers_stop(struct workers *w)
{
    if (!w)
        return;
    queue_close(w->setup.queue);
    for (unsigned i = 0; i < w->started; i++) {
        pthread_join(w->items[i].thread, NULL);
        rpc_session_free(w->items[i].answerer.session);
        buf_free(&w->items[i].answerer.reply);
    }
    free(w);
}
