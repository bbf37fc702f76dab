#include "term/fuzzy.h"

#include "base/fault.h"
#include "base/grow.h"
#include "term/fuzzy_block.h"
#include "text/distance.h"

#include <stdlib.h>

const char fuzzy_magic[8] = {'Z', 'H', 'M', 'F', 'U', 'Z', 'Z', '1'};

static const uint64_t TOO_LARGE = 1ULL << 60;

static uint64_t round_up(uint64_t n)
{
    return (n + 63) / 64 * 64;
}

uint64_t fuzzy_array_offset(const struct fuzzy_header *h, enum fuzzy_array which)
{
    const struct {
        uint64_t count, size;
    } arrays[FUZZY_ARRAYS] = {
        [FUZZY_LENGTHS] = {h->lengths, sizeof(struct fuzzy_length)},
        [FUZZY_KEYS] = {h->keys, sizeof(uint32_t)},
        [FUZZY_SIGNATURES] = {h->signatures, sizeof(struct fuzzy_signature)},
        [FUZZY_CODES] = {h->points, sizeof(uint16_t)},
        [FUZZY_GRAMS] = {h->keys, sizeof(struct fuzzy_grams)},
        [FUZZY_ALPHABET] = {h->alphabet, sizeof(struct fuzzy_letter)},
        [FUZZY_OFFSETS] = {h->keys + 1ULL, sizeof(uint64_t)},
        [FUZZY_TEXT] = {h->text, 1},
    };
    uint64_t offset = round_up(sizeof *h);
    for (size_t i = 0; i < which; i++) {
        if (arrays[i].count > TOO_LARGE / arrays[i].size)
            return 0;
        offset += round_up(arrays[i].count * arrays[i].size);
        if (offset > TOO_LARGE)
            return 0;
    }
    return offset;
}

zhm_code fuzzy_view(struct str block, struct fuzzy *out, zhm_error *err)
{
    struct fuzzy_header h;
    if (block.len < sizeof h)
        return zhm_fail(err, ZHM_STORAGE, "fuzzy index: cut short");
    memcpy(&h, block.data, sizeof h);
    if (memcmp(h.magic, fuzzy_magic, sizeof h.magic) != 0)
        return zhm_fail(err, ZHM_STORAGE, "fuzzy index: of another version");
    if (h.size > block.len || h.size != fuzzy_array_offset(&h, FUZZY_ARRAYS))
        return zhm_fail(err, ZHM_STORAGE, "fuzzy index: its header does not fit its size");
    if ((uintptr_t)block.data % 8)
        return zhm_fail(err, ZHM_STORAGE, "fuzzy index: not aligned");
    out->header = (const void *)block.data;
    for (size_t i = 0; i < FUZZY_ARRAYS; i++)
        out->arrays[i] = block.data + fuzzy_array_offset(&h, (enum fuzzy_array)i);
    return ZHM_OK;
}

size_t fuzzy_count(const struct fuzzy *f)
{
    return f->header->keys;
}

struct str fuzzy_key(const struct fuzzy *f, uint32_t key)
{
    const uint64_t *offsets = f->arrays[FUZZY_OFFSETS];
    const char *text = f->arrays[FUZZY_TEXT];
    return (struct str){text + offsets[key], (size_t)(offsets[key + 1] - offsets[key])};
}

/* One search. */
struct search {
    const struct fuzzy *f;
    const struct fuzzy_lanes *lanes;
    uint16_t *codes;      /* the query's; the alphabet's size stands for a character of no key */
    uint64_t *masks;      /* by code; NULL for a query of more than 64 characters, which needs these: */
    uint32_t *wide, *key; /* the query's codes and a key's, as damerau_distance takes them */
    struct fuzzy_near near;
    size_t lost; /* grams of the query that no key has */
    size_t len, unknown, bound;
    unsigned min_score;
    struct fuzzy_hits *out;
};

static uint16_t code_of(const struct fuzzy *f, uint32_t point)
{
    const struct fuzzy_letter *alphabet = f->arrays[FUZZY_ALPHABET];
    uint32_t low = 0, high = f->header->alphabet;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (alphabet[middle].point < point)
            low = middle + 1;
        else
            high = middle;
    }
    return (uint16_t)(low < f->header->alphabet && alphabet[low].point == point ? low : f->header->alphabet);
}

static bool allocate(struct search *s)
{
    const struct fuzzy_header *h = s->f->header;
    const struct fuzzy_length *lengths = s->f->arrays[FUZZY_LENGTHS];
    s->codes = malloc(s->len * sizeof *s->codes);
    if (s->len <= 64) {
        s->masks = calloc(h->alphabet + 1ULL, sizeof *s->masks);
        return s->codes && s->masks;
    }
    s->wide = malloc(s->len * sizeof *s->wide);
    s->key = malloc((h->lengths ? lengths[h->lengths - 1].length : 1) * sizeof *s->key);
    return s->codes && s->wide && s->key;
}

static void search_init(struct search *s, const uint32_t *query)
{
    const struct fuzzy_letter *alphabet = s->f->arrays[FUZZY_ALPHABET];
    uint32_t unknown = s->f->header->alphabet;
    for (size_t i = 0; i < s->len; i++) {
        uint16_t code = s->codes[i] = code_of(s->f, query[i]);
        if (code == unknown)
            s->unknown++;
        else if (s->near.counts[alphabet[code].bin] < FUZZY_MOST)
            s->near.counts[alphabet[code].bin]++;
        if (s->masks)
            s->masks[code] |= 1ULL << i;
        else
            s->wide[i] = code;
    }
    struct fuzzy_grams grams;
    s->lost = fuzzy_grams_of(s->codes, s->len, unknown, &grams);
    s->near.grams = grams;
}

static bool add_hit(struct search *s, uint32_t key, size_t distance, size_t length)
{
    struct fuzzy_hits *out = s->out;
    struct fuzzy_hit *items = array_grow(out->items, out->count, &out->capacity, sizeof *items);
    if (!items)
        return false;
    out->items = items;
    out->items[out->count++] = (struct fuzzy_hit){key, (uint32_t)distance, distance_score(distance, s->len, length)};
    return true;
}

/* The places of one length that the signatures have left, until a group is full. */
struct group {
    const struct fuzzy_length *length;
    uint32_t places[FUZZY_GROUP];
    const uint16_t *codes[FUZZY_GROUP];
    size_t count;
};

static bool measure_long(struct search *s, const struct group *g, uint32_t *distances)
{
    for (size_t i = 0; i < g->count; i++) {
        for (size_t j = 0; j < g->length->length; j++)
            s->key[j] = g->codes[i][j];
        size_t distance = damerau_distance(s->wide, s->len, s->key, g->length->length, s->bound);
        if (distance == SIZE_MAX)
            return false;
        distances[i] = (uint32_t)distance;
    }
    return true;
}

static bool measure(struct search *s, struct group *g)
{
    const uint32_t *keys = s->f->arrays[FUZZY_KEYS];
    uint32_t distances[FUZZY_GROUP];
    for (size_t i = g->count; i < FUZZY_GROUP; i++)
        g->codes[i] = g->codes[0];
    if (s->masks)
        s->lanes->group_distances(&(struct fuzzy_pattern){s->masks, s->len}, g->codes, g->length->length, distances);
    else if (!measure_long(s, g, distances))
        return false;
    for (size_t i = 0; i < g->count; i++)
        if (distances[i] <= s->bound && !add_hit(s, keys[g->places[i]], distances[i], g->length->length))
            return false;
    g->count = 0;
    return true;
}

/* The codes are on their way to the cache while the group fills. */
static bool take(struct search *s, struct group *g, uint32_t place)
{
    const uint16_t *codes = s->f->arrays[FUZZY_CODES];
    codes += g->length->codes + (uint64_t)(place - g->length->first) * g->length->length;
    for (size_t i = 0; i < g->length->length && i < 128; i += 32)
        __builtin_prefetch(codes + i);
    g->codes[g->count] = codes;
    g->places[g->count++] = place;
    return g->count < FUZZY_GROUP || measure(s, g);
}

/*
 * With x characters of the query that the key lacks and y the other way round, the distance is at least the larger, and
 * x - y is the difference of the lengths; so x + y is bounded too, and it is the sum of the bins' differences, but for
 * characters that no key has.
 * An insertion takes away one gram of the query and brings two, a deletion the reverse, any other edit two and two.
 */
static bool limits_of(struct search *s, size_t length, struct fuzzy_limits *out)
{
    size_t longer = s->len > length ? s->len : length, inserted = longer - s->len, deleted = longer - length;
    s->bound = (size_t)((uint64_t)longer * (100 - s->min_score) / 100);
    size_t twice = 2 * s->bound, apart = inserted + deleted;
    if (s->bound < apart || twice < apart + s->unknown || twice < inserted + s->lost)
        return false;
    size_t sum = twice - apart - s->unknown;
    *out = (struct fuzzy_limits){sum < 255 ? (uint8_t)sum : 255, twice - inserted - s->lost, twice - deleted};
    return true;
}

static bool search_length(struct search *s, const struct fuzzy_length *l)
{
    struct fuzzy_limits limits;
    if (!limits_of(s, l->length, &limits))
        return true;
    const struct fuzzy_signature *signatures =
        (const struct fuzzy_signature *)s->f->arrays[FUZZY_SIGNATURES] + l->signature;
    const struct fuzzy_grams *grams = s->f->arrays[FUZZY_GRAMS];
    struct group g = {.length = l};
    for (uint32_t i = 0; i < l->count; i += FUZZY_LANES) {
        uint32_t first = l->first + i;
        uint64_t lanes = l->count - i < FUZZY_LANES ? (1ULL << (l->count - i)) - 1 : ~0ULL;
        lanes = s->lanes->near_keys(&signatures[i / FUZZY_LANES], grams + first, &s->near, &limits, lanes);
        for (; lanes; lanes &= lanes - 1)
            if (!take(s, &g, first + (uint32_t)__builtin_ctzll(lanes)))
                return false;
    }
    return g.count == 0 || measure(s, &g);
}

static int compare_hits(const void *a, const void *b)
{
    const struct fuzzy_hit *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return (x->key > y->key) - (x->key < y->key);
}

static zhm_code search_all(struct search *s, zhm_error *err)
{
    const struct fuzzy_length *lengths = s->f->arrays[FUZZY_LENGTHS];
    size_t before = s->out->count;
    for (uint32_t i = 0; i < s->f->header->lengths; i++)
        if (!search_length(s, &lengths[i])) {
            s->out->count = before;
            return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a fuzzy search");
        }
    if (s->out->count > before)
        qsort(s->out->items + before, s->out->count - before, sizeof *s->out->items, compare_hits);
    return ZHM_OK;
}

zhm_code fuzzy_search(const struct fuzzy *f, const uint32_t *query, size_t len, unsigned min_score,
                      struct fuzzy_hits *out, zhm_error *err)
{
    if (len == 0 || min_score > 100)
        return ZHM_OK;
    struct search s = {.f = f, .lanes = fuzzy_lanes(2), .len = len, .min_score = min_score, .out = out};
    zhm_code code = ZHM_NO_MEMORY;
    if (allocate(&s)) {
        search_init(&s, query);
        code = search_all(&s, err);
    } else {
        zhm_fail(err, code, "no memory for a fuzzy search");
    }
    free(s.codes);
    free(s.masks);
    free(s.wide);
    free(s.key);
    return code;
}

void fuzzy_hits_free(struct fuzzy_hits *hits)
{
    free(hits->items);
    *hits = (struct fuzzy_hits){0};
}
