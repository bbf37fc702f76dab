/* Words that no list can hold: numerals, and places known by the generic word beside them. */
#include "base/fault.h"
#include "base/utf8.h"
#include "term/chart.h"
#include "term/numerals.h"

enum { COST_NUMBER = 1, COST_UNKNOWN = 12, STEM_MAX = 4, STEM_USUAL = 2, COST_UNUSUAL = 2, LATIN_STEM_MAX = 24 };

static zhm_code no_memory(zhm_error *err)
{
    return zhm_fail(err, ZHM_NO_MEMORY, "no memory for the words of a text");
}

static size_t byte_of(struct chart *c, size_t point)
{
    c->byte = point < c->point ? utf8_retreat(c->text, c->byte, c->point - point)
                               : utf8_advance(c->text, c->byte, point - c->point);
    c->point = point;
    return c->byte;
}

struct str chart_text(struct chart *c, size_t start, size_t end)
{
    const struct folded *f = &c->reader->folded;
    size_t byte = byte_of(c, f->start[start]);
    return (struct str){c->text.data + byte, byte_of(c, f->end[end - 1]) - byte};
}

static zhm_code add_number(struct chart *c, uint32_t symbol, size_t i, zhm_error *err)
{
    const struct folded *f = &c->reader->folded;
    enum numeral_form form;
    int value = 0;
    size_t n = numeral_read(f->points + i, f->len - i, &value, &form);
    if (n == 0 || !f->cut[i + n])
        return ZHM_OK;
    uint32_t tag = form == NUMERAL_PLAIN ? 0 : grammar_tag_of(c->grammar, form == NUMERAL_TH ? "th" : "word");
    enum grammar_lang lang = form != NUMERAL_PLAIN ? GRAMMAR_EN : f->points[i] >= 0x80 ? GRAMMAR_ZH : GRAMMAR_BOTH;
    struct node *node = chart_word(c, i, i + n, symbol, tag == UINT32_MAX ? 0 : tag, lang, NODE_NUMBER);
    if (!node)
        return no_memory(err);
    node->number = value;
    node->cost = COST_NUMBER;
    if (form != NUMERAL_TH)
        return ZHM_OK;
    uint32_t word = grammar_tag_of(c->grammar, "word"); /* above twenty, what is spelt out has figures too */
    node = chart_word(c, i, i + n, symbol, word == UINT32_MAX ? 0 : word, lang, NODE_NUMBER);
    if (!node)
        return no_memory(err);
    node->number = value;
    node->cost = COST_NUMBER;
    return ZHM_OK;
}

/* Digits, Chinese numerals, and the first letters of First to Twentieth. */
static bool may_begin_number(uint32_t point)
{
    if (point < 0x80)
        return (point >= '0' && point <= '9') || strchr("efnst", (int)point) != NULL;
    return numeral_is_chinese(point);
}

zhm_code chart_add_numbers(struct chart *c, zhm_error *err)
{
    const struct folded *f = &c->reader->folded;
    uint32_t symbol = c->number;
    zhm_code code = ZHM_OK;
    for (size_t i = 0; symbol != UINT32_MAX && code == ZHM_OK && i < f->len; i++)
        if (f->cut[i] && may_begin_number(f->points[i]))
            code = add_number(c, symbol, i, err);
    return code;
}

static bool is_han(uint32_t point)
{
    return (point >= 0x4E00 && point <= 0x9FFF) || (point >= 0x3400 && point <= 0x4DBF);
}

/* Signs that a place's name hardly has and a sentence is full of. */
static bool is_common(uint32_t point)
{
    static const uint32_t signs[] = {0x7684, 0x4E86, 0x5728, 0x548C, 0x4E0E, 0x53CA, 0x662F, 0x8FD9, 0x90A3,
                                     0x4E2A, 0x6211, 0x4ED6, 0x4F60, 0x4EEC, 0x6709, 0x4E0D, 0x4E5F, 0x88AB,
                                     0x628A, 0x5BF9, 0x5411, 0x4ECE, 0x7531, 0x4EE5, 0x4E3A, 0x672C, 0x8BE5,
                                     0x5404, 0x6BCF, 0x5168, 0x6240, 0x7B49, 0x5C06, 0x8BF4, 0x4F1A, 0x89C1,
                                     0x90E8, 0x7701, 0x5E02, 0x53BF, 0x533A, 0x8BBE, 0x4EFB, 0x5171};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (signs[i] == point)
            return true;
    return false;
}

static zhm_code add_place(struct chart *c, size_t start, size_t end, const struct grammar_row_form *generic,
                          uint32_t cost, zhm_error *err)
{
    struct node *n = chart_word(c, start, end, c->unknown_place, 0, (enum grammar_lang)generic->lang, NODE_PLACE);
    if (!n)
        return no_memory(err);
    chart_set_attributes(c, n, c->grammar->rows[generic->row].attributes);
    n->word = generic;
    n->cost = COST_UNKNOWN + cost;
    return ZHM_OK;
}

/* A name of the glossary stands there, and is not all of the stem. */
static bool is_taken(const struct chart *c, size_t start, size_t end)
{
    if (!c->named || !(c->named[start] & CHART_COVERED))
        return false;
    return !(c->named[start] & CHART_BEGINS) || !(c->named[end] & CHART_ENDS);
}

/* Two signs before the generic word, or, where nothing but them stands before it, one to four. */
static zhm_code add_chinese(struct chart *c, const struct automaton_hit *hit, const struct grammar_row_form *generic,
                            zhm_error *err)
{
    const struct folded *f = &c->reader->folded;
    size_t at = hit->end - hit->length;
    zhm_code code = ZHM_OK;
    for (size_t stem = 1; code == ZHM_OK && stem <= STEM_MAX && stem <= at; stem++) {
        uint32_t point = f->points[at - stem];
        if (!is_han(point) || is_common(point))
            break;
        if (stem == 2 && point == 0x81EA && f->points[at - 1] == 0x6CBB) /* 自治 */
            break;
        bool alone = at == stem || !is_han(f->points[at - stem - 1]);
        uint32_t next = at > stem ? f->points[at - stem - 1] : 0;
        bool inside =
            next == 0x7701 || next == 0x5E02 || next == 0x533A || next == 0x5DDE || next == 0x53BF || next == 0x5171;
        if ((stem == STEM_USUAL || alone || inside) && !is_taken(c, at - stem, at))
            code = add_place(c, at - stem, hit->end, generic, stem == STEM_USUAL ? 0 : COST_UNUSUAL, err);
    }
    return code;
}

static bool is_letter(uint32_t point)
{
    return (point >= 'a' && point <= 'z') || (point >= 0xC0 && point < 0x250);
}

/* Every word of the stem is written as names are. */
static bool is_capitalised(struct str text)
{
    bool begins = true;
    for (size_t i = 0; i < text.len; i++) {
        char ch = text.data[i];
        bool upper = ch >= 'A' && ch <= 'Z', lower = ch >= 'a' && ch <= 'z';
        if (begins ? !upper : upper)
            return false;
        if (!lower && !upper && ch != ' ' && ch != '\'')
            return (unsigned char)ch >= 0x80;
        begins = ch == ' ';
    }
    return text.len > 1;
}

/* "Liulin County": one or two capitalised words before the generic one. */
static zhm_code add_latin(struct chart *c, const struct automaton_hit *hit, const struct grammar_row_form *generic,
                          zhm_error *err)
{
    const struct folded *f = &c->reader->folded;
    size_t at = hit->end - hit->length, words = 0;
    zhm_code code = ZHM_OK;
    for (size_t stem = 1; code == ZHM_OK && stem <= LATIN_STEM_MAX && stem <= at && words < 2; stem++) {
        if (!is_letter(f->points[at - stem]))
            break;
        if (!f->cut[at - stem] || stem < 2)
            continue;
        words++;
        struct str text = chart_text(c, at - stem, at);
        if (is_capitalised(text) && !is_taken(c, at - stem, at) && memchr(text.data, '.', text.len) == NULL)
            code = add_place(c, at - stem, hit->end, generic, words > 1 ? COST_UNUSUAL : 0, err);
    }
    return code;
}

static zhm_code add_beside(struct chart *c, const struct automaton_hit *hit, const struct grammar_group *group,
                           zhm_error *err)
{
    const struct grammar *g = c->grammar;
    zhm_code code = ZHM_OK;
    for (uint32_t i = 0; code == ZHM_OK && i < group->words.count; i++) {
        const struct grammar_row_form *form = &g->row_forms[g->words[group->words.first + i].form];
        code = form->lang == GRAMMAR_ZH ? add_chinese(c, hit, form, err) : add_latin(c, hit, form, err);
    }
    return code;
}

zhm_code chart_add_places(struct chart *c, size_t first, zhm_error *err)
{
    const struct grammar *g = c->grammar;
    zhm_code code = ZHM_OK;
    if (c->generic == UINT32_MAX || c->unknown_place == UINT32_MAX)
        return ZHM_OK;
    for (size_t i = first; code == ZHM_OK && i < c->reader->hits.count; i++) {
        const struct automaton_hit *hit = &c->reader->hits.items[i];
        const struct grammar_run run = g->keys[hit->key];
        for (uint32_t k = 0; code == ZHM_OK && k < run.count; k++)
            if (g->groups[run.first + k].symbol == c->generic)
                code = add_beside(c, hit, &g->groups[run.first + k], err);
    }
    return code;
}
