#include "memory/units.h"

#include "base/fault.h"
#include "memory/index.h"
#include "memory/unit_store.h"
#include "model/unit.h"

static const struct str next_name = {"next_unit", 9};

#define NONE UINT32_MAX

/* A unit that is put. Those of one identity hang together in their order. */
struct place {
    const zhm_unit *unit; /* in NFC; NULL: refused */
    uint64_t number;      /* of the first: the unit that is there */
    uint32_t next, last;  /* the next of its identity; of the first: the last */
    bool first;
    enum unit_outcome outcome;
};

struct put {
    struct unit_work work;
    struct arena arena; /* for the whole of it */
    const zhm_unit *units;
    size_t count;
    uint64_t batch;
    int64_t now;
    uint64_t first_new, next; /* numbers */
    struct place *places;
    struct unit_key *order; /* hash and place, sorted by the hash */
    size_t ordered;
};

static zhm_code no_memory(zhm_error *err)
{
    return zhm_fail(err, ZHM_NO_MEMORY, "no memory to put units");
}

zhm_code unit_next_number(struct store_txn *t, uint64_t *out, zhm_error *err)
{
    struct str value = {0};
    zhm_code code = store_get(t, STORE_META, next_name, &value, err);
    if (code == ZHM_OK && (value.len != 8 || be64(value.data) == 0))
        return zhm_fail(err, ZHM_STORAGE, "the next unit's number is none");
    if (code == ZHM_OK || code == ZHM_NOT_FOUND)
        *out = code == ZHM_OK ? be64(value.data) : 1;
    return code == ZHM_NOT_FOUND ? ZHM_OK : code;
}

static zhm_code write_next(struct store_txn *t, uint64_t next, zhm_error *err)
{
    char value[8];
    key_put(value, next);
    return store_put(t, STORE_META, next_name, (struct str){value, sizeof value}, err);
}

/* Bring the texts to NFC, hash the identities, and sort by the hashes: keys are then looked up, and later put, from one
 * end of their table to the other. */
static zhm_code order_units(struct put *p, zhm_error *err)
{
    for (size_t i = 0; i < p->count; i++) {
        struct place *at = &p->places[i];
        *at = (struct place){.next = NONE, .last = (uint32_t)i, .outcome = UNIT_REFUSED};
        zhm_code code = unit_in_nfc(&p->units[i], &p->arena, &at->unit, err);
        if (code == ZHM_LIMIT)
            continue;
        struct unit_key *key = &p->order[p->ordered];
        if (code == ZHM_OK)
            code = unit_hash(at->unit, &p->work.identity, &key->hash, err);
        if (code != ZHM_OK)
            return code;
        key->number = i;
        p->ordered++;
    }
    unit_keys_sort(p->order, p->ordered);
    return ZHM_OK;
}

/* Hang a unit to the first of its identity among those of its hash before it. */
static zhm_code join_run(struct put *p, const struct unit_key *run, size_t i, bool *joined, zhm_error *err)
{
    for (size_t k = 0; k < i && !*joined; k++) {
        struct place *first = &p->places[run[k].number];
        if (!first->first)
            continue;
        zhm_code code = unit_same(&p->work, first->unit, p->places[run[i].number].unit, joined, err);
        if (code != ZHM_OK)
            return code;
        if (*joined) {
            p->places[first->last].next = (uint32_t)run[i].number;
            first->last = (uint32_t)run[i].number;
        }
    }
    return ZHM_OK;
}

/* Units of one hash. */
static zhm_code resolve_run(struct put *p, struct store_cursor *c, const struct unit_key *run, size_t count,
                            zhm_error *err)
{
    for (size_t i = 0; i < count; i++) {
        struct place *at = &p->places[run[i].number];
        bool joined = false;
        zhm_code code = join_run(p, run, i, &joined, err);
        if (code == ZHM_OK && !joined) {
            at->first = true;
            code = unit_by_identity(&p->work, c, at->unit, run[i].hash, &at->number, err);
        }
        if (code != ZHM_OK && code != ZHM_NOT_FOUND)
            return code;
    }
    return ZHM_OK;
}

/* Which of them are the same, and which are there. */
static zhm_code resolve(struct put *p, zhm_error *err)
{
    struct store_cursor c;
    zhm_code code = store_cursor_init(&c, p->work.txn, STORE_UNIT_KEYS, (struct str){0}, err);
    if (code != ZHM_OK)
        return code;
    for (size_t from = 0, to; code == ZHM_OK && from < p->ordered; from = to) {
        for (to = from + 1; to < p->ordered && p->order[to].hash == p->order[from].hash;)
            to++;
        code = resolve_run(p, &c, p->order + from, to - from, err);
    }
    store_cursor_clear(&c);
    return code;
}

/* What the units of one identity have become so far; work.record is its record. */
struct growing {
    zhm_unit unit;
    bool there, changed;
};

static zhm_code begin_unit(struct put *p, struct growing *g, struct place *at, zhm_error *err)
{
    g->unit = *at->unit;
    g->unit.batch = p->batch;
    g->unit.created = g->unit.created ? g->unit.created : p->now;
    buf_clear(&p->work.record);
    unit_encode(&g->unit, &p->work.record);
    if (p->work.record.failed)
        return no_memory(err);
    if (p->work.record.len > UNIT_RECORD_MAX)
        return ZHM_OK;
    at->outcome = UNIT_ADDED;
    g->there = g->changed = true;
    return ZHM_OK;
}

static zhm_code join_unit(struct put *p, struct growing *g, struct place *at, zhm_error *err)
{
    struct buf *record = &p->work.record, *other = &p->work.other;
    zhm_unit more = *at->unit, joined;
    more.batch = 0; /* so that it makes no difference by itself */
    more.created = more.created ? more.created : p->now;
    zhm_code code = unit_join(&g->unit, &more, &p->work.arena, &joined, err);
    if (code == ZHM_LIMIT)
        return ZHM_OK;
    if (code != ZHM_OK)
        return code;
    buf_clear(other);
    unit_encode(&joined, other);
    if (other->failed)
        return no_memory(err);
    if (other->len > UNIT_RECORD_MAX)
        return ZHM_OK;
    at->outcome = str_equal(buf_str(record), buf_str(other)) ? UNIT_UNCHANGED : UNIT_JOINED;
    if (at->outcome == UNIT_UNCHANGED)
        return ZHM_OK;
    struct buf swap = *record;
    *record = *other;
    *other = swap;
    g->unit = joined;
    g->changed = true;
    return ZHM_OK;
}

static zhm_code note_before(struct put *p, uint64_t number, struct str before, zhm_error *err)
{
    char key[16];
    key_put(key, p->batch);
    key_put(key + 8, number);
    return store_put(p->work.txn, STORE_BATCH_UNITS, (struct str){key, sizeof key}, before, err);
}

/* Its batch is the last to write it: what stands in @before is theirs from whom it took the unit over. */
static zhm_code write_grown(struct put *p, struct growing *g, uint64_t number, struct str before, zhm_error *err)
{
    uint64_t last_batch = before.len ? g->unit.batch : 0;
    zhm_code code = ZHM_OK;
    if (g->unit.batch != p->batch) {
        g->unit.batch = p->batch;
        buf_clear(&p->work.record);
        unit_encode(&g->unit, &p->work.record);
        if (p->work.record.failed)
            return no_memory(err);
    }
    if (p->batch && last_batch != p->batch)
        code = note_before(p, number, before, err);
    return code == ZHM_OK ? unit_write(&p->work, number, buf_str(&p->work.record), err) : code;
}

static zhm_code put_one(struct put *p, struct place *first, zhm_error *err)
{
    struct growing g = {0};
    struct str before = {0};
    zhm_code code = ZHM_OK;
    arena_clear(&p->work.arena);
    if (first->number) {
        code = unit_load(&p->work, first->number, &before, &g.unit, err);
        buf_clear(&p->work.record);
        buf_append_str(&p->work.record, before);
        g.there = true;
    }
    for (struct place *at = first; code == ZHM_OK && at; at = at->next == NONE ? NULL : &p->places[at->next])
        code = g.there ? join_unit(p, &g, at, err) : begin_unit(p, &g, at, err);
    if (code == ZHM_OK && p->work.record.failed)
        code = no_memory(err);
    if (code != ZHM_OK || !g.changed)
        return code;
    if (!first->number)
        first->number = p->next++;
    return write_grown(p, &g, first->number, before, err);
}

static zhm_code put_all(struct put *p, zhm_error *err)
{
    zhm_code code = unit_next_number(p->work.txn, &p->next, err);
    if (code == ZHM_OK && p->next > UINT64_MAX - p->count)
        code = zhm_fail(err, ZHM_LIMIT, "no numbers are left for units");
    p->first_new = p->next;
    for (size_t i = 0; code == ZHM_OK && i < p->count; i++)
        if (p->places[i].first)
            code = put_one(p, &p->places[i], err);
    return code == ZHM_OK && p->next > p->first_new ? write_next(p->work.txn, p->next, err) : code;
}

static zhm_code put_keys(struct put *p, zhm_error *err)
{
    size_t count = 0;
    for (size_t i = 0; i < p->ordered; i++) {
        const struct place *at = &p->places[p->order[i].number];
        if (at->first && at->number >= p->first_new)
            p->order[count++] = (struct unit_key){p->order[i].hash, at->number};
    }
    return unit_keys_put(p->work.txn, p->order, count, err);
}

static zhm_code put_texts(struct put *p, zhm_error *err)
{
    size_t room = 0, count = 0;
    for (size_t i = 0; i < p->count; i++)
        if (p->places[i].first && p->places[i].number >= p->first_new)
            room += p->places[i].unit->segment_count;
    struct index_text *texts = room ? arena_array(&p->arena, room, sizeof *texts) : NULL;
    if (!texts)
        return room ? no_memory(err) : ZHM_OK;
    for (size_t i = 0; i < p->count; i++) {
        const struct place *at = &p->places[i];
        if (!at->first || at->number < p->first_new)
            continue;
        for (size_t k = 0; k < at->unit->segment_count; k++)
            texts[count++] =
                (struct index_text){at->number, at->unit->segments[k].lang, str_of(at->unit->segments[k].text)};
    }
    return index_add(p->work.txn, texts, count, err);
}

static void report(const struct put *p, struct unit_put *out)
{
    for (size_t i = 0; i < p->count; i++)
        if (!p->places[i].unit)
            out[i] = (struct unit_put){UNIT_REFUSED, 0};
    for (size_t i = 0; i < p->count; i++)
        for (size_t k = i; p->places[i].first && k != NONE; k = p->places[k].next)
            out[k] = (struct unit_put){p->places[k].outcome, p->places[i].number};
}

static zhm_code put_units(struct put *p, zhm_error *err)
{
    p->places = arena_array(&p->arena, p->count, sizeof *p->places);
    p->order = arena_array(&p->arena, p->count, sizeof *p->order);
    if (!p->places || !p->order)
        return no_memory(err);
    zhm_code code = order_units(p, err);
    if (code == ZHM_OK)
        code = resolve(p, err);
    if (code == ZHM_OK)
        code = put_all(p, err);
    if (code == ZHM_OK)
        code = put_keys(p, err);
    return code == ZHM_OK ? put_texts(p, err) : code;
}

zhm_code units_put(struct store_txn *t, const zhm_unit *units, size_t count, uint64_t batch, int64_t now,
                   struct unit_put *out, zhm_error *err)
{
    if (count >= NONE)
        return zhm_fail(err, ZHM_LIMIT, "%zu units at once", count);
    struct put p = {.work = {.txn = t}, .units = units, .count = count, .batch = batch, .now = now};
    zhm_code code = count ? put_units(&p, err) : ZHM_OK;
    if (code == ZHM_OK)
        report(&p, out);
    unit_work_clear(&p.work);
    arena_free(&p.arena);
    return code;
}
