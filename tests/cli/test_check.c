/* `check` and `correct` as a translator runs them. */
#include "runner.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static const struct run_case checks[] = {
    {"sound", {"check", "sound.zh", "sound.en"}, .err = "no issues"},
    {"an error and a warning",
     {"check", "source", "target"},
     .status = 3,
     .out = "source:1:1: warning: missing: \"商务部\", expected \"Ministry of Commerce\"\n|    \"商务部\" is a full "
            "name of|"
            "target:2:5: error: wrong-form: \"One Belt One Road\", expected \"Belt and Road Initiative\", for "
            "\"“一带一路”倡议\" at source:2:3\n|    "},
    {"JSON",
     {"--json", "check", "source", "target"},
     .status = 3,
     .out = "{\"issues\":[{\"severity\":\"warning\",\"kind\":\"missing\"|\"generation\":1}\n"},
    {"JSON, sound", {"--json", "check", "sound.zh", "sound.en"}, .out = "{\"issues\":[]"},
    {"the target from stdin",
     {"check", "source", "-"},
     .input = "Ministry of Commerce\nOne Belt One Road",
     .status = 3,
     .out = "standard input:2:1: error: "},
    {"the source from stdin", {"check", "-", "sound.en"}, .input = "商务部", .err = "no issues"},
    {"at a date", {"check", "--as-of", "2019-05", "old.zh", "old.en"}, .err = "no issues"},
    {"with languages",
     {"check", "--source-lang", "zh", "--target-lang", "en", "sound.zh", "sound.en"},
     .err = "no issues"},
    {"both from stdin", {"check", "-", "-"}, .status = 2, .err = "only one of the texts can be standard input"},
    {"one text", {"check", "source"}, .status = 2, .err = "it takes SOURCE TARGET"},
    {"no such file", {"check", "source", "missing"}, .status = 2, .err = "can't read missing: No such file"},
    {"invalid UTF-8", {"check", "source", "latin1"}, .status = 2, .err = "latin1: "},
    {"a language that is none", {"check", "--target-lang", "?", "source", "target"}, .status = 2, .err = "target: "},
};

static const struct run_case corrections[] = {
    {"a file", {"correct", "target"}, .out = "He said:\nthe Belt and Road Initiative.\n"},
    {"stdin", {"correct"}, .input = "One Belt One Road", .out = "Belt and Road Initiative"},
    {"stdin by -", {"correct", "-"}, .input = "One Belt One Road", .out = "Belt and Road Initiative"},
    {"two files", {"correct", "target", "sound.en"}, .out = "Belt and Road Initiative.\n|The Ministry of Commerce"},
    {"a diff", {"correct", "--diff", "target"}, .out = "the [-One Belt One Road-]{+Belt and Road Initiative+}.\n"},
    {"the edits",
     {"correct", "--edits", "target"},
     .out = "target:2:5: \"One Belt One Road\" -> \"Belt and Road Initiative\"\n    "},
    {"at a date", {"correct", "--as-of", "2019", "old.zh"}, .out = "中国扶贫基金会"},
    {"JSON",
     {"--json", "correct", "target"},
     .out = "{\"text\":\"He said:\\nthe Belt and|\"edits\":[{\"start\":13,\"end\":30,"},
    {"nothing", {"correct"}, .input = ""},
    {"both views", {"correct", "--diff", "--edits", "target"}, .status = 2, .err = "either --diff or --edits"},
    {"stdin in place", {"correct", "--in-place"}, .status = 2, .err = "--in-place needs a file"},
    {"- in place", {"correct", "--in-place", "-"}, .status = 2, .err = "--in-place needs files"},
    {"no such file", {"correct", "missing"}, .status = 2, .err = "can't read missing"},
};

static int fixtures(void **state)
{
    if (glossary_enter(state) != 0)
        return -1;
    write_file("source", STR("商务部\n推进“一带一路”倡议。\n"));
    write_file("target", STR("He said:\nthe One Belt One Road.\n"));
    write_file("sound.zh", STR("商务部"));
    write_file("sound.en", STR("The Ministry of Commerce"));
    write_file("old.zh", STR("中国扶贫基金会"));
    write_file("old.en", STR("The China Foundation for Poverty Alleviation"));
    write_file("latin1", STR("caf\xe9\n"));
    return 0;
}

static void check_answers(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++)
        check_case(&checks[i]);
}

static void correct_answers(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof corrections / sizeof corrections[0]; i++)
        check_case(&corrections[i]);
}

static void correct_in_place_keeps_mode_and_link(void **state)
{
    struct buf text = {0};
    struct stat st;
    (void)state;
    write_file("draft", STR("One Belt One Road\n"));
    assert_int_equal(chmod("draft", 0640), 0);
    assert_int_equal(symlink("draft", "link"), 0);
    struct ran r = run(ARGUMENTS("correct", "--in-place", "link"), (struct str){0});
    assert_int_equal(r.status, 0);
    assert_int_equal(r.out.len, 0);
    read_file("draft", &text);
    assert_string_equal(text.data, "Belt and Road Initiative\n");
    assert_int_equal(stat("draft", &st), 0);
    assert_int_equal(st.st_mode & 0777, 0640);
    assert_int_equal(lstat("link", &st), 0);
    assert_true(S_ISLNK(st.st_mode));
    ran_clear(&r);
    buf_free(&text);
}

static void views_are_coloured_on_a_terminal(void **state)
{
    (void)state;
    struct ran r = run_on_terminal(ARGUMENTS("correct", "target"), 1);
    check_pieces("correct", "terminal", &r.out,
                 "the \033[31m\033[9mOne Belt One Road\033[0m\033[32mBelt and Road Initiative\033[0m.");
    ran_clear(&r);
    r = run_on_terminal(ARGUMENTS("check", "source", "target"), 1);
    check_pieces("check", "terminal", &r.out, "\033[33mwarning:\033[0m missing|\033[31merror:\033[0m wrong-form");
    ran_clear(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_answers),
        cmocka_unit_test(correct_answers),
        cmocka_unit_test(correct_in_place_keeps_mode_and_link),
        cmocka_unit_test(views_are_coloured_on_a_terminal),
    };
    return cmocka_run_group_tests(tests, fixtures, folder_leave);
}
