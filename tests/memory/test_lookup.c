#include "memory/lookup.h"

#include "temp_memory.h"

#include <sys/wait.h>

static struct search *s;

static int begin(void **state)
{
    (void)state;
    s = search_new();
    return s ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    search_free(s);
    return 0;
}

/* What a question leaves out. */
static struct lookup_question whole(struct lookup_question q)
{
    q.from = q.from ? q.from : "en";
    q.to = q.to ? q.to : "zh";
    q.min_score = q.min_score ? q.min_score : 50;
    q.limit = q.limit ? q.limit : 20;
    return q;
}

#define QUESTION(...) whole((struct lookup_question){.until = 0, __VA_ARGS__})

static zhm_code try(struct temp *t, struct lookup_question q, struct lookup_text text, struct unit_matches *out)
{
    WORKS(t, reader_begin(&t->reader, t->db, &t->err));
    zhm_code code = memory_lookup(&t->reader, s, &q, &text, out, &t->err);
    reader_end(&t->reader);
    return code;
}

/* The matches of a text; they stay until the next. */
static struct unit_matches ask(struct temp *t, struct lookup_question q, const char *text)
{
    struct unit_matches out = {0};
    WORKS(t, try(t, q, (struct lookup_text){.text = str_of(text)}, &out));
    return out;
}

static void put(struct temp *t, zhm_unit u)
{
    assert_int_equal(put_unit(t, u).outcome, UNIT_ADDED);
}

/* A unit in any two languages. */
static void put_pair(struct temp *t, const char *lang, const char *text, const char *other_lang, const char *other)
{
    const zhm_segment segments[] = {{.lang = lang, .text = text}, {.lang = other_lang, .text = other}};
    put(t, (zhm_unit){.segments = segments, .segment_count = 2});
}

/* The numbers of the matches' units, in order: "3 1 2". */
static void assert_numbers(struct unit_matches got, const char *want)
{
    char numbers[400] = "";
    for (size_t i = 0; i < got.count; i++) {
        size_t at = strlen(numbers);
        snprintf(numbers + at, sizeof numbers - at, "%s%llu", i ? " " : "",
                 (unsigned long long)got.items[i].unit->number);
    }
    assert_string_equal(numbers, want);
}

static void put_with_neighbours(struct temp *t, const char *text, const char *previous, const char *next)
{
    const zhm_segment segments[] = {{.lang = "en", .text = text, .previous = previous, .next = next},
                                    {.lang = "zh-Hans", .text = "译"}};
    put(t, (zhm_unit){.segments = segments, .segment_count = 2});
}

static void matches_come_in_context_then_exact_then_fuzzy(void **state)
{
    static const struct {
        zhm_unit_match_kind kind;
        unsigned score;
    } want[] = {{ZHM_UNIT_CONTEXT, 10000}, {ZHM_UNIT_CONTEXT, 10000}, {ZHM_UNIT_CONTEXT, 10000},
                {ZHM_UNIT_EXACT, 10000},   {ZHM_UNIT_EXACT, 10000},   {ZHM_UNIT_FUZZY, 9090},
                {ZHM_UNIT_FUZZY, 9000},    {ZHM_UNIT_FUZZY, 9000}};
    struct temp *t = *state;
    struct unit_matches m = {0};
    put_with_neighbours(t, "0123456789", "", "");            /* 1: exact */
    put_with_neighbours(t, "0123456789", "before", "after"); /* 2: both */
    put_with_neighbours(t, "0123456789", "before", "");      /* 3: one */
    put_with_neighbours(t, "0123456789", "other", "after");  /* 4: one */
    put_with_neighbours(t, "0123456789", "other", "other");  /* 5: exact */
    put_with_neighbours(t, "012345678", "before", "after");  /* 6: fuzzy, 9 of 10 */
    put_with_neighbours(t, "01234567890", "", "");           /* 7: fuzzy, 10 of 11 */
    put_with_neighbours(t, "x123456789", "", "");            /* 8: fuzzy, 9 of 10 */
    WORKS(t, try(t, QUESTION(), (struct lookup_text){STR("0123456789"), STR("before"), STR("after")}, &m));
    assert_numbers(m, "2 4 3 5 1 7 8 6");
    for (size_t i = 0; i < COUNT(want); i++) {
        assert_int_equal(m.items[i].kind, want[i].kind);
        assert_int_equal(m.items[i].score, want[i].score);
        assert_int_equal(m.items[i].edit_count > 0, want[i].kind == ZHM_UNIT_FUZZY);
    }
    WORKS(t, try(t, QUESTION(.limit = 3), (struct lookup_text){STR("0123456789"), STR("before"), STR("after")}, &m));
    assert_numbers(m, "2 4 3");
    WORKS(t, try(t, QUESTION(.exact = true), (struct lookup_text){STR("0123456789"), STR(""), STR("after")}, &m));
    assert_numbers(m, "4 2 5 3 1");
}

static void kinds_have_names(void **state)
{
    (void)state;
    assert_string_equal(zhm_unit_match_name(ZHM_UNIT_CONTEXT), "context");
    assert_string_equal(zhm_unit_match_name(ZHM_UNIT_EXACT), "exact");
    assert_string_equal(zhm_unit_match_name(ZHM_UNIT_FUZZY), "fuzzy");
}

/* An unknown neighbour is nobody's neighbour. */
static void empty_neighbours_are_no_context(void **state)
{
    struct temp *t = *state;
    put_with_neighbours(t, "text", "", "");
    assert_int_equal(ask(t, QUESTION(), "text").items[0].kind, ZHM_UNIT_EXACT);
}

static void filters_leave_out_other_units(void **state)
{
    static const struct {
        struct lookup_question q;
        const char *want;
    } cases[] = {
        {{.origin = "a"}, "4 1"},
        {{.origin = ""}, "3"},
        {{.origin = "A"}, ""},
        {{.domain = "law"}, "2 1"},
        {{.domain = ""}, "4 3"},
        {{.origin = "a", .domain = "law"}, "1"},
        {{.since = 200}, "4 3 2"},
        {{.since = 201}, "4 3"},
        {{.until = 200}, "1"},
        {{.since = 200, .until = 300}, "2"},
        {{.since = 1, .until = 10000000000}, "4 3 2 1"},
        {{.origin = "b", .since = 201}, ""},
    };
    struct temp *t = *state;
    put(t, UNIT("text", "一", .origin = "a", .domain = "law", .created = 100));
    put(t, UNIT("text", "二", .origin = "b", .domain = "law", .created = 100, .changed = 200));
    put(t, UNIT("text", "三", .created = 300));
    put(t, UNIT("text", "四", .origin = "a", .created = 400, .changed = 350));
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct lookup_question q = QUESTION();
        q.origin = cases[i].q.origin, q.domain = cases[i].q.domain;
        q.since = cases[i].q.since, q.until = cases[i].q.until;
        assert_numbers(ask(t, q, "text"), cases[i].want);
    }
}

/* What is filtered out takes no place of what is not. */
static void filters_come_before_the_limit(void **state)
{
    struct temp *t = *state;
    put(t, UNIT("text", "一", .origin = "mine"));
    put(t, UNIT("texts", "一", .origin = "mine"));
    for (char other[] = "a"; other[0] <= 'z'; other[0]++)
        put(t, UNIT("text", "二", .origin = other));
    assert_numbers(ask(t, QUESTION(.origin = "mine", .limit = 2), "text"), "1 2");
}

static void languages_answer_for_those_that_they_begin(void **state)
{
    static const struct {
        const char *from, *to, *text, *want;
    } cases[] = {
        {"en", "zh", "colour", "2"},        {"en", "zh-Hans", "color", "1"},  {"en-GB", "zh", "colour", "2"},
        {"en-GB", "zh", "color", ""},       {"en-US", "zh", "colour", ""},    {"EN_gb", "zh_CN", "colour", "2"},
        {"en", "zh-TW", "colour", "3"},     {"en", "zh-Hant", "colour", "3"}, {"en", "zh-HK", "color", ""},
        {"zh", "en", "颜色", "2 1"},        {"zh-Hant", "en", "颜色", "3"},   {"zh-TW", "en", "颜色", "3"},
        {"zh", "en-GB", "颜色", "2"},       {"zh", "en-US", "颜色", ""},      {"zh-Hans", "fr", "颜色", ""},
        {"en", "en-GB", "color", ""},       {"en", "fr", "couleur", ""},      {"zh-Hans-CN", "en", "颜色", ""},
        {"zh-Hant", "zh-Hans", "颜色", ""},
    };
    struct temp *t = *state;
    put_pair(t, "en", "color", "zh-Hans", "颜色");
    put_pair(t, "en-GB", "colour", "zh-Hans", "颜色");
    put_pair(t, "en-GB", "colour", "zh-Hant", "颜色"); /* the same signs: only the language tells */
    put_pair(t, "fr", "couleur", "de", "Farbe");
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct lookup_question q = QUESTION(.exact = true);
        q.from = cases[i].from, q.to = cases[i].to;
        assert_numbers(ask(t, q, cases[i].text), cases[i].want);
    }
}

static void put_three(struct temp *t, const char *american, const char *british)
{
    const zhm_segment segments[] = {
        {.lang = "en-GB", .text = british}, {.lang = "en-US", .text = american}, {.lang = "zh-Hans", .text = "颜色"}};
    put(t, (zhm_unit){.segments = segments, .segment_count = 3});
}

/* A text of either answers "en"; the source is the one that was near, the better one of both. */
static void source_is_the_segment_that_was_near(void **state)
{
    struct temp *t = *state;
    put_three(t, "color", "colour");
    struct unit_matches m = ask(t, QUESTION(), "color");
    assert_int_equal(m.count, 1);
    assert_string_equal(m.items[0].source->lang, "en-US");
    assert_int_equal(m.items[0].kind, ZHM_UNIT_EXACT);
    m = ask(t, QUESTION(), "colours");
    assert_int_equal(m.count, 1);
    assert_string_equal(m.items[0].source->lang, "en-GB");
    assert_string_equal(m.items[0].target->text, "颜色");
}

/* From a language to one that it stands for: the target is never its own source. */
static void target_is_another_segment_than_the_source(void **state)
{
    static const char *const targets[] = {"en-GB", "en-US"}, *const others[] = {"en-US", "en-GB"};
    struct temp *t = *state;
    put_three(t, "abcd", "abcd"); /* equal texts */
    put_three(t, "stux", "stuy"); /* texts equally near to "stuv" */
    for (size_t i = 0; i < COUNT(targets); i++) {
        struct unit_matches m = ask(t, QUESTION(.to = targets[i]), "abcd");
        assert_numbers(m, "1");
        assert_string_equal(m.items[0].source->lang, others[i]);
        assert_string_equal(m.items[0].target->lang, targets[i]);
        m = ask(t, QUESTION(.to = targets[i]), "stuv");
        assert_numbers(m, "2");
        assert_string_equal(m.items[0].source->lang, others[i]);
        assert_string_equal(m.items[0].target->lang, targets[i]);
    }
}

static void texts_are_compared_in_nfc(void **state)
{
    struct temp *t = *state;
    struct unit_matches m = {0};
    const zhm_segment segments[] = {{.lang = "en", .text = "cafe\u0301", .previous = "e\u0301", .next = "x"},
                                    {.lang = "zh-Hans", .text = "咖啡"}};
    put(t, (zhm_unit){.segments = segments, .segment_count = 2});
    const char *const queries[] = {"caf\u00E9", "cafe\u0301"};
    for (size_t i = 0; i < COUNT(queries); i++) {
        m = ask(t, QUESTION(), queries[i]);
        assert_string_equal(m.text, "caf\u00E9");
        assert_int_equal(m.items[0].kind, ZHM_UNIT_EXACT);
        WORKS(t, try(t, QUESTION(), (struct lookup_text){str_of(queries[i]), STR("e\u0301"), STR("")}, &m));
        assert_int_equal(m.items[0].kind, ZHM_UNIT_CONTEXT);
    }
    m = ask(t, QUESTION(), "cafe");
    assert_int_equal(m.items[0].score, 7500);
}

static void case_punctuation_and_tags_count(void **state)
{
    static const struct {
        const char *text;
        unsigned want;
    } cases[] = {{"Click " ZHM_PLACEHOLDER "here" ZHM_PLACEHOLDER ".", 10000},
                 {"Click " ZHM_PLACEHOLDER "here.", 9230},
                 {"Click here.", 8461},
                 {"click " ZHM_PLACEHOLDER "here" ZHM_PLACEHOLDER ".", 9230},
                 {"Click " ZHM_PLACEHOLDER "here" ZHM_PLACEHOLDER "!", 9230}};
    static const char *const tags[] = {"<bpt i=\"1\">b</bpt>", "<ept i=\"1\">b</ept>"};
    struct temp *t = *state;
    const zhm_segment segments[] = {{.lang = "en", .text = cases[0].text, .tags = tags, .tag_count = 2},
                                    {.lang = "zh-Hans", .text = "单击。"}};
    put(t, (zhm_unit){.segments = segments, .segment_count = 2});
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_int_equal(ask(t, QUESTION(), cases[i].text).items[0].score, cases[i].want);
}

/* min_score is of the score unrounded. */
static void score_below_min_is_no_match(void **state)
{
    static const struct {
        unsigned min;
        const char *want;
    } cases[] = {{50, "2 1"}, {66, "2 1"}, {67, "2"}, {75, "2"}, {76, ""}, {100, ""}};
    struct temp *t = *state;
    put_pair(t, "en", "abx", "zh-Hans", "甲");  /* 2 of 3 */
    put_pair(t, "en", "abcx", "zh-Hans", "乙"); /* 3 of 4 */
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_numbers(ask(t, QUESTION(.min_score = cases[i].min), "abc"), cases[i].want);
}

static void numbers_are_adapted_where_asked(void **state)
{
    struct temp *t = *state;
    put_pair(t, "en", "Chapter 12 of 30", "zh-Hans", "第12章，共30章");
    put_pair(t, "en", "Chapter 12 or 30", "zh-Hans", "第12或30章");
    struct unit_matches m = ask(t, QUESTION(.adapt = true), "Chapter 14 of 30");
    assert_int_equal(m.count, 2);
    assert_non_null(m.items[0].adapted);
    assert_string_equal(m.items[0].adapted->target, "第14章，共30章");
    assert_string_equal(m.items[0].target->text, "第12章，共30章");
    assert_null(m.items[1].adapted); /* other words, too */
    assert_null(ask(t, QUESTION(), "Chapter 14 of 30").items[0].adapted);
    assert_null(ask(t, QUESTION(.adapt = true), "Chapter 12 of 30").items[0].adapted);
}

/* By the very next snapshot, each time. */
static void changes_are_seen_at_once(void **state)
{
    struct temp *t = *state;
    assert_int_equal(ask(t, QUESTION(), "first text").count, 0);
    put(t, UNIT("first text", "一"));
    put(t, UNIT("other words", "二"));
    assert_numbers(ask(t, QUESTION(), "first text"), "1");
    WORKS(t, replace_unit(t, 1, UNIT("second text", "一")));
    assert_int_equal(ask(t, QUESTION(.exact = true), "first text").count, 0);
    assert_int_equal(ask(t, QUESTION(), "second text").items[0].kind, ZHM_UNIT_EXACT);
    WORKS(t, replace_unit(t, 1, UNIT("first text", "壹")));
    assert_int_equal(ask(t, QUESTION(.exact = true), "second text").count, 0);
    assert_string_equal(ask(t, QUESTION(), "first text").items[0].target->text, "壹");
    WORKS(t, delete_units(t, (const uint64_t[]){1}, 1));
    assert_int_equal(ask(t, QUESTION(), "first text").count, 0);
    assert_numbers(ask(t, QUESTION(), "other words"), "2");
    assert_sound(t);
}

/* A child that has opened nothing yet: it puts a unit when it is told where. Not a call of it may fail the test here. */
static _Noreturn void put_in_child(int in, int out)
{
    struct temp t = {0};
    zhm_unit u = UNIT("from another process", "另一个进程");
    struct put_call p = {.units = &u, .count = 1, .now = NOW};
    char byte;
    if (read(in, t.db_folder, sizeof t.db_folder) != sizeof t.db_folder ||
        database_open(t.db_folder, 0, MAP_SIZE, &t.db, &t.err) != ZHM_OK ||
        store_write(t.db->store, put_within, &p, NULL, &t.err) != ZHM_OK || write(out, "", 1) != 1 ||
        read(in, &byte, 1) != 1) {
        fprintf(stderr, "in the other process: %s\n", t.err.text);
        _exit(1);
    }
    zhm_close(t.db);
    _exit(0);
}

static void unit_of_another_process_is_found(void **state)
{
    int down[2], up[2], status = 1;
    char byte;
    void *mine = NULL;
    (void)state;
    assert_int_equal(pipe(down) | pipe(up), 0);
    pid_t child = fork();
    if (child == 0) {
        close(down[1]), close(up[0]); /* so that it ends with this process */
        put_in_child(down[0], up[1]);
    }
    close(down[0]), close(up[1]);
    struct temp *t = temp_renew(&mine);
    put(t, UNIT("here", "这里"));
    assert_int_equal(ask(t, QUESTION(), "from another process").count, 0);
    assert_int_equal(write(down[1], t->db_folder, sizeof t->db_folder), sizeof t->db_folder);
    assert_int_equal(read(up[0], &byte, 1), 1);
    struct unit_matches m = ask(t, QUESTION(), "from another process");
    assert_int_equal(m.count, 1);
    assert_string_equal(m.items[0].target->text, "另一个进程");
    assert_int_equal(write(down[1], "", 1), 1);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    close(down[1]), close(up[0]);
    temp_remove(&mine);
}

static char long_text[ZHM_SEGMENT_MAX + 2];
static const struct {
    const char *from, *to;
    unsigned min_score;
    size_t limit;
    struct str text, previous, next;
    zhm_code want;
    const char *words;
} bad_questions[] = {
    {"en", "zh", 49, 5, STR("a"), {0}, {0}, ZHM_BAD_INPUT, "min_score is from 50 to 100, not 49"},
    {"en", "zh", 101, 5, STR("a"), {0}, {0}, ZHM_BAD_INPUT, "min_score"},
    {"en", "zh", 70, 0, STR("a"), {0}, {0}, ZHM_BAD_INPUT, "limit is from 1 to 1000, not 0"},
    {"en", "zh", 70, 1001, STR("a"), {0}, {0}, ZHM_BAD_INPUT, "limit"},
    {"en", "zh", 70, 5, STR(""), {0}, {0}, ZHM_BAD_INPUT, "empty"},
    {"en", "zh", 70, 5, {0}, {0}, {0}, ZHM_BAD_INPUT, "empty"},
    {"en", "zh", 70, 5, STR("a\xFF"), {0}, {0}, ZHM_BAD_INPUT, "the text: "},
    {"en", "zh", 70, 5, STR("a"), STR("\xC0"), {0}, ZHM_BAD_INPUT, "the text before: "},
    {"en", "zh", 70, 5, STR("a"), {0}, STR("\xED\xA0\x80"), ZHM_BAD_INPUT, "the text after: "},
    {"", "zh", 70, 5, STR("a"), {0}, {0}, ZHM_BAD_INPUT, ""},
    {"en", "e n", 70, 5, STR("a"), {0}, {0}, ZHM_BAD_INPUT, "e n"},
    {NULL, "zh", 70, 5, STR("a"), {0}, {0}, ZHM_BAD_INPUT, "which language"},
    {"en", NULL, 70, 5, STR("a"), {0}, {0}, ZHM_BAD_INPUT, "which language"},
    {"en", "zh", 70, 5, {long_text, ZHM_SEGMENT_MAX + 1}, {0}, {0}, ZHM_LIMIT, "the text has 65537 bytes"},
    {"en", "zh", 70, 5, STR("a"), {long_text, ZHM_SEGMENT_MAX + 1}, {0}, ZHM_LIMIT, "the text before has"},
    {"en", "zh", 70, 5, STR("a"), {0}, {long_text, ZHM_SEGMENT_MAX + 1}, ZHM_LIMIT, "the text after has"},
};

static void bad_questions_are_refused(void **state)
{
    struct temp *t = *state;
    memset(long_text, 'a', sizeof long_text - 1);
    put(t, UNIT("a", "甲"));
    for (size_t i = 0; i < COUNT(bad_questions); i++) {
        struct unit_matches out = {.count = 77};
        struct lookup_question q = {.from = bad_questions[i].from,
                                    .to = bad_questions[i].to,
                                    .min_score = bad_questions[i].min_score,
                                    .limit = bad_questions[i].limit};
        struct lookup_text text = {bad_questions[i].text, bad_questions[i].previous, bad_questions[i].next};
        assert_int_equal(try(t, q, text, &out), bad_questions[i].want);
        assert_int_equal(out.count, 77);
        if (!strstr(t->err.text, bad_questions[i].words))
            fail_msg("\"%s\" does not say \"%s\"", t->err.text, bad_questions[i].words);
    }
}

static void longest_texts_are_found(void **state)
{
    static char text[ZHM_SEGMENT_MAX + 1];
    struct temp *t = *state;
    memset(text, 'a', ZHM_SEGMENT_MAX);
    put(t, UNIT(text, "长"));
    assert_int_equal(ask(t, QUESTION(), text).items[0].kind, ZHM_UNIT_EXACT);
    text[ZHM_SEGMENT_MAX - 5] = 'b';
    struct unit_matches m = ask(t, QUESTION(.min_score = 99), text);
    assert_int_equal(m.count, 1);
    assert_int_equal(m.items[0].edit_count, 1);
    assert_int_equal(m.items[0].score, 9999);
    assert_int_equal(ask(t, QUESTION(), "a").count, 0);
}

static void limit_may_be_a_thousand(void **state)
{
    struct temp *t = *state;
    char origin[16];
    for (int i = 0; i < 40; i++) {
        snprintf(origin, sizeof origin, "%d", i);
        put(t, UNIT("text", "文", .origin = origin));
    }
    struct unit_matches m = ask(t, QUESTION(.limit = MATCHES_MAX), "text");
    assert_int_equal(m.count, 40);
    for (size_t i = 0; i < m.count; i++)
        assert_int_equal(m.items[i].unit->number, 40 - i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unit_of_another_process_is_found),
        cmocka_unit_test(kinds_have_names),
        IN_TEMP(matches_come_in_context_then_exact_then_fuzzy),
        IN_TEMP(empty_neighbours_are_no_context),
        IN_TEMP(filters_leave_out_other_units),
        IN_TEMP(filters_come_before_the_limit),
        IN_TEMP(languages_answer_for_those_that_they_begin),
        IN_TEMP(source_is_the_segment_that_was_near),
        IN_TEMP(target_is_another_segment_than_the_source),
        IN_TEMP(texts_are_compared_in_nfc),
        IN_TEMP(case_punctuation_and_tags_count),
        IN_TEMP(score_below_min_is_no_match),
        IN_TEMP(numbers_are_adapted_where_asked),
        IN_TEMP(changes_are_seen_at_once),
        IN_TEMP(bad_questions_are_refused),
        IN_TEMP(longest_texts_are_found),
        IN_TEMP(limit_may_be_a_thousand),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
