/* bench_data.h - names and texts made for measuring: as many as wanted, the same on every run */
#ifndef BENCH_DATA_H
#define BENCH_DATA_H

#include "base/arena.h"
#include "base/buf.h"

#include <zhengming/model.h>

/** Seconds of a clock that only goes forward. */
double bench_now(void);

/** Concept number @i: a local agency with one Chinese and one English name, unlike all others. Below 4,000,000. */
zhm_concept bench_concept(struct arena *arena, size_t i);

/** A folder of its own under $TMPDIR, and away with it. */
char *bench_folder(void);
void bench_remove(char *folder);

/**
 * Append about @bytes of news-like text in "en" or "zh-Hans": ordinary sentences, and in
 * about one of two of them the name of one of the @distinct concepts from number @first
 * on, in turn (a name in 250 to 300 letters of English, in 90 to 100 signs of Chinese).
 */
void bench_text(struct buf *out, const char *lang, size_t bytes, size_t first, size_t distinct);

#endif
