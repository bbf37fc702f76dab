#include "text/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct {
    const char *description;
    uint32_t before, after;
    bool want;
} pairs[] = {
    {"letters", 'a', 'b', false},
    {"a letter and a digit", 'a', '1', false},
    {"digits", '1', '2', false},
    {"a letter and a blank", 'a', ' ', true},
    {"a blank and a letter", ' ', 'a', true},
    {"a letter and an apostrophe", 'e', '\'', true},
    {"a letter and a hyphen", 'e', '-', true},
    {"letters with accents", 0xE9, 0xDF, false},
    {"Greek and Cyrillic letters", 0x3B1, 0x431, false},
    {"Arabic letters", 0x627, 0x628, false},
    {"Hangul", 0xAC00, 0xAC01, false},
    {"Han", 0x4E2D, 0x56FD, true},
    {"Han outside the basic plane", 0x20000, 0x20001, true},
    {"Han and a letter", 0x4E2D, 'A', true},
    {"a letter and Han", 'A', 0x80A1, true},
    {"kana", 0x3042, 0x30A2, true},
    {"Thai", 0xE01, 0xE02, true},
    {"a letter and its mark", 'e', 0x301, false},
    {"a mark and the next letter", 0x301, 'm', false},
    {"Han and its mark", 0x845B, 0xE0100, false},
    {"fullwidth letters", 0xFF21, 0xFF22, false},
    {"a letter and a tag", 'a', 0xFFFC, true},
    {"a letter and the end of a sentence", 'a', '.', true},
};

static void words_end_where_they_may(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (word_may_end(pairs[i].before, pairs[i].after) != pairs[i].want)
            fail_msg("%s", pairs[i].description);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(words_end_where_they_may)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
