#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct arena_block {
    struct arena_block *next;
    size_t used, size;
    alignas(max_align_t) char data[];
};

static const size_t FIRST_BLOCK = 4096, KEPT_BLOCK_MAX = 1 << 20;

static struct arena_block *add_block(struct arena *a, size_t least)
{
    size_t size = a->blocks ? a->blocks->size * 2 : FIRST_BLOCK;
    if (size < least)
        size = least;
    if (size > SIZE_MAX / 4)
        return NULL;
    struct arena_block *block = malloc(sizeof *block + size);
    if (!block)
        return NULL;
    block->next = a->blocks;
    block->used = 0;
    block->size = size;
    a->blocks = block;
    return block;
}

void *arena_alloc(struct arena *a, size_t size)
{
    size_t align = alignof(max_align_t);
    if (size > SIZE_MAX / 4)
        return NULL;
    size = (size + align - 1) / align * align;
    struct arena_block *block = a->blocks;
    if (!block || block->size - block->used < size)
        block = add_block(a, size);
    if (!block)
        return NULL;
    void *p = block->data + block->used;
    block->used += size;
    return memset(p, 0, size);
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
    return size && count > SIZE_MAX / 4 / size ? NULL : arena_alloc(a, count * size);
}

struct str arena_copy(struct arena *a, struct str s)
{
    char *copy = arena_alloc(a, s.len + 1);
    if (!copy)
        return (struct str){0};
    if (s.len)
        memcpy(copy, s.data, s.len);
    return (struct str){copy, s.len};
}

const char *arena_join(struct arena *a, const char *first, ...)
{
    va_list args, again;
    size_t len = 0;
    va_start(args, first);
    va_copy(again, args);
    for (const char *part = first; part; part = va_arg(args, const char *))
        len += strlen(part);
    va_end(args);
    char *text = arena_alloc(a, len + 1), *end = text;
    for (const char *part = first; text && part; part = va_arg(again, const char *)) {
        while (*part)
            *end++ = *part++;
    }
    va_end(again);
    return text;
}

const char *arena_printf(struct arena *a, const char *format, ...)
{
    char text[512];
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    char *copy = n < 0 ? NULL : arena_alloc(a, (size_t)n + 1);
    if (copy && (size_t)n < sizeof text)
        memcpy(copy, text, (size_t)n + 1);
    else if (copy)
        vsnprintf(copy, (size_t)n + 1, format, again);
    va_end(again);
    return copy;
}

/* Blocks double, so the first in the list is the largest but for single huge ones.
 * What one large request needed is not kept for all the small ones after it. */
void arena_clear(struct arena *a)
{
    struct arena_block *kept = a->blocks && a->blocks->size <= KEPT_BLOCK_MAX ? a->blocks : NULL;
    struct arena_block *block = kept ? kept->next : a->blocks;
    while (block) {
        struct arena_block *next = block->next;
        free(block);
        block = next;
    }
    if (kept) {
        kept->next = NULL;
        kept->used = 0;
    }
    a->blocks = kept;
}

void arena_free(struct arena *a)
{
    arena_clear(a);
    free(a->blocks);
    a->blocks = NULL;
}
