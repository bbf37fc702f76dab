#include "service/exchange.h"

#include "base/fault.h"

#include <errno.h>
#include <stdlib.h>

#define POOL_MAX 1024
/* libzmq reads into buffers of this size; a frame of more than INLINE_MAX bytes keeps the whole of its buffer. */
#define INPUT_BUFFER 8192
#define INLINE_MAX 33

static bool receive_frame(zmq_msg_t *frame, void *socket)
{
    int rc;
    do
        rc = zmq_msg_recv(frame, socket, ZMQ_DONTWAIT);
    while (rc < 0 && errno == EINTR);
    return rc >= 0;
}

/* A message is there whole or not at all, so its other frames are there as well. */
static void discard_rest(zmq_msg_t *frame, void *socket)
{
    while (zmq_msg_more(frame) && receive_frame(frame, socket)) {
    }
}

static size_t envelope_bytes(const struct exchange *e)
{
    size_t sum = 0;
    for (unsigned i = 1; i + 1 < e->count; i++)
        sum += zmq_msg_size(&e->frames[i]);
    return sum;
}

enum arrival exchange_receive(struct exchange *e, void *socket)
{
    e->count = 0;
    e->silent = false;
    e->large = NULL;
    e->next = NULL;
    for (bool more = true; more && e->count < EXCHANGE_FRAMES;) {
        zmq_msg_t *frame = &e->frames[e->count];
        zmq_msg_init(frame);
        if (!receive_frame(frame, socket))
            break;
        e->count++;
        more = zmq_msg_more(frame);
    }
    if (e->count == 0)
        return ARRIVAL_NONE;
    zmq_msg_t *last = &e->frames[e->count - 1];
    if (e->count >= 2 && !zmq_msg_more(last) && envelope_bytes(e) <= EXCHANGE_ENVELOPE_MAX)
        return ARRIVAL_REQUEST;
    discard_rest(last, socket);
    exchange_clear(e);
    return ARRIVAL_DROPPED;
}

static zmq_msg_t *text_frame(struct exchange *e)
{
    return &e->frames[e->count - 1];
}

struct str exchange_text(struct exchange *e)
{
    return (struct str){zmq_msg_data(text_frame(e)), zmq_msg_size(text_frame(e))};
}

/* On libzmq's thread, or on whichever closes the message. */
static void release_large(void *data, void *hint)
{
    struct large *l = hint;
    struct releases *r = l->releases;
    free(data);
    l->next = atomic_load(&r->first);
    while (!atomic_compare_exchange_weak(&r->first, &l->next, l)) {
    }
    waker_wake(r->waker);
}

static bool give_large(struct exchange *e, zmq_msg_t *frame, struct answerer *a)
{
    struct large *l = calloc(1, sizeof *l);
    if (!l)
        return false;
    *l = (struct large){.releases = a->releases, .bytes = a->reply.capacity};
    if (zmq_msg_init_data(frame, a->reply.data, a->reply.len, release_large, l) != 0) {
        free(l);
        return false;
    }
    e->large = l;
    a->reply = (struct buf){0};
    return true;
}

static bool give_copy(zmq_msg_t *frame, const struct buf *reply)
{
    if (zmq_msg_init_size(frame, reply->len) != 0)
        return false;
    memcpy(zmq_msg_data(frame), reply->data, reply->len);
    return true;
}

static bool give_reply(struct exchange *e, zmq_msg_t *frame, struct answerer *a)
{
    if (a->reply.failed)
        return false;
    return a->reply.len >= EXCHANGE_LARGE ? give_large(e, frame, a) : give_copy(frame, &a->reply);
}

/* There was no memory for the reply: say so from less, at the worst from none. */
static void give_apology(struct exchange *e, zmq_msg_t *frame, struct answerer *a)
{
    static char last_words[] = "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32006,\"message\":\"no memory\","
                               "\"data\":{\"code\":\"no_memory\",\"text\":\"no memory\"}}}";
    zhm_error error;
    zhm_fail(&error, ZHM_NO_MEMORY, "no memory for the reply");
    buf_free(&a->reply);
    rpc_refuse(exchange_text(e), &error, &a->reply);
    if (!give_reply(e, frame, a))
        zmq_msg_init_data(frame, last_words, sizeof last_words - 1, NULL, NULL);
}

static void put_reply(struct exchange *e, struct answerer *a)
{
    zmq_msg_t frame;
    e->silent = !a->reply.failed && a->reply.len == 0;
    if (e->silent)
        return;
    if (!give_reply(e, &frame, a))
        give_apology(e, &frame, a);
    /* Which closes the request. */
    zmq_msg_move(text_frame(e), &frame);
}

void exchange_answer(struct exchange *e, struct answerer *a)
{
    buf_clear(&a->reply);
    rpc_handle(a->session, exchange_text(e), &a->reply);
    put_reply(e, a);
}

void exchange_refuse(struct exchange *e, const zhm_error *error, struct answerer *a)
{
    buf_clear(&a->reply);
    rpc_refuse(exchange_text(e), error, &a->reply);
    put_reply(e, a);
}

size_t exchange_cost(const struct exchange *e)
{
    size_t cost = sizeof *e;
    for (unsigned i = 0; i < e->count; i++) {
        size_t size = zmq_msg_size(&e->frames[i]);
        cost += size;
        if (size > INLINE_MAX && i + 1 < e->count)
            cost += INPUT_BUFFER;
    }
    return cost;
}

void exchange_clear(struct exchange *e)
{
    for (unsigned i = 0; i < e->count; i++)
        zmq_msg_close(&e->frames[i]);
    e->count = 0;
    e->large = NULL;
}

struct exchange *exchange_take(struct exchange_pool *p)
{
    struct exchange *e = p->first;
    if (!e)
        return calloc(1, sizeof *e);
    p->first = e->next;
    p->count--;
    return e;
}

void exchange_give(struct exchange_pool *p, struct exchange *e)
{
    exchange_clear(e);
    if (p->count >= POOL_MAX) {
        free(e);
        return;
    }
    e->next = p->first;
    p->first = e;
    p->count++;
}

void exchanges_clear(struct exchange_pool *p)
{
    for (struct exchange *e = p->first, *next; e; e = next) {
        next = e->next;
        free(e);
    }
    *p = (struct exchange_pool){0};
}
