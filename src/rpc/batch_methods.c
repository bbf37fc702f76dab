#include "memory/batches.h"
#include "rpc/answers.h"
#include "rpc/session.h"

zhm_code reply_last_generation(struct rpc_session *s, struct buf *out, zhm_error *err)
{
    zhm_code code = reader_begin(&s->reader, s->rpc->db, err);
    if (code != ZHM_OK)
        return code;
    reply_member_number(out, "generation", store_generation(s->reader.txn));
    reader_end(&s->reader);
    return ZHM_OK;
}

zhm_code memory_batches(struct rpc_session *s, const struct request *in, struct buf *out, zhm_error *err)
{
    struct batch_list list;
    (void)in;
    zhm_code code = batches_list(&s->reader, &list, err);
    if (code != ZHM_OK)
        return code;
    reply_key(out, "batches");
    reply_open(out, '[');
    for (size_t i = 0; code == ZHM_OK && i < list.count; i++) {
        reply_open(out, '{');
        answer_batch_members(out, &list.items[i]);
        reply_close(out, '}');
        code = rpc_reply_check(out, err);
    }
    reply_close(out, ']');
    return code;
}

/* What is between a request and the next is in the store alone: an import lives no longer than a request. */
zhm_code memory_begin(struct rpc_session *s, const struct request *in, struct buf *out, zhm_error *err)
{
    struct batch_import *import = NULL;
    uint64_t skip = 0;
    zhm_code code = batch_begin(s->rpc->db, param_text(in, "batch"), param_text(in, "origin"),
                                param_bool(in, "resume", false), &import, &skip, err);
    if (code != ZHM_OK)
        return code;
    batch_free(import);
    reply_member_number(out, "skip", skip);
    return reply_last_generation(s, out, err);
}

zhm_code memory_end(struct rpc_session *s, const struct request *in, struct buf *out, zhm_error *err)
{
    struct batch_import *import = NULL;
    uint64_t skip;
    zhm_code code = batch_begin(s->rpc->db, param_text(in, "batch"), NULL, true, &import, &skip, err);
    if (code == ZHM_OK)
        code = batch_end(import, param_bool(in, "done", true), err);
    if (code == ZHM_OK)
        answer_batch_members(out, batch_report(import));
    batch_free(import);
    return code == ZHM_OK ? reply_last_generation(s, out, err) : code;
}

zhm_code memory_undo(struct rpc_session *s, const struct request *in, struct buf *out, zhm_error *err)
{
    struct batch done = {0};
    zhm_code code = batch_undo(s->rpc->db, param_text(in, "batch"), NULL, NULL, &done, err);
    if (code != ZHM_OK)
        return code;
    answer_batch_members(out, &done);
    return reply_last_generation(s, out, err);
}
