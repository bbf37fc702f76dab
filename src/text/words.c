#include "text/words.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

static bool is_mark(uint32_t point)
{
    return point >= 0x300 && (U_GET_GC_MASK((UChar32)point) & U_GC_M_MASK);
}

static bool has_no_blanks(uint32_t point)
{
    UErrorCode status = U_ZERO_ERROR;
    switch (uscript_getScript((UChar32)point, &status)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_BOPOMOFO:
    case USCRIPT_YI:
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR:
        return true;
    default:
        return false;
    }
}

/* A letter, a digit, or a mark on one, that words of several signs are made of. */
static bool joins(uint32_t point)
{
    if (point < 0x80)
        return (point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z') || (point >= '0' && point <= '9');
    return (u_isalnum((UChar32)point) || is_mark(point)) && !has_no_blanks(point);
}

bool word_may_end(uint32_t before, uint32_t after)
{
    return !is_mark(after) && !(joins(before) && joins(after));
}
