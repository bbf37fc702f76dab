/* Names known by another name of what stands in them; a search through all names and all places finds the same. */
#include "term/respell.h"

#include "../seeded.h"
#include "temp_glossary.h"

#include <string.h>

static const char likes[] = "class\tzh\ten\tattributes\tsource\tnote\n"
                            "like\t和|与|，\t\t\tx\n"
                            "like\t\ton|of|for\t\tx\n";

static int with_rows(void **state)
{
    if (temp_new(state) != 0)
        return -1;
    struct temp *t = *state;
    struct load_report report;
    const struct grammar_file words = {STR("words.tsv"), STR(likes), STR("")};
    const struct glossary_load grammar = {.grammar = &words, .grammar_count = 1};
    load_path(t, SOURCE_DIR "/tests/term/respell.tsv");
    WORKS(t, glossary_load(t->db, &grammar, NULL, NULL, &report, &t->err));
    return 0;
}

static void respelt_names_are_the_concepts(void **state)
{
    static const struct {
        const char *description, *name, *concept; /* NULL: unknown; "": ambiguous */
        zhm_options options;
    } cases[] = {
        {"an abbreviation within", "Supply Department of the CMC", "x/dep", {0}},
        {"another name in Chinese", "中共央委后勤部", "x/dep", {0}},
        {"not in the other language", "中央委 of 后勤部", NULL, {0}},
        {"the abbreviation has its capitals", "Supply Department of the cmc", NULL, {0}},
        {"a longer one for a shorter one", "Judge of the High Court of Letters", NULL, {0}},
        {"an adjective is not the country", "Duma of the Russian Federation", "x/duma", {0}},
        {"read from a deprecated name", "Forum of the One Road", "x/forum", {0}},
        {"read from a former name", "Forum of the Old Lane", "x/forum", {0}},
        {"not respelt as a deprecated one", "Road Initiative Meeting", NULL, {0}},
        {"of another style", "Forum of the Way Plan", NULL, {0}},
        {"of the style", "Forum of the Way Plan", "x/forum", {.style = "house"}},
        {"an ordinal in words", "Fourteenth Plan", "x/plan", {0}},
        {"an ordinal in digits", "2nd Army", "x/army", {0}},
        {"not a number that is no ordinal", "2 Army", NULL, {0}},
        {"a numeral in digits", "第14个规划", "x/plan", {0}},
        {"a part of a number", "Plan 114th", NULL, {0}},
        {"和 for 与", "山和水公约", "x/pact", {0}},
        {"nothing for 与", "山水公约", NULL, {0}},
        {"a comma for 与", "山，水公约", "x/pact", {0}},
        {"on for of", "Pact of Hills and Water", "x/pact", {0}},
        {"a part of a word", "Pact in Hills and Water", NULL, {0}},
        {"whose it is", "CMC Pact on Hills and Water", "x/pact", {0}},
        {"whose, of a body", "Apple Board Second Army", NULL, {0}},
        {"two bodies", "Staff of the AB", "", {0}},
        {"the category asked for", "Supply Department of the CMC", NULL, {.has_category = true, .category = ZHM_TITLE}},
        {"only what the glossary holds", "Supply Department of the CMC", NULL, {.plain = true}},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        zhm_name n = ask_name(*state, cases[i].name, cases[i].options);
        zhm_verdict want = !cases[i].concept   ? ZHM_VERDICT_UNKNOWN
                           : *cases[i].concept ? ZHM_VERDICT_ADMITTED
                                               : ZHM_VERDICT_AMBIGUOUS;
        if (n.verdict != want ||
            (want == ZHM_VERDICT_ADMITTED && strcmp(n.subject.concept ? n.subject.concept : "", cases[i].concept) != 0))
            fail_msg("%s: \"%s\" has the verdict %d, of %s", cases[i].description, cases[i].name, (int)n.verdict,
                     n.subject.concept ? n.subject.concept : "nothing");
    }
}

static void respelt_names_say_how(void **state)
{
    zhm_name n = ask_name(*state, "Supply Department of the CMC", (zhm_options){0});
    assert_true(n.why_count > 0);
    assert_string_equal(n.why[0].step, "respell");
    assert_string_equal(n.why[0].text, "\"CMC\" in it is x/cmc, which is written \"Central Commission\" there");
    assert_string_equal(n.why[0].concept, "x/cmc");
    n = ask_name(*state, "the Fourteenth Plan", (zhm_options){0});
    assert_string_equal(n.why[0].text, "\"Fourteenth\" in it is written \"14th\" there");
}

/* Random names of a few words; a word is of letters that no other word begins with, so that texts can stand for keys. */
enum { CONCEPTS = 30, TERMS = 3, WORDS = 5, LONG = 64 };
struct words {
    int items[WORDS];
    size_t count;
};
static struct words names[CONCEPTS][TERMS];
static const char *const vocabulary[] = {"bo", "ka", "lu", "mi"};

static struct words random_words(void)
{
    struct words w = {.count = 1 + seeded(WORDS)};
    for (size_t i = 0; i < w.count; i++)
        w.items[i] = (int)seeded(COUNT(vocabulary));
    return w;
}

static void write_words(const struct words *w, char out[LONG])
{
    size_t at = 0;
    for (size_t i = 0; i < w->count; i++)
        at += (size_t)snprintf(out + at, LONG - at, "%s%s", i ? " " : "", vocabulary[w->items[i]]);
}

static bool stand_at(const struct words *text, size_t at, const struct words *part)
{
    for (size_t i = 0; i < part->count; i++)
        if (at + i >= text->count || text->items[at + i] != part->items[i])
            return false;
    return true;
}

static bool is_within(const struct words *text, const struct words *part)
{
    for (size_t at = 0; at < text->count; at++)
        if (stand_at(text, at, part))
            return true;
    return false;
}

/* Whether @text, with @to for @from at @at, is @name. */
static bool is_respelt(const struct words *text, size_t at, const struct words *from, const struct words *to,
                       const struct words *name)
{
    struct words rest = {.count = text->count - at - from->count};
    memcpy(rest.items, text->items + at + from->count, rest.count * sizeof *rest.items);
    return name->count == at + to->count + rest.count &&
           memcmp(name->items, text->items, at * sizeof *name->items) == 0 && stand_at(name, at, to) &&
           stand_at(name, at + to->count, &rest);
}

/* Mark the concepts that have @text so respelt for a name. */
static void slow_respell(const struct words *text, size_t at, const struct words *from, const struct words *to,
                         bool *out)
{
    for (size_t c = 0; c < CONCEPTS; c++)
        for (size_t t = 0; t < TERMS; t++)
            out[c] = out[c] || is_respelt(text, at, from, to, &names[c][t]);
}

static void slow_respellings(const struct words *text, bool *out)
{
    for (size_t c = 0; c < CONCEPTS; c++)
        for (size_t i = 0; i < TERMS; i++)
            for (size_t k = 0; k < TERMS; k++)
                for (size_t at = 0; at < text->count; at++)
                    if (stand_at(text, at, &names[c][i]) && !is_within(&names[c][i], &names[c][k]) &&
                        !is_within(&names[c][k], &names[c][i]))
                        slow_respell(text, at, &names[c][i], &names[c][k], out);
}

static void fast_respellings(struct temp *t, const char *text, bool *out)
{
    struct question q;
    struct named_list list = {0};
    struct respelling how;
    WORKS(t, question_of(NULL, &q, &t->err));
    WORKS(t, reader_begin(&t->reader, t->db, &t->err));
    WORKS(t, fold_text(str_of(text), &t->reader.folded, &t->err));
    WORKS(t, respell(&t->reader, str_of(text), &q, &list, &how, &t->err));
    for (size_t i = 0; i < list.count; i++)
        out[strtoul(list.items[i].concept->id + 2, NULL, 10)] = true;
    reader_end(&t->reader);
}

static void load_random(struct temp *t)
{
    struct buf all = {0};
    for (size_t c = 0; c < CONCEPTS; c++) {
        buf_printf(&all, "x/%zu\t@concept\tagency\n", c);
        for (size_t i = 0; i < TERMS; i++) {
            char text[LONG];
            bool twin = true;
            while (twin) {
                names[c][i] = random_words();
                twin = false;
                for (size_t k = 0; k < i; k++)
                    twin = twin || (names[c][i].count == names[c][k].count && stand_at(&names[c][k], 0, &names[c][i]));
            }
            write_words(&names[c][i], text);
            buf_printf(&all, "x/%zu\ten\t%s\tadmitted\t\t\t\tx\n", c, text);
        }
    }
    assert_false(all.failed);
    load_rows(t, buf_text(&all), false);
    buf_free(&all);
}

static void respellings_are_those_of_a_search_through_all(void **state)
{
    seeded_begin("respell");
    load_random(*state);
    size_t found = 0;
    for (int i = 0; i < 2000; i++) {
        struct words w = random_words();
        bool slow[CONCEPTS] = {false}, fast[CONCEPTS] = {false};
        char text[LONG];
        write_words(&w, text);
        slow_respellings(&w, slow);
        fast_respellings(*state, text, fast);
        for (size_t c = 0; c < CONCEPTS; c++) {
            if (slow[c] != fast[c])
                fail_msg("\"%s\" respelt is x/%zu: %d by the search, %d by respell", text, c, slow[c], fast[c]);
            found += slow[c];
        }
    }
    assert_true(found > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(respelt_names_are_the_concepts, with_rows, temp_remove),
        cmocka_unit_test_setup_teardown(respelt_names_say_how, with_rows, temp_remove),
        IN_TEMP(respellings_are_those_of_a_search_through_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
