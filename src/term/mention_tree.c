#include "term/mention_tree.h"

#include <stdlib.h>
#include <string.h>

static size_t length(const zhm_mention *m)
{
    return m->end - m->start;
}

/* By end; of equal ends the longest first, of equal spans as they came (by term, which is stable within an answer). */
static int by_end(const void *x, const void *y)
{
    const zhm_mention *a = x, *b = y;
    if (a->end != b->end)
        return a->end < b->end ? -1 : 1;
    return (a->start > b->start) - (a->start < b->start);
}

static int by_length(const void *x, const void *y)
{
    const zhm_mention *a = x, *b = y;
    if (length(a) != length(b))
        return length(a) > length(b) ? -1 : 1;
    return (a->start > b->start) - (a->start < b->start);
}

/* How many of the first @count mentions, which stand by end, end at or before @start. */
static size_t ending_before(const zhm_mention *all, size_t count, size_t start)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (all[middle].end <= start)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Inside a mention, another name of the same concept tells least: it stays only where nothing else wants its place. The
 * same term is the name itself, of a mention that runs on over its abbreviation in brackets. */
static uint64_t worth_of(const zhm_mention *m, const zhm_mention *whole)
{
    bool same = whole && whole->term != m->term && whole->subject.concept && m->subject.concept &&
                strcmp(whole->subject.concept, m->subject.concept) == 0;
    return same ? 1 : (uint64_t)length(m) * length(m);
}

/* Weighted interval scheduling: best[i] is the most that the first i mentions are worth together. */
static void choose_cover(const zhm_mention *whole, const zhm_mention *all, size_t count, uint64_t *best, bool *chosen)
{
    best[0] = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t with = worth_of(&all[i], whole) + best[ending_before(all, i, all[i].start)];
        chosen[i] = with > best[i];
        best[i + 1] = chosen[i] ? with : best[i];
    }
    for (size_t i = count, next; i > 0; i = next) {
        next = chosen[i - 1] ? ending_before(all, i - 1, all[i - 1].start) : i - 1;
        for (size_t k = next; k + 1 < i; k++)
            chosen[k] = false;
    }
}

/* What a level needs while it is split; used again by the next. */
struct scratch {
    uint64_t *best;
    bool *chosen;
    zhm_mention *rest;
};

/* Chosen mentions move to the front, in order; behind them stand the others. @return how many were chosen */
static size_t split(const struct scratch *s, const zhm_mention *whole, zhm_mention *all, size_t count)
{
    choose_cover(whole, all, count, s->best, s->chosen);
    size_t front = 0, left = 0;
    for (size_t i = 0; i < count; i++)
        if (s->chosen[i])
            all[front++] = all[i];
        else
            s->rest[left++] = all[i];
    memcpy(all + front, s->rest, left * sizeof *all);
    return front;
}

static bool is_inside(const zhm_mention *part, const zhm_mention *whole)
{
    return part->start >= whole->start && part->end <= whole->end && length(part) < length(whole);
}

/* The others stand by end, so those of a chosen mention stand together: their list is made where they are. */
static size_t arrange(const struct scratch *s, const zhm_mention *whole, zhm_mention *all, size_t count, int depth)
{
    size_t kept = count > 1 ? split(s, whole, all, count) : count, at = kept;
    for (size_t i = 0; i < kept; i++) {
        zhm_mention *parts = all + at;
        size_t found = 0;
        for (; at < count && all[at].end <= all[i].end; at++)
            if (is_inside(&all[at], &all[i]))
                parts[found++] = all[at];
        found = depth < MENTION_DEPTH_MAX ? arrange(s, &all[i], parts, found, depth + 1) : 0;
        if (found > 1)
            qsort(parts, found, sizeof *parts, by_length);
        all[i].parts = found ? parts : NULL;
        all[i].part_count = found;
    }
    return kept;
}

/* Mentions come nearly or wholly in order, since names are hit by their ends. */
static bool in_order(const zhm_mention *all, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (by_end(&all[i - 1], &all[i]) > 0)
            return false;
    return true;
}

bool mention_tree(struct arena *arena, zhm_mention *all, size_t count, zhm_mentions *out)
{
    struct scratch s = {.best = arena_array(arena, count + 1, sizeof *s.best),
                        .chosen = arena_array(arena, count, sizeof *s.chosen),
                        .rest = arena_array(arena, count, sizeof *s.rest)};
    if (!s.best || !s.chosen || !s.rest)
        return false;
    if (!in_order(all, count))
        qsort(all, count, sizeof *all, by_end);
    *out = (zhm_mentions){arrange(&s, NULL, all, count, 1), all};
    return true;
}
