/* harness.h - a service on a thread of the test, on an ipc endpoint in a folder of its own */
#ifndef TESTS_SERVICE_HARNESS_H
#define TESTS_SERVICE_HARNESS_H

#include "service/service.h"

#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <zmq.h>

#include <cmocka.h>

/* What never comes is noticed then; nothing waits so long otherwise. */
#define PATIENCE_MS 30000

#if defined(__SANITIZE_THREAD__)
#define UNDER_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define UNDER_TSAN 1
#endif
#endif
#ifdef UNDER_TSAN
/* libzmq is not instrumented: what it synchronises, the sanitizer can't see. */
__attribute__((visibility("default"))) const char *__tsan_default_suppressions(void);
const char *__tsan_default_suppressions(void)
{
    return "called_from_lib:libzmq.so\nrace:libzmq.so\n";
}
#endif

struct harness {
    char folder[64], database[96], endpoint[256], publish[256];
    struct service_options options;
    const char *bind;
    zhm_database *db;
    struct service *service;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    bool ready;
    zhm_code result;
    void *context; /* the clients' */
};

static inline void harness_ready(void *context, const char *const *endpoints, size_t count, const char *publish)
{
    struct harness *h = context;
    pthread_mutex_lock(&h->mutex);
    assert_int_equal(count, 1);
    snprintf(h->endpoint, sizeof h->endpoint, "%s", endpoints[0]);
    snprintf(h->publish, sizeof h->publish, "%s", publish ? publish : "");
    h->ready = true;
    pthread_cond_broadcast(&h->changed);
    pthread_mutex_unlock(&h->mutex);
}

static inline void *harness_run(void *context)
{
    struct harness *h = context;
    zhm_error err = {0};
    h->result = service_run(h->service, harness_ready, h, &err);
    return NULL;
}

/** Where the ipc endpoint is. */
static inline struct sockaddr_un harness_address(const struct harness *h)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const char *path = h->endpoint + strlen("ipc://");
    assert_true(strlen(path) < sizeof address.sun_path);
    memcpy(address.sun_path, path, strlen(path));
    return address;
}

static inline void harness_folder(struct harness *h)
{
    *h = (struct harness){.folder = "/tmp/zhm_service_XXXXXX"};
    assert_non_null(mkdtemp(h->folder));
    snprintf(h->database, sizeof h->database, "%s/db", h->folder);
    snprintf(h->endpoint, sizeof h->endpoint, "ipc://%s/socket", h->folder);
    snprintf(h->publish, sizeof h->publish, "ipc://%s/publish", h->folder);
    pthread_mutex_init(&h->mutex, NULL);
    pthread_cond_init(&h->changed, NULL);
}

/** Run a service with @options; where they name no endpoints, on ipc, with a publisher. */
static inline void harness_start(struct harness *h, struct service_options options)
{
    zhm_error err = {0};
    harness_folder(h);
    assert_int_equal(zhm_open(h->database, ZHM_OPEN_CREATE, &h->db, &err), ZHM_OK);
    h->bind = h->endpoint;
    h->options = options;
    if (!h->options.binds) {
        h->options.binds = &h->bind;
        h->options.bind_count = 1;
        h->options.publish = h->publish;
    }
    if (service_new(h->db, &h->options, &h->service, &err) != ZHM_OK)
        fail_msg("service_new: %s", err.text);
    h->context = zmq_ctx_new();
    assert_int_equal(pthread_create(&h->thread, NULL, harness_run, h), 0);
    pthread_mutex_lock(&h->mutex);
    while (!h->ready)
        pthread_cond_wait(&h->changed, &h->mutex);
    pthread_mutex_unlock(&h->mutex);
}

static inline void harness_remove(struct harness *h)
{
    char command[96];
    snprintf(command, sizeof command, "rm -r '%s'", h->folder);
    assert_int_equal(system(command), 0);
    pthread_cond_destroy(&h->changed);
    pthread_mutex_destroy(&h->mutex);
}

static inline void harness_join(struct harness *h)
{
    service_stop(h->service);
    pthread_join(h->thread, NULL);
    assert_int_equal(h->result, ZHM_OK);
    service_free(h->service);
    h->service = NULL;
}

static inline void harness_stop(struct harness *h)
{
    if (h->service)
        harness_join(h);
    zmq_ctx_term(h->context);
    zhm_close(h->db);
    harness_remove(h);
}

/** A socket that takes at most @hwm messages in before they are read (0: no bound). */
static inline void *harness_socket_of(struct harness *h, int type, int hwm)
{
    const int patience = PATIENCE_MS, none = 0;
    void *socket = zmq_socket(h->context, type);
    assert_non_null(socket);
    zmq_setsockopt(socket, ZMQ_RCVTIMEO, &patience, sizeof patience);
    zmq_setsockopt(socket, ZMQ_SNDTIMEO, &patience, sizeof patience);
    zmq_setsockopt(socket, ZMQ_LINGER, &none, sizeof none);
    zmq_setsockopt(socket, ZMQ_RCVHWM, &hwm, sizeof hwm);
    zmq_setsockopt(socket, ZMQ_SNDHWM, &none, sizeof none);
    assert_int_equal(zmq_connect(socket, type == ZMQ_SUB ? h->publish : h->endpoint), 0);
    return socket;
}

static inline void *harness_socket(struct harness *h, int type)
{
    return harness_socket_of(h, type, 0);
}

static inline void send_frame(void *socket, struct str frame, bool more)
{
    assert_int_equal(zmq_send(socket, frame.data, frame.len, more ? ZMQ_SNDMORE : 0), (int)frame.len);
}

static inline void send_text(void *socket, const char *text)
{
    send_frame(socket, str_of(text), false);
}

/** Receive one frame as a terminated text, which the caller frees. */
static inline char *receive_text(void *socket, bool *more)
{
    zmq_msg_t m;
    zmq_msg_init(&m);
    if (zmq_msg_recv(&m, socket, 0) < 0)
        fail_msg("no message: %s", zmq_strerror(errno));
    size_t len = zmq_msg_size(&m);
    char *text = malloc(len + 1);
    assert_non_null(text);
    memcpy(text, zmq_msg_data(&m), len);
    text[len] = '\0';
    *more = zmq_msg_more(&m);
    zmq_msg_close(&m);
    return text;
}

/** A message of one frame. */
static inline char *receive_only(void *socket)
{
    bool more;
    char *text = receive_text(socket, &more);
    assert_false(more);
    return text;
}

static inline void expect_text(void *socket, const char *want, bool want_more)
{
    bool more;
    char *text = receive_text(socket, &more);
    assert_string_equal(text, want);
    assert_int_equal(more, want_more);
    free(text);
}

static inline void expect_contains(char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("'%.200s' has no '%s'", text, part);
    free(text);
}

#endif
