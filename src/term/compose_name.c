#include "term/compose_name.h"

#include "base/fault.h"
#include "term/normalise.h"
#include "term/recognise.h"

static bool is_asked_for(const struct chart *c, const struct span *s, bool alone)
{
    zhm_category category;
    bool named = alone ? compose_category_alone(c, s->symbol, &category) : compose_category(c, s->symbol, &category);
    return named && (!c->question->has_category || c->question->category == category);
}

/* Whether it has a name in both languages. */
static zhm_code has_both(struct chart *c, struct node *n, bool *out, zhm_error *err)
{
    const char *zh = NULL, *en = NULL;
    zhm_code code = compose_text(c, n, GRAMMAR_ZH, &zh, err);
    if (code == ZHM_OK)
        code = compose_text(c, n, GRAMMAR_EN, &en, err);
    *out = zh && en;
    return code;
}

/* So much more a reading may cost that has both names where the cheapest has one; so many readings are tried. */
enum { DEAR = 3, TRIED = 8 };

/* Whether @a is better than @b, NULL: none. */
static bool is_better(const struct chart *c, const struct node *a, const struct node *b)
{
    return a && (!b || a->cost < b->cost || (a->cost == b->cost && compose_held(c, a) > compose_held(c, b)));
}

/* Of the span's nodes the best; one that can be written in both languages, if it is hardly dearer. */
static zhm_code best_node(struct chart *c, struct span *s, struct node **out, zhm_error *err)
{
    zhm_code code = chart_resolve(c, s, err);
    struct node *complete = NULL;
    *out = code == ZHM_OK && s->node_count > 0 ? s->nodes[0] : NULL;
    for (size_t i = 0; code == ZHM_OK && i < s->node_count && i < TRIED; i++) {
        struct node *n = s->nodes[i];
        bool both = false;
        if (n->cost > (complete ? complete->cost : s->nodes[0]->cost + DEAR))
            break;
        code = has_both(c, n, &both, err);
        if (both && is_better(c, n, complete))
            complete = n;
    }
    *out = complete ? complete : *out;
    return code;
}

/* The best reading of the whole name, or of all but the punctuation from @end on. */
static zhm_code best_reading(struct chart *c, size_t end, bool alone, struct node **best, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    *best = NULL;
    for (size_t i = 0; code == ZHM_OK && i < c->made_count; i++) {
        struct span *s = c->made[i];
        if (s->start != 0 || s->end < end || !is_asked_for(c, s, alone))
            continue;
        struct node *n = NULL;
        code = best_node(c, s, &n, err);
        if (is_better(c, n, *best))
            *best = n;
    }
    return code;
}

enum { ALONE = 8 }; /* a bare word goes before a name that costs so much more: one of a place that no list holds */

static zhm_code offer_readings(struct chart *c, struct node *best, const zhm_mention *m, zhm_name *out, zhm_error *err)
{
    zhm_match *items = arena_array(&c->reader->arena, ALTERNATIVES_MAX, sizeof *items);
    if (!items)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for the alternatives");
    bool decided = true;
    zhm_code code = compose_rivals(c, best, items + 1, ALTERNATIVES_MAX - 1, &out->alternative_count, &decided, err);
    if (code != ZHM_OK || out->alternative_count == 0)
        return code;
    out->alternatives = items + 1;
    if (decided)
        return ZHM_OK;
    items[0] = (zhm_match){.subject = m->subject, .score = 100, .match = ZHM_MATCH_EXACT, .verdict = m->verdict};
    out->alternatives = items;
    out->alternative_count++;
    out->verdict = ZHM_VERDICT_AMBIGUOUS;
    out->subject = (zhm_subject){.category = m->subject.category};
    return ZHM_OK;
}

static zhm_code compose(struct reader *r, struct str written, size_t end, const struct question *q, struct why *why,
                        zhm_name *out, zhm_error *err)
{
    struct recognition all;
    zhm_mention m = {0};
    struct node *best = NULL, *alone = NULL;
    zhm_code code = recognise(r, written, q, true, &all, err);
    if (code == ZHM_OK)
        code = best_reading(&all.chart, end, false, &best, err);
    if (code == ZHM_OK)
        code = best_reading(&all.chart, end, true, &alone, err);
    if (alone && (!best || alone->cost + ALONE < best->cost))
        best = alone;
    if (code != ZHM_OK || !best)
        return code;
    code = compose_mention(&all.chart, best, &m, err);
    if (code != ZHM_OK)
        return code;
    out->verdict = m.verdict;
    out->subject = m.subject;
    out->score = 100;
    out->parts = m.parts;
    out->part_count = m.part_count;
    compose_why(&all.chart, best, why);
    return offer_readings(&all.chart, best, &m, out, err);
}

zhm_code compose_name(struct reader *r, struct str written, size_t end, const struct question *q, struct why *why,
                      zhm_name *out, zhm_error *err)
{
    zhm_error limit = {0};
    zhm_name composed = *out;
    size_t steps = why->count;
    zhm_code code = compose(r, written, end, q, why, &composed, &limit);
    if (code == ZHM_LIMIT) {
        why->count = steps;
        why_add(why, (zhm_step){.step = "limit", .text = arena_printf(&r->arena, "not composed: %s", limit.text)});
        return ZHM_OK;
    }
    if (code == ZHM_OK && composed.verdict == ZHM_VERDICT_UNKNOWN && r->folded.len > CHART_SPAN_MAX)
        why_add(why, (zhm_step){.step = "limit",
                                .text = arena_printf(&r->arena, "names of more than %d signs are not composed",
                                                     CHART_SPAN_MAX)});
    if (code == ZHM_OK)
        *out = composed;
    else if (err)
        *err = limit;
    return code;
}
