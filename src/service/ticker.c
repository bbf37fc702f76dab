#include "service/ticker.h"

#include "base/fault.h"
#include "service/clock.h"

#include <signal.h>
#include <string.h>

zhm_code thread_start(pthread_t *thread, void *(*fn)(void *), void *context, zhm_error *err)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int rc = pthread_create(thread, NULL, fn, context);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return rc ? zhm_fail(err, ZHM_NO_MEMORY, "no thread can be started: %s", strerror(rc)) : ZHM_OK;
}

/* @return false at the end */
static bool wait_turn(struct ticker *t)
{
    struct timespec next = timespec_of(now_ns() + NS_PER_S);
    int rc = 0;
    pthread_mutex_lock(&t->mutex);
    while (!t->poked && !t->stopping && rc == 0)
        rc = pthread_cond_timedwait(&t->wake, &t->mutex, &next);
    bool go = t->poked || !t->stopping;
    t->poked = false;
    pthread_mutex_unlock(&t->mutex);
    return go;
}

static void *run(void *context)
{
    struct ticker *t = context;
    while (wait_turn(t))
        t->fn(t->context);
    return NULL;
}

zhm_code ticker_start(struct ticker *t, ticker_fn *fn, void *context, zhm_error *err)
{
    pthread_condattr_t monotonic;
    *t = (struct ticker){.fn = fn, .context = context};
    pthread_mutex_init(&t->mutex, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&t->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    zhm_code code = thread_start(&t->thread, run, t, err);
    t->started = code == ZHM_OK;
    return code;
}

void ticker_poke(struct ticker *t)
{
    pthread_mutex_lock(&t->mutex);
    t->poked = true;
    pthread_mutex_unlock(&t->mutex);
    pthread_cond_signal(&t->wake);
}

void ticker_stop(struct ticker *t)
{
    if (!t->started)
        return;
    pthread_mutex_lock(&t->mutex);
    t->stopping = true;
    pthread_mutex_unlock(&t->mutex);
    pthread_cond_signal(&t->wake);
    pthread_join(t->thread, NULL);
    pthread_cond_destroy(&t->wake);
    pthread_mutex_destroy(&t->mutex);
    t->started = false;
}
