/* Sound requests, damaged at random: always one JSON reply or, for notifications, none; and the fast reader of plain
 * requests says what jansson's tree says. */
#include "../seeded.h"
#include "memory_door.h"

static const char *const sound[] = {
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"term.lookup\",\"params\":{\"query\":\"商务部\",\"limit\":3,\"lang\":"
    "\"zh\"}}",
    "{\"jsonrpc\": \"2.0\", \"id\": \"a\", \"method\": \"term.normalise\", \"params\": {\"names\": [\"MOFCOM\", "
    "\"x\"]}}",
    "{\"jsonrpc\":\"2.0\",\"id\":-1.5,\"method\":\"text.annotate\",\"params\":{\"text\":\"MOFCOM，商务部 \\u5546 "
    "\\\"\"}}",
    "{\"jsonrpc\":\"2.0\",\"id\":123456789012345,\"method\":\"term.get\",\"params\":{\"concept\":\"x/mofcom\"}}",
    "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"term.history\",\"params\":{\"concept\":\"x/cnta\",\"limit\":20}}",
    "{\"params\":{\"generation\":0,\"limit\":100},\"method\":\"changes.since\",\"id\":[],\"jsonrpc\":\"2.0\"}",
    "{\"jsonrpc\":\"2.0\",\"method\":\"term.suggest\",\"params\":{\"prefix\":\"min\",\"as_of\":\"2018-03-17\"}}",
    "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"text.annotate\",\"params\":{\"text\":\"MOFCOM\",\"compose\":false}}",
    "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"text.check\",\"params\":{\"source\":\"商务部\",\"target\":\"Ministry\"}"
    "}",
    "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"text.correct\",\"params\":{\"text\":\"One Belt One Road\"}}",
    "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"memory.lookup\",\"params\":{\"text\":\"河很长。\",\"from\":\"zh\","
    "\"to\":"
    "\"en\",\"min_score\":50,\"exact\":false}}",
    "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"memory.lookup\",\"params\":{\"texts\":[\"a\",\"b\"],\"from\":\"en\","
    "\"to\":"
    "\"zh\",\"since\":\"2020\"}}",
    "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"memory.export\",\"params\":{\"langs\":[\"en\",\"zh\"],\"after\":0}}",
    "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"memory.delete\",\"params\":{\"units\":[77,78]}}",
    "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"service.info\"}",
    "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"service.info\"},{\"jsonrpc\":\"2.0\",\"method\":\"service.info\"},7]",
};

static const char *const pieces[] = {"\"",
                                     "{",
                                     "}",
                                     "[",
                                     "]",
                                     ":",
                                     ",",
                                     "\\",
                                     "\\u0000",
                                     "\\ud800",
                                     "null",
                                     "true",
                                     "1e999",
                                     "-0",
                                     "0.5",
                                     "01",
                                     " ",
                                     "\n",
                                     "\xFF",
                                     "\xC3",
                                     "商",
                                     "\"id\"",
                                     "2.0",
                                     "\x7F",
                                     "\x01",
                                     "\t",
                                     "//",
                                     "[]",
                                     "{}",
                                     "\"\":",
                                     "18446744073709551616",
                                     "9223372036854775808",
                                     "\"x\":1,",
                                     "\"id\":1,",
                                     "\xEF\xBB\xBF"};

/* Some bytes gone, some new ones in their place, or a part twice. */
static void mutate(struct buf *out, const char *request)
{
    buf_clear(out);
    buf_append_text(out, request);
    for (size_t n = seeded(4); n > 0; n--) {
        struct buf next = {0};
        size_t from = seeded(out->len + 1), to = from + (seeded(2) ? seeded(3) : seeded(out->len - from + 1));
        to = to < out->len ? to : out->len;
        buf_append(&next, out->data, from);
        switch (seeded(4)) {
        case 0:
            buf_append_text(&next, pieces[seeded(COUNT(pieces))]);
            break;
        case 1:
            buf_append_char(&next, (char)seeded_next());
            break;
        case 2:
            buf_append(&next, out->data + from, to - from);
            buf_append(&next, out->data + from, to - from);
            break;
        default:
            break;
        }
        if (seeded(8)) /* else it ends here */
            buf_append(&next, out->data + to, out->len - to);
        buf_clear(out);
        buf_append_str(out, buf_str(&next));
        buf_free(&next);
    }
}

static bool sound_id(const json_t *id)
{
    return json_is_string(id) || json_is_number(id) || json_is_null(id);
}

static void check_reply(const json_t *reply)
{
    const json_t *error = json_object_get(reply, "error");
    assert_true(json_is_object(reply) && json_object_size(reply) == 3);
    assert_string_equal(json_string_value(json_object_get(reply, "jsonrpc")), "2.0");
    assert_true(sound_id(json_object_get(reply, "id")));
    assert_true(!error == !!json_object_get(reply, "result"));
    if (error) {
        assert_true(json_is_integer(json_object_get(error, "code")));
        assert_true(json_is_string(json_object_get(error, "message")));
        assert_true(json_is_object(json_object_get(error, "data")));
    }
}

/* No reply is right for notifications alone. */
static bool may_be_silent(const json_t *request)
{
    const char *version = json_string_value(json_object_get(request, "jsonrpc"));
    if (json_is_array(request)) {
        for (size_t i = 0; i < json_array_size(request); i++)
            if (!may_be_silent(json_array_get(request, i)))
                return false;
        return json_array_size(request) > 0;
    }
    return version && strcmp(version, "2.0") == 0 && !json_object_get(request, "id") &&
           json_is_string(json_object_get(request, "method"));
}

static void requests_damaged_anyhow_get_one_reply(void **state)
{
    struct door *d = *state;
    struct buf request = {0};
    unsigned silent = 0, refused = 0, answered = 0;
    seeded_begin(__func__);
    for (int i = 0; i < 12000; i++) {
        mutate(&request, sound[seeded(COUNT(sound))]);
        json_t *parsed = json_loadb(request.data, request.len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
        json_t *reply = ask_bytes(d, buf_str(&request));
        if (!reply && !may_be_silent(parsed))
            fail_msg("no reply to %.*s", (int)request.len, request.data);
        if (json_is_array(reply))
            for (size_t k = 0; k < json_array_size(reply); k++)
                check_reply(json_array_get(reply, k));
        else if (reply)
            check_reply(reply);
        if (!parsed && number_at(reply, "error.code") != -32700)
            fail_msg("no JSON, but answered: %.*s", (int)request.len, request.data);
        silent += !reply;
        refused += json_object_get(reply, "error") != NULL;
        answered += json_object_get(reply, "result") != NULL;
        json_decref(parsed);
    }
    assert_true(silent > 100 && refused > 1000 && answered > 1000);
    buf_free(&request);
}

/* In a batch every request is read from jansson's tree; alone it may be read as a plain one. */
static void requests_plain_or_not_are_answered_alike(void **state)
{
    struct door *d = *state;
    struct buf request = {0}, batch = {0}, alone = {0};
    unsigned compared = 0;
    seeded_begin(__func__);
    for (int i = 0; i < 12000; i++) {
        mutate(&request, sound[seeded(COUNT(sound) - 1)]);
        json_t *parsed = json_loadb(request.data, request.len, JSON_REJECT_DUPLICATES, NULL);
        bool object = json_is_object(parsed);
        json_decref(parsed);
        if (!object)
            continue;
        compared++;
        buf_clear(&batch);
        buf_append_char(&batch, '[');
        buf_append_str(&batch, buf_str(&request));
        buf_append_char(&batch, ']');
        buf_clear(&alone);
        buf_append_str(&alone, knock(d, buf_str(&request)));
        struct str reply = knock(d, buf_str(&batch));
        if (reply.len > 0) {
            assert_true(reply.data[0] == '[' && reply.data[reply.len - 1] == ']');
            reply = (struct str){reply.data + 1, reply.len - 2};
        }
        if (!str_equal(reply, buf_str(&alone)))
            fail_msg("%.*s\n  alone: %.*s\n  tree:  %.*s", (int)request.len, request.data, (int)alone.len, alone.data,
                     (int)reply.len, reply.data);
    }
    assert_true(compared > 2000);
    buf_free(&request);
    buf_free(&batch);
    buf_free(&alone);
}

static void requests_of_random_bytes_get_one_reply(void **state)
{
    struct door *d = *state;
    char bytes[64];
    seeded_begin(__func__);
    for (int i = 0; i < 5000; i++) {
        size_t n = seeded(sizeof bytes);
        for (size_t k = 0; k < n; k++)
            bytes[k] = seeded(2) ? "{}[]\":,0123e.-truefalsn\\ "[seeded(25)] : (char)seeded_next();
        assert_non_null(ask_bytes(d, (struct str){bytes, n}));
    }
}

static const char *const writes[] = {
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"term.put\",\"params\":{\"concept\":{\"id\":\"x/"
    "a\",\"category\":\"agency\","
    "\"from\":\"2018\",\"attributes\":{\"kind\":\"guild\"},\"relations\":[{\"kind\":\"part-of\",\"target\":\"x/b\"}],"
    "\"terms\":[{\"lang\":\"en\",\"text\":\"Guild\",\"status\":\"superseded\",\"type\":\"short\",\"to\":\"2020\"}]}}}",
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"memory.add\",\"params\":{\"units\":[{\"segments\":{\"en\":{\"text\":"
    "\"A "
    "river\",\"previous\":\"B\",\"tags\":[]},\"zh\":\"河\"},\"created\":\"2020-01-02\",\"notes\":[\"n\"],\"uses\":3,"
    "\"properties\":{\"p\":\"1\"}}]}}",
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"memory.edit\",\"params\":{\"unit\":1,\"segments\":"
    "{\"en\":\"A road\",\"zh\":\"路\"},"
    "\"domain\":\"d\",\"details\":[{\"kind\":\"note\",\"value\":\"n\"}]}}",
};

/* Whatever is accepted is sound: it comes back from get, and verify is content. */
static void writes_damaged_anyhow_leave_a_sound_database(void **state)
{
    struct door *d = *state;
    struct buf request = {0};
    unsigned written = 0;
    seeded_begin(__func__);
    for (int i = 0; i < 3000; i++) {
        mutate(&request, writes[seeded(COUNT(writes))]);
        json_t *reply = ask_bytes(d, buf_str(&request));
        bool done = json_object_get(reply, "result") != NULL;
        written += done;
        if (done && written % 10 == 0)
            memory_sound(d);
    }
    assert_true(written > 100);
    memory_sound(d);
    buf_free(&request);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_DOOR(requests_damaged_anyhow_get_one_reply),
        WITH_DOOR(requests_plain_or_not_are_answered_alike),
        WITH_DOOR(requests_of_random_bytes_get_one_reply),
        WITH_DOOR(writes_damaged_anyhow_leave_a_sound_database),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
