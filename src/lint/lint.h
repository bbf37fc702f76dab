/* lint.h - the rules that a glossary is held to beyond its format, and what it covers */
#ifndef LINT_LINT_H
#define LINT_LINT_H

#include "base/arena.h"
#include "format/glossary_tsv.h"

struct lint_fault {
    const char *file; /* NULL: the glossary as a whole */
    size_t line;
    const char *text;
};

/** What the concepts of a category, or all, come with. */
struct lint_coverage {
    size_t concepts, terms, unchecked; /* terms whose only source is "unchecked" */
    size_t hans, en, hant, others;     /* concepts with a term in the language; in any other */
    size_t checked;                    /* concepts with a term that is not unchecked */
};

#define LINT_CATEGORIES (ZHM_PERSON + 1)

/** {0} to begin with. Texts are in the arena, or the glossary's. */
struct lint_report {
    struct arena arena;
    struct lint_fault *faults;
    size_t count, room;
    size_t files;
    struct lint_coverage all, of[LINT_CATEGORIES];
    size_t shared; /* names that two concepts or more have, none of them as its preferred one: answered `ambiguous` */
    bool failed;   /* no memory for a fault */
};

/** Codes of sources; {0} is empty: then every code is allowed. The texts are those of what they were read from. */
struct lint_sources {
    struct arena arena;
    struct str *codes;
    size_t count, room;
};

struct lint_options {
    unsigned max_unchecked; /* percent of the terms */
    const struct lint_sources *sources;
    bool parts; /* some files are not in the glossary: what an id means may stand there */
};

/** Percent of the terms that are unchecked; 0 without terms. */
double lint_unchecked_percent(const struct lint_coverage *c);

/** Whether "unchecked" is all that a term gives as its source. */
bool lint_is_unchecked(const zhm_term *t);

/** Add a concept to a count. */
void lint_count_concept(const zhm_concept *c, struct lint_coverage *to);

/** Count what the glossary has. */
void lint_count(const struct glossary *g, struct lint_report *out);

/**
 * Add a fault; more of the same file and line may follow. The format is as of printf; @file is lent.
 * Without memory @report->failed is set.
 */
__attribute__((format(printf, 4, 5))) void lint_add(struct lint_report *report, const char *file, size_t line,
                                                    const char *format, ...);

/** Add the codes in the first column of the table below the line "## Sources" of @markdown, which is lent. */
zhm_code lint_sources_read(struct lint_sources *sources, struct str markdown, zhm_error *err);
void lint_sources_free(struct lint_sources *sources);

/**
 * Hold @g, which must outlive @out, to every rule. Faults come to those that are in @out; all are then in the order of
 * files and lines, those of the whole at the end.
 * @return ZHM_OK, whatever the faults; ZHM_NO_MEMORY
 */
zhm_code lint_glossary(const struct glossary *g, const struct lint_options *options, struct lint_report *out,
                       zhm_error *err);

void lint_report_free(struct lint_report *report);

#endif
