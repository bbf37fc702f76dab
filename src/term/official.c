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
    return !*q->lang || lang_matches(n->term->lang, q->lang);
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

static const zhm_term *official_term(const zhm_concept *c, const char *lang, const struct question *q)
{
    const zhm_term *best = NULL;
    uint32_t least = UINT32_MAX;
    for (size_t i = 0; i < c->term_count; i++) {
        const zhm_term *t = &c->terms[i];
        uint32_t d = strcmp(t->lang, lang) == 0 ? distance(t, q) : UINT32_MAX;
        if (d < least) {
            least = d;
            best = t;
        }
    }
    return best;
}

static bool seen(const zhm_official *official, size_t count, const char *lang)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(official[i].lang, lang) == 0)
            return true;
    return false;
}

zhm_code subject_of(struct reader *r, const zhm_concept *c, const struct question *q, zhm_subject *out, zhm_error *err)
{
    zhm_official *official = arena_array(&r->arena, c->term_count, sizeof *official);
    if (!official)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for the official names");
    size_t count = 0;
    for (size_t i = 0; i < c->term_count; i++) {
        const char *lang = c->terms[i].lang;
        if (seen(official, count, lang))
            continue;
        const zhm_term *t = official_term(c, lang, q);
        if (t)
            official[count++] = (zhm_official){lang, t->text};
    }
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

enum { SUCCESSIONS_MAX = 16 }; /* a ring of successors, or a chain longer than any nation's reforms */

zhm_code successor_of(struct reader *r, const zhm_concept *c, const struct question *q, const zhm_concept **out,
                      zhm_date *since, zhm_error *err)
{
    const zhm_concept *at = c;
    const zhm_relation *relation;
    zhm_date ended = 0;
    for (int i = 0; concept_successor(at, q->day, &relation); i++) {
        if (i == SUCCESSIONS_MAX)
            return ZHM_NOT_FOUND;
        const zhm_concept *next;
        zhm_code code = reader_concept(r, str_of(relation->target), &next, err);
        if (code == ZHM_NOT_FOUND)
            break;
        if (code != ZHM_OK)
            return code;
        if (i == 0)
            ended = relation->from;
        at = next;
    }
    if (at == c)
        return ZHM_NOT_FOUND;
    *out = at;
    *since = ended;
    return ZHM_OK;
}

zhm_verdict verdict_of(const zhm_concept *c, enum standing standing, const struct question *q)
{
    const zhm_relation *relation;
    bool ended = (c->to && q->day >= c->to) || concept_successor(c, q->day, &relation);
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
