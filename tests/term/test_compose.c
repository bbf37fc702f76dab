/* Names that no glossary holds, read in one language and written in the other, with our glossary and its grammar. */
#include "our_glossary.h"

#include "text/fold.h"

struct pair {
    const char *zh, *en;
};

/* Either side is read, and both come out so. */
static const struct pair pairs[] = {
    {"湖北省农业农村厅", "Department of Agriculture and Rural Affairs of Hubei Province"},
    {"湖北省农业农村厅副厅长",
     "Deputy Director-General of the Department of Agriculture and Rural Affairs of Hubei Province"},
    {"成都市财政局局长", "Director of Chengdu Municipal Bureau of Finance"},
    {"山西省省长", "Governor of Shanxi Province"},
    {"陕西省副省长", "Vice Governor of Shaanxi Province"},
    {"南京市市长", "Mayor of Nanjing"},
    {"新疆维吾尔自治区主席", "Chairman of Xinjiang Uygur Autonomous Region"},
    {"江西省人民代表大会", "People's Congress of Jiangxi Province"},
    {"中共浙江省委书记", "Secretary of the CPC Zhejiang Provincial Committee"},
    {"中国共产党浙江省委员会", "Zhejiang Provincial Committee of the Communist Party of China"},
    {"安徽省高级人民法院", "Higher People's Court of Anhui Province"},
    {"财政部副部长", "Vice Minister of Finance"},
    {"蒙古国教育部", "Ministry of Education of Mongolia"},
    {"越南教育部副部长", "Deputy Minister of Education of Vietnam"},
    {"巴西总统", "President of Brazil"},
    {"泰国总理", "Prime Minister of Thailand"},
    {"法国驻华大使", "Ambassador of France to China"},
    {"美国农业部长", "Secretary of Agriculture of the United States"},
    {"美国能源部助理部长", "Assistant Secretary of the US Department of Energy"},
    {"比利时农业大臣", "Minister of Agriculture of Belgium"},
    {"中国侨联副主席", "Vice Chairman of the All-China Federation of Returned Overseas Chinese"},
    {"欧洲中央银行副行长", "Vice President of the European Central Bank"},
    {"上海市浦东新区人民政府", "People's Government of Pudong New Area, Shanghai"},
    {"山东省青岛市商务局", "Qingdao Municipal Bureau of Commerce, Shandong"},
    {"东部战区海军司令员", "Commander of the Eastern Theater Command Navy"},
    {"省委书记、省人民代表大会常务委员会主任",
     "Secretary of the CPC Provincial Committee and Chairman of the Standing Committee of "
     "the Provincial People's Congress"},
    {"中国驻俄罗斯大使馆", "Embassy of the People's Republic of China in the Russian Federation"},
    {"环境保护部参赞", "Counselor of the Ministry of Environmental Protection"},
    {"日本财务大臣", "Minister of Finance of Japan"},
    {"江苏省商务厅对外贸易处处长",
     "Director of the Foreign Trade Division of the Department of Commerce of Jiangsu Province"},
    {"韩国国防部长", "Minister of National Defense of the Republic of Korea"},
    {"澳门特别行政区政府", "Government of the Macao Special Administrative Region"},
};

static void expect(struct temp *t, const char *name, const struct pair *p)
{
    zhm_name n = judge_ours(t, name, NULL);
    if (strcmp(name_in(&n.subject, "zh-Hans"), p->zh) != 0 || strcmp(name_in(&n.subject, "en"), p->en) != 0)
        fail_msg("%s: %s; %s | %s", name, zhm_verdict_name(n.verdict), name_in(&n.subject, "zh-Hans"),
                 name_in(&n.subject, "en"));
    assert_int_equal(n.score, 100);
}

static void compose_both_languages_come_out_official(void **state)
{
    for (size_t i = 0; i < COUNT(pairs); i++) {
        expect(*state, pairs[i].zh, &pairs[i]);
        expect(*state, pairs[i].en, &pairs[i]);
    }
}

/* Other orders and connectors of the same name. */
static void compose_variants_are_read(void **state)
{
    static const struct {
        const char *variant, *en;
    } rows[] = {
        {"Hubei Provincial Department of Agriculture and Rural Affairs",
         "Department of Agriculture and Rural Affairs of Hubei Province"},
        {"Hubei Province's Department of Agriculture and Rural Affairs",
         "Department of Agriculture and Rural Affairs of Hubei Province"},
        {"Department of Agriculture & Rural Affairs, Hubei Province",
         "Department of Agriculture and Rural Affairs of Hubei Province"},
        {"Chengdu Bureau of Finance", "Chengdu Municipal Bureau of Finance"},
        {"财政部长", "Minister of Finance"},
        {"Finance Minister", "Minister of Finance"},
        {"Vietnamese Vice Minister of Education", "Deputy Minister of Education of Vietnam"},
        {"Brazil's President", "President of Brazil"},
        {"Embassy of China in Russia", "Embassy of the People's Republic of China in the Russian Federation"},
        {"FBI chief", "Director of the Federal Bureau of Investigation"},
        {"中关村街道办事处", "Office of Zhongguancun Subdistrict"},
        {"安吉县柳林村村委会", "Villagers' Committee of Liulin Village, Anji"},
        {"Director of the General Office of the CPC Central Committee",
         "Director of the General Office of the CPC Central Committee"},
        {"法国防长", "Minister of Defense of France"},
        {"美国防长", "Secretary of Defense of the United States"},
        {"英国财长", "Chancellor of the Exchequer"},
        {"President of the All-China Federation of Trade Unions",
         "Chairman of the All-China Federation of Trade Unions"},
        {"French Ambassador to China", "Ambassador of France to China"},
        {"Secretary of the Zhejiang Provincial Party Committee", "Secretary of the CPC Zhejiang Provincial Committee"},
        {"公安局长", "Director of the Public Security Bureau"},
        {"人事司", "Department of Personnel"},
        {"人事司副司长", "Deputy Director-General of the Department of Personnel"},
        {"青柠镇党委书记", "Secretary of the CPC Qingning Town Committee"},
        {"International Labor Organization (US spelling)", "International Labour Organization"},
        {"国家计划委员会（旧称）", "State Development Planning Commission"},
        {"Ministry of Education of China (MOE)", "Ministry of Education"},
        {"Japan's Liberal Democratic Party", "Liberal Democratic Party of Japan"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        zhm_name n = judge_ours(*state, rows[i].variant, NULL);
        if (strcmp(name_in(&n.subject, "en"), rows[i].en) != 0)
            fail_msg("%s: %s %s", rows[i].variant, zhm_verdict_name(n.verdict), name_in(&n.subject, "en"));
    }
}

static const zhm_mention *part_of(const zhm_name *n, const char *role)
{
    for (size_t i = 0; i < n->part_count; i++)
        if (strcmp(n->parts[i].role, role) == 0)
            return &n->parts[i];
    return NULL;
}

static void compose_parts_have_roles_places_and_names(void **state)
{
    zhm_name n = judge_ours(*state, "成都市财政局局长", NULL);
    const zhm_mention *body = part_of(&n, "body"), *post = part_of(&n, "post");
    assert_non_null(body);
    assert_non_null(post);
    assert_int_equal(body->start, 0);
    assert_int_equal(body->end, 6);
    assert_int_equal(post->start, 6);
    assert_string_equal(name_in(&body->subject, "en"), "Chengdu Municipal Bureau of Finance");
    assert_string_equal(name_in(&post->subject, "en"), "Director");
    assert_int_equal(n.verdict, ZHM_VERDICT_COMPOSED);
    assert_null(n.subject.concept);
}

static bool has_step(const zhm_name *n, const char *step)
{
    bool found = false;
    for (size_t i = 0; i < n->why_count; i++)
        found = found || strcmp(n->why[i].step, step) == 0;
    return found;
}

static void compose_unlisted_place_is_transliterated_and_says_so(void **state)
{
    zhm_name n = judge_ours(*state, "青柠县教育局", NULL);
    assert_string_equal(name_in(&n.subject, "en"), "Bureau of Education of Qingning County");
    assert_true(has_step(&n, "transliterated"));
    assert_false(has_step(&n, "near"));
    const zhm_mention *region = part_of(&n, "region");
    assert_non_null(region);
    assert_true(region->transliterated);
    n = judge_ours(*state, "成都市财政局", NULL);
    assert_false(has_step(&n, "transliterated"));
}

/* All larger units are in the glossary, and a level is no name. */
static void compose_ordinary_words_are_no_places(void **state)
{
    static const char *const names[] = {"自贸区", "大湾区", "当选市长", "自治州州委", "乡镇长", "空心村", "示范村"};
    for (size_t i = 0; i < COUNT(names); i++) {
        zhm_name n = judge_ours(*state, names[i], NULL);
        if (has_step(&n, "transliterated"))
            fail_msg("%s: %s", names[i], name_in(&n.subject, "en"));
    }
}

static void compose_word_of_several_posts_is_ambiguous(void **state)
{
    zhm_name n = judge_ours(*state, "Judge", NULL);
    assert_int_equal(n.verdict, ZHM_VERDICT_AMBIGUOUS);
    assert_true(n.alternative_count >= 2);
    n = judge_ours(*state, "审判员", NULL);
    assert_int_equal(n.verdict, ZHM_VERDICT_PREFERRED);
    assert_string_equal(name_in(&n.subject, "en"), "Judge");
}

/* What a short name stands for is the glossary's. */
static void compose_short_name_alone_is_the_concept(void **state)
{
    zhm_name n = judge_ours(*state, "北大", NULL);
    assert_non_null(n.subject.concept);
    assert_string_equal(n.subject.concept, "cn/pku");
    assert_int_equal(n.subject.category, ZHM_AGENCY);
    n = judge_ours(*state, "人事司", NULL);
    assert_int_equal(n.subject.category, ZHM_AGENCY);
}

static void compose_wrong_degree_is_deprecated(void **state)
{
    zhm_name n = judge_ours(*state, "Vice Director of Chengdu Municipal Bureau of Finance", NULL);
    assert_int_equal(n.verdict, ZHM_VERDICT_DEPRECATED);
    assert_string_equal(name_in(&n.subject, "en"), "Deputy Director of Chengdu Municipal Bureau of Finance");
    assert_true(has_step(&n, "deprecated"));
}

static void compose_plain_question_composes_nothing(void **state)
{
    struct temp *t = *state;
    struct question q;
    zhm_name n = {0};
    WORKS(t, question_of(&(zhm_options){.plain = true}, &q, &t->err));
    WORKS(t, reader_begin(&t->reader, t->db, &t->err));
    WORKS(t, normalise(&t->reader, STR("成都市财政局"), &q, &n, &t->err));
    reader_end(&t->reader);
    assert_int_equal(n.verdict, ZHM_VERDICT_UNKNOWN);
}

/* The part's own renaming carries through: right in its time,
 * superseded today, and written as the body is called on the day. */
static void compose_part_that_was_renamed_is_of_the_day(void **state)
{
    static const struct {
        zhm_date day;
        zhm_verdict verdict;
        const char *en;
    } rows[] = {
        {20190424, ZHM_VERDICT_COMPOSED, "Secretary-General of the China Foundation for Poverty Alleviation"},
        {20260101, ZHM_VERDICT_SUPERSEDED, "Secretary-General of the China Foundation for Rural Development"},
    };
    struct temp *t = *state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct question q;
        zhm_name n = {0};
        WORKS(t, question_of(&(zhm_options){.as_of = rows[i].day}, &q, &t->err));
        WORKS(t, reader_begin(&t->reader, t->db, &t->err));
        WORKS(t, normalise(&t->reader, STR("Secretary-General of the China Foundation for Poverty Alleviation"), &q, &n,
                           &t->err));
        reader_end(&t->reader);
        assert_string_equal(name_in(&n.subject, "en"), rows[i].en);
        assert_int_equal(n.verdict, rows[i].verdict);
        assert_true(has_step(&n, "rename"));
    }
}

static void compose_past_its_bound_is_unknown_and_says_so(void **state)
{
    struct buf name = {0};
    for (int i = 0; i < 400; i++)
        buf_append_text(&name, i ? "和教育" : "教育");
    buf_append_text(&name, "局");
    zhm_name n = judge_ours(*state, buf_text(&name), NULL);
    assert_true(n.verdict == ZHM_VERDICT_UNKNOWN || n.verdict == ZHM_VERDICT_COMPOSED);
    assert_int_equal(has_step(&n, "limit"), n.verdict == ZHM_VERDICT_UNKNOWN);
    buf_free(&name);
}

static void collect(const zhm_mention *items, size_t count, const char *text, struct buf *out)
{
    for (size_t i = 0; i < count; i++) {
        if (out->len)
            buf_append_char(out, ';');
        buf_append(out, text + items[i].byte, items[i].byte_count);
    }
}

/* The mentions at the top, and what the last of them is officially. */
static void annotate_finds_composed_names_whole(void **state)
{
    static const struct {
        const char *text, *mentions, *zh;
    } rows[] = {
        {"记者从成都市财政局获悉，湖北省农业农村厅副厅长到会。", "成都市财政局;湖北省农业农村厅副厅长",
         "湖北省农业农村厅副厅长"},
        {"The Director of the Department of Finance of Hubei Province spoke.",
         "Director of the Department of Finance of Hubei Province", "湖北省财政厅厅长"},
        {"The Institute for Rural Roads Research (IRRR) opened; IRRR will grow.", "", ""},
        {"Chengdu Municipal Bureau of Finance (CMBF) reported. CMBF will go on.",
         "Chengdu Municipal Bureau of Finance (CMBF);CMBF", "成都市财政局"},
        {"财政部发布公告。该部表示，将继续推进。", "财政部;该部", "财政部"},
        {"财政部、教育部发布公告。该部表示，将继续推进。", "财政部;教育部", "教育部"},
        {"湖北省农业农村厅（以下简称“农厅”）发布公告。农厅表示同意。", "湖北省农业农村厅（以下简称“农厅”）;农厅",
         "湖北省农业农村厅"},
    };
    struct temp *t = *state;
    struct question q;
    WORKS(t, question_of(&(zhm_options){.as_of = 20260101}, &q, &t->err));
    for (size_t i = 0; i < COUNT(rows); i++) {
        zhm_mentions all = {0};
        struct buf got = {0};
        WORKS(t, reader_begin(&t->reader, t->db, &t->err));
        WORKS(t, annotate(&t->reader, str_of(rows[i].text), &q, &all, &t->err));
        reader_end(&t->reader);
        collect(all.items, all.count, rows[i].text, &got);
        if (strcmp(got.len ? buf_text(&got) : "", rows[i].mentions) != 0)
            fail_msg("%s: got %s, want %s", rows[i].text, buf_text(&got), rows[i].mentions);
        if (all.count)
            assert_string_equal(name_in(&all.items[all.count - 1].subject, "zh-Hans"), rows[i].zh);
        buf_free(&got);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compose_both_languages_come_out_official),
        cmocka_unit_test(compose_variants_are_read),
        cmocka_unit_test(compose_parts_have_roles_places_and_names),
        cmocka_unit_test(compose_unlisted_place_is_transliterated_and_says_so),
        cmocka_unit_test(compose_ordinary_words_are_no_places),
        cmocka_unit_test(compose_word_of_several_posts_is_ambiguous),
        cmocka_unit_test(compose_short_name_alone_is_the_concept),
        cmocka_unit_test(compose_wrong_degree_is_deprecated),
        cmocka_unit_test(compose_part_that_was_renamed_is_of_the_day),
        cmocka_unit_test(compose_past_its_bound_is_unknown_and_says_so),
        cmocka_unit_test(compose_plain_question_composes_nothing),
        cmocka_unit_test(annotate_finds_composed_names_whole),
    };
    return cmocka_run_group_tests(tests, ours_new, temp_remove);
}
