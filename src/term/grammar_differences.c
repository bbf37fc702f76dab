#include "term/grammar_differences.h"

#include "term/grammar_reader.h"

#include <stdlib.h>

static uint64_t hash(uint64_t h, struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        h = (h ^ (unsigned char)text.data[i]) * 1099511628211u;
    return (h ^ 0xFF) * 1099511628211u; /* no byte of UTF-8: where a line ends */
}

static const uint64_t hash_begin = 14695981039346656037u;

static void add(struct buf *units, uint64_t unit)
{
    buf_append(units, &unit, sizeof unit);
}

static void add_rules(struct buf *rules, struct str text)
{
    uint64_t rule = 0;
    bool open = false;
    while (text.len > 0) {
        struct str line = rules_text(str_take(&text, '\n'));
        struct str trimmed = str_trim(line);
        if (trimmed.len == 0)
            continue;
        if (trimmed.data == line.data) {
            if (open)
                add(rules, rule);
            rule = hash_begin;
            open = true;
        }
        rule = hash(rule, trimmed);
    }
    if (open)
        add(rules, rule);
}

static void add_words(struct buf *words, struct str text)
{
    bool header = false;
    while (text.len > 0) {
        struct str line = str_take(&text, '\n');
        if (str_trim(line).len == 0 || line.data[0] == '#')
            continue;
        if (header)
            add(words, hash(hash_begin, line));
        header = true;
    }
}

void grammar_units_add(struct grammar_units *units, struct str name, struct str text)
{
    if (str_ends(name, STR(".rules")))
        add_rules(&units->rules, text);
    else
        add_words(&units->words, text);
}

size_t grammar_units_count(const struct buf *units)
{
    return units->len / sizeof(uint64_t);
}

static int by_number(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static const uint64_t *sorted(struct buf *units)
{
    if (units->len > 0)
        qsort(units->data, grammar_units_count(units), sizeof(uint64_t), by_number);
    return (const void *)units->data;
}

size_t grammar_units_differ(struct buf *old, struct buf *now)
{
    const uint64_t *a = sorted(old), *b = sorted(now);
    size_t as = grammar_units_count(old), bs = grammar_units_count(now), same = 0;
    for (size_t i = 0, k = 0; i < as && k < bs;) {
        bool equal = a[i] == b[k];
        bool first = a[i] <= b[k];
        same += equal;
        i += first;
        k += equal || !first;
    }
    return (as > bs ? as : bs) - same; /* one that is gone and one that is new are one that changed */
}

void grammar_units_free(struct grammar_units *units)
{
    buf_free(&units->rules);
    buf_free(&units->words);
}
