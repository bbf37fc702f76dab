#include "memory/batches.h"

#include "base/fault.h"
#include "memory/batch_record.h"
#include "memory/unit_store.h"
#include "memory/units.h"

#include <stdlib.h>
#include <time.h>

enum { KEY = 16 };

struct undo {
    zhm_database *db;
    const char *name;
    struct arena arena;
    struct batch batch; /* as it is durable */
    struct buf starts;  /* the first unit of each step, in their order; 8 bytes each */
    uint64_t total;

    uint64_t from; /* of a step */
    struct batch after;
    struct unit_work work;
    struct buf gone; /* numbers of units to delete */
};

static zhm_code no_memory(zhm_error *err)
{
    return zhm_fail(err, ZHM_NO_MEMORY, "no memory to undo an import");
}

static zhm_code write_begin(struct store_txn *t, void *context, zhm_error *err)
{
    struct undo *u = context;
    zhm_code code = batch_find(t, u->name, &u->arena, &u->batch, NULL, err);
    if (code == ZHM_NOT_FOUND || (code == ZHM_OK && u->batch.state == BATCH_UNDONE))
        return zhm_fail(err, ZHM_NOT_FOUND, "no " BATCH_NAMED " to undo", u->name);
    if (code != ZHM_OK || u->batch.state == BATCH_UNDOING)
        return code;
    u->batch.state = BATCH_UNDOING;
    u->batch.ended = 0;
    return batch_store(t, &u->batch, err);
}

static zhm_code cursor_at(struct undo *u, struct store_txn *t, uint64_t from, struct store_cursor *c, zhm_error *err)
{
    char key[KEY];
    key_put(key, u->batch.number);
    key_put(key + 8, from);
    return store_cursor_init(c, t, STORE_BATCH_UNITS, (struct str){key, KEY}, err);
}

static zhm_code cursor_next(struct undo *u, struct store_cursor *c, uint64_t *number, zhm_error *err)
{
    zhm_code code = store_cursor_next(c, err);
    if (code != ZHM_OK)
        return code;
    if (c->key.len != KEY || be64(c->key.data) != u->batch.number)
        return ZHM_NOT_FOUND;
    *number = be64(c->key.data + 8);
    return ZHM_OK;
}

/* Where steps begin: the newest units are undone first, and the table is read from its front. */
static zhm_code plan(struct undo *u, struct store_txn *t, zhm_error *err)
{
    struct store_cursor c;
    uint64_t number, count = 0, bytes = 0;
    zhm_code code = cursor_at(u, t, 0, &c, err);
    if (code != ZHM_OK)
        return code;
    while ((code = cursor_next(u, &c, &number, err)) == ZHM_OK) {
        if (count % batch_bounds.units == 0 || bytes > batch_bounds.bytes) {
            buf_append_be64(&u->starts, number);
            count = bytes = 0;
        }
        bytes += c.value.len;
        count++;
        u->total++;
    }
    store_cursor_clear(&c);
    if (u->starts.failed)
        return no_memory(err);
    return code == ZHM_NOT_FOUND ? ZHM_OK : code;
}

static zhm_code read_plan(struct undo *u, zhm_error *err)
{
    struct store_txn *t;
    zhm_code code = store_read_begin(u->db->store, &t, err);
    if (code != ZHM_OK)
        return code;
    code = plan(u, t, err);
    store_read_end(t);
    return code;
}

/* One unit: who wrote it last decides. */
static zhm_code undo_unit(struct undo *u, uint64_t number, struct str before, zhm_error *err)
{
    zhm_unit now;
    zhm_code code = unit_view(u->work.txn, number, &u->work.arena, &now, err);
    if (code == ZHM_NOT_FOUND || (code == ZHM_OK && now.batch != u->batch.number)) {
        u->after.kept++;
        return ZHM_OK;
    }
    if (code != ZHM_OK)
        return code;
    u->after.undone++;
    if (before.len > 0)
        return unit_write(&u->work, number, before, err);
    buf_append(&u->gone, &number, sizeof number);
    return u->gone.failed ? no_memory(err) : ZHM_OK;
}

static zhm_code undo_units(struct undo *u, zhm_error *err)
{
    struct store_cursor c;
    uint64_t number;
    zhm_code code = cursor_at(u, u->work.txn, u->from, &c, err);
    if (code != ZHM_OK)
        return code;
    while (code == ZHM_OK && (code = cursor_next(u, &c, &number, err)) == ZHM_OK) {
        char key[KEY];
        memcpy(key, c.key.data, KEY); /* lent, as is the value, until the next change */
        arena_clear(&u->work.arena);
        buf_clear(&u->work.record);
        buf_append_str(&u->work.record, c.value);
        code = u->work.record.failed ? no_memory(err) : undo_unit(u, number, buf_str(&u->work.record), err);
        if (code == ZHM_OK)
            code = store_delete(u->work.txn, STORE_BATCH_UNITS, (struct str){key, KEY}, err);
    }
    store_cursor_clear(&c);
    return code == ZHM_NOT_FOUND ? ZHM_OK : code;
}

static zhm_code nothing_left(struct undo *u, bool *out, zhm_error *err)
{
    struct store_cursor c;
    uint64_t number;
    zhm_code code = cursor_at(u, u->work.txn, 0, &c, err);
    if (code != ZHM_OK)
        return code;
    code = cursor_next(u, &c, &number, err);
    store_cursor_clear(&c);
    *out = code == ZHM_NOT_FOUND;
    return code == ZHM_NOT_FOUND ? ZHM_OK : code;
}

static zhm_code delete_gone(struct undo *u, zhm_error *err)
{
    size_t count = u->gone.len / sizeof(uint64_t);
    if (count == 0)
        return ZHM_OK;
    uint64_t *numbers = arena_array(&u->work.arena, count, sizeof *numbers);
    if (!numbers)
        return no_memory(err);
    memcpy(numbers, u->gone.data, u->gone.len);
    return units_delete(u->work.txn, numbers, count, err);
}

/* The counts are those of the batch as it stands: another process may undo it, too. */
static zhm_code write_step(struct store_txn *t, void *context, zhm_error *err)
{
    struct undo *u = context;
    bool ended = false;
    u->work.txn = t;
    buf_clear(&u->gone);
    zhm_code code = batch_load(t, u->batch.number, &u->arena, &u->after, err);
    if (code == ZHM_NOT_FOUND)
        return zhm_fail(err, ZHM_STORAGE, BATCH_NAMED " is gone", u->name);
    if (code != ZHM_OK || u->after.state == BATCH_UNDONE)
        return code;
    code = undo_units(u, err);
    if (code == ZHM_OK)
        code = delete_gone(u, err);
    if (code == ZHM_OK)
        code = nothing_left(u, &ended, err);
    if (code != ZHM_OK)
        return code;
    if (ended) {
        u->after.state = BATCH_UNDONE;
        u->after.ended = (int64_t)time(NULL);
    }
    return batch_store(t, &u->after, err);
}

static zhm_code run(struct undo *u, batch_progress *progress, void *context, zhm_error *err)
{
    uint64_t before = u->batch.undone + u->batch.kept;
    size_t steps = u->starts.len / 8;
    for (size_t i = steps ? steps : 1; i > 0; i--) {
        u->from = steps && i > 1 ? be64(u->starts.data + (i - 1) * 8) : 0;
        zhm_code code = store_write(u->db->store, write_step, u, NULL, err);
        if (code != ZHM_OK)
            return code;
        u->batch = u->after;
        if (progress)
            progress(context, u->batch.undone + u->batch.kept, before + u->total);
    }
    return ZHM_OK;
}

zhm_code batch_undo(zhm_database *db, const char *name, batch_progress *progress, void *context, struct batch *out,
                    zhm_error *err)
{
    struct undo u = {.db = db, .name = name};
    zhm_code code = store_write(db->store, write_begin, &u, NULL, err);
    if (code == ZHM_OK)
        code = read_plan(&u, err);
    if (code == ZHM_OK)
        code = run(&u, progress, context, err);
    if (code == ZHM_OK) {
        *out = u.batch;
        out->name = name;
        out->origin = "";
    }
    unit_work_clear(&u.work);
    arena_free(&u.arena);
    buf_free(&u.starts);
    buf_free(&u.gone);
    return code;
}
