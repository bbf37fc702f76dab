/* quotes.h - quotation marks that belong to a name */
#ifndef TERM_QUOTES_H
#define TERM_QUOTES_H

#include "base/str.h"

#include <zhengming/zhengming.h>

/**
 * Folding drops quotation marks, so a name's first or last one lies just outside what matched. Where one of a pair
 * stands inside the mention and the other right beside it, take that in: “New Era” Programme, 共建“一带一路”.
 */
void quotes_include(struct str text, zhm_mention *m);

#endif
