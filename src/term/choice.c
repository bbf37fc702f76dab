#include "term/choice.h"

#include "base/fault.h"
#include "base/utf8.h"
#include "model/concept.h"

#include <stdlib.h>

/* Chinese and English before other languages: CIRC is an insurance regulator that was, before it is a French centre. */
static struct choice choice_of(const struct named *n, struct str written, const struct question *q)
{
    struct choice c = {.named = *n, .standing = named_standing(n, q), .exact = str_is(written, n->term->text)};
    unsigned worth = (unsigned)c.standing + (concept_ended(n->concept, q) ? 2 : 0);
    bool foreign = strncmp(n->term->lang, "zh", 2) != 0 && strncmp(n->term->lang, "en", 2) != 0;
    c.rank = foreign * 64U + worth * 4 + !c.exact * 2 + (n->term->type != ZHM_FULL);
    return c;
}

static int by_rank(const void *x, const void *y)
{
    const struct choice *a = x, *b = y;
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    return strcmp(a->named.concept->id, b->named.concept->id);
}

zhm_code choose(struct reader *r, const struct named_list *named, struct str written, const struct question *q,
                struct choices *out, zhm_error *err)
{
    struct choice *items = arena_array(&r->arena, named->count, sizeof *items);
    if (!items)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for the choices");
    size_t count = 0;
    for (size_t i = 0; i < named->count; i++) {
        struct choice c = choice_of(&named->items[i], written, q);
        struct choice *last = count > 0 ? &items[count - 1] : NULL; /* a concept's terms stand together */
        if (!last || last->named.concept != c.named.concept)
            items[count++] = c;
        else if (c.rank < last->rank)
            *last = c;
    }
    if (count > 1)
        qsort(items, count, sizeof *items, by_rank);
    *out = (struct choices){items, count, count > 1 && items[0].rank == items[1].rank};
    return ZHM_OK;
}

static size_t skip_marks(struct str s, size_t i)
{
    while (i < s.len && strchr(". -'", s.data[i]))
        i++;
    return i;
}

static bool same_letters(struct str a, struct str b)
{
    size_t i = 0, k = 0;
    for (;;) {
        i = skip_marks(a, i);
        k = skip_marks(b, k);
        if (i == a.len || k == b.len)
            return i == a.len && k == b.len;
        if (a.data[i++] != b.data[k++])
            return false;
    }
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* One English word, a post or a slogan, that the glossary writes with a capital: in lower case it is just a word. */
static bool is_common_word(const struct named *n, struct str written)
{
    const char *text = n->term->text;
    zhm_category category = n->concept->category;
    bool word = category == ZHM_TITLE || category == ZHM_INITIATIVE || category == ZHM_DOCUMENT;
    return word && strcmp(n->term->lang, "en") == 0 && is_capital(text[0]) && !strpbrk(text, " -") && written.len > 0 &&
           !is_capital(written.data[0]);
}

bool name_fits_text(const struct named *n, struct str written)
{
    const zhm_term *term = n->term;
    if (term->type != ZHM_ABBREVIATION)
        return !is_common_word(n, written);
    if (utf8_length(str_of(term->text)) < 2)
        return false;
    return strncmp(term->lang, "zh", 2) == 0 || same_letters(str_of(term->text), written);
}
