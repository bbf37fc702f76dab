/* JSON-RPC 2.0 itself: what is a request, what goes back, whatever comes. */
#include "door.h"

#define GET "\"method\":\"term.get\",\"params\":{\"concept\":\"x/mofcom\"}"
#define NOTE "{\"jsonrpc\":\"2.0\"," GET "}"

static const struct {
    const char *request, *id; /* of the reply, as JSON */
    int code;
    const char *data_code, *text;
} faults[] = {
    {"", "null", -32700, "bad_input", "not JSON at byte 0"},
    {" ", "null", -32700, "bad_input", "not JSON"},
    {"hello", "null", -32700, "bad_input", "not JSON"},
    {"{", "null", -32700, "bad_input", "not JSON"},
    {"{\"jsonrpc\":\"2.0\",\"id\":1," GET "}x", "null", -32700, "bad_input", "not JSON at byte"},
    {"{\"jsonrpc\":\"2.0\",\"id\":1," GET "}{}", "null", -32700, "bad_input", "not JSON"},
    {"{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2," GET "}", "null", -32700, "bad_input", "duplicate object key"},
    {"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"term.get\",\"params\":{\"concept\":\"a\",\"concept\":\"b\"}}", "null",
     -32700, "bad_input", "duplicate object key"},
    {"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"term.get\",\"params\":{\"concept\":\"a\\u0000b\"}}", "null", -32700,
     "bad_input", "U+0000"},
    {"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"term.get\",\"params\":{\"concept\":\"\\ud800\"}}", "null", -32700,
     "bad_input", "not JSON"},
    {"{\"jsonrpc\":\"2.0\",\"id\":99999999999999999999," GET "}", "null", -32700, "bad_input", "too big integer"},
    {"{\"jsonrpc\":\"2.0\",\"id\":01," GET "}", "null", -32700, "bad_input", "not JSON"},
    {"{\"jsonrpc\":\"2.0\",\"id\":1,}", "null", -32700, "bad_input", "not JSON"},
    {"{'jsonrpc':'2.0'}", "null", -32700, "bad_input", "not JSON"},
    {"\xEF\xBB\xBF{}", "null", -32700, "bad_input", "not JSON"},
    {"{\"jsonrpc\":\"2.0\",\"id\":\"\xFF\"," GET "}", "null", -32700, "bad_input", "invalid UTF-8 at byte 23"},
    {"1", "null", -32600, "bad_input", "a request must be an object"},
    {"\"text\"", "null", -32600, "bad_input", "a request must be an object"},
    {"null", "null", -32600, "bad_input", "a request must be an object"},
    {"true", "null", -32600, "bad_input", "a request must be an object"},
    {"{}", "null", -32600, "bad_input", "'jsonrpc' must be \"2.0\""},
    {"{\"id\":7," GET "}", "7", -32600, "bad_input", "'jsonrpc' must be \"2.0\""},
    {"{\"jsonrpc\":2.0,\"id\":7," GET "}", "7", -32600, "bad_input", "'jsonrpc' must be \"2.0\""},
    {"{\"jsonrpc\":\"1.0\",\"id\":7," GET "}", "7", -32600, "bad_input", "'jsonrpc' must be \"2.0\""},
    {"{\"jsonrpc\":\"2.0\",\"id\":[]," GET "}", "null", -32600, "bad_input", "'id' must be a text, a number or null"},
    {"{\"jsonrpc\":\"2.0\",\"id\":{}," GET "}", "null", -32600, "bad_input", "'id' must be a text, a number or null"},
    {"{\"jsonrpc\":\"2.0\",\"id\":true," GET "}", "null", -32600, "bad_input", "'id' must be a text, a number or null"},
    {"{\"jsonrpc\":\"2.0\",\"id\":7}", "7", -32600, "bad_input", "'method' must be a text"},
    {"{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":7}", "7", -32600, "bad_input", "'method' must be a text"},
    {"{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"term.fly\"}", "7", -32601, "not_found", "no method 'term.fly'"},
    {"{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"\"}", "7", -32601, "not_found", "no method ''"},
    {"{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"TERM.GET\"}", "7", -32601, "not_found", "no method 'TERM.GET'"},
    {"{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"term.get\",\"params\":[\"x/mofcom\"]}", "7", -32602, "bad_input",
     "'params' must be an object: parameters go by name"},
    {"{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"term.get\",\"params\":null}", "7", -32602, "bad_input",
     "'params' must be an object"},
    {"{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"term.get\"}", "7", -32602, "bad_input",
     "term.get needs the parameter 'concept'"},
    {"{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"term.get\",\"params\":{\"concept\":\"x/none\"}}", "7", -32001,
     "not_found", "no concept 'x/none'"},
    {"[]", "null", -32600, "bad_input", "a batch of 0 requests: 1 to 1000"},
};

static void protocol_fault_table(void **state)
{
    struct door *d = *state;
    for (size_t i = 0; i < COUNT(faults); i++) {
        json_t *reply = ask(d, faults[i].request), *id = json_loads(faults[i].id, JSON_DECODE_ANY, NULL);
        assert_string_equal(text_at(reply, "jsonrpc"), "2.0");
        if (!json_equal(json_object_get(reply, "id"), id))
            fail_msg("%s: id is not %s: %.*s", faults[i].request, faults[i].id, STR_ARG(buf_str(&d->reply)));
        json_decref(id);
        assert_null(json_object_get(reply, "result"));
        is_error(json_object_get(reply, "error"), faults[i].code, faults[i].data_code, faults[i].text);
    }
}

static void protocol_id_comes_back_as_it_is(void **state)
{
    static const char *const ids[] = {"0",
                                      "1",
                                      "-1",
                                      "9007199254740993",
                                      "9223372036854775807",
                                      "1.5",
                                      "-2.5e-3",
                                      "null",
                                      "\"\"",
                                      "\"a\"",
                                      "\"商\"",
                                      "\"\\\"\"",
                                      "\"\\n\"",
                                      "\"\\u0001\\\\/\"",
                                      "\"\\u4e2d\"",
                                      "1e300",
                                      "123456789012345",
                                      "1234567890123456",
                                      "\"\x7F\"",
                                      "\"</script>\""};
    struct door *d = *state;
    for (size_t i = 0; i < COUNT(ids); i++) {
        struct buf request = {0};
        buf_printf(&request, "{\"jsonrpc\":\"2.0\",\"id\": %s ," GET "}", ids[i]);
        json_t *reply = ask_bytes(d, buf_str(&request)), *id = json_loads(ids[i], JSON_DECODE_ANY, NULL);
        if (!json_equal(json_object_get(reply, "id"), id))
            fail_msg("id %s: %.*s", ids[i], STR_ARG(buf_str(&d->reply)));
        assert_string_equal(text_at(reply, "result.concept.id"), "x/mofcom");
        json_decref(id);
        buf_free(&request);
    }
}

static void protocol_notification_gets_no_reply(void **state)
{
    static const char *const requests[] = {
        NOTE,
        "{\"jsonrpc\":\"2.0\",\"method\":\"term.fly\"}",
        "{\"jsonrpc\":\"2.0\",\"method\":\"term.get\"}",
        "{\"jsonrpc\":\"2.0\",\"method\":\"term.get\",\"params\":{\"concept\":\"x/none\"}}",
        "[" NOTE "," NOTE "]",
        "[" NOTE "]",
    };
    struct door *d = *state;
    for (size_t i = 0; i < COUNT(requests); i++)
        assert_null(ask(d, requests[i]));
}

static void protocol_notification_that_writes_is_done(void **state)
{
    struct door *d = *state;
    assert_null(ask(d, "{\"jsonrpc\":\"2.0\",\"method\":\"term.delete\",\"params\":{\"concept\":\"x/mofcom\"}}"));
    is_error(error_of(d, "term.get", "{\"concept\":\"x/mofcom\"}"), -32001, "not_found", "no concept 'x/mofcom'");
}

static void protocol_batch_answers_each_but_notifications(void **state)
{
    struct door *d = *state;
    json_t *reply = ask(d, "[{\"jsonrpc\":\"2.0\",\"id\":1," GET "}," NOTE ",7,"
                           "{\"jsonrpc\":\"2.0\",\"id\":\"b\",\"method\":\"term.fly\"},"
                           "{\"jsonrpc\":\"2.0\",\"id\":1," GET "},[],{\"id\":3}]");
    assert_int_equal(json_array_size(reply), 6);
    assert_string_equal(text_at(reply, "0.result.concept.id"), "x/mofcom");
    assert_int_equal(number_at(reply, "1.error.code"), -32600);
    assert_true(json_is_null(at(reply, "1.id")));
    assert_string_equal(text_at(reply, "2.id"), "b");
    assert_int_equal(number_at(reply, "2.error.code"), -32601);
    assert_string_equal(text_at(reply, "3.result.concept.id"), "x/mofcom");
    assert_int_equal(number_at(reply, "4.error.code"), -32600);
    assert_int_equal(number_at(reply, "5.error.code"), -32600);
    assert_int_equal(number_at(reply, "5.id"), 3);
}

static void batch_of(struct buf *out, size_t count)
{
    buf_clear(out);
    for (size_t i = 0; i < count; i++)
        buf_printf(out, "%s{\"jsonrpc\":\"2.0\",\"id\":%zu," GET "}", i ? "," : "[", i);
    buf_append_char(out, ']');
}

static void protocol_batch_of_a_thousand_and_not_one_more(void **state)
{
    struct door *d = *state;
    struct buf request = {0};
    batch_of(&request, RPC_BATCH_MAX);
    json_t *reply = ask_bytes(d, buf_str(&request));
    assert_int_equal(json_array_size(reply), RPC_BATCH_MAX);
    assert_int_equal(number_at(reply, "999.id"), 999);
    batch_of(&request, RPC_BATCH_MAX + 1);
    reply = ask_bytes(d, buf_str(&request));
    is_error(json_object_get(reply, "error"), -32600, "limit", "a batch of 1001 requests: 1 to 1000");
    buf_free(&request);
}

static void protocol_ten_megabytes_are_a_limit(void **state)
{
    struct door *d = *state;
    size_t size = 10 << 20;
    char *bytes = malloc(size);
    assert_non_null(bytes);
    memset(bytes, ' ', size);
    json_t *reply = ask_bytes(d, (struct str){bytes, size});
    is_error(json_object_get(reply, "error"), -32600, "limit", "a request of 10485760 bytes: at most 8388608");
    assert_true(json_is_null(json_object_get(reply, "id")));
    memcpy(bytes, NOTE, sizeof NOTE - 1);
    assert_null(ask_bytes(d, (struct str){bytes, RPC_REQUEST_MAX}));
    free(bytes);
}

static void protocol_deep_nesting_is_an_error(void **state)
{
    static const char *const brackets[] = {"[", "{\"a\":", "{\"jsonrpc\":\"2.0\",\"id\":1,\"params\":[["};
    struct door *d = *state;
    for (size_t k = 0; k < COUNT(brackets); k++) {
        struct buf request = {0};
        for (int i = 0; i < 10000; i++)
            buf_append_text(&request, brackets[k]);
        json_t *reply = ask_bytes(d, buf_str(&request));
        is_error(json_object_get(reply, "error"), -32700, "bad_input", "not JSON at byte");
        buf_free(&request);
    }
}

/* An error quotes what it was given, and cuts it: never within a sign. */
static void protocol_error_text_is_cut_between_signs(void **state)
{
    struct door *d = *state;
    for (size_t shift = 0; shift < 4; shift++) {
        struct buf name = {0}, params = {0};
        for (size_t i = 0; i < shift; i++)
            buf_append_char(&name, 'x');
        for (int i = 0; i < 100; i++)
            buf_append_text(&name, "商");
        const char *text = buf_text(&name);
        is_error(error_of(d, text, "{}"), -32601, "not_found", "no method '");
        buf_printf(&params, "{\"concept\":\"%s\"}", text);
        is_error(error_of(d, "term.get", buf_text(&params)), -32001, "not_found", "no concept '");
        is_error(error_of(d, "term.delete", buf_text(&params)), -32005, "limit", "id of ");
        is_error(error_of(d, "term.history", buf_text(&params)), -32001, "not_found", "");
        buf_clear(&params);
        buf_printf(&params, "{\"%s\":1}", text);
        is_error(error_of(d, "term.get", buf_text(&params)), -32602, "bad_input", "has no parameter '");
        buf_clear(&params);
        buf_printf(&params, "{\"query\":\"a\",\"as_of\":\"%s\"}", text);
        is_error(error_of(d, "term.lookup", buf_text(&params)), -32602, "bad_input", "bad date '");
        buf_clear(&params);
        buf_printf(&params, "{\"query\":\"a\",\"lang\":\"%s\"}", text);
        is_error(error_of(d, "term.lookup", buf_text(&params)), -32602, "bad_input", "");
        buf_clear(&params);
        buf_printf(&params, "{\"query\":\"a\",\"match\":\"%s\"}", text);
        is_error(error_of(d, "term.lookup", buf_text(&params)), -32602, "bad_input", "unknown match");
        buf_clear(&params);
        buf_printf(&params, "{\"query\":\"a\",\"category\":\"%s\"}", text);
        is_error(error_of(d, "term.lookup", buf_text(&params)), -32602, "bad_input", "unknown category");
        buf_clear(&params);
        buf_printf(&params, "{\"concept\":{\"id\":\"x/a\",\"%s\":1}}", text);
        is_error(error_of(d, "term.put", buf_text(&params)), -32602, "bad_input", "unknown member");
        buf_free(&name);
        buf_free(&params);
    }
}

static void protocol_second_reply_in_one_buffer_is_the_same(void **state)
{
    struct door *d = *state;
    struct buf first = {0}, both = {0};
    const struct str request = STR("{\"jsonrpc\":\"2.0\",\"id\":1," GET "}");
    rpc_handle(d->session, request, &first);
    rpc_handle(d->session, request, &both);
    rpc_handle(d->session, request, &both);
    assert_int_equal(both.len, 2 * first.len);
    assert_true(str_equal(str_from(buf_str(&both), first.len), buf_str(&first)));
    buf_free(&first);
    buf_free(&both);
}

static void refuse_answers_by_the_id_of_the_request(void **state)
{
    static const struct {
        const char *request, *id;
    } cases[] = {
        {"{\"jsonrpc\":\"2.0\",\"id\":7," GET "}", "7"},
        {"{\"jsonrpc\":\"2.0\",\"id\":\"\\u5546\"," GET "}", "\"商\""},
        {"{\"id\":7}", "7"},
        {"no JSON", "null"},
        {"[{\"id\":7}]", "null"},
        {NOTE, NULL},
    };
    zhm_error busy = {ZHM_LIMIT, 0, 0, "busy: 4096 requests wait; try again later"};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf reply = {0};
        rpc_refuse(str_of(cases[i].request), &busy, &reply);
        if (!cases[i].id) {
            assert_int_equal(reply.len, 0);
            continue;
        }
        json_t *json = json_loadb(reply.data, reply.len, 0, NULL), *id = json_loads(cases[i].id, JSON_DECODE_ANY, NULL);
        assert_true(json_equal(json_object_get(json, "id"), id));
        is_error(json_object_get(json, "error"), -32005, "limit", "busy: ");
        assert_true(json_is_true(at(json, "error.data.busy")));
        json_decref(json);
        json_decref(id);
        buf_free(&reply);
    }
}

static void light_requests_are_short_and_do_not_write(void **state)
{
    char longer[3000];
    (void)state;
    assert_true(rpc_is_light(STR("{\"jsonrpc\":\"2.0\",\"id\":7," GET "}")));
    assert_false(rpc_is_light(STR("{\"method\":\"term.put\"}")));
    assert_false(rpc_is_light(STR("{\"method\":\"changes.since\"}")));
    memset(longer, ' ', sizeof longer);
    assert_false(rpc_is_light((struct str){longer, sizeof longer}));
    assert_true(rpc_is_light((struct str){0}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_DOOR(protocol_fault_table),
        WITH_DOOR(protocol_id_comes_back_as_it_is),
        WITH_DOOR(protocol_notification_gets_no_reply),
        WITH_DOOR(protocol_notification_that_writes_is_done),
        WITH_DOOR(protocol_batch_answers_each_but_notifications),
        WITH_DOOR(protocol_batch_of_a_thousand_and_not_one_more),
        WITH_DOOR(protocol_ten_megabytes_are_a_limit),
        WITH_DOOR(protocol_deep_nesting_is_an_error),
        WITH_DOOR(protocol_error_text_is_cut_between_signs),
        WITH_DOOR(protocol_second_reply_in_one_buffer_is_the_same),
        cmocka_unit_test(refuse_answers_by_the_id_of_the_request),
        cmocka_unit_test(light_requests_are_short_and_do_not_write),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
