#include "cli/diff.h"

#include "base/utf8.h"
#include "cli/show.h"

void walk_to(struct walk *w, size_t point)
{
    if (point < w->point)
        *w = (struct walk){.text = w->text};
    while (w->point < point && w->byte < w->text.len) {
        uint32_t c = utf8_next(w->text, &w->byte);
        if (c == UTF8_INVALID)
            break;
        w->point++;
        w->column++;
        if (c == '\n') {
            w->line++;
            w->column = 0;
        }
    }
}

void append_plain(struct buf *out, const char *text)
{
    struct str s = str_of(text);
    for (size_t pos = 0; pos < s.len;) {
        uint32_t c = utf8_next(s, &pos);
        if (c == UTF8_INVALID)
            break;
        buf_append_point(out, c < 0x20 || (c >= 0x7F && c < 0xA0) ? ' ' : c);
    }
}

const char *colour_code(bool on, enum colour colour)
{
    static const char *const codes[] = {"\033[0m", "\033[1m", "\033[31m", "\033[32m", "\033[33m", "\033[36m"};
    return on ? codes[colour] : "";
}

static void append_edit(const json_t *edit, bool coloured, struct buf *out)
{
    const char *found = text_at(edit, "found"), *replacement = text_at(edit, "replacement");
    if (*found)
        buf_printf(out, "%s%s%s%s%s", colour_code(coloured, COLOUR_RED), coloured ? "\033[9m" : "[-", found,
                   coloured ? "" : "-]", colour_code(coloured, COLOUR_NONE));
    if (*replacement)
        buf_printf(out, "%s%s%s%s%s", colour_code(coloured, COLOUR_GREEN), coloured ? "" : "{+", replacement,
                   coloured ? "" : "+}", colour_code(coloured, COLOUR_NONE));
}

void diff_append(struct str text, const json_t *edits, bool coloured, struct buf *out)
{
    struct walk w = {.text = text};
    size_t i;
    const json_t *edit;
    json_array_foreach(edits, i, edit)
    {
        size_t from = w.byte;
        walk_to(&w, (size_t)number_at(edit, "start"));
        buf_append(out, text.data + from, w.byte - from);
        append_edit(edit, coloured, out);
        walk_to(&w, (size_t)number_at(edit, "end"));
    }
    buf_append(out, text.data + w.byte, text.len - w.byte);
}
