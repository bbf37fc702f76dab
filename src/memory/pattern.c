#include "memory/pattern.h"

#include <stdlib.h>
#include <string.h>

bool pattern_init(struct pattern *p)
{
    p->row_of = calloc(0x10000, sizeof *p->row_of);
    return p->row_of != NULL;
}

void pattern_clear(struct pattern *p)
{
    free(p->row_of);
    free(p->rows);
    p->row_of = NULL;
    p->rows = NULL;
}

static uint32_t high_row(const struct pattern *p, uint32_t point)
{
    for (size_t i = 0; i < p->lanes.high_count; i++)
        if (p->high[i] == point)
            return p->high_rows[i];
    return 0;
}

/* Where the row of a code point begins, a new one where it has none; @count: rows so far. */
static uint32_t row_for(struct pattern *p, uint32_t point, size_t *count)
{
    uint32_t row = point < 0x10000 ? p->row_of[point] : high_row(p, point);
    if (row)
        return row;
    row = (uint32_t)((*count)++ * p->lanes.stride);
    if (point < 0x10000) {
        p->row_of[point] = row;
        p->low[p->low_count++] = (uint16_t)point;
    } else {
        p->high[p->lanes.high_count] = point;
        p->high_rows[p->lanes.high_count++] = row;
    }
    return row;
}

static bool make_room(struct pattern *p, size_t rows)
{
    size_t size = rows * p->lanes.stride;
    if (size > p->room) {
        free(p->rows);
        p->rows = malloc(size);
        p->room = p->rows ? size : 0;
    }
    if (p->rows)
        memset(p->rows, 0, size);
    return p->rows != NULL;
}

bool pattern_set(struct pattern *p, const uint32_t *points, size_t len)
{
    size_t count = 1;
    p->low_count = 0;
    p->lanes = (struct lanes_pattern){.stride = (2 * LANES_PAD + 64 + len + 63) / 64 * 8, .len = len};
    for (size_t i = 0; i < len; i++)
        (void)row_for(p, points[i], &count);
    if (!make_room(p, count))
        return false;
    for (size_t i = 0; i < len; i++) {
        uint8_t *row = p->rows + row_for(p, points[i], &count);
        row[(LANES_PAD + i) / 8] |= (uint8_t)(1u << i % 8);
    }
    p->lanes.rows = p->rows;
    for (size_t i = 0; i < 256; i++)
        p->byte_of[i] = p->row_of[block_bytes[i]];
    p->lanes.row_of = p->row_of;
    p->lanes.byte_of = p->byte_of;
    p->lanes.high = p->high;
    p->lanes.high_rows = p->high_rows;
    return true;
}

void pattern_unset(struct pattern *p)
{
    for (size_t i = 0; i < p->low_count; i++)
        p->row_of[p->low[i]] = 0;
    p->low_count = 0;
}
