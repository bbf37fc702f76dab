#include "base/buf.h"

#include "temp_glossary.h"

#define SMALL SOURCE_DIR "/tests/cases/glossary/small"

static void database_where_there_is_none_is_not_found(void **state)
{
    struct temp *t = *state;
    zhm_database *db = NULL;
    char path[128];
    snprintf(path, sizeof path, "%s/none", t->folder);
    assert_int_equal(database_open(path, 0, MAP_SIZE, &db, &t->err), ZHM_NOT_FOUND);
    assert_null(db);
    assert_int_equal(database_open(path, ZHM_OPEN_READ_ONLY, MAP_SIZE, &db, &t->err), ZHM_NOT_FOUND);
    assert_null(db);
}

static void database_new_one_is_empty_and_sound(void **state)
{
    struct temp *t = *state;
    uint64_t generation = 7;
    WORKS(t, zhm_generation(t->db, &generation, &t->err));
    assert_int_equal(generation, 0);
    assert_false(t->db->reindexed);
    assert_int_equal(ask_lookup(t, "商务部", ZHM_MATCH_AUTO, (zhm_options){0}, 10).count, 0);
    assert_int_equal(ask_text(t, STR("the Ministry of Commerce"), (zhm_options){0}).count, 0);
    assert_int_equal(ask_name(t, "商务部", (zhm_options){0}).verdict, ZHM_VERDICT_UNKNOWN);
    verify_all(t);
}

static void database_opened_again_answers_the_same(void **state)
{
    struct temp *t = *state;
    load_path(t, SMALL);
    temp_close(t);
    temp_open(t, 0);
    assert_false(t->db->reindexed);
    zhm_name name = ask_name(t, "商务部", (zhm_options){0});
    assert_string_equal(name.subject.concept, "x/mofcom");
    temp_close(t);
    temp_open(t, ZHM_OPEN_READ_ONLY);
    name = ask_name(t, "MOFCOM", (zhm_options){0});
    assert_string_equal(name.subject.concept, "x/mofcom");
    verify_all(t);
}

static void database_read_only_refuses_every_write(void **state)
{
    struct temp *t = *state;
    zhm_term term = {.lang = "en", .text = "Guild"};
    zhm_concept c = {.id = "x/guild", .terms = &term, .term_count = 1};
    struct load_report report = {.added = 9};
    load_path(t, SMALL);
    temp_close(t);
    temp_open(t, ZHM_OPEN_READ_ONLY);
    assert_int_equal(concept_put(t->db, &c, BASED_ON_ANYTHING, NULL, &t->err), ZHM_DENIED);
    assert_int_equal(concept_delete(t->db, STR("x/mofcom"), BASED_ON_ANYTHING, NULL, &t->err), ZHM_DENIED);
    assert_int_equal(concepts_load(t->db, &c, 1, false, NULL, NULL, &report, &t->err), ZHM_DENIED);
    assert_int_equal(report.added, 9);
    assert_int_equal(segments_merge(t->db, &t->err), ZHM_DENIED);
    assert_non_null(ask_concept(t, "x/mofcom"));
}

static zhm_code spoil_folding(struct store_txn *txn, void *context, zhm_error *err)
{
    (void)context;
    return store_put(txn, STORE_META, STR("fold"), STR("\0\0\0\1"), err);
}

/* What the table of names would be under other rules: nothing of use. */
static zhm_code empty_names(struct store_txn *txn, void *context, zhm_error *err)
{
    struct store_cursor c;
    char key[STORE_KEY_MAX];
    (void)context;
    for (;;) {
        zhm_code code = store_cursor_init(&c, txn, STORE_NAMES, (struct str){0}, err);
        if (code == ZHM_OK)
            code = store_cursor_next(&c, err);
        size_t n = code == ZHM_OK ? c.key.len : 0;
        if (n)
            memcpy(key, c.key.data, n);
        store_cursor_clear(&c);
        if (code != ZHM_OK)
            break;
        store_delete(txn, STORE_NAMES, (struct str){key, n}, err);
    }
    return spoil_folding(txn, NULL, err);
}

static void database_of_another_folding_is_indexed_anew(void **state)
{
    struct temp *t = *state;
    uint64_t before, after;
    load_path(t, SMALL);
    put_name(t, "x/new", "A name in the delta");
    WORKS(t, zhm_generation(t->db, &before, &t->err));
    WORKS(t, store_write(t->db->store, empty_names, NULL, NULL, &t->err));
    assert_int_equal(database_verify(t->db, NULL, NULL, &t->err), ZHM_STORAGE);
    temp_close(t);

    zhm_database *db = NULL;
    assert_int_equal(database_open(t->db_folder, ZHM_OPEN_READ_ONLY, MAP_SIZE, &db, &t->err), ZHM_DENIED);
    assert_null(db);
    assert_non_null(strstr(t->err.text, "another folding"));

    temp_open(t, 0);
    assert_true(t->db->reindexed);
    WORKS(t, zhm_generation(t->db, &after, &t->err));
    assert_int_equal(before, after);
    verify_all(t);
    assert_string_equal(ask_name(t, "商务部", (zhm_options){0}).subject.concept, "x/mofcom");
    assert_int_equal(ask_text(t, STR("A Name in the Delta, MOFCOM"), (zhm_options){0}).count, 2);
    temp_close(t);
    temp_open(t, 0);
    assert_false(t->db->reindexed);
}

static void database_empty_of_another_folding_is_not_called_indexed(void **state)
{
    struct temp *t = *state;
    WORKS(t, store_write(t->db->store, spoil_folding, NULL, NULL, &t->err));
    temp_close(t);
    temp_open(t, ZHM_OPEN_READ_ONLY);
    temp_close(t);
    temp_open(t, 0);
    assert_false(t->db->reindexed);
    verify_all(t);
}

/* Everything that the answer to a question depends on, as text. */
static void answers(struct temp *t, struct buf *out)
{
    static const char *const names[] = {
        "商务部",  "Bureau of Rivers",    "OBOR", "MOFCOM", "China Foundation for Povert",
        "shangwb", "A name in the delta", "the",  "x"};
    for (size_t i = 0; i < COUNT(names); i++)
        for (int kind = ZHM_MATCH_AUTO; kind <= ZHM_MATCH_PINYIN; kind++) {
            zhm_matches m = ask_lookup(t, names[i], (zhm_match_kind)kind, (zhm_options){0}, 5);
            for (size_t k = 0; k < m.count; k++)
                buf_printf(out, "%s %s %u %d %s\n", names[i], m.items[k].subject.concept, m.items[k].score,
                           m.items[k].match, m.items[k].term->text);
        }
}

static void database_merged_segments_answer_the_same(void **state)
{
    struct temp *t = *state;
    struct buf before = {0}, after = {0};
    load_path(t, SMALL);
    put_name(t, "x/new", "A name in the delta");
    put_name(t, "x/newer", "Another name in the delta");
    answers(t, &before);
    WORKS(t, segments_merge(t->db, &t->err));
    verify_all(t);
    answers(t, &after);
    assert_true(before.len > 500);
    assert_true(str_equal(buf_str(&before), buf_str(&after)));
    struct store_txn *txn;
    WORKS(t, store_read_begin(t->db->store, &txn, &t->err));
    uint64_t pending = store_count(txn, STORE_PENDING);
    store_read_end(txn);
    assert_int_equal(pending, 0);
    buf_free(&before);
    buf_free(&after);
}

static void question_day_is_whole_and_language_canonical(void **state)
{
    static const struct {
        zhm_date as_of, day;
    } cases[] = {{20180000, 20180101}, {20180300, 20180301}, {20180317, 20180317}};
    struct question q = {.style = "before"};
    zhm_error err;
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(question_of(&(zhm_options){.as_of = cases[i].as_of, .lang = "zh"}, &q, &err), ZHM_OK);
        assert_int_equal(q.day, cases[i].day);
        assert_string_equal(q.lang, "zh-Hans");
        assert_string_equal(q.style, "state");
    }
    assert_int_equal(question_of(NULL, &q, &err), ZHM_OK);
    assert_true(q.day >= 20250101 && !*q.lang && !q.has_category);
    assert_int_equal(question_of(&(zhm_options){.lang = "no language"}, &q, &err), ZHM_BAD_INPUT);
    assert_string_equal(err.text, "'no language' is no language tag: is a tab missing?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_TEMP(database_where_there_is_none_is_not_found),
        IN_TEMP(database_new_one_is_empty_and_sound),
        IN_TEMP(database_opened_again_answers_the_same),
        IN_TEMP(database_read_only_refuses_every_write),
        IN_TEMP(database_of_another_folding_is_indexed_anew),
        IN_TEMP(database_empty_of_another_folding_is_not_called_indexed),
        IN_TEMP(database_merged_segments_answer_the_same),
        cmocka_unit_test(question_day_is_whole_and_language_canonical),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
