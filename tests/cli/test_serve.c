#include "runner.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define HERE "ipc://service.sock"
static const char guild[] =
    "{\"id\":\"x/guild\",\"category\":\"agency\",\"terms\":[{\"lang\":\"en\",\"text\":\"Guild\",\"status\":"
    "\"preferred\"}]}";
#define INFO "\"jsonrpc\":\"2.0\",\"method\":\"service.info\""
static const char notices[] = "{" INFO "}\n[{" INFO "}]\nnot JSON\n{\"id\":1," INFO "}\n";

static const struct run_case cases[] = {
    {"lookup", {"--connect", HERE, "lookup", "商务部"}, .out = "Ministry of Commerce"},
    {"nothing found", {"--connect", HERE, "lookup", "qqqqqqqq"}, .status = 3, .err = "nothing found"},
    {"normalise", {"normalise", "--connect", HERE, "--json", "MOFCOM"}, .out = "{\"results\":[{"},
    {"annotate", {"--connect", HERE, "annotate"}, .input = "商务部", .out = "Ministry of Commerce"},
    {"suggest", {"--connect", HERE, "suggest", "国家"}, .out = "国家旅游局"},
    {"put", {"--connect", HERE, "put", guild}, .out = "written x/guild, generation 2"},
    {"put in conflict", {"--connect", HERE, "put", "--generation", "1", guild}, .status = 1, .err = "x/guild"},
    {"get", {"--connect", HERE, "get", "x/guild"}, .out = "x/guild, agency"},
    {"the database beside it", {"get", "x/guild"}, .out = "x/guild, agency"},
    {"history", {"--connect", HERE, "history", "x/guild"}, .out = "generation 2"},
    {"delete", {"--connect", HERE, "delete", "x/guild"}, .out = "deleted x/guild"},
    {"get nothing", {"--connect", HERE, "get", "x/guild"}, .status = 3, .err = "x/guild"},
    {"stats", {"--connect", HERE, "stats"}, .out = "concepts|seconds up|METHOD|term.lookup"},
    {"call", {"--connect", HERE, "call", "service.info"}, .out = "\"zhengming\""},
    {"bad date", {"--connect", HERE, "lookup", "--as-of", "soon", "x"}, .status = 2, .err = "soon"},
    {"rpc, notifications too",
     {"--connect", HERE, "rpc"},
     .input = notices,
     .out = "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\"|}}\n{\"jsonrpc\":\"2.0\",\"id\":1,\"result\""},
    {"a second service", {"serve", "--bind", "ipc://other.sock"}, .status = 1, .err = "zhengming: "},
    {"an address that is not loopback", {"serve", "--bind", "tcp://0.0.0.0:0"}, .status = 1, .err = "0.0.0.0"},
    {"load beside it", {"load", GLOSSARY("changed")}, .out = "1 added, 1 changed"},
    {"the service sees what was loaded", {"--connect", HERE, "normalise", "Guild of Letters"}, .out = "preferred"},
};

static void service_answers_the_same_commands(void **state)
{
    (void)state;
    struct talk t = talk_start(ARGUMENTS("serve", "--bind", HERE, "--bind", "tcp://127.0.0.1:0", "--publish",
                                         "ipc://news.sock", "--workers", "2", "--queue", "100"));
    const char *line = talk_hear(&t);
    assert_non_null(line);
    assert_string_equal(line, "listening on " HERE);
    line = talk_hear(&t);
    assert_non_null(line);
    assert_non_null(strstr(line, "listening on tcp://127.0.0.1:"));
    assert_null(strstr(line, ":0\n"));
    line = talk_hear(&t);
    assert_non_null(line);
    assert_string_equal(line, "publishing on ipc://news.sock");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        check_case(&cases[i]);
    assert_int_equal(kill(t.pid, SIGTERM), 0);
    assert_int_equal(talk_end(&t), 0);
}

static void service_ends_at_an_interrupt(void **state)
{
    (void)state;
    struct talk t = talk_start(ARGUMENTS("serve", "--bind", HERE));
    assert_non_null(talk_hear(&t));
    assert_int_equal(kill(t.pid, SIGINT), 0);
    assert_int_equal(talk_end(&t), 0);
}

static void service_that_is_not_there_is_a_fault(void **state)
{
    (void)state;
    static const struct run_case all[] = {
        {"lookup", {"--connect", "ipc://nobody", "--timeout", "50", "lookup", "x"}, .status = 1, .err = "ipc://nobody"},
        {"rpc",
         {"--connect", "ipc://nobody", "--timeout", "50", "rpc"},
         .input = "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"x\"}\n",
         .out = "\"id\":7,\"error\":{|ipc://nobody"},
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        check_case(&all[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(service_answers_the_same_commands, talk_stop),
        cmocka_unit_test_teardown(service_ends_at_an_interrupt, talk_stop),
        cmocka_unit_test(service_that_is_not_there_is_a_fault),
    };
    return cmocka_run_group_tests(tests, glossary_enter, folder_leave);
}
