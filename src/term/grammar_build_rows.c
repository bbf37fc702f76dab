#include "term/grammar_block.h"

#include "base/fault.h"
#include "text/fold.h"

/* Whether the form is the first of its language that is written in its style, or in all. */
static bool is_official(const struct source_row *row, size_t form)
{
    const struct source_row_form *f = &row->forms[form];
    for (size_t i = 0; i < form; i++)
        if (!row->forms[i].deprecated && row->forms[i].lang == f->lang && str_equal(row->forms[i].style, f->style))
            return false;
    return !f->deprecated;
}

/* The first form of a key stands for all of its row and language that are read alike. */
static bool is_named(const struct grammar_builder *b, const struct grammar_row *row, struct str key, uint32_t lang)
{
    const struct grammar_naming *namings = (const void *)b->namings.data;
    uint32_t number = numbers_find(&b->keys, key);
    for (size_t i = b->namings.len / sizeof *namings; number != UINT32_MAX && i-- > 0;) {
        if (namings[i].word.form < row->forms.first)
            break;
        if (namings[i].key == number && namings[i].word.lang == lang)
            return true;
    }
    return false;
}

static zhm_code add_form(struct grammar_builder *b, const struct source_row *source, size_t form,
                         const struct grammar_row *row, struct buf *key, zhm_error *err)
{
    const struct source_row_form *f = &source->forms[form];
    buf_clear(key);
    zhm_code code = fold_key(f->text, key, err);
    if (code == ZHM_OK && key->len == 0)
        code = zhm_fail(err, ZHM_BAD_INPUT, "nothing is left of the form '%.*s' once it is folded", STR_ARG(f->text));
    struct grammar_row_form *out = code == ZHM_OK ? builder_add(b, GRAMMAR_ROW_FORMS) : NULL;
    if (!out)
        return code;
    out->row = builder_count(b, GRAMMAR_ROWS) - 1;
    out->text = builder_text(b, f->text);
    out->style = builder_tag(b, f->style);
    out->lang = (uint8_t)f->lang;
    out->flags =
        (uint8_t)((f->deprecated ? GRAMMAR_DEPRECATED : 0) | (is_official(source, form) ? GRAMMAR_OFFICIAL : 0));
    out->place = (uint16_t)(form > 0 && source->forms[form - 1].lang == f->lang ? out[-1].place + 1 : 0);
    if (!is_named(b, row, buf_str(key), out->lang))
        builder_name(b, buf_str(key),
                     (struct grammar_word){row->symbol, builder_count(b, GRAMMAR_ROW_FORMS) - 1, out->lang});
    return ZHM_OK;
}

static zhm_code add_row(struct grammar_builder *b, const struct source_row *source, struct buf *key, zhm_error *err)
{
    struct grammar_row row = {.symbol = numbers_find(&b->symbols, source->class),
                              .forms = {builder_count(b, GRAMMAR_ROW_FORMS), (uint32_t)source->form_count},
                              .concept = builder_text(b, source->concept),
                              .file = builder_text(b, source->file),
                              .line = (uint32_t)source->at.line};
    if (source->concept.len > 0)
        builder_tag(b, source->class);
    for (size_t i = 0; i < source->attribute_count; i++)
        builder_values(b, &source->attributes[i].values,
                       &row.attributes[builder_attribute(b, source->attributes[i].name)]);
    struct grammar_row *out = builder_add(b, GRAMMAR_ROWS);
    if (out)
        *out = row;
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && !b->failed && i < source->form_count; i++)
        code = add_form(b, source, i, &row, key, err);
    return zhm_prefix_place(err, code, source->at.file, source->at.line);
}

zhm_code grammar_build_rows(struct grammar_builder *b, zhm_error *err)
{
    struct buf key = {0};
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && i < b->source.row_count; i++)
        code = add_row(b, &b->source.rows[i], &key, err);
    buf_free(&key);
    return code;
}
