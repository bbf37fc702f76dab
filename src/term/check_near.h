/* check_near.h - the run of a text that is nearest to a name */
#ifndef TERM_CHECK_NEAR_H
#define TERM_CHECK_NEAR_H

#include "term/check_words.h"

/* Bounds of the search: of a name its first words, of a word so many places, of all searches in a text so many steps
 * from word to word. Past the last one nothing more is found, and `spent` says so. */
enum { NEAR_WORDS_MAX = 64, NEAR_PLACES_MAX = 64, NEAR_WORK_MAX = 8 << 20 };

/** A text that is searched. */
struct near_text {
    struct words words;
    uint32_t *starts, *places; /* by word: where it stands, places[starts[id]] to places[starts[id + 1]] */
    size_t numbers;            /* of `starts`: words that came later are not in the text */
    bool *taken;               /* words that belong to another name */
    uint8_t *wanted;           /* scratch, by word: how often the name that is looked for has it */
    size_t work;
    bool spent;
};

struct near_run {
    size_t first, count; /* words of the text; count 0: nothing near */
    unsigned score;      /* 1000 * twice the words in common / the words of both */
    bool same;           /* the name itself, perhaps in another order or with other connectors */
};

zhm_code near_begin(struct lexicon *l, struct str text, struct near_text *out, zhm_error *err);

/** The first word that ends after code point @point. */
size_t near_word_at(const struct near_text *t, size_t point);

/** Nobody else may have the words of the span. */
void near_take(struct near_text *t, size_t start, size_t end);

/**
 * The run that is most like @name, of equals the one nearest to word @place: half its words at least, and not only such
 * as many names have. A run begins and ends with words in common, or with such as look like a part of a name where the
 * name has others. Deputies are another post: "Vice Minister" is not the same as "Minister".
 */
struct near_run near_find(struct near_text *t, const struct words *name, size_t place);

/** Whether all words of @name stand within a few words of the
 * span, with nothing beside them that makes another post. */
bool near_around(struct near_text *t, const struct words *name, size_t start, size_t end);

#endif
