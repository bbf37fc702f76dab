#include "rpc/stats.h"

#include <time.h>

uint64_t stats_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static unsigned bucket_of(uint64_t ns)
{
    if (ns < 8)
        return (unsigned)ns / 2;
    unsigned power = 63 - (unsigned)__builtin_clzll(ns);
    unsigned bucket = (power - 2) * 4 + (unsigned)(ns >> (power - 2) & 3);
    return bucket < STATS_BUCKETS ? bucket : STATS_BUCKETS - 1;
}

/* The first time past the bucket. */
static uint64_t bucket_end(unsigned bucket)
{
    unsigned power = bucket / 4 + 2;
    return (UINT64_C(4) + bucket % 4 + 1) << (power - 2);
}

void stats_add(struct stats *s, uint64_t nanoseconds, int failed)
{
    atomic_fetch_add_explicit(&s->count, 1, memory_order_relaxed);
    if (failed)
        atomic_fetch_add_explicit(&s->errors, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&s->buckets[bucket_of(nanoseconds)], 1, memory_order_relaxed);
}

uint64_t stats_quantile(const struct stats *s, unsigned per_mille)
{
    uint64_t all = 0, sum = 0;
    for (unsigned i = 0; i < STATS_BUCKETS; i++)
        all += atomic_load_explicit(&s->buckets[i], memory_order_relaxed);
    for (unsigned i = 0; i < STATS_BUCKETS && all > 0; i++) {
        sum += atomic_load_explicit(&s->buckets[i], memory_order_relaxed);
        if (sum * 1000 >= all * per_mille)
            return bucket_end(i);
    }
    return 0;
}
