#include "text/fold.h"

#include "base/crc32c.h"
#include "base/fault.h"
#include "base/utf8.h"
#include "fold_tables.h"
#include "text/fold_pass.h"

#include <pthread.h>
#include <stdlib.h>

/* Counts up with each change of the code that changes what any text folds to. */
static const uint32_t RULES = 2;
static const size_t MOST_POINTS = (size_t)1 << 31;
/* No code point gives more points (tables_gen refuses it). */
enum { LONGEST_EXPANSION = 63 };

/* One block for the four arrays; the flags, which need no alignment, come last. */
static bool grow(struct folded *f, size_t capacity)
{
    uint32_t *block = capacity > SIZE_MAX / 16 ? NULL : malloc(capacity * (3 * sizeof *block + 1) + 1);
    if (!block)
        return false;
    uint32_t *start = block + capacity, *end = start + capacity;
    uint8_t *cut = (uint8_t *)(end + capacity);
    if (f->len > 0) {
        memcpy(block, f->points, f->len * sizeof *block);
        memcpy(start, f->start, f->len * sizeof *start);
        memcpy(end, f->end, f->len * sizeof *end);
        memcpy(cut, f->cut, f->len);
    }
    free(f->points);
    f->points = block;
    f->start = start;
    f->end = end;
    f->cut = cut;
    f->capacity = capacity;
    return true;
}

static zhm_code no_memory(size_t points, zhm_error *err)
{
    return zhm_fail(err, ZHM_NO_MEMORY, "no memory to fold a text of %zu characters", points);
}

uint32_t fold_entry(uint32_t point)
{
    return fold_block[fold_index[point >> 6] * 64u + (point & 63)];
}

const uint32_t *fold_expansion(uint32_t entry)
{
    return fold_expansions + ENTRY_POINT(entry);
}

static void add(struct folded *f, uint32_t point, unsigned kind, uint32_t at)
{
    size_t n = f->len++;
    f->points[n] = point;
    f->start[n] = at;
    f->end[n] = at + 1;
    f->cut[n] = (uint8_t)kind;
}

static enum fold_kind kind_before(const struct folded *f, size_t i)
{
    return i ? f->cut[i - 1] & KIND_BITS : KIND_END;
}

static unsigned mark_class(uint32_t mark)
{
    return fold_classes[ENTRY_EXTRA(fold_entry(mark))];
}

/*
 * Canonical order: a mark goes before those of a higher class; all that it passed then come from the same place.
 * It passes no more than a Stream-Safe text (UAX 15, section 13) can have, so that a long row of marks costs no square.
 */
static void sort_last_mark(struct folded *f)
{
    enum { MOST_PASSED = 30 };
    size_t last = f->len - 1, to = last, least = last > MOST_PASSED ? last - MOST_PASSED : 0;
    uint32_t mark = f->points[last];
    unsigned class = mark_class(mark);
    for (; class > 0 && to > least && kind_before(f, to) == KIND_MARK && mark_class(f->points[to - 1]) > class; to--)
        f->points[to] = f->points[to - 1];
    f->points[to] = mark;
    for (size_t i = to; i < last; i++) {
        f->end[i] = f->end[last];
        f->start[i + 1] = f->start[to];
    }
}

/* A mark belongs to the letter, digit or sign before it; one that has none, or a Latin or Greek letter, is dropped. */
static void add_mark(struct folded *f, uint32_t mark, unsigned shared, uint32_t at)
{
    enum fold_kind before = kind_before(f, f->len);
    if (before == KIND_LATIN)
        f->end[f->len - 1] = at + 1;
    if ((before < KIND_LETTER || before > KIND_MARK) && before != KIND_OTHER)
        return;
    add(f, mark, KIND_MARK | shared, at);
    sort_last_mark(f);
}

/* Unicode Standard, section 3.12, "Hangul Syllable Decomposition" */
static void add_syllable(struct folded *f, uint32_t point, uint32_t at)
{
    uint32_t s = point - 0xAC00;
    add(f, 0x1100 + s / 588, KIND_LEAD | SHARED_BIT, at);
    add(f, 0x1161 + s % 588 / 28, KIND_VOWEL | SHARED_BIT, at);
    if (s % 28)
        add(f, 0x11A7 + s % 28, KIND_TRAIL | SHARED_BIT, at);
}

static void add_entry(struct folded *f, uint32_t entry, uint32_t point, unsigned shared, uint32_t at)
{
    enum fold_kind kind = ENTRY_KIND(entry);
    if (ENTRY_POINT(entry))
        point = ENTRY_POINT(entry);
    if (kind == KIND_MARK)
        add_mark(f, point, shared, at);
    else if (kind == KIND_BREAK && point == '\n' && f->len && f->points[f->len - 1] == '\r')
        f->end[f->len - 1] = at + 1;
    else if (kind != KIND_NOTHING)
        add(f, point, kind | shared, at);
}

static void add_expansion(struct folded *f, uint32_t entry, uint32_t at)
{
    const uint32_t *each = fold_expansions + ENTRY_POINT(entry);
    for (uint32_t i = 0; i < ENTRY_EXTRA(entry); i++)
        add_entry(f, each[i], ENTRY_POINT(each[i]), SHARED_BIT, at);
}

/* As utf8_next; the three bytes of most Chinese characters go without its other questions. */
static inline uint32_t next_point(struct str text, size_t *pos)
{
    const unsigned char *p = (const unsigned char *)text.data + *pos;
    if (p[0] < 0xE3 || p[0] > 0xE9 || text.len - *pos < 3 || (p[1] & 0xC0) != 0x80 || (p[2] & 0xC0) != 0x80)
        return utf8_next(text, pos);
    *pos += 3;
    return (uint32_t)(p[0] & 0x0F) << 12 | (uint32_t)(p[1] & 0x3F) << 6 | (p[2] & 0x3F);
}

/* Code points that need a look back, or give more points than one. */
static bool is_plain(uint32_t entry)
{
    const uint32_t other =
        1u << KIND_NOTHING | 1u << KIND_EXPAND | 1u << KIND_HANGUL | 1u << KIND_MARK | 1u << KIND_BREAK;
    return !(other >> ENTRY_KIND(entry) & 1);
}

/* ASCII, byte by byte: its entries are the first of the tables. @return the place of the first other byte */
static size_t take_ascii(struct str text, size_t pos, struct folded *f, uint32_t *at)
{
    const unsigned char *bytes = (const unsigned char *)text.data;
    uint32_t *points = f->points + f->len, *start = f->start + f->len, *end = f->end + f->len, here = *at;
    uint8_t *cut = f->cut + f->len;
    size_t room = f->capacity - f->len, most = text.len - pos < room ? text.len - pos : room, n = 0;
    for (; n < most && bytes[pos + n] < 0x80; n++) {
        uint32_t byte = bytes[pos + n], entry = fold_block[byte], point = ENTRY_POINT(entry);
        if (!is_plain(entry))
            break;
        points[n] = point ? point : byte;
        start[n] = here++;
        end[n] = here;
        cut[n] = (uint8_t)ENTRY_KIND(entry);
    }
    f->len += n;
    *at = here;
    return pos + n;
}

/* Most of any text: code points of one point that need no look back. @return the place of the first other one */
static size_t take_plain(struct str text, size_t pos, struct folded *f, uint32_t *at)
{
    pos = take_ascii(text, pos, f, at);
    uint32_t *points = f->points, *start = f->start, *end = f->end, here = *at;
    uint8_t *cut = f->cut;
    size_t n = f->len, capacity = f->capacity;
    while (pos < text.len && n < capacity) {
        size_t next = pos;
        uint32_t point = next_point(text, &next), entry = point == UTF8_INVALID ? 0 : fold_entry(point);
        if (!is_plain(entry))
            break;
        points[n] = ENTRY_POINT(entry) ? ENTRY_POINT(entry) : point;
        start[n] = here++;
        end[n] = here;
        cut[n++] = (uint8_t)ENTRY_KIND(entry);
        pos = next;
    }
    f->len = n;
    *at = here;
    return pos;
}

static void take_other(struct folded *f, uint32_t point, uint32_t at)
{
    uint32_t entry = fold_entry(point);
    if (ENTRY_KIND(entry) == KIND_EXPAND)
        add_expansion(f, entry, at);
    else if (ENTRY_KIND(entry) == KIND_HANGUL)
        add_syllable(f, point, at);
    else
        add_entry(f, entry, point, 0, at);
}

/* The first pass: code point by code point, with what it is in cut[]. */
static zhm_code take_apart(struct str text, struct folded *f, zhm_error *err)
{
    uint32_t at = 0;
    for (size_t pos = take_plain(text, 0, f, &at); pos < text.len; pos = take_plain(text, pos, f, &at)) {
        size_t begin = pos;
        uint32_t point = utf8_next(text, &pos);
        if (point == UTF8_INVALID)
            return zhm_fail_at(err, ZHM_BAD_INPUT, 0, begin, "invalid UTF-8 at byte %zu", begin);
        if (f->capacity - f->len < LONGEST_EXPANSION && !grow(f, f->capacity + f->capacity / 2 + LONGEST_EXPANSION))
            return no_memory(f->capacity, err);
        take_other(f, point, at++);
    }
    f->input_points = at;
    f->cut[f->len] = KIND_END;
    return ZHM_OK;
}

zhm_code fold_text(struct str text, struct folded *out, zhm_error *err)
{
    size_t count = utf8_length(text), room = count + LONGEST_EXPANSION + 1;
    out->len = 0;
    out->input_points = 0;
    if (count > MOST_POINTS)
        return zhm_fail(err, ZHM_LIMIT, "a text of %zu characters; at most %zu can be folded", count, MOST_POINTS);
    if ((!out->points || out->capacity < room) && !grow(out, room))
        return no_memory(room, err);
    zhm_code code = take_apart(text, out, err);
    if (code) {
        out->len = 0;
        return code;
    }
    fold_apply_rules(out);
    return ZHM_OK;
}

void folded_free(struct folded *f)
{
    free(f->points);
    *f = (struct folded){0};
}

zhm_code fold_key(struct str text, struct buf *key, zhm_error *err)
{
    struct folded f = {0};
    zhm_code code = fold_text(text, &f, err);
    if (!code && !buf_reserve(key, f.len * 4))
        code = zhm_fail(err, ZHM_NO_MEMORY, "no memory for a key of %zu characters", f.len);
    for (size_t i = 0; !code && i < f.len; i++)
        key->len += utf8_encode(f.points[i], key->data + key->len);
    folded_free(&f);
    return code;
}

static uint32_t version;
static pthread_once_t version_once = PTHREAD_ONCE_INIT;

static void make_version(void)
{
    uint32_t crc = crc32c(0, &RULES, sizeof RULES);
    crc = crc32c(crc, fold_index, sizeof fold_index);
    crc = crc32c(crc, fold_block, sizeof fold_block);
    crc = crc32c(crc, fold_expansions, sizeof fold_expansions);
    crc = crc32c(crc, fold_classes, sizeof fold_classes);
    version = fold_rules_checksum(crc);
}

uint32_t fold_version(void)
{
    pthread_once(&version_once, make_version);
    return version;
}
