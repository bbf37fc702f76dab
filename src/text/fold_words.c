#include "base/crc32c.h"
#include "spelling_tables.h"
#include "text/fold_pass.h"

/* Whether a word, or what is looked at of it, ends before point @i; an apostrophe is an end, so that none looks far. */
static bool word_ends(const struct pass *p, size_t i)
{
    enum fold_kind kind = kind_at(p, i);
    return !is_word_kind(kind) && kind != KIND_MARK;
}

bool pass_is_possessive(const struct pass *p, size_t i)
{
    return kind_at(p, i) == KIND_APOSTROPHE && kind_at(p, i + 1) == KIND_LATIN && p->f->points[i + 1] == 's' &&
           word_ends(p, i + 2);
}

size_t pass_skip_blanks(const struct pass *p, size_t i)
{
    int breaks = 0;
    for (; breaks < 2 && (is_blank_kind(kind_at(p, i)) || is_quote_kind(kind_at(p, i))); i++)
        breaks = kind_at(p, i) == KIND_BREAK ? breaks + 1 : is_quote_kind(kind_at(p, i)) ? 0 : breaks;
    return breaks < 2 ? i : p->f->len;
}

bool pass_is_and(const struct pass *p, size_t i)
{
    const uint32_t *at = p->f->points + i;
    if (kind_at(p, i) == KIND_AND)
        return true;
    return p->f->len - i >= 3 && at[0] == 'a' && at[1] == 'n' && at[2] == 'd' && word_ends(p, i + 3);
}

/* Whether another word than "and" follows after spaces, so that "a" before it is an article. */
static bool is_before_word(const struct pass *p)
{
    size_t next = pass_skip_blanks(p, p->in);
    return is_blank_kind(kind_at(p, p->in)) && is_word_kind(kind_at(p, next)) && !pass_is_and(p, next);
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
    return (kind == KIND_APOSTROPHE || kind == KIND_OPEN) && is_word_kind(kind_at(p, i + 1)) &&
           !pass_is_possessive(p, i);
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
        pass_drop(p, i);
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
        cut && !p->joined && !(initial && w->left == DROPPED_STOP) && pass_cut_at(p, w->begin, f->start[w->begin]);
    p->joined = false;
    if (initial && kind_at(p, p->in) == KIND_STOP) {
        if (w->left ==
            DROPPED_STOP) /* the stop is of the initialism ("U.N."), not of a sentence that ends in "plan A." */
            f->end[p->out - 1] = f->end[p->in];
        pass_drop(p, p->in++);
        p->dropped = DROPPED_STOP;
    }
}

void pass_word(struct pass *p)
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

uint32_t fold_rules_checksum(uint32_t crc)
{
    crc = crc32c(crc, spellings, sizeof spellings);
    return crc32c(crc, spelling_words, sizeof spelling_words);
}
