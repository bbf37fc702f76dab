#include "base/fault.h"
#include "memory/lookup.h"
#include "rpc/session.h"
#include "term/concepts.h"

zhm_code service_info(struct rpc_session *s, const struct request *in, struct buf *out, zhm_error *err)
{
    (void)s, (void)in, (void)err;
    reply_member_text(out, "name", "zhengming");
    reply_member_text(out, "version", ZHM_VERSION);
    reply_member_text(out, "protocol", "JSON-RPC 2.0");
    reply_member_number(out, "format", STORE_FORMAT);
    reply_member_number(out, "folding", fold_version());
    reply_key(out, "limits");
    reply_open(out, '{');
    reply_member_number(out, "request_bytes", RPC_REQUEST_MAX);
    reply_member_number(out, "batch", RPC_BATCH_MAX);
    reply_member_number(out, "name_bytes", ZHM_NAME_MAX);
    reply_member_number(out, "text_bytes", ZHM_TEXT_MAX);
    reply_member_number(out, "id_bytes", ZHM_ID_MAX);
    reply_member_number(out, "terms", ZHM_TERMS_MAX);
    reply_member_number(out, "segment_bytes", ZHM_SEGMENT_MAX);
    reply_member_number(out, "segments", ZHM_SEGMENTS_MAX);
    reply_member_number(out, "details", ZHM_DETAILS_MAX);
    reply_member_number(out, "texts", MATCHES_TEXTS_MAX);
    reply_member_number(out, "units", RPC_UNITS_MAX);
    reply_close(out, '}');
    reply_key(out, "methods");
    reply_open(out, '[');
    for (size_t i = 0; i < method_count; i++)
        reply_text(out, str_of(methods[i].name));
    reply_close(out, ']');
    return ZHM_OK;
}

static zhm_code read_terms(struct store_txn *t, uint64_t *out, zhm_error *err)
{
    uint64_t terms = 0;
    struct concept_cursor c;
    zhm_code code = concept_cursor_init(&c, t, err);
    for (; code == ZHM_OK; terms += code == ZHM_OK ? c.concept.term_count : 0)
        code = concept_cursor_next(&c, err);
    concept_cursor_clear(&c);
    *out = terms;
    return code == ZHM_NOT_FOUND ? ZHM_OK : code;
}

/* Reads every record; the answer is kept for the generation. */
static zhm_code count_terms(struct rpc_session *s, uint64_t *out, zhm_error *err)
{
    struct rpc *rpc = s->rpc;
    uint64_t generation = store_generation(s->reader.txn);
    zhm_code code = ZHM_OK;
    pthread_mutex_lock(&rpc->counting);
    if (rpc->counted_generation != generation + 1)
        code = read_terms(s->reader.txn, &rpc->counted_terms, err);
    if (code == ZHM_OK)
        rpc->counted_generation = generation + 1;
    *out = rpc->counted_terms;
    pthread_mutex_unlock(&rpc->counting);
    return code;
}

static void method_stats(const struct rpc *rpc, struct buf *out)
{
    reply_key(out, "methods");
    reply_open(out, '{');
    for (size_t i = 0; i < method_count; i++) {
        const struct stats *m = &rpc->stats[i];
        if (atomic_load(&m->count) == 0)
            continue;
        reply_key(out, methods[i].name);
        reply_open(out, '{');
        reply_member_number(out, "count", atomic_load(&m->count));
        reply_member_number(out, "errors", atomic_load(&m->errors));
        reply_member_number(out, "p50_us", (stats_quantile(m, 500) + 999) / 1000);
        reply_member_number(out, "p99_us", (stats_quantile(m, 990) + 999) / 1000);
        reply_close(out, '}');
    }
    reply_close(out, '}');
}

static void gauge_stats(const struct rpc_gauges *g, struct buf *out)
{
    if (!g)
        return;
    reply_key(out, "service");
    reply_open(out, '{');
    reply_member_number(out, "received", atomic_load(&g->received));
    reply_member_number(out, "busy", atomic_load(&g->busy));
    reply_member_number(out, "dropped", atomic_load(&g->dropped));
    reply_member_number(out, "queued", atomic_load(&g->queued));
    reply_member_number(out, "bytes_in", atomic_load(&g->bytes_in));
    reply_member_number(out, "bytes_out", atomic_load(&g->bytes_out));
    reply_close(out, '}');
}

zhm_code service_stats(struct rpc_session *s, const struct request *in, struct buf *out, zhm_error *err)
{
    struct store_stats store;
    uint64_t terms;
    (void)in;
    zhm_code code = count_terms(s, &terms, err);
    if (code == ZHM_OK)
        code = store_stat(s->rpc->db->store, &store, err);
    if (code != ZHM_OK)
        return code;
    reply_member_number(out, "concepts", store_count(s->reader.txn, STORE_CONCEPTS));
    reply_member_number(out, "terms", terms);
    reply_member_number(out, "names", store_count(s->reader.txn, STORE_NAMES));
    reply_member_number(out, "units", store_count(s->reader.txn, STORE_UNITS));
    reply_member_number(out, "batches", store_count(s->reader.txn, STORE_BATCHES));
    reply_member_number(out, "file_bytes", store.file_bytes);
    reply_member_number(out, "map_bytes", store.map_bytes);
    reply_member_number(out, "readers", store.readers);
    reply_member_number(out, "uptime_s", (stats_now() - s->rpc->started) / 1000000000u);
    method_stats(s->rpc, out);
    gauge_stats(s->rpc->gauges, out);
    return ZHM_OK;
}
