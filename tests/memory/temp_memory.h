/* temp_memory.h - a memory in a folder of its own, and units to fill it with */
#ifndef TESTS_MEMORY_TEMP_MEMORY_H
#define TESTS_MEMORY_TEMP_MEMORY_H

#include "../term/temp_glossary.h"
#include "base/fault.h"
#include "memory/units.h"

/* A unit in English and Chinese; what else it has is set by designated names. */
#define UNIT(english, chinese, ...)                                                                                   \
    (zhm_unit)                                                                                                        \
    {                                                                                                                 \
        .segments = (const zhm_segment[]){{.lang = "en", .text = (english)}, {.lang = "zh-Hans", .text = (chinese)}}, \
        .segment_count = 2, __VA_ARGS__                                                                               \
    }

enum { NOW = 1700000000 };

/* A new memory in the place of the test's. */
MAYBE struct temp *temp_renew(void **state)
{
    if (*state)
        temp_remove(state);
    *state = NULL;
    if (temp_new(state) != 0 || !*state)
        abort();
    return *state;
}

struct put_call {
    const zhm_unit *units;
    size_t count;
    uint64_t batch;
    int64_t now;
    struct unit_put out[64];
    zhm_code then; /* the write ends with it */
};

MAYBE zhm_code put_within(struct store_txn *t, void *context, zhm_error *err)
{
    struct put_call *p = context;
    zhm_code code = units_put(t, p->units, p->count, p->batch, p->now, p->out, err);
    return code == ZHM_OK && p->then != ZHM_OK ? zhm_fail(err, p->then, "undone") : code;
}

/* Put one unit; what became of it. */
MAYBE struct unit_put put_unit(struct temp *t, zhm_unit u)
{
    struct put_call p = {.units = &u, .count = 1, .now = NOW};
    WORKS(t, store_write(t->db->store, put_within, &p, NULL, &t->err));
    return p.out[0];
}

struct edit_call {
    const zhm_unit *unit;
    const uint64_t *numbers;
    size_t count;
};

MAYBE zhm_code replace_within(struct store_txn *t, void *context, zhm_error *err)
{
    const struct edit_call *e = context;
    return unit_replace(t, e->numbers[0], e->unit, NOW + 7, err);
}

MAYBE zhm_code delete_within(struct store_txn *t, void *context, zhm_error *err)
{
    const struct edit_call *e = context;
    return units_delete(t, e->numbers, e->count, err);
}

MAYBE zhm_code replace_unit(struct temp *t, uint64_t number, zhm_unit u)
{
    return store_write(t->db->store, replace_within, &(struct edit_call){&u, &number, 1}, NULL, &t->err);
}

MAYBE zhm_code delete_units(struct temp *t, const uint64_t *numbers, size_t count)
{
    return store_write(t->db->store, delete_within, &(struct edit_call){NULL, numbers, count}, NULL, &t->err);
}

/* A unit as it stands; NULL: none. It stays until the next. */
MAYBE const zhm_unit *unit_there(struct temp *t, uint64_t number)
{
    static zhm_unit u;
    WORKS(t, reader_begin(&t->reader, t->db, &t->err));
    zhm_code code = unit_get(t->reader.txn, number, &t->reader.arena, &u, &t->err);
    reader_end(&t->reader);
    if (code == ZHM_NOT_FOUND)
        return NULL;
    WORKS(t, code);
    return &u;
}

/* The number of the unit of that identity; 0: none. */
MAYBE uint64_t number_of(struct temp *t, zhm_unit u)
{
    uint64_t number = 0;
    WORKS(t, reader_begin(&t->reader, t->db, &t->err));
    zhm_code code = unit_find(t->reader.txn, &u, &t->reader.arena, &number, &t->err);
    reader_end(&t->reader);
    if (code != ZHM_NOT_FOUND)
        WORKS(t, code);
    return number;
}

MAYBE zhm_code verify_units(struct temp *t, zhm_error *err)
{
    WORKS(t, reader_begin(&t->reader, t->db, &t->err));
    zhm_code code = units_verify(t->reader.txn, err);
    reader_end(&t->reader);
    return code;
}

/* All is sound, the units as well. */
MAYBE void assert_sound(struct temp *t)
{
    verify_all(t);
    WORKS(t, verify_units(t, &t->err));
}

MAYBE uint64_t records_in(struct temp *t, enum store_table table)
{
    struct store_stats stats = {0};
    WORKS(t, store_stat(t->db->store, &stats, &t->err));
    return stats.records[table];
}

/* The keys and records of a table, one after the other. */
MAYBE void dump(struct temp *t, enum store_table table, struct buf *out)
{
    struct store_cursor c;
    zhm_code code;
    WORKS(t, reader_begin(&t->reader, t->db, &t->err));
    WORKS(t, store_cursor_init(&c, t->reader.txn, table, (struct str){0}, &t->err));
    while ((code = store_cursor_next(&c, &t->err)) == ZHM_OK) {
        buf_append_lengthed(out, c.key);
        buf_append_lengthed(out, c.value);
    }
    assert_int_equal(code, ZHM_NOT_FOUND);
    store_cursor_clear(&c);
    reader_end(&t->reader);
    assert_false(out->failed);
}

/* The units and their keys as bytes. */
MAYBE struct buf dump_units(struct temp *t)
{
    struct buf out = {0};
    dump(t, STORE_UNITS, &out);
    dump(t, STORE_UNIT_KEYS, &out);
    return out;
}

MAYBE void assert_same_units(struct temp *t, struct str want)
{
    struct buf got = dump_units(t);
    assert_true(str_equal(buf_str(&got), want));
    buf_free(&got);
}

#endif
