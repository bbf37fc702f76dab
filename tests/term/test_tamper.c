/* What verify must find: indexes, segments and log that are not
 * what the records call for, though every checksum is right. */
#include "base/buf.h"
#include "model/concept.h"

#include "temp_glossary.h"

#include <string.h>

struct tamper {
    enum store_table table;
    struct str key, value;
    bool remove;
};

static zhm_code write_tamper(struct store_txn *t, void *context, zhm_error *err)
{
    const struct tamper *what = context;
    return what->remove ? store_delete(t, what->table, what->key, err)
                        : store_put(t, what->table, what->key, what->value, err);
}

static void tamper(struct temp *t, struct tamper what)
{
    WORKS(t, store_write(t->db->store, write_tamper, &what, NULL, &t->err));
}

static void is_found(struct temp *t, const char *want)
{
    zhm_error err = {0};
    assert_int_equal(database_verify(t->db, NULL, NULL, &err), ZHM_STORAGE);
    if (!strstr(err.text, want))
        fail_msg("verify says \"%s\", not \"%s\"", err.text, want);
}

static int load_small(void **state)
{
    if (temp_new(state) != 0)
        return -1;
    load_path(*state, SOURCE_DIR "/tests/cases/glossary/small");
    put_name(*state, "x/new", "Newest");
    verify_all(*state);
    return 0;
}

/* The first record of a table. */
static void first_of(struct temp *t, enum store_table table, struct buf *key, struct buf *value)
{
    struct store_txn *txn;
    struct store_cursor c;
    WORKS(t, store_read_begin(t->db->store, &txn, &t->err));
    WORKS(t, store_cursor_init(&c, txn, table, (struct str){0}, &t->err));
    WORKS(t, store_cursor_next(&c, &t->err));
    buf_append_str(key, c.key);
    buf_append_str(value, c.value);
    store_cursor_clear(&c);
    store_read_end(txn);
}

/* Each record of an index: gone, it is missed; put back, all is well. */
static void every_record_that_goes_is_missed(struct temp *t, enum store_table table)
{
    struct buf key = {0}, value = {0};
    first_of(t, table, &key, &value);
    tamper(t, (struct tamper){table, buf_str(&key), {0}, true});
    is_found(t, "an index lacks the name");
    tamper(t, (struct tamper){table, buf_str(&key), buf_str(&value), false});
    verify_all(t);
    buf_append_char(&value, 1);
    tamper(t, (struct tamper){table, buf_str(&key), buf_str(&value), false});
    is_found(t, "an index lacks the name");
    buf_free(&key);
    buf_free(&value);
}

static void verify_misses_a_name_that_is_gone_or_changed(void **state)
{
    every_record_that_goes_is_missed(*state, STORE_NAMES);
}

static void verify_misses_a_sound_that_is_gone_or_changed(void **state)
{
    every_record_that_goes_is_missed(*state, STORE_PINYIN);
}

static void verify_finds_a_name_of_no_concept(void **state)
{
    tamper(*state, (struct tamper){STORE_NAMES, STR("zzz\0x/mofcom"), STR("\1\0"), false});
    is_found(*state, "the indexes hold names of no concept");
}

static void verify_finds_a_sound_of_no_concept(void **state)
{
    tamper(*state, (struct tamper){STORE_PINYIN, STR("z\0zhong\0x/mofcom"), STR("\1\0"), false});
    is_found(*state, "the indexes hold names of no concept");
}

static void verify_finds_a_name_that_is_no_record(void **state)
{
    tamper(*state, (struct tamper){STORE_NAMES, STR("zzz"), STR("\1\0"), false});
    is_found(*state, "");
}

static void verify_finds_a_segment_without_its_name(void **state)
{
    struct temp *t = *state;
    tamper(t, (struct tamper){STORE_SEGMENTS, STR("automaton/delta"), {0}, true});
    is_found(t, "no segment holds the name");
    WORKS(t, segments_merge(t->db, &t->err));
    verify_all(t);
}

static void verify_finds_a_segment_without_its_fuzzy_half(void **state)
{
    struct temp *t = *state;
    tamper(t, (struct tamper){STORE_SEGMENTS, STR("fuzzy/base"), {0}, true});
    is_found(t, "a segment lacks its fuzzy index");
    struct question q;
    zhm_mentions out;
    WORKS(t, question_of(NULL, &q, &t->err));
    WORKS(t, reader_begin(&t->reader, t->db, &t->err));
    assert_int_equal(annotate(&t->reader, STR("MOFCOM"), &q, &out, &t->err), ZHM_STORAGE);
    reader_end(&t->reader);
}

static void verify_finds_a_segment_that_is_none(void **state)
{
    static const char bytes[5000] = "not an automaton";
    tamper(*state, (struct tamper){STORE_SEGMENTS, STR("automaton/base"), {bytes, sizeof bytes}, false});
    is_found(*state, "");
}

/* A fuzzy index with all names beside an automaton that lacks them: annotate would miss what lookup finds. */
static void verify_finds_an_automaton_that_lacks_names(void **state)
{
    struct temp *t = *state;
    struct buf block = {0};
    const struct str key = STR("nothing");
    WORKS(t, automaton_build(&key, 1, &block, &t->err));
    assert_true(buf_reserve(&block, 8192));
    while (block.len < 4096)
        buf_append_char(&block, 0);
    tamper(t, (struct tamper){STORE_SEGMENTS, STR("automaton/delta"), buf_str(&block), false});
    buf_free(&block);
    is_found(t, "no segment holds the name");
}

static void verify_finds_a_record_that_its_log_does_not_know(void **state)
{
    struct temp *t = *state;
    zhm_term term = {.lang = "en", .text = "Newest", .note = "not logged"};
    zhm_concept c = {.id = "x/new", .terms = &term, .term_count = 1};
    struct buf record = {0};
    concept_encode(&c, &record);
    tamper(t, (struct tamper){STORE_CONCEPTS, STR("x/new"), buf_str(&record), false});
    buf_free(&record);
    is_found(t, "the record of x/new is not what its log says");
}

static void verify_finds_a_record_that_is_gone(void **state)
{
    tamper(*state, (struct tamper){STORE_CONCEPTS, STR("x/new"), {0}, true});
    is_found(*state, "the indexes hold names of no concept");
}

/* Its names went with it, but the log still says that it is there. */
static void verify_finds_a_concept_that_went_without_a_log(void **state)
{
    tamper(*state, (struct tamper){STORE_CONCEPTS, STR("x/new"), {0}, true});
    tamper(*state, (struct tamper){STORE_NAMES, STR("newest\0x/new"), {0}, true});
    is_found(*state, "the record of x/new, which its log has, is gone");
}

static void verify_finds_a_record_that_is_no_concept(void **state)
{
    tamper(*state, (struct tamper){STORE_CONCEPTS, STR("x/new"), STR("\1garbage"), false});
    is_found(*state, "record of x/new is damaged");
}

static void question_on_damaged_indexes_is_an_error(void **state)
{
    struct temp *t = *state;
    struct question q;
    zhm_matches out;
    zhm_name name;
    tamper(t, (struct tamper){STORE_NAMES, STR("nobody\0x/nobody"), STR("\1\0"), false});
    tamper(t, (struct tamper){STORE_NAMES, STR("toomany\0x/new"), STR("\1\7"), false});
    WORKS(t, question_of(NULL, &q, &t->err));
    WORKS(t, reader_begin(&t->reader, t->db, &t->err));
    assert_int_equal(lookup(&t->reader, STR("nobody"), ZHM_MATCH_EXACT, &q, 10, &out, &t->err), ZHM_STORAGE);
    assert_string_equal(t->err.text, "an index names x/nobody, which is no concept; run verify");
    assert_int_equal(normalise(&t->reader, STR("too many"), &q, &name, &t->err), ZHM_STORAGE);
    assert_string_equal(t->err.text, "an index names term 7 of x/new; run verify");
    reader_end(&t->reader);
}

#define WITH_SMALL(test) cmocka_unit_test_setup_teardown(test, load_small, temp_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_SMALL(verify_misses_a_name_that_is_gone_or_changed),
        WITH_SMALL(verify_misses_a_sound_that_is_gone_or_changed),
        WITH_SMALL(verify_finds_a_name_of_no_concept),
        WITH_SMALL(verify_finds_a_sound_of_no_concept),
        WITH_SMALL(verify_finds_a_name_that_is_no_record),
        WITH_SMALL(verify_finds_a_segment_without_its_name),
        WITH_SMALL(verify_finds_a_segment_without_its_fuzzy_half),
        WITH_SMALL(verify_finds_a_segment_that_is_none),
        WITH_SMALL(verify_finds_an_automaton_that_lacks_names),
        WITH_SMALL(verify_finds_a_record_that_its_log_does_not_know),
        WITH_SMALL(verify_finds_a_record_that_is_gone),
        WITH_SMALL(verify_finds_a_concept_that_went_without_a_log),
        WITH_SMALL(verify_finds_a_record_that_is_no_concept),
        WITH_SMALL(question_on_damaged_indexes_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
