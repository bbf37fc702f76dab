#include "term/grammar_block.h"

#include "base/fault.h"
#include "base/utf8.h"
#include "text/fold.h"

/* A form is folded as a whole, with a word in the place of each part: what is between them folds otherwise alone
 * ("'s"). The English one is no word, no article and no initialism; the Chinese one folds to itself. */
static const struct str stand_ins[] = {[GRAMMAR_ZH] = {"\xE5\x8F\xA3", 3}, [GRAMMAR_EN] = {"qzq", 3}};

/* A form while its items are found. */
struct folding {
    struct buf text, literal;
    struct folded folded;
    size_t starts[GRAMMAR_PARTS_MAX], ends[GRAMMAR_PARTS_MAX]; /* of the parts' stand-ins, in code points */
    const struct source_piece *parts[GRAMMAR_PARTS_MAX];       /* in the form's order */
    size_t part_count;
};

static void write_text(const struct source_form *form, struct folding *f)
{
    size_t points = 0;
    for (size_t i = 0; i < form->piece_count; i++) {
        const struct source_piece *p = &form->pieces[i];
        struct str s = p->kind == GRAMMAR_PART ? stand_ins[form->lang] : p->text;
        if (p->kind == GRAMMAR_PART) {
            f->starts[f->part_count] = points;
            f->ends[f->part_count] = points + utf8_length(s);
            f->parts[f->part_count++] = p;
        }
        buf_append_str(&f->text, s);
        points += utf8_length(s);
    }
}

static uint32_t literal_symbol(struct grammar_builder *b, struct str folded, enum grammar_lang lang)
{
    static const uint32_t none = 0;
    uint32_t number = numbers_find(&b->literals, folded);
    if (number == UINT32_MAX) {
        struct str copy = arena_copy(&b->source.arena, folded);
        number = copy.data ? numbers_add(&b->literals, copy) : UINT32_MAX;
        buf_append(&b->literal_langs, &none, sizeof none);
    }
    if (number == UINT32_MAX || b->literal_langs.failed) {
        b->failed = true;
        return 0;
    }
    uint32_t langs;
    char *at = b->literal_langs.data + number * sizeof langs;
    memcpy(&langs, at, sizeof langs);
    langs |= lang;
    memcpy(at, &langs, sizeof langs);
    return (uint32_t)b->symbols.count + number;
}

static zhm_code add_literal(struct grammar_builder *b, struct folding *f, size_t from, size_t to,
                            enum grammar_lang lang, zhm_error *err)
{
    if (from == to)
        return ZHM_OK;
    buf_clear(&f->literal);
    for (size_t i = from; i < to; i++)
        buf_append_point(&f->literal, f->folded.points[i]);
    if (!f->folded.cut[from] || !f->folded.cut[to])
        return zhm_fail(err, ZHM_BAD_INPUT, "'%.*s' stands within a word, where nothing is read",
                        STR_ARG(buf_str(&f->literal)));
    struct grammar_item *item = builder_add(b, GRAMMAR_ITEMS);
    if (item)
        *item = (struct grammar_item){.symbol = literal_symbol(b, buf_str(&f->literal), lang), .part = UINT32_MAX};
    return ZHM_OK;
}

static void add_part(struct grammar_builder *b, const struct source_piece *p, const struct grammar_rule *rule)
{
    const struct grammar_part *parts = (const void *)b->arrays[GRAMMAR_PARTS].data;
    struct grammar_item *item = builder_add(b, GRAMMAR_ITEMS);
    if (item)
        *item = (struct grammar_item){.symbol = parts[rule->parts.first + p->part].symbol,
                                      .part = p->part,
                                      .tag = builder_tag(b, p->tag),
                                      .overlap = p->overlap};
}

static zhm_code add_items(struct grammar_builder *b, struct folding *f, const struct grammar_form *form, zhm_error *err)
{
    const struct grammar_rule *rule = (const struct grammar_rule *)(const void *)b->arrays[GRAMMAR_RULES].data;
    enum grammar_lang lang = (enum grammar_lang)form->lang;
    zhm_code code = ZHM_OK;
    size_t at = 0, to = 0;
    for (size_t i = 0; code == ZHM_OK && i < f->part_count; i++) {
        for (at = to; to < f->folded.len && f->folded.start[to] < f->starts[i]; to++)
            ;
        code = add_literal(b, f, at, to, lang, err);
        while (to < f->folded.len && f->folded.start[to] < f->ends[i])
            to++;
        add_part(b, f->parts[i], rule + form->rule);
    }
    return code == ZHM_OK ? add_literal(b, f, to, f->folded.len, lang, err) : code;
}

static struct grammar_run add_output(struct grammar_builder *b, const struct source_form *form)
{
    struct grammar_run run = {builder_count(b, GRAMMAR_PIECES), (uint32_t)form->piece_count};
    for (size_t i = 0; i < form->piece_count; i++) {
        const struct source_piece *p = &form->pieces[i];
        struct grammar_piece *out = builder_add(b, GRAMMAR_PIECES);
        if (out)
            *out = (struct grammar_piece){
                .kind = p->kind, .text = builder_text(b, p->text), .part = p->part, .tag = builder_tag(b, p->tag)};
    }
    return run;
}

zhm_code grammar_build_form(struct grammar_builder *b, const struct source_form *source, struct grammar_form *form,
                            zhm_error *err)
{
    struct folding f = {0};
    write_text(source, &f);
    zhm_code code = f.text.failed ? zhm_fail(err, ZHM_NO_MEMORY, "no memory for a grammar")
                                  : fold_text(buf_str(&f.text), &f.folded, err);
    form->items.first = builder_count(b, GRAMMAR_ITEMS);
    if (code == ZHM_OK)
        code = add_items(b, &f, form, err);
    form->items.count = builder_count(b, GRAMMAR_ITEMS) - form->items.first;
    if (code == ZHM_OK && !b->failed && form->items.count == 0)
        code = zhm_fail(err, ZHM_BAD_INPUT, "a form with nothing to read");
    form->output = add_output(b, source);
    b->failed = b->failed || f.literal.failed;
    buf_free(&f.text);
    buf_free(&f.literal);
    folded_free(&f.folded);
    return code;
}
