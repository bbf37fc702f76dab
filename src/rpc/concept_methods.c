#include "base/fault.h"
#include "rpc/answers.h"
#include "rpc/session.h"

static zhm_code no_concept(const char *id, zhm_error *err)
{
    return zhm_fail(err, ZHM_NOT_FOUND, "no concept '%.120s'", id);
}

/* The concept and the generation of its last change, as members. */
static zhm_code write_concept(struct rpc_session *s, const char *id, struct buf *out, zhm_error *err)
{
    const zhm_concept *c;
    uint64_t generation;
    zhm_code code = reader_concept(&s->reader, str_of(id), &c, err);
    if (code == ZHM_NOT_FOUND)
        return no_concept(id, err);
    if (code == ZHM_OK)
        code = concept_generation(s->reader.txn, str_of(id), &generation, err);
    if (code != ZHM_OK)
        return code;
    reply_key(out, "concept");
    answer_concept(out, c);
    reply_member_number(out, "generation", generation);
    return ZHM_OK;
}

zhm_code term_get(struct rpc_session *s, const struct request *in, struct buf *out, zhm_error *err)
{
    return write_concept(s, param_text(in, "concept"), out, err);
}

/* What stands there now, for who has come into conflict with it. */
static void add_current(struct rpc_session *s, const char *id)
{
    if (reader_begin(&s->reader, s->rpc->db, NULL) != ZHM_OK)
        return;
    buf_clear(&s->extra);
    reply_key(&s->extra, "current");
    size_t before = s->extra.len;
    reply_open(&s->extra, '{');
    if (write_concept(s, id, &s->extra, NULL) == ZHM_OK) {
        reply_close(&s->extra, '}');
    } else { /* deleted meanwhile */
        s->extra.len = before;
        reply_null(&s->extra);
    }
    reader_end(&s->reader);
}

zhm_code term_put(struct rpc_session *s, const struct request *in, struct buf *out, zhm_error *err)
{
    struct arena arena = {0};
    zhm_concept c;
    uint64_t generation;
    zhm_code code = concept_from_json(request_argument(in, STR("concept"))->json, &arena, &c, err);
    if (code == ZHM_OK)
        code = concept_put(s->rpc->db, &c, param_number(in, "generation", BASED_ON_ANYTHING), &generation, err);
    if (code == ZHM_OK)
        reply_member_number(out, "generation", generation);
    if (code == ZHM_CONFLICT)
        add_current(s, c.id);
    arena_free(&arena);
    return code;
}

zhm_code term_delete(struct rpc_session *s, const struct request *in, struct buf *out, zhm_error *err)
{
    const char *id = param_text(in, "concept");
    uint64_t generation;
    zhm_code code =
        concept_delete(s->rpc->db, str_of(id), param_number(in, "generation", BASED_ON_ANYTHING), &generation, err);
    if (code == ZHM_OK)
        reply_member_number(out, "generation", generation);
    if (code == ZHM_CONFLICT)
        add_current(s, id);
    return code;
}

zhm_code term_history(struct rpc_session *s, const struct request *in, struct buf *out, zhm_error *err)
{
    const char *id = param_text(in, "concept");
    struct change_list list;
    size_t limit;
    zhm_code code = param_limit(in, 20, 1000, &limit, err);
    if (code == ZHM_OK)
        code = concept_history(&s->reader, str_of(id), limit, &list, err);
    if (code == ZHM_OK && list.count == 0)
        code = no_concept(id, err);
    if (code == ZHM_OK)
        answer_changes(out, &list);
    return code;
}

zhm_code changes_since_method(struct rpc_session *s, const struct request *in, struct buf *out, zhm_error *err)
{
    struct change_list list;
    size_t limit;
    zhm_code code = param_limit(in, 100, 10000, &limit, err);
    if (code == ZHM_OK)
        code = changes_since(&s->reader, param_number(in, "generation", 0), limit, &list, err);
    if (code == ZHM_OK)
        answer_changes(out, &list);
    return code;
}
