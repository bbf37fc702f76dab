/* grow.h - arrays that grow by doubling */
#ifndef BASE_GROW_H
#define BASE_GROW_H

#include "base/arena.h"

/** As array_grow and arena_grow, of an array that is full. */
void *array_double(void *items, size_t count, size_t *room, size_t size);
void *arena_double(struct arena *a, void *items, size_t count, size_t *room, size_t size);

/**
 * Make room for one item more in an array of malloc's, NULL to begin
 * with, that holds @count items of @size bytes and has room for *@room.
 * @return the array, which may have moved; NULL without memory or on overflow, with the old array and *@room untouched
 */
static inline void *array_grow(void *items, size_t count, size_t *room, size_t size)
{
    return count < *room ? items : array_double(items, count, room, size);
}

/** As array_grow, of an array in an arena: one that has moved stays valid where it was, too. */
static inline void *arena_grow(struct arena *a, void *items, size_t count, size_t *room, size_t size)
{
    return count < *room ? items : arena_double(a, items, count, room, size);
}

#endif
