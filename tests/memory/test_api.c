#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <stdio.h>
#include <zhengming/memory.h>

static char folder[200];
static zhm_database *db;

static int open_db(void **state)
{
    (void)state;
    zhm_error err;
    const char *tmp = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/zhm-memory-api-XXXXXX", tmp ? tmp : "/tmp");
    if (!mkdtemp(folder) || zhm_open(folder, ZHM_OPEN_CREATE, &db, &err) != ZHM_OK)
        return -1;
    return 0;
}

static int close_db(void **state)
{
    (void)state;
    char command[260];
    zhm_close(db);
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command); /* NOLINT(cert-env33-c): a folder of our own */
}

static uint64_t add(const char *en, const char *zh)
{
    const zhm_segment segments[] = {{.lang = "en", .text = en}, {.lang = "zh-Hans", .text = zh}};
    const zhm_unit u = {.segments = segments, .segment_count = 2};
    uint64_t number = 0;
    zhm_error err;
    assert_int_equal(zhm_memory_add(db, &u, 1, &number, NULL, &err), ZHM_OK);
    return number;
}

static void memory_add_is_found_by_the_next_lookup(void **state)
{
    (void)state;
    const zhm_unit_matches *found;
    zhm_error err;
    uint64_t number = add("The bridge opens in May.", "大桥五月通车。");
    assert_int_equal(zhm_memory_lookup(db, "The bridge opens in June.", "en", "zh", NULL, &found, &err), ZHM_OK);
    assert_int_equal(found->count, 1);
    assert_int_equal(found->items[0].unit->number, number);
    assert_int_equal(found->items[0].kind, ZHM_UNIT_FUZZY);
    assert_int_equal(found->items[0].score, 8400); /* four of 25 */
    assert_string_equal(found->items[0].target->text, "大桥五月通车。");
    zhm_free(found);
    assert_int_equal(zhm_memory_lookup(db, "大桥五月通车。", "zh-CN", "en", NULL, &found, &err), ZHM_OK);
    assert_int_equal(found->items[0].score, 10000);
    assert_string_equal(zhm_unit_match_name(found->items[0].kind), "exact");
    zhm_free(found);
}

static void memory_add_of_what_is_there_is_one_unit(void **state)
{
    (void)state;
    assert_int_equal(add("Twice.", "两次。"), add("Twice.", "两次。"));
}

static void memory_delete_takes_it_away(void **state)
{
    (void)state;
    const zhm_unit_matches *found;
    const zhm_unit *unit;
    zhm_error err;
    uint64_t number = add("Soon gone.", "很快没有。");
    assert_int_equal(zhm_memory_get(db, number, &unit, &err), ZHM_OK);
    assert_string_equal(unit->segments[0].text, "Soon gone.");
    zhm_free(unit);
    assert_int_equal(zhm_memory_delete(db, &number, 1, NULL, &err), ZHM_OK);
    assert_int_equal(zhm_memory_delete(db, &number, 1, NULL, &err), ZHM_NOT_FOUND);
    assert_int_equal(zhm_memory_get(db, number, &unit, &err), ZHM_NOT_FOUND);
    assert_int_equal(zhm_memory_lookup(db, "Soon gone.", "en", "zh", NULL, &found, &err), ZHM_OK);
    assert_int_equal(found->count, 0);
    zhm_free(found);
}

static void memory_add_of_a_faulty_unit_names_it_and_adds_nothing(void **state)
{
    (void)state;
    const zhm_segment sound[] = {{.lang = "en", .text = "Sound."}, {.lang = "zh-Hans", .text = "好。"}};
    const zhm_segment empty[] = {{.lang = "en", .text = ""}, {.lang = "zh-Hans", .text = "空。"}};
    const zhm_unit units[] = {{.segments = sound, .segment_count = 2}, {.segments = empty, .segment_count = 2}};
    const zhm_unit_matches *found;
    zhm_error err;
    assert_int_equal(zhm_memory_add(db, units, 2, NULL, NULL, &err), ZHM_BAD_INPUT);
    assert_non_null(strstr(err.text, "unit 1: "));
    assert_int_equal(zhm_memory_lookup(db, "Sound.", "en", "zh", NULL, &found, &err), ZHM_OK);
    assert_int_equal(found->count, 0);
    zhm_free(found);
}

static void memory_lookup_of_bad_input_says_so(void **state)
{
    (void)state;
    static const struct {
        const char *text, *from, *to;
        unsigned min_score;
    } cases[] = {{"", "en", "zh", 0},  {NULL, "en", "zh", 0}, {"a\xff", "en", "zh", 0}, {"a", "english!", "zh", 0},
                 {"a", "en", NULL, 0}, {"a", "en", "zh", 49}, {"a", "en", "zh", 101}};
    const zhm_unit_matches *found;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        zhm_error err = {0};
        const zhm_memory_options o = {.min_score = cases[i].min_score};
        assert_int_equal(zhm_memory_lookup(db, cases[i].text, cases[i].from, cases[i].to, &o, &found, &err),
                         ZHM_BAD_INPUT);
        assert_true(err.text[0] != '\0');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_add_is_found_by_the_next_lookup),
        cmocka_unit_test(memory_add_of_what_is_there_is_one_unit),
        cmocka_unit_test(memory_delete_takes_it_away),
        cmocka_unit_test(memory_add_of_a_faulty_unit_names_it_and_adds_nothing),
        cmocka_unit_test(memory_lookup_of_bad_input_says_so),
    };
    return cmocka_run_group_tests(tests, open_db, close_db);
}
