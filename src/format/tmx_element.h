/* tmx_element.h - the elements and attributes of TMX 1.4: which may stand where (tmx14.dtd of LISA OSCAR) */
#ifndef FORMAT_TMX_ELEMENT_H
#define FORMAT_TMX_ELEMENT_H

#include <stdbool.h>

/* An attribute that TMX does not know is kept, and written as a property of this type and its name. */
#define TMX_OTHER_ATTRIBUTE "x-attribute-"

enum tmx_element {
    TMX_OUTSIDE, /* of the root */
    TMX_ROOT,
    TMX_HEADER,
    TMX_UDE,
    TMX_MAP,
    TMX_BODY,
    TMX_TU,
    TMX_TUV,
    TMX_NOTE,
    TMX_PROP,
    TMX_SEG,
    TMX_BPT,
    TMX_EPT,
    TMX_IT,
    TMX_PH,
    TMX_UT,
    TMX_HI,
    TMX_SUB,
    TMX_UNKNOWN
};

enum tmx_element tmx_element_of(const char *name);
const char *tmx_element_name(enum tmx_element element);
/** Whether @child may stand directly in @parent. */
bool tmx_element_fits(enum tmx_element parent, enum tmx_element child);

/** What stands in a segment. */
static inline bool tmx_element_is_inline(enum tmx_element element)
{
    return element >= TMX_BPT && element <= TMX_SUB;
}

/** Whether tu, tuv or an inline element may have the attribute with that value. */
bool tmx_attribute_fits(enum tmx_element element, const char *name, const char *value);
/** The attribute that an inline element cannot be without; NULL: none. */
const char *tmx_attribute_needed(enum tmx_element element);

#endif
