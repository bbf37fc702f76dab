/* chart_internal.h - what the two steps of a chart share */
#ifndef TERM_CHART_INTERNAL_H
#define TERM_CHART_INTERNAL_H

#include "term/chart.h"

/* A form, and the spans of its parts, by number. */
struct derivation {
    struct derivation *next;
    const struct grammar_form *form;
    struct span *parts[];
};

extern const struct value_set chart_no_attributes[GRAMMAR_ATTRIBUTES];

zhm_code chart_no_memory(zhm_error *err);

/** Count a step. @return ZHM_LIMIT when it is one too many */
zhm_code chart_work(struct chart *c, zhm_error *err);

bool chart_push_node(struct chart *c, struct span *s, struct node *n);

/** What a whole has: the attributes of its head, but for what the
 * rule sets, from those of its parts. NULL without memory */
const struct value_set *chart_set_of(struct chart *c, const struct grammar_rule *rule, const struct value_set *head,
                                     const struct value_set *const *parts);

#endif
