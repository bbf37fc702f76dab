#include "term/normalise.h"

#include "base/fault.h"
#include "base/utf8.h"
#include "model/concept.h"
#include "term/lookup.h"
#include "term/recognise.h"
#include "term/why.h"

enum { NEAREST = 5, ALTERNATIVES = 20 }; /* names offered for an unknown one; for an ambiguous one */

/* The folded name in the reader's points, as UTF-8 in the arena. */
static struct str key_of(struct reader *r, size_t start, size_t end)
{
    buf_clear(&r->key);
    for (size_t i = start; i < end; i++)
        buf_append_point(&r->key, r->folded.points[i]);
    return r->key.failed ? (struct str){0} : arena_copy(&r->arena, buf_str(&r->key));
}

static zhm_code find(struct reader *r, size_t start, size_t end, const struct question *q, struct named_list *out,
                     zhm_error *err)
{
    struct str key = key_of(r, start, end);
    struct named_list all = {0};
    if (!key.data)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a name");
    zhm_code code = names_find(r, key, &all, err);
    return code == ZHM_OK ? named_admitted(r, &all, q, out, err) : code;
}

/* Whether a term of @c ends the folded name [0, end). */
static zhm_code ends_with(struct reader *r, size_t end, const zhm_concept *c, bool *out, zhm_error *err)
{
    struct str name = key_of(r, 0, end);
    struct buf key = {0};
    zhm_code code = name.data ? ZHM_OK : zhm_fail(err, ZHM_NO_MEMORY, "no memory for a name");
    for (size_t i = 0; code == ZHM_OK && !*out && i < c->term_count; i++) {
        buf_clear(&key);
        code = fold_key(str_of(c->terms[i].text), &key, err);
        *out = code == ZHM_OK && key.len > 0 && key.len <= name.len &&
               memcmp(name.data + name.len - key.len, key.data, key.len) == 0;
    }
    buf_free(&key);
    return code;
}

/* Keep those concepts of @full that the bracket names, or that end with what it names. */
static zhm_code agree(struct reader *r, struct named_list *full, const struct named_list *bracket, size_t end,
                      zhm_error *err)
{
    size_t kept = 0;
    for (size_t i = 0; i < full->count; i++) {
        bool same = false;
        for (size_t k = 0; !same && k < bracket->count; k++) {
            same = bracket->items[k].concept == full->items[i].concept;
            zhm_code code = same ? ZHM_OK : ends_with(r, end, bracket->items[k].concept, &same, err);
            if (code != ZHM_OK)
                return code;
        }
        if (same)
            full->items[kept++] = full->items[i];
    }
    full->count = kept;
    return ZHM_OK;
}

/* "China Media Group (CMG)": a name, and its abbreviation in brackets. */
static zhm_code find_bracketed(struct reader *r, const struct question *q, struct named_list *out, zhm_error *err)
{
    const struct folded *f = &r->folded;
    size_t open = f->len;
    if (f->len < 4 || f->points[f->len - 1] != ')')
        return ZHM_OK;
    while (open > 0 && f->points[open - 1] != '(')
        open--;
    if (open < 2 || open == f->len)
        return ZHM_OK;
    struct named_list full = {0}, bracket = {0};
    zhm_code code = find(r, 0, open - 1, q, &full, err);
    if (code == ZHM_OK)
        code = find(r, open, f->len - 1, &(struct question){.day = q->day, .style = q->style}, &bracket, err);
    if (code == ZHM_OK)
        code = agree(r, &full, &bracket, open - 1, err);
    if (code == ZHM_OK)
        *out = full;
    return code;
}

/* A sentence's punctuation, taken along with the name. */
static bool ends_in_point(const struct folded *f)
{
    static const uint32_t points[] = {'.', ',', ';', ':', 0x3001, 0x3002};
    for (size_t i = 0; f->len > 1 && i < sizeof points / sizeof *points; i++)
        if (f->points[f->len - 1] == points[i])
            return true;
    return false;
}

static zhm_code alternatives(struct reader *r, const struct choices *all, size_t first, const struct question *q,
                             zhm_name *out, zhm_error *err)
{
    size_t count = all->count - first < ALTERNATIVES ? all->count - first : ALTERNATIVES;
    if (all->count <= first)
        return ZHM_OK;
    zhm_match *items = arena_array(&r->arena, count, sizeof *items);
    if (!items)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for the alternatives");
    for (size_t i = 0; i < count; i++) {
        const struct choice *c = &all->items[first + i];
        zhm_match *m = &items[i];
        *m = (zhm_match){.score = 100,
                         .match = ZHM_MATCH_EXACT,
                         .verdict = verdict_of(c->named.concept, c->standing, q),
                         .term = c->named.term,
                         .record = c->named.concept};
        zhm_code code = subject_of(r, c->named.concept, q, &m->subject, err);
        if (code != ZHM_OK)
            return code;
    }
    out->alternatives = items;
    out->alternative_count = count;
    return ZHM_OK;
}

/* Who has the place of an ended concept on the day. */
static zhm_code succeed(struct reader *r, const struct choice *best, const struct question *q, struct why *why,
                        zhm_name *out, zhm_error *err)
{
    struct succession all[SUCCESSIONS_MAX];
    size_t count;
    zhm_code code = successors_of(r, best->named.concept, q, all, &count, err);
    if (code != ZHM_OK || count == 0)
        return code;
    zhm_subject *subject = arena_alloc(&r->arena, sizeof *subject);
    if (!subject)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a successor");
    why_successors(why, best, all, count);
    out->current = subject;
    out->since = all[count - 1].since;
    return subject_of(r, all[count - 1].concept, q, subject, err);
}

static zhm_code judge(struct reader *r, const struct choices *all, struct str written, const struct question *q,
                      struct why *why, zhm_name *out, zhm_error *err)
{
    const struct choice *best = &all->items[0];
    out->verdict = verdict_of(best->named.concept, best->standing, q);
    out->term = best->named.term;
    out->score = 100;
    zhm_code code = subject_of(r, best->named.concept, q, &out->subject, err);
    if (code != ZHM_OK)
        return code;
    why_match(why, written, best, q);
    why_renames(why, best, q);
    why_ended(why, best, q);
    return succeed(r, best, q, why, out, err);
}

static zhm_code nearest(struct reader *r, struct str name, const struct question *q, struct why *why, zhm_name *out,
                        zhm_error *err)
{
    zhm_matches near;
    zhm_code code = lookup(r, name, ZHM_MATCH_FUZZY, q, NEAREST, &near, err);
    if (code != ZHM_OK)
        return code;
    out->alternatives = near.items;
    out->alternative_count = near.count;
    if (near.count > 0)
        why_add(why, (zhm_step){.step = "near",
                                .text = arena_printf(why->arena, "no such name; the nearest is \"%s\" (score %u)",
                                                     near.items[0].term->text, near.items[0].score),
                                .concept = near.items[0].subject.concept});
    else
        why_add(why, (zhm_step){.step = "near", .text = "no such name, and none near it"});
    return ZHM_OK;
}

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

enum {
    DEAR = 3,
    TRIED = 8
}; /* so much more a reading may cost that has both names where the cheapest has one; so many */

/* Of the span's nodes the cheapest; one that can be written in both languages, if it is hardly dearer. */
static zhm_code best_node(struct chart *c, struct span *s, struct node **out, zhm_error *err)
{
    zhm_code code = chart_resolve(c, s, err);
    bool both = false;
    *out = code == ZHM_OK && s->node_count > 0 ? s->nodes[0] : NULL;
    for (size_t i = 0; code == ZHM_OK && !both && i < s->node_count && i < TRIED; i++) {
        if (s->nodes[i]->cost > s->nodes[0]->cost + DEAR)
            break;
        code = has_both(c, s->nodes[i], &both, err);
        if (both)
            *out = s->nodes[i];
    }
    return code;
}

/* The cheapest reading of the whole name, or of all but the punctuation after it. */
static zhm_code best_reading(struct chart *c, bool alone, struct node **best, zhm_error *err)
{
    const struct folded *f = &c->reader->folded;
    size_t end = ends_in_point(f) ? f->len - 1 : f->len;
    zhm_code code = ZHM_OK;
    *best = NULL;
    for (size_t i = 0; code == ZHM_OK && i < c->made_count; i++) {
        struct span *s = c->made[i];
        if (s->start != 0 || s->end < end || !is_asked_for(c, s, alone))
            continue;
        struct node *n = NULL;
        code = best_node(c, s, &n, err);
        if (n && (!*best || n->cost < (*best)->cost))
            *best = n;
    }
    return code;
}

enum { ALONE = 8 }; /* a bare word goes before a name that costs so much more: one of a place that no list holds */

static zhm_code offer_readings(struct chart *c, struct node *best, const zhm_mention *m, zhm_name *out, zhm_error *err)
{
    zhm_match *items = arena_array(&c->reader->arena, ALTERNATIVES, sizeof *items);
    if (!items)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for the alternatives");
    bool decided = true;
    zhm_code code = compose_rivals(c, best, items + 1, ALTERNATIVES - 1, &out->alternative_count, &decided, err);
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

/* A name that the glossary does not hold, put together from what it and the grammar hold. */
static zhm_code compose(struct reader *r, struct str written, const struct question *q, struct why *why, zhm_name *out,
                        zhm_error *err)
{
    struct recognition all;
    zhm_mention m = {0};
    struct node *best = NULL, *alone = NULL;
    zhm_code code = recognise(r, written, q, true, &all, err);
    if (code == ZHM_OK)
        code = best_reading(&all.chart, false, &best, err);
    if (code == ZHM_OK)
        code = best_reading(&all.chart, true, &alone, err);
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

static struct str trim(struct str s)
{
    while (s.len > 0 && strchr(" \t\r\n", s.data[0]))
        s = str_from(s, 1);
    while (s.len > 0 && strchr(" \t\r\n", s.data[s.len - 1]))
        s.len--;
    return s;
}

static zhm_code check(struct str name, struct str *trimmed, zhm_error *err)
{
    if (name.len > ZHM_NAME_MAX)
        return zhm_fail(err, ZHM_LIMIT, "a name of %zu bytes: at most %d", name.len, ZHM_NAME_MAX);
    *trimmed = trim(name);
    return trimmed->len > 0 ? ZHM_OK : zhm_fail(err, ZHM_BAD_INPUT, "an empty name");
}

/* What the glossary has under the folded name, or under most of it. */
static zhm_code find_written(struct reader *r, const struct question *q, struct named_list *out, zhm_error *err)
{
    zhm_code code = find(r, 0, r->folded.len, q, out, err);
    if (code == ZHM_OK && out->count == 0 && ends_in_point(&r->folded))
        code = find(r, 0, r->folded.len - 1, q, out, err);
    if (code == ZHM_OK && out->count == 0)
        code = find_bracketed(r, q, out, err);
    return code;
}

static zhm_code answer_known(struct reader *r, const struct choices *all, struct str written, const struct question *q,
                             struct why *why, zhm_name *out, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    if (all->ambiguous)
        out->verdict = ZHM_VERDICT_AMBIGUOUS;
    else
        code = judge(r, all, written, q, why, out, err);
    if (code == ZHM_OK)
        code = alternatives(r, all, all->ambiguous ? 0 : 1, q, out, err);
    why_rivals(why, all);
    return code;
}

/* A name with too many readings is no fault of the other names that are asked for with it: it stays unknown, and the answer says why. */
static zhm_code compose_in_bounds(struct reader *r, struct str written, const struct question *q, struct why *why,
                                  zhm_name *out, zhm_error *err)
{
    zhm_error limit = {0};
    zhm_name composed = *out;
    size_t steps = why->count;
    zhm_code code = compose(r, written, q, why, &composed, &limit);
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

static zhm_code answer_unknown(struct reader *r, struct str written, const struct question *q, struct why *why,
                               zhm_name *out, zhm_error *err)
{
    zhm_code code = q->plain ? ZHM_OK : compose_in_bounds(r, written, q, why, out, err);
    return code == ZHM_OK && out->verdict == ZHM_VERDICT_UNKNOWN ? nearest(r, written, q, why, out, err) : code;
}

zhm_code normalise(struct reader *r, struct str name, const struct question *q, zhm_name *out, zhm_error *err)
{
    struct str written;
    zhm_name result = {0};
    struct named_list named = {0};
    struct choices all = {0};
    struct why why = {.arena = &r->arena};
    zhm_code code = check(name, &written, err);
    if (code == ZHM_OK)
        code = fold_text(written, &r->folded, err);
    if (code == ZHM_BAD_INPUT && written.len < name.len && written.len > 0)
        return utf8_check(name, err); /* the offset is in the name as it was given */
    if (code == ZHM_OK)
        code = find_written(r, q, &named, err);
    if (code == ZHM_OK)
        code = choose(r, &named, written, q, &all, err);
    if (code == ZHM_OK && all.count > 0)
        code = answer_known(r, &all, written, q, &why, &result, err);
    else if (code == ZHM_OK)
        code = answer_unknown(r, written, q, &why, &result, err);
    result.input = arena_copy(&r->arena, name).data;
    if (code == ZHM_OK && (why.failed || !result.input))
        code = zhm_fail(err, ZHM_NO_MEMORY, "no memory for an answer");
    if (code != ZHM_OK)
        return code;
    result.why = why.items;
    result.why_count = why.count;
    *out = result;
    return ZHM_OK;
}
