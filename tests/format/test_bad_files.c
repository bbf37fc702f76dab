/* Every folder of tests/cases/bad is a test: its input.tsv gives the text in its file `error`. */
#include "base/buf.h"
#include "format/glossary_tsv.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define FOLDER SOURCE_DIR "/tests/cases/bad"

static struct str read_case(const char *name, const char *file, struct buf *out)
{
    char path[1024], bytes[4096];
    snprintf(path, sizeof path, FOLDER "/%s/%s", name, file);
    FILE *f = fopen(path, "rb");
    if (!f)
        fail_msg("no %s", path);
    size_t n;
    buf_clear(out);
    while ((n = fread(bytes, 1, sizeof bytes, f)) > 0)
        buf_append(out, bytes, n);
    fclose(f);
    return buf_str(out);
}

static size_t line_of(const char *text)
{
    const char *colon = strchr(text, ':');
    return colon ? strtoul(colon + 1, NULL, 10) : 0;
}

static unsigned differences(const char *name)
{
    struct glossary g = {0};
    struct buf input = {0}, error = {0};
    zhm_error err = {0};
    struct str bytes = read_case(name, "input.tsv", &input), want = read_case(name, "error", &error);
    while (want.len > 0 && want.data[want.len - 1] == '\n')
        want.len--;
    zhm_code code = glossary_read(&g, "input.tsv", bytes, &err);
    bool good = (code == ZHM_BAD_INPUT || code == ZHM_LIMIT) && code == err.code && str_is(want, err.text) &&
                err.line == line_of(err.text);
    if (!good)
        print_error("%s: code %s, line %zu\n  got:  %s\n  want: %.*s\n", name, zhm_code_name(code), err.line, err.text,
                    STR_ARG(want));
    glossary_free(&g);
    buf_free(&input);
    buf_free(&error);
    return !good;
}

static void bad_file_gives_its_error(void **state)
{
    DIR *folder = opendir(FOLDER);
    unsigned cases = 0, bad = 0;
    (void)state;
    assert_non_null(folder);
    for (const struct dirent *e; (e = readdir(folder));)
        if (e->d_name[0] != '.') {
            cases++;
            bad += differences(e->d_name);
        }
    closedir(folder);
    assert_true(cases >= 60);
    assert_int_equal(bad, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(bad_file_gives_its_error)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
