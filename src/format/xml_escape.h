/* xml_escape.h - text as XML 1.0 holds it */
#ifndef FORMAT_XML_ESCAPE_H
#define FORMAT_XML_ESCAPE_H

#include "base/buf.h"

/** Whether XML 1.0 can hold @text: valid UTF-8 without control characters
 * but tab, line feed and carriage return, without U+FFFE and U+FFFF. */
bool xml_can_hold(struct str text);

/** Append @text with & < > as entities, and what a parser would change (a carriage return) as a reference. */
void xml_escape(struct buf *out, struct str text);
/** For a value in quotation marks: quotation marks, tabs and line feeds too. */
void xml_escape_value(struct buf *out, struct str text);

#endif
