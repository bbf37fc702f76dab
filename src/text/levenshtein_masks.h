/* levenshtein_masks.h - where each code point stands in a text, as bits */
#ifndef TEXT_LEVENSHTEIN_MASKS_H
#define TEXT_LEVENSHTEIN_MASKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Texts up to this length need no allocation. */
enum { MASKS_SMALL = 256 };

struct mask_slot {
    uint32_t point, row; /* row 0: none */
};

/** A hash table from code points to rows of bits. Row 0 has none set. */
struct masks {
    size_t words;   /* of a row */
    unsigned shift; /* of the hash: what stays is a slot */
    size_t slot_count;
    struct mask_slot *slots;
    uint64_t *bits;
    struct mask_slot small_slots[2 * MASKS_SMALL];
    uint64_t small_bits[(MASKS_SMALL + 1) * (MASKS_SMALL / 64 + 2)];
};

/**
 * The masks of a text that is not empty: bit i % 64 of word i / 64 is points[i], from the end if @reversed. @padded: a
 * word without bits stands before them and one after them. @return false without memory, with nothing to free
 */
bool masks_init(struct masks *m, const uint32_t *points, size_t len, bool padded, bool reversed);
void masks_free(struct masks *m);

static inline size_t masks_slot(const struct masks *m, uint32_t point)
{
    size_t i = point * 2654435769U >> m->shift;
    while (m->slots[i].row && m->slots[i].point != point)
        i = (i + 1) & (m->slot_count - 1);
    return i;
}

/** The row of a code point: m->words words. */
static inline const uint64_t *masks_of(const struct masks *m, uint32_t point)
{
    return m->bits + m->slots[masks_slot(m, point)].row * m->words;
}

/** One word of a column of the matrix, as differences: bit i is
 * row i + 1, which is one up or down from the row above. */
struct column {
    uint64_t up, down;
};

/** How the cell below which a word begins differs from its left neighbour; after the step, of the word's last cell. */
struct carry {
    uint64_t up, down;
};

/** The word in the next column (Myers 1999, in the terms of Hyyrö
 * 2003). @return the cells equal to those left above them */
static inline uint64_t column_step(struct column *c, uint64_t match, struct carry *carry)
{
    match |= carry->down;
    uint64_t level = (((match & c->up) + c->up) ^ c->up) | match | c->down;
    uint64_t up = c->down | ~(level | c->up), down = level & c->up;
    struct carry out = {up >> 63, down >> 63};
    up = up << 1 | carry->up;
    down = down << 1 | carry->down;
    c->up = down | ~(level | up);
    c->down = up & level;
    *carry = out;
    return level;
}

#endif
