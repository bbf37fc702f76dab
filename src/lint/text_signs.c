#include "lint/text_rules.h"

static bool is_within(uint32_t point, uint32_t first, uint32_t last)
{
    return point >= first && point <= last;
}

/* Soft hyphen, zero-width signs and joiners, direction marks, word joiner, byte order mark. */
static bool is_hidden(uint32_t p)
{
    return p == 0xAD || p == 0x180E || is_within(p, 0x200B, 0x200F) || is_within(p, 0x202A, 0x202E) ||
           is_within(p, 0x2060, 0x2069) || p == 0xFEFF;
}

static bool is_odd_space(uint32_t p)
{
    return p == 0xA0 || is_within(p, 0x2000, 0x200A) || p == 0x202F || p == 0x205F || p == 0x3000;
}

static bool is_fullwidth(uint32_t p)
{
    return is_within(p, 0xFF10, 0xFF19) || is_within(p, 0xFF21, 0xFF3A) || is_within(p, 0xFF41, 0xFF5A);
}

/* Halfwidth forms of katakana and CJK punctuation. */
static bool is_halfwidth(uint32_t p)
{
    return is_within(p, 0xFF61, 0xFF9F);
}

static void check_hidden(const struct signs *s, uint32_t p)
{
    if (is_hidden(p))
        lint_fault_in(s->l, s->name, "'%s' holds U+%04X, which nobody sees", s->name->term->text, (unsigned)p);
}

/* French sets a space that does not break inside its quotes. */
static void check_space(const struct signs *s, uint32_t p)
{
    if (is_odd_space(p) && !lint_is_lang(s->name, "fr"))
        lint_fault_in(s->l, s->name, "'%s' holds the space U+%04X: a plain one is wanted", s->name->term->text,
                      (unsigned)p);
}

static void check_width(const struct signs *s, uint32_t p)
{
    if (is_fullwidth(p))
        lint_fault_in(s->l, s->name, "the fullwidth %s in '%s': '%c' is wanted", sign_text(p).text, s->name->term->text,
                      (char)(p - 0xFEE0));
    else if (is_halfwidth(p))
        lint_fault_in(s->l, s->name, "the halfwidth %s in '%s'", sign_text(p).text, s->name->term->text);
}

static const char *spacing_fault(uint32_t before, uint32_t p)
{
    if (before == ' ' && p == ' ')
        return "two spaces together";
    if (before == ' ' && (p == ',' || p == ')' || p == ']'))
        return "a space before a comma or a closing bracket";
    if ((before == '(' || before == '[') && p == ' ')
        return "a space after an opening bracket";
    return NULL;
}

void text_signs(const struct signs *s)
{
    const char *spacing = NULL;
    for (size_t i = 0; i < s->count; i++) {
        check_hidden(s, s->points[i]);
        check_space(s, s->points[i]);
        check_width(s, s->points[i]);
        if (i > 0 && !spacing)
            spacing = spacing_fault(s->points[i - 1], s->points[i]);
    }
    if (spacing)
        lint_fault_in(s->l, s->name, "%s in '%s'", spacing, s->name->term->text);
}
