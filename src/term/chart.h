/* chart.h - a chart parser: every way in which rules put words together to names, over a whole text at once */
#ifndef TERM_CHART_H
#define TERM_CHART_H

#include "term/choice.h"
#include "term/grammar.h"

enum node_kind {
    NODE_LITERAL,
    NODE_WORD,   /* a lexicon's row */
    NODE_NAMED,  /* a concept of the glossary */
    NODE_NUMBER,
    NODE_PLACE,  /* one that no list holds */
    NODE_RULE,
};

enum { NODE_DEPRECATED = 1, NODE_SUPERSEDED = 2 }; /* marks: forms that were used in it */

/** Points [start, end) of the folded text, read as a symbol. In the reader's arena, as all it points to. */
struct node {
    uint32_t start, end;
    uint32_t symbol, tag; /* the form's tag, 0: none */
    uint8_t kind, lang, marks;
    bool looked_up;                     /* compose.c has asked the glossary for it */
    bool stands_for;                    /* a short name that the text itself gave: its parts stand elsewhere */
    uint32_t cost;                      /* the least is best */
    const struct value_set *attributes; /* GRAMMAR_ATTRIBUTES of them */
    struct node *rival;                 /* another reading of the same points as the same symbol, as cheap; NULL: none */
    const struct choice *choice;        /* NODE_NAMED */
    const struct grammar_row_form *word;
    const struct grammar_form *form; /* NODE_RULE */
    struct node **parts;             /* of the rule, by number; NULL where the form does not show it */
    int32_t number;
    uint32_t serial; /* of what rules made, in the order of making */
    const zhm_concept *concept; /* NODE_NAMED; NODE_RULE where the glossary holds what it makes */
    const char *written[2];     /* its official text in Chinese and English, once it was written */
};

/** A name's attributes, worked out once. */
struct named_attributes {
    const zhm_concept *concept;
    struct value_set sets[GRAMMAR_ATTRIBUTES];
};

enum { CHART_CONCEPTS = 256 }; /* slots */

/** {0} but for the first four to begin with; the folded text is the reader's. All memory is the reader's arena's. */
struct chart {
    struct reader *reader;
    const struct grammar *grammar;
    const struct question *question;
    struct str text;
    struct node **words; /* what is there to begin with; chart_run sorts it */
    size_t word_count, word_capacity;
    struct node **made; /* what rules made, by rising end */
    size_t made_count, made_capacity;
    struct active **waiting; /* at each point, what goes on there */
    struct node **ending;    /* the nodes that end where the parser is, and how many */
    size_t ending_count, ending_capacity;
    struct named_attributes *concepts[CHART_CONCEPTS];
    size_t work, work_max;
    size_t point, byte; /* the last place for which both are known */
};

/** A node among the words, of no attributes. NULL without memory */
struct node *chart_word(struct chart *c, size_t start, size_t end, uint32_t symbol, enum node_kind kind);

/** The sets of a concept: its own attributes, its id, and those of the ending of its Chinese name. NULL without memory */
const struct value_set *chart_attributes(struct chart *c, const zhm_concept *concept);

/** Whether all conditions hold that speak of none but @parts, which stand by their numbers; NULL: not shown. */
bool chart_conditions_hold(struct chart *c, struct grammar_run run, struct node *const *parts);

/** Add a name of the glossary at these points, once for each of the concepts it may mean. */
zhm_code chart_add_named(struct chart *c, size_t start, size_t end, const struct choices *all, zhm_error *err);

/** The two halves of chart_add_words that are no lexicon's: numerals; places that no list holds, beside the generic words
 * among the reader's hits from number @first. */
zhm_code chart_add_numbers(struct chart *c, zhm_error *err);
zhm_code chart_add_places(struct chart *c, size_t first, zhm_error *err);

/** The bytes of the text from which points [start, end) were folded. */
struct str chart_text(struct chart *c, size_t start, size_t end);

/** Add the grammar's own words and literals, numbers, and places that no list holds. */
zhm_code chart_add_words(struct chart *c, zhm_error *err);

/**
 * Put them together, bottom up, by rising end: `made` is then all that rules make of them, one node for each run of points,
 * symbol, tag and set of attributes: the cheapest. No run is longer than CHART_SPAN_MAX points. Time grows with the text's
 * length times the number of readings that end at one place.
 * @return ZHM_LIMIT past CHART_WORK_BASE + CHART_WORK_PER_POINT * points steps
 */
enum { CHART_WORK_BASE = 20000, CHART_WORK_PER_POINT = 400, CHART_SPAN_MAX = 400 };
zhm_code chart_run(struct chart *c, zhm_error *err);

#endif
