#include "store/store_internal.h"

#include <errno.h>
#include <sys/mman.h>
#include <time.h>

zhm_code gate_init(struct store *s, zhm_error *err)
{
    pthread_condattr_t monotonic;
    if (pthread_condattr_init(&monotonic) != 0)
        return lmdb_fault(s->folder, ENOMEM, "opening", err);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&s->gate, NULL);
    pthread_cond_init(&s->gate_idle, &monotonic);
    pthread_cond_init(&s->gate_open, NULL);
    pthread_condattr_destroy(&monotonic);
    return ZHM_OK;
}

void gate_destroy(struct store *s)
{
    pthread_cond_destroy(&s->gate_open);
    pthread_cond_destroy(&s->gate_idle);
    pthread_mutex_destroy(&s->gate);
}

zhm_code gate_enter(struct store *s, zhm_error *err)
{
    pthread_mutex_lock(&s->gate);
    while (s->gate_closed)
        pthread_cond_wait(&s->gate_open, &s->gate);
    bool lost = s->map_lost;
    if (!lost)
        s->active++;
    pthread_mutex_unlock(&s->gate);
    return lost ? lmdb_fault(s->folder, ENOMEM, "mapping the database", err) : ZHM_OK;
}

void gate_leave(struct store *s)
{
    pthread_mutex_lock(&s->gate);
    if (--s->active == 0 && s->gate_closed)
        pthread_cond_signal(&s->gate_idle);
    pthread_mutex_unlock(&s->gate);
}

/* LMDB unmaps before it maps; what can't be had must not be tried. */
static bool can_map(size_t size)
{
    void *p = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (p == MAP_FAILED)
        return false;
    munmap(p, size);
    return true;
}

static zhm_code map_to(struct store *s, size_t size, zhm_error *err)
{
    int rc = mdb_env_set_mapsize(s->env, size);
    if (!rc) {
        s->map_size = size;
        return ZHM_OK;
    }
    s->map_lost = mdb_env_set_mapsize(s->env, s->map_size) != 0;
    return lmdb_fault(s->folder, rc, "mapping the database", err);
}

/* With the gate held and no transaction under way. */
static zhm_code map_choose(struct store *s, size_t size, zhm_error *err)
{
    size_t need = (size_t)pages_needed(s);
    if (need < size)
        need = size;
    if (need <= s->map_size)
        return ZHM_OK;
    size_t unit = 1 << 20, least = (need + unit - 1) / unit * unit;
    for (size_t want = least * 2; want >= least; want -= least / 4 / unit * unit + unit)
        if (can_map(want))
            return map_to(s, want, err);
    return zhm_fail(err, ZHM_STORAGE, "%s: no address space for a database of %zu MiB", s->folder, least / unit);
}

/* Not for ever: a thread that holds a snapshot may be waiting at the gate for its second. */
static bool wait_alone(struct store *s, int milliseconds)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += (long)(milliseconds % 1000) * 1000000;
    until.tv_sec += milliseconds / 1000 + until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    int rc = 0;
    while (s->active > 0 && rc == 0)
        rc = pthread_cond_timedwait(&s->gate_idle, &s->gate, &until);
    return s->active == 0;
}

zhm_code map_grow(struct store *s, size_t size, int milliseconds, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    pthread_mutex_lock(&s->gate);
    while (s->gate_closed)
        pthread_cond_wait(&s->gate_open, &s->gate);
    s->gate_closed = true;
    if (wait_alone(s, milliseconds))
        code = map_choose(s, size, err);
    else
        code = zhm_fail(err, ZHM_STORAGE, "%s: the map can't grow: a snapshot has been open for too long", s->folder);
    s->gate_closed = false;
    pthread_cond_broadcast(&s->gate_open);
    pthread_mutex_unlock(&s->gate);
    return code;
}

size_t map_size(struct store *s)
{
    pthread_mutex_lock(&s->gate);
    size_t size = s->map_size;
    pthread_mutex_unlock(&s->gate);
    return size;
}
