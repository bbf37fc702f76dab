#include "base/fault.h"
#include "base/utf8.h"
#include "memory/block_layout.h"
#include "memory/directory.h"
#include "memory/index_new.h"
#include "model/unit.h"

#include <stdlib.h>

#define DEAD STR("dead_unit_texts")

/* Fewer dead texts than this are not worth the while. */
enum { DEAD_ENOUGH = 1024 };

static zhm_code no_memory(zhm_error *err)
{
    return zhm_fail(err, ZHM_NO_MEMORY, "no memory for the memory's index");
}

zhm_code index_dead(struct store_txn *t, uint64_t *out, zhm_error *err)
{
    struct str value;
    zhm_code code = store_get(t, STORE_META, DEAD, &value, err);
    *out = code == ZHM_OK && value.len == 8 ? be64(value.data) : 0;
    return code == ZHM_NOT_FOUND ? ZHM_OK : code;
}

static zhm_code dead_write(struct store_txn *t, uint64_t dead, zhm_error *err)
{
    struct buf value = {0};
    buf_append_be64(&value, dead);
    zhm_code code = value.failed ? no_memory(err) : store_put(t, STORE_META, DEAD, buf_str(&value), err);
    buf_free(&value);
    return code;
}

zhm_code index_note_dead(struct store_txn *t, uint64_t count, zhm_error *err)
{
    uint64_t dead = 0;
    zhm_code code = count ? index_dead(t, &dead, err) : ZHM_OK;
    if (code != ZHM_OK || count == 0)
        return code;
    dead += count;
    if (dead > DEAD_ENOUGH && dead > store_count(t, STORE_UNITS))
        return index_rebuild(t, err);
    return dead_write(t, dead, err);
}

static zhm_code clear_table(struct store_txn *t, enum store_table table, zhm_error *err)
{
    struct store_cursor c;
    zhm_code code = store_cursor_init(&c, t, table, (struct str){0}, err);
    if (code != ZHM_OK)
        return code;
    while ((code = store_cursor_next(&c, err)) == ZHM_OK && (code = store_delete(t, table, c.key, err)) == ZHM_OK)
        ;
    store_cursor_clear(&c);
    return code == ZHM_NOT_FOUND ? ZHM_OK : code;
}

/* Texts of units gathered for index_add; as many as a step of an import has. */
struct refill {
    struct store_txn *t;
    struct arena arena;
    struct index_text *texts;
    size_t count;
};
enum { REFILL = 65536 };

static zhm_code flush(struct refill *r, zhm_error *err)
{
    zhm_code code = index_add(r->t, r->texts, r->count, err);
    r->count = 0;
    arena_clear(&r->arena);
    return code;
}

static zhm_code refill_unit(struct refill *r, uint64_t number, struct str record, zhm_error *err)
{
    zhm_unit u;
    if (r->count + ZHM_SEGMENTS_MAX > REFILL) {
        zhm_code code = flush(r, err);
        if (code != ZHM_OK)
            return code;
    }
    struct str kept = arena_copy(&r->arena, record);
    if (!kept.data)
        return no_memory(err);
    zhm_code code = unit_decode(number, kept, &r->arena, &u, err);
    for (size_t i = 0; code == ZHM_OK && i < u.segment_count; i++)
        r->texts[r->count++] = (struct index_text){number, u.segments[i].lang, str_of(u.segments[i].text)};
    return code;
}

static zhm_code refill_all(struct refill *r, zhm_error *err)
{
    struct store_cursor c;
    r->texts = calloc(REFILL, sizeof *r->texts);
    if (!r->texts)
        return no_memory(err);
    zhm_code code = store_cursor_init(&c, r->t, STORE_UNITS, (struct str){0}, err);
    if (code != ZHM_OK)
        return code;
    while ((code = store_cursor_next(&c, err)) == ZHM_OK &&
           (code = refill_unit(r, be64(c.key.data), c.value, err)) == ZHM_OK)
        ;
    store_cursor_clear(&c);
    return code == ZHM_NOT_FOUND ? flush(r, err) : code;
}

zhm_code index_rebuild(struct store_txn *t, zhm_error *err)
{
    struct refill r = {.t = t};
    zhm_code code = clear_table(t, STORE_UNIT_BLOCKS, err);
    if (code == ZHM_OK)
        code = clear_table(t, STORE_UNIT_NEW, err);
    if (code == ZHM_OK)
        code = refill_all(&r, err);
    free(r.texts);
    arena_free(&r.arena);
    return code == ZHM_OK ? dead_write(t, 0, err) : code;
}
