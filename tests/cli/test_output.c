#include "runner.h"
#include "text/width.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <unistd.h>

#include <cmocka.h>

static void stdout_full_is_a_fault(void **state)
{
    (void)state;
    assert_int_equal(program_end(program_start(ARGUMENTS("lookup", "商务部"), &(struct places){.out = "/dev/full"})),
                     1);
    struct buf err = {0};
    read_file("err", &err);
    check_pieces("full", "stderr", &err, "zhengming: can't write to standard output: No space left on device");
    buf_free(&err);
}

static void stdout_closed_ends_quietly(void **state)
{
    (void)state;
    struct talk t = talk_start(ARGUMENTS("rpc"));
    close(t.out);
    t.out = -1;
    talk_say(&t, "{}\n");
    assert_int_equal(talk_end(&t), 0);
    struct buf err = {0};
    read_file("err", &err);
    check_pieces("closed", "stderr", &err, NULL);
    buf_free(&err);
}

static void terminal_of_100_columns_holds_the_rows(void **state)
{
    (void)state;
    struct ran r = run_on_terminal(ARGUMENTS("lookup", "--as-of", "2019", "中国扶贫基金会", "Bureau of Rivers"), 1);
    assert_int_equal(r.status, 0);
    check_pieces("terminal", "stdout", &r.out, "MATCH|China Foundation for|中国扶贫基金会|x/foundation");
    for (char *line = strtok(r.out.data, "\r\n"); line; line = strtok(NULL, "\r\n"))
        assert_true(text_width(str_of(line)) <= 100);
    ran_clear(&r);
}

/* Enough concepts for more than a step of progress. */
static void write_large_glossary(void)
{
    struct buf tsv = {0};
    buf_append_text(&tsv, "id\tfield\ttext\tstatus\ttype\tfrom\tto\tsource\tstyle\tnote\n");
    for (int i = 0; i < 5000; i++)
        buf_printf(&tsv, "x/no-%d\t@concept\tagency\nx/no-%d\ten\tGuild No. %d\tpreferred\t\t\t\tunchecked\n", i, i, i);
    assert_false(tsv.failed);
    write_file("large.tsv", buf_str(&tsv));
    buf_free(&tsv);
}

static void long_work_on_a_terminal_shows_progress(void **state)
{
    (void)state;
    write_large_glossary();
    struct ran load = run_on_terminal(ARGUMENTS("--db", "large", "load", "large.tsv"), 2);
    struct ran verify = run_on_terminal(ARGUMENTS("--db", "large", "verify"), 2);
    assert_int_equal(load.status, 0);
    assert_int_equal(verify.status, 0);
    check_pieces("load", "stderr", &load.out, "\rloading [| %|\r\x1b[K");
    check_pieces("verify", "stderr", &verify.out, "\rverifying [| %|\r\x1b[K");
    ran_clear(&load);
    ran_clear(&verify);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stdout_full_is_a_fault),
        cmocka_unit_test(stdout_closed_ends_quietly),
        cmocka_unit_test(terminal_of_100_columns_holds_the_rows),
        cmocka_unit_test(long_work_on_a_terminal_shows_progress),
    };
    return cmocka_run_group_tests(tests, glossary_enter, folder_leave);
}
