#include "runner.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define GUILD(name)                                                                            \
    "{\"id\":\"x/guild\",\"category\":\"agency\",\"terms\":[{\"lang\":\"en\",\"text\":\"" name \
    "\",\"status\":\"preferred\"}]}"

/* In order: each stands on what those before it wrote. */
static const struct run_case cases[] = {
    {"get",
     {"get", "x/mofcom"},
     .out = "x/mofcom, agency\n  kind      ministry\n|LANGUAGE|NAME|zh-Hans|商务部|generation 1\n"},
    {"get with relations", {"get", "x/cnta"}, .out = "  to        2018-03-17\n|  replaced-by x/mct, from 2018-03-17"},
    {"get several",
     {"get", "x/mct", "x/no", "x/mofcom"},
     .status = 3,
     .out = "x/mct, agency|\n\nx/mofcom, agency",
     .err = "x/no"},
    {"get from stdin", {"get"}, .input = "x/mct\n", .out = "x/mct, agency"},
    {"get nothing there", {"get", "--json", "x/no"}, .status = 3, .err = "x/no"},
    {"put", {"put", GUILD("Guild of Letters")}, .out = "written x/guild, generation 2\n"},
    {"what was put is found", {"lookup", "Guild of Letters"}, .out = "x/guild"},
    {"put from stdin", {"put"}, .input = GUILD("Guild of Scribes"), .out = "written x/guild, generation 3\n"},
    {"put from a file", {"put", "--json", "--file", "guild.json"}, .out = "{\"generation\":4}"},
    {"put based on an old one", {"put", "--generation", "2", GUILD("Guild")}, .status = 1, .err = "zhengming: "},
    {"put what get gave, which is old",
     {"put", "{\"generation\":2,\"concept\":" GUILD("Guild") "}"},
     .status = 1,
     .err = "zhengming: "},
    {"put what get gave",
     {"put", "{\"generation\":4,\"concept\":" GUILD("Guild of Pens") "}"},
     .out = "written x/guild, generation 5"},
    {"put two in one text",
     {"put"},
     .input = GUILD("Guild A") "\n" GUILD("Guild B") "\n",
     .out = "generation 6\n|generation 7\n"},
    {"put what is not JSON", {"put", "{\"id\":"}, .status = 2, .err = "argument:1: not JSON: "},
    {"put what is not JSON, in a file", {"put", "--file", "bad.json"}, .status = 2, .err = "bad.json:3: not JSON: "},
    {"put nothing", {"put"}, .input = "", .status = 2, .err = "standard input:1: not JSON"},
    {"put duplicate keys", {"put", "{\"id\":\"x/a\",\"id\":\"x/b\"}"}, .status = 2, .err = "not JSON: duplicate"},
    {"put no concept", {"put", "{\"id\":\"x/guild\"}"}, .status = 2, .err = "zhengming: "},
    {"put an array", {"put", "[]"}, .status = 2, .err = "zhengming: "},
    {"put a bad date",
     {"put", "{\"id\":\"x/"
             "g\",\"category\":\"agency\",\"terms\":[{\"lang\":\"en\",\"text\":\"G\",\"status\":\"preferred\",\"from\":"
             "\"soon\"}]}"},
     .status = 2,
     .err = "soon"},
    {"history",
     {"history", "x/guild"},
     .out = "generation 7, 2|put\n    - terms: en Guild A preferred|    + terms: en Guild B preferred|generation 2, "},
    {"history, a few", {"history", "--limit", "1", "x/guild"}, .out = "generation 7, 2|put\n"},
    {"history in JSON", {"history", "--json", "x/guild"}, .out = "{\"changes\":[{\"generation\":7,"},
    {"history of nothing there", {"history", "x/no"}, .status = 3, .err = "x/no"},
    {"delete based on an old one", {"delete", "--generation", "2", "x/guild"}, .status = 1, .err = "zhengming: "},
    {"delete", {"delete", "x/guild"}, .out = "deleted x/guild, generation 8\n"},
    {"delete again", {"delete", "x/guild"}, .status = 3, .err = "x/guild"},
    {"the deletion is in its history", {"history", "x/guild"}, .out = "generation 8, 2|delete\n"},
    {"all is sound", {"verify"}, .out = "sound: 7 concepts, |generation 8\n"},
};

static int fixtures(void **state)
{
    if (glossary_enter(state) != 0)
        return -1;
    write_file("guild.json", STR(GUILD("Guild of Ink")));
    write_file("bad.json", STR("{\n\"id\": \"x/guild\",\n\"category\" agency}\n"));
    return 0;
}

static void concepts_are_read_and_written(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        check_case(&cases[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(concepts_are_read_and_written)};
    return cmocka_run_group_tests(tests, fixtures, folder_leave);
}
