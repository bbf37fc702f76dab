/* zhengming.h - official names looked up, normalised and found in text, from a program of your own
 *
 * A database may be used by many threads at once. Results are one block each, owned by the caller and given back
 * with zhm_free; every pointer in them lives as long. On failure outputs are unchanged and the error, where asked
 * for, says why. Texts in and out are UTF-8; offsets in a text are code points, ends exclusive.
 */
#ifndef ZHENGMING_ZHENGMING_H
#define ZHENGMING_ZHENGMING_H

#include <zhengming/error.h>
#include <zhengming/model.h>

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct zhm_database zhm_database;

enum zhm_open_flag {
    ZHM_OPEN_CREATE = 1,    /* make the database if the folder has none */
    ZHM_OPEN_READ_ONLY = 2, /* writes are ZHM_DENIED */
};

/** What narrows a question. {0} asks for everything, as of today. */
typedef struct {
    const char *lang;  /* only names in this language (BCP 47; "zh" is zh-Hans); NULL: all */
    bool has_category; /* whether `category` counts */
    zhm_category category;
    zhm_date as_of;    /* the text's date; 0: today. A bare year or month is its first day */
    const char *style; /* house style; NULL: "state" */
    bool plain;        /* only what the glossary holds: nothing is composed */
} zhm_options;

/** The official name in one language. */
typedef struct {
    const char *lang, *text;
} zhm_official;

/** A concept with its official names at the date of the question. */
typedef struct {
    const char *concept;
    zhm_category category;
    const zhm_official *official;
    size_t official_count;
} zhm_subject;

typedef enum {
    ZHM_VERDICT_UNKNOWN,
    ZHM_VERDICT_PREFERRED,
    ZHM_VERDICT_ADMITTED,
    ZHM_VERDICT_DEPRECATED,
    ZHM_VERDICT_SUPERSEDED,
    ZHM_VERDICT_COMPOSED,
    ZHM_VERDICT_AMBIGUOUS,
} zhm_verdict;
ZHM_API const char *zhm_verdict_name(zhm_verdict verdict);

typedef enum {
    ZHM_MATCH_AUTO, /* as a question: all of them, the best for each concept */
    ZHM_MATCH_EXACT,
    ZHM_MATCH_PREFIX,
    ZHM_MATCH_FUZZY,  /* Damerau-Levenshtein on the folded names, score at least 70; 66 for up to three signs */
    ZHM_MATCH_PINYIN, /* in full, by initials, or mixed */
} zhm_match_kind;
ZHM_API const char *zhm_match_name(zhm_match_kind kind);

/** A concept that answers a question, by one of its terms. */
typedef struct {
    zhm_subject subject;
    unsigned score; /* 0 to 100; 100: the same folded name */
    zhm_match_kind match;
    zhm_verdict verdict;       /* the standing of the term that matched, at the date */
    const zhm_term *term;      /* that term, one of record's; NULL: composed */
    const zhm_concept *record; /* the whole concept; NULL: composed */
} zhm_match;

typedef struct {
    size_t count;
    const zhm_match *items; /* exact ones first, then by falling score */
} zhm_matches;

/** One step of how an answer was reached, for people. */
typedef struct {
    /** "fold", "match", "date", "rename", "successor", "choice", "near", "limit", "rule", "word", "transliterated",
     * "deprecated" */
    const char *step;
    const char *text;    /* a sentence */
    const char *concept; /* the concept it speaks of; NULL: none */
    const char *source;  /* where it is from; NULL: none */
    zhm_date date;       /* when it happened; 0: no date */
} zhm_step;

/**
 * A name found in a text, or a part of one. What the grammar composed has no concept unless the glossary holds it, but
 * its parts and its official names all the same.
 */
typedef struct zhm_mention {
    size_t start, end;       /* code points */
    size_t byte, byte_count; /* the same in bytes */
    zhm_verdict verdict;
    zhm_subject subject;  /* concept is NULL when ambiguous, and when composed */
    const zhm_term *term; /* NULL when ambiguous or composed */
    const char *role;     /* the grammar's word for a part of a composed name: "region", "post"; else "" */
    bool transliterated;  /* a place that no list holds, written by its sound */
    const struct zhm_mention
        *parts; /* of a composed name its parts, in the text's order; else mentions inside it, longest
                                        first; NULL: none */
    size_t part_count;
} zhm_mention;

/** A name, judged. */
typedef struct {
    const char *input;
    zhm_verdict verdict;
    zhm_subject subject;        /* subject.concept is NULL when unknown, ambiguous or composed */
    unsigned score;             /* 100, or 0 when unknown */
    const zhm_term *term;       /* the term that matched; NULL when unknown or ambiguous */
    const zhm_subject *current; /* who has the place of an ended concept at the date; NULL: nobody, or not ended */
    zhm_date since;             /* from when, with current */
    const zhm_step *why;
    size_t why_count;
    const zhm_match *alternatives; /* when ambiguous the candidates, when unknown the nearest names */
    size_t alternative_count;
    const zhm_mention *parts; /* of a composed name, with places in the name; NULL: none */
    size_t part_count;
} zhm_name;

typedef struct {
    size_t count;
    const zhm_name *items; /* one for each name asked for, in order */
} zhm_names;

typedef struct {
    size_t count;
    const zhm_mention *items; /* leftmost-longest, in the text's order, not overlapping */
} zhm_mentions;

/**
 * Open the database in @folder.
 * @param flags of zhm_open_flag
 * @return ZHM_NOT_FOUND: none there; ZHM_STORAGE: damaged, truncated, of a newer version; ZHM_DENIED: permissions
 */
ZHM_API zhm_code zhm_open(const char *folder, unsigned flags, zhm_database **out, zhm_error *err);
ZHM_API void zhm_close(zhm_database *db); /* NULL is fine */

/** The number of the last write. */
ZHM_API zhm_code zhm_generation(zhm_database *db, uint64_t *out, zhm_error *err);

/** Look up @query. At most @limit matches (0: 10). */
ZHM_API zhm_code zhm_lookup(zhm_database *db, const char *query, zhm_match_kind kind, const zhm_options *options,
                            size_t limit, const zhm_matches **out, zhm_error *err);

/** Judge @count names. A name that is empty, too long or no UTF-8 fails the whole call, which names it. */
ZHM_API zhm_code zhm_normalise(zhm_database *db, const char *const *names, size_t count, const zhm_options *options,
                               const zhm_names **out, zhm_error *err);

/** Find the names in @text, of at most ZHM_TEXT_MAX bytes. */
ZHM_API zhm_code zhm_annotate(zhm_database *db, const char *text, const zhm_options *options, const zhm_mentions **out,
                              zhm_error *err);

typedef enum {
    ZHM_MISSING,      /* the target does not name it */
    ZHM_WRONG_FORM,   /* named by a form that is deprecated, or by none that is known */
    ZHM_OUTDATED,     /* named by a form that was superseded before the text's date */
    ZHM_WRONG_RANK,   /* another post, or another degree of it: Vice for Deputy, Director for Director-General */
    ZHM_WRONG_LEVEL,  /* another level: Bureau for Department, provincial for municipal */
    ZHM_WRONG_REGION, /* another place */
    ZHM_WRONG_BODY,   /* another agency or initiative */
    ZHM_INCONSISTENT, /* admitted, but otherwise than elsewhere in the target */
} zhm_issue_kind;
ZHM_API const char *zhm_issue_name(zhm_issue_kind kind); /* "missing", "wrong-form", ... */

typedef enum { ZHM_ERROR, ZHM_WARNING, ZHM_HINT } zhm_severity;
ZHM_API const char *zhm_severity_name(zhm_severity severity);

/** A run of a text, in code points, and what stands there. */
typedef struct {
    size_t start, end;
    const char *text; /* NULL: no such run */
} zhm_span;

/** What a translation makes of an official name that it should not. */
typedef struct {
    zhm_severity severity;
    zhm_issue_kind kind;
    zhm_span source, target; /* target.text is NULL where the name is missing */
    const char *found;       /* as target.text; "" when missing */
    const char *expected;    /* the official form in the target's language, with the target's articles */
    const char *concept;     /* of the name; NULL: composed */
    const zhm_step *why;
    size_t why_count;
} zhm_issue;

typedef struct {
    size_t count;
    const zhm_issue *items; /* in the source's order; those of the target alone come last */
} zhm_issues;

/** A change of a text: what stands at the span gives way to `text`. */
typedef struct {
    zhm_span span; /* in the text as it was given */
    const char *text;
    const char *concept; /* NULL: composed */
    const zhm_step *why;
    size_t why_count;
} zhm_edit;

typedef struct {
    const char *text; /* as corrected */
    size_t count;
    const zhm_edit *edits; /* in the text's order */
} zhm_correction;

/**
 * Compare the official names of @source with those of its translation @target. @source_lang and @target_lang (BCP 47)
 * may be NULL: found from the scripts.
 */
ZHM_API zhm_code zhm_check(zhm_database *db, const char *source, const char *target, const char *source_lang,
                           const char *target_lang, const zhm_options *options, const zhm_issues **out, zhm_error *err);

/** Write @text with official names in place of deprecated and superseded ones. What is admitted stays as it is. */
ZHM_API zhm_code zhm_correct(zhm_database *db, const char *text, const zhm_options *options, const zhm_correction **out,
                             zhm_error *err);

/** @return ZHM_NOT_FOUND when there is no such concept. @generation may be NULL: that of its last change */
ZHM_API zhm_code zhm_get(zhm_database *db, const char *id, const zhm_concept **out, uint64_t *generation,
                         zhm_error *err);

/**
 * Write a concept, new or instead of the old one, durably.
 * @param based_on the generation that the caller knows; a later change of this concept is ZHM_CONFLICT. UINT64_MAX:
 * whatever is there
 * @param generation the number of this write, or of the last one where nothing changed; may be NULL
 */
ZHM_API zhm_code zhm_put(zhm_database *db, const zhm_concept *concept, uint64_t based_on, uint64_t *generation,
                         zhm_error *err);

/** Delete a concept, durably; parameters as for zhm_put. @return ZHM_NOT_FOUND when there is none */
ZHM_API zhm_code zhm_delete(zhm_database *db, const char *id, uint64_t based_on, uint64_t *generation, zhm_error *err);

/** Give a result of any of these functions back. NULL is fine. */
ZHM_API void zhm_free(const void *result);

#ifdef __cplusplus
}
#endif
#endif
