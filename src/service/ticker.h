/* ticker.h - a thread that does something each second, and when it is poked */
#ifndef SERVICE_TICKER_H
#define SERVICE_TICKER_H

#include <pthread.h>
#include <stdbool.h>
#include <zhengming/error.h>

typedef void ticker_fn(void *context);

struct ticker {
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    ticker_fn *fn;
    void *context;
    bool started, poked, stopping;
};

zhm_code ticker_start(struct ticker *t, ticker_fn *fn, void *context, zhm_error *err);
void ticker_poke(struct ticker *t);
/** Once more, when it was poked; then end. Nothing to do if it was not started. */
void ticker_stop(struct ticker *t);

/** A thread that no signal is delivered to. */
zhm_code thread_start(pthread_t *thread, void *(*fn)(void *), void *context, zhm_error *err);

#endif
