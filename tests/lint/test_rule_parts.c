#include "cases.h"

#define CENTRE AGENCY("x/a", "甲会", "Letters Training Centre")
#define B(en) AGENCY("x/b", "乙会", en)
#define NOTED_B(en, note) \
    "x/b\t@concept\tagency\n" TERM("x/b", "zh-Hans", "乙会", "preferred") NOTED("x/b", "en", en, "preferred", note)

static void part_in_another_spelling_is_a_fault(void **state)
{
    static const struct lint_case cases[] = {
        {"another spelling", CENTRE B("Office of the Letters Training Center"),
         "a.tsv:7: 'Letters Training Center' in 'Office of the Letters Training Center': x/a is spelt 'Letters "
         "Training "
         "Centre' (a.tsv:4)\n"},
        {"its spelling", CENTRE B("Office of the Letters Training Centre"), NULL},
        {"capitals and hyphens are no spelling", CENTRE B("Office of the letters-training centre"), NULL},
        {"an article more",
         AGENCY("x/a", "甲会", "Office of High Letters Centre") B("Council of the Office of the High Letters Centre"),
         NULL},
        {"its own older spelling",
         CENTRE TERM("x/a", "en", "Letters Training Center", "deprecated") B("Office of the Letters Training Center"),
         "a.tsv:5: 'Letters Training Center' reads the same as 'Letters Training Centre', line 4: one of them is "
         "enough\n"},
        {"a reason", CENTRE NOTED_B("Office of the Letters Training Center", "same name: not that centre"), NULL},
        {"a longer word", CENTRE B("Letters Training Centers"), NULL},
        {"a deprecated name",
         CENTRE B("Office B") TERM("x/b", "en", "Office of the Letters Training Center", "deprecated"), NULL},
        {"a short part", AGENCY("x/a", "甲会", "My Centre") B("Office of My Center"), NULL},
        {"one word", AGENCY("x/a", "甲会", "Internationalisation") B("Office of Internationalization"), NULL},
        {"of no body",
         CONCEPT("x/a", "event", "甲会", "Letters Training Centre") B("Office of the Letters Training Center"), NULL},
        {"two bodies, two spellings",
         CENTRE "x/c\t@concept\tagency\n" TERM("x/c", "zh-Hans", "丙会", "preferred")
             NOTED("x/c", "en", "Letters Training Center", "preferred", "same name: two centres")
                 B("Office of the Letters Training Center")
                     TERM("x/b", "en", "Bureau of the Letters Training Centre", "admitted"),
         NULL},
    };
    (void)state;
    CHECK(cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(part_in_another_spelling_is_a_fault)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
