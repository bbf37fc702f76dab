/* Words that no list can hold: numerals, and places known by the generic word beside them. */
#include "base/fault.h"
#include "base/utf8.h"
#include "term/chart.h"
#include "term/numerals.h"
#include "text/han.h"

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
    struct node word = {.start = (uint32_t)i,
                        .end = (uint32_t)(i + n),
                        .symbol = symbol,
                        .tag = tag == UINT32_MAX ? 0 : tag,
                        .kind = NODE_NUMBER,
                        .lang = (uint8_t)lang,
                        .cost = COST_NUMBER,
                        .number = value};
    if (!chart_word(c, &word))
        return no_memory(err);
    if (form != NUMERAL_TH)
        return ZHM_OK;
    tag = grammar_tag_of(c->grammar, "word"); /* above twenty, what is spelt out has figures too */
    word.tag = tag == UINT32_MAX ? 0 : tag;
    return chart_word(c, &word) ? ZHM_OK : no_memory(err);
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

static bool is_among(uint32_t point, const char *signs)
{
    char sign[5] = {0};
    return point && utf8_encode(point, sign) && strstr(signs, sign);
}

/* Signs that a place's name hardly has and a sentence is full of. */
static bool is_common(uint32_t point)
{
    return is_among(point, "的了在和与及是这那个我他你们有不也被把对向从由以"
                           "为本该各每全所等将说会见部省市县区设任共");
}

/* 乡 before 镇, 州 before 州长: a level, and no name by itself; 中关村 before 街道 is one, which a text is not trusted
 * to mean. */
static bool is_level(uint32_t point)
{
    return is_among(point, "乡镇村州旗盟");
}

static zhm_code add_place(struct chart *c, size_t start, size_t end, const struct grammar_row_form *generic,
                          uint32_t cost, zhm_error *err)
{
    struct node word = {.start = (uint32_t)start,
                        .end = (uint32_t)end,
                        .symbol = c->unknown_place,
                        .kind = NODE_PLACE,
                        .lang = (uint8_t)generic->lang,
                        .cost = COST_UNKNOWN + cost,
                        .attributes = c->grammar->rows[generic->row].attributes,
                        .word = generic};
    return chart_word(c, &word) ? ZHM_OK : no_memory(err);
}

/* A name of the glossary stands there, and is not all of the stem. */
static bool is_taken(const struct chart *c, size_t start, size_t end)
{
    if (!c->named || !(c->named[start] & CHART_COVERED))
        return false;
    return !(c->named[start] & CHART_BEGINS) || !(c->named[end] & CHART_ENDS);
}

/* Two signs before the generic word, or, where nothing but them stands before it, one to four; none where it is a part
 * of an ordinary word (特色小镇). */
static zhm_code add_chinese(struct chart *c, const struct automaton_hit *hit, const struct grammar_row_form *generic,
                            zhm_error *err)
{
    const struct folded *f = &c->reader->folded;
    size_t at = hit->end - hit->length;
    zhm_code code = ZHM_OK;
    bool ordinary = c->inside && c->inside[at];
    for (size_t stem = 1; code == ZHM_OK && !ordinary && stem <= STEM_MAX && stem <= at; stem++) {
        uint32_t point = f->points[at - stem];
        if (!is_han(point) || is_common(point))
            break;
        bool level = is_level(f->points[at - 1]);
        if ((level && !c->whole) || (is_among(point, "自") && is_among(f->points[at - stem + 1], "治")))
            break;
        if (level && stem == 1)
            continue;
        bool alone = at == stem || !is_han(f->points[at - stem - 1]);
        uint32_t next = at > stem ? f->points[at - stem - 1] : 0;
        bool inside = is_among(next, "省市区州县共");
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
