#include "memory/adapt.h"

#include "base/buf.h"
#include "base/fault.h"
#include "base/utf8.h"
#include "memory/number.h"

#include <stdlib.h>
#include <strings.h>

struct numbers {
    struct str text;
    struct number *list;
    size_t count;
};

/* What stands before number @i (or, past the last, after all). */
static struct str text_before(const struct numbers *n, size_t i)
{
    const char *end = n->text.data + n->text.len, *start = n->text.data;
    if (i > 0)
        start = n->list[i - 1].text.data + n->list[i - 1].text.len;
    if (i < n->count)
        end = n->list[i].text.data;
    return (struct str){start, (size_t)(end - start)};
}

static bool same_but_numbers(const struct numbers *a, const struct numbers *b)
{
    if (a->count != b->count || a->count == 0)
        return false;
    for (size_t i = 0; i <= a->count; i++)
        if (!str_equal(text_before(a, i), text_before(b, i)))
            return false;
    return true;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_month_name(struct str word)
{
    static const char *const names[] = {"January", "February", "March",     "April",   "May",      "June",
                                        "July",    "August",   "September", "October", "November", "December",
                                        "Jan",     "Feb",      "Mar",       "Apr",     "Jun",      "Jul",
                                        "Aug",     "Sep",      "Sept",      "Oct",     "Nov",      "Dec"};
    if (word.len < 3 || *word.data > 'Z')
        return false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (word.len == strlen(names[i]) && strncasecmp(word.data, names[i], word.len) == 0)
            return true;
    return false;
}

static bool names_month(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        size_t start = i;
        while (i < text.len && is_letter(text.data[i]))
            i++;
        if (i > start && is_month_name((struct str){text.data + start, i - start}))
            return true;
    }
    return false;
}

/* Where the other text has "May", the 5 of 5月 is that, and no other 5 there. */
static bool set_months_apart(struct numbers *n, struct str other, struct arena *arena)
{
    bool named = names_month(other);
    for (size_t i = 0; named && i < n->count; i++) {
        if (!n->list[i].is_month)
            continue;
        n->list[i].value = arena_join(arena, n->list[i].value, "月", NULL);
        if (!n->list[i].value)
            return false;
    }
    return true;
}

static int by_value(const void *x, const void *y)
{
    const struct number *a = *(const struct number *const *)x, *b = *(const struct number *const *)y;
    int order = strcmp(a->value, b->value);
    return order ? order : (a->index > b->index) - (a->index < b->index);
}

static const struct number **sorted(const struct numbers *n, struct arena *arena)
{
    const struct number **order = arena_array(arena, n->count, sizeof *order);
    for (size_t i = 0; order && i < n->count; i++)
        order[i] = &n->list[i];
    if (order)
        qsort(order, n->count, sizeof *order, by_value);
    return order;
}

/* How many numbers from order[at] on have one value. */
static size_t run_length(const struct number *const *order, size_t at, size_t count, const char *value)
{
    size_t end = at;
    while (end < count && strcmp(order[end]->value, value) == 0)
        end++;
    return end - at;
}

/* For the numbers of one value: they stay, or they all become one other. @return false when some do and some don't */
static bool one_change(const struct number *const *run, size_t count, const struct numbers *query, bool *changes)
{
    const char *to = query->list[run[0]->index].value;
    for (size_t i = 1; i < count; i++)
        if (strcmp(query->list[run[i]->index].value, to) != 0)
            return false;
    *changes = strcmp(to, run[0]->value) != 0;
    return true;
}

/* Of each number of the target the one of the source that it is, if that changes (NULL: it stays). @return
 * ZHM_NOT_FOUND when that can't be told */
static zhm_code pair_numbers(const struct numbers *query, const struct numbers *source, const struct numbers *target,
                             const struct number **pairs, struct arena *arena)
{
    const struct number **s = sorted(source, arena), **t = sorted(target, arena);
    if (!s || !t)
        return ZHM_NO_MEMORY;
    for (size_t i = 0, j = 0, run; i < source->count; i += run) {
        bool changes = false;
        run = run_length(s, i, source->count, s[i]->value);
        while (j < target->count && strcmp(t[j]->value, s[i]->value) < 0)
            j++;
        if (!one_change(s + i, run, query, &changes))
            return ZHM_NOT_FOUND;
        if (changes && run_length(t, j, target->count, s[i]->value) != run)
            return ZHM_NOT_FOUND;
        for (size_t k = 0; changes && k < run; k++)
            pairs[t[j + k]->index] = s[i + k];
    }
    return ZHM_OK;
}

static const char *copied(struct arena *arena, struct str s)
{
    return arena_copy(arena, s).data;
}

/* The target under way. */
struct writing {
    struct buf text;
    size_t points; /* in it */
    struct adapted_number *numbers;
    size_t count;
};

static void put_text(struct writing *w, struct str s)
{
    buf_append_str(&w->text, s);
    w->points += utf8_length(s);
}

static zhm_code put_number(struct writing *w, const struct number *query, const struct number *source,
                           const struct number *target, struct arena *arena, zhm_error *err)
{
    struct str text = {0};
    zhm_code code = number_rewrite(query, source, target, arena, &text, err);
    if (code != ZHM_OK)
        return code;
    struct adapted_number *n = &w->numbers[w->count++];
    n->start = w->points;
    put_text(w, text);
    n->end = w->points;
    n->from = copied(arena, source->text);
    n->to = copied(arena, query->text);
    n->target_from = copied(arena, target->text);
    n->target_to = text.data;
    if (!n->from || !n->to || !n->target_from)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory to adapt numbers");
    return ZHM_OK;
}

static zhm_code write_target(struct writing *w, const struct numbers *query, const struct numbers *target,
                             const struct number *const *pairs, struct arena *arena, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && i < target->count; i++) {
        put_text(w, text_before(target, i));
        if (pairs[i])
            code = put_number(w, &query->list[pairs[i]->index], pairs[i], &target->list[i], arena, err);
        else
            put_text(w, target->list[i].text);
    }
    put_text(w, text_before(target, target->count));
    return code;
}

/* Whether the new target reads as it is meant to: the query's numbers at their places, the others as they were. What
 * became of a number may join the next ("2024" before a space and three digits does not, "20" does). */
static zhm_code read_again(const char *text, const struct numbers *query, const struct numbers *target,
                           const struct number *const *pairs, struct arena *arena, zhm_error *err)
{
    struct numbers made = {.text = str_of(text)};
    zhm_code code = written_numbers(made.text, arena, &made.list, &made.count, err);
    if (code != ZHM_OK)
        return code;
    if (made.count != target->count)
        return ZHM_NOT_FOUND;
    for (size_t i = 0; i < made.count; i++) {
        const struct number *is = &made.list[i], *was = &target->list[i];
        if (pairs[i] ? strcmp(is->value, query->list[pairs[i]->index].value) != 0 : !str_equal(is->text, was->text))
            return ZHM_NOT_FOUND;
    }
    return ZHM_OK;
}

static zhm_code adapt(const struct numbers *query, const struct numbers *source, const struct numbers *target,
                      struct arena *arena, struct adaptation *out, zhm_error *err)
{
    struct writing w = {.numbers = arena_array(arena, target->count, sizeof *w.numbers)};
    const struct number **pairs = arena_array(arena, target->count, sizeof *pairs);
    zhm_code code = w.numbers && pairs ? pair_numbers(query, source, target, pairs, arena) : ZHM_NO_MEMORY;
    if (code == ZHM_OK)
        code = write_target(&w, query, target, pairs, arena, err);
    const char *text = code == ZHM_OK && !w.text.failed ? copied(arena, buf_str(&w.text)) : NULL;
    buf_free(&w.text);
    if (code == ZHM_NOT_FOUND)
        return code;
    if (!text)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory to adapt numbers");
    code = read_again(text, query, target, pairs, arena, err);
    if (code == ZHM_OK)
        *out = (struct adaptation){text, w.numbers, w.count};
    return code;
}

zhm_code adapt_numbers(struct str query, struct str source, struct str target, struct arena *arena,
                       struct adaptation *out, zhm_error *err)
{
    struct numbers all[3] = {{.text = query}, {.text = source}, {.text = target.data ? target : STR("")}};
    for (size_t i = 0; i < 3; i++) {
        zhm_code code = written_numbers(all[i].text, arena, &all[i].list, &all[i].count, err);
        if (code != ZHM_OK)
            return code;
    }
    if (str_equal(query, source) || !same_but_numbers(&all[0], &all[1]))
        return ZHM_NOT_FOUND;
    if (!set_months_apart(&all[2], source, arena) || !set_months_apart(&all[0], target, arena) ||
        !set_months_apart(&all[1], target, arena))
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory to adapt numbers");
    return adapt(&all[0], &all[1], &all[2], arena, out, err);
}
