#include "memory/lookup.h"

#include "base/fault.h"
#include "base/utf8.h"
#include "memory/index.h"
#include "memory/units.h"
#include "model/lang.h"
#include "text/nfc.h"

/* A question on its way: its text and what each unit that is near is asked. */
struct lookup {
    struct reader *r;
    const struct lookup_question *q;
    char from[LANG_MAX], to[LANG_MAX];
    struct str text, previous, next; /* in NFC */
    uint32_t *points;
    size_t len;
    struct arena unit; /* the one that is being asked */
};

static zhm_code no_memory(zhm_error *err)
{
    return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a lookup");
}

static zhm_code question_check(const struct lookup_question *q, zhm_error *err)
{
    if (q->min_score < 50 || q->min_score > 100)
        return zhm_fail(err, ZHM_BAD_INPUT, "min_score is from 50 to 100, not %u", q->min_score);
    if (q->limit < 1 || q->limit > MATCHES_MAX)
        return zhm_fail(err, ZHM_BAD_INPUT, "limit is from 1 to %d, not %zu", MATCHES_MAX, q->limit);
    if (!q->from || !q->to)
        return zhm_fail(err, ZHM_BAD_INPUT, "which language from, and which to?");
    return ZHM_OK;
}

static zhm_code in_nfc(struct reader *r, struct str text, const char *what, struct str *out, zhm_error *err)
{
    struct buf nfc = {0};
    if (text.len > ZHM_SEGMENT_MAX)
        return zhm_fail(err, ZHM_LIMIT, "%s has %zu bytes, more than %d", what, text.len, ZHM_SEGMENT_MAX);
    zhm_code code = utf8_check(text, err);
    if (code != ZHM_OK)
        return zhm_prefix(err, code, "%s: ", what);
    code = text_nfc(text, &nfc, err);
    if (code == ZHM_OK && !(*out = arena_copy(&r->arena, buf_str(&nfc))).data)
        code = no_memory(err);
    buf_free(&nfc);
    return code;
}

static uint32_t *points_of(struct arena *arena, struct str text, size_t *len)
{
    uint32_t *points = arena_array(arena, text.len + 1, sizeof *points);
    *len = points ? utf8_points(text, points) : 0;
    return points;
}

static zhm_code prepare(struct lookup *l, const struct lookup_text *text, zhm_error *err)
{
    zhm_code code = question_check(l->q, err);
    if (code == ZHM_OK && text->text.len == 0)
        code = zhm_fail(err, ZHM_BAD_INPUT, "an empty text");
    if (code == ZHM_OK)
        code = lang_canonical(str_of(l->q->from), l->from, err);
    if (code == ZHM_OK)
        code = lang_canonical(str_of(l->q->to), l->to, err);
    if (code == ZHM_OK)
        code = in_nfc(l->r, text->text, "the text", &l->text, err);
    if (code == ZHM_OK)
        code = in_nfc(l->r, text->previous, "the text before", &l->previous, err);
    if (code == ZHM_OK)
        code = in_nfc(l->r, text->next, "the text after", &l->next, err);
    if (code != ZHM_OK)
        return code;
    l->points = points_of(&l->r->arena, l->text, &l->len);
    return l->points ? ZHM_OK : no_memory(err);
}

static bool text_is(const char *text, const uint32_t *points, size_t len)
{
    struct str s = str_of(text);
    size_t at = 0, i = 0;
    while (at < s.len && i < len)
        if (utf8_next(s, &at) != points[i++])
            return false;
    return at == s.len && i == len;
}

/* The unit's segment that answers @lang, in which the match is to be read. The language itself before those it stands
 * for. */
static const zhm_segment *target_in(const zhm_unit *u, const char *lang)
{
    const zhm_segment *found = NULL;
    for (size_t i = 0; i < u->segment_count; i++)
        if (lang_matches(u->segments[i].lang, lang) && (!found || strcmp(u->segments[i].lang, lang) == 0))
            found = &u->segments[i];
    return found;
}

/* Likewise, another one than @target, that has this text. */
static const zhm_segment *source_in(const zhm_unit *u, const char *lang, const zhm_segment *target,
                                    const uint32_t *points, size_t len)
{
    const zhm_segment *found = NULL;
    for (size_t i = 0; i < u->segment_count; i++) {
        const zhm_segment *s = &u->segments[i];
        if (s == target || !lang_matches(s->lang, lang) || !text_is(s->text, points, len))
            continue;
        if (!found || strcmp(s->lang, lang) == 0)
            found = s;
    }
    return found;
}

static bool passes(const struct lookup_question *q, const zhm_unit *u)
{
    int64_t when = u->changed ? u->changed : u->created;
    return (!q->origin || strcmp(q->origin, u->origin) == 0) && (!q->domain || strcmp(q->domain, u->domain) == 0) &&
           (!q->since || when >= q->since) && (!q->until || when < q->until);
}

static bool is_neighbour(struct str asked, const char *text)
{
    return asked.len > 0 && str_is(asked, text);
}

/* Whether a text is alive, its unit has the other language and passes; and in how many neighbours it agrees. */
static zhm_code accept(void *context, const uint32_t *points, struct search_hit *hit, zhm_error *err)
{
    struct lookup *l = context;
    zhm_unit u;
    arena_clear(&l->unit);
    zhm_code code = unit_view(l->r->txn, hit->number, &l->unit, &u, err);
    if (code != ZHM_OK)
        return code;
    const zhm_segment *target = target_in(&u, l->to), *source = source_in(&u, l->from, target, points, hit->length);
    if (!source || !target || !passes(l->q, &u))
        return ZHM_NOT_FOUND;
    if (hit->distance == 0)
        hit->rank = (unsigned)is_neighbour(l->previous, source->previous) + is_neighbour(l->next, source->next);
    return ZHM_OK;
}

static zhm_code adapt(struct lookup *l, struct unit_match *m, zhm_error *err)
{
    struct adaptation *a = arena_alloc(&l->r->arena, sizeof *a);
    if (!a)
        return no_memory(err);
    zhm_code code = adapt_numbers(l->text, str_of(m->source->text), str_of(m->target->text), &l->r->arena, a, err);
    if (code == ZHM_OK)
        m->adapted = a;
    return code == ZHM_NOT_FOUND ? ZHM_OK : code;
}

/* The segment that was hit: of the length and at the distance that the hit has. */
static const zhm_segment *segment_of(struct lookup *l, const zhm_unit *u, const zhm_segment *target,
                                     const struct search_hit *hit)
{
    const zhm_segment *found = NULL;
    for (size_t i = 0; i < u->segment_count; i++) {
        const zhm_segment *s = &u->segments[i];
        size_t len;
        if (s == target || !lang_matches(s->lang, l->from) || utf8_length(str_of(s->text)) != hit->length)
            continue;
        const uint32_t *points = points_of(&l->unit, str_of(s->text), &len);
        if (points && levenshtein(points, len, l->points, l->len, hit->distance) == hit->distance &&
            (!found || strcmp(s->lang, l->from) == 0))
            found = s;
    }
    return found;
}

static zhm_code fill_edits(struct lookup *l, struct unit_match *m, zhm_error *err)
{
    size_t len;
    const uint32_t *points = points_of(&l->unit, str_of(m->source->text), &len);
    return points ? levenshtein_edits(points, len, l->points, l->len, &l->r->arena, &m->edits, &m->edit_count, err)
                  : no_memory(err);
}

static zhm_code fill(struct lookup *l, const struct search_hit *hit, struct unit_match *m, zhm_error *err)
{
    zhm_unit *u = arena_alloc(&l->r->arena, sizeof *u);
    if (!u)
        return no_memory(err);
    zhm_code code = unit_get(l->r->txn, hit->number, &l->r->arena, u, err);
    if (code != ZHM_OK)
        return code == ZHM_NOT_FOUND ? zhm_fail(err, ZHM_STORAGE, "a unit of the memory is missing") : code;
    const zhm_segment *target = target_in(u, l->to);
    *m = (struct unit_match){.kind = hit->distance ? ZHM_UNIT_FUZZY
                                     : hit->rank   ? ZHM_UNIT_CONTEXT
                                                   : ZHM_UNIT_EXACT,
                             .score = levenshtein_score(hit->distance, l->len, hit->length),
                             .unit = u,
                             .source = segment_of(l, u, target, hit),
                             .target = target};
    if (!m->source || !m->target)
        return no_memory(err);
    if (hit->distance)
        code = fill_edits(l, m, err);
    return code == ZHM_OK && hit->distance && l->q->adapt ? adapt(l, m, err) : code;
}

static zhm_code look_up(struct lookup *l, struct search *s, struct unit_matches *out, zhm_error *err)
{
    struct index_view view = {0};
    const struct search_hit *hits;
    size_t count;
    struct search_query query = {l->points, l->len, l->q->exact ? 100 : l->q->min_score, l->q->limit, accept, l};
    zhm_code code = index_view_all(l->r->txn, l->from, &l->r->arena, &view, err);
    if (code == ZHM_OK)
        code = search_run(s, &query, view.blocks, view.block_count, view.texts, view.text_count, &hits, &count, err);
    if (code != ZHM_OK)
        return code;
    struct unit_match *items = arena_array(&l->r->arena, count + 1, sizeof *items);
    if (!items)
        return no_memory(err);
    for (size_t i = 0; code == ZHM_OK && i < count; i++)
        code = fill(l, &hits[i], &items[i], err);
    if (code == ZHM_OK)
        *out = (struct unit_matches){l->text.data, items, count};
    return code;
}

zhm_code memory_lookup(struct reader *r, struct search *s, const struct lookup_question *q,
                       const struct lookup_text *text, struct unit_matches *out, zhm_error *err)
{
    struct lookup l = {.r = r, .q = q};
    zhm_code code = prepare(&l, text, err);
    if (code == ZHM_OK)
        code = look_up(&l, s, out, err);
    arena_free(&l.unit);
    return code;
}
