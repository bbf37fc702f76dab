/* Every folder of tests/cases/grammar/bad is a test: a grammar of
 * its *.rules and *.tsv gives the text in its file `error`. */
#include "base/buf.h"
#include "term/grammar_source.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define FOLDER SOURCE_DIR "/tests/cases/grammar/bad"
#define COUNT(array) (sizeof(array) / sizeof *(array))

enum { FILES = 4 };

static void read_case(const char *name, const char *file, struct buf *out)
{
    char path[1024], bytes[4096];
    snprintf(path, sizeof path, FOLDER "/%s/%s", name, file);
    FILE *f = fopen(path, "rb");
    if (!f)
        fail_msg("no %s", path);
    size_t n;
    while ((n = fread(bytes, 1, sizeof bytes, f)) > 0)
        buf_append(out, bytes, n);
    fclose(f);
}

static size_t line_of(const char *text)
{
    const char *colon = strchr(text, ':');
    return colon ? strtoul(colon + 1, NULL, 10) : 0;
}

/* The files of a case, read into @bytes and named in @names. */
static size_t read_files(const char *name, char names[FILES][64], struct buf bytes[FILES])
{
    char path[1024];
    size_t count = 0;
    snprintf(path, sizeof path, FOLDER "/%s", name);
    DIR *folder = opendir(path);
    assert_non_null(folder);
    for (const struct dirent *e; (e = readdir(folder));) {
        if (e->d_name[0] == '.' || strcmp(e->d_name, "error") == 0)
            continue;
        assert_true(count < FILES);
        snprintf(names[count], sizeof names[count], "%.60s", e->d_name);
        read_case(name, e->d_name, &bytes[count++]);
    }
    closedir(folder);
    return count;
}

static unsigned differences(const char *name)
{
    char names[FILES][64];
    struct buf bytes[FILES] = {{0}}, want = {0}, out = {0};
    struct grammar_file files[FILES];
    zhm_error err = {0};
    size_t count = read_files(name, names, bytes);
    read_case(name, "error", &want);
    while (want.len > 0 && want.data[want.len - 1] == '\n')
        want.len--;
    for (size_t i = 0; i < count; i++)
        files[i] = (struct grammar_file){.name = str_of(names[i]), .text = buf_str(&bytes[i])};
    zhm_code code = grammar_build(files, count, &out, &err);
    bool good = (code == ZHM_BAD_INPUT || code == ZHM_LIMIT) && code == err.code && out.len == 0 &&
                str_is(buf_str(&want), err.text) && err.line == line_of(err.text);
    if (!good)
        print_error("%s: code %s, line %zu\n  got:  %s\n  want: %.*s\n", name, zhm_code_name(code), err.line, err.text,
                    STR_ARG(buf_str(&want)));
    for (size_t i = 0; i < count; i++)
        buf_free(&bytes[i]);
    buf_free(&want);
    buf_free(&out);
    return !good;
}

static void bad_grammar_gives_its_error(void **state)
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
    assert_true(cases >= 90);
    assert_int_equal(bad, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(bad_grammar_gives_its_error)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
