#include "memory/batch_record.h"

#include "base/fault.h"
#include "memory/unit_store.h"

#include <inttypes.h>

enum { RECORD_VERSION = 1, KEY = 8 };

struct batch_bounds batch_bounds = {BATCH_STEP, 12 << 20};

const char *batch_state_name(enum batch_state state)
{
    static const char *const names[] = {"running", "done", "undoing", "undone"};
    return names[state];
}

zhm_code batch_store(struct store_txn *t, const struct batch *b, zhm_error *err)
{
    const uint64_t numbers[] = {(uint64_t)b->begun, (uint64_t)b->ended, b->read,   b->added, b->joined,
                                b->unchanged,       b->refused,         b->undone, b->kept};
    char key[KEY];
    struct buf record = {0};
    key_put(key, b->number);
    buf_append_char(&record, RECORD_VERSION);
    buf_append_char(&record, (char)b->state);
    buf_append_lengthed(&record, str_of(b->name));
    buf_append_lengthed(&record, str_of(b->origin));
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        buf_append_varint(&record, numbers[i]);
    zhm_code code = record.failed ? zhm_fail(err, ZHM_NO_MEMORY, "no memory for an import")
                                  : store_put(t, STORE_BATCHES, (struct str){key, KEY}, buf_str(&record), err);
    buf_free(&record);
    return code;
}

static bool read_numbers(struct str in, struct batch *b)
{
    uint64_t begun, ended;
    return read_varint(&in, &begun) && read_varint(&in, &ended) && read_varint(&in, &b->read) &&
           read_varint(&in, &b->added) && read_varint(&in, &b->joined) && read_varint(&in, &b->unchanged) &&
           read_varint(&in, &b->refused) && read_varint(&in, &b->undone) && read_varint(&in, &b->kept) && in.len == 0 &&
           (b->begun = (int64_t)begun) >= 0 && (b->ended = (int64_t)ended) >= 0;
}

static zhm_code batch_read(struct str key, struct str in, struct arena *arena, struct batch *out, zhm_error *err)
{
    struct batch b = {.number = key.len == KEY ? be64(key.data) : 0};
    struct str name, origin, rest = in.len < 2 ? in : str_from(in, 2);
    if (b.number == 0 || in.len < 2 || in.data[0] != RECORD_VERSION || (unsigned char)in.data[1] > BATCH_UNDONE ||
        !read_lengthed(&rest, &name) || !read_lengthed(&rest, &origin) || !read_numbers(rest, &b))
        return zhm_fail(err, ZHM_STORAGE, "the record of import %" PRIu64 " is damaged", b.number);
    b.state = (enum batch_state)in.data[1];
    b.name = arena_copy(arena, name).data;
    b.origin = arena_copy(arena, origin).data;
    if (!b.name || !b.origin)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for an import");
    *out = b;
    return ZHM_OK;
}

zhm_code batch_load(struct store_txn *t, uint64_t number, struct arena *arena, struct batch *out, zhm_error *err)
{
    char key[KEY];
    struct str record;
    key_put(key, number);
    zhm_code code = store_get(t, STORE_BATCHES, (struct str){key, KEY}, &record, err);
    return code == ZHM_OK ? batch_read((struct str){key, KEY}, record, arena, out, err) : code;
}

static zhm_code read_all(struct store_cursor *c, struct arena *arena, struct batch_list *list, size_t room,
                         zhm_error *err)
{
    zhm_code code = ZHM_OK;
    while (code == ZHM_OK && list->count < room && (code = store_cursor_next(c, err)) == ZHM_OK)
        code = batch_read(c->key, c->value, arena, &list->items[list->count++], err);
    return code == ZHM_NOT_FOUND ? ZHM_OK : code;
}

zhm_code batch_all(struct store_txn *t, struct arena *arena, struct batch_list *out, zhm_error *err)
{
    struct store_cursor c;
    size_t room = (size_t)store_count(t, STORE_BATCHES);
    struct batch_list list = {arena_array(arena, room, sizeof *list.items), 0};
    if (!list.items)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for the imports");
    zhm_code code = store_cursor_init(&c, t, STORE_BATCHES, (struct str){0}, err);
    if (code != ZHM_OK)
        return code;
    code = read_all(&c, arena, &list, room, err);
    store_cursor_clear(&c);
    if (code == ZHM_OK)
        *out = list;
    return code;
}

zhm_code batch_find(struct store_txn *t, const char *name, struct arena *arena, struct batch *out, uint64_t *next,
                    zhm_error *err)
{
    struct batch_list all;
    zhm_code code = batch_all(t, arena, &all, err);
    if (code != ZHM_OK)
        return code;
    if (next)
        *next = all.count ? all.items[all.count - 1].number + 1 : 1;
    for (size_t i = all.count; i > 0; i--)
        if (strcmp(all.items[i - 1].name, name) == 0) {
            *out = all.items[i - 1];
            return ZHM_OK;
        }
    return ZHM_NOT_FOUND;
}

zhm_code batches_list(struct reader *r, struct batch_list *out, zhm_error *err)
{
    return batch_all(r->txn, &r->arena, out, err);
}
