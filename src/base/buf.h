/* buf.h - a growing buffer of bytes, and the integers written into it */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/str.h"

#include <stdarg.h>
#include <stdint.h>

/**
 * Owned bytes. {0} is an empty buffer. A failed growth sets `failed` and drops what was to be written:
 * write a whole message, then ask once. No call writes past a failure.
 */
struct buf {
    char *data;
    size_t len, capacity;
    bool failed;
};

void buf_free(struct buf *b);
/** Empty the buffer, keep its memory. */
void buf_clear(struct buf *b);
bool buf_grow(struct buf *b, size_t more);

/** Make room for @more bytes past the length. @return false without memory */
static inline bool buf_reserve(struct buf *b, size_t more)
{
    return (!b->failed && more <= b->capacity - b->len) || buf_grow(b, more);
}

static inline void buf_append(struct buf *b, const void *data, size_t len)
{
    if (!data || len == 0 || !buf_reserve(b, len))
        return;
    memcpy(b->data + b->len, data, len);
    b->len += len;
}

static inline void buf_append_str(struct buf *b, struct str s)
{
    buf_append(b, s.data, s.len);
}

static inline void buf_append_text(struct buf *b, const char *text)
{
    buf_append(b, text, strlen(text));
}

static inline void buf_append_char(struct buf *b, char c)
{
    if (buf_reserve(b, 1))
        b->data[b->len++] = c;
}

__attribute__((format(printf, 2, 3))) void buf_printf(struct buf *b, const char *format, ...);
/** A code point as UTF-8. */
void buf_append_point(struct buf *b, uint32_t point);
/** LEB128, 1 to 10 bytes. */
void buf_append_varint(struct buf *b, uint64_t value);
/** A varint of the length, then the bytes. */
void buf_append_lengthed(struct buf *b, struct str s);
/** Big-endian, so that keys sort as numbers. */
void buf_append_be32(struct buf *b, uint32_t value);
void buf_append_be64(struct buf *b, uint64_t value);
/** A terminating NUL after the bytes, not counted. @return the data, NULL without memory */
const char *buf_text(struct buf *b);

static inline struct str buf_str(const struct buf *b)
{
    return (struct str){b->data, b->len};
}

/** Readers over borrowed bytes: each takes what it reads from
 * the front of @in. @return false at a short or bad input */
bool read_varint_long(struct str *in, uint64_t *value);

static inline bool read_varint(struct str *in, uint64_t *value)
{
    if (in->len == 0 || (unsigned char)in->data[0] >= 0x80)
        return read_varint_long(in, value);
    *value = (unsigned char)in->data[0];
    *in = str_from(*in, 1);
    return true;
}

static inline bool read_lengthed(struct str *in, struct str *value)
{
    struct str rest = *in;
    uint64_t n;
    if (!read_varint(&rest, &n) || n > rest.len)
        return false;
    *value = (struct str){rest.data, (size_t)n};
    *in = str_from(rest, (size_t)n);
    return true;
}

static inline uint32_t be32(const void *data)
{
    const unsigned char *p = data;
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static inline uint64_t be64(const void *data)
{
    return (uint64_t)be32(data) << 32 | be32((const char *)data + 4);
}

#endif
