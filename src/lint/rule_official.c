#include "lint/period.h"
#include "lint/rules.h"

/* Of a body that is no more, its last name will do. */
static bool is_official(const zhm_term *t, const char *lang, bool ended)
{
    bool now = t->status == ZHM_PREFERRED && !t->to;
    bool last = ended && (t->status == ZHM_PREFERRED || t->status == ZHM_SUPERSEDED);
    return strcmp(t->lang, lang) == 0 && !*t->style && (now || last);
}

static bool has_official(const zhm_concept *c, const char *lang)
{
    bool ended = period_of_concept(c).to != 0;
    for (size_t i = 0; i < c->term_count; i++)
        if (is_official(&c->terms[i], lang, ended))
            return true;
    return false;
}

void rule_official(struct lint *l)
{
    static const char *const langs[] = {"zh-Hans", "en"};
    for (size_t i = 0; i < l->g->count; i++)
        for (size_t k = 0; k < sizeof langs / sizeof langs[0]; k++)
            if (!has_official(&l->g->concepts[i], langs[k]))
                lint_fault(l, i, lint_line(l, i), "%s has no preferred term in %s that holds today without a style",
                           l->g->concepts[i].id, langs[k]);
}
