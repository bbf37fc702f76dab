/* The service around a method table of the test's own, which can be made to wait and to answer at any length. */
#include "client/client.h"
#include "service/clock.h"
#include "service/exchange.h"
#include "service/peers.h"

#include "harness.h"

struct rpc {
    zhm_database *db;
};
struct rpc_session {
    char unused;
};

/* "wait..." stays in rpc_handle while the gate is shut; those inside are counted. */
static struct {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    bool shut;
    unsigned inside, seen;
    struct rpc_gauges *gauges;
} gate = {.mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

zhm_code rpc_new(zhm_database *db, struct rpc_gauges *gauges, struct rpc **out, zhm_error *err)
{
    (void)err;
    *out = malloc(sizeof **out);
    assert_non_null(*out);
    (*out)->db = db;
    gate.gauges = gauges;
    return ZHM_OK;
}

void rpc_free(struct rpc *rpc)
{
    free(rpc);
}

zhm_database *rpc_database(struct rpc *rpc)
{
    return rpc->db;
}

zhm_code rpc_session_new(struct rpc *rpc, struct rpc_session **out, zhm_error *err)
{
    (void)rpc;
    (void)err;
    *out = malloc(sizeof **out);
    assert_non_null(*out);
    return ZHM_OK;
}

void rpc_session_free(struct rpc_session *s)
{
    free(s);
}

static void wait_at_gate(void)
{
    pthread_mutex_lock(&gate.mutex);
    gate.inside++;
    pthread_cond_broadcast(&gate.changed);
    while (gate.shut)
        pthread_cond_wait(&gate.changed, &gate.mutex);
    gate.inside--;
    pthread_mutex_unlock(&gate.mutex);
}

/* A frame is not terminated. */
static size_t number_at(struct str s, size_t offset)
{
    size_t n = 0;
    while (offset < s.len && s.data[offset] >= '0' && s.data[offset] <= '9')
        n = n * 10 + (size_t)(s.data[offset++] - '0');
    return n;
}

/* Slower than a client can ask. */
static void work_a_while(void)
{
    uint64_t end = now_ns() + 50000;
    while (now_ns() < end) {
    }
}

/* "big N": N bytes more; "work": takes a while; "none": a notification; else "re:" and the request. */
void rpc_handle(struct rpc_session *s, struct str request, struct buf *reply)
{
    (void)s;
    if (str_starts(request, STR("wait")))
        wait_at_gate();
    if (str_starts(request, STR("work")))
        work_a_while();
    if (str_starts(request, STR("none")))
        return;
    buf_append_text(reply, "re:");
    buf_append_str(reply, request);
    size_t more = str_starts(request, STR("big ")) ? number_at(request, 4) : 0;
    if (buf_reserve(reply, more)) {
        memset(reply->data + reply->len, '.', more);
        reply->len += more;
    }
}

void rpc_refuse(struct str request, const zhm_error *error, struct buf *reply)
{
    buf_append_text(reply, "refused:");
    buf_append_str(reply, request);
    buf_append_text(reply, error->text);
}

bool rpc_is_light(struct str request)
{
    pthread_mutex_lock(&gate.mutex);
    gate.seen++;
    pthread_cond_broadcast(&gate.changed);
    pthread_mutex_unlock(&gate.mutex);
    return !str_starts(request, STR("wait"));
}

static void set_gate(bool shut)
{
    pthread_mutex_lock(&gate.mutex);
    gate.shut = shut;
    if (shut)
        gate.seen = 0;
    pthread_cond_broadcast(&gate.changed);
    pthread_mutex_unlock(&gate.mutex);
}

/* Until so many have come to the router, and so many wait at the gate. */
static void wait_until(unsigned seen, unsigned inside)
{
    pthread_mutex_lock(&gate.mutex);
    while (gate.seen < seen || gate.inside < inside)
        pthread_cond_wait(&gate.changed, &gate.mutex);
    pthread_mutex_unlock(&gate.mutex);
}

static void service_queue_full_says_busy_and_recovers(void **state)
{
    (void)state;
    struct harness h;
    set_gate(true);
    harness_start(&h, (struct service_options){.workers = 2, .queue_max = 3});
    void *s = harness_socket(&h, ZMQ_DEALER);
    send_text(s, "wait 0");
    send_text(s, "wait 1");
    wait_until(2, 2);
    for (int i = 0; i < 3; i++)
        send_text(s, "wait more");
    send_text(s, "wait too many");
    expect_contains(receive_only(s), "refused:wait too manybusy: ");
    assert_int_equal(atomic_load(&gate.gauges->busy), 1);
    set_gate(false);
    for (int i = 0; i < 5; i++)
        expect_contains(receive_only(s), "re:wait ");
    send_text(s, "wait again");
    expect_text(s, "re:wait again", false);
    zmq_close(s);
    harness_stop(&h);
}

static void service_queue_bytes_are_bounded(void **state)
{
    (void)state;
    struct harness h;
    char large[3000] = "wait ";
    memset(large + 5, 'x', sizeof large - 6);
    set_gate(true);
    harness_start(&h, (struct service_options){.workers = 1, .queue_max = 1000, .queue_bytes = 7000});
    void *s = harness_socket(&h, ZMQ_DEALER);
    send_text(s, "wait 0");
    wait_until(1, 1);
    for (int i = 0; i < 3; i++)
        send_text(s, large);
    expect_contains(receive_only(s), "busy: ");
    set_gate(false);
    for (int i = 0; i < 3; i++)
        expect_contains(receive_only(s), "re:wait ");
    zmq_close(s);
    harness_stop(&h);
}

static void service_light_requests_pass_waiting_ones(void **state)
{
    (void)state;
    struct harness h;
    char text[32];
    set_gate(true);
    harness_start(&h, (struct service_options){.workers = 2});
    void *slow = harness_socket(&h, ZMQ_DEALER), *quick = harness_socket(&h, ZMQ_DEALER);
    for (int i = 0; i < 10; i++)
        send_text(slow, "wait");
    wait_until(10, 2);
    for (int i = 0; i < 1000; i++) {
        snprintf(text, sizeof text, "light %d", i);
        send_text(quick, text);
    }
    for (int i = 0; i < 1000; i++)
        expect_contains(receive_only(quick), "re:light ");
    set_gate(false);
    for (int i = 0; i < 10; i++)
        expect_text(slow, "re:wait", false);
    zmq_close(slow);
    zmq_close(quick);
    harness_stop(&h);
}

static void service_waiting_requests_run_at_the_same_time(void **state)
{
    (void)state;
    struct harness h;
    set_gate(true);
    harness_start(&h, (struct service_options){.workers = 6});
    void *s = harness_socket(&h, ZMQ_DEALER);
    for (int i = 0; i < 6; i++)
        send_text(s, "wait");
    wait_until(6, 6);
    set_gate(false);
    for (int i = 0; i < 6; i++)
        expect_text(s, "re:wait", false);
    zmq_close(s);
    harness_stop(&h);
}

static void service_stop_answers_what_was_received(void **state)
{
    (void)state;
    struct harness h;
    set_gate(true);
    harness_start(&h, (struct service_options){.workers = 2});
    void *s = harness_socket(&h, ZMQ_DEALER);
    for (int i = 0; i < 50; i++)
        send_text(s, "wait");
    wait_until(50, 2);
    service_stop(h.service);
    set_gate(false);
    harness_join(&h);
    for (int i = 0; i < 50; i++)
        expect_text(s, "re:wait", false);
    zmq_close(s);
    harness_stop(&h);
}

struct pump {
    void *socket;
    unsigned window; /* requests on their way at a time */
    atomic_bool end;
    unsigned long long requests, replies;
};

static bool take_reply(struct pump *p)
{
    char reply[16];
    bool taken = zmq_recv(p->socket, reply, sizeof reply, ZMQ_DONTWAIT) >= 0;
    p->replies += taken;
    return taken;
}

static void *run_pump(void *context)
{
    struct pump *p = context;
    while (!atomic_load(&p->end)) {
        /* Some go to the workers, so that what the router gathers does not end where its turn ends. */
        for (int i = 0; i < 50 && p->requests - p->replies < p->window; i++)
            if (zmq_send(p->socket, p->requests % 7 ? "work" : "wait", 4, ZMQ_DONTWAIT) >= 0)
                p->requests++;
        while (take_reply(p)) {
        }
    }
    return NULL;
}

/* The peer goes on asking, so that the service has to stop in the middle of its requests. */
static void stop_under_load(unsigned window, bool may_drop)
{
    struct harness h;
    pthread_t thread;
    set_gate(true);
    set_gate(false);
    harness_start(&h, (struct service_options){.workers = 2});
    struct pump pump = {.socket = harness_socket(&h, ZMQ_DEALER), .window = window};
    assert_int_equal(pthread_create(&thread, NULL, run_pump, &pump), 0);
    wait_until(1000, 0);
    service_stop(h.service);
    pthread_join(h.thread, NULL);
    assert_int_equal(h.result, ZHM_OK);
    atomic_store(&pump.end, true);
    pthread_join(thread, NULL);
    unsigned long long dropped = atomic_load(&gate.gauges->dropped),
                       want = atomic_load(&gate.gauges->received) - dropped;
    zmq_pollitem_t item = {.socket = pump.socket, .events = ZMQ_POLLIN};
    while (pump.replies < want && zmq_poll(&item, 1, PATIENCE_MS) > 0)
        (void)take_reply(&pump);
    assert_true(pump.replies == want);
    assert_true(may_drop || dropped == 0);
    service_free(h.service);
    h.service = NULL;
    zmq_close(pump.socket);
    harness_stop(&h);
}

/* So few are on their way that they all fit what may be parked for a peer. */
static void service_stop_under_load_answers_what_was_received(void **state)
{
    (void)state;
    stop_under_load(PEER_BUDGET / (2 * sizeof(struct exchange)), false);
}

/* With so many on their way a peer may fall behind its budget, but each reply is sent or counted as dropped. */
static void service_stop_under_flood_counts_what_it_drops(void **state)
{
    (void)state;
    stop_under_load(100000, true);
}

static void service_notification_gets_no_reply(void **state)
{
    (void)state;
    struct harness h;
    set_gate(false);
    harness_start(&h, (struct service_options){0});
    void *s = harness_socket(&h, ZMQ_DEALER);
    send_frame(s, STR(""), true);
    send_text(s, "none");
    send_text(s, "some");
    expect_text(s, "re:some", false);
    zmq_close(s);
    harness_stop(&h);
}

static void service_frames_before_the_text_come_back(void **state)
{
    (void)state;
    struct harness h;
    set_gate(false);
    harness_start(&h, (struct service_options){0});
    void *s = harness_socket(&h, ZMQ_DEALER);
    static const char *const kinds[] = {"light", "wait"};
    for (unsigned n = 0; n <= EXCHANGE_FRAMES - 2; n++)
        for (unsigned k = 0; k < 2; k++) {
            char frame[100];
            for (unsigned i = 0; i < n; i++) {
                memset(frame, 'a' + (int)i, sizeof frame);
                send_frame(s, (struct str){frame, (size_t)i * 7}, true);
            }
            send_text(s, kinds[k]);
            for (unsigned i = 0; i < n; i++) {
                memset(frame, 'a' + (int)i, sizeof frame);
                frame[(size_t)i * 7] = '\0';
                expect_text(s, frame, true);
            }
            expect_text(s, k ? "re:wait" : "re:light", false);
        }
    zmq_close(s);
    harness_stop(&h);
}

static void service_too_many_frames_are_dropped(void **state)
{
    (void)state;
    struct harness h;
    set_gate(false);
    harness_start(&h, (struct service_options){0});
    void *s = harness_socket(&h, ZMQ_DEALER);
    char *large = calloc(1, EXCHANGE_ENVELOPE_MAX + 1);
    assert_non_null(large);
    for (int i = 0; i < EXCHANGE_FRAMES - 1; i++)
        send_frame(s, STR("x"), true);
    send_text(s, "too many");
    for (int i = 0; i < 1000; i++)
        send_frame(s, STR("x"), true);
    send_text(s, "far too many");
    send_frame(s, (struct str){large, EXCHANGE_ENVELOPE_MAX + 1}, true);
    send_text(s, "too large");
    send_text(s, "good");
    expect_text(s, "re:good", false);
    assert_int_equal(atomic_load(&gate.gauges->dropped), 3);
    free(large);
    zmq_close(s);
    harness_stop(&h);
}

/* What the kernel and the lazy client's own libzmq take in. */
#define KERNEL_BUFFERS (8u << 20)
#define LAZY_HWM 10

/* A peer asks for @count replies of @bytes and reads none, while another one is served. Then it reads what was kept. */
static void ask_other(void *other, unsigned long long *bytes)
{
    send_text(other, "other");
    expect_text(other, "re:other", false);
    *bytes += strlen("re:other");
}

static void starve(unsigned count, unsigned bytes, const char *asked, size_t kept_most)
{
    struct harness h;
    char text[32];
    unsigned long long others = 0, lazy_bytes = (unsigned long long)count * (strlen("re:") + strlen(asked) + bytes);
    set_gate(false);
    harness_start(&h, (struct service_options){.queue_max = count});
    void *lazy = harness_socket_of(&h, ZMQ_DEALER, LAZY_HWM), *other = harness_socket(&h, ZMQ_DEALER);
    for (unsigned i = 0; i < count; i++) {
        send_text(lazy, asked);
        if (i % 100 == 0)
            ask_other(other, &others);
    }
    /* All are answered when the bytes say so, and sent, parked or dropped when one more question is. */
    while (atomic_load(&gate.gauges->bytes_out) < lazy_bytes + others)
        ask_other(other, &others);
    ask_other(other, &others);
    unsigned long long dropped = atomic_load(&gate.gauges->dropped), kept = count - dropped;
    assert_true(dropped > 0);
    if (kept * bytes > kept_most)
        fail_msg("%llu bytes kept", kept * bytes);
    snprintf(text, sizeof text, "re:%s", asked);
    for (unsigned long long i = 0; i < kept; i++)
        expect_contains(receive_only(lazy), text);
    send_text(lazy, "awake");
    expect_text(lazy, "re:awake", false);
    assert_int_equal(atomic_load(&gate.gauges->dropped), dropped);
    zmq_close(lazy);
    zmq_close(other);
    harness_stop(&h);
}

static void service_peer_that_never_reads_large_replies_is_bounded(void **state)
{
    (void)state;
    starve(100, 1000000, "big 1000000",
           (size_t)2 * (PEER_BUDGET + 1000000) + (size_t)(LAZY_HWM + 1) * 1000000 + KERNEL_BUFFERS);
}

static void service_peer_that_never_reads_small_replies_is_bounded(void **state)
{
    (void)state;
    starve(20000, 1000, "big 1000", PEER_BUDGET + (size_t)64 * 1000 + KERNEL_BUFFERS);
}

static void client_late_reply_is_not_taken_for_the_next_one(void **state)
{
    (void)state;
    struct harness h;
    struct client *c;
    struct buf reply = {0};
    zhm_error err = {0};
    set_gate(true);
    harness_start(&h, (struct service_options){0});
    assert_int_equal(client_open(h.endpoint, 100, &c, &err), ZHM_OK);
    assert_int_equal(client_call(c, STR("wait late"), &reply, &err), ZHM_LIMIT);
    assert_non_null(strstr(err.text, "no reply within 100 ms"));
    set_gate(false);
    zhm_code code;
    /* Under a sanitizer the next one may be late too. */
    do
        code = client_call(c, STR("next"), &reply, &err);
    while (code == ZHM_LIMIT);
    assert_int_equal(code, ZHM_OK);
    assert_true(str_is(buf_str(&reply), "re:next"));
    buf_free(&reply);
    client_close(c);
    harness_stop(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(service_queue_full_says_busy_and_recovers),
        cmocka_unit_test(service_queue_bytes_are_bounded),
        cmocka_unit_test(service_light_requests_pass_waiting_ones),
        cmocka_unit_test(service_waiting_requests_run_at_the_same_time),
        cmocka_unit_test(service_stop_answers_what_was_received),
        cmocka_unit_test(service_stop_under_load_answers_what_was_received),
        cmocka_unit_test(service_stop_under_flood_counts_what_it_drops),
        cmocka_unit_test(service_notification_gets_no_reply),
        cmocka_unit_test(service_frames_before_the_text_come_back),
        cmocka_unit_test(service_too_many_frames_are_dropped),
        cmocka_unit_test(service_peer_that_never_reads_large_replies_is_bounded),
        cmocka_unit_test(service_peer_that_never_reads_small_replies_is_bounded),
        cmocka_unit_test(client_late_reply_is_not_taken_for_the_next_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
