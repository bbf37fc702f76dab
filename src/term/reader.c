#include "term/database.h"

#include "base/fault.h"
#include "model/concept.h"
#include "model/lang.h"

#include <stdlib.h>
#include <time.h>

struct concept_entry {
    struct concept_entry *next;
    zhm_concept concept;
    const void *memo;
};

enum { KEPT_BYTES = 4 << 20 }; /* of records, before what is kept is dropped; in memory a few times that */

static void drop_kept(struct reader *r)
{
    arena_clear(&r->kept);
    memset(r->concepts, 0, sizeof r->concepts);
    memset(r->names, 0, sizeof r->names);
    r->kept_bytes = 0;
}

zhm_code reader_begin(struct reader *r, zhm_database *db, zhm_error *err)
{
    arena_clear(&r->arena);
    zhm_code code = store_read_begin(db->store, &r->txn, err);
    if (code != ZHM_OK)
        return code;
    r->grammar_viewed = false;
    uint64_t generation = store_generation(r->txn);
    if (r->db != db || generation != r->kept_generation || r->kept_bytes > KEPT_BYTES)
        drop_kept(r);
    r->db = db;
    r->kept_generation = generation;
    return ZHM_OK;
}

void reader_end(struct reader *r)
{
    store_read_end(r->txn);
    r->txn = NULL;
}

enum { REST_ITEMS = 65536 }; /* hits and folded points that an idle reader may keep */

void reader_rest(struct reader *r)
{
    arena_clear(&r->arena);
    if (r->folded.capacity > REST_ITEMS)
        folded_free(&r->folded);
    if (r->hits.capacity > REST_ITEMS)
        automaton_hits_free(&r->hits);
    if (r->near.capacity > REST_ITEMS)
        fuzzy_hits_free(&r->near);
}

void reader_free(struct reader *r)
{
    arena_free(&r->arena);
    arena_free(&r->kept);
    folded_free(&r->folded);
    buf_free(&r->key);
    automaton_hits_free(&r->hits);
    fuzzy_hits_free(&r->near);
    buf_free(&r->no_grammar);
}

size_t reader_slot(struct str text)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < text.len; i++)
        h = (h ^ (unsigned char)text.data[i]) * 16777619u;
    return (h ^ h >> 15) % READER_SLOTS;
}

/* The record is copied as a whole, so that the texts of the
 * concept are borrowed from the arena, not from the snapshot. */
static zhm_code load(struct reader *r, struct str id, zhm_concept *out, zhm_error *err)
{
    struct str record;
    zhm_code code = store_get(r->txn, STORE_CONCEPTS, id, &record, err);
    if (code != ZHM_OK)
        return code;
    struct str copy = arena_copy(&r->kept, record), name = arena_copy(&r->kept, id);
    if (!copy.data || !name.data)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a concept");
    r->kept_bytes += record.len;
    return concept_decode(name.data, copy, &r->kept, out, err);
}

zhm_code reader_concept(struct reader *r, struct str id, const zhm_concept **out, zhm_error *err)
{
    if (id.len == 0 || id.len > ZHM_ID_MAX)
        return ZHM_NOT_FOUND;
    struct concept_entry **slot = &r->concepts[reader_slot(id)];
    for (struct concept_entry *e = *slot; e; e = e->next)
        if (str_is(id, e->concept.id)) {
            *out = &e->concept;
            return ZHM_OK;
        }
    struct concept_entry *e = arena_alloc(&r->kept, sizeof *e);
    if (!e)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a concept");
    e->memo = NULL;
    zhm_code code = load(r, id, &e->concept, err);
    if (code != ZHM_OK)
        return code;
    e->next = *slot;
    *slot = e;
    *out = &e->concept;
    return ZHM_OK;
}

const void **reader_memo(const zhm_concept *concept)
{
    char *entry =
        (char *)(uintptr_t) concept - offsetof(struct concept_entry, concept); /* NOLINT(performance-no-int-to-ptr) */
    return &((struct concept_entry *)(void *)entry)->memo;
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
    if (o->has_category && (unsigned)o->category > ZHM_PERSON)
        return zhm_fail(err, ZHM_BAD_INPUT, "unknown category %d", (int)o->category);
    char day[16];
    zhm_date known;
    if (o->as_of && zhm_date_parse(zhm_date_text(o->as_of, day), &known, err) != ZHM_OK)
        return zhm_prefix(err, ZHM_BAD_INPUT, "as_of: ");
    struct question q = {.has_category = o->has_category,
                         .category = o->category,
                         .style = o->style ? o->style : "state",
                         .plain = o->plain};
    if (o->lang && *o->lang) {
        zhm_code code = lang_canonical(str_of(o->lang), q.lang, err);
        if (code != ZHM_OK)
            return code;
    }
    q.day = o->as_of ? whole_day(o->as_of) : today();
    *out = q;
    return ZHM_OK;
}
