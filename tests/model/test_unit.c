#include "model/unit.h"

#include "../seeded.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const char *const LANGS[] = {"en", "zh-Hans", "zh-Hant", "fr", "ar", "en-GB"};
enum { LANG_COUNT = sizeof LANGS / sizeof *LANGS };

/* One in four is not known at all. */
static const char *random_text(struct arena *a, size_t longest)
{
    static const char *const signs[] = {"a", "Z", " ", "商", "务", "é", "“", "\xF0\x9F\x9A\x80", "，", "0"};
    struct buf b = {0};
    if (seeded(4) == 0)
        return seeded(2) ? NULL : "";
    for (size_t n = seeded(longest + 1); n > 0; n--)
        buf_append_text(&b, signs[seeded(10)]);
    const char *copy = arena_copy(a, buf_str(&b)).data;
    buf_free(&b);
    return copy;
}

static const zhm_detail *random_details(struct arena *a, size_t *count)
{
    *count = seeded(2) ? 0 : seeded(4);
    zhm_detail *details = arena_array(a, *count, sizeof *details);
    for (size_t i = 0; i < *count; i++)
        details[i] =
            (zhm_detail){(zhm_detail_kind)seeded(3), seeded(2) ? "p" : "q", seeded(2) ? "" : "en", random_text(a, 1)};
    return details;
}

static void random_segment(struct arena *a, zhm_segment *s)
{
    static const char *const tags[] = {"<ph/>", "<bpt i=\"1\">&lt;b&gt;</bpt>", "</hi>"};
    struct buf b = {0};
    buf_append_text(&b, "text ");
    s->tag_count = seeded(3) ? 0 : seeded(4);
    const char **of = arena_array(a, s->tag_count, sizeof *of);
    for (size_t i = 0; i < s->tag_count; i++) {
        of[i] = tags[seeded(3)];
        buf_append_text(&b, ZHM_PLACEHOLDER);
        buf_append_str(&b, str_of(random_text(a, 5)));
    }
    buf_append_str(&b, str_of(random_text(a, 40)));
    s->tags = of;
    s->text = arena_copy(a, buf_str(&b)).data;
    s->previous = random_text(a, 20);
    s->next = random_text(a, 20);
    s->details = random_details(a, &s->detail_count);
    buf_free(&b);
}

static int64_t random_second(void)
{
    return seeded(3) ? (int64_t)seeded(5) : (int64_t)seeded(253402300800);
}

/* What may differ between two units of one identity. */
static void random_rest(struct arena *a, zhm_unit *u)
{
    u->name = random_text(a, 3);
    u->created_by = random_text(a, 1);
    u->changed_by = random_text(a, 1);
    u->created = random_second();
    u->changed = random_second();
    u->last_used = random_second();
    u->uses = seeded(3) ? seeded(4) : seeded_next();
    u->batch = seeded(4);
    u->details = random_details(a, &u->detail_count);
}

static zhm_unit random_unit(struct arena *a)
{
    zhm_unit u = {.number = seeded_next(), .origin = random_text(a, 2), .domain = random_text(a, 2)};
    size_t first = seeded(LANG_COUNT);
    random_rest(a, &u);
    u.segment_count = 2 + seeded(LANG_COUNT - 1);
    zhm_segment *segments = arena_array(a, u.segment_count, sizeof *segments);
    for (size_t i = 0; i < u.segment_count; i++) {
        segments[i].lang = LANGS[(first + i) % LANG_COUNT];
        random_segment(a, &segments[i]);
    }
    u.segments = segments;
    return u;
}

/* A unit of the same identity: other languages first, other details and dates. */
static zhm_unit another(struct arena *a, const zhm_unit *u)
{
    zhm_unit other = *u;
    size_t n = u->segment_count, turn = seeded(2) ? 0 : seeded(n);
    zhm_segment *segments = arena_array(a, n, sizeof *segments);
    for (size_t i = 0; i < n; i++) {
        segments[i] = u->segments[(i + turn) % n];
        if (seeded(2))
            segments[i].details = random_details(a, &segments[i].detail_count);
    }
    other.segments = segments;
    if (seeded(4))
        random_rest(a, &other);
    return other;
}

static void same_text(const char *a, const char *b)
{
    assert_non_null(b);
    assert_string_equal(a ? a : "", b);
}

static void same_details(const zhm_detail *a, size_t n, const zhm_detail *b, size_t m)
{
    assert_int_equal(n, m);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(a[i].kind, b[i].kind);
        same_text(a[i].name, b[i].name);
        same_text(a[i].lang, b[i].lang);
        same_text(a[i].value, b[i].value);
    }
}

static void same_segment(const zhm_segment *a, const zhm_segment *b)
{
    same_text(a->lang, b->lang);
    same_text(a->text, b->text);
    same_text(a->previous, b->previous);
    same_text(a->next, b->next);
    assert_int_equal(a->tag_count, b->tag_count);
    for (size_t i = 0; i < a->tag_count; i++)
        same_text(a->tags[i], b->tags[i]);
    same_details(a->details, a->detail_count, b->details, b->detail_count);
}

static void same_unit(const zhm_unit *a, const zhm_unit *b)
{
    assert_int_equal(a->number, b->number);
    same_text(a->name, b->name);
    same_text(a->origin, b->origin);
    same_text(a->domain, b->domain);
    same_text(a->created_by, b->created_by);
    same_text(a->changed_by, b->changed_by);
    assert_true(a->created == b->created && a->changed == b->changed && a->last_used == b->last_used);
    assert_true(a->uses == b->uses && a->batch == b->batch);
    assert_int_equal(a->segment_count, b->segment_count);
    for (size_t i = 0; i < a->segment_count; i++)
        same_segment(&a->segments[i], &b->segments[i]);
    same_details(a->details, a->detail_count, b->details, b->detail_count);
}

/* In memory that ends with the record, so that a read past it is caught. */
static zhm_code decode(struct str record, struct arena *arena, zhm_unit *out, zhm_error *err)
{
    char *tight = malloc(record.len ? record.len : 1);
    assert_non_null(tight);
    if (record.len)
        memcpy(tight, record.data, record.len);
    zhm_code code = unit_decode(7, (struct str){tight, record.len}, arena, out, err);
    struct buf again = {0};
    if (code == ZHM_OK) /* reads every text to its end */
        unit_encode(out, &again);
    buf_free(&again);
    free(tight);
    return code;
}

static void record_random_units_come_back(void **state)
{
    struct arena arena = {0};
    struct buf record = {0}, again = {0};
    (void)state;
    seeded_begin(__func__);
    for (int i = 0; i < 2000; i++) {
        arena_clear(&arena);
        buf_clear(&record);
        buf_clear(&again);
        zhm_unit u = random_unit(&arena), v;
        assert_int_equal(unit_check(&u, NULL), ZHM_OK);
        unit_encode(&u, &record);
        assert_int_equal(unit_decode(u.number, buf_str(&record), &arena, &v, NULL), ZHM_OK);
        same_unit(&u, &v);
        unit_encode(&v, &again);
        assert_true(str_equal(buf_str(&record), buf_str(&again)));
    }
    buf_free(&record);
    buf_free(&again);
    arena_free(&arena);
}

static void record_cut_anywhere_is_a_fault(void **state)
{
    struct arena arena = {0};
    struct buf record = {0};
    (void)state;
    seeded_begin(__func__);
    for (int i = 0; i < 30; i++) {
        buf_clear(&record);
        zhm_unit u = random_unit(&arena), out = {.number = 99};
        unit_encode(&u, &record);
        for (size_t n = 0; n < record.len; n++) {
            zhm_error err = {0};
            assert_int_equal(decode((struct str){record.data, n}, &arena, &out, &err), ZHM_STORAGE);
            assert_int_equal(out.number, 99);
            assert_non_null(strstr(err.text, "unit 7"));
        }
        buf_append_char(&record, '\0');
        assert_int_equal(decode(buf_str(&record), &arena, &out, NULL), ZHM_STORAGE);
        arena_clear(&arena);
    }
    buf_free(&record);
    arena_free(&arena);
}

/* What a flip does to a text no decoder can tell (the store's checksum does); but nothing is read out of bounds. */
static void record_damaged_anyhow_is_a_fault_or_readable(void **state)
{
    struct arena arena = {0};
    struct buf record = {0};
    unsigned faults = 0;
    (void)state;
    seeded_begin(__func__);
    for (int i = 0; i < 20000; i++) {
        arena_clear(&arena);
        if (i % 50 == 0) {
            buf_clear(&record);
            zhm_unit u = random_unit(&arena);
            unit_encode(&u, &record);
        }
        struct str bytes = buf_str(&record);
        char *bad = malloc(bytes.len);
        assert_non_null(bad);
        memcpy(bad, bytes.data, bytes.len);
        for (size_t n = 1 + seeded(3); n > 0; n--)
            bad[seeded(bytes.len)] = seeded(3) ? (char)seeded_next() : (char)0xFF;
        zhm_unit out;
        zhm_code code = decode((struct str){bad, bytes.len}, &arena, &out, NULL);
        faults += code != ZHM_OK;
        free(bad);
        assert_true(code == ZHM_OK || code == ZHM_STORAGE);
    }
    assert_true(faults > 1000);
    buf_free(&record);
    arena_free(&arena);
}

static void record_of_another_version_is_a_fault(void **state)
{
    struct arena arena = {0};
    zhm_unit out;
    zhm_error err;
    (void)state;
    assert_int_equal(unit_decode(3, STR("\x02zzzz"), &arena, &out, &err), ZHM_STORAGE);
    assert_string_equal(err.text, "record of unit 3 has version 2, not 1");
    arena_free(&arena);
}

static void record_of_a_unit_without_extras_is_small(void **state)
{
    const zhm_segment segments[] = {{.lang = "en", .text = "Ministry of Commerce"},
                                    {.lang = "zh-Hans", .text = "商务部"}};
    const zhm_unit u = {.segments = segments, .segment_count = 2};
    struct buf record = {0};
    (void)state;
    unit_encode(&u, &record);
    assert_in_range(record.len, 38, 38 + 30); /* texts and languages: 38 */
    buf_free(&record);
}

static void record_counts_that_are_too_large_take_no_memory(void **state)
{
    static const char *const bad[] = {
        "\x01\0\0\0\0\0\0\0\0\0\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01",
        "\x01\0\0\0\0\0\0\0\0\0\0\x64\0\0\0\0\0\0\0\0\0\0",
        "\x01\0\0\0\0\0\0\0\0\0\0\x65\0\0\0\0\0\0\0\0\0\0",
    };
    struct arena arena = {0};
    zhm_unit out;
    (void)state;
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(decode((struct str){bad[i], 21}, &arena, &out, NULL), ZHM_STORAGE);
    assert_null(arena.blocks);
}

/* A sound unit of two languages, of which a case spoils one thing. */
struct draft {
    zhm_unit unit;
    zhm_segment segments[ZHM_SEGMENTS_MAX + 1];
    zhm_detail details[ZHM_DETAILS_MAX + 1];
    const char *tags[2];
    char *large;
};

static void draft_begin(struct draft *d)
{
    char *large = d->large;
    memset(d, 0, sizeof *d);
    d->large = large;
    memset(large, 'x', ZHM_SEGMENT_MAX + 1);
    large[ZHM_SEGMENT_MAX + 1] = '\0';
    d->segments[0] = (zhm_segment){.lang = "en", .text = "one\ttwo\r\n"};
    d->segments[1] = (zhm_segment){.lang = "zh-Hans", .text = "一二三"};
    d->unit = (zhm_unit){.segments = d->segments, .segment_count = 2, .details = d->details};
    for (size_t i = 0; i <= ZHM_DETAILS_MAX; i++)
        d->details[i] = (zhm_detail){ZHM_NOTE, "", "", "note"};
}

struct refusal {
    const char *text; /* of the second segment */
    zhm_code code;
    const char *message;
    size_t offset;
};

static void check_of_texts_names_language_and_byte(void **state)
{
    static const struct refusal cases[] = {
        {"", ZHM_BAD_INPUT, "zh-Hans: empty text", 0},
        {NULL, ZHM_BAD_INPUT, "zh-Hans: empty text", 0},
        {" \t\n\r", ZHM_BAD_INPUT, "zh-Hans: a text of blanks alone", 0},
        {"　\xC2\xA0\xE2\x80\x8B\xEF\xBB\xBF", ZHM_BAD_INPUT, "zh-Hans: a text of blanks alone", 0},
        {"一\xFF", ZHM_BAD_INPUT, "zh-Hans: invalid UTF-8 at byte 3 of the text", 3},
        {"12345678901\xED\xA0\x80", ZHM_BAD_INPUT, "zh-Hans: invalid UTF-8 at byte 11 of the text", 11},
        {"1234567\x01", ZHM_BAD_INPUT, "zh-Hans: control character U+0001 at byte 7 of the text", 7},
        {"12345678\x1F", ZHM_BAD_INPUT, "zh-Hans: control character U+001F at byte 8 of the text", 8},
        {"123\x7F...5678", ZHM_BAD_INPUT, "zh-Hans: control character U+007F at byte 3 of the text", 3},
        {"a\xC2\x85", ZHM_BAD_INPUT, "zh-Hans: control character U+0085 at byte 1 of the text", 1},
        {"a\xEF\xBF\xBE", ZHM_BAD_INPUT, "zh-Hans: noncharacter U+FFFE at byte 1 of the text", 1},
        {"a\xEF\xBF\xBF", ZHM_BAD_INPUT, "zh-Hans: noncharacter U+FFFF at byte 1 of the text", 1},
        {"a" ZHM_PLACEHOLDER, ZHM_BAD_INPUT, "zh-Hans: 0 tags for 1 placeholders in the text", 0},
    };
    struct draft d = {.large = malloc(ZHM_SEGMENT_MAX + 2)};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        zhm_error err = {0};
        draft_begin(&d);
        d.segments[1].text = cases[i].text;
        assert_int_equal(unit_check(&d.unit, &err), cases[i].code);
        assert_string_equal(err.text, cases[i].message);
        assert_int_equal(err.offset, cases[i].offset);
        assert_int_equal(unit_check(&d.unit, NULL), cases[i].code);
    }
    free(d.large);
}

/* One byte wherever it may stand in a run that is read eight bytes at once. */
static void check_finds_a_control_character_at_every_place(void **state)
{
    struct draft d = {.large = malloc(ZHM_SEGMENT_MAX + 2)};
    (void)state;
    for (unsigned byte = 1; byte < 0x80; byte++)
        for (size_t at = 0; at < 24; at++) {
            char text[] = "abcdefghijklmno~ ABCDEFG";
            zhm_error err = {0};
            bool fine = (byte >= 0x20 && byte < 0x7F) || byte == '\t' || byte == '\n' || byte == '\r';
            draft_begin(&d);
            text[at] = (char)byte;
            d.segments[0].text = text;
            assert_int_equal(unit_check(&d.unit, &err), fine ? ZHM_OK : ZHM_BAD_INPUT);
            assert_int_equal(err.offset, fine ? 0 : at);
        }
    free(d.large);
}

static void refused(struct draft *d, zhm_code code, const char *message)
{
    zhm_error err = {0};
    assert_int_equal(unit_check(&d->unit, &err), code);
    assert_string_equal(err.text, message);
    draft_begin(d);
    assert_int_equal(unit_check(&d->unit, NULL), ZHM_OK);
}

static void check_of_languages_refuses(void **state)
{
    struct draft d = {.large = malloc(ZHM_SEGMENT_MAX + 2)};
    (void)state;
    draft_begin(&d);
    d.unit.segment_count = 1;
    refused(&d, ZHM_BAD_INPUT, "one language only");
    d.unit.segment_count = 0;
    refused(&d, ZHM_BAD_INPUT, "no text");
    d.unit.segment_count = ZHM_SEGMENTS_MAX + 1;
    refused(&d, ZHM_LIMIT, "101 languages: at most 100");
    d.segments[1].lang = NULL;
    refused(&d, ZHM_BAD_INPUT, "no language");
    d.segments[1].lang = "zh-CN";
    refused(&d, ZHM_BAD_INPUT, "language 'zh-CN' is written 'zh-Hans'");
    d.segments[1].lang = "en";
    refused(&d, ZHM_BAD_INPUT, "language en given twice");
    d.segments[1].lang = "e";
    refused(&d, ZHM_BAD_INPUT, "'e' is no language tag");
    free(d.large);
}

static void check_of_limits_refuses_one_more(void **state)
{
    struct draft d = {.large = malloc(ZHM_SEGMENT_MAX + 2)};
    (void)state;
    draft_begin(&d);
    d.segments[0].text = d.large;
    refused(&d, ZHM_LIMIT, "en: text of 65537 bytes: at most 65536");
    d.segments[0].text = d.large + 1;
    assert_int_equal(unit_check(&d.unit, NULL), ZHM_OK);
    d.segments[0].previous = d.large;
    refused(&d, ZHM_LIMIT, "en: text before of 65537 bytes: at most 65536");
    d.segments[0].next = d.large;
    refused(&d, ZHM_LIMIT, "en: text after of 65537 bytes: at most 65536");
    d.unit.detail_count = ZHM_DETAILS_MAX + 1;
    refused(&d, ZHM_LIMIT, "1001 details: at most 1000");
    d.unit.detail_count = ZHM_DETAILS_MAX;
    assert_int_equal(unit_check(&d.unit, NULL), ZHM_OK);
    d.segments[1].details = d.details;
    d.segments[1].detail_count = ZHM_DETAILS_MAX + 1;
    refused(&d, ZHM_LIMIT, "zh-Hans: 1001 details: at most 1000");
    d.unit.detail_count = 1;
    d.details[0].value = d.large;
    refused(&d, ZHM_LIMIT, "detail of 65537 bytes: at most 65536");
    d.unit.name = d.large + ZHM_SEGMENT_MAX - ZHM_FIELD_MAX;
    refused(&d, ZHM_LIMIT, "name of 4097 bytes: at most 4096");
    free(d.large);
}

static void check_of_tags_counts_them_and_their_bytes(void **state)
{
    struct draft d = {.large = malloc(ZHM_SEGMENT_MAX + 2)};
    (void)state;
    for (int round = 0; round < 3; round++) {
        draft_begin(&d);
        d.tags[0] = d.large + 6;
        d.tags[1] = round == 1 ? "<ph/>" : "<p\x01/>";
        d.segments[0].text = "a" ZHM_PLACEHOLDER "，" ZHM_PLACEHOLDER;
        d.segments[0].tags = d.tags;
        d.segments[0].tag_count = 2;
        if (round == 0) {
            d.tags[0] = "<ph/>";
            refused(&d, ZHM_BAD_INPUT, "en: control character U+0001 at byte 2 of the markup");
        } else if (round == 1) {
            assert_int_equal(unit_check(&d.unit, NULL), ZHM_OK);
            d.tags[0]--;
            refused(&d, ZHM_LIMIT, "en: markup of more than 65536 bytes");
        } else {
            d.segments[0].tag_count = 1;
            refused(&d, ZHM_BAD_INPUT, "en: 1 tags for 2 placeholders in the text");
        }
    }
    free(d.large);
}

static void check_of_fields_details_and_dates_refuses(void **state)
{
    struct draft d = {.large = malloc(ZHM_SEGMENT_MAX + 2)};
    (void)state;
    draft_begin(&d);
    d.unit.created_by = "a\x02";
    refused(&d, ZHM_BAD_INPUT, "control character U+0002 at byte 1 of the creator");
    d.unit.origin = "\xC3";
    refused(&d, ZHM_BAD_INPUT, "invalid UTF-8 at byte 0 of the origin");
    d.unit.created = -1;
    refused(&d, ZHM_BAD_INPUT, "created: -1 is no date");
    d.unit.changed = -1;
    refused(&d, ZHM_BAD_INPUT, "changed: -1 is no date");
    d.unit.last_used = 253402300800;
    refused(&d, ZHM_BAD_INPUT, "last used: 253402300800 is no date");
    d.unit.detail_count = 1;
    d.details[0].kind = (zhm_detail_kind)3;
    refused(&d, ZHM_BAD_INPUT, "detail 3 is none");
    d.unit.detail_count = 1;
    d.details[0] = (zhm_detail){ZHM_ATTRIBUTE, "a b", "", "v"};
    refused(&d, ZHM_BAD_INPUT, "'a b' is no attribute's name");
    d.unit.detail_count = 1;
    d.details[0] = (zhm_detail){ZHM_ATTRIBUTE, NULL, "", "v"};
    refused(&d, ZHM_BAD_INPUT, "'' is no attribute's name");
    d.unit.detail_count = 1;
    d.details[0] = (zhm_detail){ZHM_ATTRIBUTE, "tu:o-encoding", NULL, NULL};
    assert_int_equal(unit_check(&d.unit, NULL), ZHM_OK);
    free(d.large);
}

static bool same_identity(const zhm_unit *a, const zhm_unit *b)
{
    struct buf x = {0}, y = {0};
    unit_identity(a, &x);
    unit_identity(b, &y);
    bool same = str_equal(buf_str(&x), buf_str(&y));
    buf_free(&x);
    buf_free(&y);
    return same;
}

static void identity_is_texts_origin_and_domain_in_any_order(void **state)
{
    const char *const tags[] = {"<a/>", "<b/>"};
    zhm_segment segments[] = {{.lang = "en", .text = "a"}, {.lang = "zh-Hans", .text = "b"}};
    const zhm_unit u = {.segments = segments, .segment_count = 2, .origin = "o"};
    const zhm_segment others[][2] = {
        {{.lang = "zh-Hans", .text = "b", .previous = ""}, {.lang = "en", .text = "a"}},
        {{.lang = "en", .text = "b"}, {.lang = "zh-Hans", .text = "a"}},
        {{.lang = "en", .text = "a"}, {.lang = "zh-Hant", .text = "b"}},
        {{.lang = "en", .text = "a", .previous = "x"}, {.lang = "zh-Hans", .text = "b"}},
        {{.lang = "en", .text = "a", .next = "x"}, {.lang = "zh-Hans", .text = "b"}},
        {{.lang = "en", .text = "a", .tags = tags, .tag_count = 1}, {.lang = "zh-Hans", .text = "b"}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        zhm_unit v = {.segments = others[i], .segment_count = 2, .origin = "o", .domain = "", .name = "n", .uses = 3};
        assert_int_equal(same_identity(&u, &v), i == 0);
        v = u;
        v.domain = "d";
        assert_false(same_identity(&u, &v));
    }
}

static void identity_holds_exactly_for_units_made_alike(void **state)
{
    struct arena arena = {0};
    (void)state;
    seeded_begin(__func__);
    for (int i = 0; i < 1000; i++) {
        zhm_unit u = random_unit(&arena), v = another(&arena, &u), w = u;
        assert_true(same_identity(&u, &v));
        zhm_segment *segments = arena_array(&arena, u.segment_count, sizeof *segments);
        memcpy(segments, u.segments, u.segment_count * sizeof *segments);
        zhm_segment *s = &segments[seeded(u.segment_count)];
        s->text = arena_join(&arena, s->text, "+", NULL);
        w.segments = segments;
        assert_false(same_identity(&u, &w));
        arena_clear(&arena);
    }
    arena_free(&arena);
}

static zhm_unit joined(const zhm_unit *a, const zhm_unit *b, struct arena *arena)
{
    zhm_unit out = {0};
    assert_int_equal(unit_join(a, b, arena, &out, NULL), ZHM_OK);
    return out;
}

static void same_bytes(const zhm_unit *a, const zhm_unit *b, bool with_name_and_batch)
{
    struct buf x = {0}, y = {0};
    zhm_unit c = *a, d = *b;
    if (!with_name_and_batch) {
        c.name = d.name = NULL;
        c.batch = d.batch = 0;
    }
    unit_encode(&c, &x);
    unit_encode(&d, &y);
    assert_true(str_equal(buf_str(&x), buf_str(&y)));
    buf_free(&x);
    buf_free(&y);
}

static void join_order_and_repetition_make_no_difference(void **state)
{
    struct arena arena = {0};
    (void)state;
    seeded_begin(__func__);
    for (int i = 0; i < 5000; i++) {
        zhm_unit a = random_unit(&arena), b = another(&arena, &a), c = another(&arena, seeded(2) ? &a : &b);
        zhm_unit ab = joined(&a, &b, &arena), ba = joined(&b, &a, &arena), bc = joined(&b, &c, &arena);
        zhm_unit left = joined(&ab, &c, &arena), right = joined(&a, &bc, &arena);
        zhm_unit again = joined(&ab, &b, &arena), twice = joined(&ab, &ab, &arena), alone = joined(&a, &a, &arena);
        same_bytes(&ab, &ba, false);
        same_bytes(&left, &right, true);
        same_bytes(&again, &ab, true);
        same_bytes(&twice, &ab, true);
        same_bytes(&alone, &a, true);
        assert_true(same_identity(&ab, &a));
        assert_int_equal(ab.number, a.number);
        arena_clear(&arena);
    }
    arena_free(&arena);
}

static void join_takes_the_first_creation_and_the_last_change(void **state)
{
    const zhm_segment segments[] = {{.lang = "en", .text = "a"}, {.lang = "zh-Hans", .text = "b"}};
    zhm_unit a = {.number = 5, .name = "n", .created_by = "ann", .changed_by = "al", .created = 20, .changed = 30};
    zhm_unit b = {.number = 6, .created_by = "bob", .changed_by = "bo", .created = 10, .changed = 40, .batch = 3};
    struct arena arena = {0};
    (void)state;
    a.segments = b.segments = segments;
    a.segment_count = b.segment_count = 2;
    a.last_used = 50;
    a.uses = 2;
    b.uses = 1;
    zhm_unit c = joined(&a, &b, &arena);
    assert_int_equal(c.number, 5);
    assert_string_equal(c.name, "n");
    assert_string_equal(c.created_by, "bob");
    assert_string_equal(c.changed_by, "bo");
    assert_true(c.created == 10 && c.changed == 40 && c.last_used == 50 && c.uses == 2 && c.batch == 3);
    b.created = 0;
    b.name = "m";
    b.batch = 0;
    a.batch = 2;
    c = joined(&a, &b, &arena);
    assert_string_equal(c.created_by, "ann");
    assert_string_equal(c.name, "m");
    assert_true(c.created == 20 && c.batch == 2);
    arena_free(&arena);
}

static void join_of_details_has_each_once(void **state)
{
    const zhm_detail x[] = {{ZHM_NOTE, "", "", "z"}, {ZHM_PROPERTY, "p", "", "1"}};
    const zhm_detail y[] = {{ZHM_PROPERTY, "p", NULL, "1"}, {ZHM_NOTE, "", "", "a"}};
    const zhm_detail want[] = {{ZHM_PROPERTY, "p", "", "1"}, {ZHM_NOTE, "", "", "a"}, {ZHM_NOTE, "", "", "z"}};
    const zhm_segment with[] = {{.lang = "zh-Hans", .text = "b", .details = x, .detail_count = 2},
                                {.lang = "en", .text = "a"}};
    const zhm_segment without[] = {{.lang = "en", .text = "a"}, {.lang = "zh-Hans", .text = "b"}};
    const zhm_unit a = {.segments = with, .segment_count = 2, .details = x, .detail_count = 2};
    const zhm_unit b = {.segments = without, .segment_count = 2, .details = y, .detail_count = 2};
    struct arena arena = {0};
    (void)state;
    zhm_unit c = joined(&a, &b, &arena);
    same_details(want, 3, c.details, c.detail_count);
    assert_string_equal(c.segments[0].lang, "en");
    assert_int_equal(c.segments[1].detail_count, 2);
    assert_int_equal(c.segments[1].details[0].kind, ZHM_PROPERTY);
    c = joined(&a, &a, &arena);
    same_details(x, 2, c.details, c.detail_count);
    assert_string_equal(c.segments[0].lang, "zh-Hans");
    arena_free(&arena);
}

static void join_past_the_limit_of_details_is_refused(void **state)
{
    struct draft *d = calloc(1, sizeof *d);
    struct arena arena = {0};
    const zhm_detail more = {ZHM_PROPERTY, "more", "", ""};
    zhm_unit out = {.number = 99};
    zhm_error err;
    (void)state;
    d->large = malloc(ZHM_SEGMENT_MAX + 2);
    draft_begin(d);
    for (size_t i = 0; i < ZHM_DETAILS_MAX; i++)
        d->details[i].value = arena_printf(&arena, "%zu", i);
    zhm_unit b = d->unit;
    d->unit.detail_count = ZHM_DETAILS_MAX;
    b.details = &more;
    b.detail_count = 1;
    assert_int_equal(unit_join(&d->unit, &b, &arena, &out, &err), ZHM_LIMIT);
    assert_string_equal(err.text, "1001 details of two units joined: at most 1000");
    assert_int_equal(out.number, 99);
    free(d->large);
    free(d);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(record_random_units_come_back),
        cmocka_unit_test(record_cut_anywhere_is_a_fault),
        cmocka_unit_test(record_damaged_anyhow_is_a_fault_or_readable),
        cmocka_unit_test(record_of_another_version_is_a_fault),
        cmocka_unit_test(record_of_a_unit_without_extras_is_small),
        cmocka_unit_test(record_counts_that_are_too_large_take_no_memory),
        cmocka_unit_test(check_of_texts_names_language_and_byte),
        cmocka_unit_test(check_finds_a_control_character_at_every_place),
        cmocka_unit_test(check_of_languages_refuses),
        cmocka_unit_test(check_of_limits_refuses_one_more),
        cmocka_unit_test(check_of_tags_counts_them_and_their_bytes),
        cmocka_unit_test(check_of_fields_details_and_dates_refuses),
        cmocka_unit_test(identity_is_texts_origin_and_domain_in_any_order),
        cmocka_unit_test(identity_holds_exactly_for_units_made_alike),
        cmocka_unit_test(join_order_and_repetition_make_no_difference),
        cmocka_unit_test(join_takes_the_first_creation_and_the_last_change),
        cmocka_unit_test(join_of_details_has_each_once),
        cmocka_unit_test(join_past_the_limit_of_details_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
