#include "term/grammar_block.h"

#include "base/fault.h"

static struct grammar_run add_conditions(struct grammar_builder *b, const struct source_conditions *list)
{
    struct grammar_run run = {builder_count(b, GRAMMAR_CONDITIONS), (uint32_t)list->count};
    for (size_t i = 0; i < list->count; i++) {
        const struct source_condition *c = &list->items[i];
        struct grammar_condition *out = builder_add(b, GRAMMAR_CONDITIONS);
        if (!out)
            break;
        out->left = c->left;
        out->left_attribute = builder_attribute(b, c->left_attribute);
        out->test = c->test;
        out->right = c->right.part;
        if (c->right.part == SOURCE_NO_PART)
            builder_values(b, &c->right.words, &out->values);
        else
            out->right_attribute = builder_attribute(b, c->right.attribute);
    }
    return run;
}

static struct grammar_run add_settings(struct grammar_builder *b, const struct source_rule *rule)
{
    struct grammar_run run = {builder_count(b, GRAMMAR_SETTINGS), (uint32_t)rule->setting_count};
    for (size_t i = 0; i < rule->setting_count; i++) {
        const struct source_setting *s = &rule->settings[i];
        struct grammar_setting *out = builder_add(b, GRAMMAR_SETTINGS);
        if (!out)
            break;
        out->attribute = builder_attribute(b, s->attribute);
        out->part = s->value.part;
        if (s->value.part == SOURCE_NO_PART)
            builder_values(b, &s->value.words, &out->values);
        else
            out->part_attribute = builder_attribute(b, s->value.attribute);
    }
    return run;
}

static struct grammar_run add_parts(struct grammar_builder *b, const struct source_rule *rule)
{
    struct grammar_run run = {builder_count(b, GRAMMAR_PARTS), (uint32_t)rule->part_count};
    for (size_t i = 0; i < rule->part_count; i++) {
        struct grammar_part *out = builder_add(b, GRAMMAR_PARTS);
        if (!out)
            break;
        out->name = builder_text(b, rule->parts[i].name);
        out->symbol = numbers_find(&b->symbols, rule->parts[i].symbol);
    }
    return run;
}

/* Whether the form may be the first whose conditions hold among those
 * that are written in its style: all up to the first that has none. */
static bool is_official(const struct source_rule *rule, size_t form)
{
    const struct source_form *f = &rule->forms[form];
    for (size_t i = 0; i < form; i++) {
        const struct source_form *g = &rule->forms[i];
        if (!g->deprecated && g->lang == f->lang && str_equal(g->style, f->style) && g->conditions.count == 0)
            return false;
    }
    return !f->deprecated;
}

static uint16_t place_of(const struct source_rule *rule, size_t form)
{
    uint16_t place = 0;
    for (size_t i = 0; i < form; i++)
        place = (uint16_t)(place + (rule->forms[i].lang == rule->forms[form].lang));
    return place;
}

static zhm_code add_form(struct grammar_builder *b, const struct source_rule *rule, size_t number, uint32_t in,
                         zhm_error *err)
{
    const struct source_form *f = &rule->forms[number];
    unsigned flags = (f->deprecated ? GRAMMAR_DEPRECATED : 0) | (is_official(rule, number) ? GRAMMAR_OFFICIAL : 0);
    struct grammar_form form = {.rule = in,
                                .style = builder_tag(b, f->style),
                                .tag = builder_tag(b, f->tag),
                                .lang = (uint8_t)f->lang,
                                .flags = (uint8_t)flags,
                                .place = place_of(rule, number),
                                .conditions = add_conditions(b, &f->conditions)};
    zhm_code code = grammar_build_form(b, f, &form, err);
    struct grammar_form *out = code == ZHM_OK ? builder_add(b, GRAMMAR_FORMS) : NULL;
    if (out)
        *out = form;
    return zhm_prefix_place(err, code, rule->at.file, f->line);
}

static zhm_code add_rule(struct grammar_builder *b, const struct source_rule *rule, zhm_error *err)
{
    struct grammar_rule *out = builder_add(b, GRAMMAR_RULES);
    uint32_t number = builder_count(b, GRAMMAR_RULES) - 1;
    if (!out)
        return ZHM_OK;
    *out = (struct grammar_rule){.name = builder_text(b, rule->name),
                                 .file = builder_text(b, rule->file),
                                 .line = (uint32_t)rule->at.line,
                                 .symbol = numbers_find(&b->symbols, rule->symbol),
                                 .head = rule->head,
                                 .same = rule->same,
                                 .parts = add_parts(b, rule),
                                 .conditions = add_conditions(b, &rule->conditions),
                                 .settings = add_settings(b, rule),
                                 .forms = {builder_count(b, GRAMMAR_FORMS), (uint32_t)rule->form_count}};
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && !b->failed && i < rule->form_count; i++)
        code = add_form(b, rule, i, number, err);
    return code;
}

zhm_code grammar_build_rules(struct grammar_builder *b, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && !b->failed && i < b->source.rule_count; i++)
        code = add_rule(b, b->source.rules[i], err);
    return code;
}
