/* memory.h - the translation memory, from a program of your own
 *
 * Results are as zhengming.h has them: one block each, given back with zhm_free.
 */
#ifndef ZHENGMING_MEMORY_H
#define ZHENGMING_MEMORY_H

#include <zhengming/unit.h>
#include <zhengming/zhengming.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
    ZHM_UNIT_CONTEXT, /* the same text, and the text before or after it that the question names */
    ZHM_UNIT_EXACT,   /* the same text */
    ZHM_UNIT_FUZZY,
} zhm_unit_match_kind;
ZHM_API const char *zhm_unit_match_name(zhm_unit_match_kind kind); /* "context", "exact", "fuzzy" */

/** What narrows a lookup; {0} asks for the five best of at least 70, without context. */
typedef struct {
    unsigned min_score;          /* 50 to 100; 0: 70 */
    size_t limit;                /* at most 1000; 0: 5 */
    const char *previous, *next; /* the texts before and after, in the same language; NULL: not known */
    const char *origin, *domain; /* only units with these; NULL: all */
    int64_t since, until;        /* changed (or created) at or after, and before: seconds since 1970; 0: no bound */
} zhm_memory_options;

typedef struct {
    zhm_unit_match_kind kind;
    /** 100 * (1 - d / longer) in hundredths of a point, rounded down; d: the Levenshtein distance over the code points
     * of the texts in NFC, `longer` the length of the longer one. 10000 only for equal texts. */
    unsigned score;
    const zhm_unit *unit;
    const zhm_segment *source, *target; /* of the unit */
} zhm_unit_match;

typedef struct {
    size_t count;
    const zhm_unit_match *items; /* in context, exact, then by falling score; among equals the newest unit first */
} zhm_unit_matches;

/**
 * The units nearest to @text, from language @from into @to (BCP 47). None is missed
 * of those that comparing with every unit would find. @options may be NULL.
 * @return ZHM_BAD_INPUT: an empty text, invalid UTF-8, no such language, a score or limit out of range; ZHM_LIMIT
 */
ZHM_API zhm_code zhm_memory_lookup(zhm_database *db, const char *text, const char *from, const char *to,
                                   const zhm_memory_options *options, const zhm_unit_matches **out, zhm_error *err);

/** @return ZHM_NOT_FOUND when there is no unit of this number */
ZHM_API zhm_code zhm_memory_get(zhm_database *db, uint64_t number, const zhm_unit **out, zhm_error *err);

/**
 * Add @count units, durably, all or none. One that is there already (the same texts with their tags and context, origin
 * and domain) is joined with it. Fields `number` and `batch` are ignored.
 * @param numbers of the units, one for each; may be NULL
 * @param generation may be NULL
 * @return ZHM_BAD_INPUT or ZHM_LIMIT with "unit N: what"
 */
ZHM_API zhm_code zhm_memory_add(zhm_database *db, const zhm_unit *units, size_t count, uint64_t *numbers,
                                uint64_t *generation, zhm_error *err);

/** Delete units, durably, all or none. @return ZHM_NOT_FOUND naming the first number that is none */
ZHM_API zhm_code zhm_memory_delete(zhm_database *db, const uint64_t *numbers, size_t count, uint64_t *generation,
                                   zhm_error *err);

#ifdef __cplusplus
}
#endif
#endif
