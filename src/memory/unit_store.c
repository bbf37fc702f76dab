#include "memory/unit_store.h"

#include "base/fault.h"
#include "model/unit.h"
#include "term/change_log.h"
#include "text/nfc.h"

#include <inttypes.h>
#include <stdlib.h>

enum { NUMBER = 8, KEY = 16 };

void key_put(char *key, uint64_t value)
{
    for (int i = 0; i < NUMBER; i++)
        key[i] = (char)(value >> (56 - 8 * i));
}

void unit_work_clear(struct unit_work *w)
{
    arena_free(&w->arena);
    buf_free(&w->record);
    buf_free(&w->entry);
    buf_free(&w->identity);
    buf_free(&w->other);
}

static bool texts_are_nfc(const zhm_unit *u)
{
    for (size_t i = 0; i < u->segment_count; i++) {
        const zhm_segment *s = &u->segments[i];
        if (!text_is_nfc(str_of(s->text)) || !text_is_nfc(str_of(s->previous)) || !text_is_nfc(str_of(s->next)))
            return false;
    }
    return true;
}

static zhm_code to_nfc(const char **text, struct arena *arena, struct buf *b, zhm_error *err)
{
    if (text_is_nfc(str_of(*text)))
        return ZHM_OK;
    buf_clear(b);
    zhm_code code = text_nfc(str_of(*text), b, err);
    if (code != ZHM_OK)
        return code;
    if (b->len > ZHM_SEGMENT_MAX)
        return zhm_fail(err, ZHM_LIMIT, "text of %zu bytes in Unicode's composed form: at most %d", b->len,
                        ZHM_SEGMENT_MAX);
    *text = arena_copy(arena, buf_str(b)).data;
    return *text ? ZHM_OK : zhm_fail(err, ZHM_NO_MEMORY, "no memory for a unit");
}

static zhm_code segment_to_nfc(zhm_segment *s, struct arena *arena, struct buf *b, zhm_error *err)
{
    zhm_code code = to_nfc(&s->text, arena, b, err);
    if (code == ZHM_OK)
        code = to_nfc(&s->previous, arena, b, err);
    if (code == ZHM_OK)
        code = to_nfc(&s->next, arena, b, err);
    return code == ZHM_LIMIT ? zhm_prefix(err, code, "%s: ", s->lang) : code;
}

zhm_code unit_in_nfc(const zhm_unit *u, struct arena *arena, const zhm_unit **out, zhm_error *err)
{
    if (texts_are_nfc(u)) {
        *out = u;
        return ZHM_OK;
    }
    struct buf b = {0};
    zhm_unit *copy = arena_alloc(arena, sizeof *copy);
    zhm_segment *segments = arena_array(arena, u->segment_count, sizeof *segments);
    zhm_code code = copy && segments ? ZHM_OK : zhm_fail(err, ZHM_NO_MEMORY, "no memory for a unit");
    for (size_t i = 0; code == ZHM_OK && i < u->segment_count; i++) {
        segments[i] = u->segments[i];
        code = segment_to_nfc(&segments[i], arena, &b, err);
    }
    buf_free(&b);
    if (code != ZHM_OK)
        return code;
    *copy = *u;
    copy->segments = segments;
    *out = copy;
    return ZHM_OK;
}

static uint64_t mix(uint64_t h)
{
    h = (h ^ h >> 23) * 0x2127599BF4325C37u;
    return h ^ h >> 47;
}

/* FNV's step over eight mixed bytes at once (as Z. Tan's fasthash64 has it). It is on disk: never another. */
static uint64_t hash_of(struct str s)
{
    const uint64_t prime = 0x880355F21E6D1965u;
    uint64_t h = s.len * prime, rest = 0;
    for (; s.len >= 8; s = str_from(s, 8))
        h = (h ^ mix(be64(s.data))) * prime;
    for (; s.len > 0; s = str_from(s, 1))
        rest = rest << 8 | (unsigned char)s.data[0];
    return mix((h ^ mix(rest)) * prime);
}

zhm_code unit_hash(const zhm_unit *u, struct buf *identity, uint64_t *out, zhm_error *err)
{
    buf_clear(identity);
    unit_identity(u, identity);
    if (identity->failed)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a unit");
    *out = hash_of(buf_str(identity));
    return ZHM_OK;
}

zhm_code unit_load(struct unit_work *w, uint64_t number, struct str *record, zhm_unit *out, zhm_error *err)
{
    char key[NUMBER];
    struct str lent;
    key_put(key, number);
    zhm_code code = store_get(w->txn, STORE_UNITS, (struct str){key, NUMBER}, &lent, err);
    if (code != ZHM_OK)
        return code;
    struct str copy = arena_copy(&w->arena, lent);
    if (!copy.data)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a unit");
    code = unit_decode(number, copy, &w->arena, out, err);
    if (code == ZHM_OK && record)
        *record = copy;
    return code;
}

zhm_code unit_same(struct unit_work *w, const zhm_unit *a, const zhm_unit *b, bool *out, zhm_error *err)
{
    buf_clear(&w->identity);
    buf_clear(&w->other);
    unit_identity(a, &w->identity);
    unit_identity(b, &w->other);
    *out = str_equal(buf_str(&w->identity), buf_str(&w->other));
    return w->identity.failed || w->other.failed ? zhm_fail(err, ZHM_NO_MEMORY, "no memory for a unit") : ZHM_OK;
}

/* Whether the unit @number, which a key names, is that unit. */
static zhm_code is_same(struct unit_work *w, uint64_t number, const zhm_unit *u, bool *out, zhm_error *err)
{
    char key[NUMBER];
    struct str lent;
    zhm_unit there;
    key_put(key, number);
    arena_clear(&w->arena);
    zhm_code code = store_get(w->txn, STORE_UNITS, (struct str){key, NUMBER}, &lent, err);
    if (code == ZHM_NOT_FOUND)
        return zhm_fail(err, ZHM_STORAGE, "unit %" PRIu64 ", which the identities name, is gone", number);
    if (code == ZHM_OK)
        code = unit_decode(number, lent, &w->arena, &there, err);
    return code == ZHM_OK ? unit_same(w, u, &there, out, err) : code;
}

zhm_code unit_by_identity(struct unit_work *w, struct store_cursor *c, const zhm_unit *u, uint64_t hash,
                          uint64_t *number, zhm_error *err)
{
    char key[NUMBER];
    zhm_code code;
    key_put(key, hash);
    store_cursor_seek(c, (struct str){key, NUMBER});
    while ((code = store_cursor_next(c, err)) == ZHM_OK) {
        bool same = false;
        if (c->key.len != KEY || be64(c->key.data) != hash)
            return ZHM_NOT_FOUND;
        uint64_t found = be64(c->key.data + NUMBER);
        code = is_same(w, found, u, &same, err);
        if (code == ZHM_OK && same)
            *number = found;
        if (code != ZHM_OK || same)
            return code;
    }
    return code;
}

zhm_code unit_write(struct unit_work *w, uint64_t number, struct str record, zhm_error *err)
{
    char key[NUMBER];
    key_put(key, number);
    zhm_code code = store_put(w->txn, STORE_UNITS, (struct str){key, NUMBER}, record, err);
    return code == ZHM_OK ? change_log_unit(w->txn, number, record, false, &w->entry, err) : code;
}

static int by_hash(const void *x, const void *y)
{
    const struct unit_key *a = x, *b = y;
    if (a->hash != b->hash)
        return a->hash < b->hash ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

void unit_keys_sort(struct unit_key *keys, size_t count)
{
    if (count > 0)
        qsort(keys, count, sizeof *keys, by_hash);
}

zhm_code unit_keys_put(struct store_txn *t, struct unit_key *keys, size_t count, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    unit_keys_sort(keys, count);
    for (size_t i = 0; code == ZHM_OK && i < count; i++) {
        char key[KEY];
        key_put(key, keys[i].hash);
        key_put(key + NUMBER, keys[i].number);
        code = store_put(t, STORE_UNIT_KEYS, (struct str){key, KEY}, (struct str){0}, err);
    }
    return code;
}

zhm_code unit_keys_delete(struct store_txn *t, struct unit_key *keys, size_t count, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    unit_keys_sort(keys, count);
    for (size_t i = 0; code == ZHM_OK && i < count; i++) {
        char key[KEY];
        key_put(key, keys[i].hash);
        key_put(key + NUMBER, keys[i].number);
        code = store_delete(t, STORE_UNIT_KEYS, (struct str){key, KEY}, err);
        if (code == ZHM_NOT_FOUND)
            code = zhm_fail(err, ZHM_STORAGE, "unit %" PRIu64 " is not among the identities", keys[i].number);
    }
    return code;
}
