#include "base/utf8.h"

#include "base/fault.h"

static bool is_tail(struct str s, size_t i)
{
    return i < s.len && ((unsigned char)s.data[i] & 0xC0) == 0x80;
}

uint32_t utf8_next_multibyte(struct str s, size_t *pos)
{
    const unsigned char *p = (const unsigned char *)s.data + *pos;
    size_t i = *pos;
    if (p[0] >= 0xC2 && p[0] < 0xE0 && is_tail(s, i + 1)) {
        *pos = i + 2;
        return (uint32_t)(p[0] & 0x1F) << 6 | (p[1] & 0x3F);
    }
    if ((p[0] & 0xF0) == 0xE0 && is_tail(s, i + 1) && is_tail(s, i + 2)) {
        uint32_t c = (uint32_t)(p[0] & 0x0F) << 12 | (uint32_t)(p[1] & 0x3F) << 6 | (p[2] & 0x3F);
        if (c < 0x800 || (c >= 0xD800 && c < 0xE000))
            return UTF8_INVALID;
        *pos = i + 3;
        return c;
    }
    if ((p[0] & 0xF8) == 0xF0 && is_tail(s, i + 1) && is_tail(s, i + 2) && is_tail(s, i + 3)) {
        uint32_t c = (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3F) << 12 | (uint32_t)(p[2] & 0x3F) << 6 |
                     (p[3] & 0x3F);
        if (c < 0x10000 || c > 0x10FFFF)
            return UTF8_INVALID;
        *pos = i + 4;
        return c;
    }
    return UTF8_INVALID;
}

size_t utf8_encode(uint32_t point, char out[4])
{
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    if (point < 0x800) {
        out[0] = (char)(0xC0 | point >> 6);
        out[1] = (char)(0x80 | (point & 0x3F));
        return 2;
    }
    if (point < 0x10000) {
        out[0] = (char)(0xE0 | point >> 12);
        out[1] = (char)(0x80 | (point >> 6 & 0x3F));
        out[2] = (char)(0x80 | (point & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | point >> 18);
    out[1] = (char)(0x80 | (point >> 12 & 0x3F));
    out[2] = (char)(0x80 | (point >> 6 & 0x3F));
    out[3] = (char)(0x80 | (point & 0x3F));
    return 4;
}

/* The first byte of @s, from @i on, that is not ASCII, or one of its last seven. */
static size_t ascii_run(struct str s, size_t i)
{
    for (uint64_t word; s.len - i >= 8; i += 8) {
        memcpy(&word, s.data + i, 8);
        if (word & 0x8080808080808080u)
            break;
    }
    return i;
}

zhm_code utf8_check(struct str s, zhm_error *err)
{
    for (size_t pos = ascii_run(s, 0); pos < s.len; pos = ascii_run(s, pos))
        if (utf8_next(s, &pos) == UTF8_INVALID)
            return zhm_fail_at(err, ZHM_BAD_INPUT, 0, pos, "invalid UTF-8 at byte %zu", pos);
    return ZHM_OK;
}

/* Eight bytes at once: of each, whether it is no tail (10xxxxxx), summed up in the top byte. */
static size_t count_heads(const char *data)
{
    uint64_t bytes;
    memcpy(&bytes, data, sizeof bytes);
    uint64_t heads = (~bytes >> 7 | bytes >> 6) & 0x0101010101010101u;
    return (size_t)(heads * 0x0101010101010101u >> 56);
}

size_t utf8_points(struct str s, uint32_t *points)
{
    size_t len = 0;
    for (size_t at = 0; at < s.len;)
        points[len++] = utf8_next(s, &at);
    return len;
}

size_t utf8_length(struct str s)
{
    size_t n = 0, i = 0;
    for (; s.len - i >= 8; i += 8)
        n += count_heads(s.data + i);
    for (; i < s.len; i++)
        n += ((unsigned char)s.data[i] & 0xC0) != 0x80;
    return n;
}

size_t utf8_advance(struct str s, size_t from, size_t index)
{
    size_t i = from, heads;
    /* Eight bytes at a time, while they cannot hold the head that
     * is looked for; a head's tail is stepped over below. */
    for (; s.len - i > 8 && index >= 8; i += 8, index -= heads)
        heads = count_heads(s.data + i);
    while (i < s.len && ((unsigned char)s.data[i] & 0xC0) == 0x80)
        i++;
    for (; index > 0 && i < s.len; index--)
        do
            i++;
        while (i < s.len && ((unsigned char)s.data[i] & 0xC0) == 0x80);
    return i;
}

size_t utf8_retreat(struct str s, size_t from, size_t count)
{
    size_t i = from;
    for (; count > 0 && i > 0; count--)
        do
            i--;
        while (i > 0 && ((unsigned char)s.data[i] & 0xC0) == 0x80);
    return i;
}
