/* The second step of a chart: single readings of the spans that are wanted. */
#include "term/chart_internal.h"

#include <stdlib.h>

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

/* A condition on parts that are not there is somebody else's: the writer's, or a later step's. */
static bool holds(struct chart *c, const struct grammar_condition *k, struct node *const *parts)
{
    const struct node *left = parts[k->left];
    const struct node *right = k->right == UINT32_MAX ? NULL : parts[k->right];
    if (!left || (k->right != UINT32_MAX && !right))
        return true;
    if (k->test == GRAMMAR_WITHIN) {
        bool known = left->concept && right && right->concept;
        return known && is_within(c, left->concept, right->concept->id);
    }
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

enum {
    COST_RULE = 1,
    COST_READ_ONLY = 1,
    COST_WRONG = 6,
};

/* Points of a Chinese form that no part tells of: a rule's own 部副部长 is worth less than a body and its post. */
static uint32_t literal_cost(const struct grammar *g, const struct span *s, const struct grammar_form *form,
                             struct node *const *parts)
{
    uint32_t at = s->start, points = s->end - s->start;
    for (uint32_t i = 0; i < form->items.count; i++) {
        uint32_t part = g->items[form->items.first + i].part;
        const struct node *n = part == UINT32_MAX ? NULL : parts[part];
        if (!n)
            continue;
        points -= n->end - (n->start > at ? n->start : at);
        at = n->end;
    }
    return form->lang == GRAMMAR_ZH ? points : 0;
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

static bool same_attributes(const struct node *a, const struct node *b)
{
    return a->attributes == b->attributes ||
           memcmp(a->attributes, b->attributes, GRAMMAR_ATTRIBUTES * sizeof *a->attributes) == 0;
}

static void add_rival(struct node *n, struct node *rival)
{
    enum { RIVALS_MAX = 4 };
    for (int i = 0; i < RIVALS_MAX; i++, n = n->rival)
        if (!n->rival) {
            n->rival = rival;
            return;
        }
}

/* Of two readings alike the cheaper stays, and the other is its rival where it is as cheap. */
static bool keep(struct chart *c, struct span *s, struct node *n)
{
    for (size_t i = 0; i < s->node_count; i++) {
        struct node *old = s->nodes[i];
        if (!same_attributes(old, n))
            continue;
        if (n->cost < old->cost)
            s->nodes[i] = n;
        else if (n->cost == old->cost)
            add_rival(old, n);
        return true;
    }
    return chart_push_node(c, s, n);
}

static zhm_code make_node(struct chart *c, struct span *s, const struct grammar_form *form, struct node *const *parts,
                          zhm_error *err)
{
    const struct grammar *g = c->grammar;
    const struct grammar_rule *rule = &g->rules[form->rule];
    const struct value_set *sets[GRAMMAR_PARTS_MAX];
    uint32_t count = rule->parts.count;
    for (uint32_t i = 0; i < count; i++)
        sets[i] = parts[i] ? parts[i]->attributes : chart_no_attributes;
    struct node *n = arena_alloc(&c->reader->arena, sizeof *n);
    struct node **own = arena_array(&c->reader->arena, count, sizeof(struct node *));
    const struct value_set *attributes = chart_set_of(c, rule, sets[rule->head], sets);
    if (!n || !own || !attributes)
        return chart_no_memory(err);
    bool wrong = form->flags & GRAMMAR_DEPRECATED;
    uint32_t form_cost = is_first(c, form, parts) ? 0 : COST_READ_ONLY;
    form_cost = wrong ? COST_WRONG : form_cost;
    *n = (struct node){.start = s->start,
                       .end = s->end,
                       .symbol = s->symbol,
                       .tag = s->tag,
                       .kind = NODE_RULE,
                       .lang = s->lang,
                       .marks = wrong ? NODE_DEPRECATED : 0,
                       .cost = COST_RULE + literal_cost(g, s, form, parts) + form_cost,
                       .serial = c->serial++,
                       .attributes = attributes,
                       .form = form,
                       .parts = own,
                       .concept = rule->same && parts[rule->head] ? parts[rule->head]->concept : NULL};
    memcpy(own, parts, count * sizeof(struct node *));
    for (uint32_t i = 0; i < count; i++)
        if (parts[i]) {
            n->cost += parts[i]->cost;
            n->marks |= parts[i]->marks;
        }
    return keep(c, s, n) ? ZHM_OK : chart_no_memory(err);
}

/* Choose a node for each part from number @i on, so that the conditions hold. */
static zhm_code choose_parts(struct chart *c, struct span *s, const struct derivation *d, uint32_t i,
                             struct node **parts, zhm_error *err)
{
    const struct grammar_rule *rule = &c->grammar->rules[d->form->rule];
    if (i == rule->parts.count)
        return make_node(c, s, d->form, parts, err);
    struct span *part = d->parts[i];
    zhm_code code = part ? chart_resolve(c, part, err) : choose_parts(c, s, d, i + 1, parts, err);
    for (size_t k = 0; part && code == ZHM_OK && k < part->node_count && s->node_count < CHART_NODES_MAX; k++) {
        parts[i] = part->nodes[k];
        code = chart_work(c, err);
        if (code == ZHM_OK && chart_conditions_hold(c, rule->conditions, parts) &&
            chart_conditions_hold(c, d->form->conditions, parts))
            code = choose_parts(c, s, d, i + 1, parts, err);
    }
    parts[i] = NULL;
    return code;
}

static int by_cost(const void *x, const void *y)
{
    const struct node *a = *(struct node *const *)x, *b = *(struct node *const *)y;
    if (a->cost != b->cost)
        return a->cost < b->cost ? -1 : 1;
    return (a->serial > b->serial) - (a->serial < b->serial);
}

static zhm_code resolve_words(struct chart *c, struct span *s, zhm_error *err)
{
    const struct grammar_run words = s->group ? s->group->words : (struct grammar_run){0};
    for (uint32_t i = 0; i < words.count && i < CHART_NODES_MAX; i++) {
        struct node *n = chart_word_node(c, s, &c->grammar->words[words.first + i]);
        if (!n || !chart_push_node(c, s, n))
            return chart_no_memory(err);
    }
    return ZHM_OK;
}

zhm_code chart_resolve(struct chart *c, struct span *s, zhm_error *err)
{
    if (s->resolved)
        return ZHM_OK;
    s->resolved = true;
    zhm_code code = resolve_words(c, s, err);
    for (const struct derivation *d = s->derivations; code == ZHM_OK && d; d = d->next) {
        struct node *parts[GRAMMAR_PARTS_MAX] = {NULL};
        code = choose_parts(c, s, d, 0, parts, err);
    }
    if (s->node_count > 1)
        qsort(s->nodes, s->node_count, sizeof(struct node *), by_cost);
    return code;
}
