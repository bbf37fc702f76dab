#include "lint/text_rules.h"

#include "text/han.h"

/* A sign that a language does not write, and what it writes instead. */
struct mark {
    uint32_t point;
    const char *wanted;
};

static const struct mark english[] = {
    {0x2018, "a straight quote (')"},
    {0x2019, "a straight quote (')"},
    {0x201C, "a straight quote (\")"},
    {0x201D, "a straight quote (\")"},
    {0x201E, "a straight quote (\")"},
    {0x2010, "a hyphen (-)"},
    {0x2011, "a hyphen (-)"},
    {0x2012, "a hyphen (-)"},
    {0x2013, "a hyphen (-)"},
    {0x2014, "a hyphen (-)"},
    {0x2015, "a hyphen (-)"},
    {0x2212, "a hyphen (-)"},
    {0xFF08, "'('"},
    {0xFF09, "')'"},
    {0xFF0C, "','"},
    {0xFF1A, "':'"},
    {0x3001, "','"},
    {0x3002, "'.'"},
    {0x300A, "no book-title mark"},
    {0x300B, "no book-title mark"},
};

static const struct mark chinese[] = {
    {'"', "“ or ”"},        {'\'', "‘ or ’"},       {0x2012, "—"},          {0x2013, "—"},
    {0x2015, "—"},          {0x2212, "—"},          {0xFF0D, "—"},          {0x2022, "· (U+00B7)"},
    {0x2027, "· (U+00B7)"}, {0x30FB, "· (U+00B7)"}, {0xFF65, "· (U+00B7)"},
};

/* ASCII punctuation, and what stands for it beside a Han character. */
static const struct mark beside_han[] = {
    {',', "，"}, {'(', "（"}, {')', "）"}, {':', "："}, {';', "；"}, {'!', "！"}, {'?', "？"},
};

#define FIND(marks, point) find(marks, sizeof(marks) / sizeof(marks)[0], point)
static const char *find(const struct mark *marks, size_t count, uint32_t point)
{
    for (size_t i = 0; i < count; i++)
        if (marks[i].point == point)
            return marks[i].wanted;
    return NULL;
}

static void say(const struct signs *s, uint32_t point, const char *wanted)
{
    lint_fault_in(s->l, s->name, "%s in '%s': %s is wanted in %s", sign_text(point).text, s->name->term->text, wanted,
                  s->name->term->lang);
}

static void say_what(const struct signs *s, const char *what)
{
    lint_fault_in(s->l, s->name, "%s in '%s'", what, s->name->term->text);
}

static uint32_t at(const struct signs *s, size_t i)
{
    return i < s->count ? s->points[i] : 0;
}

static bool between_han(const struct signs *s, size_t i)
{
    return i > 0 && is_han(s->points[i - 1]) && is_han(at(s, i + 1));
}

static bool near_han(const struct signs *s, size_t i)
{
    return (i > 0 && is_han(s->points[i - 1])) || is_han(at(s, i + 1));
}

/* Two dashes stand before a subtitle; of two parties one is short. */
static bool is_double_dash(const struct signs *s, size_t i)
{
    enum { PARTY_MOST = 4 };
    bool two = s->points[i] == 0x2014 && at(s, i + 1) == 0x2014;
    return two && (i <= PARTY_MOST || s->count - (i + 2) <= PARTY_MOST);
}

static void check_chinese_sign(const struct signs *s, size_t i)
{
    uint32_t p = s->points[i];
    const char *wanted = FIND(chinese, p);
    if (!wanted && near_han(s, i))
        wanted = FIND(beside_han, p);
    if (!wanted && p == '-' && between_han(s, i))
        wanted = "—";
    if (wanted)
        say(s, p, wanted);
    else if (p == ' ' && between_han(s, i))
        say_what(s, "a space between Han characters");
    else if (p == '-' && at(s, i + 1) == '-')
        say_what(s, "two hyphens for a dash (—)");
    else if (is_double_dash(s, i))
        say_what(s, "two dashes: one (—) is wanted");
}

static void check_chinese_end(const struct signs *s)
{
    uint32_t last = at(s, s->count - 1);
    if (last == 0x3002 || (last == '.' && s->count > 1 && is_han(s->points[s->count - 2])))
        say_what(s, "a full stop at the end");
}

/* The first that is wrong tells enough. */
static void check_english(const struct signs *s)
{
    for (size_t i = 0; i < s->count; i++) {
        const char *wanted = FIND(english, s->points[i]);
        if (wanted) {
            say(s, s->points[i], wanted);
            return;
        }
    }
}

void text_marks(const struct signs *s)
{
    if (lint_is_lang(s->name, "en"))
        check_english(s);
    for (size_t i = 0; s->chinese && i < s->count; i++)
        check_chinese_sign(s, i);
    if (s->chinese)
        check_chinese_end(s);
}
