#include "term/official.h"

#include "base/fault.h"
#include "model/concept.h"
#include "model/lang.h"

const char *zhm_verdict_name(zhm_verdict verdict)
{
    static const char *const names[] = {"unknown",    "preferred", "admitted", "deprecated",
                                        "superseded", "composed",  "ambiguous"};
    size_t i = (size_t)verdict;
    return i < sizeof names / sizeof *names ? names[i] : "unknown";
}

enum standing named_standing(const struct named *n, const struct question *q)
{
    enum standing standing = term_standing(n->term, q);
    bool right = standing == STANDING_PREFERRED || standing == STANDING_ADMITTED;
    return right && concept_not_begun(n->concept, q) ? STANDING_NOT_YET : standing;
}

enum standing term_standing(const zhm_term *term, const struct question *q)
{
    if (term->status == ZHM_DEPRECATED)
        return STANDING_DEPRECATED;
    if (term->to && q->day >= term->to)
        return STANDING_SUPERSEDED;
    if (term->from && q->day < term->from)
        return STANDING_NOT_YET;
    if (term->status == ZHM_ADMITTED)
        return STANDING_ADMITTED;
    return *term->style && strcmp(term->style, q->style) != 0 ? STANDING_ADMITTED : STANDING_PREFERRED;
}

bool question_admits(const struct question *q, const struct named *n)
{
    if (q->has_category && n->concept->category != q->category)
        return false;
    /* Names are compared without regard to the script, so who asks
     * for Traditional ones can be told of Simplified ones. */
    bool chinese = strncmp(q->lang, "zh-Hant", 7) == 0 && strcmp(n->term->lang, "zh-Hans") == 0;
    return !*q->lang || lang_matches(n->term->lang, q->lang) || chinese;
}

/* How far a term is from being the official one; the least wins, and of equals the first. */
static uint32_t distance(const zhm_term *t, const struct question *q)
{
    enum standing standing = term_standing(t, q);
    uint32_t form = (t->type != ZHM_FULL) + 2u * !(*t->style && strcmp(t->style, q->style) == 0);
    if (standing == STANDING_PREFERRED)
        return form;
    bool official = t->status == ZHM_PREFERRED || t->status == ZHM_SUPERSEDED;
    bool other_style = *t->style && strcmp(t->style, q->style) != 0;
    if (!official || other_style)
        return UINT32_MAX;
    if (standing == STANDING_SUPERSEDED)
        return 100000000u + (uint32_t)(q->day - t->to);
    return 500000000u + (uint32_t)(t->from - q->day);
}

/* The best term so far in one language. */
struct best {
    const char *lang, *text;
    uint32_t distance;
};

static struct best *best_of(struct best *all, size_t *count, const char *lang)
{
    for (size_t i = *count; i > 0; i--) /* terms of a language stand together: it is the last one */
        if (strcmp(all[i - 1].lang, lang) == 0)
            return &all[i - 1];
    all[*count] = (struct best){lang, NULL, UINT32_MAX};
    return &all[(*count)++];
}

zhm_code subject_of(struct reader *r, const zhm_concept *c, const struct question *q, zhm_subject *out, zhm_error *err)
{
    struct best *all = arena_array(&r->arena, c->term_count, sizeof *all);
    zhm_official *official = arena_array(&r->arena, c->term_count, sizeof *official);
    if (!all || !official)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for the official names");
    size_t languages = 0, count = 0;
    for (size_t i = 0; i < c->term_count; i++) {
        const zhm_term *t = &c->terms[i];
        struct best *best = best_of(all, &languages, t->lang);
        uint32_t d = distance(t, q);
        if (d < best->distance)
            *best = (struct best){t->lang, t->text, d};
    }
    for (size_t i = 0; i < languages; i++)
        if (all[i].text)
            official[count++] = (zhm_official){all[i].lang, all[i].text};
    *out = (zhm_subject){c->id, c->category, official, count};
    return ZHM_OK;
}

const char *subject_name(const zhm_subject *s, const char *lang)
{
    for (size_t i = 0; i < s->official_count; i++)
        if (strcmp(s->official[i].lang, lang) == 0)
            return s->official[i].text;
    return NULL;
}

zhm_code successors_of(struct reader *r, const zhm_concept *c, const struct question *q,
                       struct succession out[SUCCESSIONS_MAX], size_t *count, zhm_error *err)
{
    const zhm_relation *relation;
    size_t n = 0;
    *count = 0;
    for (const zhm_concept *at = c; concept_successor(at, q->day, &relation); at = out[n++].concept) {
        if (n == SUCCESSIONS_MAX)
            return ZHM_OK;
        const zhm_concept *next;
        zhm_code code = reader_concept(r, str_of(relation->target), &next, err);
        if (code == ZHM_NOT_FOUND)
            break;
        if (code != ZHM_OK)
            return code;
        out[n] = (struct succession){next, relation->from, relation->source};
    }
    *count = n;
    return ZHM_OK;
}

bool concept_not_begun(const zhm_concept *c, const struct question *q)
{
    return c->from && q->day < c->from;
}

bool concept_ended(const zhm_concept *c, const struct question *q)
{
    const zhm_relation *relation;
    bool outlives = c->category == ZHM_EVENT || c->category == ZHM_DOCUMENT || c->category == ZHM_INITIATIVE;
    return (c->to && q->day >= c->to && !outlives) || concept_successor(c, q->day, &relation);
}

zhm_verdict verdict_of(const zhm_concept *c, enum standing standing, const struct question *q)
{
    bool ended = concept_ended(c, q);
    switch (standing) {
    case STANDING_PREFERRED:
        return ended ? ZHM_VERDICT_SUPERSEDED : ZHM_VERDICT_PREFERRED;
    case STANDING_ADMITTED:
        return ended ? ZHM_VERDICT_SUPERSEDED : ZHM_VERDICT_ADMITTED;
    case STANDING_SUPERSEDED:
        return ZHM_VERDICT_SUPERSEDED;
    default:
        return ZHM_VERDICT_DEPRECATED;
    }
}
