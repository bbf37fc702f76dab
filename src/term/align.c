#include "term/align.h"

#include "base/fault.h"
#include "model/lang.h"
#include "term/official.h"

static zhm_code no_memory(zhm_error *err)
{
    return zhm_fail(err, ZHM_NO_MEMORY, "no memory to align two texts");
}

const char *official_in(const zhm_subject *s, const char *lang)
{
    const char *text = subject_name(s, lang);
    size_t primary = strcspn(lang, "-");
    for (size_t i = 0; !text && i < s->official_count; i++)
        if (lang_matches(s->official[i].lang, lang) || lang_matches(lang, s->official[i].lang))
            text = s->official[i].text;
    for (size_t i = 0; !text && i < s->official_count; i++)
        if (strncmp(s->official[i].lang, lang, primary) == 0 && strcspn(s->official[i].lang, "-") == primary)
            text = s->official[i].text;
    return text;
}

static bool is_bad_verdict(zhm_verdict v)
{
    return v == ZHM_VERDICT_DEPRECATED || v == ZHM_VERDICT_SUPERSEDED;
}

const zhm_mention *name_alone(const zhm_mention *m)
{
    if (m->verdict != ZHM_VERDICT_ADMITTED || !m->subject.concept)
        return m;
    for (size_t i = 0; i < m->part_count; i++) {
        const zhm_mention *part = &m->parts[i];
        bool same = part->subject.concept && strcmp(part->subject.concept, m->subject.concept) == 0;
        if (same && part->byte == m->byte && is_bad_verdict(part->verdict))
            return part;
    }
    return m;
}

bool is_bad(const zhm_mention *m)
{
    return is_bad_verdict(name_alone(m)->verdict);
}

static size_t count_parts(const zhm_mention *m, unsigned depth)
{
    size_t n = 1;
    for (size_t i = 0; depth > 0 && i < m->part_count; i++)
        n += count_parts(&m->parts[i], depth - 1);
    return n;
}

enum { DEPTH_MAX = 32 };

/* A gathering of one side's spots. */
struct gather {
    struct lexicon *lexicon;
    const char *langs[2]; /* of the target, of the source */
    struct spots *out;
    size_t inner; /* where the next spot that is no top goes */
    /* officials come again and again: the numbers of the last few are kept */
    const char *known[64];
    uint32_t numbers[64];
};

static zhm_code number_of_name(struct gather *g, const char *text, uint32_t *out, zhm_error *err)
{
    size_t slot = ((uintptr_t)text >> 3) % 64;
    if (!text)
        return ZHM_OK;
    if (g->known[slot] != text) {
        zhm_code code = lexicon_name(g->lexicon, str_of(text), &g->numbers[slot], err);
        if (code != ZHM_OK)
            return code;
        g->known[slot] = text;
    }
    *out = g->numbers[slot];
    return ZHM_OK;
}

static zhm_code fill(struct gather *g, struct spot *s, const zhm_mention *m, struct spot *top, zhm_error *err)
{
    *s = (struct spot){.mention = m, .top = top};
    zhm_code code = ZHM_OK;
    if (m->subject.concept)
        code = lexicon_number(g->lexicon, 'c', str_of(m->subject.concept), &s->names[NAME_CONCEPT], err);
    for (size_t i = 0; code == ZHM_OK && i < 2; i++)
        code = number_of_name(g, official_in(&m->subject, g->langs[i]), &s->names[NAME_TARGET + i], err);
    return code;
}

static zhm_code fill_inner(struct gather *g, const zhm_mention *m, struct spot *top, unsigned depth, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && depth > 0 && i < m->part_count; i++) {
        code = fill(g, &g->out->items[g->inner++], &m->parts[i], top, err);
        if (code == ZHM_OK)
            code = fill_inner(g, &m->parts[i], top, depth - 1, err);
    }
    return code;
}

static zhm_code gather(struct lexicon *l, const struct side *side, const char *const langs[2], struct spots *out,
                       zhm_error *err)
{
    struct gather g = {.lexicon = l, .langs = {langs[0], langs[1]}, .out = out, .inner = side->mentions.count};
    out->tops = side->mentions.count;
    for (size_t i = 0; i < out->tops; i++)
        out->count += count_parts(&side->mentions.items[i], DEPTH_MAX);
    out->items = arena_array(&l->reader->arena, out->count, sizeof *out->items);
    if (!out->items)
        return no_memory(err);
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && i < out->tops; i++) {
        struct spot *top = &out->items[i];
        code = fill(&g, top, &side->mentions.items[i], top, err);
        top->inner = out->items + g.inner;
        if (code == ZHM_OK)
            code = fill_inner(&g, &side->mentions.items[i], top, DEPTH_MAX, err);
        top->inner_count = (size_t)(out->items + g.inner - top->inner);
    }
    return code;
}

bool is_own_title(const zhm_mention *inner)
{
    static const char *const roles[] = {"office", "first", "second", "next"};
    bool whole = inner->subject.concept || inner->part_count > 1; /* fields are listed, too */
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (whole && inner->subject.category == ZHM_TITLE && strcmp(inner->role, roles[i]) == 0)
            return true;
    return false;
}

/* The post inside a longer title is not what the title says. */
static bool counts(const struct spot *s)
{
    bool inner = s->top != s && !is_own_title(s->mention);
    return !inner || s->mention->subject.category != ZHM_TITLE || s->top->mention->subject.category != ZHM_TITLE;
}

static zhm_code index_names(struct lexicon *l, struct spots *s, zhm_error *err)
{
    s->numbers = l->count + 1;
    for (size_t n = 0; n < NAMES; n++) {
        s->first[n] = arena_array(&l->reader->arena, s->numbers, sizeof *s->first[n]);
        if (!s->first[n])
            return no_memory(err);
        for (size_t i = s->count; i > 0; i--) { /* from the end, so that the lists run forward */
            struct spot *spot = &s->items[i - 1];
            if (spot->names[n] == 0 || !counts(spot))
                continue;
            spot->next[n] = s->first[n][spot->names[n]];
            s->first[n][spot->names[n]] = spot;
        }
    }
    return ZHM_OK;
}

struct spot *same_name(const struct spots *all, const struct spot *s, size_t *name)
{
    for (size_t n = 0; n < NAMES; n++)
        if (s->names[n] && s->names[n] < all->numbers && all->first[n][s->names[n]]) {
            if (name)
                *name = n;
            return all->first[n][s->names[n]];
        }
    return NULL;
}

/* One kind of name: the first of the target that has no partner yet. Those that have are left behind for good. */
static zhm_code pair_by(struct lexicon *l, struct alignment *a, size_t n, zhm_error *err)
{
    struct spot **left = arena_array(&l->reader->arena, a->target.numbers, sizeof *left);
    if (!left)
        return no_memory(err);
    memcpy(left, a->target.first[n], a->target.numbers * sizeof *left);
    for (size_t i = 0; i < a->source.tops; i++) {
        struct spot *s = &a->source.items[i], **next = &left[s->names[n]];
        if (s->partner || s->names[n] == 0)
            continue;
        while (*next && (*next)->partner)
            *next = (*next)->next[n];
        if (!*next)
            continue;
        s->partner = *next;
        (*next)->partner = s;
    }
    return ZHM_OK;
}

zhm_code align(struct lexicon *l, const struct side *source, const struct side *target, struct alignment *out,
               zhm_error *err)
{
    const char *const langs[2] = {target->lang, source->lang};
    struct alignment a = {0};
    zhm_code code = gather(l, source, langs, &a.source, err);
    if (code == ZHM_OK)
        code = gather(l, target, langs, &a.target, err);
    if (code == ZHM_OK)
        code = index_names(l, &a.source, err);
    if (code == ZHM_OK)
        code = index_names(l, &a.target, err);
    for (size_t n = 0; code == ZHM_OK && n < NAMES; n++)
        code = pair_by(l, &a, n, err);
    if (code != ZHM_OK)
        return code;
    for (size_t i = 0; i < a.source.tops; i++)
        a.source.items[i].covered = !a.source.items[i].partner && same_name(&a.target, &a.source.items[i], NULL);
    for (size_t i = 0; i < a.target.tops; i++)
        a.target.items[i].in_source = same_name(&a.source, &a.target.items[i], NULL) != NULL;
    *out = a;
    return ZHM_OK;
}
