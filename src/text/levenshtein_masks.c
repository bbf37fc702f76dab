#include "text/levenshtein_masks.h"

#include <stdlib.h>
#include <string.h>

static bool slots_init(struct masks *m, size_t len)
{
    m->slot_count = 128;
    m->shift = 32 - 7;
    for (; m->slot_count < 2 * len; m->slot_count *= 2)
        m->shift--;
    if (len <= MASKS_SMALL) {
        m->slots = m->small_slots;
        memset(m->slots, 0, m->slot_count * sizeof *m->slots);
        return true;
    }
    m->slots = len < UINT32_MAX / 4 ? calloc(m->slot_count, sizeof *m->slots) : NULL;
    return m->slots != NULL;
}

/* A row for each distinct code point. @return how many there are, with row 0 */
static size_t number_rows(struct masks *m, const uint32_t *points, size_t len)
{
    uint32_t rows = 1;
    for (size_t i = 0; i < len; i++) {
        struct mask_slot *slot = &m->slots[masks_slot(m, points[i])];
        if (!slot->row)
            *slot = (struct mask_slot){points[i], rows++};
    }
    return rows;
}

static bool rows_init(struct masks *m, size_t len, size_t rows)
{
    if (len <= MASKS_SMALL) {
        m->bits = m->small_bits;
        memset(m->bits, 0, rows * m->words * sizeof *m->bits);
        return true;
    }
    m->bits = calloc(rows, m->words * sizeof *m->bits);
    return m->bits != NULL;
}

bool masks_init(struct masks *m, const uint32_t *points, size_t len, bool padded, bool reversed)
{
    m->words = (len + 63) / 64 + (padded ? 2 : 0);
    if (!slots_init(m, len))
        return false;
    if (!rows_init(m, len, number_rows(m, points, len))) {
        free(m->slots);
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        size_t bit = (reversed ? len - 1 - i : i) + (padded ? 64 : 0);
        m->bits[m->slots[masks_slot(m, points[i])].row * m->words + bit / 64] |= UINT64_C(1) << bit % 64;
    }
    return true;
}

void masks_free(struct masks *m)
{
    if (m->slots != m->small_slots) {
        free(m->slots);
        free(m->bits);
    }
}
