#include "model/concept.h"

#include "base/fault.h"
#include "base/utf8.h"
#include "model/lang.h"

static bool slug_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

zhm_code concept_id_check(struct str id, zhm_error *err)
{
    if (id.len == 0)
        return zhm_fail(err, ZHM_BAD_INPUT, "empty id");
    if (id.len > ZHM_ID_MAX)
        return zhm_fail(err, ZHM_LIMIT, "id of %zu bytes: at most %d", id.len, ZHM_ID_MAX);
    for (size_t i = 0; i < id.len; i++) {
        bool joint = id.data[i] == '-' || id.data[i] == '/';
        bool between = i > 0 && i + 1 < id.len && slug_byte(id.data[i - 1]) && slug_byte(id.data[i + 1]);
        if (!slug_byte(id.data[i]) && !(joint && between))
            return zhm_fail_at(err, ZHM_BAD_INPUT, 0, i, "bad id '%.*s': a-z, 0-9 and '-', in parts joined by '/'",
                               STR_ARG(id));
    }
    return ZHM_OK;
}

static bool is_space(uint32_t point)
{
    return point == ' ' || point == 0xA0 || point == 0x3000 || (point >= 0x2000 && point <= 0x200B) || point == 0xFEFF;
}

static bool is_control(uint32_t point)
{
    return point < 0x20 || (point >= 0x7F && point < 0xA0) || point == 0x2028 || point == 0x2029;
}

zhm_code name_check(struct str text, const char *what, zhm_error *err)
{
    if (text.len == 0)
        return zhm_fail(err, ZHM_BAD_INPUT, "empty %s", what);
    if (text.len > ZHM_NAME_MAX)
        return zhm_fail(err, ZHM_LIMIT, "%s of %zu bytes: at most %d", what, text.len, ZHM_NAME_MAX);
    uint32_t point = 0;
    for (size_t pos = 0, at = 0; pos < text.len; at = pos) {
        point = utf8_next(text, &pos);
        if (point == UTF8_INVALID)
            return zhm_fail_at(err, ZHM_BAD_INPUT, 0, at, "invalid UTF-8 at byte %zu of the %s", at, what);
        if (is_control(point))
            return zhm_fail_at(err, ZHM_BAD_INPUT, 0, at, "control character U+%04X at byte %zu of the %s", point, at,
                               what);
        if (at == 0 && is_space(point))
            return zhm_fail(err, ZHM_BAD_INPUT, "space before the %s", what);
    }
    if (is_space(point))
        return zhm_fail(err, ZHM_BAD_INPUT, "space after the %s", what);
    return ZHM_OK;
}

/* Sources, styles and notes: any text in one line, of a bounded length. */
static zhm_code remark_check(const char *text, const char *what, zhm_error *err)
{
    struct str s = str_of(text);
    if (s.len > ZHM_NOTE_MAX)
        return zhm_fail(err, ZHM_LIMIT, "%s of %zu bytes: at most %d", what, s.len, ZHM_NOTE_MAX);
    zhm_code code = utf8_check(s, err);
    if (code != ZHM_OK)
        return zhm_prefix(err, code, "%s: ", what);
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.data[i] < 0x20)
            return zhm_fail(err, ZHM_BAD_INPUT, "control character at byte %zu of the %s", i, what);
    return ZHM_OK;
}

/* Files and requests bring dates as texts, programs as numbers. */
static zhm_code date_check(zhm_date date, zhm_error *err)
{
    char text[16];
    zhm_date same;
    if (date != 0 && (zhm_date_parse(zhm_date_text(date, text), &same, NULL) != ZHM_OK || same != date))
        return zhm_fail(err, ZHM_BAD_INPUT, "%d is no date", (int)date);
    return ZHM_OK;
}

static zhm_code word_check(unsigned number, unsigned last, const char *what, zhm_error *err)
{
    return number <= last ? ZHM_OK : zhm_fail(err, ZHM_BAD_INPUT, "%s %u is none", what, number);
}

static zhm_code dates_check(zhm_date from, zhm_date to, zhm_error *err)
{
    char a[16], b[16];
    zhm_code code = date_check(from, err);
    if (code == ZHM_OK)
        code = date_check(to, err);
    if (code != ZHM_OK)
        return code;
    if (from && to && from > to)
        return zhm_fail(err, ZHM_BAD_INPUT, "from %s is after to %s", zhm_date_text(from, a), zhm_date_text(to, b));
    return ZHM_OK;
}

zhm_code term_check(const zhm_term *term, zhm_error *err)
{
    char lang[LANG_MAX];
    zhm_code code = lang_canonical(str_of(term->lang), lang, err);
    if (code == ZHM_OK && strcmp(lang, term->lang) != 0)
        code = zhm_fail(err, ZHM_BAD_INPUT, "language '%.40s' is written '%s'", term->lang, lang);
    if (code == ZHM_OK)
        code = name_check(str_of(term->text), "name", err);
    if (code == ZHM_OK)
        code = word_check(term->status, ZHM_SUPERSEDED, "status", err);
    if (code == ZHM_OK)
        code = word_check(term->type, ZHM_VARIANT, "type", err);
    if (code == ZHM_OK)
        code = dates_check(term->from, term->to, err);
    if (code == ZHM_OK && term->status == ZHM_SUPERSEDED && !term->to)
        code = zhm_fail(err, ZHM_BAD_INPUT, "superseded without the day on which it ceased (to)");
    if (code == ZHM_OK)
        code = remark_check(term->source, "source", err);
    if (code == ZHM_OK)
        code = remark_check(term->style, "style", err);
    return code == ZHM_OK ? remark_check(term->note, "note", err) : code;
}

/* What an attribute's value may be: a region and a parent are concepts. */
static zhm_code value_check(const zhm_attribute *a, zhm_error *err)
{
    bool names_concept = strcmp(a->name, "region") == 0 || strcmp(a->name, "parent") == 0;
    return names_concept ? concept_id_check(str_of(a->value), err) : name_check(str_of(a->value), "attribute", err);
}

zhm_code attribute_check(const zhm_attribute *attributes, size_t i, zhm_error *err)
{
    const zhm_attribute *a = &attributes[i];
    if (!attribute_known(str_of(a->name)))
        return zhm_fail(err, ZHM_BAD_INPUT, "unknown attribute '%.*s'", STR_ARG(str_of(a->name)));
    for (size_t k = 0; k < i; k++)
        if (strcmp(attributes[k].name, a->name) == 0)
            return zhm_fail(err, ZHM_BAD_INPUT, "attribute '%.40s' given twice", a->name);
    zhm_code code = value_check(a, err);
    return code == ZHM_OK ? ZHM_OK : zhm_prefix(err, code, "%s: ", a->name);
}

zhm_code relation_check(const char *id, const zhm_relation *r, zhm_error *err)
{
    zhm_code code = word_check(r->kind, ZHM_SUPERVISED_BY, "relation", err);
    if (code != ZHM_OK)
        return code;
    code = concept_id_check(str_of(r->target), err);
    if (code == ZHM_OK && strcmp(r->target, id) == 0)
        code = zhm_fail(err, ZHM_BAD_INPUT, "a relation to itself");
    if (code == ZHM_OK)
        code = dates_check(r->from, r->to, err);
    if (code == ZHM_OK)
        code = remark_check(r->source, "source", err);
    if (code == ZHM_OK)
        code = remark_check(r->note, "note", err);
    return code == ZHM_OK ? ZHM_OK : zhm_prefix(err, code, "%s: ", zhm_relation_name(r->kind));
}

static zhm_code parts_check(const zhm_concept *c, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && i < c->attribute_count; i++)
        code = attribute_check(c->attributes, i, err);
    for (size_t i = 0; code == ZHM_OK && i < c->relation_count; i++)
        code = relation_check(c->id, &c->relations[i], err);
    return code;
}

zhm_code concept_check(const zhm_concept *c, zhm_error *err)
{
    zhm_code code = concept_id_check(str_of(c->id), err);
    if (code == ZHM_OK)
        code = word_check(c->category, ZHM_PERSON, "category", err);
    if (code == ZHM_OK && c->term_count == 0)
        code = zhm_fail(err, ZHM_BAD_INPUT, "concept %s has no term", c->id);
    if (code == ZHM_OK &&
        (c->term_count > ZHM_TERMS_MAX || c->relation_count > ZHM_TERMS_MAX || c->attribute_count > ZHM_TERMS_MAX))
        code = zhm_fail(err, ZHM_LIMIT, "concept %s: at most %d terms, relations, attributes", c->id, ZHM_TERMS_MAX);
    if (code == ZHM_OK)
        code = dates_check(c->from, c->to, err);
    if (code == ZHM_OK)
        code = remark_check(c->source, "source", err);
    if (code == ZHM_OK)
        code = remark_check(c->note, "note", err);
    if (code == ZHM_OK)
        code = parts_check(c, err);
    for (size_t i = 0; code == ZHM_OK && i < c->term_count; i++)
        code = term_check(&c->terms[i], err);
    return code;
}
