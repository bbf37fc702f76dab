#include "base/fault.h"
#include "base/grow.h"
#include "base/utf8.h"
#include "memory/block_layout.h"
#include "memory/directory.h"
#include "memory/index_new.h"
#include "model/unit.h"

#include <stdlib.h>

/* What is found, as hashes of language, number and text, sorted. */
struct found {
    uint64_t *hashes;
    size_t count, room;
};

static zhm_code no_memory(zhm_error *err)
{
    return zhm_fail(err, ZHM_NO_MEMORY, "no memory to check the memory's index");
}

static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 32;
}

static uint64_t hash_begin(const char *lang, uint64_t number)
{
    uint64_t hash = number;
    while (*lang)
        hash = mix(hash, (unsigned char)*lang++);
    return hash;
}

static bool found_add(struct found *f, const char *lang, uint64_t number, const uint32_t *points, size_t len)
{
    uint64_t *hashes = array_grow(f->hashes, f->count, &f->room, sizeof *hashes);
    if (!hashes)
        return false;
    f->hashes = hashes;
    uint64_t hash = hash_begin(lang, number);
    for (size_t i = 0; i < len; i++)
        hash = mix(hash, points[i]);
    f->hashes[f->count++] = hash;
    return true;
}

static int by_hash(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* What block_build makes of a block's texts must be the block. */
static zhm_code check_bits(const struct block *b, const struct block_text *texts, zhm_error *err)
{
    struct buf again = {0};
    zhm_code code = block_build(texts, b->header->units, &again, err);
    struct str bytes = {(const char *)b->header, b->header->size};
    if (code == ZHM_OK && !str_equal(buf_str(&again), bytes))
        code = zhm_fail(err, ZHM_STORAGE, "a block of the memory's index is not what its texts make");
    buf_free(&again);
    return code;
}

static zhm_code check_block(const struct block *b, const char *lang, struct found *f, zhm_error *err)
{
    zhm_code code = block_check(b, err);
    if (code != ZHM_OK)
        return code;
    struct block_text *texts = calloc(b->header->units, sizeof *texts);
    uint32_t *points = calloc(b->header->codes + 1, sizeof *points), *at = points;
    bool room = texts && points;
    for (uint32_t place = 0; room && place < b->header->units; place++) {
        texts[place] = (struct block_text){block_number(b, place), at, block_length_at(b, place)};
        block_points(b, place, texts[place].len, at);
        room = found_add(f, lang, texts[place].number, at, texts[place].len);
        at += texts[place].len;
    }
    code = room ? check_bits(b, texts, err) : no_memory(err);
    free(texts);
    free(points);
    return code;
}

static zhm_code check_language(struct store_txn *t, const char *lang, struct found *f, zhm_error *err)
{
    struct arena arena = {0};
    struct index_view view = {0};
    zhm_code code = index_view(t, lang, &arena, &view, err);
    for (size_t i = 0; code == ZHM_OK && i < view.block_count; i++)
        code = check_block(&view.blocks[i], lang, f, err);
    for (size_t i = 0; code == ZHM_OK && i < view.text_count; i++)
        if (!found_add(f, lang, view.texts[i].number, view.texts[i].points, view.texts[i].len))
            code = no_memory(err);
    arena_free(&arena);
    return code;
}

static zhm_code check_unit(const struct found *f, const zhm_unit *u, zhm_error *err)
{
    for (size_t i = 0; i < u->segment_count; i++) {
        struct str text = str_of(u->segments[i].text);
        uint64_t hash = hash_begin(u->segments[i].lang, u->number);
        for (size_t at = 0; at < text.len;)
            hash = mix(hash, utf8_next(text, &at));
        if (f->count == 0 || !bsearch(&hash, f->hashes, f->count, sizeof hash, by_hash))
            return zhm_fail(err, ZHM_STORAGE, "the memory's index lacks unit %llu in %s", (unsigned long long)u->number,
                            u->segments[i].lang);
    }
    return ZHM_OK;
}

static zhm_code check_units(struct store_txn *t, const struct found *f, zhm_error *err)
{
    struct arena arena = {0};
    struct store_cursor c;
    zhm_unit u;
    zhm_code code = store_cursor_init(&c, t, STORE_UNITS, (struct str){0}, err);
    if (code != ZHM_OK)
        return code;
    while ((code = store_cursor_next(&c, err)) == ZHM_OK) {
        code = unit_decode(be64(c.key.data), c.value, &arena, &u, err);
        if (code == ZHM_OK)
            code = check_unit(f, &u, err);
        arena_clear(&arena);
        if (code != ZHM_OK)
            break;
    }
    store_cursor_clear(&c);
    arena_free(&arena);
    return code == ZHM_NOT_FOUND ? ZHM_OK : code;
}

zhm_code index_verify(struct store_txn *t, zhm_error *err)
{
    struct arena arena = {0};
    struct found f = {0};
    const char *const *langs;
    size_t count = 0;
    zhm_code code = index_languages(t, &arena, &langs, &count, err);
    for (size_t i = 0; code == ZHM_OK && i < count; i++)
        code = check_language(t, langs[i], &f, err);
    if (code == ZHM_OK && f.count)
        qsort(f.hashes, f.count, sizeof *f.hashes, by_hash);
    if (code == ZHM_OK)
        code = check_units(t, &f, err);
    free(f.hashes);
    arena_free(&arena);
    return code;
}
