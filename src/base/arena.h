/* arena.h - memory that is given back all at once */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/str.h"

#include <stddef.h>

/** {0} is an empty arena. */
struct arena {
    struct arena_block *blocks;
};

/** @return zeroed memory aligned for any object, valid until the arena is cleared or freed; NULL without memory */
void *arena_alloc(struct arena *a, size_t size);
/** As arena_alloc, for @count objects of @size; NULL when the product overflows. */
void *arena_array(struct arena *a, size_t count, size_t size);
/** A terminated copy of @s; {NULL, 0} without memory. */
struct str arena_copy(struct arena *a, struct str s);
/** The texts one after the other, up to the NULL that ends the list; terminated; NULL without memory. */
__attribute__((sentinel)) const char *arena_join(struct arena *a, const char *first, ...);
/** A formatted text in the arena, terminated; NULL without memory. */
__attribute__((format(printf, 2, 3))) const char *arena_printf(struct arena *a, const char *format, ...);
/** Take everything back; the largest block is kept for use again, if it is not over a MiB. */
void arena_clear(struct arena *a);
void arena_free(struct arena *a);

#endif
