#include "term/check_near.h"

#include "base/fault.h"

#include <stdlib.h>

zhm_code near_begin(struct lexicon *l, struct str text, struct near_text *out, zhm_error *err)
{
    struct near_text t = {0};
    struct arena *arena = &l->reader->arena;
    zhm_code code = lexicon_words(l, text, &t.words, err);
    if (code != ZHM_OK)
        return code;
    t.numbers = l->count + 1;
    t.starts = arena_array(arena, t.numbers + 1, sizeof *t.starts);
    t.places = arena_array(arena, t.words.count, sizeof *t.places);
    t.taken = arena_array(arena, t.words.count, sizeof *t.taken);
    t.wanted = arena_array(arena, t.numbers, sizeof *t.wanted);
    if (!t.starts || !t.places || !t.taken || !t.wanted)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory to search a text");
    for (size_t i = 0; i < t.words.count; i++)
        t.starts[t.words.items[i].id + 1]++;
    for (size_t i = 1; i <= t.numbers; i++)
        t.starts[i] += t.starts[i - 1];
    for (size_t i = t.words.count; i > 0; i--) /* starts[id + 1] goes down to where the word's places begin */
        t.places[--t.starts[t.words.items[i - 1].id + 1]] = (uint32_t)(i - 1);
    memmove(t.starts, t.starts + 1, t.numbers * sizeof *t.starts);
    t.starts[t.numbers] = (uint32_t)t.words.count;
    *out = t;
    return ZHM_OK;
}

size_t near_word_at(const struct near_text *t, size_t point)
{
    size_t low = 0, high = t->words.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (t->words.items[middle].end <= point)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void near_take(struct near_text *t, size_t start, size_t end)
{
    for (size_t i = near_word_at(t, start); i < t->words.count && t->words.items[i].start < end; i++)
        t->taken[i] = true;
}

static size_t places_of(const struct near_text *t, uint32_t id, const uint32_t **out)
{
    if (id >= t->numbers)
        return 0;
    *out = t->places + t->starts[id];
    return t->starts[id + 1] - t->starts[id];
}

/* One search. */
struct search {
    struct near_text *text;
    const struct word *name;
    size_t count;
    size_t place;
    struct near_run best;
};

static bool want(struct search *s, bool on)
{
    for (size_t i = 0; i < s->count; i++)
        if (s->name[i].id < s->text->numbers)
            s->text->wanted[s->name[i].id] = (uint8_t)(on ? s->text->wanted[s->name[i].id] + 1 : 0);
    return on;
}

static bool in_name(const struct search *s, uint32_t id)
{
    for (size_t i = 0; i < s->count; i++)
        if (s->name[i].id == id)
            return true;
    return false;
}

static unsigned score_of(size_t common, size_t a, size_t b)
{
    return (unsigned)(2000 * common / (a + b));
}

/* How many words the run has in common with the name, each counted as often as both have it. */
static size_t common_words(struct search *s, size_t first, size_t count, bool *telling)
{
    uint8_t *wanted = s->text->wanted;
    const struct word *w = s->text->words.items + first;
    size_t common = 0;
    *telling = false;
    for (size_t i = 0; i < count; i++)
        if (wanted[w[i].id] > 0) {
            wanted[w[i].id]--;
            common++;
            *telling = *telling || !(w[i].kinds & (WORD_RANK | WORD_LEVEL));
        }
    want(s, false);
    want(s, true);
    s->text->work += count + s->count;
    return common;
}

static bool in_order(const struct search *s, size_t first)
{
    for (size_t i = 0; i < s->count; i++)
        if (s->text->words.items[first + i].id != s->name[i].id)
            return false;
    return true;
}

/* Whether @w looks like the part of a name that @own is, where it stands beside one. */
static bool may_stand_for(const struct word *w, const struct word *own)
{
    if (w->han || own->han)
        return false;
    return own->capital ? w->capital : !w->capital;
}

static bool joins(const struct search *s, size_t later, bool loosely)
{
    const struct word *w = &s->text->words.items[later];
    return !w->breaks && !w->comma && (loosely || !w->apart);
}

/* Whether the word at @at, which would stand before or after the run, is in the place of @own. */
static bool may_take(const struct search *s, size_t at, size_t joint, const struct word *own)
{
    return !s->text->taken[at] && joins(s, joint, own->capital) && may_stand_for(&s->text->words.items[at], own);
}

/* A deputy's title holds that of the one he is deputy to. */
static void take_modifiers(const struct search *s, struct near_run *run)
{
    const struct word *w = s->text->words.items;
    while (run->first > 0 && w[run->first - 1].kinds & WORD_MODIFIER && w[run->first].kinds & WORD_RANK &&
           joins(s, run->first, false) && !in_name(s, w[run->first - 1].id)) {
        run->first--;
        run->count++;
    }
}

/* Take in, at both ends, words that stand where the name has others; and modifiers before. */
static void extend(struct search *s, struct near_run *run)
{
    const struct words *all = &s->text->words;
    const struct word *head = &s->name[0], *tail = &s->name[s->count - 1];
    bool lacks_tail = all->items[run->first + run->count - 1].id != tail->id && !tail->han;
    bool lacks_head = all->items[run->first].id != head->id && !head->han;
    while (lacks_tail && run->count < s->count && run->first + run->count < all->count &&
           may_take(s, run->first + run->count, run->first + run->count, tail))
        run->count++;
    while (lacks_head && run->count < s->count && run->first > 0 && may_take(s, run->first - 1, run->first, head))
        run->first--, run->count++;
    take_modifiers(s, run);
}

/* @common: words in common before the run was extended */
static bool good_enough(const struct search *s, const struct near_run *run, size_t common, bool telling)
{
    const struct word *last = &s->text->words.items[run->first + run->count - 1];
    size_t n = s->count;
    if (s->name[0].han)
        return run->score >= 650 && (common >= 4 || (common + 1 >= n && common >= 2 && last->id == s->name[n - 1].id));
    if (common * 2 < n || run->score < 500)
        return false;
    return n <= 2 ? common == n || run->count == n : common >= 2 && (telling || common >= 3);
}

static size_t away(size_t a, size_t b)
{
    return a > b ? a - b : b - a;
}

static void propose(struct search *s, size_t first, size_t count)
{
    struct near_run run = {.first = first, .count = count};
    bool telling;
    size_t common = common_words(s, first, count, &telling);
    run.score = score_of(common, count, s->count);
    extend(s, &run);
    run.same = common == s->count && run.count == s->count && (!s->name[0].han || in_order(s, run.first));
    if (!run.same && run.score == 1000)
        run.score = 999;
    if (!run.same && !good_enough(s, &run, common, telling))
        return;
    if (run.score > s->best.score ||
        (run.score == s->best.score && away(run.first, s->place) < away(s->best.first, s->place)))
        s->best = run;
}

/* The words around @at that a run over it may take: no break, none that is another's. */
static void bounds_around(struct search *s, size_t at, size_t reach, size_t *low, size_t *high)
{
    const struct near_text *t = s->text;
    *low = at;
    *high = at + 1;
    while (*low > 0 && at - *low < reach && !t->words.items[*low].breaks && !t->taken[*low - 1])
        --*low;
    while (*high < t->words.count && *high - at < reach && !t->words.items[*high].breaks && !t->taken[*high])
        ++*high;
    s->text->work += *high - *low;
}

/* Of the runs of @length words over @at the one with most words in common. */
static void slide(struct search *s, size_t at, size_t length, size_t low, size_t high)
{
    const struct word *w = s->text->words.items;
    const uint8_t *wanted = s->text->wanted;
    size_t first = at + 1 > length && at + 1 - length > low ? at + 1 - length : low, best = first, common = 0, most = 0;
    if (first + length > high)
        return;
    for (size_t i = first; i < first + length; i++)
        common += wanted[w[i].id] > 0;
    for (size_t k = first;; k++) {
        bool trim = wanted[w[k].id] > 0 && wanted[w[k + length - 1].id] > 0;
        if (common + trim > most) {
            most = common + trim;
            best = k;
        }
        if (k == at || k + length == high)
            break;
        common = common - (wanted[w[k].id] > 0) + (wanted[w[k + length].id] > 0);
    }
    s->text->work += 2 * length;
    size_t threshold = s->count / 2 > 0 ? s->count / 2 : 1;
    if (most >= threshold && wanted[w[best].id] > 0 && wanted[w[best + length - 1].id] > 0)
        propose(s, best, length);
}

static void search_around(struct search *s, size_t at)
{
    enum { SLACK = 2 };
    size_t low, high, shortest = s->count / 2 > 0 ? s->count / 2 : 1;
    if (s->text->taken[at])
        return;
    bounds_around(s, at, s->count + SLACK, &low, &high);
    for (size_t length = shortest; length <= s->count + SLACK && length <= high - low; length++)
        slide(s, at, length, low, high);
}

struct rare {
    uint32_t id;
    size_t places;
};

static int by_places(const void *x, const void *y)
{
    const struct rare *a = x, *b = y;
    return (a->places > b->places) - (a->places < b->places);
}

/* A run with half the words of the name has one of the rarer half and one more. */
static void search_by_rare(struct search *s)
{
    struct rare rare[NEAR_WORDS_MAX];
    const uint32_t *places = NULL;
    size_t half = s->count - s->count / 2 + 1;
    for (size_t i = 0; i < s->count; i++)
        rare[i] = (struct rare){s->name[i].id, places_of(s->text, s->name[i].id, &places)};
    qsort(rare, s->count, sizeof *rare, by_places);
    for (size_t i = 0; i < s->count && i < half; i++) {
        size_t count = places_of(s->text, rare[i].id, &places);
        /* of a word that is everywhere, the places from which the name is not far */
        size_t first = 0;
        while (count - first > NEAR_PLACES_MAX && places[first + NEAR_PLACES_MAX / 2] < s->place)
            first += NEAR_PLACES_MAX / 2;
        for (size_t k = first; k < count && k < first + NEAR_PLACES_MAX; k++) {
            if (s->text->work > NEAR_WORK_MAX) {
                s->text->spent = true;
                return;
            }
            search_around(s, places[k]);
        }
        s->text->work += first / NEAR_PLACES_MAX + 1;
    }
}

struct near_run near_find(struct near_text *t, const struct words *name, size_t place)
{
    struct search s = {.text = t, .name = name->items, .count = name->count, .place = place};
    if (s.count > NEAR_WORDS_MAX)
        s.count = NEAR_WORDS_MAX;
    if (s.count == 0 || t->spent)
        return s.best;
    want(&s, true);
    search_by_rare(&s);
    want(&s, false);
    return s.best;
}

/* A word that makes another post of one of the name's: a deputy's, "director" with "general" beside it. */
static bool is_other_rank(const struct search *s, size_t at, size_t low, size_t high)
{
    const struct word *w = s->text->words.items;
    if (in_name(s, w[at].id) || !(w[at].kinds & WORD_RANK))
        return false;
    if (w[at].kinds & WORD_MODIFIER)
        return true;
    bool after = at > low && !w[at].breaks && !w[at].comma && w[at - 1].kinds & WORD_RANK && in_name(s, w[at - 1].id);
    size_t next = at + 1;
    return after ||
           (next < high && !w[next].breaks && !w[next].comma && w[next].kinds & WORD_RANK && in_name(s, w[next].id));
}

bool near_around(struct near_text *t, const struct words *name, size_t start, size_t end)
{
    enum { REACH = 8 };
    struct search s = {.text = t, .name = name->items, .count = name->count};
    const struct word *w = t->words.items;
    size_t low = near_word_at(t, start), high = low;
    while (high < t->words.count && w[high].start < end)
        high++;
    if (s.count == 0 || s.count > NEAR_WORDS_MAX || low == high)
        return false;
    for (size_t i = 0; i < REACH && low > 0 && !w[low].breaks; i++)
        low--;
    for (size_t i = 0; i < REACH && high < t->words.count && !w[high].breaks; i++)
        high++;
    for (size_t i = low; i < high; i++)
        if (is_other_rank(&s, i, low, high))
            return false;
    bool telling;
    want(&s, true);
    size_t common = common_words(&s, low, high - low, &telling);
    want(&s, false);
    return common == s.count;
}
