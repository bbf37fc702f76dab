#include "text/fold_pass.h"

#include "base/crc32c.h"
#include "spelling_tables.h"

/* What stands directly before the place where we are, quotation marks aside. */
enum side { SIDE_NONE, SIDE_LETTER, SIDE_DIGIT, SIDE_SIGN };

/* What was dropped directly before. */
enum dropped { DROPPED_NOTHING, DROPPED_DASH, DROPPED_STOP };

struct pass {
    struct folded *f;
    size_t in, out;       /* the next point to read, the place of the next that stays; out <= in */
    enum side left;       /* of the point at in */
    enum dropped dropped; /* directly before in */
    bool joined;          /* the next point that stays is no place for a cut: inside "3.14" */
    uint32_t torn;        /* 1 + the last code point of which a rule dropped a part; 0: none */
};

static enum fold_kind kind_at(const struct pass *p, size_t i)
{
    return p->f->cut[i] & KIND_BITS;
}

static bool is_word_kind(enum fold_kind kind)
{
    return kind >= KIND_LATIN && kind <= KIND_DIGIT;
}

static bool is_quote_kind(enum fold_kind kind)
{
    return kind >= KIND_QUOTE && kind <= KIND_APOSTROPHE;
}

static bool is_blank_kind(enum fold_kind kind)
{
    return kind == KIND_SPACE || kind == KIND_BREAK;
}

/* Whether the points before place @i, or the one that comes there from @start, belong to the code point torn last. */
static bool is_torn(const struct pass *p, size_t i, uint32_t start)
{
    return p->torn && (start < p->torn || (i > 0 && p->f->start[i - 1] < p->torn && p->f->end[i - 1] >= p->torn));
}

/* A rule drops point @i for its context. If other points share its code point, no slice may begin or end there. */
static void drop(struct pass *p, size_t i)
{
    if (!(p->f->cut[i] & SHARED_BIT))
        return;
    p->torn = p->f->start[i] + 1;
    for (size_t k = p->out; k > 0 && p->f->end[k - 1] >= p->torn; k--)
        p->f->cut[k - 1] = 0;
}

static bool cut_at(const struct pass *p, size_t i, uint32_t start)
{
    return (i == 0 || p->f->end[i - 1] <= start) && !is_torn(p, i, start);
}

static void keep(struct pass *p, bool cut)
{
    struct folded *f = p->f;
    size_t in = p->in++, out = p->out++;
    cut = cut && !p->joined && cut_at(p, out, f->start[in]);
    p->joined = false;
    f->points[out] = f->points[in];
    f->start[out] = f->start[in];
    f->end[out] = f->end[in];
    f->cut[out] = cut;
}

/* Whether a word, or what is looked at of it, ends before point @i; an apostrophe is an end, so that none looks far. */
static bool word_ends(const struct pass *p, size_t i)
{
    enum fold_kind kind = kind_at(p, i);
    return !is_word_kind(kind) && kind != KIND_MARK;
}

static bool is_possessive(const struct pass *p, size_t i)
{
    return kind_at(p, i) == KIND_APOSTROPHE && kind_at(p, i + 1) == KIND_LATIN && p->f->points[i + 1] == 's' &&
           word_ends(p, i + 2);
}

/* The first point from @i on that is neither space nor quotation mark; an empty line is not passed. */
static size_t skip_blanks(const struct pass *p, size_t i)
{
    int breaks = 0;
    for (; breaks < 2 && (is_blank_kind(kind_at(p, i)) || is_quote_kind(kind_at(p, i))); i++)
        breaks = kind_at(p, i) == KIND_BREAK ? breaks + 1 : is_quote_kind(kind_at(p, i)) ? 0 : breaks;
    return breaks < 2 ? i : p->f->len;
}

static bool is_and(const struct pass *p, size_t i)
{
    const uint32_t *at = p->f->points + i;
    if (kind_at(p, i) == KIND_AND)
        return true;
    return p->f->len - i >= 3 && at[0] == 'a' && at[1] == 'n' && at[2] == 'd' && word_ends(p, i + 3);
}

/* Whether another word than "and" follows after spaces, so that "a" before it is an article. */
static bool is_before_word(const struct pass *p)
{
    size_t next = skip_blanks(p, p->in);
    return is_blank_kind(kind_at(p, p->in)) && is_word_kind(kind_at(p, next)) && !is_and(p, next);
}

struct word {
    size_t begin;      /* its first point among those that stay */
    size_t letters;    /* marks aside; digits too */
    uint32_t hash;     /* of its points */
    enum side right;   /* what it ends with */
    enum dropped left; /* what was dropped before it */
};

static bool is_apostrophe_within(const struct pass *p, size_t i)
{
    enum fold_kind kind = kind_at(p, i);
    return (kind == KIND_APOSTROPHE || kind == KIND_OPEN) && is_word_kind(kind_at(p, i + 1)) && !is_possessive(p, i);
}

static void read_word(struct pass *p, struct word *w)
{
    uint32_t *points = p->f->points, *start = p->f->start, *end = p->f->end, hash = 0;
    uint8_t *cut = p->f->cut;
    size_t in = p->in, out = p->out, letters = 0;
    enum fold_kind last = KIND_LETTER;
    for (;; in++) {
        enum fold_kind kind = cut[in] & KIND_BITS;
        if (is_word_kind(kind)) {
            letters++;
            last = kind;
        } else if (is_apostrophe_within(p, in)) {
            continue;
        } else if (kind != KIND_MARK) {
            break;
        }
        hash = spelling_hash(hash, points[in]);
        points[out] = points[in];
        start[out] = start[in];
        end[out] = end[in];
        cut[out++] = cut[in] & SHARED_BIT;
    }
    p->in = in;
    p->out = out;
    w->hash = hash;
    w->letters = letters;
    w->right = last == KIND_DIGIT ? SIDE_DIGIT : SIDE_LETTER;
}

static bool word_is(const struct pass *p, const struct word *w, const char *text)
{
    const uint32_t *points = p->f->points + w->begin;
    size_t len = p->out - w->begin, i = 0;
    while (i < len && text[i] && points[i] == (unsigned char)text[i])
        i++;
    return i == len && !text[i];
}

static const struct spelling *find_spelling(const struct pass *p, const struct word *w)
{
    const uint32_t slots = sizeof spellings / sizeof *spellings;
    for (uint32_t i = spelling_slot(w->hash, slots); spellings[i].from; i = (i + 1) & (slots - 1))
        if (spellings[i].hash == w->hash && word_is(p, w, spelling_words + spellings[i].from))
            return &spellings[i];
    return NULL;
}

/* The new letters stand where the old ones did, and the last of them for the rest of the word too. */
static void respell(struct pass *p, const struct word *w)
{
    const struct spelling *s = find_spelling(p, w);
    if (!s)
        return;
    uint32_t end = p->f->end[p->out - 1];
    size_t i = w->begin;
    for (const char *c = spelling_words + s->to; *c; c++)
        p->f->points[i++] = (unsigned char)*c;
    p->out = i;
    p->f->end[i - 1] = end;
}

static void drop_word(struct pass *p, const struct word *w)
{
    size_t end = p->out;
    p->out = w->begin;
    for (size_t i = w->begin; i < end; i++)
        drop(p, i);
}

static bool is_article(const struct pass *p, const struct word *w)
{
    return (word_is(p, w, "a") || word_is(p, w, "an")) && is_before_word(p);
}

/* A word that stays: its cut, and the full stop of an initial after it. */
static void end_word(struct pass *p, const struct word *w, bool cut)
{
    struct folded *f = p->f;
    bool initial = w->letters == 1 && w->right == SIDE_LETTER;
    memset(f->cut + w->begin, 0, p->out - w->begin);
    f->cut[w->begin] =
        cut && !p->joined && !(initial && w->left == DROPPED_STOP) && cut_at(p, w->begin, f->start[w->begin]);
    p->joined = false;
    if (initial && kind_at(p, p->in) == KIND_STOP) {
        drop(p, p->in++);
        p->dropped = DROPPED_STOP;
    }
}

static void fold_word(struct pass *p)
{
    struct word w = {.begin = p->out, .left = p->dropped};
    read_word(p, &w);
    p->left = w.right;
    p->dropped = DROPPED_NOTHING;
    size_t len = p->out - w.begin;
    bool article = len < 3 && is_article(p, &w);
    if (word_is(p, &w, "the") || (article && w.left == DROPPED_NOTHING)) {
        drop_word(p, &w);
        return;
    }
    if (len > 3)
        respell(p, &w);
    end_word(p, &w, !article);
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
        drop(p, p->in++);
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
        drop(p, p->in++);
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
    size_t next = skip_blanks(p, p->in + 1);
    if (!is_and(p, next)) {
        keep_point(p);
        return;
    }
    drop(p, p->in++);
    p->left = SIDE_NONE;
}

static void fold_apostrophe(struct pass *p)
{
    if (p->left && is_possessive(p, p->in)) {
        drop(p, p->in++);
        drop(p, p->in);
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
        fold_word(p);
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
    f->cut[p.out] = !is_torn(&p, p.out, UINT32_MAX);
}

uint32_t fold_rules_checksum(uint32_t crc)
{
    crc = crc32c(crc, spellings, sizeof spellings);
    return crc32c(crc, spelling_words, sizeof spelling_words);
}
