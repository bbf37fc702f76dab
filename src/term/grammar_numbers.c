#include "term/grammar_numbers.h"

#include "base/grow.h"

#include <stdlib.h>

static size_t hash(struct str text)
{
    uint64_t h = 14695981039346656037u;
    for (size_t i = 0; i < text.len; i++)
        h = (h ^ (unsigned char)text.data[i]) * 1099511628211u;
    return (size_t)(h ^ h >> 32);
}

/* The slot of @text, or the empty one where it belongs. */
static size_t slot_of(const struct numbers *n, struct str text)
{
    size_t i = hash(text) & (n->slot_count - 1);
    while (n->slots[i] && !str_equal(n->items[n->slots[i] - 1], text))
        i = (i + 1) & (n->slot_count - 1);
    return i;
}

static bool grow_items(struct numbers *n)
{
    struct str *items = array_grow(n->items, n->count, &n->capacity, sizeof *items);
    if (items)
        n->items = items;
    return items != NULL;
}

/* Slots are twice as many as numbers, or more. */
static bool grow_slots(struct numbers *n)
{
    size_t count = n->slot_count ? n->slot_count * 2 : 128;
    uint32_t *slots = calloc(count, sizeof *slots);
    if (!slots)
        return false;
    free(n->slots);
    n->slots = slots;
    n->slot_count = count;
    for (size_t i = 0; i < n->count; i++)
        n->slots[slot_of(n, n->items[i])] = (uint32_t)i + 1;
    return true;
}

uint32_t numbers_add(struct numbers *n, struct str text)
{
    if (n->slot_count < 2 * (n->count + 1) && !grow_slots(n))
        return UINT32_MAX;
    size_t slot = slot_of(n, text);
    if (n->slots[slot])
        return n->slots[slot] - 1;
    if (!grow_items(n))
        return UINT32_MAX;
    n->items[n->count++] = text;
    n->slots[slot] = (uint32_t)n->count;
    return (uint32_t)n->count - 1;
}

uint32_t numbers_find(const struct numbers *n, struct str text)
{
    return n->slot_count ? n->slots[slot_of(n, text)] - 1 : UINT32_MAX;
}

void numbers_free(struct numbers *n)
{
    free(n->items);
    free(n->slots);
    *n = (struct numbers){0};
}
