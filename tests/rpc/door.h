/* door.h - the method table over a small glossary, asked with JSON texts */
#ifndef TESTS_RPC_DOOR_H
#define TESTS_RPC_DOOR_H

#include "rpc/rpc.h"

#include "../term/temp_glossary.h"

#include <jansson.h>
#include <string.h>

struct door {
    struct temp *temp;
    struct rpc *rpc;
    struct rpc_session *session;
    struct buf reply;
    json_t *json; /* the last reply */
};

MAYBE int door_open(void **state)
{
    struct door *d = calloc(1, sizeof *d);
    void *temp = NULL;
    if (!d || temp_new(&temp) != 0)
        return -1;
    d->temp = temp;
    load_path(d->temp, SOURCE_DIR "/tests/cases/glossary/small");
    *state = d;
    if (rpc_new(d->temp->db, NULL, &d->rpc, &d->temp->err) != ZHM_OK)
        return -1;
    return rpc_session_new(d->rpc, &d->session, &d->temp->err) == ZHM_OK ? 0 : -1;
}

MAYBE int door_close(void **state)
{
    struct door *d = *state;
    void *temp = d->temp;
    json_decref(d->json);
    rpc_session_free(d->session);
    rpc_free(d->rpc);
    buf_free(&d->reply);
    free(d);
    return temp_remove(&temp);
}

/* The reply's bytes, from a request in memory that ends with it. */
MAYBE struct str knock(struct door *d, struct str request)
{
    char *tight = malloc(request.len ? request.len : 1);
    assert_non_null(tight);
    if (request.len)
        memcpy(tight, request.data, request.len);
    buf_clear(&d->reply);
    rpc_handle(d->session, (struct str){tight, request.len}, &d->reply);
    free(tight);
    assert_false(d->reply.failed);
    return buf_str(&d->reply);
}

/* The reply as JSON; NULL: none. Whatever was asked, it is one sound text in one line. */
MAYBE json_t *ask_bytes(struct door *d, struct str request)
{
    json_error_t e;
    struct str reply = knock(d, request);
    json_decref(d->json);
    d->json = NULL;
    if (reply.len == 0)
        return NULL;
    assert_null(memchr(reply.data, '\n', reply.len));
    d->json = json_loadb(reply.data, reply.len, JSON_REJECT_DUPLICATES, &e);
    if (!d->json)
        fail_msg("the reply is no JSON: %s: %.*s", e.text, STR_ARG(reply));
    return d->json;
}

MAYBE json_t *ask(struct door *d, const char *request)
{
    return ask_bytes(d, str_of(request));
}

/* The result of a method; it must not be an error. */
MAYBE json_t *result_of(struct door *d, const char *method, const char *params)
{
    struct buf request = {0};
    buf_printf(&request, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":%s}", method, params);
    json_t *reply = ask_bytes(d, buf_str(&request)), *result = json_object_get(reply, "result");
    buf_free(&request);
    if (!result)
        fail_msg("%s: %.*s", method, STR_ARG(buf_str(&d->reply)));
    return result;
}

/* The error of a method, as its object. */
MAYBE json_t *error_of(struct door *d, const char *method, const char *params)
{
    struct buf request = {0};
    buf_printf(&request, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":%s}", method, params);
    json_t *reply = ask_bytes(d, buf_str(&request)), *error = json_object_get(reply, "error");
    buf_free(&request);
    if (!error)
        fail_msg("%s %s: no error: %.*s", method, params, STR_ARG(buf_str(&d->reply)));
    return error;
}

/* A text at a path such as "data.current.concept.id" or "matches.0.term"; NULL when there is none. */
MAYBE json_t *at(json_t *json, const char *path)
{
    char name[64];
    while (json && *path) {
        size_t n = strcspn(path, ".");
        snprintf(name, sizeof name, "%.*s", (int)n, path);
        json = json_is_array(json) ? json_array_get(json, strtoul(name, NULL, 10)) : json_object_get(json, name);
        path += path[n] ? n + 1 : n;
    }
    return json;
}

MAYBE const char *text_at(json_t *json, const char *path)
{
    return json_string_value(at(json, path));
}

MAYBE json_int_t number_at(json_t *json, const char *path)
{
    return json_is_integer(at(json, path)) ? json_integer_value(at(json, path)) : -1;
}

/* An error's parts agree with each other and with what is wanted. */
MAYBE void is_error(json_t *error, int code, const char *data_code, const char *text)
{
    const char *message = text_at(error, "message");
    if (!message || !strstr(message, text) || number_at(error, "code") != code)
        fail_msg("%lld \"%s\" instead of %d \"%s\"", (long long)number_at(error, "code"), message, code, text);
    assert_string_equal(text_at(error, "data.code"), data_code);
    assert_string_equal(text_at(error, "data.text"), message);
}

#define WITH_DOOR(test) cmocka_unit_test_setup_teardown(test, door_open, door_close)

#endif
