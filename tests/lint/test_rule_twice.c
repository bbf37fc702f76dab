#include "cases.h"

#define A AGENCY("x/a", "甲会", "Guild Centre")

static void rows_that_read_the_same_are_faults(void **state)
{
    static const struct lint_case cases[] = {
        {"another spelling", A TERM("x/a", "en", "Guild Center", "admitted"),
         "a.tsv:5: 'Guild Center' reads the same as 'Guild Centre', line 4: one of them is enough\n"},
        {"an article, capitals, hyphens", A TERM("x/a", "en", "The guild-centre", "admitted"),
         "a.tsv:5: 'The guild-centre' reads the same as 'Guild Centre', line 4: one of them is enough\n"},
        {"the very same", A TERM("x/a", "en", "Guild Centre", "admitted"),
         "a.tsv:5: 'Guild Centre' is there already, in line 4\n"},
        {"a deprecated one", A TERM("x/a", "en", "Guild Center", "deprecated"),
         "a.tsv:5: 'Guild Center' reads the same as 'Guild Centre', line 4: one of them is enough\n"},
        {"Chinese quotes", A TERM("x/a", "zh-Hans", "“甲”会", "admitted"),
         "a.tsv:5: '“甲”会' reads the same as '甲会', line 3: one of them is enough\n"},
        {"three are two faults",
         A TERM("x/a", "en", "guild centre", "admitted") TERM("x/a", "en", "GUILD CENTRE", "admitted"),
         "a.tsv:5: 'guild centre' reads the same as 'Guild Centre', line 4: one of them is enough\n"
         "a.tsv:6: 'GUILD CENTRE' reads the same as 'Guild Centre', line 4: one of them is enough\n"},
        {"another word", A TERM("x/a", "en", "Guild Centres", "admitted"), NULL},
        {"another language", A TERM("x/a", "fr", "Guild Centre", "preferred"), NULL},
        {"a house's own spelling", A "x/a\ten\tGuild Center\tpreferred\t\t\t\tW\tbeijing-2008\n", NULL},
        {"an abbreviation in capitals",
         A TERM("x/a", "en", "Who", "admitted") "x/a\ten\tWHO\tadmitted\tabbreviation\t\t\tW\n", NULL},
        {"two Traditional forms",
         A TERM("x/a", "zh-Hant", "甲會", "preferred") TERM("x/a", "zh-Hant", "甲会", "admitted"),
         "a.tsv:6: '会' in '甲会' is a Simplified character\n"},
        {"another time",
         "x/a\t@concept\tagency\nx/a\tzh-Hans\t甲会\tpreferred\t\t\t\tW\n"
         "x/a\ten\tGuild Centre\tpreferred\t\t2018\t\tW\nx/a\ten\tGuild Center\tsuperseded\t\t\t2018\tW\n",
         NULL},
    };
    (void)state;
    CHECK(cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rows_that_read_the_same_are_faults)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
