#include "runner.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* In order: each stands on what those before it wrote. */
static const struct run_case cases[] = {
    {"bad file", {"load", GLOSSARY("broken")}, .status = 2, .err = "broken/bodies.tsv:3: "},
    {"bad file makes no database", {"stats"}, .status = 1, .err = "no database"},
    {"dry run without a database",
     {"load", "--dry-run", GLOSSARY("small")},
     .out = "1 file, 7 concepts: 7 added, 0 changed, 0 deleted, 0 unchanged (dry run)\n"},
    {"dry run makes no database", {"stats"}, .status = 1, .err = "no database"},
    {"first load",
     {"load", GLOSSARY("small")},
     .out = "1 file, 7 concepts: 7 added, 0 changed, 0 deleted, 0 unchanged\n"},
    {"again", {"load", GLOSSARY("small")}, .out = "0 added, 0 changed, 0 deleted, 7 unchanged\n"},
    {"again, no new generation",
     {"load", "--json", GLOSSARY("small")},
     .out = "{\"files\":1,\"concepts\":7,|\"added\":0,|\"unchanged\":7,\"generation\":1,\"dry_run\":false}\n"},
    {"what would change",
     {"load", "--dry-run", GLOSSARY("changed/bodies.tsv")},
     .out = "2 concepts: 1 added, 1 changed, 0 deleted, 0 unchanged (dry run"},
    {"what would change, pruned",
     {"load", "--dry-run", "--prune", GLOSSARY("changed")},
     .out = "1 added, 1 changed, 6 deleted, 0 unchanged"},
    {"a dry run changes nothing", {"stats", "--json"}, .out = "\"concepts\":7|\"generation\":1"},
    {"bad file after a good one",
     {"load", GLOSSARY("changed"), GLOSSARY("broken")},
     .status = 2,
     .err = "broken/bodies.tsv:3: "},
    {"nothing of it was written", {"get", "x/guild"}, .status = 3, .err = "x/guild"},
    {"an id twice", {"load", GLOSSARY("small"), GLOSSARY("changed")}, .status = 2, .err = "x/mofcom"},
    {"changes", {"load", GLOSSARY("changed")}, .out = "1 added, 1 changed, 0 deleted, 0 unchanged"},
    {"the change is found", {"normalise", "MOFCOM"}, .status = 3, .out = "unknown"},
    {"prune", {"load", "--prune", GLOSSARY("changed")}, .out = "0 added, 0 changed, 6 deleted, 2 unchanged"},
    {"what is left", {"stats", "--json"}, .out = "\"concepts\":2"},
    {"all is sound",
     {"verify", "--json"},
     .out = "{\"sound\":true,\"concepts\":2,\"terms\":3,\"units\":0,\"generation\":3}\n"},
    {"no such path", {"load", "missing"}, .status = 2, .err = "missing: No such file or directory"},
    {"a folder without TSV", {"load", "empty"}, .status = 2, .err = "empty"},
    {"a database in new folders", {"--db", "a/b/c", "load", GLOSSARY("small")}, .out = "7 added"},
    {"a database that can't be",
     {"--db", "empty/file/db", "load", GLOSSARY("small")},
     .status = 1,
     .err = "empty/file/db"},
    {"backup", {"backup", "copy"}, .out = "copied to copy, and checked\n"},
    {"the copy is sound", {"--db", "copy", "verify"}, .out = "sound: 2 concepts"},
    {"backup to where something is", {"backup", "copy"}, .status = 1, .err = "copy"},
    {"backup in JSON", {"backup", "--json", "copy2"}, .out = "{\"folder\":\"copy2\"}\n"},
};

/* In order, in a database of their own. */
static const struct run_case grammar_cases[] = {
    {"faulty rules",
     {"--db", "g", "load", "bad"},
     .status = 2,
     .err = "bad/grammar/b.rules:2: the first line of a rule"},
    {"faulty rules make no database", {"--db", "g", "stats"}, .status = 1, .err = "no database"},
    {"faulty rules, tried",
     {"--db", "g", "load", "--dry-run", "bad"},
     .status = 2,
     .err = "bad/grammar/b.rules:2: the first line of a rule"},
    {"a grammar, tried",
     {"--db", "g", "load", "--dry-run", GLOSSARY("small"), "good/grammar"},
     .out =
         "3 files, 7 concepts: 7 added|\ngrammar: 1 rules, 2 words; changed: 1 rules, 2 words, in 2 files (dry run)\n"},
    {"a grammar with a glossary",
     {"--db", "g", "load", GLOSSARY("small"), "good"},
     .out = "3 files, 7 concepts: 7 added|\ngrammar: 1 rules, 2 words; changed: 1 rules, 2 words, in 2 files\n"},
    {"again", {"--db", "g", "load", "good/grammar"}, .out = "2 files, 0 concepts|\ngrammar: 1 rules, 2 words\n"},
    {"one file of it",
     {"--db", "g", "load", "--json", "more/w.tsv"},
     .out = "\"grammar\":{\"files\":2,\"rules\":1,\"words\":3,\"changed_files\":1,\"changed_rules\":0,\"changed_"
            "words\":1}"},
    {"faulty rules change nothing", {"--db", "g", "load", "bad"}, .status = 2, .err = "bad/grammar/b.rules:2: "},
    {"a word too few for the rules that are there",
     {"--db", "g", "load", "few/w.tsv"},
     .status = 2,
     .err = "b.rules:1: rule body: no lexicon has a word of class 'kind'"},
    {"a glossary without a grammar leaves it",
     {"--db", "g", "load", GLOSSARY("small")},
     .out = "1 file, 7 concepts: 0 added, 0 changed, 0 deleted, 7 unchanged\n"},
    {"it is in the log",
     {"--db", "g", "call", "changes.since", "{\"generation\": 1}"},
     .out = "\"change\":|\"put\"|\"grammar/w.tsv\"|\"grammar\":|\"w.tsv\"|\"generation\":"},
    {"all is sound", {"--db", "g", "verify"}, .out = "sound: 7 concepts"},
    {"pruned",
     {"--db", "g", "load", "--prune", GLOSSARY("small")},
     .out = "grammar: 0 rules, 0 words; changed: 1 rules, 3 words, in 2 files\n"},
    {"sound without it", {"--db", "g", "verify"}, .out = "sound: 7 concepts"},
};

static void load_takes_the_grammar_along(void **state)
{
    static const char *const folders[] = {"bad", "bad/grammar", "good", "good/grammar", "more", "few"};
    (void)state;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        assert_int_equal(mkdir(folders[i], 0755), 0);
    write_file("bad/grammar/b.rules", STR("rule a\n  x y\n"));
    write_file("good/grammar/README.md", STR("# words\n"));
    write_file("good/grammar/b.rules",
               STR("rule body\n  x = place kind\n  zh {place}{kind}\n  en {kind} of {place}\n"));
    write_file("good/grammar/w.tsv", STR("class\tzh\ten\nkind\t厅\tDepartment\nkind\t局\tBureau\n"));
    write_file("more/w.tsv", STR("class\tzh\ten\nkind\t厅\tDepartment\nkind\t局\tBureau\nkind\t处\tDivision\n"));
    write_file("few/w.tsv", STR("class\tzh\ten\norgan\t厅\tDepartment\n"));
    for (size_t i = 0; i < sizeof grammar_cases / sizeof grammar_cases[0]; i++)
        check_case(&grammar_cases[i]);
}

static void load_verify_and_backup(void **state)
{
    (void)state;
    assert_int_equal(mkdir("empty", 0755), 0);
    write_file("empty/file", STR("not a folder"));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        check_case(&cases[i]);
}

static void verify_damaged_database_is_a_fault(void **state)
{
    (void)state;
    static const struct run_case load = {"load", {"--db", "hurt", "load", GLOSSARY("small")}, .out = "7 added"};
    check_case(&load);
    assert_int_equal(truncate("hurt/data.mdb", 5000), 0);
    static const struct run_case verify = {"verify", {"--db", "hurt", "verify"}, .status = 1, .err = "zhengming: "};
    check_case(&verify);
}

/* Whoever is root stops being it: permissions don't bind root. */
static bool become_nobody(bool root)
{
    enum { NOBODY = 65534 };
    static const char *const files[] = {"in", "out", "err"};
    for (size_t i = 0; i < 3; i++)
        (void)chmod(files[i], 0666);
    return !root || setresuid(NOBODY, NOBODY, 0) == 0;
}

static void read_only_database_answers_but_is_not_written(void **state)
{
    (void)state;
    static const struct run_case all[] = {
        {"lookup", {"--db", "fixed", "lookup", "商务部"}, .out = "Ministry of Commerce"},
        {"delete", {"--db", "fixed", "delete", "x/mct"}, .status = 1, .err = "zhengming: "},
        {"load", {"--db", "fixed", "load", GLOSSARY("changed")}, .status = 1, .err = "zhengming: "},
    };
    static const struct run_case load = {"load", {"--db", "fixed", "load", GLOSSARY("small")}, .out = "7 added"};
    bool root = geteuid() == 0;
    check_case(&load);
    (void)unlink("fixed/lock.mdb");
    assert_int_equal(chmod("fixed/data.mdb", 0444) | chmod("fixed", 0555), 0);
    assert_true(become_nobody(root));
    bool usable = access(program_path(), X_OK) == 0 && access(GLOSSARY("changed"), R_OK) == 0;
    for (size_t i = 0; usable && i < sizeof all / sizeof all[0]; i++)
        check_case(&all[i]);
    assert_true(!root || setresuid(0, 0, 0) == 0);
    assert_int_equal(chmod("fixed", 0755), 0);
    if (!usable)
        skip();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(load_verify_and_backup),
        cmocka_unit_test(load_takes_the_grammar_along),
        cmocka_unit_test(verify_damaged_database_is_a_fault),
        cmocka_unit_test(read_only_database_answers_but_is_not_written),
    };
    return cmocka_run_group_tests(tests, folder_enter, folder_leave);
}
