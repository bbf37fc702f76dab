#include "format/xml_escape.h"

#include "base/utf8.h"

bool xml_can_hold(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c < 0x20 && c != '\t' && c != '\n' && c != '\r')
            return false;
        if (c == 0xEF && text.len - i > 2 && (unsigned char)text.data[i + 1] == 0xBF &&
            (unsigned char)text.data[i + 2] >= 0xBE)
            return false;
    }
    return utf8_check(text, NULL) == ZHM_OK;
}

static const char *reference(char c, bool value)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '\r':
        return "&#13;";
    case '"':
        return value ? "&quot;" : NULL;
    case '\t':
        return value ? "&#9;" : NULL;
    case '\n':
        return value ? "&#10;" : NULL;
    default:
        return NULL;
    }
}

static void escape(struct buf *out, struct str text, bool value)
{
    size_t from = 0;
    for (size_t i = 0; i < text.len; i++) {
        const char *instead = (unsigned char)text.data[i] <= '>' ? reference(text.data[i], value) : NULL;
        if (!instead)
            continue;
        buf_append(out, text.data + from, i - from);
        buf_append_text(out, instead);
        from = i + 1;
    }
    if (from < text.len)
        buf_append(out, text.data + from, text.len - from);
}

void xml_escape(struct buf *out, struct str text)
{
    escape(out, text, false);
}

void xml_escape_value(struct buf *out, struct str text)
{
    escape(out, text, true);
}
