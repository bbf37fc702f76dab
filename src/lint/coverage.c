#include "lint/lint.h"

bool lint_is_unchecked(const zhm_term *t)
{
    return strcmp(t->source, "unchecked") == 0;
}

double lint_unchecked_percent(const struct lint_coverage *c)
{
    return c->terms ? 100.0 * (double)c->unchecked / (double)c->terms : 0;
}

static struct lint_coverage of_concept(const zhm_concept *c)
{
    struct lint_coverage n = {.concepts = 1, .terms = c->term_count};
    for (size_t i = 0; i < c->term_count; i++) {
        const zhm_term *t = &c->terms[i];
        size_t *lang = strcmp(t->lang, "zh-Hans") == 0   ? &n.hans
                       : strcmp(t->lang, "en") == 0      ? &n.en
                       : strcmp(t->lang, "zh-Hant") == 0 ? &n.hant
                                                         : &n.others;
        *lang = 1;
        *(lint_is_unchecked(t) ? &n.unchecked : &n.checked) += 1;
    }
    n.checked = n.checked > 0;
    return n;
}

static void add(struct lint_coverage *to, const struct lint_coverage *n)
{
    to->concepts += n->concepts;
    to->terms += n->terms;
    to->unchecked += n->unchecked;
    to->hans += n->hans;
    to->en += n->en;
    to->hant += n->hant;
    to->others += n->others;
    to->checked += n->checked;
}

void lint_count_concept(const zhm_concept *c, struct lint_coverage *to)
{
    struct lint_coverage n = of_concept(c);
    add(to, &n);
}

void lint_count(const struct glossary *g, struct lint_report *out)
{
    out->files = g->files;
    for (size_t i = 0; i < g->count; i++) {
        lint_count_concept(&g->concepts[i], &out->all);
        lint_count_concept(&g->concepts[i], &out->of[g->concepts[i].category]);
    }
}
