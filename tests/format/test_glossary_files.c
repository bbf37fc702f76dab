#include "base/buf.h"
#include "format/glossary_files.h"

#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define HEADER "id\tfield\ttext\tstatus\ttype\tfrom\tto\tsource\tstyle\tnote\n"

static char root[64];

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st, (void)type, (void)ftw;
    return remove(path);
}

static int make_root(void **state)
{
    (void)state;
    snprintf(root, sizeof root, "/tmp/zhm-format-XXXXXX");
    return mkdtemp(root) ? 0 : -1;
}

static int remove_root(void **state)
{
    (void)state;
    return nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static const char *path_of(const char *name)
{
    static char path[512];
    snprintf(path, sizeof path, "%s/%s", root, name);
    return path;
}

static void write_concept(const char *name, const char *id)
{
    FILE *f = fopen(path_of(name), "w");
    assert_non_null(f);
    fprintf(f, HEADER "%s\t@concept\tagency\n%s\ten\tA name\tpreferred\t\t\t\tx\n", id, id);
    fclose(f);
}

static void folder_is_read_in_the_order_of_paths_without_other_files(void **state)
{
    static const char *const want[] = {"x/1", "x/2", "x/3", "x/4"};
    struct glossary g = {0};
    zhm_error err = {0};
    (void)state;
    mkdir(path_of("b"), 0755);
    mkdir(path_of("b/deep"), 0755);
    mkdir(path_of(".git"), 0755);
    mkdir(path_of("empty.tsv"), 0755);
    write_concept("c.tsv", "x/4");
    write_concept("a.tsv", "x/1");
    write_concept("b/deep/z.tsv", "x/2");
    write_concept("b/y.tsv", "x/3");
    write_concept("notes.txt", "x/1");
    write_concept(".hidden.tsv", "x/1");
    write_concept(".git/a.tsv", "x/1");
    write_concept("b/a.TSV", "x/1");
    write_concept("tsv", "x/1");
    if (glossary_read_path(&g, root, &err) != ZHM_OK)
        fail_msg("%s", err.text);
    assert_true(g.count == 4 && g.files == 4);
    for (size_t i = 0; i < g.count; i++)
        assert_string_equal(g.concepts[i].id, want[i]);
    glossary_free(&g);
}

static void folder_fault_names_the_file_by_its_path(void **state)
{
    struct glossary g = {0};
    zhm_error err = {0};
    char want[256];
    (void)state;
    mkdir(path_of("b"), 0755);
    write_concept("a.tsv", "x/1");
    write_concept("b/z.tsv", "x/1");
    assert_int_equal(glossary_read_path(&g, root, &err), ZHM_BAD_INPUT);
    snprintf(want, sizeof want, "%s/b/z.tsv:2: id x/1 was used before, at %s/a.tsv:2", root, root);
    assert_string_equal(err.text, want);
    glossary_free(&g);
}

static void path_that_is_not_there_is_not_found(void **state)
{
    struct glossary g = {0};
    zhm_error err = {0};
    (void)state;
    assert_int_equal(glossary_read_path(&g, path_of("none"), &err), ZHM_NOT_FOUND);
    assert_non_null(strstr(err.text, "none: No such file or directory"));
    assert_int_equal(glossary_read_path(&g, root, &err), ZHM_NOT_FOUND);
    assert_non_null(strstr(err.text, "no *.tsv file in this folder"));
    assert_int_equal(glossary_read_path(&g, "", &err), ZHM_BAD_INPUT);
    glossary_free(&g);
}

static void file_of_any_name_is_read_when_asked_for(void **state)
{
    struct glossary g = {0};
    (void)state;
    write_concept("names.txt", "x/1");
    assert_int_equal(glossary_read_path(&g, path_of("names.txt"), NULL), ZHM_OK);
    assert_int_equal(g.count, 1);
    glossary_free(&g);
}

static void folder_without_end_is_a_limit(void **state)
{
    struct glossary g = {0};
    zhm_error err = {0};
    (void)state;
    write_concept("a.tsv", "x/1");
    assert_int_equal(symlink(root, path_of("loop")), 0);
    assert_int_equal(glossary_read_path(&g, root, &err), ZHM_BAD_INPUT); /* a.tsv again, by way of the loop */
    unlink(path_of("a.tsv"));
    glossary_free(&g);
    assert_int_equal(glossary_read_path(&g, root, &err), ZHM_LIMIT);
    assert_non_null(strstr(err.text, "folders more than 16 deep"));
    glossary_free(&g);
}

static void file_that_may_not_be_read_is_denied(void **state)
{
    struct glossary g = {0};
    zhm_error err = {0};
    (void)state;
    if (geteuid() == 0)
        skip(); /* root reads everything */
    write_concept("a.tsv", "x/1");
    chmod(path_of("a.tsv"), 0);
    assert_int_equal(glossary_read_path(&g, root, &err), ZHM_DENIED);
    glossary_free(&g);
}

static void write_text(const char *name, const char *text)
{
    FILE *f = fopen(path_of(name), "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

/* Rules, lexicons, and what is neither, in a folder `g` and beside it. */
static void write_grammar(void)
{
    mkdir(path_of("g"), 0755);
    mkdir(path_of("g/grammar"), 0755);
    mkdir(path_of("g/grammar/more"), 0755);
    write_concept("g/a.tsv", "x/1");
    write_text("g/README.md", "# The glossary\n");
    write_text("g/grammar/README.md", "# The grammar\n");
    write_text("g/grammar/b.rules", "# rules\n");
    write_text("g/grammar/c.tsv", "any\ttext\n");
    write_text("g/grammar/more/d.tsv", "class\tzh\ten\n");
    write_text("g/e.rules", "");
    write_text("g/f.tsv", "# a lexicon\n\nclass\tzh\ten\n");
}

static void folder_with_a_grammar_gives_both(void **state)
{
    static const struct {
        const char *given, *names;
        size_t concepts;
    } table[] = {
        {"g", "e.rules f.tsv b.rules c.tsv d.tsv ", 1},
        {"g/grammar", "b.rules c.tsv d.tsv ", 0},
        {"g/grammar/", "b.rules c.tsv d.tsv ", 0},
        {"g/grammar/more/..", "b.rules c.tsv d.tsv ", 0},
        {"g/grammar/b.rules", "b.rules ", 0},
        {"g/grammar/more/d.tsv", "d.tsv ", 0},
        {"g/f.tsv", "f.tsv ", 0},
        {"g/a.tsv", "", 1},
    };
    (void)state;
    write_grammar();
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct glossary g = {0};
        struct grammar_files grammar = {0};
        zhm_error err = {0};
        struct buf names = {0};
        if (glossary_read_all(&g, &grammar, path_of(table[i].given), &err) != ZHM_OK)
            fail_msg("%s: %s", table[i].given, err.text);
        for (size_t k = 0; k < grammar.count; k++) {
            const struct grammar_text *f = &grammar.items[k];
            buf_printf(&names, "%.*s ", STR_ARG(f->name));
            assert_true(str_starts(f->path, str_of(path_of(table[i].given))));
            assert_true(f->name.data + f->name.len == f->path.data + f->path.len);
        }
        assert_true(str_is(buf_str(&names), table[i].names));
        assert_int_equal(g.count, table[i].concepts);
        buf_free(&names);
        grammar_files_free(&grammar);
        glossary_free(&g);
    }
}

static void concepts_alone_are_read_without_the_grammar(void **state)
{
    struct glossary g = {0};
    zhm_error err = {0};
    (void)state;
    write_grammar();
    if (glossary_read_path(&g, path_of("g"), &err) != ZHM_OK)
        fail_msg("%s", err.text);
    assert_true(g.count == 1 && g.files == 1);
    glossary_free(&g);
}

#define IN_ROOT(test) cmocka_unit_test_setup_teardown(test, make_root, remove_root)

static void take_refusal(void *context, const zhm_error *fault)
{
    struct buf *told = context;
    buf_printf(told, "%s\n", fault->text);
}

static void refused_files_are_told_and_passed_over(void **state)
{
    struct glossary g = {0};
    struct buf told = {0};
    (void)state;
    assert_int_equal(mkdir(path_of("sound"), 0755), 0);
    write_concept("sound/a.tsv", "x/A");
    write_concept("sound/b.tsv", "x/b");
    write_concept("sound/c.tsv", "x/b");
    write_concept("sound/d.tsv", "x/d");
    assert_int_equal(glossary_read_sound(&g, NULL, path_of("sound"), take_refusal, &told, NULL), ZHM_OK);
    assert_int_equal(g.files, 4);
    assert_int_equal(g.count, 2);
    assert_string_equal(g.concepts[1].id, "x/d");
    assert_non_null(buf_text(&told));
    assert_non_null(strstr(told.data, "sound/a.tsv:2: bad id 'x/A'"));
    assert_non_null(strstr(told.data, "sound/c.tsv:2: id x/b was used before"));
    assert_int_equal(glossary_read_sound(&g, NULL, path_of("sound/none"), take_refusal, &told, NULL), ZHM_NOT_FOUND);
    buf_free(&told);
    glossary_free(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_ROOT(folder_is_read_in_the_order_of_paths_without_other_files),
        IN_ROOT(folder_fault_names_the_file_by_its_path),
        IN_ROOT(path_that_is_not_there_is_not_found),
        IN_ROOT(file_of_any_name_is_read_when_asked_for),
        IN_ROOT(folder_without_end_is_a_limit),
        IN_ROOT(file_that_may_not_be_read_is_denied),
        IN_ROOT(folder_with_a_grammar_gives_both),
        IN_ROOT(concepts_alone_are_read_without_the_grammar),
        IN_ROOT(refused_files_are_told_and_passed_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
