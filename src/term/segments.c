#include "term/segments.h"

#include "base/fault.h"
#include "base/grow.h"
#include "base/utf8.h"
#include "term/names.h"

#include <stdlib.h>

/* A block shorter than a page of LMDB may stand at any address. */
enum { BLOCK_MIN = 4096 };

static const struct str automaton_keys[2] = {{"automaton/base", 14}, {"automaton/delta", 15}};
static const struct str fuzzy_keys[2] = {{"fuzzy/base", 10}, {"fuzzy/delta", 11}};
static const struct str base_generation_key = {"segment/base", 12};

enum { BASE, DELTA };

/* Distinct folded names, owned by the arena. */
struct name_set {
    struct arena arena;
    struct str *items;
    size_t count, capacity;
};

static void set_free(struct name_set *set)
{
    arena_free(&set->arena);
    free(set->items);
    *set = (struct name_set){0};
}

static zhm_code set_add(struct name_set *set, struct str name, zhm_error *err)
{
    if (set->count > 0 && str_equal(set->items[set->count - 1], name))
        return ZHM_OK;
    struct str *items = array_grow(set->items, set->count, &set->capacity, sizeof *items);
    if (items)
        set->items = items;
    struct str copy = arena_copy(&set->arena, name);
    if (!items || !copy.data)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for the names of a segment");
    set->items[set->count++] = copy;
    return ZHM_OK;
}

static int by_bytes(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

static void set_sort(struct name_set *set)
{
    if (set->count > 0)
        qsort(set->items, set->count, sizeof *set->items, by_bytes);
    size_t kept = 0;
    for (size_t i = 0; i < set->count; i++)
        if (kept == 0 || !str_equal(set->items[kept - 1], set->items[i]))
            set->items[kept++] = set->items[i];
    set->count = kept;
}

static zhm_code read_names(struct store_txn *t, struct name_set *set, zhm_error *err)
{
    struct store_cursor c;
    zhm_code code = store_cursor_init(&c, t, STORE_NAMES, (struct str){0}, err);
    if (code != ZHM_OK)
        return code;
    while ((code = store_cursor_next(&c, err)) == ZHM_OK) {
        struct name_record record;
        if (!name_record_read(c.key, c.value, &record))
            code = zhm_fail(err, ZHM_STORAGE, "a record of the names is damaged; run verify");
        else
            code = set_add(set, record.name, err);
        if (code != ZHM_OK)
            break;
    }
    store_cursor_clear(&c);
    if (code == ZHM_NOT_FOUND)
        set_sort(set);
    return code == ZHM_NOT_FOUND ? ZHM_OK : code;
}

/* A record of the pending names: the generation, then the name or
 * the beginning and hash of a long one, in full in the value. */
static zhm_code put_pending(struct store_txn *t, struct str name, zhm_error *err)
{
    struct buf key = {0};
    buf_append_be64(&key, store_generation(t));
    name_key(name, &key);
    zhm_code code = key.failed ? zhm_fail(err, ZHM_NO_MEMORY, "no memory for a key")
                               : store_put(t, STORE_PENDING, buf_str(&key), name, err);
    buf_free(&key);
    return code;
}

static zhm_code read_pending(struct store_txn *t, struct name_set *set, zhm_error *err)
{
    struct store_cursor c;
    zhm_code code = store_cursor_init(&c, t, STORE_PENDING, (struct str){0}, err);
    if (code != ZHM_OK)
        return code;
    while ((code = store_cursor_next(&c, err)) == ZHM_OK)
        if ((code = set_add(set, c.value, err)) != ZHM_OK)
            break;
    store_cursor_clear(&c);
    if (code == ZHM_NOT_FOUND)
        set_sort(set);
    return code == ZHM_NOT_FOUND ? ZHM_OK : code;
}

/* Delete the pending names up to a generation. */
static zhm_code clear_pending(struct store_txn *t, uint64_t up_to, zhm_error *err)
{
    struct buf key = {0};
    zhm_code code = ZHM_OK;
    while (code == ZHM_OK) {
        struct store_cursor c;
        code = store_cursor_init(&c, t, STORE_PENDING, (struct str){0}, err);
        if (code != ZHM_OK)
            break;
        code = store_cursor_next(&c, err);
        bool old = code == ZHM_OK && be64(c.key.data) <= up_to;
        buf_clear(&key);
        buf_append_str(&key, c.key);
        store_cursor_clear(&c);
        if (code == ZHM_OK && !old)
            break;
        if (code == ZHM_OK)
            code = store_delete(t, STORE_PENDING, buf_str(&key), err);
    }
    buf_free(&key);
    return code == ZHM_NOT_FOUND ? ZHM_OK : code;
}

struct blocks {
    struct buf automaton, fuzzy;
};

static void blocks_free(struct blocks *b)
{
    buf_free(&b->automaton);
    buf_free(&b->fuzzy);
}

static void pad(struct buf *block)
{
    static const char zeros[BLOCK_MIN];
    if (block->len < BLOCK_MIN)
        buf_append(block, zeros, BLOCK_MIN - block->len);
}

static zhm_code blocks_build(const struct name_set *set, struct blocks *out, zhm_error *err)
{
    zhm_code code = automaton_build(set->items, set->count, &out->automaton, err);
    if (code == ZHM_OK)
        code = fuzzy_build(set->items, set->count, &out->fuzzy, err);
    if (code != ZHM_OK)
        return code;
    pad(&out->automaton);
    pad(&out->fuzzy);
    return out->automaton.failed || out->fuzzy.failed ? zhm_fail(err, ZHM_NO_MEMORY, "no memory for a segment")
                                                      : ZHM_OK;
}

static zhm_code blocks_put(struct store_txn *t, int which, struct blocks *b, zhm_error *err)
{
    zhm_code code = store_put(t, STORE_SEGMENTS, automaton_keys[which], buf_str(&b->automaton), err);
    return code == ZHM_OK ? store_put(t, STORE_SEGMENTS, fuzzy_keys[which], buf_str(&b->fuzzy), err) : code;
}

static zhm_code drop_delta(struct store_txn *t, zhm_error *err)
{
    zhm_code code = store_delete(t, STORE_SEGMENTS, automaton_keys[DELTA], err);
    if (code == ZHM_OK)
        code = store_delete(t, STORE_SEGMENTS, fuzzy_keys[DELTA], err);
    return code == ZHM_NOT_FOUND ? ZHM_OK : code;
}

static zhm_code put_delta(struct store_txn *t, zhm_error *err)
{
    struct name_set set = {0};
    struct blocks blocks = {0};
    zhm_code code = read_pending(t, &set, err);
    if (code == ZHM_OK && set.count == 0)
        code = drop_delta(t, err);
    else if (code == ZHM_OK) {
        code = blocks_build(&set, &blocks, err);
        if (code == ZHM_OK)
            code = blocks_put(t, DELTA, &blocks, err);
    }
    blocks_free(&blocks);
    set_free(&set);
    return code;
}

static zhm_code put_base(struct store_txn *t, struct blocks *blocks, uint64_t generation, zhm_error *err)
{
    struct buf stamp = {0};
    buf_append_be64(&stamp, generation);
    zhm_code code = blocks_put(t, BASE, blocks, err);
    if (code == ZHM_OK)
        code = store_put(t, STORE_META, base_generation_key, buf_str(&stamp), err);
    buf_free(&stamp);
    if (code == ZHM_OK)
        code = clear_pending(t, generation, err);
    return code == ZHM_OK ? put_delta(t, err) : code;
}

zhm_code segments_rebuild(struct store_txn *t, zhm_error *err)
{
    struct name_set set = {0};
    struct blocks blocks = {0};
    zhm_code code = read_names(t, &set, err);
    if (code == ZHM_OK)
        code = blocks_build(&set, &blocks, err);
    if (code == ZHM_OK)
        code = put_base(t, &blocks, store_generation(t), err);
    blocks_free(&blocks);
    set_free(&set);
    return code;
}

/* A writer builds the base itself only when that costs a few times what it wrote anyway. */
static bool many(uint64_t pending, uint64_t names)
{
    return pending > 1024 + names / 4;
}

bool segments_want_merge(struct store_txn *t)
{
    uint64_t pending = store_count(t, STORE_PENDING);
    return pending >= 256 && pending >= store_count(t, STORE_NAMES) / 64;
}

zhm_code segments_add(struct store_txn *t, struct buf *added, zhm_error *err)
{
    struct str rest = buf_str(added), name;
    uint64_t count = 0;
    for (; read_lengthed(&rest, &name); count++)
        ;
    if (many(store_count(t, STORE_PENDING) + count, store_count(t, STORE_NAMES) - count))
        return segments_rebuild(t, err);
    rest = buf_str(added);
    zhm_code code = ZHM_OK;
    while (code == ZHM_OK && read_lengthed(&rest, &name))
        code = put_pending(t, name, err);
    return code == ZHM_OK && count > 0 ? put_delta(t, err) : code;
}

static bool base_is_newer(struct store_txn *t, uint64_t generation)
{
    struct str stamp;
    return store_get(t, STORE_META, base_generation_key, &stamp, NULL) == ZHM_OK && stamp.len == 8 &&
           be64(stamp.data) > generation;
}

struct merge {
    struct blocks blocks;
    uint64_t generation;
};

static zhm_code write_merge(struct store_txn *t, void *context, zhm_error *err)
{
    struct merge *m = context;
    return base_is_newer(t, m->generation) ? ZHM_OK : put_base(t, &m->blocks, m->generation, err);
}

zhm_code segments_merge(zhm_database *db, zhm_error *err)
{
    struct merge m = {0};
    struct name_set set = {0};
    struct store_txn *t;
    zhm_code code = store_read_begin(db->store, &t, err);
    if (code != ZHM_OK)
        return code;
    m.generation = store_generation(t);
    code = read_names(t, &set, err);
    store_read_end(t);
    if (code == ZHM_OK)
        code = blocks_build(&set, &m.blocks, err);
    if (code == ZHM_OK)
        code = store_write(db->store, write_merge, &m, NULL, err);
    blocks_free(&m.blocks);
    set_free(&set);
    return code;
}

zhm_code segments_open(struct store_txn *t, struct segments *out, zhm_error *err)
{
    struct segments s = {0};
    for (int which = BASE; which <= DELTA; which++) {
        struct str block;
        zhm_code code = store_get_block(t, STORE_SEGMENTS, automaton_keys[which], &block, err);
        if (code == ZHM_NOT_FOUND)
            continue;
        if (code == ZHM_OK)
            code = automaton_view(block, &s.automata[s.count], err);
        if (code == ZHM_OK)
            code = store_get_block(t, STORE_SEGMENTS, fuzzy_keys[which], &block, err);
        if (code == ZHM_OK)
            code = fuzzy_view(block, &s.fuzzies[s.count], err);
        if (code == ZHM_NOT_FOUND)
            code = zhm_fail(err, ZHM_STORAGE, "a segment lacks its fuzzy index; run verify");
        if (code != ZHM_OK)
            return code;
        s.count++;
    }
    *out = s;
    return ZHM_OK;
}

static bool holds(const struct fuzzy *f, struct str name)
{
    size_t low = 0, high = fuzzy_count(f);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(fuzzy_key(f, (uint32_t)middle), name);
        if (order == 0)
            return true;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

/* Memory to look for names in the automata. */
struct finder {
    struct arena arena;
    struct automaton_hits hits;
};

static zhm_code finds(struct finder *f, const struct automaton *a, struct str name, bool *out, zhm_error *err)
{
    arena_clear(&f->arena);
    f->hits.count = 0;
    uint32_t *points = arena_array(&f->arena, name.len, sizeof *points);
    size_t n = 0;
    if (!points)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory to verify the segments");
    for (size_t pos = 0; pos < name.len; n++)
        if ((points[n] = utf8_next(name, &pos)) == UTF8_INVALID)
            return zhm_fail(err, ZHM_STORAGE, "a record of the names is no UTF-8");
    zhm_code code = automaton_scan(a, points, NULL, n, &f->hits, err);
    *out = false;
    for (size_t i = 0; code == ZHM_OK && i < f->hits.count; i++)
        *out = *out || f->hits.items[i].length == n;
    return code;
}

static zhm_code verify_name(const struct segments *s, struct finder *f, struct str name, zhm_error *err)
{
    bool found = false;
    zhm_code code = ZHM_OK;
    for (size_t k = 0; code == ZHM_OK && k < s->count && !found; k++)
        if (holds(&s->fuzzies[k], name))
            code = finds(f, &s->automata[k], name, &found, err);
    if (code == ZHM_OK && !found)
        code = zhm_fail(err, ZHM_STORAGE, "no segment holds the name %.*s", STR_ARG(name));
    return code;
}

zhm_code segments_verify(struct store_txn *t, zhm_error *err)
{
    struct segments s;
    struct name_set names = {0};
    struct finder finder = {0};
    zhm_code code = segments_open(t, &s, err);
    if (code == ZHM_OK)
        code = read_names(t, &names, err);
    for (size_t i = 0; code == ZHM_OK && i < names.count; i++)
        code = verify_name(&s, &finder, names.items[i], err);
    arena_free(&finder.arena);
    automaton_hits_free(&finder.hits);
    set_free(&names);
    return code;
}
