/* align.h - which names of a translation stand for which of its source */
#ifndef TERM_ALIGN_H
#define TERM_ALIGN_H

#include "term/check_words.h"

/** A text of a pair, with the names found in it. */
struct side {
    struct str text;
    const char *lang; /* canonical */
    zhm_mentions mentions;
};

enum {
    NAME_CONCEPT,
    NAME_TARGET,
    NAME_SOURCE,
    NAMES
}; /* by its concept, its official name in each of the two languages */

/** A mention of a side, of any depth. */
struct spot {
    const zhm_mention *mention;
    struct spot *top;     /* the mention of the text that it is in; itself */
    struct spot *partner; /* of the other side */
    struct spot *inner;   /* of a top: the mentions inside it, inner_count of them */
    size_t inner_count;
    uint32_t names[NAMES]; /* numbers; 0: none */
    struct spot *next[NAMES];
    bool covered;   /* of the source: it is named, though all who name it have partners */
    bool in_source; /* of the target: the source names it, too */
    bool taken;     /* of the target: an issue speaks of it */
};

/** The mentions of a side: `tops` at the front, in the text's order; then those inside them. */
struct spots {
    struct spot *items;
    size_t count, tops;
    struct spot **first[NAMES]; /* by number: those of the name, tops first, in the text's order */
    size_t numbers;             /* of `first` */
};

struct alignment {
    struct spots source, target;
};

/**
 * Find partners for the source's mentions: first by concept, then by equal official names; in the order of the texts,
 * one to one where the counts allow. A mention inside another counts, but for a title within a title: "Vice Minister of
 * X" names no "Minister of X". Cost: linear in the mentions.
 */
zhm_code align(struct lexicon *l, const struct side *source, const struct side *target, struct alignment *out,
               zhm_error *err);

/** The official name of @s in @lang, or in the nearest variant
 * of the language (en-GB: en; zh-Hant: zh-Hans); NULL: none */
const char *official_in(const zhm_subject *s, const char *lang);

/** Of "Name (ABBR)" the name, where that is wrong though the text's own abbreviation is not; otherwise @m itself. */
const zhm_mention *name_alone(const zhm_mention *m);

/** Deprecated or superseded, with or without an abbreviation behind. */
bool is_bad(const zhm_mention *m);

/** Whether a mention inside a title is a title of its own: of a person known by name, of one who holds two posts. */
bool is_own_title(const zhm_mention *inner);

/**
 * The first mention of the name of @s on another side; NULL: none. @name: by which
 * of its names; next[@name] of the result leads to the others. May be NULL.
 */
struct spot *same_name(const struct spots *all, const struct spot *s, size_t *name);

#endif
