/* What each method says to parameters that are wrong. */
#include "door.h"

#define GOOD_TERM "{\"lang\":\"en\",\"text\":\"A\",\"status\":\"preferred\"}"
#define PUT(members) "{\"concept\":{\"id\":\"x/a\",\"category\":\"place\"," members "}}"
#define PUT_TERM(members) PUT("\"terms\":[" GOOD_TERM ",{" members "}]")
#define PUT_RELATION(members) PUT("\"terms\":[" GOOD_TERM "],\"relations\":[{" members "}]")

static const struct {
    const char *method, *params;
    int code;
    const char *data_code, *text;
} faults[] = {
    {"term.lookup", "{}", -32602, "bad_input", "term.lookup needs the parameter 'query'"},
    {"term.lookup", "{\"query\":1}", -32602, "bad_input", "term.lookup: 'query' must be a text"},
    {"term.lookup", "{\"query\":null}", -32602, "bad_input", "term.lookup: 'query' must be a text"},
    {"term.lookup", "{\"query\":[\"a\"]}", -32602, "bad_input", "term.lookup: 'query' must be a text"},
    {"term.lookup", "{\"query\":\"a\",\"colour\":1}", -32602, "bad_input", "term.lookup has no parameter 'colour'"},
    {"term.lookup", "{\"query\":\"a\",\"\":1}", -32602, "bad_input", "term.lookup has no parameter ''"},
    {"term.lookup", "{\"query\":\"a\",\"limit\":0}", -32602, "bad_input", "limit: 1 to 1000"},
    {"term.lookup", "{\"query\":\"a\",\"limit\":1001}", -32602, "bad_input", "limit: 1 to 1000"},
    {"term.lookup", "{\"query\":\"a\",\"limit\":-1}", -32602, "bad_input", "'limit' must be a number from 0"},
    {"term.lookup", "{\"query\":\"a\",\"limit\":1.0}", -32602, "bad_input", "'limit' must be a number from 0"},
    {"term.lookup", "{\"query\":\"a\",\"limit\":\"1\"}", -32602, "bad_input", "'limit' must be a number from 0"},
    {"term.lookup", "{\"query\":\"a\",\"limit\":9223372036854775807}", -32602, "bad_input", "limit: 1 to 1000"},
    {"term.lookup", "{\"query\":\"a\",\"match\":\"near\"}", -32602, "bad_input", "unknown match 'near': one of auto"},
    {"term.lookup", "{\"query\":\"a\",\"match\":\"\"}", -32602, "bad_input", "unknown match ''"},
    {"term.lookup", "{\"query\":\"a\",\"lang\":\"englisch\"}", -32602, "bad_input", "'englisch' is no language tag"},
    {"term.lookup", "{\"query\":\"a\",\"category\":\"body\"}", -32602, "bad_input", "unknown category 'body'"},
    {"term.lookup", "{\"query\":\"a\",\"as_of\":\"today\"}", -32602, "bad_input", "as_of: bad date 'today'"},
    {"term.lookup", "{\"query\":\"a\",\"as_of\":\"2023-02-29\"}", -32602, "bad_input", "as_of: bad date '2023-02-29'"},
    {"term.lookup", "{\"query\":\"a\",\"as_of\":\"\"}", -32602, "bad_input", "as_of: bad date ''"},
    {"term.lookup", "{\"query\":\"a\",\"as_of\":2018}", -32602, "bad_input", "'as_of' must be a text"},
    {"term.lookup", "{\"query\":\"a\",\"style\":1}", -32602, "bad_input", "'style' must be a text"},
    {"term.suggest", "{}", -32602, "bad_input", "term.suggest needs the parameter 'prefix'"},
    {"term.suggest", "{\"prefix\":\"a\",\"match\":\"exact\"}", -32602, "bad_input", "has no parameter 'match'"},
    {"term.suggest", "{\"prefix\":\"a\",\"limit\":0}", -32602, "bad_input", "limit: 1 to 1000"},
    {"term.normalise", "{}", -32602, "bad_input", "term.normalise needs the parameter 'names'"},
    {"term.normalise", "{\"names\":\"a\"}", -32602, "bad_input", "'names' must be an array of texts"},
    {"term.normalise", "{\"names\":[\"a\",1]}", -32602, "bad_input", "'names' must be an array of texts"},
    {"term.normalise", "{\"names\":[[\"a\"]]}", -32602, "bad_input", "'names' must be an array of texts"},
    {"term.normalise", "{\"names\":[]}", -32005, "limit", "names: 1 to 1000 of them, not 0"},
    {"term.normalise", "{\"names\":[\"a\",\"\"]}", -32602, "bad_input", "names[1]: an empty name"},
    {"term.normalise", "{\"names\":[\" \\n\"]}", -32602, "bad_input", "names[0]: an empty name"},
    {"text.annotate", "{}", -32602, "bad_input", "text.annotate needs the parameter 'text'"},
    {"text.annotate", "{\"text\":{}}", -32602, "bad_input", "'text' must be a text"},
    {"text.annotate", "{\"text\":\"a\",\"limit\":1}", -32602, "bad_input", "has no parameter 'limit'"},
    {"text.annotate", "{\"text\":\"a\",\"compose\":1}", -32602, "bad_input", "'compose' must be true or false"},
    {"text.annotate", "{\"text\":\"a\",\"compose\":\"true\"}", -32602, "bad_input", "'compose' must be true or false"},
    {"text.annotate", "{\"text\":true}", -32602, "bad_input", "'text' must be a text"},
    {"text.check", "{\"source\":\"a\"}", -32602, "bad_input", "text.check needs the parameter 'target'"},
    {"text.check", "{\"target\":\"a\"}", -32602, "bad_input", "text.check needs the parameter 'source'"},
    {"text.check", "{\"source\":\"a\",\"target\":\"b\",\"source_lang\":\"?\"}", -32602, "bad_input", "source: "},
    {"text.check", "{\"source\":\"a\",\"target\":\"b\",\"target_lang\":\"?\"}", -32602, "bad_input", "target: "},
    {"text.check", "{\"source\":\"a\",\"target\":\"b\",\"lang\":\"en\"}", -32602, "bad_input",
     "has no parameter 'lang'"},
    {"text.correct", "{}", -32602, "bad_input", "text.correct needs the parameter 'text'"},
    {"text.correct", "{\"text\":\"a\",\"as_of\":\"x\"}", -32602, "bad_input", "as_of: bad date 'x'"},
    {"term.get", "{}", -32602, "bad_input", "term.get needs the parameter 'concept'"},
    {"term.get", "{\"concept\":{\"id\":\"x/a\"}}", -32602, "bad_input", "'concept' must be a text"},
    {"term.get", "{\"id\":\"x/a\"}", -32602, "bad_input", "term.get has no parameter 'id'"},
    {"term.delete", "{}", -32602, "bad_input", "term.delete needs the parameter 'concept'"},
    {"term.delete", "{\"concept\":\"\"}", -32602, "bad_input", "empty id"},
    {"term.delete", "{\"concept\":\"x/mofcom\",\"generation\":-1}", -32602, "bad_input",
     "'generation' must be a number"},
    {"term.history", "{}", -32602, "bad_input", "term.history needs the parameter 'concept'"},
    {"term.history", "{\"concept\":\"x/mofcom\",\"limit\":0}", -32602, "bad_input", "limit: 1 to 1000"},
    {"term.history", "{\"concept\":\"\"}", -32001, "not_found", "no concept ''"},
    {"changes.since", "{}", -32602, "bad_input", "changes.since needs the parameter 'generation'"},
    {"changes.since", "{\"generation\":\"0\"}", -32602, "bad_input", "'generation' must be a number from 0"},
    {"changes.since", "{\"generation\":0,\"limit\":10001}", -32602, "bad_input", "limit: 1 to 10000"},
    {"service.info", "{\"verbose\":1}", -32602, "bad_input", "service.info has no parameter 'verbose'"},
    {"service.stats", "{\"verbose\":1}", -32602, "bad_input", "service.stats has no parameter 'verbose'"},
    {"term.put", "{}", -32602, "bad_input", "term.put needs the parameter 'concept'"},
    {"term.put", "{\"concept\":\"x/a\"}", -32602, "bad_input", "term.put: 'concept' must be an object"},
    {"term.put", "{\"concept\":{}}", -32602, "bad_input", "the concept lacks 'id'"},
    {"term.put", "{\"concept\":{\"id\":\"x/a\"}}", -32602, "bad_input", "the concept lacks 'category'"},
    {"term.put", "{\"concept\":{\"id\":1}}", -32602, "bad_input", "'id' of the concept is no text"},
    {"term.put", PUT("\"colour\":\"red\""), -32602, "bad_input", "unknown member 'colour' of the concept"},
    {"term.put", PUT("\"from\":\"x\""), -32602, "bad_input", "'from' of the concept: bad date 'x'"},
    {"term.put", PUT("\"terms\":[]"), -32602, "bad_input", "concept x/a has no term"},
    {"term.put", PUT("\"note\":\"\""), -32602, "bad_input", "concept x/a has no term"},
    {"term.put", PUT("\"terms\":{}"), -32602, "bad_input", "'terms' of a concept is no array"},
    {"term.put", PUT("\"terms\":[1]"), -32602, "bad_input", "terms[0]: a term is no object"},
    {"term.put", PUT_TERM(""), -32602, "bad_input", "terms[1]: a term lacks 'lang'"},
    {"term.put", PUT_TERM("\"lang\":\"en\""), -32602, "bad_input", "terms[1]: a term lacks 'text'"},
    {"term.put", PUT_TERM("\"lang\":\"en\",\"text\":\"B\""), -32602, "bad_input", "terms[1]: a term lacks 'status'"},
    {"term.put", PUT_TERM("\"lang\":\"en\",\"text\":\"B\",\"status\":\"good\""), -32602, "bad_input",
     "terms[1]: unknown status 'good'"},
    {"term.put", PUT_TERM("\"lang\":\"en\",\"text\":\"B\",\"status\":\"preferred\",\"type\":\"\""), -32602, "bad_input",
     "terms[1]: unknown type ''"},
    {"term.put", PUT_TERM("\"lang\":\"?\",\"text\":\"B\",\"status\":\"preferred\""), -32602, "bad_input",
     "terms[1]: '?' is no language tag"},
    {"term.put", PUT_TERM("\"lang\":\"en\",\"text\":\"B\",\"status\":\"preferred\",\"to\":\"18\""), -32602, "bad_input",
     "terms[1]: 'to' of a term: bad date '18'"},
    {"term.put", PUT_TERM("\"lang\":\"en\",\"text\":\"B\",\"status\":\"preferred\",\"x\":1"), -32602, "bad_input",
     "terms[1]: unknown member 'x' of a term"},
    {"term.put", PUT_TERM("\"lang\":\"en\",\"text\":\"\",\"status\":\"preferred\""), -32602, "bad_input", "empty name"},
    {"term.put", PUT_TERM("\"lang\":\"en\",\"text\":\" B\",\"status\":\"preferred\""), -32602, "bad_input",
     "space before the name"},
    {"term.put", PUT_TERM("\"lang\":\"en\",\"text\":\"B\\tC\",\"status\":\"preferred\""), -32602, "bad_input",
     "control character U+0009"},
    {"term.put", PUT_TERM("\"lang\":\"en\",\"text\":\"B\",\"status\":\"superseded\""), -32602, "bad_input",
     "superseded without the day"},
    {"term.put", PUT("\"terms\":[" GOOD_TERM "],\"relations\":7"), -32602, "bad_input",
     "'relations' of a concept is no"},
    {"term.put", PUT_RELATION("\"kind\":\"part-of\""), -32602, "bad_input", "relations[0]: a relation lacks 'target'"},
    {"term.put", PUT_RELATION("\"target\":\"x/b\""), -32602, "bad_input", "relations[0]: a relation lacks 'kind'"},
    {"term.put", PUT_RELATION("\"kind\":\"friend\",\"target\":\"x/b\""), -32602, "bad_input",
     "unknown relation 'friend'"},
    {"term.put", PUT_RELATION("\"kind\":\"part-of\",\"target\":\"x/a\""), -32602, "bad_input", "a relation to itself"},
    {"term.put", PUT_RELATION("\"kind\":\"part-of\",\"target\":\"B\""), -32602, "bad_input", "part-of: bad id 'B'"},
    {"term.put", PUT("\"terms\":[" GOOD_TERM "],\"attributes\":[]"), -32602, "bad_input",
     "'attributes' of a concept is no"},
    {"term.put", PUT("\"terms\":[" GOOD_TERM "],\"attributes\":{\"kind\":1}"), -32602, "bad_input",
     "attribute 'kind' is no text"},
    {"term.put", PUT("\"terms\":[" GOOD_TERM "],\"attributes\":{\"colour\":\"red\"}"), -32602, "bad_input",
     "unknown attribute 'colour'"},
};

static void params_fault_table(void **state)
{
    for (size_t i = 0; i < COUNT(faults); i++)
        is_error(error_of(*state, faults[i].method, faults[i].params), faults[i].code, faults[i].data_code,
                 faults[i].text);
    json_t *r = result_of(*state, "service.stats", "{}");
    assert_int_equal(number_at(r, "generation"), 1); /* none of it was written */
}

/* {"<name>": "xxx..."} or {"<name>": ["xxx..."]} */
static void long_text(struct buf *params, const char *name, size_t length, bool array)
{
    buf_clear(params);
    buf_printf(params, "{\"%s\":%s\"", name, array ? "[" : "");
    for (size_t i = 0; i < length; i++)
        buf_append_char(params, 'x');
    buf_append_text(params, array ? "\"]}" : "\"}");
}

static void params_long_texts_meet_their_limits(void **state)
{
    struct buf params = {0};
    long_text(&params, "names", 1 << 20, true);
    is_error(error_of(*state, "term.normalise", buf_text(&params)), -32005, "limit",
             "names[0]: a name of 1048576 bytes: at most 4096");
    long_text(&params, "query", 1 << 20, false);
    is_error(error_of(*state, "term.lookup", buf_text(&params)), -32005, "limit", "a query of 1048576 bytes");
    long_text(&params, "prefix", 1 << 20, false);
    is_error(error_of(*state, "term.suggest", buf_text(&params)), -32005, "limit", "a query of 1048576 bytes");
    long_text(&params, "concept", 1 << 20, false);
    is_error(error_of(*state, "term.get", buf_text(&params)), -32001, "not_found", "no concept 'xxx");
    is_error(error_of(*state, "term.history", buf_text(&params)), -32001, "not_found", "no concept 'xxx");
    is_error(error_of(*state, "term.delete", buf_text(&params)), -32005, "limit", "id of 1048576 bytes: at most 120");
    long_text(&params, "text", ZHM_TEXT_MAX + 1, false);
    is_error(error_of(*state, "text.annotate", buf_text(&params)), -32005, "limit", "a text of 4194305 bytes");
    long_text(&params, "names", ZHM_NAME_MAX, true);
    result_of(*state, "term.normalise", buf_text(&params));
    buf_free(&params);
}

static void names_of(struct buf *params, size_t count)
{
    buf_clear(params);
    for (size_t i = 0; i < count; i++)
        buf_append_text(params, i ? ",\"MOFCOM\"" : "{\"names\":[\"MOFCOM\"");
    buf_append_text(params, "]}");
}

static void params_a_thousand_names_and_not_one_more(void **state)
{
    struct buf params = {0};
    names_of(&params, 1000);
    json_t *r = result_of(*state, "term.normalise", buf_text(&params));
    assert_int_equal(json_array_size(at(r, "results")), 1000);
    assert_string_equal(text_at(r, "results.999.concept"), "x/mofcom");
    names_of(&params, 1001);
    is_error(error_of(*state, "term.normalise", buf_text(&params)), -32005, "limit",
             "names: 1 to 1000 of them, not 1001");
    buf_free(&params);
}

static void put_of_more_terms_than_a_concept_has_is_a_limit(void **state)
{
    struct buf params = {0};
    buf_append_text(&params, "{\"concept\":{\"id\":\"x/a\",\"category\":\"place\",\"terms\":[" GOOD_TERM);
    for (size_t i = 0; i < ZHM_TERMS_MAX; i++)
        buf_append_text(&params, "," GOOD_TERM);
    buf_append_text(&params, "]}}");
    is_error(error_of(*state, "term.put", buf_text(&params)), -32005, "limit", "'terms': at most 1000");
    buf_free(&params);
}

static void params_many_more_than_any_method_has(void **state)
{
    struct buf params = {0};
    buf_append_char(&params, '{');
    for (int i = 0; i < 100; i++)
        buf_printf(&params, "%s\"p%d\":%d", i ? "," : "", i, i);
    buf_append_char(&params, '}');
    is_error(error_of(*state, "term.get", buf_text(&params)), -32602, "bad_input", "");
    buf_free(&params);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_DOOR(params_fault_table),
        WITH_DOOR(params_long_texts_meet_their_limits),
        WITH_DOOR(params_a_thousand_names_and_not_one_more),
        WITH_DOOR(put_of_more_terms_than_a_concept_has_is_a_limit),
        WITH_DOOR(params_many_more_than_any_method_has),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
