#include "lint/period.h"

/* The last day that it can mean. */
static zhm_date last_of(zhm_date d)
{
    return d % 10000 == 0 ? d + 1231 : d % 100 == 0 ? d + 31 : d;
}

bool date_before(zhm_date a, zhm_date b)
{
    return last_of(a) < b;
}

static bool is_ending(zhm_relation_kind kind)
{
    return kind == ZHM_RENAMED_TO || kind == ZHM_MERGED_INTO || kind == ZHM_REPLACED_BY;
}

struct period period_of_term(const zhm_term *t)
{
    return (struct period){t->from, t->to};
}

struct period period_of_concept(const zhm_concept *c)
{
    struct period p = {c->from, c->to};
    for (size_t i = 0; i < c->relation_count; i++) {
        const zhm_relation *r = &c->relations[i];
        if (is_ending(r->kind) && r->from && (!p.to || r->from < p.to))
            p.to = r->from;
    }
    return p;
}

bool periods_meet(const struct period *p, size_t count)
{
    struct period all = {0};
    for (size_t i = 0; i < count; i++) {
        all.from = p[i].from > all.from ? p[i].from : all.from;
        all.to = p[i].to && (!all.to || p[i].to < all.to) ? p[i].to : all.to;
    }
    return !all.from || !all.to || date_before(all.from, all.to);
}
