/* The concordance beside a scan of all texts. */
#include "memory/concordance.h"

#include "base/utf8.h"
#include "memory/unit_store.h"
#include "text/grams.h"

#include "../seeded.h"
#include "temp_memory.h"

#include <string.h>

static zhm_code ask_code(struct temp *t, const struct concordance_question *q, struct concordance *out, zhm_error *err)
{
    WORKS(t, reader_begin(&t->reader, t->db, &t->err));
    zhm_code code = memory_concordance(&t->reader, q, out, err);
    reader_end(&t->reader);
    return code;
}

/* Good until the next. */
static struct concordance ask(struct temp *t, struct concordance_question q)
{
    struct concordance out = {0};
    if (q.limit == 0)
        q.limit = 100;
    WORKS(t, ask_code(t, &q, &out, &t->err));
    return out;
}

static struct concordance ask_text_only(struct temp *t, const char *text)
{
    return ask(t, (struct concordance_question){.text = str_of(text)});
}

#define FINDS(t, text) ask_text_only(t, text).total

static void assert_numbers(const struct concordance *c, size_t count, const uint64_t *numbers)
{
    assert_int_equal(c->count, count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(c->items[i].unit->number, numbers[i]);
}

#define NUMBERS(c, ...)                                                  \
    do {                                                                 \
        const uint64_t numbers_[] = {__VA_ARGS__};                       \
        assert_numbers(c, sizeof numbers_ / sizeof *numbers_, numbers_); \
    } while (0)

static void words_are_found_in_either_language(void **state)
{
    struct temp *t = *state;
    uint64_t a = put_unit(t, UNIT("The ministry published rules.", "该部发布了规则。")).number;
    uint64_t b = put_unit(t, UNIT("Rules matter.", "规则很重要。")).number;
    struct concordance c = ask_text_only(t, "rules");
    NUMBERS(&c, b, a);
    assert_string_equal(c.items[0].segment->lang, "en");
    c = ask_text_only(t, "发布");
    NUMBERS(&c, a);
    assert_string_equal(c.items[0].segment->lang, "zh-Hans");
    c = ask(t, (struct concordance_question){.text = STR("rules"), .lang = "zh"});
    assert_int_equal(c.total, 0);
    c = ask(t, (struct concordance_question){.text = STR("rules"), .lang = "en"});
    assert_int_equal(c.total, 2);
}

static void whole_words_come_first(void **state)
{
    struct temp *t = *state;
    uint64_t part = put_unit(t, UNIT("unart", "甲")).number;
    uint64_t whole = put_unit(t, UNIT("This is the long way of saying that there is art in it.", "乙")).number;
    uint64_t begins = put_unit(t, UNIT("artful", "丙")).number;
    struct concordance c = ask_text_only(t, "art");
    NUMBERS(&c, whole, part, begins);
    assert_true(c.items[0].whole);
    assert_false(c.items[1].whole);
}

static void a_larger_share_comes_first_then_the_newest(void **state)
{
    struct temp *t = *state;
    uint64_t small = put_unit(t, UNIT("one of very many words here", "甲")).number;
    uint64_t old = put_unit(t, UNIT("one two", "乙")).number;
    uint64_t new = put_unit(t, UNIT("one six", "丙")).number;
    uint64_t twice = put_unit(t, UNIT("one and one", "丁")).number;
    struct concordance c = ask_text_only(t, "one");
    NUMBERS(&c, twice, new, old, small);
}

static void runs_are_all_occurrences_from_the_left(void **state)
{
    struct temp *t = *state;
    put_unit(t, UNIT("aaaaa b AAA", "中国与中国人"));
    struct concordance c = ask_text_only(t, "aa");
    assert_int_equal(c.items[0].run_count, 3);
    static const struct found_run want[] = {{0, 2}, {2, 4}, {8, 10}};
    assert_memory_equal(c.items[0].runs, want, sizeof want);
    c = ask_text_only(t, "中国");
    assert_int_equal(c.items[0].run_count, 2);
    assert_int_equal(c.items[0].runs[1].start, 3);
    assert_int_equal(c.items[0].runs[1].end, 5);
    assert_true(c.items[0].whole);
}

static void case_and_form_make_no_difference(void **state)
{
    struct temp *t = *state;
    put_unit(t, UNIT("The Caf\xC3\xA9 of \xC3\x89mile", "\xCE\xA3\xCE\xAF\xCF\x83\xCF\x85\xCF\x86\xCE\xBF\xCF\x82"));
    assert_int_equal(FINDS(t, "CAF\xC3\x89"), 1);
    assert_int_equal(FINDS(t, "cafe\xCC\x81"), 1);
    assert_int_equal(FINDS(t, "e\xCC\x81mile"), 1);
    assert_int_equal(FINDS(t, "cafe"), 0);
    assert_int_equal(FINDS(t, "\xCF\x83\xCE\xAF\xCF\x83"), 1);
    assert_int_equal(FINDS(t, "\xCF\x86\xCE\xBF\xCF\x83"), 1);
}

static void one_sign_is_enough(void **state)
{
    struct temp *t = *state;
    put_unit(t, UNIT("Yes.", "部"));
    put_unit(t, UNIT("Well, no", "外交部的"));
    assert_int_equal(FINDS(t, "部"), 2);
    assert_int_equal(FINDS(t, "交"), 1);
    assert_int_equal(FINDS(t, "部部"), 0);
    assert_int_equal(FINDS(t, "e"), 2);
    assert_int_equal(FINDS(t, "."), 1);
}

static void blanks_at_the_ends_are_dropped(void **state)
{
    struct temp *t = *state;
    put_unit(t, UNIT("of the sea", "海的"));
    assert_int_equal(FINDS(t, " the sea\t"), 1);
    assert_int_equal(FINDS(t, "\xE3\x80\x80海\n"), 1);
    assert_int_equal(FINDS(t, "of the"), 1);
    assert_int_equal(FINDS(t, "ofthe"), 0);
}

static void a_tag_is_a_sign(void **state)
{
    struct temp *t = *state;
    static const char *const tags[] = {"<ph/>", "<ph/>"};
    const zhm_segment segments[] = {
        {.lang = "en", .text = "press " ZHM_PLACEHOLDER "OK" ZHM_PLACEHOLDER " now", .tags = tags, .tag_count = 2},
        {.lang = "zh-Hans", .text = "请按确定"}};
    put_unit(t, (zhm_unit){.segments = segments, .segment_count = 2});
    assert_int_equal(FINDS(t, "press " ZHM_PLACEHOLDER "ok"), 1);
    assert_int_equal(FINDS(t, "press ok"), 0);
    assert_int_equal(FINDS(t, ZHM_PLACEHOLDER), 1);
    struct concordance c = ask_text_only(t, "OK");
    assert_int_equal(c.items[0].runs[0].start, 7);
    assert_true(c.items[0].whole);
}

static void filters_narrow_the_finds(void **state)
{
    struct temp *t = *state;
    uint64_t a = put_unit(t, UNIT("good day", "你好", .origin = "a.tmx", .domain = "talk")).number;
    uint64_t b = put_unit(t, UNIT("good night", "晚安", .origin = "b.tmx")).number;
    const zhm_segment segments[] = {{.lang = "en-GB", .text = "good grief"}, {.lang = "fr", .text = "mon Dieu"}};
    uint64_t d = put_unit(t, (zhm_unit){.segments = segments, .segment_count = 2}).number;
    struct concordance c = ask(t, (struct concordance_question){.text = STR("good"), .origin = "a.tmx"});
    NUMBERS(&c, a);
    c = ask(t, (struct concordance_question){.text = STR("good"), .domain = "talk"});
    NUMBERS(&c, a);
    c = ask(t, (struct concordance_question){.text = STR("good"), .domain = ""});
    NUMBERS(&c, d, b);
    c = ask(t, (struct concordance_question){.text = STR("good"), .to = "fr"});
    NUMBERS(&c, d);
    c = ask(t, (struct concordance_question){.text = STR("good"), .lang = "en", .to = "zh-CN"});
    NUMBERS(&c, a, b);
    c = ask(t, (struct concordance_question){.text = STR("good"), .lang = "en-GB"});
    NUMBERS(&c, d);
    c = ask(t, (struct concordance_question){.text = STR("good"), .to = "en"});
    assert_int_equal(c.total, 0);
}

static void a_unit_that_has_it_twice_is_one_find(void **state)
{
    struct temp *t = *state;
    uint64_t a = put_unit(t, UNIT("The UNESCO report", "UNESCO报告")).number;
    struct concordance c = ask_text_only(t, "unesco");
    NUMBERS(&c, a);
    assert_int_equal(c.total, 1);
    assert_string_equal(c.items[0].segment->lang, "zh-Hans");
}

static void pages_follow_each_other(void **state)
{
    struct temp *t = *state;
    char text[64];
    for (int i = 0; i < 30; i++) {
        snprintf(text, sizeof text, "page %02d", i);
        put_unit(t, UNIT(text, "页"));
    }
    for (size_t offset = 0; offset < 40; offset += 7) {
        struct concordance c = ask(t, (struct concordance_question){.text = STR("page"), .offset = offset, .limit = 7});
        assert_int_equal(c.total, 30);
        assert_int_equal(c.count, offset + 7 <= 30 ? 7 : offset < 30 ? 30 - offset : 0);
        for (size_t i = 0; i < c.count; i++)
            assert_int_equal(c.items[i].unit->number, 30 - offset - i);
    }
}

static void bad_questions_are_refused(void **state)
{
    struct temp *t = *state;
    static char wide[3 * (CONCORDANCE_TEXT_MAX + 1) + 1];
    for (size_t i = 0; i <= CONCORDANCE_TEXT_MAX; i++)
        memcpy(wide + 3 * i, "部", 3);
    const struct {
        struct concordance_question q;
        zhm_code want;
    } bad[] = {
        {{.text = STR(""), .limit = 1}, ZHM_BAD_INPUT},
        {{.text = STR(" \t"), .limit = 1}, ZHM_BAD_INPUT},
        {{.text = STR("\xFF"), .limit = 1}, ZHM_BAD_INPUT},
        {{.text = STR("a"), .limit = 0}, ZHM_BAD_INPUT},
        {{.text = STR("a"), .limit = CONCORDANCE_LIMIT_MAX + 1}, ZHM_BAD_INPUT},
        {{.text = STR("a"), .limit = 1, .offset = CONCORDANCE_REACH}, ZHM_LIMIT},
        {{.text = STR("a"), .limit = 1, .offset = SIZE_MAX}, ZHM_LIMIT},
        {{.text = STR("a"), .limit = 1, .lang = "!"}, ZHM_BAD_INPUT},
        {{.text = STR("a"), .limit = 1, .to = "!"}, ZHM_BAD_INPUT},
        {{.text = {wide, sizeof wide - 1}, .limit = 1}, ZHM_LIMIT},
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct concordance out = {.total = 77};
        zhm_error err = {0};
        assert_int_equal(ask_code(t, &bad[i].q, &out, &err), bad[i].want);
        assert_int_equal(err.code, bad[i].want);
        assert_true(out.total == 77 && out.items == NULL);
    }
    assert_int_equal(ask(t, (struct concordance_question){.text = {wide, sizeof wide - 4}}).total, 0);
}

/* The twin: every unit's record, read one after the other. */
struct twin_find {
    uint64_t number;
    const char *lang;
    size_t runs, len;
    struct found_run first;
    bool whole;
};

static size_t points_of(const char *text, uint32_t *points)
{
    struct str s = str_of(text);
    size_t len = 0;
    for (size_t at = 0; at < s.len;)
        points[len++] = gram_fold(utf8_next(s, &at));
    return len;
}

/* Of the alphabets that the random texts are made of. */
static bool is_letter(uint32_t point)
{
    return (point >= 'a' && point <= 'z') || (point >= '0' && point <= '9') || point == 0xE9;
}

enum { TWIN_TEXT = 2048, TWIN_UNITS = 4096 };

static struct twin_find scan_text(const uint32_t *text, size_t len, const uint32_t *needle, size_t n)
{
    struct twin_find f = {.len = len};
    assert_true(n > 0);
    for (size_t i = 0; i + n <= len;) {
        if (memcmp(text + i, needle, n * sizeof *text) != 0) {
            i++;
            continue;
        }
        bool before = i > 0 && is_letter(text[i - 1]) && is_letter(text[i]);
        bool after = i + n < len && is_letter(text[i + n - 1]) && is_letter(text[i + n]);
        if (f.runs++ == 0)
            f.first = (struct found_run){i, i + n};
        f.whole = f.whole || (!before && !after);
        i += n;
    }
    return f;
}

static int twin_order(const void *x, const void *y)
{
    const struct twin_find *a = x, *b = y;
    if (a->whole != b->whole)
        return a->whole ? -1 : 1;
    if (a->runs * b->len != b->runs * a->len)
        return a->runs * b->len > b->runs * a->len ? -1 : 1;
    return a->number > b->number ? -1 : a->number < b->number;
}

static size_t scan(struct temp *t, const struct concordance_question *q, const uint32_t *needle, size_t n,
                   struct twin_find *out)
{
    static uint32_t text[TWIN_TEXT];
    uint64_t next = 0;
    size_t count = 0;
    WORKS(t, reader_begin(&t->reader, t->db, &t->err));
    WORKS(t, unit_next_number(t->reader.txn, &next, &t->err));
    assert_true(next < TWIN_UNITS);
    for (uint64_t number = 1; number < next; number++) {
        zhm_unit u;
        if (unit_view(t->reader.txn, number, &t->reader.arena, &u, &t->err) != ZHM_OK)
            continue;
        struct twin_find best = {0};
        for (size_t i = 0; i < u.segment_count; i++) {
            if (q->lang && strncmp(u.segments[i].lang, q->lang, strlen(q->lang)) != 0)
                continue;
            struct twin_find f = scan_text(text, points_of(u.segments[i].text, text), needle, n);
            f.number = number;
            f.lang = strncmp(u.segments[i].lang, "en", 2) == 0 ? "en" : "zh-Hans";
            if (f.runs && (!best.runs || twin_order(&f, &best) < 0))
                best = f;
        }
        if (best.runs && (!q->origin || strcmp(q->origin, u.origin) == 0))
            out[count++] = best;
    }
    reader_end(&t->reader);
    qsort(out, count, sizeof *out, twin_order);
    return count;
}

static const char *const latin[] = {"a", "b", "c", "A", "B", " ", "1", ".", "\xC3\xA9", "\xC3\x89", ZHM_PLACEHOLDER};
static const char *const han[] = {"中", "国", "部", "商", "a", "A", " ", "。", "\xF0\xA0\x80\x80", ZHM_PLACEHOLDER};

/* A text that is not blank. @return its placeholders */
static size_t random_text(struct buf *out, bool chinese, size_t most)
{
    size_t tags = 0;
    buf_clear(out);
    buf_append_text(out, chinese ? han[seeded(5)] : latin[seeded(5)]);
    for (size_t n = seeded(most); n > 0; n--) {
        const char *sign = chinese ? han[seeded(COUNT(han))] : latin[seeded(COUNT(latin))];
        tags += strcmp(sign, ZHM_PLACEHOLDER) == 0;
        buf_append_text(out, sign);
    }
    (void)buf_text(out);
    return tags;
}

struct random_unit {
    struct buf texts[2];
    zhm_segment segments[2];
    zhm_unit unit;
};

static void random_unit(struct random_unit *u)
{
    static const char *tags[256];
    for (size_t i = 0; i < COUNT(tags); i++)
        tags[i] = "<ph/>";
    size_t most = seeded(20) == 0 ? 200 : 16;
    u->unit = (zhm_unit){.segments = u->segments, .segment_count = 2, .origin = seeded(3) ? "x" : "y"};
    for (size_t i = 0; i < 2; i++) {
        size_t count = random_text(&u->texts[i], i == 1, most);
        u->segments[i] = (zhm_segment){.lang = i           ? "zh-Hans"
                                               : seeded(4) ? "en"
                                                           : "en-GB",
                                       .text = u->texts[i].data,
                                       .tags = tags,
                                       .tag_count = count};
    }
}

static void random_unit_free(struct random_unit *u)
{
    buf_free(&u->texts[0]);
    buf_free(&u->texts[1]);
}

static void put_some(struct temp *t)
{
    static struct random_unit units[64];
    static zhm_unit list[64];
    struct put_call p = {.units = list, .count = seeded(64) + 1, .now = NOW};
    for (size_t i = 0; i < p.count; i++) {
        random_unit(&units[i]);
        list[i] = units[i].unit;
    }
    WORKS(t, store_write(t->db->store, put_within, &p, NULL, &t->err));
    for (size_t i = 0; i < p.count; i++) {
        random_unit_free(&units[i]);
        units[i] = (struct random_unit){0};
    }
}

/* Edits and deletions, of which some find no unit, or one like them. */
static void change_some(struct temp *t, uint64_t below)
{
    for (size_t n = seeded(30); n > 0; n--) {
        uint64_t number = seeded(below) + 1;
        struct random_unit u = {0};
        random_unit(&u);
        zhm_code code = seeded(2) ? delete_units(t, &number, 1) : replace_unit(t, number, u.unit);
        random_unit_free(&u);
        if (code != ZHM_NOT_FOUND && code != ZHM_CONFLICT)
            WORKS(t, code);
    }
}

static void assert_find(const struct found_unit *got, const struct twin_find *want)
{
    assert_int_equal(got->unit->number, want->number);
    assert_int_equal(strncmp(got->segment->lang, want->lang, strlen(want->lang)), 0);
    assert_int_equal(got->run_count, want->runs);
    assert_int_equal(got->runs[0].start, want->first.start);
    assert_int_equal(got->runs[0].end, want->first.end);
    assert_int_equal(got->whole, want->whole);
}

static void compare(struct temp *t, const char *text)
{
    static struct twin_find want[TWIN_UNITS];
    static const char *const langs[] = {NULL, NULL, "en", "zh-Hans", "en-GB"};
    uint32_t needle[TWIN_TEXT];
    struct str s = str_of(text);
    while (s.len > 0 && s.data[s.len - 1] == ' ')
        s.len--;
    struct concordance_question q = {.text = s, .offset = seeded(3) ? 0 : seeded(40), .limit = seeded(30) + 1};
    q.lang = langs[seeded(COUNT(langs))];
    q.origin = seeded(4) ? NULL : "y";
    struct buf trimmed = {0};
    buf_append_str(&trimmed, s);
    size_t n = points_of(buf_text(&trimmed), needle), count = scan(t, &q, needle, n, want);
    buf_free(&trimmed);
    struct concordance got = ask(t, q);
    assert_int_equal(got.total, count);
    size_t left = q.offset < count ? count - q.offset : 0;
    assert_int_equal(got.count, left < q.limit ? left : q.limit);
    for (size_t i = 0; i < got.count; i++)
        assert_find(&got.items[i], &want[q.offset + i]);
}

/* A needle of random signs, or a run of some text. */
static void random_needle(struct temp *t, uint64_t below, struct buf *out)
{
    random_text(out, seeded(2), 4);
    const zhm_unit *u = seeded(2) ? unit_there(t, seeded(below) + 1) : NULL;
    if (!u)
        return;
    struct str s = str_of(u->segments[seeded(2)].text);
    size_t len = utf8_length(s), first = seeded(len), count = seeded(len - first) + 1;
    size_t from = utf8_advance(s, 0, first), to = utf8_advance(s, from, count);
    struct str run = {s.data + from, to - from};
    if (!run.data || run.data[0] == ' ')
        return;
    buf_clear(out);
    buf_append_str(out, run);
    (void)buf_text(out);
}

static void it_finds_what_a_scan_finds(void **state)
{
    struct buf needle = {0};
    seeded_begin("it_finds_what_a_scan_finds");
    for (size_t memory = 0; memory < 2; memory++) {
        struct temp *t = temp_renew(state);
        for (size_t round = 0; round < 12; round++) {
            put_some(t);
            put_some(t);
            change_some(t, round * 60 + 30);
            for (size_t i = 0; i < 30; i++) {
                random_needle(t, round * 60 + 30, &needle);
                compare(t, needle.data);
            }
        }
        assert_true(records_in(t, STORE_UNIT_BLOCKS) > 2);
    }
    buf_free(&needle);
}

/* A long text whose every run is like every other: linear all the same. */
static void long_texts_and_needles_are_found(void **state)
{
    struct temp *t = *state;
    static char text[60001], needle[CONCORDANCE_TEXT_MAX + 1];
    memset(text, 'a', sizeof text - 1);
    memset(needle, 'a', sizeof needle - 1);
    put_unit(t, UNIT(text, "甲"));
    struct concordance c = ask_text_only(t, needle);
    assert_int_equal(c.total, 1);
    assert_int_equal(c.items[0].run_count, 60);
    needle[sizeof needle - 2] = 'b';
    assert_int_equal(FINDS(t, needle), 0);
}

static void an_empty_memory_has_no_finds(void **state)
{
    assert_int_equal(FINDS(*state, "a"), 0);
    assert_int_equal(FINDS(*state, "部"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_TEMP(words_are_found_in_either_language),
        IN_TEMP(whole_words_come_first),
        IN_TEMP(a_larger_share_comes_first_then_the_newest),
        IN_TEMP(runs_are_all_occurrences_from_the_left),
        IN_TEMP(case_and_form_make_no_difference),
        IN_TEMP(one_sign_is_enough),
        IN_TEMP(blanks_at_the_ends_are_dropped),
        IN_TEMP(a_tag_is_a_sign),
        IN_TEMP(filters_narrow_the_finds),
        IN_TEMP(a_unit_that_has_it_twice_is_one_find),
        IN_TEMP(pages_follow_each_other),
        IN_TEMP(bad_questions_are_refused),
        IN_TEMP(it_finds_what_a_scan_finds),
        IN_TEMP(long_texts_and_needles_are_found),
        IN_TEMP(an_empty_memory_has_no_finds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
