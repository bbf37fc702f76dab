#include "text/grams.h"

#include <unicode/uchar.h>

/* Pairs of these, the most of what alphabetic text consists of, have a bin of their own; others share what is left. */
enum { LETTERS = 28, SPACE = 26, STOP = 27, OWN_BINS = LETTERS * LETTERS, END = '.' };

bool gram_is_sign(uint32_t point)
{
    return point >= 0x3400 && (point <= 0x9FFF || (point >= 0xAC00 && point <= 0xD7A3) ||
                               (point >= 0xF900 && point <= 0xFAFF) || (point >= 0x20000 && point <= 0x3FFFF));
}

uint32_t gram_fold(uint32_t point)
{
    if (point < 0x80)
        return point >= 'A' && point <= 'Z' ? point + ('a' - 'A') : point;
    return (uint32_t)u_foldCase((UChar32)point, U_FOLD_CASE_DEFAULT);
}

static uint32_t mix(uint32_t value)
{
    value *= 0x9E3779B1u;
    value ^= value >> 15;
    value *= 0x85EBCA6Bu;
    return value >> 8;
}

static unsigned letter_of(uint32_t folded)
{
    if (folded >= 'a' && folded <= 'z')
        return folded - 'a';
    return folded == ' ' ? SPACE : folded == '.' || folded == ',' ? STOP : LETTERS;
}

static uint16_t first_bin(uint32_t folded, uint32_t next, unsigned letter, unsigned next_letter)
{
    if (letter < LETTERS && next_letter < LETTERS)
        return (uint16_t)(letter * LETTERS + next_letter);
    return (uint16_t)(OWN_BINS + mix(folded * 65599u + next) % (GRAM_FIRSTS - OWN_BINS));
}

/* The bins of first occurrences. */
size_t grams_firsts(const uint32_t *points, size_t len, uint16_t *bins, uint8_t *pair)
{
    size_t pairs = 0;
    uint32_t next = len ? gram_fold(points[0]) : 0;
    unsigned next_letter = letter_of(next);
    for (size_t i = 0; i < len; i++) {
        uint32_t here = next;
        unsigned letter = next_letter;
        next = i + 1 < len ? gram_fold(points[i + 1]) : END;
        next_letter = letter_of(next);
        bool sign = gram_is_sign(here);
        bins[i] = sign ? (uint16_t)(mix(here) % GRAM_FIRSTS) : first_bin(here, next, letter, next_letter);
        pairs += !sign;
        if (pair)
            pair[i] = !sign;
    }
    return pairs;
}

static uint16_t next_bin(uint8_t *seen, uint16_t bin)
{
    unsigned before = seen[bin];
    seen[bin] += before < UINT8_MAX;
    return before ? (uint16_t)(GRAM_FIRSTS + mix(bin * 65536u + before) % (GRAM_BINS - GRAM_FIRSTS)) : bin;
}

size_t grams_of(const uint32_t *points, size_t len, uint16_t *bins, uint8_t *pair)
{
    uint8_t seen[GRAM_FIRSTS] = {0}; /* as often as that, or more */
    size_t pairs = grams_firsts(points, len, bins, pair);
    for (size_t i = 0; i < len; i++)
        bins[i] = next_bin(seen, bins[i]);
    return pairs;
}

void grams_of_choice(const uint32_t *points, size_t len, const uint8_t *chosen, uint16_t *bins)
{
    uint8_t seen[GRAM_FIRSTS] = {0};
    (void)grams_firsts(points, len, bins, NULL);
    for (size_t i = 0; i < len; i++)
        bins[i] = chosen[i] ? next_bin(seen, bins[i]) : bins[i];
    for (size_t i = 0; i < len; i++)
        bins[i] = chosen[i] ? bins[i] : next_bin(seen, bins[i]);
}

size_t grams_distance(size_t shared, size_t longer, size_t pairs)
{
    size_t gone = longer > shared ? longer - shared : 0;
    return gone <= 2 * pairs ? (gone + 1) / 2 : gone - pairs;
}

size_t grams_choose(const uint8_t *pair, const uint16_t *weights, size_t len, uint8_t *chosen)
{
    /* In chosen[i] first: whether the gram before is taken in the
     * best choice without gram i, and in the best with it. */
    enum { BEFORE_WITHOUT = 1, BEFORE_WITH = 2 };
    uint64_t with = 0, without = 0;
    for (size_t i = 0; i < len; i++) {
        bool free = i == 0 || !pair[i - 1], taken = with >= without;
        uint64_t best = taken ? with : without;
        chosen[i] = (uint8_t)((taken ? BEFORE_WITHOUT : 0) | (taken && free ? BEFORE_WITH : 0));
        with = (free ? best : without) + weights[i];
        without = best;
    }
    bool taken = with >= without;
    size_t count = 0;
    for (size_t i = len; i-- > 0;) {
        bool before = chosen[i] & (taken ? BEFORE_WITH : BEFORE_WITHOUT);
        chosen[i] = taken;
        count += taken;
        taken = before;
    }
    return count;
}
