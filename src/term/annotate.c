#include "term/annotate.h"

#include "base/fault.h"
#include "term/candidates.h"
#include "term/mention_tree.h"
#include "term/recognise.h"
#include "term/references.h"

static zhm_code no_memory(zhm_error *err)
{
    return zhm_fail(err, ZHM_NO_MEMORY, "no memory to annotate a text");
}

static bool is_level_below_prefecture(const zhm_concept *c)
{
    static const char *const levels[] = {"district",          "county", "county-level-city",
                                         "autonomous-county", "banner", "town"};
    for (size_t i = 0; i < c->attribute_count; i++)
        for (size_t k = 0; strcmp(c->attributes[i].name, "level") == 0 && k < sizeof levels / sizeof *levels; k++)
            if (strcmp(c->attributes[i].value, levels[k]) == 0)
                return true;
    return false;
}

static bool is_capital(char ch)
{
    return ch >= 'A' && ch <= 'Z';
}

/* Whether the word before or behind is capitalised, with nothing but a space between. */
static bool is_beside_capital(struct str text, const zhm_mention *m)
{
    size_t end = m->byte + m->byte_count, at = m->byte;
    if (end + 1 < text.len && text.data[end] == ' ' && is_capital(text.data[end + 1]))
        return true;
    if (at < 2 || text.data[at - 1] != ' ')
        return false;
    for (at--; at > 0 && text.data[at - 1] >= 'A' && text.data[at - 1] != ' ';)
        at--;
    return is_capital(text.data[at]) && text.data[m->byte - 2] != '.';
}

/* Lin Jian is a person, not Jian County: the short English name
 * of a small place says too little beside another name. */
static bool is_chance(struct str text, const struct found *f)
{
    const zhm_term *t = f->mention.term;
    bool small = t && t->type == ZHM_SHORT && strcmp(t->lang, "en") == 0 && f->choices->count > 0 &&
                 f->mention.subject.category == ZHM_PLACE &&
                 is_level_below_prefecture(f->choices->items[0].named.concept);
    return small && is_beside_capital(text, &f->mention);
}

/* The names stand first: of two mentions with one span the first stays, so what the glossary holds goes before what
 * rules make. A composed one has only its place until it is chosen. */
static zhm_code gather(const struct scan *s, const uint8_t *inside, const struct candidates *composed,
                       zhm_mention **out, size_t *count, zhm_error *err)
{
    const struct folded *f = &s->reader->folded;
    zhm_mention *items = arena_array(&s->reader->arena, s->count + composed->count, sizeof *items);
    size_t n = 0;
    if (!items)
        return no_memory(err);
    for (size_t i = 0; i < s->count; i++)
        if (!is_chance(s->text, &s->items[i]) && (!inside || (!inside[s->items[i].first] && !inside[s->items[i].last])))
            items[n++] = s->items[i].mention;
    for (size_t i = 0; i < composed->count; i++)
        items[n++] = (zhm_mention){.start = f->start[composed->items[i]->start],
                                   .end = f->end[composed->items[i]->end - 1],
                                   .verdict = ZHM_VERDICT_COMPOSED};
    *out = items;
    *count = n;
    return ZHM_OK;
}

zhm_code annotate(struct reader *r, struct str text, const struct question *q, zhm_mentions *out, zhm_error *err)
{
    struct recognition all;
    struct candidates composed = {0};
    zhm_mention *items = NULL;
    size_t count = 0;
    if (text.len > ZHM_TEXT_MAX)
        return zhm_fail(err, ZHM_LIMIT, "a text of %zu bytes: at most %u", text.len, ZHM_TEXT_MAX);
    zhm_code code = fold_text(text, &r->folded, err);
    if (code == ZHM_OK)
        code = recognise(r, text, q, false, &all, err);
    if (code != ZHM_OK)
        return code;
    code = candidates_find(&all.scan, &all.chart, &composed, err);
    if (code == ZHM_OK)
        code = gather(&all.scan, all.chart.inside, &composed, &items, &count, err);
    if (code == ZHM_OK && !mention_tree(&r->arena, items, count, out))
        code = no_memory(err);
    if (code == ZHM_OK)
        code = candidates_fill(&all.chart, &composed, items, out->count, err);
    return code == ZHM_OK && !q->plain ? references_back(r, text, &out->items, &out->count, err) : code;
}
