#include "cases.h"

static void traditional_terms_hold_no_simplified_signs(void **state)
{
    static const struct lint_case cases[] = {
        {"Traditional", AGENCY("x/a", "国务院", "State Council") TERM("x/a", "zh-Hant", "國務院", "preferred"), NULL},
        {"a Simplified sign", AGENCY("x/a", "国务院", "State Council") TERM("x/a", "zh-Hant", "國务院", "preferred"),
         "a.tsv:5: '务' in '國务院' is a Simplified character\n"},
        {"another name", AGENCY("x/a", "国务院", "State Council") TERM("x/a", "zh-Hant", "行政院", "admitted"),
         "a.tsv:5: '行政院' is no zh-Hans name of x/a in Traditional characters: if it is another usage, a note says "
         "so\n"},
        {"another name, with a note",
         AGENCY("x/a", "国务院", "State Council") NOTED("x/a", "zh-Hant", "行政院", "admitted", "Taiwan usage"), NULL},
        {"a sign of both scripts", AGENCY("x/a", "皇后", "Empress") TERM("x/a", "zh-Hant", "皇后", "preferred"), NULL},
    };
    (void)state;
    CHECK(cases);
}

static void signs_of_two_forms_want_a_traditional_term(void **state)
{
    static const struct lint_case cases[] = {
        {"none", AGENCY("x/a", "外汇局", "Exchange Office"),
         "a.tsv:3: '外汇局' has no zh-Hant term, and 汇 may be 匯 or 彙 there\n"},
        {"given", AGENCY("x/a", "外汇局", "Exchange Office") TERM("x/a", "zh-Hant", "外匯局", "preferred"), NULL},
        {"given for another name",
         AGENCY("x/a", "外汇局", "Exchange Office") TERM("x/a", "zh-Hans", "局", "admitted")
             TERM("x/a", "zh-Hant", "局", "admitted"),
         "a.tsv:3: '外汇局' has no zh-Hant term, and 汇 may be 匯 or 彙 there\n"},
        {"not of an alias", AGENCY("x/a", "局", "Exchange Office") TERM("x/a", "zh-Hans", "外汇局", "admitted"), NULL},
        {"three forms", CONCEPT("x/a", "title", "干事", "Officer"),
         "a.tsv:3: '干事' has no zh-Hant term, and 干 may be 干, 乾 or 幹 there\n"},
    };
    (void)state;
    CHECK(cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(traditional_terms_hold_no_simplified_signs),
        cmocka_unit_test(signs_of_two_forms_want_a_traditional_term),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
