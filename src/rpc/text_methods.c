#include "base/fault.h"
#include "rpc/answers.h"
#include "rpc/session.h"
#include "term/annotate.h"
#include "term/check.h"
#include "term/correct.h"

zhm_code text_annotate(struct rpc_session *s, const struct request *in, struct buf *out, zhm_error *err)
{
    struct str text = param_str(in, "text");
    struct question q;
    zhm_mentions found;
    zhm_code code = param_question(in, &q, err);
    if (code == ZHM_OK)
        code = annotate(&s->reader, text, &q, &found, err);
    if (code != ZHM_OK)
        return code;
    reply_key(out, "mentions");
    reply_open(out, '[');
    for (size_t i = 0; code == ZHM_OK && i < found.count; i++) {
        answer_mention(out, &found.items[i], text);
        code = rpc_reply_check(out, err);
    }
    reply_close(out, ']');
    return code;
}

zhm_code text_check(struct rpc_session *s, const struct request *in, struct buf *out, zhm_error *err)
{
    const struct check_texts texts = {param_str(in, "source"), param_str(in, "target"), param_text(in, "source_lang"),
                                      param_text(in, "target_lang")};
    struct question q;
    zhm_issues found;
    zhm_code code = param_question(in, &q, err);
    if (code == ZHM_OK)
        code = check_texts(&s->reader, &texts, &q, param_text(in, "as_of") != NULL, &found, err);
    if (code != ZHM_OK)
        return code;
    reply_key(out, "issues");
    reply_open(out, '[');
    for (size_t i = 0; code == ZHM_OK && i < found.count; i++) {
        answer_issue(out, &found.items[i]);
        code = rpc_reply_check(out, err);
    }
    reply_close(out, ']');
    return code;
}

zhm_code text_correct(struct rpc_session *s, const struct request *in, struct buf *out, zhm_error *err)
{
    struct question q;
    zhm_correction done;
    zhm_code code = param_question(in, &q, err);
    if (code == ZHM_OK)
        code = correct(&s->reader, param_str(in, "text"), &q, &done, err);
    if (code != ZHM_OK)
        return code;
    reply_member_text(out, "text", done.text);
    reply_key(out, "edits");
    reply_open(out, '[');
    for (size_t i = 0; code == ZHM_OK && i < done.count; i++) {
        answer_edit(out, &done.edits[i]);
        code = rpc_reply_check(out, err);
    }
    reply_close(out, ']');
    return code == ZHM_OK ? rpc_reply_check(out, err) : code;
}
