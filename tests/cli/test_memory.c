#include "runner.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#define SAMPLE SOURCE_DIR "/docs/sample-memory.tmx"
#define HERE "ipc://memory.sock"

static void check_all(const struct run_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++)
        check_case(&cases[i]);
}
#define CHECK_ALL(cases) check_all(cases, sizeof(cases) / sizeof *(cases))

static const char rows[] = "en\tzh-Hans\n"
                           "One.\t一。\n"
                           "Two.\t二。\n"
                           "Three.\t\n"
                           "Four.\t四。\tquatre\n"
                           "Five.\t五。\n";

static void import_takes_each_format(void **state)
{
    static const struct run_case cases[] = {
        {"no file", {"memory", "import", "none.tmx"}, .status = 2, .err = "can't read none.tmx: No such file"},
        {"no ending", {"memory", "import", "in"}, .status = 2, .err = "in: its name ends in none of .tmx"},
        {"a file that is none", {"memory", "import", "empty.tsv"}, .status = 2, .err = "empty.tsv:1:1: "},
        {"such files make no database", {"stats"}, .status = 1, .err = "no database"},
        {"TSV makes a database",
         {"memory", "import", "rows.tsv"},
         .status = 3,
         .out = "rows.tsv: 5 units: 3 added, 0 joined, 0 unchanged, 2 refused\nin | units/s; to undo it:\n"
                "  zhengming memory undo rows.tsv\n",
         .err = "rows.tsv:4:1: |\nrows.tsv:5:1: 3 fields"},
        {"again, under a name of its own",
         {"--db", "db", "memory", "import", "rows.tsv"},
         .status = 3,
         .out = "5 units: 0 added, 0 joined, 3 unchanged, 2 refused|zhengming --db db memory undo rows.tsv-2\n",
         .err = "rows.tsv:4:1: "},
        {"CSV from standard input",
         {"memory", "import", "--format", "csv", "--name", "it's new", "--origin", "desk", "-"},
         .input = "en,zh-CN,fr\r\nSix.,六。,Six.\r\n\"Seven, eight.\",七、八。,\r\n",
         .out = "standard input: 2 units: 2 added|undo 'it'\\''s new'\n"},
        {"its origin", {"memory", "get", "4"}, .out = "en|Six.|zh-Hans|六。|fr|Six.|origin|desk|batch|it's new"},
        {"TMX in JSON",
         {"--json", "memory", "import", SAMPLE},
         .out = "\"done\":true,\"skipped\":0,\"read\":6,\"added\":6,\"joined\":0,\"unchanged\":0,\"refused\":0,|"
                "\"batch\":\"sample-memory.tmx\"}\n"},
        {"the imports",
         {"memory", "batches"},
         .out = "IMPORT|rows.tsv|done|5|3|0|0|2|rows.tsv-2|it's new|sample-memory.tmx  done"},
        {"the imports in JSON", {"memory", "batches", "--json"}, .out = "{\"batches\":[{\"batch\":\"rows.tsv\",|]"},
        {"standard input without a format", {"memory", "import", "-"}, .status = 2, .err = "needs --format"},
        {"a format that is none", {"memory", "import", "--format", "xls", "-"}, .status = 2, .err = "not \"xls\""},
        {"one name for two files",
         {"memory", "import", "--name", "x", "a.tmx", "b.tmx"},
         .status = 2,
         .err = "--name is for one file"},
        {"a name that is taken",
         {"memory", "import", "--name", "rows.tsv", "rows.tsv"},
         .status = 1,
         .err = "'rows.tsv' is there already"},
        {"nothing to resume",
         {"memory", "import", "--resume", "rows.tsv"},
         .status = 3,
         .err = "import 'rows.tsv' is done: nothing to resume"},
        {"what there is", {"stats"}, .out = "units                  11\nbatches                 4\n|en, fr, zh-Hans\n"},
        {"all is sound", {"verify"}, .out = "sound: 0 concepts, 0 terms, 11 units, generation"},
        {"undone", {"memory", "undo", "sample-memory.tmx"}, .out = "sample-memory.tmx: 6 units undone\n"},
        {"not twice", {"memory", "undo", "sample-memory.tmx"}, .status = 3, .err = "sample-memory.tmx"},
        {"undone in JSON",
         {"memory", "undo", "--json", "it's new"},
         .out = "{\"batch\":\"it's new\",\"undone\":2,\"kept\":0}\n"},
        {"it is gone", {"memory", "get", "4"}, .status = 3, .err = "no unit 4"},
        {"the index anew", {"memory", "reindex"}, .out = "the index of 3 units was made anew\n"},
        {"still sound", {"verify", "--json"}, .out = "\"units\":3,"},
    };
    (void)state;
    write_file("rows.tsv", str_of(rows));
    write_file("empty.tsv", STR(""));
    CHECK_ALL(cases);
}

/* Refusals past the twentieth are only counted; --strict ends at the first, and counts it as not read. */
static void import_refusals_are_told(void **state)
{
    static const struct run_case cases[] = {
        {"twenty are told",
         {"--db", "many", "memory", "import", "many.tsv"},
         .status = 3,
         .out = "26 units: 1 added, 0 joined, 0 unchanged, 25 refused",
         .err = "many.tsv:3:1: |many.tsv:22:1: |many.tsv: 5 more refused\n"},
        {"strictly",
         {"--db", "strict", "memory", "import", "--strict", "many.tsv"},
         .status = 2,
         .err = "zhengming: many.tsv:3:1: |\nmany.tsv: not done; in the memory, durably: 1 unit: 1 added, 0 joined, 0 "
                "unchanged, 0 refused\nto go on:\n  zhengming --db strict memory import --resume --name many.tsv "
                "many.tsv\nto undo it:\n  zhengming --db strict memory undo many.tsv\n"},
        {"begun anew", {"--db", "strict", "memory", "import", "rows.tsv"}, .status = 3, .out = "2 refused", .err = ":"},
        {"not done", {"--db", "strict", "memory", "import", "many.tsv"}, .status = 1, .err = "resume it, or undo it"},
        {"resumed",
         {"--db", "strict", "memory", "import", "--resume", "many.tsv"},
         .status = 3,
         .out = "26 units: 1 added, 0 joined, 0 unchanged, 25 refused (of them 1 before it was resumed)",
         .err = "many.tsv:3:1: "},
        {"a control character",
         {"--db", "strict", "memory", "import", "--format", "tsv", "--strict", "-"},
         .input = "en\tzh\nA\x01\t一\n",
         .status = 2,
         .err = "standard input:2:1: en: control character"},
    };
    struct buf many = {0};
    (void)state;
    buf_append_text(&many, "en\tzh\nGood.\t好。\n");
    for (int i = 0; i < 25; i++)
        buf_printf(&many, "Alone %d.\t\n", i);
    write_file("many.tsv", buf_str(&many));
    write_file("rows.tsv", str_of(rows));
    buf_free(&many);
    CHECK_ALL(cases);
}

static void import_of_a_cut_file_is_resumed(void **state)
{
    static const struct run_case cases[] = {
        {"cut",
         {"--db", "cut", "memory", "import", "cut.tmx"},
         .status = 2,
         .err = "zhengming: cut.tmx:18:46: the file ends inside <seg>\ncut.tmx: not done; in the memory, durably: 2 "
                "units: 2 added|to go on:\n  "
                "zhengming --db cut memory import --resume --name cut.tmx cut.tmx\nto undo it:\n"},
        {"in JSON, once more",
         {"--db", "cut", "--json", "memory", "import", "--resume", "cut.tmx"},
         .status = 2,
         .out = "\"done\":false,\"skipped\":2,\"read\":2,",
         .err = "cut.tmx:18:46:"},
        {"it runs", {"--db", "cut", "memory", "batches"}, .out = "cut.tmx  running"},
        {"sound", {"--db", "cut", "verify"}, .out = "2 units"},
        {"the whole file",
         {"--db", "cut", "memory", "import", "--resume", "--name", "cut.tmx", SAMPLE},
         .out = "6 units: 6 added, 0 joined, 0 unchanged, 0 refused (of them 2 before it was resumed)"},
        {"done", {"--db", "cut", "memory", "batches"}, .out = "cut.tmx  done"},
        {"another file",
         {"--db", "cut", "memory", "import", "--name", "b", "cut.tmx"},
         .status = 2,
         .err = "2 units: 0 added, 0 joined, 2 unchanged"},
        {"which is shorter",
         {"--db", "cut", "memory", "import", "--resume", "--name", "b", "--format", "tsv", "-"},
         .input = "en\tzh\nOne.\t一。\n",
         .status = 2,
         .err = "standard input has 1 units, of which 2 were put before: is it the same file?|--format tsv -\n"},
        {"undone", {"--db", "cut", "memory", "undo", "cut.tmx"}, .out = "6 units undone"},
    };
    struct buf whole = {0};
    (void)state;
    read_file(SAMPLE, &whole);
    const char *third = strstr(whole.data, "visited");
    assert_non_null(third);
    write_file("cut.tmx", (struct str){whole.data, (size_t)(third - whole.data)});
    buf_free(&whole);
    CHECK_ALL(cases);
}

static void check_equal_files(const char *a, const char *b)
{
    struct buf x = {0}, y = {0};
    read_file(a, &x);
    read_file(b, &y);
    assert_true(str_equal(buf_str(&x), buf_str(&y)));
    assert_true(x.len > 0);
    buf_free(&x);
    buf_free(&y);
}

static void export_and_import_are_a_round_trip(void **state)
{
    static const struct run_case cases[] = {
        {"import", {"--db", "a", "memory", "import", SAMPLE}, .out = "6 added"},
        {"export", {"--db", "a", "memory", "export", "a.tmx"}, .out = "a.tmx: 6 units\n"},
        {"import that", {"--db", "b", "memory", "import", "a.tmx"}, .out = "6 added"},
        {"export it", {"--db", "b", "memory", "export", "b.tmx"}, .out = "b.tmx: 6 units\n"},
        {"nothing new in it", {"--db", "a", "memory", "import", "b.tmx"}, .out = "0 added, 0 joined, 6 unchanged"},
        {"to standard output", {"--db", "a", "memory", "export"}, .out = "<tmx version=|</tmx>"},
        {"a table",
         {"--db", "a", "memory", "export", "--format", "tsv", "--from", "zh", "--to", "en", "--domain", "trade"},
         .out = "zh-Hans\ten\n商务部于5月16日举行新闻发布会。\tThe Ministry"},
        {"of three",
         {"--db", "a", "memory", "export", "t.csv", "--from", "en", "--to", "zh", "--to", "fr"},
         .out = "6 units"},
        {"a table without languages",
         {"--db", "a", "memory", "export", "none.tsv"},
         .status = 2,
         .err = "a table needs the languages"},
        {"of one import",
         {"--db", "a", "--json", "memory", "export", "one.tmx", "--batch", "sample-memory.tmx"},
         .out = "{\"units\":6,\"refused\":0}\n"},
        {"of no import",
         {"--db", "a", "memory", "export", "no.tmx", "--batch", "x"},
         .status = 3,
         .err = "no import 'x'"},
        {"to where it can't be",
         {"--db", "a", "memory", "export", "no/x.tmx"},
         .status = 1,
         .err = "no/x.tmx: No such"},
        {"to no format", {"--db", "a", "memory", "export", "x.pdf"}, .status = 2, .err = "x.pdf"},
        {"a tab", {"--db", "a", "memory", "add", "en=a\tb", "zh=一"}, .out = "unit 7 added"},
        {"no table can hold it",
         {"--db", "a", "memory", "export", "--from", "en", "--to", "zh", "t.tsv"},
         .status = 3,
         .out = "t.tsv: 6 units\n",
         .err = "unit 7: |1 unit left out"},
    };
    (void)state;
    CHECK_ALL(cases);
    check_equal_files("a.tmx", "b.tmx");
    assert_int_equal(access("none.tsv", F_OK) & access("no.tmx", F_OK), -1);
}

/* What asks a memory, and what changes it, by the words of a user. */
static const struct run_case everyday[] = {
    {"import", {"memory", "import", SAMPLE}, .out = "6 units: 6 added"},
    {"exact",
     {"memory", "lookup", "--from", "en", "--to", "zh", "--exact", "The proposal was put to the vote."},
     .status = 3,
     .err = "nothing found"},
    {"fuzzy, adapted",
     {"memory", "lookup", "--from", "en", "--to", "zh", "--adapt", "The two sides signed 15 cooperation agreements."},
     .out = "97.87 fuzzy, unit 2, trade\n    The two sides signed 1[-2-]{+5+} cooperation agreements.\n    "
            "双方签署了12项合作协议。\n    adapted: 双方签署了15项合作协议。\n"},
    {"context",
     {"memory", "lookup", "--from", "en", "--to", "zh", "--limit", "1", "--previous",
      "The proposal was put to the vote.", "It was welcomed by the Director-General."},
     .out = "100 context, unit 5\n    It was welcomed by the Director-General.\n    总干事对此表示欢迎。\n"},
    {"several texts",
     {"memory", "lookup", "--from", "zh", "--to", "en"},
     .input = "厅长接待了代表团。\n没有。\n",
     .status = 3,
     .out = "==> 厅长接待了代表团。 <==\n100 exact, unit 4|==> 没有。 <==\n",
     .err = "nothing found for \"没有。\""},
    {"in JSON",
     {"--json", "memory", "lookup", "--from", "en", "--to", "fr", "--min-score", "50", "Press Save."},
     .status = 3,
     .out = "{\"matches\":[],"},
    {"no languages", {"memory", "lookup", "--to", "en", "x"}, .status = 2, .err = "--from and --to are needed"},
    {"a score that is none",
     {"memory", "lookup", "--from", "en", "--to", "fr", "--min-score", "20", "x"},
     .status = 2,
     .err = "min_score"},
    {"concordance",
     {"memory", "concordance", "--lang", "zh", "--limit", "1", "代表团"},
     .out = "unit 4, zh-Hans\n    厅长接待了[代表团]。\n    It was welcomed by the Director-General.\n1 of 2\n"},
    {"the next", {"memory", "concordance", "--offset", "1", "代表团"}, .out = "unit 3, zh-Hans, trade|1 of 2\n"},
    {"no more",
     {"memory", "concordance", "--offset", "2", "代表团"},
     .status = 3,
     .err = "is found in 2 texts, no more"},
    {"nothing", {"memory", "concordance", "qqq"}, .status = 3, .err = "nothing found for \"qqq\""},
    {"in JSON", {"memory", "concordance", "--json", "vote"}, .status = 3, .out = "{\"total\":0,\"matches\":[]"},
    {"add", {"memory", "add", "--origin", "desk", "en=Good morning.", "zh-CN=早上好。"}, .out = "unit 7 added\n"},
    {"it is found",
     {"memory", "lookup", "--from", "en", "--to", "zh", "Good morning."},
     .out = "100 exact, unit 7, desk\n"},
    {"again", {"memory", "add", "--origin", "desk", "en=Good morning.", "zh=早上好。"}, .out = "unit 7 was there\n"},
    {"add in JSON",
     {"memory", "add", "--json", "en=A", "zh=一"},
     .out = "{\"units\":[{\"unit\":8,\"outcome\":\"added\"}],"},
    {"no text", {"memory", "add", "en=A", "zh"}, .status = 2, .err = "\"zh\" is not LANG=TEXT"},
    {"a language twice", {"memory", "add", "en=A", "en=B"}, .status = 2, .err = "en= twice"},
    {"one language", {"memory", "add", "en=A", "en-x-=B"}, .status = 2, .err = "refused: "},
    {"get",
     {"memory", "get", "7", "2"},
     .out = "unit 7\n  en         Good morning.\n  zh-Hans    早上好。\n  origin     desk\n  created |unit 2\n"},
    {"get in JSON", {"memory", "get", "--json", "7"}, .out = "{\"unit\":7,\"segments\":{\"en\":\"Good morning.\","},
    {"get what is none", {"memory", "get", "70"}, .status = 3, .err = "no unit 70"},
    {"get no number", {"memory", "get", "x"}, .status = 2, .err = "\"x\" is no number of a unit"},
    {"edit", {"memory", "edit", "7", "zh-Hans=各位早上好。", "fr=Bonjour."}, .out = "unit 7 written, generation "},
    {"edited", {"memory", "get", "7"}, .out = "Good morning.|各位早上好。|Bonjour.|desk|changed"},
    {"a language less", {"memory", "edit", "7", "fr="}, .out = "unit 7 written"},
    {"its history",
     {"memory", "history", "7"},
     .out =
         "generation |: put\n    - |fr: Bonjour.|: put\n    - zh-Hans: 早上好。\n|    + zh-Hans: 各位早上好。\n|: put\n"
         "    + origin: desk\n|    + en: Good morning.\n    + zh-Hans: 早上好。\n"},
    {"its last change", {"memory", "history", "--limit", "1", "--json", "7"}, .out = "{\"changes\":[{|\"unit\":{"},
    {"tags stay", {"memory", "edit", "6", "zh-Hans=请先按\xEF\xBF\xBC保存\xEF\xBF\xBC。"}, .out = "written"},
    {"as they were",
     {"memory", "get", "--json", "6"},
     .out = "\"zh-Hans\":{\"text\":\"请先按\xEF\xBF\xBC保存\xEF\xBF\xBC。\",\"tags\":[\"<bpt"},
    {"delete by content",
     {"memory", "delete", "en=Good morning.", "zh=各位早上好。"},
     .out = "1 unit deleted, generation "},
    {"nothing of that content",
     {"memory", "delete", "en=Good morning.", "zh=早上好。"},
     .status = 3,
     .err = "no unit has exactly"},
    {"delete by number", {"memory", "delete", "8"}, .out = "1 unit deleted"},
    {"delete what is none", {"memory", "delete", "8", "1"}, .status = 3, .err = "8"},
    {"undo",
     {"memory", "undo", "sample-memory.tmx"},
     .out = "sample-memory.tmx: 5 units undone; 1 left alone, for it was changed since\n"},
    {"refused",
     {"memory", "import", "--format", "tsv", "--name", "r", "-"},
     .input = "en\tzh\nOne.\t一。\nAlone.\t\nTwo.\t二。\nThree.\t三\x01\n",
     .status = 3,
     .out = "standard input: 4 units: 2 added, 0 joined, 0 unchanged, 2 refused\n",
     .err = "standard input:3:1: |standard input:5:1: zh-Hans: control character"},
    {"cut",
     {"memory", "import", "--format", "csv", "--name", "c", "-"},
     .input = "en,zh\nNine.,九。\n\"Ten.,十。\n",
     .status = 2,
     .err = "standard input:3:|not done; in the memory, durably: 1 unit: 1 added|memory import --resume --name c "
            "--format csv -\n"},
    {"resumed",
     {"memory", "import", "--format", "csv", "--name", "c", "--resume", "-"},
     .input = "en,zh\nNine.,九。\nTen.,十。\n",
     .out = "2 units: 2 added, 0 joined, 0 unchanged, 0 refused (of them 1 before it was resumed)"},
    {"export",
     {"memory", "export", "--format", "tsv", "--from", "en", "--to", "zh", "--batch", "c"},
     .out = "en\tzh-Hans\nNine.\t九。\nTen.\t十。\n"},
    {"batches", {"memory", "batches"}, .out = "sample-memory.tmx  undone|r |done|c |done"},
    {"stats", {"stats"}, .out = "units                   5\nbatches                 3\n"},
};

static void memory_answers_everyday_commands(void **state)
{
    (void)state;
    CHECK_ALL(everyday);
}

/* The same, asked of a service. */
static void service_answers_everyday_commands(void **state)
{
    (void)state;
    struct ran made = run(ARGUMENTS("load", GLOSSARY("small")), (struct str){0});
    assert_int_equal(made.status, 0);
    ran_clear(&made);
    struct talk t = talk_start(ARGUMENTS("serve", "--bind", HERE, "--workers", "2"));
    assert_non_null(talk_hear(&t));
    for (size_t i = 0; i < sizeof everyday / sizeof *everyday; i++) {
        struct run_case there = everyday[i];
        memmove(there.arguments + 2, there.arguments, sizeof there.arguments - 2 * sizeof *there.arguments);
        there.arguments[0] = "--connect";
        there.arguments[1] = HERE;
        check_case(&there);
    }
    static const struct run_case local = {"the index there",
                                          {"--connect", HERE, "memory", "reindex"},
                                          .status = 2,
                                          .err = "works here, not through a service"};
    check_case(&local);
    assert_int_equal(kill(t.pid, SIGTERM), 0);
    assert_int_equal(talk_end(&t), 0);
}

/* Rows of a table, each of about @bytes: Chinese characters, three bytes each. */
static void append_rows(struct buf *out, size_t from, size_t to, size_t bytes)
{
    for (size_t i = from; i < to; i++) {
        for (size_t n = 0; n < bytes / 3; n++)
            buf_append_point(out, (uint32_t)(0x4E00 + (i * 7919 + n * (i + 11)) % 0x5000));
        buf_printf(out, "\tNumber %zu.\n", i);
    }
    assert_non_null(buf_text(out));
}

enum { LONG_ROWS = 360, LONG_ROW = 60000 }; /* a step of an import is 16 MiB */

/* Ask until the answer holds @piece. */
static void wait_for(const char *const *arguments, const char *piece)
{
    bool there = false;
    for (int i = 0; !there && i < 10000; i++) {
        struct ran r = run(arguments, (struct str){0});
        there = strstr(r.out.data, piece);
        ran_clear(&r);
    }
    assert_true(there);
}

static void import_killed_is_resumed(void **state)
{
    struct buf all = {0};
    (void)state;
    buf_append_text(&all, "zh\ten\n");
    append_rows(&all, 0, LONG_ROWS, LONG_ROW);
    write_file("whole.tsv", buf_str(&all));
    struct talk t = talk_start(ARGUMENTS("memory", "import", "--format", "tsv", "--name", "whole.tsv", "-"));
    talk_say(&t, all.data);
    wait_for(ARGUMENTS("call", "memory.get", "{\"unit\":1}"), "Number 0.");
    assert_int_equal(kill(t.pid, SIGKILL), 0);
    assert_int_equal(talk_end(&t), 128 + SIGKILL);
    buf_free(&all);
    static const struct run_case cases[] = {
        {"sound", {"verify"}, .out = "sound: "},
        {"it runs", {"memory", "batches"}, .out = "whole.tsv  running"},
        {"not empty", {"memory", "get", "1"}, .out = "Number 0."},
        {"resumed",
         {"memory", "import", "--resume", "whole.tsv"},
         .out = "whole.tsv: 360 units: 360 added, 0 joined, 0 unchanged, 0 refused (of them "},
        {"all of it", {"verify"}, .out = ", 360 units, "},
    };
    CHECK_ALL(cases);
}

static void import_interrupted_says_what_there_is(void **state)
{
    struct buf all = {0}, said = {0};
    (void)state;
    buf_append_text(&all, "zh\ten\n");
    append_rows(&all, 0, 1000, 1000);
    struct talk t = talk_start(ARGUMENTS("memory", "import", "--format", "tsv", "--name", "pipe", "-"));
    talk_say(&t, all.data);
    wait_for(ARGUMENTS("memory", "batches"), "pipe    running");
    assert_int_equal(kill(t.pid, SIGINT), 0);
    assert_int_equal(talk_end(&t), 1);
    read_file("err", &said);
    check_pieces(
        "interrupted", "stderr", &said,
        "zhengming: interrupted\nstandard input: not done; in the memory, durably: | added|--resume --name pipe "
        "--format tsv -\n|memory undo pipe\n");
    buf_free(&all);
    buf_free(&said);
    static const struct run_case cases[] = {
        {"it runs", {"memory", "batches"}, .out = "pipe    running"},
        {"undone", {"memory", "undo", "pipe"}, .out = "undone\n"},
        {"nothing left", {"verify"}, .out = "sound: 0 concepts, 0 terms, 0 units"},
    };
    CHECK_ALL(cases);
}

/* Files may not grow past so many bytes: the data file is as on a full disk. */
static int run_limited(const char *const *arguments, rlim_t bytes)
{
    struct rlimit before, small;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = bytes;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    pid_t pid = program_start(arguments, &(struct places){0});
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    return program_end(pid);
}

static void import_on_a_full_disk_can_be_resumed(void **state)
{
    static const struct run_case cases[] = {
        {"sound", {"verify"}, .out = "sound: 0 concepts, 0 terms, "},
        {"it runs", {"memory", "batches"}, .out = "big.tsv  running"},
        {"resumed", {"memory", "import", "--resume", "big.tsv"}, .out = "4000 units: 4000 added"},
        {"whole", {"verify"}, .out = ", 4000 units, "},
    };
    struct buf all = {0}, said = {0};
    (void)state;
    buf_append_text(&all, "zh\ten\n");
    append_rows(&all, 0, 4000, 500);
    write_file("big.tsv", buf_str(&all));
    assert_int_equal(run_limited(ARGUMENTS("memory", "import", "big.tsv"), 1 << 20), 1);
    read_file("err", &said);
    check_pieces(
        "a full disk", "stderr", &said,
        "zhengming: import 'big.tsv', units from 1: |big.tsv: not done; in the memory, durably: 0 units|to go on:|to "
        "undo it:");
    buf_free(&all);
    buf_free(&said);
    CHECK_ALL(cases);
}

#define TMX_HEAD                                                                                        \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<tmx version=\"1.4\"><header srclang=\"en\"/><body>\n" \
    "<tu><tuv xml:lang=\"en\"><seg>One.</seg></tuv><tuv xml:lang=\"zh\"><seg>一。</seg></tuv></tu>\n"

static void write_long_segment(void)
{
    struct buf b = {0};
    buf_append_text(&b, TMX_HEAD "<tu><tuv xml:lang=\"en\"><seg>");
    for (size_t i = 0; i < (11 << 20) / 16; i++)
        buf_append_text(&b, "sixteen letters ");
    buf_append_text(&b, "</seg></tuv><tuv xml:lang=\"zh\"><seg>二</seg></tuv></tu>\n</body></tmx>\n");
    write_file("long.tmx", buf_str(&b));
    buf_free(&b);
}

/* A high surrogate, then a letter. */
static void write_faulty_utf16(void)
{
    static const char text[] = "<tmx version=\"1.4\">\n<header srclang=\"en\"/><body><tu><tuv xml:lang=\"en\"><seg>";
    struct buf b = {0};
    buf_append(&b, "\xFF\xFE", 2);
    for (const char *c = text; *c; c++)
        buf_append(&b, (const char[]){*c, 0}, 2);
    buf_append(&b, "\x00\xD8x\x00", 4);
    write_file("utf16.tmx", buf_str(&b));
    buf_free(&b);
}

static void import_of_bad_input_is_told_with_its_place(void **state)
{
    static const struct run_case cases[] = {
        {"laughs", {"memory", "import", "laughs.tmx"}, .status = 2, .err = "zhengming: laughs.tmx:2:"},
        {"a wrong label",
         {"memory", "import", "label.tmx"},
         .status = 2,
         .err = "zhengming: label.tmx:3:|in the memory, durably: 1 unit: 1 added"},
        {"faulty UTF-16", {"memory", "import", "utf16.tmx"}, .status = 2, .err = "zhengming: utf16.tmx:2:"},
        {"a segment of 11 MB",
         {"memory", "import", "long.tmx"},
         .status = 3,
         .out = "2 units: 0 added, 0 joined, 1 unchanged, 1 refused",
         .err = "long.tmx:4:1: |65536"},
        {"not well-formed",
         {"memory", "import", "form.tmx"},
         .status = 2,
         .err = "zhengming: form.tmx:4:|form.tmx: not done; in the memory, durably: 1 unit: 0 added, 0 joined, 1 "
                "unchanged"},
        {"sound", {"verify"}, .out = "sound: 0 concepts, 0 terms, 1 units"},
    };
    (void)state;
    write_file("laughs.tmx", STR("<?xml version=\"1.0\"?>\n<!DOCTYPE tmx [<!ENTITY a \"ha\"><!ENTITY b "
                                 "\"&a;&a;&a;\">]>\n<tmx version=\"1.4\"><header/><body/></tmx>\n"));
    write_file("label.tmx",
               STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<tmx version=\"1.4\"><header/><body><tu><tuv "
                   "xml:lang=\"en\"><seg>One.</seg></tuv><tuv xml:lang=\"zh\"><seg>一。</seg></tuv></tu>\n<tu><tuv "
                   "xml:lang=\"en\"><seg>caf\xE9</seg></tuv></tu></body></tmx>\n"));
    write_file("form.tmx", STR(TMX_HEAD "<tu><tuv></tu></body></tmx>\n"));
    write_long_segment();
    write_faulty_utf16();
    CHECK_ALL(cases);
}

static void memory_has_commands_of_its_own(void **state)
{
    static const struct run_case cases[] = {
        {"alone", {"memory"}, .status = 2, .err = "memory: it takes COMMAND"},
        {"another", {"memory", "dream"}, .status = 2, .err = "unknown command \"dream\""},
        {"help", {"memory", "--help"}, .out = "usage: zhengming memory COMMAND|memory import|memory reindex"},
        {"help of one", {"memory", "import", "--help"}, .out = "usage: zhengming memory import|--resume|examples:"},
        {"help by name", {"help", "memory", "lookup"}, .out = "usage: zhengming memory lookup|--min-score N"},
        {"help of none", {"help", "lookup", "memory"}, .status = 2, .err = "unknown command \"memory\""},
        {"too few", {"memory", "add", "en=x"}, .status = 2, .err = "memory add: it takes LANG=TEXT"},
        {"an option of another", {"memory", "get", "--resume", "1"}, .status = 2, .err = "unknown option --resume"},
        {"options between", {"memory", "--db", "nowhere", "batches"}, .status = 1, .err = "no database in nowhere"},
    };
    (void)state;
    CHECK_ALL(cases);
}

int main(void)
{
#define IN_A_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_enter, folder_leave)
    const struct CMUnitTest tests[] = {
        IN_A_FOLDER(import_takes_each_format),
        IN_A_FOLDER(import_refusals_are_told),
        IN_A_FOLDER(import_of_a_cut_file_is_resumed),
        IN_A_FOLDER(export_and_import_are_a_round_trip),
        IN_A_FOLDER(memory_answers_everyday_commands),
        IN_A_FOLDER(service_answers_everyday_commands),
        IN_A_FOLDER(import_killed_is_resumed),
        IN_A_FOLDER(import_interrupted_says_what_there_is),
        IN_A_FOLDER(import_on_a_full_disk_can_be_resumed),
        IN_A_FOLDER(import_of_bad_input_is_told_with_its_place),
        IN_A_FOLDER(memory_has_commands_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, talk_stop);
}
