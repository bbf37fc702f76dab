#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static int is_zero(const unsigned char *p, size_t len)
{
    while (len > 0 && *p == 0) {
        p++;
        len--;
    }
    return len == 0;
}

static void arena_alloc_is_zeroed_aligned_and_apart(void **unused)
{
    (void)unused;
    struct arena a = {0};
    unsigned char *old = NULL;
    for (size_t size = 0; size < 3000; size += 7) {
        unsigned char *p = arena_alloc(&a, size);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
        assert_true(is_zero(p, size));
        if (old)
            assert_int_equal(old[0], 0xAA);
        memset(p, 0xAA, size);
        old = size ? p : NULL;
    }
    arena_free(&a);
    assert_null(a.blocks);
}

static void arena_alloc_after_clear_is_zeroed_again(void **unused)
{
    (void)unused;
    struct arena a = {0};
    for (int round = 0; round < 4; round++) {
        for (int i = 0; i < 100; i++) {
            unsigned char *p = arena_alloc(&a, 1000);
            assert_non_null(p);
            assert_true(is_zero(p, 1000));
            memset(p, 0xFF, 1000);
        }
        arena_clear(&a);
    }
    arena_free(&a);
}

static void arena_clear_keeps_the_largest_block(void **unused)
{
    (void)unused;
    struct arena a = {0};
    assert_non_null(arena_alloc(&a, 10));
    void *large = arena_alloc(&a, 1 << 20);
    assert_non_null(large);
    arena_clear(&a);
    assert_ptr_equal(arena_alloc(&a, 1 << 20), large);
    arena_free(&a);
}

static void arena_clear_of_empty_is_nothing(void **unused)
{
    (void)unused;
    struct arena a = {0};
    arena_clear(&a);
    arena_free(&a);
    assert_null(a.blocks);
}

static void arena_alloc_past_all_memory_is_null(void **unused)
{
    (void)unused;
    struct arena a = {0};
    assert_null(arena_alloc(&a, SIZE_MAX));
    assert_null(arena_alloc(&a, SIZE_MAX / 4 + 1));
    assert_null(arena_array(&a, SIZE_MAX / 2, 4));
    assert_null(arena_array(&a, 4, SIZE_MAX / 2));
    assert_non_null(arena_array(&a, 0, 8));
    assert_non_null(arena_array(&a, 8, 0));
    arena_free(&a);
}

static void arena_copy_is_terminated(void **unused)
{
    (void)unused;
    struct arena a = {0};
    struct str copy = arena_copy(&a, (struct str){"abcdef", 3});
    assert_int_equal(copy.len, 3);
    assert_string_equal(copy.data, "abc");
    copy = arena_copy(&a, (struct str){NULL, 0});
    assert_int_equal(copy.len, 0);
    assert_string_equal(copy.data, "");
    arena_free(&a);
}

static void arena_join_and_printf_are_terminated(void **unused)
{
    (void)unused;
    struct arena a = {0};
    assert_string_equal(arena_join(&a, "one", " ", "", "two", NULL), "one two");
    assert_string_equal(arena_printf(&a, "%s-%d", "x", 7), "x-7");
    for (int width = 509; width < 515; width++) {
        const char *text = arena_printf(&a, "%*d", width, 1);
        assert_int_equal(strlen(text), width);
        assert_int_equal(text[width - 1], '1');
    }
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena_alloc_is_zeroed_aligned_and_apart),
        cmocka_unit_test(arena_alloc_after_clear_is_zeroed_again),
        cmocka_unit_test(arena_clear_keeps_the_largest_block),
        cmocka_unit_test(arena_clear_of_empty_is_nothing),
        cmocka_unit_test(arena_alloc_past_all_memory_is_null),
        cmocka_unit_test(arena_copy_is_terminated),
        cmocka_unit_test(arena_join_and_printf_are_terminated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
