/* tmx_markup.h - whether a tag's markup is what TMX 1.4 lets stand in a segment */
#ifndef FORMAT_TMX_MARKUP_H
#define FORMAT_TMX_MARKUP_H

#include "base/str.h"

enum tmx_tag {
    TMX_TAG_ELEMENT, /* <bpt>, <ept>, <it>, <ph> or <ut> with its content */
    TMX_TAG_HI_START,
    TMX_TAG_HI_END,
    TMX_TAG_CHARACTER, /* a placeholder that is only a character */
    TMX_TAG_FOREIGN    /* none of them */
};

struct tmx_markup;
/** @return NULL without memory */
struct tmx_markup *tmx_markup_new(void);
void tmx_markup_free(struct tmx_markup *m);

enum tmx_tag tmx_markup_kind(struct tmx_markup *m, struct str markup);

#endif
