#include "cases.h"

#define A AGENCY("x/a", "甲会", "Guild A")
#define EN(text) A TERM("x/a", "en", text, "admitted")
#define ZH(text) A TERM("x/a", "zh-Hans", text, "admitted")
#define IN(lang, text) A TERM("x/a", lang, text, "admitted")

static void signs_hidden_or_of_another_width_are_faults(void **state)
{
    static const struct lint_case cases[] = {
        {"plain", EN("Guild of Letters (B), Office [1]"), NULL},
        {"a soft hyphen", EN("Let\u00ADters"), "a.tsv:5: 'Let\u00ADters' holds U+00AD, which nobody sees\n"},
        {"a zero-width space", ZH("乙\u200B会"), "a.tsv:5: '乙\u200B会' holds U+200B, which nobody sees\n"},
        {"another space", EN("Guild\u00A0Z"),
         "a.tsv:5: 'Guild\u00A0Z' holds the space U+00A0: a plain one is wanted\n"},
        {"another space in French", IN("fr", "Guilde «\u00A0Z\u00A0»"), NULL},
        {"two spaces", EN("Guild  Z"), "a.tsv:5: two spaces together in 'Guild  Z'\n"},
        {"a space before a comma", EN("Guild , Z"),
         "a.tsv:5: a space before a comma or a closing bracket in 'Guild , Z'\n"},
        {"a space before a bracket", EN("Guild (Z )"),
         "a.tsv:5: a space before a comma or a closing bracket in 'Guild (Z )'\n"},
        {"a space in a bracket", EN("Guild ( Z)"), "a.tsv:5: a space after an opening bracket in 'Guild ( Z)'\n"},
        {"a fullwidth letter", ZH("Ａ会"), "a.tsv:5: the fullwidth 'Ａ' (U+FF21) in 'Ａ会': 'A' is wanted\n"},
        {"a fullwidth digit", ZH("第１会"), "a.tsv:5: the fullwidth '１' (U+FF11) in '第１会': '1' is wanted\n"},
        {"a halfwidth kana", IN("ja", "ｱ"), "a.tsv:5: the halfwidth 'ｱ' (U+FF71) in 'ｱ'\n"},
        {"taken apart", EN("Cafe\u0301"), "a.tsv:5: 'Cafe\u0301' is not in NFC\n"},
    };
    (void)state;
    CHECK(cases);
}

static void brackets_and_quotes_without_partner_are_faults(void **state)
{
    static const struct lint_case cases[] = {
        {"in pairs", ZH("“一（二）”《三》"), NULL},
        {"open", ZH("乙（会"), "a.tsv:5: '（' (U+FF08) in '乙（会' has no partner\n"},
        {"closed only", EN("Guild B)"), "a.tsv:5: ')' (U+0029) in 'Guild B)' has no partner\n"},
        {"crossed", ZH("“乙《会”》"), "a.tsv:5: '”' (U+201D) in '“乙《会”》' has no partner\n"},
        {"a quote", EN("Guild \"B"), "a.tsv:5: '\"' (U+0022) in 'Guild \"B' has no partner\n"},
        {"two quotes", EN("\"Guild\" B"), NULL},
    };
    (void)state;
    CHECK(cases);
}

static void marks_of_another_language_are_faults(void **state)
{
    static const struct lint_case cases[] = {
        {"straight in English", EN("People's \"Guild\" - Office-B"), NULL},
        {"a curly apostrophe", EN("People’s Guild"),
         "a.tsv:5: '’' (U+2019) in 'People’s Guild': a straight quote (') is wanted in en\n"},
        {"curly quotes, told once", EN("“Guild” B"),
         "a.tsv:5: '“' (U+201C) in '“Guild” B': a straight quote (\") is wanted in en\n"},
        {"an en dash", EN("ASEAN–China"), "a.tsv:5: '–' (U+2013) in 'ASEAN–China': a hyphen (-) is wanted in en\n"},
        {"a Chinese bracket", EN("Guild（B）"), "a.tsv:5: '（' (U+FF08) in 'Guild（B）': '(' is wanted in en\n"},
        {"Chinese quotes", ZH("“一带一路”"), NULL},
        {"straight in Chinese", ZH("'一带'"),
         "a.tsv:5: ''' (U+0027) in ''一带'': ‘ or ’ is wanted in zh-Hans\n"
         "a.tsv:5: ''' (U+0027) in ''一带'': ‘ or ’ is wanted in zh-Hans\n"},
        {"a dash between parties", ZH("中国—东盟"), NULL},
        {"a hyphen between parties", ZH("中国-东盟"), "a.tsv:5: '-' (U+002D) in '中国-东盟': — is wanted in zh-Hans\n"},
        {"two hyphens", ZH("中国--东盟"), "a.tsv:5: two hyphens for a dash (—) in '中国--东盟'\n"},
        {"two dashes", ZH("中国——东盟"), "a.tsv:5: two dashes: one (—) is wanted in '中国——东盟'\n"},
        {"two dashes before a subtitle", ZH("构建命运共同体——政党在行动"), NULL},
        {"an en dash in Chinese", ZH("中国–东盟"), "a.tsv:5: '–' (U+2013) in '中国–东盟': — is wanted in zh-Hans\n"},
        {"a middle dot", ZH("马·恩"), NULL},
        {"another middle dot", ZH("马•恩"), "a.tsv:5: '•' (U+2022) in '马•恩': · (U+00B7) is wanted in zh-Hans\n"},
        {"a space", ZH("乙 会"), "a.tsv:5: a space between Han characters in '乙 会'\n"},
        {"English brackets", ZH("乙(会)"),
         "a.tsv:5: '(' (U+0028) in '乙(会)': （ is wanted in zh-Hans\n"
         "a.tsv:5: ')' (U+0029) in '乙(会)': ） is wanted in zh-Hans\n"},
        {"an English comma", ZH("乙,会"), "a.tsv:5: ',' (U+002C) in '乙,会': ， is wanted in zh-Hans\n"},
        {"a full stop", ZH("乙会。"), "a.tsv:5: a full stop at the end in '乙会。'\n"},
        {"an English full stop", ZH("乙会."), "a.tsv:5: a full stop at the end in '乙会.'\n"},
        {"French", IN("fr", "Guilde d’A – « B »"), NULL},
    };
    (void)state;
    CHECK(cases);
}

static void letters_of_another_script_are_faults(void **state)
{
    static const struct lint_case cases[] = {
        {"Han in English", EN("Guild 乙"), "a.tsv:5: the Han letter '乙' (U+4E59) in 'Guild 乙'\n"},
        {"Cyrillic in an English word", EN("Gu\u0456ld"),
         "a.tsv:5: the Cyrillic letter 'і' (U+0456) in 'Guіld': a word of two scripts\n"},
        {"accents", EN("Côte d'Ivoire"), NULL},
        {"an English word in Chinese", ZH("Guild会"), NULL},
        {"a word that the English has not", ZH("APEC会"),
         "a.tsv:5: 'APEC' in 'APEC会', which no English name of x/a has\n"},
        {"a word that an English alias has", ZH("APEC会") "x/a\ten\tAPEC\tadmitted\tabbreviation\t\t\tW\n", NULL},
        {"digits in Chinese", ZH("3.0会"), NULL},
        {"Cyrillic in Chinese", ZH("Д会"), "a.tsv:5: the Cyrillic letter 'Д' (U+0414) in 'Д会'\n"},
        {"Russian", IN("ru", "Гильдия"), NULL},
        {"a Latin word in Russian", IN("ru", "Гильдия APEC"), NULL},
        {"a Latin letter in a Russian word", IN("ru", "Гильdия"),
         "a.tsv:5: the Latin letter 'd' (U+0064) in 'Гильdия': a word of two scripts\n"},
        {"Arabic in Russian", IN("ru", "نقابة"), "a.tsv:5: the Arabic letter 'ن' (U+0646) in 'نقابة'\n"},
        {"Arabic", IN("ar", "نقابة"), NULL},
        {"Arabic in French", IN("fr", "Guilde نقابة"), "a.tsv:5: the Arabic letter 'ن' (U+0646) in 'Guilde نقابة'\n"},
        {"kana beside Han in Japanese", IN("ja", "組み合い"), NULL},
    };
    (void)state;
    CHECK(cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signs_hidden_or_of_another_width_are_faults),
        cmocka_unit_test(brackets_and_quotes_without_partner_are_faults),
        cmocka_unit_test(marks_of_another_language_are_faults),
        cmocka_unit_test(letters_of_another_script_are_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
