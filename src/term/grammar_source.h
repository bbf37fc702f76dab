/* grammar_source.h - a grammar's files as plain structs, before numbers take the place of names
 *
 * Texts are runs of the files' bytes, which must outlive them.
 */
#ifndef TERM_GRAMMAR_SOURCE_H
#define TERM_GRAMMAR_SOURCE_H

#include "base/arena.h"
#include "term/grammar.h"

enum {
    SOURCE_FILE_MAX = 16 << 20, /* bytes */
    SOURCE_LINE_MAX = 64 << 10, /* bytes */
    SOURCE_NAME_MAX = 64,       /* bytes of a symbol's, rule's, part's, attribute's name, tag or style */
    SOURCE_FORMS_MAX = 256,     /* of a rule or a row */
};
#define SOURCE_NO_PART UINT32_MAX

struct source_place {
    struct str file; /* as faults name it */
    size_t line;
};

struct source_words {
    struct str *items;
    size_t count, room;
};

struct source_row_form {
    struct str text, style;
    enum grammar_lang lang;
    bool deprecated;
};

struct source_attribute {
    struct str name;
    struct source_words values;
};

/** A row of a lexicon. */
struct source_row {
    struct source_place at;
    struct str file; /* its name */
    struct str class, concept;
    struct source_row_form *forms; /* Chinese first */
    size_t form_count, form_room;
    struct source_attribute *attributes;
    size_t attribute_count, attribute_room;
};

/** What a condition compares with, or a setting takes: the attribute of a part, or words. */
struct source_value {
    uint32_t part; /* SOURCE_NO_PART: the words */
    struct str attribute;
    struct source_words words;
};

struct source_condition {
    size_t line;
    uint32_t left;
    struct str left_attribute;
    enum grammar_test test;
    struct source_value right;
};

struct source_conditions {
    struct source_condition *items;
    size_t count, room;
};

struct source_setting {
    size_t line;
    struct str attribute;
    struct source_value value;
};

struct source_part {
    struct str name, symbol;
};

/** A piece of a form, in its order. */
struct source_piece {
    enum grammar_piece_kind kind;
    struct str text; /* GRAMMAR_TEXT: itself; GRAMMAR_PART: words to leave out */
    uint32_t part;
    struct str tag;
    bool overlap;
};

struct source_form {
    size_t line;
    enum grammar_lang lang;
    bool deprecated;
    struct str style, tag;
    struct source_piece *pieces;
    size_t piece_count, piece_room;
    struct source_conditions conditions;
};

struct source_rule {
    struct source_place at;
    struct str file; /* its name */
    struct str name, symbol;
    uint32_t head;
    bool same; /* the whole is its head under another form */
    struct source_part parts[GRAMMAR_PARTS_MAX];
    size_t part_count;
    struct source_conditions conditions;
    struct source_setting settings[GRAMMAR_ATTRIBUTES];
    size_t setting_count;
    struct source_form *forms; /* as in the file */
    size_t form_count, form_room;
};

/** {0} is empty. All of it is in the arena. */
struct grammar_source {
    struct arena arena;
    struct source_row *rows;
    size_t row_count, row_room;
    struct source_rule **rules;
    size_t rule_count, rule_room;
};

/**
 * Read one file and append what it says. What can be judged without other files is judged.
 * @return ZHM_BAD_INPUT or ZHM_LIMIT with `file:line: what` in text, the line, and the offset in it where a byte is at
 * fault; ZHM_NO_MEMORY. On failure @out must be freed
 */
zhm_code grammar_source_read(struct grammar_source *out, const struct grammar_file *file, zhm_error *err);
void grammar_source_free(struct grammar_source *source);

#endif
