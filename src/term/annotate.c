#include "term/annotate.h"

#include "base/fault.h"
#include "term/mention_tree.h"
#include "term/quotes.h"
#include "term/recognise.h"
#include "term/references.h"

#include <stdlib.h>

static zhm_code no_memory(zhm_error *err)
{
    return zhm_fail(err, ZHM_NO_MEMORY, "no memory to annotate a text");
}

/* The composed mentions that a text may have: one node at each place, by rising end. */
struct candidates {
    struct node **items;
    size_t count;
};

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

static zhm_code find_candidates(struct chart *c, struct candidates *out, zhm_error *err)
{
    struct node **items = arena_array(&c->reader->arena, c->made_count, sizeof(struct node *));
    zhm_code code = items ? ZHM_OK : no_memory(err);
    size_t n = 0, kept = 0;
    for (size_t i = 0; code == ZHM_OK && i < c->made_count; i++) {
        struct span *s = c->made[i];
        if (!is_asked_for(c, s))
            continue;
        code = chart_resolve(c, s, err);
        if (code == ZHM_OK && s->node_count > 0)
            items[n++] = s->nodes[0];
    }
    if (n > 1)
        qsort(items, n, sizeof(struct node *), by_place_and_cost);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || by_place(items[kept - 1], items[i]) != 0)
            items[kept++] = items[i];
    *out = (struct candidates){items, kept};
    return code;
}

/* The names stand first: of two mentions with one span the first stays, so what the glossary holds goes before what rules
 * make. A composed one has only its place until it is chosen. */
static zhm_code gather(const struct scan *s, const struct candidates *composed, zhm_mention **out, size_t *count,
                       zhm_error *err)
{
    const struct folded *f = &s->reader->folded;
    zhm_mention *items = arena_array(&s->reader->arena, s->count + composed->count, sizeof *items);
    size_t n = 0;
    if (!items)
        return no_memory(err);
    for (size_t i = 0; i < s->count; i++)
        items[n++] = s->items[i].mention;
    for (size_t i = 0; i < composed->count; i++)
        items[n++] = (zhm_mention){.start = f->start[composed->items[i]->start],
                                   .end = f->end[composed->items[i]->end - 1],
                                   .verdict = ZHM_VERDICT_COMPOSED};
    *out = items;
    *count = n;
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

static bool has_span(const zhm_mention *all, size_t count, const zhm_mention *m)
{
    for (size_t i = 0; i < count; i++)
        if ((all[i].start == m->start && all[i].end == m->end) || has_span(all[i].parts, all[i].part_count, m))
            return true;
    return false;
}

static size_t count_all(const zhm_mention *all, size_t count)
{
    size_t sum = count;
    for (size_t i = 0; i < count; i++)
        sum += count_all(all[i].parts, all[i].part_count);
    return sum;
}

/* Append those that are no part yet; of what is one already, those inside it. */
static void append_inner(zhm_mention *parts, size_t *count, const zhm_mention *inner, size_t inner_count)
{
    for (size_t i = 0; i < inner_count; i++)
        if (!inner[i].role || has_span(parts, *count, &inner[i]))
            append_inner(parts, count, inner[i].parts, inner[i].part_count);
        else
            parts[(*count)++] = inner[i];
}

/* Names of the glossary that stand inside a composed one without being a part of it, the parts of its words, come last. */
static zhm_code add_inner(struct reader *r, zhm_mention *m, const zhm_mention *inner, size_t count, zhm_error *err)
{
    zhm_mention *parts = arena_array(&r->arena, m->part_count + count_all(inner, count), sizeof *parts);
    if (!parts)
        return no_memory(err);
    if (m->part_count)
        memcpy(parts, m->parts, m->part_count * sizeof *parts);
    append_inner(parts, &m->part_count, inner, count);
    m->parts = parts;
    return ZHM_OK;
}

/* Give the composed ones among the chosen their names and parts. */
static zhm_code fill(struct chart *c, const struct candidates *composed, zhm_mention *items, size_t count,
                     zhm_error *err)
{
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && i < count; i++) {
        zhm_mention *m = &items[i];
        struct node *n = m->role ? NULL : node_at(&c->reader->folded, composed, m);
        if (n) {
            const zhm_mention *inner = m->parts;
            size_t inner_count = m->part_count;
            code = compose_mention(c, n, m, err);
            quotes_include(c->text, m);
            if (code == ZHM_OK && inner_count > 0)
                code = add_inner(c->reader, m, inner, inner_count, err);
        } else {
            zhm_mention *parts = (void *)(uintptr_t)m->parts; /* NOLINT(performance-no-int-to-ptr): of our own list */
            code = fill(c, composed, parts, m->part_count, err);
        }
    }
    return code;
}

zhm_code annotate(struct reader *r, struct str text, const struct question *q, zhm_mentions *out, zhm_error *err)
{
    struct recognition all;
    struct candidates composed = {0};
    zhm_mention *items = NULL;
    size_t count = 0;
    if (text.len > ZHM_TEXT_MAX)
        return zhm_fail(err, ZHM_LIMIT, "a text of %zu bytes: at most %u", text.len, ZHM_TEXT_MAX);
    zhm_code code = fold_text(text, &r->folded, err);
    if (code == ZHM_OK)
        code = recognise(r, text, q, &all, err);
    if (code != ZHM_OK)
        return code;
    code = find_candidates(&all.chart, &composed, err);
    if (code == ZHM_OK)
        code = gather(&all.scan, &composed, &items, &count, err);
    if (code == ZHM_OK && !mention_tree(&r->arena, items, count, out))
        code = no_memory(err);
    if (code == ZHM_OK)
        code = fill(&all.chart, &composed, items, out->count, err);
    return code == ZHM_OK && !q->plain ? references_back(r, text, &out->items, &out->count, err) : code;
}
