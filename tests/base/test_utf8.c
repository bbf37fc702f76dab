#include "base/utf8.h"

#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void utf8_every_point_is_read_as_written(void **unused)
{
    (void)unused;
    for (uint32_t point = 0; point < 0x110000; point++) {
        if (point >= 0xD800 && point < 0xE000)
            continue;
        char bytes[4];
        size_t len = utf8_encode(point, bytes), pos = 0;
        assert_int_equal(len, point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4);
        struct str s = {bytes, len};
        assert_int_equal(utf8_next(s, &pos), point);
        assert_int_equal(pos, len);
        for (size_t cut = 1; cut < len; cut++) {
            pos = 0;
            assert_int_equal(utf8_next((struct str){bytes, cut}, &pos), UTF8_INVALID);
            assert_int_equal(pos, 0);
        }
    }
}

/* Unicode Standard, table 3-7, as ranges of each byte */
static size_t sequence_length(const unsigned char *b)
{
    static const unsigned char rows[][9] = {
        {1, 0x00, 0x7F},
        {2, 0xC2, 0xDF, 0x80, 0xBF},
        {3, 0xE0, 0xE0, 0xA0, 0xBF, 0x80, 0xBF},
        {3, 0xE1, 0xEC, 0x80, 0xBF, 0x80, 0xBF},
        {3, 0xED, 0xED, 0x80, 0x9F, 0x80, 0xBF},
        {3, 0xEE, 0xEF, 0x80, 0xBF, 0x80, 0xBF},
        {4, 0xF0, 0xF0, 0x90, 0xBF, 0x80, 0xBF, 0x80, 0xBF},
        {4, 0xF1, 0xF3, 0x80, 0xBF, 0x80, 0xBF, 0x80, 0xBF},
        {4, 0xF4, 0xF4, 0x80, 0x8F, 0x80, 0xBF, 0x80, 0xBF},
    };
    for (size_t r = 0; r < COUNT(rows); r++) {
        size_t i = 0;
        while (i < rows[r][0] && b[i] >= rows[r][1 + 2 * i] && b[i] <= rows[r][2 + 2 * i])
            i++;
        if (i == rows[r][0])
            return i;
    }
    return 0;
}

static void utf8_any_three_bytes_are_read_by_the_standard(void **unused)
{
    (void)unused;
    for (uint32_t n = 0; n < 1u << 24; n += n >> 23 ? 1 : 3) {
        unsigned char b[4] = {(unsigned char)(n >> 16), (unsigned char)(n >> 8), (unsigned char)n, 0x80};
        size_t pos = 0, want = sequence_length(b);
        uint32_t point = utf8_next((struct str){(const char *)b, 4}, &pos);
        if (pos != want || (point == UTF8_INVALID) != (want == 0))
            fail_msg("%02X %02X %02X: %zu bytes", b[0], b[1], b[2], pos);
    }
}

static void utf8_check_names_the_first_bad_byte(void **unused)
{
    (void)unused;
    static const struct {
        const char *text;
        size_t offset;
    } rows[] = {{"\x80", 0}, {"ab\xC0\x80", 2}, {"中\xED\xA0\x80", 3}, {"é\xF4\x90\x80\x80", 2}, {"中文\xE4\xB8", 6}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        zhm_error err = {0};
        assert_int_equal(utf8_check(str_of(rows[i].text), &err), ZHM_BAD_INPUT);
        assert_int_equal(err.offset, rows[i].offset);
    }
    assert_int_equal(utf8_check(STR("a é 中 😀"), NULL), ZHM_OK);
    assert_int_equal(utf8_check((struct str){0}, NULL), ZHM_OK);
}

static void utf8_lengths_and_places_agree_with_reading(void **unused)
{
    (void)unused;
    static const uint32_t points[] = {'a', 0xE9, 0x4E2D, 0x1F600, 0x7F, 0x80, 0x7FF, 0xFFFF};
    unsigned seed = (unsigned)time(NULL);
    print_message("seed %u\n", seed);
    struct buf b = {0};
    for (int i = 0; i < 2000; i++) {
        buf_clear(&b);
        size_t count = (size_t)rand_r(&seed) % 60;
        for (size_t k = 0; k < count; k++)
            buf_append_point(&b, points[(size_t)rand_r(&seed) % COUNT(points)]);
        struct str s = buf_str(&b);
        assert_int_equal(utf8_length(s), count);
        uint32_t read[60 * 4];
        assert_int_equal(utf8_points(s, read), count);
        size_t pos = 0, index = 0;
        for (; pos < s.len; index++) {
            assert_int_equal(utf8_advance(s, 0, index), pos);
            assert_int_equal(utf8_advance(s, pos, count - index), s.len);
            assert_int_equal(utf8_length(str_from(s, pos)), count - index);
            assert_int_equal(read[index], utf8_next(s, &pos));
        }
        assert_int_equal(utf8_advance(s, 0, count + 5), s.len);
    }
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8_every_point_is_read_as_written),
        cmocka_unit_test(utf8_any_three_bytes_are_read_by_the_standard),
        cmocka_unit_test(utf8_check_names_the_first_bad_byte),
        cmocka_unit_test(utf8_lengths_and_places_agree_with_reading),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
