/* stats.h - how often each method was called, and how long it took */
#ifndef RPC_STATS_H
#define RPC_STATS_H

#include <stdatomic.h>
#include <stdint.h>

/* Times by powers of two, four steps each: a time in nanoseconds falls into a bucket not more than 25 % wide. */
#define STATS_BUCKETS 160

struct stats {
    atomic_ullong count, errors;
    atomic_ullong buckets[STATS_BUCKETS];
};

uint64_t stats_now(void); /* nanoseconds of a clock that only goes forward */
void stats_add(struct stats *s, uint64_t nanoseconds, int failed);
/** The time that @per_mille of the calls did not exceed, in nanoseconds; 0 without calls. */
uint64_t stats_quantile(const struct stats *s, unsigned per_mille);

#endif
