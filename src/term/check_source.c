#include "term/check_difference.h"
#include "term/check_kind.h"
#include "term/check_loose.h"
#include "term/check_vague.h"

/* Where in the target a name of the source would stand, if the texts ran alike. */
static size_t place_of(const struct checker *c, const zhm_mention *s, size_t total)
{
    return c->source_points ? (size_t)((double)s->start / (double)c->source_points * (double)total) : 0;
}

/* Whether a term may be looked for in the target's words. */
static bool may_be_form(const struct checker *c, const zhm_mention *s, const zhm_term *t)
{
    enum standing standing = term_standing(t, c->question);
    bool right = standing == STANDING_PREFERRED || standing == STANDING_ADMITTED ||
                 (standing == STANDING_SUPERSEDED && s->verdict == ZHM_VERDICT_SUPERSEDED);
    return right && t->type != ZHM_ABBREVIATION && strncmp(t->lang, c->target->lang, 2) == 0;
}

enum { FORMS_MAX = 16 };

/* The forms that are right for @s: the official one, then the others that the glossary has. */
static zhm_code forms_of(struct checker *c, const zhm_mention *s, const char *official, struct words forms[FORMS_MAX],
                         size_t *count, zhm_error *err)
{
    const zhm_concept *concept;
    zhm_code code = lexicon_words(&c->lexicon, str_of(official), &forms[0], err);
    *count = 1;
    if (code != ZHM_OK || !s->subject.concept)
        return code;
    code = reader_concept(c->lexicon.reader, str_of(s->subject.concept), &concept, err);
    if (code != ZHM_OK)
        return code == ZHM_NOT_FOUND ? ZHM_OK : code;
    for (size_t i = 0; code == ZHM_OK && i < concept->term_count && *count < FORMS_MAX; i++)
        if (may_be_form(c, s, &concept->terms[i]))
            code = lexicon_words(&c->lexicon, str_of(concept->terms[i].text), &forms[(*count)++], err);
    return code;
}

/* A title may stand apart from its body: "Zhang, a vice minister, told the Ministry's paper". */
static bool stands_apart(struct checker *c, const struct spot *s, const struct words *form)
{
    enum { PARTS = 16, TRIES = 8 };
    for (size_t i = 0; i < s->inner_count && i < PARTS; i++) {
        size_t name = 0;
        const struct spot *t = same_name(&c->pairs.target, &s->inner[i], &name);
        for (size_t n = 0; t && n < TRIES; n++, t = t->next[name])
            if (near_around(&c->text, form, t->mention->start, t->mention->end))
                return true;
    }
    return false;
}

enum { LIKE_ENOUGH = 500, NEIGHBOURS = 8 };

struct likest {
    struct spot *spot;
    unsigned likeness;
};

static zhm_code try_like(struct checker *c, const zhm_mention *s, struct spot *t, struct likest *best, zhm_error *err)
{
    unsigned like = 0;
    if (t->partner || t->in_source || t->taken || t->mention->subject.category != s->subject.category)
        return ZHM_OK;
    zhm_code code = mention_likeness(&c->lexicon, c->source, s, c->target, t->mention, &like, err);
    if (code == ZHM_OK && like > best->likeness)
        *best = (struct likest){t, like};
    return code;
}

/* Of the target's names near the place that have no partner and stand nowhere in the source, the most alike. */
static zhm_code find_likest(struct checker *c, const zhm_mention *s, struct likest *best, zhm_error *err)
{
    struct spots *all = &c->pairs.target;
    size_t word = place_of(c, s, c->text.words.count);
    size_t point = word < c->text.words.count ? c->text.words.items[word].start : SIZE_MAX, at = 0;
    for (size_t high = all->tops; at < high;) {
        size_t middle = at + (high - at) / 2;
        if (all->items[middle].mention->start < point)
            at = middle + 1;
        else
            high = middle;
    }
    *best = (struct likest){NULL, LIKE_ENOUGH - 1};
    zhm_code code = ZHM_OK;
    for (size_t i = at > NEIGHBOURS ? at - NEIGHBOURS : 0; code == ZHM_OK && i < all->tops && i < at + NEIGHBOURS;
         i++) {
        struct spot *top = &all->items[i];
        size_t titles = 0;
        for (size_t k = 0; code == ZHM_OK && k < top->inner_count; k++)
            if (is_own_title(top->inner[k].mention)) {
                titles++;
                code = try_like(c, s, &top->inner[k], best, err);
            }
        if (code == ZHM_OK && titles == 0)
            code = try_like(c, s, top, best, err);
    }
    return code;
}

/* "The Minister of X": who heads it names it. */
static bool names_head(struct checker *c, const zhm_mention *s, const struct words *form, const struct near_run *run)
{
    const struct word *w = c->text.words.items + run->first;
    size_t others = 0;
    if (s->subject.category != ZHM_AGENCY || run->count != form->count)
        return false;
    for (size_t i = 0; i < form->count; i++)
        if (form->items[i].id != w[i].id && ++others && !(form->items[i].id == c->ministry && w[i].id == c->minister))
            return false;
    return others == 1;
}

static zhm_code tell_run(struct checker *c, const zhm_mention *s, const struct words *form, const struct near_run *run,
                         struct finding *f, zhm_error *err)
{
    struct words found = {c->text.words.items + run->first, run->count};
    f->start = found.items[0].start;
    f->end = found.items[run->count - 1].end;
    zhm_issue_kind other = f->kind == ZHM_INCONSISTENT ? ZHM_INCONSISTENT : ZHM_WRONG_FORM;
    zhm_code code = kind_by_words(&c->lexicon, s, c->target->lang, form, &found, other, &f->kind, err);
    near_take(&c->text, f->start, f->end);
    return code == ZHM_OK ? issue_add(&c->issues, f, err) : code;
}

static zhm_code tell_like(struct checker *c, const zhm_mention *s, struct spot *t, struct finding *f, zhm_error *err)
{
    struct str text = {c->target->text.data + t->mention->byte, t->mention->byte_count};
    struct words expected = {0}, found = {0};
    bool shorter = false;
    zhm_code code = lexicon_words(&c->lexicon, str_of(f->expected), &expected, err);
    if (code == ZHM_OK)
        code = lexicon_words(&c->lexicon, text, &found, err);
    if (code == ZHM_OK && !is_bad(t->mention))
        code = only_shorter(&c->lexicon, s, c->target->lang, &expected, &found, &shorter, err);
    if (code != ZHM_OK || shorter)
        return code;
    f->t = t->mention;
    f->start = t->mention->start;
    f->end = t->mention->end;
    t->taken = true;
    code = kind_by_mention(&c->lexicon, c->source, s, c->target, t->mention, &f->kind, err);
    bool other = s->subject.concept && t->mention->subject.concept;
    if (f->kind == ZHM_WRONG_BODY && !other && t->mention->verdict == ZHM_VERDICT_DEPRECATED)
        f->kind = ZHM_WRONG_FORM; /* no body at all should have it */
    near_take(&c->text, f->start, f->end);
    return code == ZHM_OK ? issue_add(&c->issues, f, err) : code;
}

/* Whether the run goes beyond the mention, or lies elsewhere. */
static bool run_is_better(const struct checker *c, const struct near_run *run, const zhm_mention *t, unsigned likeness)
{
    if (run->count == 0)
        return false;
    size_t start = c->text.words.items[run->first].start, end = c->text.words.items[run->first + run->count - 1].end;
    bool overlap = t->start < end && start < t->end;
    return overlap ? t->end - t->start < (end - start) / 2 : run->score > likeness;
}

/* What may be said of a name of the source without a partner. */
struct lead {
    struct near_run run; /* of the target's words */
    struct words form;   /* which it is near to */
    struct likest like;  /* another name of the target */
    bool named;          /* it has a partner after all, in words that nobody recognised */
    bool post;           /* its post is there alone */
};

/* What stands in the target for one of the forms. */
static void try_form(struct checker *c, const zhm_mention *s, const struct words *form, struct lead *lead)
{
    struct near_run run = near_find(&c->text, form, place_of(c, s, c->text.words.count));
    if (run.same || (run.count > 0 && names_head(c, s, form, &run))) {
        const struct word *w = c->text.words.items + run.first;
        near_take(&c->text, w[0].start, w[run.count - 1].end);
        lead->named = true;
    } else if (run.score > lead->run.score) {
        lead->run = run;
        lead->form = *form;
    }
}

static struct spot *with_role(const struct spot *top, const char *role)
{
    for (size_t i = 0; i < top->inner_count; i++)
        if (strcmp(top->inner[i].mention->role, role) == 0)
            return &top->inner[i];
    return NULL;
}

static zhm_code lead_of(struct checker *c, const struct spot *spot, const char *official, bool apart, struct lead *out,
                        zhm_error *err)
{
    const zhm_mention *s = spot->mention;
    struct words forms[FORMS_MAX];
    size_t count = 0;
    const struct spot *person = spot->top != spot ? with_role(spot->top, "person") : NULL;
    zhm_code code = forms_of(c, s, official, forms, &count, err);
    for (size_t i = 0; code == ZHM_OK && i < count && !out->named; i++) {
        try_form(c, s, &forms[i], out);
        out->post = out->post || named_by_post(c, s, &forms[i]);
        out->named = out->named || (person && office_before(c, person, &forms[i]));
        out->named = out->named || (apart && s->part_count > 0 && stands_apart(c, spot, &forms[i]));
    }
    return code == ZHM_OK && !out->named ? find_likest(c, s, &out->like, err) : code;
}

/* What a name is missing from is said once. */
static bool tell_once(struct checker *c, const struct spot *spot)
{
    uint32_t name = spot->names[NAME_CONCEPT] ? spot->names[NAME_CONCEPT] : spot->names[NAME_TARGET];
    bool told = name < c->numbers && c->told[name];
    if (name < c->numbers)
        c->told[name] = true;
    return !told;
}

/* What the target says instead of the name, in words that no mention is made of. */
static zhm_code judge_run(struct checker *c, const struct spot *spot, struct lead *lead, struct finding *f,
                          zhm_error *err)
{
    drop_surname(c, &lead->form, &lead->run);
    struct words found = {c->text.words.items + lead->run.first, lead->run.count};
    bool shorter = false;
    zhm_code code = only_shorter(&c->lexicon, spot->mention, c->target->lang, &lead->form, &found, &shorter, err);
    if (code != ZHM_OK || shorter || shares_head(c, spot->mention, &lead->form, &lead->run))
        return code;
    if (named_as_another(c, spot, &lead->form, &lead->run) || !run_is_inner(c, spot, &lead->form, &lead->run))
        return tell_run(c, spot->mention, &lead->form, &lead->run, f, err);
    f->severity = ZHM_HINT;
    return named_within(c, spot) ? ZHM_OK : issue_add(&c->issues, f, err);
}

static bool is_told_otherwise(const struct checker *c, const struct spot *spot, const char *official)
{
    return named_as_counterpart(c, spot) || named_by_initials(c, official);
}

static zhm_code judge_missing(struct checker *c, struct spot *spot, const char *official, zhm_error *err)
{
    enum { VERY_LIKE = 600 };
    const zhm_mention *s = spot->mention;
    bool loose = s->subject.category == ZHM_PLACE || s->subject.category == ZHM_PERSON; /* often left out */
    bool vague = name_is_vague(c, s, official) || (spot->top == spot && is_fragment(c, spot));
    struct lead lead = {0};
    struct finding f = {.kind = ZHM_MISSING, .severity = vague ? ZHM_HINT : ZHM_ERROR, .s = s, .expected = official};
    zhm_code code = lead_of(c, spot, official, true, &lead, err);
    if (code != ZHM_OK || lead.named || is_told_otherwise(c, spot, official))
        return code;
    bool first = tell_once(c, spot);
    if (lead.like.spot && !run_is_better(c, &lead.run, lead.like.spot->mention, lead.like.likeness)) {
        if (lead.like.likeness >= VERY_LIKE && has_unlisted_place(s))
            f.severity = ZHM_ERROR;
        return tell_like(c, s, lead.like.spot, &f, err);
    }
    if (loose)
        return ZHM_OK;
    if (lead.run.count > 0)
        return judge_run(c, spot, &lead, &f, err);
    f.severity = vague || lead.post ? ZHM_HINT : ZHM_WARNING;
    return first && !named_within(c, spot) ? issue_add(&c->issues, &f, err) : ZHM_OK;
}

/* Named elsewhere; is it named otherwise, too? Only what has another word in the place of one of its own is told of. */
static zhm_code judge_again(struct checker *c, struct spot *spot, const char *official, zhm_error *err)
{
    const zhm_mention *s = spot->mention;
    struct lead lead = {0};
    struct finding f = {.kind = ZHM_INCONSISTENT, .severity = ZHM_WARNING, .s = s, .expected = official};
    if (s->subject.category == ZHM_PLACE || s->subject.category == ZHM_PERSON || name_is_vague(c, s, official))
        return ZHM_OK;
    zhm_code code = lead_of(c, spot, official, false, &lead, err);
    if (code != ZHM_OK || lead.named || lead.run.count < 2 || lead.run.count + 1 < lead.form.count)
        return code;
    bool other = false;
    for (size_t i = 0; i < lead.run.count; i++) {
        const struct word *w = &c->text.words.items[lead.run.first + i];
        bool own = false;
        for (size_t k = 0; k < lead.form.count; k++)
            own = own || lead.form.items[k].id == w->id;
        other = other || (!own && w->capital);
    }
    return other && !run_is_inner(c, spot, &lead.form, &lead.run) ? tell_run(c, s, &lead.form, &lead.run, &f, err)
                                                                  : ZHM_OK;
}

static zhm_code judge_spot(struct checker *c, struct spot *s, zhm_error *err)
{
    const char *official = official_in(&s->mention->subject, c->target->lang);
    bool covered = s != s->top ? same_name(&c->pairs.target, s, NULL) != NULL : s->covered;
    if (s->partner || !official || s->mention->verdict == ZHM_VERDICT_AMBIGUOUS || is_cut_short(c, s->mention))
        return ZHM_OK;
    return covered ? judge_again(c, s, official, err) : judge_missing(c, s, official, err);
}

/* Of a person with his office, of one who holds two posts, each title: the target may name them apart. */
static zhm_code judge_source(struct checker *c, struct spot *top, zhm_error *err)
{
    size_t titles = 0;
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && !top->partner && i < top->inner_count; i++)
        if (is_own_title(top->inner[i].mention)) {
            titles++;
            code = judge_spot(c, &top->inner[i], err);
        }
    return titles > 0 || code != ZHM_OK ? code : judge_spot(c, top, err);
}

zhm_code check_source(struct checker *c, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && i < c->pairs.source.tops; i++)
        code = judge_source(c, &c->pairs.source.items[i], err);
    return code;
}
