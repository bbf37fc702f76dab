/* text_codes.h - texts as a block has them: codes of 1, 2 or 4 bytes */
#ifndef TESTS_MEMORY_TEXT_CODES_H
#define TESTS_MEMORY_TEXT_CODES_H

#include "memory/lanes.h"
#include "random_texts.h"

MAYBE unsigned width_needed(const struct text *t)
{
    unsigned width = 1;
    for (size_t i = 0; i < t->len; i++)
        if (t->points[i] > 0xFFFF)
            width = 4;
        else if (width < 4 && block_byte(t->points[i]) < 0)
            width = 2;
    return width;
}

MAYBE void put_codes(const struct text *t, unsigned width, void *out)
{
    for (size_t i = 0; i < t->len; i++)
        if (width == 1)
            ((uint8_t *)out)[i] = (uint8_t)block_byte(t->points[i]);
        else if (width == 2)
            ((uint16_t *)out)[i] = (uint16_t)t->points[i];
        else
            ((uint32_t *)out)[i] = t->points[i];
}

/* The codes alone, so that the sanitizer sees what is read past them. To be freed. */
MAYBE void *codes_of(const struct text *t, unsigned width)
{
    void *codes = malloc(t->len * width + 1);
    if (!codes)
        abort();
    put_codes(t, width, codes);
    return codes;
}

MAYBE size_t length_difference(const struct text *a, const struct text *b)
{
    return a->len > b->len ? a->len - b->len : b->len - a->len;
}

#endif
