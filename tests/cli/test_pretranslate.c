#include "runner.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define SAMPLE SOURCE_DIR "/docs/sample-memory.tmx"
#define SEGMENTS SOURCE_DIR "/docs/sample-segments.txt"
#define HERE "ipc://pretranslate.sock"
#define PAIR "pretranslate", "--from", "en", "--to", "zh"

static const char table[] =
    "The Ministry of Commerce held a press conference on 16 May.\t商务部于5月16日举行新闻发布会。\t100\texact\n"
    "The two sides signed 15 cooperation agreements.\t双方签署了15项合作协议。\t97.87\tadapted\n"
    "The delegation visited the Department of Commerce of Hubei Province.\t代表团访问了湖南省商务厅。\t95.58\tfuzzy\n"
    "The proposal was put to the vote.\t\t\tnone\n"
    "It was welcomed by the Director-General.\t总干事对此表示欢迎。\t100\tcontext\n"
    "Lunch is served on the second floor.\t\t\tnone\n";
static const char summary[] =
    "in context          1\nexact               1\n95-99               2\n85-94               0\n"
    "75-84               0\n70-74               0\nnone                2\n"
    "segments            6, 1 with numbers adapted\n";

static const struct run_case cases[] = {
    {"import", {"memory", "import", SAMPLE}, .out = "6 added"},
    {"lines", {PAIR, SEGMENTS}, .status = 3, .out = table, .err = summary},
    {"a higher bar",
     {PAIR, "--min-score", "96", SEGMENTS},
     .status = 3,
     .out = "Hubei Province.\t\t\tnone\n",
     .err = "exact               1\n96-99               1\nnone                3\n"},
    {"a lower one",
     {PAIR, "--min-score", "50", "-"},
     .input = "Two sides signed 3 agreements.\n",
     .out = "\tfuzzy\n",
     .err = "50-74               1\nnone                0\n"},
    {"empty lines, other line ends, a byte order mark",
     {PAIR, "-"},
     .input = "\xEF\xBB\xBFThe proposal was put to the vote.\r\n\r\nIt was welcomed by the Director-General.\r\n \n",
     .status = 3,
     .out = "The proposal was put to the vote.\t\t\tnone\n\t\t\t\nIt was welcomed by the "
            "Director-General.\t总干事对此表示欢迎。\t100\tcontext\n\t\t\t\n",
     .err = "in context          1\n|segments            2\n"},
    {"nothing", {PAIR, "-"}, .err = "segments            0\n"},
    {"JSON",
     {"--json", PAIR, SEGMENTS},
     .status = 3,
     .out = "{\"segment\":\"The Ministry of Commerce|\"matches\":[{\"score\":100,|\"names\":[|\n{\"segment\":\"The two "
            "sides|\"score\":97.87,\"kind\":\"fuzzy\"|\"adapted\":{\"target\":|\n{\"segment\":\"Lunch|\"matches\":[],",
     .err = "segments            6"},
    {"JSON of an empty line",
     {"--json", PAIR, "-"},
     .input = "\n",
     .out = "{\"segment\":\"\",\"matches\":[],\"names\":[]}\n",
     .err = "segments            0"},
    {"units of TMX, with their own context",
     {"pretranslate", "--from", "en", "--to", "zh-Hans", SAMPLE},
     .out = "welcomed by the Director-General.\t厅长接待了代表团。\t100\tcontext\nIt was welcomed by the "
            "Director-General.\t总干事对此表示欢迎。\t100\tcontext\nPress \xEF\xBF\xBCSave",
     .err = "in context          2\nexact               4\n"},
    {"units of a table",
     {"pretranslate", "--from", "zh", "--to", "en", "--format", "tsv", "-"},
     .input = "en\tzh-CN\nx\t厅长接待了代表团。\ny\t双方签署了13项合作协议。\nz\t\n",
     .status = 3,
     .out = "厅长接待了代表团。\tIt was welcomed by the Director-General.\t100\texact\n"
            "双方签署了13项合作协议。\tThe two sides signed 13 cooperation agreements.\t|\tadapted\n",
     .err = "standard input:4:1: |segments            2"},
    {"to a file", {PAIR, "--out", "out.tsv", SEGMENTS}, .status = 3, .err = "segments            6"},
    {"only of a domain",
     {PAIR, "--domain", "trade", "-"},
     .input = "It was welcomed by the Director-General.\n",
     .status = 3,
     .out = "\tnone\n",
     .err = "none                1\n"},
    {"no languages", {"pretranslate", "--from", "en", SEGMENTS}, .status = 2, .err = "--from and --to are needed"},
    {"no such language", {"pretranslate", "--from", "en", "--to", "-", SEGMENTS}, .status = 2, .err = "line 1: "},
    {"no file", {PAIR, "nowhere.txt"}, .status = 2, .err = "can't read nowhere.txt"},
    {"faulty UTF-8", {PAIR, "-"}, .input = "One.\n\xFFTwo.\n", .status = 2, .err = "standard input:2: "},
    {"a file cut in the middle", {PAIR, "cut.tmx"}, .status = 2, .err = "cut.tmx:2:"},
    {"a line too long", {PAIR, "long.txt"}, .status = 2, .err = "long.txt:2: a line of more than 65536 bytes"},
};

static void check_cases(const char *connect)
{
    for (size_t i = connect ? 1 : 0; i < sizeof cases / sizeof *cases; i++) {
        struct run_case c = cases[i];
        if (connect) {
            memmove(c.arguments + 2, c.arguments, sizeof c.arguments - 2 * sizeof *c.arguments);
            c.arguments[0] = "--connect";
            c.arguments[1] = connect;
        }
        check_case(&c);
    }
    struct buf out = {0};
    read_file("out.tsv", &out);
    assert_string_equal(out.data, table);
    buf_free(&out);
}

static void write_long_lines(void)
{
    struct buf b = {0};
    buf_append_text(&b, "Short.\n");
    for (int i = 0; i < 70000; i++)
        buf_append_char(&b, 'x');
    write_file("long.txt", buf_str(&b));
    buf_free(&b);
}

static void pretranslate_gives_a_line_for_each_segment(void **state)
{
    (void)state;
    write_file("cut.tmx", STR("<tmx version=\"1.4\"><header srclang=\"en\"/><body>\n<tu><tuv xml:lang=\"en\"><seg>x"));
    write_long_lines();
    check_cases(NULL);
    struct talk t = talk_start(ARGUMENTS("serve", "--bind", HERE));
    assert_non_null(talk_hear(&t));
    check_cases(HERE);
    assert_int_equal(kill(t.pid, SIGTERM), 0);
    assert_int_equal(talk_end(&t), 0);
}

/* More than go into one request: the neighbours are those of the file all the same. */
static void pretranslate_keeps_the_context_between_requests(void **state)
{
    enum { LINES = 350 };
    struct buf units = {0}, lines = {0}, want = {0};
    (void)state;
    buf_append_text(&units, "<tmx version=\"1.4\"><header srclang=\"en\"/><body>\n");
    for (int i = 0; i < LINES; i++) {
        buf_printf(&lines, i % 2 ? "Number %d.\n" : "Yes.\n", i);
        buf_printf(&want, i % 2 ? "Number %d.\t\t\tnone\n" : "Yes.\t对%d\t100\tcontext\n", i);
        if (i % 2 == 0)
            buf_printf(&units,
                       "<tu><tuv xml:lang=\"en\"><prop type=\"x-context-pre\">Number %d.</prop><prop "
                       "type=\"x-context-post\">Number %d.</prop><seg>Yes.</seg></tuv><tuv "
                       "xml:lang=\"zh\"><seg>对%d</seg></tuv></tu>\n",
                       i - 1, i + 1, i);
    }
    buf_append_text(&units, "</body></tmx>\n");
    write_file("units.tmx", buf_str(&units));
    write_file("lines.txt", buf_str(&lines));
    struct ran r = run(ARGUMENTS("--db", "context", "memory", "import", "units.tmx"), (struct str){0});
    assert_int_equal(r.status, 0);
    ran_clear(&r);
    r = run(ARGUMENTS("--db", "context", PAIR, "--min-score", "100", "lines.txt"), (struct str){0});
    assert_non_null(buf_text(&want));
    assert_string_equal(r.out.data, want.data);
    ran_clear(&r);
    buf_free(&units);
    buf_free(&lines);
    buf_free(&want);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(pretranslate_gives_a_line_for_each_segment, talk_stop),
        cmocka_unit_test(pretranslate_keeps_the_context_between_requests),
    };
    return cmocka_run_group_tests(tests, folder_enter, folder_leave);
}
