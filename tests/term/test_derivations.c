/* Names drawn from the grammar and our glossary, written in both languages: read again, they come back. ZHM_DERIVE=<n> draws
 * so many; ZHM_DERIVE_SHOW=1 prints those that do not come back. */
#include "derive.h"
#include "term/compose.h"

#include "format/glossary_files.h"
#include "seeded.h"
#include "temp_glossary.h"

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
enum { DERIVATIONS = 200 };
#else
enum { DERIVATIONS = 4000 };
#endif

enum outcome {
    HELD,       /* read as it was meant */
    REPORTED,   /* among the readings that an ambiguous name, or a choice by the order of words, reports */
    OVERRIDDEN, /* the glossary has that very name, and it is something else */
    OUTRANKED,  /* read as it was meant too, but there is a reading of fewer or better known words */
    LOST,       /* not read, or only otherwise */
    OUTCOMES
};
static const char *const outcome_names[OUTCOMES] = {"held", "reported", "overridden", "outranked", "lost"};

struct world {
    struct temp *temp;
    struct glossary glossary;
    struct deriver deriver;
    struct reader reader; /* of the derivations */
    struct question question;
    size_t outcomes[4][OUTCOMES];
};

/* A derivation, written. */
struct drawn {
    char *zh, *en, *tree;
    size_t leaves;
};

static void load_all(struct world *w)
{
    struct temp *t = w->temp;
    struct grammar_files grammar = {0};
    struct load_report report;
    struct grammar_file files[64];
    WORKS(t, glossary_read_all(&w->glossary, &grammar, SOURCE_DIR "/glossary", &t->err));
    assert_true(grammar.count > 0 && grammar.count <= COUNT(files));
    for (size_t i = 0; i < grammar.count; i++)
        files[i] = (struct grammar_file){grammar.items[i].name, grammar.items[i].text, grammar.items[i].path};
    struct glossary_load all = {
        .concepts = w->glossary.concepts, .count = w->glossary.count, .grammar = files, .grammar_count = grammar.count};
    WORKS(t, glossary_load(t->db, &all, NULL, NULL, &report, &t->err));
    grammar_files_free(&grammar);
}

static void chart_begin(struct world *w, struct chart *c)
{
    struct temp *t = w->temp;
    WORKS(t, reader_begin(&w->reader, t->db, &t->err));
    *c = (struct chart){.reader = &w->reader, .question = &w->question};
    WORKS(t, reader_grammar(&w->reader, &c->grammar, &t->err));
    w->deriver.grammar = c->grammar;
}

static int open_world(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    struct chart c;
    if (!w || temp_new((void **)&w->temp) != 0)
        return -1;
    WORKS(w->temp, question_of(NULL, &w->question, &w->temp->err));
    load_all(w);
    chart_begin(w, &c);
    bool good = derive_prepare(&w->deriver, &c, w->glossary.concepts, w->glossary.count);
    reader_end(&w->reader);
    *state = w;
    return good ? 0 : -1;
}

static int close_world(void **state)
{
    struct world *w = *state;
    derive_free(&w->deriver);
    reader_free(&w->reader);
    glossary_free(&w->glossary);
    temp_remove((void **)&w->temp);
    free(w);
    return 0;
}

/* @return whether something was drawn that has a name in both languages */
static bool draw(struct world *w, const char *symbol, struct drawn *out)
{
    struct temp *t = w->temp;
    const char *zh = NULL, *en = NULL;
    struct buf tree = {0};
    struct chart c;
    *out = (struct drawn){0};
    chart_begin(w, &c);
    struct node *n = derive(&w->deriver, &c, symbol);
    if (n) {
        WORKS(t, compose_text(&c, n, GRAMMAR_ZH, &zh, &t->err));
        WORKS(t, compose_text(&c, n, GRAMMAR_EN, &en, &t->err));
    }
    if (zh && en && strlen(zh) <= ZHM_NAME_MAX && strlen(en) <= ZHM_NAME_MAX) {
        derive_show(&c, n, &tree);
        *out = (struct drawn){strdup(zh), strdup(en), strdup(buf_text(&tree)), derive_leaves(&c, n)};
    }
    buf_free(&tree);
    reader_end(&w->reader);
    return out->zh != NULL;
}

static void drawn_free(struct drawn *d)
{
    free(d->zh);
    free(d->en);
    free(d->tree);
}

static bool has_name(const zhm_subject *s, const char *lang, const char *text)
{
    for (size_t i = 0; i < s->official_count; i++)
        if (strcmp(s->official[i].lang, lang) == 0)
            return strcmp(s->official[i].text, text) == 0;
    return false;
}

static bool is_reported(const zhm_name *n, const char *lang, const char *text)
{
    for (size_t i = 0; i < n->alternative_count; i++)
        if (has_name(&n->alternatives[i].subject, lang, text))
            return true;
    return false;
}

/* The glossary's own answer, not the grammar's. */
static bool is_entry(const zhm_name *n)
{
    return n->term || (n->verdict == ZHM_VERDICT_AMBIGUOUS && n->alternative_count > 0 && n->alternatives[0].term);
}

static size_t leaves_of(const zhm_mention *m)
{
    size_t count = m->part_count == 0;
    for (size_t i = 0; i < m->part_count; i++)
        count += leaves_of(&m->parts[i]);
    return count;
}

static bool is_simpler(const zhm_name *n, size_t leaves)
{
    size_t count = 0;
    for (size_t i = 0; i < n->part_count; i++)
        count += leaves_of(&n->parts[i]);
    return n->verdict != ZHM_VERDICT_UNKNOWN && count < leaves;
}

/* Ask for @name: its name in @lang should be @want. */
static enum outcome ask(struct world *w, const char *name, const char *lang, const char *want, size_t leaves)
{
    zhm_name n = ask_name(w->temp, name, (zhm_options){0});
    if (n.verdict != ZHM_VERDICT_UNKNOWN && has_name(&n.subject, lang, want))
        return HELD;
    if (n.verdict != ZHM_VERDICT_UNKNOWN && is_reported(&n, lang, want))
        return REPORTED;
    if (is_entry(&n))
        return OVERRIDDEN;
    return is_simpler(&n, leaves) ? OUTRANKED : LOST;
}

/* There and back again: what @name is called in the other language, and what that is called in this. */
static enum outcome there_and_back(struct world *w, const char *name, const char *lang, const char *other,
                                   size_t leaves)
{
    zhm_name n = ask_name(w->temp, name, (zhm_options){0});
    const zhm_subject *s =
        n.verdict == ZHM_VERDICT_AMBIGUOUS && n.alternative_count > 0 ? &n.alternatives[0].subject : &n.subject;
    for (size_t i = 0; n.verdict != ZHM_VERDICT_UNKNOWN && i < s->official_count; i++)
        if (strcmp(s->official[i].lang, other) == 0) {
            char *text = strdup(s->official[i].text);
            enum outcome o = is_entry(&n) && !has_name(s, lang, name) ? OVERRIDDEN : ask(w, text, lang, name, leaves);
            free(text);
            return o;
        }
    return is_entry(&n) ? OVERRIDDEN : LOST;
}

static void show(struct world *w, const struct drawn *d, const char *what, enum outcome o)
{
    static const char *wanted;
    wanted = wanted ? wanted : getenv("ZHM_DERIVE_SHOW");
    if (!wanted || !*wanted || o < OVERRIDDEN)
        return;
    printf("%s\t%s\t%s\t%s\t%s\n", outcome_names[o], what, d->zh, d->en, d->tree);
    for (int i = 0; i < 2; i++) {
        zhm_name n = ask_name(w->temp, i ? d->en : d->zh, (zhm_options){0});
        printf("\t%s: %s", i ? "en" : "zh", zhm_verdict_name(n.verdict));
        for (size_t k = 0; n.verdict != ZHM_VERDICT_UNKNOWN && k < n.subject.official_count; k++)
            if (strncmp(n.subject.official[k].lang, i ? "zh-Hans" : "en", 2) == 0)
                printf("\t%s", n.subject.official[k].text);
        for (size_t k = 0; n.verdict != ZHM_VERDICT_UNKNOWN && k < n.alternative_count; k++)
            for (size_t m = 0; m < n.alternatives[k].subject.official_count; m++)
                if (strncmp(n.alternatives[k].subject.official[m].lang, i ? "zh-Hans" : "en", 2) == 0)
                    printf(" | %s", n.alternatives[k].subject.official[m].text);
        printf("\n");
    }
}

static const char *const ways[] = {"zh > en", "en > zh", "zh > en > zh", "en > zh > en"};

static void examine(struct world *w, const struct drawn *d)
{
    const enum outcome all[] = {
        ask(w, d->zh, "en", d->en, d->leaves),
        ask(w, d->en, "zh-Hans", d->zh, d->leaves),
        there_and_back(w, d->zh, "zh-Hans", "en", d->leaves),
        there_and_back(w, d->en, "en", "zh-Hans", d->leaves),
    };
    for (size_t i = 0; i < COUNT(ways); i++) {
        w->outcomes[i][all[i]]++;
        show(w, d, ways[i], all[i]);
    }
}

static void print_shares(const struct world *w, size_t drawn)
{
    for (size_t i = 0; i < COUNT(ways); i++) {
        printf("%-14s", ways[i]);
        for (size_t k = 0; k < OUTCOMES; k++)
            printf(" %s %.2f %%%s", outcome_names[k], 100.0 * (double)w->outcomes[i][k] / (double)drawn,
                   k + 1 < OUTCOMES ? "," : "\n");
    }
    size_t never = 0;
    for (size_t i = 0; i < w->deriver.grammar->rule_count; i++)
        never += w->deriver.rule_drawn[i] == 0;
    printf("%zu of %zu rules were never drawn\n", never, w->deriver.grammar->rule_count);
}

static void derivation_comes_back(void **state)
{
    struct world *w = *state;
    const char *given = getenv("ZHM_DERIVE");
    size_t want = given ? strtoull(given, NULL, 10) : DERIVATIONS, drawn = 0;
    seeded_begin("derivation_comes_back");
    for (size_t i = 0; i < 4 * want && drawn < want; i++) {
        struct drawn d;
        if (draw(w, seeded(2) ? "title" : "agency", &d)) {
            examine(w, &d);
            drawn++;
        }
        drawn_free(&d);
    }
    struct chart c;
    chart_begin(w, &c);
    print_shares(w, drawn);
    reader_end(&w->reader);
    assert_int_equal(drawn, want);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(derivation_comes_back),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}
