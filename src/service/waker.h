/* waker.h - a sleeper that many threads may wake, with a system call only when it sleeps */
#ifndef SERVICE_WAKER_H
#define SERVICE_WAKER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <zhengming/error.h>

struct waker {
    int fd; /* an eventfd: readable after a wake */
    atomic_bool sleeping;
};

zhm_code waker_init(struct waker *w, zhm_error *err);
void waker_clear(struct waker *w);

/** Wake the sleeper if it sleeps: call it after the change that it is to see. Safe in a signal handler. */
void waker_wake(struct waker *w);

/**
 * The sleeper's side: begin, look once more whether there is work, sleep only if there is none, end. Sleeps until the
 * waker, or until @fd is readable, or for @ns (UINT64_MAX: for ever).
 */
void waker_begin(struct waker *w);
void waker_sleep(struct waker *w, int fd, uint64_t ns);
void waker_end(struct waker *w);

#endif
