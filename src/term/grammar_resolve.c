#include "term/grammar_block.h"

#include "base/fault.h"

#include <stdlib.h>
#include <zhengming/model.h>

static zhm_code no_memory(zhm_error *err)
{
    return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a grammar");
}

static bool among(struct str name, const char *const *names)
{
    while (*names && !str_is(name, *names))
        names++;
    return *names != NULL;
}

/* What the program itself makes: words of the glossary by category, numbers, places that no list holds. */
static bool is_built_in(struct str symbol)
{
    static const char *const names[] = {"number", "unknown-place", NULL};
    for (int i = 0; i <= ZHM_PERSON; i++)
        if (str_is(symbol, zhm_category_name((zhm_category)i)))
            return true;
    return among(symbol, names);
}

static bool is_glossary_attribute(struct str name)
{
    static const char *const names[] = {"level", "kind", "head", "id", "parent", "region", NULL};
    return among(name, names);
}

static int by_bytes(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

static zhm_code number_symbols(struct grammar_builder *b, zhm_error *err)
{
    struct grammar_source *s = &b->source;
    struct str *names = arena_array(&s->arena, s->row_count + s->rule_count * (1 + GRAMMAR_PARTS_MAX), sizeof *names);
    size_t count = 0;
    if (!names)
        return no_memory(err);
    for (size_t i = 0; i < s->row_count; i++)
        names[count++] = s->rows[i].class;
    for (size_t i = 0; i < s->rule_count; i++) {
        names[count++] = s->rules[i]->symbol;
        for (size_t k = 0; k < s->rules[i]->part_count; k++)
            names[count++] = s->rules[i]->parts[k].symbol;
    }
    if (count > 0)
        qsort(names, count, sizeof *names, by_bytes);
    for (size_t i = 0; i < count; i++)
        if (numbers_add(&b->symbols, names[i]) == UINT32_MAX)
            return no_memory(err);
    return ZHM_OK;
}

static zhm_code add_attribute(struct grammar_builder *b, struct str name, zhm_error *err)
{
    if (numbers_find(&b->attributes, name) == UINT32_MAX && b->attributes.count == GRAMMAR_ATTRIBUTES)
        return zhm_fail(err, ZHM_LIMIT, "'%.*s' is an attribute too many: at most %d", STR_ARG(name),
                        GRAMMAR_ATTRIBUTES);
    return numbers_add(&b->attributes, name) == UINT32_MAX ? no_memory(err) : ZHM_OK;
}

static zhm_code add_values(struct grammar_builder *b, const struct source_words *words, zhm_error *err)
{
    for (size_t i = 0; i < words->count; i++) {
        if (numbers_find(&b->values, words->items[i]) == UINT32_MAX && b->values.count == GRAMMAR_VALUES)
            return zhm_fail(err, ZHM_LIMIT, "'%.*s' is a value too many: at most %d", STR_ARG(words->items[i]),
                            GRAMMAR_VALUES);
        if (numbers_add(&b->values, words->items[i]) == UINT32_MAX)
            return no_memory(err);
    }
    return ZHM_OK;
}

/* An attribute that is asked for: the glossary has it, or some row or setting. */
static zhm_code use_attribute(struct grammar_builder *b, struct str name, zhm_error *err)
{
    if (numbers_find(&b->attributes, name) != UINT32_MAX)
        return ZHM_OK;
    if (!is_glossary_attribute(name))
        return zhm_fail(err, ZHM_BAD_INPUT, "no word, rule or concept has an attribute '%.*s'", STR_ARG(name));
    return add_attribute(b, name, err);
}

static zhm_code row_attributes(struct grammar_builder *b, const struct source_row *row, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && i < row->attribute_count; i++) {
        code = add_attribute(b, row->attributes[i].name, err);
        if (code == ZHM_OK)
            code = add_values(b, &row->attributes[i].values, err);
    }
    return zhm_prefix_place(err, code, row->at.file, row->at.line);
}

static zhm_code set_attributes(struct grammar_builder *b, const struct source_rule *rule, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && i < rule->setting_count; i++) {
        const struct source_setting *s = &rule->settings[i];
        code = add_attribute(b, s->attribute, err);
        if (code == ZHM_OK)
            code = add_values(b, &s->value.words, err);
        code = zhm_prefix_place(err, code, rule->at.file, s->line);
    }
    return code;
}

static zhm_code use_value(struct grammar_builder *b, const struct source_value *v, zhm_error *err)
{
    return v->part == SOURCE_NO_PART ? add_values(b, &v->words, err) : use_attribute(b, v->attribute, err);
}

static zhm_code used_attributes(struct grammar_builder *b, const struct source_rule *rule,
                                const struct source_conditions *conditions, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && i < conditions->count; i++) {
        const struct source_condition *c = &conditions->items[i];
        code = use_attribute(b, c->left_attribute, err);
        if (code == ZHM_OK)
            code = use_value(b, &c->right, err);
        code = zhm_prefix_place(err, code, rule->at.file, c->line);
    }
    return code;
}

static zhm_code rule_attributes(struct grammar_builder *b, const struct source_rule *rule, zhm_error *err)
{
    zhm_code code = used_attributes(b, rule, &rule->conditions, err);
    for (size_t i = 0; code == ZHM_OK && i < rule->form_count; i++)
        code = used_attributes(b, rule, &rule->forms[i].conditions, err);
    for (size_t i = 0; code == ZHM_OK && i < rule->setting_count; i++) {
        code = use_value(b, &rule->settings[i].value, err);
        code = zhm_prefix_place(err, code, rule->at.file, rule->settings[i].line);
    }
    return code;
}

static zhm_code number_attributes(struct grammar_builder *b, zhm_error *err)
{
    const struct grammar_source *s = &b->source;
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && i < s->row_count; i++)
        code = row_attributes(b, &s->rows[i], err);
    for (size_t i = 0; code == ZHM_OK && i < s->rule_count; i++)
        code = set_attributes(b, s->rules[i], err);
    for (size_t i = 0; code == ZHM_OK && i < s->rule_count; i++)
        code = rule_attributes(b, s->rules[i], err);
    return code;
}

/* What there is of symbols and tags, for the checks. */
struct known {
    bool *has_rows, *is_made; /* by symbol */
    struct numbers tags;
};

static zhm_code collect_tags(const struct grammar_source *s, struct numbers *tags, zhm_error *err)
{
    static const struct str built_in[] = {{"short", 5}, {"abbreviation", 12}, {"th", 2}, {"word", 4}};
    bool good = true;
    for (size_t i = 0; i < sizeof built_in / sizeof *built_in; i++)
        good = good && numbers_add(tags, built_in[i]) != UINT32_MAX;
    for (size_t i = 0; i < s->row_count; i++)
        if (s->rows[i].concept.len > 0)
            good = good && numbers_add(tags, s->rows[i].class) != UINT32_MAX;
    for (size_t i = 0; i < s->rule_count; i++)
        for (size_t k = 0; k < s->rules[i]->form_count; k++)
            good = good && numbers_add(tags, s->rules[i]->forms[k].tag) != UINT32_MAX;
    return good ? ZHM_OK : no_memory(err);
}

static zhm_code collect(struct grammar_builder *b, struct known *k, zhm_error *err)
{
    struct grammar_source *s = &b->source;
    k->has_rows = arena_array(&s->arena, b->symbols.count, sizeof *k->has_rows);
    k->is_made = arena_array(&s->arena, b->symbols.count, sizeof *k->is_made);
    if (!k->has_rows || !k->is_made)
        return no_memory(err);
    for (size_t i = 0; i < s->row_count; i++)
        k->has_rows[numbers_find(&b->symbols, s->rows[i].class)] = true;
    for (size_t i = 0; i < s->rule_count; i++)
        k->is_made[numbers_find(&b->symbols, s->rules[i]->symbol)] = true;
    return collect_tags(s, &k->tags, err);
}

static zhm_code check_tags(const struct known *k, const struct source_rule *rule, const struct source_form *f,
                           zhm_error *err)
{
    for (size_t i = 0; i < f->piece_count; i++)
        if (f->pieces[i].tag.len > 0 && numbers_find(&k->tags, f->pieces[i].tag) == UINT32_MAX) {
            zhm_code code = zhm_fail(err, ZHM_BAD_INPUT, "no form has the tag '%.*s'", STR_ARG(f->pieces[i].tag));
            return zhm_prefix_place(err, code, rule->at.file, f->line);
        }
    return ZHM_OK;
}

/* Whether some form of the language shows the part. */
static bool shows(const struct source_rule *rule, size_t part, enum grammar_lang lang)
{
    for (size_t i = 0; i < rule->form_count; i++)
        for (size_t k = 0; rule->forms[i].lang == lang && k < rule->forms[i].piece_count; k++)
            if (rule->forms[i].pieces[k].kind == GRAMMAR_PART && rule->forms[i].pieces[k].part == part)
                return true;
    return false;
}

static zhm_code check_part(const struct grammar_builder *b, const struct known *k, const struct source_rule *rule,
                           size_t part, zhm_error *err)
{
    const struct source_part *p = &rule->parts[part];
    uint32_t symbol = numbers_find(&b->symbols, p->symbol);
    if (!k->has_rows[symbol] && !k->is_made[symbol] && !is_built_in(p->symbol))
        return zhm_fail(err, ZHM_BAD_INPUT, "rule %.*s: no lexicon has a word of class '%.*s', and no rule makes one",
                        STR_ARG(rule->name), STR_ARG(p->symbol));
    bool zh = shows(rule, part, GRAMMAR_ZH), en = shows(rule, part, GRAMMAR_EN);
    if (!k->has_rows[symbol] && !(zh && en))
        return zhm_fail(err, ZHM_BAD_INPUT, "rule %.*s: no %s form has {%.*s}, which is no class of a lexicon",
                        STR_ARG(rule->name), zh ? "English" : "Chinese", STR_ARG(p->name));
    return ZHM_OK;
}

static zhm_code check_rule(const struct grammar_builder *b, const struct known *k, const struct source_rule *rule,
                           zhm_error *err)
{
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && i < rule->part_count; i++)
        code = check_part(b, k, rule, i, err);
    if (code != ZHM_OK)
        return zhm_prefix_place(err, code, rule->at.file, rule->at.line);
    for (size_t i = 0; code == ZHM_OK && i < rule->form_count; i++)
        code = check_tags(k, rule, &rule->forms[i], err);
    return code;
}

static zhm_code check_names(const struct grammar_source *s, zhm_error *err)
{
    struct numbers names = {0};
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && i < s->rule_count; i++) {
        const struct source_rule *rule = s->rules[i];
        uint32_t first = numbers_add(&names, rule->name);
        if (first == UINT32_MAX)
            code = no_memory(err);
        else if (first < i)
            code = zhm_fail(err, ZHM_BAD_INPUT, "a second rule %.*s: the first is at %.*s:%zu", STR_ARG(rule->name),
                            STR_ARG(s->rules[first]->at.file), s->rules[first]->at.line);
        code = zhm_prefix_place(err, code, rule->at.file, rule->at.line);
    }
    numbers_free(&names);
    return code;
}

zhm_code grammar_resolve(struct grammar_builder *b, zhm_error *err)
{
    struct known known = {0};
    zhm_code code = check_names(&b->source, err);
    if (code == ZHM_OK)
        code = number_symbols(b, err);
    if (code == ZHM_OK)
        code = number_attributes(b, err);
    if (code == ZHM_OK)
        code = collect(b, &known, err);
    for (size_t i = 0; code == ZHM_OK && i < b->source.rule_count; i++)
        code = check_rule(b, &known, b->source.rules[i], err);
    numbers_free(&known.tags);
    return code;
}
