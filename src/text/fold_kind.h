/* fold_kind.h - what a folded point is to the rules of folding; shared by the tables' generator and their reader */
#ifndef TEXT_FOLD_KIND_H
#define TEXT_FOLD_KIND_H

#include <stdint.h>

enum fold_kind {
    KIND_NOTHING, /* default ignorable */
    KIND_EXPAND,  /* more than one point */
    KIND_HANGUL,  /* a syllable, taken apart by arithmetic */
    KIND_LATIN,   /* a Latin or Greek letter: loses its marks */
    KIND_LETTER,  /* a letter of another script that writes words */
    KIND_DIGIT,
    KIND_SIGN, /* Han, kana, Thai, ...: cuts on both sides */
    KIND_LEAD, /* Hangul letters: leading, vowel, trailing */
    KIND_VOWEL,
    KIND_TRAIL,
    KIND_MARK,
    KIND_SPACE,
    KIND_BREAK, /* a line's end */
    KIND_QUOTE,
    KIND_OPEN, /* a sign that opens a quotation or stands for an apostrophe inside a word: U+2018 */
    KIND_APOSTROPHE,
    KIND_DASH,
    KIND_MIDDLE_DOT,
    KIND_STOP,
    KIND_COMMA,
    KIND_AND, /* '&', as the letters of "and" */
    KIND_OTHER,
    KIND_END,
};

/*
 * An entry of the tables: the point (21 bits; 0: the code point itself), its kind (5 bits), an extra (6 bits):
 * of a mark the index of its combining class, of KIND_EXPAND the number of entries, which begin at the point's place.
 */
#define ENTRY_POINT(entry) ((entry)&0x1FFFFFu)
#define ENTRY_KIND(entry) ((enum fold_kind)((entry) >> 21 & 0x1F))
#define ENTRY_EXTRA(entry) ((entry) >> 26)
#define ENTRY(point, kind, extra) ((uint32_t)(point) | (uint32_t)(kind) << 21 | (uint32_t)(extra) << 26)

static inline uint32_t spelling_hash(uint32_t hash, uint32_t letter)
{
    return (hash ^ letter) * 0x9E3779B1u;
}

static inline uint32_t spelling_slot(uint32_t hash, uint32_t slots)
{
    return (hash ^ hash >> 15) & (slots - 1);
}

#endif
