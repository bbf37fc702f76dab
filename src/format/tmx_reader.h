/* tmx_reader.h - TMX as expat reads it */
#ifndef FORMAT_TMX_READER_H
#define FORMAT_TMX_READER_H

#include "format/tmx_inline.h"
#include "model/lang.h"

#include <expat.h>

#define TMX_DEPTH_MAX 64

/* The bytes that a file begins with */
enum tmx_mark { TMX_NO_MARK, TMX_UTF8_MARK, TMX_UTF16LE_MARK, TMX_UTF16BE_MARK };

struct tmx_reader {
    const struct unit_reading *r;
    zhm_error *err;
    zhm_code code; /* what has ended the reading; expat may still call once or twice after that */
    XML_Parser parser;
    uint64_t fed; /* bytes */
    enum tmx_mark mark;
    char encoding[24]; /* as declared; empty: not */
    enum tmx_element open[TMX_DEPTH_MAX];
    size_t depth;
    size_t text_bytes; /* of the text that is being read */
    bool header_seen, body_seen, doctype_outside;
    char header_source[LANG_MAX], source[LANG_MAX]; /* srclang of the file, of the unit; empty: none, or *all* */

    struct unit_draft draft;
    zhm_segment *segment; /* that of the <tuv> that is open */
    bool segment_has_text;
    struct tmx_inline content; /* of its <seg> */
    struct buf value;          /* of the <prop> or <note> that is open */
    zhm_detail detail;
    bool has_neighbours; /* a tu property prev or next */
};

/** Read the whole file. */
zhm_code tmx_read(const struct unit_reading *r, zhm_error *err);

/** Where expat is. */
struct unit_place tmx_place(const struct tmx_reader *t);
/** End the reading with a fault at expat's place. */
__attribute__((format(printf, 3, 4))) void tmx_fail(struct tmx_reader *t, zhm_code code, const char *format, ...);
/** What expat found wrong, in our words. @last: there is no more of the file */
void tmx_fail_as_expat(struct tmx_reader *t, bool last);
/** Whether the encoding that the file declares is one that we
 * read, and its bytes may be in. If not, the reading ends. */
void tmx_check_encoding(struct tmx_reader *t, const char *encoding);
/** Whether the tag or text that expat is at refers to an entity that nobody declared. */
bool tmx_has_unknown_entity(const struct tmx_reader *t);

/** The elements of a <tu>, itself included; their places have been checked. @attributes: name, value, ..., NULL */
void tmx_unit_open(struct tmx_reader *t, enum tmx_element e, const char **attributes);
void tmx_unit_text(struct tmx_reader *t, struct str text);
void tmx_unit_close(struct tmx_reader *t, enum tmx_element e);

/** The value of the attribute; NULL: none. */
const char *tmx_attribute(const char **attributes, const char *name);
/** The srclang of @attributes in @out: empty for none, for *all* and for what is no language. */
void tmx_source_lang(const char **attributes, char out[LANG_MAX]);

#endif
