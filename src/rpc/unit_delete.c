#include "base/fault.h"
#include "memory/lookup.h"
#include "memory/units.h"
#include "model/unit.h"
#include "rpc/session.h"
#include "text/nfc.h"

struct deleting {
    const uint64_t *numbers;
    size_t count;
    const zhm_unit *like; /* only those that have all its texts; NULL: all */
    struct arena arena;
    uint64_t deleted, generation;
};

static const char *text_in(const zhm_unit *u, const char *lang)
{
    for (size_t i = 0; i < u->segment_count; i++)
        if (strcmp(u->segments[i].lang, lang) == 0)
            return u->segments[i].text;
    return NULL;
}

static bool has_all(const zhm_unit *u, const zhm_unit *like)
{
    for (size_t i = 0; i < like->segment_count; i++) {
        const char *text = text_in(u, like->segments[i].lang);
        if (!text || strcmp(text, like->segments[i].text) != 0)
            return false;
    }
    return true;
}

/* Those that were found may have changed since. */
static zhm_code still_like(struct store_txn *t, struct deleting *d, uint64_t **out, size_t *count, zhm_error *err)
{
    uint64_t *numbers = arena_array(&d->arena, d->count, sizeof *numbers);
    size_t n = 0;
    zhm_code code = numbers ? ZHM_OK : zhm_fail(err, ZHM_NO_MEMORY, "no memory to delete units");
    for (size_t i = 0; code == ZHM_OK && i < d->count; i++) {
        zhm_unit u;
        code = unit_get(t, d->numbers[i], &d->arena, &u, err);
        if (code == ZHM_OK && has_all(&u, d->like))
            numbers[n++] = d->numbers[i];
        if (code == ZHM_NOT_FOUND)
            code = ZHM_OK;
    }
    *out = numbers;
    *count = n;
    return code;
}

static zhm_code delete_within(struct store_txn *t, void *context, zhm_error *err)
{
    struct deleting *d = context;
    const uint64_t *numbers = d->numbers;
    uint64_t *like, before = store_count(t, STORE_UNITS);
    size_t count = d->count;
    zhm_code code = ZHM_OK;
    if (d->like) {
        code = still_like(t, d, &like, &count, err);
        numbers = like;
    }
    if (code == ZHM_OK)
        code = units_delete(t, numbers, count, err);
    d->deleted = code == ZHM_OK ? before - store_count(t, STORE_UNITS) : 0;
    d->generation = store_generation(t);
    return code;
}

static zhm_code delete_numbered(struct rpc_session *s, const struct argument *units, struct deleting *d, zhm_error *err)
{
    if (units->number < 1 || units->number > RPC_UNITS_MAX)
        return zhm_fail(err, ZHM_LIMIT, "units: 1 to %d of them, not %zu", RPC_UNITS_MAX, (size_t)units->number);
    d->numbers = units->numbers;
    d->count = units->number;
    return store_write(s->rpc->db->store, delete_within, d, NULL, err);
}

/* At most RPC_UNITS_MAX numbers of units with these texts, in the memory of the reader. */
static zhm_code find_like(struct rpc_session *s, const zhm_unit *like, uint64_t *numbers, size_t *count, bool *more,
                          zhm_error *err)
{
    const struct lookup_question q = {.from = like->segments[0].lang,
                                      .to = like->segments[1].lang,
                                      .min_score = 100,
                                      .limit = RPC_UNITS_MAX,
                                      .exact = true};
    struct unit_matches found = {0};
    struct search *search;
    zhm_code code = session_search(s, &search, err);
    if (code == ZHM_OK)
        code = reader_begin(&s->reader, s->rpc->db, err);
    if (code != ZHM_OK)
        return code;
    code = memory_lookup(&s->reader, search, &q, &(struct lookup_text){.text = str_of(like->segments[0].text)}, &found,
                         err);
    reader_end(&s->reader);
    *count = 0;
    for (size_t i = 0; code == ZHM_OK && i < found.count; i++)
        if (has_all(found.items[i].unit, like))
            numbers[(*count)++] = found.items[i].unit->number;
    *more = found.count == RPC_UNITS_MAX;
    return code;
}

static zhm_code delete_like(struct rpc_session *s, const zhm_unit *like, struct deleting *d, zhm_error *err)
{
    uint64_t numbers[RPC_UNITS_MAX], deleted = 0;
    bool more = true;
    zhm_code code = ZHM_OK;
    for (bool first = true; code == ZHM_OK && more; first = false) {
        size_t count = 0;
        code = find_like(s, like, numbers, &count, &more, err);
        if (code == ZHM_OK && more && count == 0)
            code = zhm_fail(err, ZHM_LIMIT, "too many units have the first text: delete by number");
        *d = (struct deleting){.numbers = numbers, .count = count, .like = like};
        if (code == ZHM_OK && (first || count > 0))
            code = store_write(s->rpc->db->store, delete_within, d, NULL, err);
        arena_free(&d->arena);
        deleted += d->deleted;
    }
    d->deleted = deleted;
    return code;
}

static zhm_code in_nfc(const zhm_unit *u, struct arena *arena, zhm_unit *out, zhm_error *err)
{
    zhm_segment *segments = arena_array(arena, u->segment_count, sizeof *segments);
    struct buf nfc = {0};
    zhm_code code = segments ? ZHM_OK : zhm_fail(err, ZHM_NO_MEMORY, "no memory for texts");
    for (size_t i = 0; code == ZHM_OK && i < u->segment_count; i++) {
        buf_clear(&nfc);
        code = text_nfc(str_of(u->segments[i].text), &nfc, err);
        segments[i].lang = u->segments[i].lang;
        if (code == ZHM_OK && !(segments[i].text = arena_copy(arena, buf_str(&nfc)).data))
            code = zhm_fail(err, ZHM_NO_MEMORY, "no memory for texts");
    }
    buf_free(&nfc);
    *out = (zhm_unit){.segments = segments, .segment_count = u->segment_count};
    return code;
}

static zhm_code delete_by_content(struct rpc_session *s, json_t *segments, struct deleting *d, zhm_error *err)
{
    struct arena arena = {0};
    zhm_unit given = {0}, like;
    zhm_code code = segments_from_json(segments, &arena, &given.segments, &given.segment_count, err);
    if (code == ZHM_OK)
        code = unit_check(&given, err);
    if (code == ZHM_OK)
        code = in_nfc(&given, &arena, &like, err);
    if (code == ZHM_OK)
        code = delete_like(s, &like, d, err);
    arena_free(&arena);
    return code;
}

zhm_code memory_delete(struct rpc_session *s, const struct request *in, struct buf *out, zhm_error *err)
{
    const struct argument *units = request_argument(in, STR("units")),
                          *segments = request_argument(in, STR("segments"));
    struct deleting d = {0};
    if (!units == !segments)
        return zhm_fail(err, ZHM_BAD_INPUT, "memory.delete needs the parameter 'units', or 'segments', and not both");
    zhm_code code = units ? delete_numbered(s, units, &d, err) : delete_by_content(s, segments->json, &d, err);
    arena_free(&d.arena);
    if (code != ZHM_OK)
        return code;
    reply_member_number(out, "deleted", d.deleted);
    reply_member_number(out, "generation", d.generation);
    return ZHM_OK;
}
