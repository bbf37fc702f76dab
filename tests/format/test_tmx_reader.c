#include "../seeded.h"
#include "unit_trial.h"

#include <dirent.h>

#define FOLDER SOURCE_DIR "/tests/cases/tmx"
#define HEAD "<?xml version=\"1.0\"?>\n<tmx version=\"1.4\"><header srclang=\"en\"/><body>\n"
#define TAIL "</body></tmx>\n"
#define ZH "<tuv xml:lang=\"zh-CN\"><seg>一</seg></tuv>"
#define EN "<tuv xml:lang=\"en\"><seg>one</seg></tuv>"
#define ZH_SEEN " | zh-Hans: 一"
#define EN_SEEN " | en: one"

static struct trial trial;

static int forget(void **state)
{
    (void)state;
    buf_free(&trial.seen);
    trial = (struct trial){0};
    return 0;
}

static void put(struct buf *out, const char *text)
{
    buf_append_text(out, text);
}

/* What is read of @body, which stands in a <body>. */
static const char *seen_of(const char *body)
{
    struct buf file = {0};
    put(&file, HEAD);
    put(&file, body);
    put(&file, TAIL);
    const char *seen = trial_seen(&trial, UNIT_TMX, buf_str(&file));
    buf_free(&file);
    return seen;
}

static void encoding_is_known_by_mark_or_declaration(void **state)
{
    static const struct {
        const char *declared;
        bool wide, big, mark;
    } cases[] = {
        {""},
        {"", .mark = true},
        {" encoding=\"UTF-8\""},
        {" encoding='utf-8'", .mark = true},
        {"", true, false, true},
        {"", true, true, true},
        {" encoding=\"UTF-16\"", true, false, true},
        {" encoding=\"utf-16\"", true, true, true},
        {" encoding=\"UTF-16LE\"", true, false, true},
        {" encoding=\"UTF-16BE\"", true, true, true},
        {" encoding=\"UTF-16LE\"", true, false, false},
        {" encoding=\"UTF-16BE\"", true, true, false},
        {" encoding=\"UTF-16\"", true, true, false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf text = {0}, file = {0};
        buf_printf(&text,
                   "<?xml version=\"1.0\"%s?><tmx><body><tu><tuv lang=\"en\"><seg>é\xF0\x9F\x98\x80</seg></tuv>" ZH
                   "</tu>" TAIL,
                   cases[i].declared);
        if (cases[i].wide)
            trial_wide(&file, buf_text(&text), cases[i].big, cases[i].mark);
        else
            buf_printf(&file, "%s%s", cases[i].mark ? "\xEF\xBB\xBF" : "", buf_text(&text));
        assert_string_equal(trial_seen(&trial, UNIT_TMX, buf_str(&file)), " | en: é\xF0\x9F\x98\x80" ZH_SEEN "\n");
        buf_free(&text);
        buf_free(&file);
    }
}

static void ascii_holds_the_rest_as_references(void **state)
{
    (void)state;
    assert_string_equal(
        trial_seen(
            &trial, UNIT_TMX,
            STR("<?xml version='1.0' encoding='us-ascii'?><tmx><body><tu><tuv lang='en'><seg>&#xe9;&#128512;</seg>"
                "</tuv><tuv lang='zh'><seg>&#19968;</seg></tuv></tu></body></tmx>")),
        " | en: é\xF0\x9F\x98\x80" ZH_SEEN "\n");
}

static void language_is_canonical(void **state)
{
    static const struct {
        const char *attribute, *want;
    } cases[] = {
        {"xml:lang=\"zh-CN\"", "zh-Hans"}, {"xml:lang=\"zh_CN\"", "zh-Hans"}, {"xml:lang=\"ZH-Hans\"", "zh-Hans"},
        {"xml:lang=\"zh\"", "zh-Hans"},    {"xml:lang=\"zh-TW\"", "zh-Hant"}, {"xml:lang='ZH_HK'", "zh-Hant"},
        {"xml:lang=\"EN-us\"", "en-US"},   {"lang=\"fR-Ca\"", "fr-CA"},       {"lang=\"xx\" xml:lang=\"fr\"", "fr"},
        {"xml:lang=\" fr \"", "fr"},       {"xml:lang=\"es-419\"", "es-419"}, {"xml:lang=\"fr\" lang=\"xx\"", "fr"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char body[200], want[100];
        snprintf(body, sizeof body, "<tu><tuv %s><seg>x</seg></tuv>" EN "</tu>", cases[i].attribute);
        snprintf(want, sizeof want, " | %s: x" EN_SEEN "\n", cases[i].want);
        assert_string_equal(seen_of(body), want);
    }
}

#define P ZHM_PLACEHOLDER

static void segment_has_a_placeholder_for_each_tag(void **state)
{
    static const struct {
        const char *content, *want;
    } cases[] = {
        {"plain", "plain"},
        {" kept  as\nit is ", " kept  as\nit is "},
        {"&lt;a&gt; &amp; &#x4E00;", "<a> & 一"},
        {"<![CDATA[<b> & ]]>c", "<b> & c"},
        {"a<!-- no text -->b<?nor this?>c", "abc"},
        {"line\r\nline&#13;", "line\nline\r"},
        {"<bpt i=\"1\" x='2'>&lt;b&gt;</bpt>a<ept i=\"1\">&lt;/b></ept>",
         P "a" P " {<bpt i=\"1\" x=\"2\">&lt;b&gt;</bpt>} {<ept i=\"1\">&lt;/b&gt;</ept>}"},
        {"a<ph/>b<ph></ph>", "a" P "b" P " {<ph/>} {<ph/>}"},
        {"<it pos=\"begin\">&lt;i></it>a", P "a {<it pos=\"begin\">&lt;i&gt;</it>}"},
        {"<ut>{\\b</ut>a", P "a {<ut>{\\b</ut>}"},
        {"a <hi type=\"t\">b</hi> c", "a " P "b" P " c {<hi type=\"t\">} {</hi>}"},
        {"<hi>a<hi>b<ph>c</ph></hi></hi>", P "a" P "b" P P P " {<hi>} {<hi>} {<ph>c</ph>} {</hi>} {</hi>}"},
        {"<hi/>a", P P "a {<hi>} {</hi>}"},
        {"<ph>&lt;img alt=\"<sub type=\"t\">a <bpt i=\"1\"/>b<hi>c</hi></sub>\"></ph>",
         P " {<ph>&lt;img alt=\"<sub type=\"t\">a <bpt i=\"1\"/>b<hi>c</hi></sub>\"&gt;</ph>}"},
        {"<ph x=\"&quot;&lt;&gt;&amp;'&#9;&#10;\">a</ph>", P " {<ph x=\"&quot;&lt;&gt;&amp;'&#9;&#10;\">a</ph>}"},
        {"a" P "b", "a" P "b {" P "}"},
        {P "<ph/>" P "，" P, P P P "，" P " {" P "} {<ph/>} {" P "} {" P "}"},
        {"<ph>" P "</ph>", P " {<ph>" P "</ph>}"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char body[400], want[400];
        snprintf(body, sizeof body, "<tu><tuv xml:lang='fr'><seg>%s</seg></tuv>" EN "</tu>", cases[i].content);
        snprintf(want, sizeof want, " | fr: %s" EN_SEEN "\n", cases[i].want);
        assert_string_equal(seen_of(body), want);
    }
}

static void attributes_properties_and_notes_are_kept(void **state)
{
    (void)state;
    assert_string_equal(
        seen_of(
            "<tu tuid=\"7\" datatype=\"html\" usagecount=\"12\" lastusagedate=\"20020523T091201Z\" "
            "creationdate=\"20020523T091200Z\""
            " creationid=\"ys\" changedate=\"1999\" changeid=\"zs\" odd=\"&lt;\"><note xml:lang=\"en-us\">A note</note>"
            "<prop type=\"x-origin\">a.docx</prop><prop type=\"x-domain\">law</prop><prop type=\"x-origin\">b</prop>"
            "<prop type=\"t\" lang=\"FR\">a&amp;b</prop><prop type=\"x-attribute-even\">2</prop>"
            "<tuv xml:lang=\"en\" creationid=\"me\"><note/><prop type=\"x-context-pre\">zero</prop><prop "
            "type=\"x-context-pre\">?</prop>"
            "<prop type=\"x-context-post\">two</prop><prop type=\"x-origin\">c</prop><seg>one</seg></tuv>" ZH "</tu>"),
        " name=7 origin=a.docx domain=law created_by=ys changed_by=zs created=1022145120 last_used=1022145121 uses=12"
        " (attribute datatype=html) (attribute changedate=1999) (attribute odd=<) (note @en-us=A note) (prop "
        "x-origin=b)"
        " (prop t@FR=a&b) (attribute even=2)" EN_SEEN " previous=zero next=two (attribute creationid=me) (note =)"
        " (prop x-context-pre=?) (prop x-origin=c)" ZH_SEEN "\n");
}

static void neighbours_of_a_unit_are_those_of_its_source_language(void **state)
{
    static const struct {
        const char *srclang, *unit, *want;
    } cases[] = {
        {"en", "<tu>", " (prop id=1)" ZH_SEEN EN_SEEN " previous=zero next=two"},
        {"EN", "<tu>", " (prop id=1)" ZH_SEEN EN_SEEN " previous=zero next=two"},
        {"en", "<tu srclang=\"zh-CN\">",
         " (attribute srclang=zh-CN) (prop id=1)" ZH_SEEN " previous=zero next=two" EN_SEEN},
        {"en", "<tu srclang=\"*all*\">",
         " (attribute srclang=*all*) (prop prev=zero) (prop id=1) (prop next=two)" ZH_SEEN EN_SEEN},
        {"*all*", "<tu>", " (prop prev=zero) (prop id=1) (prop next=two)" ZH_SEEN EN_SEEN},
        {"fr", "<tu>", " (prop prev=zero) (prop id=1) (prop next=two)" ZH_SEEN EN_SEEN},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf file = {0}, want = {0};
        buf_printf(&file,
                   "<tmx><header srclang='%s'/><body>%s<prop type='prev'>zero</prop><prop type='id'>1</prop>"
                   "<prop type='next'>two</prop>" ZH EN "</tu>" TAIL,
                   cases[i].srclang, cases[i].unit);
        buf_printf(&want, "%s\n", cases[i].want);
        assert_string_equal(trial_seen(&trial, UNIT_TMX, buf_str(&file)), buf_text(&want));
        buf_free(&file);
        buf_free(&want);
    }
}

static void own_context_of_a_segment_comes_first(void **state)
{
    (void)state;
    assert_string_equal(seen_of("<tu><prop type='prev'>a</prop><prop type='next'>b</prop><tuv xml:lang='en'>"
                                "<prop type='x-context-pre'>c</prop><seg>one</seg></tuv>" ZH "</tu>"),
                        " (prop prev=a)" EN_SEEN " previous=c next=b" ZH_SEEN "\n");
}

static void header_comments_and_doctype_are_passed_over(void **state)
{
    (void)state;
    assert_string_equal(
        trial_seen(
            &trial, UNIT_TMX,
            STR("<?xml version='1.0'?>\n<!DOCTYPE tmx PUBLIC \"-//LISA OSCAR:1998//DTD for Translation Memory "
                "eXchange//EN\""
                " \"/nowhere/tmx14.dtd\">\n<!-- a --><?b c?><tmx version='1.4' xmlns='urn:x'><!-- a --><header "
                "srclang='en'>"
                "<ude name='a'><map unicode='#xF8FF' code='#xF0'/></ude><note>n</note><prop type='t'>p</prop></header>"
                "<body><!-- <tu> -->"
                "<tu>" EN ZH "</tu>"
                "</body></tmx><!-- a -->\n")),
        EN_SEEN ZH_SEEN "\n");
}

static void faulty_unit_is_refused_and_the_next_is_read(void **state)
{
    static const struct {
        const char *unit, *why;
    } cases[] = {
        {"<tu/>", "no text"},
        {"<tu>" EN "</tu>", "one language only"},
        {"<tu>" EN "<tuv><seg>a</seg></tuv></tu>", "no language"},
        {"<tu>" EN "<tuv xml:lang=''><seg>a</seg></tuv></tu>", "no language"},
        {"<tu>" EN "<tuv xml:lang='english'><seg>a</seg></tuv></tu>", "'english' is no language tag"},
        {"<tu>" EN EN ZH "</tu>", "en twice"},
        {"<tu>" ZH "<tuv lang='zh-Hans'><seg>a</seg></tuv></tu>", "zh-Hans twice"},
        {"<tu>" EN "<tuv lang='fr'/></tu>", "fr: no <seg>"},
        {"<tu>" EN "<tuv lang='fr'><seg>a</seg><seg>b</seg></tuv></tu>", "fr: two <seg>"},
        {"<tu>" EN "<tuv lang='fr'><seg/></tuv></tu>", "fr: empty text"},
        {"<tu>" EN "<tuv lang='fr'><seg> \n </seg></tuv></tu>", "fr: a text of blanks alone"},
        {"<tu>" EN "<tuv lang='fr'><seg>a<b>b</b></seg></tuv></tu>", "<b> does not belong in <seg>"},
        {"<tu>" EN "<tuv lang='fr'><seg>a<sub>b</sub></seg></tuv></tu>", "<sub> does not belong in <seg>"},
        {"<tu>" EN "<tuv lang='fr'><seg>a<ph><ph/></ph></seg></tuv></tu>", "<ph> does not belong in <ph>"},
        {"<tu><seg>a</seg>" EN ZH "</tu>", "<seg> does not belong in <tu>"},
        {"<tu>" EN "<tu>" EN ZH "</tu>" ZH "</tu>", "<tu> does not belong in <tu>"},
        {"<tu>" EN "<x><y/><tu/></x>" ZH "</tu>", "<x> does not belong in <tu>"},
        {"<tu>" EN "<tuv lang='fr'><seg>a&#x85;</seg></tuv></tu>",
         "fr: control character U+0085 at byte 1 of the text"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf body = {0}, want = {0};
        buf_printf(&body, "%s<tu>" EN ZH "</tu>", cases[i].unit);
        buf_printf(&want, " refused: %s\n" EN_SEEN ZH_SEEN "\n", cases[i].why);
        assert_string_equal(seen_of(buf_text(&body)), buf_text(&want));
        assert_true(trial.taken == 1 && trial.refused == 1);
        buf_free(&body);
        buf_free(&want);
    }
}

/* Where there is a DTD that we don't read, expat passes over what may be declared in it. */
static void entity_of_an_unread_dtd_refuses_its_unit(void **state)
{
    static const struct {
        const char *unit, *want;
    } cases[] = {
        {"<tu><tuv lang='en'><seg>a&nbsp;b</seg></tuv>" ZH "</tu>", " refused: the entity &nbsp; is not known\n"},
        {"<tu tuid='&x;'>" EN ZH "</tu>", " refused: an attribute with an entity that is not known\n"},
        {"<tu tuid='a&amp;&#65;&quot;'>" EN ZH "</tu>", " name=a&A\"" EN_SEEN ZH_SEEN "\n"},
        {"<tu>" EN "<tuv lang='zh'><seg>一<ph x='&lt;&eacute;'/></seg></tuv></tu>",
         " refused: an attribute with an entity that is not known\n"},
    };
    (void)state;
    for (size_t i = 0; i < 2 * COUNT(cases); i++) {
        struct buf text = {0}, file = {0};
        buf_printf(&text, "<!DOCTYPE tmx SYSTEM 'tmx14.dtd'><tmx><body>%s" TAIL, cases[i / 2].unit);
        trial_wide(&file, buf_text(&text), false, true);
        assert_string_equal(trial_seen(&trial, UNIT_TMX, buf_str(i % 2 ? &file : &text)), cases[i / 2].want);
        buf_free(&text);
        buf_free(&file);
    }
}

static void place_is_that_of_the_unit(void **state)
{
    (void)state;
    trial.places = true;
    assert_string_equal(
        trial_seen(&trial, UNIT_TMX, STR("<tmx><body>\n<!-- 一 --><tu>" EN ZH "</tu>\n  <tu>" EN "</tu>" TAIL)),
        "2:11@24" EN_SEEN ZH_SEEN "\n3:3@117 refused: one language only\n");
    assert_string_equal(trial_seen(&trial, UNIT_TMX, STR("\xEF\xBB\xBF<tmx><body><tu/>" TAIL)),
                        "1:12@14 refused: no text\n");
}

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

static unsigned differences(const char *name)
{
    struct buf input = {0}, error = {0};
    zhm_error err = {0};
    struct str file = read_case(name, "input.tmx", &input), want = read_case(name, "error", &error);
    want = str_from(want, sizeof "input.tmx" - 1);
    while (want.len > 0 && want.data[want.len - 1] == '\n')
        want.len--;
    zhm_code code = trial_read(&trial, UNIT_TMX, file, &err);
    bool good = code == ZHM_BAD_INPUT && code == err.code && strncmp(err.text, "memory", 6) == 0 &&
                str_is(want, err.text + 6) && err.line == strtoul(err.text + 7, NULL, 10);
    if (!good)
        print_error("%s: code %s, line %zu\n  got:  %s\n  want: %.*s\n", name, zhm_code_name(code), err.line, err.text,
                    STR_ARG(want));
    buf_free(&input);
    buf_free(&error);
    return !good;
}

/* Every folder of tests/cases/tmx is a test: its input.tmx gives the text in its file `error`. */
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
    assert_true(cases >= 55);
    assert_int_equal(bad, 0);
}

static void repeat(struct buf *out, const char *text, size_t count)
{
    while (count-- > 0)
        buf_append_text(out, text);
}

/* A <tu> whose French segment is @text @count times, between two others. */
static const char *seen_of_large(const char *before, const char *text, size_t count, const char *after, zhm_code want)
{
    struct buf file = {0};
    zhm_error err = {0};
    put(&file, HEAD "<tu tuid='1'>" EN ZH "</tu>");
    put(&file, before);
    repeat(&file, text, count);
    put(&file, after);
    put(&file, "<tu tuid='2'>" EN ZH "</tu>" TAIL);
    assert_int_equal(trial_read(&trial, UNIT_TMX, buf_str(&file), &err), want);
    if (want != ZHM_OK)
        buf_printf(&trial.seen, "%s", err.text);
    buf_free(&file);
    return buf_text(&trial.seen);
}

#define FIRST " name=1" EN_SEEN ZH_SEEN "\n"
#define SECOND " name=2" EN_SEEN ZH_SEEN "\n"

static void what_is_too_large_is_refused_with_its_unit(void **state)
{
    static const struct {
        const char *before, *text;
        size_t count;
        const char *after, *why;
    } cases[] = {
        {"<tu>" EN "<tuv lang='fr'><seg>", "eleven megabytes", 720896, "</seg></tuv></tu>",
         "a segment of more than 65536 bytes"},
        {"<tu>" EN "<tuv lang='fr'><seg>", "<ph>a code</ph>", 5000, "</seg></tuv></tu>",
         "tags of more than 65536 bytes in a segment"},
        {"<tu>" EN "<tuv lang='fr'><seg>a<ph>", "a code ", 10000, "</ph></seg></tuv></tu>",
         "tags of more than 65536 bytes in a segment"},
        {"<tu><note>", "a note ", 10000, "</note>" EN ZH "</tu>", "a property or a note of more than 65536 bytes"},
        {"<tu tuid='", "id", 5000, "'>" EN ZH "</tu>", "an attribute of more than 4096 bytes"},
        {"<tu odd='", "value ", 1000000, "'>" EN ZH "</tu>", "an attribute of more than 65536 bytes"},
        {"<tu>", "<note/>", 1001, EN ZH "</tu>", "more than 1000 attributes, properties and notes"},
        {"<tu>", "<tuv xml:lang='fr'/>", 3, "</tu>", "fr: no <seg>"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char want[300];
        snprintf(want, sizeof want, FIRST " refused: %s\n" SECOND, cases[i].why);
        assert_string_equal(seen_of_large(cases[i].before, cases[i].text, cases[i].count, cases[i].after, ZHM_OK),
                            want);
    }
}

static void unit_of_many_large_notes_is_refused(void **state)
{
    struct buf note = {0};
    (void)state;
    put(&note, "<note>");
    repeat(&note, "0123456789abcdef", 4096);
    put(&note, "</note>");
    assert_string_equal(seen_of_large("<tu>", buf_text(&note), 300, EN ZH "</tu>", ZHM_OK),
                        FIRST " refused: more than 16777216 bytes in all\n" SECOND);
    buf_free(&note);
}

static void as_much_as_is_allowed_is_read(void **state)
{
    (void)state;
    seen_of_large("<tu>" EN "<tuv lang='fr'><seg>", "12345678", 8192, "</seg></tuv></tu>", ZHM_OK);
    assert_true(trial.taken == 3 && trial.refused == 0);
    seen_of_large("<tu>", "<note>a</note>", 1000, EN ZH "</tu>", ZHM_OK);
    assert_true(trial.taken == 3 && trial.refused == 0);
    seen_of_large("<tu>" EN "<tuv lang='fr'><seg>a", "<ph/>", 13107, "</seg></tuv></tu>", ZHM_OK);
    assert_true(trial.taken == 3 && trial.refused == 0);
    seen_of_large("<!--", " a comment ", 500000, "-->", ZHM_OK);
    assert_true(trial.taken == 2 && trial.refused == 0);
}

static void what_has_no_end_is_a_limit(void **state)
{
    static const struct {
        const char *before, *text;
        size_t count;
        const char *want;
    } cases[] = {
        {"<tu>" EN "<tuv lang='fr'><seg>", "a long segment  ", 1100000, "a text of more than 16777216 bytes in <seg>"},
        {"<tu>" EN "<tuv lang='fr'><seg><ph>", "a long long tag ", 1100000,
         "a text of more than 16777216 bytes in <ph>"},
        {"", "blanks          ", 1100000, "a text of more than 16777216 bytes in <body>"},
        {"<!--", "a long comment  ", 2200000, "a tag or a comment of more than 16777216 bytes"},
        {"<tu tuid='", "a long attribute", 2200000, "a tag or a comment of more than 16777216 bytes"},
        {"<", "long-name-of-tag", 2200000, "a tag or a comment of more than 16777216 bytes"},
        {"<tu>" EN "<tuv lang='fr'><seg>", "<hi>", 3000000, "elements nested more than 64 deep"},
        {"<tu>", "<x>", 3000000, "elements nested more than 64 deep"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_non_null(
            strstr(seen_of_large(cases[i].before, cases[i].text, cases[i].count, "", ZHM_LIMIT), cases[i].want));
}

/* A file of some 200 KB with all that a file may hold. */
static void make_file(struct buf *out, bool wide)
{
    struct buf text = {0};
    put(&text, "<?xml version=\"1.0\"?>\n<tmx><header srclang='en'/><body>");
    for (int i = 0; i < 400; i++) {
        buf_printf(
            &text,
            "<tu tuid='%d' creationdate='20200101T0000%02dZ'><prop type='a'>é%d</prop><tuv xml:lang='en'><seg>one ", i,
            i % 60, i);
        repeat(&text, "<bpt i='1'>&lt;b></bpt>text &amp; text<ept i='1'/>\r\n", (size_t)i % 7);
        buf_printf(&text, "</seg></tuv><!-- %d -->%s</tu>\n", i, i % 5 ? ZH : "");
    }
    put(&text, TAIL);
    if (wide)
        trial_wide(out, buf_text(&text), false, true);
    else
        buf_append_str(out, buf_str(&text));
    buf_free(&text);
}

static void piece_by_piece_is_as_the_whole(void **state)
{
    (void)state;
    seeded_begin(__func__);
    for (int wide = 0; wide < 2; wide++) {
        struct buf file = {0};
        make_file(&file, wide);
        trial.places = true;
        char *whole = strdup(trial_seen(&trial, UNIT_TMX, buf_str(&file)));
        for (size_t round = 0; round < 6; round++) {
            trial.piece = round ? 1 + seeded(100000) : 1;
            assert_string_equal(trial_seen(&trial, UNIT_TMX, buf_str(&file)), whole);
        }
        trial.piece = 0;
        free(whole);
        buf_free(&file);
    }
}

/* Wherever blocks end: what comes before pushes the same units along. */
static void block_borders_make_no_difference(void **state)
{
    static const char unit[] = "<tu tuid='一'><tuv xml:lang='en'><seg>a<ph x='1'>一</ph>b&amp;</seg></tuv>" ZH "</tu>";
    (void)state;
    for (size_t before = 65400; before < 65540; before++) {
        struct buf file = {0};
        put(&file, "<tmx><body>");
        repeat(&file, " ", before);
        put(&file, unit);
        put(&file, TAIL);
        assert_string_equal(trial_seen(&trial, UNIT_TMX, buf_str(&file)),
                            " name=一 | en: a" P "b& {<ph x=\"1\">一</ph>}" ZH_SEEN "\n");
        buf_free(&file);
    }
}

static void file_cut_anywhere_is_a_fault_after_the_whole_units(void **state)
{
    static const char file[] = HEAD "<tu>" EN ZH "</tu>\n<tu tuid='2'>" ZH EN "</tu>"
                                    "</body></tmx>";
    (void)state;
    for (size_t n = 0; n + 1 < sizeof file; n++) {
        zhm_error err = {0};
        assert_int_equal(trial_read(&trial, UNIT_TMX, (struct str){file, n}, &err), ZHM_BAD_INPUT);
        assert_true(err.line >= 1 && (strstr(err.text, ": the file ends ") || n == 0));
        size_t first = n >= sizeof HEAD "<tu>" EN ZH "</tu>" - 1, second = n >= sizeof file - sizeof "</body></tmx>";
        assert_int_equal(trial.taken, first + second);
    }
}

static void damaged_file_is_read_or_refused(void **state)
{
    (void)state;
    seeded_begin(__func__);
    for (size_t round = 0; round < 3000; round++) {
        struct buf file = {0};
        zhm_error err = {0};
        static const char sound[] = "<?xml version='1.0' encoding='UTF-8'?><!DOCTYPE tmx SYSTEM 'x'>"
                                    "<tmx><header/><body><tu tuid='1'>"
                                    "<prop type='a'>b</prop>" EN ZH
                                    "</tu><tu><tuv lang='fr'><seg>a<hi>b<ph>c</ph></hi></seg></tuv>" EN "</tu>" TAIL;
        if (round % 3 == 0)
            trial_wide(&file, sound, round % 2, true);
        else
            put(&file, sound);
        for (size_t n = 1 + seeded(4); n > 0; n--)
            file.data[seeded(file.len)] = seeded(2) ? (char)seeded(256) : "<>&;'\"/! a"[seeded(10)];
        zhm_code code = trial_read(&trial, UNIT_TMX, buf_str(&file), &err);
        assert_true(code == ZHM_OK || code == ZHM_BAD_INPUT || code == ZHM_LIMIT);
        assert_true(code == err.code && utf8_check(str_of(err.text), NULL) == ZHM_OK);
        buf_free(&file);
    }
}

static void taker_ends_the_reading(void **state)
{
    zhm_error err = {0};
    (void)state;
    trial.stop_at = 2;
    assert_int_equal(
        trial_read(&trial, UNIT_TMX, STR(HEAD "<tu>" EN ZH "</tu><tu>" EN ZH "</tu><tu>" EN ZH "</tu>< broken"), &err),
        ZHM_CONFLICT);
    assert_string_equal(err.text, "enough");
    assert_int_equal(trial.taken, 2);
}

static void fault_of_the_bytes_is_passed_on(void **state)
{
    zhm_error err = {0};
    (void)state;
    trial.broken = ZHM_STORAGE;
    assert_int_equal(trial_read(&trial, UNIT_TMX, STR(HEAD "<tu>"), &err), ZHM_STORAGE);
    assert_string_equal(err.text, "the disk broke");
    assert_int_equal(trial_read(&trial, UNIT_TMX, STR(HEAD "<tu>"), NULL), ZHM_STORAGE);
    trial.broken = ZHM_OK;
    assert_int_equal(trial_read(&trial, UNIT_TMX, STR(HEAD "<tu>"), NULL), ZHM_BAD_INPUT);
}

static void format_is_known_by_the_ending(void **state)
{
    static const struct {
        const char *path;
        enum unit_format want;
    } cases[] = {
        {"a.tmx", UNIT_TMX}, {"/a/b.TMX", UNIT_TMX}, {"a.csv", UNIT_CSV}, {"a.tmx.tsv", UNIT_TSV}, {"a.Tab", UNIT_TSV}};
    static const char *const bad[] = {"a.xml", "tmx", "a.tmx.gz", "", "a.tm"};
    zhm_error err = {0};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        enum unit_format format = UNIT_TMX;
        assert_int_equal(unit_format_of(cases[i].path, &format, NULL), ZHM_OK);
        assert_int_equal(format, cases[i].want);
    }
    for (size_t i = 0; i < COUNT(bad); i++) {
        enum unit_format format = UNIT_CSV;
        assert_int_equal(unit_format_of(bad[i], &format, &err), ZHM_BAD_INPUT);
        assert_int_equal(format, UNIT_CSV);
    }
    assert_string_equal(err.text, "a.tm: its name ends in none of .tmx, .tsv (.tab), .csv");
}

#define TEST(name) cmocka_unit_test_teardown(name, forget)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(encoding_is_known_by_mark_or_declaration),
        TEST(ascii_holds_the_rest_as_references),
        TEST(language_is_canonical),
        TEST(segment_has_a_placeholder_for_each_tag),
        TEST(attributes_properties_and_notes_are_kept),
        TEST(neighbours_of_a_unit_are_those_of_its_source_language),
        TEST(own_context_of_a_segment_comes_first),
        TEST(header_comments_and_doctype_are_passed_over),
        TEST(faulty_unit_is_refused_and_the_next_is_read),
        TEST(entity_of_an_unread_dtd_refuses_its_unit),
        TEST(place_is_that_of_the_unit),
        TEST(bad_file_gives_its_error),
        TEST(what_is_too_large_is_refused_with_its_unit),
        TEST(unit_of_many_large_notes_is_refused),
        TEST(as_much_as_is_allowed_is_read),
        TEST(what_has_no_end_is_a_limit),
        TEST(piece_by_piece_is_as_the_whole),
        TEST(block_borders_make_no_difference),
        TEST(file_cut_anywhere_is_a_fault_after_the_whole_units),
        TEST(damaged_file_is_read_or_refused),
        TEST(taker_ends_the_reading),
        TEST(fault_of_the_bytes_is_passed_on),
        TEST(format_is_known_by_the_ending),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
