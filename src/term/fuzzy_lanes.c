#include "term/fuzzy_block.h"

#include <stdbool.h>
#include <string.h>

/* The same code compiled for the vectors of the base machine and, chosen at run time, for wider ones. */
#if defined __x86_64__ && defined __GNUC__
#define WIDER 1
#define AVX2 __attribute__((target("avx2,popcnt")))
#define AVX512 __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,popcnt")))
#endif
#define INLINE static inline __attribute__((always_inline))

typedef int8_t bytes __attribute__((vector_size(32)));
typedef uint8_t sums __attribute__((vector_size(32)));
typedef uint64_t words __attribute__((vector_size(32)));

/* The highest bits of eight bytes, the first byte's as bit 0. */
INLINE uint64_t high_bits(const uint8_t *flags)
{
    uint64_t word;
    memcpy(&word, flags, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return (word >> 7 & 0x0101010101010101) * 0x0102040810204080 >> 56;
}

INLINE uint64_t near_lanes(const struct fuzzy_signature *s, const int8_t *query, uint8_t most)
{
    uint8_t flags[FUZZY_LANES];
    for (size_t half = 0; half < FUZZY_LANES; half += sizeof(bytes)) {
        bytes counts;
        sums sum = {0};
        for (size_t bin = 0; bin < FUZZY_BINS; bin++) {
            memcpy(&counts, s->counts[bin] + half, sizeof counts);
            bytes more = counts - query[bin], negative = more < 0;
            sum += (sums)((more ^ negative) - negative);
        }
        sums near = (sums)(sum <= most);
        memcpy(flags + half, &near, sizeof near);
    }
    uint64_t lanes = 0;
    for (size_t i = 0; i < FUZZY_LANES; i += 8)
        lanes |= high_bits(flags + i) << i;
    return lanes;
}

INLINE bool grams_near(const struct fuzzy_grams *key, const struct fuzzy_grams *query,
                       const struct fuzzy_limits *limits)
{
    size_t gone = 0, come = 0;
    for (size_t i = 0; i < FUZZY_GRAM_WORDS; i++) {
        gone += (size_t)__builtin_popcountll(query->bits[i] & ~key->bits[i]);
        come += (size_t)__builtin_popcountll(key->bits[i] & ~query->bits[i]);
    }
    return (gone <= limits->gone) & (come <= limits->come);
}

INLINE uint64_t near_keys(const struct fuzzy_signature *s, const struct fuzzy_grams *grams,
                          const struct fuzzy_near *query, const struct fuzzy_limits *limits, uint64_t lanes)
{
    uint64_t near = 0;
    lanes &= near_lanes(s, query->counts, limits->sum);
    for (uint64_t rest = lanes; rest; rest &= rest - 1)
        __builtin_prefetch(&grams[__builtin_ctzll(rest)]);
    for (uint64_t rest = lanes; rest; rest &= rest - 1) {
        int lane = __builtin_ctzll(rest);
        near |= (uint64_t)grams_near(&grams[lane], &query->grams, limits) << lane;
    }
    return near;
}

/* The columns of damerau_distance (text/distance.c says how they work) for four texts beside each other. */
struct column {
    words up, down, level, right, open, match;
};

INLINE void step(struct column *c, const words *next)
{
    words match = *next, start = (match & ~c->level) << 1;
    words run = (((start & c->up) + c->up) ^ c->up) | start;
    c->open = (c->match & ~(c->level << 1)) | (c->open & (c->right << 1));
    words same = match | (run & c->match) | (c->open & (match << 1));
    c->level = (((same & c->up) + c->up) ^ c->up) | same | c->down;
    c->right = c->down | ~(c->level | c->up);
    words right = c->right << 1 | 1, left = (c->level & c->up) << 1;
    c->up = left | ~(c->level | right);
    c->down = right & c->level;
    c->match = match;
}

/* Columns whose bits are looked up ahead: a step then waits for its own carries only. */
enum { AHEAD = 32, CHAINS = FUZZY_GROUP / 4 };

struct ahead {
    uint64_t match[AHEAD][FUZZY_GROUP];
};

INLINE void look_up(const struct fuzzy_pattern *p, const uint16_t *const *texts, size_t from, size_t count,
                    struct ahead *out)
{
    for (size_t i = 0; i < FUZZY_GROUP; i++) {
        const uint16_t *text = texts[i] + from;
        for (size_t j = 0; j < count; j++)
            out->match[j][i] = p->masks[text[j]];
    }
}

/* Two chains at once, so that one works while the other waits; more do not fit the registers. */
INLINE void run_two(struct column *chains, const struct ahead *ahead, size_t lane, size_t count)
{
    struct column a = chains[0], b = chains[1];
    for (size_t j = 0; j < count; j++) {
        words match;
        memcpy(&match, ahead->match[j] + lane, sizeof match);
        step(&a, &match);
        memcpy(&match, ahead->match[j] + lane + 4, sizeof match);
        step(&b, &match);
    }
    chains[0] = a;
    chains[1] = b;
}

INLINE void group_distances(const struct fuzzy_pattern *p, const uint16_t *const *texts, size_t len,
                            uint32_t *distances)
{
    struct column chains[CHAINS];
    struct ahead ahead;
    memset(chains, 0, sizeof chains);
    for (size_t i = 0; i < CHAINS; i++)
        chains[i].up = ~chains[i].up;
    for (size_t from = 0; from < len; from += AHEAD) {
        size_t count = len - from < AHEAD ? len - from : AHEAD;
        look_up(p, texts, from, count, &ahead);
        for (size_t i = 0; i < CHAINS; i += 2)
            run_two(chains + i, &ahead, 4 * i, count);
    }
    /* the last row: the first is len, and the differences down the column are the bits */
    uint64_t rows = ~0ULL >> (64 - p->len);
    for (size_t i = 0; i < FUZZY_GROUP; i++)
        distances[i] = (uint32_t)(len + (size_t)__builtin_popcountll(chains[i / 4].up[i % 4] & rows) -
                                  (size_t)__builtin_popcountll(chains[i / 4].down[i % 4] & rows));
}

#ifdef WIDER
AVX2 static uint64_t near_keys_avx2(const struct fuzzy_signature *s, const struct fuzzy_grams *grams,
                                    const struct fuzzy_near *query, const struct fuzzy_limits *limits, uint64_t lanes)
{
    return near_keys(s, grams, query, limits, lanes);
}

AVX2 static void group_distances_avx2(const struct fuzzy_pattern *p, const uint16_t *const *texts, size_t len,
                                      uint32_t *distances)
{
    group_distances(p, texts, len, distances);
}

AVX512 static void group_distances_avx512(const struct fuzzy_pattern *p, const uint16_t *const *texts, size_t len,
                                          uint32_t *distances)
{
    group_distances(p, texts, len, distances);
}
#endif

static uint64_t near_keys_base(const struct fuzzy_signature *s, const struct fuzzy_grams *grams,
                               const struct fuzzy_near *query, const struct fuzzy_limits *limits, uint64_t lanes)
{
    return near_keys(s, grams, query, limits, lanes);
}

static void group_distances_base(const struct fuzzy_pattern *p, const uint16_t *const *texts, size_t len,
                                 uint32_t *distances)
{
    group_distances(p, texts, len, distances);
}

const struct fuzzy_lanes *fuzzy_lanes(size_t width)
{
    static const struct fuzzy_lanes base = {near_keys_base, group_distances_base};
#ifdef WIDER
    static const struct fuzzy_lanes avx2 = {near_keys_avx2, group_distances_avx2};
    static const struct fuzzy_lanes avx512 = {near_keys_avx2, group_distances_avx512};
    bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt");
    if (width >= 2 && has_avx2 && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512bw"))
        return &avx512;
    if (width >= 1 && has_avx2)
        return &avx2;
#endif
    (void)width;
    return &base;
}
