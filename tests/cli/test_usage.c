#include "runner.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct run_case cases[] = {
    {"version", {"--version"}, .out = "zhengming "},
    {"help", {"--help"}, .out = "usage: zhengming|commands:|load|lookup|--connect ENDPOINT|Exit status"},
    {"help as a command", {"help"}, .out = "usage: zhengming"},
    {"help of a command", {"help", "normalise"}, .out = "usage: zhengming normalise|--as-of DATE|examples:"},
    {"--help of a command", {"load", "--help"}, .out = "usage: zhengming load|--prune|examples:"},
    {"--help before a command", {"--help", "verify"}, .out = "usage: zhengming verify"},
    {"help needs no database", {"--db", "/nonexistent", "help", "get"}, .out = "usage: zhengming get"},
    {"help of an unknown command", {"help", "xyz"}, .status = 2, .err = "unknown command \"xyz\""},
    {"no command", {NULL}, .status = 2, .err = "zhengming: a command is missing; see zhengming --help"},
    {"unknown command", {"lokup", "x"}, .status = 2, .err = "unknown command \"lokup\""},
    {"unknown option",
     {"lookup", "--nope", "x"},
     .status = 2,
     .err = "lookup: unknown option --nope; see zhengming lookup --help"},
    {"unknown option before the command", {"--nope"}, .status = 2, .err = "unknown option --nope"},
    {"unknown letter", {"lookup", "-x"}, .status = 2, .err = "unknown option -x"},
    {"option of another command", {"lookup", "--prune", "x"}, .status = 2, .err = "unknown option --prune"},
    {"option without its value", {"lookup", "x", "--lang"}, .status = 2, .err = "--lang needs a value"},
    {"switch with a value", {"--json=yes", "stats"}, .status = 2, .err = "--json takes no value"},
    {"number that is none",
     {"lookup", "--limit", "ten", "x"},
     .status = 2,
     .err = "--limit takes a number, not \"ten\""},
    {"negative number", {"lookup", "--limit", "-1", "x"}, .status = 2, .err = "--limit takes a number"},
    {"number too large",
     {"lookup", "--limit", "99999999999999999999", "x"},
     .status = 2,
     .err = "--limit takes a number"},
    {"one argument too many", {"stats", "x"}, .status = 2, .err = "\"x\" is one argument too many"},
    {"argument missing", {"load"}, .status = 2, .err = "it takes DIR-or-FILE..."},
    {"database and service",
     {"--db", "db", "--connect", "ipc://x", "stats"},
     .status = 2,
     .err = "either --db or --connect"},
    {"load from a service",
     {"--connect", "ipc://x", "load", "x"},
     .status = 2,
     .err = "works here, not through a service"},
    {"verify of a service",
     {"--connect", "ipc://x", "verify"},
     .status = 2,
     .err = "works here, not through a service"},
    {"backup of a service",
     {"--connect", "ipc://x", "backup", "x"},
     .status = 2,
     .err = "works here, not through a service"},
    {"serve from a service",
     {"--connect", "ipc://x", "serve"},
     .status = 2,
     .err = "works here, not through a service"},
    {"endpoint that is none", {"--connect", "nonsense", "stats"}, .status = 2, .err = "nonsense"},
    {"database without a name", {"--db", "", "stats"}, .status = 2, .err = "--db names no folder"},
    {"no database", {"lookup", "x"}, .status = 1, .err = "no database in db; make one with `zhengming load`"},
    {"no database for serve", {"serve"}, .status = 1, .err = "zhengming load"},
    {"no database for rpc", {"rpc"}, .status = 1, .err = "zhengming load"},
    {"no database for verify", {"--db", "elsewhere", "verify"}, .status = 1, .err = "no database in elsewhere"},
};

static void program_bad_or_general_usage_is_answered(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        check_case(&cases[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(program_bad_or_general_usage_is_answered)};
    return cmocka_run_group_tests(tests, folder_enter, folder_leave);
}
