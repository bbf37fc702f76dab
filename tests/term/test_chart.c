#include "term/chart.h"

#include "../seeded.h"
#include "temp_glossary.h"

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define SLOWED 1 /* by a sanitizer */
#else
#define SLOWED 0
#endif
#define LEXICON "class\tzh\ten\tattributes\tsource\tnote\n"

/* A grammar of two files, and a chart over a text that it was given; no glossary behind it. */
struct bench {
    struct buf block, lexicon, rules;
    struct grammar grammar;
    struct reader reader;
    struct question question;
    struct chart chart;
    struct node **words, **made; /* single readings */
    size_t word_count, made_count;
    zhm_error err;
};

static zhm_code bench_build(struct bench *b)
{
    const struct grammar_file files[] = {{.name = STR("words.tsv"), .text = buf_str(&b->lexicon)},
                                         {.name = STR("a.rules"), .text = buf_str(&b->rules)}};
    buf_clear(&b->block);
    zhm_code code = grammar_build(files, COUNT(files), &b->block, &b->err);
    return code == ZHM_OK ? grammar_view(buf_str(&b->block), &b->grammar, &b->err) : code;
}

static void bench_given(struct bench *b, const char *rows, const char *rules)
{
    *b = (struct bench){0};
    buf_append_text(&b->lexicon, LEXICON);
    buf_append_text(&b->lexicon, rows);
    buf_append_text(&b->rules, rules);
    WORKS(b, bench_build(b));
}

static zhm_code resolve(struct bench *b, struct span **spans, size_t count, struct node ***out, size_t *total)
{
    zhm_code code = ZHM_OK;
    *total = 0;
    for (size_t i = 0; code == ZHM_OK && i < count; i++) {
        code = chart_resolve(&b->chart, spans[i], &b->err);
        *total += spans[i]->node_count;
    }
    *out = arena_array(&b->reader.arena, *total + 1, sizeof(struct node *));
    assert_non_null(*out);
    for (size_t i = 0, n = 0; code == ZHM_OK && i < count; i++)
        for (size_t k = 0; k < spans[i]->node_count; k++)
            (*out)[n++] = spans[i]->nodes[k];
    return code;
}

static zhm_code bench_run(struct bench *b, const char *text)
{
    struct chart *c = &b->chart;
    arena_clear(&b->reader.arena);
    *c = (struct chart){.reader = &b->reader, .grammar = &b->grammar, .question = &b->question, .text = str_of(text)};
    WORKS(b, question_of(NULL, &b->question, &b->err));
    chart_begin(c);
    WORKS(b, fold_text(c->text, &b->reader.folded, &b->err));
    WORKS(b, chart_add_words(c, &b->err));
    zhm_code code = chart_run(c, &b->err);
    if (code == ZHM_OK)
        code = resolve(b, c->words, c->word_count, &b->words, &b->word_count);
    return code == ZHM_OK ? resolve(b, c->made, c->made_count, &b->made, &b->made_count) : code;
}

static void bench_free(struct bench *b)
{
    reader_free(&b->reader);
    buf_free(&b->block);
    buf_free(&b->lexicon);
    buf_free(&b->rules);
}

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

static void twin_run(struct twin *t, const struct bench *b)
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
static uint32_t chart_cost(const struct bench *b, const struct fact *f)
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

static void compare(const struct bench *b, const struct twin *t, const char *text)
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
    if (seeded(4) == 0 ||
        (parts == 1 && lang[0] == 'e')) /* a circle of steps of both languages is none that is found */
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

static bool random_bench(struct bench *b)
{
    *b = (struct bench){0};
    letter_count = 1 + seeded(COUNT(letters));
    buf_append_text(&b->lexicon, LEXICON);
    random_rows(&b->lexicon);
    size_t rules = MADE + seeded(4);
    for (size_t i = 0; i < rules; i++)
        random_rule(&b->rules, i);
    buf_append_text(&b->rules, "rule tagged\n  s0 = w0 w1\n  zh {w0}{w1} /t\n  en {w0}{w1} /t\n");
    return bench_build(b) == ZHM_OK;
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
        struct bench b;
        bool good = random_bench(&b);
        built += good;
        for (size_t k = 0; good && k < TEXTS; k++) {
            struct buf text = {0};
            random_letters(&text, 1, 8);
            zhm_code code = bench_run(&b, buf_text(&text));
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
        bench_free(&b);
    }
    free(t);
    printf("%zu of %d grammars are sound, %zu texts compared, %zu too ambiguous for it, %zu nodes\n", built, GRAMMARS,
           compared, skipped, made);
    assert_true(built > GRAMMARS / 4);
    assert_true(skipped * 20 < compared);
}

/* ---- One thing at a time ---- */

/* What is read as @symbol: "start-end/tag cost". */
static void show(const struct bench *b, const char *symbol, char *out, size_t size)
{
    const struct grammar *g = &b->grammar;
    size_t n = 0;
    *out = '\0';
    for (size_t i = 0; i < b->made_count && n < size; i++) {
        const struct node *m = b->made[i];
        if (strcmp(grammar_text(g, g->symbols[m->symbol].name), symbol) == 0)
            n += (size_t)snprintf(out + n, size - n, "%s%u-%u%s%s %u", n ? "; " : "", m->start, m->end,
                                  m->tag ? "/" : "", grammar_text(g, m->tag), m->cost);
    }
}

static void form_reads_what_it_says(void **state)
{
    (void)state;
    static const struct {
        const char *description, *rows, *rules, *text, *want;
    } table[] = {
        {"one part", "w\t甲\tx\t\tx\t\n", "rule a\n  s = w\n  zh {w}\n  en {w}\n", "甲乙甲", "0-1 3; 2-3 3"},
        {"literals", "w\t甲\tx\t\tx\t\n", "rule a\n  s = w\n  zh 第{w}号\n  en {w}\n", "第甲号甲号", "0-3 5"},
        {"nothing shared without the sign", "w\t甲乙\tx\t\tx\t\nv\t乙丙\ty\t\tx\t\n",
         "rule a\n  s = w v\n  zh {w}{v}\n  en {w}{v}\n", "甲乙丙", ""},
        {"a point shared", "w\t甲乙\tx\t\tx\t\nv\t乙丙\ty\t\tx\t\n", "rule a\n  s = w v\n  zh {w}~{v}\n  en {w}{v}\n",
         "甲乙丙", "0-3 5"},
        {"sharing is no duty", "w\t甲乙\tx\t\tx\t\nv\t乙丙\ty\t\tx\t\n",
         "rule a\n  s = w v\n  zh {w}~{v}\n  en {w}{v}\n", "甲乙乙丙", "0-4 5"},
        {"what shares goes on", "w\t甲乙\tx\t\tx\t\nv\t乙\ty\t\tx\t\n",
         "rule a\n  s = w v\n  zh {w}~{v}\n  en {w}{v}\n", "甲乙", ""},
        {"all there is is not shared", "w\t甲\tx\t\tx\t\nv\t甲乙\ty\t\tx\t\n",
         "rule a\n  s = w v\n  zh {w}~{v}\n  en {w}{v}\n", "甲乙", ""},
        {"two points are not shared", "w\t甲乙丙\tx\t\tx\t\nv\t乙丙丁\ty\t\tx\t\n",
         "rule a\n  s = w v\n  zh {w}~{v}\n  en {w}{v}\n", "甲乙丙丁", ""},
        {"a form read only costs more", "w\t甲\tx\t\tx\t\n", "rule a\n  s = w\n  zh {w}官\n  zh {w}\n  en {w}\n", "甲",
         "0-1 4"},
        {"a wrong one far more", "w\t甲\tx\t\tx\t\n", "rule a\n  s = w\n  zh {w}官\n  zh ~{w}\n  en {w}\n", "甲",
         "0-1 9"},
        {"a word's other form", "w\t甲|乙\tx\t\tx\t\n", "rule a\n  s = w\n  zh {w}\n  en {w}\n", "乙", "0-1 4"},
        {"a word's wrong form", "w\t甲|~乙\tx\t\tx\t\n", "rule a\n  s = w\n  zh {w}\n  en {w}\n", "乙", "0-1 10"},
        {"official where its condition holds", "w\t甲\tx\tp=a\tx\t\n",
         "rule a\n  s = w\n  zh {w}官 if w.p = b\n  zh {w}官\n  en {w}\n", "甲官", "0-2 4"},
        {"but read where it does not", "w\t甲\tx\tp=a\tx\t\n",
         "rule a\n  s = w\n  zh {w}长\n  zh {w}官 if w.p = a\n  en {w}\n", "甲官", "0-2 5"},
        {"a form's condition fails", "w\t甲\tx\tp=a\tx\t\n", "rule a\n  s = w\n  zh {w}官 if w.p = b\n  en {w}\n",
         "甲官", ""},
        {"tagged, asked for", "w\t甲\tx\t\tx\t\n",
         "rule a\n  s = w\n  zh {w}官 /t\n  en {w}\nrule b\n  u = s\n  zh 前{s/t}\n  en {s}\n", "前甲官", "0-3 6"},
        {"untagged, asked for tagged", "w\t甲\tx\t\tx\t\n",
         "rule a\n  s = w\n  zh {w}官\n  zh {w}长 /t\n  en {w}\nrule b\n  u = s\n  zh 前{s/t}\n  en {s}\n", "前甲官",
         ""},
        {"tagged, any asked for", "w\t甲\tx\t\tx\t\n",
         "rule a\n  s = w\n  zh {w}官 /t\n  en {w}\nrule b\n  u = s\n  zh 前{s}\n  en {s}\n", "前甲官", "0-3 6"},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        struct bench b;
        char text[200];
        bench_given(&b, table[i].rows, table[i].rules);
        WORKS(&b, bench_run(&b, table[i].text));
        show(&b, strstr(table[i].rules, "  u = ") ? "u" : "s", text, sizeof text);
        if (strcmp(text, table[i].want) != 0)
            fail_msg("%s: \"%s\", wanted \"%s\"", table[i].description, text, table[i].want);
        bench_free(&b);
    }
}

static const char two_kinds[] =
    "w\t甲\tx\tp=a,b q=c\tx\t\nw\t乙\tx\tp=d\tx\t\nv\t丙\ty\tp=b q=d\tx\t\nv\t丁\ty\tp=\tx\t\n";

static void condition_decides(void **state)
{
    (void)state;
    static const struct {
        const char *condition, *read; /* of 甲丙 甲丁 乙丙 乙丁, by numbers */
    } table[] = {
        {"when w.p = v.p", "0"},  {"when w.p != v.p", "123"},   {"when w.p = v.q", "2"},
        {"when w.p = a", "01"},   {"when w.p = b,d", "0123"},   {"when w.p != a", "23"},
        {"when w.p != a,d", ""},  {"when w.q = w.p", ""},       {"when w.q != w.p", "0123"},
        {"when v.p = v.p", "02"}, {"when v.q = c", ""},         {"when w.p = a\n  when v.p != b", "1"},
        {"when w.head = c", ""},  {"when w.head != c", "0123"},
    };
    static const char *const texts[] = {"甲丙", "甲丁", "乙丙", "乙丁"};
    for (size_t i = 0; i < COUNT(table); i++) {
        struct bench b;
        struct buf rules = {0}, read = {0};
        buf_printf(&rules, "rule a\n  s = w v\n  %s\n  zh {w}{v}\n  en {w}{v}\n", table[i].condition);
        bench_given(&b, two_kinds, buf_text(&rules));
        for (size_t k = 0; k < COUNT(texts); k++) {
            WORKS(&b, bench_run(&b, texts[k]));
            if (b.made_count > 0)
                buf_append_char(&read, (char)('0' + k));
        }
        if (!str_is(buf_str(&read), table[i].read))
            fail_msg("%s: reads \"%s\", wanted \"%s\"", table[i].condition, buf_text(&read), table[i].read);
        bench_free(&b);
        buf_free(&rules);
        buf_free(&read);
    }
}

/* The whole is like its head, but for what is set. */
static void setting_is_asked_by_the_next_rule(void **state)
{
    (void)state;
    static const struct {
        const char *head, *condition;
        bool read;
    } table[] = {
        {"like w", "s.p = a", true},
        {"like w", "s.q = d", false},
        {"like v", "s.q = d", true},
        {"like v", "s.p = a", false},
        {"", "s.p = a", true},
        {"like w\n  set p = e", "s.p = e", true},
        {"like w\n  set p = e", "s.p = a", false},
        {"like w\n  set p = e", "s.q = c", true},
        {"like w\n  set p = v.q", "s.p = d", true},
        {"like w\n  set p = v.q", "s.p = a,b", false},
        {"set p = v.head", "s.p = a,b,c,d", false},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        struct bench b;
        struct buf rules = {0};
        char text[100];
        buf_printf(
            &rules,
            "rule a\n  s = w v\n  %s\n  zh {w}{v}\n  en {w}{v}\nrule b\n  u = s\n  when %s\n  zh 前{s}\n  en {s}\n",
            table[i].head, table[i].condition);
        bench_given(&b, two_kinds, buf_text(&rules));
        WORKS(&b, bench_run(&b, "前甲丙"));
        show(&b, "u", text, sizeof text);
        if ((*text != '\0') != table[i].read)
            fail_msg("%s, %s: \"%s\"", table[i].head, table[i].condition, text);
        bench_free(&b);
        buf_free(&rules);
    }
}

/* A dear reading is found first, and a cheap one of the same points afterwards: what was built on the first has the second. */
static void cheaper_reading_reaches_what_was_built_on_the_dear_one(void **state)
{
    (void)state;
    struct bench b;
    char text[100];
    bench_given(&b, "w\t甲\tx\t\tx\t\nw\t甲乙\tx\t\tx\t\nv\t乙\ty\t\tx\t\n",
                "rule dear\n  s = w v\n  zh {w}长{v}\n  zh ~{w}{v}\n  en {w}{v}\n"
                "rule cheap\n  s = r\n  zh {r}\n  en {r}\n"
                "rule r\n  r = q\n  zh {q}\n  en {q}\n"
                "rule q\n  q = w\n  zh {w}\n  en {w}\n"
                "rule up\n  t = s\n  zh {s}\n  en {s}\n"
                "rule top\n  u = t\n  zh {t}\n  en {t}\n");
    WORKS(&b, bench_run(&b, "甲乙"));
    show(&b, "u", text, sizeof text);
    assert_string_equal(text, "0-1 7; 0-2 7");
    bench_free(&b);
}

static void chain_of_units_is_read_to_its_length(void **state)
{
    (void)state;
    struct bench b;
    struct buf text = {0};
    bench_given(&b, "w\t甲\tA\t\tx\t\n",
                "rule one\n  s = w\n  zh {w}\n  en {w}\nrule more\n  s = s w\n  zh {s}{w}\n  en {w} of {s}\n");
    for (uint32_t n = 1; n <= 30; n++) {
        buf_append_text(&text, "甲");
        WORKS(&b, bench_run(&b, buf_text(&text)));
        bool whole = false;
        for (size_t i = 0; i < b.made_count; i++)
            whole = whole || (b.made[i]->start == 0 && b.made[i]->end == n && b.made[i]->cost == 3 * n);
        assert_true(whole);
        assert_int_equal(b.made_count, n * (n + 1) / 2);
    }
    buf_free(&text);
    bench_free(&b);
}

static void run_longer_than_the_span_is_not_read(void **state)
{
    (void)state;
    struct bench b;
    struct buf text = {0};
    uint32_t longest = 0;
    bench_given(&b, "w\t甲\tA\t\tx\t\nv\t乙\tB\t\tx\t\n",
                "rule one\n  s = v w\n  zh {v}{w}\n  en {v}{w}\nrule more\n  s = s w\n  zh {s}{w}\n  en {s}{w}\n");
    buf_append_text(&text, "乙");
    for (size_t i = 0; i < 2 * CHART_SPAN_MAX; i++)
        buf_append_text(&text, "甲");
    WORKS(&b, bench_run(&b, buf_text(&text)));
    for (size_t i = 0; i < b.made_count; i++)
        longest = b.made[i]->end > longest ? b.made[i]->end : longest;
    assert_int_equal(longest, CHART_SPAN_MAX);
    buf_free(&text);
    bench_free(&b);
}

static void too_many_readings_are_a_limit(void **state)
{
    (void)state;
    struct bench b;
    struct buf text = {0};
    bench_given(&b, "w\t甲\tA\t\tx\t\n",
                "rule one\n  s = w\n  zh {w}\n  en {w}\nrule two\n  s = a:s b:s\n  zh {a}{b}\n  en {a}{b}\n");
    for (size_t i = 0; i < 2000; i++)
        buf_append_text(&text, "甲");
    assert_int_equal(bench_run(&b, buf_text(&text)), ZHM_LIMIT);
    assert_non_null(strstr(b.err.text, "too many ways"));
    buf_free(&text);
    bench_free(&b);
}

/* ---- Parts that the glossary holds ---- */

static void given_glossary(struct temp *t, const char *rows, const char *rules)
{
    struct glossary g = {0};
    struct buf concepts = {0}, lexicon = {0};
    struct load_report report;
    buf_printf(&concepts, "%s%s", HEADER, rows);
    buf_printf(&lexicon, "%snationality\t老\tLao\tof=country/la\tx\t\n", LEXICON);
    const struct grammar_file files[] = {{.name = STR("a.rules"), .text = str_of(rules)},
                                         {.name = STR("words.tsv"), .text = buf_str(&lexicon)}};
    WORKS(t, glossary_read(&g, "rows", buf_str(&concepts), &t->err));
    struct glossary_load all = {
        .concepts = g.concepts, .count = g.count, .grammar = files, .grammar_count = COUNT(files)};
    WORKS(t, glossary_load(t->db, &all, NULL, NULL, &report, &t->err));
    glossary_free(&g);
    buf_free(&concepts);
    buf_free(&lexicon);
}

#define NAMED(id, category, zh, en)                                                                         \
    id "\t@concept\t" category "\n" id "\tzh-Hans\t" zh "\tpreferred\tfull\t\t\tunchecked\n" id "\ten\t" en \
       "\tpreferred\tfull\t\t\tunchecked\n"

static const char ministries[] =
    NAMED("country/la", "place", "老挝", "Laos") NAMED("x/ministry", "agency", "农业部", "Ministry of Agriculture")
        NAMED("x/school", "agency", "培训学校", "Training School") "x/school\t@parent\tx/ministry\n" NAMED(
            "x/desk", "agency", "窗口",
            "Desk") "x/desk\t@part-of\tx/school\t\t\t\t\tunchecked\n" NAMED("x/bank", "agency", "银行", "Bank");

static const char within[] = "rule within\n  agency = part:agency body:agency\n  when part within body\n  same part\n"
                             "  zh {body}{part}\n  en {part} of {body}\n"
                             "rule of-country\n  agency = country:place body:agency\n  zh {country}{body}\n"
                             "  en {country/nationality} {body}\n  en {body} of {country}\n";

static void part_of_the_glossary_is_what_the_rule_says(void **state)
{
    static const struct {
        const char *description, *name, *concept, *en;
    } table[] = {
        {"its own part", "农业部培训学校", "x/school", "Training School"},
        {"English", "Training School of the Ministry of Agriculture", "x/school", "Training School"},
        {"further down", "农业部窗口", "x/desk", "Desk"},
        {"beside it", "农业部银行", NULL, NULL},
        {"upside down", "培训学校农业部", NULL, NULL},
        {"not itself", "农业部农业部", NULL, NULL},
        {"under a tag", "Lao Bank", NULL, "Lao Bank"},
        {"without it", "老挝银行", NULL, "Lao Bank"},
        {"the other way", "Bank of Laos", NULL, "Lao Bank"},
    };
    struct temp *t = *state;
    given_glossary(t, ministries, within);
    for (size_t i = 0; i < COUNT(table); i++) {
        zhm_name n = ask_name(t, table[i].name, (zhm_options){0});
        const char *concept = n.subject.concept, *en = NULL;
        for (size_t k = 0; k < n.subject.official_count; k++)
            if (strcmp(n.subject.official[k].lang, "en") == 0)
                en = n.subject.official[k].text;
        bool same =
            (concept && table[i].concept) ? strcmp(concept, table[i].concept) == 0 : concept == table[i].concept;
        bool written = (en && table[i].en) ? strcmp(en, table[i].en) == 0 : en == table[i].en;
        if (!same || !written)
            fail_msg("%s: %s, \"%s\"", table[i].description, concept ? concept : "no concept", en ? en : "");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_grammar_reads_as_its_twin),
        cmocka_unit_test(form_reads_what_it_says),
        cmocka_unit_test(condition_decides),
        cmocka_unit_test(setting_is_asked_by_the_next_rule),
        cmocka_unit_test(cheaper_reading_reaches_what_was_built_on_the_dear_one),
        cmocka_unit_test(chain_of_units_is_read_to_its_length),
        cmocka_unit_test(run_longer_than_the_span_is_not_read),
        cmocka_unit_test(too_many_readings_are_a_limit),
        IN_TEMP(part_of_the_glossary_is_what_the_rule_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
