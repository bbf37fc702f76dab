/* utf8.h - code points in and out of UTF-8 (RFC 3629: no surrogates, no overlong forms) */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/str.h"

#include <stdint.h>
#include <zhengming/error.h>

/** What utf8_next returns at a byte that begins no valid sequence. */
#define UTF8_INVALID UINT32_MAX

/** Decode one code point at *@pos, which is below @s.len, and step over it. UTF8_INVALID: *@pos is unchanged. */
uint32_t utf8_next_multibyte(struct str s, size_t *pos);

static inline uint32_t utf8_next(struct str s, size_t *pos)
{
    unsigned char c = (unsigned char)s.data[*pos];
    if (c < 0x80) {
        ++*pos;
        return c;
    }
    return utf8_next_multibyte(s, pos);
}

/** Write @point (below 0x110000, no surrogate) to @out. @return the bytes written, 1 to 4 */
size_t utf8_encode(uint32_t point, char out[4]);

/** Check the whole of @s. @return ZHM_OK, or ZHM_BAD_INPUT with the byte offset in @err */
zhm_code utf8_check(struct str s, zhm_error *err);

/** The code points of valid UTF-8 into @points, which has room for s.len. @return how many */
size_t utf8_points(struct str s, uint32_t *points);

/** The number of code points of valid UTF-8. */
size_t utf8_length(struct str s);

/** The byte offset of code point number @index of valid UTF-8,
 * counted from @from, which is an offset; at most s.len. */
size_t utf8_advance(struct str s, size_t from, size_t index);

/** The byte offset of the code point that stands @count before the one at offset @from; at least 0. */
size_t utf8_retreat(struct str s, size_t from, size_t count);

#endif
