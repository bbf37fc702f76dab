#include "service/endpoint.h"

#include "harness.h"

static void endpoint_parse_takes_loopback_and_ipc_alone(void **state)
{
    (void)state;
    static const struct {
        const char *input;
        zhm_code code;
        const char *text;
    } cases[] = {
        {"tcp://127.0.0.1:5757", ZHM_OK, "tcp://127.0.0.1:5757"},
        {"tcp://127.8.9.10:0", ZHM_OK, "tcp://127.8.9.10:0"},
        {"tcp://localhost:*", ZHM_OK, "tcp://127.0.0.1:*"},
        {"tcp://[::1]:65535", ZHM_OK, "tcp://[::1]:65535"},
        {"ipc:///run/zhengming/socket", ZHM_OK, "ipc:///run/zhengming/socket"},
        {"ipc://here", ZHM_OK, "ipc://here"},
        {"tcp://*:5757", ZHM_DENIED, NULL},
        {"tcp://0.0.0.0:5757", ZHM_DENIED, NULL},
        {"tcp://[::]:5757", ZHM_DENIED, NULL},
        {"tcp://[::ffff:127.0.0.1]:1", ZHM_DENIED, NULL},
        {"tcp://192.168.1.1:5757", ZHM_DENIED, NULL},
        {"tcp://128.0.0.1:5757", ZHM_DENIED, NULL},
        {"tcp://127.1:5757", ZHM_DENIED, NULL},
        {"tcp://0127.0.0.1:5757", ZHM_DENIED, NULL},
        {"tcp://127.0.0.1.example.org:5757", ZHM_DENIED, NULL},
        {"tcp://127.0.0.1;192.168.1.1:5757", ZHM_DENIED, NULL},
        {"tcp://eth0:5757", ZHM_DENIED, NULL},
        {"tcp://example.org:5757", ZHM_DENIED, NULL},
        {"tcp://localhost.:5757", ZHM_DENIED, NULL},
        {"tcp://127.0.0.1", ZHM_BAD_INPUT, NULL},
        {"tcp://127.0.0.1:", ZHM_BAD_INPUT, NULL},
        {"tcp://127.0.0.1:65536", ZHM_BAD_INPUT, NULL},
        {"tcp://127.0.0.1:-1", ZHM_BAD_INPUT, NULL},
        {"tcp://127.0.0.1:http", ZHM_BAD_INPUT, NULL},
        {"tcp://:5757", ZHM_BAD_INPUT, NULL},
        {"ipc://", ZHM_BAD_INPUT, NULL},
        {"ipc://*", ZHM_BAD_INPUT, NULL},
        {"inproc://x", ZHM_BAD_INPUT, NULL},
        {"pgm://eth0;239.0.0.1:1", ZHM_BAD_INPUT, NULL},
        {"127.0.0.1:5757", ZHM_BAD_INPUT, NULL},
        {"", ZHM_BAD_INPUT, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct endpoint e;
        zhm_error err = {0};
        zhm_code code = endpoint_parse(cases[i].input, &e, &err);
        if (code != cases[i].code)
            fail_msg("%s: %s, %s", cases[i].input, zhm_code_name(code), err.text);
        if (cases[i].text)
            assert_string_equal(e.text, cases[i].text);
        if (code == ZHM_DENIED)
            assert_non_null(strstr(err.text, "client keys do not exist yet"));
    }
}

static void endpoint_parse_long_path_is_bad_input(void **state)
{
    (void)state;
    char text[200] = "ipc:///";
    struct endpoint e;
    memset(text + 7, 'x', sizeof text - 8);
    text[sizeof text - 1] = '\0';
    assert_int_equal(endpoint_parse(text, &e, NULL), ZHM_BAD_INPUT);
}

static zhm_code bind_new(void *context, const char *text, zhm_error *err)
{
    struct endpoint e;
    zhm_code code = endpoint_parse(text, &e, err);
    void *socket = zmq_socket(context, ZMQ_ROUTER);
    if (code == ZHM_OK)
        code = endpoint_bind(socket, &e, err);
    zmq_close(socket);
    return code;
}

static void endpoint_bind_port_in_use_is_conflict(void **state)
{
    (void)state;
    void *context = zmq_ctx_new(), *first = zmq_socket(context, ZMQ_ROUTER);
    struct endpoint e;
    zhm_error err = {0};
    assert_int_equal(endpoint_parse("tcp://localhost:0", &e, &err), ZHM_OK);
    assert_int_equal(endpoint_bind(first, &e, &err), ZHM_OK);
    assert_null(strstr(e.text, ":0"));
    assert_int_equal(bind_new(context, e.text, &err), ZHM_CONFLICT);
    assert_non_null(strstr(err.text, e.text));
    zmq_close(first);
    zmq_ctx_term(context);
}

static void endpoint_bind_living_socket_is_conflict(void **state)
{
    (void)state;
    struct harness h;
    harness_folder(&h);
    void *context = zmq_ctx_new(), *first = zmq_socket(context, ZMQ_ROUTER);
    struct endpoint e;
    zhm_error err = {0};
    assert_int_equal(endpoint_parse(h.endpoint, &e, &err), ZHM_OK);
    assert_int_equal(endpoint_bind(first, &e, &err), ZHM_OK);
    assert_int_equal(bind_new(context, h.endpoint, &err), ZHM_CONFLICT);
    assert_non_null(strstr(err.text, h.endpoint));
    zmq_close(first);
    zmq_ctx_term(context);
    harness_remove(&h);
}

static void endpoint_bind_stale_socket_is_replaced(void **state)
{
    (void)state;
    struct harness h;
    harness_folder(&h);
    struct sockaddr_un address = harness_address(&h);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    close(fd);
    void *context = zmq_ctx_new();
    zhm_error err = {0};
    assert_int_equal(bind_new(context, h.endpoint, &err), ZHM_OK);
    zmq_ctx_term(context);
    harness_remove(&h);
}

static void endpoint_bind_keeps_a_file_that_is_no_socket(void **state)
{
    (void)state;
    struct harness h;
    harness_folder(&h);
    const char *path = h.endpoint + strlen("ipc://");
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fclose(file);
    void *context = zmq_ctx_new();
    zhm_error err = {0};
    assert_int_equal(bind_new(context, h.endpoint, &err), ZHM_CONFLICT);
    assert_int_equal(access(path, F_OK), 0);
    zmq_ctx_term(context);
    harness_remove(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(endpoint_parse_takes_loopback_and_ipc_alone),
        cmocka_unit_test(endpoint_parse_long_path_is_bad_input),
        cmocka_unit_test(endpoint_bind_port_in_use_is_conflict),
        cmocka_unit_test(endpoint_bind_living_socket_is_conflict),
        cmocka_unit_test(endpoint_bind_stale_socket_is_replaced),
        cmocka_unit_test(endpoint_bind_keeps_a_file_that_is_no_socket),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
