#include "format/unit_writer.h"

#include "base/fault.h"

#include <string.h>

/* RFC 4180: what holds a comma, a quotation mark or a line break
 * stands in quotation marks, and those in it are doubled. */
static void write_quoted(struct buf *out, const char *text)
{
    if (!strpbrk(text, ",\"\r\n")) {
        buf_append_text(out, text);
        return;
    }
    buf_append_char(out, '"');
    for (const char *quote; (quote = strchr(text, '"')); text = quote + 1) {
        buf_append(out, text, (size_t)(quote - text));
        buf_append_text(out, "\"\"");
    }
    buf_append_text(out, text);
    buf_append_char(out, '"');
}

static void end_row(const struct unit_writer *w, struct buf *out)
{
    buf_append_text(out, w->w.format == UNIT_CSV ? "\r\n" : "\n");
}

static void begin_cell(const struct unit_writer *w, struct buf *out, size_t i)
{
    if (i > 0)
        buf_append_char(out, w->w.format == UNIT_CSV ? ',' : '\t');
}

void table_write_head(struct unit_writer *w)
{
    for (size_t i = 0; i < w->w.lang_count; i++) {
        begin_cell(w, &w->out, i);
        buf_append_text(&w->out, w->langs[i]);
    }
    end_row(w, &w->out);
}

/* The text in the language itself before one in a kind of it: en before en-GB for a column en. */
static const char *text_in(const zhm_unit *u, const char *lang)
{
    const char *near = NULL;
    for (size_t i = 0; i < u->segment_count; i++) {
        const zhm_segment *s = &u->segments[i];
        const char *text = s->text ? s->text : "";
        if (strcmp(s->lang, lang) == 0)
            return text;
        if (!near && lang_matches(s->lang, lang))
            near = text;
    }
    return near ? near : "";
}

static zhm_code write_cell(const struct unit_writer *w, struct buf *out, const char *text, const char *lang,
                           zhm_error *err)
{
    if (w->w.format == UNIT_CSV)
        write_quoted(out, text);
    else if (strpbrk(text, "\t\r\n"))
        return zhm_fail(err, ZHM_BAD_INPUT, "%s: a tab or a line break, which a TSV cannot hold", lang);
    else
        buf_append_text(out, text);
    return ZHM_OK;
}

zhm_code table_write_unit(struct unit_writer *w, const zhm_unit *u, zhm_error *err)
{
    size_t texts = 0;
    for (size_t i = 0; i < w->w.lang_count; i++) {
        const char *text = text_in(u, w->langs[i]);
        begin_cell(w, &w->item, i);
        zhm_code code = write_cell(w, &w->item, text, w->langs[i], err);
        if (code != ZHM_OK)
            return code;
        texts += *text != '\0';
    }
    end_row(w, &w->item);
    if (texts == 0)
        return zhm_fail(err, ZHM_NOT_FOUND, "the unit has none of the languages");
    return w->item.failed ? zhm_fail(err, ZHM_NO_MEMORY, "no memory to write a unit") : ZHM_OK;
}
