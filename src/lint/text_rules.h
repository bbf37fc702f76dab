/* text_rules.h - the rules for the signs of a name; each says at most one thing about each kind of fault */
#ifndef LINT_TEXT_RULES_H
#define LINT_TEXT_RULES_H

#include "lint/rules.h"

/** A name taken apart. */
struct signs {
    struct lint *l;
    const struct name *name;
    const uint32_t *points;
    size_t count;
    bool chinese;
};

/** A sign as it is shown in a fault: itself, and its number. */
struct sign_text {
    char text[24];
};
struct sign_text sign_text(uint32_t point);

/** Signs that nobody sees, spaces, full- and halfwidth forms. text_signs.c */
void text_signs(const struct signs *s);
/** Brackets and quotes that open and close. text_brackets.c */
void text_brackets(const struct signs *s);
/** Quotes, dashes and dots as the language has them. text_marks.c */
void text_marks(const struct signs *s);
/** Letters of the language's script. text_script.c */
void text_script(const struct signs *s);

#endif
