#include "memory/units.h"

#include "base/fault.h"
#include "memory/batch_record.h"
#include "memory/index.h"
#include "memory/unit_store.h"
#include "model/unit.h"
#include "term/change_log.h"
#include "text/nfc.h"

#include <inttypes.h>

struct verify {
    struct unit_work work;
    uint64_t next;       /* unit's number */
    uint64_t last_batch; /* asked for, and there */
};

static zhm_code verify_batch_exists(struct verify *v, uint64_t number, zhm_error *err)
{
    struct batch b;
    if (number == 0 || number == v->last_batch)
        return ZHM_OK;
    zhm_code code = batch_load(v->work.txn, number, &v->work.arena, &b, err);
    if (code == ZHM_NOT_FOUND)
        return zhm_fail(err, ZHM_STORAGE, "import %" PRIu64 ", which wrote units, is not known", number);
    v->last_batch = number;
    return code;
}

static zhm_code verify_texts(const zhm_unit *u, zhm_error *err)
{
    zhm_error fault = {0};
    if (unit_check(u, &fault) != ZHM_OK)
        return zhm_fail(err, ZHM_STORAGE, "unit %" PRIu64 ": %s", u->number, fault.text);
    for (size_t i = 0; i < u->segment_count; i++) {
        const zhm_segment *s = &u->segments[i];
        if (!text_is_nfc(str_of(s->text)) || !text_is_nfc(str_of(s->previous)) || !text_is_nfc(str_of(s->next)))
            return zhm_fail(err, ZHM_STORAGE, "unit %" PRIu64 ": %s: a text is not in Unicode's composed form",
                            u->number, s->lang);
    }
    return ZHM_OK;
}

static zhm_code verify_key(struct verify *v, const zhm_unit *u, zhm_error *err)
{
    char key[16];
    struct str value;
    uint64_t hash;
    zhm_code code = unit_hash(u, &v->work.identity, &hash, err);
    if (code != ZHM_OK)
        return code;
    key_put(key, hash);
    key_put(key + 8, u->number);
    code = store_get(v->work.txn, STORE_UNIT_KEYS, (struct str){key, sizeof key}, &value, err);
    return code == ZHM_NOT_FOUND ? zhm_fail(err, ZHM_STORAGE, "unit %" PRIu64 " is not among the identities", u->number)
                                 : code;
}

static zhm_code verify_unit(struct verify *v, struct str key, struct str record, zhm_error *err)
{
    zhm_unit u;
    if (key.len != 8)
        return zhm_fail(err, ZHM_STORAGE, "a unit's number has %zu bytes", key.len);
    uint64_t number = be64(key.data);
    arena_clear(&v->work.arena);
    zhm_code code = unit_decode(number, record, &v->work.arena, &u, err);
    if (code != ZHM_OK)
        return code;
    if (number == 0 || number >= v->next)
        return zhm_fail(err, ZHM_STORAGE, "unit %" PRIu64 " has a number that was not given out", number);
    code = verify_texts(&u, err);
    if (code == ZHM_OK)
        code = verify_key(v, &u, err);
    if (code == ZHM_OK)
        code = verify_batch_exists(v, u.batch, err);
    return code;
}

/* A key goes with a unit; units of one hash are of different identities. */
static zhm_code verify_identity(struct verify *v, struct str key, zhm_error *err)
{
    struct store_cursor c;
    zhm_unit u;
    uint64_t found = 0;
    if (key.len != 16)
        return zhm_fail(err, ZHM_STORAGE, "an identity's key has %zu bytes", key.len);
    uint64_t hash = be64(key.data), number = be64(key.data + 8);
    struct arena arena = {0};
    zhm_code code = unit_view(v->work.txn, number, &arena, &u, err);
    if (code == ZHM_NOT_FOUND)
        code = zhm_fail(err, ZHM_STORAGE, "unit %" PRIu64 ", which the identities name, is gone", number);
    if (code == ZHM_OK)
        code = store_cursor_init(&c, v->work.txn, STORE_UNIT_KEYS, (struct str){0}, err);
    if (code == ZHM_OK) {
        code = unit_by_identity(&v->work, &c, &u, hash, &found, err);
        store_cursor_clear(&c);
    }
    if (code == ZHM_NOT_FOUND || (code == ZHM_OK && found != number))
        code = zhm_fail(err, ZHM_STORAGE, "units %" PRIu64 " and %" PRIu64 " are the same one", found, number);
    arena_free(&arena);
    return code;
}

/* Only keys that share their hash need a look at the units. */
static zhm_code verify_identities(struct verify *v, zhm_error *err)
{
    char last[16] = {0};
    struct store_cursor c;
    if (store_count(v->work.txn, STORE_UNIT_KEYS) != store_count(v->work.txn, STORE_UNITS))
        return zhm_fail(err, ZHM_STORAGE, "%" PRIu64 " identities of %" PRIu64 " units",
                        store_count(v->work.txn, STORE_UNIT_KEYS), store_count(v->work.txn, STORE_UNITS));
    zhm_code code = store_cursor_init(&c, v->work.txn, STORE_UNIT_KEYS, (struct str){0}, err);
    if (code != ZHM_OK)
        return code;
    while (code == ZHM_OK && (code = store_cursor_next(&c, err)) == ZHM_OK) {
        if (c.key.len != sizeof last || memcmp(c.key.data, last, 8) == 0)
            code = verify_identity(v, c.key, err);
        else
            memcpy(last, c.key.data, sizeof last);
    }
    store_cursor_clear(&c);
    return code == ZHM_NOT_FOUND ? ZHM_OK : code;
}

static zhm_code verify_records(struct verify *v, zhm_error *err)
{
    struct store_cursor c;
    zhm_code code = store_cursor_init(&c, v->work.txn, STORE_UNITS, (struct str){0}, err);
    if (code != ZHM_OK)
        return code;
    while (code == ZHM_OK && (code = store_cursor_next(&c, err)) == ZHM_OK)
        code = verify_unit(v, c.key, c.value, err);
    store_cursor_clear(&c);
    return code == ZHM_NOT_FOUND ? ZHM_OK : code;
}

/* What a batch found before it: nothing, or a record. */
static zhm_code verify_before(struct verify *v, struct str key, struct str record, zhm_error *err)
{
    zhm_unit u;
    arena_clear(&v->work.arena);
    if (key.len != 16 || be64(key.data + 8) >= v->next)
        return zhm_fail(err, ZHM_STORAGE, "an import's unit has a number that was not given out");
    if (record.len == 0)
        return verify_batch_exists(v, be64(key.data), err);
    zhm_code code = unit_decode(be64(key.data + 8), record, &v->work.arena, &u, err);
    return code == ZHM_OK ? verify_batch_exists(v, be64(key.data), err) : code;
}

static zhm_code verify_batches(struct verify *v, zhm_error *err)
{
    struct store_cursor c;
    zhm_code code = store_cursor_init(&c, v->work.txn, STORE_BATCH_UNITS, (struct str){0}, err);
    if (code != ZHM_OK)
        return code;
    while (code == ZHM_OK && (code = store_cursor_next(&c, err)) == ZHM_OK)
        code = verify_before(v, c.key, c.value, err);
    store_cursor_clear(&c);
    return code == ZHM_NOT_FOUND ? ZHM_OK : code;
}

zhm_code units_verify(struct store_txn *t, zhm_error *err)
{
    struct verify v = {.work = {.txn = t}};
    zhm_code code = unit_next_number(t, &v.next, err);
    if (code == ZHM_OK)
        code = verify_records(&v, err);
    if (code == ZHM_OK)
        code = verify_identities(&v, err);
    if (code == ZHM_OK)
        code = verify_batches(&v, err);
    unit_work_clear(&v.work);
    if (code == ZHM_OK)
        code = change_log_verify_units(t, err);
    return code == ZHM_OK ? index_verify(t, err) : code;
}
