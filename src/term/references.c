#include "term/references.h"

#include "base/fault.h"
#include "base/utf8.h"
#include "term/compose.h"
#include "term/mention_tree.h"

#include <stdlib.h>

enum { LATIN_MAX = 12, CHINESE_MAX = 12, DEFINITIONS_MAX = 32 };

static zhm_code no_memory(zhm_error *err)
{
    return zhm_fail(err, ZHM_NO_MEMORY, "no memory for the abbreviations of a text");
}

/* A bracket after a name: points [first, last) are the abbreviation, `close` is behind the closing sign. */
struct bracket {
    size_t first, last, close;
    bool chinese; /* said to be one: 以下简称 */
};

static size_t skip_saying(const struct folded *f, size_t at)
{
    static const uint32_t below[] = {0x4EE5, 0x4E0B}, called[] = {0x7B80, 0x79F0}; /* 以下, 简称 */
    size_t i = at;
    if (i + 2 <= f->len && f->points[i] == below[0] && f->points[i + 1] == below[1])
        i += 2;
    bool said = i + 2 <= f->len && f->points[i] == called[0] && f->points[i + 1] == called[1];
    return said ? i + 2 : at;
}

static bool read_bracket(const struct folded *f, size_t at, struct bracket *out)
{
    if (at >= f->len || f->points[at] != '(')
        return false;
    size_t first = skip_saying(f, at + 1), last = first;
    *out = (struct bracket){.first = first, .chinese = first > at + 1};
    size_t max = out->chinese ? CHINESE_MAX : LATIN_MAX;
    while (last < f->len && f->points[last] != ')' && last - first <= max)
        last++;
    out->last = last;
    out->close = last + 1;
    return last < f->len && f->points[last] == ')' && last >= first + 2;
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* UNOSSC, AfDB: at least two capitals, and no space. */
static bool is_abbreviation(struct str text)
{
    size_t capitals = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        if (!is_upper(c) && !(c >= 'a' && c <= 'z') && c != '-' && c != '&')
            return false;
        capitals += is_upper(c);
    }
    return capitals >= 2 && is_upper(text.data[0]);
}

/* Its capitals are first letters of the name's words, in order. */
static bool abbreviates(struct str shorter, struct str name)
{
    size_t at = 0;
    for (size_t i = 0; i < shorter.len; i++) {
        if (!is_upper(shorter.data[i]))
            continue;
        bool met = false;
        for (; !met && at < name.len; at++)
            met = (name.data[at] & ~0x20) == shorter.data[i] && (at == 0 || strchr(" -('/", name.data[at - 1]));
        if (!met)
            return false;
    }
    return true;
}

static bool is_named(const struct chart *c, const struct span *s)
{
    zhm_category category;
    return compose_category(c, s->symbol, &category) && (category == ZHM_AGENCY || category == ZHM_INITIATIVE);
}

/* What the glossary knows the bracket's text as; NULL: nothing. */
static const struct found *known_as(const struct scan *s, const struct bracket *b)
{
    for (size_t i = 0; i < s->count; i++)
        if (s->items[i].first == b->first && s->items[i].last == b->last)
            return &s->items[i];
    return NULL;
}

/* Whether the node has the name of something that is known as that. */
static zhm_code is_meant(struct chart *c, struct node *n, const struct found *known, bool *out, zhm_error *err)
{
    const char *unused;
    bool met = false;
    zhm_code code = compose_text(c, n, GRAMMAR_ZH, &unused, err);
    for (size_t i = 0; n->concept && !met && i < known->choices->count; i++) {
        const struct named *named = &known->choices->items[i].named;
        met = named->concept == n->concept;
    }
    *out = code == ZHM_OK && met;
    return code;
}

/* Of the names that end before the bracket the longest that the abbreviation stands for, or may stand for. */
static zhm_code consider(struct chart *c, struct span *s, const struct bracket *b, const struct found *known,
                         struct node **best, zhm_error *err)
{
    if (!is_named(c, s) || (*best && (*best)->start <= s->start))
        return ZHM_OK;
    if (!known && !b->chinese && !abbreviates(chart_text(c, b->first, b->last), chart_text(c, s->start, s->end)))
        return ZHM_OK;
    zhm_code code = chart_resolve(c, s, err);
    bool meant = !known;
    if (code == ZHM_OK && s->node_count > 0 && known)
        code = is_meant(c, s->nodes[0], known, &meant, err);
    if (code == ZHM_OK && s->node_count > 0 && meant)
        *best = s->nodes[0];
    return code;
}

static zhm_code add_copy(struct chart *c, const struct node *n, size_t start, size_t end, bool stands_for,
                         zhm_error *err)
{
    struct node copy = *n;
    copy.start = (uint32_t)start;
    copy.end = (uint32_t)end;
    copy.rival = NULL;
    copy.given = true;
    copy.stands_for = stands_for;
    return chart_word(c, &copy) ? ZHM_OK : no_memory(err);
}

/* Wherever the same points stand again between cuts, written the same way. */
static zhm_code add_later(struct chart *c, const struct node *n, const struct bracket *b, struct str shorter,
                          zhm_error *err)
{
    const struct folded *f = &c->reader->folded;
    size_t len = b->last - b->first;
    zhm_code code = ZHM_OK;
    for (size_t i = b->close; code == ZHM_OK && i + len <= f->len; i++) {
        bool same =
            f->cut[i] && f->cut[i + len] && memcmp(f->points + i, f->points + b->first, len * sizeof *f->points) == 0;
        if (same && (b->chinese || str_equal(chart_text(c, i, i + len), shorter)))
            code = add_copy(c, n, i, i + len, true, err);
    }
    return code;
}

/* What stands before the bracket as a name: of the glossary, unless that has been looked at, or made by rules. */
static zhm_code name_before(struct chart *c, size_t open, const struct bracket *b, const struct found *known,
                            struct node **best, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    for (size_t i = 0; !known && code == ZHM_OK && i < c->word_count; i++)
        if (c->words[i]->end == open)
            code = consider(c, c->words[i], b, known, best, err);
    for (size_t i = 0; code == ZHM_OK && i < c->made_count; i++)
        if (c->made[i]->end == open)
            code = consider(c, c->made[i], b, known, best, err);
    return code;
}

static zhm_code define(const struct scan *s, struct chart *c, size_t open, bool *found, zhm_error *err)
{
    struct bracket b;
    struct node *best = NULL;
    if (!read_bracket(&c->reader->folded, open, &b))
        return ZHM_OK;
    const struct found *known = known_as(s, &b);
    struct str shorter = chart_text(c, b.first, b.last);
    if (!known && !b.chinese && !is_abbreviation(shorter))
        return ZHM_OK;
    zhm_code code = name_before(c, open, &b, known, &best, err);
    if (code != ZHM_OK || !best)
        return code;
    *found = true;
    code = add_copy(c, best, best->start, b.close, false, err);
    if (code == ZHM_OK && !known)
        code = add_copy(c, best, b.first, b.last, true, err);
    return code == ZHM_OK && !known ? add_later(c, best, &b, shorter, err) : code;
}

zhm_code references_define(const struct scan *s, struct chart *c, bool *found, zhm_error *err)
{
    const struct folded *f = &c->reader->folded;
    zhm_code code = ZHM_OK;
    size_t tried = 0;
    *found = false;
    for (size_t i = 1; code == ZHM_OK && i < f->len && tried < DEFINITIONS_MAX; i++)
        if (f->points[i] == '(') {
            tried++;
            code = define(s, c, i, found, err);
        }
    return code;
}

/* 本 and 该 before what bodies are called, the longest first. */
static const char *const called[] = {"委员会", "研究院", "基金会", "中心", "集团", "公司", "大学",
                                     "学院",   "协会",   "银行",   "部",   "委",   "局",   "署",
                                     "厅",     "司",     "院",     "办",   "社"};

static const char *speaks_of(struct str rest)
{
    if ((unsigned char)rest.data[0] < 0xE6 || (!str_starts(rest, STR("本")) && !str_starts(rest, STR("该"))))
        return NULL;
    rest = str_from(rest, strlen("本"));
    for (size_t i = 0; i < sizeof called / sizeof *called; i++)
        if (str_starts(rest, str_of(called[i])))
            return called[i];
    return NULL;
}

static bool ends_so(const char *name, const char *ending)
{
    size_t n = strlen(name), m = strlen(ending);
    if (strcmp(ending, "委") == 0)
        return ends_so(name, "委员会");
    if (strcmp(ending, "办") == 0)
        return ends_so(name, "办公室");
    return n > m && memcmp(name + n - m, ending, m) == 0;
}

/* What of a mention and its parts is a body whose name ends so: one name at most, or *other. */
static void look_for(const zhm_mention *m, const char *ending, const zhm_mention **one, bool *other, int depth)
{
    const char *name = subject_name(&m->subject, "zh-Hans");
    if (m->subject.category == ZHM_AGENCY && name && ends_so(name, ending)) {
        if (*one && strcmp(subject_name(&(*one)->subject, "zh-Hans"), name) != 0)
            *other = true;
        *one = m;
        return;
    }
    for (size_t i = 0; depth < MENTION_DEPTH_MAX && i < m->part_count; i++)
        look_for(&m->parts[i], ending, one, other, depth + 1);
}

static const zhm_mention *antecedent(const zhm_mention *items, size_t count, size_t byte, const char *ending)
{
    const zhm_mention *one = NULL;
    bool other = false;
    for (size_t i = 0; i < count && items[i].byte + items[i].byte_count <= byte; i++)
        look_for(&items[i], ending, &one, &other, 0);
    return other ? NULL : one;
}

static bool is_inside(const zhm_mention *items, size_t count, size_t byte)
{
    for (size_t i = 0; i < count && items[i].byte <= byte; i++)
        if (byte < items[i].byte + items[i].byte_count)
            return true;
    return false;
}

enum { BACK_MAX = 256 }; /* of a text are looked at */

static int by_start(const void *x, const void *y)
{
    const zhm_mention *a = x, *b = y;
    return (a->start > b->start) - (a->start < b->start);
}

zhm_code references_back(struct reader *r, struct str text, const zhm_mention **items, size_t *count, zhm_error *err)
{
    zhm_mention found[BACK_MAX];
    size_t n = 0, point = 0, at = 0, tried = 0;
    while (at < text.len && tried<BACK_MAX && * count> 0) {
        const char *ending = speaks_of(str_from(text, at));
        tried += ending != NULL;
        const zhm_mention *m = ending && !is_inside(*items, *count, at) ? antecedent(*items, *count, at, ending) : NULL;
        if (m) {
            struct str whole = {text.data + at, strlen("本") + strlen(ending)};
            found[n] = (zhm_mention){.start = point, .byte = at, .byte_count = whole.len, .role = ""};
            found[n].end = point + utf8_length(whole);
            found[n].verdict = ZHM_VERDICT_ADMITTED;
            found[n++].subject = m->subject;
        }
        at++;
        while (at < text.len && ((unsigned char)text.data[at] & 0xC0) == 0x80)
            at++;
        point++;
    }
    if (n == 0)
        return ZHM_OK;
    zhm_mention *all = arena_array(&r->arena, *count + n, sizeof *all);
    if (!all)
        return no_memory(err);
    memcpy(all, *items, *count * sizeof *all);
    memcpy(all + *count, found, n * sizeof *all);
    qsort(all, *count + n, sizeof *all, by_start);
    *items = all;
    *count += n;
    return ZHM_OK;
}
