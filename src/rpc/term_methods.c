#include "base/fault.h"
#include "rpc/answers.h"
#include "rpc/session.h"
#include "term/lookup.h"
#include "term/normalise.h"

static void matches(struct buf *out, const char *key, const zhm_matches *found, bool whole)
{
    reply_key(out, key);
    reply_open(out, '[');
    for (size_t i = 0; i < found->count; i++)
        answer_match(out, &found->items[i], whole);
    reply_close(out, ']');
}

static zhm_code kind_of(const char *word, zhm_match_kind *out, zhm_error *err)
{
    for (zhm_match_kind k = ZHM_MATCH_AUTO; k <= ZHM_MATCH_PINYIN; k++)
        if (!word || strcmp(word, zhm_match_name(k)) == 0) {
            *out = k;
            return ZHM_OK;
        }
    return zhm_fail(err, ZHM_BAD_INPUT, "unknown match '%.40s': one of auto, exact, prefix, fuzzy, pinyin", word);
}

zhm_code term_lookup(struct rpc_session *s, const struct request *in, struct buf *out, zhm_error *err)
{
    struct question q;
    size_t limit;
    zhm_match_kind kind = ZHM_MATCH_AUTO;
    zhm_matches found;
    zhm_code code = param_question(in, &q, err);
    if (code == ZHM_OK)
        code = param_limit(in, 10, LOOKUP_LIMIT_MAX, &limit, err);
    if (code == ZHM_OK)
        code = kind_of(param_text(in, "match"), &kind, err);
    if (code == ZHM_OK)
        code = lookup(&s->reader, param_str(in, "query"), kind, &q, limit, &found, err);
    if (code == ZHM_OK)
        matches(out, "matches", &found, true);
    return code;
}

zhm_code term_suggest(struct rpc_session *s, const struct request *in, struct buf *out, zhm_error *err)
{
    struct question q;
    size_t limit;
    zhm_matches found;
    zhm_code code = param_question(in, &q, err);
    if (code == ZHM_OK)
        code = param_limit(in, 10, LOOKUP_LIMIT_MAX, &limit, err);
    if (code == ZHM_OK)
        code = suggest(&s->reader, param_str(in, "prefix"), &q, limit, &found, err);
    if (code == ZHM_OK)
        matches(out, "suggestions", &found, false);
    return code;
}

/* All that the judgement of a name depends on, but for the generation. */
static void question_key(struct buf *key, struct str name, const struct question *q)
{
    buf_clear(key);
    buf_append(key, &q->day, sizeof q->day);
    buf_append_char(key, q->has_category ? (char)(1 + q->category) : 0);
    buf_append_char(key, q->plain);
    buf_append(key, q->lang, strlen(q->lang) + 1);
    buf_append(key, q->style, strlen(q->style) + 1);
    buf_append_str(key, name);
}

static zhm_code judge_name(struct rpc_session *s, struct str name, const struct question *q, struct buf *out,
                           zhm_error *err)
{
    zhm_name judged;
    question_key(&s->key, name, q);
    struct str known = answer_cache_get(&s->names, store_generation(s->reader.txn), buf_str(&s->key));
    if (known.data && !s->key.failed) {
        reply_raw(out, known);
        return ZHM_OK;
    }
    zhm_code code = normalise(&s->reader, name, q, &judged, err);
    if (code != ZHM_OK)
        return code;
    size_t before = out->len + (out->data[out->len - 1] != '['); /* after the comma */
    answer_name(out, &judged);
    if (!out->failed && !s->key.failed)
        answer_cache_put(&s->names, buf_str(&s->key), (struct str){out->data + before, out->len - before});
    return rpc_reply_check(out, err);
}

zhm_code term_normalise(struct rpc_session *s, const struct request *in, struct buf *out, zhm_error *err)
{
    const struct argument *names = request_argument(in, STR("names"));
    size_t count = names->number;
    struct question q;
    zhm_code code = param_question(in, &q, err);
    if (code != ZHM_OK)
        return code;
    if (count < 1 || count > RPC_BATCH_MAX)
        return zhm_fail(err, ZHM_LIMIT, "names: 1 to %d of them, not %zu", RPC_BATCH_MAX, count);
    reply_key(out, "results");
    reply_open(out, '[');
    for (size_t i = 0; i < count; i++) {
        code = judge_name(s, names->texts[i], &q, out, err);
        if (code != ZHM_OK)
            return zhm_prefix(err, code, "names[%zu]: ", i);
    }
    reply_close(out, ']');
    return ZHM_OK;
}
