/* page.h - what a glossary holds, in numbers, as a part of its README */
#ifndef LINT_PAGE_H
#define LINT_PAGE_H

#include "base/buf.h"
#include "format/glossary_tsv.h"

struct page_grammar {
    size_t rules, words;
};

/** Append the page, Markdown, the same for the same files. Files' names are shown without @folder before them. */
zhm_code page_write(const struct glossary *g, const char *folder, const struct page_grammar *grammar, struct buf *out,
                    zhm_error *err);

#define PAGE_BEGIN "<!-- made by zhengming stats -->"
#define PAGE_END "<!-- end -->"

/**
 * Append @readme to @out, with @page in the place of what stands between the lines PAGE_BEGIN and PAGE_END.
 * @return ZHM_OK; ZHM_BAD_INPUT: it has no such lines; ZHM_NO_MEMORY
 */
zhm_code page_put(struct str readme, struct str page, struct buf *out, zhm_error *err);

#endif
