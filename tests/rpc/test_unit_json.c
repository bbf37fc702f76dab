/* Units out of JSON and into it. */
#include "memory_door.h"

#define AB "'segments':{'en':'A','zh-Hans':'甲'}"

/* What is added, and what memory.get gives of it; NULL: the same. */
static const struct {
    const char *description, *unit, *want;
} round_trips[] = {
    {"texts alone", "{" AB "}", NULL},
    {"languages made canonical", "{'segments':{'EN':'A','zh_TW':'甲'}}", "{'segments':{'en':'A','zh-Hant':'甲'}}"},
    {"a segment as an object", "{'segments':{'en':{'text':'A'},'zh-Hans':'甲'}}", "{" AB "}"},
    {"context", "{'segments':{'en':{'text':'A','previous':'Before.','next':'After.'},'zh-Hans':'甲'}}", NULL},
    {"tags", "{'segments':{'en':{'text':'A\xEF\xBF\xBC','tags':['<ph/>']},'zh-Hans':'甲'}}", NULL},
    {"a placeholder without a tag", "{'segments':{'en':'A\xEF\xBF\xBC','zh-Hans':'甲'}}",
     "{'segments':{'en':{'text':'A\xEF\xBF\xBC','tags':['\xEF\xBF\xBC']},'zh-Hans':'甲'}}"},
    {"fields", "{" AB ",'name':'7','origin':'a.tmx','domain':'trade','created_by':'ann','changed_by':'bob','uses':3}",
     NULL},
    {"dates", "{" AB ",'changed':'2026-05-01T12:00:00Z','last_used':'2026-05-02','created':'20200229T235959Z'}",
     "{" AB ",'changed':'2026-05-01T12:00:00Z','last_used':'2026-05-02T00:00:00Z','created':'2020-02-29T23:59:59Z'}"},
    {"the last date", "{" AB ",'created':'9999-12-31T23:59:59Z'}", NULL},
    {"notes and properties", "{" AB ",'notes':['n','m'],'properties':{'p':'1','':'2','a\\u0001b':'3'}}",
     "none: control character U+0001 at byte 1 of the detail's name"},
    {"notes and properties that may be", "{" AB ",'notes':['n','m','n'],'properties':{'p':'1','\\\\':'2'}}", NULL},
    {"details that are notes",
     "{" AB ",'details':[{'kind':'note','value':'n'},{'kind':'property','name':'p','value':'1'}]}",
     "{" AB ",'notes':['n'],'properties':{'p':'1'}}"},
    {"details that are more",
     "{" AB ",'properties':{'p':'1'},'details':[{'kind':'property','name':'p','value':'2'},{'kind':'note','lang':'en',"
     "'value':'n'},{'kind':'attribute','name':'segtype','value':'block'}]}",
     NULL},
    {"details of a segment",
     "{'segments':{'en':{'text':'A','notes':['n'],'properties':{'p':'1'},'details':[{'kind':"
     "'attribute','name':'tuid','value':''}]},'zh-Hans':'甲'}}",
     NULL},
    {"escapes", "{'segments':{'en':'\\\\ \\t \\u0022 /','zh-Hans':'甲\\n'}}", NULL},
    {"three languages", "{'segments':{'zh-Hant':'甲','en':'A','fr':'A'}}", NULL},
    {"what is not the unit's to say", "{" AB ",'unit':77,'batch':'x','generation':5}", "{" AB "}"},
    {"one language", "{'segments':{'en':'A'}}", "none: one language only"},
    {"no language", "{'segments':{}}", "none: no text"},
    {"the same language twice", "{'segments':{'zh':'甲','zh-Hans':'甲'}}", "none: language zh-Hans given twice"},
    {"a language that is none", "{'segments':{'englisch!':'A','en':'B'}}", "none: 'englisch!' is no language tag"},
    {"an empty text", "{'segments':{'en':'','zh-Hans':'甲'}}", "none: en: empty text"},
    {"a control character", "{'segments':{'en':'A\\u0007','zh-Hans':'甲'}}",
     "none: en: control character U+0007 at byte 1 of the text"},
    {"more tags than placeholders", "{'segments':{'en':{'text':'A','tags':['<ph/>']},'zh-Hans':'甲'}}",
     "none: en: 1 tags for 0 placeholders in the text"},
    {"an attribute that XML can't hold", "{" AB ",'details':[{'kind':'attribute','name':'1','value':''}]}",
     "none: '1' is no attribute's name"},
};

/* What memory.add said of the unit: that it was added, or why not. */
static void add_one(struct door *d, size_t i)
{
    struct buf params = {0};
    buf_printf(&params, "{'units':[%s]}", round_trips[i].unit);
    result_q(d, "memory.add", buf_text(&params));
    buf_free(&params);
}

static void check_refused(struct door *d, size_t i)
{
    is_text(d->json, "result.units.0.outcome", "refused");
    is_text(d->json, "result.units.0.error", round_trips[i].want + strlen("none: "));
}

static void check_got(struct door *d, size_t i)
{
    char params[64], delete_params[64];
    json_int_t number = number_at(d->json, "result.units.0.unit");
    is_text(d->json, "result.units.0.outcome", "added");
    snprintf(params, sizeof params, "{\"unit\":%lld}", (long long)number);
    snprintf(delete_params, sizeof delete_params, "{\"units\":[%lld]}", (long long)number);
    json_t *got = result_of(d, "memory.get", params);
    assert_int_equal(number_at(got, "unit"), number);
    json_object_del(got, "unit");
    json_object_del(got, "generation");
    if (!strstr(round_trips[i].unit, "'created'"))
        json_object_del(got, "created"); /* now */
    is_json(got, round_trips[i].want ? round_trips[i].want : round_trips[i].unit);
    result_of(d, "memory.delete", delete_params);
}

static void unit_round_trip_table(void **state)
{
    struct door *d = *state;
    for (size_t i = 0; i < COUNT(round_trips); i++) {
        add_one(d, i);
        if (round_trips[i].want && strncmp(round_trips[i].want, "none: ", 6) == 0)
            check_refused(d, i);
        else
            check_got(d, i);
    }
}

#define ADD(unit) "{'units':[{" AB "}," unit "]}"

static const struct {
    const char *params, *text;
} faults[] = {
    {"{'units':[{" AB "},7]}", "'units' must be an array of objects"},
    {ADD("{'segments':{'en':'A'},'colour':'red'}"), "units[1]: unknown member 'colour' of a unit"},
    {ADD("{}"), "units[1]: a unit lacks 'segments'"},
    {ADD("{'segments':[]}"), "units[1]: 'segments' of a unit is no object"},
    {ADD("{'segments':{'en':1}}"), "units[1]: en: a segment is no object"},
    {ADD("{'segments':{'en':{}}}"), "units[1]: en: a segment lacks 'text'"},
    {ADD("{'segments':{'en':{'text':1}}}"), "units[1]: en: 'text' of a segment is no text"},
    {ADD("{'segments':{'en':{'text':'A','lang':'en'}}}"), "units[1]: en: unknown member 'lang' of a segment"},
    {ADD("{'segments':{'en':{'text':'A','tags':'x'}}}"), "units[1]: en: 'tags' is no array"},
    {ADD("{'segments':{'en':{'text':'A','tags':['x',1]}}}"), "units[1]: en: tags[1] is no text"},
    {ADD("{" AB ",'name':1}"), "units[1]: 'name' of a unit is no text"},
    {ADD("{" AB ",'uses':-1}"), "units[1]: 'uses' of a unit is no number from 0"},
    {ADD("{" AB ",'uses':'1'}"), "units[1]: 'uses' of a unit is no number from 0"},
    {ADD("{" AB ",'uses':1.5}"), "units[1]: 'uses' of a unit is no number from 0"},
    {ADD("{" AB ",'created':'yesterday'}"), "units[1]: 'created' of a unit: bad date 'yesterday'"},
    {ADD("{" AB ",'created':'2023-02-29'}"), "units[1]: 'created' of a unit: bad date '2023-02-29'"},
    {ADD("{" AB ",'created':'1969-12-31'}"), "units[1]: 'created' of a unit: bad date"},
    {ADD("{" AB ",'created':''}"), "units[1]: 'created' of a unit: bad date ''"},
    {ADD("{" AB ",'notes':'n'}"), "units[1]: 'notes' is no array"},
    {ADD("{" AB ",'notes':[1]}"), "units[1]: notes[0] is no text"},
    {ADD("{" AB ",'properties':[]}"), "units[1]: 'properties' is no object"},
    {ADD("{" AB ",'properties':{'p':1}}"), "units[1]: property 'p' is no text"},
    {ADD("{" AB ",'details':{}}"), "units[1]: 'details' is no array"},
    {ADD("{" AB ",'details':[1]}"), "units[1]: details[0]: a detail is no object"},
    {ADD("{" AB ",'details':[{'value':'x'}]}"), "units[1]: details[0]: a detail lacks 'kind'"},
    {ADD("{" AB ",'details':[{'kind':'note'}]}"), "units[1]: details[0]: a detail lacks 'value'"},
    {ADD("{" AB ",'details':[{'kind':'tag','value':''}]}"), "units[1]: details[0]: a detail's kind 'tag': one of"},
    {ADD("{" AB ",'details':[{'kind':'note','value':'','x':''}]}"), "unknown member 'x' of a detail"},
};

/* A request that is none writes nothing at all. */
static void unit_fault_table(void **state)
{
    for (size_t i = 0; i < COUNT(faults); i++)
        is_error(error_q(*state, "memory.add", faults[i].params), -32602, "bad_input", faults[i].text);
    json_t *r = result_of(*state, "service.stats", "{}");
    assert_int_equal(number_at(r, "units"), 0);
    assert_int_equal(number_at(r, "generation"), 1);
}

/* A detail's name may be any property's name many times over: what is written stays small work, and nothing is lost. */
static void unit_of_a_thousand_details_comes_back(void **state)
{
    struct buf params = {0};
    buf_append_text(&params, "{\"units\":[{\"segments\":{\"en\":\"A\",\"zh\":\"B\"},\"details\":[");
    for (int i = 0; i < ZHM_DETAILS_MAX; i++)
        buf_printf(&params, "%s{\"kind\":\"property\",\"name\":\"p%d\",\"value\":\"%d\"}", i ? "," : "", i % 600, i);
    buf_append_text(&params, "]}]}");
    is_text(result_of(*state, "memory.add", buf_text(&params)), "units.0.outcome", "added");
    json_t *got = result_of(*state, "memory.get", "{\"unit\":1}");
    assert_int_equal(json_object_size(at(got, "properties")), 600);
    is_text(got, "properties.p599", "599");
    assert_int_equal(json_array_size(at(got, "details")), 400);
    is_text(got, "details.0.value", "600");
    buf_free(&params);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_DOOR(unit_round_trip_table),
        WITH_DOOR(unit_fault_table),
        WITH_DOOR(unit_of_a_thousand_details_comes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
