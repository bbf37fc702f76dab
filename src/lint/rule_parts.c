#include "lint/rules.h"

#include "base/utf8.h"
#include "text/fold.h"

#include <stdlib.h>

enum { LETTERS_LEAST = 12 };

/* The bodies' official English names of two words or more, by their keys. */
struct parts {
    const struct name **items;
    size_t count, longest; /* bytes of a key */
};

static bool is_part(const struct lint *l, const struct name *n)
{
    const zhm_term *t = n->term;
    return l->g->concepts[n->concept].category == ZHM_AGENCY && lint_is_lang(n, "en") && t->status == ZHM_PREFERRED &&
           t->type == ZHM_FULL && strchr(t->text, ' ') && n->key.len >= LETTERS_LEAST;
}

static int by_key(const void *a, const void *b)
{
    const struct name *x = *(const struct name *const *)a, *y = *(const struct name *const *)b;
    return str_compare(x->key, y->key);
}

static bool list_parts(struct lint *l, struct parts *out)
{
    out->items = malloc((l->count + 1) * sizeof *out->items);
    l->failed = l->failed || !out->items;
    if (!out->items)
        return false;
    for (size_t i = 0; i < l->count; i++) {
        if (!is_part(l, &l->names[i]))
            continue;
        out->items[out->count++] = &l->names[i];
        out->longest = l->names[i].key.len > out->longest ? l->names[i].key.len : out->longest;
    }
    qsort(out->items, out->count, sizeof *out->items, by_key);
    return true;
}

/* The number of the first part whose key is not before @key. */
static size_t find_part(const struct parts *parts, struct str key)
{
    size_t low = 0, high = parts->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_compare(parts->items[middle]->key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_article(struct str word)
{
    return str_is(word, "the") || str_is(word, "a") || str_is(word, "an");
}

/* The words' letters and digits, in lower case; without articles, which a longer name may leave out or add. */
static void letters_of(struct str text, struct buf *out)
{
    size_t begin = out->len;
    for (size_t i = 0; i <= text.len; i++) {
        unsigned char c = i < text.len ? (unsigned char)text.data[i] : ' ';
        bool letter = c >= 0x80 || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
        if (letter)
            buf_append_char(out, c >= 'A' && c <= 'Z' ? (char)(c | 32) : (char)c);
        if (c == ' ' && !out->failed && is_article(str_from(buf_str(out), begin)))
            out->len = begin;
        if (c == ' ')
            begin = out->len;
    }
}

/* Whether the letters are those of a name of the part's concept. */
static bool is_spelling(struct lint *l, const struct name *part, struct str span)
{
    struct buf want = {0}, have = {0};
    bool same = false;
    letters_of(span, &want);
    for (size_t i = l->first[part->concept]; !same && i < l->first[part->concept + 1]; i++) {
        buf_clear(&have);
        if (str_equal(l->names[i].key, part->key))
            letters_of(str_of(l->names[i].term->text), &have);
        same = str_equal(buf_str(&want), buf_str(&have));
    }
    l->failed = l->failed || want.failed || have.failed;
    buf_free(&want);
    buf_free(&have);
    return same;
}

/* Two bodies may differ in the spelling of one name: either will do. */
static void check_span(struct lint *l, const struct parts *parts, const struct name *n, struct str key, struct str span)
{
    const struct name *other = NULL;
    for (size_t i = find_part(parts, key); i < parts->count && str_equal(parts->items[i]->key, key); i++) {
        other = parts->items[i];
        if (other->concept == n->concept || is_spelling(l, other, span))
            return;
    }
    if (other)
        lint_fault_in(l, n, "'%.*s' in '%s': %s is spelt '%s' (%s:%zu)", STR_ARG(span), n->term->text,
                      l->g->concepts[other->concept].id, other->term->text, lint_file(l, other->concept), other->line);
}

/* The bytes of the text that points [i, j) came from. */
static struct str span_of(struct str text, const struct folded *f, size_t i, size_t j)
{
    size_t from = utf8_advance(text, 0, f->start[i]);
    return (struct str){text.data + from, utf8_advance(text, from, f->end[j - 1] - f->start[i]) - from};
}

/* Every run of whole words but the whole. A name whose key is not all ASCII is passed over. */
static void check_name(struct lint *l, const struct parts *parts, const struct name *n, struct folded *f)
{
    struct str text = str_of(n->term->text), key = n->key;
    if (fold_text(text, f, NULL) != ZHM_OK || f->len != key.len)
        return;
    for (size_t i = 0; i < f->len; i++)
        for (size_t j = i + LETTERS_LEAST; f->cut[i] && j <= f->len && j - i <= parts->longest; j++)
            if (f->cut[j] && j - i < f->len)
                check_span(l, parts, n, (struct str){key.data + i, j - i}, span_of(text, f, i, j));
}

void rule_parts(struct lint *l)
{
    struct parts parts = {0};
    struct folded f = {0};
    if (!list_parts(l, &parts))
        return;
    for (size_t i = 0; i < l->count; i++)
        if (lint_is_lang(&l->names[i], "en") && l->names[i].term->status != ZHM_DEPRECATED &&
            !lint_has_reason(&l->names[i]))
            check_name(l, &parts, &l->names[i], &f);
    folded_free(&f);
    free(parts.items);
}
