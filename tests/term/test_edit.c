#include "temp_glossary.h"

#define CASES SOURCE_DIR "/tests/cases/glossary/"

static void same_report(struct load_report r, uint64_t added, uint64_t changed, uint64_t deleted, uint64_t unchanged)
{
    assert_int_equal(r.added, added);
    assert_int_equal(r.changed, changed);
    assert_int_equal(r.deleted, deleted);
    assert_int_equal(r.unchanged, unchanged);
}

static struct change_list history(struct temp *t, const char *id, size_t limit)
{
    struct change_list list = {0};
    WORKS(t, reader_begin(&t->reader, t->db, &t->err));
    WORKS(t, concept_history(&t->reader, str_of(id), limit, &list, &t->err));
    reader_end(&t->reader);
    return list;
}

static struct change_list since(struct temp *t, uint64_t generation, size_t limit)
{
    struct change_list list = {0};
    WORKS(t, reader_begin(&t->reader, t->db, &t->err));
    WORKS(t, changes_since(&t->reader, generation, limit, &list, &t->err));
    reader_end(&t->reader);
    return list;
}

static void load_twice_changes_nothing(void **state)
{
    struct temp *t = *state;
    struct load_report first = load_path(t, CASES "small"), again = load_path(t, CASES "small");
    same_report(first, 7, 0, 0, 0);
    same_report(again, 0, 0, 0, 7);
    assert_int_equal(first.generation, 1);
    assert_int_equal(again.generation, 1);
    assert_int_equal(since(t, 0, 1000).count, 7);
    assert_int_equal(since(t, 1, 1000).count, 0);
    verify_all(t);
}

static void load_changed_row_changes_one_concept_and_logs_it(void **state)
{
    struct temp *t = *state;
    load_path(t, CASES "small");
    struct load_report r = load_path(t, CASES "changed");
    same_report(r, 1, 1, 0, 0);
    assert_int_equal(r.generation, 2);
    struct change_list list = since(t, 1, 1000);
    assert_int_equal(list.count, 2);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(list.items[i].generation, 2);
        assert_true(strcmp(list.items[i].id, "x/mofcom") == 0 || strcmp(list.items[i].id, "x/guild") == 0);
        assert_non_null(list.items[i].concept);
    }
    list = history(t, "x/mofcom", 10);
    assert_int_equal(list.count, 2);
    assert_int_equal(list.items[0].concept->term_count, 2);
    assert_int_equal(list.items[1].concept->term_count, 4);
    assert_int_equal(ask_name(t, "MOFCOM", (zhm_options){0}).verdict, ZHM_VERDICT_UNKNOWN);
    verify_all(t);
}

static void load_prune_deletes_the_others_and_logs_them(void **state)
{
    struct temp *t = *state;
    load_path(t, CASES "small");
    struct load_report r = load_rows(t, "x/guild\t@concept\tagency\nx/guild\ten\tGuild\tpreferred\t\t\t\tx\n", true);
    same_report(r, 1, 0, 7, 0);
    assert_null(ask_concept(t, "x/mofcom"));
    assert_int_equal(since(t, 1, 100).count, 8);
    struct change_list list = history(t, "x/mofcom", 10);
    assert_int_equal(list.count, 2);
    assert_null(list.items[0].concept);
    assert_int_equal(ask_text(t, STR("MOFCOM, Guild"), (zhm_options){0}).count, 1);
    verify_all(t);
    assert_int_equal(concepts_load(t->db, NULL, 0, true, NULL, NULL, &r, &t->err), ZHM_BAD_INPUT);
    assert_string_equal(t->err.text, "nothing to load: pruning would delete every concept");
    assert_non_null(ask_concept(t, "x/guild"));
    verify_all(t);
}

static void load_with_a_bad_concept_applies_nothing(void **state)
{
    struct temp *t = *state;
    zhm_term good = {.lang = "en", .text = "Guild"}, bad = {.lang = "en", .text = " Guild"};
    zhm_concept both[] = {{.id = "x/a", .terms = &good, .term_count = 1},
                          {.id = "x/b", .terms = &bad, .term_count = 1}};
    struct load_report r = {.added = 5};
    assert_int_equal(concepts_load(t->db, both, 2, true, NULL, NULL, &r, &t->err), ZHM_BAD_INPUT);
    assert_string_equal(t->err.text, "x/b: space before the name");
    assert_int_equal(r.added, 5);
    assert_null(ask_concept(t, "x/a"));
}

static void count_up(void *context, size_t done, size_t total)
{
    size_t *seen = context;
    assert_int_equal(done, ++*seen);
    assert_int_equal(total, 2);
}

static void load_progress_counts_every_concept(void **state)
{
    struct temp *t = *state;
    zhm_term term = {.lang = "en", .text = "Guild"};
    zhm_concept both[] = {{.id = "x/a", .terms = &term, .term_count = 1},
                          {.id = "x/b", .terms = &term, .term_count = 1}};
    struct load_report r;
    size_t seen = 0;
    WORKS(t, concepts_load(t->db, both, 2, false, count_up, &seen, &r, &t->err));
    assert_int_equal(seen, 2);
}

static void put_get_delete_history(void **state)
{
    struct temp *t = *state;
    uint64_t generation = 0;
    assert_int_equal(put_name(t, "x/guild", "Guild"), 1);
    assert_int_equal(put_name(t, "x/guild", "Guild"), 1); /* nothing changed */
    assert_int_equal(put_name(t, "x/guild", "Guild of Letters"), 2);
    assert_string_equal(ask_concept(t, "x/guild")->terms[0].text, "Guild of Letters");
    assert_null(ask_concept(t, "x/guil"));
    WORKS(t, concept_delete(t->db, STR("x/guild"), BASED_ON_ANYTHING, &generation, &t->err));
    assert_int_equal(generation, 3);
    assert_null(ask_concept(t, "x/guild"));
    generation = 77;
    assert_int_equal(concept_delete(t->db, STR("x/guild"), BASED_ON_ANYTHING, &generation, &t->err), ZHM_NOT_FOUND);
    assert_int_equal(generation, 77);
    assert_string_equal(t->err.text, "no concept x/guild");
    assert_int_equal(put_name(t, "x/guild", "Guild"), 4);

    struct change_list list = history(t, "x/guild", 100);
    assert_int_equal(list.count, 4);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(list.items[i].generation, 4 - i);
    assert_null(list.items[1].concept);
    assert_string_equal(list.items[2].concept->terms[0].text, "Guild of Letters");
    assert_true(list.items[0].time > 1700000000);
    assert_int_equal(history(t, "x/guild", 2).count, 2);
    assert_int_equal(history(t, "x/guil", 100).count, 0);
    assert_int_equal(history(t, "", 100).count, 0);
    verify_all(t);
}

static void history_of_ids_with_a_common_beginning_is_kept_apart(void **state)
{
    struct temp *t = *state;
    put_name(t, "x/a", "One");
    put_name(t, "x/a/b", "Two");
    put_name(t, "x/a-b", "Three");
    put_name(t, "x/ab", "Four");
    assert_int_equal(history(t, "x/a", 100).count, 1);
    assert_int_equal(history(t, "x/a/b", 100).count, 1);
    assert_int_equal(history(t, "x/", 100).count, 0);
}

static void history_of_an_id_too_long_for_a_key_is_empty(void **state)
{
    struct temp *t = *state;
    char id[2000];
    put_name(t, "x/a", "One");
    memset(id, 'x', sizeof id);
    id[sizeof id - 1] = '\0';
    assert_int_equal(history(t, id, 100).count, 0);
}

static void put_based_on_an_older_generation_is_a_conflict(void **state)
{
    struct temp *t = *state;
    zhm_term term = {.lang = "en", .text = "Mine"};
    zhm_concept c = {.id = "x/guild", .terms = &term, .term_count = 1};
    uint64_t generation = 42;
    WORKS(t, concept_put(t->db, &c, 0, &generation, &t->err)); /* new: nobody has changed it */
    assert_int_equal(generation, 1);
    put_name(t, "x/other", "Other");
    term.text = "Mine again";
    WORKS(t, concept_put(t->db, &c, 1, &generation, &t->err));
    assert_int_equal(generation, 3);
    term.text = "Too late";
    assert_int_equal(concept_put(t->db, &c, 2, &generation, &t->err), ZHM_CONFLICT);
    assert_string_equal(t->err.text, "x/guild was changed in generation 3, after 2");
    assert_int_equal(generation, 3);
    assert_int_equal(concept_delete(t->db, STR("x/guild"), 2, &generation, &t->err), ZHM_CONFLICT);
    assert_string_equal(ask_concept(t, "x/guild")->terms[0].text, "Mine again");
    WORKS(t, concept_delete(t->db, STR("x/guild"), 3, &generation, &t->err));
    assert_int_equal(concept_put(t->db, &c, 3, &generation, &t->err), ZHM_CONFLICT); /* deleted in 4 */
    WORKS(t, concept_put(t->db, &c, 4, &generation, &t->err));
    verify_all(t);
}

static void put_bad_concept_changes_nothing(void **state)
{
    struct temp *t = *state;
    zhm_concept none = {.id = "x/guild"};
    uint64_t generation = 42;
    assert_int_equal(concept_put(t->db, &none, BASED_ON_ANYTHING, &generation, &t->err), ZHM_BAD_INPUT);
    assert_string_equal(t->err.text, "concept x/guild has no term");
    assert_int_equal(generation, 42);
    assert_int_equal(concept_delete(t->db, STR("No id"), BASED_ON_ANYTHING, NULL, &t->err), ZHM_BAD_INPUT);
    assert_int_equal(since(t, 0, 10).count, 0);
}

static void changes_since_gives_whole_generations(void **state)
{
    struct temp *t = *state;
    load_path(t, CASES "small"); /* seven in one */
    for (int i = 0; i < 5; i++)
        put_name(t, "x/guild", i % 2 ? "Guild" : "House");
    assert_int_equal(since(t, 0, 3).count, 7);
    assert_int_equal(since(t, 0, 8).count, 8);
    struct change_list list = since(t, 1, 100);
    assert_int_equal(list.count, 5);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(list.items[i].generation, 2 + i);
    assert_int_equal(since(t, 6, 100).count, 0);
    assert_int_equal(since(t, UINT64_MAX, 100).count, 0);
    assert_int_equal(since(t, UINT64_MAX - 1, 100).count, 0);
}

static void put_the_largest_concept(void **state)
{
    struct temp *t = *state;
    static zhm_term terms[ZHM_TERMS_MAX];
    static char names[ZHM_TERMS_MAX][40];
    zhm_concept c = {.id = "x/many", .terms = terms, .term_count = ZHM_TERMS_MAX};
    for (size_t i = 0; i < ZHM_TERMS_MAX; i++) {
        snprintf(names[i], sizeof names[i], "Name number %zu of many", i);
        terms[i] = (zhm_term){.lang = "en", .text = names[i]};
    }
    WORKS(t, concept_put(t->db, &c, 0, NULL, &t->err));
    assert_string_equal(ask_name(t, "name number 777 of many", (zhm_options){0}).subject.concept, "x/many");
    verify_all(t);
    for (size_t i = 0; i < ZHM_TERMS_MAX; i++)
        terms[i].text = names[0]; /* all fold to one key */
    WORKS(t, concept_put(t->db, &c, 1, NULL, &t->err));
    assert_int_equal(ask_name(t, "name number 777 of many", (zhm_options){0}).verdict, ZHM_VERDICT_UNKNOWN);
    verify_all(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_TEMP(load_twice_changes_nothing),
        IN_TEMP(load_changed_row_changes_one_concept_and_logs_it),
        IN_TEMP(load_prune_deletes_the_others_and_logs_them),
        IN_TEMP(load_with_a_bad_concept_applies_nothing),
        IN_TEMP(load_progress_counts_every_concept),
        IN_TEMP(put_get_delete_history),
        IN_TEMP(history_of_ids_with_a_common_beginning_is_kept_apart),
        IN_TEMP(history_of_an_id_too_long_for_a_key_is_empty),
        IN_TEMP(put_based_on_an_older_generation_is_a_conflict),
        IN_TEMP(put_bad_concept_changes_nothing),
        IN_TEMP(changes_since_gives_whole_generations),
        IN_TEMP(put_the_largest_concept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
