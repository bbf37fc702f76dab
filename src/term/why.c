#include "term/why.h"

#include "base/fault.h"
#include "base/grow.h"
#include "model/concept.h"

#include <stdlib.h>

void why_add(struct why *w, zhm_step step)
{
    zhm_step *items = step.text ? arena_grow(w->arena, w->items, w->count, &w->capacity, sizeof *items) : NULL;
    if (!items) {
        w->failed = true;
        return;
    }
    w->items = items;
    w->items[w->count++] = step;
}

enum { RIVALS = 20 }; /* told of in steps */

static const char *source_of(const char *source)
{
    return source && *source ? source : NULL;
}

static const char *form_of(const zhm_term *t)
{
    switch (t->type) {
    case ZHM_ABBREVIATION:
        return "an abbreviation";
    case ZHM_SHORT:
        return "a short form";
    case ZHM_VARIANT:
        return "a variant";
    default:
        return "a full name";
    }
}

/* "on 2018-03-17", "in 2018-03" */
static const char *when(zhm_date date)
{
    return date % 100 ? "on" : "in";
}

/* Why the term is not right on the day, or is right though it no longer is. */
static void why_standing(struct why *w, const struct choice *c, const struct question *q)
{
    const zhm_term *t = c->named.term;
    char to[16], from[16], day[16];
    bool begun = !concept_not_begun(c->named.concept, q);
    zhm_date start = begun ? t->from : c->named.concept->from, date = t->to;
    const char *text;
    if (c->standing != STANDING_SUPERSEDED && c->standing != STANDING_NOT_YET && t->status != ZHM_SUPERSEDED)
        return;
    zhm_date_text(t->to, to);
    zhm_date_text(start, from);
    zhm_date_text(q->day, day);
    if (c->standing == STANDING_SUPERSEDED) {
        text = arena_printf(w->arena, "\"%s\" was in use until %s; not on %s", t->text, to, day);
    } else if (c->standing == STANDING_NOT_YET) {
        const char *what = begun ? "is in use" : "names a body that exists";
        text = arena_printf(w->arena, "\"%s\" %s since %s; not yet on %s", t->text, what, from, day);
        date = start;
    } else {
        text = arena_printf(w->arena, "\"%s\" was the official name until %s, so also on %s", t->text, to, day);
    }
    why_add(w, (zhm_step){.step = "date", .text = text, .concept = c->named.concept->id, .date = date});
}

void why_match(struct why *w, struct str written, const struct choice *c, const struct question *q)
{
    const zhm_term *t = c->named.term;
    if (!c->exact)
        why_add(w, (zhm_step){.step = "fold",
                              .text = arena_printf(w->arena, "\"%.*s\" was read as \"%s\"", (int)written.len,
                                                   written.data, t->text)});
    why_add(w, (zhm_step){.step = "match",
                          .text = arena_join(w->arena, "\"", t->text, "\" is ", form_of(t), " of ",
                                             c->named.concept->id, " (", t->lang, ", ", zhm_status_name(t->status), ")",
                                             *t->note ? "; note: " : "", t->note, NULL),
                          .concept = c->named.concept->id,
                          .source = source_of(t->source)});
    why_standing(w, c, q);
}

void why_respelt(struct why *w, const struct respelling *how)
{
    const char *is = how->concept ? arena_printf(w->arena, " is %s, which", how->concept->id) : "";
    const char *text = how->to.len > 0
                           ? arena_printf(w->arena, "\"%.*s\" in it%s is written \"%.*s\" there", STR_ARG(how->from),
                                          is, STR_ARG(how->to))
                           : arena_printf(w->arena, "\"%.*s\" in it%s is left out there", STR_ARG(how->from), is);
    why_add(w, (zhm_step){.step = "respell",
                          .text = is ? text : NULL,
                          .concept = how->concept ? how->concept->id : NULL,
                          .source = source_of(how->source)});
}

static int by_end(const void *x, const void *y)
{
    const zhm_term *a = *(const zhm_term *const *)x, *b = *(const zhm_term *const *)y;
    zhm_date end_a = a->to ? a->to : INT32_MAX, end_b = b->to ? b->to : INT32_MAX;
    return end_a != end_b ? (end_a > end_b) - (end_a < end_b) : (a > b) - (a < b);
}

static bool was_official(const zhm_term *t, const char *lang)
{
    return (t->status == ZHM_PREFERRED || t->status == ZHM_SUPERSEDED) && strcmp(t->lang, lang) == 0 && !*t->style;
}

void why_renames(struct why *w, const struct choice *c, const struct question *q)
{
    const zhm_concept *concept = c->named.concept;
    const zhm_term **names = arena_array(w->arena, concept->term_count, sizeof *names);
    size_t count = 0;
    if (!names) {
        w->failed = true;
        return;
    }
    for (size_t i = 0; i < concept->term_count; i++)
        if (was_official(&concept->terms[i], c->named.term->lang))
    names[count++] = &concept->terms[i];
    if (count < 2)
        return;
    qsort(names, count, sizeof *names, by_end);
    for (size_t i = 0; i + 1 < count; i++) {
        char day[16];
        zhm_date date = names[i]->to ? names[i]->to : names[i + 1]->from;
        if (!date) /* both were official all the time */
            continue;
        const char *tense = date > q->day ? "to be renamed" : "renamed";
        why_add(w, (zhm_step){.step = "rename",
                              .text = arena_printf(w->arena, "%s from \"%s\" to \"%s\" %s %s", tense, names[i]->text,
                                                   names[i + 1]->text, when(date), zhm_date_text(date, day)),
                              .concept = concept->id,
                              .source = source_of(names[i]->source),
                              .date = date});
    }
}

void why_ended(struct why *w, const struct choice *c, const struct question *q)
{
    const zhm_concept *concept = c->named.concept;
    char day[16];
    if (!concept->to || q->day < concept->to)
        return;
    why_add(w, (zhm_step){.step = "date",
                          .text = arena_printf(w->arena, "%s came to an end %s %s", concept->id, when(concept->to),
                                               zhm_date_text(concept->to, day)),
                          .concept = concept->id,
                          .source = source_of(concept->source),
                          .date = concept->to});
}

void why_successors(struct why *w, const struct choice *c, const struct succession *all, size_t count)
{
    const char *id = c->named.concept->id;
    for (size_t i = 0; i < count; id = all[i++].concept->id) {
        char day[16];
        zhm_date_text(all[i].since, day);
        why_add(w,
                (zhm_step){.step = "successor",
                           .text = arena_printf(w->arena, "%s took the place of %s%s%s%s%s", all[i].concept->id, id,
                                                *day ? " " : "", *day ? when(all[i].since) : "", *day ? " " : "", day),
                           .concept = all[i].concept->id,
                           .source = source_of(all[i].source),
                           .date = all[i].since});
    }
}

void why_rivals(struct why *w, const struct choices *all)
{
    for (size_t i = all->ambiguous ? 0 : 1; i < all->count && i < RIVALS; i++) {
        const struct choice *c = &all->items[i];
        const char *text =
            arena_printf(w->arena, "%s \"%s\" of %s (%s)", all->ambiguous ? "it may be" : "it could also be",
                         c->named.term->text, c->named.concept->id, zhm_status_name(c->named.term->status));
        why_add(w, (zhm_step){.step = "choice", .text = text, .concept = c->named.concept->id});
    }
}
