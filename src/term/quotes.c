#include "term/quotes.h"

#include <stddef.h>

struct pair {
    const char *open, *close;
};

static const struct pair pairs[] = {{"“", "”"},   {"‘", "’"},   {"《", "》"}, {"〈", "〉"},
                                    {"「", "」"}, {"『", "』"}, {"«", "»"},   {"\"", "\""}};

static size_t count_in(struct str s, struct str mark)
{
    size_t n = 0;
    for (size_t i = 0; i + mark.len <= s.len; i++)
        n += memcmp(s.data + i, mark.data, mark.len) == 0;
    return n;
}

static bool before(struct str text, const zhm_mention *m, struct str mark)
{
    return m->byte >= mark.len && memcmp(text.data + m->byte - mark.len, mark.data, mark.len) == 0;
}

static bool after(struct str text, const zhm_mention *m, struct str mark)
{
    return str_starts(str_from(text, m->byte + m->byte_count), mark);
}

static void take_before(zhm_mention *m, struct str mark)
{
    m->start--;
    m->byte -= mark.len;
    m->byte_count += mark.len;
}

static void take_after(zhm_mention *m, struct str mark)
{
    m->end++;
    m->byte_count += mark.len;
}

/* Straight quotes do not say which way they face: an odd number inside lacks one. */
static void include_straight(struct str text, zhm_mention *m, struct str mark, size_t inside)
{
    if (inside % 2 == 0)
        return;
    if (before(text, m, mark))
        take_before(m, mark);
    else if (after(text, m, mark))
        take_after(m, mark);
}

void quotes_include(struct str text, zhm_mention *m)
{
    struct str name = {text.data + m->byte, m->byte_count};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct str open = str_of(pairs[i].open), close = str_of(pairs[i].close);
        size_t opened = count_in(name, open), closed = count_in(name, close);
        if (str_equal(open, close))
            include_straight(text, m, open, opened);
        else if (closed == opened + 1 && before(text, m, open))
            take_before(m, open);
        else if (opened == closed + 1 && after(text, m, close))
            take_after(m, close);
    }
}
