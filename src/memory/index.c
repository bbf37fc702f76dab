#include "memory/index.h"

#include "base/fault.h"
#include "base/utf8.h"
#include "memory/block_layout.h"
#include "memory/directory.h"
#include "memory/index_new.h"

#include <stdlib.h>

/* Texts wait until there are so many that a block is worth its while. */
enum { NEW_TEXTS = 256 };

/* Texts on their way into blocks, in one language. */
struct gathered {
    struct block_text *texts;
    size_t count, room;
    uint32_t *points;
    size_t used, points_room;
};

static void gathered_free(struct gathered *g)
{
    free(g->texts);
    free(g->points);
    *g = (struct gathered){0};
}

static zhm_code no_memory(zhm_error *err)
{
    return zhm_fail(err, ZHM_NO_MEMORY, "no memory for the memory's index");
}

/* Points are kept by their place until all are there, for the array may move. */
static bool gather_room(struct gathered *g, size_t points)
{
    if (g->count == g->room) {
        size_t room = g->room ? g->room * 2 : NEW_TEXTS;
        struct block_text *texts = realloc(g->texts, room * sizeof *texts);
        if (!texts)
            return false;
        g->texts = texts;
        g->room = room;
    }
    if (g->points_room - g->used < points) {
        size_t room = g->points_room * 2 > g->used + points ? g->points_room * 2 : g->used + points;
        uint32_t *more = realloc(g->points, room * sizeof *more);
        if (!more)
            return false;
        g->points = more;
        g->points_room = room;
    }
    return true;
}

static bool gather(struct gathered *g, uint64_t number, struct str text)
{
    if (!gather_room(g, text.len))
        return false;
    size_t len = utf8_points(text, g->points + g->used);
    g->texts[g->count++] = (struct block_text){number, NULL, len};
    g->used += len;
    return true;
}

static bool gather_block(struct gathered *g, const struct block *b)
{
    for (uint32_t place = 0; place < b->header->units; place++) {
        uint32_t len = block_length_at(b, place);
        if (!gather_room(g, len))
            return false;
        block_points(b, place, len, g->points + g->used);
        g->texts[g->count++] = (struct block_text){block_number(b, place), NULL, len};
        g->used += len;
    }
    return true;
}

static void place_points(struct gathered *g)
{
    const uint32_t *at = g->points;
    for (size_t i = 0; i < g->count; i++) {
        g->texts[i].points = at;
        at += g->texts[i].len;
    }
}

static zhm_code store_block(struct store_txn *t, struct directory *d, size_t units, struct str bytes, zhm_error *err)
{
    struct buf key = {0};
    zhm_code code = directory_add(d, (uint32_t)units, &key) ? ZHM_OK : no_memory(err);
    if (code == ZHM_OK)
        code = store_put(t, STORE_UNIT_BLOCKS, buf_str(&key), bytes, err);
    buf_free(&key);
    return code;
}

/* Write what is gathered as blocks, the largest that may be. What is gathered goes before its last block is stored:
 * both are large, and the store holds the block a second time until the write ends. */
static zhm_code put_blocks(struct store_txn *t, struct directory *d, struct gathered *g, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    place_points(g);
    for (size_t from = 0, to; code == ZHM_OK && from < g->count; from = to) {
        struct buf block = {0};
        size_t points = 0;
        for (to = from; to < g->count && to - from < BLOCK_UNITS && points + g->texts[to].len <= BLOCK_POINTS; to++)
            points += g->texts[to].len;
        code = block_build(g->texts + from, to - from, &block, err);
        if (to == g->count)
            gathered_free(g);
        if (code == ZHM_OK)
            code = store_block(t, d, to - from, buf_str(&block), err);
        buf_free(&block);
    }
    return code;
}

static size_t points_in(const struct block *b)
{
    const struct block_length *l = b->arrays[BLOCK_LENGTHS];
    uint32_t units = b->header->units, lengths = b->header->lengths;
    size_t points = 0;
    for (uint32_t i = 0; i < lengths; i++)
        points += (size_t)l[i].length * ((i + 1 < lengths ? l[i + 1].first : units) - l[i].first);
    return points;
}

/* Take in the newest blocks while they are small beside what is gathered, and all fits into one block: so a text is
 * written again only when it comes into a block half as large again. */
static zhm_code take_small_blocks(struct store_txn *t, struct directory *d, struct gathered *g, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    while (code == ZHM_OK && d->count > 0) {
        uint32_t units = d->entries[d->count - 1].units;
        struct block b;
        struct buf key = {0};
        if (units / 2 >= g->count || units + g->count > BLOCK_UNITS)
            break;
        code = directory_block(t, d, d->count - 1, &b, err);
        if (code == ZHM_OK)
            code = block_check(&b, err);
        if (code == ZHM_OK && points_in(&b) + g->used > BLOCK_POINTS)
            break;
        if (code == ZHM_OK && (!gather_block(g, &b) || !directory_drop(d, &key)))
            code = no_memory(err);
        if (code == ZHM_OK)
            code = store_delete(t, STORE_UNIT_BLOCKS, buf_str(&key), err);
        buf_free(&key);
    }
    return code;
}

static void new_key(struct buf *key, const char *lang, uint64_t number)
{
    buf_clear(key);
    buf_append_text(key, lang);
    buf_append_char(key, '\0');
    if (number)
        buf_append_be64(key, number);
}

zhm_code index_each_new(struct store_txn *t, const char *lang, index_take *take, void *context, zhm_error *err)
{
    struct buf prefix = {0};
    struct store_cursor c;
    new_key(&prefix, lang, 0);
    zhm_code code = prefix.failed ? no_memory(err) : store_cursor_init(&c, t, STORE_UNIT_NEW, buf_str(&prefix), err);
    if (code == ZHM_OK) {
        while ((code = store_cursor_next(&c, err)) == ZHM_OK && str_starts(c.key, buf_str(&prefix)) &&
               c.key.len == prefix.len + 8)
            if ((code = take(context, be64(c.key.data + prefix.len), c.value, err)) != ZHM_OK)
                break;
        store_cursor_clear(&c);
    }
    buf_free(&prefix);
    return code == ZHM_NOT_FOUND ? ZHM_OK : code;
}

static zhm_code gather_new(void *context, uint64_t number, struct str text, zhm_error *err)
{
    return gather(context, number, text) ? ZHM_OK : no_memory(err);
}

static zhm_code delete_new(struct store_txn *t, const char *lang, const struct gathered *g, zhm_error *err)
{
    struct buf key = {0};
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && i < g->count; i++) {
        new_key(&key, lang, g->texts[i].number);
        code = key.failed ? no_memory(err) : store_delete(t, STORE_UNIT_NEW, buf_str(&key), err);
    }
    buf_free(&key);
    return code;
}

/* The texts of one language. */
struct addition {
    const char *lang;
    const struct index_text *texts;
    size_t all, count; /* of all languages, of this one */
};

static zhm_code put_new(struct store_txn *t, const struct addition *a, zhm_error *err)
{
    struct buf key = {0};
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && i < a->all; i++) {
        if (strcmp(a->texts[i].lang, a->lang) != 0)
            continue;
        new_key(&key, a->lang, a->texts[i].number);
        code = key.failed ? no_memory(err) : store_put(t, STORE_UNIT_NEW, buf_str(&key), a->texts[i].text, err);
    }
    buf_free(&key);
    return code;
}

static zhm_code add_blocks(struct store_txn *t, struct directory *d, const struct addition *a, struct gathered *g,
                           zhm_error *err)
{
    zhm_code code = delete_new(t, a->lang, g, err);
    for (size_t i = 0; code == ZHM_OK && i < a->all; i++)
        if (strcmp(a->texts[i].lang, a->lang) == 0 && !gather(g, a->texts[i].number, a->texts[i].text))
            code = no_memory(err);
    if (code == ZHM_OK)
        code = take_small_blocks(t, d, g, err);
    return code == ZHM_OK ? put_blocks(t, d, g, err) : code;
}

static zhm_code add_language(struct store_txn *t, const struct addition *a, zhm_error *err)
{
    struct gathered g = {0};
    struct directory d;
    zhm_code code = directory_read(t, a->lang, &d, err);
    if (code != ZHM_OK)
        return code;
    code = index_each_new(t, a->lang, gather_new, &g, err);
    if (code == ZHM_OK && g.count + a->count < NEW_TEXTS)
        code = put_new(t, a, err);
    else if (code == ZHM_OK)
        code = add_blocks(t, &d, a, &g, err);
    if (code == ZHM_OK && (!d.found || d.changed))
        code = directory_write(t, &d, err);
    gathered_free(&g);
    directory_free(&d);
    return code;
}

zhm_code index_add(struct store_txn *t, const struct index_text *texts, size_t count, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && i < count; i++) {
        struct addition a = {.lang = texts[i].lang, .texts = texts, .all = count};
        bool before = false;
        for (size_t k = 0; !before && k < i; k++)
            before = strcmp(texts[k].lang, a.lang) == 0;
        for (size_t k = i; !before && k < count; k++)
            a.count += strcmp(texts[k].lang, a.lang) == 0;
        if (!before)
            code = add_language(t, &a, err);
    }
    return code;
}
