/* The public functions of the translation memory. */
#include "base/fault.h"
#include "memory/lookup.h"
#include "memory/units.h"
#include "model/unit.h"
#include "term/answer.h"

#include <stdlib.h>
#include <time.h>
#include <zhengming/memory.h>

const char *zhm_unit_match_name(zhm_unit_match_kind kind)
{
    static const char *const names[] = {
        [ZHM_UNIT_CONTEXT] = "context", [ZHM_UNIT_EXACT] = "exact", [ZHM_UNIT_FUZZY] = "fuzzy"};
    return (size_t)kind < sizeof names / sizeof *names ? names[kind] : "";
}

static struct str text_or_none(const char *text)
{
    return text ? str_of(text) : (struct str){0};
}

static zhm_code fill(struct reader *r, const struct unit_matches *found, zhm_unit_matches *out, zhm_error *err)
{
    zhm_unit_match *items = arena_array(&r->arena, found->count + 1, sizeof *items);
    if (!items)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for matches");
    for (size_t i = 0; i < found->count; i++) {
        const struct unit_match *m = &found->items[i];
        items[i] = (zhm_unit_match){m->kind, m->score, m->unit, m->source, m->target};
    }
    *out = (zhm_unit_matches){found->count, items};
    return ZHM_OK;
}

static zhm_code look_up(struct reader *r, const struct lookup_question *q, const struct lookup_text *text,
                        zhm_unit_matches *out, zhm_error *err)
{
    struct unit_matches found;
    struct search *s = search_new();
    if (!s)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a lookup");
    zhm_code code = memory_lookup(r, s, q, text, &found, err);
    search_free(s);
    return code == ZHM_OK ? fill(r, &found, out, err) : code;
}

zhm_code zhm_memory_lookup(zhm_database *db, const char *text, const char *from, const char *to,
                           const zhm_memory_options *options, const zhm_unit_matches **out, zhm_error *err)
{
    static const zhm_memory_options none = {0};
    const zhm_memory_options *o = options ? options : &none;
    const struct lookup_question q = {.from = from,
                                      .to = to,
                                      .min_score = o->min_score ? o->min_score : 70,
                                      .limit = o->limit ? o->limit : 5,
                                      .origin = o->origin,
                                      .domain = o->domain,
                                      .since = o->since,
                                      .until = o->until};
    const struct lookup_text asked = {text_or_none(text), text_or_none(o->previous), text_or_none(o->next)};
    struct answer *a;
    zhm_unit_matches *found;
    zhm_code code = answer_begin(db, sizeof *found, &a, err);
    if (code != ZHM_OK)
        return code;
    found = (void *)a->result;
    code = answer_finish(a, look_up(&a->reader, &q, &asked, found, err));
    if (code == ZHM_OK)
        *out = found;
    return code;
}

zhm_code zhm_memory_get(zhm_database *db, uint64_t number, const zhm_unit **out, zhm_error *err)
{
    struct answer *a;
    zhm_unit *u;
    zhm_code code = answer_begin(db, sizeof *u, &a, err);
    if (code != ZHM_OK)
        return code;
    u = (void *)a->result;
    code = unit_get(a->reader.txn, number, &a->reader.arena, u, err);
    if (code == ZHM_NOT_FOUND)
        code = zhm_fail(err, ZHM_NOT_FOUND, "no unit %llu", (unsigned long long)number);
    code = answer_finish(a, code);
    if (code == ZHM_OK)
        *out = u;
    return code;
}

struct addition {
    const zhm_unit *units;
    size_t count;
    struct unit_put *puts;
};

static zhm_code add(struct store_txn *t, void *context, zhm_error *err)
{
    const struct addition *a = context;
    zhm_code code = units_put(t, a->units, a->count, 0, (int64_t)time(NULL), a->puts, err);
    for (size_t i = 0; code == ZHM_OK && i < a->count; i++)
        if (a->puts[i].outcome == UNIT_REFUSED)
            code = zhm_fail(err, ZHM_LIMIT, "unit %zu: too long in NFC, or with too many details once joined", i);
    return code;
}

zhm_code zhm_memory_add(zhm_database *db, const zhm_unit *units, size_t count, uint64_t *numbers, uint64_t *generation,
                        zhm_error *err)
{
    struct addition a = {units, count, calloc(count + 1, sizeof *a.puts)};
    zhm_code code = a.puts ? ZHM_OK : zhm_fail(err, ZHM_NO_MEMORY, "no memory for %zu units", count);
    for (size_t i = 0; code == ZHM_OK && i < count; i++) {
        code = unit_check(&units[i], err);
        if (code != ZHM_OK)
            code = zhm_prefix(err, code, "unit %zu: ", i);
    }
    if (code == ZHM_OK)
        code = store_write(db->store, add, &a, generation, err);
    for (size_t i = 0; code == ZHM_OK && numbers && i < count; i++)
        numbers[i] = a.puts[i].number;
    free(a.puts);
    return code;
}

struct deletion {
    const uint64_t *numbers;
    size_t count;
};

static zhm_code delete (struct store_txn *t, void *context, zhm_error *err)
{
    const struct deletion *d = context;
    return units_delete(t, d->numbers, d->count, err);
}

zhm_code zhm_memory_delete(zhm_database *db, const uint64_t *numbers, size_t count, uint64_t *generation,
                           zhm_error *err)
{
    struct deletion d = {numbers, count};
    return store_write(db->store, delete, &d, generation, err);
}
