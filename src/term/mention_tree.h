/* mention_tree.h - spans put in order: the best cover, with what is inside as parts */
#ifndef TERM_MENTION_TREE_H
#define TERM_MENTION_TREE_H

#include "base/arena.h"

#include <zhengming/zhengming.h>

/**
 * Choose from @all (@count, which is sorted in place) the mentions that cover the text best, and give each those inside it as
 * parts, chosen likewise, the longest first in the list. Of mentions that nest, the longest is chosen; of those that overlap
 * in part, the set whose squared lengths add up to most: "China Foundation for X" before "Vice President of China" in
 * "Vice President of the China Foundation for X", where the leftmost would be wrong. Of two with the same span the first
 * stays. Cost: n log n for each level of nesting.
 * @return false without memory
 */
bool mention_tree(struct arena *arena, zhm_mention *all, size_t count, zhm_mentions *out);

#endif
