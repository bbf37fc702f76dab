/* pattern.h - a query's code points as rows of bits, for lanes.h */
#ifndef MEMORY_PATTERN_H
#define MEMORY_PATTERN_H

#include "memory/lanes.h"

struct pattern {
    struct lanes_pattern lanes; /* views of what is below */
    uint8_t *rows;
    size_t room;
    uint32_t *row_of; /* 65,536, all 0 but for the query's */
    uint32_t byte_of[256];
    uint32_t high[LANES_ROWS];
    uint32_t high_rows[LANES_ROWS];
    uint16_t low[LANES_ROWS]; /* the entries of row_of that are set */
    size_t low_count;
};

bool pattern_init(struct pattern *p);
void pattern_clear(struct pattern *p);

/** Take up @points, at most LANES_ROWS. @return false without memory */
bool pattern_set(struct pattern *p, const uint32_t *points, size_t len);
/** Forget them. */
void pattern_unset(struct pattern *p);

/**
 * Whether a text may be within its bound: of its pairs of neighbours enough stand in the pattern where a distance
 * within the bound lets them. Every second pair is looked for, of which an edit takes one at most; in a text that is
 * shorter than the pattern all, of which one takes two. Cost: some 3 ns for each, and most texts are refused before
 * their end.
 */
bool pattern_may_be_near(const struct lanes_pattern *p, const struct lanes_text *t);

#endif
