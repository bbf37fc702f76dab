#include "text/pinyin.h"

#include "base/fault.h"
#include "base/utf8.h"
#include "pinyin_tables.h"
#include "text/fold_pass.h"

#include <stdlib.h>

/* Syllables as they come: spaces between, none within a run of Latin letters and digits. */
struct writer {
    struct buf *out;
    size_t begin; /* the buffer's length before */
    bool in_run, has_han;
};

static uint16_t reading_of(uint32_t point)
{
    return pinyin_block[pinyin_index[point >> 6] * 64u + (point & 63)];
}

static void write_syllable(struct writer *w, uint16_t syllable)
{
    if (w->out->len > w->begin)
        buf_append_char(w->out, ' ');
    buf_append_text(w->out, pinyin_syllables[syllable]);
    w->in_run = false;
    w->has_han = true;
}

/* The Latin letter or digit that @entry folds to; 0: another sign. */
static uint32_t run_point(uint32_t entry, uint32_t point)
{
    enum fold_kind kind = ENTRY_KIND(entry);
    if (kind != KIND_LATIN && kind != KIND_DIGIT)
        return 0;
    return ENTRY_POINT(entry) ? ENTRY_POINT(entry) : point;
}

static void write_run_point(struct writer *w, uint32_t point)
{
    if (!point) {
        w->in_run = false;
        return;
    }
    if (!w->in_run && w->out->len > w->begin)
        buf_append_char(w->out, ' ');
    buf_append_point(w->out, point);
    w->in_run = true;
}

static void write_other(struct writer *w, uint32_t point)
{
    uint32_t entry = fold_entry(point);
    if (ENTRY_KIND(entry) == KIND_EXPAND) {
        const uint32_t *each = fold_expansion(entry);
        for (uint32_t i = 0; i < ENTRY_EXTRA(entry); i++)
            write_run_point(w, run_point(each[i], ENTRY_POINT(each[i])));
    } else if (ENTRY_KIND(entry) != KIND_NOTHING && ENTRY_KIND(entry) != KIND_MARK) {
        write_run_point(w, run_point(entry, point));
    }
}

static int compare_first(const void *key, const void *word)
{
    uint32_t point = *(const uint32_t *)key, first = ((const struct pinyin_word *)word)->points[0];
    return (point > first) - (point < first);
}

static uint32_t next_simplified(struct str text, size_t *pos)
{
    uint32_t point = utf8_next(text, pos);
    uint32_t entry = fold_entry(point);
    return ENTRY_KIND(entry) == KIND_SIGN && ENTRY_POINT(entry) ? ENTRY_POINT(entry) : point;
}

static bool begins_with(struct str text, size_t pos, const struct pinyin_word *word, size_t *end)
{
    for (uint32_t i = 0; i < word->length; i++)
        if (pos == text.len || next_simplified(text, &pos) != word->points[i])
            return false;
    *end = pos;
    return true;
}

/* The longest word of the table at @pos, and its end. */
static const struct pinyin_word *find_word(struct str text, size_t pos, size_t *end)
{
    const size_t count = sizeof pinyin_words / sizeof *pinyin_words;
    size_t after = pos;
    uint32_t first = next_simplified(text, &after);
    const struct pinyin_word *w = bsearch(&first, pinyin_words, count, sizeof *w, compare_first);
    if (!w)
        return NULL;
    while (w > pinyin_words && w[-1].points[0] == first)
        w--;
    for (; w < pinyin_words + count && w->points[0] == first; w++)
        if (begins_with(text, pos, w, end))
            return w;
    return NULL;
}

static uint16_t han_reading(uint32_t point)
{
    uint32_t entry = fold_entry(point);
    uint16_t own = reading_of(point);
    return own || ENTRY_KIND(entry) != KIND_SIGN || !ENTRY_POINT(entry) ? own : reading_of(ENTRY_POINT(entry));
}

static size_t write_next(struct writer *w, struct str text, size_t pos)
{
    size_t end = pos;
    uint32_t point = utf8_next(text, &end);
    uint16_t syllable = han_reading(point);
    if (!syllable) {
        write_other(w, point);
        return end;
    }
    const struct pinyin_word *word = find_word(text, pos, &end);
    if (!word)
        write_syllable(w, syllable);
    for (uint32_t i = 0; word && i < word->length; i++)
        write_syllable(w, word->syllables[i]);
    return end;
}

zhm_code pinyin_of(struct str text, struct buf *syllables, zhm_error *err)
{
    struct writer w = {.out = syllables, .begin = syllables->len};
    zhm_code code = utf8_check(text, err);
    if (code)
        return code;
    for (size_t pos = 0; pos < text.len;)
        pos = write_next(&w, text, pos);
    if (syllables->failed)
        code = zhm_fail(err, ZHM_NO_MEMORY, "no memory for a reading");
    else if (!w.has_han)
        code = ZHM_NOT_FOUND;
    if (code)
        syllables->len = w.begin;
    return code;
}

static bool is_syllable(struct str letters)
{
    for (size_t i = 1; i < sizeof pinyin_syllables / sizeof *pinyin_syllables; i++)
        if (str_is(letters, pinyin_syllables[i]))
            return true;
    return false;
}

/* Whether the last letters of @word, no more than a few syllables, are whole syllables of pinyin. */
static bool is_pinyin_word(struct str word)
{
    enum { MOST = 48, LONGEST = 6 };
    bool ends[MOST + 1] = {true};
    if (word.len == 0 || word.len > MOST)
        return false;
    for (size_t end = 1; end <= word.len; end++)
        for (size_t len = 1; len <= LONGEST && len <= end && !ends[end]; len++)
            ends[end] = ends[end - len] && is_syllable((struct str){word.data + end - len, len});
    return ends[word.len];
}

struct query {
    struct buf *out;
    size_t begin, word; /* the buffer's length before, and before the word in hand */
    bool has_letter;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A tone: a digit from 1 to 5 after a word of pinyin, before no other digit. */
static void drop_tone(struct query *q)
{
    struct buf *out = q->out;
    if (out->failed || out->len - q->begin < 2)
        return;
    char digit = out->data[out->len - 1];
    struct str word = {out->data + q->word, out->len - 1 - q->word};
    if (digit >= '1' && digit <= '5' && is_pinyin_word(word))
        out->len--;
}

static void query_letter(struct query *q, uint32_t letter)
{
    struct buf *out = q->out;
    bool after_digit = out->len > q->begin && !out->failed && is_digit(out->data[out->len - 1]);
    if (letter >= 'a' && after_digit) {
        drop_tone(q);
        q->word = out->len;
    }
    buf_append_char(out, (char)letter);
    q->has_letter = q->has_letter || letter >= 'a';
}

static void query_end_word(struct query *q)
{
    drop_tone(q);
    q->word = q->out->len;
}

static bool is_u_umlaut(uint32_t point)
{
    return point == 0xFC || point == 0xDC || (point >= 0x1D5 && point <= 0x1DC);
}

static void make_v(struct query *q)
{
    struct buf *out = q->out;
    if (!out->failed && out->len > q->word && out->data[out->len - 1] == 'u')
        out->data[out->len - 1] = 'v';
}

/* One folded point. @return false for a sign of another script */
static bool query_point(struct query *q, uint32_t point, enum fold_kind kind)
{
    if (point == 0x251 || point == 0x261)
        point = point == 0x251 ? 'a' : 'g';
    if ((point >= 'a' && point <= 'z') || (point >= '0' && point <= '9'))
        query_letter(q, point);
    else if (point == 0x308 || point == ':')
        make_v(q);
    else if (kind != KIND_NOTHING && kind != KIND_MARK)
        query_end_word(q);
    return point < 0x80 || kind < KIND_LATIN || kind > KIND_TRAIL;
}

static bool query_code_point(struct query *q, uint32_t point)
{
    uint32_t entry = fold_entry(point);
    if (is_u_umlaut(point))
        return query_point(q, 'v', KIND_LATIN);
    if (ENTRY_KIND(entry) != KIND_EXPAND)
        return query_point(q, ENTRY_POINT(entry) ? ENTRY_POINT(entry) : point, ENTRY_KIND(entry));
    const uint32_t *each = fold_expansion(entry);
    for (uint32_t i = 0; i < ENTRY_EXTRA(entry); i++)
        if (!query_point(q, ENTRY_POINT(each[i]), ENTRY_KIND(each[i])))
            return false;
    return true;
}

zhm_code pinyin_query(struct str text, struct buf *letters, zhm_error *err)
{
    struct query q = {.out = letters, .begin = letters->len, .word = letters->len};
    zhm_code code = utf8_check(text, err);
    if (code)
        return code;
    bool latin = true;
    for (size_t pos = 0; latin && pos < text.len;)
        latin = query_code_point(&q, utf8_next(text, &pos));
    query_end_word(&q);
    if (letters->failed)
        code = zhm_fail(err, ZHM_NO_MEMORY, "no memory for a query");
    else if (!latin || !q.has_letter)
        code = ZHM_NOT_FOUND;
    if (code)
        letters->len = q.begin;
    return code;
}
