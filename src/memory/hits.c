#include "memory/hits.h"

#include "base/grow.h"

#include <stdlib.h>
#include <string.h>

static uint64_t longer(const struct hits *h, uint32_t len)
{
    return len > h->len ? len : h->len;
}

/* Negative: a comes first. */
static int by_score(const struct hits *h, const struct search_hit *a, const struct search_hit *b)
{
    uint64_t x = a->distance * longer(h, b->length), y = b->distance * longer(h, a->length);
    return (x > y) - (x < y);
}

static bool comes_first(const struct hits *h, const struct search_hit *a, const struct search_hit *b)
{
    int order = by_score(h, a, b);
    if (order != 0)
        return order < 0;
    return a->rank != b->rank ? a->rank > b->rank : a->number > b->number;
}

void hits_begin(struct hits *h, size_t len, unsigned min_score, size_t limit)
{
    h->count = 0;
    h->limit = limit;
    h->len = (uint32_t)len;
    h->part = 100 - min_score;
    h->whole = 100;
}

void hits_clear(struct hits *h)
{
    free(h->items);
    *h = (struct hits){0};
}

bool hits_want(const struct hits *h, const struct search_hit *hit)
{
    if (hit->distance > hits_bound(h, hit->length))
        return false;
    for (size_t i = 0; i < h->count; i++)
        if (h->items[i].number == hit->number && by_score(h, &h->items[i], hit) <= 0)
            return false;
    if (h->count < h->limit)
        return true;
    struct search_hit best = *hit;
    best.rank = hit->distance == 0 ? UINT32_MAX : 0;
    return comes_first(h, &best, &h->items[h->count - 1]);
}

static bool make_room(struct hits *h)
{
    struct search_hit *items = array_grow(h->items, h->count, &h->room, sizeof *items);
    if (items)
        h->items = items;
    return items != NULL;
}

static void remove_number(struct hits *h, uint64_t number)
{
    for (size_t i = 0; i < h->count; i++)
        if (h->items[i].number == number) {
            memmove(&h->items[i], &h->items[i + 1], (--h->count - i) * sizeof *h->items);
            return;
        }
}

bool hits_put(struct hits *h, const struct search_hit *hit)
{
    remove_number(h, hit->number);
    if (h->count == h->limit) {
        if (!comes_first(h, hit, &h->items[h->count - 1]))
            return true;
        h->count--;
    }
    if (!make_room(h))
        return false;
    size_t at = h->count++;
    for (; at > 0 && comes_first(h, hit, &h->items[at - 1]); at--)
        h->items[at] = h->items[at - 1];
    h->items[at] = *hit;
    if (h->count == h->limit) {
        const struct search_hit *last = &h->items[h->count - 1];
        h->part = last->distance;
        h->whole = longer(h, last->length);
        if (h->whole == 0)
            h->whole = 1;
    }
    return true;
}

void hits_need(const struct hits *h, const struct hits_grams *g, uint32_t low, uint32_t high, size_t *chosen,
               size_t *all)
{
    /* unrounded, for then it grows with the length: whole - 2 part >= 0, as scores are at least 50 */
    uint64_t l = longer(h, low), one = h->part * l, pairs = g->pairs * h->whole, two = one < pairs ? one : pairs;
    uint64_t gone = one + two, most = l * h->whole;
    *all = gone >= most ? 0 : (size_t)((most - gone + h->whole - 1) / h->whole);
    size_t distance = hits_bound(h, high), more = low > h->len ? low - h->len : 0;
    size_t inserted = more > g->chosen_pairs ? more - g->chosen_pairs : 0;
    *chosen = g->chosen + inserted > distance ? g->chosen + inserted - distance : 0;
}

void hits_lengths(const struct hits *h, unsigned percent, size_t *low, size_t *high)
{
    uint64_t part = h->part * percent, whole = h->whole * 100;
    *low = h->len - (size_t)(h->len * part / whole);
    *high = (size_t)(h->len * whole / (whole - part));
}
