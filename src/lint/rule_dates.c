#include "lint/period.h"
#include "lint/rules.h"

static void check_within(struct lint *l, const struct name *n)
{
    const zhm_term *t = n->term;
    struct period whole = period_of_concept(&l->g->concepts[n->concept]);
    char a[16], b[16];
    if (t->from && whole.from && date_before(t->from, whole.from))
        lint_fault_in(l, n, "'%s' is from %s, but its concept began in %s", t->text, zhm_date_text(t->from, a),
                      zhm_date_text(whole.from, b));
    if (t->from && whole.to && date_before(whole.to, t->from))
        lint_fault_in(l, n, "'%s' is from %s, but its concept ended in %s", t->text, zhm_date_text(t->from, a),
                      zhm_date_text(whole.to, b));
    if (t->to && whole.to && date_before(whole.to, t->to))
        lint_fault_in(l, n, "'%s' is to %s, but its concept ended in %s", t->text, zhm_date_text(t->to, a),
                      zhm_date_text(whole.to, b));
    if (t->from && t->from == t->to)
        lint_fault_in(l, n, "'%s' is from %s to the same day: it never held", t->text, zhm_date_text(t->from, a));
}

/* The official name in its time. A short form or an abbreviation that was given up is none. */
static bool was_official(const zhm_term *t)
{
    return t->status == ZHM_PREFERRED ||
           (t->status == ZHM_SUPERSEDED && (t->type == ZHM_FULL || t->type == ZHM_VARIANT));
}

static bool are_rivals(const zhm_term *a, const zhm_term *b)
{
    struct period times[] = {period_of_term(a), period_of_term(b)};
    return was_official(a) && was_official(b) && strcmp(a->lang, b->lang) == 0 && strcmp(a->style, b->style) == 0 &&
           periods_meet(times, 2);
}

static void check_rivals(struct lint *l, const struct name *earlier, const struct name *n)
{
    const zhm_term *a = earlier->term, *b = n->term;
    char day[16];
    if (!are_rivals(a, b))
        return;
    const zhm_term *ended = a->to && !b->to ? a : b->to && !a->to ? b : NULL;
    const char *other = ended == b ? a->text : b->text;
    if (ended)
        lint_fault_in(l, n, "'%s' and '%s' (line %zu) are preferred at the same time: is '%s' from %s?", b->text,
                      a->text, earlier->line, other, zhm_date_text(ended->to, day));
    else
        lint_fault_in(l, n, "'%s' and '%s' (line %zu) are preferred at the same time: admit one of them, or date both",
                      b->text, a->text, earlier->line);
}

void rule_dates(struct lint *l)
{
    for (size_t i = 0; i < l->count; i++) {
        check_within(l, &l->names[i]);
        for (size_t k = l->first[l->names[i].concept]; k < i; k++)
            check_rivals(l, &l->names[k], &l->names[i]);
    }
}
