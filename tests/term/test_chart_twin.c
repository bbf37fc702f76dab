/* The chart against a slow twin, over grammars and texts at random. */
#include "chart_trial.h"

#include "../seeded.h"

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define SLOWED 1 /* by a sanitizer */
#else
#define SLOWED 0
#endif

/* ---- The slow twin: whatever adjoins is put together, over and over, until nothing new comes of it ---- */

struct fact {
    uint32_t start, end, symbol, tag, lang, cost;
    struct value_set attributes[GRAMMAR_ATTRIBUTES];
};

enum { FACTS_MAX = 4000 };

struct twin {
    const struct grammar *g;
    struct fact facts[FACTS_MAX];
    size_t count, words;
    bool changed, full;
};

static bool same_fact(const struct fact *a, const struct fact *b)
{
    return a->start == b->start && a->end == b->end && a->symbol == b->symbol && a->tag == b->tag &&
           a->lang == b->lang && memcmp(a->attributes, b->attributes, sizeof a->attributes) == 0;
}

static void twin_add(struct twin *t, const struct fact *f)
{
    for (size_t i = t->words; i < t->count; i++)
        if (same_fact(&t->facts[i], f)) {
            t->changed = t->changed || f->cost < t->facts[i].cost;
            t->facts[i].cost = f->cost < t->facts[i].cost ? f->cost : t->facts[i].cost;
            return;
        }
    t->full = t->count == FACTS_MAX;
    if (t->full)
        return;
    t->facts[t->count++] = *f;
    t->changed = true;
}

static bool twin_holds(const struct twin *t, struct grammar_run run, struct fact *const *parts)
{
    for (uint32_t i = run.first; i < run.first + run.count; i++) {
        const struct grammar_condition *k = &t->g->conditions[i];
        bool values = k->right == UINT32_MAX;
        if (!parts[k->left] || (!values && !parts[k->right]))
            continue;
        const struct value_set *right = values ? &k->values : &parts[k->right]->attributes[k->right_attribute];
        if (value_sets_meet(&parts[k->left]->attributes[k->left_attribute], right) != (k->test == GRAMMAR_MEETS))
            return false;
    }
    return true;
}

/* Written first: official, and no form of the language and style before it that would do. */
static bool twin_official(const struct twin *t, const struct grammar_form *form, struct fact *const *parts)
{
    const struct grammar_form *f = &t->g->forms[t->g->rules[form->rule].forms.first];
    bool official = form->flags & GRAMMAR_OFFICIAL;
    for (; official && f < form; f++)
        if (f->lang == form->lang && f->style == form->style && !(f->flags & GRAMMAR_DEPRECATED))
            official = !twin_holds(t, f->conditions, parts);
    return official;
}

static void twin_complete(struct twin *t, const struct grammar_form *form, struct fact *const *parts, struct fact f)
{
    const struct grammar_rule *rule = &t->g->rules[form->rule];
    if (!twin_holds(t, rule->conditions, parts) || !twin_holds(t, form->conditions, parts))
        return;
    f.symbol = rule->symbol;
    f.tag = form->tag;
    f.cost += form->flags & GRAMMAR_DEPRECATED ? 7 : twin_official(t, form, parts) ? 1 : 2;
    if (parts[rule->head])
        memcpy(f.attributes, parts[rule->head]->attributes, sizeof f.attributes);
    for (uint32_t i = rule->settings.first; i < rule->settings.first + rule->settings.count; i++) {
        const struct grammar_setting *s = &t->g->settings[i];
        const struct fact *from = s->part == UINT32_MAX ? NULL : parts[s->part];
        f.attributes[s->attribute] = s->part == UINT32_MAX ? s->values
                                     : from                ? from->attributes[s->part_attribute]
                                                           : (struct value_set){{0}};
    }
    twin_add(t, &f);
}

/* Every fact that can be item number @i of @form, and then the rest. */
static void twin_read(struct twin *t, const struct grammar_form *form, uint32_t i, struct fact **parts, struct fact f)
{
    if (i == form->items.count) {
        twin_complete(t, form, parts, f);
        return;
    }
    const struct grammar_item *item = &t->g->items[form->items.first + i];
    for (size_t k = 0, count = t->count; k < count; k++) {
        struct fact *next = &t->facts[k], whole = f;
        bool shares = item->overlap && next->start + 1 == f.end && next->end > f.end && next->start > f.start;
        bool adjoins = i == 0 || next->start == f.end || shares;
        if (!adjoins || next->symbol != item->symbol || (item->tag && item->tag != next->tag) || !(f.lang & next->lang))
            continue;
        whole.start = i == 0 ? next->start : f.start;
        whole.end = next->end;
        whole.lang &= next->lang;
        whole.cost += next->cost;
        if (item->part == UINT32_MAX && form->lang == GRAMMAR_ZH)
            whole.cost += next->end - next->start; /* a Chinese literal's points */
        if (next->start < f.end && i > 0 && item[-1].part == UINT32_MAX && form->lang == GRAMMAR_ZH)
            whole.cost--; /* but for the one that a part tells of */
        if (item->part != UINT32_MAX)
            parts[item->part] = next;
        twin_read(t, form, i + 1, parts, whole);
        if (item->part != UINT32_MAX)
            parts[item->part] = NULL;
    }
}

static void twin_run(struct twin *t, const struct trial *b)
{
    t->g = &b->grammar;
    t->count = 0;
    for (size_t i = 0; i < b->word_count && t->count < FACTS_MAX; i++) {
        const struct node *n = b->words[i];
        struct fact f = {n->start, n->end, n->symbol, n->tag, n->lang, n->cost, {{{0}}}};
        memcpy(f.attributes, n->attributes, sizeof f.attributes);
        t->facts[t->count++] = f;
    }
    t->words = t->count;
    t->full = false;
    do {
        t->changed = false;
        for (size_t i = 0; i < t->g->form_count; i++) {
            struct fact *parts[GRAMMAR_PARTS_MAX] = {NULL};
            twin_read(t, &t->g->forms[i], 0, parts, (struct fact){.lang = t->g->forms[i].lang});
        }
    } while (t->changed && !t->full);
}

/* ---- Compared ---- */

/* The least cost of all that is read so, UINT32_MAX where nothing is. */
static uint32_t chart_cost(const struct trial *b, const struct fact *f)
{
    uint32_t least = UINT32_MAX;
    for (size_t i = 0; i < b->made_count; i++) {
        const struct node *n = b->made[i];
        if (n->start == f->start && n->end == f->end && n->symbol == f->symbol && n->tag == f->tag &&
            n->lang == f->lang && n->cost < least)
            least = n->cost;
    }
    return least;
}

static uint32_t twin_cost(const struct twin *t, const struct fact *f)
{
    uint32_t least = UINT32_MAX;
    for (size_t i = t->words; i < t->count; i++) {
        const struct fact *x = &t->facts[i];
        if (x->start == f->start && x->end == f->end && x->symbol == f->symbol && x->tag == f->tag &&
            x->lang == f->lang && x->cost < least)
            least = x->cost;
    }
    return least;
}

static void compare(const struct trial *b, const struct twin *t, const char *text)
{
    for (size_t i = 0; i < b->made_count + t->count - t->words; i++) {
        const struct node *n = i < b->made_count ? b->made[i] : NULL;
        struct fact f = n ? (struct fact){n->start, n->end, n->symbol, n->tag, n->lang, 0, {{{0}}}}
                          : t->facts[t->words + i - b->made_count];
        uint32_t fast = chart_cost(b, &f), slow = twin_cost(t, &f);
        if (fast == slow)
            continue;
        printf("%.*s%.*s", (int)b->lexicon.len, b->lexicon.data, (int)b->rules.len, b->rules.data);
        fail_msg("%s: %u-%u %s/%s lang %u: cost %d, the twin says %d", text, f.start, f.end,
                 grammar_text(t->g, t->g->symbols[f.symbol].name), grammar_text(t->g, f.tag), f.lang, (int)fast,
                 (int)slow);
    }
}

/* ---- Grammars at random ---- */

static const char *const letters[] = {"甲", "乙", "丙", "丁"};
static size_t letter_count;     /* of this grammar: the fewer, the more ways to read a text */
enum { MADE = 4, CLASSES = 3 }; /* symbols s0 to s3, classes w0 to w2 */

static void random_letters(struct buf *out, size_t least, size_t most)
{
    for (size_t n = least + seeded(most - least + 1); n > 0; n--)
        buf_append_text(out, letters[seeded(letter_count)]);
}

static void random_rows(struct buf *out)
{
    for (size_t class = 0; class < CLASSES; class ++)
        for (size_t n = 1 + seeded(3); n > 0; n--) {
            buf_printf(out, "w%zu\t", class);
            random_letters(out, 1, 2);
            if (seeded(3) == 0) {
                buf_append_text(out, seeded(2) ? "|~" : "|");
                random_letters(out, 1, 2);
            }
            buf_append_char(out, '\t');
            random_letters(out, 1, 2);
            buf_printf(out, "\tp=v%zu q=v%zu,v%zu\tx\t\n", seeded(3), seeded(3), seeded(3));
        }
}

static void random_condition(struct buf *out, size_t parts)
{
    char a = "pq"[seeded(2)], b = "pq"[seeded(2)];
    buf_printf(out, "  when x%zu.%c %s ", seeded(parts), a, seeded(2) ? "=" : "!=");
    if (seeded(2))
        buf_printf(out, "x%zu.%c\n", seeded(parts), b);
    else
        buf_printf(out, "v%zu\n", seeded(3));
}

/* All parts, in any order, with letters between them. */
static void random_form(struct buf *out, const char *lang, size_t parts)
{
    size_t order[3] = {0, 1, 2};
    for (size_t i = parts; i > 1; i--) {
        size_t k = seeded(i), x = order[k];
        order[k] = order[i - 1];
        order[i - 1] = x;
    }
    buf_printf(out, "  %s %s", lang, seeded(6) ? "" : "~");
    for (size_t i = 0; i < parts; i++) {
        if (seeded(4) == 0)
            random_letters(out, 1, 1);
        buf_printf(out, "%s{x%zu%s}", i > 0 && seeded(4) == 0 ? "~" : "", order[i], seeded(5) ? "" : "/t");
    }
    if (seeded(4) == 0)
        random_letters(out, 1, 1);
    buf_append_text(out, seeded(4) ? "" : " /t");
    if (seeded(4) == 0)
        buf_printf(out, "  if x%zu.%c = v%zu", seeded(parts), "pq"[seeded(2)], seeded(3));
    buf_append_char(out, '\n');
}

static void random_rule(struct buf *out, size_t number)
{
    size_t parts = 1 + seeded(3);
    buf_printf(out, "rule r%zu\n  s%zu =", number, number % MADE);
    for (size_t i = 0; i < parts; i++) {
        bool word = seeded(5) < 3;
        buf_printf(out, " x%zu:%c%zu", i, word ? 'w' : 's', seeded(word ? CLASSES : MADE));
    }
    buf_append_char(out, '\n');
    for (size_t n = seeded(3); n > 1; n--)
        random_condition(out, parts);
    if (seeded(2))
        buf_printf(out, "  like x%zu\n", seeded(parts));
    if (seeded(3) == 0)
        buf_printf(out, "  set p = v%zu\n", seeded(3));
    if (seeded(4) == 0)
        buf_printf(out, "  set q = x%zu.p\n", seeded(parts));
    random_form(out, "zh", parts);
    for (size_t n = seeded(3); n > 0; n--)
        random_form(out, "zh", parts);
    random_form(out, "en", parts);
}

static bool random_trial(struct trial *b)
{
    *b = (struct trial){0};
    letter_count = 1 + seeded(COUNT(letters));
    buf_append_text(&b->lexicon, LEXICON);
    random_rows(&b->lexicon);
    size_t rules = MADE + seeded(4);
    for (size_t i = 0; i < rules; i++)
        random_rule(&b->rules, i);
    buf_append_text(&b->rules, "rule tagged\n  s0 = w0 w1\n  zh {w0}{w1} /t\n  en {w0}{w1} /t\n");
    return trial_build(b) == ZHM_OK;
}

static void random_grammar_reads_as_its_twin(void **state)
{
    (void)state;
    enum { GRAMMARS = SLOWED ? 80 : 400, TEXTS = 6 };
    struct twin *t = calloc(1, sizeof *t);
    size_t built = 0, compared = 0, skipped = 0, made = 0;
    seeded_begin("random_grammar_reads_as_its_twin");
    assert_non_null(t);
    for (size_t i = 0; i < GRAMMARS; i++) {
        struct trial b;
        bool good = random_trial(&b);
        built += good;
        for (size_t k = 0; good && k < TEXTS; k++) {
            struct buf text = {0};
            random_letters(&text, 1, 8);
            zhm_code code = trial_run(&b, buf_text(&text));
            if (code == ZHM_OK)
                twin_run(t, &b);
            bool usable = code == ZHM_OK && !t->full;
            if (usable)
                compare(&b, t, buf_text(&text));
            compared += usable;
            skipped += !usable;
            made += usable ? b.made_count : 0;
            buf_free(&text);
        }
        trial_free(&b);
    }
    free(t);
    printf("%zu of %d grammars are sound, %zu texts compared, %zu too ambiguous for it, %zu nodes\n", built, GRAMMARS,
           compared, skipped, made);
    assert_true(built > GRAMMARS / 4);
    assert_true(skipped * 20 < compared);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_grammar_reads_as_its_twin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
