#include "cases.h"

static void ids_that_are_nowhere_are_faults(void **state)
{
    static const struct lint_case cases[] = {
        {"a region", AGENCY("x/a", "甲会", "Guild A") "x/a\t@region\tcn/hunan\n",
         "a.tsv:5: @region: no concept has the id cn/hunan\n"},
        {"a region that is there",
         AGENCY("x/a", "甲会", "Guild A") "x/a\t@region\tcn/hunan\n" CONCEPT("cn/hunan", "place", "湖南省", "Hunan"),
         NULL},
        {"a region that is no place",
         AGENCY("x/a", "甲会", "Guild A") "x/a\t@region\tx/b\n" AGENCY("x/b", "乙会", "Guild B"),
         "a.tsv:5: @region: x/b is no place but of category agency\n"},
        {"a parent", AGENCY("x/a", "甲会", "Guild A") "x/a\t@parent\tx/b\n",
         "a.tsv:5: @parent: no concept has the id x/b\n"},
        {"a parent with the same last part",
         AGENCY("x/a", "甲会", "Guild A") "x/a\t@parent\ty/b\n" AGENCY("x/b", "乙会", "Guild B"),
         "a.tsv:5: @parent: no concept has the id y/b; is x/b meant?\n"},
        {"a relation", AGENCY("x/a", "甲会", "Guild A") "x/a\t@part-of\tx/b\n",
         "a.tsv:5: @part-of: no concept has the id x/b\n"},
        {"another attribute names no concept", AGENCY("x/a", "甲会", "Guild A") "x/a\t@kind\tguild\n", NULL},
    };
    (void)state;
    CHECK(cases);
}

static void ending_without_a_date_is_a_fault(void **state)
{
    static const struct lint_case cases[] = {
        {"merged", AGENCY("x/a", "甲会", "Guild A") "x/a\t@merged-into\tx/b\n" AGENCY("x/b", "乙会", "Guild B"),
         "a.tsv:5: @merged-into without a date: give the day in `from`, or `to` of @concept\n"},
        {"merged on a day",
         AGENCY("x/a", "甲会", "Guild A") "x/a\t@merged-into\tx/b\t\t\t2018\n" AGENCY("x/b", "乙会", "Guild B"), NULL},
        {"a body that has ended",
         "x/a\t@concept\tagency\t\t\t\t2018\nx/a\tzh-Hans\t甲会\tpreferred\t\t\t\tW\nx/a\ten\tGuild "
         "A\tpreferred\t\t\t\tW\n"
         "x/a\t@replaced-by\tx/b\n" AGENCY("x/b", "乙会", "Guild B"),
         NULL},
        {"a nameplate ends nothing",
         AGENCY("x/a", "甲会", "Guild A") "x/a\t@nameplate-of\tx/b\n" AGENCY("x/b", "乙会", "Guild B"), NULL},
    };
    (void)state;
    CHECK(cases);
}

static void parents_in_a_circle_are_faults(void **state)
{
    static const struct lint_case cases[] = {
        {"two",
         AGENCY("x/a", "甲会", "Guild A") "x/a\t@parent\tx/b\n" AGENCY("x/b", "乙会", "Guild B") "x/b\t@parent\tx/a\n",
         "a.tsv:2: the parents of x/a lead back to it\na.tsv:6: the parents of x/b lead back to it\n"},
        {"one below the circle is not in it",
         AGENCY("x/a", "甲会", "Guild A") "x/a\t@parent\tx/a\n" AGENCY("x/b", "乙会", "Guild B") "x/b\t@parent\tx/a\n",
         "a.tsv:2: the parents of x/a lead back to it\n"},
        {"a row of them", AGENCY("x/a", "甲会", "Guild A") "x/a\t@parent\tx/b\n" AGENCY("x/b", "乙会", "Guild B"),
         NULL},
    };
    (void)state;
    CHECK(cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_that_are_nowhere_are_faults),
        cmocka_unit_test(ending_without_a_date_is_a_fault),
        cmocka_unit_test(parents_in_a_circle_are_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
