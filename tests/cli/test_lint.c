/* `lint`, and `stats --glossary`, as those run them who write a glossary. */
#include "runner.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/stat.h>

#include <cmocka.h>

#define HEADER "id\tfield\ttext\tstatus\ttype\tfrom\tto\tsource\tstyle\tnote\n"
#define GUILD "x/a\t@concept\tagency\nx/a\tzh-Hans\t甲会\tpreferred\t\t\t\tW\nx/a\ten\tGuild A\tpreferred\t\t\t\tW\n"
#define PAGE                                                                                                    \
    "1 concepts, 2 terms, in 1 files; 0.0 % of the terms are `unchecked`, 1 concepts have a term that is not. " \
    "The grammar has 0 rules and 0 words.\n"

/* In order: `sound` is written to by the last of them. */
static const struct run_case lints[] = {
    {"sound",
     {"lint", "sound"},
     .out =
         "CATEGORY|agency |all |1 file, 1 concepts, 2 terms, 0.0 % unchecked, 0 names that several share, 0 faults\n"},
    {"faults",
     {"lint", "faulty"},
     .status = 1,
     .out = "faulty/a.tsv:5: @parent: no concept has the id x/z\n|faulty/a.tsv:6: the source NO is not in the "
            "README's table of sources\nCATEGORY|2 faults\n"},
    {"codes are known by the folder's README alone", {"lint", "faulty/a.tsv"}, .status = 1, .out = ", 1 fault\n"},
    {"two folders", {"lint", "sound", "more"}, .out = "2 files, 2 concepts, 4 terms"},
    {"JSON",
     {"--json", "lint", "faulty"},
     .status = 1,
     .out = "{\"files\":1,\"concepts\":1,\"terms\":3,\"unchecked_percent\":0.0,\"shared\":0,\"coverage\":{\"agency\":{"
            "\"concepts\":1,|\"unchecked_percent\":0.0}},\"faults\":[{\"file\":\"faulty/a.tsv\",\"line\":5,\"message\":"
            "\"@parent: no concept has the id x/z\"},|]}\n"},
    {"too many unchecked",
     {"lint", "--max-unchecked", "10", "draft.tsv"},
     .status = 1,
     .out = "glossary: 50.0 % of the terms are unchecked, at most 10 % are allowed\nCATEGORY"},
    {"as many as are allowed", {"lint", "--max-unchecked", "50", "draft.tsv"}, .out = ", 0 faults\n"},
    {"the whole in JSON",
     {"--json", "lint", "draft.tsv"},
     .status = 1,
     .out = "\"faults\":[{\"file\":null,\"line\":0,\"message\":\"50.0 % of"},
    {"files that are refused, and others",
     {"lint", "refused"},
     .status = 1,
     .out = "refused/a.tsv:3: unknown status 'prefered'|refused/b.tsv:2: |refused/c.tsv:4: two spaces together in "
            "'Guild  C'\nCATEGORY|3 files, 1 concepts, 2 terms|, 3 faults\n"},
    {"an id in two files",
     {"lint", "sound", "sound/a.tsv"},
     .status = 1,
     .out = "sound/a.tsv:3: id x/a was used before, at sound/a.tsv:3\n|, 1 fault\n"},
    {"no such path", {"lint", "missing"}, .status = 2, .err = "missing: No such file"},
    {"a folder without files", {"lint", "empty"}, .status = 2, .err = "empty: no *.tsv file"},
    {"nothing", {"lint"}, .status = 2, .err = "lint: it takes DIR-or-FILE..."},
    {"of a service", {"--connect", "ipc://x", "lint", "sound"}, .status = 2, .err = "leave --connect away"},
};

static const struct run_case pages[] = {
    {"a page", {"stats", "--glossary", "sound"}, .out = PAGE "\n| category || `a.tsv` | 1 | 2 | 0.0 % | guilds |\n"},
    {"the same by another path", {"stats", "--glossary", "./sound/"}, .out = PAGE "|`a.tsv`"},
    {"without its lines",
     {"stats", "--glossary", "more", "--write"},
     .status = 2,
     .err = "more/README.md: no lines '<!-- made by zhengming stats -->' and, below it, '<!-- end -->'"},
    {"without a README", {"stats", "--glossary", "refused", "--write"}, .status = 2, .err = "refused/a.tsv:3: "},
    {"into no README", {"stats", "--glossary", "bare", "--write"}, .status = 2, .err = "can't read bare/README.md"},
    {"into the README", {"stats", "--glossary", "sound", "--write"}},
    {"no folder", {"stats", "--write"}, .status = 2, .err = "stats: --write needs --glossary"},
    {"of a service",
     {"--connect", "ipc://x", "stats", "--glossary", "sound"},
     .status = 2,
     .err = "--glossary reads files; leave --connect away"},
    {"no such folder", {"stats", "--glossary", "missing"}, .status = 2, .err = "missing: No such file"},
};

static void write_sources(const char *path, const char *more)
{
    struct buf text = {0};
    buf_append_text(&text, "# Names\n## Sources\n| code | what |\n|---|---|\n| W | the web |\n## What is there\n");
    buf_append_text(&text, more);
    write_file(path, buf_str(&text));
    buf_free(&text);
}

static int fixtures(void **state)
{
    static const char *const folders[] = {"sound", "faulty", "more", "refused", "empty", "bare"};
    if (folder_enter(state) != 0)
        return -1;
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
        if (mkdir(folders[i], 0755) != 0)
            return -1;
    write_file("sound/a.tsv", STR("# a.tsv: guilds\n" HEADER GUILD));
    write_sources("sound/README.md", "<!-- made by zhengming stats -->\nold\n<!-- end -->\nthe rest\n");
    write_file("faulty/a.tsv", STR(HEADER GUILD "x/a\t@parent\tx/z\nx/a\ten\tLetters\tadmitted\t\t\t\tNO\n"));
    write_sources("faulty/README.md", "");
    write_file("more/b.tsv", STR(HEADER "x/b\t@concept\ttitle\nx/b\tzh-Hans\t乙长\tpreferred\t\t\t\tW\n"
                                        "x/b\ten\tMaster B\tpreferred\t\t\t\tW\n"));
    write_sources("more/README.md", "");
    write_file("draft.tsv", STR(HEADER "x/b\t@concept\ttitle\nx/b\tzh-Hans\t乙长\tpreferred\t\t\t\tunchecked\n"
                                       "x/b\ten\tMaster B\tpreferred\t\t\t\tW\n"));
    write_file("refused/a.tsv", STR(HEADER "x/a\t@concept\tagency\nx/a\ten\tA\tprefered\t\t\t\tW\n"));
    write_file("refused/b.tsv", STR(HEADER "x/b\t@concept\n"));
    write_file("refused/c.tsv", STR(HEADER "x/c\t@concept\tagency\nx/c\tzh-Hans\t丙会\tpreferred\t\t\t\tW\n"
                                           "x/c\ten\tGuild  C\tpreferred\t\t\t\tW\nx/c\t@parent\tx/a\n"));
    write_file("bare/a.tsv", STR(HEADER GUILD));
    return 0;
}

static void lint_finds_the_faults_of_files(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof lints / sizeof lints[0]; i++)
        check_case(&lints[i]);
}

static void stats_of_a_glossary_is_a_page(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++)
        check_case(&pages[i]);
}

static void stats_written_is_what_is_printed(void **state)
{
    struct buf readme = {0}, want = {0};
    (void)state;
    struct ran printed = run(ARGUMENTS("stats", "--glossary", "sound"), (struct str){0});
    read_file("sound/README.md", &readme);
    buf_append_text(&want, "<!-- made by zhengming stats -->\n");
    buf_append_str(&want, buf_str(&printed.out));
    buf_append_text(&want, "<!-- end -->\nthe rest\n");
    assert_non_null(buf_text(&want));
    assert_non_null(strstr(readme.data, want.data));
    ran_clear(&printed);
    buf_free(&readme);
    buf_free(&want);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lint_finds_the_faults_of_files),
        cmocka_unit_test(stats_of_a_glossary_is_a_page),
        cmocka_unit_test(stats_written_is_what_is_printed),
    };
    return cmocka_run_group_tests(tests, fixtures, folder_leave);
}
