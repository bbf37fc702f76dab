#include "rpc/session.h"

#include "base/fault.h"
#include "base/utf8.h"

#include <stdlib.h>

/* Our own errors have this code less their number. */
enum { OURS = -32000 };

zhm_code rpc_new(zhm_database *db, struct rpc_gauges *gauges, struct rpc **out, zhm_error *err)
{
    struct rpc *rpc = calloc(1, sizeof *rpc);
    struct stats *stats = calloc(method_count, sizeof *stats);
    if (!rpc || !stats) {
        free(rpc);
        free(stats);
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for the method table");
    }
    rpc->db = db;
    rpc->gauges = gauges;
    rpc->stats = stats;
    rpc->started = stats_now();
    pthread_mutex_init(&rpc->counting, NULL);
    *out = rpc;
    return ZHM_OK;
}

void rpc_free(struct rpc *rpc)
{
    if (!rpc)
        return;
    pthread_mutex_destroy(&rpc->counting);
    free(rpc->stats);
    free(rpc);
}

zhm_database *rpc_database(struct rpc *rpc)
{
    return rpc->db;
}

zhm_code rpc_session_new(struct rpc *rpc, struct rpc_session **out, zhm_error *err)
{
    struct rpc_session *s = calloc(1, sizeof *s);
    if (!s)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a session");
    s->rpc = rpc;
    *out = s;
    return ZHM_OK;
}

void rpc_session_free(struct rpc_session *s)
{
    if (!s)
        return;
    reader_free(&s->reader);
    arena_free(&s->requests);
    answer_cache_free(&s->names);
    buf_free(&s->key);
    buf_free(&s->extra);
    buf_free(&s->scratch);
    search_free(s->search);
    free(s);
}

zhm_code session_search(struct rpc_session *s, struct search **out, zhm_error *err)
{
    if (!s->search)
        s->search = search_new();
    *out = s->search;
    return s->search ? ZHM_OK : zhm_fail(err, ZHM_NO_MEMORY, "no memory for a search");
}

/* An error on its way out. */
struct failure {
    struct str id; /* JSON text */
    int code;      /* of JSON-RPC; 0: by the error's */
    zhm_error error;
    const struct buf *extra; /* members for the error's data */
};

static void begin_reply(struct buf *b, struct str id)
{
    reply_open(b, '{');
    reply_member_text(b, "jsonrpc", "2.0");
    reply_key(b, "id");
    buf_append_str(b, id);
}

static int wire_code(const struct failure *c)
{
    if (c->code)
        return c->code;
    return c->error.code == ZHM_BAD_INPUT ? INVALID_PARAMS : OURS - (int)c->error.code;
}

static void write_error(struct buf *b, const struct failure *c)
{
    const zhm_error *e = &c->error;
    begin_reply(b, c->id);
    reply_key(b, "error");
    reply_open(b, '{');
    reply_key(b, "code");
    buf_printf(b, "%d", wire_code(c));
    reply_member_text(b, "message", e->text);
    reply_key(b, "data");
    reply_open(b, '{');
    reply_member_text(b, "code", zhm_code_name(e->code));
    if (e->line)
        reply_member_number(b, "line", e->line);
    if (e->offset)
        reply_member_number(b, "offset", e->offset);
    reply_member_text(b, "text", e->text);
    if (strncmp(e->text, "busy: ", 6) == 0) {
        reply_key(b, "busy");
        reply_bool(b, true);
    }
    if (c->extra && c->extra->len > 0 && !c->extra->failed) {
        buf_append_char(b, ',');
        buf_append_str(b, buf_str(c->extra));
    }
    reply_close(b, '}');
    reply_close(b, '}');
    reply_close(b, '}');
}

static const struct param *param_find(const struct method *m, struct str name)
{
    for (size_t i = 0; i < m->param_count; i++)
        if (str_is(name, m->params[i].name))
            return &m->params[i];
    return NULL;
}

/* Of what an empty array is one can't be seen. */
static bool fits(const struct argument *a, enum param_type type)
{
    bool empty = a->type == PARAM_TEXTS && a->number == 0;
    return a->type == type || (empty && (type == PARAM_NUMBERS || type == PARAM_OBJECTS));
}

static zhm_code check_params(const struct method *m, const struct request *in, zhm_error *err)
{
    static const char *const types[] = {
        "a text",    "an array of texts",          "a number from 0",    "true or false",
        "an object", "an array of numbers from 0", "an array of objects"};
    for (size_t i = 0; i < in->argument_count; i++) {
        const struct argument *a = &in->arguments[i];
        const struct param *p = param_find(m, a->name);
        if (!p)
            return zhm_fail(err, ZHM_BAD_INPUT, "%s has no parameter '%.*s'", m->name, STR_ARG(a->name));
        if (!fits(a, p->type))
            return zhm_fail(err, ZHM_BAD_INPUT, "%s: '%s' must be %s", m->name, p->name, types[p->type]);
    }
    for (size_t i = 0; i < m->param_count; i++)
        if (m->params[i].required && !request_argument(in, str_of(m->params[i].name)))
            return zhm_fail(err, ZHM_BAD_INPUT, "%s needs the parameter '%s'", m->name, m->params[i].name);
    return ZHM_OK;
}

zhm_code rpc_reply_check(const struct buf *b, zhm_error *err)
{
    if (b->len <= RPC_REPLY_MAX)
        return ZHM_OK;
    return zhm_fail(err, ZHM_LIMIT, "an answer of more than %u MiB: ask for less at once", RPC_REPLY_MAX >> 20);
}

static zhm_code run(struct rpc_session *s, const struct method *m, const struct request *in, struct buf *out,
                    zhm_error *err)
{
    if (m->writes)
        return m->run(s, in, out, err);
    zhm_code code = reader_begin(&s->reader, s->rpc->db, err);
    if (code != ZHM_OK)
        return code;
    code = m->run(s, in, out, err);
    if (code == ZHM_OK && m->run != term_get)
        reply_member_number(out, "generation", store_generation(s->reader.txn));
    reader_end(&s->reader);
    return code;
}

/* Write the whole reply, or none of it and the error in @f. */
static bool answer(struct rpc_session *s, const struct method *m, const struct request *in, struct buf *b,
                   struct failure *f)
{
    size_t before = b->len;
    uint64_t began = stats_now();
    buf_clear(&s->extra);
    zhm_code code = check_params(m, in, &f->error);
    if (code == ZHM_OK) {
        begin_reply(b, in->id);
        reply_key(b, "result");
        reply_open(b, '{');
        code = run(s, m, in, b, &f->error);
        reply_close(b, '}');
        reply_close(b, '}');
    }
    if (code == ZHM_OK)
        code = rpc_reply_check(b, &f->error);
    if (code == ZHM_OK && b->failed) {
        b->failed = false; /* room for the error is what the answer leaves */
        code = zhm_fail(&f->error, ZHM_NO_MEMORY, "no memory for the answer");
    }
    stats_add(&s->rpc->stats[m - methods], stats_now() - began, code != ZHM_OK);
    if (code == ZHM_OK)
        return true;
    b->len = before;
    f->extra = &s->extra;
    return false;
}

/* Answer a request that was read; @code is what reading it gave. */
static void one(struct rpc_session *s, const struct request *in, struct failure *f, struct buf *b)
{
    size_t before = b->len;
    const struct method *m = f->code ? NULL : method_find(in->method);
    if (!m && !f->code) {
        f->code = NO_METHOD;
        zhm_fail(&f->error, ZHM_NOT_FOUND, "no method '%.*s'", STR_ARG(in->method));
    }
    bool done = m && answer(s, m, in, b, f);
    f->id = in->id;
    if (!in->id.data)
        b->len = before;
    else if (!done)
        write_error(b, f);
}

static void one_json(struct rpc_session *s, json_t *json, struct buf *b)
{
    struct request in;
    struct failure f = {0};
    f.code = request_from_json(json, &s->requests, &in, &f.error);
    one(s, &in, &f, b);
}

static void batch(struct rpc_session *s, const json_t *json, struct buf *b)
{
    struct failure f = {.id = STR("null"), .code = INVALID_REQUEST};
    size_t count = json_array_size(json);
    if (count < 1 || count > RPC_BATCH_MAX) {
        zhm_fail(&f.error, count ? ZHM_LIMIT : ZHM_BAD_INPUT, "a batch of %zu requests: 1 to %d", count, RPC_BATCH_MAX);
        write_error(b, &f);
        return;
    }
    size_t before = b->len;
    reply_open(b, '[');
    for (size_t i = 0; i < count; i++) /* answers past what a reply may be are errors, each for itself */
        one_json(s, json_array_get(json, i), b);
    if (b->len == before + 1)
        b->len = before;
    else
        reply_close(b, ']');
}

static void parse_fault(struct str text, const json_error_t *e, struct buf *b)
{
    struct failure c = {.id = STR("null"), .code = PARSE_ERROR};
    zhm_error utf8;
    size_t offset = e->position > 0 ? (size_t)e->position : 0;
    if (utf8_check(text, &utf8) != ZHM_OK)
        c.error = utf8;
    else
        zhm_fail_at(&c.error, ZHM_BAD_INPUT, 0, offset, "not JSON at byte %zu: %.160s", offset,
                    strstr(e->text, "ALLOW_NUL") ? "a text with U+0000 in it" : e->text);
    write_error(b, &c);
}

/* Values make trees many times the size of their text: count them, roughly, before any is built. */
static bool too_many_values(struct str text)
{
    size_t values = 0;
    for (size_t i = 0; i < text.len; i++)
        values += text.data[i] == ',' || text.data[i] == '[' || text.data[i] == '{';
    if (values <= RPC_VALUES_MAX)
        return false;
    bool inside = false; /* commas of running text do not count */
    values = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        if (inside && c == '\\')
            i++;
        else if (c == '"')
            inside = !inside;
        else
            values += !inside && (c == ',' || c == '[' || c == '{');
    }
    return values > RPC_VALUES_MAX;
}

static void refuse_text(struct buf *b, size_t size, size_t most, const char *what)
{
    struct failure f = {.id = STR("null"), .code = INVALID_REQUEST};
    zhm_fail(&f.error, ZHM_LIMIT, "a request of %zu bytes: at most %zu %s", size, most, what);
    write_error(b, &f);
}

static void handle(struct rpc_session *s, struct str text, struct buf *b)
{
    json_error_t e;
    if (text.len > RPC_REQUEST_MAX) {
        refuse_text(b, text.len, RPC_REQUEST_MAX, "bytes");
        return;
    }
    struct request in;
    arena_clear(&s->requests);
    if (request_plain(text, &s->requests, &in)) {
        one(s, &in, &(struct failure){0}, b);
        return;
    }
    if (too_many_values(text)) {
        refuse_text(b, text.len, RPC_VALUES_MAX, "JSON values");
        return;
    }
    json_t *json = json_loadb(text.data ? text.data : "", text.len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &e);
    if (!json)
        parse_fault(text, &e, b);
    else if (json_is_array(json))
        batch(s, json, b);
    else
        one_json(s, json, b);
    json_decref(json);
}

void rpc_handle(struct rpc_session *s, struct str request, struct buf *reply)
{
    if (reply->len == 0) {
        handle(s, request, reply);
    } else {
        buf_clear(&s->scratch); /* the writers look at what stands before them */
        handle(s, request, &s->scratch);
        buf_append_str(reply, buf_str(&s->scratch));
        reply->failed = reply->failed || s->scratch.failed;
    }
    arena_clear(&s->requests);
    reader_rest(&s->reader);
}

/* To say no must cost less than to answer: the id of a longer text is not looked for. */
enum { REFUSED_PARSED_MAX = 4096 };

void rpc_refuse(struct str request, const zhm_error *error, struct buf *reply)
{
    struct arena arena = {0};
    struct request in = {.id = STR("null")};
    json_t *json = NULL;
    if (request.len <= REFUSED_PARSED_MAX && !request_plain(request, &arena, &in)) {
        json = json_loadb(request.data ? request.data : "", request.len, 0, NULL);
        request_from_json(json, &arena, &in, NULL);
    }
    struct failure f = {.id = in.id, .error = *error};
    struct buf b = {0};
    if (in.id.data)
        write_error(&b, &f);
    buf_append_str(reply, buf_str(&b));
    buf_free(&b);
    json_decref(json);
    arena_free(&arena);
}

enum { LIGHT_BYTES = 2048 };

bool rpc_is_light(struct str request)
{
    /* An ASCII letter written as \u00xx could hide a method's name. */
    static const char *const heavy[] = {"term.put",      "term.delete",   "memory.",
                                        "changes.since", "service.stats", "\\u00"};
    if (request.len > LIGHT_BYTES || (request.len > 0 && request.data[0] == '['))
        return false;
    for (size_t i = 0; request.len > 0 && i < sizeof heavy / sizeof *heavy; i++)
        if (memmem(request.data, request.len, heavy[i], strlen(heavy[i])))
            return false;
    return true;
}
