#include "cli/import_way.h"

#include "cli/show.h"
#include "rpc/answers.h"

enum { CHUNK_BYTES = 2 << 20 }; /* of units in one request; a unit alone may be longer */

static void counts_of(struct import_way *w)
{
    const struct batch *b = batch_report(w->local);
    w->counts = (struct import_counts){b->read, b->added, b->joined, b->unchanged, b->refused};
}

/* Ask with the members of an object; the result is the caller's. */
static zhm_code ask(struct import_way *w, const char *method, struct buf *members, json_t **result, zhm_error *err)
{
    struct buf params = {0};
    buf_append_char(&params, '{');
    buf_append_str(&params, buf_str(members));
    buf_append_char(&params, '}');
    zhm_code code = params.failed || members->failed ? zhm_fail(err, ZHM_NO_MEMORY, "no memory for a request")
                                                     : door_ask(w->cli, method, buf_str(&params), result, err);
    buf_free(&params);
    return code;
}

static zhm_code wire_begin(struct import_way *w, const char *origin, bool resume, uint64_t *skip, zhm_error *err)
{
    struct buf members = {0};
    json_t *result = NULL;
    reply_member_text(&members, "batch", w->name);
    reply_member_optional(&members, "origin", origin);
    reply_member_bool(&members, "resume", resume);
    zhm_code code = ask(w, "memory.begin", &members, &result, err);
    if (code == ZHM_OK)
        *skip = (uint64_t)number_at(result, "skip");
    json_decref(result);
    buf_free(&members);
    return code;
}

zhm_code way_begin(struct import_way *w, const char *name, const char *origin, bool resume, uint64_t *skip,
                   zhm_error *err)
{
    w->name = name;
    if (w->cli->endpoint)
        return wire_begin(w, origin, resume, skip, err);
    zhm_code code = batch_begin(w->cli->db, name, origin, resume, &w->local, skip, err);
    if (code == ZHM_OK)
        counts_of(w);
    return code;
}

static zhm_code take_outcome(struct import_way *w, const struct waiting_unit *u, const json_t *answer, zhm_error *err)
{
    const char *outcome = text_at(answer, "outcome");
    w->counts.read++;
    w->counts.added += strcmp(outcome, "added") == 0;
    w->counts.joined += strcmp(outcome, "joined") == 0;
    w->counts.unchanged += strcmp(outcome, "unchanged") == 0;
    if (strcmp(outcome, "refused") != 0)
        return ZHM_OK;
    w->counts.refused++;
    return u->told ? ZHM_OK : w->refused(w->context, &u->at, text_at(answer, "error"), err);
}

/* Put what waits. */
static zhm_code send(struct import_way *w, zhm_error *err)
{
    struct buf members = {0};
    json_t *result = NULL;
    if (w->count == 0)
        return ZHM_OK;
    reply_member_text(&members, "batch", w->name);
    reply_key(&members, "units");
    reply_open(&members, '[');
    buf_append_str(&members, buf_str(&w->units));
    reply_close(&members, ']');
    zhm_code code = w->units.failed ? zhm_fail(err, ZHM_NO_MEMORY, "no memory for units")
                                    : ask(w, "memory.add", &members, &result, err);
    buf_free(&members);
    const json_t *answers = json_object_get(result, "units");
    for (size_t i = 0; code == ZHM_OK && i < w->count; i++)
        code = take_outcome(w, &w->waiting[i], json_array_get(answers, i), err);
    json_decref(result);
    w->count = 0;
    buf_clear(&w->units);
    return code;
}

static zhm_code wire_add(struct import_way *w, const zhm_unit *u, const struct unit_place *at, bool told,
                         zhm_error *err)
{
    size_t before = w->units.len;
    answer_unit(&w->units, u, NULL);
    if (w->units.len - before > RPC_REQUEST_MAX - 65536) {
        w->units.len = before;
        return way_refuse(w, at, "as JSON it is longer than what a request may be", err);
    }
    w->waiting[w->count++] = (struct waiting_unit){*at, told};
    return w->count == WAY_UNITS_MAX || w->units.len > CHUNK_BYTES ? send(w, err) : ZHM_OK;
}

zhm_code way_add(struct import_way *w, const zhm_unit *u, const struct unit_place *at, zhm_error *err)
{
    zhm_error fault = {0};
    if (w->cli->endpoint)
        return wire_add(w, u, at, false, err);
    zhm_code code = batch_add(w->local, u, &fault);
    counts_of(w);
    if (code == ZHM_BAD_INPUT || code == ZHM_LIMIT)
        return w->refused(w->context, at, fault.text, err);
    return code == ZHM_OK ? code : zhm_fail(err, code, "%s", fault.text);
}

zhm_code way_refuse(struct import_way *w, const struct unit_place *at, const char *why, zhm_error *err)
{
    static const zhm_unit stand_in = {0};
    zhm_code code = w->refused(w->context, at, why, err);
    if (code == ZHM_OK && w->cli->endpoint)
        return wire_add(w, &stand_in, at, true, err);
    if (code == ZHM_OK)
        batch_refuse(w->local);
    return code;
}

static zhm_code wire_end(struct import_way *w, bool done, zhm_error *err)
{
    struct buf members = {0};
    json_t *result = NULL;
    zhm_code code = send(w, err);
    reply_member_text(&members, "batch", w->name);
    reply_member_bool(&members, "done", done);
    if (code == ZHM_OK)
        code = ask(w, "memory.end", &members, &result, err);
    if (code == ZHM_OK)
        w->counts =
            (struct import_counts){(uint64_t)number_at(result, "read"), (uint64_t)number_at(result, "added"),
                                   (uint64_t)number_at(result, "joined"), (uint64_t)number_at(result, "unchanged"),
                                   (uint64_t)number_at(result, "refused")};
    json_decref(result);
    buf_free(&members);
    return code;
}

zhm_code way_end(struct import_way *w, bool done, zhm_error *err)
{
    if (w->cli->endpoint)
        return wire_end(w, done, err);
    zhm_code code = batch_end(w->local, done, err);
    counts_of(w);
    return code;
}

void way_clear(struct import_way *w)
{
    batch_free(w->local);
    w->local = NULL;
    buf_free(&w->units);
}
