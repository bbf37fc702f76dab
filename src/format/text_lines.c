#include "format/text_lines.h"

#include "base/fault.h"

static const size_t BLOCK = 64 << 10;

static zhm_code read_block(struct text_lines *t, zhm_error *err)
{
    size_t got = 0, left = t->raw.len - t->done;
    if (left)
        memmove(t->raw.data, t->raw.data + t->done, left);
    t->raw.len = left;
    t->done = 0;
    if (!buf_reserve(&t->raw, BLOCK))
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory to read a file");
    zhm_code code = t->bytes(t->bytes_context, t->raw.data + left, BLOCK, &got, err);
    if (code == ZHM_OK) {
        t->raw.len += got;
        t->ended = got == 0;
    }
    return code;
}

static struct str rest(const struct text_lines *t)
{
    return (struct str){t->raw.data + t->done, t->raw.len - t->done};
}

static void skip_mark(struct text_lines *t)
{
    static const struct {
        struct str mark;
        enum text_encoding encoding;
    } marks[] = {{{"\xEF\xBB\xBF", 3}, TEXT_UTF8}, {{"\xFF\xFE", 2}, TEXT_UTF16LE}, {{"\xFE\xFF", 2}, TEXT_UTF16BE}};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (str_starts(rest(t), marks[i].mark)) {
            t->encoding = marks[i].encoding;
            t->done = t->line_bytes = marks[i].mark.len;
            return;
        }
}

static zhm_code begin(struct text_lines *t, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    while (code == ZHM_OK && !t->ended && t->raw.len < 3)
        code = read_block(t, err);
    if (code != ZHM_OK)
        return code;
    t->begun = true;
    skip_mark(t);
    return ZHM_OK;
}

static unsigned unit_at(const struct text_lines *t, size_t at)
{
    const unsigned char *p = (const unsigned char *)t->raw.data + at;
    return t->encoding == TEXT_UTF16LE ? p[0] | (unsigned)p[1] << 8 : (unsigned)p[0] << 8 | p[1];
}

static bool is_surrogate(unsigned unit, unsigned first)
{
    return (unit & 0xFC00) == first;
}

/* Decode one code point of UTF-16. A lone surrogate, or half a unit, gives a byte that no UTF-8 has.
 * @return its bytes; 0: the rest is needed first */
static size_t decode_wide(struct text_lines *t, uint32_t *point)
{
    struct str s = rest(t);
    if (s.len < 2 && !t->ended)
        return 0;
    *point = UINT32_MAX;
    if (s.len < 2)
        return s.len;
    unsigned unit = unit_at(t, t->done);
    if (is_surrogate(unit, 0xDC00))
        return 2;
    if (!is_surrogate(unit, 0xD800)) {
        *point = unit;
        return 2;
    }
    if (s.len < 4)
        return t->ended ? 2 : 0;
    unsigned low = unit_at(t, t->done + 2);
    if (!is_surrogate(low, 0xDC00))
        return 2;
    *point = 0x10000 + ((unit & 0x3FF) << 10 | (low & 0x3FF));
    return 4;
}

/* Move what is read of the line into it. @return whether the line is whole */
static bool take_wide(struct text_lines *t)
{
    uint32_t point = 0;
    for (size_t n; rest(t).len > 0 && (n = decode_wide(t, &point)) > 0;) {
        t->done += n;
        t->line_bytes += n;
        if (point == UINT32_MAX)
            buf_append_char(&t->line, (char)0xFF);
        else
            buf_append_point(&t->line, point);
        if (point == '\n')
            return true;
    }
    return false;
}

static bool take_bytes(struct text_lines *t)
{
    struct str s = rest(t);
    const char *end = s.data ? memchr(s.data, '\n', s.len) : NULL;
    size_t n = end ? (size_t)(end - s.data) + 1 : s.len;
    buf_append(&t->line, s.data, n);
    t->done += n;
    t->line_bytes += n;
    return end;
}

zhm_code text_lines_next(struct text_lines *t, size_t most, struct str *line, zhm_error *err)
{
    buf_clear(&t->line);
    t->byte += t->line_bytes;
    t->line_bytes = 0;
    zhm_code code = t->begun ? ZHM_OK : begin(t, err);
    bool whole = false;
    while (code == ZHM_OK && !whole) {
        whole = t->encoding == TEXT_UTF8 ? take_bytes(t) : take_wide(t);
        if (t->line.failed)
            return zhm_fail(err, ZHM_NO_MEMORY, "no memory to read a file");
        if (t->line.len > most)
            return zhm_fail(err, ZHM_LIMIT, "a row of more than %zu bytes", most);
        if (!whole && t->ended)
            break;
        if (!whole)
            code = read_block(t, err);
    }
    if (code == ZHM_OK)
        *line = buf_str(&t->line);
    return code;
}

void text_lines_free(struct text_lines *t)
{
    buf_free(&t->raw);
    buf_free(&t->line);
}
