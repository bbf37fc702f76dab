/* cases.h - tables of glossary texts, and the faults that they have */
#ifndef TESTS_LINT_CASES_H
#define TESTS_LINT_CASES_H

#include "base/buf.h"
#include "lint/lint.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define HEADER "id\tfield\ttext\tstatus\ttype\tfrom\tto\tsource\tstyle\tnote\n"
/* Three rows of a concept without a fault. */
#define CONCEPT(id, category, zh, en)                                                                                  \
    id "\t@concept\t" category "\n" id "\tzh-Hans\t" zh "\tpreferred\t\t\t\tW\n" id "\ten\t" en "\tpreferred\t\t\t\tW" \
       "\n"
#define AGENCY(id, zh, en) CONCEPT(id, "agency", zh, en)
/* A row more. */
#define TERM(id, lang, text, status) id "\t" lang "\t" text "\t" status "\t\t\t\tW\n"
#define NOTED(id, lang, text, status, note) id "\t" lang "\t" text "\t" status "\t\t\t\tW\t\t" note "\n"

/** The rows begin in line 2 of a.tsv. */
struct lint_case {
    const char *description, *rows;
    const char *want; /* the faults, a line each, in the order of the report; NULL: none */
};

void check_cases(const struct lint_case *cases, size_t count);

/** Read rows into @g, as the file @name. */
void read_rows(struct glossary *g, const char *name, const char *rows);
/** The faults as they are printed. */
void print_faults(const struct lint_report *r, struct buf *out);

#define CHECK(cases) check_cases(cases, sizeof(cases) / sizeof *(cases))

#endif
