/* tmx_inline.h - the content of a <seg>: its text, with a placeholder for each tag, and the tags' markup */
#ifndef FORMAT_TMX_INLINE_H
#define FORMAT_TMX_INLINE_H

#include "format/tmx_element.h"
#include "format/unit_draft.h"

/** {0} before the first segment. */
struct tmx_inline {
    struct buf text, markup;
    size_t markup_bytes; /* of all tags so far */
    unsigned open;       /* elements of the tag that is being read, itself included; 0: in the text */
    bool in_start;       /* its last start tag has not got its '>' */
};

void tmx_inline_begin(struct tmx_inline *in);
void tmx_inline_text(struct tmx_inline *in, struct unit_draft *d, struct str text);
/** @attributes: name, value, ..., NULL */
void tmx_inline_open(struct tmx_inline *in, struct unit_draft *d, enum tmx_element e, const char **attributes);
void tmx_inline_close(struct tmx_inline *in, struct unit_draft *d, enum tmx_element e);
void tmx_inline_free(struct tmx_inline *in);

#endif
