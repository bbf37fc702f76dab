#include "term/correct.h"

#include "base/fault.h"
#include "base/grow.h"
#include "base/utf8.h"
#include "term/align.h"
#include "term/annotate.h"
#include "term/check_kind.h"
#include "term/correct_form.h"
#include "term/why.h"
#include "text/han.h"

#include <stdlib.h>

enum { ROUNDS = 4 };

struct corrector {
    struct reader *reader;
    const struct question *question;
    struct str text;
    zhm_edit *edits;
    size_t *bytes; /* of each edit its first byte and the one past its last */
    size_t count, capacity;
    size_t point, byte; /* the last place for which both are known */
};

static zhm_code no_memory(zhm_error *err)
{
    return zhm_fail(err, ZHM_NO_MEMORY, "no memory to correct a text");
}

static size_t point_of(struct corrector *c, size_t byte)
{
    if (byte >= c->byte)
        c->point += utf8_length((struct str){c->text.data + c->byte, byte - c->byte});
    else
        c->point -= utf8_length((struct str){c->text.data + byte, c->byte - byte});
    c->byte = byte;
    return c->point;
}

static bool room(struct corrector *c)
{
    size_t capacity = c->capacity, byte_capacity = c->capacity;
    zhm_edit *edits = arena_grow(&c->reader->arena, c->edits, c->count, &capacity, sizeof *edits);
    size_t *bytes = arena_grow(&c->reader->arena, c->bytes, c->count, &byte_capacity, 2 * sizeof *bytes);
    if (!edits || !bytes)
        return false;
    c->edits = edits;
    c->bytes = bytes;
    c->capacity = capacity;
    return true;
}

static bool has_han(struct str s)
{
    for (size_t pos = 0; pos < s.len;) {
        uint32_t c = utf8_next(s, &pos);
        if (c == UTF8_INVALID)
            break;
        if (is_han(c))
            return true;
    }
    return false;
}

/* The concept's abbreviation that is right on the day, best first. */
static const char *abbreviation_of(const zhm_concept *concept, const char *lang, const struct question *q)
{
    const char *admitted = NULL;
    for (size_t i = 0; i < concept->term_count; i++) {
        const zhm_term *t = &concept->terms[i];
        enum standing standing = term_standing(t, q);
        if (t->type != ZHM_ABBREVIATION || strcmp(t->lang, lang) != 0)
            continue;
        if (standing == STANDING_PREFERRED)
            return t->text;
        if (standing == STANDING_ADMITTED && !admitted)
            admitted = t->text;
    }
    return admitted;
}

/* What should stand for @m, in its own language; NULL: nothing better is known. */
static zhm_code better_form(struct corrector *c, const zhm_mention *m, struct str written, struct why *why,
                            const char **out, bool *short_form, zhm_error *err)
{
    const zhm_concept *concept = NULL;
    const char *lang = m->term ? m->term->lang : has_han(written) ? "zh-Hans" : "en";
    *out = official_in(&m->subject, lang);
    *short_form = false;
    if (!m->term || !m->subject.concept)
        return ZHM_OK;
    zhm_code code = reader_concept(c->reader, str_of(m->subject.concept), &concept, err);
    if (code != ZHM_OK)
        return code;
    const char *abbreviation = m->term->type == ZHM_ABBREVIATION ? abbreviation_of(concept, lang, c->question) : NULL;
    if (abbreviation)
        *out = abbreviation;
    *short_form = abbreviation != NULL;
    struct named named = {concept, m->term};
    struct choice choice = {named, named_standing(&named, c->question), true, 0};
    why_match(why, written, &choice, c->question);
    why_renames(why, &choice, c->question);
    return ZHM_OK;
}

static zhm_code fold_equal(struct corrector *c, struct str a, struct str b, bool *out, zhm_error *err)
{
    struct buf other = {0}, *key = &c->reader->key;
    buf_clear(key);
    zhm_code code = fold_key(a, key, err);
    if (code == ZHM_OK)
        code = fold_key(b, &other, err);
    if (code == ZHM_OK && (key->failed || other.failed))
        code = no_memory(err);
    *out = code == ZHM_OK && str_equal(buf_str(key), buf_str(&other));
    buf_free(&other);
    return code;
}

static zhm_code add_edit(struct corrector *c, const struct fitted *f, const zhm_mention *m, const struct why *why,
                         zhm_error *err)
{
    struct str old = {c->text.data + f->start, f->end - f->start};
    struct str copy = arena_copy(&c->reader->arena, old);
    bool overlaps = c->count > 0 && f->start < c->bytes[2 * c->count - 1];
    if (overlaps || (f->text && str_is(old, f->text)))
        return ZHM_OK;
    if (!room(c) || !copy.data || !f->text || why->failed)
        return no_memory(err);
    size_t start = point_of(c, f->start), end = point_of(c, f->end);
    c->bytes[2 * c->count] = f->start;
    c->bytes[2 * c->count + 1] = f->end;
    c->edits[c->count++] = (zhm_edit){.span = {start, end, copy.data},
                                      .text = f->text,
                                      .concept = m->subject.concept,
                                      .why = why->items,
                                      .why_count = why->count};
    return ZHM_OK;
}

static const char *reason(struct arena *arena, const zhm_mention *m, struct str written, const char *form)
{
    return m->verdict == ZHM_VERDICT_DEPRECATED
               ? arena_printf(arena, "\"%.*s\" is not to be used: \"%s\" is official", (int)written.len, written.data,
                              form)
               : arena_printf(arena, "\"%.*s\" is no longer in use: \"%s\" is official", (int)written.len, written.data,
                              form);
}

static bool has_capital(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.data[i] >= 'A' && s.data[i] <= 'Z')
            return true;
    return false;
}

/* Correct the part [start, end) of a mention, which has @m's own standing. */
static zhm_code correct_span(struct corrector *c, const zhm_mention *m, size_t start, size_t end, bool bracket,
                             zhm_error *err)
{
    struct str written = {c->text.data + start, end - start};
    struct why why = {.arena = &c->reader->arena};
    const char *form = NULL;
    bool same = false, short_form = false;
    if (!is_bad(m))
        return ZHM_OK;
    zhm_code code = better_form(c, m, written, &why, &form, &short_form, err);
    if (code == ZHM_OK && form)
        code = fold_equal(c, written, str_of(form), &same, err);
    if (code == ZHM_OK && form && !same && !(form = articles_like(&c->reader->arena, written, form)))
        return no_memory(err);
    if (code != ZHM_OK || !form || same)
        return code;
    why_add(&why, (zhm_step){.step = m->verdict == ZHM_VERDICT_DEPRECATED ? "deprecated" : "date",
                             .text = reason(why.arena, m, written, form),
                             .concept = m->subject.concept});
    if (part_class(m) == PART_RANK && !has_capital(written))
        form = lowered(&c->reader->arena, form);
    if (!form)
        return no_memory(err);
    if (!bracket || short_form) {
        struct fitted f = name_fit(&c->reader->arena, c->text, start, end, str_of(form));
        return add_edit(c, &f, m, &why, err);
    }
    /* The bracket of an abbreviation that has no successor goes: the full name stands before it. */
    const struct str ascii = STR("("), wide = STR("（");
    size_t open =
        start >= wide.len && memcmp(c->text.data + start - wide.len, wide.data, wide.len) == 0 ? wide.len : ascii.len;
    struct fitted f = {start - open, end + (c->text.data[end] == ')' ? 1 : wide.len), ""};
    while (f.start > 0 && c->text.data[f.start - 1] == ' ')
        f.start--;
    return add_edit(c, &f, m, &why, err);
}

/* The part that stands alone in the bracket which ends @m: "Old Name
 * (ON)"; NULL: none. @name_end: where the name before ends */
static const zhm_mention *bracket_of(const struct corrector *c, const zhm_mention *m, size_t *name_end)
{
    size_t end = m->byte + m->byte_count;
    struct str whole = {c->text.data + m->byte, m->byte_count};
    size_t close = whole.data[whole.len - 1] == ')' ? 1 : 3;
    if (close == 3 && (whole.len < 3 || memcmp(whole.data + whole.len - 3, "）", 3) != 0))
        return NULL;
    for (size_t i = 0; i < m->part_count; i++) {
        const zhm_mention *part = &m->parts[i];
        size_t at = part->byte;
        if (part->byte + part->byte_count != end - close || at <= m->byte)
            continue;
        size_t open = c->text.data[at - 1] == '('                                       ? 1
                      : at - m->byte > 3 && memcmp(c->text.data + at - 3, "（", 3) == 0 ? 3
                                                                                        : 0;
        if (open == 0)
            continue;
        *name_end = at - open;
        while (*name_end > m->byte && c->text.data[*name_end - 1] == ' ')
            --*name_end;
        return *name_end > m->byte ? part : NULL;
    }
    return NULL;
}

/* Of what is put together only the parts that are wrong: the others keep the order and the case that they have. */
static zhm_code correct_parts(struct corrector *c, const zhm_mention *m, bool *any, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    *any = false;
    for (size_t i = 0; code == ZHM_OK && !m->term && m->role && part_class(m) != PART_PLACE && i < m->part_count; i++) {
        const zhm_mention *part = &m->parts[i];
        bool inner = false;
        if (!is_bad(part) || !*part->role)
            continue;
        *any = true;
        code = correct_parts(c, part, &inner, err);
        if (code == ZHM_OK && !inner)
            code = correct_span(c, part, part->byte, part->byte + part->byte_count, false, err);
    }
    return code;
}

static zhm_code correct_mention(struct corrector *c, const zhm_mention *m, zhm_error *err)
{
    size_t end = m->byte + m->byte_count, name_end = end;
    const zhm_mention *bracket = m->byte_count > 0 ? bracket_of(c, m, &name_end) : NULL, *name = name_alone(m);
    bool any = false;
    zhm_code code = is_bad(m) && !bracket ? correct_parts(c, m, &any, err) : ZHM_OK;
    if (code != ZHM_OK || any)
        return code;
    if (!bracket)
        return correct_span(c, name, name->byte, name->byte + name->byte_count, false, err);
    code = correct_span(c, name, name->byte, name_end, false, err);
    return code == ZHM_OK ? correct_span(c, bracket, bracket->byte, bracket->byte + bracket->byte_count, true, err)
                          : code;
}

const char *correct_apply(struct reader *r, struct str text, const zhm_edit *edits, size_t count)
{
    struct buf out = {0};
    size_t point = 0, byte = 0;
    for (size_t i = 0; i < count; i++) {
        size_t start = utf8_advance(text, byte, edits[i].span.start - point);
        buf_append(&out, text.data + byte, start - byte);
        buf_append_text(&out, edits[i].text);
        point = edits[i].span.end;
        byte = start + strlen(edits[i].span.text);
    }
    buf_append(&out, text.data + byte, text.len - byte);
    const char *copy = out.failed ? NULL : arena_copy(&r->arena, buf_str(&out)).data;
    buf_free(&out);
    return copy;
}

zhm_code correct_mentions(struct reader *r, struct str text, const zhm_mentions *mentions, const struct question *q,
                          zhm_correction *out, zhm_error *err)
{
    struct corrector c = {.reader = r, .question = q, .text = text};
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && i < mentions->count; i++)
        code = correct_mention(&c, &mentions->items[i], err);
    if (code == ZHM_OK) {
        out->count = c.count;
        out->edits = c.edits;
    }
    return code;
}

/* Leave out the edits beside which, in the corrected text, something would be corrected again. @return how many */
static size_t drop_restless(zhm_edit *edits, size_t *count, const zhm_edit *again, size_t again_count)
{
    size_t kept = 0, k = 0, all = *count;
    long long shift = 0; /* from the text as it was given to the corrected one */
    for (size_t i = 0; i < all; i++) {
        zhm_edit e = edits[i];
        size_t start = (size_t)((long long)e.span.start + shift), end = start + utf8_length(str_of(e.text));
        shift += (long long)(end - start) - (long long)(e.span.end - e.span.start);
        while (k < again_count && again[k].span.end < start)
            k++;
        if (k < again_count && again[k].span.start <= end)
            continue;
        edits[kept++] = e;
    }
    *count = kept;
    return all - kept;
}

static zhm_code correct_once(struct reader *r, struct str text, const struct question *q, zhm_correction *out,
                             zhm_error *err)
{
    zhm_mentions mentions = {0};
    zhm_code code = annotate(r, text, q, &mentions, err);
    return code == ZHM_OK ? correct_mentions(r, text, &mentions, q, out, err) : code;
}

zhm_code correct(struct reader *r, struct str text, const struct question *q, zhm_correction *out, zhm_error *err)
{
    zhm_correction first = {0};
    zhm_code code = correct_once(r, text, q, &first, err);
    zhm_edit *edits = (zhm_edit *)(uintptr_t)first.edits; /* NOLINT(performance-no-int-to-ptr): ours, in the arena */
    for (unsigned round = 0;; round++) {                  /* at the latest without any edit it ends */
        zhm_correction again = {0};
        if (code != ZHM_OK)
            return code;
        first.text = correct_apply(r, text, edits, first.count);
        if (!first.text)
            return no_memory(err);
        if (first.count == 0)
            break;
        code = correct_once(r, str_of(first.text), q, &again, err);
        if (code == ZHM_OK && drop_restless(edits, &first.count, again.edits, again.count) == 0)
            break;               /* what would be corrected again is what was left out before, and would be again */
        if (round + 2 >= ROUNDS) /* no end in sight: better the text as it was */
            first.count = 0;
    }
    *out = first;
    return ZHM_OK;
}
