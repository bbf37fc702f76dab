#include "lint/period.h"
#include "lint/rules.h"

#include <stdlib.h>

static int by_key(const void *a, const void *b)
{
    const struct name *x = *(const struct name *const *)a, *y = *(const struct name *const *)b;
    int order = strcmp(x->term->lang, y->term->lang);
    if (order == 0)
        order = str_compare(x->key, y->key);
    return order ? order : (x > y) - (x < y);
}

/* An abbreviation is known by its very letters. */
static bool read_alike(const struct name *a, const struct name *b)
{
    bool exact = a->term->type == ZHM_ABBREVIATION || b->term->type == ZHM_ABBREVIATION;
    return !exact || strcmp(a->term->text, b->term->text) == 0;
}

static bool hold_together(const struct lint *l, const struct name *a, const struct name *b)
{
    struct period times[] = {period_of_term(a->term), period_of_concept(&l->g->concepts[a->concept]),
                             period_of_term(b->term), period_of_concept(&l->g->concepts[b->concept])};
    return periods_meet(times, sizeof times / sizeof times[0]);
}

static bool has_relation(const zhm_concept *from, const zhm_concept *to)
{
    for (size_t i = 0; i < from->relation_count; i++)
        if (from->relations[i].kind <= ZHM_NAMEPLATE_OF && strcmp(from->relations[i].target, to->id) == 0)
            return true;
    return false;
}

/* What a place lies in, by its parent or else its region. */
static const char *around(const zhm_concept *c)
{
    const char *parent = lint_attribute(c, "parent"), *region = lint_attribute(c, "region");
    return parent ? parent : region ? region : "";
}

/* Places of one name in two regions; none of them in the other: a county and its city are told apart by a note. */
static bool lie_apart(const zhm_concept *a, const zhm_concept *b)
{
    if (a->category != ZHM_PLACE || b->category != ZHM_PLACE)
        return false;
    const char *x = around(a), *y = around(b);
    return strcmp(x, y) != 0 && strcmp(x, b->id) != 0 && strcmp(y, a->id) != 0;
}

static bool has_reason(const struct lint *l, const struct name *a, const struct name *b)
{
    const zhm_concept *x = &l->g->concepts[a->concept], *y = &l->g->concepts[b->concept];
    return lint_has_reason(a) || lint_has_reason(b) || lie_apart(x, y) || has_relation(x, y) || has_relation(y, x);
}

static bool clash(const struct lint *l, const struct name *a, const struct name *b)
{
    return a->concept != b->concept && read_alike(a, b) && hold_together(l, a, b) && !has_reason(l, a, b);
}

static void say(struct lint *l, const struct name *earlier, const struct name *n)
{
    const zhm_term *a = earlier->term, *b = n->term;
    const char *status = zhm_status_name(b->status);
    const char *id = l->g->concepts[earlier->concept].id, *file = lint_file(l, earlier->concept);
    if (a->status == ZHM_PREFERRED && b->status == ZHM_PREFERRED)
        lint_fault_in(l, n, "'%s' is preferred for %s too (%s:%zu): if both are right, begin a note with '" REASON "'",
                      b->text, id, file, earlier->line);
    else if (a->status == ZHM_PREFERRED)
        lint_fault_in(
            l, n,
            "'%s', %s here, is the preferred name of %s (%s:%zu): if both are right, begin a note with '" REASON "'",
            b->text, status, id, file, earlier->line);
    else
        lint_fault_in(l, n,
                      "'%s', preferred here, is %s for %s (%s:%zu): if both are right, begin a note with '" REASON "'",
                      b->text, zhm_status_name(a->status), id, file, earlier->line);
}

/* Each row is told once, with the first row before it that has its name. */
static void check_group(struct lint *l, const struct name *const *group, size_t count)
{
    bool shared = false;
    for (size_t i = 1; i < count; i++)
        for (size_t k = 0; k < i; k++) {
            bool official = group[i]->term->status == ZHM_PREFERRED || group[k]->term->status == ZHM_PREFERRED;
            if (!clash(l, group[k], group[i]))
                continue;
            if (official) {
                say(l, group[k], group[i]);
                break;
            }
            shared = true;
        }
    l->report->shared += shared;
}

static bool same_key(const struct name *a, const struct name *b)
{
    return strcmp(a->term->lang, b->term->lang) == 0 && str_equal(a->key, b->key);
}

void rule_same_name(struct lint *l)
{
    const struct name **sorted = malloc((l->count + 1) * sizeof *sorted);
    l->failed = l->failed || !sorted;
    for (size_t i = 0; sorted && i < l->count; i++)
        sorted[i] = &l->names[i];
    if (sorted)
        qsort(sorted, l->count, sizeof *sorted, by_key);
    for (size_t i = 0, end; sorted && i < l->count; i = end) {
        for (end = i + 1; end < l->count && same_key(sorted[i], sorted[end]); end++)
            continue;
        check_group(l, sorted + i, end - i);
    }
    free(sorted);
}
