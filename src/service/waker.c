#include "service/waker.h"

#include "base/fault.h"
#include "service/clock.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

zhm_code waker_init(struct waker *w, zhm_error *err)
{
    atomic_init(&w->sleeping, false);
    w->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return w->fd < 0 ? zhm_fail(err, ZHM_LIMIT, "no event descriptor: %s", strerror(errno)) : ZHM_OK;
}

void waker_clear(struct waker *w)
{
    if (w->fd >= 0)
        close(w->fd);
    w->fd = -1;
}

void waker_wake(struct waker *w)
{
    uint64_t one = 1;
    if (!atomic_exchange(&w->sleeping, false))
        return;
    int saved = errno;
    /* It fails only when the counter is full, and then the sleeper wakes as well. */
    if (write(w->fd, &one, sizeof one) < 0)
        errno = saved;
}

void waker_begin(struct waker *w)
{
    atomic_store(&w->sleeping, true);
}

void waker_sleep(struct waker *w, int fd, uint64_t ns)
{
    struct pollfd fds[2] = {{.fd = w->fd, .events = POLLIN}, {.fd = fd, .events = POLLIN}};
    struct timespec limit = timespec_of(ns);
    uint64_t count;
    /* An interrupted sleep is a short one. */
    if (ppoll(fds, 2, ns == UINT64_MAX ? NULL : &limit, NULL) > 0 && (fds[0].revents & POLLIN))
        if (read(w->fd, &count, sizeof count) < 0)
            return;
}

void waker_end(struct waker *w)
{
    atomic_store_explicit(&w->sleeping, false, memory_order_relaxed);
}
