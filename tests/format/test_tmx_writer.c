#include "../seeded.h"
#include "unit_trial.h"

#include "model/unit.h"

#define P ZHM_PLACEHOLDER

/* A writer, where what it writes goes, and the units that are read of that. */
static struct {
    struct unit_writer *writer;
    struct buf out;
    struct trial trial;
} w;

static int forget(void **state)
{
    (void)state;
    unit_writer_free(w.writer);
    buf_free(&w.out);
    buf_free(&w.trial.seen);
    memset(&w, 0, sizeof w);
    return 0;
}

static void begin(const struct unit_writing *how)
{
    struct unit_writing writing = *how;
    writing.format = UNIT_TMX;
    writing.sink = trial_sink;
    writing.sink_context = &w.out;
    unit_writer_free(w.writer);
    buf_clear(&w.out);
    assert_int_equal(unit_writer_new(&writing, &w.writer, NULL), ZHM_OK);
}

static void put(const zhm_unit *u)
{
    zhm_error err = {0};
    if (unit_writer_put(w.writer, u, &err) != ZHM_OK)
        fail_msg("%s", err.text);
}

static const char *end(void)
{
    assert_int_equal(unit_writer_end(w.writer, NULL), ZHM_OK);
    return buf_text(&w.out);
}

#define HEAD(srclang)                                                                                          \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE tmx SYSTEM \"tmx14.dtd\">\n<tmx version=\"1.4\">\n" \
    "  <header creationtool=\"zhengming\" creationtoolversion=\"" ZHM_VERSION                                  \
    "\" segtype=\"sentence\" o-tmf=\"zhengming\""                                                              \
    " adminlang=\"en\" srclang=\"" srclang "\" datatype=\"plaintext\"/>\n  <body>\n"
#define TAIL "  </body>\n</tmx>\n"

static const zhm_segment plain[] = {
    {.lang = "en", .text = "one"}, {.lang = "zh-Hans", .text = "一"}, {.lang = "fr-CA", .text = "un"}};

static void file_without_units_is_whole(void **state)
{
    (void)state;
    begin(&(struct unit_writing){0});
    assert_string_equal(end(), HEAD("*all*") TAIL);
    begin(&(struct unit_writing){.source_lang = "zh_CN"});
    assert_string_equal(end(), HEAD("zh-Hans") TAIL);
}

static void unit_is_written_with_all_that_it_holds(void **state)
{
    const zhm_detail of_unit[] = {{ZHM_ATTRIBUTE, "segtype", "", "phrase"},   {ZHM_ATTRIBUTE, "segtype", "", "block"},
                                  {ZHM_PROPERTY, "a\"b", "fr", "c & d"},      {ZHM_NOTE, "", "", "a\tnote"},
                                  {ZHM_ATTRIBUTE, "creationdate", "", "odd"}, {ZHM_ATTRIBUTE, "changedate", "", "1999"},
                                  {ZHM_ATTRIBUTE, "x:y", "", "<z>"}};
    const zhm_detail of_segment[] = {{ZHM_ATTRIBUTE, "datatype", NULL, "rtf"},
                                     {ZHM_ATTRIBUTE, "segtype", NULL, "phrase"}};
    const char *const tags[] = {"<bpt i=\"1\">&lt;b&gt;</bpt>", P, "<hi>", "</hi>"};
    const zhm_segment segments[] = {{"en", "a" P "b" P "<" P "c" P "\r\n ", tags, 4, "zero", "two", of_segment, 2},
                                    plain[1]};
    const zhm_unit u = {.name = "1 & 2",
                        .origin = "a.docx",
                        .domain = "law",
                        .created_by = "ys",
                        .changed_by = "zs",
                        .created = 1022145120,
                        .last_used = 1022145121,
                        .uses = 3,
                        .segments = segments,
                        .segment_count = 2,
                        .details = of_unit,
                        .detail_count = 7};
    (void)state;
    begin(&(struct unit_writing){0});
    put(&u);
    assert_string_equal(
        end(),
        HEAD("*all*") "    <tu tuid=\"1 &amp; 2\" creationdate=\"20020523T091200Z\" creationid=\"ys\" changeid=\"zs\""
                      " lastusagedate=\"20020523T091201Z\" usagecount=\"3\" segtype=\"phrase\" changedate=\"1999\">\n"
                      "      <prop type=\"x-origin\">a.docx</prop>\n      <prop type=\"x-domain\">law</prop>\n"
                      "      <prop type=\"x-attribute-segtype\">block</prop>\n"
                      "      <prop type=\"a&quot;b\" xml:lang=\"fr\">c &amp; d</prop>\n      <note>a\tnote</note>\n"
                      "      <prop type=\"x-attribute-creationdate\">odd</prop>\n      <prop "
                      "type=\"x-attribute-x:y\">&lt;z&gt;</prop>\n"
                      "      <tuv xml:lang=\"en\" datatype=\"rtf\">\n        <prop type=\"x-context-pre\">zero</prop>\n"
                      "        <prop type=\"x-context-post\">two</prop>\n        <prop "
                      "type=\"x-attribute-segtype\">phrase</prop>\n"
                      "        <seg>a<bpt i=\"1\">&lt;b&gt;</bpt>b" P "&lt;<hi>c</hi>&#13;\n </seg>\n      </tuv>\n"
                      "      <tuv xml:lang=\"zh-Hans\">\n        <seg>一</seg>\n      </tuv>\n    </tu>\n" TAIL);
}

static void tag_that_tmx_does_not_know_is_a_text(void **state)
{
    static const struct {
        const char *tags[4], *want;
    } cases[] = {
        {{"<g id='1'>"}, "<ph>&lt;g id='1'&gt;</ph>"},
        {{"{1}"}, "<ph>{1}</ph>"},
        {{""}, "<ph></ph>"},
        {{"<bpt>a</bpt>"}, "<ph>&lt;bpt&gt;a&lt;/bpt&gt;</ph>"},
        {{"<bpt i='1' id='2'/>"}, "<ph>&lt;bpt i='1' id='2'/&gt;</ph>"},
        {{"<it pos='middle'/>"}, "<ph>&lt;it pos='middle'/&gt;</ph>"},
        {{"<it pos='end'/>"}, "<it pos='end'/>"},
        {{"<ph>a"}, "<ph>&lt;ph&gt;a</ph>"},
        {{"<ph/><ph/>"}, "<ph>&lt;ph/&gt;&lt;ph/&gt;</ph>"},
        {{"<ph/>a"}, "<ph>&lt;ph/&gt;a</ph>"},
        {{"<ph><!--a--></ph>"}, "<ph>&lt;ph&gt;&lt;!--a--&gt;&lt;/ph&gt;</ph>"},
        {{"<ph>&b;</ph>"}, "<ph>&lt;ph&gt;&amp;b;&lt;/ph&gt;</ph>"},
        {{"<ph><![CDATA[a]]></ph>"}, "<ph>&lt;ph&gt;&lt;![CDATA[a]]&gt;&lt;/ph&gt;</ph>"},
        {{"<sub>a</sub>"}, "<ph>&lt;sub&gt;a&lt;/sub&gt;</ph>"},
        {{"<ph><sub>a<hi>b</hi></sub></ph>"}, "<ph><sub>a<hi>b</hi></sub></ph>"},
        {{"</seg><seg>"}, "<ph>&lt;/seg&gt;&lt;seg&gt;</ph>"},
        {{"<hi>", "</hi>"}, "<hi></hi>"},
        {{"<hi x=\"1\">", "<ph/>", "</hi>"}, "<hi x=\"1\"><ph/></hi>"},
        {{"</hi>", "<hi>"}, "<ph>&lt;/hi&gt;</ph><ph>&lt;hi&gt;</ph>"},
        {{"<hi>", "<hi>", "</hi>"}, "<ph>&lt;hi&gt;</ph><hi></hi>"},
        {{"<hi><ph>"}, "<ph>&lt;hi&gt;&lt;ph&gt;</ph>"},
        {{"<hi></hi>"}, "<ph>&lt;hi&gt;&lt;/hi&gt;</ph>"},
        {{"<hi/>"}, "<ph>&lt;hi/&gt;</ph>"},
        {{P}, P},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        zhm_segment segments[] = {{.lang = "en", .tags = cases[i].tags}, plain[1]};
        struct buf text = {0}, want = {0};
        for (; segments[0].tag_count < 4 && cases[i].tags[segments[0].tag_count]; segments[0].tag_count++)
            buf_append_text(&text, P);
        segments[0].text = buf_text(&text);
        begin(&(struct unit_writing){0});
        put(&(zhm_unit){.segments = segments, .segment_count = 2});
        buf_printf(&want, "<seg>%s</seg>", cases[i].want);
        if (!strstr(end(), buf_text(&want)))
            fail_msg("%s: not in %s", want.data, w.out.data);
        trial_seen(&w.trial, UNIT_TMX, buf_str(&w.out));
        assert_int_equal(w.trial.refused, 0);
        buf_free(&text);
        buf_free(&want);
    }
}

static void highlights_nested_too_deep_can_be_read_again(void **state)
{
    const char *tags[200];
    struct buf text = {0};
    (void)state;
    for (size_t i = 0; i < 200; i++) {
        tags[i] = i < 100 ? "<hi>" : "</hi>";
        buf_append_text(&text, P);
    }
    zhm_segment segments[] = {{.lang = "en", .text = buf_text(&text), .tags = tags, .tag_count = 200}, plain[1]};
    begin(&(struct unit_writing){0});
    put(&(zhm_unit){.segments = segments, .segment_count = 2});
    end();
    trial_seen(&w.trial, UNIT_TMX, buf_str(&w.out));
    assert_true(w.trial.taken == 1 && w.trial.refused == 0);
    buf_free(&text);
}

static void only_the_wanted_languages_are_written(void **state)
{
    static const char *const langs[] = {"FR", "zh-CN"}, *const none[] = {"de", "es"}, *const one[] = {"en"};
    const zhm_unit u = {.segments = plain, .segment_count = 3};
    (void)state;
    begin(&(struct unit_writing){.langs = langs, .lang_count = 2, .source_lang = "*all*"});
    put(&u);
    end();
    assert_string_equal(trial_seen(&w.trial, UNIT_TMX, buf_str(&w.out)), " | zh-Hans: 一 | fr-CA: un\n");
    begin(&(struct unit_writing){.langs = none, .lang_count = 2});
    assert_int_equal(unit_writer_put(w.writer, &u, NULL), ZHM_NOT_FOUND);
    assert_string_equal(end(), HEAD("*all*") TAIL);
    begin(&(struct unit_writing){.langs = one, .lang_count = 1});
    assert_int_equal(unit_writer_put(w.writer, &u, NULL), ZHM_NOT_FOUND);
}

static void what_xml_cannot_hold_is_not_written(void **state)
{
    static const char *const bad[] = {"a\x01", "\x1b", "\xFF", "\xEF\xBF\xBF", "\xED\xA0\x80", "\xC0\x80"};
    (void)state;
    begin(&(struct unit_writing){0});
    for (size_t i = 0; i < COUNT(bad); i++) {
        zhm_error err = {0};
        const zhm_segment segments[] = {plain[0], {.lang = "fr", .text = bad[i]}};
        const zhm_detail note = {.kind = ZHM_NOTE, .value = bad[i]};
        assert_int_equal(unit_writer_put(w.writer, &(zhm_unit){.segments = segments, .segment_count = 2}, &err),
                         ZHM_BAD_INPUT);
        assert_int_equal(
            unit_writer_put(w.writer,
                            &(zhm_unit){.segments = plain, .segment_count = 3, .details = &note, .detail_count = 1},
                            &err),
            ZHM_BAD_INPUT);
    }
    assert_int_equal(unit_writer_put(w.writer, &(zhm_unit){.segments = plain, .segment_count = 3, .changed = -1}, NULL),
                     ZHM_BAD_INPUT);
    assert_int_equal(
        unit_writer_put(w.writer, &(zhm_unit){.segments = plain, .segment_count = 3, .changed = INT64_MAX}, NULL),
        ZHM_BAD_INPUT);
    assert_string_equal(end(), HEAD("*all*") TAIL);
}

static void writing_without_sense_is_refused(void **state)
{
    static const char *const odd[] = {"en", "no tag"}, *const twice[] = {"zh", "zh-CN"};
    const struct unit_writing cases[] = {{.langs = odd, .lang_count = 2},
                                         {.langs = twice, .lang_count = 2},
                                         {.source_lang = "x"},
                                         {.format = UNIT_TSV},
                                         {.format = UNIT_CSV}};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        zhm_error err = {0};
        assert_int_equal(unit_writer_new(&cases[i], &w.writer, &err), ZHM_BAD_INPUT);
        assert_true(err.code == ZHM_BAD_INPUT && !w.writer);
    }
}

static zhm_code no_room(void *context, struct str data, zhm_error *err)
{
    (void)context, (void)data;
    if (err)
        *err = (zhm_error){.code = ZHM_STORAGE, .text = "the disk is full"};
    return ZHM_STORAGE;
}

static void fault_of_the_sink_is_passed_on(void **state)
{
    zhm_error err = {0};
    const struct unit_writing writing = {.format = UNIT_TMX, .sink = no_room};
    zhm_code code = ZHM_OK;
    (void)state;
    assert_int_equal(unit_writer_new(&writing, &w.writer, NULL), ZHM_OK);
    for (size_t i = 0; code == ZHM_OK && i < 10000; i++)
        code = unit_writer_put(w.writer, &(zhm_unit){.segments = plain, .segment_count = 3}, &err);
    assert_int_equal(code, ZHM_STORAGE);
    assert_string_equal(err.text, "the disk is full");
    assert_int_equal(unit_writer_end(w.writer, NULL), ZHM_STORAGE);
}

/* Random units, sound and in the order that a file has: attributes, then properties and notes. */
struct maker {
    struct arena arena;
    zhm_unit unit;
    zhm_segment segments[4];
};

static const char *some_text(struct maker *m, size_t most, const char *never)
{
    static const char *const parts[] = {
        "a", "Z", " ", "&", "<", ">", "\"", "'", "]]>", "\n", "\r", "\t", "é", "一", "，", "\xF0\x9F\x98\x80", "&amp;"};
    struct buf text = {0};
    for (size_t n = seeded(most); n > 0; n--)
        buf_append_text(&text, parts[seeded(COUNT(parts))]);
    buf_append_text(&text, never);
    const char *copy = arena_copy(&m->arena, buf_str(&text)).data;
    buf_free(&text);
    return copy;
}

static zhm_detail some_detail(struct maker *m, bool attribute, size_t number)
{
    static const char *const known[] = {"datatype", "o-tmf", "creationtool", "o-encoding"};
    static const char *const langs[] = {"", "", "EN-us", "x"};
    if (attribute)
        return (zhm_detail){ZHM_ATTRIBUTE, known[number], "", some_text(m, 6, "")};
    if (seeded(2))
        return (zhm_detail){ZHM_NOTE, "", langs[seeded(4)], some_text(m, 9, "")};
    return (zhm_detail){ZHM_PROPERTY, some_text(m, 5, "p"), langs[seeded(4)], some_text(m, 9, "")};
}

static const zhm_detail *some_details(struct maker *m, size_t *count)
{
    size_t attributes = seeded(3);
    *count = attributes + seeded(3);
    zhm_detail *details = arena_array(&m->arena, *count + 1, sizeof *details);
    for (size_t i = 0; i < *count; i++)
        details[i] = some_detail(m, i < attributes, i);
    return details;
}

static const char *some_tag(void)
{
    static const char *const tags[] = {P,
                                       "<ph/>",
                                       "<bpt i=\"1\" type=\"b\">&lt;b&gt;</bpt>",
                                       "<ept i=\"1\">&lt;/b&gt;</ept>",
                                       "<it pos=\"end\">a<sub>b<ph/></sub></it>",
                                       "<ut x=\"2\">{&amp;}</ut>",
                                       "<ph x=\"&quot;&#10;&lt;\">\n&#13;</ph>"};
    return tags[seeded(COUNT(tags))];
}

static void some_segment(struct maker *m, zhm_segment *s, const char *lang)
{
    const char **tags = arena_array(&m->arena, 8, sizeof *tags), *text = some_text(m, 9, "x");
    size_t open = 0;
    *s = (zhm_segment){.lang = lang, .previous = some_text(m, 4, ""), .next = some_text(m, 4, "")};
    for (size_t n = seeded(3); n > 0; n--) {
        bool highlight = seeded(3) == 0;
        tags[s->tag_count++] = highlight ? "<hi x=\"1\">" : some_tag();
        open += highlight;
        text = arena_join(&m->arena, text, P, some_text(m, 5, ""), NULL);
    }
    while (open-- > 0) {
        tags[s->tag_count++] = "</hi>";
        text = arena_join(&m->arena, text, some_text(m, 5, ""), P, NULL);
    }
    s->tags = tags;
    s->text = text;
    s->details = some_details(m, &s->detail_count);
}

static const zhm_unit *some_unit(struct maker *m)
{
    static const char *const langs[] = {"en", "zh-Hans", "zh-Hant", "fr-CA"};
    arena_clear(&m->arena);
    zhm_unit u = {.segments = m->segments, .segment_count = 2 + seeded(3)};
    size_t first = seeded(COUNT(langs));
    for (size_t i = 0; i < u.segment_count; i++)
        some_segment(m, &m->segments[i], langs[(first + i) % COUNT(langs)]);
    u.name = some_text(m, 4, "");
    u.origin = some_text(m, 4, "");
    u.domain = some_text(m, 4, "");
    u.created_by = some_text(m, 4, "");
    u.changed_by = some_text(m, 4, "");
    u.created = seeded(2) ? (int64_t)seeded(253402300799) : 0;
    u.changed = seeded(2) ? (int64_t)seeded(2000000000) : 0;
    u.last_used = seeded(3) ? 0 : 951782400 + (int64_t)seeded(259200);
    u.uses = seeded(2) ? seeded(1000) : 0;
    u.details = some_details(m, &u.detail_count);
    m->unit = u;
    return &m->unit;
}

static void what_is_written_is_read_again(void **state)
{
    struct maker m = {0};
    (void)state;
    seeded_begin(__func__);
    for (size_t round = 0; round < 60; round++) {
        struct buf want = {0}, first = {0};
        begin(&(struct unit_writing){.source_lang = round % 2 ? "en" : NULL});
        for (size_t n = 1 + seeded(40); n > 0; n--) {
            const zhm_unit *u = some_unit(&m);
            zhm_error err = {0};
            if (unit_check(u, &err) != ZHM_OK)
                fail_msg("the maker is wrong: %s", err.text);
            put(u);
            trial_describe(&want, u);
            buf_append_char(&want, '\n');
        }
        end();
        buf_append_str(&first, buf_str(&w.out));
        begin(&(struct unit_writing){.source_lang = round % 2 ? "en" : NULL});
        w.trial.copy = w.writer;
        assert_string_equal(trial_seen(&w.trial, UNIT_TMX, buf_str(&first)), buf_text(&want));
        assert_string_equal(end(), buf_text(&first));
        buf_free(&want);
        buf_free(&first);
    }
    arena_free(&m.arena);
}

/* Units of which only texts, details and tags are not as TMX has them: what is read of them is stable. */
static void odd_units_are_stable_from_the_first_reading(void **state)
{
    static const char *const odd[] = {"<g>", "</hi>",       "<hi>", "<hi x='1'>", "<ph>",
                                      "a&b", "<ph a='1'/>", "",     "<ph/>",      P};
    static const char *const names[] = {"segtype", "tuid", "usagecount", "a:b",           "xml:lang",
                                        "lang",    "prev", "x-origin",   "x-attribute-y", "x-attribute-"};
    (void)state;
    seeded_begin(__func__);
    for (size_t round = 0; round < 300; round++) {
        const char *tags[3] = {odd[seeded(COUNT(odd))], odd[seeded(COUNT(odd))], odd[seeded(COUNT(odd))]};
        zhm_detail details[4];
        for (size_t i = 0; i < 4; i++)
            details[i] = (zhm_detail){(zhm_detail_kind)seeded(3), names[seeded(COUNT(names))], seeded(2) ? "en" : NULL,
                                      odd[seeded(COUNT(odd))]};
        const zhm_segment segments[] = {
            {.lang = "en", .text = P "a" P P, .tags = tags, .tag_count = 3, .details = details, .detail_count = 4},
            plain[1]};
        struct buf first = {0}, second = {0};
        begin(&(struct unit_writing){0});
        put(&(zhm_unit){.name = seeded(2) ? "n" : NULL,
                        .segments = segments,
                        .segment_count = 2,
                        .details = details,
                        .detail_count = 4});
        buf_append_text(&first, end());
        begin(&(struct unit_writing){0});
        w.trial.copy = w.writer;
        trial_seen(&w.trial, UNIT_TMX, buf_str(&first));
        assert_true(w.trial.taken == 1 && w.trial.refused == 0);
        buf_append_text(&second, end());
        begin(&(struct unit_writing){0});
        w.trial.copy = w.writer;
        trial_seen(&w.trial, UNIT_TMX, buf_str(&second));
        assert_string_equal(end(), buf_text(&second));
        buf_free(&first);
        buf_free(&second);
    }
}

#define TEST(name) cmocka_unit_test_teardown(name, forget)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(file_without_units_is_whole),           TEST(unit_is_written_with_all_that_it_holds),
        TEST(tag_that_tmx_does_not_know_is_a_text),  TEST(highlights_nested_too_deep_can_be_read_again),
        TEST(only_the_wanted_languages_are_written), TEST(what_xml_cannot_hold_is_not_written),
        TEST(writing_without_sense_is_refused),      TEST(fault_of_the_sink_is_passed_on),
        TEST(what_is_written_is_read_again),         TEST(odd_units_are_stable_from_the_first_reading),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
