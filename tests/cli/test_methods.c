#include "runner.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct run_case lookups[] = {
    {"exact",
     {"lookup", "商务部"},
     .out = "MATCH|ENGLISH|CHINESE|CATEGORY|exact|Ministry of Commerce|商务部|agency|x/mofcom"},
    {"spelt wrong", {"lookup", "ministry of comerce"}, .out = "fuzzy|Ministry of Commerce"},
    {"pinyin", {"lookup", "--match", "pinyin", "shangwubu"}, .out = "pinyin|商务部"},
    {"narrowed",
     {"lookup", "--category", "initiative", "--lang", "en", "belt and road"},
     .out = "Belt and Road Initiative"},
    {"several", {"lookup", "商务部", "MOFCOM"}, .out = "==> 商务部 <==|\n\n==> MOFCOM <==\n|admitted"},
    {"from stdin", {"lookup"}, .input = "商务部\n\nMOFCOM\n", .out = "==> 商务部 <==|==> MOFCOM <=="},
    {"from stdin by -", {"lookup", "MOFCOM", "-"}, .input = "商务部", .out = "==> MOFCOM <==|==> 商务部 <=="},
    {"from files", {"lookup", "--file", "names", "--file", "more"}, .out = "==> 商务部|==> MOFCOM|==> 文化和旅游部"},
    {"JSON, a line a query",
     {"--json", "lookup", "商务部", "MOFCOM"},
     .out = "{\"matches\":[{|x/mofcom|}\n{\"matches\":[{"},
    {"--json after the command", {"lookup", "--json", "商务部"}, .out = "{\"matches\":"},
    {"nothing", {"lookup", "qqqqqqqq"}, .status = 3, .err = "nothing found for \"qqqqqqqq\""},
    {"nothing, in JSON", {"lookup", "--json", "qqqqqqqq"}, .status = 3, .out = "{\"matches\":[]"},
    {"one of two",
     {"lookup", "qqqqqqqq", "商务部"},
     .status = 3,
     .out = "Ministry of Commerce",
     .err = "nothing found"},
    {"begins with a dash", {"lookup", "--", "--nope"}, .status = 3, .err = "nothing found for \"--nope\""},
    {"unknown kind of match", {"lookup", "--match", "wild", "x"}, .status = 2, .err = "zhengming: "},
    {"bad date", {"lookup", "--as-of", "2018-02-30", "x"}, .status = 2, .err = "2018-02-30"},
    {"unknown category", {"lookup", "--category", "fish", "x"}, .status = 2, .err = "fish"},
    {"no such file",
     {"lookup", "--file", "missing"},
     .status = 2,
     .err = "can't read missing: No such file or directory"},
    {"a folder", {"lookup", "--file", "."}, .status = 1, .err = ".:1: can't read: Is a directory"},
    {"invalid UTF-8", {"lookup", "\xff\xfe"}, .status = 2, .err = "argument 1: "},
    {"invalid UTF-8 in a file", {"lookup", "--file", "latin1"}, .status = 2, .out = "商务部", .err = "latin1:2: "},
    {"suggestions", {"suggest", "国家"}, .out = "China National Tourism Administration|国家旅游局"},
    {"suggestions by pinyin", {"suggest", "swb"}, .out = "商务部"},
    {"no suggestion", {"suggest", "qqqq"}, .status = 3, .err = "nothing found"},
    {"suggestions in JSON", {"suggest", "--json", "--limit", "1", "国家"}, .out = "{\"suggestions\":[{"},
};

static const struct run_case names[] = {
    {"preferred",
     {"normalise", "商务部"},
     .out = "NAME|VERDICT|CATEGORY|ENGLISH|CHINESE|商务部|preferred|agency|Ministry of Commerce"},
    {"deprecated", {"normalise", "One Belt One Road"}, .out = "deprecated|initiative|Belt and Road Initiative"},
    {"superseded", {"normalise", "中国扶贫基金会"}, .out = "superseded|China Foundation for Rural Development"},
    {"as of a date",
     {"normalise", "--as-of", "2019-05", "中国扶贫基金会"},
     .out = "preferred|China Foundation for Poverty Alleviation"},
    {"replaced",
     {"normalise", "国家旅游局"},
     .out = "国家旅游局|    now: Ministry of Culture and Tourism 文化和旅游部 (x/mct), since 2018-03-17"},
    {"ambiguous",
     {"normalise", "Bureau of Rivers"},
     .status = 3,
     .out = "ambiguous|one of: |东河局|(x/rivers-east)|one of: |(x/rivers-west)"},
    {"unknown", {"normalise", "qqqqqqqq"}, .status = 3, .out = "qqqqqqqq|unknown"},
    {"why", {"normalise", "--why", "国家旅游局"}, .out = "国家旅游局|    match: "},
    {"from stdin with a byte order mark and CRLF",
     {"normalise"},
     .input = "\xEF\xBB\xBF商务部\r\nMOFCOM\r\n",
     .out = "商务部|preferred|MOFCOM|admitted"},
    {"JSON, one request",
     {"normalise", "--json", "商务部", "MOFCOM"},
     .out = "{\"results\":[{\"input\":\"商务部\"|MOFCOM|\"generation\":1}\n"},
    {"JSON, ambiguous", {"normalise", "--json", "Bureau of Rivers"}, .status = 3, .out = "\"verdict\":\"ambiguous\""},
    {"no names", {"normalise"}, .input = ""},
    {"a name with NUL", {"normalise", "--file", "nul"}, .status = 2, .err = "nul:1: a NUL at byte 1"},
    {"an empty name", {"normalise", ""}, .status = 2, .err = "zhengming: "},
    {"unknown style is no fault", {"normalise", "--style", "guild", "商务部"}, .out = "preferred"},
    {"language that is none", {"normalise", "--lang", "e n", "x"}, .status = 2, .err = "zhengming: "},
};

static const struct run_case texts[] = {
    {"a text",
     {"annotate", "商务部与文化和旅游部"},
     .out = "MENTION|CATEGORY|VERDICT|ENGLISH|CHINESE|商务部|agency|preferred|Ministry of Commerce|文化和旅游部"},
    {"the whole of stdin", {"annotate"}, .input = "The Ministry of\nCommerce met", .out = "Ministry of Commerce"},
    {"files",
     {"annotate", "--file", "names", "--file", "more"},
     .out = "==> names <==|商务部|==> more <==|文化和旅游部"},
    {"nothing in it", {"annotate", "qqq"}, .err = "no names in this text"},
    {"JSON",
     {"annotate", "--json", "商务部与MOFCOM"},
     .out = "{\"mentions\":[{\"start\":0,\"end\":3,\"text\":\"商务部\"|\"start\":4,\"end\":10"},
    {"JSON, an empty text", {"annotate", "--json"}, .out = "{\"mentions\":[]"},
    {"no such file", {"annotate", "--file", "missing"}, .status = 2, .err = "can't read missing"},
    {"NUL", {"annotate", "--file", "nul"}, .status = 2, .err = "nul: a NUL at byte 1"},
    {"invalid UTF-8", {"annotate", "--file", "latin1"}, .status = 2, .err = "latin1: "},
};

static const struct run_case others[] = {
    {"stats", {"stats"}, .out = "concepts|7\n|generation"},
    {"stats in JSON", {"stats", "--json"}, .out = "\"concepts\":7"},
    {"call", {"call", "service.info"}, .out = "{\n  \"name\": \"zhengming\""},
    {"call in JSON", {"--json", "call", "service.info"}, .out = "{\"name\":\"zhengming\""},
    {"call with parameters",
     {"call", "term.normalise", "{\"names\": [\"MOFCOM\"]}"},
     .out = "\"verdict\": \"admitted\""},
    {"call with parameters from stdin",
     {"call", "term.get", "-"},
     .input = "{\"concept\": \"x/mct\"}",
     .out = "文化和旅游部"},
    {"call of no method", {"call", "term.nope"}, .status = 2, .err = "term.nope"},
    {"call with an unknown parameter", {"call", "service.info", "{\"x\":1}"}, .status = 2, .err = "'x'"},
    {"call with bad JSON", {"call", "service.info", "{"}, .status = 2, .err = "argument:1: not JSON"},
    {"call of nothing there", {"call", "term.get", "{\"concept\": \"x/no\"}"}, .status = 3, .err = "x/no"},
};

static int fixtures(void **state)
{
    if (glossary_enter(state) != 0)
        return -1;
    write_file("names", STR("商务部\nMOFCOM\n"));
    write_file("more", STR("文化和旅游部"));
    write_file("nul", STR("a\0b"));
    write_file("latin1", STR("商务部\ncaf\xe9\n"));
    return 0;
}

#define CHECK_ALL(cases)                                          \
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases)[0]; i++) \
    check_case(&(cases)[i])

static void lookup_and_suggest_answer(void **state)
{
    (void)state;
    CHECK_ALL(lookups);
}

static void normalise_answers(void **state)
{
    (void)state;
    CHECK_ALL(names);
}

static void annotate_answers(void **state)
{
    (void)state;
    CHECK_ALL(texts);
}

static void stats_and_call_answer(void **state)
{
    (void)state;
    CHECK_ALL(others);
}

/* More names than one request may hold: as many requests as it takes, in order. */
static void normalise_many_names_takes_several_requests(void **state)
{
    (void)state;
    struct buf input = {0};
    for (int i = 0; i < 2500; i++)
        buf_append_text(&input, "MOFCOM\n");
    struct ran r = run(ARGUMENTS("normalise", "--json"), buf_str(&input));
    size_t lines = 0, results = 0;
    for (const char *p = r.out.data; (p = strchr(p, '\n')); p++)
        lines++;
    for (const char *p = r.out.data; (p = strstr(p, "\"input\"")); p++)
        results++;
    assert_int_equal(r.status, 0);
    assert_int_equal(lines, 3);
    assert_int_equal(results, 2500);
    ran_clear(&r);
    buf_free(&input);
}

static void name_of_a_megabyte_is_refused_with_its_line(void **state)
{
    (void)state;
    struct buf input = {0};
    buf_append_text(&input, "MOFCOM\n");
    for (int i = 0; i < 1 << 20; i++)
        buf_append_char(&input, 'a');
    struct ran r = run(ARGUMENTS("normalise"), buf_str(&input));
    assert_int_equal(r.status, 2);
    check_pieces("1 MB", "stderr", &r.err, "standard input:2: a line of more than 4096 bytes");
    ran_clear(&r);
    buf_free(&input);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lookup_and_suggest_answer),
        cmocka_unit_test(normalise_answers),
        cmocka_unit_test(annotate_answers),
        cmocka_unit_test(stats_and_call_answer),
        cmocka_unit_test(normalise_many_names_takes_several_requests),
        cmocka_unit_test(name_of_a_megabyte_is_refused_with_its_line),
    };
    return cmocka_run_group_tests(tests, fixtures, folder_leave);
}
