/* check_issue.h - issues being gathered */
#ifndef TERM_CHECK_ISSUE_H
#define TERM_CHECK_ISSUE_H

#include "term/align.h"
#include "term/why.h"

/** A place in a text for which code points and bytes are both known. */
struct place {
    size_t point, byte;
};

struct issues {
    struct reader *reader;
    const struct question *question;
    const struct side *source, *target;
    const zhm_step *day; /* how the question's day was found; NULL: it was given */
    struct place in_source, in_target;
    zhm_issue *items;
    size_t count, capacity;
};

/** The run of a text. {0} for start == end. */
zhm_code issue_span(struct issues *all, bool source, size_t start, size_t end, zhm_span *out, zhm_error *err);

/** How to tell of an issue: {.kind, .severity, .s, .expected} and what applies. */
struct finding {
    zhm_issue_kind kind;
    zhm_severity severity;
    const zhm_mention *s; /* of the source; NULL: of the target alone */
    const zhm_mention *t; /* of the target; NULL: */
    size_t start, end;    /* its place in the target; equal: missing */
    const char *expected;
};
zhm_code issue_add(struct issues *all, const struct finding *f, zhm_error *err);

/** In the source's order, those of the target alone last. */
void issues_sort(struct issues *all);

#endif
