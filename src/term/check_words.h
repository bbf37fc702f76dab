/* check_words.h - texts as words that can be compared: folded, with the spellings of one word as one */
#ifndef TERM_CHECK_WORDS_H
#define TERM_CHECK_WORDS_H

#include "term/database.h"

/** What is known of a word. */
enum word_kind {
    WORD_CONNECTOR = 1, /* "of", "and": not compared */
    WORD_MODIFIER = 2,  /* "deputy", 副: makes another post of the post that follows */
    WORD_RANK = 4,      /* says which post, or which degree of it: modifiers, "director", 长 */
    WORD_LEVEL = 8,     /* says which kind of body or which level: "bureau", "provincial", 厅 */
    WORD_NATURE = 16,   /* says what an initiative is: "principle", "policy" */
};

/** A word of a text. Signs of Han are words. Connectors and punctuation are left out. */
struct word {
    uint32_t id;         /* equal for equal words; from 1 */
    uint32_t start, end; /* code points */
    uint8_t kinds;       /* of enum word_kind */
    bool capital;        /* begins with a capital */
    bool breaks;         /* no name runs on from the word before */
    bool apart;          /* a connector, or punctuation, stands before it */
    bool comma;          /* a comma does */
    bool han;
};

struct words {
    struct word *items;
    size_t count;
};

/** The words met so far, and other texts that are compared as wholes, each with a number. {.reader} to begin with. */
struct lexicon {
    struct reader *reader; /* its arena and `folded` are used */
    struct lexeme **slots;
    size_t slot_count, count; /* numbers are 1 to count */
};

/** The words of @text, in the arena. */
zhm_code lexicon_words(struct lexicon *l, struct str text, struct words *out, zhm_error *err);

/** The number of a text, compared byte for byte; a domain of its own for each @domain. */
zhm_code lexicon_number(struct lexicon *l, char domain, struct str text, uint32_t *out, zhm_error *err);

/**
 * The number of a name: equal for names of the same words, in alphabetic scripts in any order. 0 for a name of no
 * words. "Department of Commerce of Hunan Province" and "Hunan Provincial Department of Commerce" have the same.
 */
zhm_code lexicon_name(struct lexicon *l, struct str name, uint32_t *out, zhm_error *err);

#endif
