/* Sentences and their translations, with the glossary that is
 * shipped: what is right is left alone, one fault is found. */
#include "term/check.h"

#include "base/utf8.h"

#include "our_glossary.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* One line: source, target, and of a faulty one the right form. */
struct sentence {
    const char *source, *target, *expected;
};

/* @line is cut at its tabs. */
static bool sentence_of(char *line, struct sentence *out)
{
    line[strcspn(line, "\n")] = '\0';
    if (!*line || *line == '#')
        return false;
    char *target = strchr(line, '\t'), *expected = target ? strchr(target + 1, '\t') : NULL;
    if (!target) {
        fail_msg("no tab: %s", line);
        return false;
    }
    *target++ = '\0';
    if (expected)
        *expected++ = '\0';
    *out = (struct sentence){line, target, expected};
    return true;
}

/* Lower case, no article at the beginning, plain apostrophes. */
static void plain(struct buf *out, const char *text)
{
    buf_clear(out);
    if (strncasecmp(text, "the ", 4) == 0)
        text += 4;
    for (; *text; text++)
        buf_append_char(out, (char)tolower((unsigned char)*text));
    buf_text(out);
}

static bool contains_other(const char *a, const char *b)
{
    struct buf x = {0}, y = {0};
    plain(&x, a);
    plain(&y, b);
    bool found = strstr(x.data, y.data) || strstr(y.data, x.data);
    buf_free(&x);
    buf_free(&y);
    return found;
}

static bool is_right(const zhm_issues *issues, const char *expected)
{
    bool alarm = false, named = false;
    for (size_t i = 0; i < issues->count; i++) {
        const zhm_issue *x = &issues->items[i];
        if (x->severity == ZHM_HINT)
            continue;
        alarm = true;
        named = named || (expected && contains_other(x->expected, expected));
    }
    return expected ? named : !alarm;
}

static void tell(const struct sentence *s, const zhm_issues *issues)
{
    print_message("%s | %s%s%s\n", s->source, s->target, s->expected ? " | " : "", s->expected ? s->expected : "");
    for (size_t i = 0; i < issues->count; i++)
        print_message("    %s %s: %s > %s\n", zhm_severity_name(issues->items[i].severity),
                      zhm_issue_name(issues->items[i].kind), issues->items[i].found, issues->items[i].expected);
}

/* The spans are runs of the texts, byte for byte. */
static void check_span(const char *text, const zhm_span *span)
{
    if (!span->text)
        return;
    struct str s = str_of(text);
    size_t from = utf8_advance(s, 0, span->start), to = utf8_advance(s, 0, span->end);
    assert_true(str_is((struct str){s.data + from, to - from}, span->text));
}

static bool judge(struct temp *t, const struct sentence *s)
{
    struct question q;
    zhm_issues out = {0};
    const struct check_texts texts = {str_of(s->source), str_of(s->target), NULL, NULL};
    WORKS(t, question_of(NULL, &q, &t->err));
    WORKS(t, reader_begin(&t->reader, t->db, &t->err));
    WORKS(t, check_texts(&t->reader, &texts, &q, false, &out, &t->err));
    bool right = is_right(&out, s->expected);
    if (!right)
        tell(s, &out);
    for (size_t i = 0; i < out.count; i++) {
        check_span(s->source, &out.items[i].source);
        check_span(s->target, &out.items[i].target);
    }
    reader_end(&t->reader);
    return right;
}

/* @share: how many of a thousand must be right; those that are not are printed. */
static void judge_file(struct temp *t, const char *name, size_t at_least, size_t share)
{
    char path[256], *line = NULL;
    size_t size = 0, all = 0, right = 0;
    struct sentence s;
    snprintf(path, sizeof path, "%s/tests/cases/check/%s", SOURCE_DIR, name);
    FILE *f = fopen(path, "r");
    if (!f)
        fail_msg("%s cannot be read", path);
    while (getline(&line, &size, f) > 0)
        if (sentence_of(line, &s)) {
            all++;
            right += judge(t, &s);
        }
    free(line);
    fclose(f);
    print_message("%s: %zu of %zu\n", name, right, all);
    assert_true(all >= at_least);
    if (right * 1000 < all * share)
        fail_msg("%s: %zu of %zu are right", name, right, all);
}

static void sound_pairs_are_left_alone(void **state)
{
    judge_file(*state, "sound.tsv", 200, 985);
}

static void pairs_without_known_names_are_left_alone(void **state)
{
    judge_file(*state, "unknown.tsv", 20, 1000);
}

static void faulty_pairs_are_told_with_the_right_form(void **state)
{
    judge_file(*state, "faulty.tsv", 200, 980);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sound_pairs_are_left_alone),
        cmocka_unit_test(pairs_without_known_names_are_left_alone),
        cmocka_unit_test(faulty_pairs_are_told_with_the_right_form),
    };
    return cmocka_run_group_tests(tests, ours_new, temp_remove);
}
