#include "lint/text_rules.h"

enum { DEEPEST = 16 };

static uint32_t closing_of(uint32_t p)
{
    static const uint32_t pairs[][2] = {{'(', ')'},       {'[', ']'},       {0xFF08, 0xFF09}, {0x300A, 0x300B},
                                        {0x3008, 0x3009}, {0x201C, 0x201D}, {0xAB, 0xBB},     {0x300C, 0x300D},
                                        {0x300E, 0x300F}, {0x3010, 0x3011}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        if (pairs[i][0] == p)
            return pairs[i][1];
    return 0;
}

static bool is_closing(uint32_t p)
{
    static const uint32_t closing[] = {')', ']', 0xFF09, 0x300B, 0x3009, 0x201D, 0xBB, 0x300D, 0x300F, 0x3011};
    for (size_t i = 0; i < sizeof closing / sizeof closing[0]; i++)
        if (closing[i] == p)
            return true;
    return false;
}

/* The first sign that has no partner; 0: all have. */
static uint32_t lonely(const struct signs *s)
{
    uint32_t open[DEEPEST], wanted[DEEPEST];
    size_t depth = 0, straight = 0;
    for (size_t i = 0; i < s->count; i++) {
        uint32_t p = s->points[i], closing = closing_of(p);
        straight += p == '"';
        if (closing && depth < DEEPEST) {
            open[depth] = p;
            wanted[depth++] = closing;
        } else if (is_closing(p) && (depth == 0 || wanted[--depth] != p)) {
            return p;
        }
    }
    return depth > 0 ? open[depth - 1] : straight % 2 ? '"' : 0;
}

void text_brackets(const struct signs *s)
{
    uint32_t p = lonely(s);
    if (p)
        lint_fault_in(s->l, s->name, "%s in '%s' has no partner", sign_text(p).text, s->name->term->text);
}
