/* memory_door.h - the method table, and units to ask it about */
#ifndef TESTS_RPC_MEMORY_DOOR_H
#define TESTS_RPC_MEMORY_DOOR_H

#include "door.h"
#include "memory/units.h"

/* JSON with ' for ", which is easier to read; no text here has a '. Lent until the next but seven. */
MAYBE const char *quoted(const char *json)
{
    static char ring[8][8192];
    static unsigned turn;
    char *out = ring[turn++ % 8];
    snprintf(out, sizeof ring[0], "%s", json);
    for (char *c = out; *c; c++)
        *c = *c == '\'' ? '"' : *c;
    return out;
}

MAYBE json_t *result_q(struct door *d, const char *method, const char *params)
{
    return result_of(d, method, quoted(params));
}

MAYBE json_t *error_q(struct door *d, const char *method, const char *params)
{
    return error_of(d, method, quoted(params));
}

/* Add one unit; its number. */
MAYBE json_int_t add_unit(struct door *d, const char *unit)
{
    struct buf params = {0};
    buf_printf(&params, "{'units':[%s]}", unit);
    json_t *r = result_q(d, "memory.add", buf_text(&params));
    buf_free(&params);
    return number_at(r, "units.0.unit");
}

/* A path in JSON has this text. */
MAYBE void is_text(json_t *json, const char *path, const char *want)
{
    const char *got = text_at(json, path);
    if (!got || strcmp(got, want) != 0) {
        char all[4096] = "";
        json_dumpb(json, all, sizeof all - 1, JSON_COMPACT);
        fail_msg("%s is '%s', not '%s', in %s", path, got ? got : "(none)", want, all);
    }
}

/* Two JSON values are the same one. */
MAYBE void is_json(const json_t *got, const char *want)
{
    json_t *wanted = json_loads(quoted(want), JSON_DECODE_ANY, NULL);
    if (!wanted)
        fail_msg("no JSON: %s", want);
    if (!json_equal(got, wanted)) {
        char all[4096] = "";
        json_dumpb(got, all, sizeof all - 1, JSON_COMPACT | JSON_ENCODE_ANY);
        fail_msg("%s\n  instead of %s", all, want);
    }
    json_decref(wanted);
}

MAYBE json_int_t generation_of(struct door *d)
{
    return number_at(result_of(d, "service.stats", "{}"), "generation");
}

MAYBE void memory_sound(struct door *d)
{
    struct temp *t = d->temp;
    verify_all(t);
    WORKS(t, reader_begin(&t->reader, t->db, &t->err));
    zhm_code code = units_verify(t->reader.txn, &t->err);
    reader_end(&t->reader);
    WORKS(t, code);
}

#endif
