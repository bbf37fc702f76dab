#include "term/grammar_reader.h"

#include "base/fault.h"
#include "base/grow.h"
#include "model/concept.h"

enum { CLASS, ZH, EN, ATTRIBUTES, SOURCE, NOTE, COLUMNS };
static const char *const column_names[COLUMNS] = {"class", "zh", "en", "attributes", "source", "note"};

static zhm_code split(struct str line, struct str column[COLUMNS], size_t *count, zhm_error *err)
{
    size_t n = 0;
    for (bool more = true; more; n++) {
        if (n == COLUMNS)
            return zhm_fail(err, ZHM_BAD_INPUT, "more than %d columns", COLUMNS);
        more = line.len > 0 && memchr(line.data, '\t', line.len);
        column[n] = str_take(&line, '\t');
    }
    if (n <= EN)
        return zhm_fail(err, ZHM_BAD_INPUT, "%zu column%s: no tab between %s and %s", n, n == 1 ? "" : "s",
                        column_names[n - 1], column_names[n]);
    *count = n;
    return ZHM_OK;
}

static zhm_code check_header(const struct str column[COLUMNS], size_t count, zhm_error *err)
{
    for (size_t i = 0; i < count; i++)
        if (!str_is(column[i], column_names[i]))
            return zhm_fail(err, ZHM_BAD_INPUT,
                            "the first row must name the columns: class, zh, en, attributes, source, note; column %zu "
                            "is '%.*s'",
                            i + 1, STR_ARG(column[i]));
    return ZHM_OK;
}

static zhm_code add_form(struct source_reader *r, struct source_row *row, struct str text, enum grammar_lang lang,
                         zhm_error *err)
{
    struct source_row_form f = {.lang = lang};
    text = str_trim(text);
    form_marks(&text, &f.deprecated, &f.style);
    f.text = text;
    zhm_code code = name_check(text, "form", err);
    if (code == ZHM_OK && f.style.len > 0)
        code = source_name_check(f.style, "style", err);
    if (code == ZHM_OK && row->form_count == SOURCE_FORMS_MAX)
        code = zhm_fail(err, ZHM_LIMIT, "more than %d forms", SOURCE_FORMS_MAX);
    if (code != ZHM_OK)
        return code;
    row->forms = arena_grow(&r->out->arena, row->forms, row->form_count, &row->form_room, sizeof *row->forms);
    if (!row->forms)
        return source_no_memory(err);
    row->forms[row->form_count++] = f;
    return ZHM_OK;
}

static zhm_code add_forms(struct source_reader *r, struct source_row *row, struct str texts, enum grammar_lang lang,
                          zhm_error *err)
{
    if (str_trim(texts).len == 0)
        return ZHM_OK;
    zhm_code code = ZHM_OK;
    for (bool more = true; code == ZHM_OK && more;) {
        more = texts.len > 0 && memchr(texts.data, '|', texts.len);
        code = add_form(r, row, str_take(&texts, '|'), lang, err);
    }
    return code;
}

static zhm_code set_concept(struct source_row *row, struct str id, zhm_error *err)
{
    if (row->concept.len > 0)
        return zhm_fail(err, ZHM_BAD_INPUT, "two attributes 'of'");
    row->concept = id;
    return concept_id_check(id, err);
}

static zhm_code add_attribute(struct source_reader *r, struct source_row *row, struct str text, zhm_error *err)
{
    struct str all = text, name = str_take(&text, '=');
    if (name.len == all.len)
        return zhm_fail(err, ZHM_BAD_INPUT, "no = in the attribute '%.*s'", STR_ARG(all));
    if (str_is(name, "of"))
        return set_concept(row, text, err);
    for (size_t i = 0; i < row->attribute_count; i++)
        if (str_equal(row->attributes[i].name, name))
            return zhm_fail(err, ZHM_BAD_INPUT, "two attributes '%.*s'", STR_ARG(name));
    struct source_attribute a = {.name = name};
    zhm_code code = source_name_check(name, "attribute", err);
    if (code == ZHM_OK && text.len > 0)
        code = words_read(r, text, &a.values, err);
    if (code != ZHM_OK)
        return code;
    row->attributes = arena_grow(&r->out->arena, row->attributes, row->attribute_count, &row->attribute_room, sizeof a);
    if (!row->attributes)
        return source_no_memory(err);
    row->attributes[row->attribute_count++] = a;
    return ZHM_OK;
}

static zhm_code add_attributes(struct source_reader *r, struct source_row *row, struct str texts, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    while (code == ZHM_OK && texts.len > 0) {
        struct str text = str_take(&texts, ' ');
        if (text.len > 0)
            code = add_attribute(r, row, text, err);
    }
    return code;
}

static zhm_code add_row(struct source_reader *r, const struct str column[COLUMNS], zhm_error *err)
{
    struct source_row row = {.at = r->at, .file = r->file, .class = column[CLASS]};
    zhm_code code = source_name_check(row.class, "class", err);
    if (code == ZHM_OK)
        code = add_forms(r, &row, column[ZH], GRAMMAR_ZH, err);
    if (code == ZHM_OK)
        code = add_forms(r, &row, column[EN], GRAMMAR_EN, err);
    if (code == ZHM_OK && row.form_count == 0)
        code = zhm_fail(err, ZHM_BAD_INPUT, "a word without a form");
    if (code == ZHM_OK)
        code = add_attributes(r, &row, column[ATTRIBUTES], err);
    if (code != ZHM_OK)
        return code;
    struct grammar_source *out = r->out;
    out->rows = arena_grow(&out->arena, out->rows, out->row_count, &out->row_room, sizeof row);
    if (!out->rows)
        return source_no_memory(err);
    out->rows[out->row_count++] = row;
    return ZHM_OK;
}

zhm_code lexicon_line(struct source_reader *r, struct str line, zhm_error *err)
{
    struct str column[COLUMNS] = {{0}};
    size_t count = 0;
    if (str_trim(line).len == 0 || line.data[0] == '#')
        return ZHM_OK;
    zhm_code code = split(line, column, &count, err);
    if (code != ZHM_OK)
        return code;
    if (r->header)
        return count > r->columns ? zhm_fail(err, ZHM_BAD_INPUT, "more columns than the header has")
                                  : add_row(r, column, err);
    r->header = true;
    r->columns = count;
    return check_header(column, count, err);
}
