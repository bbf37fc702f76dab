#include "base/fault.h"
#include "memory/block_layout.h"
#include "text/grams.h"

#include <stdlib.h>
#include <string.h>

struct build {
    const struct block_text *texts;
    uint32_t *order; /* of the texts, by place */
    size_t count, longest;
    uint16_t *bins;
    struct block_header header;
    char *data;
};

static unsigned width_of(const struct block_text *t)
{
    uint32_t all = 0;
    bool bytes = true;
    for (size_t i = 0; i < t->len; i++) {
        all |= t->points[i];
        bytes = bytes && block_byte(t->points[i]) >= 0;
    }
    return bytes ? 1 : all < 0x10000 ? 2 : 4;
}

/* A text begins at a multiple of 4, for the sake of its width's place in the start. */
static uint64_t codes_size(const struct block_text *t)
{
    return ((uint64_t)t->len * width_of(t) + 3) / 4 * 4;
}

/* A counting sort: texts of one length stay in their order. */
static bool sort_by_length(struct build *b)
{
    uint32_t *next = calloc(b->longest + 2, sizeof *next);
    if (!next)
        return false;
    for (size_t i = 0; i < b->count; i++)
        next[b->texts[i].len + 1]++;
    for (size_t len = 0; len <= b->longest; len++) {
        b->header.lengths += next[len + 1] > 0;
        next[len + 1] += next[len];
    }
    for (size_t i = 0; i < b->count; i++)
        b->order[next[b->texts[i].len]++] = (uint32_t)i;
    free(next);
    return true;
}

static void *array_of(const struct build *b, enum block_array which)
{
    return b->data + block_array_offset(&b->header, which);
}

static void put_codes(const struct block_text *t, unsigned width, char *out)
{
    if (width == 4)
        memcpy(out, t->points, t->len * sizeof *t->points);
    else if (width == 2)
        for (size_t i = 0; i < t->len; i++)
            ((uint16_t *)(void *)out)[i] = (uint16_t)t->points[i];
    else
        for (size_t i = 0; i < t->len; i++)
            out[i] = (char)block_byte(t->points[i]);
}

static void put_places(const struct build *b)
{
    struct block_length *lengths = array_of(b, BLOCK_LENGTHS);
    uint64_t *numbers = array_of(b, BLOCK_NUMBERS);
    uint32_t *starts = array_of(b, BLOCK_STARTS);
    char *codes = array_of(b, BLOCK_CODES);
    uint64_t at = 0;
    for (size_t place = 0; place < b->count; place++) {
        const struct block_text *t = &b->texts[b->order[place]];
        unsigned width = width_of(t);
        if (place == 0 || t->len != b->texts[b->order[place - 1]].len)
            *lengths++ = (struct block_length){(uint32_t)t->len, (uint32_t)place};
        numbers[place] = t->number;
        starts[place] = (uint32_t)(at + width / 2);
        put_codes(t, width, codes + at);
        at += codes_size(t);
    }
}

/* The bits of one group, which fit a cache, where the rows of the block would not. */
struct group_bits {
    uint64_t rows[GRAM_BINS][BLOCK_GROUP / 64];
};

static void put_group(const struct build *b, size_t first, struct group_bits *group)
{
    uint64_t *bits = array_of(b, BLOCK_BITS);
    size_t words = block_row_words(b->count);
    memset(group, 0, sizeof *group);
    for (size_t i = 0; i < BLOCK_GROUP && first + i < b->count; i++) {
        const struct block_text *t = &b->texts[b->order[first + i]];
        (void)grams_of(t->points, t->len, b->bins, NULL);
        for (size_t k = 0; k < t->len; k++)
            group->rows[b->bins[k]][i / 64] |= UINT64_C(1) << i % 64;
    }
    for (size_t bin = 0; bin < GRAM_BINS; bin++)
        memcpy(bits + bin * words + first / 64, group->rows[bin], sizeof group->rows[bin]);
}

static void put_shares(const struct build *b)
{
    const uint64_t *bits = array_of(b, BLOCK_BITS);
    uint16_t *shares = array_of(b, BLOCK_SHARES);
    size_t words = block_row_words(b->count);
    for (size_t bin = 0; bin < GRAM_BINS; bin++) {
        uint64_t count = 0;
        for (size_t i = 0; i < words; i++)
            count += (uint64_t)__builtin_popcountll(bits[bin * words + i]);
        shares[bin] = (uint16_t)(count * UINT16_MAX / b->count);
    }
}

static bool put_bits(const struct build *b)
{
    struct group_bits *group = malloc(sizeof *group);
    for (size_t first = 0; group && first < b->count; first += BLOCK_GROUP)
        put_group(b, first, group);
    free(group);
    put_shares(b);
    return group != NULL;
}

static zhm_code measure(struct build *b, zhm_error *err)
{
    uint64_t points = 0, codes = 0;
    for (size_t i = 0; i < b->count; i++) {
        points += b->texts[i].len;
        codes += codes_size(&b->texts[i]);
        if (b->texts[i].len > b->longest)
            b->longest = b->texts[i].len;
    }
    if (b->count == 0 || b->count > BLOCK_UNITS || points > BLOCK_POINTS)
        return zhm_fail(err, ZHM_LIMIT, "%zu texts of %llu characters are more than a block of the index holds",
                        b->count, (unsigned long long)points);
    b->header.units = (uint32_t)b->count;
    b->header.codes = codes;
    b->header.grams = GRAM_VERSION;
    memcpy(b->header.magic, block_magic, sizeof block_magic);
    return ZHM_OK;
}

static zhm_code build(struct build *b, struct buf *out, zhm_error *err)
{
    zhm_code code = measure(b, err);
    if (code != ZHM_OK)
        return code;
    b->order = calloc(b->count, sizeof *b->order);
    b->bins = calloc(b->longest + 1, sizeof *b->bins);
    if (!b->order || !b->bins || !sort_by_length(b))
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a block of the index");
    b->header.size = block_array_offset(&b->header, BLOCK_ARRAYS);
    if (!buf_reserve(out, b->header.size))
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a block of the index");
    b->data = out->data;
    memset(b->data, 0, b->header.size);
    memcpy(b->data, &b->header, sizeof b->header);
    put_places(b);
    if (!put_bits(b))
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a block of the index");
    out->len = b->header.size;
    return ZHM_OK;
}

zhm_code block_build(const struct block_text *texts, size_t count, struct buf *out, zhm_error *err)
{
    struct build b = {.texts = texts, .count = count};
    zhm_code code = build(&b, out, err);
    free(b.order);
    free(b.bins);
    return code;
}
