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

/* Weighted interval scheduling: best[i] is the most that the first i mentions are worth together. */
static void choose_cover(const zhm_mention *all, size_t count, uint64_t *best, bool *chosen)
{
    best[0] = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t worth = (uint64_t)length(&all[i]) * length(&all[i]);
        uint64_t with = worth + best[ending_before(all, i, all[i].start)];
        chosen[i] = with > best[i];
        best[i + 1] = chosen[i] ? with : best[i];
    }
    for (size_t i = count, next; i > 0; i = next) {
        next = chosen[i - 1] ? ending_before(all, i - 1, all[i - 1].start) : i - 1;
        for (size_t k = next; k + 1 < i; k++)
            chosen[k] = false;
    }
}

/* Chosen mentions move to the front, in order; behind them stand the others. */
static bool split(struct arena *arena, zhm_mention *all, size_t count, size_t *kept)
{
    uint64_t *best = arena_array(arena, count + 1, sizeof *best);
    bool *chosen = arena_array(arena, count, sizeof *chosen);
    zhm_mention *rest = arena_array(arena, count, sizeof *rest);
    if (!best || !chosen || !rest)
        return false;
    choose_cover(all, count, best, chosen);
    size_t front = 0, left = 0;
    for (size_t i = 0; i < count; i++)
        if (chosen[i])
            all[front++] = all[i];
        else
            rest[left++] = all[i];
    memcpy(all + front, rest, left * sizeof *rest);
    *kept = front;
    return true;
}

static bool is_inside(const zhm_mention *part, const zhm_mention *whole)
{
    return part->start >= whole->start && part->end <= whole->end && length(part) < length(whole);
}

/* The others still stand by end: those of the first chosen mention, then those of the second, ... */
static bool give_parts(struct arena *arena, zhm_mention *all, size_t kept, size_t count);

static bool arrange(struct arena *arena, zhm_mention *all, size_t *count)
{
    size_t kept = *count;
    if (*count > 1 && (!split(arena, all, *count, &kept) || !give_parts(arena, all, kept, *count)))
        return false;
    *count = kept;
    return true;
}

static bool give_parts(struct arena *arena, zhm_mention *all, size_t kept, size_t count)
{
    size_t at = kept;
    for (size_t i = 0; i < kept; i++) {
        size_t to = at, found = 0;
        while (to < count && all[to].end <= all[i].end)
            to++;
        zhm_mention *parts = arena_array(arena, to - at, sizeof *parts);
        if (!parts)
            return false;
        for (; at < to; at++)
            if (is_inside(&all[at], &all[i]))
                parts[found++] = all[at];
        if (!arrange(arena, parts, &found))
            return false;
        if (found > 1)
            qsort(parts, found, sizeof *parts, by_length);
        all[i].parts = found ? parts : NULL;
        all[i].part_count = found;
    }
    return true;
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
    if (!in_order(all, count))
        qsort(all, count, sizeof *all, by_end);
    if (!arrange(arena, all, &count))
        return false;
    *out = (zhm_mentions){count, all};
    return true;
}
