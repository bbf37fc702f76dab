#include "memory/batches.h"

#include "base/fault.h"
#include "base/utf8.h"
#include "memory/batch_record.h"
#include "memory/unit_store.h"
#include "memory/units.h"
#include "model/unit.h"

#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

struct batch_import {
    zhm_database *db;
    struct arena arena; /* the names */
    struct batch durable;
    struct buf waiting; /* records in NFC, with their lengths */
    size_t count, refused;
    struct buf record;
    struct arena unit;
};

void batch_free(struct batch_import *b)
{
    if (!b)
        return;
    buf_free(&b->waiting);
    buf_free(&b->record);
    arena_free(&b->unit);
    arena_free(&b->arena);
    free(b);
}

const struct batch *batch_report(const struct batch_import *b)
{
    return &b->durable;
}

struct begin {
    struct batch_import *import;
    const char *name, *origin;
    bool resume;
};

static zhm_code conflict(const struct batch *b, bool resume, zhm_error *err)
{
    switch (b->state) {
    case BATCH_RUNNING:
        return zhm_fail(err, ZHM_CONFLICT, BATCH_NAMED " was begun and is not done: resume it, or undo it", b->name);
    case BATCH_UNDOING:
        return zhm_fail(err, ZHM_CONFLICT, BATCH_NAMED " is not undone to its end: undo it first", b->name);
    default:
        if (resume)
            return zhm_fail(err, ZHM_NOT_FOUND, BATCH_NAMED " is done: nothing to resume", b->name);
        return zhm_fail(err, ZHM_CONFLICT, BATCH_NAMED " is there already: undo it, or take another name", b->name);
    }
}

static zhm_code begin_new(struct store_txn *t, struct begin *begin, uint64_t number, zhm_error *err)
{
    struct batch_import *import = begin->import;
    struct batch b = {.number = number, .state = BATCH_RUNNING, .begun = (int64_t)time(NULL)};
    b.name = arena_copy(&import->arena, str_of(begin->name)).data;
    b.origin = arena_copy(&import->arena, str_of(begin->origin)).data;
    if (!b.name || !b.origin)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for an import");
    import->durable = b;
    return batch_store(t, &b, err);
}

static zhm_code write_begin(struct store_txn *t, void *context, zhm_error *err)
{
    struct begin *begin = context;
    struct batch b = {.state = BATCH_UNDONE};
    uint64_t next = 0;
    zhm_code code = batch_find(t, begin->name, &begin->import->arena, &b, &next, err);
    if (code != ZHM_OK && code != ZHM_NOT_FOUND)
        return code;
    if (begin->resume && b.state == BATCH_RUNNING) {
        begin->import->durable = b;
        return ZHM_OK;
    }
    if (b.state != BATCH_UNDONE)
        return conflict(&b, begin->resume, err);
    if (begin->resume)
        return zhm_fail(err, ZHM_NOT_FOUND, "no " BATCH_NAMED " to resume", begin->name);
    return begin_new(t, begin, next, err);
}

static zhm_code check_name(const char *name, const char *what, zhm_error *err)
{
    struct str s = str_of(name);
    if (s.len > ZHM_FIELD_MAX)
        return zhm_fail(err, ZHM_LIMIT, "%s of an import of %zu bytes: at most %d", what, s.len, ZHM_FIELD_MAX);
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.data[i] < ' ' || s.data[i] == 0x7F)
            return zhm_fail_at(err, ZHM_BAD_INPUT, 0, i, "control character in the %s of an import", what);
    zhm_code code = utf8_check(s, err);
    return code == ZHM_OK ? code : zhm_prefix(err, code, "%s of an import: ", what);
}

zhm_code batch_begin(zhm_database *db, const char *name, const char *origin, bool resume, struct batch_import **out,
                     uint64_t *skip, zhm_error *err)
{
    if (!name || !*name)
        return zhm_fail(err, ZHM_BAD_INPUT, "an import needs a name");
    zhm_code code = check_name(name, "name", err);
    if (code == ZHM_OK)
        code = check_name(origin, "origin", err);
    if (code != ZHM_OK)
        return code;
    struct batch_import *b = calloc(1, sizeof *b);
    if (!b)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for an import");
    b->db = db;
    struct begin begin = {b, name, origin, resume};
    code = store_write(db->store, write_begin, &begin, NULL, err);
    if (code != ZHM_OK) {
        batch_free(b);
        return code;
    }
    *out = b;
    *skip = b->durable.read;
    return ZHM_OK;
}

/* A step: units that wait, and how far the import has come with them. */
struct step {
    struct batch_import *import;
    struct batch after;
    struct arena arena;
    zhm_unit *units;
    struct unit_put *puts;
};

static zhm_code step_read(struct step *s, zhm_error *err)
{
    struct str in = buf_str(&s->import->waiting), record;
    size_t count = s->import->count;
    s->units = arena_array(&s->arena, count, sizeof *s->units);
    s->puts = arena_array(&s->arena, count, sizeof *s->puts);
    if (!s->units || !s->puts)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a step of an import");
    for (size_t i = 0; i < count; i++) {
        if (!read_lengthed(&in, &record))
            return zhm_fail(err, ZHM_STORAGE, "a unit that waits is damaged");
        zhm_code code = unit_decode(0, record, &s->arena, &s->units[i], err);
        if (code != ZHM_OK)
            return code;
    }
    return ZHM_OK;
}

static void step_count(struct step *s)
{
    for (size_t i = 0; i < s->import->count; i++) {
        enum unit_outcome outcome = s->puts[i].outcome;
        s->after.added += outcome == UNIT_ADDED;
        s->after.joined += outcome == UNIT_JOINED;
        s->after.unchanged += outcome == UNIT_UNCHANGED;
        s->after.refused += outcome == UNIT_REFUSED;
    }
}

/* Another process may have resumed it, or undone it. */
static zhm_code still_ours(struct store_txn *t, struct step *s, zhm_error *err)
{
    struct batch b, *mine = &s->import->durable;
    zhm_code code = batch_load(t, mine->number, &s->arena, &b, err);
    if (code == ZHM_NOT_FOUND)
        return zhm_fail(err, ZHM_STORAGE, BATCH_NAMED " is gone", mine->name);
    if (code == ZHM_OK && (b.state != BATCH_RUNNING || b.read != mine->read))
        return zhm_fail(err, ZHM_CONFLICT, BATCH_NAMED " was %s by someone else meanwhile", mine->name,
                        b.state == BATCH_RUNNING ? "resumed"
                        : b.state == BATCH_DONE  ? "ended"
                                                 : "undone");
    return code;
}

static zhm_code write_step(struct store_txn *t, void *context, zhm_error *err)
{
    struct step *s = context;
    const struct batch *mine = &s->import->durable;
    zhm_code code = still_ours(t, s, err);
    if (code == ZHM_OK)
        code = units_put(t, s->units, s->import->count, mine->number, mine->begun, s->puts, err);
    if (code != ZHM_OK)
        return code;
    step_count(s);
    return batch_store(t, &s->after, err);
}

/* What is wrong with one of the units that wait is no news of the unit that is added now: one can't go on. */
static zhm_code step_fault(const struct batch_import *b, const zhm_error *fault, zhm_error *err)
{
    zhm_code code = fault->code == ZHM_BAD_INPUT || fault->code == ZHM_LIMIT ? ZHM_STORAGE : fault->code;
    return zhm_fail(err, code, BATCH_NAMED ", units from %" PRIu64 ": %s", b->durable.name, b->durable.read + 1,
                    fault->text);
}

/* Write what waits; the import is in @state then. What fails stays waiting. */
static zhm_code take_step(struct batch_import *b, enum batch_state state, zhm_error *err)
{
    struct step s = {.import = b, .after = b->durable};
    zhm_error fault = {0};
    s.after.state = state;
    s.after.ended = state == BATCH_DONE ? (int64_t)time(NULL) : 0;
    s.after.read += b->count + b->refused;
    s.after.refused += b->refused;
    zhm_code code = step_read(&s, &fault);
    if (code == ZHM_OK)
        code = store_write(b->db->store, write_step, &s, NULL, &fault);
    arena_free(&s.arena);
    if (code != ZHM_OK)
        return step_fault(b, &fault, err);
    b->durable = s.after;
    b->count = b->refused = 0;
    buf_clear(&b->waiting);
    return ZHM_OK;
}

static zhm_code take_full_step(struct batch_import *b, zhm_error *err)
{
    bool full = b->count + b->refused >= batch_bounds.units || b->waiting.len >= batch_bounds.bytes;
    return full ? take_step(b, BATCH_RUNNING, err) : ZHM_OK;
}

static zhm_code refuse(struct batch_import *b, zhm_code code)
{
    b->refused++;
    return code;
}

/* The record of a unit, as it will be put. */
static zhm_code add_record(struct batch_import *b, const zhm_unit *u, zhm_error *err)
{
    const zhm_unit *nfc;
    arena_clear(&b->unit);
    zhm_code code = unit_in_nfc(u, &b->unit, &nfc, err);
    if (code != ZHM_OK)
        return code;
    zhm_unit unit = *nfc;
    if (!unit.origin || !*unit.origin)
        unit.origin = b->durable.origin;
    buf_clear(&b->record);
    unit_encode(&unit, &b->record);
    if (b->record.len > UNIT_RECORD_MAX)
        return zhm_fail(err, ZHM_LIMIT, "a unit of %zu bytes: at most %d", b->record.len, UNIT_RECORD_MAX);
    buf_append_lengthed(&b->waiting, buf_str(&b->record));
    if (b->record.failed || b->waiting.failed)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a unit of an import");
    b->count++;
    return ZHM_OK;
}

zhm_code batch_add(struct batch_import *b, const zhm_unit *u, zhm_error *err)
{
    zhm_code code = take_full_step(b, err);
    if (code == ZHM_OK)
        code = unit_check(u, err);
    if (code == ZHM_OK)
        code = add_record(b, u, err);
    if (code == ZHM_BAD_INPUT || code == ZHM_LIMIT)
        return refuse(b, code);
    return code == ZHM_OK ? take_full_step(b, err) : code;
}

void batch_refuse(struct batch_import *b)
{
    b->refused++;
}

zhm_code batch_end(struct batch_import *b, bool done, zhm_error *err)
{
    return take_step(b, done ? BATCH_DONE : BATCH_RUNNING, err);
}
