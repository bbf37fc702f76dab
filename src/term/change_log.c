#include "term/change_log.h"

#include "base/fault.h"
#include "base/grow.h"
#include "model/concept.h"
#include "model/unit.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

/* An entry: the time as a varint, 'p' or 'd', the id lengthed, and after a put the record. */
struct entry {
    uint64_t time;
    char what;
    struct str id, record;
};

static zhm_code log_entry(struct store_txn *t, struct str id, struct str record, bool deleted, struct buf *entry,
                          zhm_error *err)
{
    buf_clear(entry);
    buf_append_varint(entry, (uint64_t)time(NULL));
    buf_append_char(entry, deleted ? 'd' : 'p');
    buf_append_lengthed(entry, id);
    buf_append_str(entry, record);
    return entry->failed ? zhm_fail(err, ZHM_NO_MEMORY, "no memory for a log entry")
                         : store_log(t, id, buf_str(entry), err);
}

zhm_code change_log(struct store_txn *t, struct str id, struct str record, bool deleted, zhm_error *err)
{
    struct buf entry = {0};
    zhm_code code = log_entry(t, id, record, deleted, &entry, err);
    buf_free(&entry);
    return code;
}

/* The subject of a grammar's file. It has a dot, as no concept's id has. */
static const struct str file_prefix = {"grammar/", 8};

static bool is_file(struct str subject)
{
    return str_starts(subject, file_prefix) && memchr(subject.data, '.', subject.len);
}

zhm_code change_log_file(struct store_txn *t, struct str name, struct str text, bool deleted, zhm_error *err)
{
    struct buf subject = {0};
    buf_append_str(&subject, file_prefix);
    buf_append_str(&subject, name);
    zhm_code code = subject.failed ? zhm_fail(err, ZHM_NO_MEMORY, "no memory for a log entry")
                                   : change_log(t, buf_str(&subject), text, deleted, err);
    buf_free(&subject);
    return code;
}

/* The subject of a unit. It has a colon, as no concept's id has, and no file's subject begins like it. */
static const struct str unit_prefix = {"unit:", 5};

/* @return 0 when it is no unit's: numbers begin with 1, and without a 0 before them */
static uint64_t unit_number(struct str subject)
{
    uint64_t number = 0;
    if (!str_starts(subject, unit_prefix))
        return 0;
    for (struct str digits = str_from(subject, unit_prefix.len); digits.len > 0; digits = str_from(digits, 1)) {
        unsigned digit = (unsigned char)digits.data[0] - (unsigned)'0';
        if (digit > 9 || number > (UINT64_MAX - digit) / 10 || (number == 0 && digit == 0))
            return 0;
        number = number * 10 + digit;
    }
    return number;
}

zhm_code change_log_unit(struct store_txn *t, uint64_t number, struct str record, bool deleted, struct buf *scratch,
                         zhm_error *err)
{
    char subject[32];
    int len = snprintf(subject, sizeof subject, "unit:%" PRIu64, number);
    return log_entry(t, (struct str){subject, (size_t)len}, record, deleted, scratch, err);
}

static bool entry_read(struct str in, struct entry *out)
{
    if (!read_varint(&in, &out->time) || in.len == 0)
        return false;
    out->what = in.data[0];
    in = str_from(in, 1);
    if (!read_lengthed(&in, &out->id))
        return false;
    out->record = in;
    return out->what == 'p' || out->what == 'd';
}

static zhm_code concept_read(struct arena *arena, struct str record, struct change *out, zhm_error *err)
{
    zhm_concept *c = arena_alloc(arena, sizeof *c);
    if (!c)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a change");
    out->concept = c;
    return concept_decode(out->id, record, arena, c, err);
}

static zhm_code unit_read(struct arena *arena, uint64_t number, struct str record, struct change *out, zhm_error *err)
{
    zhm_unit *u = arena_alloc(arena, sizeof *u);
    if (!u)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a change");
    out->unit = u;
    return unit_decode(number, record, arena, u, err);
}

static zhm_code change_read(struct reader *r, uint64_t generation, struct str value, struct change *out, zhm_error *err)
{
    struct entry e;
    if (!entry_read(value, &e))
        return zhm_fail(err, ZHM_STORAGE, "the log entry of generation %llu is damaged",
                        (unsigned long long)generation);
    bool file = is_file(e.id);
    uint64_t unit = unit_number(e.id);
    struct str id = arena_copy(&r->arena, e.id), record = {0};
    if (!file)
        record = arena_copy(&r->arena, e.record);
    if (!id.data || (!file && !record.data))
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a change");
    *out = (struct change){.generation = generation,
                           .time = (int64_t)e.time,
                           .id = id.data,
                           .grammar = file ? id.data + file_prefix.len : NULL,
                           .deleted = e.what == 'd'};
    if (file || out->deleted)
        return ZHM_OK;
    return unit ? unit_read(&r->arena, unit, record, out, err) : concept_read(&r->arena, record, out, err);
}

/* Where in the log the changes of one subject are, oldest first: the keys of the log, 12 bytes each. The store's
 * history has the generation in the key and the numbers within it in the value. */
static zhm_code history_keys(struct store_txn *t, struct str id, struct buf *keys, zhm_error *err)
{
    struct buf from = {0};
    buf_append_str(&from, id);
    buf_append_char(&from, '\0');
    struct store_cursor c;
    zhm_code code = store_cursor_init(&c, t, STORE_HISTORY, buf_str(&from), err);
    if (code != ZHM_OK) {
        buf_free(&from);
        return code;
    }
    while ((code = store_cursor_next(&c, err)) == ZHM_OK && str_starts(c.key, buf_str(&from)))
        for (size_t i = 0; i + 4 <= c.value.len; i += 4) {
            buf_append(keys, c.key.data + from.len, 8);
            buf_append(keys, c.value.data + i, 4);
        }
    store_cursor_clear(&c);
    buf_free(&from);
    if (keys->failed)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a history");
    return code == ZHM_NOT_FOUND ? ZHM_OK : code;
}

enum { LOG_KEY = 12 };

zhm_code concept_generation(struct store_txn *t, struct str id, uint64_t *out, zhm_error *err)
{
    struct buf keys = {0};
    zhm_code code = history_keys(t, id, &keys, err);
    if (code == ZHM_OK)
        *out = keys.len < LOG_KEY ? 0 : be64(keys.data + keys.len - LOG_KEY);
    buf_free(&keys);
    return code;
}

zhm_code concept_history(struct reader *r, struct str id, size_t limit, struct change_list *out, zhm_error *err)
{
    struct buf keys = {0};
    zhm_code code = history_keys(r->txn, id, &keys, err);
    size_t all = keys.len / LOG_KEY, count = all < limit ? all : limit;
    struct change *items = arena_array(&r->arena, count, sizeof *items);
    if (code == ZHM_OK && !items)
        code = zhm_fail(err, ZHM_NO_MEMORY, "no memory for a history");
    for (size_t i = 0; code == ZHM_OK && i < count; i++) {
        struct str key = {keys.data + (all - 1 - i) * LOG_KEY, LOG_KEY}, value;
        code = store_get(r->txn, STORE_LOG, key, &value, err);
        if (code == ZHM_NOT_FOUND)
            code = zhm_fail(err, ZHM_STORAGE, "the log lacks a change of %.*s", STR_ARG(id));
        if (code == ZHM_OK)
            code = change_read(r, be64(key.data), value, &items[i], err);
    }
    buf_free(&keys);
    if (code == ZHM_OK)
        *out = (struct change_list){items, count};
    return code;
}

static bool change_room(struct reader *r, struct change_list *list, size_t *capacity)
{
    struct change *items = arena_grow(&r->arena, list->items, list->count, capacity, sizeof *items);
    if (items)
        list->items = items;
    return items != NULL;
}

zhm_code changes_since(struct reader *r, uint64_t generation, size_t limit, struct change_list *out, zhm_error *err)
{
    if (generation == UINT64_MAX || limit == 0) {
        *out = (struct change_list){0};
        return ZHM_OK;
    }
    struct change_list list = {0};
    size_t capacity = 0;
    struct buf from = {0};
    buf_append_be64(&from, generation + 1);
    struct store_cursor c;
    zhm_code code = store_cursor_init(&c, r->txn, STORE_LOG, buf_str(&from), err);
    buf_free(&from);
    if (code != ZHM_OK)
        return code;
    while ((code = store_cursor_next(&c, err)) == ZHM_OK) {
        uint64_t at = be64(c.key.data);
        if (list.count >= limit && at != list.items[list.count - 1].generation)
            break;
        if (!change_room(r, &list, &capacity))
            code = zhm_fail(err, ZHM_NO_MEMORY, "no memory for the changes");
        else
            code = change_read(r, at, c.value, &list.items[list.count++], err);
        if (code != ZHM_OK)
            break;
    }
    store_cursor_clear(&c);
    if (code != ZHM_OK && code != ZHM_NOT_FOUND)
        return code;
    *out = list;
    return ZHM_OK;
}

static zhm_code last_entry(struct store_txn *t, struct str id, struct entry *out, zhm_error *err)
{
    struct buf keys = {0};
    struct str value;
    zhm_code code = history_keys(t, id, &keys, err);
    if (code == ZHM_OK && keys.len < LOG_KEY)
        code = zhm_fail(err, ZHM_STORAGE, "%.*s has no history", STR_ARG(id));
    if (code == ZHM_OK)
        code = store_get(t, STORE_LOG, (struct str){keys.data + keys.len - LOG_KEY, LOG_KEY}, &value, err);
    if (code == ZHM_NOT_FOUND || (code == ZHM_OK && !entry_read(value, out)))
        code = zhm_fail(err, ZHM_STORAGE, "the log lacks a sound entry of %.*s", STR_ARG(id));
    buf_free(&keys);
    return code;
}

static zhm_code verify_record(struct store_txn *t, struct str subject, struct str record, zhm_error *err)
{
    struct entry e;
    zhm_code code = last_entry(t, subject, &e, err);
    if (code == ZHM_OK && (e.what != 'p' || !str_equal(e.record, record)))
        code = zhm_fail(err, ZHM_STORAGE, "the record of %.*s is not what its log says", STR_ARG(subject));
    return code;
}

static zhm_code find_record(struct store_txn *t, struct str subject, struct str *record, zhm_error *err)
{
    uint64_t number = unit_number(subject);
    if (is_file(subject))
        return store_get_block(t, STORE_GRAMMAR, str_from(subject, file_prefix.len), record, err);
    if (!number)
        return store_get(t, STORE_CONCEPTS, subject, record, err);
    char key[8];
    for (int i = 0; i < 8; i++)
        key[i] = (char)(number >> (56 - 8 * i));
    return store_get(t, STORE_UNITS, (struct str){key, sizeof key}, record, err);
}

/* Who was put last must have that record, and no one else may have one. */
static zhm_code verify_subject(struct store_txn *t, struct str id, uint64_t *live, zhm_error *err)
{
    struct entry e;
    struct str record = {0};
    zhm_code code = last_entry(t, id, &e, err);
    if (code != ZHM_OK)
        return code;
    bool put = e.what == 'p';
    code = find_record(t, id, &record, err);
    if (code == ZHM_NOT_FOUND && put)
        return zhm_fail(err, ZHM_STORAGE, "the record of %.*s, which its log has, is gone", STR_ARG(id));
    if (code == ZHM_OK && (!put || !str_equal(record, e.record)))
        return zhm_fail(err, ZHM_STORAGE, "the record of %.*s is not what its log says", STR_ARG(id));
    *live += put;
    return code == ZHM_NOT_FOUND ? ZHM_OK : code;
}

/* The subjects of the history but the units'; or, with @units, those. */
static zhm_code verify_subjects(struct store_txn *t, bool units, uint64_t *live, zhm_error *err)
{
    struct str last = {0};
    struct store_cursor c;
    zhm_code code = store_cursor_init(&c, t, STORE_HISTORY, units ? unit_prefix : (struct str){0}, err);
    if (code != ZHM_OK)
        return code;
    while (code == ZHM_OK && (code = store_cursor_next(&c, err)) == ZHM_OK) {
        const char *end = memchr(c.key.data, '\0', c.key.len);
        struct str id = {c.key.data, end ? (size_t)(end - c.key.data) : c.key.len};
        bool is_unit = str_starts(id, unit_prefix);
        if (units && !is_unit)
            break;
        if (is_unit && !units)
            store_cursor_seek(&c, STR("unit;")); /* past all that begin with "unit:" */
        else if (!str_equal(id, last))
            code = verify_subject(t, id, live, err);
        last = id;
    }
    store_cursor_clear(&c);
    return code == ZHM_NOT_FOUND ? ZHM_OK : code;
}

/* Each record of the table, whose subject is @prefix and its key. */
static zhm_code verify_table(struct store_txn *t, enum store_table table, struct str prefix, zhm_error *err)
{
    struct store_cursor c;
    struct buf subject = {0};
    zhm_code code = store_cursor_init(&c, t, table, (struct str){0}, err);
    if (code != ZHM_OK)
        return code;
    while ((code = store_cursor_next(&c, err)) == ZHM_OK) {
        buf_clear(&subject);
        buf_append_str(&subject, prefix);
        buf_append_str(&subject, c.key);
        code = subject.failed ? zhm_fail(err, ZHM_NO_MEMORY, "no memory to verify the log")
                              : verify_record(t, buf_str(&subject), c.value, err);
        if (code != ZHM_OK)
            break;
    }
    store_cursor_clear(&c);
    buf_free(&subject);
    return code == ZHM_NOT_FOUND ? ZHM_OK : code;
}

zhm_code change_log_verify(struct store_txn *t, zhm_error *err)
{
    uint64_t live = 0;
    zhm_code code = verify_table(t, STORE_CONCEPTS, (struct str){0}, err);
    if (code == ZHM_OK)
        code = verify_table(t, STORE_GRAMMAR, file_prefix, err);
    return code == ZHM_OK ? verify_subjects(t, false, &live, err) : code;
}

zhm_code change_log_verify_units(struct store_txn *t, zhm_error *err)
{
    uint64_t live = 0, there = store_count(t, STORE_UNITS);
    zhm_code code = verify_subjects(t, true, &live, err);
    if (code == ZHM_OK && live != there)
        return zhm_fail(err, ZHM_STORAGE, "%" PRIu64 " units have a history, and %" PRIu64 " are there", live, there);
    return code;
}
