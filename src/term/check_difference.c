#include "term/check_difference.h"

enum { DEPTH_MAX = 8 };

void words_compare(const struct words *a, const struct words *b, struct difference *d)
{
    *d = (struct difference){.a = a->count < DIFFERENCE_MAX ? a->count : DIFFERENCE_MAX,
                             .b = b->count < DIFFERENCE_MAX ? b->count : DIFFERENCE_MAX};
    for (size_t i = 0; i < d->a; i++)
        for (size_t k = 0; !d->in_a[i] && k < d->b; k++)
            if (!d->in_b[k] && a->items[i].id == b->items[k].id)
                d->in_a[i] = d->in_b[k] = true;
    for (size_t i = 0; i < d->a; i++)
        d->common += d->in_a[i];
}

/* Mark the words of @name; where @whole, only if all of them are
 * there; with @said, only if none of them is marked there. */
static zhm_code mark_name(struct lexicon *l, const char *name, const struct words *words, const bool *said,
                          bool marks[DIFFERENCE_MAX], bool whole, zhm_error *err)
{
    struct words own = {0};
    struct difference d;
    zhm_code code = lexicon_words(l, str_of(name), &own, err);
    if (code != ZHM_OK)
        return code;
    words_compare(words, &own, &d);
    if (whole && d.common < own.count)
        return ZHM_OK;
    for (size_t k = 0; k < d.a && said; k++) /* "a ministry spokesperson" says no more of the body than its kind */
        if (d.in_a[k] && said[k] && !(words->items[k].kinds & WORD_LEVEL))
            return ZHM_OK;
    for (size_t k = 0; k < d.a; k++)
        marks[k] = marks[k] || d.in_a[k];
    return ZHM_OK;
}

static bool is_place(const zhm_mention *m)
{
    static const char *const roles[] = {"region", "inner", "outer", "country", "place", "from"};
    for (size_t i = 0; m->role && i < sizeof roles / sizeof *roles; i++)
        if (strcmp(m->role, roles[i]) == 0)
            return true;
    return m->subject.category == ZHM_PLACE;
}

static bool is_body(const zhm_mention *m)
{
    if (m->role && (strcmp(m->role, "body") == 0 || strcmp(m->role, "fields") == 0))
        return true;
    return m->subject.category == ZHM_AGENCY && (!m->role || !*m->role);
}

/* Words of a name, those of its places to be marked; of a title
 * also those of its body, where @said has none of that. */
struct marking {
    struct lexicon *lexicon;
    const char *lang;
    const struct words *words;
    const bool *said; /* NULL: no bodies */
    bool *marks;
};

static zhm_code mark_parts(struct marking *k, const zhm_mention *m, unsigned depth, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && depth > 0 && i < m->part_count && i < DIFFERENCE_MAX; i++) {
        const zhm_mention *part = &m->parts[i];
        const char *name = official_in(&part->subject, k->lang);
        if (is_place(part))
            code = name ? mark_name(k->lexicon, name, k->words, NULL, k->marks, false, err) : ZHM_OK;
        else if (k->said && is_body(part) && name)
            code = mark_name(k->lexicon, name, k->words, k->said, k->marks, false, err);
        if (code == ZHM_OK && !is_place(part))
            code = mark_parts(k, part, depth - 1, err);
    }
    return code;
}

/* NOLINTBEGIN(readability-non-const-parameter): marks are written through k */
zhm_code mark_places(struct lexicon *l, const zhm_mention *m, const char *lang, const struct words *words,
                     bool marks[DIFFERENCE_MAX], zhm_error *err)
{
    struct marking k = {l, lang, words, NULL, marks};
    return mark_parts(&k, m, DEPTH_MAX, err);
}
/* NOLINTEND(readability-non-const-parameter) */

/* What goes without saying: that it is China; in a title, that a governor's body is a government. */
static zhm_code mark_tacit(struct lexicon *l, const zhm_mention *s, const struct words *words,
                           bool marks[DIFFERENCE_MAX], zhm_error *err)
{
    static const char *const tacit[] = {"China",          "People's Republic of China", "中国",
                                        "中华人民共和国", "People's Government",        "人民政府"};
    size_t count = s->subject.category == ZHM_TITLE ? sizeof tacit / sizeof *tacit : 4;
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && i < count; i++)
        code = mark_name(l, tacit[i], words, NULL, marks, true, err);
    return code;
}

zhm_code only_shorter(struct lexicon *l, const zhm_mention *s, const char *lang, const struct words *expected,
                      const struct words *found, bool *out, zhm_error *err)
{
    struct difference d;
    bool in_expected[DIFFERENCE_MAX] = {false}, in_found[DIFFERENCE_MAX] = {false};
    struct marking k = {l, lang, expected, s->subject.category == ZHM_TITLE ? d.in_a : NULL, in_expected};
    words_compare(expected, found, &d);
    *out = false;
    if (d.common == 0)
        return ZHM_OK;
    zhm_code code = mark_parts(&k, s, DEPTH_MAX, err);
    if (code == ZHM_OK)
        code = mark_tacit(l, s, expected, in_expected, err);
    if (code == ZHM_OK)
        code = mark_places(l, s, lang, found, in_found, err);
    if (code == ZHM_OK)
        code = mark_tacit(l, s, found, in_found, err);
    *out = code == ZHM_OK;
    for (size_t i = 0; i < d.a; i++)
        *out = *out && (d.in_a[i] || in_expected[i]);
    for (size_t i = 0; i < d.b; i++)
        *out = *out && (d.in_b[i] || in_found[i]);
    return code;
}
