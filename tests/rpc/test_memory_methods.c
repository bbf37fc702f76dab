/* The methods of the translation memory, as docs/methods.md has them. */
#include "memory_door.h"

#define RIVER "{'segments':{'en':'The river is long.','zh-Hans':'河很长。'},'created':'2020-01-02'}"
#define ROAD "{'segments':{'en':'The road is long.','zh-Hans':'路很长。'},'origin':'a.tmx','domain':'transport'}"
#define YEAR "{'segments':{'en':'In 2019 it rained 12 days.','zh-Hans':'2019年下了12天雨。'}}"

static void add_gives_what_became_of_each(void **state)
{
    struct door *d = *state;
    json_t *r = result_q(d, "memory.add", "{'units':[" RIVER "," ROAD "," RIVER ",{'segments':{'en':'A'}}]}");
    is_json(r, "{'units':[{'unit':1,'outcome':'added'},{'unit':2,'outcome':'added'},{'unit':1,'outcome':'unchanged'},"
               "{'outcome':'refused','error':'one language only'}],'generation':2}");
    r = result_q(d, "memory.add", "{'units':[{'segments':{'en':'The river is long.','zh':'河很长。'},'uses':4}]}");
    is_json(r, "{'units':[{'unit':1,'outcome':'joined'}],'generation':3}");
    r = result_q(d, "memory.add", "{'units':[" RIVER "]}");
    is_json(r, "{'units':[{'unit':1,'outcome':'unchanged'}],'generation':3}");
    r = result_q(d, "memory.add", "{'units':[{'segments':{'en':'A'}}]}");
    is_json(r, "{'units':[{'outcome':'refused','error':'one language only'}],'generation':3}");
    assert_int_equal(number_at(result_of(d, "service.stats", "{}"), "units"), 2);
    memory_sound(d);
}

static void add_of_a_text_too_long_is_refused(void **state)
{
    struct buf params = {0};
    buf_append_text(&params, "{\"units\":[{\"segments\":{\"en\":\"");
    for (int i = 0; i <= ZHM_SEGMENT_MAX; i++)
        buf_append_char(&params, 'x');
    buf_append_text(&params, "\",\"zh\":\"a\"}}]}");
    json_t *r = result_of(*state, "memory.add", buf_text(&params));
    is_text(r, "units.0.error", "en: text of 65537 bytes: at most 65536");
    buf_clear(&params);
    buf_append_text(&params, "{\"units\":[{\"segments\":{\"en\":\"");
    for (int i = 0; i < ZHM_SEGMENT_MAX / 3; i++) /* U+0958: six bytes in NFC */
        buf_append_text(&params, "\xE0\xA5\x98");
    buf_append_text(&params, "\",\"zh\":\"a\"}}]}");
    r = result_of(*state, "memory.add", buf_text(&params));
    is_text(r, "units.0.outcome", "refused");
    assert_null(at(r, "units.0.unit"));
    assert_non_null(strstr(text_at(r, "units.0.error"), "NFC"));
    buf_free(&params);
}

static void lookup_finds_what_was_just_written(void **state)
{
    struct door *d = *state;
    const char *ask_river = "{'text':'The river is long.','from':'en','to':'zh','names':false}";
    is_json(at(result_q(d, "memory.lookup", ask_river), "matches"), "[]");
    add_unit(d, RIVER);
    is_json(result_q(d, "memory.lookup", ask_river),
            "{'matches':[{'score':100,'kind':'exact','unit':1,'source_lang':'en','source':'The river is long.',"
            "'target_lang':'zh-Hans','target':'河很长。','edits':[],'created':'2020-01-02T00:00:00Z','uses':0}],"
            "'generation':2}");
    result_q(d, "memory.edit", "{'unit':1,'segments':{'en':'The river is deep.','zh':'河很深。'}}");
    json_t *r = result_q(d, "memory.lookup", ask_river);
    is_text(r, "matches.0.kind", "fuzzy");
    is_text(r, "matches.0.target", "河很深。");
    result_q(d, "memory.delete", "{'units':[1]}");
    is_json(at(result_q(d, "memory.lookup", ask_river), "matches"), "[]");
}

static void lookup_of_a_near_text_has_its_edits(void **state)
{
    struct door *d = *state;
    add_unit(d, "{'segments':{'en':'abcdefghij','zh-Hans':'甲'}}");
    json_t *r = result_q(d, "memory.lookup", "{'text':'abXdefghi','from':'en','to':'zh','names':false}");
    assert_int_equal(number_at(r, "matches.0.score"), 80);
    is_json(at(r, "matches.0.edits"), "[{'kind':'replace','start':2,'end':3,'text':'X','query_start':2,'query_end':3},"
                                      "{'kind':'delete','start':9,'end':10,'query_start':9,'query_end':9}]");
    r = result_q(d, "memory.lookup", "{'text':'abcdefghij路路','from':'en','to':'zh','names':false}");
    assert_true(json_is_real(at(r, "matches.0.score")));
    assert_true(json_real_value(at(r, "matches.0.score")) == 83.33);
    is_json(at(r, "matches.0.edits"),
            "[{'kind':'insert','start':10,'end':10,'text':'路路','query_start':10,'query_end':12}]");
    r = result_q(d, "memory.lookup", "{'text':'路bcdefghij\xF0\x9F\x98\x80','from':'en','to':'zh','names':false}");
    is_text(r, "matches.0.edits.0.text", "路");
    is_text(r, "matches.0.edits.1.text", "\xF0\x9F\x98\x80");
    assert_int_equal(number_at(r, "matches.0.edits.1.query_start"), 10);
}

static void lookup_ranks_context_before_exact(void **state)
{
    struct door *d = *state;
    add_unit(d, "{'segments':{'en':{'text':'Yes.','previous':'Really?'},'zh-Hans':'是。'}}");
    add_unit(d, "{'segments':{'en':'Yes.','zh-Hans':'好。'}}");
    json_t *r = result_q(d, "memory.lookup",
                         "{'text':'Yes.','from':'en','to':'zh','context':{'previous':'Really?','next':'No.'}}");
    is_text(r, "matches.0.kind", "context");
    is_text(r, "matches.0.target", "是。");
    is_text(r, "matches.1.kind", "exact");
    r = result_q(d, "memory.lookup", "{'text':'Yes.','from':'en','to':'zh','context':{}}");
    is_text(r, "matches.0.target", "好。");
}

static void lookup_adapts_numbers_when_asked(void **state)
{
    struct door *d = *state;
    add_unit(d, YEAR);
    json_t *r = result_q(d, "memory.lookup",
                         "{'text':'In 2024 it rained 12 days.','from':'en','to':'zh','adapt_numbers':true}");
    is_text(r, "matches.0.adapted.target", "2024年下了12天雨。");
    is_json(at(r, "matches.0.adapted.numbers"),
            "[{'from':'2019','to':'2024','start':0,'end':4,'target_from':'2019','target_to':'2024'}]");
    is_text(r, "matches.0.target", "2019年下了12天雨。");
    r = result_q(d, "memory.lookup", "{'text':'In 2024 it rained 12 days.','from':'en','to':'zh'}");
    assert_null(at(r, "matches.0.adapted"));
}

#define MEETING \
    "{'segments':{'en':'Officials of the Ministry of Commerce met today.','zh-Hans':'商务部官员今天会面。'}}"
#define OTHER_MEETING "'text':'文化和旅游部官员今天会面。','from':'zh','to':'en','min_score':50,'as_of':'2024'"

static void lookup_tells_the_names_and_what_does_not_fit(void **state)
{
    struct door *d = *state;
    add_unit(d, MEETING);
    json_t *r = result_q(d, "memory.lookup", "{" OTHER_MEETING "}");
    is_text(r, "names.0.concept", "x/mct");
    is_text(r, "names.0.text", "文化和旅游部");
    is_text(r, "matches.0.names.source.0.text", "商务部");
    is_text(r, "matches.0.names.target.0.text", "Ministry of Commerce");
    assert_int_equal(number_at(r, "matches.0.names.target.0.start"), 17);
    is_json(at(r, "matches.0.names.misfits"), "[{'kind':'wrong-body','query':{'start':0,'end':6,'text':'文化和旅游部'},"
                                              "'target':{'start':17,'end':37,'text':'Ministry of Commerce'},"
                                              "'expected':'Ministry of Culture and Tourism','concept':'x/mct'}]");
    r = result_q(d, "memory.lookup", "{" OTHER_MEETING ",'names':false}");
    assert_null(at(r, "names"));
    assert_null(at(r, "matches.0.names"));
}

static void lookup_names_of_many_texts_are_each_its_own(void **state)
{
    struct door *d = *state;
    add_unit(d, MEETING);
    json_t *r = result_q(d, "memory.lookup",
                         "{'texts':['商务部官员今天会面。','河','文化和旅游部官员今天会面。'],'from':'zh','to':'en',"
                         "'min_score':50,'as_of':'2024'}");
    is_text(r, "results.0.names.0.concept", "x/mofcom");
    is_json(at(r, "results.0.matches.0.names.misfits"), "[]");
    is_json(at(r, "results.1"), "{'matches':[],'names':[]}");
    is_text(r, "results.2.names.0.concept", "x/mct");
    is_text(r, "results.2.matches.0.names.misfits.0.expected", "Ministry of Culture and Tourism");
}

static void lookup_filter_table(void **state)
{
    static const struct {
        const char *more;
        const char *want; /* the numbers */
    } cases[] = {
        {"", "2 1"},
        {",'min_score':50", "2 1"},
        {",'min_score':100", "2"},
        {",'exact':true", "2"},
        {",'limit':1", "2"},
        {",'origin':'a.tmx'", "2"},
        {",'origin':'b.tmx'", ""},
        {",'domain':'transport'", "2"},
        {",'domain':'trade'", ""},
        {",'until':'2021'", "1"},
        {",'until':'2020-01-02'", ""},
        {",'since':'2020-01-02'", "2 1"},
        {",'since':'2020-01-02T00:00:00Z','until':'2020-01-02T00:00:01Z'", "1"},
        {",'since':'2021-03'", "2"},
        {",'since':'2020-01-02T00:00:01Z'", "2"},
    };
    struct door *d = *state;
    struct buf params = {0};
    result_q(d, "memory.add", "{'units':[" RIVER "," ROAD "]}");
    for (size_t i = 0; i < COUNT(cases); i++) {
        char got[64] = "";
        buf_clear(&params);
        buf_printf(&params, "{'text':'The road is long.','from':'en','to':'zh','names':false%s}", cases[i].more);
        json_t *r = result_q(d, "memory.lookup", buf_text(&params)), *match;
        size_t k;
        json_array_foreach(at(r, "matches"), k, match) snprintf(got + strlen(got), sizeof got - strlen(got), "%s%lld",
                                                                k ? " " : "", (long long)number_at(match, "unit"));
        if (strcmp(got, cases[i].want) != 0)
            fail_msg("%s: '%s', not '%s'", cases[i].more, got, cases[i].want);
    }
    buf_free(&params);
}

static void lookup_of_many_texts_has_a_result_for_each(void **state)
{
    struct door *d = *state;
    add_unit(d, RIVER);
    add_unit(d, ROAD);
    json_t *r =
        result_q(d, "memory.lookup",
                 "{'texts':['The road is long.','nothing','The river is long.'],'from':'en','to':'zh','limit':1}");
    assert_int_equal(json_array_size(at(r, "results")), 3);
    assert_int_equal(number_at(r, "results.0.matches.0.unit"), 2);
    is_json(at(r, "results.1"), "{'matches':[],'names':[]}");
    assert_int_equal(number_at(r, "results.2.matches.0.unit"), 1);
    assert_null(at(r, "matches"));
}

/* Each is what asking for it alone gives. */
static void lookup_of_a_thousand_texts_is_that_of_each(void **state)
{
    struct door *d = *state;
    struct buf params = {0};
    add_unit(d, RIVER);
    add_unit(d, ROAD);
    json_t *alone = json_deep_copy(result_q(d, "memory.lookup", "{'text':'The road is long!','from':'en','to':'zh'}"));
    buf_append_text(&params, "{\"from\":\"en\",\"to\":\"zh\",\"texts\":[\"The road is long!\"");
    for (int i = 1; i < 1000; i++)
        buf_append_text(&params, ",\"The road is long!\"");
    buf_append_text(&params, "]}");
    json_t *r = result_of(d, "memory.lookup", buf_text(&params));
    assert_int_equal(json_array_size(at(r, "results")), 1000);
    for (size_t i = 0; i < 1000; i += 111) {
        assert_true(json_equal(at(json_array_get(at(r, "results"), i), "matches"), at(alone, "matches")));
        assert_true(json_equal(at(json_array_get(at(r, "results"), i), "names"), at(alone, "names")));
    }
    params.len -= 2;
    buf_append_text(&params, ",\"one more\"]}");
    is_error(error_of(d, "memory.lookup", buf_text(&params)), -32005, "limit", "texts: 1 to 1000 of them, not 1001");
    json_decref(alone);
    buf_free(&params);
}

static void concordance_finds_runs(void **state)
{
    struct door *d = *state;
    add_unit(d, ROAD);
    json_t *r = result_q(d, "memory.concordance", "{'text':'road','lang':'en'}");
    is_json(r, "{'total':1,'matches':[{'unit':1,'lang':'en','text':'The road is long.','runs':[{'start':4,'end':8}],"
               "'whole':true,'others':{'zh-Hans':'路很长。'},'origin':'a.tmx','domain':'transport'}],'generation':2}");
    r = result_q(d, "memory.concordance", "{'text':'很长','limit':5}");
    is_json(at(r, "matches.0.runs"), "[{'start':1,'end':3}]");
    r = result_q(d, "memory.concordance", "{'text':'river'}");
    is_json(r, "{'total':0,'matches':[],'generation':2}");
    r = result_q(d, "memory.concordance", "{'text':'road','offset':1}");
    assert_int_equal(number_at(r, "total"), 1);
    is_json(at(r, "matches"), "[]");
}

static void get_gives_the_unit(void **state)
{
    struct door *d = *state;
    assert_int_equal(add_unit(d, RIVER), 1);
    is_json(result_q(d, "memory.get", "{'unit':1}"),
            "{'unit':1,'segments':{'en':'The river is long.','zh-Hans':'河很长。'},'created':'2020-01-02T00:00:00Z',"
            "'generation':2}");
    is_error(error_q(d, "memory.get", "{'unit':2}"), -32001, "not_found", "no unit 2");
    is_error(error_q(d, "memory.get", "{'unit':0}"), -32001, "not_found", "no unit 0");
}

static void edit_replaces_the_unit(void **state)
{
    struct door *d = *state;
    add_unit(d, RIVER);
    json_t *r = result_q(d, "memory.edit",
                         "{'unit':1,'segments':{'en':'The river is deep.','zh':'河很深。'},'domain':'water','uses':2,"
                         "'notes':['n'],'properties':{'p':'1'},'generation':2}");
    is_json(r, "{'generation':3}");
    r = result_q(d, "memory.get", "{'unit':1}");
    is_text(r, "segments.zh-Hans", "河很深。");
    is_text(r, "domain", "water");
    is_text(r, "properties.p", "1");
    is_text(r, "notes.0", "n");
    is_text(r, "created", "2020-01-02T00:00:00Z");
    assert_non_null(text_at(r, "changed"));
    memory_sound(d);
}

static void edit_in_conflict_has_the_current_unit(void **state)
{
    struct door *d = *state;
    add_unit(d, RIVER);
    add_unit(d, ROAD);
    result_q(d, "memory.edit", "{'unit':1,'segments':{'en':'A','zh':'B'},'generation':3}");
    json_t *e = error_q(d, "memory.edit", "{'unit':1,'segments':{'en':'C','zh':'D'},'generation':3}");
    is_error(e, -32003, "conflict", "unit 1 was changed in generation 4, after 3");
    is_text(e, "data.current.segments.en", "A");
    assert_int_equal(number_at(e, "data.current.unit"), 1);
    assert_int_equal(number_at(e, "data.current.generation"), 4);
    e = error_q(
        d, "memory.edit",
        "{'unit':1,'segments':{'en':'The road is long.','zh':'路很长。'},'origin':'a.tmx','domain':'transport'}");
    is_error(e, -32003, "conflict", "unit 2 has these texts");
    is_text(e, "data.current.segments.en", "A");
    result_q(d, "memory.delete", "{'units':[1]}");
    e = error_q(d, "memory.edit", "{'unit':1,'segments':{'en':'C','zh':'D'},'generation':4}");
    is_error(e, -32003, "conflict", "unit 1 was changed in generation 5");
    assert_true(json_is_null(at(e, "data.current")));
    e = error_q(d, "memory.edit", "{'unit':1,'segments':{'en':'C','zh':'D'}}");
    is_error(e, -32001, "not_found", "no unit 1");
    assert_int_equal(generation_of(d), 5);
}

static void delete_by_number_counts_each_once(void **state)
{
    struct door *d = *state;
    result_q(d, "memory.add", "{'units':[" RIVER "," ROAD "," YEAR "]}");
    is_json(result_q(d, "memory.delete", "{'units':[3,1,3]}"), "{'deleted':2,'generation':3}");
    is_error(error_q(d, "memory.delete", "{'units':[2,1]}"), -32001, "not_found", "no unit 1");
    assert_int_equal(number_at(result_q(d, "memory.get", "{'unit':2}"), "unit"), 2);
    assert_int_equal(number_at(result_of(d, "service.stats", "{}"), "units"), 1);
    memory_sound(d);
}

static void delete_by_content_takes_all_that_have_it(void **state)
{
    struct door *d = *state;
    result_q(d, "memory.add",
             "{'units':[{'segments':{'en':'Caf\xC3\xA9','zh':'甲'}},{'segments':{'en':'Caf\xC3\xA9','zh':'甲'},'origin'"
             ":'o'},"
             "{'segments':{'en':'Caf\xC3\xA9','zh':'甲','fr':'X'}},{'segments':{'en':'Caf\xC3\xA9','zh':'乙'}},"
             "{'segments':{'en-GB':'Caf\xC3\xA9','zh':'甲'}},{'segments':{'en':'caf\xC3\xA9','zh':'甲'}}]}");
    json_t *r = result_q(d, "memory.delete", "{'segments':{'en':'Cafe\xCC\x81','zh-CN':{'text':'甲'}}}");
    is_json(r, "{'deleted':3,'generation':3}");
    is_json(result_q(d, "memory.delete", "{'segments':{'en':'Caf\xC3\xA9','zh':'甲'}}"),
            "{'deleted':0,'generation':3}");
    r = result_q(d, "memory.export", "{}");
    assert_int_equal(json_array_size(at(r, "units")), 3);
    assert_int_equal(number_at(r, "units.0.unit"), 4);
    memory_sound(d);
}

/* More of one content than are found at once. */
static void delete_by_content_takes_more_than_a_thousand(void **state)
{
    struct door *d = *state;
    struct buf params = {0};
    for (int part = 0; part < 3; part++) {
        buf_clear(&params);
        buf_append_text(&params, "{\"units\":[");
        for (int i = 0; i < 700; i++)
            buf_printf(&params, "%s{\"segments\":{\"en\":\"A\",\"zh\":\"B\"},\"origin\":\"%d\"}", i ? "," : "",
                       part * 700 + i);
        buf_append_text(&params, "]}");
        result_of(d, "memory.add", buf_text(&params));
    }
    assert_int_equal(number_at(result_q(d, "memory.delete", "{'segments':{'en':'A','zh':'B'}}"), "deleted"), 2100);
    assert_int_equal(number_at(result_of(d, "service.stats", "{}"), "units"), 0);
    buf_free(&params);
}

static void history_is_newest_first(void **state)
{
    struct door *d = *state;
    add_unit(d, RIVER);
    result_q(d, "memory.edit", "{'unit':1,'segments':{'en':'A','zh':'B'}}");
    result_q(d, "memory.delete", "{'units':[1]}");
    json_t *r = result_q(d, "memory.history", "{'unit':1}");
    assert_int_equal(json_array_size(at(r, "changes")), 3);
    is_text(r, "changes.0.change", "delete");
    is_text(r, "changes.0.id", "unit:1");
    assert_null(at(r, "changes.0.unit"));
    is_text(r, "changes.1.unit.segments.en", "A");
    is_text(r, "changes.2.unit.segments.en", "The river is long.");
    assert_int_equal(number_at(r, "changes.2.generation"), 2);
    assert_int_equal(json_array_size(at(result_q(d, "memory.history", "{'unit':1,'limit':1}"), "changes")), 1);
    is_error(error_q(d, "memory.history", "{'unit':2}"), -32001, "not_found", "no unit 2");
    r = result_q(d, "term.history", "{'concept':'unit:1'}");
    assert_int_equal(json_array_size(at(r, "changes")), 3);
}

static void changes_since_tell_of_units(void **state)
{
    struct door *d = *state;
    result_q(d, "memory.add", "{'units':[" RIVER "," ROAD "]}");
    json_t *r = result_q(d, "changes.since", "{'generation':1}");
    assert_int_equal(json_array_size(at(r, "changes")), 2);
    is_text(r, "changes.1.id", "unit:2");
    is_text(r, "changes.1.change", "put");
    assert_int_equal(number_at(r, "changes.1.unit.unit"), 2);
    is_text(r, "changes.1.unit.segments.zh-Hans", "路很长。");
    assert_null(at(r, "changes.1.concept"));
}

/* All of a generation is told at once, though its records are more than a reply may be. */
static void changes_of_a_large_generation_leave_records_out(void **state)
{
    struct door *d = *state;
    struct buf params = {0};
    for (int part = 0; part < 5; part++) {
        buf_clear(&params);
        buf_append_text(&params, "{\"units\":[");
        for (int i = 0; i < 120; i++) {
            buf_printf(&params, "%s{\"segments\":{\"zh\":\"%d\",\"en\":\"", i ? "," : "", part * 120 + i);
            for (int k = 0; k < 60000; k++)
                buf_append_char(&params, 'x');
            buf_append_text(&params, "\"}}");
        }
        buf_append_text(&params, "]}");
        result_of(d, "memory.add", buf_text(&params));
    }
    json_t *r = result_q(d, "changes.since", "{'generation':1,'limit':600}");
    assert_int_equal(json_array_size(at(r, "changes")), 600);
    assert_non_null(at(r, "changes.0.unit"));
    is_text(r, "changes.599.change", "put");
    assert_null(at(r, "changes.599.unit"));
    r = result_q(d, "memory.export", "{}"); /* a page ends before it is too long */
    assert_true(json_array_size(at(r, "units")) > 100 && json_array_size(at(r, "units")) < 200);
    assert_int_equal(number_at(r, "next"), json_array_size(at(r, "units")));
    buf_free(&params);
}

static void batch_begins_takes_and_ends(void **state)
{
    struct door *d = *state;
    add_unit(d, RIVER);
    is_json(result_q(d, "memory.begin", "{'batch':'spring','origin':'s.tmx'}"), "{'skip':0,'generation':2}");
    json_t *r = result_q(d, "memory.add", "{'batch':'spring','units':[" RIVER "," ROAD "," YEAR ",{'segments':{}}]}");
    is_text(r, "units.0.outcome", "added"); /* of another origin than what was there */
    is_text(r, "units.3.outcome", "refused");
    is_json(result_q(d, "memory.begin", "{'batch':'spring','resume':true}"), "{'skip':4,'generation':3}");
    r = result_q(d, "memory.end", "{'batch':'spring','done':false}");
    is_text(r, "state", "running");
    result_q(d, "memory.add", "{'batch':'spring','units':[" ROAD "]}");
    r = result_q(d, "memory.end", "{'batch':'spring'}");
    is_text(r, "batch", "spring");
    is_text(r, "origin", "s.tmx");
    is_text(r, "state", "done");
    assert_non_null(text_at(r, "begun"));
    assert_non_null(text_at(r, "ended"));
    assert_int_equal(number_at(r, "read"), 5);
    assert_int_equal(number_at(r, "added"), 3);
    assert_int_equal(number_at(r, "unchanged"), 1);
    assert_int_equal(number_at(r, "refused"), 1);
    r = result_q(d, "memory.get", "{'unit':2}");
    is_text(r, "batch", "spring");
    is_text(r, "origin", "s.tmx");
    is_text(result_q(d, "memory.get", "{'unit':3}"), "origin", "a.tmx");
    r = result_of(d, "memory.batches", "{}");
    assert_int_equal(json_array_size(at(r, "batches")), 1);
    is_text(r, "batches.0.state", "done");
    assert_int_equal(number_at(result_of(d, "service.stats", "{}"), "batches"), 1);
    memory_sound(d);
}

static void batch_undone_leaves_what_was_before(void **state)
{
    struct door *d = *state;
    add_unit(d, RIVER);
    json_t *before = json_deep_copy(at(result_q(d, "memory.export", "{}"), "units"));
    result_q(d, "memory.begin", "{'batch':'b'}");
    result_q(d, "memory.add",
             "{'batch':'b','units':[" ROAD ",{'segments':{'en':'The river is long.','zh':'河很长。'},'uses':9}]}");
    result_q(d, "memory.end", "{'batch':'b'}");
    json_t *r = result_q(d, "memory.undo", "{'batch':'b'}");
    is_text(r, "state", "undone");
    assert_int_equal(number_at(r, "undone"), 2);
    assert_int_equal(number_at(r, "kept"), 0);
    assert_int_equal(number_at(r, "generation"), 4);
    assert_int_equal(generation_of(d), 4);
    assert_true(json_equal(at(result_q(d, "memory.export", "{}"), "units"), before));
    is_json(result_q(d, "memory.begin", "{'batch':'b'}"), "{'skip':0,'generation':4}");
    json_decref(before);
    memory_sound(d);
}

static void batch_fault_table(void **state)
{
    static const struct {
        const char *method, *params;
        int code;
        const char *data_code, *text;
    } cases[] = {
        {"memory.begin", "{'batch':''}", -32602, "bad_input", "an import needs a name"},
        {"memory.begin", "{'batch':'a\\tb'}", -32602, "bad_input", "control character in the name"},
        {"memory.begin", "{'batch':'new','resume':true}", -32001, "not_found", "to resume"},
        {"memory.begin", "{'batch':'run'}", -32003, "conflict", "resume it, or undo it"},
        {"memory.begin", "{'batch':'done'}", -32003, "conflict", "take another name"},
        {"memory.begin", "{'batch':'done','resume':true}", -32001, "not_found", "nothing to resume"},
        {"memory.end", "{'batch':'new'}", -32001, "not_found", "import 'new'"},
        {"memory.end", "{'batch':'done'}", -32001, "not_found", "is done"},
        {"memory.undo", "{'batch':'new'}", -32001, "not_found", "import 'new'"},
        {"memory.undo", "{'batch':'gone'}", -32001, "not_found", "import 'gone'"},
        {"memory.add", "{'batch':'new','units':[" RIVER "]}", -32001, "not_found", "no import 'new'"},
        {"memory.add", "{'batch':'gone','units':[" RIVER "]}", -32001, "not_found", "no import 'gone'"},
        {"memory.add", "{'batch':'done','units':[" RIVER "]}", -32003, "conflict", "import 'done' is done"},
        {"memory.export", "{'batch':'new'}", -32001, "not_found", "no import 'new'"},
    };
    struct door *d = *state;
    result_q(d, "memory.begin", "{'batch':'run'}");
    result_q(d, "memory.begin", "{'batch':'done'}");
    result_q(d, "memory.end", "{'batch':'done'}");
    result_q(d, "memory.begin", "{'batch':'gone'}");
    result_q(d, "memory.undo", "{'batch':'gone'}");
    for (size_t i = 0; i < COUNT(cases); i++)
        is_error(error_q(d, cases[i].method, cases[i].params), cases[i].code, cases[i].data_code, cases[i].text);
    assert_int_equal(number_at(result_of(d, "service.stats", "{}"), "units"), 0);
}

static void export_goes_page_by_page(void **state)
{
    struct door *d = *state;
    result_q(d, "memory.add", "{'units':[" RIVER "," ROAD "," YEAR "]}");
    json_t *r = result_q(d, "memory.export", "{'limit':2}");
    assert_int_equal(json_array_size(at(r, "units")), 2);
    assert_int_equal(number_at(r, "next"), 2);
    r = result_q(d, "memory.export", "{'limit':2,'after':2}");
    assert_int_equal(json_array_size(at(r, "units")), 1);
    assert_int_equal(number_at(r, "units.0.unit"), 3);
    assert_true(json_is_null(at(r, "next")));
    is_json(result_q(d, "memory.export", "{'after':9223372036854775807}"), "{'units':[],'next':null,'generation':2}");
}

static void export_filter_table(void **state)
{
    static const struct {
        const char *params, *want; /* the numbers, and the languages of the last */
    } cases[] = {
        {"{}", "1 2 3 4: zh-Hans en fr"},
        {"{'origin':'a.tmx'}", "2: en zh-Hans"},
        {"{'domain':'transport'}", "2: en zh-Hans"},
        {"{'domain':'x'}", ""},
        {"{'langs':['en','zh']}", "1 2 3 4: zh-Hans en"},
        {"{'langs':['fr','zh','de']}", "4: zh-Hans fr"},
        {"{'langs':['FR']}", "4: fr"},
        {"{'langs':['en-GB']}", ""},
        {"{'batch':'b'}", "4: zh-Hans en fr"},
    };
    struct door *d = *state;
    result_q(d, "memory.add", "{'units':[" RIVER "," ROAD "," YEAR "]}");
    result_q(d, "memory.begin", "{'batch':'b'}");
    result_q(d, "memory.add", "{'batch':'b','units':[{'segments':{'zh':'甲','en':'A','fr':'B'}}]}");
    for (size_t i = 0; i < COUNT(cases); i++) {
        char got[128] = "";
        json_t *r = result_q(d, "memory.export", cases[i].params), *unit, *text;
        const char *lang;
        size_t k, n = json_array_size(at(r, "units"));
        json_array_foreach(at(r, "units"), k, unit) snprintf(got + strlen(got), sizeof got - strlen(got), "%s%lld",
                                                             k ? " " : "", (long long)number_at(unit, "unit"));
        json_object_foreach(at(json_array_get(at(r, "units"), n - 1), "segments"), lang, text)
            snprintf(got + strlen(got), sizeof got - strlen(got), "%s %s", strchr(got, ':') ? "" : ":", lang);
        if (strcmp(got, cases[i].want) != 0)
            fail_msg("%s: '%s', not '%s'", cases[i].params, got, cases[i].want);
        assert_true(json_is_null(at(r, "next")));
    }
}

/* What is exported can be added as it is, and is nothing new then. */
static void export_added_again_changes_nothing(void **state)
{
    struct door *d = *state;
    result_q(d, "memory.add",
             "{'units':[" RIVER "," ROAD ",{'segments':{'en':{'text':'\xEF\xBF\xBC','tags':['<ph/>'],"
             "'next':'N'},'zh':'乙'},'properties':{'p':'1'},'notes':['n'],'uses':3}]}");
    json_t *units = json_object();
    json_object_set(units, "units", at(result_q(d, "memory.export", "{}"), "units"));
    char *params = json_dumps(units, JSON_COMPACT);
    json_t *r = result_of(d, "memory.add", params);
    for (size_t i = 0; i < 3; i++)
        is_text(json_array_get(at(r, "units"), i), "outcome", "unchanged");
    assert_int_equal(number_at(r, "generation"), 2);
    free(params);
    json_decref(units);
}

#define LOOKUP(more) "{'text':'a','from':'en','to':'zh'" more "}"

static const struct {
    const char *method, *params;
    int code;
    const char *data_code, *text;
} faults[] = {
    {"memory.lookup", "{}", -32602, "bad_input", "memory.lookup needs the parameter 'from'"},
    {"memory.lookup", "{'text':'a','from':'en'}", -32602, "bad_input", "memory.lookup needs the parameter 'to'"},
    {"memory.lookup", "{'from':'en','to':'zh'}", -32602, "bad_input", "needs the parameter 'text', or 'texts'"},
    {"memory.lookup", LOOKUP(",'texts':['a']"), -32602, "bad_input", "'text', or 'texts', and not both"},
    {"memory.lookup", "{'texts':['a'],'context':{},'from':'en','to':'zh'}", -32602, "bad_input",
     "'context' is for one 'text'"},
    {"memory.lookup", "{'texts':[],'from':'en','to':'zh'}", -32005, "limit", "texts: 1 to 1000 of them, not 0"},
    {"memory.lookup", "{'texts':['a',''],'from':'en','to':'zh'}", -32602, "bad_input", "texts[1]: an empty text"},
    {"memory.lookup", "{'texts':['a',1],'from':'en','to':'zh'}", -32602, "bad_input", "must be an array of texts"},
    {"memory.lookup", "{'text':'','from':'en','to':'zh'}", -32602, "bad_input", "empty text"},
    {"memory.lookup", "{'text':'a','from':'?','to':'zh'}", -32602, "bad_input", "'?' is no language tag"},
    {"memory.lookup", "{'text':'a','from':'en','to':''}", -32602, "bad_input", "is no language tag"},
    {"memory.lookup", LOOKUP(",'min_score':49"), -32602, "bad_input", "min_score: 50 to 100"},
    {"memory.lookup", LOOKUP(",'min_score':101"), -32602, "bad_input", "min_score: 50 to 100"},
    {"memory.lookup", LOOKUP(",'min_score':4294967366"), -32602, "bad_input", "min_score: 50 to 100"},
    {"memory.lookup", LOOKUP(",'min_score':70.5"), -32602, "bad_input", "'min_score' must be a number from 0"},
    {"memory.lookup", LOOKUP(",'limit':0"), -32602, "bad_input", "limit: 1 to 1000"},
    {"memory.lookup", LOOKUP(",'limit':1001"), -32602, "bad_input", "limit: 1 to 1000"},
    {"memory.lookup", LOOKUP(",'context':'x'"), -32602, "bad_input", "'context' must be an object"},
    {"memory.lookup", LOOKUP(",'context':{'before':'x'}"), -32602, "bad_input",
     "unknown member 'before' of the context"},
    {"memory.lookup", LOOKUP(",'context':{'next':1}"), -32602, "bad_input", "'next' of the context is no text"},
    {"memory.lookup", LOOKUP(",'exact':1"), -32602, "bad_input", "'exact' must be true or false"},
    {"memory.lookup", LOOKUP(",'names':'no'"), -32602, "bad_input", "'names' must be true or false"},
    {"memory.lookup", LOOKUP(",'since':'soon'"), -32602, "bad_input", "since: bad date 'soon'"},
    {"memory.lookup", LOOKUP(",'until':'2020-13'"), -32602, "bad_input", "until: bad date '2020-13'"},
    {"memory.lookup", LOOKUP(",'until':'1960'"), -32602, "bad_input", "until: '1960' is not of 1970 to 9999"},
    {"memory.lookup", LOOKUP(",'as_of':'x'"), -32602, "bad_input", "as_of: bad date 'x'"},
    {"memory.lookup", LOOKUP(",'lang':'en'"), -32602, "bad_input", "memory.lookup has no parameter 'lang'"},
    {"memory.concordance", "{}", -32602, "bad_input", "memory.concordance needs the parameter 'text'"},
    {"memory.concordance", "{'text':''}", -32602, "bad_input", ""},
    {"memory.concordance", "{'text':'a','lang':'?'}", -32602, "bad_input", "'?' is no language tag"},
    {"memory.concordance", "{'text':'a','limit':1001}", -32602, "bad_input", "limit: 1 to 1000"},
    {"memory.concordance", "{'text':'a','offset':99981}", -32005, "limit", "offset and limit together: at most 100000"},
    {"memory.concordance", "{'text':'a','offset':9223372036854775807}", -32005, "limit", "offset and limit together"},
    {"memory.add", "{}", -32602, "bad_input", "memory.add needs the parameter 'units'"},
    {"memory.add", "{'units':[]}", -32005, "limit", "units: 1 to 1000 of them, not 0"},
    {"memory.add", "{'units':{}}", -32602, "bad_input", "'units' must be an array of objects"},
    {"memory.add", "{'units':[1]}", -32602, "bad_input", "'units' must be an array of objects"},
    {"memory.add", "{'units':['a']}", -32602, "bad_input", "'units' must be an array of objects"},
    {"memory.add", "{'units':[" RIVER "],'batch':1}", -32602, "bad_input", "'batch' must be a text"},
    {"memory.get", "{}", -32602, "bad_input", "memory.get needs the parameter 'unit'"},
    {"memory.get", "{'unit':'1'}", -32602, "bad_input", "'unit' must be a number from 0"},
    {"memory.edit", "{'unit':1}", -32602, "bad_input", "memory.edit needs the parameter 'segments'"},
    {"memory.edit", "{'segments':{}}", -32602, "bad_input", "memory.edit needs the parameter 'unit'"},
    {"memory.edit", "{'unit':1,'segments':{'en':'A'}}", -32602, "bad_input", "one language only"},
    {"memory.edit", "{'unit':1,'segments':{'en':'A','zh':'B'}}", -32001, "not_found", "no unit 1"},
    {"memory.edit", "{'unit':1,'segments':{'en':'A','zh':'B'},'batch':'x'}", -32602, "bad_input",
     "memory.edit has no parameter 'batch'"},
    {"memory.edit", "{'unit':1,'segments':{'en':'A','zh':'B'},'created':'x'}", -32602, "bad_input",
     "'created' of a unit: bad date 'x'"},
    {"memory.delete", "{}", -32602, "bad_input", "needs the parameter 'units', or 'segments'"},
    {"memory.delete", "{'units':[1],'segments':{}}", -32602, "bad_input", "'units', or 'segments', and not both"},
    {"memory.delete", "{'units':[]}", -32005, "limit", "units: 1 to 1000 of them, not 0"},
    {"memory.delete", "{'units':[-1]}", -32602, "bad_input", "'units' must be an array of numbers from 0"},
    {"memory.delete", "{'units':[1,'2']}", -32602, "bad_input", "'units' must be an array of numbers from 0"},
    {"memory.delete", "{'units':[1,1.5]}", -32602, "bad_input", "'units' must be an array of numbers from 0"},
    {"memory.delete", "{'units':['1']}", -32602, "bad_input", "'units' must be an array of numbers from 0"},
    {"memory.delete", "{'units':[7]}", -32001, "not_found", "no unit 7"},
    {"memory.delete", "{'segments':{'en':'A'}}", -32602, "bad_input", "one language only"},
    {"memory.delete", "{'segments':{'en':'A','?':'B'}}", -32602, "bad_input", "'?' is no language tag"},
    {"memory.history", "{}", -32602, "bad_input", "memory.history needs the parameter 'unit'"},
    {"memory.history", "{'unit':1,'limit':0}", -32602, "bad_input", "limit: 1 to 1000"},
    {"memory.batches", "{'batch':'x'}", -32602, "bad_input", "memory.batches has no parameter 'batch'"},
    {"memory.begin", "{}", -32602, "bad_input", "memory.begin needs the parameter 'batch'"},
    {"memory.begin", "{'batch':'x','resume':'yes'}", -32602, "bad_input", "'resume' must be true or false"},
    {"memory.end", "{}", -32602, "bad_input", "memory.end needs the parameter 'batch'"},
    {"memory.undo", "{}", -32602, "bad_input", "memory.undo needs the parameter 'batch'"},
    {"memory.export", "{'limit':10001}", -32602, "bad_input", "limit: 1 to 10000"},
    {"memory.export", "{'langs':[]}", -32005, "limit", "langs: 1 to 100 of them, not 0"},
    {"memory.export", "{'langs':['en','?']}", -32602, "bad_input", "langs[1]: '?' is no language tag"},
    {"memory.export", "{'langs':[1]}", -32602, "bad_input", "'langs' must be an array of texts"},
    {"memory.export", "{'format':'tmx'}", -32602, "bad_input", "memory.export has no parameter 'format'"},
};

static void memory_fault_table(void **state)
{
    for (size_t i = 0; i < COUNT(faults); i++)
        is_error(error_q(*state, faults[i].method, faults[i].params), faults[i].code, faults[i].data_code,
                 faults[i].text);
    json_t *r = result_of(*state, "service.stats", "{}");
    assert_int_equal(number_at(r, "generation"), 1); /* none of it was written */
    assert_int_equal(number_at(r, "units"), 0);
}

static void memory_methods_are_not_light(void **state)
{
    (void)state;
    assert_false(rpc_is_light(STR("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"memory.lookup\"}")));
    assert_true(rpc_is_light(STR("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"term.lookup\"}")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_DOOR(add_gives_what_became_of_each),
        WITH_DOOR(add_of_a_text_too_long_is_refused),
        WITH_DOOR(lookup_finds_what_was_just_written),
        WITH_DOOR(lookup_of_a_near_text_has_its_edits),
        WITH_DOOR(lookup_ranks_context_before_exact),
        WITH_DOOR(lookup_adapts_numbers_when_asked),
        WITH_DOOR(lookup_tells_the_names_and_what_does_not_fit),
        WITH_DOOR(lookup_names_of_many_texts_are_each_its_own),
        WITH_DOOR(lookup_filter_table),
        WITH_DOOR(lookup_of_many_texts_has_a_result_for_each),
        WITH_DOOR(lookup_of_a_thousand_texts_is_that_of_each),
        WITH_DOOR(concordance_finds_runs),
        WITH_DOOR(get_gives_the_unit),
        WITH_DOOR(edit_replaces_the_unit),
        WITH_DOOR(edit_in_conflict_has_the_current_unit),
        WITH_DOOR(delete_by_number_counts_each_once),
        WITH_DOOR(delete_by_content_takes_all_that_have_it),
        WITH_DOOR(delete_by_content_takes_more_than_a_thousand),
        WITH_DOOR(history_is_newest_first),
        WITH_DOOR(changes_since_tell_of_units),
        WITH_DOOR(changes_of_a_large_generation_leave_records_out),
        WITH_DOOR(batch_begins_takes_and_ends),
        WITH_DOOR(batch_undone_leaves_what_was_before),
        WITH_DOOR(batch_fault_table),
        WITH_DOOR(export_goes_page_by_page),
        WITH_DOOR(export_filter_table),
        WITH_DOOR(export_added_again_changes_nothing),
        WITH_DOOR(memory_fault_table),
        WITH_DOOR(memory_methods_are_not_light),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
