/* unit.h - units checked, merged, and turned into records and back */
#ifndef MODEL_UNIT_H
#define MODEL_UNIT_H

#include "base/arena.h"
#include "base/buf.h"

#include <stdbool.h>
#include <zhengming/unit.h>

/**
 * Everything that can be said of a unit by itself: two languages or more, canonical and distinct; texts of valid UTF-8,
 * not empty (or only blanks), within the limits, without control characters (C0, DEL, C1) but tab, line feed and
 * carriage return, and without the noncharacters U+FFFE and U+FFFF, so that XML 1.0 can hold them; as many placeholders
 * in a text as it has tags; an attribute's name such that XML can hold it; dates not negative, and not past the year
 * 9999.
 * @return ZHM_BAD_INPUT or ZHM_LIMIT, which names the language and the byte of its text
 */
zhm_code unit_check(const zhm_unit *u, zhm_error *err);

/** Append the record of a unit (all but its number), the same bytes for equal units. NULL texts are empty. */
void unit_encode(const zhm_unit *u, struct buf *out);

/**
 * Read a record. Arrays are in @arena; texts are those of @record, whose bytes must outlive @out.
 * @return ZHM_OK, ZHM_NO_MEMORY, or ZHM_STORAGE when it is no sound record
 */
zhm_code unit_decode(uint64_t number, struct str record, struct arena *arena, zhm_unit *out, zhm_error *err);

/**
 * The texts by which two units are the same one: their segments by language (each with its text, tags and context),
 * origin and domain. Appends bytes that are equal exactly when all those are.
 */
void unit_identity(const zhm_unit *u, struct buf *out);

/**
 * Join two units of one identity, in @arena (texts and tags borrowed from both): the
 * earlier creation (with its creator), the later change (with its author) and use,
 * the larger count of uses, the details of both, each once; name and batch of
 * @b where it has them. Apart from those two, the join of a and b is that of b and a, and joining again changes
 * nothing: so the order of imports, and an import done twice, make no difference. Hence the order of languages and of
 * details: as it is where a and b agree on it, else sorted by their bytes. The number is @a's.
 * @return ZHM_OK, ZHM_NO_MEMORY, or ZHM_LIMIT when there are more than ZHM_DETAILS_MAX details together
 */
zhm_code unit_join(const zhm_unit *a, const zhm_unit *b, struct arena *arena, zhm_unit *out, zhm_error *err);

#endif
