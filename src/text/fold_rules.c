#include "text/fold_pass.h"

#include <string.h>

bool pass_is_torn(const struct pass *p, size_t i, uint32_t start)
{
    return p->torn && (start < p->torn || (i > 0 && p->f->start[i - 1] < p->torn && p->f->end[i - 1] >= p->torn));
}

void pass_drop(struct pass *p, size_t i)
{
    if (!(p->f->cut[i] & SHARED_BIT))
        return;
    p->torn = p->f->start[i] + 1;
    for (size_t k = p->out; k > 0 && p->f->end[k - 1] >= p->torn; k--)
        p->f->cut[k - 1] = 0;
}

bool pass_cut_at(const struct pass *p, size_t i, uint32_t start)
{
    return (i == 0 || p->f->end[i - 1] <= start) && !pass_is_torn(p, i, start);
}

static void keep(struct pass *p, bool cut)
{
    struct folded *f = p->f;
    size_t in = p->in++, out = p->out++;
    cut = cut && !p->joined && pass_cut_at(p, out, f->start[in]);
    p->joined = false;
    f->points[out] = f->points[in];
    f->start[out] = f->start[in];
    f->end[out] = f->end[in];
    f->cut[out] = cut;
}

/* Spaces: nothing, or U+000A for an empty line. */
static void fold_blank(struct pass *p)
{
    struct folded *f = p->f;
    size_t first = 0, last = 0;
    int breaks = 0;
    for (; is_blank_kind(kind_at(p, p->in)); p->in++) {
        if (kind_at(p, p->in) != KIND_BREAK)
            continue;
        first = breaks++ ? first : p->in;
        last = p->in;
    }
    p->left = SIDE_NONE;
    if (breaks < 2)
        return;
    uint32_t end = f->end[last];
    size_t next = p->in;
    p->in = first;
    keep(p, true);
    f->points[p->out - 1] = '\n';
    f->end[p->out - 1] = end;
    p->in = next;
}

static enum side side_of(enum fold_kind kind)
{
    if (kind == KIND_DIGIT)
        return SIDE_DIGIT;
    if (kind == KIND_LATIN || kind == KIND_LETTER || kind == KIND_AND)
        return SIDE_LETTER;
    return kind >= KIND_SIGN && kind <= KIND_TRAIL ? SIDE_SIGN : SIDE_NONE;
}

/* What stands directly after point @i, quotation marks aside. */
static enum side right_side(const struct pass *p, size_t i)
{
    for (i++; is_quote_kind(kind_at(p, i)); i++)
        ;
    return side_of(kind_at(p, i));
}

static void fold_dash(struct pass *p)
{
    struct folded *f = p->f;
    size_t first = p->in, last = first;
    while (kind_at(p, last + 1) == KIND_DASH)
        last++;
    enum side left = p->left, right = right_side(p, last);
    p->left = SIDE_NONE;
    if (first == last && left && right && !(left == SIDE_DIGIT && right == SIDE_DIGIT)) {
        pass_drop(p, p->in++);
        p->dropped = DROPPED_DASH;
        return;
    }
    uint32_t end = f->end[last];
    keep(p, true);
    f->end[p->out - 1] = end;
    p->in = last + 1;
}

static void fold_middle_dot(struct pass *p)
{
    enum side left = p->left, right = right_side(p, p->in);
    p->left = SIDE_NONE;
    if (left && right && left != SIDE_DIGIT && right != SIDE_DIGIT)
        pass_drop(p, p->in++);
    else
        keep(p, true);
}

/* A full stop or comma that stays; inside a number it is no place for a cut. */
static void keep_point(struct pass *p)
{
    bool number = p->left == SIDE_DIGIT && kind_at(p, p->in + 1) == KIND_DIGIT;
    p->left = SIDE_NONE;
    keep(p, !number);
    p->joined = number;
}

static void fold_comma(struct pass *p)
{
    size_t next = pass_skip_blanks(p, p->in + 1);
    if (!pass_is_and(p, next)) {
        keep_point(p);
        return;
    }
    pass_drop(p, p->in++);
    p->left = SIDE_NONE;
}

static void fold_apostrophe(struct pass *p)
{
    if (p->left && pass_is_possessive(p, p->in)) {
        pass_drop(p, p->in++);
        pass_drop(p, p->in);
    }
    p->in++;
}

static void fold_and(struct pass *p)
{
    for (int i = 0; i < 3; i++)
        keep(p, i == 0);
    p->left = SIDE_LETTER;
}

/* Hangul syllables are L* V* T*. */
static void fold_hangul(struct pass *p, enum fold_kind before)
{
    enum fold_kind kind = kind_at(p, p->in);
    bool inside = kind == KIND_LEAD ? before == KIND_LEAD : before == kind || before == kind - 1;
    keep(p, !inside);
    p->left = SIDE_SIGN;
}

/* The signs that follow one, as keep does it where nothing stands against a cut. */
static void keep_signs(struct pass *p)
{
    uint32_t *points = p->f->points, *start = p->f->start, *end = p->f->end;
    uint8_t *cut = p->f->cut;
    size_t in = p->in, out = p->out;
    for (; cut[in] == KIND_SIGN; in++, out++) {
        points[out] = points[in];
        start[out] = start[in];
        end[out] = end[in];
        cut[out] = end[out - 1] <= start[out];
    }
    p->in = in;
    p->out = out;
}

static void fold_sign(struct pass *p)
{
    keep(p, true);
    p->left = SIDE_SIGN;
    if (!p->torn)
        keep_signs(p);
}

static void fold_other(struct pass *p)
{
    keep(p, true);
    p->left = SIDE_NONE;
}

static void fold_punctuation(struct pass *p, enum fold_kind kind)
{
    switch (kind) {
    case KIND_SPACE:
    case KIND_BREAK:
        fold_blank(p);
        break;
    case KIND_QUOTE:
    case KIND_OPEN:
        p->in++;
        break;
    case KIND_APOSTROPHE:
        fold_apostrophe(p);
        break;
    case KIND_DASH:
        fold_dash(p);
        break;
    case KIND_MIDDLE_DOT:
        fold_middle_dot(p);
        break;
    case KIND_STOP:
        keep_point(p);
        break;
    case KIND_COMMA:
        fold_comma(p);
        break;
    case KIND_AND:
        fold_and(p);
        break;
    default:
        fold_other(p);
    }
}

static void fold_next(struct pass *p, enum fold_kind before)
{
    enum fold_kind kind = kind_at(p, p->in);
    if (is_word_kind(kind)) {
        pass_word(p);
        return;
    }
    p->dropped = DROPPED_NOTHING;
    if (kind == KIND_SIGN)
        fold_sign(p);
    else if (kind == KIND_MARK)
        keep(p, false);
    else if (kind >= KIND_LEAD && kind <= KIND_TRAIL)
        fold_hangul(p, before);
    else
        fold_punctuation(p, kind);
}

void fold_apply_rules(struct folded *f)
{
    struct pass p = {.f = f};
    enum fold_kind before = KIND_END;
    while (p.in < f->len) {
        enum fold_kind kind = kind_at(&p, p.in);
        fold_next(&p, before);
        before = kind;
    }
    f->len = p.out;
    f->cut[p.out] = !pass_is_torn(&p, p.out, UINT32_MAX);
}
