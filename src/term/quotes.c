#include "term/quotes.h"

#include <stddef.h>
#include <string.h>

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

/* What stands beside the name decides first, since most names
 * have no mark there; only then is the name looked through. */
static void include_pair(struct str text, zhm_mention *m, struct str open, struct str close)
{
    bool opens = before(text, m, open), closes = after(text, m, close);
    if (!opens && !closes)
        return;
    struct str name = {text.data + m->byte, m->byte_count};
    size_t opened = count_in(name, open), closed = count_in(name, close);
    bool straight = str_equal(open, close); /* does not say which way it faces: an odd number inside lacks one */
    if (opens && (straight ? opened % 2 == 1 : closed == opened + 1))
        take_before(m, open);
    else if (closes && (straight ? opened % 2 == 1 : opened == closed + 1))
        take_after(m, close);
}

/* Whether a mark can stand before or after: all begin with one of these bytes, and most names have none beside them. */
static bool may_have_marks(struct str text, const zhm_mention *m)
{
    size_t end = m->byte + m->byte_count;
    for (size_t back = 1; back <= 3 && back <= m->byte; back++)
        if (strchr("\"\xC2\xE2\xE3", text.data[m->byte - back]))
            return true;
    return end < text.len && strchr("\"\xC2\xE2\xE3", text.data[end]);
}

void quotes_include(struct str text, zhm_mention *m)
{
    if (!may_have_marks(text, m))
        return;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        include_pair(text, m, str_of(pairs[i].open), str_of(pairs[i].close));
}
