/* The public functions of zhengming.h, as a program uses them. */
#include "temp_glossary.h"

#include <string.h>

static int with_small(void **state)
{
    if (temp_new(state) != 0)
        return -1;
    struct temp *t = *state;
    load_path(t, SOURCE_DIR "/tests/cases/glossary/small");
    temp_close(t);
    return zhm_open(t->db_folder, 0, &t->db, &t->err) == ZHM_OK ? 0 : -1;
}

static void api_free_and_close_take_null(void **state)
{
    (void)state;
    zhm_free(NULL);
    zhm_close(NULL);
}

static void api_open_says_why_not(void **state)
{
    struct temp *t = *state;
    zhm_database *db = NULL;
    assert_int_equal(zhm_open("/nonexistent/folder", 0, &db, &t->err), ZHM_NOT_FOUND);
    assert_int_equal(zhm_open("/nonexistent/folder", 0, &db, NULL), ZHM_NOT_FOUND);
    assert_int_equal(zhm_open("", 0, &db, &t->err), ZHM_NOT_FOUND);
    assert_int_equal(zhm_open(t->db_folder, 0, &db, &t->err), ZHM_DENIED); /* this process has it already */
    assert_null(db);
}

static void api_lookup_result_outlives_the_change(void **state)
{
    struct temp *t = *state;
    const zhm_matches *m = NULL;
    WORKS(t, zhm_lookup(t->db, "商务部", ZHM_MATCH_AUTO, NULL, 0, &m, &t->err));
    assert_int_equal(m->count, 1);
    WORKS(t, zhm_delete(t->db, "x/mofcom", UINT64_MAX, NULL, &t->err));
    assert_string_equal(m->items[0].subject.concept, "x/mofcom");
    assert_string_equal(m->items[0].term->text, "商务部");
    assert_int_equal(m->items[0].record->term_count, 4);
    assert_int_equal(m->items[0].subject.official_count, 2);
    assert_string_equal(m->items[0].subject.official[0].lang, "zh-Hans");
    assert_string_equal(m->items[0].subject.official[1].text, "Ministry of Commerce");
    zhm_free(m);
    WORKS(t, zhm_lookup(t->db, "商务部", ZHM_MATCH_AUTO, NULL, 0, &m, &t->err));
    assert_int_equal(m->count, 0);
    zhm_free(m);
}

static void api_lookup_bad_arguments_leave_the_output(void **state)
{
    struct temp *t = *state;
    const zhm_matches *m = NULL;
    assert_int_equal(zhm_lookup(t->db, "x", ZHM_MATCH_AUTO, NULL, 1001, &m, &t->err), ZHM_LIMIT);
    assert_int_equal(zhm_lookup(t->db, "x", ZHM_MATCH_AUTO, &(zhm_options){.lang = "?"}, 1, &m, &t->err),
                     ZHM_BAD_INPUT);
    assert_int_equal(zhm_lookup(t->db, "\xFF", ZHM_MATCH_AUTO, NULL, 1, &m, &t->err), ZHM_BAD_INPUT);
    assert_int_equal(zhm_lookup(t->db, "\xFF", ZHM_MATCH_AUTO, NULL, 1, &m, NULL), ZHM_BAD_INPUT);
    assert_null(m);
    assert_int_equal(zhm_lookup(t->db, NULL, ZHM_MATCH_AUTO, NULL, 1000, &m, &t->err), ZHM_BAD_INPUT); /* empty */
    assert_null(m);
}

static void api_normalise_answers_in_order(void **state)
{
    static const char *const names[] = {"MOFCOM", "中国扶贫基金会", "Bureau of Rivers", "nothing"};
    struct temp *t = *state;
    const zhm_names *n = NULL;
    WORKS(t, zhm_normalise(t->db, names, 4, NULL, &n, &t->err));
    assert_int_equal(n->count, 4);
    assert_int_equal(n->items[0].verdict, ZHM_VERDICT_ADMITTED);
    assert_int_equal(n->items[1].verdict, ZHM_VERDICT_SUPERSEDED);
    assert_int_equal(n->items[2].verdict, ZHM_VERDICT_AMBIGUOUS);
    assert_int_equal(n->items[3].verdict, ZHM_VERDICT_UNKNOWN);
    assert_string_equal(n->items[3].input, "nothing");
    zhm_free(n);
    WORKS(t, zhm_normalise(t->db, NULL, 0, NULL, &n, &t->err));
    assert_int_equal(n->count, 0);
    zhm_free(n);
}

static void api_normalise_bad_name_fails_the_call_and_is_named(void **state)
{
    static const char *const empty[] = {"MOFCOM", ""}, *const null[] = {NULL}, *const bad[] = {"a", "b", "\xC3("};
    struct temp *t = *state;
    const zhm_names *n = NULL;
    assert_int_equal(zhm_normalise(t->db, empty, 2, NULL, &n, &t->err), ZHM_BAD_INPUT);
    assert_string_equal(t->err.text, "name 1: an empty name");
    assert_int_equal(zhm_normalise(t->db, null, 1, NULL, &n, &t->err), ZHM_BAD_INPUT);
    assert_int_equal(zhm_normalise(t->db, bad, 3, NULL, &n, &t->err), ZHM_BAD_INPUT);
    assert_string_equal(t->err.text, "name 2: invalid UTF-8 at byte 0");
    assert_null(n);
}

static void api_annotate_finds_names(void **state)
{
    struct temp *t = *state;
    const zhm_mentions *m = NULL;
    WORKS(t, zhm_annotate(t->db, "é 商务部 (MOFCOM)", NULL, &m, &t->err));
    assert_int_equal(m->count, 1);
    assert_true(m->items[0].start == 2 && m->items[0].end == 14 && m->items[0].byte == 3);
    assert_int_equal(m->items[0].part_count, 2);
    zhm_free(m);
    assert_int_equal(zhm_annotate(t->db, "\xFF", NULL, &m, &t->err), ZHM_BAD_INPUT);
    WORKS(t, zhm_annotate(t->db, NULL, NULL, &m, &t->err));
    assert_int_equal(m->count, 0);
    zhm_free(m);
}

static void api_put_get_delete(void **state)
{
    struct temp *t = *state;
    const zhm_term terms[] = {{.lang = "en", .text = "Guild of Letters", .source = "SELF"}};
    const zhm_attribute attributes[] = {{"level", "ministry"}};
    const zhm_relation relations[] = {{.kind = ZHM_PART_OF, .target = "x/mofcom", .from = 20200000}};
    const zhm_concept c = {.id = "x/guild",
                           .category = ZHM_INITIATIVE,
                           .from = 19900100,
                           .attributes = attributes,
                           .attribute_count = 1,
                           .relations = relations,
                           .relation_count = 1,
                           .terms = terms,
                           .term_count = 1};
    const zhm_concept *out = NULL;
    uint64_t generation = 0, last = 0, now = 0;
    assert_int_equal(zhm_get(t->db, "x/guild", &out, &last, &t->err), ZHM_NOT_FOUND);
    assert_string_equal(t->err.text, "no concept 'x/guild'");
    assert_null(out);
    assert_int_equal(zhm_get(t->db, NULL, &out, NULL, NULL), ZHM_NOT_FOUND);
    WORKS(t, zhm_put(t->db, &c, 0, &generation, &t->err));
    WORKS(t, zhm_get(t->db, "x/guild", &out, &last, &t->err));
    WORKS(t, zhm_generation(t->db, &now, &t->err));
    assert_true(generation == 2 && last == 2 && now == 2);
    assert_true(out->category == ZHM_INITIATIVE && out->from == 19900100 && out->to == 0);
    assert_string_equal(out->id, "x/guild");
    assert_string_equal(out->source, ""); /* never NULL in what the library returns */
    assert_string_equal(out->terms[0].note, "");
    assert_string_equal(out->terms[0].source, "SELF");
    assert_string_equal(out->attributes[0].value, "ministry");
    assert_true(out->relations[0].kind == ZHM_PART_OF && out->relations[0].from == 20200000);
    assert_string_equal(out->relations[0].note, "");
    zhm_free(out);
    out = NULL;
    assert_int_equal(zhm_put(t->db, &c, 1, &generation, &t->err), ZHM_CONFLICT);
    assert_int_equal(zhm_delete(t->db, "x/guild", 1, &generation, &t->err), ZHM_CONFLICT);
    assert_int_equal(generation, 2);
    WORKS(t, zhm_delete(t->db, "x/guild", 2, &generation, &t->err));
    assert_int_equal(generation, 3);
    assert_int_equal(zhm_get(t->db, "x/guild", &out, NULL, &t->err), ZHM_NOT_FOUND);
    assert_int_equal(zhm_delete(t->db, "x/guild", UINT64_MAX, NULL, NULL), ZHM_NOT_FOUND);
    assert_int_equal(zhm_delete(t->db, NULL, UINT64_MAX, NULL, NULL), ZHM_BAD_INPUT);
    assert_null(out);
}

static void api_put_numbers_that_are_no_words_are_refused(void **state)
{
    struct temp *t = *state;
    zhm_term term = {.lang = "en", .text = "Guild", .status = (zhm_status)77};
    zhm_concept c = {.id = "x/guild", .terms = &term, .term_count = 1};
    assert_int_equal(zhm_put(t->db, &c, 0, NULL, &t->err), ZHM_BAD_INPUT);
    term.status = ZHM_PREFERRED;
    c.category = (zhm_category)-1;
    assert_int_equal(zhm_put(t->db, &c, 0, NULL, &t->err), ZHM_BAD_INPUT);
    c.category = ZHM_AGENCY;
    term.from = 20190230;
    assert_int_equal(zhm_put(t->db, &c, 0, NULL, &t->err), ZHM_BAD_INPUT);
}

static void api_names_of_numbers(void **state)
{
    (void)state;
    assert_string_equal(zhm_verdict_name(ZHM_VERDICT_AMBIGUOUS), "ambiguous");
    assert_string_equal(zhm_verdict_name((zhm_verdict)99), "unknown");
    assert_string_equal(zhm_match_name(ZHM_MATCH_PINYIN), "pinyin");
    assert_string_equal(zhm_match_name((zhm_match_kind)99), "unknown");
}

#define WITH_SMALL(test) cmocka_unit_test_setup_teardown(test, with_small, temp_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(api_free_and_close_take_null),
        WITH_SMALL(api_open_says_why_not),
        WITH_SMALL(api_lookup_result_outlives_the_change),
        WITH_SMALL(api_lookup_bad_arguments_leave_the_output),
        WITH_SMALL(api_normalise_answers_in_order),
        WITH_SMALL(api_normalise_bad_name_fails_the_call_and_is_named),
        WITH_SMALL(api_annotate_finds_names),
        WITH_SMALL(api_put_get_delete),
        WITH_SMALL(api_put_numbers_that_are_no_words_are_refused),
        cmocka_unit_test(api_names_of_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
