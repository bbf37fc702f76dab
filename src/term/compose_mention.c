/* What a chart has put together, as mentions with parts, and the account of how. */
#include "base/fault.h"
#include "term/compose.h"

enum {
    DEPTH_MAX = 32,
    LANGUAGES = 2,
    COST_ALONE = 3, /* a bare word means one thing no more than another that costs so much more: 副秘书长 */
};

static zhm_code no_memory(zhm_error *err)
{
    return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a composed name");
}

static const char *role_of(const struct chart *c, const struct node *whole, uint32_t part)
{
    const struct grammar *g = c->grammar;
    return grammar_text(g, g->parts[g->rules[whole->form->rule].parts.first + part].name);
}

/* The parts that were read, in the order of the text. */
static size_t read_parts(const struct chart *c, const struct node *n, uint32_t order[GRAMMAR_PARTS_MAX])
{
    const struct grammar *g = c->grammar;
    size_t count = 0;
    for (uint32_t i = 0; n->kind == NODE_RULE && i < n->form->items.count; i++) {
        uint32_t part = g->items[n->form->items.first + i].part;
        if (part != UINT32_MAX)
            order[count++] = part;
    }
    return count;
}

/* What a rule makes of one part alone is that part. */
static struct node *core_of(const struct chart *c, struct node *n)
{
    uint32_t order[GRAMMAR_PARTS_MAX];
    zhm_category category;
    while (n->kind == NODE_RULE && !n->concept && n->form->items.count == 1 && read_parts(c, n, order) == 1 &&
           !compose_category(c, n->symbol, &category))
        n = n->parts[order[0]];
    return n;
}

static zhm_code official_of(struct chart *c, struct node *n, zhm_category category, zhm_subject *out, zhm_error *err)
{
    const char *zh = NULL, *en = NULL;
    zhm_code code = compose_text(c, n, GRAMMAR_ZH, &zh, err);
    if (code == ZHM_OK)
        code = compose_text(c, n, GRAMMAR_EN, &en, err);
    if (code != ZHM_OK)
        return code;
    if (n->concept)
        return subject_of(c->reader, n->concept, c->question, out, err);
    zhm_official *official = arena_array(&c->reader->arena, LANGUAGES, sizeof *official);
    if (!official)
        return no_memory(err);
    size_t count = 0;
    if (zh)
        official[count++] = (zhm_official){"zh-Hans", zh};
    if (en)
        official[count++] = (zhm_official){"en", en};
    *out = (zhm_subject){.category = category, .official = official, .official_count = count};
    return ZHM_OK;
}

static zhm_verdict verdict_of_node(const struct chart *c, const struct node *n)
{
    if (n->stands_for)
        return ZHM_VERDICT_ADMITTED;
    if (n->kind == NODE_NAMED && n->choice)
        return verdict_of(n->concept, n->choice->standing, c->question);
    if (n->marks & NODE_DEPRECATED)
        return ZHM_VERDICT_DEPRECATED;
    if (n->kind == NODE_RULE && n->concept)
        return verdict_of(n->concept, n->marks ? STANDING_SUPERSEDED : STANDING_ADMITTED, c->question);
    if (n->marks & NODE_SUPERSEDED)
        return ZHM_VERDICT_SUPERSEDED;
    if (n->kind == NODE_RULE || n->kind == NODE_PLACE)
        return ZHM_VERDICT_COMPOSED;
    return n->kind == NODE_WORD && !(n->word->flags & GRAMMAR_OFFICIAL) ? ZHM_VERDICT_ADMITTED : ZHM_VERDICT_PREFERRED;
}

static zhm_code mention_of(struct chart *c, struct node *whole, zhm_category category, int depth, zhm_mention *out,
                           zhm_error *err);

static zhm_code parts_of(struct chart *c, struct node *n, zhm_category category, int depth, zhm_mention *out,
                         zhm_error *err)
{
    uint32_t order[GRAMMAR_PARTS_MAX];
    size_t count = depth < DEPTH_MAX ? read_parts(c, n, order) : 0;
    zhm_mention *parts = arena_array(&c->reader->arena, count, sizeof *parts);
    zhm_code code = ZHM_OK;
    if (count == 0)
        return ZHM_OK;
    if (!parts)
        return no_memory(err);
    for (size_t i = 0; code == ZHM_OK && i < count; i++) {
        code = mention_of(c, n->parts[order[i]], category, depth + 1, &parts[i], err);
        parts[i].role = role_of(c, n, order[i]);
    }
    out->parts = parts;
    out->part_count = count;
    return code;
}

/* What rules make of a place is one. */
static bool is_place(const struct chart *c, const struct node *n)
{
    zhm_category category;
    for (int i = 0; i < DEPTH_MAX && n && n->kind == NODE_RULE && !compose_category(c, n->symbol, &category); i++)
        n = n->parts[c->grammar->rules[n->form->rule].head];
    return n && (n->kind == NODE_PLACE || (n->kind == NODE_NAMED && n->concept->category == ZHM_PLACE));
}

static zhm_code mention_of(struct chart *c, struct node *whole, zhm_category category, int depth, zhm_mention *out,
                           zhm_error *err)
{
    const struct folded *f = &c->reader->folded;
    struct str text = chart_text(c, whole->start, whole->end);
    struct node *n = core_of(c, whole);
    zhm_mention m = {.start = f->start[n->start],
                     .end = f->end[n->end - 1],
                     .byte = (size_t)(text.data - c->text.data),
                     .byte_count = text.len,
                     .role = "",
                     .transliterated = n->kind == NODE_PLACE,
                     .term = n->kind == NODE_NAMED && n->choice ? n->choice->named.term : NULL};
    bool named = compose_category_alone(c, whole->symbol, &category);
    if (!compose_category_alone(c, n->symbol, &category) && !named && is_place(c, n))
        category = ZHM_PLACE;
    zhm_code code = official_of(c, n, category, &m.subject, err);
    m.verdict = verdict_of_node(c, n);
    if (code == ZHM_OK && n->kind == NODE_RULE && !n->stands_for)
        code = parts_of(c, n, category, depth, &m, err);
    if (code == ZHM_OK)
        *out = m;
    return code;
}

zhm_code compose_mention(struct chart *c, struct node *n, zhm_mention *out, zhm_error *err)
{
    return mention_of(c, n, ZHM_TITLE, 0, out, err);
}

static void why_word(struct chart *c, const struct node *n, struct why *why)
{
    const struct grammar *g = c->grammar;
    const struct grammar_row *row = &g->rows[n->word->row];
    struct str text = chart_text(c, n->start, n->end);
    const char *kind = grammar_text(g, g->symbols[row->symbol].name);
    const char *file = grammar_text(g, row->file);
    if (n->kind == NODE_PLACE) {
        why_add(why, (zhm_step){.step = "transliterated",
                                .text = arena_printf(why->arena, "no list holds \"%.*s\": written by its sound",
                                                     STR_ARG(text))});
        return;
    }
    bool wrong = n->word->flags & GRAMMAR_DEPRECATED;
    why_add(why, (zhm_step){.step = wrong ? "deprecated" : "word",
                            .text = arena_printf(why->arena, "\"%.*s\" is a %s%s (%s:%u)", STR_ARG(text), kind,
                                                 wrong ? ", in a form that is not used" : "", file, row->line)});
}

static void why_rule(struct chart *c, const struct node *n, struct why *why)
{
    const struct grammar *g = c->grammar;
    const struct grammar_rule *rule = &g->rules[n->form->rule];
    struct str text = chart_text(c, n->start, n->end);
    why_add(why, (zhm_step){.step = n->form->flags & GRAMMAR_DEPRECATED ? "deprecated" : "rule",
                            .text = arena_printf(why->arena, "\"%.*s\" is put together by the rule %s (%s:%u)",
                                                 STR_ARG(text), grammar_text(g, rule->name),
                                                 grammar_text(g, rule->file), rule->line),
                            .concept = n->concept ? n->concept->id : NULL});
}

static void why_node(struct chart *c, const struct node *n, int depth, struct why *why)
{
    if (n->kind == NODE_NAMED && n->choice) {
        why_match(why, chart_text(c, n->start, n->end), n->choice, c->question);
        why_renames(why, n->choice, c->question);
        why_ended(why, n->choice, c->question);
    } else if (n->word) {
        why_word(c, n, why);
    }
    if (n->kind != NODE_RULE || depth == DEPTH_MAX)
        return;
    uint32_t order[GRAMMAR_PARTS_MAX];
    size_t count = read_parts(c, n, order);
    why_rule(c, n, why);
    for (size_t i = 0; i < count; i++)
        why_node(c, n->parts[order[i]], depth + 1, why);
}

void compose_why(struct chart *c, const struct node *n, struct why *why)
{
    why_node(c, n, 0, why);
}

static uint32_t longest_held(const struct grammar *g, const struct node *n, int depth)
{
    bool is_made = n->kind == NODE_RULE && !n->concept && depth < DEPTH_MAX;
    uint32_t most = 0, parts = is_made ? g->rules[n->form->rule].parts.count : 0;
    if (n->concept && n->concept->category != ZHM_PLACE)
        return n->end - n->start;
    for (uint32_t i = 0; i < parts; i++) {
        uint32_t held = n->parts[i] ? longest_held(g, n->parts[i], depth + 1) : 0;
        most = held > most ? held : most;
    }
    return most;
}

uint32_t compose_held(const struct chart *c, const struct node *n)
{
    zhm_category category;
    return compose_category(c, n->symbol, &category) ? longest_held(c->grammar, n, 0) : 0;
}

/* A copy of the tree in which one node gives way to its rival. */
static struct node *substitute(struct chart *c, struct node *n, const struct node *old, struct node *other)
{
    if (n == old)
        return other;
    if (n->kind != NODE_RULE || old->start < n->start || old->end > n->end)
        return n;
    struct node *copy = arena_alloc(&c->reader->arena, sizeof *copy);
    uint32_t count = c->grammar->rules[n->form->rule].parts.count;
    struct node **parts = arena_array(&c->reader->arena, count, sizeof(struct node *));
    if (!copy || !parts)
        return NULL;
    *copy = *n;
    copy->parts = parts;
    copy->looked_up = false;
    copy->concept = NULL;
    copy->written[0] = copy->written[1] = NULL;
    for (uint32_t i = 0; i < count; i++) {
        parts[i] = n->parts[i] ? substitute(c, n->parts[i], old, other) : NULL;
        if (n->parts[i] && !parts[i])
            return NULL;
    }
    return copy;
}

/* Nodes in the tree that have rivals, the outermost first. */
static size_t contested(const struct grammar *g, struct node *n, struct node **out, size_t max, int depth)
{
    size_t count = 0;
    uint32_t parts = n->kind == NODE_RULE ? g->rules[n->form->rule].parts.count : 0;
    if (n->rival && max > 0)
        out[count++] = n;
    for (uint32_t i = 0; depth < DEPTH_MAX && i < parts && count < max; i++)
        if (n->parts[i])
            count += contested(g, n->parts[i], out + count, max - count, depth + 1);
    return count;
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool same_names(const zhm_subject *a, const zhm_subject *b)
{
    return same_text(subject_name(a, "zh-Hans"), subject_name(b, "zh-Hans")) &&
           same_text(subject_name(a, "en"), subject_name(b, "en"));
}

/* Whether two readings are one form of the same parts but for words of the grammar. */
static bool differ_by_words(const struct grammar *g, const struct node *a, const struct node *b, int depth)
{
    if (a == b || (a->kind == NODE_WORD && b->kind == NODE_WORD && a->start == b->start && a->end == b->end))
        return true;
    if (depth == DEPTH_MAX || a->kind != NODE_RULE || b->kind != NODE_RULE || a->form != b->form)
        return false;
    for (uint32_t i = 0; i < g->rules[a->form->rule].parts.count; i++) {
        const struct node *x = a->parts[i], *y = b->parts[i];
        if (x != y && (!x || !y || !differ_by_words(g, x, y, depth + 1)))
            return false;
    }
    return true;
}

static bool is_official_english(const struct node *n)
{
    return n->kind == NODE_WORD && n->lang == GRAMMAR_EN && n->word && (n->word->flags & GRAMMAR_OFFICIAL);
}

/* Whether the words in which two such readings differ are the official English of each: Judge is 审判员 and 法官. */
static bool are_equals(const struct grammar *g, const struct node *a, const struct node *b, int depth)
{
    if (a == b)
        return true;
    if (depth == DEPTH_MAX || a->kind != NODE_RULE || b->kind != NODE_RULE || a->form != b->form)
        return is_official_english(a) && is_official_english(b);
    for (uint32_t i = 0; i < g->rules[a->form->rule].parts.count; i++)
        if (a->parts[i] && b->parts[i] && !are_equals(g, a->parts[i], b->parts[i], depth + 1))
            return false;
    return true;
}

/* What a search for other readings has found. */
struct rivals {
    zhm_subject best;
    zhm_match *items;
    size_t count, max;
    uint32_t held; /* of the best */
    bool alone;    /* of a bare word, of which nothing says what it means */
    bool decided;
};

/* Whether the files' order decides between two readings. */
static bool decides(const struct grammar *g, const struct node *a, const struct node *b, const struct rivals *r)
{
    return differ_by_words(g, a, b, 0) && !(r->alone && are_equals(g, a, b, 0));
}

static zhm_code add_rival(struct chart *c, struct node *n, bool by_words, struct rivals *out, zhm_error *err)
{
    zhm_category category = ZHM_TITLE;
    zhm_match m = {.score = 100, .match = ZHM_MATCH_EXACT, .verdict = ZHM_VERDICT_COMPOSED};
    compose_category_alone(c, n->symbol, &category);
    zhm_code code = out->count < out->max ? official_of(c, n, category, &m.subject, err) : ZHM_OK;
    bool known = code != ZHM_OK || out->count == out->max || same_names(&m.subject, &out->best);
    for (size_t i = 0; !known && i < out->count; i++)
        known = same_names(&m.subject, &out->items[i].subject);
    if (known)
        return code;
    out->items[out->count++] = m;
    out->decided = out->decided && (by_words || compose_held(c, n) < out->held);
    return ZHM_OK;
}

/* The tree with each of its contested nodes in each other reading, one at a time. */
static zhm_code add_substitutes(struct chart *c, struct node *whole, struct rivals *out, zhm_error *err)
{
    enum { CONTESTED_MAX = 8 };
    struct node *found[CONTESTED_MAX];
    size_t n = contested(c->grammar, whole, found, CONTESTED_MAX, 0);
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && i < n; i++)
        for (struct node *rival = found[i]->rival; code == ZHM_OK && rival; rival = rival->rival) {
            struct node *other = substitute(c, whole, found[i], rival);
            if (!other)
                return no_memory(err);
            code = add_rival(c, other, decides(c->grammar, found[i], rival, out), out, err);
        }
    return code;
}

/* The span's other readings as good as the best, and what they may be in turn. */
static zhm_code add_others(struct chart *c, struct span *s, const struct node *best, uint32_t cost, struct rivals *out,
                           zhm_error *err)
{
    zhm_code code = chart_resolve(c, s, err);
    for (size_t i = 0; code == ZHM_OK && i < s->node_count; i++) {
        struct node *n = s->nodes[i];
        if (n == best || n->cost > cost)
            continue;
        code = add_rival(c, n, decides(c->grammar, best, n, out), out, err);
        if (code == ZHM_OK)
            code = add_substitutes(c, n, out, err);
    }
    return code;
}

zhm_code compose_rivals(struct chart *c, struct node *best, zhm_match *out, size_t max, size_t *count, bool *decided,
                        zhm_error *err)
{
    zhm_category category = ZHM_TITLE;
    bool alone = !compose_category(c, best->symbol, &category);
    struct rivals all = {.items = out, .max = max, .alone = alone, .decided = true};
    compose_category_alone(c, best->symbol, &category);
    zhm_code code = official_of(c, best, category, &all.best, err);
    all.held = compose_held(c, best);
    if (code == ZHM_OK)
        code = add_substitutes(c, best, &all, err);
    for (size_t i = 0; code == ZHM_OK && i < c->made_count; i++) {
        struct span *s = c->made[i];
        bool named =
            alone ? compose_category_alone(c, s->symbol, &category) : compose_category(c, s->symbol, &category);
        if (named && s->start == best->start && s->end == best->end)
            code = add_others(c, s, best, best->cost + (alone ? COST_ALONE : 0), &all, err);
    }
    *count = all.count;
    *decided = all.decided;
    return code;
}
