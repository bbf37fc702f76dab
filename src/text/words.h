/* words.h - where words end */
#ifndef TEXT_WORDS_H
#define TEXT_WORDS_H

#include <stdbool.h>
#include <stdint.h>

/**
 * Whether a word may end between two code points that follow each other: not between letters or
 * digits of scripts that are written with blanks between words, nor before a mark that belongs to
 * the sign before it. Always between Han characters, and the letters of other scripts without
 * blanks (kana, Thai, Lao, Khmer, Myanmar): where their words end no sign tells.
 */
bool word_may_end(uint32_t before, uint32_t after);

#endif
