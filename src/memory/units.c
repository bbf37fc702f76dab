#include "memory/units.h"

#include "base/fault.h"
#include "memory/index.h"
#include "memory/unit_store.h"
#include "model/unit.h"
#include "term/change_log.h"

#include <inttypes.h>
#include <stdlib.h>

static zhm_code get(struct store_txn *t, uint64_t number, bool copy, struct arena *arena, zhm_unit *out, zhm_error *err)
{
    char key[8];
    struct str record;
    key_put(key, number);
    zhm_code code = store_get(t, STORE_UNITS, (struct str){key, sizeof key}, &record, err);
    if (code != ZHM_OK)
        return code;
    if (copy)
        record = arena_copy(arena, record);
    return record.data ? unit_decode(number, record, arena, out, err)
                       : zhm_fail(err, ZHM_NO_MEMORY, "no memory for a unit");
}

zhm_code unit_get(struct store_txn *t, uint64_t number, struct arena *arena, zhm_unit *out, zhm_error *err)
{
    return get(t, number, true, arena, out, err);
}

zhm_code unit_view(struct store_txn *t, uint64_t number, struct arena *arena, zhm_unit *out, zhm_error *err)
{
    return get(t, number, false, arena, out, err);
}

/* The unit of the identity of @u, which is in NFC. */
static zhm_code find(struct unit_work *w, const zhm_unit *u, uint64_t *hash, uint64_t *number, zhm_error *err)
{
    struct store_cursor c;
    zhm_code code = unit_hash(u, &w->identity, hash, err);
    if (code == ZHM_OK)
        code = store_cursor_init(&c, w->txn, STORE_UNIT_KEYS, (struct str){0}, err);
    if (code != ZHM_OK)
        return code;
    code = unit_by_identity(w, &c, u, *hash, number, err);
    store_cursor_clear(&c);
    return code;
}

zhm_code unit_find(struct store_txn *t, const zhm_unit *u, struct arena *arena, uint64_t *number, zhm_error *err)
{
    struct unit_work w = {.txn = t};
    uint64_t hash;
    zhm_code code = unit_in_nfc(u, arena, &u, err);
    if (code == ZHM_OK)
        code = find(&w, u, &hash, number, err);
    unit_work_clear(&w);
    return code == ZHM_LIMIT ? ZHM_NOT_FOUND : code; /* what is too long is in no memory */
}

/* A unit that takes the place of another. */
struct replacing {
    struct unit_work work;
    struct arena arena; /* of both units: what is found clears the other */
    zhm_unit old, new;
    uint64_t number, old_hash, new_hash;
};

static const char *text_in(const zhm_unit *u, const char *lang)
{
    for (size_t i = 0; i < u->segment_count; i++)
        if (strcmp(u->segments[i].lang, lang) == 0)
            return u->segments[i].text;
    return NULL;
}

/* How many of @a's texts @b has not, and in @out, where not NULL, which. */
static size_t other_texts(const zhm_unit *a, const zhm_unit *b, uint64_t number, struct index_text *out)
{
    size_t count = 0;
    for (size_t i = 0; i < a->segment_count; i++) {
        const zhm_segment *s = &a->segments[i];
        const char *text = text_in(b, s->lang);
        if (text && strcmp(text, s->text) == 0)
            continue;
        if (out)
            out[count] = (struct index_text){number, s->lang, str_of(s->text)};
        count++;
    }
    return count;
}

static zhm_code read_both(struct replacing *r, const zhm_unit *u, int64_t now, zhm_error *err)
{
    const zhm_unit *nfc;
    zhm_code code = unit_get(r->work.txn, r->number, &r->arena, &r->old, err);
    if (code == ZHM_OK)
        code = unit_in_nfc(u, &r->arena, &nfc, err);
    if (code != ZHM_OK)
        return code;
    r->new = *nfc;
    r->new.number = r->number;
    r->new.batch = 0;
    r->new.changed = now;
    if (!r->new.created)
        r->new.created = r->old.created;
    if (!r->new.created_by || !*r->new.created_by)
        r->new.created_by = r->old.created_by;
    if (!r->new.last_used)
        r->new.last_used = r->old.last_used;
    if (!r->new.uses)
        r->new.uses = r->old.uses;
    return ZHM_OK;
}

static zhm_code nobody_else(struct replacing *r, zhm_error *err)
{
    uint64_t other = 0;
    zhm_code code = find(&r->work, &r->new, &r->new_hash, &other, err);
    if (code == ZHM_OK && other != r->number)
        return zhm_fail(err, ZHM_CONFLICT, "unit %" PRIu64 " has these texts, this context, origin and domain", other);
    return code == ZHM_NOT_FOUND ? ZHM_OK : code;
}

static zhm_code move_key(struct replacing *r, zhm_error *err)
{
    zhm_code code = unit_hash(&r->old, &r->work.identity, &r->old_hash, err);
    if (code != ZHM_OK || r->old_hash == r->new_hash)
        return code;
    code = unit_keys_delete(r->work.txn, &(struct unit_key){r->old_hash, r->number}, 1, err);
    return code == ZHM_OK ? unit_keys_put(r->work.txn, &(struct unit_key){r->new_hash, r->number}, 1, err) : code;
}

static zhm_code move_texts(struct replacing *r, zhm_error *err)
{
    struct index_text texts[ZHM_SEGMENTS_MAX];
    size_t gone = other_texts(&r->old, &r->new, r->number, NULL);
    size_t come = other_texts(&r->new, &r->old, r->number, texts);
    zhm_code code = come ? index_add(r->work.txn, texts, come, err) : ZHM_OK;
    return code == ZHM_OK && gone ? index_note_dead(r->work.txn, gone, err) : code;
}

static zhm_code replace(struct replacing *r, const zhm_unit *u, int64_t now, zhm_error *err)
{
    zhm_code code = read_both(r, u, now, err);
    if (code == ZHM_OK)
        code = nobody_else(r, err);
    if (code == ZHM_OK)
        code = move_key(r, err);
    if (code != ZHM_OK)
        return code;
    buf_clear(&r->work.record);
    unit_encode(&r->new, &r->work.record);
    if (r->work.record.failed)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a unit");
    code = unit_write(&r->work, r->number, buf_str(&r->work.record), err);
    return code == ZHM_OK ? move_texts(r, err) : code;
}

zhm_code unit_replace(struct store_txn *t, uint64_t number, const zhm_unit *u, int64_t now, zhm_error *err)
{
    struct replacing r = {.work = {.txn = t}, .number = number};
    zhm_code code = replace(&r, u, now, err);
    unit_work_clear(&r.work);
    arena_free(&r.arena);
    return code == ZHM_NOT_FOUND ? zhm_fail(err, ZHM_NOT_FOUND, "no unit %" PRIu64, number) : code;
}

static int by_number(const void *x, const void *y)
{
    const struct unit_key *a = x, *b = y;
    return (a->number > b->number) - (a->number < b->number);
}

/* The keys of units that are to go: their hashes, each unit once. */
static zhm_code keys_of(struct unit_work *w, struct unit_key *keys, size_t *count, uint64_t *texts, zhm_error *err)
{
    size_t kept = 0;
    for (size_t i = 0; i < *count; i++) {
        zhm_unit u;
        if (kept > 0 && keys[kept - 1].number == keys[i].number)
            continue;
        keys[kept] = keys[i];
        arena_clear(&w->arena);
        zhm_code code = unit_view(w->txn, keys[kept].number, &w->arena, &u, err);
        if (code == ZHM_NOT_FOUND)
            return zhm_fail(err, ZHM_NOT_FOUND, "no unit %" PRIu64, keys[kept].number);
        if (code == ZHM_OK)
            code = unit_hash(&u, &w->identity, &keys[kept].hash, err);
        if (code != ZHM_OK)
            return code;
        *texts += u.segment_count;
        kept++;
    }
    *count = kept;
    return ZHM_OK;
}

static zhm_code delete_records(struct unit_work *w, const struct unit_key *keys, size_t count, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && i < count; i++) {
        char key[8];
        key_put(key, keys[i].number);
        code = store_delete(w->txn, STORE_UNITS, (struct str){key, sizeof key}, err);
        if (code == ZHM_OK)
            code = change_log_unit(w->txn, keys[i].number, (struct str){0}, true, &w->entry, err);
    }
    return code;
}

static zhm_code first_missing(struct unit_work *w, const uint64_t *numbers, size_t count, zhm_error *err)
{
    for (size_t i = 0; i < count; i++) {
        char key[8];
        struct str record;
        key_put(key, numbers[i]);
        zhm_code code = store_get_block(w->txn, STORE_UNITS, (struct str){key, sizeof key}, &record, err);
        if (code == ZHM_NOT_FOUND)
            return zhm_fail(err, ZHM_NOT_FOUND, "no unit %" PRIu64, numbers[i]);
        if (code != ZHM_OK)
            return code;
    }
    return ZHM_OK;
}

static zhm_code delete_keyed(struct unit_work *w, struct unit_key *keys, size_t count, zhm_error *err)
{
    uint64_t texts = 0;
    zhm_code code = keys_of(w, keys, &count, &texts, err);
    if (code == ZHM_OK)
        code = delete_records(w, keys, count, err);
    if (code == ZHM_OK)
        code = unit_keys_delete(w->txn, keys, count, err);
    return code == ZHM_OK ? index_note_dead(w->txn, texts, err) : code;
}

zhm_code units_delete(struct store_txn *t, const uint64_t *numbers, size_t count, zhm_error *err)
{
    if (count == 0)
        return ZHM_OK;
    struct unit_work w = {.txn = t};
    struct unit_key *keys = calloc(count, sizeof *keys);
    zhm_code code =
        keys ? first_missing(&w, numbers, count, err) : zhm_fail(err, ZHM_NO_MEMORY, "no memory to delete units");
    for (size_t i = 0; code == ZHM_OK && i < count; i++)
        keys[i].number = numbers[i];
    if (code == ZHM_OK) {
        qsort(keys, count, sizeof *keys, by_number);
        code = delete_keyed(&w, keys, count, err);
    }
    unit_work_clear(&w);
    free(keys);
    return code;
}
