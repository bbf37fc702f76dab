#include "format/tmx_inline.h"

#include "format/xml_escape.h"

void tmx_inline_begin(struct tmx_inline *in)
{
    buf_clear(&in->text);
    buf_clear(&in->markup);
    in->markup_bytes = 0;
    in->open = 0;
    in->in_start = false;
}

static void append_text(struct tmx_inline *in, struct unit_draft *d, struct str text)
{
    if (text.len > ZHM_SEGMENT_MAX - in->text.len)
        draft_refuse(d, "a segment of more than %d bytes", ZHM_SEGMENT_MAX);
    else
        buf_append_str(&in->text, text);
    d->no_memory |= in->text.failed;
}

static void end_start(struct tmx_inline *in)
{
    if (in->in_start)
        buf_append_char(&in->markup, '>');
    in->in_start = false;
}

/* Asked while the markup grows, so that it never grows far past the limit. */
static void check_markup(const struct tmx_inline *in, struct unit_draft *d)
{
    if (in->markup_bytes + in->markup.len > ZHM_SEGMENT_MAX)
        draft_refuse(d, "tags of more than %d bytes in a segment", ZHM_SEGMENT_MAX);
    d->no_memory |= in->markup.failed;
}

/* The markup that has been put together is one tag. */
static void end_tag(struct tmx_inline *in, struct unit_draft *d)
{
    check_markup(in, d);
    in->markup_bytes += in->markup.len;
    draft_add_tag(d, draft_text(d, buf_str(&in->markup)));
    append_text(in, d, STR(ZHM_PLACEHOLDER));
    buf_clear(&in->markup);
}

void tmx_inline_text(struct tmx_inline *in, struct unit_draft *d, struct str text)
{
    if (in->open == 0) {
        draft_add_characters(d, text);
        append_text(in, d, text);
        return;
    }
    end_start(in);
    xml_escape(&in->markup, text);
    check_markup(in, d);
}

static void append_start(struct buf *out, enum tmx_element e, const char **attributes)
{
    buf_append_char(out, '<');
    buf_append_text(out, tmx_element_name(e));
    for (; *attributes; attributes += 2) {
        buf_append_char(out, ' ');
        buf_append_text(out, attributes[0]);
        buf_append_text(out, "=\"");
        xml_escape_value(out, str_of(attributes[1]));
        buf_append_char(out, '"');
    }
}

void tmx_inline_open(struct tmx_inline *in, struct unit_draft *d, enum tmx_element e, const char **attributes)
{
    bool part_of_text = e == TMX_HI && in->open == 0;
    end_start(in);
    append_start(&in->markup, e, attributes);
    in->in_start = true;
    if (part_of_text) {
        end_start(in);
        end_tag(in, d);
    } else {
        in->open++;
        check_markup(in, d);
    }
}

void tmx_inline_close(struct tmx_inline *in, struct unit_draft *d, enum tmx_element e)
{
    if (in->in_start)
        buf_append_text(&in->markup, "/>");
    else
        buf_printf(&in->markup, "</%s>", tmx_element_name(e));
    in->in_start = false;
    if (in->open > 0)
        in->open--;
    if (in->open == 0)
        end_tag(in, d);
}

void tmx_inline_free(struct tmx_inline *in)
{
    buf_free(&in->text);
    buf_free(&in->markup);
}
