/* unit_file.h - files of translation units, read and written a unit at a time: TMX 1.4b, TSV, CSV */
#ifndef FORMAT_UNIT_FILE_H
#define FORMAT_UNIT_FILE_H

#include "base/buf.h"

#include <stdbool.h>
#include <zhengming/unit.h>

enum unit_format { UNIT_TMX, UNIT_TSV, UNIT_CSV };

/** By the ending of @path, in any case: .tmx, .tsv or .tab, .csv. @return ZHM_BAD_INPUT naming the three otherwise */
zhm_code unit_format_of(const char *path, enum unit_format *out, zhm_error *err);

/** Fills @data with up to @room bytes; *@got 0: the end. */
typedef zhm_code unit_bytes(void *context, char *data, size_t room, size_t *got, zhm_error *err);

/** Where in a file something stands: line from 1; column from 1, in code points; byte from 0. */
struct unit_place {
    size_t line, column;
    uint64_t byte;
};

/** Who takes what is read. A result other than ZHM_OK ends the reading with it. */
struct unit_taker {
    void *context;
    /** A sound unit, lent for the call; @at is where it begins. */
    zhm_code (*take)(void *context, const zhm_unit *u, const struct unit_place *at, zhm_error *err);
    /** One that is refused: @why is "no language", "one language only", ... ; reading goes on after it. */
    zhm_code (*refuse)(void *context, const struct unit_place *at, const char *why, zhm_error *err);
};

struct unit_reading {
    const char *name; /* for errors: "memory.tmx" */
    enum unit_format format;
    unit_bytes *bytes;
    void *bytes_context;
    struct unit_taker taker;
};

/**
 * Read a file in bounded memory (a few segments' worth, whatever its size).
 * - Encodings: UTF-8, UTF-16LE and UTF-16BE, by byte order mark or XML
 *   declaration (US-ASCII too); for TSV and CSV by byte order mark.
 * - TMX: header and each <tu>; attributes and props as unit.h says; xml:lang or lang (zh-CN, zh_CN, ZH-Hans, zh-TW: by
 *   lang_canonical); inline bpt, ept, ph, it, hi, sub, ut as markup; the context from tuv props x-context-pre and
 *   x-context-post and, of OmegaT's tu props prev and next, that of the source language; origin and domain from tu
 *   props x-origin and x-domain. A date or a count that is none stays an attribute. A tu of one language only, without
 *   a language, with a language twice, with an empty segment, with an element that does not belong in it, with an
 *   entity that is not known (where there is a doctype; else the file is not well-formed), of more than 16 MiB or past
 *   another limit is refused, with the place of its <tu>, and the reading goes on.
 * - TSV and CSV: a first row of language tags, and of columns `@name`, `@origin`, `@domain`, `@created`, `@changed`,
 *   `@created_by`, `@changed_by`, `@uses`, `@note`. A TSV field is taken as it stands; CSV is
 *   RFC 4180. An empty field: no text in that language; an empty line is passed over. Dates:
 *   20020523T091200Z, 2002-05-23T09:12:00Z or 2002-05-23. A row with more fields than columns, a
 *   faulty date, bytes of another encoding or a NUL is refused, and the reading goes on.
 * @return ZHM_OK; ZHM_BAD_INPUT: "name:line:column: what" for what is no such file: XML that is not well-formed (a lone
 * surrogate, a wrong encoding label, a file cut in the middle), an element outside of a tu that does not belong there,
 * a DTD with an internal subset or any entity declared (the doctype's own name and system identifier are read over,
 * never fetched), a missing or faulty header row; ZHM_LIMIT: elements nested past 64 deep, a single text, tag, comment
 * or row past 16 MiB; ZHM_NO_MEMORY; what bytes and taker returned. Units before the fault have been taken.
 */
zhm_code unit_file_read(const struct unit_reading *r, zhm_error *err);

/** Takes all of @data; it goes to the file. */
typedef zhm_code unit_sink(void *context, struct str data, zhm_error *err);

struct unit_writing {
    enum unit_format format;
    const char *const *langs; /* TSV, CSV: the columns; TMX: only these, or all where count is 0 */
    size_t lang_count;
    const char *source_lang; /* TMX's srclang; NULL: "*all*" */
    unit_sink *sink;
    void *sink_context;
};

/**
 * Writes units one after the other: UTF-8, without byte order mark; TMX valid against the TMX 1.4 DTD, with what
 * unit_file_read reads; TSV and CSV with the texts alone, after a row of the languages (tags stay placeholders).
 * A language stands for the kinds of it (lang_matches): en for en-GB too; in a table, for the first where there is no
 * en. What TMX has no place for is written so that reading gives it back (an attribute that it does not know, as a
 * property x-attribute-<name>) or, a tag that is no TMX markup, as the text of a <ph>.
 */
struct unit_writer;
/** @return ZHM_BAD_INPUT: a language that is none, or twice; a table without languages; ZHM_LIMIT; ZHM_NO_MEMORY */
zhm_code unit_writer_new(const struct unit_writing *w, struct unit_writer **out, zhm_error *err);
/** @return ZHM_NOT_FOUND, nothing written, when the unit has fewer than two (TMX) or none (else) of the languages;
 * ZHM_BAD_INPUT, likewise, when TSV can't hold it: a tab or a line break in a text; or TMX can't: a control character,
 * a date outside of 1970 to 9999; ZHM_NO_MEMORY; what the sink returned */
zhm_code unit_writer_put(struct unit_writer *w, const zhm_unit *u, zhm_error *err);
/** What closes the file. Then free it. */
zhm_code unit_writer_end(struct unit_writer *w, zhm_error *err);
void unit_writer_free(struct unit_writer *w);

#endif
