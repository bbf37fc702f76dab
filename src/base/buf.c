#include "base/buf.h"

#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>

void buf_free(struct buf *b)
{
    free(b->data);
    *b = (struct buf){0};
}

void buf_clear(struct buf *b)
{
    b->len = 0;
    b->failed = false;
}

bool buf_grow(struct buf *b, size_t more)
{
    if (b->failed)
        return false;
    size_t need = b->len + more, capacity = b->capacity ? b->capacity : 64;
    if (need < more || need > SIZE_MAX / 4) {
        b->failed = true;
        return false;
    }
    while (capacity < need)
        capacity += capacity / 2;
    char *data = realloc(b->data, capacity);
    if (!data) {
        b->failed = true;
        return false;
    }
    b->data = data;
    b->capacity = capacity;
    return true;
}

void buf_printf(struct buf *b, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n > 0 && buf_reserve(b, (size_t)n + 1)) {
        vsnprintf(b->data + b->len, (size_t)n + 1, format, again);
        b->len += (size_t)n;
    }
    va_end(again);
}

void buf_append_point(struct buf *b, uint32_t point)
{
    char bytes[4];
    buf_append(b, bytes, utf8_encode(point, bytes));
}

void buf_append_varint(struct buf *b, uint64_t value)
{
    char bytes[10];
    size_t n = 0;
    while (value >= 0x80) {
        bytes[n++] = (char)(value | 0x80);
        value >>= 7;
    }
    bytes[n++] = (char)value;
    buf_append(b, bytes, n);
}

void buf_append_lengthed(struct buf *b, struct str s)
{
    buf_append_varint(b, s.len);
    buf_append_str(b, s);
}

void buf_append_be32(struct buf *b, uint32_t value)
{
    const unsigned char bytes[4] = {(unsigned char)(value >> 24), (unsigned char)(value >> 16),
                                    (unsigned char)(value >> 8), (unsigned char)value};
    buf_append(b, bytes, sizeof bytes);
}

void buf_append_be64(struct buf *b, uint64_t value)
{
    buf_append_be32(b, (uint32_t)(value >> 32));
    buf_append_be32(b, (uint32_t)value);
}

const char *buf_text(struct buf *b)
{
    if (!buf_reserve(b, 1))
        return NULL;
    b->data[b->len] = '\0';
    return b->data;
}

bool read_varint_long(struct str *in, uint64_t *value)
{
    uint64_t v = 0;
    for (size_t i = 0; i < in->len && i < 10; i++) {
        unsigned char byte = (unsigned char)in->data[i];
        if (i == 9 && byte > 1)
            return false;
        v |= (uint64_t)(byte & 0x7F) << (7 * i);
        if (byte < 0x80) {
            *value = v;
            *in = str_from(*in, i + 1);
            return true;
        }
    }
    return false;
}
