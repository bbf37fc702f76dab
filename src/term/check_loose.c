#include "term/check_loose.h"

#include <strings.h>

enum { TRIES = 8 };

bool named_within(const struct checker *c, const struct spot *s)
{
    if (s->mention->subject.category != ZHM_INITIATIVE)
        return false;
    for (size_t i = 0; i < s->inner_count; i++)
        if (s->inner[i].mention->subject.category == ZHM_INITIATIVE && same_name(&c->pairs.target, &s->inner[i], NULL))
            return true;
    return false;
}

bool named_as_another(const struct checker *c, const struct spot *s, const struct words *form, struct near_run *run)
{
    const struct words *words = &c->text.words;
    if (s->mention->subject.category != ZHM_INITIATIVE || form->count == 0)
        return false;
    const struct word *own = &form->items[form->count - 1];
    for (size_t i = 0; i < s->inner_count && own->kinds & WORD_NATURE; i++) {
        size_t name = 0;
        const struct spot *t = same_name(&c->pairs.target, &s->inner[i], &name);
        for (size_t n = 0; t && n < TRIES; n++, t = t->next[name]) {
            size_t first = near_word_at(&c->text, t->mention->start), end = near_word_at(&c->text, t->mention->end);
            const struct word *w = end < words->count ? &words->items[end] : NULL;
            if (!w || !(w->kinds & WORD_NATURE) || w->id == own->id || w->breaks || w->apart)
                continue;
            *run = (struct near_run){.first = first, .count = end + 1 - first};
            return true;
        }
    }
    return false;
}

bool named_as_counterpart(const struct checker *c, const struct spot *s)
{
    if (s->mention->subject.category != ZHM_TITLE || !c->has_counterpart)
        return false;
    for (size_t i = 0; i < s->inner_count; i++)
        if (s->inner[i].mention->subject.category == ZHM_PLACE)
            return true;
    return false;
}

static bool has_word(const struct words *words, uint32_t id)
{
    for (size_t i = 0; i < words->count; i++)
        if (words->items[i].id == id)
            return true;
    return false;
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_letter(char c)
{
    return is_capital(c) || (c >= 'a' && c <= 'z');
}

enum { INITIALS_MAX = 12 };

/* The capitals that words of @name begin with; @hyphens: those behind a hyphen, too. */
static size_t initials_of(const char *name, bool hyphens, char out[INITIALS_MAX])
{
    size_t count = 0;
    for (size_t i = 0; name[i] && count < INITIALS_MAX; i++) {
        bool begins = i == 0 || !(is_letter(name[i - 1]) || (unsigned char)name[i - 1] >= 0x80 || name[i - 1] == '\'');
        if (begins && is_capital(name[i]) && (i == 0 || hyphens || name[i - 1] != '-'))
            out[count++] = name[i];
    }
    return count;
}

/* All the initials, or all but the first or the last. */
static bool is_of_initials(struct str word, const char *name, bool hyphens)
{
    char initials[INITIALS_MAX];
    size_t n = initials_of(name, hyphens, initials);
    for (size_t skip = 0; skip < 2; skip++)
        for (size_t cut = 0; skip + cut < 2; cut++)
            if (word.len + skip + cut == n && memcmp(word.data, initials + skip, word.len) == 0)
                return true;
    return false;
}

bool named_by_initials(const struct checker *c, const char *official)
{
    for (size_t i = 0; i < c->capital_count; i++)
        if (is_of_initials(c->capitals[i], official, false) || is_of_initials(c->capitals[i], official, true))
            return true;
    return false;
}

/* How many letters at @at are capitals, with nothing else beside them. */
static size_t capitals_at(struct str text, size_t at)
{
    size_t n = 0;
    if (at > 0 && (is_letter(text.data[at - 1]) || (unsigned char)text.data[at - 1] >= 0x80))
        return 0;
    while (at + n < text.len && is_capital(text.data[at + n]))
        n++;
    return at + n < text.len && is_letter(text.data[at + n]) ? 0 : n;
}

/* Whether the capitals [at, at + n) belong to a name, other than
 * one that could mean this or that and has no partner. */
static bool is_spoken_for(const struct spot *top, size_t at, size_t n)
{
    const zhm_mention *m = top->mention;
    if (m->byte > at)
        return false;
    return m->byte_count > n || top->partner || top->in_source;
}

void gather_words(struct checker *c)
{
    struct str text = c->target->text;
    const struct spots *all = &c->pairs.target;
    size_t next = 0;
    for (size_t i = 0; i < c->text.words.count; i++)
        if (c->text.words.items[i].id == c->counterpart || c->text.words.items[i].id == c->counterparts)
            c->has_counterpart = true;
    for (size_t at = 0, n; at < text.len && c->capital_count < CAPITALS_MAX; at += n ? n : 1) {
        n = capitals_at(text, at);
        if (n < 2 || n > INITIALS_MAX)
            continue;
        while (next < all->tops && all->items[next].mention->byte + all->items[next].mention->byte_count <= at)
            next++;
        if (next == all->tops || !is_spoken_for(&all->items[next], at, n))
            c->capitals[c->capital_count++] = (struct str){text.data + at, n};
    }
}

/* A post right beside words [first, end) of the target: "Head of the ...", "... spokesman". */
static bool has_post_beside(const struct checker *c, struct near_run *run)
{
    const struct word *w = c->text.words.items;
    size_t first = run->first, end = run->first + run->count;
    if (first > 0 && !w[first].breaks && w[first - 1].kinds & WORD_RANK && !c->text.taken[first - 1]) {
        while (run->first > 0 && w[run->first - 1].kinds & WORD_RANK && !w[run->first].breaks &&
               !c->text.taken[run->first - 1])
            run->first--, run->count++;
        return true;
    }
    if (end >= c->text.words.count || w[end].breaks || !(w[end].kinds & WORD_RANK) || c->text.taken[end])
        return false;
    run->count++;
    return true;
}

/* Whether a name of the target has the word. */
static bool in_mention(const struct checker *c, const struct word *w)
{
    const zhm_mentions *all = &c->target->mentions;
    size_t low = 0, high = all->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (all->items[middle].end <= w->start)
            low = middle + 1;
        else
            high = middle;
    }
    return low < all->count && all->items[low].start <= w->start;
}

static bool is_foreign(const struct checker *c, const struct words *form, const struct word *w)
{
    return !has_word(form, w->id) && !(w->kinds & WORD_RANK) && in_mention(c, w);
}

/* "President Putin" */
static bool is_surname(const struct words *form, const struct word *w)
{
    return w[0].capital && !w[0].apart && !w[0].breaks && !has_word(form, w[0].id) && w[-1].kinds & WORD_RANK &&
           has_word(form, w[-1].id);
}

void drop_surname(const struct checker *c, const struct words *form, struct near_run *run)
{
    const struct word *last = c->text.words.items + run->first + run->count - 1;
    if (run->count > 1 && is_surname(form, last))
        run->count--;
}

bool office_before(const struct checker *c, const struct spot *person, const struct words *form)
{
    const struct word *w = c->text.words.items;
    size_t name = 0, ranks = 0, same = 0;
    const struct spot *t = same_name(&c->pairs.target, person, &name);
    for (size_t n = 0; t && n < TRIES; n++, t = t->next[name]) {
        size_t first = near_word_at(&c->text, t->mention->start), at = first;
        while (at > 0 && w[at - 1].kinds & WORD_RANK && !w[at].breaks && !w[at].comma && has_word(form, w[at - 1].id))
            at--;
        bool deputy = at > 0 && w[at - 1].kinds & WORD_MODIFIER && !w[at].breaks;
        if (at < first && !deputy)
            same = first - at;
    }
    for (size_t i = 0; i < form->count; i++)
        ranks += (form->items[i].kinds & WORD_RANK) != 0;
    return same > 0 && same == ranks;
}

bool shares_head(const struct checker *c, const zhm_mention *s, const struct words *form, const struct near_run *run)
{
    const struct word *w = c->text.words.items + run->first;
    size_t own = 0;
    bool apart = false;
    for (size_t i = 0; i < run->count; i++) {
        bool is_own = has_word(form, w[i].id);
        bool behind_post = i > 0 && w[i - 1].kinds & WORD_RANK && has_word(form, w[i - 1].id) && !w[i].comma;
        if (!is_own && (w[i].kinds & WORD_MODIFIER || (w[i].kinds & WORD_RANK && behind_post)))
            return false; /* "Director-General" is no director */
        own += is_own;
        apart = apart || (is_own && i > 0 && w[i].apart && !has_word(form, w[i - 1].id));
    }
    return s->subject.category == ZHM_TITLE && own == form->count && run->count > own && apart;
}

/* Whether the post begins at word @at: all of its words, no other post's, and no "of" with a name behind. */
static bool post_at(const struct checker *c, const struct word *post, size_t count, size_t at)
{
    const struct word *w = c->text.words.items;
    size_t end = at + count, all = c->text.words.count;
    if (end > all || (at > 0 && !w[at].breaks && !w[at].comma && w[at - 1].kinds & WORD_RANK))
        return false;
    for (size_t i = 0; i < count; i++)
        if (w[at + i].id != post[i].id || c->text.taken[at + i] || (i > 0 && (w[at + i].breaks || w[at + i].comma)))
            return false;
    return end == all || w[end].breaks || w[end].comma ||
           (!(w[end].kinds & WORD_RANK) && !(w[end].apart && w[end].capital));
}

bool named_by_post(const struct checker *c, const zhm_mention *s, const struct words *form)
{
    size_t count = 0;
    while (count < form->count && form->items[count].kinds & WORD_RANK && !form->items[count].han)
        count++;
    if (s->subject.category != ZHM_TITLE || count == 0 || count == form->count)
        return false;
    for (size_t i = 0; i < c->text.words.count; i++)
        if (c->text.words.items[i].id == form->items[0].id && post_at(c, form->items, count, i))
            return true;
    return false;
}

/* A word of another name may have been taken in for one that is not there. */
static void trim(const struct checker *c, const struct words *form, struct near_run *run)
{
    const struct word *w = c->text.words.items;
    while (run->count > 1 && is_foreign(c, form, &w[run->first]))
        run->first++, run->count--;
    while (run->count > 1 && is_foreign(c, form, &w[run->first + run->count - 1]))
        run->count--;
}

static bool within(const struct checker *c, const struct near_run *run, const zhm_mention *t)
{
    const struct word *w = c->text.words.items + run->first;
    return w[0].start >= t->start && w[run->count - 1].end <= t->end;
}

bool run_is_inner(const struct checker *c, const struct spot *s, const struct words *form, struct near_run *run)
{
    struct near_run own = *run;
    if (run->count == 0)
        return false;
    trim(c, form, &own);
    for (size_t i = 0; i < s->inner_count; i++) {
        size_t name = 0;
        const struct spot *t = same_name(&c->pairs.target, &s->inner[i], &name);
        for (size_t n = 0; t && n < TRIES; n++, t = t->next[name])
            if (within(c, &own, t->mention)) {
                *run = own;
                return !has_post_beside(c, run);
            }
    }
    return false;
}
