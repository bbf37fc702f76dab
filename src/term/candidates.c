#include "term/candidates.h"

#include "base/fault.h"
#include "term/mention_tree.h"
#include "term/quotes.h"

#include <stdlib.h>

enum { NAME_MIN = 4, DEPTH_MAX = 64 }; /* points of a name that is not cut; parts of parts */

static zhm_code no_memory(zhm_error *err)
{
    return zhm_fail(err, ZHM_NO_MEMORY, "no memory for composed mentions");
}

/* The part that an item of the node's form shows; NULL: a literal. */
static const struct node *shown(const struct grammar *g, const struct node *n, uint32_t item)
{
    uint32_t part = g->items[n->form->items.first + item].part;
    return part == UINT32_MAX ? NULL : n->parts[part];
}

/* Whether points [first, last) take a node apart, or it takes them apart: of two parts each must be wholly in them, of
 * one part likewise or, in turn, of its parts. Literals may be cut. */
static bool cuts(const struct grammar *g, const struct node *n, uint32_t first, uint32_t last, int depth)
{
    const struct node *only = NULL;
    uint32_t at = n->start, met = 0, whole = 0;
    if (n->kind != NODE_RULE || depth == DEPTH_MAX)
        return (first < n->start && last < n->end) ||
               (first > n->start && last > n->end); /* in a word, it is its own matter */
    for (uint32_t i = 0; i < n->form->items.count; i++) {
        const struct node *part = shown(g, n, i);
        uint32_t begin = part && part->start > at ? part->start : at; /* a shared point is the part's before */
        if (!part)
            continue;
        at = part->end;
        if (part->end <= first || begin >= last)
            continue;
        met++;
        whole += begin >= first && part->end <= last;
        only = part;
    }
    if (met == whole)
        return false;
    return met > 1 || cuts(g, only, first, last, depth + 1);
}

static bool may_be_cut(const struct found *f)
{
    zhm_category category = f->mention.subject.category;
    return f->last - f->first >= NAME_MIN &&
           (category == ZHM_AGENCY || category == ZHM_INITIATIVE || category == ZHM_EVENT);
}

/* Names stand by rising end, but for those with brackets, which come last. */
static size_t first_ending_after(const struct scan *s, uint32_t point)
{
    size_t low = 0, high = s->plain_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (s->items[middle].last <= point)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Whether the node begins with a name of the glossary and takes it apart: an agency, initiative or event of some length
 * of which one part has something and another part something else, but not all of both. Such a reading is chance. A
 * name further in may be taken apart: 广西壮族自治区 + 党委 has the glossary's 自治区党委 across its parts. */
static bool cuts_name(const struct scan *s, const struct grammar *g, const struct node *n)
{
    if (n->kind != NODE_RULE)
        return false;
    for (size_t i = first_ending_after(s, n->start); i < s->plain_count && s->items[i].first < n->end; i++) {
        const struct found *f = &s->items[i];
        if (f->last > n->end + CHART_SPAN_MAX)
            break;
        bool begins = f->first == n->start && f->last <= n->end;
        if (begins && may_be_cut(f) && cuts(g, n, f->first, f->last, 0))
            return true;
    }
    return false;
}

static bool is_asked_for(const struct chart *c, const struct span *s)
{
    zhm_category category;
    return compose_category(c, s->symbol, &category) &&
           (!c->question->has_category || c->question->category == category);
}

static int by_place(const struct node *a, const struct node *b)
{
    if (a->end != b->end)
        return a->end < b->end ? -1 : 1;
    return (a->start > b->start) - (a->start < b->start);
}

static int by_place_and_cost(const void *x, const void *y)
{
    const struct node *a = *(struct node *const *)x, *b = *(struct node *const *)y;
    int order = by_place(a, b);
    if (order || a->cost != b->cost)
        return order ? order : (a->cost > b->cost) - (a->cost < b->cost);
    return (a->serial > b->serial) - (a->serial < b->serial);
}

zhm_code candidates_find(const struct scan *s, struct chart *c, struct candidates *out, zhm_error *err)
{
    struct node **items = arena_array(&c->reader->arena, c->made_count, sizeof(struct node *));
    zhm_code code = items ? ZHM_OK : no_memory(err);
    size_t n = 0, kept = 0;
    for (size_t i = 0; code == ZHM_OK && i < c->made_count; i++) {
        struct span *span = c->made[i];
        if (!is_asked_for(c, span))
            continue;
        code = chart_resolve(c, span, err);
        size_t best = 0;
        while (code == ZHM_OK && best < span->node_count && cuts_name(s, c->grammar, span->nodes[best]))
            best++;
        if (code == ZHM_OK && best < span->node_count)
            items[n++] = span->nodes[best];
    }
    if (code != ZHM_OK)
        return code;
    if (n > 1)
        qsort(items, n, sizeof(struct node *), by_place_and_cost);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || by_place(items[kept - 1], items[i]) != 0)
            items[kept++] = items[i];
    *out = (struct candidates){items, kept};
    return ZHM_OK;
}

static struct node *node_at(const struct folded *f, const struct candidates *composed, const zhm_mention *m)
{
    size_t low = 0, high = composed->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        struct node *n = composed->items[middle];
        size_t start = f->start[n->start], end = f->end[n->end - 1];
        if (start == m->start && end == m->end)
            return n;
        if (end < m->end || (end == m->end && start < m->start))
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static size_t count_named(const zhm_mention *all, size_t count)
{
    size_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += all[i].role ? 1 : count_named(all[i].parts, all[i].part_count);
    return sum;
}

static zhm_code keep_named(struct reader *r, const zhm_mention **list, size_t *count, int depth, zhm_error *err);

/* The names of a list, and in the place of a composed one those inside it. */
static zhm_code append_named(struct reader *r, const zhm_mention *all, size_t count, zhm_mention *out, size_t *n,
                             int depth, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && i < count; i++) {
        if (!all[i].role) {
            code = append_named(r, all[i].parts, all[i].part_count, out, n, depth + 1, err);
            continue;
        }
        zhm_mention *m = &out[(*n)++];
        *m = all[i];
        if (m->subject.category == ZHM_PERSON)
            m->part_count = 0; /* nothing is said inside a person's name */
        code = keep_named(r, &m->parts, &m->part_count, depth + 1, err);
    }
    return code;
}

/* Leave out composed mentions: inside a name of the glossary, and inside each other, they say nothing. */
static zhm_code keep_named(struct reader *r, const zhm_mention **list, size_t *count, int depth, zhm_error *err)
{
    size_t named = depth < MENTION_DEPTH_MAX ? count_named(*list, *count) : 0, n = 0;
    zhm_mention *out = named ? arena_array(&r->arena, named, sizeof *out) : NULL;
    if (named && !out)
        return no_memory(err);
    zhm_code code = named ? append_named(r, *list, *count, out, &n, depth, err) : ZHM_OK;
    *list = out;
    *count = n;
    return code;
}

static bool holds(const zhm_mention *whole, const zhm_mention *m)
{
    return whole->start <= m->start && whole->end >= m->end;
}

static zhm_code insert(struct reader *r, zhm_mention *whole, const zhm_mention *m, zhm_error *err);

static zhm_code insert_parts(struct reader *r, zhm_mention *whole, const zhm_mention *m, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && i < m->part_count; i++)
        code = insert(r, whole, &m->parts[i], err);
    return code;
}

/* Put a name into the part that holds it, of one that lies across parts what is inside it; of a place there are no
 * parts to tell. */
static zhm_code insert(struct reader *r, zhm_mention *whole, const zhm_mention *m, zhm_error *err)
{
    for (size_t i = 0; i < whole->part_count; i++) {
        zhm_mention *part =
            (void *)(uintptr_t)&whole->parts[i]; /* NOLINT(performance-no-int-to-ptr): of our own list */
        if (!holds(part, m)) {
            if (part->start < m->end && m->start < part->end)
                return insert_parts(r, whole, m, err);
            continue;
        }
        if (part->start != m->start || part->end != m->end)
            return insert(r, part, m, err);
        if (part->part_count == 0) {
            part->parts = m->parts;
            part->part_count = m->part_count;
        }
        return ZHM_OK;
    }
    if (whole->subject.category == ZHM_PLACE)
        return ZHM_OK;
    zhm_mention *parts = arena_array(&r->arena, whole->part_count + 1, sizeof *parts);
    if (!parts)
        return no_memory(err);
    if (whole->part_count)
        memcpy(parts, whole->parts, whole->part_count * sizeof *parts);
    parts[whole->part_count++] = *m;
    whole->parts = parts;
    return ZHM_OK;
}

static zhm_code fill_composed(struct chart *c, struct node *n, zhm_mention *m, zhm_error *err)
{
    const zhm_mention *inner = m->parts;
    size_t count = m->part_count;
    zhm_code code = keep_named(c->reader, &inner, &count, 0, err);
    if (code == ZHM_OK)
        code = compose_mention(c, n, m, err);
    for (size_t i = 0; code == ZHM_OK && i < count; i++)
        code = insert(c->reader, m, &inner[i], err);
    quotes_include(c->text, m);
    return code;
}

zhm_code candidates_fill(struct chart *c, const struct candidates *composed, zhm_mention *items, size_t count,
                         zhm_error *err)
{
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && i < count; i++) {
        zhm_mention *m = &items[i];
        struct node *n = m->role ? NULL : node_at(&c->reader->folded, composed, m);
        if (m->subject.category == ZHM_PERSON && m->role)
            m->part_count = 0;
        code = n ? fill_composed(c, n, m, err) : keep_named(c->reader, &m->parts, &m->part_count, 0, err);
    }
    return code;
}
