#include "rpc/session.h"

#include "base/fault.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <time.h>

/* JSON-RPC's own codes; ours are below -32000. */
enum { PARSE_ERROR = -32700, INVALID_REQUEST = -32600, NO_METHOD = -32601, INVALID_PARAMS = -32602, OURS = -32000 };

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
    rpc->started = (int64_t)time(NULL);
    *out = rpc;
    return ZHM_OK;
}

void rpc_free(struct rpc *rpc)
{
    if (!rpc)
        return;
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
    buf_free(&s->extra);
    buf_free(&s->scratch);
    free(s);
}

/* What is known of a request while it is answered. */
struct call {
    const json_t *id; /* NULL: a notification */
    int code;         /* of JSON-RPC; 0: by the error's */
    zhm_error error;
    const struct buf *extra; /* members for the error's data */
};

static void write_id(struct buf *b, const json_t *id)
{
    reply_key(b, "id");
    if (json_is_string(id)) {
        reply_text(b, (struct str){json_string_value(id), json_string_length(id)});
    } else if (json_is_integer(id)) {
        buf_printf(b, "%" JSON_INTEGER_FORMAT, json_integer_value(id));
    } else if (json_is_real(id)) {
        char text[64];
        size_t n = json_dumpb(id, text, sizeof text, JSON_ENCODE_ANY);
        buf_append(b, text, n < sizeof text ? n : 0);
    } else {
        reply_null(b);
    }
}

static void begin_reply(struct buf *b, const json_t *id)
{
    reply_open(b, '{');
    reply_member_text(b, "jsonrpc", "2.0");
    write_id(b, id);
}

static int wire_code(const struct call *c)
{
    if (c->code)
        return c->code;
    return c->error.code == ZHM_BAD_INPUT ? INVALID_PARAMS : OURS - (int)c->error.code;
}

static void write_error(struct buf *b, const struct call *c)
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

static bool fits(const json_t *value, enum param_type type)
{
    if (type == PARAM_TEXTS) {
        for (size_t i = 0; i < json_array_size(value); i++)
            if (!json_is_string(json_array_get(value, i)))
                return false;
        return json_is_array(value);
    }
    if (type == PARAM_NUMBER)
        return json_is_integer(value) && json_integer_value(value) >= 0;
    return type == PARAM_TEXT ? json_is_string(value) : json_is_object(value);
}

static const struct param *param_find(const struct method *m, const char *name)
{
    for (size_t i = 0; i < m->param_count; i++)
        if (strcmp(m->params[i].name, name) == 0)
            return &m->params[i];
    return NULL;
}

static zhm_code check_params(const struct method *m, json_t *params, zhm_error *err)
{
    static const char *const types[] = {"a text", "an array of texts", "a number from 0", "an object"};
    const char *key;
    json_t *value;
    json_object_foreach(params, key, value)
    {
        const struct param *p = param_find(m, key);
        if (!p)
            return zhm_fail(err, ZHM_BAD_INPUT, "%s has no parameter '%.40s'", m->name, key);
        if (!fits(value, p->type))
            return zhm_fail(err, ZHM_BAD_INPUT, "%s: '%s' must be %s", m->name, key, types[p->type]);
    }
    for (size_t i = 0; i < m->param_count; i++)
        if (m->params[i].required && !json_object_get(params, m->params[i].name))
            return zhm_fail(err, ZHM_BAD_INPUT, "%s needs the parameter '%s'", m->name, m->params[i].name);
    return ZHM_OK;
}

static zhm_code run(struct rpc_session *s, const struct method *m, const json_t *params, struct buf *out,
                    zhm_error *err)
{
    if (m->writes)
        return m->run(s, params, out, err);
    zhm_code code = reader_begin(&s->reader, s->rpc->db, err);
    if (code != ZHM_OK)
        return code;
    code = m->run(s, params, out, err);
    if (code == ZHM_OK && m->run != term_get)
        reply_member_number(out, "generation", store_generation(s->reader.txn));
    reader_end(&s->reader);
    return code;
}

/* Write the whole reply, or none of it and the error in @c. */
static bool answer(struct rpc_session *s, const struct method *m, json_t *params, struct buf *b, struct call *c)
{
    size_t before = b->len;
    uint64_t began = stats_now();
    buf_clear(&s->extra);
    zhm_code code = check_params(m, params, &c->error);
    if (code == ZHM_OK) {
        begin_reply(b, c->id);
        reply_key(b, "result");
        reply_open(b, '{');
        code = run(s, m, params, b, &c->error);
        reply_close(b, '}');
        reply_close(b, '}');
    }
    if (code == ZHM_OK && b->failed) {
        b->failed = false; /* room for the error is what the answer leaves */
        code = zhm_fail(&c->error, ZHM_NO_MEMORY, "no memory for the answer");
    }
    stats_add(&s->rpc->stats[m - methods], stats_now() - began, code != ZHM_OK);
    if (code == ZHM_OK)
        return true;
    b->len = before;
    c->extra = &s->extra;
    return false;
}

static bool refuse(struct call *c, int code, const char *text)
{
    c->code = code;
    zhm_fail(&c->error, ZHM_BAD_INPUT, "%s", text);
    return false;
}

/* Answer one request object. @return false with the error in @c */
static bool request(struct rpc_session *s, const json_t *json, struct buf *b, struct call *c)
{
    const json_t *id = json_object_get(json, "id");
    json_t *params = json_object_get(json, "params");
    const char *version = json_string_value(json_object_get(json, "jsonrpc"));
    const char *name = json_string_value(json_object_get(json, "method"));
    static const json_t null_id = {JSON_NULL, (size_t)-1};
    c->id = &null_id;
    if (!json_is_object(json))
        return refuse(c, INVALID_REQUEST, "a request must be an object");
    if (id && !json_is_string(id) && !json_is_number(id) && !json_is_null(id))
        return refuse(c, INVALID_REQUEST, "'id' must be a text, a number or null");
    c->id = id ? id : &null_id;
    if (!version || strcmp(version, "2.0") != 0)
        return refuse(c, INVALID_REQUEST, "'jsonrpc' must be \"2.0\"");
    if (!name)
        return refuse(c, INVALID_REQUEST, "'method' must be a text");
    if (params && !json_is_object(params))
        return refuse(c, INVALID_PARAMS, "'params' must be an object: parameters go by name");
    c->id = id; /* a sound notification gets no reply, not even an error */
    const struct method *m = method_find(name);
    if (!m) {
        c->code = NO_METHOD;
        zhm_fail(&c->error, ZHM_NOT_FOUND, "no method '%.60s'", name);
        return false;
    }
    return answer(s, m, params, b, c);
}

static void one(struct rpc_session *s, const json_t *json, struct buf *b)
{
    struct call c = {0};
    size_t before = b->len;
    bool done = request(s, json, b, &c);
    if (!c.id)
        b->len = before;
    else if (!done)
        write_error(b, &c);
}

static void batch(struct rpc_session *s, const json_t *json, struct buf *b)
{
    struct call c = {0};
    size_t count = json_array_size(json);
    if (count < 1 || count > RPC_BATCH_MAX) {
        c.code = INVALID_REQUEST;
        zhm_fail(&c.error, count ? ZHM_LIMIT : ZHM_BAD_INPUT, "a batch of %zu requests: 1 to %d", count, RPC_BATCH_MAX);
        write_error(b, &c);
        return;
    }
    size_t before = b->len;
    reply_open(b, '[');
    for (size_t i = 0; i < count; i++)
        one(s, json_array_get(json, i), b);
    if (b->len == before + 1)
        b->len = before;
    else
        reply_close(b, ']');
}

static void parse_fault(struct str text, const json_error_t *e, struct buf *b)
{
    struct call c = {.code = PARSE_ERROR};
    zhm_error utf8;
    size_t offset = e->position > 0 ? (size_t)e->position : 0;
    if (utf8_check(text, &utf8) != ZHM_OK)
        c.error = utf8;
    else
        zhm_fail_at(&c.error, ZHM_BAD_INPUT, 0, offset, "not JSON at byte %zu: %.160s", offset, e->text);
    write_error(b, &c);
}

static void handle(struct rpc_session *s, struct str text, struct buf *b)
{
    json_error_t e;
    if (text.len > RPC_REQUEST_MAX) {
        struct call c = {.code = INVALID_REQUEST};
        zhm_fail(&c.error, ZHM_LIMIT, "a request of %zu bytes: at most %u", text.len, RPC_REQUEST_MAX);
        write_error(b, &c);
        return;
    }
    json_t *json = json_loadb(text.data ? text.data : "", text.len, JSON_REJECT_DUPLICATES, &e);
    if (!json)
        parse_fault(text, &e, b);
    else if (json_is_array(json))
        batch(s, json, b);
    else
        one(s, json, b);
    json_decref(json);
}

void rpc_handle(struct rpc_session *s, struct str text, struct buf *reply)
{
    if (reply->len == 0) {
        handle(s, text, reply);
        return;
    }
    buf_clear(&s->scratch); /* the writers look at what stands before them */
    handle(s, text, &s->scratch);
    buf_append_str(reply, buf_str(&s->scratch));
    reply->failed = reply->failed || s->scratch.failed;
}

void rpc_refuse(struct str text, const zhm_error *error, struct buf *reply)
{
    json_t *json = text.len <= RPC_REQUEST_MAX ? json_loadb(text.data ? text.data : "", text.len, 0, NULL) : NULL;
    const json_t *id = json_object_get(json, "id");
    struct call c = {.id = id, .error = *error};
    struct buf b = {0};
    if (!json_is_object(json) || id)
        write_error(&b, &c);
    buf_append_str(reply, buf_str(&b));
    buf_free(&b);
    json_decref(json);
}

enum { LIGHT_BYTES = 2048 };

bool rpc_is_light(struct str text)
{
    static const char *const heavy[] = {"term.put", "term.delete", "changes.since", "service.stats"};
    if (text.len > LIGHT_BYTES)
        return false;
    for (size_t i = 0; i < sizeof heavy / sizeof *heavy; i++)
        if (memmem(text.data, text.len, heavy[i], strlen(heavy[i])))
            return false;
    return true;
}
