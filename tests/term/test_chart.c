#include "chart_trial.h"

/* What is read as @symbol: "start-end/tag cost". */
static void show(const struct trial *b, const char *symbol, char *out, size_t size)
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
        struct trial b;
        char text[200];
        trial_given(&b, table[i].rows, table[i].rules);
        WORKS(&b, trial_run(&b, table[i].text));
        show(&b, strstr(table[i].rules, "  u = ") ? "u" : "s", text, sizeof text);
        if (strcmp(text, table[i].want) != 0)
            fail_msg("%s: \"%s\", wanted \"%s\"", table[i].description, text, table[i].want);
        trial_free(&b);
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
        struct trial b;
        struct buf rules = {0}, read = {0};
        buf_printf(&rules, "rule a\n  s = w v\n  %s\n  zh {w}{v}\n  en {w}{v}\n", table[i].condition);
        trial_given(&b, two_kinds, buf_text(&rules));
        for (size_t k = 0; k < COUNT(texts); k++) {
            WORKS(&b, trial_run(&b, texts[k]));
            if (b.made_count > 0)
                buf_append_char(&read, (char)('0' + k));
        }
        if (!str_is(buf_str(&read), table[i].read))
            fail_msg("%s: reads \"%s\", wanted \"%s\"", table[i].condition, buf_text(&read), table[i].read);
        trial_free(&b);
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
        struct trial b;
        struct buf rules = {0};
        char text[100];
        buf_printf(
            &rules,
            "rule a\n  s = w v\n  %s\n  zh {w}{v}\n  en {w}{v}\nrule b\n  u = s\n  when %s\n  zh 前{s}\n  en {s}\n",
            table[i].head, table[i].condition);
        trial_given(&b, two_kinds, buf_text(&rules));
        WORKS(&b, trial_run(&b, "前甲丙"));
        show(&b, "u", text, sizeof text);
        if ((*text != '\0') != table[i].read)
            fail_msg("%s, %s: \"%s\"", table[i].head, table[i].condition, text);
        trial_free(&b);
        buf_free(&rules);
    }
}

/* A dear reading is found first, and a cheap one of the same points
 * afterwards: what was built on the first has the second. */
static void cheaper_reading_reaches_what_was_built_on_the_dear_one(void **state)
{
    (void)state;
    struct trial b;
    char text[100];
    trial_given(&b, "w\t甲\tx\t\tx\t\nw\t甲乙\tx\t\tx\t\nv\t乙\ty\t\tx\t\n",
                "rule dear\n  s = w v\n  zh {w}长{v}\n  zh ~{w}{v}\n  en {w}{v}\n"
                "rule cheap\n  s = r\n  zh {r}\n  en {r}\n"
                "rule r\n  r = q\n  zh {q}\n  en {q}\n"
                "rule q\n  q = w\n  zh {w}\n  en {w}\n"
                "rule up\n  t = s\n  zh {s}\n  en {s}\n"
                "rule top\n  u = t\n  zh {t}\n  en {t}\n");
    WORKS(&b, trial_run(&b, "甲乙"));
    show(&b, "u", text, sizeof text);
    assert_string_equal(text, "0-1 7; 0-2 7");
    trial_free(&b);
}

static void chain_of_units_is_read_to_its_length(void **state)
{
    (void)state;
    struct trial b;
    struct buf text = {0};
    trial_given(&b, "w\t甲\tA\t\tx\t\n",
                "rule one\n  s = w\n  zh {w}\n  en {w}\nrule more\n  s = s w\n  zh {s}{w}\n  en {w} of {s}\n");
    for (uint32_t n = 1; n <= 30; n++) {
        buf_append_text(&text, "甲");
        WORKS(&b, trial_run(&b, buf_text(&text)));
        bool whole = false;
        for (size_t i = 0; i < b.made_count; i++)
            whole = whole || (b.made[i]->start == 0 && b.made[i]->end == n && b.made[i]->cost == 3 * n);
        assert_true(whole);
        assert_int_equal(b.made_count, n * (n + 1) / 2);
    }
    buf_free(&text);
    trial_free(&b);
}

static void run_longer_than_the_span_is_not_read(void **state)
{
    (void)state;
    struct trial b;
    struct buf text = {0};
    uint32_t longest = 0;
    trial_given(&b, "w\t甲\tA\t\tx\t\nv\t乙\tB\t\tx\t\n",
                "rule one\n  s = v w\n  zh {v}{w}\n  en {v}{w}\nrule more\n  s = s w\n  zh {s}{w}\n  en {s}{w}\n");
    buf_append_text(&text, "乙");
    for (size_t i = 0; i < (size_t)2 * CHART_SPAN_MAX; i++)
        buf_append_text(&text, "甲");
    WORKS(&b, trial_run(&b, buf_text(&text)));
    for (size_t i = 0; i < b.made_count; i++)
        longest = b.made[i]->end > longest ? b.made[i]->end : longest;
    assert_int_equal(longest, CHART_SPAN_MAX);
    buf_free(&text);
    trial_free(&b);
}

static void too_many_readings_are_a_limit(void **state)
{
    (void)state;
    struct trial b;
    struct buf text = {0};
    trial_given(&b, "w\t甲\tA\t\tx\t\n",
                "rule one\n  s = w\n  zh {w}\n  en {w}\nrule two\n  s = a:s b:s\n  zh {a}{b}\n  en {a}{b}\n");
    for (size_t i = 0; i < 2000; i++)
        buf_append_text(&text, "甲");
    assert_int_equal(trial_run(&b, buf_text(&text)), ZHM_LIMIT);
    assert_non_null(strstr(b.err.text, "too many ways"));
    buf_free(&text);
    trial_free(&b);
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
