#include "cli/lines.h"

#include "runner.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <unistd.h>

#include <cmocka.h>

static struct lines open_text(struct str text, size_t max)
{
    write_file("lines", text);
    int fd = open("lines", O_RDONLY);
    assert_true(fd >= 0);
    return (struct lines){.fd = fd, .max = max};
}

static void expect(struct lines *l, zhm_code code, const char *want)
{
    struct str line = {0};
    assert_int_equal(lines_next(l, &line, NULL), code);
    if (want)
        assert_true(str_is(line, want));
}

static void finish(struct lines *l)
{
    expect(l, ZHM_NOT_FOUND, NULL);
    close(l->fd);
    lines_clear(l);
}

static void lines_next_gives_each_line(void **state)
{
    (void)state;
    struct lines l = open_text(STR("one\n\ntwo\r\nlast"), 10);
    expect(&l, ZHM_OK, "one");
    expect(&l, ZHM_OK, "");
    expect(&l, ZHM_OK, "two\r");
    expect(&l, ZHM_OK, "last");
    finish(&l);
}

static void lines_next_empty_file_is_the_end(void **state)
{
    (void)state;
    struct lines l = open_text(STR(""), 10);
    finish(&l);
}

static void lines_next_goes_on_after_a_long_line(void **state)
{
    (void)state;
    struct lines l = open_text(STR("12345\n123456\nend\n1234567"), 5);
    expect(&l, ZHM_OK, "12345");
    expect(&l, ZHM_LIMIT, "12345");
    expect(&l, ZHM_OK, "end");
    expect(&l, ZHM_LIMIT, "12345");
    finish(&l);
}

/* Lines longer than what is read at once, in bounded memory. */
static void lines_next_huge_line_is_cut(void **state)
{
    (void)state;
    struct buf text = {0};
    for (int i = 0; i < 3000000; i++)
        buf_append_char(&text, 'a');
    buf_append_text(&text, "\nshort\n");
    struct lines l = open_text(buf_str(&text), 100000);
    struct str line;
    assert_int_equal(lines_next(&l, &line, NULL), ZHM_LIMIT);
    assert_int_equal(line.len, 100000);
    assert_true(l.buf.capacity < 1000000);
    expect(&l, ZHM_OK, "short");
    finish(&l);
    buf_free(&text);
}

static void lines_waiting_knows_what_is_there(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    struct lines l = {.fd = ends[0], .max = 100};
    assert_false(lines_waiting(&l));
    assert_int_equal(write(ends[1], "a\nb\n", 4), 4);
    assert_true(lines_waiting(&l));
    expect(&l, ZHM_OK, "a");
    assert_true(lines_waiting(&l));
    expect(&l, ZHM_OK, "b");
    assert_false(lines_waiting(&l));
    close(ends[1]);
    finish(&l);
}

static void read_whole_beyond_the_limit_is_refused(void **state)
{
    (void)state;
    struct buf all = {0};
    struct lines l = open_text(STR("123456"), 0);
    assert_int_equal(read_whole(l.fd, 5, &all, NULL), ZHM_LIMIT);
    buf_clear(&all);
    assert_int_equal(lseek(l.fd, 0, SEEK_SET), 0);
    assert_int_equal(read_whole(l.fd, 6, &all, NULL), ZHM_OK);
    assert_true(str_is(buf_str(&all), "123456"));
    buf_free(&all);
    close(l.fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_next_gives_each_line),
        cmocka_unit_test(lines_next_empty_file_is_the_end),
        cmocka_unit_test(lines_next_goes_on_after_a_long_line),
        cmocka_unit_test(lines_next_huge_line_is_cut),
        cmocka_unit_test(lines_waiting_knows_what_is_there),
        cmocka_unit_test(read_whole_beyond_the_limit_is_refused),
    };
    return cmocka_run_group_tests(tests, folder_enter, folder_leave);
}
