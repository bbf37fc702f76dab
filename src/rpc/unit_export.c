#include "base/fault.h"
#include "memory/batch_record.h"
#include "model/lang.h"
#include "model/unit.h"
#include "rpc/answers.h"
#include "rpc/session.h"

/* So that a request is short whatever it passes over, and a page is within what a reply may be. */
enum { READ_MAX = 100000, PAGE_BYTES = 8 << 20 };

struct exporting {
    struct reader *r;
    const char **langs; /* canonical */
    size_t lang_count;
    const char *origin, *domain;
    uint64_t batch; /* 0: all */
    size_t limit;
    struct batch last; /* the import that was last named in a unit */
    struct arena arena, unit;
    uint64_t after; /* the number of the last unit read */
    bool ended;
};

static zhm_code read_langs(const struct request *in, struct exporting *e, zhm_error *err)
{
    const struct argument *langs = request_argument(in, STR("langs"));
    if (!langs)
        return ZHM_OK;
    if (langs->number < 1 || langs->number > ZHM_SEGMENTS_MAX)
        return zhm_fail(err, ZHM_LIMIT, "langs: 1 to %d of them, not %zu", ZHM_SEGMENTS_MAX, (size_t)langs->number);
    e->lang_count = langs->number;
    e->langs = arena_array(&e->arena, e->lang_count, sizeof *e->langs);
    for (size_t i = 0; e->langs && i < e->lang_count; i++) {
        char tag[LANG_MAX];
        zhm_code code = lang_canonical(langs->texts[i], tag, err);
        if (code != ZHM_OK)
            return zhm_prefix(err, code, "langs[%zu]: ", i);
        e->langs[i] = arena_copy(&e->arena, str_of(tag)).data;
        if (!e->langs[i])
            return zhm_fail(err, ZHM_NO_MEMORY, "no memory for an export");
    }
    return e->langs ? ZHM_OK : zhm_fail(err, ZHM_NO_MEMORY, "no memory for an export");
}

static zhm_code read_question(const struct request *in, struct exporting *e, zhm_error *err)
{
    const char *batch = param_text(in, "batch");
    struct batch b = {0};
    zhm_code code = param_limit(in, 1000, 10000, &e->limit, err);
    if (code == ZHM_OK)
        code = read_langs(in, e, err);
    if (code == ZHM_OK && batch) {
        code = batch_find(e->r->txn, batch, &e->arena, &b, NULL, err);
        if (code == ZHM_NOT_FOUND)
            code = zhm_fail(err, ZHM_NOT_FOUND, "no " BATCH_NAMED, batch);
    }
    e->batch = b.number;
    e->after = param_number(in, "after", 0);
    e->origin = param_text(in, "origin");
    e->domain = param_text(in, "domain");
    return code;
}

static bool wanted(const struct exporting *e, const char *lang)
{
    for (size_t i = 0; i < e->lang_count; i++)
        if (lang_matches(lang, e->langs[i]))
            return true;
    return e->lang_count == 0;
}

/* Whether it is one of those asked for, with the languages that were asked for. */
static zhm_code choose(struct exporting *e, zhm_unit *u, bool *out, zhm_error *err)
{
    *out = (!e->origin || strcmp(e->origin, u->origin) == 0) && (!e->domain || strcmp(e->domain, u->domain) == 0) &&
           (!e->batch || e->batch == u->batch);
    if (!*out || e->lang_count == 0)
        return ZHM_OK;
    zhm_segment *segments = arena_array(&e->unit, u->segment_count, sizeof *segments);
    if (!segments)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for an export");
    size_t n = 0;
    for (size_t i = 0; i < u->segment_count; i++)
        if (wanted(e, u->segments[i].lang))
            segments[n++] = u->segments[i];
    u->segments = segments;
    u->segment_count = n;
    *out = n >= (e->lang_count > 1 ? 2 : 1);
    return ZHM_OK;
}

/* The import's name is the same for most units that follow each other. */
static zhm_code name_of_batch(struct exporting *e, const zhm_unit *u, const char **out, zhm_error *err)
{
    *out = NULL;
    if (u->batch == 0)
        return ZHM_OK;
    zhm_code code = e->last.number == u->batch ? ZHM_OK : batch_load(e->r->txn, u->batch, &e->arena, &e->last, err);
    if (code == ZHM_OK)
        *out = e->last.name;
    return code == ZHM_NOT_FOUND ? ZHM_OK : code;
}

static zhm_code export_one(struct exporting *e, const struct store_cursor *c, struct buf *out, bool *given,
                           zhm_error *err)
{
    const char *batch;
    zhm_unit u;
    arena_clear(&e->unit);
    if (c->key.len != 8)
        return zhm_fail(err, ZHM_STORAGE, "a unit's key is damaged");
    e->after = be64(c->key.data);
    zhm_code code = unit_decode(e->after, c->value, &e->unit, &u, err);
    if (code == ZHM_OK)
        code = choose(e, &u, given, err);
    if (code == ZHM_OK && *given)
        code = name_of_batch(e, &u, &batch, err);
    if (code == ZHM_OK && *given)
        answer_unit(out, &u, batch);
    return code;
}

static zhm_code export_page(struct exporting *e, struct store_cursor *c, struct buf *out, zhm_error *err)
{
    size_t count = 0, before = out->len;
    for (size_t read = 0; count < e->limit && read < READ_MAX && out->len - before < PAGE_BYTES; read++) {
        bool given = false;
        zhm_code code = store_cursor_next(c, err);
        e->ended = code == ZHM_NOT_FOUND;
        if (e->ended)
            return ZHM_OK;
        if (code == ZHM_OK)
            code = export_one(e, c, out, &given, err);
        if (code == ZHM_OK)
            code = rpc_reply_check(out, err);
        if (code != ZHM_OK)
            return code;
        count += given;
    }
    return ZHM_OK;
}

static zhm_code export_after(struct exporting *e, struct buf *out, zhm_error *err)
{
    struct store_cursor c;
    struct buf from = {0};
    buf_append_be64(&from, e->after + 1);
    zhm_code code = from.failed ? zhm_fail(err, ZHM_NO_MEMORY, "no memory for an export")
                                : store_cursor_init(&c, e->r->txn, STORE_UNITS, buf_str(&from), err);
    buf_free(&from);
    if (code != ZHM_OK)
        return code;
    code = export_page(e, &c, out, err);
    store_cursor_clear(&c);
    return code;
}

zhm_code memory_export(struct rpc_session *s, const struct request *in, struct buf *out, zhm_error *err)
{
    struct exporting e = {.r = &s->reader};
    zhm_code code = read_question(in, &e, err);
    if (code == ZHM_OK) {
        reply_key(out, "units");
        reply_open(out, '[');
        code = export_after(&e, out, err);
        reply_close(out, ']');
        reply_key(out, "next");
        if (e.ended)
            reply_null(out);
        else
            reply_number(out, e.after);
    }
    arena_free(&e.arena);
    arena_free(&e.unit);
    return code;
}
