#include "term/names.h"

#include "base/fault.h"
#include "base/grow.h"
#include "term/official.h"
#include "text/pinyin.h"

#include <stdlib.h>

/* FNV-1a, 64 bits: tells long names with a common beginning apart; the full name in the value settles the rest. */
static uint64_t hash(struct str s)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < s.len; i++)
        h = (h ^ (unsigned char)s.data[i]) * 0x100000001b3u;
    return h;
}

/* Of a long name, what stands in the key before the hash. */
enum { HASH_LEN = 17, BEFORE_HASH = NAME_KEY_MAX - HASH_LEN };

struct str name_key_prefix(struct str beginning)
{
    return (struct str){beginning.data, beginning.len < BEFORE_HASH ? beginning.len : BEFORE_HASH};
}

void name_key(struct str name, struct buf *key)
{
    if (name.len <= NAME_KEY_MAX) {
        buf_append_str(key, name);
    } else {
        buf_append(key, name.data, BEFORE_HASH);
        buf_printf(key, "\x01%016llx", (unsigned long long)hash(name));
    }
    buf_append_char(key, '\0');
}

/* The terms of one concept that share a key. */
struct entry {
    struct str key, name;
    size_t term;
};

static int by_key(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    int order = str_compare(x->key, y->key);
    if (order == 0)
        order = str_compare(x->name, y->name);
    return order ? order : (x->term > y->term) - (x->term < y->term);
}

static struct str take(struct buf *b, struct arena *arena)
{
    struct str copy = b->failed ? (struct str){0} : arena_copy(arena, buf_str(b));
    buf_clear(b);
    return copy;
}

static zhm_code name_entries(const zhm_concept *c, struct arena *arena, struct entry *out, size_t *count,
                             zhm_error *err)
{
    struct buf name = {0}, key = {0};
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && i < c->term_count; i++) {
        code = fold_key(str_of(c->terms[i].text), &name, err);
        if (code != ZHM_OK || name.len == 0)
            continue;
        name_key(buf_str(&name), &key);
        buf_append_text(&key, c->id);
        struct entry e = {.name = take(&name, arena), .key = take(&key, arena), .term = i};
        if (!e.name.data || !e.key.data)
            code = zhm_fail(err, ZHM_NO_MEMORY, "no memory for the names of %s", c->id);
        else
            out[(*count)++] = e;
    }
    buf_free(&name);
    buf_free(&key);
    return code;
}

static zhm_code pinyin_entries(const zhm_concept *c, struct arena *arena, struct entry *out, size_t *count,
                               zhm_error *err)
{
    struct buf syllables = {0}, key = {0};
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && i < c->term_count; i++) {
        if (strncmp(c->terms[i].lang, "zh", 2) != 0)
            continue;
        buf_clear(&syllables);
        code = pinyin_of(str_of(c->terms[i].text), &syllables, err);
        if (code == ZHM_NOT_FOUND) {
            code = ZHM_OK;
            continue;
        }
        pinyin_initials(buf_str(&syllables), &key);
        buf_append_char(&key, '\0');
        buf_append_str(&key, buf_str(&syllables));
        buf_append_char(&key, '\0');
        buf_append_text(&key, c->id);
        struct entry e = {.key = take(&key, arena), .term = i};
        if (!e.key.data)
            code = zhm_fail(err, ZHM_NO_MEMORY, "no memory for the sounds of %s", c->id);
        else if (e.key.len <= STORE_KEY_MAX)
            out[(*count)++] = e;
    }
    buf_free(&syllables);
    buf_free(&key);
    return code;
}

/* What the tables hold for a run of entries with the same key. */
static void run_value(const struct entry *e, size_t run, struct buf *value)
{
    buf_clear(value);
    buf_append_varint(value, run);
    for (size_t i = 0; i < run; i++)
        buf_append_varint(value, e[i].term);
    if (e->name.len > NAME_KEY_MAX)
        buf_append_str(value, e->name);
}

/* One pass over what a concept calls for in one table. */
struct pass {
    struct store_txn *txn;
    enum store_table table;
    enum { ADD, REMOVE, VERIFY } what;
    struct buf *added; /* ADD: where new names go, or NULL */
    uint64_t verified; /* VERIFY: counts */
};

static zhm_code verify_run(struct pass *p, struct str key, struct str value, zhm_error *err)
{
    struct str stored;
    zhm_code code = store_get(p->txn, p->table, key, &stored, err);
    if (code == ZHM_NOT_FOUND || (code == ZHM_OK && !str_equal(stored, value)))
        return zhm_fail(err, ZHM_STORAGE, "an index lacks the name %.*s", STR_ARG(key));
    p->verified++;
    return code;
}

static zhm_code apply_run(struct pass *p, const struct entry *e, struct buf *value, zhm_error *err)
{
    if (value->failed || (p->added && p->added->failed))
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for an index record");
    zhm_code code;
    switch (p->what) {
    case ADD:
        if (p->added)
            buf_append_lengthed(p->added, e->name);
        return store_put(p->txn, p->table, e->key, buf_str(value), err);
    case REMOVE:
        code = store_delete(p->txn, p->table, e->key, err);
        return code == ZHM_NOT_FOUND ? zhm_fail(err, ZHM_STORAGE, "an index lacks a name; run verify") : code;
    default:
        return verify_run(p, e->key, buf_str(value), err);
    }
}

static zhm_code apply(struct pass *p, struct entry *entries, size_t count, zhm_error *err)
{
    struct buf value = {0};
    zhm_code code = ZHM_OK;
    if (count > 0)
        qsort(entries, count, sizeof *entries, by_key);
    for (size_t i = 0, run; code == ZHM_OK && i < count; i += run) {
        for (run = 1; i + run < count && str_equal(entries[i + run].key, entries[i].key); run++)
            ;
        run_value(entries + i, run, &value);
        code = apply_run(p, entries + i, &value, err);
    }
    buf_free(&value);
    return code;
}

static zhm_code both_tables(const zhm_concept *c, struct pass *names, struct pass *sounds, zhm_error *err)
{
    struct arena arena = {0};
    struct entry *entries = arena_array(&arena, c->term_count, sizeof *entries);
    size_t name_count = 0, sound_count = 0;
    zhm_code code = entries ? name_entries(c, &arena, entries, &name_count, err)
                            : zhm_fail(err, ZHM_NO_MEMORY, "no memory for the names of %s", c->id);
    if (code == ZHM_OK)
        code = apply(names, entries, name_count, err);
    if (code == ZHM_OK)
        code = pinyin_entries(c, &arena, entries, &sound_count, err);
    if (code == ZHM_OK)
        code = apply(sounds, entries, sound_count, err);
    arena_free(&arena);
    return code;
}

zhm_code names_add(struct store_txn *t, const zhm_concept *c, struct buf *added, zhm_error *err)
{
    struct pass names = {t, STORE_NAMES, ADD, added, 0}, sounds = {t, STORE_PINYIN, ADD, NULL, 0};
    return both_tables(c, &names, &sounds, err);
}

zhm_code names_remove(struct store_txn *t, const zhm_concept *c, zhm_error *err)
{
    struct pass names = {t, STORE_NAMES, REMOVE, NULL, 0}, sounds = {t, STORE_PINYIN, REMOVE, NULL, 0};
    return both_tables(c, &names, &sounds, err);
}

zhm_code names_verify(struct store_txn *t, const zhm_concept *c, uint64_t *name_count, uint64_t *sound_count,
                      zhm_error *err)
{
    struct pass names = {t, STORE_NAMES, VERIFY, NULL, 0}, sounds = {t, STORE_PINYIN, VERIFY, NULL, 0};
    zhm_code code = both_tables(c, &names, &sounds, err);
    *name_count += names.verified;
    *sound_count += sounds.verified;
    return code;
}

static bool read_numbers(struct str *in, struct str *numbers)
{
    struct str rest = *in;
    uint64_t count, number;
    if (!read_varint(&rest, &count))
        return false;
    const char *first = rest.data;
    while (count-- > 0)
        if (!read_varint(&rest, &number))
            return false;
    *numbers = (struct str){first, (size_t)(rest.data - first)};
    *in = rest;
    return true;
}

static bool split(struct str *key, struct str *part)
{
    const char *end = memchr(key->data, '\0', key->len);
    if (!end)
        return false;
    *part = (struct str){key->data, (size_t)(end - key->data)};
    *key = str_from(*key, part->len + 1);
    return true;
}

bool name_record_read(struct str key, struct str value, struct name_record *out)
{
    struct name_record r;
    if (!split(&key, &r.name) || !read_numbers(&value, &r.numbers))
        return false;
    r.id = key;
    if (value.len > 0)
        r.name = value;
    *out = r;
    return true;
}

bool pinyin_record_read(struct str key, struct str value, struct pinyin_record *out)
{
    struct pinyin_record r;
    if (!split(&key, &r.initials) || !split(&key, &r.syllables) || !read_numbers(&value, &r.numbers))
        return false;
    r.id = key;
    *out = r;
    return true;
}

static zhm_code push(struct arena *arena, struct named_list *list, struct named named, zhm_error *err)
{
    struct named *items = arena_grow(arena, list->items, list->count, &list->capacity, sizeof *items);
    if (!items)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for the matches");
    list->items = items;
    list->items[list->count++] = named;
    return ZHM_OK;
}

zhm_code named_append(struct reader *r, struct arena *arena, struct str id, struct str numbers, struct named_list *out,
                      zhm_error *err)
{
    const zhm_concept *c;
    zhm_code code = reader_concept(r, id, &c, err);
    if (code == ZHM_NOT_FOUND)
        return zhm_fail(err, ZHM_STORAGE, "an index names %.*s, which is no concept; run verify", STR_ARG(id));
    uint64_t number;
    while (code == ZHM_OK && read_varint(&numbers, &number)) {
        if (number >= c->term_count)
            return zhm_fail(err, ZHM_STORAGE, "an index names term %llu of %s; run verify", (unsigned long long)number,
                            c->id);
        code = push(arena, out, (struct named){c, &c->terms[number]}, err);
    }
    return code;
}

zhm_code named_admitted(struct reader *r, const struct named_list *list, const struct question *q,
                        struct named_list *out, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && i < list->count; i++)
        if (question_admits(q, &list->items[i]))
            code = push(&r->arena, out, list->items[i], err);
    return code;
}

/* What a folded name was found to mean. */
struct name_entry {
    struct name_entry *next;
    struct str name;
    struct named_list list;
};

static zhm_code read_name(struct reader *r, struct str name, struct named_list *out, zhm_error *err)
{
    struct buf key = {0};
    struct store_cursor c;
    name_key(name, &key);
    zhm_code code = key.failed ? zhm_fail(err, ZHM_NO_MEMORY, "no memory for a key")
                               : store_cursor_init(&c, r->txn, STORE_NAMES, buf_str(&key), err);
    if (code != ZHM_OK) {
        buf_free(&key);
        return code;
    }
    while ((code = store_cursor_next(&c, err)) == ZHM_OK && str_starts(c.key, buf_str(&key))) {
        struct name_record record;
        if (!name_record_read(c.key, c.value, &record))
            code = zhm_fail(err, ZHM_STORAGE, "a record of the names is damaged; run verify");
        else if (str_equal(record.name, name))
            code = named_append(r, &r->kept, record.id, record.numbers, out, err);
        if (code != ZHM_OK)
            break;
    }
    store_cursor_clear(&c);
    buf_free(&key);
    return code == ZHM_NOT_FOUND ? ZHM_OK : code;
}

zhm_code names_find(struct reader *r, struct str name, struct named_list *out, zhm_error *err)
{
    struct name_entry **slot = &r->names[reader_slot(name)];
    struct named_list list = {0};
    for (const struct name_entry *e = *slot; e; e = e->next)
        if (str_equal(e->name, name)) {
            *out = e->list;
            return ZHM_OK;
        }
    zhm_code code = name.len > 0 ? read_name(r, name, &list, err) : ZHM_OK;
    if (code != ZHM_OK)
        return code;
    *out = list;
    struct name_entry *e = list.count > 0 ? arena_alloc(&r->kept, sizeof *e) : NULL;
    if (!e)
        return ZHM_OK;
    *e = (struct name_entry){*slot, arena_copy(&r->kept, name), list};
    r->kept_bytes += name.len;
    if (e->name.data)
        *slot = e;
    return ZHM_OK;
}
