/* unit.h - what a translation memory is made of: units, each one text in two or more languages */
#ifndef ZHENGMING_UNIT_H
#define ZHENGMING_UNIT_H

#include <zhengming/error.h>

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Texts are UTF-8, terminated, and never NULL in what the library returns; in what it is given NULL means empty. */

#define ZHM_SEGMENT_MAX 65536     /* bytes of a segment's text, and of all its tags' markup */
#define ZHM_SEGMENTS_MAX 100      /* languages of a unit */
#define ZHM_DETAILS_MAX 1000      /* details of a unit, and of a segment */
#define ZHM_DETAIL_TEXT_MAX 65536 /* bytes of a detail's value; names and other fields of a unit: ZHM_FIELD_MAX */
#define ZHM_FIELD_MAX 4096

/** What stands in a segment's text for an inline tag: U+FFFC, one code point. */
#define ZHM_PLACEHOLDER "\xEF\xBF\xBC"

typedef enum {
    ZHM_PROPERTY,  /* <prop type="name">value</prop> */
    ZHM_NOTE,      /* <note>value</note>; no name */
    ZHM_ATTRIBUTE, /* an attribute of <tu> or <tuv> that has no field here: segtype, datatype, ... */
} zhm_detail_kind;

/** What else is said of a unit or of one of its segments, kept as it came. */
typedef struct {
    zhm_detail_kind kind;
    const char *name;
    const char *lang; /* its xml:lang as it was written; empty: none */
    const char *value;
} zhm_detail;

/**
 * A unit's text in one language. Each ZHM_PLACEHOLDER in the text stands for one tag of tags[], in order: its markup is
 * the XML that stands there in TMX (`<bpt i="1">&lt;b&gt;</bpt>`; of <hi> the start tag and the end tag are one each;
 * a placeholder that is only a character is its own markup).
 */
typedef struct {
    const char *lang; /* BCP 47, canonical: zh-Hans, en-GB */
    const char *text; /* in a memory: NFC */
    const char *const *tags;
    size_t tag_count;
    const char *previous, *next; /* the texts beside it in its document, in the same language; empty: not known */
    const zhm_detail *details;
    size_t detail_count;
} zhm_segment;

typedef struct {
    uint64_t number;    /* the memory's own; 0: in no memory */
    const char *name;   /* what others call it: tuid */
    const char *origin; /* where it is from: a file, a client */
    const char *domain; /* its subject */
    const char *created_by, *changed_by;
    int64_t created, changed, last_used; /* seconds since 1970, UTC; 0: not known */
    uint64_t uses;
    uint64_t batch;              /* the import that last wrote it; 0: none */
    const zhm_segment *segments; /* distinct languages */
    size_t segment_count;
    const zhm_detail *details;
    size_t detail_count;
} zhm_unit;

#ifdef __cplusplus
}
#endif
#endif
