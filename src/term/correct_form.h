/* correct_form.h - an official name fitted to the place where it is put */
#ifndef TERM_CORRECT_FORM_H
#define TERM_CORRECT_FORM_H

#include "base/arena.h"

#include <stddef.h>

/** A change by bytes: [start, end) of the text gives way to `text`, in the arena. */
struct fitted {
    size_t start, end;
    const char *text; /* NULL: no memory */
};

/**
 * @name with "the" where @old has it before the same phrase: "Deputy Director of the Lake Bureau" for "Vice Director of
 * the Lake Bureau", though the name's official form goes without. @name itself, or in the arena; NULL: no memory.
 */
const char *articles_like(struct arena *arena, struct str old, const char *name);

/** @name in small letters; NULL: no memory. */
const char *lowered(struct arena *arena, const char *name);

/**
 * Fit @name into @text in place of the bytes [start, end): all capitals where those
 * were; a capital at the beginning where there was one; "a" and "an" before it by its
 * sound, where the old one followed its own; no article and no quotation marks twice.
 */
struct fitted name_fit(struct arena *arena, struct str text, size_t start, size_t end, struct str name);

#endif
