/* fold_check.h - the properties of a folded text, shared by the tests of folding */
#ifndef TESTS_TEXT_FOLD_CHECK_H
#define TESTS_TEXT_FOLD_CHECK_H

#include "base/str.h"

#include <stddef.h>

/**
 * Fold @text and check the map: order, range, no cut inside a code point, and that between any two cuts at most @window
 * points apart the part of the text folds to the slice. A fault is printed. @return the slices checked, or 0 at a fault
 */
size_t check_fold(struct str text, size_t window);

/** Whether two texts fold to the same points; a fault is printed. */
int fold_equally(struct str a, struct str b);

#endif
