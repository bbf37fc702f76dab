/* width.h - how wide text stands on a terminal */
#ifndef TEXT_WIDTH_H
#define TEXT_WIDTH_H

#include "base/str.h"

/** Columns of @s (valid UTF-8): East Asian wide and full-width
 * signs 2, combining and control characters 0, others 1. */
size_t text_width(struct str s);

/** The bytes of @s that fit into @columns, ending at a sign's end. */
size_t text_fit(struct str s, size_t columns);

#endif
