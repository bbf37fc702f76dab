/* Every method's result, as docs/methods.md has it. */
#include "rpc/answers.h"

#include "door.h"

static bool has(const char *const *names, const char *name)
{
    for (; *names; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}

/* An object with these members, all of them, and no others than perhaps @optional. */
static void is_object_of(json_t *json, const char *const *members, const char *const *optional)
{
    const char *name;
    json_t *value;
    assert_true(json_is_object(json));
    for (size_t i = 0; members[i]; i++)
        if (!json_object_get(json, members[i]))
            fail_msg("no member '%s'", members[i]);
    json_object_foreach(json, name, value)
    {
        if (!has(members, name) && !(optional && has(optional, name)))
            fail_msg("a member '%s' that the document does not have", name);
    }
}

#define MEMBERS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void lookup_gives_matches(void **state)
{
    json_t *r = result_of(*state, "term.lookup", "{\"query\":\"商務部\",\"as_of\":\"2024-05\",\"limit\":1}");
    is_object_of(r, MEMBERS("matches", "generation"), NULL);
    assert_int_equal(number_at(r, "generation"), 1);
    assert_int_equal(json_array_size(at(r, "matches")), 1);
    is_object_of(at(r, "matches.0"),
                 MEMBERS("concept", "category", "official", "score", "match", "term", "lang", "status", "terms"), NULL);
    assert_string_equal(text_at(r, "matches.0.concept"), "x/mofcom");
    assert_string_equal(text_at(r, "matches.0.category"), "agency");
    assert_string_equal(text_at(r, "matches.0.official.en"), "Ministry of Commerce");
    assert_string_equal(text_at(r, "matches.0.official.zh-Hans"), "商务部");
    assert_int_equal(number_at(r, "matches.0.score"), 100);
    assert_string_equal(text_at(r, "matches.0.match"), "exact");
    assert_string_equal(text_at(r, "matches.0.term"), "商务部");
    assert_string_equal(text_at(r, "matches.0.lang"), "zh-Hans");
    assert_string_equal(text_at(r, "matches.0.status"), "preferred");
    assert_int_equal(json_array_size(at(r, "matches.0.terms")), 4);
    is_object_of(at(r, "matches.0.terms.3"), MEMBERS("lang", "text", "status", "type", "source"), NULL);
    assert_string_equal(text_at(r, "matches.0.terms.3.type"), "abbreviation");
    r = result_of(*state, "term.lookup", "{\"query\":\"nothing like it\"}");
    assert_int_equal(json_array_size(at(r, "matches")), 0);
}

static void lookup_kinds_and_filters_narrow(void **state)
{
    static const struct {
        const char *params;
        size_t count;
    } cases[] = {
        {"{\"query\":\"swb\",\"match\":\"pinyin\"}", 1},
        {"{\"query\":\"swb\",\"match\":\"exact\"}", 0},
        {"{\"query\":\"Ministry of\",\"match\":\"prefix\"}", 2},
        {"{\"query\":\"Ministry of\",\"match\":\"prefix\",\"limit\":1}", 1},
        {"{\"query\":\"Ministry of Comerce\",\"match\":\"fuzzy\"}", 1},
        {"{\"query\":\"Bureau of Rivers\",\"match\":\"auto\"}", 2},
        {"{\"query\":\"MOFCOM\",\"lang\":\"zh\"}", 0},
        {"{\"query\":\"MOFCOM\",\"lang\":\"EN\"}", 1},
        {"{\"query\":\"MOFCOM\",\"category\":\"initiative\"}", 0},
        {"{\"query\":\"MOFCOM\",\"style\":\"any\"}", 1},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        json_t *r = result_of(*state, "term.lookup", cases[i].params);
        if (json_array_size(at(r, "matches")) != cases[i].count)
            fail_msg("%s: %zu matches, not %zu", cases[i].params, json_array_size(at(r, "matches")), cases[i].count);
    }
}

static const char *const name_members[] = {"input", "verdict", "concept", "category",     "official",
                                           "parts", "score",   "why",     "alternatives", NULL};

static void normalise_gives_a_result_for_each_name(void **state)
{
    json_t *r = result_of(*state, "term.normalise",
                          "{\"names\":[\"国家旅游局\",\"Bureau of Rivers\",\"none\",\"MOFCOM\"],\"as_of\":\"2020\"}");
    is_object_of(r, MEMBERS("results", "generation"), NULL);
    assert_int_equal(json_array_size(at(r, "results")), 4);
    for (size_t i = 0; i < 4; i++)
        is_object_of(json_array_get(at(r, "results"), i), name_members, MEMBERS("current"));
    assert_string_equal(text_at(r, "results.0.input"), "国家旅游局");
    assert_string_equal(text_at(r, "results.0.verdict"), "superseded");
    is_object_of(at(r, "results.0.current"), MEMBERS("concept", "category", "official", "since"), NULL);
    assert_string_equal(text_at(r, "results.0.current.concept"), "x/mct");
    assert_string_equal(text_at(r, "results.0.current.since"), "2018-03-17");
    assert_string_equal(text_at(r, "results.0.official.en"), "China National Tourism Administration");
    assert_string_equal(text_at(r, "results.1.verdict"), "ambiguous");
    assert_true(json_is_null(at(r, "results.1.concept")) && json_is_null(at(r, "results.1.category")));
    assert_int_equal(json_array_size(at(r, "results.1.alternatives")), 2);
    is_object_of(at(r, "results.1.alternatives.0"),
                 MEMBERS("concept", "category", "official", "score", "match", "term", "lang", "status"), NULL);
    assert_string_equal(text_at(r, "results.2.verdict"), "unknown");
    assert_true(json_is_null(at(r, "results.2.concept")));
    assert_int_equal(json_object_size(at(r, "results.2.official")), 0);
    assert_int_equal(number_at(r, "results.2.score"), 0);
    assert_string_equal(text_at(r, "results.3.verdict"), "admitted");
    assert_int_equal(number_at(r, "results.3.score"), 100);
    is_object_of(at(r, "results.3.why.0"), MEMBERS("step", "text"), MEMBERS("concept", "date", "source"));
    assert_null(at(r, "results.3.current"));
}

/* A long name is quoted in `why` as a whole, so never cut within a sign. */
static void normalise_quotes_a_long_name_whole(void **state)
{
    struct buf params = {0}, name = {0};
    for (int i = 0; i < 300; i++)
        buf_append_text(&name, "商");
    put_name(((struct door *)*state)->temp, "x/long", buf_text(&name));
    for (size_t shift = 0; shift < 4; shift++) {
        buf_clear(&params);
        buf_append_text(&params, "{\"names\":[\"");
        for (size_t i = 0; i < shift; i++)
            buf_append_text(&params, "商 ");
        buf_append_text(&params, buf_text(&name) + 3 * shift);
        buf_append_text(&params, "\"]}");
        json_t *r = result_of(*state, "term.normalise", buf_text(&params));
        assert_string_equal(text_at(r, "results.0.concept"), "x/long");
        assert_string_equal(text_at(r, "results.0.why.0.step"), shift ? "fold" : "match");
        assert_true(strlen(text_at(r, "results.0.why.0.text")) > 900);
    }
    buf_free(&params);
    buf_free(&name);
}

static void annotate_gives_mentions_with_their_text(void **state)
{
    json_t *r = result_of(*state, "text.annotate",
                          "{\"text\":\"\\ud83d\\udc3c 商务部（MOFCOM）, Bureau of Rivers\\n\\\"x\\\"\"}");
    is_object_of(r, MEMBERS("mentions", "generation"), NULL);
    assert_int_equal(json_array_size(at(r, "mentions")), 2);
    is_object_of(at(r, "mentions.0"),
                 MEMBERS("start", "end", "text", "category", "concept", "verdict", "official", "parts"), NULL);
    assert_int_equal(number_at(r, "mentions.0.start"), 2);
    assert_int_equal(number_at(r, "mentions.0.end"), 13);
    assert_string_equal(text_at(r, "mentions.0.text"), "商务部（MOFCOM）");
    assert_string_equal(text_at(r, "mentions.0.parts.0.text"), "MOFCOM"); /* the longest first */
    assert_string_equal(text_at(r, "mentions.0.parts.1.text"), "商务部");
    is_object_of(at(r, "mentions.1"), MEMBERS("start", "end", "text", "category", "concept", "verdict", "official"),
                 NULL);
    assert_string_equal(text_at(r, "mentions.1.verdict"), "ambiguous");
    assert_true(json_is_null(at(r, "mentions.1.concept")));
    assert_string_equal(text_at(r, "mentions.1.category"), "agency");
    r = result_of(*state, "text.annotate", "{\"text\":\"\"}");
    assert_int_equal(json_array_size(at(r, "mentions")), 0);
}

static void compose_may_be_left_out(void **state)
{
    json_t *r = result_of(*state, "text.annotate", "{\"text\":\"商务部\",\"compose\":false}");
    assert_string_equal(text_at(r, "mentions.0.concept"), "x/mofcom");
    r = result_of(*state, "term.normalise", "{\"names\":[\"商务部\"],\"compose\":true}");
    assert_string_equal(text_at(r, "results.0.concept"), "x/mofcom");
    r = result_of(*state, "term.normalise", "{\"names\":[\"商务部\"], \"compose\" : false }");
    assert_string_equal(text_at(r, "results.0.concept"), "x/mofcom");
}

/* A composed name as it is answered: roles, places without a concept, readings without a term. */
static void composed_answers_have_roles_and_no_concept(void **state)
{
    static const char text[] = "柳林县长";
    const zhm_official county[] = {{"zh-Hans", "柳林县"}, {"en", "Liulin County"}};
    const zhm_mention parts[] = {
        {0, 3, 0, 9, ZHM_VERDICT_COMPOSED, {NULL, ZHM_PLACE, county, 2}, NULL, "region", true, NULL, 0},
        {2, 4, 6, 6, ZHM_VERDICT_PREFERRED, {"x/head", ZHM_TITLE, NULL, 0}, NULL, "post", false, NULL, 0},
    };
    const zhm_match other = {.subject = {NULL, ZHM_TITLE, NULL, 0}, .score = 100, .verdict = ZHM_VERDICT_COMPOSED};
    const zhm_name name = {.input = text,
                           .verdict = ZHM_VERDICT_COMPOSED,
                           .subject = {NULL, ZHM_TITLE, NULL, 0},
                           .alternatives = &other,
                           .alternative_count = 1,
                           .parts = parts,
                           .part_count = 2};
    struct door *d = *state;
    struct buf b = {0};
    answer_name(&b, &name);
    json_decref(d->json);
    json_t *r = d->json = json_loadb(b.data, b.len, JSON_REJECT_DUPLICATES, NULL);
    buf_free(&b);
    assert_true(json_is_null(at(r, "concept")));
    assert_string_equal(text_at(r, "category"), "title");
    is_object_of(
        at(r, "parts.0"),
        MEMBERS("role", "text", "start", "end", "concept", "category", "official", "verdict", "transliterated"), NULL);
    assert_string_equal(text_at(r, "parts.0.text"), "柳林县");
    assert_string_equal(text_at(r, "parts.0.official.en"), "Liulin County");
    assert_string_equal(text_at(r, "parts.1.role"), "post");
    assert_string_equal(text_at(r, "parts.1.concept"), "x/head");
    assert_null(at(r, "parts.1.transliterated"));
    assert_true(json_is_null(at(r, "alternatives.0.term")));
    assert_true(json_is_null(at(r, "alternatives.0.lang")));
}

static void check_gives_issues_with_both_places(void **state)
{
    json_t *r =
        result_of(*state, "text.check",
                  "{\"source\":\"2024年，商务部推进“一带一路”倡议\",\"target\":\"In 2024, the One Belt One Road\"}");
    is_object_of(r, MEMBERS("issues", "generation"), NULL);
    assert_int_equal(json_array_size(at(r, "issues")), 2);
    is_object_of(at(r, "issues.0"),
                 MEMBERS("severity", "kind", "source", "target", "found", "expected", "concept", "why"), NULL);
    assert_string_equal(text_at(r, "issues.0.severity"), "warning");
    assert_string_equal(text_at(r, "issues.0.kind"), "missing");
    assert_true(json_is_null(at(r, "issues.0.target")));
    assert_string_equal(text_at(r, "issues.0.found"), "");
    is_object_of(at(r, "issues.0.source"), MEMBERS("start", "end", "text"), NULL);
    assert_string_equal(text_at(r, "issues.0.source.text"), "商务部");
    assert_string_equal(text_at(r, "issues.1.kind"), "wrong-form");
    assert_string_equal(text_at(r, "issues.1.target.text"), "One Belt One Road");
    assert_int_equal(number_at(r, "issues.1.target.start"), 13);
    assert_string_equal(text_at(r, "issues.1.expected"), "Belt and Road Initiative");
    assert_string_equal(text_at(r, "issues.1.concept"), "x/belt-road");
    is_object_of(at(r, "issues.1.why.0"), MEMBERS("step", "text"), MEMBERS("concept", "date", "source"));
    r = result_of(
        *state, "text.check",
        "{\"source\":\"MOFCOM\",\"target\":\"商务部\",\"source_lang\":\"en\",\"target_lang\":\"zh\",\"as_of\":"
        "\"2019\",\"style\":\"state\"}");
    assert_int_equal(json_array_size(at(r, "issues")), 0);
}

static void correct_gives_text_and_edits(void **state)
{
    json_t *r =
        result_of(*state, "text.correct", "{\"text\":\"“One Belt One Road” and 中国扶贫基金会\",\"lang\":\"en\"}");
    is_object_of(r, MEMBERS("text", "edits", "generation"), NULL);
    assert_string_equal(text_at(r, "text"), "“Belt and Road Initiative” and 中国扶贫基金会");
    assert_int_equal(json_array_size(at(r, "edits")), 1);
    is_object_of(at(r, "edits.0"), MEMBERS("start", "end", "found", "replacement", "concept", "why"), NULL);
    assert_int_equal(number_at(r, "edits.0.start"), 1);
    assert_int_equal(number_at(r, "edits.0.end"), 18);
    assert_string_equal(text_at(r, "edits.0.found"), "One Belt One Road");
    r = result_of(*state, "text.correct", "{\"text\":\"中国扶贫基金会\",\"as_of\":\"2019\"}");
    assert_int_equal(json_array_size(at(r, "edits")), 0);
}

static void suggest_gives_beginnings_and_sounds(void **state)
{
    json_t *r = result_of(*state, "term.suggest", "{\"prefix\":\"shangw\"}");
    is_object_of(r, MEMBERS("suggestions", "generation"), NULL);
    is_object_of(at(r, "suggestions.0"),
                 MEMBERS("concept", "category", "official", "score", "match", "term", "lang", "status"), NULL);
    assert_string_equal(text_at(r, "suggestions.0.concept"), "x/mofcom");
    assert_string_equal(text_at(r, "suggestions.0.match"), "pinyin");
    r = result_of(*state, "term.suggest", "{\"prefix\":\"ministry of c\",\"limit\":1,\"lang\":\"en\"}");
    assert_int_equal(json_array_size(at(r, "suggestions")), 1);
    assert_string_equal(text_at(r, "suggestions.0.match"), "prefix");
}

static void get_gives_the_concept_and_its_generation(void **state)
{
    json_t *r = result_of(*state, "term.get", "{\"concept\":\"x/cnta\"}");
    is_object_of(r, MEMBERS("concept", "generation"), NULL);
    is_object_of(at(r, "concept"), MEMBERS("id", "category", "to", "relations", "terms"), NULL);
    assert_string_equal(text_at(r, "concept.to"), "2018-03-17");
    is_object_of(at(r, "concept.relations.0"), MEMBERS("kind", "target", "from", "source"), NULL);
    assert_string_equal(text_at(r, "concept.relations.0.kind"), "replaced-by");
    assert_int_equal(number_at(r, "generation"), 1);
    is_error(error_of(*state, "term.get", "{\"concept\":\"x/none\"}"), -32001, "not_found", "no concept 'x/none'");
    is_error(error_of(*state, "term.get", "{\"concept\":\"\"}"), -32001, "not_found", "no concept ''");
}

#define WHOLE                                                                                                \
    "{\"id\":\"x/whole\",\"category\":\"event\",\"from\":\"1990\",\"to\":\"2000-02-29\",\"source\":\"S;T\"," \
    "\"note\":\"a \\\"note\\\" \\u5546\",\"attributes\":{\"region\":\"cn/hunan\",\"level\":\"ministry\"},"   \
    "\"relations\":[{\"kind\":\"part-of\",\"target\":\"x/"                                                   \
    "other\",\"from\":\"1991-05\",\"to\":\"1992\",\"source\":\"S\","                                         \
    "\"note\":\"n\"},{\"kind\":\"headed-by\",\"target\":\"x/head\"}],"                                       \
    "\"terms\":[{\"lang\":\"en\",\"text\":\"A \\\\ Name\",\"status\":\"superseded\",\"type\":\"short\","     \
    "\"from\":\"1990\",\"to\":\"1995\",\"source\":\"S\",\"style\":\"un\",\"note\":\"n\"},"                   \
    "{\"lang\":\"zh-Hans\",\"text\":\"名称\",\"status\":\"preferred\",\"type\":\"full\"}]}"

static void put_is_what_get_gives(void **state)
{
    struct door *d = *state;
    json_t *r = result_of(d, "term.put", "{\"concept\":" WHOLE "}"), *want = json_loads(WHOLE, 0, NULL);
    is_object_of(r, MEMBERS("generation"), NULL);
    assert_int_equal(number_at(r, "generation"), 2);
    r = result_of(d, "term.get", "{\"concept\":\"x/whole\"}");
    if (!json_equal(at(r, "concept"), want))
        fail_msg("%.*s", (int)d->reply.len, d->reply.data);
    char *text = json_dumps(at(r, "concept"), JSON_COMPACT);
    struct buf params = {0};
    buf_printf(&params, "{\"concept\":%s}", text);
    r = result_of(d, "term.put", buf_text(&params)); /* and what get gives can be put: nothing changes */
    assert_int_equal(number_at(r, "generation"), 2);
    free(text);
    buf_free(&params);
    json_decref(want);
}

static void put_makes_languages_canonical(void **state)
{
    result_of(*state, "term.put",
              "{\"concept\":{\"id\":\"x/a\",\"category\":\"place\",\"terms\":[{\"lang\":\"zh_CN\",\"text\":\"名称\","
              "\"status\":\"preferred\",\"from\":\"\"}]}}");
    json_t *r = result_of(*state, "term.get", "{\"concept\":\"x/a\"}");
    assert_string_equal(text_at(r, "concept.terms.0.lang"), "zh-Hans");
    assert_string_equal(text_at(r, "concept.terms.0.type"), "full");
    assert_null(at(r, "concept.terms.0.from"));
}

#define TERM(text) "\"terms\":[{\"lang\":\"en\",\"text\":\"" text "\",\"status\":\"preferred\"}]"
#define CONCEPT(text) "\"concept\":{\"id\":\"x/a\",\"category\":\"place\"," TERM(text) "}"

static void put_in_conflict_has_the_current_record(void **state)
{
    json_t *r = result_of(*state, "term.put", "{" CONCEPT("One") ",\"generation\":0}");
    assert_int_equal(number_at(r, "generation"), 2);
    r = result_of(*state, "term.put", "{" CONCEPT("Two") ",\"generation\":2}");
    assert_int_equal(number_at(r, "generation"), 3);
    json_t *e = error_of(*state, "term.put", "{" CONCEPT("Three") ",\"generation\":2}");
    is_error(e, -32003, "conflict", "x/a was changed in generation 3, after 2");
    is_object_of(at(e, "data.current"), MEMBERS("concept", "generation"), NULL);
    assert_string_equal(text_at(e, "data.current.concept.terms.0.text"), "Two");
    assert_int_equal(number_at(e, "data.current.generation"), 3);
    e = error_of(*state, "term.delete", "{\"concept\":\"x/a\",\"generation\":1}");
    is_error(e, -32003, "conflict", "x/a was changed in generation 3, after 1");
    assert_string_equal(text_at(e, "data.current.concept.id"), "x/a");
    result_of(*state, "term.delete", "{\"concept\":\"x/a\",\"generation\":3}");
    e = error_of(*state, "term.put", "{" CONCEPT("Three") ",\"generation\":3}");
    is_error(e, -32003, "conflict", "x/a was changed in generation 4, after 3");
    assert_null(at(e, "data.current.concept")); /* there is none */
    e = error_of(*state, "term.get", "{\"concept\":\"x/a\"}");
    assert_null(at(e, "data.current")); /* not left over from the last error */
}

static void delete_gives_its_generation(void **state)
{
    json_t *r = result_of(*state, "term.delete", "{\"concept\":\"x/mofcom\"}");
    is_object_of(r, MEMBERS("generation"), NULL);
    assert_int_equal(number_at(r, "generation"), 2);
    is_error(error_of(*state, "term.delete", "{\"concept\":\"x/mofcom\"}"), -32001, "not_found", "no concept x/mofcom");
    is_error(error_of(*state, "term.delete", "{\"concept\":\"X\"}"), -32602, "bad_input", "bad id 'X'");
}

/* The same but for the digits, and of this century. */
static void is_like(const char *text, const char *pattern)
{
    assert_int_equal(strlen(text), strlen(pattern));
    assert_memory_equal(text, pattern, 2);
    for (size_t i = 0; pattern[i]; i++)
        assert_true(pattern[i] == text[i] || (strchr("02", pattern[i]) && text[i] >= '0' && text[i] <= '9'));
}

static void history_is_newest_first(void **state)
{
    result_of(*state, "term.delete", "{\"concept\":\"x/mofcom\"}");
    json_t *r = result_of(*state, "term.history", "{\"concept\":\"x/mofcom\"}");
    is_object_of(r, MEMBERS("changes", "generation"), NULL);
    assert_int_equal(json_array_size(at(r, "changes")), 2);
    is_object_of(at(r, "changes.0"), MEMBERS("generation", "time", "change", "id"), NULL);
    is_object_of(at(r, "changes.1"), MEMBERS("generation", "time", "change", "id", "concept"), NULL);
    assert_string_equal(text_at(r, "changes.0.change"), "delete");
    assert_string_equal(text_at(r, "changes.1.change"), "put");
    assert_string_equal(text_at(r, "changes.1.concept.id"), "x/mofcom");
    is_like(text_at(r, "changes.0.time"), "2000-00-00T00:00:00Z");
    r = result_of(*state, "term.history", "{\"concept\":\"x/mofcom\",\"limit\":1}");
    assert_int_equal(json_array_size(at(r, "changes")), 1);
    is_error(error_of(*state, "term.history", "{\"concept\":\"x/none\"}"), -32001, "not_found", "no concept 'x/none'");
}

static void changes_since_are_oldest_first_in_whole_generations(void **state)
{
    result_of(*state, "term.delete", "{\"concept\":\"x/mofcom\"}");
    json_t *r = result_of(*state, "changes.since", "{\"generation\":0,\"limit\":1}");
    is_object_of(r, MEMBERS("changes", "generation"), NULL);
    assert_int_equal(json_array_size(at(r, "changes")), 7);
    assert_int_equal(number_at(r, "generation"), 2);
    r = result_of(*state, "changes.since", "{\"generation\":1}");
    assert_int_equal(json_array_size(at(r, "changes")), 1);
    assert_string_equal(text_at(r, "changes.0.id"), "x/mofcom");
    r = result_of(*state, "changes.since", "{\"generation\":9223372036854775807}");
    assert_int_equal(json_array_size(at(r, "changes")), 0);
}

static void info_lists_limits_and_methods(void **state)
{
    json_t *r = result_of(*state, "service.info", "{}");
    is_object_of(r, MEMBERS("name", "version", "protocol", "format", "folding", "limits", "methods", "generation"),
                 NULL);
    assert_string_equal(text_at(r, "name"), "zhengming");
    assert_int_equal(number_at(r, "limits.request_bytes"), RPC_REQUEST_MAX);
    assert_int_equal(number_at(r, "limits.batch"), RPC_BATCH_MAX);
    assert_int_equal(number_at(r, "limits.name_bytes"), ZHM_NAME_MAX);
    assert_int_equal(json_array_size(at(r, "methods")), 25);
    json_t *name;
    size_t i;
    json_array_foreach(at(r, "methods"), i, name) assert_true(strchr(json_string_value(name), '.') != NULL);
}

static void stats_count_what_was_done(void **state)
{
    result_of(*state, "term.get", "{\"concept\":\"x/mofcom\"}");
    error_of(*state, "term.get", "{\"concept\":\"x/none\"}");
    json_t *r = result_of(*state, "service.stats", "{}");
    is_object_of(r,
                 MEMBERS("concepts", "terms", "names", "units", "batches", "generation", "file_bytes", "map_bytes",
                         "readers", "uptime_s", "methods"),
                 NULL);
    assert_int_equal(number_at(r, "concepts"), 7);
    assert_int_equal(number_at(r, "terms"), 19);
    assert_int_equal(number_at(r, "generation"), 1);
    json_t *get = json_object_get(at(r, "methods"), "term.get");
    is_object_of(get, MEMBERS("count", "errors", "p50_us", "p99_us"), NULL);
    assert_int_equal(number_at(get, "count"), 2);
    assert_int_equal(number_at(get, "errors"), 1);
    assert_true(number_at(get, "p50_us") <= number_at(get, "p99_us"));
    result_of(*state, "term.delete", "{\"concept\":\"x/mofcom\"}");
    r = result_of(*state, "service.stats", "{}"); /* counted anew, though kept for a generation */
    assert_int_equal(number_at(r, "terms"), 15);
    assert_int_equal(number_at(r, "generation"), 2);
}

static void params_may_be_absent_where_none_is_needed(void **state)
{
    json_t *reply = ask(*state, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"service.info\"}");
    assert_string_equal(text_at(reply, "result.name"), "zhengming");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_DOOR(lookup_gives_matches),
        WITH_DOOR(lookup_kinds_and_filters_narrow),
        WITH_DOOR(normalise_gives_a_result_for_each_name),
        WITH_DOOR(normalise_quotes_a_long_name_whole),
        WITH_DOOR(annotate_gives_mentions_with_their_text),
        WITH_DOOR(compose_may_be_left_out),
        WITH_DOOR(composed_answers_have_roles_and_no_concept),
        WITH_DOOR(check_gives_issues_with_both_places),
        WITH_DOOR(correct_gives_text_and_edits),
        WITH_DOOR(suggest_gives_beginnings_and_sounds),
        WITH_DOOR(get_gives_the_concept_and_its_generation),
        WITH_DOOR(put_is_what_get_gives),
        WITH_DOOR(put_makes_languages_canonical),
        WITH_DOOR(put_in_conflict_has_the_current_record),
        WITH_DOOR(delete_gives_its_generation),
        WITH_DOOR(history_is_newest_first),
        WITH_DOOR(changes_since_are_oldest_first_in_whole_generations),
        WITH_DOOR(info_lists_limits_and_methods),
        WITH_DOOR(stats_count_what_was_done),
        WITH_DOOR(params_may_be_absent_where_none_is_needed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
