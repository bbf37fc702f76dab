#include "base/fault.h"
#include "memory/concordance.h"
#include "memory/match_names.h"
#include "rpc/answers.h"
#include "rpc/members.h"
#include "rpc/session.h"

/* What memory.lookup asks of each text. */
struct asking {
    struct rpc_session *s;
    struct search *search;
    struct lookup_question units;
    bool names;
    struct question names_of; /* the glossary */
};

static zhm_code read_filters(const struct request *in, struct lookup_question *q, zhm_error *err)
{
    uint64_t min_score = param_number(in, "min_score", 70);
    if (min_score < 50 || min_score > 100)
        return zhm_fail(err, ZHM_BAD_INPUT, "min_score: 50 to 100");
    *q = (struct lookup_question){.from = param_text(in, "from"),
                                  .to = param_text(in, "to"),
                                  .min_score = (unsigned)min_score,
                                  .exact = param_bool(in, "exact", false),
                                  .adapt = param_bool(in, "adapt_numbers", false),
                                  .origin = param_text(in, "origin"),
                                  .domain = param_text(in, "domain")};
    zhm_code code = param_limit(in, 5, MATCHES_MAX, &q->limit, err);
    if (code == ZHM_OK)
        code = param_time(in, "since", &q->since, err);
    return code == ZHM_OK ? param_time(in, "until", &q->until, err) : code;
}

static zhm_code read_asking(struct rpc_session *s, const struct request *in, struct asking *out, zhm_error *err)
{
    out->s = s;
    out->names = param_bool(in, "names", true);
    zhm_code code = read_filters(in, &out->units, err);
    if (code == ZHM_OK)
        code = param_question(in, &out->names_of, err);
    return code == ZHM_OK ? session_search(s, &out->search, err) : code;
}

static zhm_code read_context(const struct request *in, struct lookup_text *text, zhm_error *err)
{
    static const char *const no_others[] = {NULL};
    const struct argument *context = request_argument(in, STR("context"));
    const char *previous = NULL, *next = NULL;
    const struct member members[] = {{"previous", .text = &previous}, {"next", .text = &next}};
    if (!context)
        return ZHM_OK;
    zhm_code code = members_take(context->json, "the context", members, 2, no_others, err);
    text->previous = str_of(previous);
    text->next = str_of(next);
    return code;
}

/* The matches of one text, and the names in them, as members. */
static zhm_code answer_text(const struct asking *a, const struct lookup_text *text, struct buf *out, zhm_error *err)
{
    struct reader *r = &a->s->reader;
    struct unit_matches found;
    zhm_mentions mentions = {0};
    struct match_names *names = NULL;
    zhm_code code = memory_lookup(r, a->search, &a->units, text, &found, err);
    if (code == ZHM_OK && a->names) {
        names = arena_array(&r->arena, found.count, sizeof *names);
        code = names ? match_names(r, &found, a->units.from, a->units.to, &a->names_of, &mentions, names, err)
                     : zhm_fail(err, ZHM_NO_MEMORY, "no memory for the names of matches");
    }
    if (code != ZHM_OK)
        return code;
    reply_key(out, "matches");
    reply_open(out, '[');
    for (size_t i = 0; code == ZHM_OK && i < found.count; i++) {
        answer_unit_match(out, &found.items[i], str_of(found.text), names ? &names[i] : NULL);
        code = rpc_reply_check(out, err);
    }
    reply_close(out, ']');
    if (names)
        answer_mentions(out, "names", &mentions, str_of(found.text));
    return code == ZHM_OK ? rpc_reply_check(out, err) : code;
}

static zhm_code answer_texts(const struct asking *a, const struct argument *texts, struct buf *out, zhm_error *err)
{
    if (texts->number < 1 || texts->number > MATCHES_TEXTS_MAX)
        return zhm_fail(err, ZHM_LIMIT, "texts: 1 to %d of them, not %zu", MATCHES_TEXTS_MAX, (size_t)texts->number);
    reply_key(out, "results");
    reply_open(out, '[');
    for (size_t i = 0; i < texts->number; i++) {
        reply_open(out, '{');
        zhm_code code = answer_text(a, &(struct lookup_text){.text = texts->texts[i]}, out, err);
        if (code != ZHM_OK)
            return zhm_prefix(err, code, "texts[%zu]: ", i);
        reply_close(out, '}');
        arena_clear(&a->s->reader.arena); /* what one text took, not a thousand */
    }
    reply_close(out, ']');
    return ZHM_OK;
}

zhm_code memory_lookup_method(struct rpc_session *s, const struct request *in, struct buf *out, zhm_error *err)
{
    const struct argument *text = request_argument(in, STR("text")), *texts = request_argument(in, STR("texts"));
    struct lookup_text one = {.text = text ? text->text : (struct str){0}};
    struct asking a;
    if (!text == !texts)
        return zhm_fail(err, ZHM_BAD_INPUT, "memory.lookup needs the parameter 'text', or 'texts', and not both");
    if (texts && request_argument(in, STR("context")))
        return zhm_fail(err, ZHM_BAD_INPUT, "'context' is for one 'text'");
    zhm_code code = read_asking(s, in, &a, err);
    if (code == ZHM_OK)
        code = read_context(in, &one, err);
    if (code != ZHM_OK)
        return code;
    return texts ? answer_texts(&a, texts, out, err) : answer_text(&a, &one, out, err);
}

static zhm_code read_concordance(const struct request *in, struct concordance_question *q, zhm_error *err)
{
    uint64_t offset = param_number(in, "offset", 0);
    *q = (struct concordance_question){.text = param_str(in, "text"),
                                       .lang = param_text(in, "lang"),
                                       .to = param_text(in, "to"),
                                       .offset = (size_t)offset,
                                       .origin = param_text(in, "origin"),
                                       .domain = param_text(in, "domain")};
    zhm_code code = param_limit(in, 20, CONCORDANCE_LIMIT_MAX, &q->limit, err);
    if (code == ZHM_OK && (offset > CONCORDANCE_REACH || offset + q->limit > CONCORDANCE_REACH))
        code = zhm_fail(err, ZHM_LIMIT, "offset and limit together: at most %d", CONCORDANCE_REACH);
    return code;
}

zhm_code memory_concordance_method(struct rpc_session *s, const struct request *in, struct buf *out, zhm_error *err)
{
    struct concordance_question q;
    struct concordance found;
    zhm_code code = read_concordance(in, &q, err);
    if (code == ZHM_OK)
        code = memory_concordance(&s->reader, &q, &found, err);
    if (code != ZHM_OK)
        return code;
    reply_member_number(out, "total", found.total);
    reply_key(out, "matches");
    reply_open(out, '[');
    for (size_t i = 0; code == ZHM_OK && i < found.count; i++) {
        answer_found_unit(out, &found.items[i]);
        code = rpc_reply_check(out, err);
    }
    reply_close(out, ']');
    return code;
}
