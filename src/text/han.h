/* han.h - which code points are Chinese characters */
#ifndef TEXT_HAN_H
#define TEXT_HAN_H

#include <stdbool.h>
#include <stdint.h>

/** Whether it is of one of Unicode's blocks of CJK ideographs:
 * unified ones, extensions (planes 2 and 3), compatibility ones. */
static inline bool is_han(uint32_t point)
{
    return (point >= 0x4E00 && point <= 0x9FFF) || (point >= 0x3400 && point <= 0x4DBF) ||
           (point >= 0xF900 && point <= 0xFAFF) || (point >= 0x20000 && point <= 0x3FFFF);
}

#endif
