#include "term/checker.h"

#include "base/fault.h"
#include "model/lang.h"
#include "term/check_difference.h"
#include "term/check_kind.h"

#include <strings.h>

static zhm_code no_memory(zhm_error *err)
{
    return zhm_fail(err, ZHM_NO_MEMORY, "no memory to check a text");
}

static struct str text_of(const struct side *side, const zhm_mention *m)
{
    return (struct str){side->text.data + m->byte, m->byte_count};
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
    const zhm_mention *m = name_alone(t->mention);
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

/* A word that makes a post that of a deputy, right before byte @at. */
static bool deputy_before(struct str text, size_t at)
{
    static const char *const words[] = {"vice ", "vice-", "deputy ", "assistant ", "副"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t n = strlen(words[i]);
        if (at >= n && strncasecmp(text.data + at - n, words[i], n) == 0)
            return true;
    }
    return false;
}

/* "Deputy Foreign Minister" for the minister, where the name alone was recognised. */
static zhm_code judge_deputy(struct checker *c, struct spot *t, zhm_error *err)
{
    const zhm_mention *m = t->mention, *s = t->partner->mention;
    const char *official = official_in(&s->subject, c->target->lang);
    struct finding f = {ZHM_WRONG_RANK, ZHM_ERROR, s, m, m->start, m->end, official};
    size_t word = near_word_at(&c->text, m->start);
    if (m->subject.category != ZHM_TITLE || !official || !deputy_before(c->target->text, m->byte) ||
        deputy_before(c->source->text, s->byte))
        return ZHM_OK;
    if (word > 0)
        f.start = c->text.words.items[word - 1].start;
    t->taken = true;
    return issue_add(&c->issues, &f, err);
}

zhm_code check_target(struct checker *c, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && i < c->pairs.target.count; i++) {
        struct spot *t = &c->pairs.target.items[i];
        bool known = t->partner || (i < c->pairs.target.tops && t->in_source);
        if (known && is_bad(t->mention) && !t->top->taken)
            code = judge_bad(c, t, err);
        else if (t->partner)
            code = judge_deputy(c, t, err);
        if (code == ZHM_OK && t->partner && !t->taken && !is_bad(t->mention))
            code = judge_variant(c, t, err);
        if (t->partner && t->mention->subject.category != ZHM_PLACE)
            near_take(&c->text, t->mention->start, t->mention->end);
    }
    return code;
}

zhm_code check_strangers(struct checker *c, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && i < c->pairs.target.tops; i++) {
        struct spot *t = &c->pairs.target.items[i];
        /* what is put together of words that nobody knows for a name may be none */
        bool known = name_alone(t->mention)->term;
        if (!t->partner && !t->in_source && !t->taken && is_bad(t->mention) && known)
            code = judge_bad(c, t, err);
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

/* Two names of the glossary, each with a word of its own, puzzle the reader; a longer and a shorter one do not. */
static zhm_code differ_much(struct checker *c, const zhm_mention *a, const zhm_mention *b, bool *out, zhm_error *err)
{
    struct words x = {0}, y = {0};
    struct difference d;
    *out = false;
    if (!a->term || !b->term)
        return ZHM_OK;
    zhm_code code = lexicon_words(&c->lexicon, text_of(c->target, a), &x, err);
    if (code == ZHM_OK)
        code = lexicon_words(&c->lexicon, text_of(c->target, b), &y, err);
    if (code != ZHM_OK)
        return code;
    words_compare(&x, &y, &d);
    *out = d.common < d.a && d.common < d.b;
    return ZHM_OK;
}

zhm_code check_consistency(struct checker *c, zhm_error *err)
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
        bool much = false;
        if (code == ZHM_OK && !same)
            code = differ_much(c, t->mention, first[name]->mention, &much, err);
        told[name] = !same;
        const struct spot *s = t->partner ? t->partner : same_name(&c->pairs.source, t, NULL);
        struct finding f = {ZHM_INCONSISTENT,
                            much ? ZHM_WARNING : ZHM_HINT,
                            s ? s->mention : NULL,
                            t->mention,
                            t->mention->start,
                            t->mention->end,
                            official};
        if (code == ZHM_OK && !same)
            code = issue_add(&c->issues, &f, err);
        if (code != ZHM_OK)
            return code;
    }
    return ZHM_OK;
}
