/* What a chart begins with: names of the glossary, the grammar's words, numbers, places that no list holds. */
#include "base/fault.h"
#include "term/chart.h"
#include "text/han.h"

enum { COST_NAMED = 1, COST_WORD = 2, COST_VARIANT = 1, COST_WRONG = 6, COST_OUTDATED = 1 };

static zhm_code no_memory(zhm_error *err)
{
    return zhm_fail(err, ZHM_NO_MEMORY, "no memory for the words of a text");
}

static bool ends_with(const char *text, size_t len, const char *ending)
{
    size_t n = strlen(ending);
    return n > 0 && n <= len && memcmp(text + len - n, ending, n) == 0;
}

static const char *chinese_name(const zhm_concept *concept)
{
    for (size_t i = 0; i < concept->term_count; i++)
        if (strcmp(concept->terms[i].lang, "zh-Hans") == 0)
    return concept->terms[i].text;
    return NULL;
}

/* The row of class "ending" whose Chinese form is the longest that ends the concept's first Chinese name. */
static const struct grammar_row *ending_of(const struct grammar *g, const zhm_concept *concept)
{
    const struct grammar_row *best = NULL;
    uint32_t symbol = grammar_symbol_of(g, "ending");
    const char *name = chinese_name(concept);
    size_t longest = 0, len = name ? strlen(name) : 0;
    if (symbol == UINT32_MAX || !name)
        return NULL;
    const struct grammar_run rows = g->symbols[symbol].rows;
    for (uint32_t i = 0; i < rows.count; i++) {
        const struct grammar_row *row = &g->rows[g->symbol_rows[rows.first + i]];
        for (uint32_t k = 0; k < row->forms.count; k++) {
            const struct grammar_row_form *form = &g->row_forms[row->forms.first + k];
            const char *ending = grammar_text(g, form->text);
            if (form->lang == GRAMMAR_ZH && strlen(ending) > longest && ends_with(name, len, ending)) {
                longest = strlen(ending);
                best = row;
            }
        }
    }
    return best;
}

static bool is_empty(const struct value_set *set)
{
    return !value_sets_meet(set, set);
}

static void add_value(const struct grammar *g, struct value_set *sets, const char *name, const char *value)
{
    uint32_t attribute = grammar_attribute_of(g, name);
    if (attribute != UINT32_MAX)
        grammar_value_add(g, value, &sets[attribute]);
}

static void fill_attributes(const struct grammar *g, const zhm_concept *concept, struct value_set *sets)
{
    for (size_t i = 0; i < concept->attribute_count; i++)
        add_value(g, sets, concept->attributes[i].name, concept->attributes[i].value);
    add_value(g, sets, "id", concept->id);
    const struct grammar_row *ending = ending_of(g, concept);
    for (size_t i = 0; ending && i < GRAMMAR_ATTRIBUTES; i++)
        if (is_empty(&sets[i]))
            sets[i] = ending->attributes[i];
}

const struct value_set *chart_attributes(struct chart *c, const zhm_concept *concept)
{
    const void **memo = reader_memo(concept);
    if (*memo)
        return *memo;
    struct value_set *sets = arena_array(&c->reader->kept, GRAMMAR_ATTRIBUTES, sizeof *sets);
    if (!sets)
        return NULL;
    memset(sets, 0, GRAMMAR_ATTRIBUTES * sizeof *sets);
    fill_attributes(c->grammar, concept, sets);
    *memo = sets;
    return sets;
}

static bool has_short(const zhm_concept *concept, const char *lang)
{
    for (size_t i = 0; i < concept->term_count; i++)
        if (concept->terms[i].type == ZHM_SHORT && strcmp(concept->terms[i].lang, lang) == 0)
            return true;
    return false;
}

/* A name that is the shortest there is stands for the short one. */
static uint32_t named_tag(const struct chart *c, const zhm_concept *concept, const zhm_term *term)
{
    uint32_t tag = UINT32_MAX;
    if (term->type == ZHM_SHORT || (term->type == ZHM_FULL && !has_short(concept, term->lang)))
        tag = c->tag_short;
    if (term->type == ZHM_ABBREVIATION)
        tag = grammar_tag_of(c->grammar, "abbreviation");
    return tag == UINT32_MAX ? 0 : tag;
}

static void mark_standing(struct node *n, enum standing standing)
{
    if (standing == STANDING_SUPERSEDED || standing == STANDING_NOT_YET) {
        n->marks = NODE_SUPERSEDED;
        n->cost += COST_OUTDATED;
    } else if (standing == STANDING_DEPRECATED) {
        n->marks = NODE_DEPRECATED;
        n->cost += COST_WRONG;
    }
}

/* A name is of the language of its signs; Latin letters near Chinese ones, as in UNDP驻华代表, may be of either. */
static enum grammar_lang lang_of(const struct folded *f, size_t start, size_t end)
{
    enum { NEAR = 8 };
    size_t from = start > NEAR ? start - NEAR : 0, to = f->len - end > NEAR ? end + NEAR : f->len;
    bool latin = false, near = false;
    for (size_t i = from; i < to; i++) {
        bool han = is_han(f->points[i]);
        near = near || han;
        if (i >= start && i < end && han)
            return GRAMMAR_ZH;
        latin = latin || (i >= start && i < end && f->points[i] < 0x250);
    }
    return latin && !near ? GRAMMAR_EN : GRAMMAR_BOTH;
}

zhm_code chart_add_named(struct chart *c, size_t start, size_t end, const struct choices *all, zhm_error *err)
{
    enum { CANDIDATES_MAX = 6 };
    enum grammar_lang lang = lang_of(&c->reader->folded, start, end);
    for (size_t i = start; c->named && i < end; i++)
        c->named[i] |= CHART_COVERED;
    if (c->named) {
        c->named[start] |= CHART_BEGINS;
        c->named[end] |= CHART_ENDS;
    }
    for (size_t i = 0; i < all->count && i < CANDIDATES_MAX; i++) {
        const struct choice *choice = &all->items[i];
        const zhm_concept *concept = choice->named.concept;
        uint32_t symbol = c->categories[concept->category];
        if (symbol == UINT32_MAX)
            continue;
        struct node word = {.start = (uint32_t)start,
                            .end = (uint32_t)end,
                            .symbol = symbol,
                            .tag = named_tag(c, concept, choice->named.term),
                            .kind = NODE_NAMED,
                            .lang = (uint8_t)lang,
                            .cost = COST_NAMED + (choice->rank > all->items[0].rank ? COST_VARIANT : 0),
                            .attributes = chart_attributes(c, concept),
                            .choice = choice,
                            .concept = concept};
        mark_standing(&word, choice->standing);
        if (!word.attributes || !chart_word(c, &word))
            return no_memory(err);
    }
    return ZHM_OK;
}

/* What a form of a row costs. */
static void mark_form(struct node *n, const struct grammar_row_form *form)
{
    n->cost = COST_WORD + (form->flags & GRAMMAR_OFFICIAL ? 0 : COST_VARIANT);
    if (form->flags & GRAMMAR_DEPRECATED) {
        n->marks = NODE_DEPRECATED;
        n->cost += COST_WRONG;
    }
}

struct node *chart_word_node(struct chart *c, const struct span *s, const struct grammar_word *w)
{
    struct node *n = arena_alloc(&c->reader->arena, sizeof *n);
    if (!n)
        return NULL;
    *n = (struct node){.start = s->start,
                       .end = s->end,
                       .symbol = s->symbol,
                       .tag = s->tag,
                       .kind = w->form == UINT32_MAX ? NODE_LITERAL : NODE_WORD,
                       .lang = s->lang,
                       .serial = c->serial++,
                       .attributes = s->attributes};
    if (w->form == UINT32_MAX)
        return n;
    n->word = &c->grammar->row_forms[w->form];
    n->attributes = c->grammar->rows[n->word->row].attributes;
    mark_form(n, n->word);
    return n;
}

/* A row that is a form of a concept stands for the concept, under the class as its tag. */
static zhm_code add_bound(struct chart *c, size_t start, size_t end, const struct grammar_row_form *form,
                          zhm_error *err)
{
    const struct grammar *g = c->grammar;
    const struct grammar_row *row = &g->rows[form->row];
    const zhm_concept *concept;
    zhm_code code = reader_concept(c->reader, str_of(grammar_text(g, row->concept)), &concept, err);
    if (code != ZHM_OK)
        return code == ZHM_NOT_FOUND ? ZHM_OK : code;
    uint32_t symbol = c->categories[concept->category];
    uint32_t tag = grammar_tag_of(g, grammar_text(g, g->symbols[row->symbol].name));
    if (symbol == UINT32_MAX)
        return ZHM_OK;
    struct node word = {.start = (uint32_t)start,
                        .end = (uint32_t)end,
                        .symbol = symbol,
                        .tag = tag == UINT32_MAX ? 0 : tag,
                        .kind = NODE_NAMED,
                        .lang = (uint8_t)form->lang,
                        .attributes = chart_attributes(c, concept),
                        .word = form,
                        .concept = concept};
    mark_form(&word, form);
    return word.attributes && chart_word(c, &word) ? ZHM_OK : no_memory(err);
}

static zhm_code add_group(struct chart *c, size_t start, size_t end, const struct grammar_group *group, zhm_error *err)
{
    const struct grammar *g = c->grammar;
    if (group->symbol == c->ordinary) {
        if (c->inside && end - start > 1)
            memset(c->inside + start + 1, 1, end - start - 1);
        return ZHM_OK;
    }
    if (group->symbol == c->like)
        return ZHM_OK;
    uint32_t form = g->words[group->words.first].form;
    if (form != UINT32_MAX && g->rows[g->row_forms[form].row].concept)
        return add_bound(c, start, end, &g->row_forms[form], err);
    return chart_add_group(c, start, end, group) ? ZHM_OK : no_memory(err);
}

static zhm_code add_hits(struct chart *c, size_t first, zhm_error *err)
{
    const struct grammar *g = c->grammar;
    zhm_code code = ZHM_OK;
    for (size_t i = first; code == ZHM_OK && i < c->reader->hits.count; i++) {
        const struct automaton_hit *hit = &c->reader->hits.items[i];
        const struct grammar_run run = g->keys[hit->key];
        for (uint32_t k = 0; code == ZHM_OK && k < run.count; k++)
            code = add_group(c, hit->end - hit->length, hit->end, &g->groups[run.first + k], err);
    }
    return code;
}

zhm_code chart_add_words(struct chart *c, zhm_error *err)
{
    const struct folded *f = &c->reader->folded;
    struct automaton_hits *hits = &c->reader->hits;
    size_t first = hits->count;
    zhm_code code = automaton_scan(&c->grammar->automaton, f->points, f->cut, f->len, hits, err);
    if (code == ZHM_OK)
        code = add_hits(c, first, err);
    if (code == ZHM_OK)
        code = chart_add_numbers(c, err);
    if (code == ZHM_OK)
        code = chart_add_places(c, first, err);
    hits->count = first;
    return code;
}
