/* The file itself, to reach both ways of summing, of which a processor uses one. */
#include "base/crc32c.c" /* NOLINT(bugprone-suspicious-include) */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

/* Bit by bit, from the definition. */
static uint32_t slow(uint32_t crc, const unsigned char *p, size_t len)
{
    crc = ~crc;
    for (; len > 0; p++, len--) {
        crc ^= *p;
        for (int bit = 0; bit < 8; bit++)
            crc = crc & 1 ? crc >> 1 ^ 0x82F63B78u : crc >> 1;
    }
    return ~crc;
}

/* RFC 3720, section B.4, and the customary check value */
static void crc32c_of_known_texts_is_published(void **unused)
{
    (void)unused;
    unsigned char zeros[32] = {0}, ones[32], up[32], down[32];
    memset(ones, 0xFF, sizeof ones);
    for (unsigned char i = 0; i < 32; i++) {
        up[i] = i;
        down[i] = (unsigned char)(31 - i);
    }
    assert_int_equal(crc32c(0, zeros, 32), 0x8A9136AA);
    assert_int_equal(crc32c(0, ones, 32), 0x62A8AB43);
    assert_int_equal(crc32c(0, up, 32), 0x46DD794E);
    assert_int_equal(crc32c(0, down, 32), 0x113FDB5C);
    assert_int_equal(crc32c(0, "123456789", 9), 0xE3069283);
    assert_int_equal(crc32c(0, "", 0), 0);
}

static void crc32c_of_random_bytes_is_as_slow_twin(void **unused)
{
    (void)unused;
    unsigned seed = (unsigned)time(NULL);
    print_message("seed %u\n", seed);
    unsigned char data[200];
    for (int i = 0; i < 5000; i++) {
        size_t begin = (size_t)rand_r(&seed) % 16, len = (size_t)rand_r(&seed) % (sizeof data - 16);
        for (size_t k = 0; k < sizeof data; k++)
            data[k] = (unsigned char)rand_r(&seed);
        uint32_t before = (uint32_t)rand_r(&seed), want = slow(before, data + begin, len);
        assert_int_equal(crc32c(before, data + begin, len), want);
        assert_int_equal(~portable(~before, data + begin, len), want);
    }
}

static void crc32c_in_parts_is_of_the_whole(void **unused)
{
    (void)unused;
    static const char text[] = "a text that is long enough to be cut at any place, with words of eight";
    size_t len = sizeof text - 1;
    for (size_t cut = 0; cut <= len; cut++)
        assert_int_equal(crc32c(crc32c(0, text, cut), text + cut, len - cut), crc32c(0, text, len));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(crc32c_of_known_texts_is_published),
        cmocka_unit_test(crc32c_of_random_bytes_is_as_slow_twin),
        cmocka_unit_test(crc32c_in_parts_is_of_the_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
