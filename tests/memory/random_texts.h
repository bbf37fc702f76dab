/* random_texts.h - texts of many kinds, and others near them */
#ifndef TESTS_MEMORY_RANDOM_TEXTS_H
#define TESTS_MEMORY_RANDOM_TEXTS_H

#include "../seeded.h"
#include "text/levenshtein.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define MAYBE __attribute__((unused)) static
#define COUNT(array) (sizeof(array) / sizeof *(array))

enum { TEXT_LONGEST = 700 };

struct text {
    size_t len;
    uint32_t points[TEXT_LONGEST];
};

/* What texts are made of: `below` signs from `first` on, and now and then one of `others`. */
struct signs {
    const char *name;
    uint32_t first, below;
    uint32_t others[4];
    bool words; /* of the signs, with spaces between */
};

/* clang-format off */
static const struct signs signs_of[] = {
    {"two letters", 'a', 2, {'a', 'a', 'b', 'b'}, false},
    {"three letters", 'a', 3, {'A', 'b', ' ', '.'}, false},
    {"four letters and tags", 'a', 4, {0xFFFC, 0xFFFC, ' ', 'C'}, false},
    {"words", 'a', 26, {' ', 0xE9, 0x2019, 'Q'}, true},
    {"three Han signs", 0x4E00, 3, {0x4E00, 0x4E01, 0x4E02, 0x3002}, false},
    {"many Han signs", 0x4E00, 800, {0x3002, 0xFF0C, '1', '9'}, false},
    {"Han signs and letters", 0x56FD, 6, {'a', 'b', 'A', ' '}, false},
    {"signs above FFFF", 0x20000, 5, {0x1F600, 0x1F601, 'a', 0x4E00}, false},
    {"bytes and others", 0xE0, 8, {0x153, 0x85, 0x2122, 0x430}, false},
};
/* clang-format on */

MAYBE uint32_t random_sign(const struct signs *s)
{
    if (seeded(5) == 0)
        return s->others[seeded(COUNT(s->others))];
    return s->first + (uint32_t)seeded(s->below);
}

/* Words are few, so that texts share them. */
MAYBE uint32_t word_sign(size_t word, size_t i)
{
    uint32_t mixed = (uint32_t)(word * 2654435761u + 40503u * i);
    return i > 2 + word % 5 ? ' ' : 'a' + (mixed >> 13) % 26;
}

MAYBE void random_text(const struct signs *s, size_t len, struct text *t)
{
    size_t word = 0, at = 0;
    for (t->len = 0; t->len < len; t->len++) {
        t->points[t->len] = s->words ? word_sign(word, at++) : random_sign(s);
        if (s->words && t->points[t->len] == ' ') {
            word = seeded(60);
            at = 0;
        }
    }
}

MAYBE void edit_once(const struct signs *s, struct text *t)
{
    size_t at = seeded(t->len + 1), kind = seeded(3);
    if (kind == 0 && at < t->len) {
        t->points[at] = random_sign(s);
    } else if (kind == 1 && at < t->len) {
        memmove(t->points + at, t->points + at + 1, (--t->len - at) * sizeof *t->points);
    } else if (kind == 2 && t->len < TEXT_LONGEST) {
        memmove(t->points + at + 1, t->points + at, (t->len++ - at) * sizeof *t->points);
        t->points[at] = random_sign(s);
    }
}

/* Edits all over the text, or all of them near one place, or a piece taken out or put in. */
MAYBE void edit_text(const struct signs *s, size_t edits, struct text *t)
{
    if (seeded(4) == 0 && t->len > edits) {
        size_t at = seeded(t->len - edits + 1);
        t->len -= edits;
        memmove(t->points + at, t->points + at + edits, (t->len - at) * sizeof *t->points);
        return;
    }
    for (; edits > 0; edits--)
        edit_once(s, t);
}

MAYBE size_t distance_of(const struct text *a, const struct text *b)
{
    return levenshtein(a->points, a->len, b->points, b->len, SIZE_MAX);
}

MAYBE const struct signs *random_signs(void)
{
    return &signs_of[seeded(COUNT(signs_of))];
}

/* A text, and another: near it, or of its own. */
MAYBE const struct signs *random_pair(size_t longest, struct text *a, struct text *b)
{
    const struct signs *s = random_signs();
    random_text(s, seeded(longest + 1), a);
    if (seeded(8) == 0) {
        random_text(s, seeded(longest + 1), b);
    } else {
        *b = *a;
        edit_text(s, seeded(a->len / 2 + 2), b);
    }
    return s;
}

#endif
