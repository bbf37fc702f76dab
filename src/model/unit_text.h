/* unit_text.h - what the files about units share */
#ifndef MODEL_UNIT_TEXT_H
#define MODEL_UNIT_TEXT_H

#include "base/str.h"

#include <zhengming/unit.h>

/** The number of ZHM_PLACEHOLDERs in @text. */
static inline size_t placeholder_count(struct str text)
{
    size_t count = 0;
    while (text.len >= 3) {
        const char *lead = memchr(text.data, '\xEF', text.len - 2);
        if (!lead)
            break;
        bool found = lead[1] == '\xBF' && lead[2] == '\xBC';
        count += found;
        text = str_from(text, (size_t)(lead - text.data) + 1);
    }
    return count;
}

#endif
