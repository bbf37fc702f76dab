#include "cases.h"

#define BODY(from, to)                                                                        \
    "x/a\t@concept\tagency\t\t\t" from "\t" to "\nx/a\tzh-Hans\t甲会\tpreferred\t\t\t\tW\n" \
    "x/a\ten\tGuild A\tpreferred\t\t\t\tW\n"
#define ALIAS(from, to) "x/a\ten\tLetters\tadmitted\tvariant\t" from "\t" to "\tW\n"
#define OLD(type, from, to) "x/a\ten\tGuild Z\tsuperseded\t" type "\t" from "\t" to "\tW\n"

static void times_outside_the_concept_are_faults(void **state)
{
    static const struct lint_case cases[] = {
        {"before it", BODY("1998", "") ALIAS("1997-12-31", ""),
         "a.tsv:5: 'Letters' is from 1997-12-31, but its concept began in 1998\n"},
        {"from its year", BODY("1998-03-10", "") ALIAS("1998", ""), NULL},
        {"past its end", BODY("1998", "2018-03") ALIAS("", "2019"),
         "a.tsv:5: 'Letters' is to 2019, but its concept ended in 2018-03\n"},
        {"to its end", BODY("1998", "2018-03") ALIAS("", "2018"), NULL},
        {"from after its end", BODY("", "2018") ALIAS("2019", ""),
         "a.tsv:5: 'Letters' is from 2019, but its concept ended in 2018\n"},
        {"past its merger",
         BODY("", "") ALIAS("", "2019") "x/a\t@merged-into\tx/b\t\t\t2018-03\n" AGENCY("x/b", "乙会", "Guild B"),
         "a.tsv:5: 'Letters' is to 2019, but its concept ended in 2018-03\n"},
        {"no day at all", BODY("", "") ALIAS("2018-03-17", "2018-03-17"),
         "a.tsv:5: 'Letters' is from 2018-03-17 to the same day: it never held\n"},
    };
    (void)state;
    CHECK(cases);
}

static void names_preferred_together_are_faults(void **state)
{
    static const struct lint_case cases[] = {
        {"two of today", BODY("", "") TERM("x/a", "en", "Guild Z", "preferred"),
         "a.tsv:5: 'Guild Z' and 'Guild A' (line 4) are preferred at the same time: admit one of them, or date both\n"},
        {"of two styles", BODY("", "") "x/a\ten\tGuild Z\tpreferred\t\t\t\tW\tbeijing-2008\n", NULL},
        {"of two languages", BODY("", "") TERM("x/a", "fr", "Guilde Z", "preferred"), NULL},
        {"a short one", BODY("", "") "x/a\ten\tGuild Z\tpreferred\tshort\t\t\tW\n",
         "a.tsv:5: 'Guild Z' and 'Guild A' (line 4) are preferred at the same time: admit one of them, or date both\n"},
        {"one that has ended", BODY("", "") OLD("", "", "2018-03"),
         "a.tsv:5: 'Guild Z' and 'Guild A' (line 4) are preferred at the same time: is 'Guild A' from 2018-03?\n"},
        {"an abbreviation that has ended", BODY("", "") OLD("abbreviation", "", "2018-03"), NULL},
        {"one after the other",
         "x/a\t@concept\tagency\nx/a\tzh-Hans\t甲会\tpreferred\t\t\t\tW\n"
         "x/a\ten\tGuild A\tpreferred\t\t2018-03\t\tW\n" OLD("", "", "2018-03"),
         NULL},
        {"with a gap",
         "x/a\t@concept\tagency\nx/a\tzh-Hans\t甲会\tpreferred\t\t\t\tW\n"
         "x/a\ten\tGuild A\tpreferred\t\t2018\t\tW\n" OLD("", "1998", "2008"),
         NULL},
        {"in one year, by a year and a day",
         "x/a\t@concept\tagency\nx/a\tzh-Hans\t甲会\tpreferred\t\t\t\tW\n"
         "x/a\ten\tGuild A\tpreferred\t\t2018\t\tW\n" OLD("", "", "2018-03-17"),
         NULL},
    };
    (void)state;
    CHECK(cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_outside_the_concept_are_faults),
        cmocka_unit_test(names_preferred_together_are_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
