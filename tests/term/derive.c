#include "derive.h"

#include "term/compose.h"

struct derived_concept {
    const char *id;
    uint32_t symbol;
    const struct value_set *attributes;
};

static bool is_read(const zhm_concept *concept)
{
    bool zh = false, en = false;
    for (size_t i = 0; i < concept->term_count; i++) {
        zh = zh || strcmp(concept->terms[i].lang, "zh-Hans") == 0;
        en = en || strcmp(concept->terms[i].lang, "en") == 0;
    }
    return zh && en;
}

bool derive_prepare(struct deriver *d, struct chart *c, const zhm_concept *concepts, size_t count,
                    size_t (*below)(size_t))
{
    *d = (struct deriver){.grammar = c->grammar, .below = below};
    d->concepts = arena_array(&d->arena, count, sizeof *d->concepts);
    d->rule_drawn = arena_array(&d->arena, c->grammar->rule_count, sizeof *d->rule_drawn);
    if (!d->concepts || !d->rule_drawn)
        return false;
    for (size_t i = 0; i < count; i++) {
        uint32_t symbol = grammar_symbol_of(c->grammar, zhm_category_name(concepts[i].category));
        if (symbol == UINT32_MAX || !is_read(&concepts[i]))
            continue;
        struct value_set *own = arena_array(&d->arena, GRAMMAR_ATTRIBUTES, sizeof *own);
        const zhm_concept *kept = NULL;
        bool found = reader_concept(c->reader, str_of(concepts[i].id), &kept, NULL) == ZHM_OK;
        const struct value_set *sets = found ? chart_attributes(c, kept) : NULL;
        if (!own || !sets)
            return false;
        memcpy(own, sets, GRAMMAR_ATTRIBUTES * sizeof *own);
        d->concepts[d->concept_count++] = (struct derived_concept){concepts[i].id, symbol, own};
    }
    return true;
}

void derive_free(struct deriver *d)
{
    arena_free(&d->arena);
}

/* Whether the part stands where this node does. */
static bool allowed(struct chart *c, const struct grammar_rule *rule, uint32_t part, struct node *n,
                    struct node **parts)
{
    parts[part] = n;
    bool holds = chart_conditions_hold(c, rule->conditions, parts);
    parts[part] = NULL;
    return holds;
}

static struct node *leaf(struct chart *c, uint32_t symbol, enum node_kind kind)
{
    struct node *n = arena_alloc(&c->reader->arena, sizeof *n);
    if (n) {
        static const struct value_set none[GRAMMAR_ATTRIBUTES];
        *n =
            (struct node){.symbol = symbol, .kind = (uint8_t)kind, .lang = GRAMMAR_ZH | GRAMMAR_EN, .attributes = none};
    }
    return n;
}

/* A row of the class, of those that are allowed one as likely as the other. */
static struct node *draw_row(struct deriver *d, struct chart *c, const struct grammar_rule *rule, uint32_t part,
                             uint32_t symbol, struct node **parts)
{
    const struct grammar *g = d->grammar;
    const struct grammar_run rows = g->symbols[symbol].rows;
    struct node *best = NULL, *n = leaf(c, symbol, NODE_WORD);
    size_t count = 0;
    for (uint32_t i = 0; n && i < rows.count; i++) {
        const struct grammar_row *row = &g->rows[g->symbol_rows[rows.first + i]];
        n->word = &g->row_forms[row->forms.first];
        n->attributes = row->attributes;
        if (row->concept || !allowed(c, rule, part, n, parts) || d->below(++count) != 0)
            continue;
        best = n;
        n = leaf(c, symbol, NODE_WORD);
    }
    return best;
}

/* Through all of them, but not one beside the other: neighbours are alike. A prime. */
enum { STRIDE = 104729 };

static struct node *draw_concept(struct deriver *d, struct chart *c, const struct grammar_rule *rule, uint32_t part,
                                 uint32_t symbol, struct node **parts)
{
    struct node *n = leaf(c, symbol, NODE_NAMED);
    if (!n || d->concept_count == 0)
        return NULL;
    for (size_t i = 0, at = d->below(d->concept_count); i < d->concept_count; i++, at += STRIDE) {
        const struct derived_concept *x = &d->concepts[at % d->concept_count];
        n->attributes = x->attributes;
        if (x->symbol == symbol && reader_concept(c->reader, str_of(x->id), &n->concept, NULL) == ZHM_OK &&
            allowed(c, rule, part, n, parts))
            return n;
    }
    return NULL;
}

static struct node *draw_number(const struct deriver *d, struct chart *c, uint32_t symbol)
{
    struct node *n = leaf(c, symbol, NODE_NUMBER);
    if (n)
        n->number = 1 + (int32_t)d->below(d->below(4) ? 20 : 200);
    return n;
}

static struct node *draw_rule(struct deriver *d, struct chart *c, uint32_t symbol, int depth);

/* A part by a rule: a few are tried until one is allowed. */
static struct node *draw_made(struct deriver *d, struct chart *c, const struct grammar_rule *rule, uint32_t part,
                              uint32_t symbol, struct node **parts, int depth)
{
    enum { TRIES = 6 };
    for (int i = 0; i < TRIES && depth > 0; i++) {
        struct node *n = draw_rule(d, c, symbol, depth);
        if (n && allowed(c, rule, part, n, parts))
            return n;
    }
    return NULL;
}

static struct node *draw_part(struct deriver *d, struct chart *c, const struct grammar_rule *rule, uint32_t part,
                              struct node **parts, int depth)
{
    uint32_t symbol = d->grammar->parts[rule->parts.first + part].symbol;
    if (symbol == grammar_symbol_of(d->grammar, "number"))
        return draw_number(d, c, symbol);
    struct node *n = NULL;
    for (size_t i = 0, first = d->below(3); !n && i < 3; i++)
        switch ((first + i) % 3) {
        case 0:
            n = draw_row(d, c, rule, part, symbol, parts);
            break;
        case 1:
            n = draw_concept(d, c, rule, part, symbol, parts);
            break;
        default:
            n = draw_made(d, c, rule, part, symbol, parts, depth - 1);
        }
    return n;
}

/* Whether the first form of each language that is not wrong shows the part. */
static bool is_shown(const struct grammar *g, const struct grammar_rule *rule, uint32_t part)
{
    unsigned langs = 0, shown = 0;
    for (uint32_t i = 0; i < rule->forms.count; i++) {
        const struct grammar_form *f = &g->forms[rule->forms.first + i];
        if ((langs & f->lang) || (f->flags & GRAMMAR_DEPRECATED) || f->style)
            continue;
        langs |= f->lang;
        for (uint32_t k = 0; k < f->items.count; k++)
            if (g->items[f->items.first + k].part == part)
                shown |= f->lang;
    }
    return shown == langs;
}

static bool is_absent(const struct grammar *g, const struct grammar_rule *rule, uint32_t part)
{
    return g->symbols[g->parts[rule->parts.first + part].symbol].rows.count > 0 && !is_shown(g, rule, part);
}

static const struct value_set *attributes_of(struct chart *c, const struct grammar_rule *rule,
                                             struct node *const *parts)
{
    const struct grammar *g = c->grammar;
    struct value_set *own = arena_array(&c->reader->arena, GRAMMAR_ATTRIBUTES, sizeof *own);
    if (!own)
        return NULL;
    if (parts[rule->head])
        memcpy(own, parts[rule->head]->attributes, GRAMMAR_ATTRIBUTES * sizeof *own);
    for (uint32_t i = 0; i < rule->settings.count; i++) {
        const struct grammar_setting *s = &g->settings[rule->settings.first + i];
        const struct node *from = s->part == UINT32_MAX ? NULL : parts[s->part];
        own[s->attribute] = s->part == UINT32_MAX ? s->values
                            : from                ? from->attributes[s->part_attribute]
                                                  : (struct value_set){{0}};
    }
    return own;
}

static struct node *build(struct deriver *d, struct chart *c, const struct grammar_rule *rule, int depth)
{
    struct node *n = leaf(c, rule->symbol, NODE_RULE);
    struct node **parts = arena_array(&c->reader->arena, GRAMMAR_PARTS_MAX, sizeof(struct node *));
    if (!n || !parts)
        return NULL;
    bool backwards = d->below(2); /* the first part drawn says which others are allowed */
    for (uint32_t k = 0; k < rule->parts.count; k++) {
        uint32_t i = backwards ? rule->parts.count - 1 - k : k;
        struct node *part = is_absent(d->grammar, rule, i) ? NULL : draw_part(d, c, rule, i, parts, depth);
        if (!part && !is_absent(d->grammar, rule, i))
            return NULL;
        parts[i] = part;
    }
    n->form = &d->grammar->forms[rule->forms.first];
    n->parts = parts;
    n->attributes = attributes_of(c, rule, parts);
    const struct node *head = parts[rule->head];
    n->concept = rule->same && head ? head->concept : NULL;
    return n->attributes ? n : NULL;
}

/* A rule that makes the symbol, each as likely as the others, and the next one where nothing comes of it. */
static struct node *draw_rule(struct deriver *d, struct chart *c, uint32_t symbol, int depth)
{
    const struct grammar *g = d->grammar;
    for (size_t i = 0, at = d->below(g->rule_count); i < g->rule_count; i++) {
        const struct grammar_rule *rule = &g->rules[(at + i * STRIDE) % g->rule_count];
        struct node *n = rule->symbol == symbol ? build(d, c, rule, depth) : NULL;
        if (n)
            return n;
    }
    return NULL;
}

static void count_rules(struct deriver *d, const struct node *n)
{
    if (n->kind != NODE_RULE)
        return;
    d->rule_drawn[n->form->rule]++;
    for (uint32_t i = 0; i < d->grammar->rules[n->form->rule].parts.count; i++)
        if (n->parts[i])
            count_rules(d, n->parts[i]);
}

struct node *derive(struct deriver *d, struct chart *c, const char *symbol)
{
    uint32_t number = grammar_symbol_of(d->grammar, symbol);
    struct node *n = number == UINT32_MAX ? NULL : draw_rule(d, c, number, 1 + (int)d->below(DERIVE_DEPTH));
    if (n)
        count_rules(d, n);
    return n;
}

void derive_show(const struct chart *c, const struct node *n, struct buf *out)
{
    const struct grammar *g = c->grammar;
    if (n->kind == NODE_WORD)
        buf_append_text(out, grammar_text(g, n->word->text));
    else if (n->kind == NODE_NAMED)
        buf_append_text(out, n->concept->id);
    else if (n->kind == NODE_NUMBER)
        buf_printf(out, "%d", (int)n->number);
    if (n->kind != NODE_RULE)
        return;
    const struct grammar_rule *rule = &g->rules[n->form->rule];
    bool first = true;
    buf_printf(out, "%s(", grammar_text(g, rule->name));
    for (uint32_t i = 0; i < rule->parts.count; i++)
        if (n->parts[i]) {
            buf_append_text(out, first ? "" : ", ");
            derive_show(c, n->parts[i], out);
            first = false;
        }
    buf_append_char(out, ')');
}

size_t derive_size(const struct chart *c, const struct node *n)
{
    zhm_category category;
    size_t count = n->kind != NODE_RULE || n->form->items.count > 1 || compose_category(c, n->symbol, &category);
    for (uint32_t i = 0; n->kind == NODE_RULE && i < c->grammar->rules[n->form->rule].parts.count; i++)
        count += n->parts[i] ? derive_size(c, n->parts[i]) : 0;
    return count;
}
