#include "term/check_kind.h"

#include "term/check_difference.h"

#include <stdlib.h>

enum { DEPTH_MAX = 8 };

enum part_class part_class(const zhm_mention *part)
{
    static const struct {
        const char *role;
        enum part_class is;
    } roles[] = {
        {"post", PART_RANK},    {"rank", PART_RANK},   {"grade", PART_RANK},    {"head", PART_RANK},
        {"vice", PART_RANK},    {"word", PART_RANK},   {"other", PART_RANK},    {"envoy", PART_RANK},
        {"kind", PART_LEVEL},   {"level", PART_LEVEL}, {"generic", PART_LEVEL}, {"place", PART_PLACE},
        {"region", PART_PLACE}, {"inner", PART_PLACE}, {"outer", PART_PLACE},   {"country", PART_PLACE},
        {"from", PART_PLACE},
    };
    if (!part->role || !*part->role)
        return PART_NONE;
    if (part->subject.category == ZHM_PLACE)
        return PART_PLACE;
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (strcmp(part->role, roles[i].role) == 0)
            return roles[i].is;
    return PART_BODY;
}

static zhm_code likeness(struct lexicon *l, struct str a, struct str b, unsigned *out, zhm_error *err)
{
    struct words words_a = {0}, words_b = {0};
    struct difference d;
    zhm_code code = lexicon_words(l, a, &words_a, err);
    if (code == ZHM_OK)
        code = lexicon_words(l, b, &words_b, err);
    if (code != ZHM_OK)
        return code;
    words_compare(&words_a, &words_b, &d);
    unsigned score = d.a + d.b ? (unsigned)(2000 * d.common / (d.a + d.b)) : 0;
    if (score > *out)
        *out = score;
    return ZHM_OK;
}

static struct str text_of(const struct side *side, const zhm_mention *m)
{
    return (struct str){side->text.data + m->byte, m->byte_count};
}

static zhm_code same_words(struct lexicon *l, struct str a, struct str b, bool *out, zhm_error *err)
{
    uint32_t x = 0, y = 0;
    zhm_code code = lexicon_name(l, a, &x, err);
    if (code == ZHM_OK)
        code = lexicon_name(l, b, &y, err);
    *out = code == ZHM_OK && x && x == y;
    return code;
}

/* The two sides whose mentions are compared. */
struct sides {
    const struct side *source, *target;
};

/* Whether two parts are the same thing: the concept, an official
 * name, or what the target has is what the source's asks for. */
static zhm_code same_thing(struct lexicon *l, const struct sides *sides, const zhm_mention *s, const zhm_mention *t,
                           bool *out, zhm_error *err)
{
    const char *langs[2] = {sides->target->lang, sides->source->lang};
    zhm_code code = ZHM_OK;
    *out = s->subject.concept && t->subject.concept && strcmp(s->subject.concept, t->subject.concept) == 0;
    for (size_t i = 0; code == ZHM_OK && !*out && i < 2; i++) {
        const char *x = official_in(&s->subject, langs[i]), *y = official_in(&t->subject, langs[i]);
        if (x && y)
            code = same_words(l, str_of(x), str_of(y), out, err);
        if (code == ZHM_OK && !*out && x && i == 0)
            code = same_words(l, str_of(x), text_of(sides->target, t), out, err);
    }
    return code;
}

static const zhm_mention *part_like(const zhm_mention *whole, const zhm_mention *part)
{
    const zhm_mention *other = NULL;
    for (size_t i = 0; i < whole->part_count && i < DIFFERENCE_MAX; i++) {
        const zhm_mention *p = &whole->parts[i];
        if (p->role && part->role && strcmp(p->role, part->role) == 0)
            return p;
        if (!other && part_class(p) == part_class(part))
            other = p;
    }
    return other;
}

/* How many parts of @s stand in @t, and of which class are those that do not; by one level of parts. */
struct part_difference {
    size_t roles, same;
    unsigned other[PART_NONE];
    const zhm_mention *s, *t; /* of the first body that differs, both */
};

static zhm_code compare_parts(struct lexicon *l, const struct sides *sides, const zhm_mention *s, const zhm_mention *t,
                              struct part_difference *d, zhm_error *err)
{
    *d = (struct part_difference){0};
    for (size_t i = 0; i < s->part_count && i < DIFFERENCE_MAX; i++) {
        const zhm_mention *part = &s->parts[i], *like = part_like(t, part);
        enum part_class class = part_class(part);
        bool same = false;
        if (class == PART_NONE)
            continue;
        zhm_code code = like ? same_thing(l, sides, part, like, &same, err) : ZHM_OK;
        if (code != ZHM_OK)
            return code;
        d->roles++;
        d->same += same;
        if (same)
            continue;
        d->other[class]++;
        if (class == PART_BODY && like && !d->s) {
            d->s = part;
            d->t = like;
        }
    }
    return ZHM_OK;
}

zhm_code mention_likeness(struct lexicon *l, const struct side *source, const zhm_mention *s, const struct side *target,
                          const zhm_mention *t, unsigned *out, zhm_error *err)
{
    const struct sides sides = {source, target};
    const char *official_s = official_in(&s->subject, target->lang),
               *official_t = official_in(&t->subject, source->lang);
    struct part_difference d;
    *out = 0;
    zhm_code code = official_s ? likeness(l, str_of(official_s), text_of(target, t), out, err) : ZHM_OK;
    if (code == ZHM_OK && official_t)
        code = likeness(l, text_of(source, s), str_of(official_t), out, err);
    if (code == ZHM_OK)
        code = compare_parts(l, &sides, s, t, &d, err);
    if (code == ZHM_OK && d.roles > 1 && 1000 * d.same / d.roles > *out)
        *out = (unsigned)(1000 * d.same / d.roles);
    return code;
}

/* The kinds that all words which only one has share. */
static unsigned kinds_of_rest(const struct words *words, const bool crossed[DIFFERENCE_MAX], size_t count, size_t *rest)
{
    unsigned kinds = WORD_RANK | WORD_LEVEL;
    for (size_t i = 0; i < count; i++)
        if (!crossed[i]) {
            kinds &= words->items[i].kinds;
            ++*rest;
        }
    return kinds;
}

zhm_code kind_by_words(struct lexicon *l, const zhm_mention *s, const char *lang, const struct words *expected,
                       const struct words *found, zhm_issue_kind other, zhm_issue_kind *out, zhm_error *err)
{
    struct difference d;
    bool places[DIFFERENCE_MAX] = {false};
    size_t rest = 0, lost = 0;
    words_compare(expected, found, &d);
    unsigned kinds = kinds_of_rest(expected, d.in_a, d.a, &rest);
    lost = rest;
    kinds &= kinds_of_rest(found, d.in_b, d.b, &rest);
    *out = other;
    if (rest == 0)
        return ZHM_OK;
    if (kinds) {
        *out = kinds & WORD_RANK ? ZHM_WRONG_RANK : ZHM_WRONG_LEVEL;
        return ZHM_OK;
    }
    zhm_code code = mark_places(l, s, lang, expected, places, err);
    for (size_t i = 0; i < d.a; i++)
        lost -= !d.in_a[i] && places[i];
    if (code == ZHM_OK && rest > 0 && lost == 0 && d.a > d.common)
        *out = ZHM_WRONG_REGION;
    return code;
}

static const char *attribute(const zhm_concept *c, const char *name)
{
    for (size_t i = 0; i < c->attribute_count; i++)
        if (strcmp(c->attributes[i].name, name) == 0)
            return c->attributes[i].value;
    return NULL;
}

static bool differ(const zhm_concept *a, const zhm_concept *b, const char *name)
{
    const char *x = attribute(a, name), *y = attribute(b, name);
    return x && y && strcmp(x, y) != 0;
}

/* Two bodies of one kind that only differ by place or level, as the glossary has them. */
static zhm_code kind_by_record(struct reader *r, const zhm_mention *s, const zhm_mention *t, zhm_issue_kind *out,
                               zhm_error *err)
{
    const zhm_concept *a, *b;
    if (!s->subject.concept || !t->subject.concept)
        return ZHM_OK;
    zhm_code code = reader_concept(r, str_of(s->subject.concept), &a, err);
    if (code == ZHM_OK)
        code = reader_concept(r, str_of(t->subject.concept), &b, err);
    if (code == ZHM_NOT_FOUND)
        return ZHM_OK;
    if (code != ZHM_OK || *out != ZHM_WRONG_BODY)
        return code;
    if (a->category == ZHM_PLACE)
        *out = ZHM_WRONG_REGION;
    else if (attribute(a, "kind") && attribute(b, "kind") && !differ(a, b, "kind") && differ(a, b, "region"))
        *out = differ(a, b, "level") ? ZHM_WRONG_LEVEL : ZHM_WRONG_REGION;
    return ZHM_OK;
}

static zhm_code kind_by_names(struct lexicon *l, const struct side *source, const zhm_mention *s,
                              const struct side *target, const zhm_mention *t, zhm_issue_kind *out, zhm_error *err)
{
    const char *expected = official_in(&s->subject, target->lang);
    struct words wanted = {0}, found = {0};
    (void)source;
    *out = ZHM_WRONG_BODY;
    zhm_code code = expected ? lexicon_words(l, str_of(expected), &wanted, err) : ZHM_OK;
    if (code == ZHM_OK)
        code = lexicon_words(l, text_of(target, t), &found, err);
    if (code == ZHM_OK && expected)
        code = kind_by_words(l, s, target->lang, &wanted, &found, ZHM_WRONG_BODY, out, err);
    return code == ZHM_OK ? kind_by_record(l->reader, s, t, out, err) : code;
}

zhm_code kind_by_mention(struct lexicon *l, const struct side *source, const zhm_mention *s, const struct side *target,
                         const zhm_mention *t, zhm_issue_kind *out, zhm_error *err)
{
    const struct sides sides = {source, target};
    for (unsigned depth = 0; depth < DEPTH_MAX; depth++) {
        struct part_difference d;
        zhm_code code = compare_parts(l, &sides, s, t, &d, err);
        if (code != ZHM_OK)
            return code;
        if (d.other[PART_RANK] || (d.other[PART_LEVEL] && !d.s)) {
            *out = d.other[PART_RANK] ? ZHM_WRONG_RANK : ZHM_WRONG_LEVEL;
            return ZHM_OK;
        }
        if (!d.s && d.other[PART_PLACE]) {
            *out = ZHM_WRONG_REGION;
            return ZHM_OK;
        }
        if (!d.s)
            break;
        s = d.s; /* the body differs: what in it? */
        t = d.t;
    }
    return kind_by_names(l, source, s, target, t, out, err);
}
