#include "term/correct_form.h"

#include <strings.h>

enum { PHRASE_MAX = 16 };

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

const char *lowered(struct arena *arena, const char *name)
{
    size_t len = strlen(name);
    char *copy = arena_alloc(arena, len + 1);
    if (!copy)
        return NULL;
    for (size_t i = 0; i <= len; i++)
        copy[i] = is_upper(name[i]) ? (char)(name[i] + 0x20) : name[i];
    return copy;
}

static bool is_word(char c)
{
    return is_upper(c) || is_lower(c) || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

/* A text of several words, all of it in capitals: an abbreviation is not. */
static bool shouts(struct str s)
{
    size_t capitals = 0, words = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (is_lower(s.data[i]))
            return false;
        capitals += is_upper(s.data[i]);
        words += is_upper(s.data[i]) && (i == 0 || s.data[i - 1] == ' ');
    }
    return capitals > 3 && words > 1;
}

static void raise_letters(char *text, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        unsigned char c = (unsigned char)text[i], before = i ? (unsigned char)text[i - 1] : 0;
        bool latin1 = before == 0xC3 && c >= 0xA0 && c != 0xB7 && c != 0xBF; /* é to É, not ÷, ÿ */
        if (is_lower(text[i]) || latin1)
            text[i] = (char)(c - 0x20);
    }
}

/* "an", by the sound that the first word most likely begins with.
 * Of abbreviations that may be read as words nobody knows. */
enum article { ARTICLE_A, ARTICLE_AN, ARTICLE_EITHER };

static bool begins(struct str s, const char *with)
{
    size_t n = strlen(with);
    return s.len >= n && strncasecmp(s.data, with, n) == 0;
}

static bool listed(struct str s, const char *const *list)
{
    for (; *list; list++)
        if (begins(s, *list))
            return true;
    return false;
}

static enum article article_of_capitals(struct str s)
{
    if (s.len > 1 && strchr("AEIOU", s.data[1]))
        return strchr("FHLMNRSX", s.data[0]) ? ARTICLE_EITHER : s.data[0] == 'U' ? ARTICLE_EITHER : ARTICLE_A;
    if (s.data[0] == 'U')
        return ARTICLE_A;
    return strchr("AEFHILMNORSX", s.data[0]) ? ARTICLE_AN : ARTICLE_A;
}

static enum article article_for(struct str s)
{
    static const char *const silent[] = {"hour", "honest", "honour", "honor", "heir", NULL};
    static const char *const voiced[] = {"uni", "use", "usu", "eu", "one", "once", "ubi", "ura", NULL};
    while (s.len > 0 && !is_word(s.data[0]))
        s = str_from(s, 1);
    if (s.len == 0 || (!is_upper(s.data[0]) && !is_lower(s.data[0])))
        return ARTICLE_EITHER;
    if (is_upper(s.data[0]) && s.len > 1 && is_upper(s.data[1]) && !strchr("AEIOU", s.data[0]))
        return article_of_capitals(s);
    if (is_upper(s.data[0]) && s.len > 1 && is_upper(s.data[1]))
        return s.data[0] == 'U' ? ARTICLE_EITHER : ARTICLE_AN;
    if (listed(s, silent))
        return ARTICLE_AN;
    if (begins(s, "unin") || begins(s, "unim"))
        return ARTICLE_AN;
    return !listed(s, voiced) && strchr("AEIOUaeiou", s.data[0]) ? ARTICLE_AN : ARTICLE_A;
}

/* The word before byte @at, over one space. */
static struct str word_before(struct str text, size_t at)
{
    if (at == 0 || text.data[at - 1] != ' ')
        return (struct str){0};
    size_t end = at - 1, start = end;
    while (start > 0 && is_word(text.data[start - 1]))
        start--;
    return (struct str){text.data + start, end - start};
}

static bool is_article(struct str word, const char *article)
{
    return word.len > 0 && word.len == strlen(article) && strncasecmp(word.data, article, word.len) == 0;
}

struct pair {
    struct str open, close;
};
static const struct pair pairs[] = {
    {{"“", 3}, {"”", 3}},   {{"‘", 3}, {"’", 3}},   {{"《", 3}, {"》", 3}},
    {{"「", 3}, {"」", 3}}, {{"『", 3}, {"』", 3}}, {{"\"", 1}, {"\"", 1}},
};

static bool ends_with(struct str s, struct str with)
{
    return s.len >= with.len && memcmp(s.data + s.len - with.len, with.data, with.len) == 0;
}

/* Quotation marks around the place, where the name has its own. */
static void take_quotes(struct str text, struct str name, struct fitted *f)
{
    struct str before = {text.data, f->start}, after = str_from(text, f->end);
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        const struct pair *p = &pairs[i];
        if (!ends_with(before, p->open) || !str_starts(after, p->close))
            continue;
        for (size_t k = 0; k < sizeof pairs / sizeof *pairs; k++)
            if (str_starts(name, pairs[k].open) || ends_with(name, pairs[k].close)) {
                f->start -= p->open.len;
                f->end += p->close.len;
                return;
            }
    }
}

static const char *with_article(struct arena *arena, const char *article, const char *between, const char *name)
{
    return arena_join(arena, article, between, name, NULL);
}

static void fit_article(struct arena *arena, struct str text, struct str old, struct fitted *f)
{
    struct str word = word_before(text, f->start);
    bool an = is_article(word, "an");
    if (!an && !is_article(word, "a"))
        return;
    enum article wanted = article_for(str_of(f->text)), was = article_for(old);
    if (wanted == ARTICLE_EITHER || (wanted == ARTICLE_AN) == an ||
        (was != ARTICLE_EITHER && (was == ARTICLE_AN) != an))
        return;
    const char *article = wanted == ARTICLE_AN     ? (is_upper(word.data[0]) ? "An" : "an")
                          : is_upper(word.data[0]) ? "A"
                                                   : "a";
    if (an && is_upper(word.data[1]))
        article = "A";
    f->text = with_article(arena, article, " ", f->text);
    f->start -= word.len + 1;
}

static struct str word_at(struct str s, size_t at)
{
    size_t end = at;
    while (end < s.len && (is_word(s.data[end]) || s.data[end] == '-' || s.data[end] == '\''))
        end++;
    return (struct str){s.data + at, end - at};
}

static bool same_word(struct str a, struct str b)
{
    return a.len > 0 && a.len == b.len && strncasecmp(a.data, b.data, a.len) == 0;
}

/* The noun with what stands before it, up to "of" or the end. */
static size_t phrase_at(struct str s, size_t at, struct str words[PHRASE_MAX])
{
    size_t count = 0;
    for (struct str w = word_at(s, at); w.len > 0 && count < PHRASE_MAX && !is_article(w, "of"); w = word_at(s, at)) {
        words[count++] = w;
        at += w.len;
        if (at >= s.len || s.data[at] != ' ')
            break;
        at++;
    }
    return count;
}

/* The same phrase, or a longer one with another noun at its end: "Lake City Department", "Lake City Bureau". */
static bool same_phrase(const struct str *a, size_t a_count, const struct str *b, size_t b_count)
{
    size_t same = 0;
    while (same < a_count && same < b_count && same_word(a[same], b[same]))
        same++;
    return a_count > 0 && a_count == b_count && (same == a_count || (same + 1 == a_count && same > 1));
}

/* Whether @old has the phrase with "the" before it. */
static bool has_article_before(struct str old, const struct str *phrase, size_t count)
{
    struct str other[PHRASE_MAX];
    for (size_t i = 1; i < old.len; i++)
        if (!is_word(old.data[i - 1]) && same_word(word_at(old, i), phrase[0]) &&
            is_article(word_before(old, i), "the") && same_phrase(phrase, count, other, phrase_at(old, i, other)))
            return true;
    return false;
}

static bool takes_article(struct str name, size_t at)
{
    static const char *const before[] = {"of", "to", "for", "in", "on", "at", "and", "with", NULL};
    struct str word = word_before(name, at);
    for (size_t i = 0; before[i]; i++)
        if (is_article(word, before[i]))
            return true;
    return false;
}

const char *articles_like(struct arena *arena, struct str old, const char *name)
{
    struct str rest = str_of(name);
    const char *out = name;
    struct str phrase[PHRASE_MAX];
    for (size_t i = 1; i < rest.len; i++) {
        if (!takes_article(rest, i) || is_article(word_at(rest, i), "the"))
            continue;
        size_t count = phrase_at(rest, i, phrase);
        if (count == 0 || !has_article_before(old, phrase, count))
            continue;
        const char *head = arena_printf(arena, "%.*sthe ", (int)i, rest.data);
        out = head ? arena_join(arena, head, rest.data + i, NULL) : NULL;
        if (!out)
            return NULL;
        rest = str_of(out);
        i += 4;
    }
    return out;
}

struct fitted name_fit(struct arena *arena, struct str text, size_t start, size_t end, struct str name)
{
    struct fitted f = {start, end, NULL};
    struct str old = {text.data + start, end - start};
    if (begins(name, "the ") && is_article(word_before(text, start), "the"))
        name = str_from(name, 4);
    take_quotes(text, name, &f);
    char *copy = arena_alloc(arena, name.len + 1);
    if (!copy)
        return f;
    if (name.len)
        memcpy(copy, name.data, name.len);
    if (shouts(old))
        raise_letters(copy, name.len);
    else if (old.len > 0 && is_upper(old.data[0]) && is_lower(copy[0]))
        raise_letters(copy, 1);
    f.text = copy;
    fit_article(arena, text, old, &f);
    return f;
}
