#include "temp_glossary.h"

#define WORD_HEADER "class\tzh\ten\tattributes\n"

static const char words[] = WORD_HEADER "# kinds\nkind\t厅\tDepartment\nkind\t局\tBureau\n";
static const char more_words[] = WORD_HEADER "kind\t厅\tDepartment\nkind\t局\tOffice\nkind\t处\tDivision\n";
static const char rules[] = "rule body\n  x = place kind\n  zh {place}{kind}\n  en {kind} of {place}\n"
                            "rule new-body\n  y = x\n  zh 新{x}\n  en New {x}\n";
static const char other_rules[] = "# nothing of it counts\n\nrule body   # as it was\n  x = place kind\n"
                                  "      zh {place}{kind}\n  en {kind} of {place}\n\n"
                                  "rule new-body\n  y = x\n  zh 老{x}\n  en Old {x}\n";

static struct grammar_file file_of(const char *name, const char *text)
{
    return (struct grammar_file){.name = str_of(name), .text = str_of(text)};
}

static zhm_code load(struct temp *t, const struct grammar_file *files, size_t count, bool prune,
                     struct load_report *out)
{
    zhm_term term = {.lang = "en", .text = "Guild", .source = "unchecked"};
    zhm_concept c = {.id = "x/guild", .terms = &term, .term_count = 1};
    struct glossary_load what = {&c, 1, files, count, prune};
    return glossary_load(t->db, &what, NULL, NULL, out, &t->err);
}

static struct load_report load_files(struct temp *t, const char *a, const char *b, bool prune)
{
    const struct grammar_file files[] = {file_of("a.tsv", a), file_of("b.rules", b)};
    struct load_report report = {0};
    WORKS(t, load(t, files, b ? 2 : 1, prune, &report));
    return report;
}

static void same_report(struct grammar_report r, size_t files, size_t changed_files, size_t changed_rules,
                        size_t changed_words)
{
    assert_int_equal(r.files, files);
    assert_int_equal(r.changed_files, changed_files);
    assert_int_equal(r.changed_rules, changed_rules);
    assert_int_equal(r.changed_words, changed_words);
}

/* The rows of a class in the snapshot's grammar; 0: no such class. */
static size_t rows_of(struct temp *t, const char *class)
{
    const struct grammar *g = NULL, *again = NULL;
    WORKS(t, reader_begin(&t->reader, t->db, &t->err));
    WORKS(t, reader_grammar(&t->reader, &g, &t->err));
    WORKS(t, reader_grammar(&t->reader, &again, &t->err));
    assert_ptr_equal(g, again);
    uint32_t symbol = grammar_symbol_of(g, class);
    size_t count = symbol == UINT32_MAX ? 0 : g->symbols[symbol].rows.count;
    reader_end(&t->reader);
    return count;
}

static struct change_list since(struct temp *t, uint64_t generation)
{
    struct change_list list = {0};
    WORKS(t, reader_begin(&t->reader, t->db, &t->err));
    WORKS(t, changes_since(&t->reader, generation, 1000, &list, &t->err));
    reader_end(&t->reader);
    return list;
}

static void database_without_a_grammar_has_an_empty_one(void **state)
{
    struct temp *t = *state;
    assert_int_equal(rows_of(t, "kind"), 0);
    assert_int_equal(rows_of(t, "kind"), 0);
    verify_all(t);
}

static void load_puts_files_and_counts_from_the_next_snapshot(void **state)
{
    struct temp *t = *state;
    struct load_report first = load_files(t, words, rules, false);
    same_report(first.grammar, 2, 2, 2, 2);
    assert_int_equal(first.grammar.rules, 2);
    assert_int_equal(first.grammar.words, 2);
    assert_int_equal(rows_of(t, "kind"), 2);
    verify_all(t);
    struct load_report second = load_files(t, more_words, other_rules, false);
    same_report(second.grammar, 2, 2, 1, 2);
    assert_int_equal(second.generation, 2);
    assert_int_equal(rows_of(t, "kind"), 3);
    verify_all(t);
}

static void load_of_the_same_files_changes_nothing(void **state)
{
    struct temp *t = *state;
    load_files(t, words, rules, false);
    struct load_report again = load_files(t, words, rules, true);
    same_report(again.grammar, 2, 0, 0, 0);
    assert_int_equal(again.generation, 1);
    assert_int_equal(since(t, 1).count, 0);
}

static void load_keeps_files_that_are_not_given_or_prunes_them(void **state)
{
    struct temp *t = *state;
    struct load_report r = {0};
    load_files(t, words, rules, false);
    WORKS(t, load(t, NULL, 0, false, &r));
    same_report(r.grammar, 2, 0, 0, 0);
    same_report(load_files(t, more_words, NULL, false).grammar, 2, 1, 0, 2);
    same_report(load_files(t, more_words, NULL, true).grammar, 1, 1, 2, 0);
    assert_int_equal(rows_of(t, "kind"), 3);
    verify_all(t);
    WORKS(t, load(t, NULL, 0, true, &r));
    same_report(r.grammar, 0, 1, 0, 3);
    assert_int_equal(rows_of(t, "kind"), 0);
    verify_all(t);
    load_rows(t, "x/a\t@concept\tagency\nx/a\ten\tA\tpreferred\t\t\t\tx\n", true); /* concepts alone */
    verify_all(t);
}

static void concepts_alone_leave_the_grammar(void **state)
{
    struct temp *t = *state;
    load_files(t, words, rules, false);
    load_rows(t, "x/a\t@concept\tagency\nx/a\ten\tA\tpreferred\t\t\t\tx\n", true);
    assert_int_equal(rows_of(t, "kind"), 2);
}

static void faulty_grammar_applies_nothing(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text, *want;
    } table[] = {
        {"b.rules", "rule body\n", "b.rules:1: rule body makes nothing"},
        {"a.tsv", WORD_HEADER "organ\t厅\tDepartment\n",
         "b.rules:1: rule body: no lexicon has a word of class 'kind', and no rule makes one"},
        {"c.rules", "rule body\n  x = place agency\n  zh {place}{agency}\n  en {agency} {place}\n",
         "c.rules:1: a second rule body: the first is at b.rules:1"},
        {"部.rules", "", "'部.rules' is no name for a grammar's file: up to 100 letters, digits, '.', '-', '_'"},
        {".rules", "", "'.rules' is no name for a grammar's file: up to 100 letters, digits, '.', '-', '_'"},
    };
    struct temp *t = *state;
    const struct grammar_file good[] = {file_of("a.tsv", words), file_of("b.rules", rules)};
    struct load_report report = {.added = 5};
    zhm_term term = {.lang = "en", .text = "Society"};
    zhm_concept c = {.id = "x/society", .terms = &term, .term_count = 1};
    struct glossary_load what = {.grammar = good, .grammar_count = 2};
    WORKS(t, glossary_load(t->db, &what, NULL, NULL, &report, &t->err));
    report.added = 5;
    for (size_t i = 0; i < COUNT(table); i++) {
        struct grammar_file bad = file_of(table[i].name, table[i].text);
        struct grammar_report tried;
        what = (struct glossary_load){&c, 1, &bad, 1, false};
        assert_int_equal(glossary_load(t->db, &what, NULL, NULL, &report, &t->err), ZHM_BAD_INPUT);
        assert_string_equal(t->err.text, table[i].want);
        assert_int_equal(report.added, 5);
        WORKS(t, reader_begin(&t->reader, t->db, &t->err));
        assert_int_equal(grammar_try(t->reader.txn, &bad, 1, false, &tried, &t->err), ZHM_BAD_INPUT);
        assert_string_equal(t->err.text, table[i].want);
        reader_end(&t->reader);
        assert_null(ask_concept(t, "x/society"));
        assert_int_equal(rows_of(t, "kind"), 2);
    }
    assert_int_equal(since(t, 0).count, 2);
    verify_all(t);
}

static void changes_name_the_files(void **state)
{
    struct temp *t = *state;
    load_files(t, words, rules, false);
    load_files(t, words, NULL, true);
    struct change_list list = since(t, 0);
    assert_int_equal(list.count, 4);
    static const struct {
        uint64_t generation;
        const char *id, *grammar;
        bool deleted;
    } want[] = {{1, "grammar/a.tsv", "a.tsv", false},
                {1, "grammar/b.rules", "b.rules", false},
                {1, "x/guild", NULL, false},
                {2, "grammar/b.rules", "b.rules", true}};
    for (size_t i = 0; i < COUNT(want); i++) {
        assert_int_equal(list.items[i].generation, want[i].generation);
        assert_string_equal(list.items[i].id, want[i].id);
        assert_int_equal(list.items[i].grammar != NULL, want[i].grammar != NULL);
        if (want[i].grammar)
            assert_string_equal(list.items[i].grammar, want[i].grammar);
        assert_int_equal(list.items[i].deleted, want[i].deleted);
        assert_int_equal(list.items[i].concept != NULL, !want[i].grammar);
    }
}

static zhm_code spoil_block(struct store_txn *t, void *context, zhm_error *err)
{
    char block[8192] = "ZHMGRAM0"; /* of another version */
    (void)context;
    return store_put(t, STORE_SEGMENTS, STR("grammar"), (struct str){block, sizeof block}, err);
}

static zhm_code spoil_file(struct store_txn *t, void *context, zhm_error *err)
{
    zhm_code code = store_put(t, STORE_GRAMMAR, STR("a.tsv"), str_of(context), err);
    return code == ZHM_OK ? spoil_block(t, NULL, err) : code;
}

static void block_of_another_version_is_built_anew(void **state)
{
    struct temp *t = *state;
    load_files(t, words, rules, false);
    WORKS(t, store_write(t->db->store, spoil_block, NULL, NULL, &t->err));
    assert_int_equal(database_verify(t->db, NULL, NULL, &t->err), ZHM_STORAGE);
    temp_close(t);
    zhm_database *db = NULL;
    assert_int_equal(database_open(t->db_folder, ZHM_OPEN_READ_ONLY, MAP_SIZE, &db, &t->err), ZHM_DENIED);
    temp_open(t, 0);
    assert_false(t->db->reindexed);
    assert_int_equal(rows_of(t, "kind"), 2);
    verify_all(t);
}

static zhm_code reindex_all(struct store_txn *t, void *context, zhm_error *err)
{
    (void)context;
    return reindex(t, err);
}

static void reindex_builds_the_block(void **state)
{
    struct temp *t = *state;
    load_files(t, words, rules, false);
    WORKS(t, store_write(t->db->store, spoil_block, NULL, NULL, &t->err));
    WORKS(t, store_write(t->db->store, reindex_all, NULL, NULL, &t->err));
    assert_int_equal(rows_of(t, "kind"), 2);
    verify_all(t);
}

/* Another version took a word that this one does not. */
static void faulty_files_leave_the_database_open_without_rules(void **state)
{
    struct temp *t = *state;
    load_files(t, words, rules, false);
    static char bad[] = WORD_HEADER "Kind\t厅\tDepartment\n";
    WORKS(t, store_write(t->db->store, spoil_file, bad, NULL, &t->err));
    temp_close(t);
    temp_open(t, 0);
    assert_int_equal(rows_of(t, "kind"), 0);
    assert_int_equal(database_verify(t->db, NULL, NULL, &t->err), ZHM_STORAGE);
    assert_non_null(strstr(t->err.text, "a.tsv:2: bad class 'Kind'"));
    load_files(t, words, rules, false);
    assert_int_equal(rows_of(t, "kind"), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_TEMP(database_without_a_grammar_has_an_empty_one),
        IN_TEMP(load_puts_files_and_counts_from_the_next_snapshot),
        IN_TEMP(load_of_the_same_files_changes_nothing),
        IN_TEMP(load_keeps_files_that_are_not_given_or_prunes_them),
        IN_TEMP(concepts_alone_leave_the_grammar),
        IN_TEMP(faulty_grammar_applies_nothing),
        IN_TEMP(changes_name_the_files),
        IN_TEMP(block_of_another_version_is_built_anew),
        IN_TEMP(reindex_builds_the_block),
        IN_TEMP(faulty_files_leave_the_database_open_without_rules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
