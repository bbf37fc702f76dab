/* chart.h - a chart parser: every way in which rules put words together to names, over a whole text at once
 *
 * It works in two steps. First it finds, bottom up, what may stand where: a span is a run of points
 * read as a symbol, and holds all derivations of it, with the union of their attributes; conditions
 * are asked of the unions, so that a word of forty rows ("Director") is one span. Then, of the spans
 * that somebody wants, it makes nodes: single readings, of which every condition holds.
 */
#ifndef TERM_CHART_H
#define TERM_CHART_H

#include "term/choice.h"
#include "term/grammar.h"

enum node_kind {
    NODE_LITERAL,
    NODE_WORD,  /* a lexicon's row */
    NODE_NAMED, /* a concept of the glossary */
    NODE_NUMBER,
    NODE_PLACE, /* one that no list holds */
    NODE_RULE,
};

enum { NODE_DEPRECATED = 1, NODE_SUPERSEDED = 2 }; /* marks: forms that were used in it */

/** Points [start, end) of the folded text, read as a symbol in one way. In the reader's arena, as all it points to. */
struct node {
    uint32_t start, end;
    uint32_t symbol, tag; /* the form's tag, 0: none */
    uint8_t kind, lang, marks;
    bool looked_up;  /* compose.c has asked the glossary for it */
    bool given;      /* by the text itself: a name with its short one in brackets, or that alone */
    bool stands_for; /* a short name that the text itself gave: its parts stand elsewhere */
    uint32_t cost;   /* the least is best */
    uint32_t serial; /* in the order of making */
    int32_t number;
    const struct value_set *attributes; /* GRAMMAR_ATTRIBUTES of them */
    struct node *rival;                 /* another reading with the same attributes, as cheap, and so on; NULL: none */
    const struct choice *choice;        /* NODE_NAMED, but where a word of the grammar names it */
    const struct grammar_row_form *word;
    const struct grammar_form *form; /* NODE_RULE */
    struct node **parts;             /* of the rule, by number; NULL where the form does not show it */
    const zhm_concept *concept;      /* NODE_NAMED; NODE_RULE where the glossary holds what it makes */
    const char *written[2];          /* its official text in Chinese and English, once it was written */
};

/** All readings of points [start, end) as a symbol, under a tag, in a language. */
struct span {
    uint32_t start, end, symbol, tag;
    uint8_t lang;
    bool resolved, made;                /* its nodes are made; by rules */
    bool own_attributes;                /* and may be added to */
    const struct value_set *attributes; /* what any of its readings has */
    const struct grammar_group *group;  /* words of the grammar, to be made nodes when wanted */
    struct derivation *derivations;     /* in the order in which they were found */
    struct node **nodes; /* the cheapest first; before it is resolved, those that are there from the start */
    size_t node_count, node_capacity;
    struct span *next; /* in a table of those that end together */
};

enum { CHART_TABLE = 64, CHART_COVERED = 1, CHART_BEGINS = 2, CHART_ENDS = 4 };

/** {0} but for the first four to begin with; the folded text is the reader's. All memory is the reader's arena's. */
struct chart {
    struct reader *reader;
    const struct grammar *grammar;
    const struct question *question;
    struct str text;
    bool whole;          /* only readings of the whole text are wanted, not what stands in it */
    struct span **words; /* what is there to begin with; chart_run sorts it */
    size_t word_count, word_capacity;
    struct span **made; /* of rules, and what stands for a name, by rising end */
    size_t made_count, made_capacity;
    uint8_t *named;          /* at each point, whether names of the glossary cover it, begin there, or end before it */
    uint8_t *inside;         /* at each point, whether it is inside an ordinary word: no name begins or ends there */
    struct active **waiting; /* at each point, what goes on there */
    uint64_t *beginning;     /* at each point, the masks of the words that begin there */
    uint64_t *wanting;       /* at each point, the masks of what waits there */
    uint64_t category_mask, alone_mask; /* of `categories` and `alone` */
    struct span **heap;                 /* those that end where the parser is and are not taken yet */
    size_t heap_count, heap_capacity;
    struct span *table[CHART_TABLE]; /* all that end where the parser is */
    size_t work, work_max;
    size_t kept;                         /* words, spans, forms that wait, nodes: what takes memory */
    uint32_t categories[ZHM_PERSON + 1]; /* their symbols; UINT32_MAX where the grammar has none */
    uint32_t alone[ZHM_PERSON + 1];      /* alone-title, ...: words that are a name only as the whole of one */
    uint32_t number, generic, unknown_place, the, the_noun, generic_adj, like, ordinary; /* symbols, likewise */
    uint32_t style, tag_short; /* the question's style, and the tag "short", as texts; UINT32_MAX likewise */
    uint32_t serial;
    size_t point, byte; /* the last place for which both are known */
};

/** Make ready what is asked of the grammar again and again. First of all. */
void chart_begin(struct chart *c);

/** Add a copy of @word, numbered, to the words, with a span of its own that has its attributes (NULL: none).
 * @return the copy; NULL without memory */
struct node *chart_word(struct chart *c, const struct node *word);

/** The sets of a concept: its own attributes, its id, and those
 * of the ending of its Chinese name. NULL without memory */
const struct value_set *chart_attributes(struct chart *c, const zhm_concept *concept);

/** Whether all conditions hold that speak of none but @parts, which stand by their numbers; NULL: not shown. */
bool chart_conditions_hold(struct chart *c, struct grammar_run run, struct node *const *parts);

/** Add a name of the glossary at these points, once for each of the concepts it may mean. */
zhm_code chart_add_named(struct chart *c, size_t start, size_t end, const struct choices *all, zhm_error *err);

/** The two halves of chart_add_words that are no lexicon's: numerals; places that no list holds, beside the generic
 * words among the reader's hits from number @first. */
zhm_code chart_add_numbers(struct chart *c, zhm_error *err);
zhm_code chart_add_places(struct chart *c, size_t first, zhm_error *err);

/** A span of words of the grammar. @return false without memory */
bool chart_add_group(struct chart *c, size_t start, size_t end, const struct grammar_group *group);

/** The node of a word of the grammar, as its span is resolved. @return NULL without memory */
struct node *chart_word_node(struct chart *c, const struct span *s, const struct grammar_word *w);

/** The bytes of the text from which points [start, end) were folded. */
struct str chart_text(struct chart *c, size_t start, size_t end);

/** Add the grammar's own words and literals, numbers, and places that no list holds. */
zhm_code chart_add_words(struct chart *c, zhm_error *err);

/**
 * Find what may stand where: `made` is then all that rules make and that is a name, or
 * that some form may go on with. No span is longer than CHART_SPAN_MAX points. Time
 * grows with the text's length times the number of spans that end at one place.
 * @return ZHM_LIMIT past CHART_WORK_BASE + CHART_WORK_PER_POINT * points steps, or CHART_KEPT_MAX things kept
 */
enum { CHART_KEPT_MAX = 2000000 }; /* about 250 MB */
enum { CHART_WORK_BASE = 100000, CHART_WORK_PER_POINT = 400, CHART_SPAN_MAX = 400, CHART_NODES_MAX = 96 };
zhm_code chart_run(struct chart *c, zhm_error *err);

/** Make the span's nodes: one for each set of attributes, the cheapest, at most CHART_NODES_MAX of them, by rising
 * cost. There may be none. @return as chart_run */
zhm_code chart_resolve(struct chart *c, struct span *s, zhm_error *err);

#endif
