/* diff.h - places in a text, and the text with changes marked */
#ifndef CLI_DIFF_H
#define CLI_DIFF_H

#include "cli/cli.h"

/** A way through a text by rising code points. {.text} to begin with. */
struct walk {
    struct str text;
    size_t point, byte, line, column; /* line and column from 0, in code points */
};

/** Go to code point @point; back to the beginning first where it lies behind. */
void walk_to(struct walk *w, size_t point);

/** Append @text, control characters as spaces. */
void append_plain(struct buf *out, const char *text);

enum colour { COLOUR_NONE, COLOUR_BOLD, COLOUR_RED, COLOUR_GREEN, COLOUR_YELLOW, COLOUR_CYAN };
/** What begins a colour on a terminal, and COLOUR_NONE ends it; nothing where @on is false. */
const char *colour_code(bool on, enum colour colour);

/** Append @text with @edits (of text.correct) marked: "[-old-]{+new+}", or by colours. */
void diff_append(struct str text, const json_t *edits, bool coloured, struct buf *out);

#endif
