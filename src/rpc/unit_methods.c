#include "base/fault.h"
#include "memory/batch_record.h"
#include "memory/units.h"
#include "model/unit.h"
#include "rpc/answers.h"
#include "rpc/session.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

/* The units of memory.add: those that are sound, and what became of each. */
struct adding {
    const char *batch; /* NULL: no import's */
    struct arena arena;
    size_t count, sound_count;
    zhm_unit *sound;
    struct unit_put *puts; /* of the sound ones */
    const char **faults;   /* of each; NULL: it is the next of the sound ones */
    uint64_t generation;
};

static zhm_code adding_begin(struct adding *a, size_t count, zhm_error *err)
{
    if (count < 1 || count > RPC_UNITS_MAX)
        return zhm_fail(err, ZHM_LIMIT, "units: 1 to %d of them, not %zu", RPC_UNITS_MAX, count);
    a->count = count;
    a->sound = arena_array(&a->arena, count, sizeof *a->sound);
    a->puts = arena_array(&a->arena, count, sizeof *a->puts);
    a->faults = arena_array(&a->arena, count, sizeof *a->faults);
    return a->sound && a->puts && a->faults ? ZHM_OK : zhm_fail(err, ZHM_NO_MEMORY, "no memory for units");
}

/* A unit that is none is a fault of the request; one that says what no unit may is refused by itself. */
static zhm_code adding_read(struct adding *a, json_t *list, zhm_error *err)
{
    for (size_t i = 0; i < a->count; i++) {
        zhm_error fault = {0};
        zhm_unit *u = &a->sound[a->sound_count];
        zhm_code code = unit_from_json(json_array_get(list, i), &a->arena, u, err);
        if (code != ZHM_OK)
            return zhm_prefix(err, code, "units[%zu]: ", i);
        code = unit_check(u, &fault);
        a->sound_count += code == ZHM_OK;
        if (code == ZHM_OK)
            continue;
        a->faults[i] = arena_copy(&a->arena, str_of(fault.text)).data;
        if (!a->faults[i])
            return zhm_fail(err, ZHM_NO_MEMORY, "no memory for units");
    }
    return ZHM_OK;
}

static zhm_code running_batch(struct store_txn *t, struct adding *a, struct batch *out, zhm_error *err)
{
    zhm_code code = batch_find(t, a->batch, &a->arena, out, NULL, err);
    if (code == ZHM_NOT_FOUND || (code == ZHM_OK && out->state == BATCH_UNDONE))
        return zhm_fail(err, ZHM_NOT_FOUND, "no " BATCH_NAMED ": memory.begin begins it", a->batch);
    if (code == ZHM_OK && out->state != BATCH_RUNNING)
        return zhm_fail(err, ZHM_CONFLICT, BATCH_NAMED " is %s: nothing can be added", a->batch,
                        batch_state_name(out->state));
    return code;
}

static void count_outcomes(const struct adding *a, struct batch *b)
{
    b->read += a->count;
    b->refused += a->count - a->sound_count;
    for (size_t i = 0; i < a->sound_count; i++) {
        b->added += a->puts[i].outcome == UNIT_ADDED;
        b->joined += a->puts[i].outcome == UNIT_JOINED;
        b->unchanged += a->puts[i].outcome == UNIT_UNCHANGED;
        b->refused += a->puts[i].outcome == UNIT_REFUSED;
    }
}

/* The units, and how far their import has come with them, in one write. */
static zhm_code add_within(struct store_txn *t, void *context, zhm_error *err)
{
    struct adding *a = context;
    struct batch b = {.begun = (int64_t)time(NULL)};
    zhm_code code = a->batch ? running_batch(t, a, &b, err) : ZHM_OK;
    for (size_t i = 0; a->batch && i < a->sound_count; i++)
        if (!a->sound[i].origin || !*a->sound[i].origin)
            a->sound[i].origin = b.origin;
    if (code == ZHM_OK)
        code = units_put(t, a->sound, a->sound_count, b.number, b.begun, a->puts, err);
    if (code == ZHM_OK && a->batch) {
        count_outcomes(a, &b);
        code = batch_store(t, &b, err);
    }
    a->generation = store_generation(t);
    return code;
}

static void answer_added(struct buf *out, const struct adding *a)
{
    static const char *const names[] = {"added", "joined", "unchanged", "refused"}; /* by unit_outcome */
    const struct unit_put *put = a->puts;
    reply_key(out, "units");
    reply_open(out, '[');
    for (size_t i = 0; i < a->count; i++) {
        struct unit_put one = a->faults[i] ? (struct unit_put){UNIT_REFUSED, 0} : *put++;
        reply_open(out, '{');
        if (one.number)
            reply_member_number(out, "unit", one.number);
        reply_member_text(out, "outcome", names[one.outcome]);
        if (one.outcome == UNIT_REFUSED)
            reply_member_text(out, "error",
                              a->faults[i] ? a->faults[i] : "in NFC a text is too long, or there are too many details");
        reply_close(out, '}');
    }
    reply_close(out, ']');
    reply_member_number(out, "generation", a->generation);
}

zhm_code memory_add(struct rpc_session *s, const struct request *in, struct buf *out, zhm_error *err)
{
    const struct argument *units = request_argument(in, STR("units"));
    struct adding a = {.batch = param_text(in, "batch")};
    zhm_code code = adding_begin(&a, units->number, err);
    if (code == ZHM_OK)
        code = adding_read(&a, units->json, err);
    if (code == ZHM_OK)
        code = store_write(s->rpc->db->store, add_within, &a, NULL, err);
    if (code == ZHM_OK)
        answer_added(out, &a);
    arena_free(&a.arena);
    return code;
}

/* The name of the import that last wrote the unit; NULL: none. */
static zhm_code batch_name(struct reader *r, const zhm_unit *u, const char **out, zhm_error *err)
{
    struct batch b = {0};
    *out = NULL;
    if (u->batch == 0)
        return ZHM_OK;
    zhm_code code = batch_load(r->txn, u->batch, &r->arena, &b, err);
    if (code == ZHM_OK)
        *out = b.name;
    return code == ZHM_NOT_FOUND ? ZHM_OK : code;
}

static zhm_code write_unit(struct rpc_session *s, uint64_t number, struct buf *out, zhm_error *err)
{
    struct reader *r = &s->reader;
    const char *batch = NULL;
    zhm_unit u;
    zhm_code code = unit_get(r->txn, number, &r->arena, &u, err);
    if (code == ZHM_NOT_FOUND)
        return zhm_fail(err, ZHM_NOT_FOUND, "no unit %" PRIu64, number);
    if (code == ZHM_OK)
        code = batch_name(r, &u, &batch, err);
    if (code == ZHM_OK)
        answer_unit_members(out, &u, batch);
    return code;
}

zhm_code memory_get(struct rpc_session *s, const struct request *in, struct buf *out, zhm_error *err)
{
    return write_unit(s, param_number(in, "unit", 0), out, err);
}

struct editing {
    uint64_t number, based_on, generation;
    zhm_unit unit;
};

static struct str unit_id(uint64_t number, char text[32])
{
    return (struct str){text, (size_t)snprintf(text, 32, "unit:%" PRIu64, number)};
}

static zhm_code edit_within(struct store_txn *t, void *context, zhm_error *err)
{
    struct editing *e = context;
    char id[32];
    uint64_t last = 0;
    zhm_code code = ZHM_OK;
    if (e->based_on != BASED_ON_ANYTHING)
        code = concept_generation(t, unit_id(e->number, id), &last, err);
    if (code == ZHM_OK && last > e->based_on)
        code = zhm_fail(err, ZHM_CONFLICT, "unit %" PRIu64 " was changed in generation %" PRIu64 ", after %" PRIu64,
                        e->number, last, e->based_on);
    if (code == ZHM_OK)
        code = unit_replace(t, e->number, &e->unit, (int64_t)time(NULL), err);
    e->generation = store_generation(t);
    return code;
}

/* What stands there now, for who has come into conflict with it. */
static void add_current(struct rpc_session *s, uint64_t number)
{
    if (reader_begin(&s->reader, s->rpc->db, NULL) != ZHM_OK)
        return;
    buf_clear(&s->extra);
    reply_key(&s->extra, "current");
    size_t before = s->extra.len;
    reply_open(&s->extra, '{');
    if (write_unit(s, number, &s->extra, NULL) == ZHM_OK) {
        reply_member_number(&s->extra, "generation", store_generation(s->reader.txn));
        reply_close(&s->extra, '}');
    } else { /* deleted meanwhile */
        s->extra.len = before;
        reply_null(&s->extra);
    }
    reader_end(&s->reader);
}

zhm_code memory_edit(struct rpc_session *s, const struct request *in, struct buf *out, zhm_error *err)
{
    struct arena arena = {0};
    struct editing e = {.number = param_number(in, "unit", 0),
                        .based_on = param_number(in, "generation", BASED_ON_ANYTHING)};
    zhm_code code = unit_from_json(in->params, &arena, &e.unit, err);
    if (code == ZHM_OK)
        code = unit_check(&e.unit, err);
    if (code == ZHM_OK)
        code = store_write(s->rpc->db->store, edit_within, &e, NULL, err);
    if (code == ZHM_OK)
        reply_member_number(out, "generation", e.generation);
    if (code == ZHM_CONFLICT)
        add_current(s, e.number);
    arena_free(&arena);
    return code;
}

zhm_code memory_history(struct rpc_session *s, const struct request *in, struct buf *out, zhm_error *err)
{
    uint64_t number = param_number(in, "unit", 0);
    struct change_list list;
    char id[32];
    size_t limit;
    zhm_code code = param_limit(in, 20, 1000, &limit, err);
    if (code == ZHM_OK)
        code = concept_history(&s->reader, unit_id(number, id), limit, &list, err);
    if (code == ZHM_OK && list.count == 0)
        code = zhm_fail(err, ZHM_NOT_FOUND, "no unit %" PRIu64, number);
    if (code == ZHM_OK)
        answer_changes(out, &list);
    return code;
}
