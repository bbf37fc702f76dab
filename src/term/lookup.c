#include "term/lookup.h"

#include "base/fault.h"
#include "base/grow.h"
#include "base/utf8.h"
#include "model/concept.h"
#include "term/official.h"
#include "term/segments.h"
#include "text/distance.h"
#include "text/pinyin.h"

#include <stdlib.h>

/* What a search has found so far, the best way to each concept. */
struct found {
    struct named named;
    zhm_match_kind match;
    unsigned score;
    enum standing standing;
};

struct search {
    struct reader *reader;
    const struct question *question;
    struct str query; /* as it was typed */
    struct str key;   /* folded, UTF-8; in the arena */
    struct found *items;
    size_t count, capacity;
};

const char *zhm_match_name(zhm_match_kind kind)
{
    static const char *const names[] = {"auto", "exact", "prefix", "fuzzy", "pinyin"};
    size_t i = (size_t)kind;
    return i < sizeof names / sizeof *names ? names[i] : "unknown";
}

/* Of two ways to one concept the better: exact, then the score, the standing of the term, its place in the concept. */
static bool better(const struct found *a, const struct found *b)
{
    bool exact_a = a->match == ZHM_MATCH_EXACT, exact_b = b->match == ZHM_MATCH_EXACT;
    if (exact_a != exact_b)
        return exact_a;
    if (a->score != b->score)
        return a->score > b->score;
    if (a->standing != b->standing)
        return a->standing < b->standing;
    return a->named.term < b->named.term;
}

static int by_worth(const void *x, const void *y)
{
    const struct found *a = x, *b = y;
    bool exact_a = a->match == ZHM_MATCH_EXACT, exact_b = b->match == ZHM_MATCH_EXACT;
    if (exact_a != exact_b)
        return exact_a ? -1 : 1;
    if (a->score != b->score)
        return a->score > b->score ? -1 : 1;
    if (a->standing != b->standing)
        return a->standing < b->standing ? -1 : 1;
    return strcmp(a->named.concept->id, b->named.concept->id);
}

static zhm_code add(struct search *s, const struct found *f, zhm_error *err)
{
    for (size_t i = 0; i < s->count; i++)
        if (s->items[i].named.concept == f->named.concept) {
            if (better(f, &s->items[i]))
                s->items[i] = *f;
            return ZHM_OK;
        }
    struct found *items = arena_grow(&s->reader->arena, s->items, s->count, &s->capacity, sizeof *items);
    if (!items)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for the matches");
    s->items = items;
    s->items[s->count++] = *f;
    return ZHM_OK;
}

/* Take all terms of a record of an index that the question admits. */
static zhm_code add_named(struct search *s, const struct named_list *list, zhm_match_kind match, unsigned score,
                          zhm_error *err)
{
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && i < list->count; i++) {
        if (!question_admits(s->question, &list->items[i]))
            continue;
        struct found f = {list->items[i], match, score, named_standing(&list->items[i], s->question)};
        code = add(s, &f, err);
    }
    return code;
}

static zhm_code find_exact(struct search *s, zhm_error *err)
{
    struct named_list list = {0};
    zhm_code code = names_find(s->reader, s->key, &list, err);
    return code == ZHM_OK ? add_named(s, &list, ZHM_MATCH_EXACT, 100, err) : code;
}

/* A record of an index that may become an answer; its concept is read only when its turn comes. */
struct lead {
    struct str id, numbers;
    unsigned score;
    uint32_t order; /* as it was met */
};

struct leads {
    struct lead *items;
    size_t count, capacity;
};

/* More records than this are not gathered: who types one letter is not shown the last of the alphabet anyway. */
enum { LEADS_MAX = 20000 };

static zhm_code lead_add(struct arena *arena, struct leads *leads, struct str id, struct str numbers, unsigned score,
                         zhm_error *err)
{
    struct lead *items = array_grow(leads->items, leads->count, &leads->capacity, sizeof *items);
    if (items)
        leads->items = items;
    struct lead lead = {arena_copy(arena, id), arena_copy(arena, numbers), score, (uint32_t)leads->count};
    if (!items || !lead.id.data || !lead.numbers.data)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for the matches");
    leads->items[leads->count++] = lead;
    return ZHM_OK;
}

static int by_score(const void *x, const void *y)
{
    const struct lead *a = x, *b = y;
    if (a->score != b->score)
        return a->score > b->score ? -1 : 1;
    return (a->order > b->order) - (a->order < b->order);
}

/* Follow the leads, the best first, until there are enough concepts. */
static zhm_code follow(struct search *s, struct leads *leads, zhm_match_kind match, size_t limit, zhm_error *err)
{
    if (leads->count > 0)
        qsort(leads->items, leads->count, sizeof *leads->items, by_score);
    size_t enough = s->count + limit;
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && i < leads->count && s->count < enough; i++) {
        struct named_list list = {0};
        code = named_append(s->reader, &s->reader->arena, leads->items[i].id, leads->items[i].numbers, &list, err);
        if (code == ZHM_OK)
            code = add_named(s, &list, match, leads->items[i].score, err);
    }
    free(leads->items);
    *leads = (struct leads){0};
    return code;
}

static unsigned share(size_t part, size_t whole)
{
    unsigned score = whole == 0 ? 0 : (unsigned)(100 * part / whole);
    return score > 0 ? score : 1;
}

static zhm_code gather_prefix(struct search *s, struct leads *leads, zhm_error *err)
{
    struct store_cursor c;
    struct str from = name_key_prefix(s->key);
    size_t wanted = utf8_length(s->key);
    zhm_code code = store_cursor_init(&c, s->reader->txn, STORE_NAMES, from, err);
    if (code != ZHM_OK)
        return code;
    while (leads->count < LEADS_MAX && (code = store_cursor_next(&c, err)) == ZHM_OK && str_starts(c.key, from)) {
        struct name_record record;
        if (!name_record_read(c.key, c.value, &record))
            code = zhm_fail(err, ZHM_STORAGE, "a record of the names is damaged; run verify");
        else if (str_starts(record.name, s->key))
            code = lead_add(&s->reader->arena, leads, record.id, record.numbers,
                            share(wanted, utf8_length(record.name)), err);
        if (code != ZHM_OK)
            break;
    }
    store_cursor_clear(&c);
    return code == ZHM_NOT_FOUND ? ZHM_OK : code;
}

static zhm_code find_prefix(struct search *s, size_t limit, zhm_error *err)
{
    struct leads leads = {0};
    zhm_code code = s->key.len > 0 ? gather_prefix(s, &leads, err) : ZHM_OK;
    if (code != ZHM_OK) {
        free(leads.items);
        return code;
    }
    return follow(s, &leads, ZHM_MATCH_PREFIX, limit, err);
}

static zhm_code find_fuzzy(struct search *s, size_t limit, zhm_error *err)
{
    struct reader *r = s->reader;
    struct segments segments;
    size_t enough = s->count + limit;
    zhm_code code = segments_open(r->txn, &segments, err);
    for (size_t k = 0; code == ZHM_OK && k < segments.count && s->key.len > 0; k++) {
        r->near.count = 0;
        code = fuzzy_search(&segments.fuzzies[k], r->folded.points, r->folded.len, lookup_min_score(r->folded.len),
                            &r->near, err);
        size_t best = s->count + limit; /* each segment may give the best ones */
        enough = best > enough ? best : enough;
        for (size_t i = 0; code == ZHM_OK && i < r->near.count; i++) {
            struct named_list list = {0};
            /* those of one score are taken together: which of them come first is not for the segments to say */
            if (s->count >= enough && r->near.items[i].score < r->near.items[i - 1].score)
                break;
            code = names_find(r, fuzzy_key(&segments.fuzzies[k], r->near.items[i].key), &list, err);
            if (code == ZHM_OK)
                code = add_named(s, &list, ZHM_MATCH_FUZZY, r->near.items[i].score, err);
        }
    }
    return code;
}

/* How well a name is read by letters: its kind first, then the part of it that they cover. */
static unsigned pinyin_score(enum pinyin_match kind, struct str letters, struct str syllables, bool prefix)
{
    unsigned base = kind == PINYIN_FULL ? 95 : kind == PINYIN_MIXED ? 85 : 75;
    size_t spelt = 0, count = 1;
    for (size_t i = 0; i < syllables.len; i++)
        syllables.data[i] == ' ' ? count++ : spelt++;
    size_t whole = kind == PINYIN_INITIALS ? count : spelt;
    return prefix && letters.len < whole ? base * (unsigned)letters.len / (unsigned)whole : base;
}

static zhm_code gather_pinyin(struct search *s, struct str letters, struct str from, bool prefix, struct leads *leads,
                              zhm_error *err)
{
    struct store_cursor c;
    zhm_code code = store_cursor_init(&c, s->reader->txn, STORE_PINYIN, from, err);
    if (code != ZHM_OK)
        return code;
    while (leads->count < LEADS_MAX && (code = store_cursor_next(&c, err)) == ZHM_OK && str_starts(c.key, from)) {
        struct pinyin_record record;
        if (!pinyin_record_read(c.key, c.value, &record)) {
            code = zhm_fail(err, ZHM_STORAGE, "a record of the sounds is damaged; run verify");
            break;
        }
        enum pinyin_match kind = pinyin_matches(letters, record.syllables, prefix);
        if (kind != PINYIN_NONE)
            code = lead_add(&s->reader->arena, leads, record.id, record.numbers,
                            pinyin_score(kind, letters, record.syllables, prefix), err);
        if (code != ZHM_OK)
            break;
    }
    store_cursor_clear(&c);
    return code == ZHM_NOT_FOUND ? ZHM_OK : code;
}

/* The second syllable begins with one of the letters (after a word in Latin letters perhaps a late one), or there is
 * none: so only those ranges of the index are read. */
static zhm_code gather_ranges(struct search *s, struct str letters, bool prefix, struct leads *leads, zhm_error *err)
{
    char first[2] = {letters.data[0], '\0'};
    bool seen[256] = {false};
    zhm_code code = ZHM_OK;
    if (prefix) /* the first syllable may be unfinished */
        return gather_pinyin(s, letters, (struct str){first, 1}, true, leads, err);
    code = gather_pinyin(s, letters, (struct str){first, 2}, false, leads, err);
    for (size_t i = 1; code == ZHM_OK && i < letters.len; i++) {
        char range[2] = {first[0], letters.data[i]};
        if (!seen[(unsigned char)range[1]])
            code = gather_pinyin(s, letters, (struct str){range, 2}, false, leads, err);
        seen[(unsigned char)range[1]] = true;
    }
    return code;
}

static zhm_code find_pinyin(struct search *s, bool prefix, size_t limit, zhm_error *err)
{
    struct buf letters = {0};
    struct leads leads = {0};
    zhm_code code = pinyin_query(s->query, &letters, err);
    if (code == ZHM_OK && letters.len > 0)
        code = gather_ranges(s, buf_str(&letters), prefix, &leads, err);
    buf_free(&letters);
    if (code == ZHM_OK)
        return follow(s, &leads, ZHM_MATCH_PINYIN, limit, err);
    free(leads.items);
    return code == ZHM_NOT_FOUND ? ZHM_OK : code;
}

static zhm_code answer(struct search *s, size_t limit, zhm_matches *out, zhm_error *err)
{
    if (s->count > 0)
        qsort(s->items, s->count, sizeof *s->items, by_worth);
    size_t count = s->count < limit ? s->count : limit;
    zhm_match *items = arena_array(&s->reader->arena, count, sizeof *items);
    if (!items)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for the matches");
    for (size_t i = 0; i < count; i++) {
        const struct found *f = &s->items[i];
        items[i] = (zhm_match){.score = f->score,
                               .match = f->match,
                               .verdict = verdict_of(f->named.concept, f->standing, s->question),
                               .term = f->named.term,
                               .record = f->named.concept};
        zhm_code code = subject_of(s->reader, f->named.concept, s->question, &items[i].subject, err);
        if (code != ZHM_OK)
            return code;
    }
    *out = (zhm_matches){count, items};
    return ZHM_OK;
}

static zhm_code begin(struct search *s, struct reader *r, struct str query, const struct question *q, zhm_error *err)
{
    *s = (struct search){.reader = r, .question = q, .query = query};
    if (query.len == 0)
        return zhm_fail(err, ZHM_BAD_INPUT, "an empty query");
    if (query.len > ZHM_NAME_MAX)
        return zhm_fail(err, ZHM_LIMIT, "a query of %zu bytes: at most %d", query.len, ZHM_NAME_MAX);
    struct buf key = {0};
    zhm_code code = fold_text(query, &r->folded, err);
    for (size_t i = 0; code == ZHM_OK && i < r->folded.len; i++)
        buf_append_point(&key, r->folded.points[i]);
    s->key = key.failed ? (struct str){0} : arena_copy(&r->arena, buf_str(&key));
    buf_free(&key);
    if (code == ZHM_OK && !s->key.data)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a query");
    return code;
}

zhm_code lookup(struct reader *r, struct str query, zhm_match_kind kind, const struct question *q, size_t limit,
                zhm_matches *out, zhm_error *err)
{
    struct search s;
    bool all = kind == ZHM_MATCH_AUTO;
    if ((unsigned)kind > ZHM_MATCH_PINYIN)
        return zhm_fail(err, ZHM_BAD_INPUT, "unknown match %d", (int)kind);
    zhm_code code = begin(&s, r, query, q, err);
    if (code == ZHM_OK && (all || kind == ZHM_MATCH_EXACT))
        code = find_exact(&s, err);
    if (code == ZHM_OK && (all || kind == ZHM_MATCH_PREFIX))
        code = find_prefix(&s, limit, err);
    if (code == ZHM_OK && (all || kind == ZHM_MATCH_PINYIN))
        code = find_pinyin(&s, false, limit, err);
    if (code == ZHM_OK && (all || kind == ZHM_MATCH_FUZZY))
        code = find_fuzzy(&s, limit, err);
    return code == ZHM_OK ? answer(&s, limit, out, err) : code;
}

zhm_code suggest(struct reader *r, struct str prefix, const struct question *q, size_t limit, zhm_matches *out,
                 zhm_error *err)
{
    struct search s;
    zhm_code code = begin(&s, r, prefix, q, err);
    if (code == ZHM_OK)
        code = find_prefix(&s, limit, err);
    if (code == ZHM_OK)
        code = find_pinyin(&s, true, limit, err);
    return code == ZHM_OK ? answer(&s, limit, out, err) : code;
}
