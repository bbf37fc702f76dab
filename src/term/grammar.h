/* grammar.h - the paired grammar as one block of bytes: words with attributes, rules with a side for each language
 *
 * The block is built from the files of a folder, kept in the store, and borrowed from a snapshot: position-independent,
 * in this machine's byte order. glossary/grammar/README.md says what the files mean. References between its arrays are
 * numbers; a text is an offset into `texts`, where it ends with a NUL; text 0 is empty.
 */
#ifndef TERM_GRAMMAR_H
#define TERM_GRAMMAR_H

#include "term/automaton.h"

#include <stdbool.h>

enum {
    GRAMMAR_ATTRIBUTES = 12, /* names */
    GRAMMAR_VALUES = 256,    /* of all names together */
    GRAMMAR_PARTS_MAX = 8,   /* parts of a rule; more are a fault */
};

/** A set of values. Values are numbered through the whole grammar, the same text as the value of two attributes is one
 * value: so the sets of two attributes can be compared (organ.at = place.level). */
struct value_set {
    uint64_t words[GRAMMAR_VALUES / 64];
};

static inline bool value_sets_meet(const struct value_set *a, const struct value_set *b)
{
    uint64_t common = 0;
    for (int i = 0; i < GRAMMAR_VALUES / 64; i++)
        common |= a->words[i] & b->words[i];
    return common != 0;
}

static inline void value_set_join(struct value_set *set, const struct value_set *more)
{
    for (int i = 0; i < GRAMMAR_VALUES / 64; i++)
        set->words[i] |= more->words[i];
}

enum grammar_lang { GRAMMAR_ZH = 1, GRAMMAR_EN = 2, GRAMMAR_BOTH = 3 }; /* as bits */

enum grammar_form_flag { GRAMMAR_OFFICIAL = 1, GRAMMAR_DEPRECATED = 2 };

/** A run of another array. */
struct grammar_run {
    uint32_t first, count;
};

/** A word: one row of a lexicon. */
struct grammar_row {
    uint32_t symbol;
    struct grammar_run forms; /* of row_forms: as in the file, Chinese first */
    uint32_t concept;         /* text: the id of the concept that it is a form of; 0: none */
    uint32_t file, line;      /* text; from 1 */
    struct value_set attributes[GRAMMAR_ATTRIBUTES];
};

struct grammar_row_form {
    uint32_t row, text, style; /* texts; style 0: all */
    uint8_t lang, flags;       /* official: the first that is neither wrong nor of a style */
    uint16_t place;            /* its number within its side, from 0 */
};

/** What a key of the automaton stands for: a row's form, or a literal of rules, which is a symbol of its own. */
struct grammar_word {
    uint32_t symbol;
    uint32_t form; /* of row_forms; UINT32_MAX for a literal */
    uint32_t lang; /* bits */
};

/** The words of one key that are one symbol, in one language, and
 * none or all a form of a concept; what any of them has. */
struct grammar_group {
    uint32_t symbol, lang;
    struct grammar_run words;
    struct value_set attributes[GRAMMAR_ATTRIBUTES];
};

struct grammar_symbol {
    uint32_t name;             /* text; 0 for a literal; first, for find() in grammar.c */
    struct grammar_run starts; /* of starts: the forms whose first item is this symbol */
    struct grammar_run rows;   /* of symbol_rows: the rows of this class, in the files' order */
    uint32_t rank;             /* above that of every symbol that a form of it is alone */
    /* of grammar_symbol_mask: */
    uint64_t begins;  /* what a run of this symbol may begin with, itself included */
    uint64_t next;    /* what may come second in the forms that it begins */
    uint64_t becomes; /* what it is alone, itself included */
    uint64_t leads;   /* `next` of all those */
};

/** One bit for some symbols: a filter that lets too much through, never too little. */
static inline uint64_t grammar_symbol_mask(uint32_t symbol)
{
    return 1ULL << (symbol * 0x9E3779B1U >> 16) % 63;
}

/** In a mask of what comes next: nothing need. No symbol has this bit. */
#define GRAMMAR_NOTHING_MORE (1ULL << 63)

/** What a form asks for besides its first symbol. */
struct grammar_need {
    uint64_t next; /* what its second item may begin with, or GRAMMAR_NOTHING_MORE */
    uint32_t lang, tag;
};

struct grammar_part {
    uint32_t name, symbol; /* text; number */
};

enum grammar_test {
    GRAMMAR_MEETS,
    GRAMMAR_MEETS_NOT,
    GRAMMAR_WITHIN, /* the left part is a concept of the glossary that has the right one above it */
};

/** left.attribute = right.attribute, or = values. */
struct grammar_condition {
    uint32_t left, left_attribute; /* number of the part within the rule */
    uint32_t test;
    uint32_t right, right_attribute; /* right UINT32_MAX: the values */
    uint32_t zero;                   /* no padding: blocks are compared by their bytes */
    struct value_set values;
};

/** set attribute = values, or = part.attribute. */
struct grammar_setting {
    uint32_t attribute;
    uint32_t part, part_attribute; /* part UINT32_MAX: the values */
    uint32_t zero;
    struct value_set values;
};

struct grammar_rule {
    uint32_t name, file, line; /* texts */
    uint32_t symbol;           /* what it makes */
    uint32_t head;             /* the part whose attributes it takes */
    uint32_t same;             /* not 0: the whole is that part under another form, and has its names */
    struct grammar_run parts, conditions, settings, forms;
};

struct grammar_form {
    uint32_t rule, style,
        tag;             /* style, tag: texts, 0: none; tags are compared as numbers: equal texts have one offset */
    uint8_t lang, flags; /* official: may be the first that is not wrong, of its style, and whose conditions hold */
    uint16_t place;      /* its number within its side, from 0 */
    struct grammar_run items;      /* what to read, in order: no item without a symbol; none twice */
    struct grammar_run output;     /* what to write: the same, with texts as they are written */
    struct grammar_run conditions; /* its own, after the rule's */
};

/** A part or a literal to be read. */
struct grammar_item {
    uint32_t symbol;
    uint32_t part;    /* number within the rule; UINT32_MAX: a literal */
    uint32_t tag;     /* text, 0: any */
    uint32_t overlap; /* may begin with the last point of the item before */
};

enum grammar_piece_kind { GRAMMAR_TEXT, GRAMMAR_PART, GRAMMAR_ARTICLE };

/** A piece of a written form. */
struct grammar_piece {
    uint32_t kind;
    uint32_t text; /* GRAMMAR_TEXT: spaces and all; GRAMMAR_PART: words to leave out at its begin, 0: none */
    uint32_t part, tag;
};

struct grammar_attribute {
    uint32_t name; /* text */
};

/** A value's text, and its bit in the sets. */
struct grammar_value {
    uint32_t text, bit;
};

/** A borrowed view. Counts are those of the arrays. */
struct grammar {
    const char *texts;
    const struct grammar_symbol *symbols;
    const struct grammar_row *rows;
    const struct grammar_row_form *row_forms;
    const uint32_t *symbol_rows;      /* rows by class */
    const uint32_t *starts;           /* forms by first symbol */
    const struct grammar_need *needs; /* of the forms in `starts` */
    const struct grammar_run *keys;   /* by key of the automaton, of groups */
    const struct grammar_group *groups;
    const struct grammar_word *words;
    const struct grammar_rule *rules;
    const struct grammar_part *parts;
    const struct grammar_form *forms;
    const struct grammar_item *items;
    const struct grammar_piece *pieces;
    const struct grammar_condition *conditions;
    const struct grammar_setting *settings;
    const struct grammar_attribute *attributes;
    const struct grammar_value *values; /* sorted by their texts' bytes */
    const uint32_t *tags;               /* texts that are tags or styles, sorted by their bytes */
    size_t tag_count;
    size_t symbol_count, row_count, row_form_count, key_count, word_count, rule_count, form_count, attribute_count,
        value_count;
    struct automaton automaton; /* of all folded words and literals, of both languages */
};

static inline const char *grammar_text(const struct grammar *g, uint32_t text)
{
    return g->texts + text;
}

/** One file of a grammar. The name ends in ".rules" or ".tsv" and says which
 * it is; faults begin with the path or, where that is empty, the name. */
struct grammar_file {
    struct str name, text, path;
};

/**
 * Build the block from @files and append it to @out, which is unchanged on failure. No file: an empty grammar.
 * @return ZHM_BAD_INPUT with `file:line: what`; ZHM_LIMIT where it has too many of something; ZHM_NO_MEMORY
 */
zhm_code grammar_build(const struct grammar_file *files, size_t count, struct buf *out, zhm_error *err);

/** Look at a block without copying it. @return ZHM_STORAGE when it is no sound block of this version */
zhm_code grammar_view(struct str block, struct grammar *out, zhm_error *err);

/** The number of a symbol, a text that rules use as a tag or
 * style, an attribute; UINT32_MAX when the grammar has none. */
uint32_t grammar_symbol_of(const struct grammar *g, const char *name);
uint32_t grammar_tag_of(const struct grammar *g, const char *tag);
uint32_t grammar_attribute_of(const struct grammar *g, const char *name);

/** Add @value to @set. @return false where the grammar knows no such value */
bool grammar_value_add(const struct grammar *g, const char *value, struct value_set *set);

#endif
