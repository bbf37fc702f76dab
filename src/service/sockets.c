#include "service/sockets.h"

#include "base/fault.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>
#include <zmq.h>

/* libzmq's own measure is a thread for a gigabyte a second; a million small messages keep one busy as well. */
#define CORES_AN_IO_THREAD 4
#define IO_THREADS_MAX 4

static zhm_code zmq_fault(const char *what, zhm_error *err)
{
    int cause = zmq_errno();
    return zhm_fail(err, cause == EMFILE ? ZHM_LIMIT : ZHM_STORAGE, "libzmq: %s: %s", what, zmq_strerror(cause));
}

zhm_code sockets_init(struct sockets *s, const char *const *binds, size_t count, const char *publish, zhm_error *err)
{
    size_t all = count + (publish != NULL);
    *s = (struct sockets){.bind_count = count, .publishes = publish != NULL};
    if (count == 0)
        return zhm_fail(err, ZHM_BAD_INPUT, "no endpoint to bind");
    s->endpoints = calloc(all, sizeof *s->endpoints);
    if (!s->endpoints)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for the endpoints");
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && i < all; i++)
        code = endpoint_parse(i < count ? binds[i] : publish, &s->endpoints[i], err);
    return code;
}

/* Strangers that send without end, hoard handshakes or vanish; peers that don't read; two peers of one name. */
static zhm_code set_options(void *socket, zhm_error *err)
{
    static const struct {
        int name, value;
    } options[] = {
        {ZMQ_HANDSHAKE_IVL, 3000}, {ZMQ_HEARTBEAT_IVL, 10000}, {ZMQ_HEARTBEAT_TIMEOUT, 30000},
        {ZMQ_BACKLOG, 1024},       {ZMQ_SNDHWM, 64},           {ZMQ_LINGER, SOCKETS_LINGER_MS},
    };
    const int64_t message_max = SOCKETS_MESSAGE_MAX;
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (zmq_setsockopt(socket, options[i].name, &options[i].value, sizeof options[i].value) != 0)
            return zmq_fault("setting an option", err);
    if (zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &message_max, sizeof message_max) != 0)
        return zmq_fault("bounding messages", err);
    return ZHM_OK;
}

static zhm_code open_socket(struct sockets *s, int type, void **out, zhm_error *err)
{
    *out = zmq_socket(s->context, type);
    return *out ? set_options(*out, err) : zmq_fault("making a socket", err);
}

static zhm_code open_router(struct sockets *s, zhm_error *err)
{
    static const int mandatory = 1, handover = 0;
    zhm_code code = open_socket(s, ZMQ_ROUTER, &s->router, err);
    if (code == ZHM_OK && (zmq_setsockopt(s->router, ZMQ_ROUTER_MANDATORY, &mandatory, sizeof mandatory) != 0 ||
                           zmq_setsockopt(s->router, ZMQ_ROUTER_HANDOVER, &handover, sizeof handover) != 0))
        code = zmq_fault("setting an option", err);
    for (size_t i = 0; code == ZHM_OK && i < s->bind_count; i++)
        code = endpoint_bind(s->router, &s->endpoints[i], err);
    return code;
}

static zhm_code open_publisher(struct sockets *s, zhm_error *err)
{
    zhm_code code = open_socket(s, ZMQ_PUB, &s->publisher, err);
    return code == ZHM_OK ? endpoint_bind(s->publisher, &s->endpoints[s->bind_count], err) : code;
}

static int io_threads(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN) / CORES_AN_IO_THREAD;
    return n < 1 ? 1 : n > IO_THREADS_MAX ? IO_THREADS_MAX : (int)n;
}

zhm_code sockets_open(struct sockets *s, zhm_error *err)
{
    s->context = zmq_ctx_new();
    if (!s->context)
        return zmq_fault("beginning", err);
    zmq_ctx_set(s->context, ZMQ_IO_THREADS, io_threads());
    zhm_code code = open_router(s, err);
    return code == ZHM_OK && s->publishes ? open_publisher(s, err) : code;
}

void sockets_close(struct sockets *s)
{
    if (s->router)
        zmq_close(s->router);
    if (s->publisher)
        zmq_close(s->publisher);
    s->router = s->publisher = NULL;
    while (s->context && zmq_ctx_term(s->context) != 0 && zmq_errno() == EINTR) {
    }
    s->context = NULL;
}

void sockets_clear(struct sockets *s)
{
    sockets_close(s);
    free(s->endpoints);
    s->endpoints = NULL;
}
