#include "term/scan.h"

#include "base/fault.h"
#include "base/grow.h"
#include "base/utf8.h"
#include "term/quotes.h"
#include "term/segments.h"

#include <stdlib.h>

/* A name that occurs in the text, looked up once. */
struct known {
    struct known *next;
    uint32_t key; /* its number in the automaton, and which automaton */
    struct named_list named;
    /* the answer for the last spelling; most names are spelt one way throughout a text */
    struct str spelling;
    zhm_verdict verdict;
    zhm_subject subject;
    const zhm_term *term;
    const struct choices *choices;
    bool answered, fits;
};

/* Places are asked for in nearly rising order: each is a few steps from the last. */
static size_t byte_of(struct scan *s, size_t point)
{
    s->byte = point < s->point ? utf8_retreat(s->text, s->byte, s->point - point)
                               : utf8_advance(s->text, s->byte, point - s->point);
    s->point = point;
    return s->byte;
}

static zhm_code no_memory(zhm_error *err)
{
    return zhm_fail(err, ZHM_NO_MEMORY, "no memory to annotate a text");
}

/* What the name that was hit means. */
static zhm_code make_known(struct scan *s, const struct automaton_hit *hit, struct known **out, zhm_error *err)
{
    const uint32_t *points = s->reader->folded.points + hit->end - hit->length;
    struct known *k = arena_alloc(&s->reader->arena, sizeof *k);
    struct buf *name = &s->reader->key;
    struct named_list all = {0};
    buf_clear(name);
    for (size_t i = 0; i < hit->length; i++)
        buf_append_point(name, points[i]);
    if (!k || name->failed)
        return no_memory(err);
    zhm_code code = names_find(s->reader, buf_str(name), &all, err);
    if (code == ZHM_OK)
        code = named_admitted(s->reader, &all, s->question, &k->named, err);
    k->key = hit->key;
    *out = k;
    return code;
}

static zhm_code known_of(struct scan *s, const struct automaton_hit *hit, struct known **out, zhm_error *err)
{
    struct known **slot = &s->table[(hit->key ^ hit->key >> 16) & s->table_mask];
    for (struct known *k = *slot; k; k = k->next)
        if (k->key == hit->key) {
            *out = k;
            return ZHM_OK;
        }
    struct known *k = NULL;
    zhm_code code = make_known(s, hit, &k, err);
    if (code != ZHM_OK)
        return code;
    k->next = *slot;
    *slot = k;
    *out = k;
    return ZHM_OK;
}

/* Answer a name in one spelling: which of the terms fit it, and which of the concepts it means. */
static zhm_code answer(struct scan *s, struct known *k, struct str written, zhm_error *err)
{
    struct named *fitting = arena_array(&s->reader->arena, k->named.count, sizeof *fitting);
    struct choices *all = arena_alloc(&s->reader->arena, sizeof *all);
    if (!fitting || !all)
        return no_memory(err);
    k->choices = all;
    struct named_list list = {.items = fitting};
    for (size_t i = 0; i < k->named.count; i++)
        if (name_fits_text(&k->named.items[i], written))
            fitting[list.count++] = k->named.items[i];
    k->spelling = written;
    k->answered = true;
    k->fits = list.count > 0;
    if (!k->fits)
        return ZHM_OK;
    zhm_code code = choose(s->reader, &list, written, s->question, all, err);
    if (code != ZHM_OK)
        return code;
    const struct choice *best = &all->items[0];
    if (all->ambiguous) {
        k->verdict = ZHM_VERDICT_AMBIGUOUS;
        k->subject = (zhm_subject){.category = best->named.concept->category};
        k->term = NULL;
        return ZHM_OK;
    }
    k->verdict = verdict_of(best->named.concept, best->standing, s->question);
    k->term = best->named.term;
    return subject_of(s->reader, best->named.concept, s->question, &k->subject, err);
}

static bool push(struct scan *s, const struct found *f)
{
    struct found *items = arena_grow(&s->reader->arena, s->items, s->count, &s->capacity, sizeof *items);
    if (!items)
        return false;
    s->items = items;
    s->items[s->count++] = *f;
    return true;
}

static zhm_code take_hit(struct scan *s, const struct automaton_hit *hit, zhm_error *err)
{
    const struct folded *f = &s->reader->folded;
    size_t first = hit->end - hit->length;
    struct known *k = NULL;
    zhm_code code = known_of(s, hit, &k, err);
    if (code != ZHM_OK || k->named.count == 0)
        return code;
    zhm_mention m = {.start = f->start[first], .end = f->end[hit->end - 1]};
    m.byte = byte_of(s, m.start);
    m.byte_count = byte_of(s, m.end) - m.byte;
    struct str written = {s->text.data + m.byte, m.byte_count};
    if (!k->answered || !str_equal(k->spelling, written))
        code = answer(s, k, written, err);
    if (code != ZHM_OK || !k->fits)
        return code;
    m.verdict = k->verdict;
    m.subject = k->subject;
    m.term = k->term;
    m.role = "";
    quotes_include(s->text, &m);
    return push(s, &(struct found){m, k->choices, (uint32_t)first, hit->end}) ? ZHM_OK : no_memory(err);
}

/* "China Media Group (CMG)": every mention that ends before a bracket with a mention of the same concept, or of one
 * that ends there too, runs on to the bracket's end. */
static bool bracket_follows(struct scan *s, const zhm_mention *m, size_t *inner)
{
    struct str rest = str_from(s->text, m->byte + m->byte_count);
    size_t pos = 0, points = 0;
    while (pos < rest.len && rest.data[pos] == ' ') {
        pos++;
        points++;
    }
    if (pos == rest.len)
        return false;
    uint32_t open = utf8_next(rest, &pos);
    *inner = m->end + points + 1;
    return open == '(' || open == 0xFF08;
}

static bool closes(struct scan *s, const zhm_mention *m, size_t *bytes)
{
    struct str rest = str_from(s->text, m->byte + m->byte_count);
    size_t pos = 0;
    uint32_t close = rest.len > 0 ? utf8_next(rest, &pos) : 0;
    *bytes = pos;
    return close == ')' || close == 0xFF09;
}

static const struct choice *meaning(const struct found *f, const char *concept)
{
    for (size_t i = 0; i < f->choices->count; i++)
        if (strcmp(f->choices->items[i].named.concept->id, concept) == 0)
            return &f->choices->items[i];
    return NULL;
}

/* Whether it is a name of the concept, or, where it may mean several, of that one too. */
static bool may_mean(const struct found *f, const char *concept)
{
    const char *own = f->mention.subject.concept;
    return concept && (own ? strcmp(own, concept) == 0 : meaning(f, concept) != NULL);
}

/* The concept that the bracket names of those whose mentions end with number @i, which stand beside it by rising end;
 * NULL: none. */
static const char *ends_together(const struct scan *s, size_t count, size_t i, const struct found *bracket)
{
    size_t end = s->items[i].mention.end;
    while (i > 0 && s->items[i - 1].mention.end == end)
        i--;
    for (; i < count && s->items[i].mention.end == end; i++)
        if (may_mean(bracket, s->items[i].mention.subject.concept))
    return s->items[i].mention.subject.concept;
    return NULL;
}

enum { BRACKET_MAX = 60 }; /* code points of an abbreviation in brackets */

/* The mention that fills the bracket after number @i, if it is
 * of its concept or of one whose mention ends there too. */
static const struct found *bracket_of(struct scan *s, size_t count, size_t inner, size_t i, size_t *close,
                                      const char **concept)
{
    for (size_t k = i + 1; k < count && s->items[k].mention.end <= inner + BRACKET_MAX; k++) {
        const zhm_mention *b = &s->items[k].mention;
        if (b->start != inner || !closes(s, b, close))
            continue;
        *concept = ends_together(s, count, i, &s->items[k]);
        if (*concept)
            return &s->items[k];
    }
    return NULL;
}

/* An abbreviation of several bodies behind the name of one means that one, wherever the text has it. */
static zhm_code settle(struct scan *s, const struct found *bracket, const char *concept, zhm_error *err)
{
    const struct choices *all = bracket->choices;
    const struct choice *c = meaning(bracket, concept);
    zhm_subject subject = {0};
    if (bracket->mention.subject.concept || !c)
        return ZHM_OK;
    zhm_code code = subject_of(s->reader, c->named.concept, s->question, &subject, err);
    for (size_t i = 0; code == ZHM_OK && i < s->count; i++) {
        zhm_mention *m = &s->items[i].mention;
        if (s->items[i].choices != all)
            continue;
        m->subject = subject;
        m->term = c->named.term;
        m->verdict = verdict_of(c->named.concept, c->standing, s->question);
    }
    return code;
}

static zhm_code push_longer(struct scan *s, size_t i, const struct found *bracket, size_t close, zhm_error *err)
{
    const zhm_mention *b = &bracket->mention;
    struct found longer = s->items[i];
    longer.mention.end = b->end + 1;
    longer.mention.byte_count = b->byte + b->byte_count + close - longer.mention.byte;
    longer.last = bracket->last + 1;
    return push(s, &longer) ? ZHM_OK : no_memory(err);
}

/* A name with its own abbreviation stands beside the bare name; with that of a name at its end ("National Committee of
 * the X (X's abbreviation)") it takes the bare one's place, which would cut through X and its bracket. */
static zhm_code take_brackets(struct scan *s, zhm_error *err)
{
    size_t count = s->count, inner, close;
    size_t *replaced = arena_array(&s->reader->arena, count, sizeof *replaced), replacements = 0;
    zhm_code code = replaced ? ZHM_OK : no_memory(err);
    for (size_t i = 0; code == ZHM_OK && i < count; i++) {
        const char *concept = NULL;
        if (!bracket_follows(s, &s->items[i].mention, &inner))
            continue;
        const struct found *bracket = bracket_of(s, count, inner, i, &close, &concept);
        if (!bracket)
            continue;
        if (!may_mean(&s->items[i], concept))
            replaced[replacements++] = i;
        code = settle(s, bracket, concept, err);
        if (code == ZHM_OK)
            code = push_longer(s, i, bracket, close, err);
    }
    while (code == ZHM_OK && replacements > 0)
        s->items[replaced[--replacements]] = s->items[--s->count];
    return code;
}

static int by_end(const void *x, const void *y)
{
    const struct automaton_hit *a = x, *b = y;
    if (a->end != b->end)
        return a->end < b->end ? -1 : 1;
    return a->length != b->length ? (a->length > b->length ? -1 : 1) : 0;
}

/* At one place no more than so many names are taken, the longest; and so many in a text: a glossary of names within
 * names must not make an answer that outgrows the memory. */
enum { HITS_AT_ONE_END = 16, HITS_MAX = 1000000 };

static zhm_code bound_hits(struct automaton_hits *hits, zhm_error *err)
{
    size_t kept = 0, same = 0;
    for (size_t i = 0; i < hits->count; i++) {
        same = i > 0 && hits->items[i].end == hits->items[i - 1].end ? same + 1 : 0;
        if (same < HITS_AT_ONE_END)
            hits->items[kept++] = hits->items[i];
    }
    hits->count = kept;
    return kept <= HITS_MAX ? ZHM_OK : zhm_fail(err, ZHM_LIMIT, "the text holds %zu names: at most %d", kept, HITS_MAX);
}

static zhm_code scan_segments(struct reader *r, zhm_error *err)
{
    struct segments segments;
    zhm_code code = segments_open(r->txn, &segments, err);
    r->hits.count = 0;
    for (uint32_t k = 0; code == ZHM_OK && k < segments.count; k++) {
        size_t first = r->hits.count;
        code = automaton_scan(&segments.automata[k], r->folded.points, r->folded.cut, r->folded.len, &r->hits, err);
        for (size_t i = first; i < r->hits.count; i++)
            r->hits.items[i].key |= k << 31; /* an automaton has fewer keys than that */
    }
    if (code == ZHM_OK && segments.count > 1 && r->hits.count > 1)
        qsort(r->hits.items, r->hits.count, sizeof *r->hits.items, by_end);
    return code == ZHM_OK ? bound_hits(&r->hits, err) : code;
}

static zhm_code prepare(struct scan *s, zhm_error *err)
{
    size_t size = 16;
    while (size < s->reader->hits.count && size < 65536)
        size *= 2;
    s->table = arena_array(&s->reader->arena, size, sizeof *s->table);
    s->table_mask = size - 1;
    return s->table ? ZHM_OK : no_memory(err);
}

zhm_code scan_names(struct scan *s, zhm_error *err)
{
    zhm_code code = scan_segments(s->reader, err);
    if (code == ZHM_OK)
        code = prepare(s, err);
    for (size_t i = 0; code == ZHM_OK && i < s->reader->hits.count; i++)
        code = take_hit(s, &s->reader->hits.items[i], err);
    s->plain_count = s->count;
    return code == ZHM_OK ? take_brackets(s, err) : code;
}
