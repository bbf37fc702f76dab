#include "client/client.h"

#include "harness.h"

static void client_open_malformed_endpoint_is_bad_input(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "", "nonsense", "tcp://", "tcp://127.0.0.1", "foo://bar:1", "tcp://127.0.0.1:port"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct client *c = NULL;
        zhm_error err = {0};
        assert_int_equal(client_open(cases[i], 100, &c, &err), ZHM_BAD_INPUT);
        assert_null(c);
    }
}

static void client_call_without_service_names_endpoint_and_time(void **state)
{
    (void)state;
    struct harness h;
    struct client *c;
    struct buf reply = {0};
    zhm_error err = {0};
    harness_folder(&h);
    assert_int_equal(client_open(h.endpoint, 30, &c, &err), ZHM_OK);
    assert_int_equal(client_call(c, STR("{}"), &reply, &err), ZHM_LIMIT);
    assert_non_null(strstr(err.text, h.endpoint));
    assert_non_null(strstr(err.text, "30 ms"));
    assert_int_equal(reply.len, 0);
    client_close(c);
    harness_remove(&h);
}

static void client_call_appends_the_reply(void **state)
{
    (void)state;
    struct harness h;
    struct client *c;
    struct buf reply = {0};
    zhm_error err = {0};
    harness_start(&h, (struct service_options){0});
    assert_int_equal(client_open(h.endpoint, PATIENCE_MS, &c, &err), ZHM_OK);
    buf_append_text(&reply, "before ");
    for (int i = 0; i < 2; i++)
        assert_int_equal(
            client_call(c, STR("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"service.info\"}"), &reply, &err), ZHM_OK);
    assert_non_null(buf_text(&reply));
    assert_memory_equal(reply.data, "before {", 8);
    assert_non_null(strstr(reply.data, "\"id\":7"));
    buf_free(&reply);
    client_close(c);
    harness_stop(&h);
}

static void client_call_too_long_is_limit(void **state)
{
    (void)state;
    struct client *c;
    struct buf reply = {0};
    zhm_error err = {0};
    assert_int_equal(client_open("tcp://127.0.0.1:1", 30, &c, &err), ZHM_OK);
    assert_int_equal(client_call(c, (struct str){"", (size_t)CLIENT_REQUEST_MAX + 1}, &reply, &err), ZHM_LIMIT);
    client_close(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(client_open_malformed_endpoint_is_bad_input),
        cmocka_unit_test(client_call_without_service_names_endpoint_and_time),
        cmocka_unit_test(client_call_appends_the_reply),
        cmocka_unit_test(client_call_too_long_is_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
