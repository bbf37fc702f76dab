#include "client/client.h"

#include "base/fault.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zmq.h>

struct client {
    void *context, *socket;
    char *endpoint;
    unsigned timeout_ms;
    uint64_t call; /* the number of the last one: the correlation frame */
};

static zhm_code zmq_fault(const char *endpoint, zhm_error *err)
{
    return zhm_fail(err, ZHM_STORAGE, "%.120s: %s", endpoint, zmq_strerror(zmq_errno()));
}

static zhm_code connect_fault(const char *endpoint, zhm_error *err)
{
    int cause = zmq_errno();
    if (cause == EINVAL || cause == EPROTONOSUPPORT || cause == ENOCOMPATPROTO || cause == ENAMETOOLONG ||
        cause == ENODEV || cause == ENXIO)
        return zhm_fail(err, ZHM_BAD_INPUT,
                        "%.120s: not an endpoint such as tcp://127.0.0.1:5757 or ipc:///run/zhengming", endpoint);
    return zmq_fault(endpoint, err);
}

/* What is not sent when the client closes is given up; a server that vanished is noticed. */
static bool set_options(struct client *c)
{
    const struct {
        int name, value;
    } options[] = {
        {ZMQ_LINGER, 0},
        {ZMQ_HEARTBEAT_IVL, 10000},
        {ZMQ_HEARTBEAT_TIMEOUT, 30000},
        /* With it a name that has both kinds of address would be tried by one of them only. */
        {ZMQ_IPV6, strchr(c->endpoint, '[') != NULL},
    };
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (zmq_setsockopt(c->socket, options[i].name, &options[i].value, sizeof options[i].value) != 0)
            return false;
    return true;
}

static zhm_code open_socket(struct client *c, zhm_error *err)
{
    c->context = zmq_ctx_new();
    c->socket = c->context ? zmq_socket(c->context, ZMQ_DEALER) : NULL;
    if (!c->socket || !set_options(c))
        return zmq_fault(c->endpoint, err);
    return zmq_connect(c->socket, c->endpoint) == 0 ? ZHM_OK : connect_fault(c->endpoint, err);
}

zhm_code client_open(const char *endpoint, unsigned timeout_ms, struct client **out, zhm_error *err)
{
    struct client *c = calloc(1, sizeof *c);
    if (c)
        c->endpoint = strdup(endpoint);
    if (!c || !c->endpoint) {
        free(c);
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a client");
    }
    c->timeout_ms = timeout_ms;
    zhm_code code = open_socket(c, err);
    if (code == ZHM_OK)
        *out = c;
    else
        client_close(c);
    return code;
}

void client_close(struct client *c)
{
    if (!c)
        return;
    if (c->socket)
        zmq_close(c->socket);
    while (c->context && zmq_ctx_term(c->context) != 0 && zmq_errno() == EINTR) {
    }
    free(c->endpoint);
    free(c);
}

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static zhm_code timed_out(const struct client *c, zhm_error *err)
{
    return zhm_fail(err, ZHM_LIMIT, "%.120s: no reply within %u ms", c->endpoint, c->timeout_ms);
}

/* Wait for @events until @deadline. */
static zhm_code wait_for(struct client *c, short events, int64_t deadline, zhm_error *err)
{
    zmq_pollitem_t item = {.socket = c->socket, .events = events};
    for (;;) {
        int64_t left = deadline - now_ms();
        int rc = zmq_poll(&item, 1, left > 0 ? (long)left : 0);
        if (rc > 0)
            return ZHM_OK;
        if (rc < 0 && zmq_errno() != EINTR)
            return zmq_fault(c->endpoint, err);
        if (left <= 0)
            return timed_out(c, err);
    }
}

static int send_frame(struct client *c, const void *data, size_t len, int flags)
{
    int rc;
    do
        rc = zmq_send(c->socket, data, len, flags | ZMQ_DONTWAIT);
    while (rc < 0 && zmq_errno() == EINTR);
    return rc;
}

static zhm_code send_call(struct client *c, struct str request, int64_t deadline, zhm_error *err)
{
    c->call++;
    zhm_code code = wait_for(c, ZMQ_POLLOUT, deadline, err);
    if (code != ZHM_OK)
        return code;
    if (send_frame(c, &c->call, sizeof c->call, ZMQ_SNDMORE) < 0 || send_frame(c, request.data, request.len, 0) < 0)
        return zmq_fault(c->endpoint, err);
    return ZHM_OK;
}

static bool receive_frame(struct client *c, zmq_msg_t *frame)
{
    int rc;
    do
        rc = zmq_msg_recv(frame, c->socket, ZMQ_DONTWAIT);
    while (rc < 0 && zmq_errno() == EINTR);
    return rc >= 0;
}

/* Take a message: the last frame stays in @frame. @return whether it is the reply to this call */
static bool receive_reply(struct client *c, zmq_msg_t *frame)
{
    bool ours = false;
    for (int i = 0; receive_frame(c, frame); i++) {
        if (i == 0)
            ours = zmq_msg_size(frame) == sizeof c->call && memcmp(zmq_msg_data(frame), &c->call, sizeof c->call) == 0;
        if (!zmq_msg_more(frame))
            return ours && i == 1;
    }
    return false;
}

static zhm_code take_reply(zmq_msg_t *frame, struct buf *reply, zhm_error *err)
{
    size_t len = zmq_msg_size(frame);
    if (!buf_reserve(reply, len))
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a reply of %zu bytes", len);
    buf_append(reply, zmq_msg_data(frame), len);
    return ZHM_OK;
}

zhm_code client_call(struct client *c, struct str request, struct buf *reply, zhm_error *err)
{
    if (request.len > CLIENT_REQUEST_MAX)
        return zhm_fail(err, ZHM_LIMIT, "a request of %zu bytes: no service takes more than %u", request.len,
                        CLIENT_REQUEST_MAX);
    int64_t deadline = now_ms() + c->timeout_ms;
    zhm_code code = send_call(c, request, deadline, err);
    if (code != ZHM_OK)
        return code;
    zmq_msg_t frame;
    zmq_msg_init(&frame);
    bool ours = false;
    while (!ours && (code = wait_for(c, ZMQ_POLLIN, deadline, err)) == ZHM_OK)
        ours = receive_reply(c, &frame);
    if (ours)
        code = take_reply(&frame, reply, err);
    zmq_msg_close(&frame);
    return code;
}
