/* Sentences beside the nearest ones of a memory, with the glossary
 * that is shipped: what no longer fits, and nothing else. */
#include "memory/match_names.h"

#include "base/utf8.h"

#include "../seeded.h"
#include "../term/our_glossary.h"

#include <string.h>

/* What is expected to be told: texts of query and target, NULL where there is none. */
struct want {
    const char *query, *target, *expected;
    zhm_issue_kind kind;
};

struct sample {
    const char *description;
    const char *from, *to;
    const char *query, *source, *target;
    struct want wants[4]; /* the first with neither query nor target ends them */
};

static uint32_t *points_of(struct arena *a, struct str text, size_t *len)
{
    uint32_t *points = arena_array(a, text.len + 1, sizeof *points);
    assert_non_null(points);
    *len = 0;
    for (size_t at = 0; points && at < text.len;)
        points[(*len)++] = utf8_next(text, &at);
    return points;
}

static void edits_of(struct temp *t, const char *source, const char *query, struct unit_match *match)
{
    size_t a_len, b_len;
    struct arena *arena = &t->reader.arena;
    const uint32_t *a = points_of(arena, str_of(source), &a_len), *b = points_of(arena, str_of(query), &b_len);
    WORKS(t, levenshtein_edits(a, a_len, b, b_len, arena, &match->edits, &match->edit_count, &t->err));
    match->kind = match->edit_count ? ZHM_UNIT_FUZZY : ZHM_UNIT_EXACT;
}

/* The names of one match; good until the next. */
static struct match_names ask(struct temp *t, const struct sample *s, zhm_mentions *query)
{
    const zhm_segment segments[] = {{.lang = s->from, .text = s->source}, {.lang = s->to, .text = s->target}};
    const zhm_unit unit = {.number = 1, .segments = segments, .segment_count = 2};
    struct unit_match match = {.unit = &unit, .source = &segments[0], .target = &segments[1]};
    struct unit_matches matches = {.text = s->query, .items = &match, .count = 1};
    struct match_names names = {0};
    struct question q;
    WORKS(t, question_of(&(zhm_options){.as_of = 20260101}, &q, &t->err));
    WORKS(t, reader_begin(&t->reader, t->db, &t->err));
    edits_of(t, s->source, s->query, &match);
    WORKS(t, match_names(&t->reader, &matches, s->from, s->to, &q, query, &names, &t->err));
    reader_end(&t->reader);
    return names;
}

static bool same_text(const char *a, const char *b)
{
    return !a || !b ? a == b : strcmp(a, b) == 0;
}

static size_t want_count(const struct sample *s)
{
    size_t n = 0;
    while (n < COUNT(s->wants) && (s->wants[n].query || s->wants[n].target))
        n++;
    return n;
}

static void assert_span(const char *text, const zhm_span *span)
{
    struct str s = str_of(text);
    if (!span->text || !text)
        return;
    size_t from = utf8_advance(s, 0, span->start), to = utf8_advance(s, from, span->end - span->start);
    assert_true(str_is((struct str){s.data + from, to - from}, span->text));
}

static bool is_wanted(const struct sample *s, const struct match_names *names)
{
    bool right = names->misfit_count == want_count(s);
    for (size_t i = 0; right && i < names->misfit_count; i++) {
        const struct name_misfit *m = &names->misfits[i];
        const struct want *w = &s->wants[i];
        right = same_text(m->query.text, w->query) && same_text(m->target.text, w->target) &&
                same_text(m->expected, w->expected) && m->kind == w->kind;
    }
    return right;
}

static const char *or_none(const char *text)
{
    return text ? text : "-";
}

static void tell(const struct sample *s, const struct match_names *names)
{
    print_message("%s: %s | %s | %s\n", s->description, s->query, s->source, s->target);
    for (size_t i = 0; i < names->misfit_count; i++) {
        const struct name_misfit *m = &names->misfits[i];
        print_message("    %s: %s | %s > %s\n", zhm_issue_name(m->kind), or_none(m->query.text),
                      or_none(m->target.text), or_none(m->expected));
    }
}

static void judge(struct temp *t, const struct sample *samples, size_t count)
{
    size_t right = 0;
    for (size_t i = 0; i < count; i++) {
        zhm_mentions query = {0};
        struct match_names names = ask(t, &samples[i], &query);
        for (size_t k = 0; k < names.misfit_count; k++) {
            assert_span(samples[i].query, &names.misfits[k].query);
            assert_span(samples[i].target, &names.misfits[k].target);
        }
        if (is_wanted(&samples[i], &names))
            right++;
        else
            tell(&samples[i], &names);
    }
    if (right < count)
        fail_msg("%zu of %zu are right", right, count);
}

#define ZH_EN "zh-Hans", "en"
#define EN_ZH "en", "zh-Hans"
#define HANT_EN "zh-Hant", "en"

static const struct sample other_names[] = {
    {"another ministry",
     ZH_EN,
     "教育部昨天公布了新的规定。",
     "财政部昨天公布了新的规定。",
     "The Ministry of Finance published new rules yesterday.",
     {{"教育部", "Ministry of Finance", "Ministry of Education", ZHM_WRONG_BODY}}},
    {"another ministry, and another day",
     ZH_EN,
     "水利部今天公布了新的规定。",
     "财政部昨天公布了新的规定。",
     "The Ministry of Finance published new rules yesterday.",
     {{"水利部", "Ministry of Finance", "Ministry of Water Resources", ZHM_WRONG_BODY}}},
    {"one ministry of two",
     ZH_EN,
     "商务部和外交部联合举办了论坛。",
     "商务部和科学技术部联合举办了论坛。",
     "The Ministry of Commerce and the Ministry of Science and Technology co-hosted the forum.",
     {{"外交部", "Ministry of Science and Technology", "Ministry of Foreign Affairs", ZHM_WRONG_BODY}}},
    {"both ministries",
     ZH_EN,
     "财政部和教育部联合举办了论坛。",
     "商务部和交通运输部联合举办了论坛。",
     "The Ministry of Commerce and the Ministry of Transport co-hosted the forum.",
     {{"财政部", "Ministry of Commerce", "Ministry of Finance", ZHM_WRONG_BODY},
      {"教育部", "Ministry of Transport", "Ministry of Education", ZHM_WRONG_BODY}}},
    {"a ministry that comes twice",
     ZH_EN,
     "财政部发布公告，财政部将负责解释。",
     "商务部发布公告，商务部将负责解释。",
     "The Ministry of Commerce issued an announcement, which the Ministry of Commerce will interpret.",
     {{"财政部", "Ministry of Commerce", "Ministry of Finance", ZHM_WRONG_BODY},
      {"财政部", "Ministry of Commerce", "Ministry of Finance", ZHM_WRONG_BODY}}},
    {"a commission for a ministry",
     ZH_EN,
     "国家卫生健康委员会召开了座谈会。",
     "生态环境部召开了座谈会。",
     "The Ministry of Ecology and Environment held a symposium.",
     {{"国家卫生健康委员会", "Ministry of Ecology and Environment", "National Health Commission", ZHM_WRONG_BODY}}},
    {"another province in a composed title",
     ZH_EN,
     "湖南省商务厅厅长在会上致辞。",
     "湖北省商务厅厅长在会上致辞。",
     "The Director-General of the Department of Commerce of Hubei Province addressed the meeting.",
     {{"湖南省商务厅厅长", "Director-General of the Department of Commerce of Hubei Province",
       "Director-General of the Department of Commerce of Hunan Province", ZHM_WRONG_REGION}}},
    {"another province of a department",
     ZH_EN,
     "广东省商务厅介绍了有关情况。",
     "福建省商务厅介绍了有关情况。",
     "The Department of Commerce of Fujian Province gave a briefing.",
     {{"广东省商务厅", "Department of Commerce of Fujian Province", "Department of Commerce of Guangdong Province",
       ZHM_WRONG_REGION}}},
    {"another department of the province",
     ZH_EN,
     "湖南省教育厅介绍了有关情况。",
     "湖南省商务厅介绍了有关情况。",
     "The Department of Commerce of Hunan Province gave a briefing.",
     {{"湖南省教育厅", "Department of Commerce of Hunan Province", "Department of Education of Hunan Province",
       ZHM_WRONG_BODY}}},
    {"a vice minister for the minister",
     ZH_EN,
     "商务部副部长会见了来宾。",
     "商务部部长会见了来宾。",
     "The Minister of Commerce met with the guests.",
     {{"商务部副部长", "Minister of Commerce", "Vice Minister of Commerce", ZHM_WRONG_RANK}}},
    {"the minister for a vice minister",
     ZH_EN,
     "外交部部长会见了来宾。",
     "外交部副部长会见了来宾。",
     "The Vice Minister of Foreign Affairs met with the guests.",
     {{"外交部部长", "Vice Minister of Foreign Affairs", "Minister of Foreign Affairs", ZHM_WRONG_RANK}}},
    {"the deputy of a provincial department",
     ZH_EN,
     "湖南省商务厅副厅长在会上致辞。",
     "湖南省商务厅厅长在会上致辞。",
     "The Director-General of the Department of Commerce of Hunan Province addressed the meeting.",
     {{"湖南省商务厅副厅长", "Director-General of the Department of Commerce of Hunan Province",
       "Deputy Director-General of the Department of Commerce of Hunan Province", ZHM_WRONG_RANK}}},
    {"another minister",
     ZH_EN,
     "教育部部长会见了来宾。",
     "商务部部长会见了来宾。",
     "The Minister of Commerce met with the guests.",
     {{"教育部部长", "Minister of Commerce", "Minister of Education", ZHM_WRONG_BODY}}},
    {"the governor of another province",
     ZH_EN,
     "四川省省长会见了客人。",
     "江苏省省长会见了客人。",
     "The Governor of Jiangsu Province met the guests.",
     {{"四川省省长", "Governor of Jiangsu Province", "Governor of Sichuan Province", ZHM_WRONG_REGION}}},
    {"an initiative",
     ZH_EN,
     "各方积极参与全球发展倡议的落实。",
     "各方积极参与全球安全倡议的落实。",
     "All parties take an active part in implementing the Global Security Initiative.",
     {{"全球发展倡议", "Global Security Initiative", "Global Development Initiative", ZHM_WRONG_BODY}}},
    {"another initiative in English",
     EN_ZH,
     "The Global Civilization Initiative was welcomed by many countries.",
     "The Global Security Initiative was welcomed by many countries.",
     "全球安全倡议得到许多国家的欢迎。",
     {{"Global Civilization Initiative", "全球安全倡议", "全球文明倡议", ZHM_WRONG_BODY}}},
    {"another ministry in English",
     EN_ZH,
     "The Ministry of Education will support the project.",
     "The Ministry of Finance will support the project.",
     "财政部将支持该项目。",
     {{"Ministry of Education", "财政部", "教育部", ZHM_WRONG_BODY}}},
    {"a vice minister in English",
     EN_ZH,
     "The Vice Minister of Commerce visited the port.",
     "The Minister of Commerce visited the port.",
     "商务部部长考察了港口。",
     {{"Vice Minister of Commerce", "商务部部长", "商务部副部长", ZHM_WRONG_RANK}}},
    {"another province in English",
     EN_ZH,
     "The Department of Commerce of Hunan Province opened the fair.",
     "The Department of Commerce of Hubei Province opened the fair.",
     "湖北省商务厅为交易会揭幕。",
     {{"Department of Commerce of Hunan Province", "湖北省商务厅", "湖南省商务厅", ZHM_WRONG_REGION}}},
    {"another organization in English",
     EN_ZH,
     "The World Bank released its annual report in Geneva.",
     "The World Trade Organization released its annual report in Geneva.",
     "世界贸易组织在日内瓦发布年度报告。",
     {{"World Bank", "世界贸易组织", "世界银行", ZHM_WRONG_BODY}}},
    {"a name of another length, words around it changed",
     EN_ZH,
     "On Monday, the National Development and Reform Commission announced further measures.",
     "On Friday, the Ministry of Finance announced further measures.",
     "财政部星期五宣布了进一步措施。",
     {{"National Development and Reform Commission", "财政部", "国家发展和改革委员会", ZHM_WRONG_BODY}}},
    {"an abbreviation of another body",
     EN_ZH,
     "Experts of the WTO attended the seminar in Beijing.",
     "Experts of the WHO attended the seminar in Beijing.",
     "世界卫生组织专家出席了在北京举行的研讨会。",
     {{"WTO", "世界卫生组织", "世界贸易组织", ZHM_WRONG_BODY}}},
    {"the body for its head",
     ZH_EN,
     "商务部会见了来宾。",
     "商务部部长会见了来宾。",
     "The Minister of Commerce met with the guests.",
     {{"商务部", "Minister of Commerce", "Ministry of Commerce", ZHM_WRONG_RANK}}},
    {"a query in Traditional characters",
     HANT_EN,
     "教育部昨天公佈了新的規定。",
     "財政部昨天公佈了新的規定。",
     "The Ministry of Finance published new rules yesterday.",
     {{"教育部", "Ministry of Finance", "Ministry of Education", ZHM_WRONG_BODY}}},
    {"a title in Traditional characters",
     HANT_EN,
     "湖南省商務廳廳長在會上致辭。",
     "湖北省商務廳廳長在會上致辭。",
     "The Director-General of the Department of Commerce of Hubei Province addressed the meeting.",
     {{"湖南省商務廳廳長", "Director-General of the Department of Commerce of Hubei Province",
       "Director-General of the Department of Commerce of Hunan Province", ZHM_WRONG_REGION}}},
    {"a place alone",
     ZH_EN,
     "他上周在湖南省调研。",
     "他上周在湖北省调研。",
     "He was in Hubei Province last week on a fact-finding visit.",
     {{"湖南省", "Hubei Province", "Hunan Province", ZHM_WRONG_REGION}}},
    {"the new name where the unit has the old one",
     ZH_EN,
     "中国乡村发展基金会捐建了一所学校。",
     "中国扶贫基金会捐建了一所学校。",
     "The China Foundation for Poverty Alleviation funded the building of a school.",
     {{"中国乡村发展基金会", "China Foundation for Poverty Alleviation", "China Foundation for Rural Development",
       ZHM_OUTDATED}}},
};

static void another_name_gives_the_right_one(void **state)
{
    judge(*state, other_names, COUNT(other_names));
}

static const struct sample more_or_fewer[] = {
    {"a name that the source lacks",
     ZH_EN,
     "会议由商务部和财政部共同主办。",
     "会议由商务部主办。",
     "The conference was hosted by the Ministry of Commerce.",
     {{"财政部", NULL, "Ministry of Finance", ZHM_MISSING}}},
    {"a name that the query lacks",
     ZH_EN,
     "会议由商务部主办。",
     "会议由商务部和财政部共同主办。",
     "The conference was co-hosted by the Ministry of Commerce and the Ministry of Finance.",
     {{NULL, "Ministry of Finance", NULL, ZHM_WRONG_BODY}}},
    {"an initiative that the source lacks",
     ZH_EN,
     "双方就共建“一带一路”合作交换了意见。",
     "双方就合作交换了意见。",
     "The two sides exchanged views on cooperation.",
     {{"共建“一带一路”", NULL, "joint pursuit of the Belt and Road Initiative", ZHM_MISSING}}},
    {"a place that the source lacks",
     ZH_EN,
     "他上周在湖南省调研了三家企业。",
     "他上周调研了三家企业。",
     "He visited three companies last week.",
     {{"湖南省", NULL, "Hunan Province", ZHM_MISSING}}},
    {"a place that the query lacks",
     ZH_EN,
     "他上周调研了三家企业。",
     "他上周在湖南省调研了三家企业。",
     "He visited three companies in Hunan Province last week.",
     {{NULL, "Hunan Province", NULL, ZHM_WRONG_REGION}}},
    {"a title that the query lacks",
     EN_ZH,
     "The guests toured the museum.",
     "The guests and the Minister of Commerce toured the museum.",
     "来宾和商务部部长参观了博物馆。",
     {{NULL, "商务部部长", NULL, ZHM_WRONG_RANK}}},
    {"a bare title that the source lacks",
     ZH_EN,
     "出席活动的有随员和领事。",
     "出席活动的有领事。",
     "The Consul attended the event.",
     {{"随员", NULL, "Attaché", ZHM_MISSING}}},
    {"a body that the source lacks, in English",
     EN_ZH,
     "The World Bank and the World Health Organization agreed.",
     "The World Bank agreed.",
     "世界银行表示同意。",
     {{"World Health Organization", NULL, "世界卫生组织", ZHM_MISSING}}},
};

static void a_name_too_many_or_too_few_is_told(void **state)
{
    judge(*state, more_or_fewer, COUNT(more_or_fewer));
}

static const struct sample fitting[] = {
    {"equal names",
     ZH_EN,
     "商务部今天公布了新的办法。",
     "商务部昨天公布了新的规定。",
     "The Ministry of Commerce published new rules yesterday.",
     {{0}}},
    {"no names",
     ZH_EN,
     "今天天气很好，我们去公园散步。",
     "今天天气不错，我们去公园散步。",
     "The weather is fine today, so let us take a walk in the park.",
     {{0}}},
    {"no names in English",
     EN_ZH,
     "The price of apples rose by five percent.",
     "The price of pears rose by six percent.",
     "梨的价格上涨了百分之六。",
     {{0}}},
    {"numbers and dates differ",
     ZH_EN,
     "2024年5月，财政部拨付了300万元。",
     "2023年4月，财政部拨付了200万元。",
     "In April 2023, the Ministry of Finance allocated 2 million yuan.",
     {{0}}},
    {"the names in another order",
     ZH_EN,
     "财政部和商务部联合发布通知。",
     "商务部和财政部联合发布通知。",
     "The Ministry of Commerce and the Ministry of Finance jointly issued a notice.",
     {{0}}},
    {"a short form for the full one",
     ZH_EN,
     "国家发改委公布了新的目录。",
     "国家发展和改革委员会公布了新的目录。",
     "The National Development and Reform Commission published a new catalogue.",
     {{0}}},
    {"the exact text",
     ZH_EN,
     "财政部发布通知。",
     "财政部发布通知。",
     "The Ministry of Commerce issued a notice.",
     {{0}}},
    {"the unit names another body itself",
     ZH_EN,
     "财政部发布了新通知。",
     "财政部发布通知。",
     "The Ministry of Commerce issued a notice.",
     {{0}}},
    {"the unit uses an old name itself",
     ZH_EN,
     "国家知识产权局昨天公布了数据。",
     "国家知识产权局公布了数据。",
     "The State Intellectual Property Office published the figures.",
     {{0}}},
    {"the unit has the wrong rank itself",
     ZH_EN,
     "商务部副部长昨天会见了来宾。",
     "商务部副部长会见了来宾。",
     "The Deputy Minister of Commerce met with the guests.",
     {{0}}},
    {"the unit leaves the name out itself",
     ZH_EN,
     "教育部今天公布了名单。",
     "教育部公布了名单。",
     "The list was published.",
     {{0}}},
    {"what the query names is in the target, wrong for the source",
     ZH_EN,
     "商务部发布通知。",
     "财政部发布通知。",
     "The Ministry of Commerce issued a notice.",
     {{0}}},
    {"equal names in English",
     EN_ZH,
     "The World Bank published two reports.",
     "The World Bank published a report.",
     "世界银行发布了一份报告。",
     {{0}}},
    {"equal titles, another verb",
     ZH_EN,
     "湖南省商务厅厅长出席会议。",
     "湖南省商务厅厅长主持会议。",
     "The Director-General of the Department of Commerce of Hunan Province presided over the meeting.",
     {{0}}},
    {"Traditional characters, equal names",
     HANT_EN,
     "教育部今天公佈了新的規定。",
     "教育部昨天公佈了新的規定。",
     "The Ministry of Education published new rules yesterday.",
     {{0}}},
};

static void what_fits_is_left_alone(void **state)
{
    judge(*state, fitting, COUNT(fitting));
}

/* The glossary's own names, for the property. */
static struct glossary glossary;

static int with_names(void **state)
{
    struct grammar_files grammar = {0};
    zhm_error err;
    if (ours_new(state) != 0)
        return -1;
    zhm_code code = glossary_read_all(&glossary, &grammar, SOURCE_DIR "/glossary", &err);
    grammar_files_free(&grammar);
    return code == ZHM_OK ? 0 : -1;
}

static int without_names(void **state)
{
    glossary_free(&glossary);
    return temp_remove(state);
}

static const char *name_of(const zhm_concept *c, bool chinese)
{
    for (size_t i = 0; i < c->term_count; i++) {
        const zhm_term *term = &c->terms[i];
        if (strcmp(term->lang, chinese ? "zh-Hans" : "en") == 0 && term->status == ZHM_PREFERRED &&
            term->type == ZHM_FULL && !term->to)
            return term->text;
    }
    return NULL;
}

static const zhm_concept *random_concept(zhm_category category)
{
    for (;;) {
        const zhm_concept *c = &glossary.concepts[seeded(glossary.count)];
        if (c->category == category && name_of(c, true) && name_of(c, false))
            return c;
    }
}

static const struct {
    const char *before[2], *after[2]; /* the name, in English and in Chinese */
} frames[] = {
    {{"The ", ""}, {" released new rules yesterday.", "昨天公布了新的规定。"}},
    {{"It is reported that the ", "据报道，"}, {" will hold a meeting next week.", "将于下周举行会议。"}},
    {{"Reporters learned from the ", "记者从"}, {" that the project has been launched.", "获悉，项目已经启动。"}},
};

/* One sentence with one name: is the other one given? */
static bool judge_random(struct temp *t, const zhm_concept *asked, const zhm_concept *there, bool chinese)
{
    char text[3][2048];
    const zhm_concept *concepts[3] = {asked, there, there};
    size_t frame = seeded(COUNT(frames));
    for (size_t i = 0; i < 3; i++) {
        bool zh = i == 2 ? !chinese : chinese;
        snprintf(text[i], sizeof text[i], "%s%s%s", frames[frame].before[zh], name_of(concepts[i], zh),
                 frames[frame].after[zh]);
    }
    struct sample s = {"random", "en", "zh-Hans", text[0], text[1], text[2], {{0}}};
    if (chinese)
        s.from = "zh-Hans", s.to = "en";
    zhm_mentions query = {0};
    struct match_names names = ask(t, &s, &query);
    bool right = names.misfit_count == 1 && names.misfits[0].target.text && names.misfits[0].expected &&
                 strstr(names.misfits[0].expected, name_of(asked, !chinese));
    if (!right)
        tell(&s, &names);
    return right;
}

static void random_names_give_the_right_one(void **state)
{
    static const zhm_category categories[] = {ZHM_AGENCY, ZHM_AGENCY, ZHM_INITIATIVE, ZHM_TITLE};
    size_t right = 0, all = 0;
    seeded_begin("random_names_give_the_right_one");
    for (size_t i = 0; i < 300; i++) {
        zhm_category category = categories[seeded(COUNT(categories))];
        const zhm_concept *a = random_concept(category), *b = random_concept(category);
        bool chinese = i % 2;
        if (strcmp(name_of(a, true), name_of(b, true)) == 0 || strcmp(name_of(a, false), name_of(b, false)) == 0)
            continue;
        all++;
        right += judge_random(*state, a, b, chinese);
    }
    print_message("%zu of %zu\n", right, all);
    assert_true(right * 100 >= all * 95);
}

/* One line of the pairs that the check is tested with: source, target, and of a faulty one the right form. */
static bool pair_of(char *line, struct sample *out)
{
    line[strcspn(line, "\n")] = '\0';
    char *target = strchr(line, '\t');
    if (*line == '#' || !target)
        return false;
    *target++ = '\0';
    target[strcspn(target, "\t")] = '\0';
    bool chinese = (unsigned char)line[0] >= 0x80 || (unsigned char)line[strlen(line) / 2] >= 0x80;
    *out = (struct sample){"a pair", chinese ? "zh-Hans" : "en", chinese ? "en" : "zh-Hans", NULL, line, target, {{0}}};
    return true;
}

/* Something is said after the same sentence: a fault that was there is no misfit. */
static void judge_pairs(struct temp *t, const char *name, size_t at_least)
{
    char path[256], query[4096], *line = NULL;
    size_t size = 0, all = 0, right = 0;
    struct sample s = {0};
    snprintf(path, sizeof path, "%s/tests/cases/check/%s", SOURCE_DIR, name);
    FILE *f = fopen(path, "r");
    if (!f)
        fail_msg("%s cannot be read", path);
    while (f && getline(&line, &size, f) > 0) {
        zhm_mentions mentions = {0};
        if (!pair_of(line, &s))
            continue;
        snprintf(query, sizeof query, "%s%s", s.source, strcmp(s.from, "en") == 0 ? " It rained." : "天在下雨。");
        s.query = query;
        struct match_names names = ask(t, &s, &mentions);
        all++;
        right += names.misfit_count == 0;
        if (names.misfit_count)
            tell(&s, &names);
    }
    free(line);
    if (f)
        fclose(f);
    print_message("%s: %zu of %zu\n", name, right, all);
    assert_true(all >= at_least);
    assert_int_equal(right, all);
}

static void the_units_own_faults_are_no_misfits(void **state)
{
    judge_pairs(*state, "sound.tsv", 200);
    judge_pairs(*state, "faulty.tsv", 200);
}

static void names_of_all_three_texts_are_given(void **state)
{
    const struct sample s = {"",
                             ZH_EN,
                             "教育部发布通知。",
                             "财政部和商务部发布通知。",
                             "The Ministry of Finance and the Ministry of Commerce issued a notice.",
                             {{0}}};
    zhm_mentions query = {0};
    struct match_names names = ask(*state, &s, &query);
    assert_int_equal(query.count, 1);
    assert_int_equal(names.source.count, 2);
    assert_int_equal(names.target.count, 2);
}

static void no_matches_give_the_names_of_the_query(void **state)
{
    struct temp *t = *state;
    struct unit_matches none = {.text = "教育部发布通知。"};
    zhm_mentions query = {0};
    struct question q;
    WORKS(t, question_of(NULL, &q, &t->err));
    WORKS(t, reader_begin(&t->reader, t->db, &t->err));
    WORKS(t, match_names(&t->reader, &none, "zh", "en", &q, &query, NULL, &t->err));
    assert_int_equal(match_names(&t->reader, &none, "zh", "1", &q, &query, NULL, &t->err), ZHM_BAD_INPUT);
    reader_end(&t->reader);
    assert_int_equal(query.count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(another_name_gives_the_right_one),
        cmocka_unit_test(a_name_too_many_or_too_few_is_told),
        cmocka_unit_test(what_fits_is_left_alone),
        cmocka_unit_test(the_units_own_faults_are_no_misfits),
        cmocka_unit_test(random_names_give_the_right_one),
        cmocka_unit_test(names_of_all_three_texts_are_given),
        cmocka_unit_test(no_matches_give_the_names_of_the_query),
    };
    return cmocka_run_group_tests(tests, with_names, without_names);
}
