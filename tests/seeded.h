/* seeded.h - random numbers from a printed seed; ZHM_SEED=<number> runs a failed one again */
#ifndef TESTS_SEEDED_H
#define TESTS_SEEDED_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static uint64_t seeded_state;

__attribute__((unused)) static void seeded_begin(const char *test)
{
    const char *given = getenv("ZHM_SEED");
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    seeded_state = given ? strtoull(given, NULL, 10) : (uint64_t)now.tv_sec * 1000003u ^ (uint64_t)now.tv_nsec;
    printf("%s: ZHM_SEED=%llu\n", test, (unsigned long long)seeded_state);
    fflush(stdout);
}

/* splitmix64 */
__attribute__((unused)) static uint64_t seeded_next(void)
{
    uint64_t z = seeded_state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

/** 0 to @below - 1. */
__attribute__((unused)) static size_t seeded(size_t below)
{
    return (size_t)(seeded_next() % below);
}

#endif
