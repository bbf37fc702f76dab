/* grammar_block.h - how a grammar lies in its block, and what is known while it is built */
#ifndef TERM_GRAMMAR_BLOCK_H
#define TERM_GRAMMAR_BLOCK_H

#include "term/grammar_numbers.h"
#include "term/grammar_source.h"

enum { GRAMMAR_BYTES_MAX = 32 << 20 }; /* of all files together */

/** In the block in this order, each at a multiple of 8 bytes. */
enum grammar_array {
    GRAMMAR_SYMBOLS,
    GRAMMAR_ROWS,
    GRAMMAR_ROW_FORMS,
    GRAMMAR_SYMBOL_ROWS,
    GRAMMAR_STARTS,
    GRAMMAR_NEEDS,
    GRAMMAR_KEYS,
    GRAMMAR_GROUPS,
    GRAMMAR_WORDS,
    GRAMMAR_RULES,
    GRAMMAR_PARTS,
    GRAMMAR_FORMS,
    GRAMMAR_ITEMS,
    GRAMMAR_PIECES,
    GRAMMAR_CONDITIONS,
    GRAMMAR_SETTINGS,
    GRAMMAR_ATTRIBUTE_NAMES,
    GRAMMAR_VALUE_TEXTS,
    GRAMMAR_TAGS,
    GRAMMAR_TEXTS,     /* bytes */
    GRAMMAR_AUTOMATON, /* bytes */
    GRAMMAR_ARRAYS
};

struct grammar_header {
    char magic[8];
    uint64_t size; /* of the whole block */
    uint32_t counts[GRAMMAR_ARRAYS];
    uint32_t layout; /* of the items, so that a block of another layout is not read */
};

uint32_t grammar_layout(void);

extern const char grammar_magic[8];
extern const size_t grammar_array_sizes[GRAMMAR_ARRAYS]; /* of an item */

/** Where an array begins; for GRAMMAR_ARRAYS, the size of the whole. Counts of 32 bits cannot overflow it. */
uint64_t grammar_array_offset(const struct grammar_header *h, enum grammar_array which);

/** What a key stands for, before the keys are sorted. */
struct grammar_naming {
    uint32_t key; /* number in `keys` */
    struct grammar_word word;
};

/** A grammar being built. A failed buffer, or `failed`, says that memory ran out: asked once, at the end. */
struct grammar_builder {
    struct grammar_source source;
    struct numbers symbols;            /* the named ones, in the order of their bytes */
    struct numbers literals;           /* folded; their symbols are numbered after the named ones */
    struct numbers attributes, values; /* in the order in which they come */
    struct numbers keys;               /* folded forms and literals */
    struct numbers texts, tags;
    struct buf text_offsets; /* uint32_t by number of texts */
    uint32_t text_bytes;
    struct buf literal_langs; /* uint32_t by number of literals */
    struct buf namings;
    struct buf arrays[GRAMMAR_ARRAYS];
    bool failed;
};

/** The offset of a text, one for each distinct text; of a tag or style, which it notes as such; 0 for an empty one. */
uint32_t builder_text(struct grammar_builder *b, struct str text);
uint32_t builder_tag(struct grammar_builder *b, struct str text);
/** Room for one more item, all zeros; NULL without memory. */
void *builder_add(struct grammar_builder *b, enum grammar_array which);
/** How many items an array has. */
uint32_t builder_count(const struct grammar_builder *b, enum grammar_array which);
/** Add a key's meaning. The key is copied. */
void builder_name(struct grammar_builder *b, struct str key, struct grammar_word word);
/** The number of an attribute. @return UINT32_MAX when the grammar has none of that name */
uint32_t builder_attribute(const struct grammar_builder *b, struct str name);
/** The set of some values. */
void builder_values(struct grammar_builder *b, const struct source_words *words, struct value_set *out);

/** Number the symbols, attributes and values of all files, and check what one part of them says of another. */
zhm_code grammar_resolve(struct grammar_builder *b, zhm_error *err);
/** Write rows, then rules, into the arrays. */
zhm_code grammar_build_rows(struct grammar_builder *b, zhm_error *err);
zhm_code grammar_build_rules(struct grammar_builder *b, zhm_error *err);
/** Items and output of a form of which all else is written. */
zhm_code grammar_build_form(struct grammar_builder *b, const struct source_form *source, struct grammar_form *form,
                            zhm_error *err);
/** Look for forms of one item that make a symbol of itself. */
zhm_code grammar_check_circles(struct grammar_builder *b, zhm_error *err);

/** Fill in the masks and ranks of the symbols, and the needs of the forms. */
void grammar_build_masks(struct grammar_builder *b);

#endif
