#include "term/database.h"

#include "base/fault.h"
#include "model/concept.h"
#include "model/lang.h"

#include <stdlib.h>
#include <time.h>

struct concept_entry {
    struct concept_entry *next;
    zhm_concept concept;
};

zhm_code reader_begin(struct reader *r, zhm_database *db, zhm_error *err)
{
    arena_clear(&r->arena);
    memset(r->cache, 0, sizeof r->cache);
    r->db = db;
    return store_read_begin(db->store, &r->txn, err);
}

void reader_end(struct reader *r)
{
    store_read_end(r->txn);
    r->txn = NULL;
}

void reader_free(struct reader *r)
{
    arena_free(&r->arena);
    folded_free(&r->folded);
    buf_free(&r->key);
    automaton_hits_free(&r->hits);
    fuzzy_hits_free(&r->near);
}

static size_t slot_of(struct str id)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < id.len; i++)
        h = (h ^ (unsigned char)id.data[i]) * 16777619u;
    return (h ^ h >> 15) % 64;
}

/* The record is copied as a whole, so that the texts of the concept are borrowed from the arena, not from the snapshot. */
static zhm_code load(struct reader *r, struct str id, zhm_concept *out, zhm_error *err)
{
    struct str record;
    zhm_code code = store_get(r->txn, STORE_CONCEPTS, id, &record, err);
    if (code != ZHM_OK)
        return code;
    struct str copy = arena_copy(&r->arena, record), name = arena_copy(&r->arena, id);
    if (!copy.data || !name.data)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a concept");
    return concept_decode(name.data, copy, &r->arena, out, err);
}

zhm_code reader_concept(struct reader *r, struct str id, const zhm_concept **out, zhm_error *err)
{
    if (id.len == 0 || id.len > ZHM_ID_MAX)
        return ZHM_NOT_FOUND;
    struct concept_entry **slot = &r->cache[slot_of(id)];
    for (struct concept_entry *e = *slot; e; e = e->next)
        if (str_is(id, e->concept.id)) {
            *out = &e->concept;
            return ZHM_OK;
        }
    struct concept_entry *e = arena_alloc(&r->arena, sizeof *e);
    if (!e)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a concept");
    zhm_code code = load(r, id, &e->concept, err);
    if (code != ZHM_OK)
        return code;
    e->next = *slot;
    *slot = e;
    *out = &e->concept;
    return ZHM_OK;
}

zhm_date today(void)
{
    time_t now = time(NULL);
    struct tm day;
    gmtime_r(&now, &day);
    return (day.tm_year + 1900) * 10000 + (day.tm_mon + 1) * 100 + day.tm_mday;
}

static zhm_date whole_day(zhm_date date)
{
    if (date % 10000 == 0)
        return date + 101;
    return date % 100 == 0 ? date + 1 : date;
}

zhm_code question_of(const zhm_options *options, struct question *out, zhm_error *err)
{
    static const zhm_options none;
    const zhm_options *o = options ? options : &none;
    struct question q = {
        .has_category = o->has_category, .category = o->category, .style = o->style ? o->style : "state"};
    if (o->lang && *o->lang) {
        zhm_code code = lang_canonical(str_of(o->lang), q.lang, err);
        if (code != ZHM_OK)
            return code;
    }
    q.day = o->as_of ? whole_day(o->as_of) : today();
    *out = q;
    return ZHM_OK;
}
