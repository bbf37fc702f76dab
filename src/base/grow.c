#include "base/grow.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

enum { FIRST = 16, FIRST_IN_ARENA = 2 }; /* most lists in an arena stay short */

/* The room that follows @room; 0: as many bytes are not to be had. */
static size_t next_room(size_t room, size_t first, size_t size)
{
    if (room > SIZE_MAX / 4)
        return 0;
    size_t more = room ? room * 2 : first;
    return size > 0 && more > SIZE_MAX / 4 / size ? 0 : more;
}

void *array_double(void *items, size_t count, size_t *room, size_t size)
{
    assert(count == *room);
    (void)count;
    size_t more = next_room(*room, FIRST, size);
    void *moved = more ? realloc(items, more * size) : NULL;
    if (moved)
        *room = more;
    return moved;
}

void *arena_double(struct arena *a, void *items, size_t count, size_t *room, size_t size)
{
    assert(count == *room);
    size_t more = next_room(*room, FIRST_IN_ARENA, size);
    void *moved = more ? arena_array(a, more, size) : NULL;
    if (!moved)
        return NULL;
    if (count)
        memcpy(moved, items, count * size);
    *room = more;
    return moved;
}
