#include "text/width.h"

#include "base/utf8.h"

#include <stdint.h>
#include <unicode/uchar.h>

static size_t point_width(uint32_t point)
{
    UChar32 c = (UChar32)point;
    if (point < 0x300)
        return point == 0xAD || point < 0x20 || (point >= 0x7F && point < 0xA0) ? 0 : 1;
    if (U_GET_GC_MASK(c) & (U_GC_MN_MASK | U_GC_ME_MASK | U_GC_CC_MASK | U_GC_CF_MASK | U_GC_ZL_MASK | U_GC_ZP_MASK))
        return 0;
    int32_t hangul = u_getIntPropertyValue(c, UCHAR_HANGUL_SYLLABLE_TYPE);
    if (hangul == U_HST_VOWEL_JAMO || hangul == U_HST_TRAILING_JAMO)
        return 0;
    int32_t width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
    return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

size_t text_fit(struct str s, size_t columns)
{
    size_t used = 0;
    for (size_t pos = 0; pos < s.len;) {
        size_t begin = pos;
        uint32_t point = utf8_next(s, &pos);
        if (point == UTF8_INVALID)
            return begin;
        used += point_width(point);
        if (used > columns)
            return begin;
    }
    return s.len;
}

size_t text_width(struct str s)
{
    size_t width = 0;
    for (size_t pos = 0; pos < s.len;) {
        uint32_t point = utf8_next(s, &pos);
        if (point == UTF8_INVALID)
            break;
        width += point_width(point);
    }
    return width;
}
