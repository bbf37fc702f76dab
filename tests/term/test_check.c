/* A translation's names held against its source's. */
#include "term/check.h"
#include "term/check_date.h"
#include "term/check_near.h"

#include "base/utf8.h"

#include "temp_glossary.h"

#include <string.h>

static const char rows[] = "x/mofcom\t@concept\tagency\n"
                           "x/mofcom\tzh-Hans\t商务部\tpreferred\tfull\t\t\tunchecked\t\t\n"
                           "x/mofcom\ten\tMinistry of Commerce\tpreferred\tfull\t\t\tunchecked\t\t\n"
                           "x/mofcom\ten\tMOFCOM\tadmitted\tabbreviation\t\t\tunchecked\t\t\n"
                           "x/mofcom\ten\tCommerce Ministry\tdeprecated\tvariant\t\t\tunchecked\t\t\n"
                           "x/edu\t@concept\tagency\n"
                           "x/edu\tzh-Hans\t教育部\tpreferred\tfull\t\t\tunchecked\t\t\n"
                           "x/edu\ten\tMinistry of Education\tpreferred\tfull\t\t\tunchecked\t\t\n"
                           "x/fund\t@concept\tagency\n"
                           "x/fund\tzh-Hans\t扶贫基金会\tsuperseded\tfull\t1989\t2022-06\tunchecked\t\t\n"
                           "x/fund\ten\tPoverty Foundation\tsuperseded\tfull\t1989\t2022-06\tunchecked\t\t\n"
                           "x/fund\tzh-Hans\t乡村发展基金会\tpreferred\tfull\t2022-06\t\tunchecked\t\t\n"
                           "x/fund\ten\tRural Development Foundation\tpreferred\tfull\t2022-06\t\tunchecked\t\t\n"
                           "x/principle\t@concept\tinitiative\n"
                           "x/principle\tzh-Hans\t一湖原则\tpreferred\tfull\t\t\tunchecked\t\t\n"
                           "x/principle\ten\tone-lake principle\tpreferred\tfull\t\t\tunchecked\t\t\n"
                           "x/policy\t@concept\tinitiative\n"
                           "x/policy\tzh-Hans\t一湖政策\tpreferred\tfull\t\t\tunchecked\t\t\n"
                           "x/policy\ten\tone-lake policy\tpreferred\tfull\t\t\tunchecked\t\t\n"
                           "x/hunan\t@concept\tagency\n"
                           "x/hunan\t@level\tprovince\n"
                           "x/hunan\tzh-Hans\t湖南省商务厅\tpreferred\tfull\t\t\tunchecked\t\t\n"
                           "x/hunan\ten\tDepartment of Commerce of Hunan Province\tpreferred\tfull\t\t\tunchecked\t\t\n"
                           "x/hunan-place\t@concept\tplace\n"
                           "x/hunan-place\tzh-Hans\t湖南省\tpreferred\tfull\t\t\tunchecked\t\t\n"
                           "x/hunan-place\ten\tHunan Province\tpreferred\tfull\t\t\tunchecked\t\t\n"
                           "x/minister\t@concept\ttitle\n"
                           "x/minister\tzh-Hans\t商务部部长\tpreferred\tfull\t\t\tunchecked\t\t\n"
                           "x/minister\ten\tMinister of Commerce\tpreferred\tfull\t\t\tunchecked\t\t\n"
                           "x/vice\t@concept\ttitle\n"
                           "x/vice\tzh-Hans\t商务部副部长\tpreferred\tfull\t\t\tunchecked\t\t\n"
                           "x/vice\ten\tVice Minister of Commerce\tpreferred\tfull\t\t\tunchecked\t\t\n"
                           "x/lakes\t@concept\tagency\n"
                           "x/lakes\tzh-Hans\t湖泊局\tpreferred\tfull\t\t\tunchecked\t\t\n"
                           "x/lakes\ten\tLake Administration\tpreferred\tfull\t\t\tunchecked\t\t\n"
                           "x/lakes\ten\tAdministration of Lakes\tadmitted\tfull\t\t\tunchecked\t\t\n"
                           "x/lakes\ten\tLake Office\tadmitted\tfull\t\t\tunchecked\t\t\n";

static int with_rows(void **state)
{
    if (temp_new(state) != 0)
        return -1;
    load_rows(*state, rows, false);
    return 0;
}

static zhm_issues ask_check(struct temp *t, const char *source, const char *target, zhm_options o)
{
    struct question q;
    zhm_issues out = {0};
    const struct check_texts texts = {str_of(source), str_of(target), NULL, NULL};
    WORKS(t, question_of(&o, &q, &t->err));
    WORKS(t, reader_begin(&t->reader, t->db, &t->err));
    zhm_code code = check_texts(&t->reader, &texts, &q, o.as_of, &out, &t->err);
    reader_end(&t->reader);
    WORKS(t, code);
    return out;
}

/* "error wrong-form 商务部: Commerce Ministry > Ministry of Commerce", issues separated by "; ". */
static void show(struct buf *out, const zhm_issues *issues)
{
    for (size_t i = 0; i < issues->count; i++) {
        const zhm_issue *x = &issues->items[i];
        buf_printf(out, "%s%s %s %s: %s > %s", i ? "; " : "", zhm_severity_name(x->severity), zhm_issue_name(x->kind),
                   x->source.text ? x->source.text : "-", x->found, x->expected);
    }
    buf_text(out);
}

static const struct {
    const char *description, *source, *target, *want;
    zhm_options options;
} cases[] = {
    {"nothing", "", "", ""},
    {"the same", "商务部说", "The Ministry of Commerce said", ""},
    {"abbreviated", "商务部说", "MOFCOM said", ""},
    {"named once", "商务部说，商务部做。商务部好。", "The Ministry of Commerce said it would.", ""},
    {"back again", "The Ministry of Commerce said", "商务部说", ""},
    {"missing", "商务部与教育部", "The Ministry of Commerce", "warning missing 教育部:  > Ministry of Education"},
    {"missing in Chinese", "The Ministry of Education", "他们说", "warning missing Ministry of Education:  > 教育部"},
    {"missing told once", "教育部。教育部。", "It is.", "warning missing 教育部:  > Ministry of Education"},
    {"a common word", "商务部说", "The Ministry of Commerce said that the ministry has a lake office", ""},
    {"deprecated", "商务部说", "the Commerce Ministry said",
     "error wrong-form 商务部: Commerce Ministry > Ministry of Commerce"},
    {"deprecated, in the target alone", "他说", "the Commerce Ministry said",
     "error wrong-form -: Commerce Ministry > Ministry of Commerce"},
    {"a form that nobody has", "商务部说", "The Ministry of Trade said",
     "error wrong-form 商务部: Ministry of Trade > Ministry of Commerce"},
    {"outdated", "乡村发展基金会", "the Poverty Foundation",
     "error outdated 乡村发展基金会: Poverty Foundation > Rural Development Foundation"},
    {"outdated, by the year of the text", "2024年，乡村发展基金会", "the Poverty Foundation",
     "error outdated 乡村发展基金会: Poverty Foundation > Rural Development Foundation"},
    {"right then", "2019年，扶贫基金会", "In 2019, the Poverty Foundation", ""},
    {"right then, as asked", "扶贫基金会", "the Poverty Foundation", "", {.as_of = 20190501}},
    {"history told today", "扶贫基金会", "the Poverty Foundation", ""},
    {"principle and policy", "坚持一湖原则", "adhere to the one-lake policy",
     "error wrong-body 一湖原则: one-lake policy > one-lake principle"},
    {"another order", "湖南省商务厅", "the Hunan Provincial Department of Commerce", ""},
    {"a comma for a connector", "湖南省商务厅", "the Department of Commerce, Hunan Province", ""},
    {"another level", "湖南省商务厅", "the Bureau of Commerce of Hunan Province",
     "error wrong-level 湖南省商务厅: Bureau of Commerce of Hunan Province > Department of Commerce of Hunan Province"},
    {"another region", "湖南省商务厅", "the Department of Commerce of Hubei Province",
     "error wrong-region 湖南省商务厅: Department of Commerce of Hubei Province > Department of Commerce of Hunan "
     "Province"},
    {"another rank", "商务部副部长", "the Minister of Commerce",
     "error wrong-rank 商务部副部长: Minister of Commerce > Vice Minister of Commerce"},
    {"a deputy", "商务部部长", "the Assistant Minister of Commerce",
     "error wrong-rank 商务部部长: Assistant Minister of Commerce > Minister of Commerce"},
    {"a deputy in the source alone", "副商务部部长", "the Minister of Commerce", ""},
    {"a stranger that is wrong, for one that is missing", "教育部", "the Commerce Ministry",
     "error wrong-body 教育部: Commerce Ministry > Ministry of Education"},
    {"who heads it names it", "商务部说", "The Minister of Commerce said", ""},
    {"a title apart from its body", "商务部副部长说", "A vice minister of the Ministry of Commerce said", ""},
    {"inconsistent", "湖泊局。湖泊局。", "The Lake Administration. The Lake Office.",
     "warning inconsistent 湖泊局: Lake Office > Lake Administration"},
    {"inconsistent, in no more than the order", "湖泊局。湖泊局。",
     "The Lake Administration. The Administration of Lakes.",
     "warning inconsistent 湖泊局: Administration of Lakes > Lake Administration"},
    {"named by its initials", "湖泊局", "The LA said so", ""},
    {"said otherwise the second time", "商务部。商务部。", "The Ministry of Commerce. The Ministry of Trade.",
     "warning inconsistent 商务部: Ministry of Trade > Ministry of Commerce"},
    {"no ministry but departments", "教育部门说", "Education authorities said", ""},
    {"another initiative by its noun", "一湖原则", "the one-lake scheme",
     "error wrong-form 一湖原则: one-lake scheme > one-lake principle"},
    {"an abbreviation is no inconsistency", "商务部。商务部。", "The Ministry of Commerce. MOFCOM.", ""},
    {"near in Chinese", "The Department of Commerce of Hunan Province", "湖南省商业厅",
     "error wrong-form Department of Commerce of Hunan Province: 湖南省商业厅 > 湖南省商务厅"},
};

static void check_cases_are_as_said(void **state)
{
    struct buf got = {0};
    for (size_t i = 0; i < COUNT(cases); i++) {
        zhm_issues issues = ask_check(*state, cases[i].source, cases[i].target, cases[i].options);
        buf_clear(&got);
        show(&got, &issues);
        if (strcmp(got.data ? got.data : "", cases[i].want) != 0)
            fail_msg("%s: %s\ninstead of: %s", cases[i].description, got.data, cases[i].want);
    }
    buf_free(&got);
}

static void check_tells_how_it_knows_the_day(void **state)
{
    zhm_issues issues = ask_check(*state, "2024年，乡村发展基金会", "the Poverty Foundation", (zhm_options){0});
    assert_int_equal(issues.count, 1);
    const zhm_step *last = &issues.items[0].why[issues.items[0].why_count - 1];
    assert_int_equal(last->date, 20241231);
    assert_non_null(strstr(last->text, "2024"));
    assert_int_equal(issues.items[0].source.start, 6);
    assert_int_equal(issues.items[0].target.start, 4);
    assert_int_equal(issues.items[0].target.end, 22);
}

static void check_bad_text_is_named(void **state)
{
    struct temp *t = *state;
    const zhm_issues *out = NULL;
    assert_int_equal(zhm_check(t->db, "\xFF", "x", NULL, NULL, NULL, &out, &t->err), ZHM_BAD_INPUT);
    assert_non_null(strstr(t->err.text, "source: "));
    assert_int_equal(zhm_check(t->db, "x", "\xFF", NULL, NULL, NULL, &out, &t->err), ZHM_BAD_INPUT);
    assert_non_null(strstr(t->err.text, "target: "));
    assert_int_equal(zhm_check(t->db, "x", "x", NULL, "?", NULL, &out, &t->err), ZHM_BAD_INPUT);
    assert_null(out);
    WORKS(t, zhm_check(t->db, "商务部", "x", "zh", "en", NULL, &out, &t->err));
    assert_int_equal(out->count, 1);
    zhm_free(out);
}

static const struct {
    const char *text;
    int32_t year;
} years[] = {
    {"", 0},
    {"2024年", 2024},
    {"在1999 年", 1999},
    {"2024年和2023年", 0},
    {"2024年，2024年", 2024},
    {"In 2024, he", 2024},
    {"in March 2018", 2018},
    {"on March 17, 2018.", 2018},
    {"2000 people", 0},
    {"of 2000.5", 0},
    {"of 12024", 0},
    {"in 2024-25", 0},
    {"in 1789", 0},
    {"2024", 0},
    {"in 202", 0},
};

static void year_cases_are_as_said(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(years); i++)
        if (year_of_text(str_of(years[i].text)) != years[i].year)
            fail_msg("\"%s\": %d", years[i].text, (int)year_of_text(str_of(years[i].text)));
}

/* Composed mentions, made by hand: nobody has a concept, the parts have roles. */
struct piece {
    const char *role, *text, *zh, *en;
};

struct tree {
    zhm_official official[6][2];
    zhm_mention parts[6];
    zhm_official whole[2];
    zhm_mention mention;
};

static size_t officials(zhm_official *out, const char *zh, const char *en)
{
    size_t n = 0;
    if (zh)
        out[n++] = (zhm_official){"zh-Hans", zh};
    if (en)
        out[n++] = (zhm_official){"en", en};
    return n;
}

static void place_in(zhm_mention *m, const char *text, const char *what, size_t from)
{
    const char *at = strstr(text + from, what);
    assert_non_null(at);
    m->byte = (size_t)(at - text);
    m->byte_count = strlen(what);
    m->start = utf8_length((struct str){text, m->byte});
    m->end = m->start + utf8_length(str_of(what));
}

static void plant(struct tree *t, const char *text, const char *name, const char *zh, const char *en,
                  const struct piece *pieces, size_t count, zhm_verdict verdict)
{
    *t = (struct tree){.mention = {.verdict = verdict, .role = "", .parts = t->parts, .part_count = count}};
    place_in(&t->mention, text, name, 0);
    t->mention.subject = (zhm_subject){NULL, ZHM_TITLE, t->whole, officials(t->whole, zh, en)};
    for (size_t i = 0; i < count; i++) {
        zhm_mention *p = &t->parts[i];
        *p = (zhm_mention){.verdict = ZHM_VERDICT_COMPOSED, .role = pieces[i].role};
        place_in(p, text, pieces[i].text, t->mention.byte);
        p->subject =
            (zhm_subject){NULL, ZHM_AGENCY, t->official[i], officials(t->official[i], pieces[i].zh, pieces[i].en)};
    }
}

static const struct {
    const char *description;
    const char *target, *name; /* the text; what was composed of it */
    const char *zh, *en;       /* its official names */
    struct piece pieces[4];
    zhm_verdict verdict;
    const char *want;
} composed[] = {
    {"equal Chinese",
     "The Division Director of the Fishing Division, Lake City",
     "Division Director of the Fishing Division, Lake City",
     "湖市捕鱼处处长",
     NULL,
     {{"place", "Lake City", "湖市", "Lake City"}},
     ZHM_VERDICT_COMPOSED,
     ""},
    {"equal English",
     "The Director of Fishing Division, Lake City",
     "Director of Fishing Division, Lake City",
     NULL,
     "Director of the Fishing Division of Lake City",
     {{"place", "Lake City", NULL, "Lake City"}},
     ZHM_VERDICT_COMPOSED,
     ""},
    {"another post",
     "The Deputy Director of the Fishing Division of Lake City",
     "Deputy Director of the Fishing Division of Lake City",
     "湖市捕鱼处副处长",
     "Deputy Director of the Fishing Division of Lake City",
     {{"post", "Deputy Director", "副处长", "Deputy Director"},
      {"unit", "Fishing Division", "捕鱼处", "Fishing Division"},
      {"place", "Lake City", "湖市", "Lake City"}},
     ZHM_VERDICT_COMPOSED,
     "error wrong-rank 湖市捕鱼处处长: Deputy Director of the Fishing Division of Lake City > Director of the Fishing "
     "Division of Lake City"},
    {"another place",
     "The Director of the Fishing Division of Pond City",
     "Director of the Fishing Division of Pond City",
     "塘市捕鱼处处长",
     "Director of the Fishing Division of Pond City",
     {{"post", "Director", "处长", "Director"},
      {"unit", "Fishing Division", "捕鱼处", "Fishing Division"},
      {"place", "Pond City", "塘市", "Pond City"}},
     ZHM_VERDICT_COMPOSED,
     "error wrong-region 湖市捕鱼处处长: Director of the Fishing Division of Pond City > Director of the Fishing "
     "Division of Lake City"},
    {"another kind of unit",
     "The Director of the Fishing Section of Lake City",
     "Director of the Fishing Section of Lake City",
     "湖市捕鱼科处长",
     "Director of the Fishing Section of Lake City",
     {{"post", "Director", "处长", "Director"},
      {"unit", "Fishing Section", "捕鱼科", "Fishing Section"},
      {"place", "Lake City", "湖市", "Lake City"}},
     ZHM_VERDICT_COMPOSED,
     "error wrong-level 湖市捕鱼处处长: Director of the Fishing Section of Lake City > Director of the Fishing "
     "Division of Lake City"},
    {"another body",
     "The Director of the Boating Division of Lake City",
     "Director of the Boating Division of Lake City",
     "湖市行船处处长",
     "Director of the Boating Division of Lake City",
     {{"post", "Director", "处长", "Director"},
      {"unit", "Boating Division", "行船处", "Boating Division"},
      {"place", "Lake City", "湖市", "Lake City"}},
     ZHM_VERDICT_COMPOSED,
     "error wrong-body 湖市捕鱼处处长: Director of the Boating Division of Lake City > Director of the Fishing "
     "Division of Lake City"},
    {"a wrong form in it",
     "The Vice Director of the Fishing Division of Lake City",
     "Vice Director of the Fishing Division of Lake City",
     "湖市捕鱼处处长",
     "Director of the Fishing Division of Lake City",
     {{"place", "Lake City", "湖市", "Lake City"}},
     ZHM_VERDICT_DEPRECATED,
     "error wrong-rank 湖市捕鱼处处长: Vice Director of the Fishing Division of Lake City > Director of the Fishing "
     "Division of Lake City"},
    {"an old form in it",
     "The Director of the Angling Division of Lake City",
     "Director of the Angling Division of Lake City",
     "湖市捕鱼处处长",
     "Director of the Fishing Division of Lake City",
     {{"place", "Lake City", "湖市", "Lake City"}},
     ZHM_VERDICT_SUPERSEDED,
     "error outdated 湖市捕鱼处处长: Director of the Angling Division of Lake City > Director of the Fishing Division "
     "of Lake City"},
};

static void check_composed_mentions_part_by_part(void **state)
{
    static const char source[] = "湖市捕鱼处处长说";
    static const struct piece pieces[] = {{"place", "湖市", "湖市", "Lake City"},
                                          {"unit", "捕鱼处", "捕鱼处", "Fishing Division"},
                                          {"post", "处长", "处长", "Director"}};
    struct temp *t = *state;
    struct tree a, b;
    struct buf got = {0};
    struct question q;
    WORKS(t, question_of(NULL, &q, &t->err));
    plant(&a, source, "湖市捕鱼处处长", "湖市捕鱼处处长", "Director of the Fishing Division of Lake City", pieces, 3,
          ZHM_VERDICT_COMPOSED);
    a.parts[2].byte = strlen("湖市捕鱼处");
    for (size_t i = 0; i < COUNT(composed); i++) {
        size_t count = 0;
        zhm_issues issues = {0};
        while (count < 4 && composed[i].pieces[count].role)
            count++;
        plant(&b, composed[i].target, composed[i].name, composed[i].zh, composed[i].en, composed[i].pieces, count,
              composed[i].verdict);
        const struct side from = {STR(source), "zh-Hans", {1, &a.mention}};
        const struct side to = {str_of(composed[i].target), "en", {1, &b.mention}};
        WORKS(t, reader_begin(&t->reader, t->db, &t->err));
        zhm_code code = check_sides(&t->reader, &from, &to, &q, NULL, &issues, &t->err);
        reader_end(&t->reader);
        WORKS(t, code);
        buf_clear(&got);
        show(&got, &issues);
        if (strcmp(got.data ? got.data : "", composed[i].want) != 0)
            fail_msg("%s: %s\ninstead of: %s", composed[i].description, got.data, composed[i].want);
    }
    buf_free(&got);
}

/* What the grammar could not compose in the target is found by its words; a whole name found so is no issue. */
static void check_composed_name_without_mention(void **state)
{
    static const struct {
        const char *target, *want;
    } texts[] = {
        {"the Lake City Fishing Division's Director", ""},
        {"the Deputy Director of the Fishing Division of Lake City",
         "error wrong-rank 湖市捕鱼处处长: Deputy Director of the Fishing Division of Lake City > Director of the "
         "Fishing Division of Lake City"},
        {"nobody", "warning missing 湖市捕鱼处处长:  > Director of the Fishing Division of Lake City"},
    };
    static const char source[] = "湖市捕鱼处处长说";
    static const struct piece pieces[] = {{"unit", "捕鱼处", "捕鱼处", "Fishing Division"}};
    struct temp *t = *state;
    struct tree a;
    struct question q;
    struct buf got = {0};
    WORKS(t, question_of(NULL, &q, &t->err));
    plant(&a, source, "湖市捕鱼处处长", "湖市捕鱼处处长", "Director of the Fishing Division of Lake City", pieces, 1,
          ZHM_VERDICT_COMPOSED);
    for (size_t i = 0; i < COUNT(texts); i++) {
        zhm_issues issues = {0};
        const struct side from = {STR(source), "zh-Hans", {1, &a.mention}};
        const struct side to = {str_of(texts[i].target), "en", {0}};
        WORKS(t, reader_begin(&t->reader, t->db, &t->err));
        WORKS(t, check_sides(&t->reader, &from, &to, &q, NULL, &issues, &t->err));
        reader_end(&t->reader);
        buf_clear(&got);
        show(&got, &issues);
        assert_string_equal(got.data ? got.data : "", texts[i].want);
    }
    buf_free(&got);
}

static void repeat(struct buf *out, const char *what, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buf_append_text(out, what);
    buf_text(out);
}

/* Long texts of names without partners, of words that all names have, and of one
 * name over and over: an answer comes, and the search keeps to its bound. */
static void check_hostile_texts_stay_bounded(void **state)
{
    static const struct {
        const char *source, *target;
    } texts[] = {
        {"湖南省商务厅，商务部副部长，", "Department Ministry Province Vice Commerce "},
        {"商务部", "Commerce Ministry "},
        {"教育部和", "of the "},
        {"一湖原则、", "one-lake policy, "},
        {"乡村发展基金会", "基金会扶贫"},
    };
    struct buf source = {0}, target = {0};
    for (size_t i = 0; i < COUNT(texts); i++) {
        buf_clear(&source);
        buf_clear(&target);
        repeat(&source, texts[i].source, 3000);
        repeat(&target, texts[i].target, 3000);
        (void)ask_check(*state, source.data, target.data, (zhm_options){0});
        (void)ask_check(*state, target.data, source.data, (zhm_options){0});
    }
    buf_free(&source);
    buf_free(&target);
}

static void near_search_ends_when_it_is_spent(void **state)
{
    struct temp *t = *state;
    struct lexicon l = {.reader = &t->reader};
    struct near_text text = {0};
    struct words name = {0};
    struct buf all = {0};
    repeat(&all, "lake province of the city department ", 5000);
    WORKS(t, reader_begin(&t->reader, t->db, &t->err));
    WORKS(t, near_begin(&l, buf_str(&all), &text, &t->err));
    WORKS(t, lexicon_words(&l, STR("Lake Department of the Pond City of Lake Province of Lake City"), &name, &t->err));
    for (size_t i = 0; i < 100000 && !text.spent; i++)
        (void)near_find(&text, &name, i % 5000);
    assert_true(text.spent);
    assert_int_equal(near_find(&text, &name, 0).count, 0);
    assert_true(text.work < NEAR_WORK_MAX + 100000);
    reader_end(&t->reader);
    buf_free(&all);
}

/* Whether the name is that of the concept, and of no other, today. */
static bool means(struct temp *t, const char *name, const char *id)
{
    zhm_name judged = ask_name(t, name, (zhm_options){0});
    return judged.verdict == ZHM_VERDICT_PREFERRED && judged.subject.concept && strcmp(judged.subject.concept, id) == 0;
}

/* Our own glossary's official names are each other's translations. */
static void check_official_pairs_have_no_issue(void **state)
{
    struct temp *t = *state;
    struct glossary g = {0};
    size_t pairs = 0;
    WORKS(t, glossary_read_path(&g, SOURCE_DIR "/glossary/china/state.tsv", &t->err));
    WORKS(t, concepts_load(t->db, g.concepts, g.count, true, NULL, NULL, &(struct load_report){0}, &t->err));
    for (size_t i = 0; i < g.count; i++) {
        const zhm_concept *c = &g.concepts[i];
        const char *zh = NULL, *en = NULL;
        for (size_t k = 0; k < c->term_count; k++) {
            const zhm_term *term = &c->terms[k];
            bool now = term->status == ZHM_PREFERRED && term->type == ZHM_FULL && !*term->style && !term->to;
            if (now && !zh && strcmp(term->lang, "zh-Hans") == 0)
                zh = term->text;
            if (now && !en && strcmp(term->lang, "en") == 0)
                en = term->text;
        }
        if (!zh || !en || !means(t, zh, c->id) || !means(t, en, c->id))
            continue;
        pairs++;
        zhm_issues issues = ask_check(t, zh, en, (zhm_options){0});
        if (issues.count > 0)
            fail_msg("%s: %s: %s", zh, en, zhm_issue_name(issues.items[0].kind));
        issues = ask_check(t, en, zh, (zhm_options){0});
        if (issues.count > 0)
            fail_msg("%s: %s: %s", en, zh, zhm_issue_name(issues.items[0].kind));
    }
    assert_true(pairs > 20);
    glossary_free(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(check_cases_are_as_said, with_rows, temp_remove),
        cmocka_unit_test_setup_teardown(check_tells_how_it_knows_the_day, with_rows, temp_remove),
        cmocka_unit_test_setup_teardown(check_bad_text_is_named, with_rows, temp_remove),
        cmocka_unit_test(year_cases_are_as_said),
        IN_TEMP(check_composed_mentions_part_by_part),
        IN_TEMP(check_composed_name_without_mention),
        cmocka_unit_test_setup_teardown(check_hostile_texts_stay_bounded, with_rows, temp_remove),
        IN_TEMP(near_search_ends_when_it_is_spent),
        IN_TEMP(check_official_pairs_have_no_issue),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
