/* model.h - what a glossary is made of: concepts, their terms, their relations */
#ifndef ZHENGMING_MODEL_H
#define ZHENGMING_MODEL_H

#include <zhengming/error.h>

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Texts are UTF-8, terminated, and never NULL in what the library returns; in what it is given NULL means empty. */

#define ZHM_ID_MAX 120          /* bytes of a concept's id */
#define ZHM_NAME_MAX 4096       /* bytes of a name, in the glossary or asked for */
#define ZHM_NOTE_MAX 16384      /* bytes of a note */
#define ZHM_TERMS_MAX 1000      /* terms of a concept; relations and attributes likewise */
#define ZHM_TEXT_MAX (4u << 20) /* bytes of a running text to annotate */

/**
 * A day as the number YYYYMMDD; a month (YYYYMM00) or a year (YYYY0000) where the day is not known; 0: none.
 * Numbers compare as dates do; a bare year stands before its first day.
 */
typedef int32_t zhm_date;

typedef enum {
    ZHM_AGENCY,
    ZHM_TITLE,
    ZHM_INITIATIVE,
    ZHM_EVENT,
    ZHM_DOCUMENT,
    ZHM_PLACE,
    ZHM_PERSON,
} zhm_category;

/** ISO 30042's administrative statuses. */
typedef enum {
    ZHM_PREFERRED,
    ZHM_ADMITTED,
    ZHM_DEPRECATED,
    ZHM_SUPERSEDED, /* was preferred until `to` */
} zhm_status;

typedef enum {
    ZHM_FULL,
    ZHM_ABBREVIATION,
    ZHM_SHORT,
    ZHM_VARIANT,
} zhm_term_type;

typedef enum {
    ZHM_RENAMED_TO,  /* ends the concept: the other has its place */
    ZHM_MERGED_INTO, /* likewise */
    ZHM_REPLACED_BY, /* likewise */
    ZHM_SPLIT_FROM,
    ZHM_NAMEPLATE_OF,
    ZHM_PART_OF,
    ZHM_HEADED_BY,
    ZHM_SUPERVISED_BY,
} zhm_relation_kind;

typedef struct {
    const char *lang; /* BCP 47, canonical: zh-Hans, en */
    const char *text;
    zhm_status status;
    zhm_term_type type;
    zhm_date from, to;  /* valid on days d with from <= d < to; 0: open */
    const char *source; /* codes joined by ';', or "unchecked" */
    const char *style;  /* the house style it belongs to; empty: all */
    const char *note;
} zhm_term;

typedef struct {
    zhm_relation_kind kind;
    const char *target; /* a concept's id */
    zhm_date from, to;
    const char *source, *note;
} zhm_relation;

typedef struct {
    const char *name; /* region, level, kind, parent */
    const char *value;
} zhm_attribute;

typedef struct {
    const char *id; /* cn/mofcom */
    zhm_category category;
    zhm_date from, to; /* when the body itself began, and when it was no more */
    const char *source, *note;
    const zhm_attribute *attributes;
    size_t attribute_count;
    const zhm_relation *relations;
    size_t relation_count;
    const zhm_term *terms;
    size_t term_count;
} zhm_concept;

/** The words of the wire and of the files: "agency", "preferred", "full", "merged-into". */
ZHM_API const char *zhm_category_name(zhm_category category);
ZHM_API const char *zhm_status_name(zhm_status status);
ZHM_API const char *zhm_term_type_name(zhm_term_type type);
ZHM_API const char *zhm_relation_name(zhm_relation_kind kind);

/** "2018", "2018-03" or "2018-03-17", a day that exists. @return ZHM_BAD_INPUT otherwise, @out unchanged */
ZHM_API zhm_code zhm_date_parse(const char *text, zhm_date *out, zhm_error *err);
/** Write @date as it is parsed, "" for 0. @return @out */
ZHM_API const char *zhm_date_text(zhm_date date, char out[16]);

#ifdef __cplusplus
}
#endif
#endif
