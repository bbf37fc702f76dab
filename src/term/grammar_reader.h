/* grammar_reader.h - what the readers of rules and lexicons share */
#ifndef TERM_GRAMMAR_READER_H
#define TERM_GRAMMAR_READER_H

#include "term/grammar_source.h"

/** A file being read. Faults of what reads a line do not name it: the loop over the lines does. */
struct source_reader {
    struct grammar_source *out;
    struct str file;
    struct source_place at;
    bool header;              /* of a lexicon: has been read */
    size_t columns;           /* of a lexicon */
    struct source_rule *rule; /* being read, NULL: none */
};

/** Read a line of a lexicon, or of rules. */
zhm_code lexicon_line(struct source_reader *r, struct str line, zhm_error *err);
/** A line of rules without its comment. */
struct str rules_text(struct str line);
zhm_code rules_line(struct source_reader *r, struct str line, zhm_error *err);
/** Close the last rule. Faults of a rule as a whole name its first line. */
zhm_code rules_end(struct source_reader *r, zhm_error *err);

/** What stands after `zh` or `en` in a rule. */
zhm_code form_read(struct source_reader *r, const struct source_rule *rule, struct str text, struct source_form *out,
                   zhm_error *err);
/** `a.x = v,w, b.y != c.z`: conditions on the parts of @rule. */
zhm_code conditions_read(struct source_reader *r, const struct source_rule *rule, struct str text,
                         struct source_conditions *out, zhm_error *err);
/** `part.attribute` or `v,w`. */
zhm_code value_read(struct source_reader *r, const struct source_rule *rule, struct str text, struct source_value *out,
                    zhm_error *err);
/** `v,w` */
zhm_code words_read(struct source_reader *r, struct str text, struct source_words *out, zhm_error *err);

/** Take `~` and `style:` from the begin of a form. */
void form_marks(struct str *text, bool *deprecated, struct str *style);

/** The number of the part of that name, or SOURCE_NO_PART. */
uint32_t part_of(const struct source_rule *rule, struct str name);

/** Lower-case letters, digits, and '-' between them. @what names it in faults */
zhm_code source_name_check(struct str name, const char *what, zhm_error *err);
bool source_name_byte(char c);

bool str_ends(struct str s, struct str with);
struct str str_trim(struct str s);
/** Take what stands before the first @at, and @at, from @rest; all of it where there is none. */
struct str str_take(struct str *rest, char at);
/** Where @what begins in @s; s.len: nowhere. */
size_t str_find(struct str s, struct str what);

zhm_code source_no_memory(zhm_error *err);

#endif
