#include "term/recognise.h"

#include "base/fault.h"

#include "term/grammar_store.h"
#include "term/references.h"

static zhm_code put_together(const struct scan *s, struct chart *c, zhm_error *err)
{
    zhm_code code = reader_grammar(s->reader, &c->grammar, err);
    if (code != ZHM_OK || c->grammar->rule_count == 0)
        return code;
    chart_begin(c);
    size_t room = s->reader->folded.len + 1;
    c->named = arena_array(&s->reader->arena, room, 1);
    c->inside = arena_array(&s->reader->arena, room, 1);
    if (!c->named || !c->inside)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a text");
    memset(c->named, 0, room);
    memset(c->inside, 0, room);
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

zhm_code recognise(struct reader *r, struct str text, const struct question *q, bool whole, struct recognition *out,
                   zhm_error *err)
{
    *out = (struct recognition){.all = *q,
                                .scan = {.reader = r, .question = q, .text = text},
                                .chart = {.reader = r, .question = q, .text = text, .whole = whole}};
    zhm_code code = scan_names(&out->scan, err);
    if (code != ZHM_OK || q->plain)
        return code;
    out->all.has_category = false;
    struct scan all = {.reader = r, .question = &out->all, .text = text};
    if (q->has_category)
        code = scan_names(&all, err);
    return code == ZHM_OK ? put_together(q->has_category ? &all : &out->scan, &out->chart, err) : code;
}
