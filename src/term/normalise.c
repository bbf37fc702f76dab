#include "term/normalise.h"

#include "base/fault.h"
#include "base/utf8.h"
#include "model/concept.h"
#include "term/compose_name.h"
#include "term/lookup.h"
#include "term/respell.h"
#include "term/why.h"

enum { NEAREST = 5 }; /* names offered for an unknown one */

/* The folded name in the reader's points, as UTF-8 in the arena. */
static struct str key_of(struct reader *r, size_t start, size_t end)
{
    buf_clear(&r->key);
    for (size_t i = start; i < end; i++)
        buf_append_point(&r->key, r->folded.points[i]);
    return r->key.failed ? (struct str){0} : arena_copy(&r->arena, buf_str(&r->key));
}

static zhm_code find(struct reader *r, size_t start, size_t end, const struct question *q, struct named_list *out,
                     zhm_error *err)
{
    struct str key = key_of(r, start, end);
    struct named_list all = {0};
    if (!key.data)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a name");
    zhm_code code = names_find(r, key, &all, err);
    return code == ZHM_OK ? named_admitted(r, &all, q, out, err) : code;
}

/* Whether a term of @c ends the folded name [0, end). */
static zhm_code ends_with(struct reader *r, size_t end, const zhm_concept *c, bool *out, zhm_error *err)
{
    struct str name = key_of(r, 0, end);
    struct buf key = {0};
    zhm_code code = name.data ? ZHM_OK : zhm_fail(err, ZHM_NO_MEMORY, "no memory for a name");
    for (size_t i = 0; code == ZHM_OK && !*out && i < c->term_count; i++) {
        buf_clear(&key);
        code = fold_key(str_of(c->terms[i].text), &key, err);
        *out = code == ZHM_OK && key.len > 0 && key.len <= name.len &&
               memcmp(name.data + name.len - key.len, key.data, key.len) == 0;
    }
    buf_free(&key);
    return code;
}

/* Keep those concepts of @full that the bracket names, or that end with what it names. */
static zhm_code agree(struct reader *r, struct named_list *full, const struct named_list *bracket, size_t end,
                      zhm_error *err)
{
    size_t kept = 0;
    for (size_t i = 0; i < full->count; i++) {
        bool same = false;
        for (size_t k = 0; !same && k < bracket->count; k++) {
            same = bracket->items[k].concept == full->items[i].concept;
            zhm_code code = same ? ZHM_OK : ends_with(r, end, bracket->items[k].concept, &same, err);
            if (code != ZHM_OK)
                return code;
        }
        if (same)
            full->items[kept++] = full->items[i];
    }
    full->count = kept;
    return ZHM_OK;
}

/* Where the first comma of the folded points is, or else the end. */
static size_t comma_in(const struct folded *f, size_t start, size_t end)
{
    while (start < end && f->points[start] != ',')
        start++;
    return start;
}

/* "China Media Group (CMG)": a name, and its abbreviation in brackets; there may be more: "(CMG, since 2018)". */
static zhm_code find_bracketed(struct reader *r, const struct question *q, struct named_list *out, zhm_error *err)
{
    const struct folded *f = &r->folded;
    size_t open = f->len;
    if (f->len < 4 || f->points[f->len - 1] != ')')
        return ZHM_OK;
    while (open > 0 && f->points[open - 1] != '(')
        open--;
    if (open < 2 || open == f->len)
        return ZHM_OK;
    struct named_list full = {0}, bracket = {0};
    const struct question any = {.day = q->day, .style = q->style};
    size_t comma = comma_in(f, open, f->len - 1);
    zhm_code code = find(r, 0, open - 1, q, &full, err);
    if (code == ZHM_OK)
        code = find(r, open, f->len - 1, &any, &bracket, err);
    if (code == ZHM_OK && bracket.count == 0 && comma < f->len - 1)
        code = find(r, open, comma, &any, &bracket, err);
    if (code == ZHM_OK)
        code = agree(r, &full, &bracket, open - 1, err);
    if (code == ZHM_OK)
        *out = full;
    return code;
}

/* Where the name ends: before a sentence's punctuation that was taken along with it. */
static size_t end_of(const struct folded *f)
{
    static const uint32_t points[] = {'.', ',', ';', ':', 0x3001, 0x3002};
    for (size_t i = 0; f->len > 1 && i < sizeof points / sizeof *points; i++)
        if (f->points[f->len - 1] == points[i])
            return f->len - 1;
    return f->len;
}

static zhm_code alternatives(struct reader *r, const struct choices *all, size_t first, const struct question *q,
                             zhm_name *out, zhm_error *err)
{
    size_t count = all->count - first < ALTERNATIVES_MAX ? all->count - first : ALTERNATIVES_MAX;
    if (all->count <= first)
        return ZHM_OK;
    zhm_match *items = arena_array(&r->arena, count, sizeof *items);
    if (!items)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for the alternatives");
    for (size_t i = 0; i < count; i++) {
        const struct choice *c = &all->items[first + i];
        zhm_match *m = &items[i];
        *m = (zhm_match){.score = 100,
                         .match = ZHM_MATCH_EXACT,
                         .verdict = verdict_of(c->named.concept, c->standing, q),
                         .term = c->named.term,
                         .record = c->named.concept};
        zhm_code code = subject_of(r, c->named.concept, q, &m->subject, err);
        if (code != ZHM_OK)
            return code;
    }
    out->alternatives = items;
    out->alternative_count = count;
    return ZHM_OK;
}

/* Who has the place of an ended concept on the day. */
static zhm_code succeed(struct reader *r, const struct choice *best, const struct question *q, struct why *why,
                        zhm_name *out, zhm_error *err)
{
    struct succession all[SUCCESSIONS_MAX];
    size_t count;
    zhm_code code = successors_of(r, best->named.concept, q, all, &count, err);
    if (code != ZHM_OK || count == 0)
        return code;
    zhm_subject *subject = arena_alloc(&r->arena, sizeof *subject);
    if (!subject)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a successor");
    why_successors(why, best, all, count);
    out->current = subject;
    out->since = all[count - 1].since;
    return subject_of(r, all[count - 1].concept, q, subject, err);
}

static zhm_code judge(struct reader *r, const struct choices *all, struct str written, const struct question *q,
                      struct why *why, zhm_name *out, zhm_error *err)
{
    const struct choice *best = &all->items[0];
    out->verdict = verdict_of(best->named.concept, best->standing, q);
    out->term = best->named.term;
    out->score = 100;
    zhm_code code = subject_of(r, best->named.concept, q, &out->subject, err);
    if (code != ZHM_OK)
        return code;
    why_match(why, written, best, q);
    why_renames(why, best, q);
    why_ended(why, best, q);
    return succeed(r, best, q, why, out, err);
}

static zhm_code nearest(struct reader *r, struct str name, const struct question *q, struct why *why, zhm_name *out,
                        zhm_error *err)
{
    zhm_matches near;
    zhm_code code = lookup(r, name, ZHM_MATCH_FUZZY, q, NEAREST, &near, err);
    if (code != ZHM_OK)
        return code;
    out->alternatives = near.items;
    out->alternative_count = near.count;
    if (near.count > 0)
        why_add(why, (zhm_step){.step = "near",
                                .text = arena_printf(why->arena, "no such name; the nearest is \"%s\" (score %u)",
                                                     near.items[0].term->text, near.items[0].score),
                                .concept = near.items[0].subject.concept});
    else
        why_add(why, (zhm_step){.step = "near", .text = "no such name, and none near it"});
    return ZHM_OK;
}

static struct str trim(struct str s)
{
    while (s.len > 0 && strchr(" \t\r\n", s.data[0]))
        s = str_from(s, 1);
    while (s.len > 0 && strchr(" \t\r\n", s.data[s.len - 1]))
        s.len--;
    return s;
}

static zhm_code check(struct str name, struct str *trimmed, zhm_error *err)
{
    if (name.len > ZHM_NAME_MAX)
        return zhm_fail(err, ZHM_LIMIT, "a name of %zu bytes: at most %d", name.len, ZHM_NAME_MAX);
    *trimmed = trim(name);
    return trimmed->len > 0 ? ZHM_OK : zhm_fail(err, ZHM_BAD_INPUT, "an empty name");
}

/* What the glossary has under the folded name, or under most of it. */
static zhm_code find_written(struct reader *r, const struct question *q, struct named_list *out, zhm_error *err)
{
    zhm_code code = find(r, 0, r->folded.len, q, out, err);
    if (code == ZHM_OK && out->count == 0 && end_of(&r->folded) < r->folded.len)
        code = find(r, 0, end_of(&r->folded), q, out, err);
    if (code == ZHM_OK && out->count == 0)
        code = find_bracketed(r, q, out, err);
    return code;
}

static zhm_code answer_known(struct reader *r, const struct choices *all, struct str written, const struct question *q,
                             struct why *why, zhm_name *out, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    if (all->ambiguous)
        out->verdict = ZHM_VERDICT_AMBIGUOUS;
    else
        code = judge(r, all, written, q, why, out, err);
    if (code == ZHM_OK)
        code = alternatives(r, all, all->ambiguous ? 0 : 1, q, out, err);
    why_rivals(why, all);
    return code;
}

static zhm_code answer_respelt(struct reader *r, const struct named_list *named, const struct respelling *how,
                               struct str written, const struct question *q, struct why *why, zhm_name *out,
                               zhm_error *err)
{
    struct choices all = {0};
    if (named->count == 0)
        return ZHM_OK;
    zhm_code code = choose(r, named, written, q, &all, err);
    if (code != ZHM_OK)
        return code;
    why_respelt(why, how);
    for (size_t i = 0; i < all.count; i++)
        if (all.items[i].standing == STANDING_PREFERRED)
            all.items[i].standing = STANDING_ADMITTED;
    return answer_known(r, &all, written, q, why, out, err);
}

/* Known by another name of what stands in it, or put together, or known by other words in it; or near a name. */
static zhm_code answer_unknown(struct reader *r, struct str written, const struct question *q, struct why *why,
                               zhm_name *out, zhm_error *err)
{
    struct named_list named = {0};
    struct respelling how;
    zhm_code code = q->plain ? ZHM_OK : respell(r, written, q, &named, &how, err);
    if (code == ZHM_OK)
        code = answer_respelt(r, &named, &how, written, q, why, out, err);
    if (code == ZHM_OK && out->verdict == ZHM_VERDICT_UNKNOWN && !q->plain)
        code = compose_name(r, written, end_of(&r->folded), q, why, out, err);
    if (code == ZHM_OK && out->verdict == ZHM_VERDICT_UNKNOWN && !q->plain)
        code = respell_words(r, q, &named, &how, err);
    if (code == ZHM_OK && out->verdict == ZHM_VERDICT_UNKNOWN)
        code = answer_respelt(r, &named, &how, written, q, why, out, err);
    return code == ZHM_OK && out->verdict == ZHM_VERDICT_UNKNOWN ? nearest(r, written, q, why, out, err) : code;
}

zhm_code normalise(struct reader *r, struct str name, const struct question *q, zhm_name *out, zhm_error *err)
{
    struct str written;
    zhm_name result = {0};
    struct named_list named = {0};
    struct choices all = {0};
    struct why why = {.arena = &r->arena};
    zhm_code code = check(name, &written, err);
    if (code == ZHM_OK)
        code = fold_text(written, &r->folded, err);
    if (code == ZHM_BAD_INPUT && written.len < name.len && written.len > 0)
        return utf8_check(name, err); /* the offset is in the name as it was given */
    if (code == ZHM_OK)
        code = find_written(r, q, &named, err);
    if (code == ZHM_OK)
        code = choose(r, &named, written, q, &all, err);
    if (code == ZHM_OK && all.count > 0)
        code = answer_known(r, &all, written, q, &why, &result, err);
    else if (code == ZHM_OK)
        code = answer_unknown(r, written, q, &why, &result, err);
    result.input = arena_copy(&r->arena, name).data;
    if (code == ZHM_OK && (why.failed || !result.input))
        code = zhm_fail(err, ZHM_NO_MEMORY, "no memory for an answer");
    if (code != ZHM_OK)
        return code;
    result.why = why.items;
    result.why_count = why.count;
    *out = result;
    return ZHM_OK;
}
