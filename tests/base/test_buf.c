#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void buf_append_keeps_all_bytes(void **unused)
{
    (void)unused;
    struct buf b = {0};
    for (int i = 0; i < 10000; i++)
        buf_append_char(&b, (char)(i % 251));
    assert_int_equal(b.len, 10000);
    for (int i = 0; i < 10000; i++)
        assert_int_equal((unsigned char)b.data[i], i % 251);
    buf_clear(&b);
    assert_int_equal(b.len, 0);
    buf_append_text(&b, "x");
    buf_append_str(&b, STR("yz"));
    buf_append(&b, NULL, 0);
    buf_append_point(&b, 0x4E2D);
    assert_true(str_is(buf_str(&b), "xyz中"));
    buf_free(&b);
    assert_null(b.data);
}

static void buf_growth_past_all_memory_fails_and_stays_failed(void **unused)
{
    (void)unused;
    struct buf b = {0};
    buf_append_text(&b, "kept");
    assert_false(buf_reserve(&b, SIZE_MAX));
    assert_true(b.failed);
    buf_append_text(&b, "lost");
    buf_append_char(&b, 'x');
    buf_printf(&b, "%d", 1);
    buf_append_be64(&b, 1);
    assert_null(buf_text(&b));
    assert_true(str_is(buf_str(&b), "kept"));
    buf_clear(&b);
    assert_false(b.failed);
    assert_false(buf_reserve(&b, SIZE_MAX / 4 + 1));
    buf_free(&b);
}

static void buf_printf_appends_any_length(void **unused)
{
    (void)unused;
    struct buf b = {0};
    buf_printf(&b, "%s", "");
    assert_int_equal(b.len, 0);
    buf_printf(&b, "%d-%s", 7, "seven");
    buf_printf(&b, "%0500d", 1);
    assert_int_equal(b.len, 507);
    assert_memory_equal(b.data, "7-seven000", 10);
    assert_int_equal(b.data[506], '1');
    buf_free(&b);
}

static void buf_text_is_terminated_and_not_counted(void **unused)
{
    (void)unused;
    struct buf b = {0};
    assert_string_equal(buf_text(&b), "");
    for (int i = 0; i < 64; i++)
        buf_append_char(&b, 'x');
    assert_int_equal(strlen(buf_text(&b)), 64);
    assert_int_equal(b.len, 64);
    buf_free(&b);
}

static void varint_is_read_as_written(void **unused)
{
    (void)unused;
    struct buf b = {0};
    for (int shift = 0; shift < 64; shift++)
        for (int add = -1; add < 2; add++) {
            uint64_t value = ((uint64_t)1 << shift) + (uint64_t)add, got = 0;
            buf_clear(&b);
            buf_append_varint(&b, value);
            struct str in = buf_str(&b);
            assert_true(read_varint(&in, &got));
            assert_true(got == value);
            assert_int_equal(in.len, 0);
            for (size_t cut = 0; cut < b.len; cut++) {
                in = (struct str){b.data, cut};
                assert_false(read_varint(&in, &got));
                assert_int_equal(in.len, cut);
            }
        }
    buf_free(&b);
}

static void varint_lengths_are_leb128(void **unused)
{
    (void)unused;
    static const struct {
        uint64_t value;
        size_t len;
    } rows[] = {{0, 1}, {127, 1}, {128, 2}, {16383, 2}, {16384, 3}, {UINT32_MAX, 5}, {UINT64_MAX, 10}};
    struct buf b = {0};
    for (size_t i = 0; i < COUNT(rows); i++) {
        buf_clear(&b);
        buf_append_varint(&b, rows[i].value);
        assert_int_equal(b.len, rows[i].len);
    }
    buf_free(&b);
}

static void varint_past_64_bits_is_refused(void **unused)
{
    (void)unused;
    uint64_t value = 42;
    struct str bad[] = {STR("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02"),
                        STR("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01"), STR("")};
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(read_varint(&bad[i], &value));
    assert_int_equal(value, 42);
}

static void lengthed_is_read_as_written(void **unused)
{
    (void)unused;
    struct buf b = {0};
    struct str value = {0};
    buf_append_lengthed(&b, STR("abc"));
    buf_append_lengthed(&b, STR(""));
    struct str in = buf_str(&b);
    assert_true(read_lengthed(&in, &value));
    assert_true(str_is(value, "abc"));
    assert_true(read_lengthed(&in, &value));
    assert_int_equal(value.len, 0);
    assert_int_equal(in.len, 0);
    assert_false(read_lengthed(&in, &value));
    buf_free(&b);
}

static void lengthed_longer_than_input_is_refused(void **unused)
{
    (void)unused;
    struct str in = STR("\x04"
                        "abc"),
               value = STR("old");
    assert_false(read_lengthed(&in, &value));
    assert_int_equal(in.len, 4);
    assert_true(str_is(value, "old"));
    in = STR("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01"
             "abc");
    assert_false(read_lengthed(&in, &value));
}

static void big_endian_is_read_as_written_and_sorts(void **unused)
{
    (void)unused;
    static const uint64_t values[] = {0, 1, 255, 256, 0xFFFFFFFF, 0x100000000, 0x0123456789ABCDEF, UINT64_MAX};
    char old[8] = {0};
    struct buf b = {0};
    for (size_t i = 0; i < COUNT(values); i++) {
        buf_clear(&b);
        buf_append_be64(&b, values[i]);
        buf_append_be32(&b, (uint32_t)values[i]);
        assert_int_equal(b.len, 12);
        assert_true(be64(b.data) == values[i]);
        assert_true(be32(b.data + 8) == (uint32_t)values[i]);
        assert_true(i == 0 || memcmp(old, b.data, 8) < 0);
        memcpy(old, b.data, 8);
    }
    buf_free(&b);
}

static void str_compare_is_by_bytes_then_length(void **unused)
{
    (void)unused;
    assert_true(str_compare(STR("a"), STR("b")) < 0);
    assert_true(str_compare(STR("a"), STR("aa")) < 0);
    assert_true(str_compare(STR("\xFF"), STR("a")) > 0);
    assert_int_equal(str_compare(STR("ab"), STR("ab")), 0);
    assert_int_equal(str_compare((struct str){0}, STR("")), 0);
    assert_true(str_equal((struct str){0}, STR("")));
    assert_true(str_starts(STR("abc"), (struct str){0}));
    assert_true(str_starts(STR("abc"), STR("ab")));
    assert_false(str_starts(STR("a"), STR("ab")));
    assert_int_equal(str_of(NULL).len, 0);
    assert_true(str_is(str_from(STR("abc"), 1), "bc"));
    assert_int_equal(str_from((struct str){0}, 0).len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(buf_append_keeps_all_bytes),
        cmocka_unit_test(buf_growth_past_all_memory_fails_and_stays_failed),
        cmocka_unit_test(buf_printf_appends_any_length),
        cmocka_unit_test(buf_text_is_terminated_and_not_counted),
        cmocka_unit_test(varint_is_read_as_written),
        cmocka_unit_test(varint_lengths_are_leb128),
        cmocka_unit_test(varint_past_64_bits_is_refused),
        cmocka_unit_test(lengthed_is_read_as_written),
        cmocka_unit_test(lengthed_longer_than_input_is_refused),
        cmocka_unit_test(big_endian_is_read_as_written_and_sorts),
        cmocka_unit_test(str_compare_is_by_bytes_then_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
