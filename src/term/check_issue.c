#include "term/check_issue.h"

#include "base/fault.h"
#include "base/grow.h"
#include "base/utf8.h"
#include "term/correct_form.h"

#include <stdlib.h>

static zhm_code no_memory(zhm_error *err)
{
    return zhm_fail(err, ZHM_NO_MEMORY, "no memory for the issues");
}

const char *zhm_issue_name(zhm_issue_kind kind)
{
    static const char *const names[] = {"missing",     "wrong-form",   "outdated",   "wrong-rank",
                                        "wrong-level", "wrong-region", "wrong-body", "inconsistent"};
    size_t i = (size_t)kind;
    return i < sizeof names / sizeof *names ? names[i] : "unknown";
}

const char *zhm_severity_name(zhm_severity severity)
{
    static const char *const names[] = {"error", "warning", "hint"};
    size_t i = (size_t)severity;
    return i < sizeof names / sizeof *names ? names[i] : "unknown";
}

static size_t byte_of(struct str text, struct place *p, size_t point)
{
    p->byte = point < p->point ? utf8_retreat(text, p->byte, p->point - point)
                               : utf8_advance(text, p->byte, point - p->point);
    p->point = point;
    return p->byte;
}

zhm_code issue_span(struct issues *all, bool source, size_t start, size_t end, zhm_span *out, zhm_error *err)
{
    struct str text = source ? all->source->text : all->target->text;
    struct place *place = source ? &all->in_source : &all->in_target;
    *out = (zhm_span){0};
    if (start == end)
        return ZHM_OK;
    size_t first = byte_of(text, place, start), last = byte_of(text, place, end);
    struct str copy = arena_copy(&all->reader->arena, (struct str){text.data + first, last - first});
    if (!copy.data)
        return no_memory(err);
    *out = (zhm_span){start, end, copy.data};
    return ZHM_OK;
}

/* What the source's name is, or why the target's is wrong by itself. */
static zhm_code why_term(struct issues *all, struct why *why, const zhm_mention *m, const char *text, zhm_error *err)
{
    const zhm_concept *concept;
    struct named named = {.term = m->term};
    if (!m->term || !m->subject.concept)
        return ZHM_OK;
    zhm_code code = reader_concept(all->reader, str_of(m->subject.concept), &concept, err);
    if (code != ZHM_OK)
        return code == ZHM_NOT_FOUND ? ZHM_OK : code;
    named.concept = concept;
    struct choice choice = {named, named_standing(&named, all->question), true, 0};
    why_match(why, str_of(text), &choice, all->question);
    if (m->verdict == ZHM_VERDICT_SUPERSEDED)
        why_renames(why, &choice, all->question);
    return ZHM_OK;
}

static const char *verdict_sentence(struct arena *arena, const struct finding *f, const zhm_issue *i)
{
    if (f->t && f->t->verdict == ZHM_VERDICT_DEPRECATED)
        return arena_printf(arena, "\"%s\" is not to be used: \"%s\" is official", i->found, i->expected);
    if (f->t && f->t->verdict == ZHM_VERDICT_SUPERSEDED)
        return arena_printf(arena, "\"%s\" is no longer in use: \"%s\" is official", i->found, i->expected);
    return arena_printf(arena, "\"%s\" is not the name's form: \"%s\" is official", i->found, i->expected);
}

static const char *sentence(struct arena *arena, const struct finding *f, const zhm_issue *i)
{
    const char *what = "another body";
    switch (f->kind) {
    case ZHM_MISSING:
        return arena_printf(arena, "the target does not name it: \"%s\" is official", i->expected);
    case ZHM_WRONG_FORM:
    case ZHM_OUTDATED:
        return verdict_sentence(arena, f, i);
    case ZHM_INCONSISTENT:
        return arena_printf(arena, "\"%s\" is right, but elsewhere the target has another form; \"%s\" is official",
                            i->found, i->expected);
    case ZHM_WRONG_RANK:
        what = "another post or rank";
        break;
    case ZHM_WRONG_LEVEL:
        what = "another level or kind of body";
        break;
    case ZHM_WRONG_REGION:
        what = "another place";
        break;
    default:
        break;
    }
    return arena_printf(arena, "\"%s\" is %s: \"%s\" is official", i->found, what, i->expected);
}

static zhm_code explain(struct issues *all, const struct finding *f, zhm_issue *issue, zhm_error *err)
{
    struct why why = {.arena = &all->reader->arena};
    const char *step = f->kind == ZHM_OUTDATED                                                ? "date"
                       : f->t && f->t->verdict == ZHM_VERDICT_DEPRECATED && f->end > f->start ? "deprecated"
                                                                                              : "near";
    zhm_code code = ZHM_OK;
    if (f->s)
        code = why_term(all, &why, f->s, issue->source.text, err);
    if (code == ZHM_OK && f->t)
        code = why_term(all, &why, f->t, issue->found, err);
    if (code != ZHM_OK)
        return code;
    why_add(&why, (zhm_step){.step = step, .text = sentence(why.arena, f, issue), .concept = issue->concept});
    if (all->day)
        why_add(&why, *all->day);
    if (why.failed)
        return no_memory(err);
    issue->why = why.items;
    issue->why_count = why.count;
    return ZHM_OK;
}

static bool room(struct issues *all)
{
    zhm_issue *items = arena_grow(&all->reader->arena, all->items, all->count, &all->capacity, sizeof *items);
    if (items)
        all->items = items;
    return items != NULL;
}

zhm_code issue_add(struct issues *all, const struct finding *f, zhm_error *err)
{
    zhm_issue issue = {.severity = f->severity, .kind = f->kind, .expected = f->expected, .found = ""};
    const zhm_mention *subject = f->s ? f->s : f->t;
    zhm_code code = ZHM_OK;
    if (!room(all))
        return no_memory(err);
    issue.concept = subject ? subject->subject.concept : NULL;
    if (f->s)
        code = issue_span(all, true, f->s->start, f->s->end, &issue.source, err);
    if (code == ZHM_OK)
        code = issue_span(all, false, f->start, f->end, &issue.target, err);
    if (issue.target.text)
        issue.found = issue.target.text;
    if (code == ZHM_OK)
        issue.expected = articles_like(&all->reader->arena, str_of(issue.found), f->expected);
    if (code == ZHM_OK && !issue.expected)
        return no_memory(err);
    if (code == ZHM_OK)
        code = explain(all, f, &issue, err);
    if (code == ZHM_OK)
        all->items[all->count++] = issue;
    return code;
}

static int by_place(const void *x, const void *y)
{
    const zhm_issue *a = x, *b = y;
    if (!a->source.text != !b->source.text)
        return a->source.text ? -1 : 1;
    if (a->source.text && a->source.start != b->source.start)
        return a->source.start < b->source.start ? -1 : 1;
    if (a->target.start != b->target.start)
        return a->target.start < b->target.start ? -1 : 1;
    return (a->kind > b->kind) - (a->kind < b->kind);
}

void issues_sort(struct issues *all)
{
    if (all->count > 1)
        qsort(all->items, all->count, sizeof *all->items, by_place);
}
