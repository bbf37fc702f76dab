#include "term/grammar_block.h"

#include "base/fault.h"

/* One step of a form of one item: what the form makes, of what. */
struct step {
    uint32_t from, to, form;
};

/* The steps of one language, by symbol, and a walk over them. */
struct circles {
    const struct grammar_builder *b;
    struct step *steps;
    uint32_t *first;       /* by symbol, one more: where its steps begin */
    uint8_t *colour;       /* by symbol: 0 new, 1 on the path, 2 done */
    uint32_t *path, *next; /* symbols on the path, and their next steps */
    size_t depth;
};

static const struct grammar_form *form_of(const struct grammar_builder *b, size_t i)
{
    return (const struct grammar_form *)(const void *)b->arrays[GRAMMAR_FORMS].data + i;
}

static const struct grammar_rule *rule_of(const struct grammar_builder *b, size_t i)
{
    return (const struct grammar_rule *)(const void *)b->arrays[GRAMMAR_RULES].data + form_of(b, i)->rule;
}

static const struct grammar_item *item_of(const struct grammar_builder *b, size_t i)
{
    return (const struct grammar_item *)(const void *)b->arrays[GRAMMAR_ITEMS].data + form_of(b, i)->items.first;
}

static bool is_step(const struct circles *c, size_t form, uint32_t lang)
{
    const struct grammar_form *f = form_of(c->b, form);
    return (f->lang & lang) && f->items.count == 1 && item_of(c->b, form)->part != UINT32_MAX;
}

/* The steps, sorted by counting. */
static void collect_steps(struct circles *c, uint32_t lang)
{
    size_t forms = builder_count(c->b, GRAMMAR_FORMS), symbols = c->b->symbols.count;
    memset(c->first, 0, (symbols + 2) * sizeof *c->first);
    for (size_t i = 0; i < forms; i++)
        if (is_step(c, i, lang))
            c->first[rule_of(c->b, i)->symbol + 2]++;
    for (size_t s = 2; s < symbols + 2; s++)
        c->first[s] += c->first[s - 1];
    for (size_t i = 0; i < forms; i++)
        if (is_step(c, i, lang)) {
            uint32_t from = rule_of(c->b, i)->symbol;
            c->steps[c->first[from + 1]++] = (struct step){from, item_of(c->b, i)->symbol, (uint32_t)i};
        }
}

static zhm_code found(const struct circles *c, const struct step *step, zhm_error *err)
{
    const struct source_rule *rule = c->b->source.rules[form_of(c->b, step->form)->rule];
    const struct source_form *form = &rule->forms[step->form - rule_of(c->b, step->form)->forms.first];
    zhm_code code;
    if (step->from == step->to)
        code = zhm_fail(err, ZHM_BAD_INPUT, "rule %.*s makes '%.*s' of itself alone", STR_ARG(rule->name),
                        STR_ARG(rule->symbol));
    else
        code = zhm_fail(err, ZHM_BAD_INPUT, "rule %.*s makes '%.*s' of '%.*s' alone, and other rules that of this",
                        STR_ARG(rule->name), STR_ARG(rule->symbol), STR_ARG(c->b->symbols.items[step->to]));
    return zhm_prefix_place(err, code, rule->at.file, form->line);
}

static void enter(struct circles *c, uint32_t symbol)
{
    c->colour[symbol] = 1;
    c->path[c->depth] = symbol;
    c->next[c->depth++] = c->first[symbol];
}

static zhm_code walk(struct circles *c, uint32_t symbol, zhm_error *err)
{
    enter(c, symbol);
    while (c->depth > 0) {
        uint32_t at = c->path[c->depth - 1], next = c->next[c->depth - 1]++;
        if (next == c->first[at + 1]) {
            c->colour[at] = 2;
            c->depth--;
        } else if (c->colour[c->steps[next].to] == 1) {
            return found(c, &c->steps[next], err);
        } else if (c->colour[c->steps[next].to] == 0) {
            enter(c, c->steps[next].to);
        }
    }
    return ZHM_OK;
}

zhm_code grammar_check_circles(struct grammar_builder *b, zhm_error *err)
{
    struct arena *arena = &b->source.arena;
    size_t symbols = b->symbols.count;
    struct circles c = {.b = b};
    c.steps = arena_array(arena, builder_count(b, GRAMMAR_FORMS), sizeof *c.steps);
    c.first = arena_array(arena, symbols + 2, sizeof *c.first);
    c.colour = arena_array(arena, symbols, 1);
    c.path = arena_array(arena, symbols, sizeof *c.path);
    c.next = arena_array(arena, symbols, sizeof *c.next);
    if (!c.steps || !c.first || !c.colour || !c.path || !c.next)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a grammar");
    zhm_code code = ZHM_OK;
    for (uint32_t lang = GRAMMAR_ZH; code == ZHM_OK && lang <= GRAMMAR_BOTH; lang++) {
        collect_steps(&c, lang);
        memset(c.colour, 0, symbols);
        for (uint32_t s = 0; code == ZHM_OK && s < symbols; s++)
            if (c.colour[s] == 0)
                code = walk(&c, s, err);
    }
    return code;
}
