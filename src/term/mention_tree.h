/* mention_tree.h - spans put in order: the best cover, with what is inside as parts */
#ifndef TERM_MENTION_TREE_H
#define TERM_MENTION_TREE_H

#include "base/arena.h"

#include <zhengming/zhengming.h>

#define MENTION_DEPTH_MAX 32 /* parts of parts that lie deeper are left out */

/**
 * Choose from @all (@count, which is sorted in place) the mentions that cover the text best, and give each those inside
 * it as parts, chosen likewise, the longest first in the list. Of mentions that nest, the longest is chosen; of those
 * that overlap in part, the set whose squared lengths add up to most: "China Foundation for X" before "Vice President
 * of China" in "Vice President of the China Foundation for X", where the leftmost would be wrong. Of two with the same
 * span the first stays. Inside a mention, another name of its own concept gives way to all others: so 中国人民银行行长 has the
 * part 中国人民银行, not 人民银行行长. Cost: n log n for each level of nesting; the lists stand in @all.
 * @return false without memory
 */
bool mention_tree(struct arena *arena, zhm_mention *all, size_t count, zhm_mentions *out);

#endif
