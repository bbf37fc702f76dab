/* The commands of `memory`. */
#include "cli/cli.h"

#include <limits.h>

#define ANY UINT_MAX
const struct command memory_commands[] = {
    {"memory import", "FILE...", "Take in the units of TMX, TSV and CSV files",
     "FILE is read by its ending, .tmx, .tsv (.tab) or .csv; - is standard input, with --format. TSV and CSV begin\n"
     "with a row of language tags. Makes the database if there is none.\n"
     "An import is a batch with a name: one that was interrupted can be resumed, and any can be undone as a whole.\n"
     "A unit that is refused is `file:line:column: why`; then the exit status is 3.\n\n"
     "examples:\n"
     "  zhengming memory import project.tmx\n"
     "  zhengming memory import --resume project.tmx\n"
     "  zhengming memory import --name glossary-2026 --origin UNTERM terms.csv\n"
     "  xz -dc big.tmx.xz | zhengming memory import --format tmx --name big -\n",
     ACCEPT_IMPORT | ACCEPT_ORIGIN | ACCEPT_FORMAT, 1, ANY, false, run_memory_import},
    {"memory export", "[FILE]", "Write units as TMX, TSV or CSV",
     "By FILE's ending, or --format; to standard output without FILE, as TMX. FILE gets its name once it is whole.\n"
     "TSV and CSV need --from and --to.\n\n"
     "examples:\n"
     "  zhengming memory export memory.tmx\n"
     "  zhengming memory export --from en --to zh-Hans --batch project.tmx pairs.tsv\n"
     "  zhengming memory export --format csv --from en --to zh-Hans --to fr > all.csv\n",
     ACCEPT_EXPORT | ACCEPT_FILTER | ACCEPT_FORMAT, 0, 1, false, run_memory_export},
    {"memory lookup", "[TEXT...]", "Find the nearest translations of a text",
     "A score is 100 for the same text only. The target is shown below its source, with what does not fit the\n"
     "text's official names.\n\n"
     "examples:\n"
     "  zhengming memory lookup --from en --to zh-Hans \"The committee meets on 3 May.\"\n"
     "  zhengming memory lookup --from zh --to en --min-score 50 --limit 3 --adapt 会议于5月3日举行。\n"
     "  zhengming memory lookup --from en --to zh-Hans --file segments.txt\n",
     ACCEPT_PAIR | ACCEPT_SCORE | ACCEPT_MATCHES | ACCEPT_LIMIT | ACCEPT_FILTER | ACCEPT_AS_OF | ACCEPT_STYLE |
         ACCEPT_FILE,
     0, ANY, false, run_memory_lookup},
    {"memory concordance", "TEXT", "Find a word, a phrase or a few characters inside units",
     "examples:\n"
     "  zhengming memory concordance committee\n"
     "  zhengming memory concordance --lang zh-Hans --to en --limit 5 --offset 5 委员会\n",
     ACCEPT_CONCORDANCE | ACCEPT_LIMIT | ACCEPT_FILTER, 1, 1, false, run_memory_concordance},
    {"memory add", "LANG=TEXT LANG=TEXT...", "Add a unit",
     "examples:\n"
     "  zhengming memory add en=\"Good morning.\" zh-Hans=早上好。\n"
     "  zhengming memory add --origin desk --domain trade en=\"Opening hours\" zh-Hans=开放时间\n",
     ACCEPT_UNIT, 2, ANY, false, run_memory_add},
    {"memory get", "NUMBER...", "Show units by their numbers",
     "examples:\n  zhengming memory get 12\n  zhengming --json memory get 12 13\n", 0, 1, ANY, false, run_memory_get},
    {"memory edit", "NUMBER LANG=TEXT...", "Change texts of a unit; what is not named stays",
     "LANG= without a text takes that language away.\n\n"
     "examples:\n  zhengming memory edit 12 zh-Hans=各位早上好。\n",
     ACCEPT_UNIT, 2, ANY, false, run_memory_edit},
    {"memory delete", "NUMBER... | LANG=TEXT...", "Delete units, by number or by content",
     "By content: all units that have exactly these texts. The history stays.\n\n"
     "examples:\n"
     "  zhengming memory delete 12 13\n"
     "  zhengming memory delete en=\"Good morning.\" zh-Hans=早上好。\n",
     0, 1, ANY, false, run_memory_delete},
    {"memory history", "NUMBER...", "Show the changes of units, the newest first",
     "examples:\n  zhengming memory history 12\n", ACCEPT_LIMIT, 1, ANY, false, run_memory_history},
    {"memory batches", "", "List the imports", "examples:\n  zhengming memory batches\n", 0, 0, 0, false,
     run_memory_batches},
    {"memory undo", "BATCH", "Undo an import as a whole",
     "Units that it added are deleted, those that it changed are as before it; what was changed since is left\n"
     "alone, and counted. When that is interrupted, undo it again.\n\n"
     "examples:\n  zhengming memory undo project.tmx\n",
     0, 1, 1, false, run_memory_undo},
    {"memory reindex", "", "Make the index of the texts anew",
     "Needed only when `verify` finds it faulty.\n\nexamples:\n  zhengming memory reindex\n", 0, 0, 0, true,
     run_memory_reindex},
    {0},
};
