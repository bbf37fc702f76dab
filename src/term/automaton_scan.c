#include "term/automaton.h"

#include "base/fault.h"
#include "base/grow.h"
#include "term/automaton_block.h"

#include <stdlib.h>

/*
 * A step waits for memory, not for arithmetic, and whether it goes on or back is a toss-up. So it is done without a
 * branch, and a long text is read at several places at once: a stream begins
 * one longest key before its part, by when it knows all that matters there.
 */
enum { STREAMS = 4, WORTHWHILE = 1024 };

struct scan {
    const struct automaton_state *states;
    const struct automaton_output *outputs;
    const uint8_t *cut;
    uint32_t *codes; /* of the text, as the tables give them */
};

/* Reports what ends in (first, end]. */
struct stream {
    size_t at, first, end;
    uint32_t state;
    struct automaton_hits hits;
};

static bool add_hit(struct automaton_hits *out, struct automaton_hit hit)
{
    struct automaton_hit *items = array_grow(out->items, out->count, &out->capacity, sizeof *items);
    if (!items)
        return false;
    out->items = items;
    out->items[out->count++] = hit;
    return true;
}

static bool add_hits(const struct scan *s, struct stream *stream, uint32_t output)
{
    size_t end = stream->at;
    if (end <= stream->first || (s->cut && !s->cut[end]))
        return true;
    for (; output; output = s->outputs[output - 1].next) {
        uint32_t length = s->outputs[output - 1].length;
        if (s->cut && !s->cut[end - length])
            continue;
        if (!add_hit(&stream->hits, (struct automaton_hit){(uint32_t)end, length, output - 1}))
            return false;
    }
    return true;
}

/* One step on to a child, or back along the failures; from the root always on. */
static inline bool step(const struct scan *s, struct stream *stream)
{
    uint32_t code = s->codes[stream->at], label = code & ~AUTOMATON_BEGINS;
    const struct automaton_state *state = &s->states[stream->state];
    uint32_t child = state->base ^ label, fail = state->fail;
    uint32_t found = 0U - (s->states[child].check == stream->state), rooted = 0U - (fail == 0);
    uint32_t begins = label & (0U - (code >> 31)), on = found | rooted;
    stream->state = (child & found) | (((begins & rooted) | fail) & ~found);
    stream->at += on & 1;
    uint32_t output = s->states[stream->state].output & on;
    return __builtin_expect(output == 0, 1) || add_hits(s, stream, output);
}

static bool run(const struct scan *s, struct stream *stream)
{
    while (stream->at < stream->end)
        if (!step(s, stream))
            return false;
    return true;
}

static bool run_together(const struct scan *s, struct stream streams[STREAMS])
{
    struct stream a = streams[0], b = streams[1], c = streams[2], d = streams[3];
    bool good = true;
    while (good && a.at < a.end && b.at < b.end && c.at < c.end && d.at < d.end)
        good = step(s, &a) && step(s, &b) && step(s, &c) && step(s, &d);
    streams[0] = a;
    streams[1] = b;
    streams[2] = c;
    streams[3] = d;
    return good;
}

static void look_up(const struct automaton *a, const uint32_t *points, size_t len, uint32_t *codes)
{
    const uint32_t *pages = a->arrays[AUTOMATON_PAGES], *tables = a->arrays[AUTOMATON_TABLES];
    for (size_t i = 0; i < len; i++) {
        uint32_t page = points[i] / ALPHABET_PAGE, place = points[i] % ALPHABET_PAGE;
        codes[i] = page < ALPHABET_PAGES ? tables[(size_t)pages[page] * ALPHABET_PAGE + place] : 0;
    }
}

static void split(struct stream streams[STREAMS], size_t len, size_t longest)
{
    for (size_t i = 0; i < STREAMS; i++) {
        size_t first = len / STREAMS * i;
        streams[i].first = first;
        streams[i].at = first > longest ? first - longest : 0;
        streams[i].end = i + 1 < STREAMS ? len / STREAMS * (i + 1) : len;
    }
}

static bool run_streams(const struct scan *s, size_t len, size_t longest, struct automaton_hits *out)
{
    struct stream streams[STREAMS] = {0};
    split(streams, len, longest);
    streams[0].hits = *out;
    bool good = run_together(s, streams);
    for (size_t i = 0; i < STREAMS; i++)
        good = good && run(s, &streams[i]);
    *out = streams[0].hits;
    for (size_t i = 1; i < STREAMS; i++) {
        for (size_t j = 0; good && j < streams[i].hits.count; j++)
            good = add_hit(out, streams[i].hits.items[j]);
        free(streams[i].hits.items);
    }
    return good;
}

static bool run_one(const struct scan *s, size_t len, struct automaton_hits *out)
{
    struct stream stream = {.end = len, .hits = *out};
    bool good = run(s, &stream);
    *out = stream.hits;
    return good;
}

zhm_code automaton_scan(const struct automaton *a, const uint32_t *points, const uint8_t *cut, size_t len,
                        struct automaton_hits *out, zhm_error *err)
{
    struct scan s = {a->arrays[AUTOMATON_STATES], a->arrays[AUTOMATON_OUTPUTS], cut,
                     malloc((len + 1) * sizeof *s.codes)};
    size_t before = out->count, longest = a->header->longest;
    bool good = s.codes != NULL;
    if (good) {
        look_up(a, points, len, s.codes);
        bool split_it = len >= WORTHWHILE && len / STREAMS > 4 * longest;
        good = split_it ? run_streams(&s, len, longest, out) : run_one(&s, len, out);
    }
    free(s.codes);
    if (good)
        return ZHM_OK;
    out->count = before;
    return zhm_fail(err, ZHM_NO_MEMORY, "no memory for what an automaton found");
}

void automaton_hits_free(struct automaton_hits *hits)
{
    free(hits->items);
    *hits = (struct automaton_hits){0};
}
