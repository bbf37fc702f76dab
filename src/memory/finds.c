#include "memory/finds.h"

#include "base/grow.h"

#include <stdlib.h>

int find_order(const struct find *a, const struct find *b)
{
    if (a->whole != b->whole)
        return a->whole ? -1 : 1;
    uint64_t x = (uint64_t)a->runs * b->length, y = (uint64_t)b->runs * a->length;
    if (x != y)
        return x > y ? -1 : 1;
    return (a->number < b->number) - (a->number > b->number);
}

static int by_order(const void *a, const void *b)
{
    return find_order(a, b);
}

static void sift_up(struct find *heap, size_t i)
{
    for (; i > 0 && find_order(&heap[(i - 1) / 2], &heap[i]) < 0; i = (i - 1) / 2) {
        struct find other = heap[i];
        heap[i] = heap[(i - 1) / 2];
        heap[(i - 1) / 2] = other;
    }
}

static void sift_down(struct find *heap, size_t count)
{
    for (size_t i = 0, child = 1; child < count; i = child, child = 2 * i + 1) {
        child += child + 1 < count && find_order(&heap[child], &heap[child + 1]) < 0;
        if (find_order(&heap[i], &heap[child]) >= 0)
            return;
        struct find other = heap[i];
        heap[i] = heap[child];
        heap[child] = other;
    }
}

bool finds_put(struct finds *all, const struct find *f)
{
    all->total++;
    if (all->count == all->wanted) {
        if (all->count > 0 && find_order(f, &all->items[0]) < 0) {
            all->items[0] = *f;
            sift_down(all->items, all->count);
        }
        return true;
    }
    struct find *items = array_grow(all->items, all->count, &all->room, sizeof *items);
    if (!items)
        return false;
    all->items = items;
    all->items[all->count++] = *f;
    sift_up(all->items, all->count - 1);
    return true;
}

void finds_sort(struct finds *all)
{
    if (all->count > 1)
        qsort(all->items, all->count, sizeof *all->items, by_order);
}

void finds_free(struct finds *all)
{
    free(all->items);
    *all = (struct finds){0};
}
