#include "lint/tally.h"

#include "base/grow.h"

#include <stdlib.h>

void tally_add(struct tally *t, struct str word)
{
    for (size_t i = 0; i < t->count; i++)
        if (str_equal(t->words[i].word, word)) {
            t->words[i].count++;
            return;
        }
    struct tally_word *words = arena_grow(&t->arena, t->words, t->count, &t->room, sizeof *words);
    t->failed = t->failed || !words;
    if (t->failed)
        return;
    t->words = words;
    words[t->count++] = (struct tally_word){word, 1};
}

static int by_count(const void *a, const void *b)
{
    const struct tally_word *x = a, *y = b;
    int order = (y->count > x->count) - (y->count < x->count);
    return order ? order : str_compare(x->word, y->word);
}

void tally_sort(struct tally *t)
{
    if (t->count > 0)
        qsort(t->words, t->count, sizeof *t->words, by_count);
}

void tally_free(struct tally *t)
{
    arena_free(&t->arena);
    *t = (struct tally){0};
}
