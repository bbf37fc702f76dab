#include "memory/pairs.h"

#include <stdlib.h>
#include <string.h>

bool pairs_init(struct pairs *p)
{
    p->bytes = calloc(LANES_ROWS, sizeof *p->bytes);
    p->places = calloc(LANES_ROWS, sizeof *p->places);
    return p->bytes && p->places;
}

void pairs_clear(struct pairs *p)
{
    free(p->bytes);
    free(p->places);
    *p = (struct pairs){0};
}

static void put_place(struct pairs *p, const uint16_t *weights, uint16_t place)
{
    size_t at = p->count++;
    for (; at > 0 && weights[p->places[at - 1]] < weights[place]; at--)
        p->places[at] = p->places[at - 1];
    p->places[at] = place;
}

void pairs_set(struct pairs *p, const uint32_t *points, size_t len, const uint8_t *pair, const uint16_t *weights,
               const uint8_t *chosen)
{
    p->count = p->absent = 0;
    for (size_t i = 0; i < len; i++) {
        if (chosen && !chosen[i])
            continue;
        if (!pair[i] || block_byte(points[i]) < 0 || (i + 1 < len && block_byte(points[i + 1]) < 0))
            p->absent++;
        else if (i + 1 < len)
            put_place(p, weights, (uint16_t)i);
    }
    for (size_t i = 0; i < p->count; i++)
        for (size_t k = 0; k < 2; k++)
            memset(p->bytes[i][k], block_byte(points[p->places[i] + k]), LANES_BYTES);
}
