#include "memory/match_names.h"

#include "base/fault.h"
#include "base/grow.h"
#include "base/utf8.h"
#include "memory/match_pairs.h"
#include "model/lang.h"
#include "term/annotate.h"
#include "term/check.h"
#include "term/check_kind.h"
#include "term/correct_form.h"

#include <stdlib.h>

/* A match under way. The target's spots stand in the same order in both alignments. */
struct matching {
    struct reader *reader;
    const struct question *question;
    struct lexicon lexicon;
    struct side query, source, target;
    struct alignment of_query, of_source; /* each with the target */
    struct match_pairs pairs;
    zhm_issues query_issues, source_issues;
    struct name_misfit *misfits;
    size_t count, room;
};

static zhm_code no_memory(zhm_error *err)
{
    return zhm_fail(err, ZHM_NO_MEMORY, "no memory for the names of a match");
}

static zhm_code span_of(struct matching *m, const struct side *side, const zhm_mention *name, zhm_span *out,
                        zhm_error *err)
{
    struct str text = {side->text.data + name->byte, name->byte_count};
    struct str copy = arena_copy(&m->reader->arena, text);
    *out = (zhm_span){name->start, name->end, copy.data};
    return copy.data ? ZHM_OK : no_memory(err);
}

static zhm_code add(struct matching *m, const struct name_misfit *misfit, zhm_error *err)
{
    struct name_misfit *misfits = arena_grow(&m->reader->arena, m->misfits, m->count, &m->room, sizeof *misfits);
    if (!misfits)
        return no_memory(err);
    m->misfits = misfits;
    m->misfits[m->count++] = *misfit;
    return ZHM_OK;
}

static bool at(const zhm_span *span, const zhm_mention *name)
{
    return span->text && span->start == name->start && span->end == name->end;
}

/* What the check says of a name; NULL: nothing. */
static const zhm_issue *remark_on(const zhm_issues *all, const zhm_mention *name)
{
    for (size_t i = 0; i < all->count; i++)
        if (at(&all->items[i].source, name))
            return &all->items[i];
    return NULL;
}

/* Likewise, other than for a hint. */
static const zhm_issue *issue_of(const zhm_issues *all, const zhm_mention *name)
{
    const zhm_issue *issue = remark_on(all, name);
    return issue && issue->severity != ZHM_HINT ? issue : NULL;
}

static bool same_span(const zhm_span *a, const zhm_span *b)
{
    return !a->text == !b->text && a->start == b->start && a->end == b->end;
}

/* Who of the target names it. */
static struct spot *namer(const struct alignment *a, const struct spot *s)
{
    return s->partner ? s->partner : same_name(&a->target, s, NULL);
}

static zhm_code add_issue(struct matching *m, const zhm_issue *issue, zhm_error *err)
{
    const struct name_misfit misfit = {issue->source, issue->target, issue->expected, issue->concept, issue->kind};
    return add(m, &misfit, err);
}

/* One name in both texts, written otherwise: the target may fit the one form and not the other. */
static zhm_code judge_same(struct matching *m, const struct pair_name *q, zhm_error *err)
{
    const zhm_mention *query = q->spot->mention, *source = q->same->spot->mention;
    struct str a = {m->query.text.data + query->byte, query->byte_count};
    struct str b = {m->source.text.data + source->byte, source->byte_count};
    const zhm_issue *issue = issue_of(&m->query_issues, query);
    if (!issue || str_equal(a, b))
        return ZHM_OK;
    for (size_t i = 0; i < m->source_issues.count; i++) {
        const zhm_issue *own = &m->source_issues.items[i];
        if (own->kind == issue->kind && at(&own->source, source) && same_span(&own->target, &issue->target))
            return ZHM_OK;
    }
    return add_issue(m, issue, err);
}

static bool has_roles(const zhm_mention *name)
{
    return name->part_count > 0 && *name->parts[0].role;
}

/* Of a composed name and one that the glossary holds whole: their parts are no match, so by their words. */
static zhm_code kind_by_text(struct matching *m, const zhm_mention *q, const zhm_mention *s, zhm_issue_kind *out,
                             zhm_error *err)
{
    struct words asked = {0}, there = {0};
    struct str a = {m->query.text.data + q->byte, q->byte_count}, b = {m->source.text.data + s->byte, s->byte_count};
    zhm_code code = lexicon_words(&m->lexicon, a, &asked, err);
    if (code == ZHM_OK)
        code = lexicon_words(&m->lexicon, b, &there, err);
    return code == ZHM_OK ? kind_by_words(&m->lexicon, q, m->query.lang, &asked, &there, ZHM_WRONG_BODY, out, err)
                          : code;
}

/* What the query's name @q has that the source's @s has not: so it is with the target's, which stands for that. */
static zhm_code kind_of(struct matching *m, const zhm_mention *q, const zhm_mention *s, zhm_issue_kind *out,
                        zhm_error *err)
{
    zhm_category a = q->subject.category, b = s->subject.category;
    *out = a == ZHM_TITLE || b == ZHM_TITLE ? ZHM_WRONG_RANK : ZHM_WRONG_BODY;
    if (a != b)
        return ZHM_OK;
    if (a == ZHM_PLACE) {
        *out = ZHM_WRONG_REGION;
        return ZHM_OK;
    }
    return has_roles(q) == has_roles(s) ? kind_by_mention(&m->lexicon, &m->query, q, &m->source, s, out, err)
                                        : kind_by_text(m, q, s, out, err);
}

/* The misfit of a name of the query, but for what stands in its place. */
static zhm_code begin_misfit(struct matching *m, const zhm_mention *q, struct name_misfit *out, zhm_error *err)
{
    *out = (struct name_misfit){.kind = ZHM_MISSING, .concept = q->subject.concept};
    out->expected = official_in(&q->subject, m->target.lang);
    return span_of(m, &m->query, q, &out->query, err);
}

static zhm_code fit_articles(struct matching *m, struct name_misfit *misfit, zhm_error *err)
{
    if (!misfit->expected || !misfit->target.text)
        return ZHM_OK;
    misfit->expected = articles_like(&m->reader->arena, str_of(misfit->target.text), misfit->expected);
    return misfit->expected ? ZHM_OK : no_memory(err);
}

/* Another name of the target, which stands for the source's. */
static zhm_code add_other(struct matching *m, const struct pair_name *name, const zhm_mention *t, zhm_error *err)
{
    const zhm_mention *q = name->spot->mention;
    struct name_misfit misfit;
    zhm_code code = begin_misfit(m, q, &misfit, err);
    if (code == ZHM_OK)
        code = span_of(m, &m->target, t, &misfit.target, err);
    if (code == ZHM_OK)
        code = kind_of(m, q, name->place->spot->mention, &misfit.kind, err);
    if (code == ZHM_OK)
        code = fit_articles(m, &misfit, err);
    return code == ZHM_OK ? add(m, &misfit, err) : code;
}

/* Words of the target that the check takes for the source's name, though they are none of its forms. */
static zhm_code add_words(struct matching *m, const zhm_mention *q, const zhm_issue *own, zhm_error *err)
{
    const zhm_issue *issue = issue_of(&m->query_issues, q);
    struct name_misfit misfit;
    if (issue && same_span(&issue->target, &own->target))
        return add_issue(m, issue, err);
    zhm_code code = begin_misfit(m, q, &misfit, err);
    misfit.target = own->target;
    misfit.kind = ZHM_WRONG_FORM;
    if (code == ZHM_OK)
        code = fit_articles(m, &misfit, err);
    return code == ZHM_OK ? add(m, &misfit, err) : code;
}

static bool is_loose(const zhm_mention *name)
{
    return name->subject.category == ZHM_PLACE || name->subject.category == ZHM_PERSON;
}

static zhm_code add_missing(struct matching *m, const struct pair_name *q, zhm_error *err)
{
    const zhm_mention *name = q->spot->mention;
    const zhm_issue *issue = remark_on(&m->query_issues, name);
    struct name_misfit misfit;
    /* That a bare title is missing is a hint only: the unit may say it in words of its own. This unit knows nothing of
     * it. */
    bool bare = !q->place && name->subject.category == ZHM_TITLE;
    if (issue && (bare || issue->severity != ZHM_HINT))
        return add_issue(m, issue, err);
    /* The check lets a target leave out a place; here it is one that the unit knows nothing of. */
    if (!is_loose(name) || q->place || !official_in(&name->subject, m->target.lang))
        return ZHM_OK;
    zhm_code code = begin_misfit(m, name, &misfit, err);
    return code == ZHM_OK ? add(m, &misfit, err) : code;
}

static zhm_code judge_other(struct matching *m, const struct pair_name *q, zhm_error *err)
{
    const zhm_mention *name = q->spot->mention;
    const struct spot *there = namer(&m->of_query, q->spot);
    const struct spot *t = q->place ? namer(&m->of_source, q->place->spot) : NULL;
    const zhm_issue *own = q->place ? issue_of(&m->source_issues, q->place->spot->mention) : NULL;
    if (there && (!t || there->mention == t->mention || there->top->mention != t->top->mention))
        return ZHM_OK;
    if (t)
        return add_other(m, q, t->mention, err);
    if (own && own->target.text)
        return add_words(m, name, own, err);
    return add_missing(m, q, err);
}

static bool overlaps(const zhm_span *span, const zhm_mention *t)
{
    return span->text && span->start < t->end && t->start < span->end;
}

/* Whether the query has what the target names here, after all; or a misfit speaks of it. */
static bool is_settled(const struct matching *m, const struct spot *t)
{
    const struct spot *of_query = &m->of_query.target.items[t - m->of_source.target.items];
    if (of_query->partner || same_name(&m->of_query.source, of_query, NULL))
        return true;
    for (size_t i = 0; i < m->count; i++)
        if (overlaps(&m->misfits[i].target, t->mention))
            return true;
    return false;
}

/* A name of the source in whose place the query has none. */
static zhm_code judge_left(struct matching *m, const struct pair_name *s, zhm_error *err)
{
    const struct spot *t = namer(&m->of_source, s->spot);
    zhm_category category = s->spot->mention->subject.category;
    struct name_misfit misfit = {.kind = ZHM_WRONG_BODY};
    if (!t || is_settled(m, t))
        return ZHM_OK;
    if (category == ZHM_TITLE || category == ZHM_PLACE)
        misfit.kind = category == ZHM_TITLE ? ZHM_WRONG_RANK : ZHM_WRONG_REGION;
    zhm_code code = span_of(m, &m->target, t->mention, &misfit.target, err);
    return code == ZHM_OK ? add(m, &misfit, err) : code;
}

static zhm_code judge(struct matching *m, zhm_error *err)
{
    const struct pair_names *query = &m->pairs.query, *source = &m->pairs.source;
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && i < query->count; i++)
        if (query->items[i].same)
            code = judge_same(m, &query->items[i], err);
        else if (!query->items[i].untouched)
            code = judge_other(m, &query->items[i], err);
    for (size_t i = 0; code == ZHM_OK && i < source->count; i++)
        if (!source->items[i].same && !source->items[i].place && !source->items[i].untouched)
            code = judge_left(m, &source->items[i], err);
    return code;
}

/* Whether the names differ at all. */
static bool differ(const struct matching *m)
{
    const struct pair_names *query = &m->pairs.query, *source = &m->pairs.source;
    bool all = query->count == source->count;
    for (size_t i = 0; all && i < query->count; i++) {
        const struct pair_name *q = &query->items[i];
        const zhm_mention *a = q->spot->mention, *b = q->same ? q->same->spot->mention : NULL;
        all = b && str_equal((struct str){m->query.text.data + a->byte, a->byte_count},
                             (struct str){m->source.text.data + b->byte, b->byte_count});
    }
    return !all;
}

static zhm_code compare(struct matching *m, const struct unit_match *match, zhm_error *err)
{
    m->lexicon.reader = m->reader;
    zhm_code code = align(&m->lexicon, &m->query, &m->target, &m->of_query, err);
    if (code == ZHM_OK)
        code = align(&m->lexicon, &m->source, &m->target, &m->of_source, err);
    if (code == ZHM_OK)
        code = match_pairs(m->reader, &m->of_query.source, m->query.text, &m->of_source.source, m->source.text,
                           match->edits, match->edit_count, &m->pairs, err);
    if (code != ZHM_OK || !differ(m))
        return code;
    code = check_sides(m->reader, &m->query, &m->target, m->question, NULL, &m->query_issues, err);
    if (code == ZHM_OK)
        code = check_sides(m->reader, &m->source, &m->target, m->question, NULL, &m->source_issues, err);
    return code == ZHM_OK ? judge(m, err) : code;
}

static int by_place(const void *x, const void *y)
{
    const struct name_misfit *a = x, *b = y;
    if (!a->query.text != !b->query.text)
        return a->query.text ? -1 : 1;
    size_t p = a->query.text ? a->query.start : a->target.start, q = b->query.text ? b->query.start : b->target.start;
    return (p > q) - (p < q);
}

static zhm_code names_of_match(struct reader *r, const struct unit_match *match, const struct side *query,
                               const struct question *q, struct match_names *out, zhm_error *err)
{
    struct matching m = {.reader = r, .question = q, .query = *query};
    m.source = (struct side){.text = str_of(match->source->text), .lang = match->source->lang};
    m.target = (struct side){.text = str_of(match->target->text), .lang = match->target->lang};
    zhm_code code = annotate(r, m.source.text, q, &m.source.mentions, err);
    if (code == ZHM_OK)
        code = annotate(r, m.target.text, q, &m.target.mentions, err);
    if (code == ZHM_OK && match->kind == ZHM_UNIT_FUZZY)
        code = compare(&m, match, err);
    if (code != ZHM_OK)
        return zhm_prefix(err, code, "unit %llu: ", (unsigned long long)match->unit->number);
    if (m.count > 1)
        qsort(m.misfits, m.count, sizeof *m.misfits, by_place);
    *out = (struct match_names){m.source.mentions, m.target.mentions, m.misfits, m.count};
    return ZHM_OK;
}

zhm_code match_names(struct reader *r, const struct unit_matches *matches, const char *from, const char *to,
                     const struct question *question, zhm_mentions *query, struct match_names *names, zhm_error *err)
{
    struct question q = *question;
    char lang[LANG_MAX], target[LANG_MAX];
    struct side side = {.text = str_of(matches->text), .lang = lang};
    q.lang[0] = '\0'; /* a text may hold names of another language */
    zhm_code code = lang_canonical(str_of(from), lang, err);
    if (code == ZHM_OK)
        code = lang_canonical(str_of(to), target, err);
    if (code == ZHM_OK)
        code = annotate(r, side.text, &q, &side.mentions, err);
    struct match_names *all = code == ZHM_OK ? arena_array(&r->arena, matches->count + 1, sizeof *all) : NULL;
    if (code == ZHM_OK && !all)
        code = no_memory(err);
    for (size_t i = 0; code == ZHM_OK && i < matches->count; i++)
        code = names_of_match(r, &matches->items[i], &side, &q, &all[i], err);
    if (code != ZHM_OK)
        return code;
    *query = side.mentions;
    if (matches->count)
        memcpy(names, all, matches->count * sizeof *names);
    return ZHM_OK;
}
