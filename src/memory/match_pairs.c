#include "memory/match_pairs.h"

#include "base/fault.h"

/* A run of the source, in code points; start == end: a place between two. */
struct run {
    size_t start, end;
};

struct pairing {
    const struct edit_run *edits;
    size_t edit_count;
    struct str query_text, source_text;
    struct match_pairs *out;
};

static zhm_code no_memory(zhm_error *err)
{
    return zhm_fail(err, ZHM_NO_MEMORY, "no memory for the names of a match");
}

static bool is_person(const struct spot *s)
{
    return strcmp(s->mention->role, "person") == 0;
}

/* The names that a mention of the text counts as. */
static size_t add_top(struct spot *top, struct pair_name *out)
{
    size_t titles = 0, count = 0;
    for (size_t i = 0; i < top->inner_count; i++)
        titles += is_own_title(top->inner[i].mention);
    for (size_t i = 0; titles > 0 && i < top->inner_count; i++)
        if (is_own_title(top->inner[i].mention) || is_person(&top->inner[i]))
            out[count++].spot = &top->inner[i];
    if (titles == 0)
        out[count++].spot = top;
    return count;
}

static zhm_code names_of(struct reader *r, const struct spots *all, struct pair_names *out, zhm_error *err)
{
    *out = (struct pair_names){arena_array(&r->arena, all->count + 1, sizeof *out->items), 0};
    if (!out->items)
        return no_memory(err);
    for (size_t i = 0; i < all->tops; i++)
        out->count += add_top(&all->items[i], out->items + out->count);
    return ZHM_OK;
}

/* The last edit that begins at or before a point of the query; NULL: none. */
static const struct edit_run *edit_at(const struct pairing *p, size_t point)
{
    size_t low = 0, high = p->edit_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (p->edits[middle].b_start <= point)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 ? &p->edits[low - 1] : NULL;
}

/* Whether the edits leave a name of the query, and of the source, alone; they do not when they touch it. */
static bool untouched_in_query(const struct pairing *p, const zhm_mention *m)
{
    const struct edit_run *e = edit_at(p, m->end);
    return !e || e->b_end < m->start;
}

static bool untouched_in_source(const struct pairing *p, const zhm_mention *m)
{
    size_t low = 0, high = p->edit_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (p->edits[middle].a_start <= m->end)
            low = middle + 1;
        else
            high = middle;
    }
    return low == 0 || p->edits[low - 1].a_end < m->start;
}

/* Where in the source the query's run [start, end) is, or what it came in the place of. */
static struct run in_source(const struct pairing *p, size_t start, size_t end)
{
    const struct edit_run *first = edit_at(p, start), *last = edit_at(p, end - 1);
    struct run out = {start, end};
    if (first)
        out.start = start < first->b_end ? first->a_start : first->a_end + (start - first->b_end);
    if (last)
        out.end = end - 1 < last->b_end ? last->a_end : last->a_end + (end - last->b_end);
    return out;
}

/* How much of its place a name of the source takes: 1 where they only touch, 0 where they do not. */
static size_t overlap(struct run place, const struct pair_name *s)
{
    size_t start = s->spot->mention->start, end = s->spot->mention->end;
    size_t from = start > place.start ? start : place.start, to = end < place.end ? end : place.end;
    if (from > to)
        return 0;
    return place.start == place.end ? 1 : 2 * (to - from);
}

static struct str text_of(struct str text, const struct pair_name *n)
{
    return (struct str){text.data + n->spot->mention->byte, n->spot->mention->byte_count};
}

static bool same(const struct pairing *p, const struct pair_name *q, const struct pair_name *s)
{
    for (size_t n = 0; n < NAMES; n++)
        if (q->spot->names[n] && q->spot->names[n] == s->spot->names[n])
            return true;
    return str_equal(text_of(p->query_text, q), text_of(p->source_text, s));
}

/* The first name of the source that ends at or after the place; names of the query come in order, so it only moves on.
 * */
static size_t move_to(const struct pair_names *all, size_t at, size_t start)
{
    while (at < all->count && all->items[at].spot->mention->end < start)
        at++;
    return at;
}

static void pair_same_here(const struct pairing *p)
{
    const struct pair_names *source = &p->out->source;
    for (size_t i = 0, at = 0; i < p->out->query.count; i++) {
        struct pair_name *q = &p->out->query.items[i];
        struct run place = in_source(p, q->spot->mention->start, q->spot->mention->end);
        at = move_to(source, at, place.start);
        for (size_t k = at; !q->same && k < source->count && source->items[k].spot->mention->start <= place.end; k++) {
            struct pair_name *s = &source->items[k];
            if (s->same || !overlap(place, s) || !same(p, q, s))
                continue;
            q->same = s;
            s->same = q;
        }
    }
}

/* Those that stand elsewhere; @by_spot: the name of each of the source's spots, NULL where it is none. */
static void pair_same_elsewhere(const struct pairing *p, const struct spots *spots, struct pair_name *const *by_spot)
{
    for (size_t i = 0; i < p->out->query.count; i++) {
        struct pair_name *q = &p->out->query.items[i];
        for (size_t n = 0; n < NAMES && !q->same; n++) {
            struct spot *s =
                q->spot->names[n] && q->spot->names[n] < spots->numbers ? spots->first[n][q->spot->names[n]] : NULL;
            for (; s && !q->same; s = s->next[n]) {
                struct pair_name *other = by_spot[s - spots->items];
                if (!other || other->same)
                    continue;
                q->same = other;
                other->same = q;
            }
        }
    }
}

/* Whether another name may be found to stand in its place. */
static bool is_open(const struct pair_name *n)
{
    return !n->same && !n->place && !n->untouched;
}

static void pair_places(const struct pairing *p)
{
    const struct pair_names *source = &p->out->source;
    for (size_t i = 0, at = 0; i < p->out->query.count; i++) {
        struct pair_name *q = &p->out->query.items[i], *best = NULL;
        struct run place = in_source(p, q->spot->mention->start, q->spot->mention->end);
        size_t most = 0;
        at = move_to(source, at, place.start);
        for (size_t k = at; is_open(q) && k < source->count && source->items[k].spot->mention->start <= place.end;
             k++) {
            struct pair_name *s = &source->items[k];
            size_t much = !is_open(s) ? 0 : overlap(place, s);
            if (much > most) {
                most = much;
                best = s;
            }
        }
        if (best) {
            q->place = best;
            best->place = q;
        }
    }
}

/* Between two names that both texts have, what is left over of a category stands for each other in its order. */
static void pair_between(const struct pairing *p)
{
    const struct pair_names *query = &p->out->query, *source = &p->out->source;
    for (size_t i = 0, from = 0; i < query->count; i++) {
        struct pair_name *q = &query->items[i];
        if (q->same || q->place)
            from = (size_t)((q->same ? q->same : q->place) - source->items) + 1;
        for (size_t k = from; is_open(q) && k < source->count && is_open(&source->items[k]); k++) {
            struct pair_name *s = &source->items[k];
            if (s->spot->mention->subject.category != q->spot->mention->subject.category)
                continue;
            q->place = s;
            s->place = q;
            from = k + 1;
        }
    }
}

zhm_code match_pairs(struct reader *r, const struct spots *query, struct str query_text, const struct spots *source,
                     struct str source_text, const struct edit_run *edits, size_t edit_count, struct match_pairs *out,
                     zhm_error *err)
{
    struct match_pairs result = {0};
    struct pairing p = {edits, edit_count, query_text, source_text, &result};
    struct pair_name **by_spot = arena_array(&r->arena, source->count + 1, sizeof *by_spot);
    if (!by_spot)
        return no_memory(err);
    zhm_code code = names_of(r, query, &result.query, err);
    if (code == ZHM_OK)
        code = names_of(r, source, &result.source, err);
    if (code != ZHM_OK)
        return code;
    for (size_t i = 0; i < result.source.count; i++)
        by_spot[result.source.items[i].spot - source->items] = &result.source.items[i];
    for (size_t i = 0; i < result.query.count; i++)
        result.query.items[i].untouched = untouched_in_query(&p, result.query.items[i].spot->mention);
    for (size_t i = 0; i < result.source.count; i++)
        result.source.items[i].untouched = untouched_in_source(&p, result.source.items[i].spot->mention);
    pair_same_here(&p);
    pair_same_elsewhere(&p, source, by_spot);
    pair_places(&p);
    pair_between(&p);
    *out = result;
    return ZHM_OK;
}
