#include "rpc/reply.h"

#include <time.h>

static void comma(struct buf *b)
{
    char last = b->len > 0 ? b->data[b->len - 1] : '[';
    if (last != '{' && last != '[' && last != ':')
        buf_append_char(b, ',');
}

void reply_open(struct buf *b, char bracket)
{
    comma(b);
    buf_append_char(b, bracket);
}

void reply_close(struct buf *b, char bracket)
{
    buf_append_char(b, bracket);
}

void reply_key(struct buf *b, const char *key)
{
    size_t n = strlen(key);
    if (!buf_reserve(b, n + 4))
        return;
    comma(b);
    char *at = b->data + b->len;
    *at++ = '"';
    memcpy(at, key, n);
    memcpy(at + n, "\":", 2);
    b->len += n + 3;
}

/* The first byte of @s, from @i on, that JSON wants escaped: below 0x20, '"' or '\\'. Eight at a time; a borrow can
 * only mark a byte above one that is marked rightly, which ends the eight all the same. */
static size_t plain_run(struct str s, size_t i)
{
    const uint64_t ones = 0x0101010101010101u, highs = ones << 7;
    for (; s.len - i >= 8; i += 8) {
        uint64_t word, quote, slash;
        memcpy(&word, s.data + i, 8);
        quote = word ^ ones * '"';
        slash = word ^ ones * '\\';
        if (((word - ones * 0x20) & ~word & highs) | ((quote - ones) & ~quote & highs) |
            ((slash - ones) & ~slash & highs))
            break;
    }
    while (i < s.len && (unsigned char)s.data[i] >= 0x20 && s.data[i] != '"' && s.data[i] != '\\')
        i++;
    return i;
}

static void escape(struct buf *b, unsigned char c)
{
    switch (c) {
    case '"':
        buf_append_text(b, "\\\"");
        break;
    case '\\':
        buf_append_text(b, "\\\\");
        break;
    case '\n':
        buf_append_text(b, "\\n");
        break;
    case '\r':
        buf_append_text(b, "\\r");
        break;
    case '\t':
        buf_append_text(b, "\\t");
        break;
    default:
        buf_printf(b, "\\u%04x", c);
    }
}

void reply_text(struct buf *b, struct str value)
{
    comma(b);
    buf_append_char(b, '"');
    for (size_t i = 0, end; i < value.len; i = end) {
        end = plain_run(value, i);
        buf_append(b, value.data + i, end - i);
        if (end < value.len)
            escape(b, (unsigned char)value.data[end++]);
    }
    buf_append_char(b, '"');
}

void reply_key_text(struct buf *b, struct str key)
{
    reply_text(b, key);
    buf_append_char(b, ':');
}

void reply_raw(struct buf *b, struct str json)
{
    comma(b);
    buf_append_str(b, json);
}

void reply_number(struct buf *b, uint64_t value)
{
    char digits[20];
    size_t n = sizeof digits;
    do {
        digits[--n] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    comma(b);
    buf_append(b, digits + n, sizeof digits - n);
}

void reply_null(struct buf *b)
{
    comma(b);
    buf_append_text(b, "null");
}

void reply_bool(struct buf *b, bool value)
{
    comma(b);
    buf_append_text(b, value ? "true" : "false");
}

void reply_member_text(struct buf *b, const char *key, const char *value)
{
    reply_key(b, key);
    reply_text(b, str_of(value));
}

void reply_member_optional(struct buf *b, const char *key, const char *value)
{
    if (value && *value)
        reply_member_text(b, key, value);
}

void reply_member_nullable(struct buf *b, const char *key, const char *value)
{
    reply_key(b, key);
    if (value)
        reply_text(b, str_of(value));
    else
        reply_null(b);
}

void reply_member_number(struct buf *b, const char *key, uint64_t value)
{
    reply_key(b, key);
    reply_number(b, value);
}

void reply_member_date(struct buf *b, const char *key, zhm_date date)
{
    char text[16];
    reply_member_optional(b, key, zhm_date_text(date, text));
}

void reply_member_time(struct buf *b, const char *key, int64_t seconds)
{
    time_t t = seconds;
    struct tm when = {0};
    char text[32] = "";
    if (seconds == 0)
        return;
    gmtime_r(&t, &when);
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &when);
    reply_member_text(b, key, text);
}

void reply_member_hundredths(struct buf *b, const char *key, unsigned value)
{
    const char digits[] = {'.', (char)('0' + value / 10 % 10), (char)('0' + value % 10)};
    reply_member_number(b, key, value / 100);
    if (value % 100 != 0)
        buf_append(b, digits, value % 10 ? 3 : 2);
}

void reply_member_bool(struct buf *b, const char *key, bool value)
{
    reply_key(b, key);
    reply_bool(b, value);
}

void reply_member_texts(struct buf *b, const char *key, const char *const *texts, size_t count)
{
    if (count == 0)
        return;
    reply_key(b, key);
    reply_open(b, '[');
    for (size_t i = 0; i < count; i++)
        reply_text(b, str_of(texts[i]));
    reply_close(b, ']');
}
