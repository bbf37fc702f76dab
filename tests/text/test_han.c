#include "text/han.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void is_han_is_true_within_the_blocks_of_ideographs(void **unused)
{
    (void)unused;
    static const struct {
        const char *description;
        uint32_t first, last;
    } blocks[] = {
        {"extension A", 0x3400, 0x4DBF},   {"unified", 0x4E00, 0x9FFF},      {"compatibility", 0xF900, 0xFAFF},
        {"extension B", 0x20000, 0x2A6DF}, {"supplement", 0x2F800, 0x2FA1F}, {"extension G", 0x30000, 0x3134A},
    };
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        if (!is_han(blocks[i].first) || !is_han(blocks[i].last))
            fail_msg("%s", blocks[i].description);
}

static void is_han_of_other_signs_is_false(void **unused)
{
    (void)unused;
    static const struct {
        const char *description;
        uint32_t point;
    } cases[] = {
        {"Latin", 'a'},     {"comma", 0x3001},  {"kana", 0x3042},   {"hexagram", 0x4DC0},
        {"Hangul", 0xAC00}, {"wide A", 0xFF21}, {"emoji", 0x1F600}, {"past the planes", 0x40000},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (is_han(cases[i].point))
            fail_msg("%s", cases[i].description);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_han_is_true_within_the_blocks_of_ideographs),
        cmocka_unit_test(is_han_of_other_signs_is_false),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
