#include "lint/rules.h"

/* What an id may be meant for, with a letter missing or too many: the one with the same last part. */
static const char *meant(const struct lint *l, const char *id)
{
    const char *slash = strrchr(id, '/'), *found = NULL;
    const char *last = slash ? slash + 1 : id;
    for (size_t i = 0; i < l->g->count; i++) {
        const char *other = l->g->concepts[i].id, *at = strrchr(other, '/');
        if (strcmp(at ? at + 1 : other, last) != 0)
            continue;
        if (found)
            return NULL;
        found = other;
    }
    return found;
}

/* @return its number; SIZE_MAX after saying that there is none, if all files are there */
static size_t look_up(struct lint *l, size_t concept, size_t line, const char *field, const char *id)
{
    size_t i = lint_concept(l, id);
    if (i != SIZE_MAX || l->options->parts)
        return i;
    const char *other = meant(l, id);
    if (other)
        lint_fault(l, concept, line, "@%s: no concept has the id %s; is %s meant?", field, id, other);
    else
        lint_fault(l, concept, line, "@%s: no concept has the id %s", field, id);
    return SIZE_MAX;
}

static void check_attribute(struct lint *l, size_t concept, size_t i)
{
    const zhm_attribute *a = &l->g->concepts[concept].attributes[i];
    bool region = strcmp(a->name, "region") == 0;
    if (!region && strcmp(a->name, "parent") != 0)
        return;
    size_t line = glossary_row_line(l->g, concept, GLOSSARY_ATTRIBUTE, i);
    size_t target = look_up(l, concept, line, a->name, a->value);
    if (target == SIZE_MAX || !region || l->g->concepts[target].category == ZHM_PLACE)
        return;
    lint_fault(l, concept, line, "@region: %s is no place but of category %s", a->value,
               zhm_category_name(l->g->concepts[target].category));
}

static void check_relation(struct lint *l, size_t concept, size_t i)
{
    const zhm_concept *c = &l->g->concepts[concept];
    const zhm_relation *r = &c->relations[i];
    const char *name = zhm_relation_name(r->kind);
    size_t line = glossary_row_line(l->g, concept, GLOSSARY_RELATION, i);
    (void)look_up(l, concept, line, name, r->target);
    bool ends = r->kind == ZHM_MERGED_INTO || r->kind == ZHM_REPLACED_BY || r->kind == ZHM_RENAMED_TO;
    if (ends && !r->from && !c->to)
        lint_fault(l, concept, line, "@%s without a date: give the day in `from`, or `to` of @concept", name);
}

/* Whether the parents of a concept lead back to it, by fewer steps than any body stands deep. */
static bool in_circle(const struct lint *l, size_t concept)
{
    enum { DEEPEST = 100 };
    size_t at = concept;
    for (int steps = 0; steps < DEEPEST; steps++) {
        const char *parent = lint_attribute(&l->g->concepts[at], "parent");
        at = parent ? lint_concept(l, parent) : SIZE_MAX;
        if (at == SIZE_MAX || at == concept)
        return at == concept;
    }
    return false;
}

void rule_ids(struct lint *l)
{
    for (size_t i = 0; i < l->g->count; i++) {
        const zhm_concept *c = &l->g->concepts[i];
        for (size_t k = 0; k < c->attribute_count; k++)
            check_attribute(l, i, k);
        for (size_t k = 0; k < c->relation_count; k++)
            check_relation(l, i, k);
        if (in_circle(l, i))
            lint_fault(l, i, lint_line(l, i), "the parents of %s lead back to it", c->id);
    }
}
