#include "cases.h"

#include "lint/tally.h"

static void tally_sorts_by_count_then_word(void **state)
{
    static const char *const words[] = {"b", "a", "c", "c", "b", "d"}, *const want[] = {"b", "c", "a", "d"};
    struct tally t = {0};
    (void)state;
    for (size_t i = 0; i < 6; i++)
        tally_add(&t, str_of(words[i]));
    tally_sort(&t);
    assert_int_equal(t.count, 4);
    for (size_t i = 0; i < 4; i++)
        assert_true(str_is(t.words[i].word, want[i]) && t.words[i].count == (i < 2 ? 2 : 1));
    tally_free(&t);
    tally_sort(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(tally_sorts_by_count_then_word)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
