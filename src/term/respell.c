#include "term/respell.h"

#include "base/fault.h"
#include "base/utf8.h"
#include "term/grammar_store.h"
#include "term/numerals.h"
#include "term/scan.h"
#include "text/fold.h"

#include <stdlib.h>

struct search {
    struct reader *reader;
    const struct question *question;
    struct named_list *out;
    struct respelling *how;
    struct buf key; /* the name respelt */
    size_t tried;
};

static void append_points(struct search *s, size_t start, size_t end)
{
    for (size_t i = start; i < end; i++)
        buf_append_point(&s->key, s->reader->folded.points[i]);
}

/* Find what goes by the name in s->key. */
static zhm_code find(struct search *s, struct named_list *out, zhm_error *err)
{
    struct named_list all = {0};
    s->tried++;
    if (s->key.failed)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a name");
    zhm_code code = names_find(s->reader, buf_str(&s->key), &all, err);
    return code == ZHM_OK ? named_admitted(s->reader, &all, s->question, out, err) : code;
}

/* Look the name up with how->to where the points [first, last) are. */
static zhm_code look_up(struct search *s, size_t first, size_t last, const struct respelling *how, zhm_error *err)
{
    size_t had = s->out->count;
    buf_clear(&s->key);
    append_points(s, 0, first);
    zhm_code code = fold_key(how->to, &s->key, err);
    append_points(s, last, s->reader->folded.len);
    if (code == ZHM_OK)
        code = find(s, s->out, err);
    if (code == ZHM_OK && had == 0 && s->out->count > 0)
        *s->how = *how;
    return code;
}

/* Whether @part is in @text, up to a word's end: Russia is not in Russian. */
static bool holds(const char *text, const char *part)
{
    const char *at = strstr(text, part);
    char next = at ? at[strlen(part)] : 'a';
    return next < 'a' || next > 'z';
}

static bool is_of_style(const zhm_term *t, const struct question *q)
{
    return !*t->style || strcmp(t->style, q->style) == 0;
}

/* A name within the other says less, and so may be something else's: Procurator-General, of a local procuratorate. */
static bool may_stand(const struct named *from, const struct named *to, const struct question *q)
{
    return !holds(to->term->text, from->term->text) && !holds(from->term->text, to->term->text) &&
           strcmp(to->term->lang, from->term->lang) == 0 && is_of_style(from->term, q) && is_of_style(to->term, q) &&
           named_standing(to, q) <= STANDING_ADMITTED && name_fits_text(to, str_of(to->term->text));
}

static zhm_code try_found(struct search *s, const struct found *f, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    for (size_t i = 0; i < f->choices->count; i++) {
        const struct named *from = &f->choices->items[i].named;
        for (size_t k = 0; k < from->concept->term_count && code == ZHM_OK && s->tried < RESPELLINGS_MAX; k++) {
            struct named to = {from->concept, &from->concept->terms[k]};
            struct respelling how = {str_of(from->term->text), str_of(to.term->text), from->concept, to.term->source};
            if (may_stand(from, &to, s->question))
                code = look_up(s, f->first, f->last, &how, err);
        }
    }
    return code;
}

static bool is_whose(const struct found *f)
{
    const zhm_concept *c = f->choices->items[0].named.concept;
    return f->first == 0 && (c->category == ZHM_AGENCY || (c->category == ZHM_PLACE && strcmp(c->id, "cn") == 0));
}

static bool is_of_somebody(const zhm_concept *c)
{
    return c->category == ZHM_INITIATIVE || c->category == ZHM_EVENT || c->category == ZHM_DOCUMENT;
}

/* UN 2030 Agenda: the name without the body that it begins with. */
static zhm_code try_without(struct search *s, const struct found *f, zhm_error *err)
{
    struct named_list all = {0};
    size_t had = s->out->count, kept = 0;
    if (!is_whose(f) || f->last == s->reader->folded.len || s->tried >= RESPELLINGS_MAX)
        return ZHM_OK;
    const struct named *from = &f->choices->items[0].named;
    buf_clear(&s->key);
    append_points(s, f->last, s->reader->folded.len);
    zhm_code code = find(s, &all, err);
    for (size_t i = 0; code == ZHM_OK && i < all.count; i++)
        if (is_of_somebody(all.items[i].concept))
            all.items[kept++] = all.items[i];
    all.count = kept;
    if (code == ZHM_OK)
        code = named_admitted(s->reader, &all, s->question, s->out, err);
    if (code == ZHM_OK && had == 0 && s->out->count > 0)
        *s->how = (struct respelling){.from = str_of(from->term->text), .concept = from->concept};
    return code;
}

/* The row's other forms where the points [first, last) are one of them. */
static zhm_code try_row(struct search *s, const struct grammar *g, const struct grammar_row_form *form, size_t first,
                        size_t last, zhm_error *err)
{
    const struct grammar_run forms = g->rows[form->row].forms;
    struct respelling how = {.from = str_of(grammar_text(g, form->text))};
    zhm_code code = ZHM_OK;
    for (uint32_t i = 0; code == ZHM_OK && i < forms.count && s->tried < RESPELLINGS_MAX; i++) {
        const struct grammar_row_form *other = &g->row_forms[forms.first + i];
        how.to = str_of(grammar_text(g, other->text));
        if (other != form && other->lang == form->lang)
            code = look_up(s, first, last, &how, err);
    }
    return code;
}

/* 和 for 与, on for of: words of the grammar that a name may have one for the other. */
static zhm_code try_likes(struct search *s, zhm_error *err)
{
    struct reader *r = s->reader;
    const struct grammar *g = NULL;
    size_t before = r->hits.count;
    zhm_code code = reader_grammar(r, &g, err);
    uint32_t like = code == ZHM_OK && g->word_count > 0 ? grammar_symbol_of(g, "like") : UINT32_MAX;
    if (like != UINT32_MAX)
        code = automaton_scan(&g->automaton, r->folded.points, r->folded.cut, r->folded.len, &r->hits, err);
    for (size_t i = before; code == ZHM_OK && i < r->hits.count; i++) {
        struct automaton_hit hit = r->hits.items[i];
        const struct grammar_run run = g->keys[hit.key];
        for (uint32_t k = run.first; code == ZHM_OK && k < run.first + run.count; k++) {
            const struct grammar_word *word = &g->words[g->groups[k].words.first];
            if (g->groups[k].symbol == like)
                code = try_row(s, g, &g->row_forms[word->form], hit.end - hit.length, hit.end, err);
        }
    }
    r->hits.count = before;
    return code;
}

/* Fourteenth for 14th, and the other way; 十四 for 14 before a Chinese sign, and the other way. */
static bool write_numeral(const struct folded *f, size_t first, size_t *last, struct buf *out)
{
    int value;
    enum numeral_form form;
    size_t n = numeral_read(f->points + first, f->len - first, &value, &form);
    *last = first + n;
    if (n == 0 || !f->cut[*last])
        return false;
    bool chinese = numeral_is_chinese(f->points[first]);
    if (chinese)
        numeral_write_english(value, NUMERAL_PLAIN, out);
    else if (form == NUMERAL_PLAIN && *last < f->len && f->points[*last] >= 0x2E80)
        numeral_write_chinese(value, out);
    else if (form != NUMERAL_PLAIN)
        numeral_write_english(value, form == NUMERAL_TH ? NUMERAL_WORD : NUMERAL_TH, out);
    return out->len > 0;
}

static zhm_code try_numerals(struct search *s, struct str written, zhm_error *err)
{
    const struct folded *f = &s->reader->folded;
    struct buf text = {0};
    zhm_code code = ZHM_OK;
    for (size_t i = 0, last; code == ZHM_OK && i < f->len && s->tried < RESPELLINGS_MAX; i++) {
        buf_clear(&text);
        if (!f->cut[i] || (i > 0 && numeral_is_chinese(f->points[i - 1])) || !write_numeral(f, i, &last, &text))
            continue;
        size_t from = utf8_advance(written, 0, f->start[i]);
        struct respelling how = {
            {written.data + from, utf8_advance(written, from, f->end[last - 1] - f->start[i]) - from}, {0}, NULL, NULL};
        how.to = arena_copy(&s->reader->arena, buf_str(&text));
        code = how.to.data ? look_up(s, i, last, &how, err) : zhm_fail(err, ZHM_NO_MEMORY, "no memory for a name");
    }
    buf_free(&text);
    return code;
}

static int by_concept(const void *x, const void *y)
{
    const struct named *a = x, *b = y;
    int order = strcmp(a->concept->id, b->concept->id);
    return order ? order : (a->term > b->term) - (a->term < b->term);
}

static void drop_twins(struct named_list *list)
{
    size_t kept = 0;
    if (list->count > 1)
        qsort(list->items, list->count, sizeof *list->items, by_concept);
    for (size_t i = 0; i < list->count; i++)
        if (kept == 0 || list->items[kept - 1].term != list->items[i].term)
            list->items[kept++] = list->items[i];
    list->count = kept;
}

zhm_code respell(struct reader *r, struct str written, const struct question *q, struct named_list *out,
                 struct respelling *how, zhm_error *err)
{
    struct question all = *q; /* parts may be of any category */
    all.has_category = false;
    struct scan scan = {.reader = r, .question = &all, .text = written};
    struct search s = {.reader = r, .question = q, .out = out, .how = how};
    zhm_code code = scan_names(&scan, err);
    for (size_t i = 0; code == ZHM_OK && i < scan.count; i++) {
        code = try_found(&s, &scan.items[i], err);
        if (code == ZHM_OK)
            code = try_without(&s, &scan.items[i], err);
    }
    if (code == ZHM_OK)
        code = try_numerals(&s, written, err);
    buf_free(&s.key);
    drop_twins(out);
    return code;
}

zhm_code respell_words(struct reader *r, const struct question *q, struct named_list *out, struct respelling *how,
                       zhm_error *err)
{
    struct search s = {.reader = r, .question = q, .out = out, .how = how};
    zhm_code code = try_likes(&s, err);
    buf_free(&s.key);
    drop_twins(out);
    return code;
}
