#include "runner.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define REQUEST(id, method, params) \
    "{\"jsonrpc\":\"2.0\",\"id\":" id ",\"method\":\"" method "\",\"params\":" params "}"

/** A line that comes in, and what its reply holds. */
struct line {
    const char *text, *reply;
};

static const struct line lines[] = {
    {REQUEST("1", "term.get", "{\"concept\":\"x/mofcom\"}"),
     "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"concept\":{\"id\":\"x/mofcom\""},
    {"not JSON", "\"id\":null,\"error\":{\"code\":-32700,"},
    {"", "\"error\":{\"code\":-32700,"},
    {"42", "\"error\":{\"code\":-32600,"},
    {"[]", "\"error\":{\"code\":-32600,"},
    {"\xff\xfe", "\"error\":{\"code\":-32700,"},
    {"{\"jsonrpc\":\"2.0\",\"id\":2,\"id\":3,\"method\":\"service.info\"}", "\"error\":{\"code\":-32700,"},
    {REQUEST("4", "term.nope", "{}"), "\"id\":4,\"error\":{\"code\":-32601,"},
    {REQUEST("5", "service.info", "{\"nope\":1}"), "\"id\":5,\"error\":{\"code\":-32602,"},
    {REQUEST("6", "term.get", "{}"), "\"id\":6,\"error\":{\"code\":-32602,"},
    {REQUEST("7", "term.get", "{\"concept\":\"x/no\"}"), "\"id\":7,\"error\":{|\"code\":\"not_found\""},
    {"{\"jsonrpc\":\"2.0\",\"method\":\"service.info\"}", NULL},
    {"[" REQUEST("8", "service.info", "{}") "," REQUEST("9", "service.info", "{}") "]", "[{|\"id\":8,|\"id\":9,|]"},
    {REQUEST("\"ten\"", "term.normalise", "{\"names\":[\"MOFCOM\"]}"), "\"id\":\"ten\",\"result\":{\"results\":[{"},
};
enum { LINES = sizeof lines / sizeof lines[0] };

static void check_replies(struct buf *out)
{
    char *at = out->data;
    for (size_t i = 0; i < LINES; i++) {
        if (!lines[i].reply)
            continue;
        char *end = strchr(at, '\n');
        if (!end) {
            fail_msg("no reply to %s", lines[i].text);
            return;
        }
        struct buf reply = {0};
        buf_append(&reply, at, (size_t)(end - at));
        assert_non_null(buf_text(&reply));
        check_pieces(lines[i].text, "reply", &reply, lines[i].reply);
        buf_free(&reply);
        at = end + 1;
    }
    assert_string_equal(at, "");
}

static void rpc_answers_each_line_in_order(void **state)
{
    (void)state;
    struct buf input = {0};
    for (size_t i = 0; i < LINES; i++)
        buf_printf(&input, "%s\n", lines[i].text);
    struct ran r = run(ARGUMENTS("rpc"), buf_str(&input));
    assert_int_equal(r.status, 0);
    check_pieces("rpc", "stderr", &r.err, NULL);
    check_replies(&r.out);
    ran_clear(&r);
    buf_free(&input);
}

/* A line of @count times @piece, then a good one. */
static void check_after(const char *description, const char *piece, size_t count, const char *pieces)
{
    struct buf input = {0};
    for (size_t i = 0; i < count; i++)
        buf_append_text(&input, piece);
    buf_append_text(&input, "\n" REQUEST("1", "service.info", "{}"));
    struct ran r = run(ARGUMENTS("rpc"), buf_str(&input));
    assert_int_equal(r.status, 0);
    check_pieces(description, "stdout", &r.out, pieces);
    check_pieces(description, "stderr", &r.err, NULL);
    ran_clear(&r);
    buf_free(&input);
}

static void rpc_goes_on_after_a_bad_line(void **state)
{
    (void)state;
    check_after("10 MB", "0123456789", 1000000,
                "\"id\":null,\"error\":{|\"limit\"|}}\n{\"jsonrpc\":\"2.0\",\"id\":1,\"result\"");
    check_after("10,000 deep", "[", 10000, "\"error\":{\"code\":-32700|}}\n{\"jsonrpc\":\"2.0\",\"id\":1,\"result\"");
    check_after("10,000 deep objects", "{\"a\":", 10000,
                "\"error\":{\"code\":-32700|}}\n{\"jsonrpc\":\"2.0\",\"id\":1,\"result\"");
}

/* The reply is there before the next request is. */
static void rpc_reply_does_not_wait_for_more(void **state)
{
    (void)state;
    struct talk t = talk_start(ARGUMENTS("rpc"));
    for (int i = 0; i < 3; i++) {
        talk_say(&t, REQUEST("1", "service.info", "{}") "\n{\"jsonrpc\"");
        const char *reply = talk_hear(&t);
        assert_non_null(reply);
        assert_non_null(strstr(reply, "\"id\":1,\"result\""));
        talk_say(&t, ":\"2.0\",\"id\":2,\"method\":\"service.info\"}\n");
        reply = talk_hear(&t);
        assert_non_null(reply);
        assert_non_null(strstr(reply, "\"id\":2,\"result\""));
    }
    assert_int_equal(talk_end(&t), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rpc_answers_each_line_in_order),
        cmocka_unit_test(rpc_goes_on_after_a_bad_line),
        cmocka_unit_test_teardown(rpc_reply_does_not_wait_for_more, talk_stop),
    };
    return cmocka_run_group_tests(tests, glossary_enter, folder_leave);
}
