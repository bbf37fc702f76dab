/* Texts rewritten with the glossary that is shipped: titles with a wrong degree, old names in them, what stays. */
#include "term/correct.h"

#include "base/utf8.h"

#include "our_glossary.h"

#include <string.h>

static zhm_correction ask(struct temp *t, const char *text)
{
    struct question q;
    zhm_correction out = {0};
    WORKS(t, question_of(NULL, &q, &t->err));
    WORKS(t, reader_begin(&t->reader, t->db, &t->err));
    zhm_code code = correct(&t->reader, str_of(text), &q, &out, &t->err);
    reader_end(&t->reader);
    WORKS(t, code);
    return out;
}

static void check_text(struct temp *t, const char *text, const char *want)
{
    zhm_correction c = ask(t, text);
    if (strcmp(c.text, want) != 0)
        fail_msg("\"%s\"\nbecame \"%s\"\ninstead of \"%s\"", text, c.text, want);
    c = ask(t, want);
    if (c.count > 0)
        fail_msg("\"%s\"\nbecame \"%s\" in a second round", want, c.text);
}

static void correct_texts_are_as_said(void **state)
{
    char *line = NULL;
    size_t size = 0, count = 0;
    FILE *f = fopen(SOURCE_DIR "/tests/cases/correct/texts.tsv", "r");
    assert_non_null(f);
    while (getline(&line, &size, f) > 0) {
        line[strcspn(line, "\n")] = '\0';
        if (!*line || *line == '#')
            continue;
        char *want = strchr(line, '\t');
        if (want)
            *want++ = '\0';
        check_text(*state, line, want ? want : line);
        count++;
    }
    free(line);
    fclose(f);
    assert_true(count >= 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(correct_texts_are_as_said)};
    return cmocka_run_group_tests(tests, ours_new, temp_remove);
}
