#include "term/grammar_reader.h"

#include "base/fault.h"
#include "base/grow.h"

static bool take_mark(struct str *text)
{
    if (!str_starts(*text, STR("~")))
        return false;
    *text = str_trim(str_from(*text, 1));
    return true;
}

static struct str take_style(struct str *text)
{
    size_t n = 0;
    while (n < text->len && source_name_byte(text->data[n]))
        n++;
    if (n == 0 || n == text->len || text->data[n] != ':')
        return (struct str){0};
    struct str style = {text->data, n};
    *text = str_trim(str_from(*text, n + 1));
    return style;
}

void form_marks(struct str *text, bool *deprecated, struct str *style)
{
    *deprecated = take_mark(text);
    *style = take_style(text);
    *deprecated = (style->len > 0 && take_mark(text)) || *deprecated;
}

static zhm_code add_piece(struct source_reader *r, struct source_form *f, struct source_piece piece, zhm_error *err)
{
    if (piece.kind == GRAMMAR_TEXT && piece.text.len == 0)
        return ZHM_OK;
    f->pieces = arena_grow(&r->out->arena, f->pieces, f->piece_count, &f->piece_room, sizeof piece);
    if (!f->pieces)
        return source_no_memory(err);
    f->pieces[f->piece_count++] = piece;
    return ZHM_OK;
}

/* The longest name of a part that @text begins with, up to its end, a '/' or a '-'. */
static uint32_t part_at(const struct source_rule *rule, struct str text)
{
    uint32_t best = SOURCE_NO_PART;
    size_t longest = 0;
    for (size_t i = 0; i < rule->part_count; i++) {
        struct str name = rule->parts[i].name;
        bool whole = str_starts(text, name) && (text.len == name.len || strchr("/-", text.data[name.len]));
        if (whole && name.len > longest) {
            best = (uint32_t)i;
            longest = name.len;
        }
    }
    return best;
}

/* After the part's name: /tag, -words, or both. A tag goes as far as it can; a '-' before what is in no tag ends it. */
static zhm_code read_suffix(struct str text, struct source_piece *p, zhm_error *err)
{
    if (text.len > 0 && text.data[0] == '/') {
        size_t n = 1;
        while (n < text.len && source_name_byte(text.data[n]))
            n++;
        while (n < text.len && n > 1 && text.data[n] != '-')
            n--;
        n = n > 1 ? n : text.len; /* no tag: the fault quotes it all */
        p->tag = (struct str){text.data + 1, n - 1};
        text = str_from(text, n);
        zhm_code code = source_name_check(p->tag, "tag", err);
        if (code != ZHM_OK)
            return code;
    }
    if (text.len == 0)
        return ZHM_OK;
    p->text = str_from(text, 1);
    return p->text.len > 0 ? ZHM_OK : zhm_fail(err, ZHM_BAD_INPUT, "no words to leave out after '-'");
}

/* What stands between braces. */
static zhm_code read_part(struct source_reader *r, const struct source_rule *rule, struct str text, bool overlap,
                          struct source_form *f, zhm_error *err)
{
    struct source_piece p = {.kind = GRAMMAR_PART, .part = part_at(rule, text), .overlap = overlap};
    if (p.part == SOURCE_NO_PART)
        return zhm_fail(err, ZHM_BAD_INPUT, "{%.*s}: rule %.*s has no such part", STR_ARG(text), STR_ARG(rule->name));
    if (overlap && f->piece_count == 0)
        return zhm_fail(err, ZHM_BAD_INPUT, "~{%.*s}: nothing stands before it", STR_ARG(text));
    for (size_t i = 0; i < f->piece_count; i++)
        if (f->pieces[i].kind == GRAMMAR_PART && f->pieces[i].part == p.part)
            return zhm_fail(err, ZHM_BAD_INPUT, "{%.*s} twice in one form", STR_ARG(rule->parts[p.part].name));
    zhm_code code = read_suffix(str_from(text, rule->parts[p.part].name.len), &p, err);
    return code == ZHM_OK ? add_piece(r, f, p, err) : code;
}

static const struct str article = {"(the)", 5};

/* The next sign that is more than itself; text.len: none. */
static size_t next_sign(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (strchr("{}~", text.data[i]) || str_starts(str_from(text, i), article))
            return i;
    return text.len;
}

/* The text begins with a sign. */
static zhm_code read_sign(struct source_reader *r, const struct source_rule *rule, struct str *text,
                          struct source_form *f, zhm_error *err)
{
    if (str_starts(*text, article)) {
        *text = str_from(*text, article.len);
        if (f->lang == GRAMMAR_ZH)
            return zhm_fail(err, ZHM_BAD_INPUT, "(the) in a Chinese form");
        return add_piece(r, f, (struct source_piece){.kind = GRAMMAR_ARTICLE}, err);
    }
    bool overlap = text->data[0] == '~';
    struct str rest = str_from(*text, overlap);
    if (!str_starts(rest, STR("{")))
        return zhm_fail(err, ZHM_BAD_INPUT, overlap ? "'~' stands at a form's begin, or before {" : "'}' without '{'");
    rest = str_from(rest, 1);
    size_t end = str_find(rest, STR("}")), open = str_find(rest, STR("{"));
    if (end == rest.len || open < end)
        return zhm_fail(err, ZHM_BAD_INPUT, "'{' without '}'");
    *text = str_from(rest, end + 1);
    return read_part(r, rule, (struct str){rest.data, end}, overlap, f, err);
}

static zhm_code read_pieces(struct source_reader *r, const struct source_rule *rule, struct str text,
                            struct source_form *f, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    while (code == ZHM_OK && text.len > 0) {
        size_t n = next_sign(text);
        struct str literal = {text.data, n};
        code = add_piece(r, f, (struct source_piece){.kind = GRAMMAR_TEXT, .text = literal}, err);
        text = str_from(text, n);
        if (code == ZHM_OK && text.len > 0)
            code = read_sign(r, rule, &text, f, err);
    }
    return code;
}

/* Take a last word /tag away. */
static zhm_code take_tag(struct str *text, struct str *tag, zhm_error *err)
{
    size_t n = text->len;
    while (n > 0 && text->data[n - 1] != ' ')
        n--;
    if (n == 0 || n == text->len || text->data[n] != '/')
        return ZHM_OK;
    *tag = str_from(*text, n + 1);
    text->len = n;
    *text = str_trim(*text);
    return source_name_check(*tag, "tag", err);
}

/* Take the last ` if ` and what follows away. */
static struct str take_conditions(struct str *text)
{
    static const struct str word = {" if", 3};
    for (size_t i = text->len; i-- > 0;)
        if (str_starts(str_from(*text, i), word) && (i + word.len == text->len || text->data[i + word.len] == ' ')) {
            struct str conditions = str_trim(str_from(*text, i + word.len));
            text->len = i;
            *text = str_trim(*text);
            return conditions;
        }
    return (struct str){0};
}

zhm_code form_read(struct source_reader *r, const struct source_rule *rule, struct str text, struct source_form *out,
                   zhm_error *err)
{
    struct str conditions = take_conditions(&text);
    zhm_code code = conditions.data ? conditions_read(r, rule, conditions, &out->conditions, err) : ZHM_OK;
    if (code == ZHM_OK)
        code = take_tag(&text, &out->tag, err);
    if (code != ZHM_OK)
        return code;
    form_marks(&text, &out->deprecated, &out->style);
    if (out->style.len > 0)
        code = source_name_check(out->style, "style", err);
    if (code == ZHM_OK)
        code = read_pieces(r, rule, text, out, err);
    if (code == ZHM_OK && out->piece_count == 0)
        code = zhm_fail(err, ZHM_BAD_INPUT, "an empty form");
    return code;
}
