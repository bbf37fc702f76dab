#include "term/check.h"

#include "base/fault.h"
#include "base/utf8.h"
#include "model/lang.h"
#include "term/annotate.h"
#include "term/check_date.h"
#include "term/check_issue.h"
#include "term/check_kind.h"
#include "term/check_near.h"

#include <stdlib.h>

struct checker {
    struct lexicon lexicon;
    const struct side *source, *target;
    const struct question *question;
    struct alignment pairs;
    struct near_text text; /* the target */
    struct issues issues;
    size_t source_points;
    uint32_t ministry, minister; /* words */
    bool *told;                  /* by number of a source's name: an issue has spoken of it */
    size_t numbers;
};

static zhm_code no_memory(zhm_error *err)
{
    return zhm_fail(err, ZHM_NO_MEMORY, "no memory to check a text");
}

static struct str text_of(const struct side *side, const zhm_mention *m)
{
    return (struct str){side->text.data + m->byte, m->byte_count};
}

static bool is_bad(const zhm_mention *m)
{
    return m->verdict == ZHM_VERDICT_DEPRECATED || m->verdict == ZHM_VERDICT_SUPERSEDED;
}

/* Whether two terms were in use at a time; where a term is not known it has no bounds. */
static bool times_meet(const zhm_term *a, const zhm_term *b)
{
    if (!a || !b)
        return true;
    return (!a->to || !b->from || b->from < a->to) && (!b->to || !a->from || a->from < b->to);
}

/* What the target should have in @t's place: of a superseded source's name that of its time. */
static zhm_code form_of_time(struct checker *c, const zhm_mention *s, const char **out, zhm_error *err)
{
    const zhm_concept *concept;
    if (s->verdict != ZHM_VERDICT_SUPERSEDED || !s->term || !s->subject.concept)
        return ZHM_OK;
    zhm_code code = reader_concept(c->lexicon.reader, str_of(s->subject.concept), &concept, err);
    if (code != ZHM_OK)
        return code == ZHM_NOT_FOUND ? ZHM_OK : code;
    for (size_t i = 0; i < concept->term_count; i++) {
        const zhm_term *t = &concept->terms[i];
        bool official = (t->status == ZHM_PREFERRED || t->status == ZHM_SUPERSEDED) && t->type == ZHM_FULL;
        if (official && lang_matches(t->lang, c->target->lang) && times_meet(t, s->term)) {
            *out = t->text;
            return ZHM_OK;
        }
    }
    return ZHM_OK;
}

/* Whether two names fold equally: then one is no better than the other. */
static zhm_code fold_equal(struct reader *r, struct str a, struct str b, bool *out, zhm_error *err)
{
    struct buf other = {0};
    buf_clear(&r->key);
    zhm_code code = fold_key(a, &r->key, err);
    if (code == ZHM_OK)
        code = fold_key(b, &other, err);
    if (code == ZHM_OK && (other.failed || r->key.failed))
        code = no_memory(err);
    *out = code == ZHM_OK && str_equal(buf_str(&r->key), buf_str(&other));
    buf_free(&other);
    return code;
}

/* A name of the target that is wrong whatever the source says, unless that speaks of the same time. */
static zhm_code judge_bad(struct checker *c, struct spot *t, zhm_error *err)
{
    const zhm_mention *m = t->mention;
    struct spot *spot = t->partner ? t->partner : same_name(&c->pairs.source, t, NULL);
    const zhm_mention *s = spot ? spot->mention : NULL;
    bool outdated = m->verdict == ZHM_VERDICT_SUPERSEDED, same = false;
    if (outdated && s && s->verdict == ZHM_VERDICT_SUPERSEDED && times_meet(s->term, m->term))
        return ZHM_OK;
    struct finding f = {
        .kind = outdated ? ZHM_OUTDATED : ZHM_WRONG_FORM, .s = s, .t = m, .start = m->start, .end = m->end};
    f.expected = s ? official_in(&s->subject, c->target->lang) : NULL;
    if (!f.expected)
        f.expected = official_in(&m->subject, c->target->lang);
    zhm_code code = s && outdated ? form_of_time(c, s, &f.expected, err) : ZHM_OK;
    if (code == ZHM_OK && f.expected)
        code = fold_equal(c->lexicon.reader, text_of(c->target, m), str_of(f.expected), &same, err);
    if (code != ZHM_OK || !f.expected || same)
        return code;
    struct words expected = {0}, found = {0};
    if (!outdated && !m->term && s) { /* composed: what is wrong with it? */
        code = lexicon_words(&c->lexicon, str_of(f.expected), &expected, err);
        if (code == ZHM_OK)
            code = lexicon_words(&c->lexicon, text_of(c->target, m), &found, err);
        if (code == ZHM_OK)
            code = kind_by_words(&c->lexicon, s, c->target->lang, &expected, &found, ZHM_WRONG_FORM, &f.kind, err);
    }
    t->taken = true;
    near_take(&c->text, m->start, m->end);
    return code == ZHM_OK ? issue_add(&c->issues, &f, err) : code;
}

static zhm_code judge_target(struct checker *c, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && i < c->pairs.target.count; i++) {
        struct spot *t = &c->pairs.target.items[i];
        if ((i < c->pairs.target.tops || t->partner) && is_bad(t->mention) && !t->top->taken)
            code = judge_bad(c, t, err);
        if (t->partner && t->mention->subject.category != ZHM_PLACE)
            near_take(&c->text, t->mention->start, t->mention->end);
    }
    return code;
}

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

/* Of the target's names near the place that have no partner and stand nowhere in the source, the most alike. */
static zhm_code likest(struct checker *c, const zhm_mention *s, struct spot **out, unsigned *likeness, zhm_error *err)
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
    *out = NULL;
    *likeness = LIKE_ENOUGH - 1;
    for (size_t i = at > NEIGHBOURS ? at - NEIGHBOURS : 0; i < all->tops && i < at + NEIGHBOURS; i++) {
        struct spot *t = &all->items[i];
        unsigned like;
        if (t->partner || t->in_source || t->taken || t->mention->subject.category != s->subject.category)
            continue;
        zhm_code code = mention_likeness(&c->lexicon, c->source, s, c->target, t->mention, &like, err);
        if (code != ZHM_OK)
            return code;
        if (like > *likeness) {
            *likeness = like;
            *out = t;
        }
    }
    return ZHM_OK;
}

/* A post without a body is hardly a name: the target may put it in words of its own. */
static bool is_bare(const zhm_mention *s)
{
    if (s->subject.concept)
        return false;
    for (size_t i = 0; i < s->part_count; i++)
        if (part_class(&s->parts[i]) != PART_RANK || s->parts[i].subject.concept)
            return false;
    return true;
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
    zhm_code code = kind_by_words(&c->lexicon, s, c->target->lang, form, &found, ZHM_WRONG_FORM, &f->kind, err);
    near_take(&c->text, f->start, f->end);
    return code == ZHM_OK ? issue_add(&c->issues, f, err) : code;
}

static zhm_code tell_like(struct checker *c, const zhm_mention *s, struct spot *t, struct finding *f, zhm_error *err)
{
    f->t = t->mention;
    f->start = t->mention->start;
    f->end = t->mention->end;
    t->taken = true;
    zhm_code code = kind_by_mention(&c->lexicon, c->source, s, c->target, t->mention, &f->kind, err);
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

/* A name of the source without a partner. */
static zhm_code judge_missing(struct checker *c, struct spot *spot, const char *official, zhm_error *err)
{
    const zhm_mention *s = spot->mention;
    uint32_t name = spot->names[NAME_CONCEPT] ? spot->names[NAME_CONCEPT] : spot->names[NAME_TARGET];
    struct words forms[FORMS_MAX];
    struct near_run best = {0};
    struct spot *like = NULL;
    size_t count = 0, best_form = 0;
    unsigned likeness = 0;
    zhm_code code = forms_of(c, s, official, forms, &count, err);
    for (size_t i = 0; code == ZHM_OK && i < count; i++) {
        struct near_run run = near_find(&c->text, &forms[i], place_of(c, s, c->text.words.count));
        if (run.same || (run.count > 0 && names_head(c, s, &forms[i], &run))) {
            near_take(&c->text, c->text.words.items[run.first].start,
                      c->text.words.items[run.first + run.count - 1].end);
            return ZHM_OK;
        }
        if (run.score > best.score) {
            best = run;
            best_form = i;
        }
        if (s->part_count > 0 && stands_apart(c, spot, &forms[i]))
            return ZHM_OK;
    }
    if (code == ZHM_OK)
        code = likest(c, s, &like, &likeness, err);
    if (code != ZHM_OK)
        return code;
    bool told = name < c->numbers && c->told[name];
    if (name < c->numbers)
        c->told[name] = true;
    struct finding f = {.kind = ZHM_MISSING, .severity = ZHM_ERROR, .s = s, .expected = official};
    if (like && !run_is_better(c, &best, like->mention, likeness))
        return tell_like(c, s, like, &f, err);
    if (s->subject.category == ZHM_PLACE || s->subject.category == ZHM_PERSON)
        return ZHM_OK;
    if (best.count > 0)
        return tell_run(c, s, &forms[best_form], &best, &f, err);
    f.severity = is_bare(s) ? ZHM_HINT : ZHM_WARNING;
    return told ? ZHM_OK : issue_add(&c->issues, &f, err);
}

static zhm_code judge_source(struct checker *c, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && i < c->pairs.source.tops; i++) {
        struct spot *s = &c->pairs.source.items[i];
        const char *official = official_in(&s->mention->subject, c->target->lang);
        if (!s->partner && !s->covered && official && s->mention->verdict != ZHM_VERDICT_AMBIGUOUS)
            code = judge_missing(c, s, official, err);
    }
    return code;
}

/* Full forms alone: that an abbreviation follows the full name is as it should be. */
static bool is_full_form(const zhm_mention *m)
{
    bool right =
        m->verdict == ZHM_VERDICT_PREFERRED || m->verdict == ZHM_VERDICT_ADMITTED || m->verdict == ZHM_VERDICT_COMPOSED;
    return right && (!m->term || m->term->type == ZHM_FULL) && m->part_count < 64;
}

static zhm_code judge_consistency(struct checker *c, zhm_error *err)
{
    const struct spots *all = &c->pairs.target;
    const struct spot **first = arena_array(&c->lexicon.reader->arena, all->numbers, sizeof *first);
    bool *told = arena_array(&c->lexicon.reader->arena, all->numbers, sizeof *told);
    if (!first || !told)
        return no_memory(err);
    for (size_t i = 0; i < all->tops; i++) {
        const struct spot *t = &all->items[i];
        uint32_t name = t->names[NAME_CONCEPT] ? t->names[NAME_CONCEPT] : t->names[NAME_SOURCE];
        const char *official = official_in(&t->mention->subject, c->target->lang);
        bool same = true;
        if (name == 0 || told[name] || !official || !is_full_form(t->mention))
            continue;
        if (!first[name]) {
            first[name] = t;
            continue;
        }
        zhm_code code = ZHM_OK;
        if (t->mention->term ? t->mention->term != first[name]->mention->term : true)
            code = fold_equal(c->lexicon.reader, text_of(c->target, t->mention),
                              text_of(c->target, first[name]->mention), &same, err);
        told[name] = !same;
        const struct spot *s = t->partner ? t->partner : same_name(&c->pairs.source, t, NULL);
        struct finding f = {ZHM_INCONSISTENT, ZHM_HINT, s ? s->mention : NULL, t->mention, t->mention->start,
                            t->mention->end,  official};
        if (code == ZHM_OK && !same)
            code = issue_add(&c->issues, &f, err);
        if (code != ZHM_OK)
            return code;
    }
    return ZHM_OK;
}

static zhm_code begin(struct checker *c, zhm_error *err)
{
    zhm_code code = align(&c->lexicon, c->source, c->target, &c->pairs, err);
    if (code == ZHM_OK)
        code = near_begin(&c->lexicon, c->target->text, &c->text, err);
    if (code != ZHM_OK)
        return code;
    code = lexicon_number(&c->lexicon, 'w', STR("ministry"), &c->ministry, err);
    if (code == ZHM_OK)
        code = lexicon_number(&c->lexicon, 'w', STR("minister"), &c->minister, err);
    if (code != ZHM_OK)
        return code;
    c->source_points = utf8_length(c->source->text);
    c->numbers = c->lexicon.count + 1;
    c->told = arena_array(&c->lexicon.reader->arena, c->numbers, sizeof *c->told);
    return c->told ? ZHM_OK : no_memory(err);
}

zhm_code check_sides(struct reader *r, const struct side *source, const struct side *target, const struct question *q,
                     const zhm_step *why, zhm_issues *out, zhm_error *err)
{
    struct checker c = {.lexicon = {.reader = r}, .source = source, .target = target, .question = q};
    c.issues = (struct issues){.reader = r, .question = q, .source = source, .target = target, .day = why};
    zhm_code code = begin(&c, err);
    if (code == ZHM_OK)
        code = judge_target(&c, err);
    if (code == ZHM_OK)
        code = judge_source(&c, err);
    if (code == ZHM_OK)
        code = judge_consistency(&c, err);
    if (code != ZHM_OK)
        return code;
    issues_sort(&c.issues);
    *out = (zhm_issues){c.issues.count, c.issues.items};
    return ZHM_OK;
}

/* zh where a third of the letters are Chinese: they say more, each, than Latin ones. */
static const char *lang_of(struct str text)
{
    size_t han = 0, latin = 0;
    for (size_t pos = 0; pos < text.len;) {
        uint32_t c = utf8_next(text, &pos);
        if (c == UTF8_INVALID)
            break;
        han += (c >= 0x3400 && c <= 0x9FFF) || c >= 0x20000;
        latin += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
    return han * 2 > latin ? "zh-Hans" : "en";
}

static zhm_code side_of(struct str text, const char *lang, const char *what, char tag[LANG_MAX], struct side *out,
                        zhm_error *err)
{
    zhm_code code = utf8_check(text, err);
    if (code == ZHM_OK)
        code = lang_canonical(str_of(lang ? lang : lang_of(text)), tag, err);
    if (code != ZHM_OK)
        return zhm_prefix(err, code, "%s: ", what);
    *out = (struct side){.text = text, .lang = tag};
    return ZHM_OK;
}

/* The source's own year, where the question leaves the day open. */
static zhm_code date_from(struct reader *r, struct str source, struct question *q, zhm_step *step, bool *found,
                          zhm_error *err)
{
    int32_t year = year_of_text(source);
    char day[16];
    *found = year > 0 && year * 10000 + 1231 < q->day;
    if (!*found)
        return ZHM_OK;
    q->day = year * 10000 + 1231;
    *step = (zhm_step){.step = "date", .date = q->day};
    step->text =
        arena_printf(&r->arena, "the source speaks of %d alone: taken as of %s", (int)year, zhm_date_text(q->day, day));
    return step->text ? ZHM_OK : no_memory(err);
}

zhm_code check_texts(struct reader *r, const struct check_texts *texts, const struct question *question, bool dated,
                     zhm_issues *out, zhm_error *err)
{
    struct question q = *question;
    char source_lang[LANG_MAX], target_lang[LANG_MAX];
    struct side source, target;
    zhm_step *step = arena_alloc(&r->arena, sizeof *step);
    bool found = false;
    zhm_code code = step ? ZHM_OK : no_memory(err);
    q.lang[0] = '\0'; /* a text may hold names of another language */
    if (code == ZHM_OK)
        code = side_of(texts->source, texts->source_lang, "source", source_lang, &source, err);
    if (code == ZHM_OK)
        code = side_of(texts->target, texts->target_lang, "target", target_lang, &target, err);
    if (code == ZHM_OK && !dated)
        code = date_from(r, texts->source, &q, step, &found, err);
    if (code == ZHM_OK && (code = annotate(r, source.text, &q, &source.mentions, err)) != ZHM_OK)
        return zhm_prefix(err, code, "source: ");
    if (code == ZHM_OK && (code = annotate(r, target.text, &q, &target.mentions, err)) != ZHM_OK)
        return zhm_prefix(err, code, "target: ");
    return code == ZHM_OK ? check_sides(r, &source, &target, &q, found ? step : NULL, out, err) : code;
}
