#include "term/chart_internal.h"

#include "base/fault.h"
#include "base/grow.h"

#include <stdlib.h>

/* A form, read as far as some item. What was read stands in a chain, the last part first. */
struct active {
    struct active *next; /* that waits at the same point */
    const struct grammar_form *form;
    const struct active *before;
    struct span *last; /* the span read last */
    uint32_t start, end, read;
    uint32_t wanted, tag; /* the next item's symbol and tag */
    uint8_t lang;
    bool overlaps; /* waits one point before its end, for a span that begins with its last point */
};

const struct value_set chart_no_attributes[GRAMMAR_ATTRIBUTES];

zhm_code chart_no_memory(zhm_error *err)
{
    return zhm_fail(err, ZHM_NO_MEMORY, "no memory to put names together");
}

zhm_code chart_work(struct chart *c, zhm_error *err)
{
    if (c->kept > CHART_KEPT_MAX)
        return zhm_fail(err, ZHM_LIMIT,
                        "too many names to put together in one text: ask for parts of it, or without composing");
    if (++c->work <= c->work_max)
        return ZHM_OK;
    return zhm_fail(err, ZHM_LIMIT, "too many ways to put the words of this text together");
}

static bool push(struct chart *c, struct span ***list, size_t *count, size_t *capacity, struct span *s)
{
    struct span **items = arena_grow(&c->reader->arena, *list, *count, capacity, sizeof(struct span *));
    if (!items)
        return false;
    *list = items;
    (*list)[(*count)++] = s;
    c->kept++;
    return true;
}

bool chart_push_node(struct chart *c, struct span *s, struct node *n)
{
    struct node **nodes =
        arena_grow(&c->reader->arena, s->nodes, s->node_count, &s->node_capacity, sizeof(struct node *));
    if (!nodes)
        return false;
    s->nodes = nodes;
    s->nodes[s->node_count++] = n;
    c->kept++;
    return true;
}

void chart_begin(struct chart *c)
{
    static const char *const alone[] = {"alone-agency",   "alone-title", "alone-initiative", "alone-event",
                                        "alone-document", "alone-place", "alone-person"};
    for (zhm_category k = ZHM_AGENCY; k <= ZHM_PERSON; k++) {
        c->categories[k] = grammar_symbol_of(c->grammar, zhm_category_name(k));
        c->alone[k] = grammar_symbol_of(c->grammar, alone[k]);
        c->category_mask |= c->categories[k] == UINT32_MAX ? 0 : grammar_symbol_mask(c->categories[k]);
        c->alone_mask |= c->alone[k] == UINT32_MAX ? 0 : grammar_symbol_mask(c->alone[k]);
    }
    c->style = grammar_tag_of(c->grammar, c->question->style);
    c->tag_short = grammar_tag_of(c->grammar, "short");
    c->number = grammar_symbol_of(c->grammar, "number");
    c->generic = grammar_symbol_of(c->grammar, "generic");
    c->unknown_place = grammar_symbol_of(c->grammar, "unknown-place");
    c->the = grammar_symbol_of(c->grammar, "the");
    c->the_noun = grammar_symbol_of(c->grammar, "the-noun");
    c->generic_adj = grammar_symbol_of(c->grammar, "generic-adj");
    c->like = grammar_symbol_of(c->grammar, "like");
    c->ordinary = grammar_symbol_of(c->grammar, "ordinary");
}

struct node *chart_word(struct chart *c, const struct node *word)
{
    struct node *n = arena_alloc(&c->reader->arena, sizeof *n);
    struct span *s = arena_alloc(&c->reader->arena, sizeof *s);
    if (!n || !s)
        return NULL;
    *n = *word;
    n->serial = c->serial++;
    if (!n->attributes)
        n->attributes = chart_no_attributes;
    *s = (struct span){.start = n->start,
                       .end = n->end,
                       .symbol = n->symbol,
                       .tag = n->tag,
                       .lang = n->lang,
                       .attributes = n->attributes};
    if (!chart_push_node(c, s, n) || !push(c, &c->words, &c->word_count, &c->word_capacity, s))
        return NULL;
    return n;
}

bool chart_add_group(struct chart *c, size_t start, size_t end, const struct grammar_group *group)
{
    struct span *s = arena_alloc(&c->reader->arena, sizeof *s);
    if (!s)
        return false;
    *s = (struct span){.start = (uint32_t)start,
                       .end = (uint32_t)end,
                       .symbol = group->symbol,
                       .lang = (uint8_t)group->lang,
                       .attributes = group->attributes,
                       .group = group};
    return push(c, &c->words, &c->word_count, &c->word_capacity, s);
}

/* Whether it may hold for some reading of each span. That none shares a value can be said of single readings alone. */
static bool may_hold(const struct grammar *g, struct grammar_run run, struct span *const *parts)
{
    for (uint32_t i = 0; i < run.count; i++) {
        const struct grammar_condition *k = &g->conditions[run.first + i];
        const struct span *left = parts[k->left];
        const struct span *right = k->right == UINT32_MAX ? NULL : parts[k->right];
        if (!left || (k->right != UINT32_MAX && !right) || k->test != GRAMMAR_MEETS)
            continue;
        const struct value_set *values = right ? &right->attributes[k->right_attribute] : &k->values;
        if (!value_sets_meet(&left->attributes[k->left_attribute], values))
            return false;
    }
    return true;
}

/* What the whole may have: its head's attributes, but for what the rule sets. */
const struct value_set *chart_set_of(struct chart *c, const struct grammar_rule *rule, const struct value_set *head,
                                     const struct value_set *const *parts)
{
    const struct grammar *g = c->grammar;
    if (rule->settings.count == 0)
        return head;
    struct value_set *own = arena_array(&c->reader->arena, GRAMMAR_ATTRIBUTES, sizeof *own);
    if (!own)
        return NULL;
    memcpy(own, head, GRAMMAR_ATTRIBUTES * sizeof *own);
    for (uint32_t i = 0; i < rule->settings.count; i++) {
        const struct grammar_setting *s = &g->settings[rule->settings.first + i];
        own[s->attribute] = s->part == UINT32_MAX ? s->values : parts[s->part][s->part_attribute];
    }
    return own;
}

/* Those that begin last come first, since what begins earlier is made of them; at one place those of lower rank. */
static bool goes_before(const struct grammar *g, const struct span *a, const struct span *b)
{
    if (a->start != b->start)
        return a->start > b->start;
    return g->symbols[a->symbol].rank < g->symbols[b->symbol].rank;
}

static bool heap_push(struct chart *c, struct span *s)
{
    if (!push(c, &c->heap, &c->heap_count, &c->heap_capacity, s))
        return false;
    size_t i = c->heap_count - 1;
    for (; i > 0 && goes_before(c->grammar, s, c->heap[(i - 1) / 2]); i = (i - 1) / 2)
        c->heap[i] = c->heap[(i - 1) / 2];
    c->heap[i] = s;
    return true;
}

static struct span *heap_pop(struct chart *c)
{
    struct span *first = c->heap[0], *last = c->heap[--c->heap_count];
    size_t i = 0;
    for (size_t child = 1; child < c->heap_count; child = 2 * i + 1) {
        if (child + 1 < c->heap_count && goes_before(c->grammar, c->heap[child + 1], c->heap[child]))
            child++;
        if (!goes_before(c->grammar, c->heap[child], last))
            break;
        c->heap[i] = c->heap[child];
        i = child;
    }
    c->heap[i] = last;
    return first;
}

static struct span **slot_of(struct chart *c, uint32_t start, uint32_t symbol, uint32_t tag)
{
    return &c->table[(start * 31 + symbol * 7 + tag) % CHART_TABLE];
}

static struct span *made_span(struct chart *c, const struct active *a, uint32_t symbol)
{
    struct span **slot = slot_of(c, a->start, symbol, a->form->tag);
    for (struct span *s = *slot; s; s = s->next)
        if (s->start == a->start && s->symbol == symbol && s->tag == a->form->tag && s->lang == a->lang)
            return s;
    struct span *s = arena_alloc(&c->reader->arena, sizeof *s);
    if (!s)
        return NULL;
    *s = (struct span){.start = a->start,
                       .end = a->end,
                       .symbol = symbol,
                       .tag = a->form->tag,
                       .lang = a->lang,
                       .made = true,
                       .next = *slot};
    *slot = s;
    return push(c, &c->made, &c->made_count, &c->made_capacity, s) && heap_push(c, s) ? s : NULL;
}

static bool join_attributes(struct chart *c, struct span *s, const struct value_set *more)
{
    if (!s->attributes || s->attributes == more) {
        s->attributes = more;
        return true;
    }
    if (!s->own_attributes) {
        struct value_set *own = arena_array(&c->reader->arena, GRAMMAR_ATTRIBUTES, sizeof *own);
        if (!own)
            return false;
        memcpy(own, s->attributes, GRAMMAR_ATTRIBUTES * sizeof *own);
        s->attributes = own;
        s->own_attributes = true;
    }
    struct value_set *own =
        (struct value_set *)(uintptr_t)s->attributes; /* NOLINT(performance-no-int-to-ptr): our own */
    for (size_t i = 0; i < GRAMMAR_ATTRIBUTES; i++)
        value_set_join(&own[i], &more[i]);
    return true;
}

/* The spans read so far, by the number of their part. */
static void gather(const struct grammar *g, const struct active *a, struct span **parts)
{
    for (; a; a = a->before) {
        uint32_t part = g->items[a->form->items.first + a->read - 1].part;
        if (part != UINT32_MAX)
            parts[part] = a->last;
    }
}

/* Whether a span of the symbol would be wanted by somebody, alone or after it became something else. */
static bool is_useful(const struct chart *c, const struct active *a, const struct grammar_symbol *symbol)
{
    if (!c->category_mask)
        return true; /* a grammar of no names: a test's */
    uint64_t there = c->beginning[a->end] | c->beginning[a->end - 1];
    bool all = a->start == 0 && a->end + 1 >= c->reader->folded.len;
    uint64_t names = (c->whole && !all ? 0 : c->category_mask) | (all ? c->alone_mask : 0);
    return (symbol->becomes & (names | c->wanting[a->start])) != 0 || (symbol->leads & there) != 0;
}

static zhm_code complete(struct chart *c, const struct active *a, zhm_error *err)
{
    const struct grammar *g = c->grammar;
    const struct grammar_rule *rule = &g->rules[a->form->rule];
    struct span *parts[GRAMMAR_PARTS_MAX] = {NULL};
    const struct value_set *sets[GRAMMAR_PARTS_MAX];
    if (!is_useful(c, a, &g->symbols[rule->symbol]))
        return ZHM_OK;
    gather(g, a, parts);
    if (!may_hold(g, rule->conditions, parts) || !may_hold(g, a->form->conditions, parts))
        return ZHM_OK;
    for (uint32_t i = 0; i < rule->parts.count; i++)
        sets[i] = parts[i] ? parts[i]->attributes : chart_no_attributes;
    const struct value_set *attributes = chart_set_of(c, rule, sets[rule->head], sets);
    struct derivation *d = arena_alloc(&c->reader->arena, sizeof *d + rule->parts.count * sizeof(struct span *));
    struct span *s = made_span(c, a, rule->symbol);
    if (!attributes || !d || !s || !join_attributes(c, s, attributes))
        return chart_no_memory(err);
    *d = (struct derivation){.form = a->form};
    memcpy(d->parts, parts, rule->parts.count * sizeof(struct span *));
    struct derivation **end = &s->derivations;
    while (*end)
        end = &(*end)->next;
    *end = d;
    return ZHM_OK;
}

static void wait_at(struct chart *c, struct active *a, size_t point)
{
    a->next = c->waiting[point];
    c->waiting[point] = a;
    c->wanting[point] |= grammar_symbol_mask(a->wanted);
}

/* Whether a word stands there that the next item may begin with. */
static bool may_go_on(const struct chart *c, const struct grammar_item *next, uint32_t end, bool may_overlap)
{
    uint64_t there = c->beginning[end] | (next->overlap && may_overlap ? c->beginning[end - 1] : 0);
    return (c->grammar->symbols[next->symbol].begins & there) != 0;
}

/* "the Commission, the Bureau": behind a comma an article begins another name. Articles have no points of their own. */
static bool is_after_article(const struct chart *c, uint32_t end, uint32_t start)
{
    enum { SPACES = 2 };
    const struct folded *f = &c->reader->folded;
    return end == start && f->points[end - 1] == ',' && f->start[start] > f->end[end - 1] + SPACES;
}

/* Read a span as the next item of @before, or as the first of @form. */
static zhm_code advance(struct chart *c, const struct grammar_form *form, const struct active *before, struct span *s,
                        zhm_error *err)
{
    const struct grammar *g = c->grammar;
    struct active a = {.form = form,
                       .before = before,
                       .last = s,
                       .start = before ? before->start : s->start,
                       .end = s->end,
                       .read = before ? before->read + 1 : 1,
                       .lang = (before ? before->lang : form->lang) & s->lang};
    if (!a.lang || a.end - a.start > CHART_SPAN_MAX || (before && is_after_article(c, before->end, s->start)))
        return ZHM_OK;
    if (a.read == form->items.count)
        return complete(c, &a, err);
    const struct grammar_item *next = &g->items[form->items.first + a.read];
    if (!may_go_on(c, next, a.end, a.end - 1 > a.start))
        return ZHM_OK;
    a.wanted = next->symbol;
    a.tag = next->tag;
    struct active *kept = arena_array(&c->reader->arena, next->overlap ? 2 : 1, sizeof *kept);
    if (!kept)
        return chart_no_memory(err);
    kept[0] = a;
    c->kept++;
    wait_at(c, &kept[0], a.end);
    if (!next->overlap || a.end - 1 == a.start)
        return ZHM_OK;
    kept[1] = a;
    kept[1].overlaps = true;
    wait_at(c, &kept[1], a.end - 1);
    return ZHM_OK;
}

static bool fits(const struct active *a, const struct span *s)
{
    if (a->wanted != s->symbol || (a->tag && a->tag != s->tag))
        return false;
    return !a->overlaps || s->end > a->end;
}

/* All that a span leads to: forms that it begins, and forms that wait for it. */
static zhm_code take(struct chart *c, struct span *s, zhm_error *err)
{
    const struct grammar *g = c->grammar;
    const struct grammar_symbol *symbol = &g->symbols[s->symbol];
    const struct grammar_need *needs = &g->needs[symbol->starts.first];
    uint64_t there = c->beginning[s->end] | c->beginning[s->end - 1] | GRAMMAR_NOTHING_MORE;
    zhm_code code = ZHM_OK;
    for (uint32_t i = 0; code == ZHM_OK && i < symbol->starts.count; i++) {
        if (!(needs[i].next & there) || !(needs[i].lang & s->lang) || (needs[i].tag && needs[i].tag != s->tag))
            continue;
        code = chart_work(c, err);
        if (code == ZHM_OK)
            code = advance(c, &g->forms[g->starts[symbol->starts.first + i]], NULL, s, err);
    }
    if (!(c->wanting[s->start] & grammar_symbol_mask(s->symbol)))
        return code;
    for (struct active *a = c->waiting[s->start]; code == ZHM_OK && a; a = a->next) {
        code = chart_work(c, err);
        if (code == ZHM_OK && fits(a, s))
            code = advance(c, a->form, a, s, err);
    }
    return code;
}

static int by_end(const void *x, const void *y)
{
    const struct span *a = *(struct span *const *)x, *b = *(struct span *const *)y;
    if (a->end != b->end)
        return a->end < b->end ? -1 : 1;
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    return 0;
}

/* All spans with one end. What they make ends there too, and is taken in turn. */
static zhm_code take_end(struct chart *c, size_t *at, zhm_error *err)
{
    uint32_t end = c->words[*at]->end;
    zhm_code code = ZHM_OK;
    memset(c->table, 0, sizeof c->table);
    for (; code == ZHM_OK && *at < c->word_count && c->words[*at]->end == end; ++*at) {
        struct span *s = c->words[*at];
        bool kept = heap_push(c, s);
        bool named = s->node_count > 0 && s->nodes[0]->given;
        if (!kept || (named && !push(c, &c->made, &c->made_count, &c->made_capacity, s)))
            code = chart_no_memory(err);
    }
    while (code == ZHM_OK && c->heap_count > 0)
        code = take(c, heap_pop(c), err);
    return code;
}

static void drop_cutting(struct chart *c)
{
    size_t kept = 0;
    for (size_t i = 0; i < c->word_count; i++)
        if (!c->inside || (!c->inside[c->words[i]->start] && !c->inside[c->words[i]->end]))
            c->words[kept++] = c->words[i];
    c->word_count = kept;
}

static zhm_code prepare(struct chart *c, size_t points, zhm_error *err)
{
    drop_cutting(c);
    c->waiting = arena_array(&c->reader->arena, points + 1, sizeof *c->waiting);
    c->beginning = arena_array(&c->reader->arena, points + 1, sizeof *c->beginning);
    c->wanting = arena_array(&c->reader->arena, points + 1, sizeof *c->wanting);
    if (!c->waiting || !c->beginning || !c->wanting)
        return chart_no_memory(err);
    for (size_t i = 0; i < c->word_count; i++)
        c->beginning[c->words[i]->start] |= grammar_symbol_mask(c->words[i]->symbol);
    if (c->word_count > 1)
        qsort(c->words, c->word_count, sizeof *c->words, by_end);
    c->work = 0;
    c->work_max = CHART_WORK_BASE + CHART_WORK_PER_POINT * points;
    c->made_count = 0;
    return ZHM_OK;
}

zhm_code chart_run(struct chart *c, zhm_error *err)
{
    zhm_code code = prepare(c, c->reader->folded.len, err);
    for (size_t at = 0; code == ZHM_OK && at < c->word_count;)
        code = take_end(c, &at, err);
    return code;
}
