#include "term/chart.h"

#include "base/fault.h"

#include <stdlib.h>

enum { COST_RULE = 1, COST_READ_ONLY = 1, COST_DEPRECATED = 6 };

/* A form, read as far as some item. What was read stands in a chain, the last part first. */
struct active {
    struct active *next; /* that waits at the same point */
    const struct grammar_form *form;
    const struct active *before;
    struct node *last; /* the node read last */
    uint32_t start, end, read;
    uint32_t wanted, tag; /* the next item's symbol and tag */
    uint32_t cost;
    uint8_t lang, marks;
    bool overlaps; /* waits one point before its end, for a node that begins with its last point */
};

static zhm_code no_memory(zhm_error *err)
{
    return zhm_fail(err, ZHM_NO_MEMORY, "no memory to put names together");
}

static bool push_node(struct chart *c, struct node ***list, size_t *count, size_t *capacity, struct node *n)
{
    if (*count == *capacity) {
        size_t more = *capacity ? *capacity * 2 : 64;
        struct node **grown = arena_array(&c->reader->arena, more, sizeof *grown);
        if (!grown)
            return false;
        if (*count)
            memcpy(grown, *list, *count * sizeof *grown);
        *list = grown;
        *capacity = more;
    }
    (*list)[(*count)++] = n;
    return true;
}

struct node *chart_word(struct chart *c, size_t start, size_t end, uint32_t symbol, enum node_kind kind)
{
    static const struct value_set none[GRAMMAR_ATTRIBUTES];
    struct node *n = arena_alloc(&c->reader->arena, sizeof *n);
    if (!n || !push_node(c, &c->words, &c->word_count, &c->word_capacity, n))
        return NULL;
    *n = (struct node){.start = (uint32_t)start,
                       .end = (uint32_t)end,
                       .symbol = symbol,
                       .kind = (uint8_t)kind,
                       .lang = GRAMMAR_ZH | GRAMMAR_EN,
                       .attributes = none};
    return n;
}

/* The nodes read so far, by the number of their part. */
static void gather(const struct grammar *g, const struct active *a, struct node **parts)
{
    for (; a; a = a->before) {
        uint32_t part = g->items[a->form->items.first + a->read - 1].part;
        if (part != UINT32_MAX)
            parts[part] = a->last;
    }
}

/* Whether @whole stands above @part in the glossary, at most some steps up. */
static bool is_within(struct chart *c, const zhm_concept *part, const char *whole)
{
    enum { STEPS_MAX = 4 };
    for (int step = 0; step < STEPS_MAX; step++) {
        const char *parent = NULL;
        for (size_t i = 0; !parent && i < part->attribute_count; i++)
            if (strcmp(part->attributes[i].name, "parent") == 0)
                parent = part->attributes[i].value;
        for (size_t i = 0; !parent && i < part->relation_count; i++)
            if (part->relations[i].kind == ZHM_PART_OF)
                parent = part->relations[i].target;
        if (!parent || strcmp(parent, whole) == 0)
            return parent != NULL;
        if (reader_concept(c->reader, str_of(parent), &part, NULL) != ZHM_OK)
            return false;
    }
    return false;
}

/* A condition on parts that the form does not show is the writer's. */
static bool holds(struct chart *c, const struct grammar_condition *k, struct node *const *parts)
{
    const struct node *left = parts[k->left];
    const struct node *right = k->right == UINT32_MAX ? NULL : parts[k->right];
    if (!left || (k->right != UINT32_MAX && !right))
        return true;
    if (k->test == GRAMMAR_WITHIN)
        return left->concept && right && right->concept && is_within(c, left->concept, right->concept->id);
    const struct value_set *values = right ? &right->attributes[k->right_attribute] : &k->values;
    return value_sets_meet(&left->attributes[k->left_attribute], values) == (k->test == GRAMMAR_MEETS);
}

bool chart_conditions_hold(struct chart *c, struct grammar_run run, struct node *const *parts)
{
    for (uint32_t i = 0; i < run.count; i++)
        if (!holds(c, &c->grammar->conditions[run.first + i], parts))
            return false;
    return true;
}

/* Whether no form before it would be written of these parts. */
static bool is_first(struct chart *c, const struct grammar_form *form, struct node *const *parts)
{
    const struct grammar *g = c->grammar;
    const struct grammar_run forms = g->rules[form->rule].forms;
    if (!(form->flags & GRAMMAR_OFFICIAL))
        return false;
    for (const struct grammar_form *f = &g->forms[forms.first]; f < form; f++)
        if (f->lang == form->lang && f->style == form->style && !(f->flags & GRAMMAR_DEPRECATED) &&
            chart_conditions_hold(c, f->conditions, parts))
            return false;
    return true;
}

/* The attributes of the whole: its head's, but for what the rule sets. */
static const struct value_set *attributes_of(struct chart *c, const struct grammar_rule *rule, struct node *const *parts)
{
    static const struct value_set none[GRAMMAR_ATTRIBUTES];
    const struct grammar *g = c->grammar;
    const struct value_set *head = parts[rule->head] ? parts[rule->head]->attributes : none;
    if (rule->settings.count == 0)
        return head;
    struct value_set *own = arena_array(&c->reader->arena, GRAMMAR_ATTRIBUTES, sizeof *own);
    if (!own)
        return NULL;
    memcpy(own, head, GRAMMAR_ATTRIBUTES * sizeof *own);
    for (uint32_t i = 0; i < rule->settings.count; i++) {
        const struct grammar_setting *s = &g->settings[rule->settings.first + i];
        if (s->part == UINT32_MAX)
            own[s->attribute] = s->values;
        else
            own[s->attribute] = parts[s->part] ? parts[s->part]->attributes[s->part_attribute] : none[0];
    }
    return own;
}

static bool same_reading(const struct node *a, const struct node *b)
{
    return a->start == b->start && a->symbol == b->symbol && a->tag == b->tag && a->lang == b->lang &&
           (a->attributes == b->attributes ||
            memcmp(a->attributes, b->attributes, GRAMMAR_ATTRIBUTES * sizeof *a->attributes) == 0);
}

/* Of two readings alike the cheaper stays, where the other was, so that what was built on it has it too. */
static bool is_known(struct chart *c, struct node *n)
{
    for (size_t i = 0; i < c->ending_count; i++) {
        struct node *old = c->ending[i];
        if (old->kind != NODE_RULE || old->stands_for || !same_reading(old, n))
            continue;
        if (n->cost < old->cost) {
            *old = *n;
        } else if (n->cost == old->cost && !old->rival) {
            old->rival = n;
        }
        return true;
    }
    return false;
}

static zhm_code complete(struct chart *c, const struct active *a, zhm_error *err)
{
    const struct grammar *g = c->grammar;
    const struct grammar_rule *rule = &g->rules[a->form->rule];
    struct node *parts[GRAMMAR_PARTS_MAX] = {NULL};
    gather(g, a, parts);
    if (!chart_conditions_hold(c, rule->conditions, parts) || !chart_conditions_hold(c, a->form->conditions, parts))
        return ZHM_OK;
    struct node *n = arena_alloc(&c->reader->arena, sizeof *n);
    struct node **own = arena_array(&c->reader->arena, rule->parts.count, sizeof(struct node *));
    const struct value_set *attributes = attributes_of(c, rule, parts);
    if (!n || !own || !attributes)
        return no_memory(err);
    memcpy(own, parts, rule->parts.count * sizeof(struct node *));
    bool deprecated = a->form->flags & GRAMMAR_DEPRECATED;
    bool official = is_first(c, a->form, parts);
    *n = (struct node){.start = a->start,
                       .end = a->end,
                       .symbol = rule->symbol,
                       .tag = a->form->tag,
                       .kind = NODE_RULE,
                       .lang = a->lang,
                       .marks = a->marks | (deprecated ? NODE_DEPRECATED : 0),
                       .cost = a->cost + COST_RULE + (deprecated ? COST_DEPRECATED : official ? 0 : COST_READ_ONLY),
                       .attributes = attributes,
                       .form = a->form,
                       .parts = own,
                       .concept = rule->same && parts[rule->head] ? parts[rule->head]->concept : NULL,
                       .serial = (uint32_t)c->work};
    if (is_known(c, n))
        return ZHM_OK;
    if (!push_node(c, &c->ending, &c->ending_count, &c->ending_capacity, n) ||
        !push_node(c, &c->made, &c->made_count, &c->made_capacity, n))
        return no_memory(err);
    return ZHM_OK;
}

static void wait_at(struct chart *c, struct active *a, size_t point)
{
    a->next = c->waiting[point];
    c->waiting[point] = a;
}

/* Read node @n as the next item of @before, or as the first of @form. */
static zhm_code advance(struct chart *c, const struct grammar_form *form, const struct active *before, struct node *n,
                        zhm_error *err)
{
    const struct grammar *g = c->grammar;
    struct active a = {.form = form,
                       .before = before,
                       .last = n,
                       .start = before ? before->start : n->start,
                       .end = n->end,
                       .read = before ? before->read + 1 : 1,
                       .cost = (before ? before->cost : 0) + n->cost,
                       .lang = (before ? before->lang : form->lang) & n->lang,
                       .marks = (before ? before->marks : 0) | n->marks};
    if (!a.lang || a.end - a.start > CHART_SPAN_MAX)
        return ZHM_OK;
    if (++c->work > c->work_max)
        return zhm_fail(err, ZHM_LIMIT, "too many ways to put the words of this text together");
    if (a.read == form->items.count)
        return complete(c, &a, err);
    const struct grammar_item *next = &g->items[form->items.first + a.read];
    a.wanted = next->symbol;
    a.tag = next->tag;
    struct active *kept = arena_array(&c->reader->arena, next->overlap ? 2 : 1, sizeof *kept);
    if (!kept)
        return no_memory(err);
    kept[0] = a;
    wait_at(c, &kept[0], a.end);
    if (!next->overlap)
        return ZHM_OK;
    kept[1] = a;
    kept[1].overlaps = true;
    wait_at(c, &kept[1], a.end - 1);
    return ZHM_OK;
}

static bool fits(const struct active *a, const struct node *n)
{
    if (a->wanted != n->symbol || (a->tag && a->tag != n->tag))
        return false;
    return !a->overlaps || n->end > a->end;
}

/* All that a node leads to: forms that it begins, and forms that wait for it. */
static zhm_code take(struct chart *c, struct node *n, zhm_error *err)
{
    const struct grammar *g = c->grammar;
    const struct grammar_run starts = g->symbols[n->symbol].starts;
    zhm_code code = ZHM_OK;
    for (uint32_t i = 0; code == ZHM_OK && i < starts.count; i++) {
        const struct grammar_form *form = &g->forms[g->starts[starts.first + i]];
        uint32_t tag = g->items[form->items.first].tag;
        if (!tag || tag == n->tag)
            code = advance(c, form, NULL, n, err);
    }
    for (struct active *a = c->waiting[n->start]; code == ZHM_OK && a; a = a->next)
        if (fits(a, n))
            code = advance(c, a->form, a, n, err);
    return code;
}

static int by_end(const void *x, const void *y)
{
    const struct node *a = *(struct node *const *)x, *b = *(struct node *const *)y;
    if (a->end != b->end)
        return a->end < b->end ? -1 : 1;
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    if (a->cost != b->cost)
        return a->cost < b->cost ? -1 : 1;
    return (a->word > b->word) - (a->word < b->word); /* of equal rows the first in the files */
}

/* All nodes with one end. What they make ends there too, and is taken in turn. */
static zhm_code take_end(struct chart *c, size_t *at, zhm_error *err)
{
    uint32_t end = c->words[*at]->end;
    zhm_code code = ZHM_OK;
    c->ending_count = 0;
    for (; code == ZHM_OK && *at < c->word_count && c->words[*at]->end == end; ++*at) {
        struct node *n = c->words[*at];
        bool kept = push_node(c, &c->ending, &c->ending_count, &c->ending_capacity, n);
        if (!kept || (n->stands_for && !push_node(c, &c->made, &c->made_count, &c->made_capacity, n)))
            code = no_memory(err);
    }
    for (size_t i = 0; code == ZHM_OK && i < c->ending_count; i++)
        code = take(c, c->ending[i], err);
    return code;
}

zhm_code chart_run(struct chart *c, zhm_error *err)
{
    size_t points = c->reader->folded.len;
    c->waiting = arena_array(&c->reader->arena, points + 1, sizeof *c->waiting);
    if (!c->waiting)
        return no_memory(err);
    memset(c->waiting, 0, (points + 1) * sizeof *c->waiting);
    c->work_max = CHART_WORK_BASE + CHART_WORK_PER_POINT * points;
    if (c->word_count > 1)
        qsort(c->words, c->word_count, sizeof *c->words, by_end);
    zhm_code code = ZHM_OK;
    c->made_count = 0;
    for (size_t at = 0; code == ZHM_OK && at < c->word_count;)
        code = take_end(c, &at, err);
    return code;
}
