#include "../seeded.h"
#include "unit_trial.h"

#define ONE " | en: one | zh-Hans: 一\n"

static struct trial trial;
static struct buf out;

static int forget(void **state)
{
    (void)state;
    buf_free(&trial.seen);
    buf_free(&out);
    trial = (struct trial){0};
    return 0;
}

static void row_is_a_unit(void **state)
{
    static const struct {
        enum unit_format format;
        const char *file, *want;
    } cases[] = {
        {UNIT_TSV, "en\tzh-CN\none\t一\n", ONE},
        {UNIT_TSV, "en\tzh_cn\r\none\t一\r\n\r\n\n", ONE},
        {UNIT_TSV, "EN\tZH-Hans\tzh-TW\none\t一\t", ONE},
        {UNIT_TSV, "zh-TW\ten\tzh\n\tone\t一\n壹\tone", ONE " | zh-Hant: 壹 | en: one\n"},
        {UNIT_TSV, "en\tfr\n\"a\" \\n, b\t 'c ", " | en: \"a\" \\n, b | fr:  'c \n"},
        {UNIT_TSV, "en\tfr\na" ZHM_PLACEHOLDER "b\tc\n",
         " | en: a" ZHM_PLACEHOLDER "b {" ZHM_PLACEHOLDER "} | fr: c\n"},
        {UNIT_TSV,
         "en\t@name\tfr\t@origin\t@domain\t@created\t@changed\t@created_by\t@changed_by\t@uses\t@note\n"
         "a\t1\tb\tx.txt\tlaw\t2002-05-23\t2002-05-23T09:12:00Z\tme\tyou\t7\tsaid\n"
         "a\t\tb\t\t\t\t20020523T091201Z\n",
         " name=1 origin=x.txt domain=law created_by=me changed_by=you created=1022112000 changed=1022145120 uses=7 "
         "(note =said)"
         " | en: a | fr: b\n changed=1022145121 | en: a | fr: b\n"},
        {UNIT_CSV, "en,zh-CN\r\none,一\r\n", ONE},
        {UNIT_CSV, "\"en\",\"zh-CN\"\none,\"一\"", ONE},
        {UNIT_CSV, "en,fr\n\"a, \"\"b\"\"\r\nc\n\",\"d\"\n", " | en: a, \"b\"\r\nc\n | fr: d\n"},
        {UNIT_CSV, "en,fr\na \"b\" c, d\n\"\",\n\"\"\n", " | en: a \"b\" c | fr:  d\n refused: no text\n"},
        {UNIT_CSV, "en,fr\n\"\"\"\",\"\"\"a\"\"\"\n", " | en: \" | fr: \"a\"\n"},
        {UNIT_CSV, "en,fr\na\tb,c\n", " | en: a\tb | fr: c\n"},
        {UNIT_TSV, "en\tfr\n", ""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        for (trial.piece = 0; trial.piece < 4; trial.piece++)
            assert_string_equal(trial_seen(&trial, cases[i].format, str_of(cases[i].file)), cases[i].want);
}

static void encoding_is_known_by_its_mark(void **state)
{
    static const char text[] = "en\tzh-CN\r\none\xF0\x9F\x98\x80\t一\r\n\r\na\tb\r\n";
    (void)state;
    for (int big = 0; big < 2; big++)
        for (trial.piece = 0; trial.piece < 6; trial.piece++) {
            buf_clear(&out);
            trial_wide(&out, text, big, true);
            trial.places = true;
            assert_string_equal(trial_seen(&trial, UNIT_TSV, buf_str(&out)),
                                "2:1@22 | en: one\xF0\x9F\x98\x80 | zh-Hans: 一\n4:1@44 | en: a | zh-Hans: b\n");
        }
    assert_string_equal(trial_seen(&trial, UNIT_TSV,
                                   STR("\xEF\xBB\xBF"
                                       "en\tfr\na\tb")),
                        "2:1@9 | en: a | fr: b\n");
}

static void faulty_row_is_refused_and_the_next_is_read(void **state)
{
    static const struct {
        const char *row, *why;
    } cases[] = {
        {"a,", "one language only"},
        {"a", "one language only"},
        {"a, ", "fr: a text of blanks alone"},
        {"a,b,,,", "5 fields, but 4 columns"},
        {"a,b,yesterday", "'yesterday' is no date"},
        {"a,b,2001-02-29", "'2001-02-29' is no date"},
        {"a,b,,-1", "'-1' is no number of uses"},
        {"a,b,,1e3", "'1e3' is no number of uses"},
        {"a,\"b\"c", "text after a closing quotation mark"},
        {"a,\"b\" ,", "text after a closing quotation mark"},
        {"a,\xFF", "bytes that are no UTF-8"},
        {"a,\"\xC3\nb\"", "bytes that are no UTF-8"},
        {"a,\x01", "fr: control character U+0001 at byte 0 of the text"},
        {"a,\xEF\xBF\xBE", "fr: noncharacter U+FFFE at byte 0 of the text"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char file[200], want[200];
        snprintf(file, sizeof file, "en,fr,@created,@uses\n%s\n\na,b\n", cases[i].row);
        snprintf(want, sizeof want, " refused: %s\n | en: a | fr: b\n", cases[i].why);
        assert_string_equal(trial_seen(&trial, UNIT_CSV, str_of(file)), want);
    }
}

static void nul_is_refused(void **state)
{
    (void)state;
    assert_string_equal(trial_seen(&trial, UNIT_TSV, STR("en\tfr\na\tb\0c\na\tb\n")),
                        " refused: a NUL: is it UTF-16 without a byte order mark?\n | en: a | fr: b\n");
}

static void lone_surrogate_is_refused(void **state)
{
    (void)state;
    for (int low = 0; low < 2; low++) {
        buf_clear(&out);
        trial_wide(&out, "en\tfr\na\t", true, true);
        trial_unit(&out, low ? 0xDE00 : 0xD83D, true);
        trial_wide(&out, "c\na\tb\n", true, false);
        assert_string_equal(trial_seen(&trial, UNIT_TSV, buf_str(&out)),
                            " refused: a lone surrogate\n | en: a | fr: b\n");
    }
    buf_append_char(&out, 'x');
    trial_seen(&trial, UNIT_TSV, buf_str(&out));
    assert_true(trial.taken == 1 && trial.refused == 2);
}

static void place_counts_the_lines_of_the_file(void **state)
{
    (void)state;
    trial.places = true;
    assert_string_equal(trial_seen(&trial, UNIT_CSV, STR("en,fr\n\"a\nb\",c\n\nd\n\"e\",\"f\"")),
                        "2:1@6 | en: a\nb | fr: c\n5:1@15 refused: one language only\n6:1@17 | en: e | fr: f\n");
}

static void bad_file_gives_its_error(void **state)
{
    static const struct {
        enum unit_format format;
        const char *file, *want;
    } cases[] = {
        {UNIT_TSV, "", "memory:1:1: the file is empty: its first row must be of language tags"},
        {UNIT_CSV, "\xEF\xBB\xBF", "memory:1:1: the file is empty: its first row must be of language tags"},
        {UNIT_TSV, "\nen\tfr\n", "memory:1:1: '' in the first row is neither a language tag nor a column (@name, ...)"},
        {UNIT_TSV, "One\tOne two\n",
         "memory:1:5: 'One two' in the first row is neither a language tag nor a column (@name, ...)"},
        {UNIT_TSV, "@name\t中\ten\n",
         "memory:1:7: '中' in the first row is neither a language tag nor a column (@name, ...)"},
        {UNIT_TSV, "en\n", "memory:1:1: the first row must be of language tags, two or more"},
        {UNIT_TSV, "en\t@name\n", "memory:1:1: the first row must be of language tags, two or more"},
        {UNIT_TSV, "en,zh\n",
         "memory:1:1: 'en,zh' in the first row is neither a language tag nor a column (@name, ...)"},
        {UNIT_TSV, "en\tzh\tzh-CN\n", "memory:1:7: a column twice in the first row"},
        {UNIT_TSV, "en\tzh\t@uses\t@uses\n", "memory:1:13: a column twice in the first row"},
        {UNIT_TSV, "en\tzh\t@speaker\n",
         "memory:1:7: '@speaker' in the first row is neither a language tag nor a column (@name, ...)"},
        {UNIT_TSV, "en\t\xFF\n", "memory:1:1: bytes that are no UTF-8"},
        {UNIT_CSV, "en,fr\na,b\na,\"b\nc,d\n", "memory:3:1: the file ends inside the quotation marks of this row"},
        {UNIT_CSV, "en,\"fr", "memory:1:1: the file ends inside the quotation marks of this row"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        zhm_error err = {0};
        assert_int_equal(trial_read(&trial, cases[i].format, str_of(cases[i].file), &err), ZHM_BAD_INPUT);
        assert_string_equal(err.text, cases[i].want);
        assert_int_equal(err.line, strtoul(err.text + 7, NULL, 10));
    }
}

static void wide_file_without_a_mark_says_so(void **state)
{
    zhm_error err = {0};
    (void)state;
    trial_wide(&out, "en\tfr\n", false, false);
    assert_int_equal(trial_read(&trial, UNIT_TSV, buf_str(&out), &err), ZHM_BAD_INPUT);
    assert_string_equal(err.text, "memory:1:1: a NUL: is it UTF-16 without a byte order mark?");
}

static void row_of_many_languages_is_read(void **state)
{
    struct buf row = {0};
    (void)state;
    for (int i = 0; i < 101; i++) {
        buf_printf(&out, "%sen-%03d", i ? "\t" : "", i);
        buf_append_text(&row, i ? "\tx" : "x");
    }
    buf_append_text(&out, "\n");
    buf_append(&out, row.data, row.len - 2);
    buf_append_text(&out, "\n");
    buf_append_str(&out, buf_str(&row));
    trial_seen(&trial, UNIT_TSV, buf_str(&out));
    assert_true(trial.taken == 1 && trial.refused == 1);
    assert_non_null(strstr(trial.seen.data, " refused: more than 100 languages"));
    buf_free(&row);
}

static void large_text_is_refused_and_one_without_end_is_a_limit(void **state)
{
    zhm_error err = {0};
    (void)state;
    buf_append_text(&out, "en,fr\na,\"");
    while (out.len < 11 << 20)
        buf_append_text(&out, "eleven megabytes of one segment\n");
    size_t whole = out.len;
    buf_append_text(&out, "\"\na,b\n");
    trial_seen(&trial, UNIT_CSV, buf_str(&out));
    assert_true(trial.taken == 1 && trial.refused == 1);
    out.len = whole;
    while (out.len < 18 << 20)
        buf_append_text(&out, "and more\n");
    assert_int_equal(trial_read(&trial, UNIT_CSV, buf_str(&out), &err), ZHM_LIMIT);
    assert_string_equal(err.text, "memory:2:1: a row of more than 16777216 bytes: is a quotation mark not closed?");
}

static void taker_and_bytes_end_the_reading(void **state)
{
    (void)state;
    trial.stop_at = 2;
    assert_int_equal(trial_read(&trial, UNIT_TSV, STR("en\tfr\na\tb\na\tb\na\tb\n"), NULL), ZHM_CONFLICT);
    assert_int_equal(trial.taken, 2);
    trial.broken = ZHM_STORAGE;
    assert_int_equal(trial_read(&trial, UNIT_TSV, STR("en\tfr\na\tb\n"), NULL), ZHM_STORAGE);
    trial.broken = ZHM_NOT_FOUND;
    assert_int_equal(trial_read(&trial, UNIT_TSV, STR("en\tfr\n"), NULL), ZHM_NOT_FOUND);
}

static struct unit_writer *begin(enum unit_format format, const char *const *langs, size_t count)
{
    struct unit_writer *w = NULL;
    const struct unit_writing writing = {format, langs, count, NULL, trial_sink, &out};
    buf_clear(&out);
    assert_int_equal(unit_writer_new(&writing, &w, NULL), ZHM_OK);
    return w;
}

static const char *end(struct unit_writer *w)
{
    assert_int_equal(unit_writer_end(w, NULL), ZHM_OK);
    unit_writer_free(w);
    return buf_text(&out);
}

static const char *const both[] = {"EN", "zh_CN"};

static void texts_are_written_under_their_languages(void **state)
{
    const zhm_segment segments[] = {
        {.lang = "zh-Hans", .text = "一"}, {.lang = "en-GB", .text = "an \"o\","}, {.lang = "fr", .text = "un"}};
    const zhm_segment more[] = {
        {.lang = "en-GB", .text = "one"}, {.lang = "en", .text = "1"}, {.lang = "en-US", .text = "uno"}};
    (void)state;
    for (int csv = 0; csv < 2; csv++) {
        struct unit_writer *w = begin(csv ? UNIT_CSV : UNIT_TSV, both, 2);
        assert_int_equal(unit_writer_put(w, &(zhm_unit){.segments = segments, .segment_count = 3}, NULL), ZHM_OK);
        assert_int_equal(unit_writer_put(w, &(zhm_unit){.segments = more, .segment_count = 3}, NULL), ZHM_OK);
        assert_int_equal(unit_writer_put(w, &(zhm_unit){.segments = segments + 2, .segment_count = 1}, NULL),
                         ZHM_NOT_FOUND);
        assert_string_equal(end(w),
                            csv ? "en,zh-Hans\r\n\"an \"\"o\"\",\",一\r\n1,\r\n" : "en\tzh-Hans\nan \"o\",\t一\n1\t\n");
    }
}

static void tsv_cannot_hold_tabs_and_line_breaks(void **state)
{
    static const char *const bad[] = {"a\tb", "a\nb", "a\r"};
    (void)state;
    struct unit_writer *w = begin(UNIT_TSV, both, 2);
    for (size_t i = 0; i < COUNT(bad); i++) {
        const zhm_segment segments[] = {{.lang = "zh-Hans", .text = bad[i]}, {.lang = "en", .text = "a"}};
        zhm_error err = {0};
        assert_int_equal(unit_writer_put(w, &(zhm_unit){.segments = segments, .segment_count = 2}, &err),
                         ZHM_BAD_INPUT);
        assert_string_equal(err.text, "zh-Hans: a tab or a line break, which a TSV cannot hold");
    }
    assert_string_equal(end(w), "en\tzh-Hans\n");
}

static void some_text(struct buf *text, const char *const *parts, size_t count)
{
    buf_clear(text);
    for (size_t n = seeded(8); n > 0; n--)
        buf_append_text(text, parts[seeded(count)]);
    buf_append_text(text, "x");
}

static void what_is_written_is_read_again(void **state)
{
    static const char *const parts[] = {"a",  " ",    "é",  "一", "\xF0\x9F\x98\x80", "'", ",", "\"", "\"\"",
                                        "\n", "\r\n", "\r", "\t"};
    (void)state;
    seeded_begin(__func__);
    for (size_t round = 0; round < 200; round++) {
        bool csv = round % 2;
        struct buf en = {0}, zh = {0}, want = {0}, first = {0};
        struct unit_writer *w = begin(csv ? UNIT_CSV : UNIT_TSV, both, 2);
        for (size_t n = seeded(30); n > 0; n--) {
            some_text(&en, parts, csv ? COUNT(parts) : COUNT(parts) - 4);
            some_text(&zh, parts, csv ? COUNT(parts) : COUNT(parts) - 4);
            const zhm_segment segments[] = {{.lang = "en", .text = buf_text(&en), .previous = "", .next = ""},
                                            {.lang = "zh-Hans", .text = buf_text(&zh), .previous = "", .next = ""}};
            const zhm_unit u = {.name = "",
                                .origin = "",
                                .domain = "",
                                .created_by = "",
                                .changed_by = "",
                                .segments = segments,
                                .segment_count = 2};
            assert_int_equal(unit_writer_put(w, &u, NULL), ZHM_OK);
            trial_describe(&want, &u);
            buf_append_char(&want, '\n');
        }
        buf_append_text(&first, end(w));
        w = begin(csv ? UNIT_CSV : UNIT_TSV, both, 2);
        trial.copy = w;
        trial.piece = seeded(20);
        assert_string_equal(trial_seen(&trial, csv ? UNIT_CSV : UNIT_TSV, buf_str(&first)),
                            want.len ? buf_text(&want) : "");
        assert_string_equal(end(w), buf_text(&first));
        trial.copy = NULL;
        buf_free(&en), buf_free(&zh), buf_free(&want), buf_free(&first);
    }
}

#define TEST(name) cmocka_unit_test_teardown(name, forget)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(row_is_a_unit),
        TEST(encoding_is_known_by_its_mark),
        TEST(faulty_row_is_refused_and_the_next_is_read),
        TEST(nul_is_refused),
        TEST(lone_surrogate_is_refused),
        TEST(place_counts_the_lines_of_the_file),
        TEST(bad_file_gives_its_error),
        TEST(wide_file_without_a_mark_says_so),
        TEST(row_of_many_languages_is_read),
        TEST(large_text_is_refused_and_one_without_end_is_a_limit),
        TEST(taker_and_bytes_end_the_reading),
        TEST(texts_are_written_under_their_languages),
        TEST(tsv_cannot_hold_tabs_and_line_breaks),
        TEST(what_is_written_is_read_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
