#include "term/respell.h"

#include "base/fault.h"
#include "base/grow.h"
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

/* Look the name up with @to where @f is. */
static zhm_code try_term(struct search *s, const struct found *f, const struct named *from, const struct named *to,
                         zhm_error *err)
{
    struct named_list all = {0};
    size_t had = s->out->count;
    buf_clear(&s->key);
    append_points(s, 0, f->first);
    zhm_code code = fold_key(str_of(to->term->text), &s->key, err);
    append_points(s, f->last, s->reader->folded.len);
    s->tried++;
    if (code == ZHM_OK && s->key.failed)
        code = zhm_fail(err, ZHM_NO_MEMORY, "no memory for a name");
    if (code == ZHM_OK)
        code = names_find(s->reader, buf_str(&s->key), &all, err);
    if (code == ZHM_OK)
        code = named_admitted(s->reader, &all, s->question, s->out, err);
    if (code == ZHM_OK && had == 0 && s->out->count > 0)
        *s->how = (struct respelling){*from, *to};
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
            if (may_stand(from, &to, s->question))
                code = try_term(s, f, from, &to, err);
        }
    }
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
    for (size_t i = 0; code == ZHM_OK && i < scan.count; i++)
        code = try_found(&s, &scan.items[i], err);
    buf_free(&s.key);
    drop_twins(out);
    return code;
}
