/* What a session keeps of its answers is what it would answer anew. */
#include "rpc/answer_cache.h"

#include "../seeded.h"
#include "door.h"

static void cache_gives_what_was_put(void **state)
{
    struct answer_cache *c = calloc(1, sizeof *c);
    (void)state;
    assert_non_null(c);
    assert_null(answer_cache_get(c, 1, STR("a")).data);
    answer_cache_put(c, STR("a"), STR("{1}"));
    assert_true(str_is(answer_cache_get(c, 1, STR("a")), "{1}"));
    assert_null(answer_cache_get(c, 1, STR("b")).data);
    assert_null(answer_cache_get(c, 2, STR("a")).data); /* another generation */
    assert_null(answer_cache_get(c, 1, STR("a")).data);
    answer_cache_free(c);
    free(c);
}

static void cache_is_bounded(void **state)
{
    struct answer_cache *c = calloc(1, sizeof *c);
    char answer[16385] = "", key[32];
    (void)state;
    assert_non_null(c);
    memset(answer, 'x', sizeof answer - 1);
    answer_cache_put(c, STR("long"), (struct str){answer, sizeof answer});
    assert_null(answer_cache_get(c, 0, STR("long")).data);
    for (int i = 0; i < 2000; i++) {
        snprintf(key, sizeof key, "%d", i);
        assert_null(answer_cache_get(c, 0, str_of(key)).data);
        answer_cache_put(c, str_of(key), (struct str){answer, 4096});
        assert_true(c->bytes <= ANSWER_CACHE_BYTES + 8192);
    }
    assert_null(answer_cache_get(c, 0, STR("0")).data);
    assert_int_equal(answer_cache_get(c, 0, STR("1999")).len, 4096);
    answer_cache_free(c);
    free(c);
}

/* A request about a few names, some of them over and over, with options that change the answer. */
static void random_request(struct buf *b)
{
    static const char *const names[] = {"MOFCOM", "商务部", "Ministry of Commerce", "no such name", "cache office",
                                        "WHO",    "x"};
    static const char *const options[] = {"", ",\"lang\":\"en\"", ",\"as_of\":\"2001\"", ",\"category\":\"title\"",
                                          ",\"style\":\"beijing-2008\""};
    buf_clear(b);
    buf_append_text(b, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"term.normalise\",\"params\":{\"names\":[");
    for (size_t n = 1 + seeded(3); n > 0; n--)
        buf_printf(b, "\"%s\"%s", names[seeded(COUNT(names))], n > 1 ? "," : "");
    buf_printf(b, "]%s}}", options[seeded(COUNT(options))]);
}

static void put_office(struct door *d, size_t i)
{
    char params[256];
    snprintf(params, sizeof params,
             "{\"concept\":{\"id\":\"my/cache\",\"category\":\"agency\",\"terms\":[{\"lang\":\"en\",\"text\":\"%s\","
             "\"status\":\"preferred\"}]}}",
             i % 2 ? "Cache Office" : "Other Office");
    result_of(d, "term.put", params);
}

static void kept_answers_are_fresh_ones(void **state)
{
    struct door *d = *state;
    struct buf request = {0}, fresh = {0};
    seeded_begin("kept_answers_are_fresh_ones");
    for (size_t i = 0; i < 3000; i++) {
        struct rpc_session *other;
        if (seeded(50) == 0)
            put_office(d, i);
        random_request(&request);
        assert_int_equal(rpc_session_new(d->rpc, &other, NULL), ZHM_OK);
        buf_clear(&fresh);
        rpc_handle(other, buf_str(&request), &fresh);
        rpc_session_free(other);
        struct str kept = knock(d, buf_str(&request));
        if (!str_equal(kept, buf_str(&fresh)))
            fail_msg("kept %.*s\nfresh %.*s", (int)kept.len, kept.data, (int)fresh.len, fresh.data);
    }
    buf_free(&request);
    buf_free(&fresh);
}

static void request_of_too_many_values_is_limit(void **state)
{
    struct door *d = *state;
    struct buf request = {0};
    buf_append_text(&request,
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"term.put\",\"params\":{\"concept\":{\"terms\":[");
    for (int i = 0; i < RPC_VALUES_MAX; i++)
        buf_append_text(&request, "{},");
    buf_append_text(&request, "{}]}}}");
    json_t *reply = ask_bytes(d, buf_str(&request));
    assert_string_equal(text_at(reply, "error.data.code"), "limit");
    buf_clear(&request);
    buf_append_text(&request, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"text.annotate\",\"params\":{\"text\":\"");
    for (int i = 0; i < RPC_VALUES_MAX + 10; i++)
        buf_append_text(&request, "a,\\n");
    buf_append_text(&request, "\"}}");
    reply = ask_bytes(d, buf_str(&request));
    assert_true(json_is_object(at(reply, "result"))); /* commas of a text are no values */
    buf_free(&request);
}

/* What no longer fits is an error, each for itself; what came before stands. */
static void reply_past_its_bound_is_limit(void **state)
{
    struct door *d = *state;
    struct buf params = {0};
    buf_append_text(&params, "{\"concept\":{\"id\":\"my/wide\",\"category\":\"agency\",\"terms\":[");
    for (int i = 0; i < 40; i++) {
        buf_printf(&params, "%s{\"lang\":\"en\",\"text\":\"Wide Office %d\",\"status\":\"admitted\",\"note\":\"",
                   i ? "," : "", i);
        for (int k = 0; k < 1600; k++)
            buf_append_text(&params, "0123456789");
        buf_append_text(&params, "\"}");
    }
    buf_append_text(&params, "]}}");
    result_of(d, "term.put", buf_text(&params));
    buf_clear(&params);
    buf_append_char(&params, '[');
    for (int i = 0; i < 100; i++)
        buf_printf(&params,
                   "%s{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"term.get\",\"params\":{\"concept\":\"my/wide\"}}",
                   i ? "," : "", i);
    buf_append_char(&params, ']');
    json_t *reply = ask_bytes(d, buf_str(&params)); /* 64 MB */
    assert_int_equal(json_array_size(reply), 100);
    assert_true(json_is_object(at(reply, "0.result")));
    assert_string_equal(text_at(reply, "99.error.data.code"), "limit");
    buf_free(&params);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cache_gives_what_was_put), cmocka_unit_test(cache_is_bounded),
        WITH_DOOR(kept_answers_are_fresh_ones),     WITH_DOOR(request_of_too_many_values_is_limit),
        WITH_DOOR(reply_past_its_bound_is_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
