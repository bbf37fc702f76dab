/* The worked examples of Beijing's draft standard, in its style: beijing_2008.tsv. */
#include "our_glossary.h"

#include <strings.h>

static bool is_one_of(const char *got, const char *wanted, bool any_case)
{
    struct str rest = str_of(wanted);
    while (rest.len > 0) {
        const char *bar = memmem(rest.data, rest.len, " | ", 3);
        size_t n = bar ? (size_t)(bar - rest.data) : rest.len;
        if (strlen(got) == n && (any_case ? strncasecmp(got, rest.data, n) : strncmp(got, rest.data, n)) == 0)
            return true;
        rest = bar ? str_from(rest, n + 3) : (struct str){0};
    }
    return false;
}

/* A bare word ("主任") means several things by the body that it stands with: then the answer offers them all. */
static bool answers(const zhm_name *n, const char *wanted, bool any_case)
{
    bool found = is_one_of(name_in(&n->subject, "en"), wanted, any_case);
    for (size_t i = 0; !found && i < n->alternative_count; i++)
        found =
            n->alternatives[i].score == 100 && is_one_of(name_in(&n->alternatives[i].subject, "en"), wanted, any_case);
    return found;
}

static bool judge_row(struct temp *t, char *line)
{
    char *fields[4], *rest = line;
    for (int i = 0; i < 4; i++)
        fields[i] = strsep(&rest, "\t");
    if (!fields[3])
        fail_msg("beijing_2008.tsv: a row of less than four fields: %s", line);
    zhm_name n = judge_ours(t, fields[0], "beijing-2008");
    bool whole = strcmp(fields[3], "organisation") == 0; /* worked in full: one answer, and no other */
    bool good = whole ? is_one_of(name_in(&n.subject, "en"), fields[1], false)
                      : answers(&n, fields[1], strstr(fields[2], "lower case") != NULL);
    if (!good)
        print_message("%s (%s): want %s, got %s\n", fields[0], fields[2], fields[1], name_in(&n.subject, "en"));
    return good;
}

static void beijing_examples_come_out_letter_for_letter(void **state)
{
    char line[1024];
    size_t rows = 0, good = 0;
    FILE *f = fopen(SOURCE_DIR "/tests/term/beijing_2008.tsv", "r");
    assert_non_null(f);
    while (fgets(line, sizeof line, f)) {
        line[strcspn(line, "\n")] = '\0';
        if (line[0] == '#' || strncmp(line, "zh\t", 3) == 0)
            continue;
        rows++;
        good += judge_row(*state, line);
    }
    fclose(f);
    assert_true(rows > 200);
    assert_int_equal(good, rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(beijing_examples_come_out_letter_for_letter)};
    return cmocka_run_group_tests(tests, ours_new, temp_remove);
}
