#include "lint/period.h"
#include "lint/rules.h"

/* An abbreviation is known by its very letters; 臺 and 台 are both written in one word. */
static bool is_exact(const zhm_term *t)
{
    return t->type == ZHM_ABBREVIATION || strcmp(t->lang, "zh-Hant") == 0;
}

/* Whether one of two rows of a concept, both true at a time, adds nothing to the other. */
static bool is_needless(const struct name *a, const struct name *b)
{
    const zhm_term *x = a->term, *y = b->term;
    struct period times[] = {period_of_term(x), period_of_term(y)};
    bool exact = is_exact(x) || is_exact(y);
    return str_equal(a->key, b->key) && strcmp(x->lang, y->lang) == 0 && strcmp(x->style, y->style) == 0 &&
           (!exact || strcmp(x->text, y->text) == 0) && periods_meet(times, 2);
}

void rule_twice(struct lint *l)
{
    for (size_t i = 0; i < l->count; i++)
        for (size_t k = l->first[l->names[i].concept]; k < i; k++) {
            const struct name *earlier = &l->names[k], *n = &l->names[i];
            if (!is_needless(earlier, n))
                continue;
            if (strcmp(earlier->term->text, n->term->text) == 0)
                lint_fault_in(l, n, "'%s' is there already, in line %zu", n->term->text, earlier->line);
            else
                lint_fault_in(l, n, "'%s' reads the same as '%s', line %zu: one of them is enough", n->term->text,
                              earlier->term->text, earlier->line);
            break;
        }
}
