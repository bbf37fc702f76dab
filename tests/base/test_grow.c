#include "base/grow.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void array_grow_of_a_full_array_doubles_and_keeps_all(void **unused)
{
    (void)unused;
    uint32_t *items = NULL;
    size_t room = 0, moves = 0;
    for (uint32_t i = 0; i < 5000; i++) {
        size_t before = room;
        items = array_grow(items, i, &room, sizeof *items);
        assert_non_null(items);
        assert_true(room > i);
        assert_true(room == before || before == 0 || room == 2 * before);
        moves += room != before;
        items[i] = i * 7;
    }
    assert_true(moves > 1 && moves < 14);
    for (uint32_t i = 0; i < 5000; i++)
        assert_int_equal(items[i], i * 7);
    free(items);
}

static void arena_grow_of_a_full_array_doubles_and_keeps_all(void **unused)
{
    (void)unused;
    struct arena a = {0};
    uint32_t *items = NULL;
    size_t room = 0;
    for (uint32_t i = 0; i < 5000; i++) {
        uint32_t *old = items;
        size_t before = room;
        items = arena_grow(&a, items, i, &room, sizeof *items);
        assert_non_null(items);
        assert_true(room > i);
        assert_true(room == before || before == 0 || room == 2 * before);
        if (i > 0)
            assert_int_equal(old[i - 1], items[i - 1]);
        items[i] = i * 7;
    }
    for (uint32_t i = 0; i < 5000; i++)
        assert_int_equal(items[i], i * 7);
    arena_free(&a);
}

static void grow_with_room_leaves_the_array_where_it_is(void **unused)
{
    (void)unused;
    struct arena a = {0};
    int items[3] = {1, 2, 3};
    size_t room = 3;
    assert_ptr_equal(array_grow(items, 2, &room, sizeof *items), items);
    assert_ptr_equal(arena_grow(&a, items, 2, &room, sizeof *items), items);
    assert_int_equal(room, 3);
    assert_null(a.blocks);
}

static void arena_grow_leaves_the_old_array_as_it_was(void **unused)
{
    (void)unused;
    struct arena a = {0};
    int old[3] = {1, 2, 3};
    size_t room = 3;
    int *items = arena_grow(&a, old, 3, &room, sizeof *items);
    assert_non_null(items);
    assert_ptr_not_equal(items, old);
    assert_int_equal(room, 6);
    items[0] = 9;
    assert_int_equal(old[0], 1);
    arena_free(&a);
}

/* Sizes of which twice the room overflows, or is more than there is memory. */
static void grow_past_all_memory_is_null_with_the_old_untouched(void **unused)
{
    (void)unused;
    static const struct {
        size_t room, size;
    } cases[] = {{SIZE_MAX, 1},     {0, SIZE_MAX / 2},   {SIZE_MAX / 2 + 1, 1},
                 {SIZE_MAX / 4, 8}, {16, SIZE_MAX / 16}, {2, SIZE_MAX / 2}};
    struct arena a = {0};
    char *items = malloc(4);
    assert_non_null(items);
    memcpy(items, "old", 4);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t room = cases[i].room;
        assert_null(array_grow(items, room, &room, cases[i].size));
        assert_null(arena_grow(&a, items, room, &room, cases[i].size));
        assert_int_equal(room, cases[i].room);
        assert_string_equal(items, "old");
    }
    free(items);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(array_grow_of_a_full_array_doubles_and_keeps_all),
        cmocka_unit_test(arena_grow_of_a_full_array_doubles_and_keeps_all),
        cmocka_unit_test(grow_with_room_leaves_the_array_where_it_is),
        cmocka_unit_test(arena_grow_leaves_the_old_array_as_it_was),
        cmocka_unit_test(grow_past_all_memory_is_null_with_the_old_untouched),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
