#include "cases.h"

#define REASON ": if both are right, begin a note with 'same name: '\n"

static void official_name_of_two_concepts_is_a_fault(void **state)
{
    static const struct lint_case cases[] = {
        {"both preferred", AGENCY("x/a", "甲会", "Guild A") AGENCY("x/b", "甲会", "Guild B"),
         "a.tsv:6: '甲会' is preferred for x/a too (a.tsv:3)" REASON},
        {"equal after folding", AGENCY("x/a", "甲会", "Guild Centre") AGENCY("x/b", "乙会", "The Guild Center"),
         "a.tsv:7: 'The Guild Center' is preferred for x/a too (a.tsv:4)" REASON},
        {"a variant here",
         AGENCY("x/a", "甲会", "Guild A") AGENCY("x/b", "乙会", "Guild B") TERM("x/b", "en", "Guild A", "admitted"),
         "a.tsv:8: 'Guild A', admitted here, is the preferred name of x/a (a.tsv:4)" REASON},
        {"a variant there",
         AGENCY("x/a", "甲会", "Guild A") TERM("x/a", "en", "Guild B", "deprecated") AGENCY("x/b", "乙会", "Guild B"),
         "a.tsv:8: 'Guild B', preferred here, is deprecated for x/a (a.tsv:5)" REASON},
        {"three are two faults", AGENCY("x/a", "甲会", "G") AGENCY("x/b", "乙会", "G") AGENCY("x/c", "丙会", "G"),
         "a.tsv:7: 'G' is preferred for x/a too (a.tsv:4)" REASON
         "a.tsv:10: 'G' is preferred for x/a too (a.tsv:4)" REASON},
        {"another language",
         AGENCY("x/a", "甲会", "Guild A") AGENCY("x/b", "乙会", "Guild B") TERM("x/b", "fr", "Guild A", "preferred"),
         NULL},
        {"no official one",
         AGENCY("x/a", "甲会", "Guild A") TERM("x/a", "en", "Guild", "admitted") AGENCY("x/b", "乙会", "Guild B")
             TERM("x/b", "en", "Guild", "admitted"),
         NULL},
        {"an abbreviation's capitals",
         AGENCY("x/a", "甲会", "Who") AGENCY("x/b", "乙会", "Guild B") "x/b\ten\tWHO\tadmitted\tabbreviation\t\t\tW\n",
         NULL},
        {"an abbreviation's letters",
         AGENCY("x/a", "甲会", "WHO") AGENCY("x/b", "乙会", "Guild B") "x/b\ten\tWHO\tadmitted\tabbreviation\t\t\tW\n",
         "a.tsv:8: 'WHO', admitted here, is the preferred name of x/a (a.tsv:4)" REASON},
    };
    (void)state;
    CHECK(cases);
}

static void same_name_with_a_reason_is_none(void **state)
{
    static const struct lint_case cases[] = {
        {"a note here",
         AGENCY("x/a", "甲会", "Guild A") "x/b\t@concept\tagency\n" NOTED(
             "x/b", "zh-Hans", "甲会", "preferred", "same name: two guilds") TERM("x/b", "en", "Guild B", "preferred"),
         NULL},
        {"a note there",
         "x/b\t@concept\tagency\n" NOTED("x/b", "zh-Hans", "甲会", "preferred", "same name: two guilds")
             TERM("x/b", "en", "Guild B", "preferred") AGENCY("x/c", "甲会", "Guild A"),
         NULL},
        {"a note that gives none",
         AGENCY("x/a", "甲会", "Guild A") "x/b\t@concept\tagency\n" NOTED(
             "x/b", "zh-Hans", "甲会", "preferred", "two guilds") TERM("x/b", "en", "Guild B", "preferred"),
         "a.tsv:6: '甲会' is preferred for x/a too (a.tsv:3)" REASON},
        {"a successor",
         AGENCY("x/a", "甲会", "Guild A") "x/a\t@replaced-by\tx/b\t\t\t2018\n" AGENCY("x/b", "甲会", "Guild B"), NULL},
        {"split, from the other side",
         AGENCY("x/a", "甲会", "Guild A") AGENCY("x/b", "甲会", "Guild B") "x/b\t@split-from\tx/a\n", NULL},
        {"a part is none", AGENCY("x/a", "甲会", "Guild A") AGENCY("x/b", "甲会", "Guild B") "x/b\t@part-of\tx/a\n",
         "a.tsv:6: '甲会' is preferred for x/a too (a.tsv:3)" REASON},
        {"not at the same time",
         "x/a\t@concept\tagency\t\t\t\t2018\nx/a\tzh-Hans\t甲会\tpreferred\t\t\t\tW\n"
         "x/a\ten\tGuild A\tpreferred\t\t\t\tW\nx/b\t@concept\tagency\t\t\t2018\n"
         "x/b\tzh-Hans\t甲会\tpreferred\t\t\t\tW\nx/b\ten\tGuild B\tpreferred\t\t\t\tW\n",
         NULL},
        {"a name given up before",
         AGENCY("x/a", "甲会", "Guild A") "x/a\ten\tGuild B\tsuperseded\t\t1998\t2008\tW\n"
                                          "x/b\t@concept\tagency\t\t\t2018\nx/b\tzh-Hans\t乙会\tpreferred\t\t\t\tW\n"
                                          "x/b\ten\tGuild B\tpreferred\t\t\t\tW\n",
         "a.tsv:5: 'Guild B' and 'Guild A' (line 4) are preferred at the same time: is 'Guild A' from 2008?\n"},
    };
    (void)state;
    CHECK(cases);
}

#define PLACE(id, zh, en, parent) CONCEPT(id, "place", zh, en) id "\t@parent\t" parent "\n"
#define TOWNS CONCEPT("p", "place", "东省", "East") CONCEPT("q", "place", "西省", "West")

static void places_in_two_regions_may_have_one_name(void **state)
{
    static const struct lint_case cases[] = {
        {"in two", TOWNS PLACE("p/a", "朝阳", "Chaoyang", "p") PLACE("q/a", "朝阳", "Chaoyang", "q"), NULL},
        {"in one", TOWNS PLACE("p/a", "朝阳", "Chaoyang", "p") PLACE("p/b", "朝阳", "Chaoyang B", "p"),
         "a.tsv:13: '朝阳' is preferred for p/a too (a.tsv:9)" REASON},
        {"a county and its city", TOWNS PLACE("p/a", "朝阳", "Chaoyang", "p") PLACE("p/b", "朝阳", "Chaoyang B", "p/a"),
         "a.tsv:13: '朝阳' is preferred for p/a too (a.tsv:9)" REASON},
    };
    (void)state;
    CHECK(cases);
}

static void names_shared_by_variants_are_counted(void **state)
{
    struct glossary g = {0};
    struct lint_report report = {0};
    struct lint_options options = {.max_unchecked = 100};
    (void)state;
    read_rows(&g, "a.tsv",
              AGENCY("x/a", "甲会", "Guild A") TERM("x/a", "en", "Guild", "admitted") AGENCY("x/b", "乙会", "Guild B")
                  TERM("x/b", "en", "The Guild", "admitted"));
    assert_int_equal(lint_glossary(&g, &options, &report, NULL), ZHM_OK);
    assert_int_equal(report.shared, 1);
    assert_int_equal(report.count, 0);
    lint_report_free(&report);
    glossary_free(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(official_name_of_two_concepts_is_a_fault),
        cmocka_unit_test(same_name_with_a_reason_is_none),
        cmocka_unit_test(places_in_two_regions_may_have_one_name),
        cmocka_unit_test(names_shared_by_variants_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
