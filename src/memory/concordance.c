#include "memory/concordance.h"

#include "base/fault.h"
#include "base/utf8.h"
#include "memory/finds.h"
#include "memory/index.h"
#include "memory/needle.h"
#include "memory/unit_store.h"
#include "memory/units.h"
#include "model/lang.h"
#include "text/nfc.h"

#include <stdlib.h>

struct concording {
    struct reader *r;
    const struct concordance_question *q;
    char lang[LANG_MAX], to[LANG_MAX]; /* "": all */
    struct needle needle;
    struct arena unit; /* the one that is being asked */
    uint32_t *points;  /* of a text, ZHM_SEGMENT_MAX of them */
    uint64_t *asked;   /* by unit number: whether it was */
    uint64_t next;     /* that no unit has */
    struct finds finds;
    bool sure; /* each text of the index is that of the one segment that can be meant: no record need be read */
};

/* Which segment of its unit a find is in, until the record is read. */
#define SEGMENT_UNREAD UINT32_MAX

static zhm_code no_memory(zhm_error *err)
{
    return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a concordance");
}

static bool answers(const char *lang, const char *wanted)
{
    return !*wanted || lang_matches(lang, wanted);
}

/* Whether the unit has the language that is asked for beside that of segment @i. */
static bool has_other(const zhm_unit *u, size_t i, const char *to)
{
    for (size_t k = 0; *to && k < u->segment_count; k++)
        if (k != i && lang_matches(u->segments[k].lang, to))
            return true;
    return !*to;
}

static bool passes(const struct concordance_question *q, const zhm_unit *u)
{
    return (!q->origin || strcmp(q->origin, u->origin) == 0) && (!q->domain || strcmp(q->domain, u->domain) == 0);
}

/* The segment that has the text and comes first in the order. */
static bool best_segment(struct concording *c, const zhm_unit *u, struct find *out)
{
    bool found = false;
    for (size_t i = 0; i < u->segment_count; i++) {
        const zhm_segment *s = &u->segments[i];
        if (!answers(s->lang, c->lang) || !has_other(u, i, c->to))
            continue;
        size_t len = utf8_points(str_of(s->text), c->points);
        struct needle_finds n = needle_find(&c->needle, c->points, len, NULL);
        const struct find f = {u->number, (uint32_t)i, n.count, (uint32_t)len, n.whole};
        if (n.count == 0 || (found && find_order(&f, out) >= 0))
            continue;
        *out = f;
        found = true;
    }
    return found;
}

/* A unit that has, or had, the text: what counts is its record. */
static zhm_code ask(struct concording *c, uint64_t number, zhm_error *err)
{
    zhm_unit u;
    struct find f = {0};
    if (number >= c->next)
        return zhm_fail(err, ZHM_STORAGE, "the memory's index has unit %llu, a number that was not given out",
                        (unsigned long long)number);
    c->asked[number / 64] |= UINT64_C(1) << number % 64;
    arena_clear(&c->unit);
    zhm_code code = unit_view(c->r->txn, number, &c->unit, &u, err);
    if (code != ZHM_OK)
        return code == ZHM_NOT_FOUND ? ZHM_OK : code;
    if (!passes(c->q, &u) || !best_segment(c, &u, &f))
        return ZHM_OK;
    return finds_put(&c->finds, &f) ? ZHM_OK : no_memory(err);
}

static bool was_asked(const struct concording *c, uint64_t number)
{
    return number < c->next && (c->asked[number / 64] >> number % 64 & 1);
}

/* A text, whose unit is asked only where the text does not say all. */
static zhm_code ask_text(struct concording *c, uint64_t number, const uint32_t *points, size_t len, zhm_error *err)
{
    if (!needle_is_in(&c->needle, points, len))
        return ZHM_OK;
    if (!c->sure)
        return ask(c, number, err);
    struct needle_finds n = needle_find(&c->needle, points, len, NULL);
    const struct find f = {number, SEGMENT_UNREAD, n.count, (uint32_t)len, n.whole};
    return finds_put(&c->finds, &f) ? ZHM_OK : no_memory(err);
}

static zhm_code ask_place(struct concording *c, const struct block *b, uint32_t place, zhm_error *err)
{
    uint64_t number = block_number(b, place);
    size_t len = block_length_at(b, place);
    if (was_asked(c, number) || len > ZHM_SEGMENT_MAX)
        return ZHM_OK;
    block_points(b, place, len, c->points);
    return ask_text(c, number, c->points, len, err);
}

static zhm_code ask_block(struct concording *c, const struct block *b, uint64_t *places, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    if (needle_places(&c->needle, b, places) == 0)
        return ZHM_OK;
    for (size_t w = 0; w < block_row_words(b->header->units); w++)
        for (uint64_t bits = places[w]; code == ZHM_OK && bits; bits &= bits - 1)
            code = ask_place(c, b, (uint32_t)(w * 64) + (uint32_t)__builtin_ctzll(bits), err);
    return code;
}

static zhm_code ask_all(struct concording *c, const struct index_view *view, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    uint64_t *places = malloc(block_row_words(BLOCK_UNITS) * sizeof *places);
    if (!places)
        return no_memory(err);
    for (size_t i = 0; code == ZHM_OK && i < view->block_count; i++)
        code = ask_block(c, &view->blocks[i], places, err);
    free(places);
    for (size_t i = 0; code == ZHM_OK && i < view->text_count; i++) {
        const struct block_text *t = &view->texts[i];
        if (!was_asked(c, t->number))
            code = ask_text(c, t->number, t->points, t->len, err);
    }
    return code;
}

/* Whether the texts of the index alone say what is found: none is dead, nothing else is asked of units, and no unit has
 * two languages that are meant. */
static zhm_code is_sure(struct concording *c, struct arena *arena, zhm_error *err)
{
    const char *const *langs;
    size_t count, meant = 0;
    uint64_t dead;
    zhm_code code = index_dead(c->r->txn, &dead, err);
    if (code == ZHM_OK)
        code = index_languages(c->r->txn, arena, &langs, &count, err);
    for (size_t i = 0; code == ZHM_OK && i < count; i++)
        meant += answers(langs[i], c->lang);
    c->sure = code == ZHM_OK && dead == 0 && meant == 1 && !*c->to && !c->q->origin && !c->q->domain;
    return code;
}

static zhm_code search_memory(struct concording *c, zhm_error *err)
{
    struct index_view view = {0};
    struct arena arena = {0};
    zhm_code code = is_sure(c, &arena, err);
    if (code == ZHM_OK)
        code = unit_next_number(c->r->txn, &c->next, err);
    if (code == ZHM_OK) {
        c->points = malloc(ZHM_SEGMENT_MAX * sizeof *c->points);
        c->asked = calloc(c->next / 64 + 1, sizeof *c->asked);
        code = c->points && c->asked ? ZHM_OK : no_memory(err);
    }
    if (code == ZHM_OK)
        code = index_view_all(c->r->txn, *c->lang ? c->lang : NULL, &arena, &view, err);
    if (code == ZHM_OK)
        code = ask_all(c, &view, err);
    arena_free(&arena);
    return code;
}

static zhm_code fill_runs(struct concording *c, struct found_unit *out, zhm_error *err)
{
    struct str text = str_of(out->segment->text);
    size_t len = utf8_points(text, c->points), room = len / c->needle.len + 1;
    uint32_t *starts = arena_array(&c->r->arena, room, sizeof *starts);
    struct found_run *runs = arena_array(&c->r->arena, room, sizeof *runs);
    if (!starts || !runs)
        return no_memory(err);
    struct needle_finds n = needle_find(&c->needle, c->points, len, starts);
    for (size_t i = 0; i < n.count; i++)
        runs[i] = (struct found_run){starts[i], starts[i] + c->needle.len};
    out->runs = runs;
    out->run_count = n.count;
    out->whole = n.whole;
    return ZHM_OK;
}

static zhm_code fill(struct concording *c, const struct find *f, struct found_unit *out, zhm_error *err)
{
    zhm_unit *u = arena_alloc(&c->r->arena, sizeof *u);
    if (!u)
        return no_memory(err);
    zhm_code code = unit_get(c->r->txn, f->number, &c->r->arena, u, err);
    if (code != ZHM_OK)
        return code == ZHM_NOT_FOUND ? zhm_fail(err, ZHM_STORAGE, "a unit of the memory is missing") : code;
    struct find found = *f;
    if (f->segment == SEGMENT_UNREAD && !best_segment(c, u, &found))
        return zhm_fail(err, ZHM_STORAGE, "unit %llu has not the text that the memory's index says it has",
                        (unsigned long long)f->number);
    *out = (struct found_unit){.unit = u, .segment = &u->segments[found.segment]};
    return fill_runs(c, out, err);
}

static zhm_code fill_page(struct concording *c, struct concordance *out, zhm_error *err)
{
    const struct finds *all = &c->finds;
    size_t first = c->q->offset < all->count ? c->q->offset : all->count, count = all->count - first;
    struct concordance page = {arena_array(&c->r->arena, count + 1, sizeof *page.items), count, all->total};
    zhm_code code = page.items ? ZHM_OK : no_memory(err);
    finds_sort(&c->finds);
    for (size_t i = 0; code == ZHM_OK && i < count; i++)
        code = fill(c, &all->items[first + i], &page.items[i], err);
    if (code == ZHM_OK)
        *out = page;
    return code;
}

static bool is_blank(uint32_t point)
{
    return point == ' ' || (point >= '\t' && point <= '\r') || point == 0xA0 || point == 0x3000 ||
           (point >= 0x2000 && point <= 0x200B) || point == 0x202F || point == 0x205F || point == 0xFEFF;
}

static zhm_code make_needle(struct concording *c, const uint32_t *points, size_t len, zhm_error *err)
{
    for (; len > 0 && is_blank(points[len - 1]); len--)
        ;
    for (; len > 0 && is_blank(points[0]); len--)
        points++;
    if (len == 0)
        return zhm_fail(err, ZHM_BAD_INPUT, "no text to look for");
    if (len > CONCORDANCE_TEXT_MAX)
        return zhm_fail(err, ZHM_LIMIT, "a text of %zu characters to look for: at most %d", len, CONCORDANCE_TEXT_MAX);
    return needle_init(&c->needle, points, len, &c->r->arena) ? ZHM_OK : no_memory(err);
}

static zhm_code read_text(struct concording *c, zhm_error *err)
{
    struct buf nfc = {0};
    if (c->q->text.len > ZHM_SEGMENT_MAX)
        return zhm_fail(err, ZHM_LIMIT, "a text of %zu bytes to look for: at most %d", c->q->text.len, ZHM_SEGMENT_MAX);
    zhm_code code = utf8_check(c->q->text, err);
    if (code != ZHM_OK)
        return zhm_prefix(err, code, "text: ");
    code = text_nfc(c->q->text, &nfc, err);
    uint32_t *points = code == ZHM_OK ? arena_array(&c->r->arena, nfc.len + 1, sizeof *points) : NULL;
    if (code == ZHM_OK)
        code = points ? make_needle(c, points, utf8_points(buf_str(&nfc), points), err) : no_memory(err);
    buf_free(&nfc);
    return code;
}

static zhm_code read_question(struct concording *c, zhm_error *err)
{
    const struct concordance_question *q = c->q;
    if (q->limit < 1 || q->limit > CONCORDANCE_LIMIT_MAX)
        return zhm_fail(err, ZHM_BAD_INPUT, "limit is from 1 to %d, not %zu", CONCORDANCE_LIMIT_MAX, q->limit);
    if (q->offset > CONCORDANCE_REACH - q->limit)
        return zhm_fail(err, ZHM_LIMIT, "offset and limit reach %zu: at most %d together", q->offset,
                        CONCORDANCE_REACH);
    c->finds.wanted = q->offset + q->limit;
    zhm_code code = read_text(c, err);
    if (code == ZHM_OK && q->lang)
        code = lang_canonical(str_of(q->lang), c->lang, err);
    if (code == ZHM_OK && q->to)
        code = lang_canonical(str_of(q->to), c->to, err);
    return code;
}

zhm_code memory_concordance(struct reader *r, const struct concordance_question *q, struct concordance *out,
                            zhm_error *err)
{
    struct concording c = {.r = r, .q = q};
    zhm_code code = read_question(&c, err);
    if (code == ZHM_OK)
        code = search_memory(&c, err);
    if (code == ZHM_OK)
        code = fill_page(&c, out, err);
    arena_free(&c.unit);
    free(c.points);
    free(c.asked);
    finds_free(&c.finds);
    return code;
}
