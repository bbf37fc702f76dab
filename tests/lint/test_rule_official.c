#include "cases.h"

#define ZH "x/a\tzh-Hans\t甲会\tpreferred\t\t\t\tW\n"
#define NO_EN "a.tsv:2: x/a has no preferred term in en that holds today without a style\n"

static void concept_without_an_official_name_is_a_fault(void **state)
{
    static const struct lint_case cases[] = {
        {"both", AGENCY("x/a", "甲会", "Guild A"), NULL},
        {"no English", "x/a\t@concept\tagency\n" ZH, NO_EN},
        {"no Chinese", "x/a\t@concept\tagency\n" TERM("x/a", "en", "Guild A", "preferred"),
         "a.tsv:2: x/a has no preferred term in zh-Hans that holds today without a style\n"},
        {"of a person", "x/a\t@concept\tperson\n" ZH, NO_EN},
        {"of a place", "x/a\t@concept\tplace\n" ZH, NO_EN},
        {"one that is only admitted", "x/a\t@concept\tagency\n" ZH TERM("x/a", "en", "Guild A", "admitted"), NO_EN},
        {"one of a style", "x/a\t@concept\tagency\n" ZH "x/a\ten\tGuild A\tpreferred\t\t\t\tW\tbeijing-2008\n", NO_EN},
        {"one that has ended", "x/a\t@concept\tagency\n" ZH "x/a\ten\tGuild A\tpreferred\t\t\t2018\tW\n", NO_EN},
        {"the last name of one that has ended",
         "x/a\t@concept\tagency\t\t\t\t2018\n" ZH "x/a\ten\tGuild A\tsuperseded\t\t\t2018\tW\n", NULL},
        {"the last name of one that was merged",
         "x/a\t@concept\tagency\n" ZH "x/a\t@merged-into\tx/b\t\t\t2018\n"
         "x/a\ten\tGuild A\tsuperseded\t\t\t2018\tW\n" AGENCY("x/b", "乙会", "Guild B"),
         NULL},
        {"one that has ended without any", "x/a\t@concept\tagency\t\t\t\t2018\n" ZH, NO_EN},
    };
    (void)state;
    CHECK(cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(concept_without_an_official_name_is_a_fault)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
