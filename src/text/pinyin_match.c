#include "text/pinyin.h"

#include <stdint.h>

/* How letters were read up to a place, as a set: the ways to it. A syllable of one letter is read both ways. */
enum way { EITHER = 1, BY_INITIALS = 2, IN_FULL = 4, MIXED = 8 };

struct reader {
    struct str letters;
    bool prefix;
    size_t low, high; /* the places reached are in [low, high] */
    unsigned done;    /* the ways to the end of the letters */
    uint8_t ways[PINYIN_LONGEST_QUERY + 1];
};

/* The ways after one more syllable that is read by @how. */
static unsigned extend(unsigned ways, unsigned how)
{
    unsigned to = ways & EITHER ? how : 0;
    if (ways & BY_INITIALS)
        to |= how & (EITHER | BY_INITIALS) ? BY_INITIALS : MIXED;
    if (ways & IN_FULL)
        to |= how & (EITHER | IN_FULL) ? IN_FULL : MIXED;
    return ways & MIXED ? to | MIXED : to;
}

static struct str next_syllable(struct str *syllables)
{
    const char *space = syllables->len ? memchr(syllables->data, ' ', syllables->len) : NULL;
    size_t len = space ? (size_t)(space - syllables->data) : syllables->len;
    struct str syllable = {syllables->data, len};
    *syllables = str_from(*syllables, space ? len + 1 : len);
    return syllable;
}

static bool has_long_initial(struct str syllable)
{
    return syllable.len > 2 && syllable.data[1] == 'h' &&
           (syllable.data[0] == 'z' || syllable.data[0] == 'c' || syllable.data[0] == 's');
}

static void reach(struct reader *r, size_t at, unsigned ways, unsigned how)
{
    r->ways[at] |= (uint8_t)extend(ways, how);
    r->high = at > r->high ? at : r->high;
}

/* From place @at over one syllable. Each step goes forward, so that places taken from the last on do not mix. */
static void step(struct reader *r, struct str syllable, size_t at)
{
    unsigned ways = r->ways[at];
    struct str rest = str_from(r->letters, at);
    r->ways[at] = 0;
    if (!ways || rest.len == 0 || rest.data[0] != syllable.data[0])
        return;
    reach(r, at + 1, ways, syllable.len == 1 ? EITHER : BY_INITIALS);
    if (has_long_initial(syllable) && rest.len > 1 && rest.data[1] == 'h')
        reach(r, at + 2, ways, MIXED);
    if (syllable.len > 1 && str_starts(rest, syllable))
        reach(r, at + syllable.len, ways, IN_FULL);
    else if (r->prefix && str_starts(syllable, rest))
        r->done |= extend(ways, rest.len == 1 ? EITHER : IN_FULL);
}

static void read_syllable(struct reader *r, struct str syllable)
{
    size_t low = r->low;
    for (size_t at = r->high + 1; at-- > low;)
        step(r, syllable, at);
    r->low = low + 1;
    if (r->prefix)
        r->done |= r->ways[r->letters.len];
}

enum pinyin_match pinyin_matches(struct str letters, struct str syllables, bool prefix)
{
    if (letters.len == 0 || letters.len > syllables.len || letters.len > PINYIN_LONGEST_QUERY ||
        letters.data[0] != syllables.data[0])
        return PINYIN_NONE;
    struct reader r = {.letters = letters, .prefix = prefix};
    memset(r.ways, 0, letters.len + 1);
    r.ways[0] = EITHER;
    while (syllables.len > 0 && r.low <= r.high)
        read_syllable(&r, next_syllable(&syllables));
    unsigned ways = prefix ? r.done : syllables.len == 0 ? r.ways[letters.len] : 0;
    if (ways & (EITHER | IN_FULL))
        return PINYIN_FULL;
    return ways & MIXED ? PINYIN_MIXED : ways ? PINYIN_INITIALS : PINYIN_NONE;
}

void pinyin_initials(struct str syllables, struct buf *initials)
{
    while (syllables.len > 0) {
        struct str syllable = next_syllable(&syllables);
        if (syllable.len > 0)
            buf_append_char(initials, syllable.data[0]);
    }
}
