/* concept.h - concepts checked, and turned into records and back */
#ifndef MODEL_CONCEPT_H
#define MODEL_CONCEPT_H

#include "base/arena.h"
#include "base/buf.h"

#include <stdbool.h>
#include <zhengming/model.h>

/** The words back to numbers. @return ZHM_BAD_INPUT naming what is allowed */
zhm_code category_parse(struct str word, zhm_category *out, zhm_error *err);
zhm_code status_parse(struct str word, zhm_status *out, zhm_error *err);
zhm_code term_type_parse(struct str word, zhm_term_type *out, zhm_error *err);
/** @return false when @word is no relation's name */
bool relation_parse(struct str word, zhm_relation_kind *out);
/** "region", "level", "kind", "parent", "head", "in-titles", "in-titles-en": what a concept may say of itself. */
bool attribute_known(struct str name);

/** A slug: [a-z0-9] and '-', in parts joined by '/', up to ZHM_ID_MAX bytes. */
zhm_code concept_id_check(struct str id, zhm_error *err);

/** A name: 1 to ZHM_NAME_MAX bytes of UTF-8 with no control
 * characters and no space at its ends. @what names it in errors. */
zhm_code name_check(struct str text, const char *what, zhm_error *err);

/** What a term alone must hold to: its name, language, source and dates; `superseded` with a `to`. */
zhm_code term_check(const zhm_term *term, zhm_error *err);

/** Attribute number @i: known, not one of those before it, with a value; that of `region` and `parent` is an id. */
zhm_code attribute_check(const zhm_attribute *attributes, size_t i, zhm_error *err);
/** What a relation of @id alone must hold to. */
zhm_code relation_check(const char *id, const zhm_relation *r, zhm_error *err);

/** Everything that can be said of a concept without looking at others: id, terms (one or more), limits. */
zhm_code concept_check(const zhm_concept *c, zhm_error *err);

/** Append the record of a concept (all but its id), the same bytes for equal concepts. NULL texts are empty. */
void concept_encode(const zhm_concept *c, struct buf *out);

/**
 * Read a record. The arrays are in @arena; the texts are those of @record and @id, whose bytes must outlive @out.
 * @id is terminated.
 * @return ZHM_OK, ZHM_NO_MEMORY, or ZHM_STORAGE when it is no sound record
 */
zhm_code concept_decode(const char *id, struct str record, struct arena *arena, zhm_concept *out, zhm_error *err);

/** Whether the concept has lost its place to another by @day
 * (ending relation begun); @out: that relation, the latest. */
bool concept_successor(const zhm_concept *c, zhm_date day, const zhm_relation **out);

#endif
