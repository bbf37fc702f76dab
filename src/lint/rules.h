/* rules.h - what the rules work on, and the rules */
#ifndef LINT_RULES_H
#define LINT_RULES_H

#include "lint/lint.h"

/** A term, with where it stands and the form in which it is compared. */
struct name {
    size_t concept; /* its number in the glossary */
    const zhm_term *term;
    size_t line;
    struct str key; /* folded */
};

struct lint {
    const struct glossary *g;
    const struct lint_options *options;
    struct lint_report *report;
    struct arena arena;
    struct name *names; /* in the order of the files: those of a concept stand together */
    size_t count;
    size_t *first; /* of concept number i, the number of its first name; one more at the end */
    size_t *by_id; /* numbers of concepts, in the order of their ids */
    bool failed;   /* no memory */
};

/** The number of the concept; SIZE_MAX: none has this id. */
size_t lint_concept(const struct lint *l, const char *id);
const char *lint_file(const struct lint *l, size_t concept);
/** The line of the concept's first row. */
size_t lint_line(const struct lint *l, size_t concept);
/** A fault in a row of the concept. */
__attribute__((format(printf, 4, 5))) void lint_fault(struct lint *l, size_t concept, size_t line, const char *format,
                                                      ...);
/** Likewise, in the row of a name. */
__attribute__((format(printf, 3, 4))) void lint_fault_in(struct lint *l, const struct name *n, const char *format, ...);

bool lint_is_lang(const struct name *n, const char *lang);
/** What a note begins with that tells why a name is another concept's too. */
#define REASON "same name: "
/** Whether a note says why the name is another concept's too, or holds it. */
bool lint_has_reason(const struct name *n);
/** The value of an attribute; NULL. */
const char *lint_attribute(const zhm_concept *c, const char *name);

/** Ids that are pointed at exist, a region is a place, and what ends a body has a date. rule_ids.c */
void rule_ids(struct lint *l);
/** Terms are within their concept's time, and one name is official at a time. rule_dates.c */
void rule_dates(struct lint *l);
/** Every concept has its official name in Chinese and in English. rule_official.c */
void rule_official(struct lint *l);
/** No name is another concept's official one without a reason. rule_same_name.c */
void rule_same_name(struct lint *l);
/** Signs, spaces and scripts are those of the language. rule_text.c */
void rule_text(struct lint *l);
/** No two rows of a concept read the same. rule_twice.c */
void rule_twice(struct lint *l);
/** A body's name within a longer one is spelt as that body spells it. rule_parts.c */
void rule_parts(struct lint *l);
/** Traditional Chinese is that, and is given where Simplified does not tell it. rule_hant.c */
void rule_hant(struct lint *l);
/** Sources are known codes, and enough terms have one. rule_sources.c */
void rule_sources(struct lint *l);

#endif
