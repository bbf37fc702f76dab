#include "term/recognise.h"

#include "term/grammar_store.h"
#include "term/references.h"

static zhm_code put_together(const struct scan *s, struct chart *c, zhm_error *err)
{
    zhm_code code = reader_grammar(s->reader, &c->grammar, err);
    if (code != ZHM_OK || c->grammar->rule_count == 0)
        return code;
    for (size_t i = 0; code == ZHM_OK && i < s->count; i++)
        code = chart_add_named(c, s->items[i].first, s->items[i].last, s->items[i].choices, err);
    if (code == ZHM_OK)
        code = chart_add_words(c, err);
    if (code == ZHM_OK)
        code = chart_run(c, err);
    bool found = false;
    if (code == ZHM_OK)
        code = references_define(s, c, &found, err);
    return code == ZHM_OK && found ? chart_run(c, err) : code;
}

zhm_code recognise(struct reader *r, struct str text, const struct question *q, struct recognition *out, zhm_error *err)
{
    *out = (struct recognition){.question = *q,
                                .scan = {.reader = r, .text = text},
                                .chart = {.reader = r, .question = q, .text = text}};
    out->question.has_category = q->has_category && q->plain;
    out->scan.question = &out->question;
    zhm_code code = scan_names(&out->scan, err);
    return code == ZHM_OK && !q->plain ? put_together(&out->scan, &out->chart, err) : code;
}
