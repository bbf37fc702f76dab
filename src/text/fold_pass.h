/* fold_pass.h - the two passes of folding, which hand over in the arrays of struct folded */
#ifndef TEXT_FOLD_PASS_H
#define TEXT_FOLD_PASS_H

#include "text/fold.h"
#include "text/fold_kind.h"

/** In cut[] between the passes: a kind, and whether the point's code point gave other points too. */
#define KIND_BITS 0x1F
#define SHARED_BIT 0x20

/**
 * The second pass, in place: the rules about words and punctuation, and the cuts. Before it, points[] is the text point
 * by point, simplified and without Latin marks, cut[] holds kinds, and cut[len] is KIND_END.
 *
 * Why a slice folds as it does within the text: a rule may drop a point only for what stands between two points that
 * stay, or for what follows; what stays at the end of a slice would stay in any text. Where a rule looks back over a
 * place where a name may begin ("vitamin-a day"), or drops a part of a code point, it removes the cut.
 */
void fold_apply_rules(struct folded *f);

/** The entry of a code point, and the entries that one of KIND_EXPAND stands for. */
uint32_t fold_entry(uint32_t point);
const uint32_t *fold_expansion(uint32_t entry);

/** The checksum of the tables of spellings, after @crc. */
uint32_t fold_rules_checksum(uint32_t crc);

#endif
