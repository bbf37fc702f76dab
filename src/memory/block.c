#include "memory/block.h"

#include "base/fault.h"
#include "memory/block_layout.h"
#include "text/grams.h"

#include <string.h>

const char block_magic[8] = "zhm-mem";

/* clang-format off */
const uint16_t block_bytes[256] = {
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
    16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
    32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47,
    48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63,
    64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79,
    80, 81, 82, 83, 84, 85, 86, 87, 88, 89, 90, 91, 92, 93, 94, 95,
    96, 97, 98, 99, 100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111,
    112, 113, 114, 115, 116, 117, 118, 119, 120, 121, 122, 123, 124, 125, 126, 127,
    0x20AC, 0, 0x201A, 0x192, 0x201E, 0x2026, 0x2020, 0x2021, 0x2C6, 0x2030, 0x160, 0x2039, 0x152, 0, 0x17D, 0,
    0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x2DC, 0x2122, 0x161, 0x203A, 0x153, 0, 0x17E, 0x178,
    160, 161, 162, 163, 164, 165, 166, 167, 168, 169, 170, 171, 172, 173, 174, 175,
    176, 177, 178, 179, 180, 181, 182, 183, 184, 185, 186, 187, 188, 189, 190, 191,
    192, 193, 194, 195, 196, 197, 198, 199, 200, 201, 202, 203, 204, 205, 206, 207,
    208, 209, 210, 211, 212, 213, 214, 215, 216, 217, 218, 219, 220, 221, 222, 223,
    224, 225, 226, 227, 228, 229, 230, 231, 232, 233, 234, 235, 236, 237, 238, 239,
    240, 241, 242, 243, 244, 245, 246, 247, 248, 249, 250, 251, 252, 253, 254, 255,
};
/* clang-format on */

int block_byte(uint32_t point)
{
    if (point < 0x80 || (point >= 0xA0 && point < 0x100))
        return (int)point;
    for (int i = 0x80; point > 0xFF && point <= 0x2122 && i < 0xA0; i++)
        if (block_bytes[i] == point)
            return i;
    return -1;
}

uint64_t block_array_offset(const struct block_header *h, enum block_array which)
{
    const uint64_t sizes[BLOCK_ARRAYS] = {
        [BLOCK_LENGTHS] = (uint64_t)h->lengths * sizeof(struct block_length),
        [BLOCK_NUMBERS] = (uint64_t)h->units * sizeof(uint64_t),
        [BLOCK_STARTS] = (uint64_t)h->units * sizeof(uint32_t),
        [BLOCK_SHARES] = sizeof(uint16_t) * GRAM_BINS,
        [BLOCK_BITS] = (uint64_t)block_row_words(h->units) * sizeof(uint64_t) * GRAM_BINS,
        [BLOCK_CODES] = h->codes + BLOCK_PAD,
    };
    uint64_t at = sizeof *h;
    for (unsigned i = 0; i < BLOCK_ARRAYS; i++) {
        at = i == BLOCK_BITS ? (at + BLOCK_SKEW + 63) / 64 * 64 - BLOCK_SKEW : (at + 7) / 8 * 8;
        if (i == which)
            return at;
        at += sizes[i];
    }
    return at;
}

static bool lengths_are_sound(const struct block *b)
{
    const struct block_length *l = b->arrays[BLOCK_LENGTHS];
    for (uint32_t i = 0; i < b->header->lengths; i++)
        if (i == 0 ? l->first != 0 : l[i].first <= l[i - 1].first || l[i].length <= l[i - 1].length)
            return false;
    return l[b->header->lengths - 1].first < b->header->units;
}

/* That the texts follow each other and fill the codes: so there are no more code points than codes. */
static bool starts_are_sound(const struct block *b)
{
    const struct block_header *h = b->header;
    const struct block_length *l = b->arrays[BLOCK_LENGTHS];
    const uint32_t *starts = b->arrays[BLOCK_STARTS];
    uint64_t at = 0;
    for (uint32_t i = 0; i < h->lengths; i++) {
        uint32_t end = i + 1 < h->lengths ? l[i + 1].first : h->units;
        for (uint32_t place = l[i].first; place < end; place++) {
            uint64_t width = (starts[place] & 3) ? (uint64_t)(starts[place] & 3) * 2 : 1;
            if (width > 4 || (uint64_t)starts[place] / 4 * 4 != at)
                return false;
            at = (at + l[i].length * width + 3) / 4 * 4;
        }
    }
    return at == h->codes;
}

zhm_code block_view(struct str bytes, struct block *out, zhm_error *err)
{
    struct block b = {.header = (const void *)bytes.data};
    const struct block_header *h = b.header;
    if (bytes.len < sizeof *h || (uintptr_t)bytes.data % sizeof(uint64_t) != 0 ||
        memcmp(h->magic, block_magic, sizeof h->magic) != 0 || h->size != bytes.len || h->units == 0 ||
        h->units > BLOCK_UNITS || h->lengths == 0 || h->lengths > h->units || h->codes > h->size ||
        block_array_offset(h, BLOCK_ARRAYS) != h->size)
        return zhm_fail(err, ZHM_STORAGE, "a block of the memory's index is damaged");
    for (unsigned i = 0; i < BLOCK_ARRAYS; i++)
        b.arrays[i] = bytes.data + block_array_offset(h, i);
    *out = b;
    return ZHM_OK;
}

zhm_code block_check(const struct block *b, zhm_error *err)
{
    return lengths_are_sound(b) && starts_are_sound(b)
               ? ZHM_OK
               : zhm_fail(err, ZHM_STORAGE, "a block of the memory's index has texts outside itself");
}

bool block_is_current(const struct block *b)
{
    return b->header->grams == GRAM_VERSION;
}

/* The first of the lengths that is at least @length, or their number. */
static uint32_t length_index(const struct block *b, size_t length)
{
    const struct block_length *l = b->arrays[BLOCK_LENGTHS];
    uint32_t low = 0, high = b->header->lengths;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (l[middle].length < length)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

uint32_t block_place(const struct block *b, size_t length)
{
    uint32_t i = length_index(b, length), units = b->header->units;
    if (i == b->header->lengths)
        return units;
    uint32_t first = ((const struct block_length *)b->arrays[BLOCK_LENGTHS])[i].first;
    return first < units ? first : units; /* more only where it is damaged */
}

const struct block_length *block_length_of(const struct block *b, uint32_t place)
{
    const struct block_length *l = b->arrays[BLOCK_LENGTHS];
    uint32_t low = 0, high = b->header->lengths;
    while (high - low > 1) {
        uint32_t middle = (low + high) / 2;
        if (l[middle].first <= place)
            low = middle;
        else
            high = middle;
    }
    return &l[low];
}

void block_points(const struct block *b, uint32_t place, size_t len, uint32_t *points)
{
    unsigned width;
    const void *codes = block_codes(b, block_start(b, place), &width);
    if (width == 4)
        memcpy(points, codes, len * sizeof *points);
    else if (width == 2)
        for (size_t i = 0; i < len; i++)
            points[i] = ((const uint16_t *)codes)[i];
    else
        for (size_t i = 0; i < len; i++)
            points[i] = block_bytes[((const uint8_t *)codes)[i]];
}
