#include "term/grammar_reader.h"

#include "base/fault.h"
#include "base/grow.h"

uint32_t part_of(const struct source_rule *rule, struct str name)
{
    for (size_t i = 0; i < rule->part_count; i++)
        if (str_equal(rule->parts[i].name, name))
            return (uint32_t)i;
    return SOURCE_NO_PART;
}

/* part.attribute */
static zhm_code read_operand(const struct source_rule *rule, struct str text, uint32_t *part, struct str *attribute,
                             zhm_error *err)
{
    struct str all = text, name = str_take(&text, '.');
    if (name.len == all.len)
        return zhm_fail(err, ZHM_BAD_INPUT, "'%.*s' is no part.attribute", STR_ARG(all));
    *part = part_of(rule, name);
    if (*part == SOURCE_NO_PART)
        return zhm_fail(err, ZHM_BAD_INPUT, "rule %.*s has no part '%.*s'", STR_ARG(rule->name), STR_ARG(name));
    *attribute = text;
    return source_name_check(text, "attribute", err);
}

zhm_code value_read(struct source_reader *r, const struct source_rule *rule, struct str text, struct source_value *out,
                    zhm_error *err)
{
    *out = (struct source_value){.part = SOURCE_NO_PART};
    if (text.len > 0 && memchr(text.data, '.', text.len) && !memchr(text.data, ',', text.len))
        return read_operand(rule, text, &out->part, &out->attribute, err);
    return words_read(r, text, &out->words, err);
}

/* part within body: it is one of those that the body has under it. */
static zhm_code read_within(struct source_reader *r, const struct source_rule *rule, struct str text,
                            struct source_condition *out, zhm_error *err)
{
    struct str left = str_take(&text, ' ');
    str_take(&text, ' ');
    *out = (struct source_condition){.line = r->at.line,
                                     .test = GRAMMAR_WITHIN,
                                     .left = part_of(rule, left),
                                     .left_attribute = STR("parent"),
                                     .right = {.part = part_of(rule, str_trim(text)), .attribute = STR("id")}};
    if (out->left == SOURCE_NO_PART || out->right.part == SOURCE_NO_PART)
        return zhm_fail(err, ZHM_BAD_INPUT, "rule %.*s: 'within' stands between two parts", STR_ARG(rule->name));
    return ZHM_OK;
}

static bool says_within(struct str text)
{
    struct str first = str_take(&text, ' ');
    return first.len > 0 && str_starts(text, STR("within "));
}

static zhm_code read_condition(struct source_reader *r, const struct source_rule *rule, struct str text,
                               struct source_condition *out, zhm_error *err)
{
    if (says_within(text))
        return read_within(r, rule, text, out, err);
    struct str all = text, left = str_take(&text, '=');
    if (left.len == all.len)
        return zhm_fail(err, ZHM_BAD_INPUT, "no = in the condition '%.*s'", STR_ARG(all));
    bool unequal = left.len > 0 && left.data[left.len - 1] == '!';
    left.len -= unequal;
    *out = (struct source_condition){.line = r->at.line, .test = unequal ? GRAMMAR_MEETS_NOT : GRAMMAR_MEETS};
    zhm_code code = read_operand(rule, str_trim(left), &out->left, &out->left_attribute, err);
    return code == ZHM_OK ? value_read(r, rule, str_trim(text), &out->right, err) : code;
}

/* A comma divides conditions where an = or `within` follows before the next one, else values. */
static struct str take_condition(struct str *rest)
{
    struct str all = *rest;
    str_take(rest, ',');
    for (;;) {
        struct str ahead = *rest, next = str_take(&ahead, ',');
        if (next.len == 0 || memchr(next.data, '=', next.len) || says_within(str_trim(next)))
            break;
        *rest = ahead;
    }
    size_t len = all.len - rest->len;
    return (struct str){all.data, rest->len > 0 ? len - 1 : len};
}

zhm_code conditions_read(struct source_reader *r, const struct source_rule *rule, struct str text,
                         struct source_conditions *out, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    do {
        struct source_condition c = {0};
        code = read_condition(r, rule, str_trim(take_condition(&text)), &c, err);
        if (code != ZHM_OK)
            break;
        out->items = arena_grow(&r->out->arena, out->items, out->count, &out->room, sizeof c);
        if (!out->items)
            return source_no_memory(err);
        out->items[out->count++] = c;
    } while (text.len > 0);
    return code;
}

static zhm_code begin_rule(struct source_reader *r, struct str text, zhm_error *err)
{
    struct source_place at = r->at; /* a fault of the rule before would name its own line */
    zhm_code code = rules_end(r, err);
    if (code != ZHM_OK)
        return code;
    r->at = at;
    struct str word = str_take(&text, ' '), name = str_trim(text);
    if (!str_is(word, "rule"))
        return zhm_fail(err, ZHM_BAD_INPUT, "'%.*s': a line begins with 'rule', or with spaces within a rule",
                        STR_ARG(word));
    code = source_name_check(name, "rule name", err);
    if (code != ZHM_OK)
        return code;
    struct grammar_source *out = r->out;
    out->rules = arena_grow(&out->arena, out->rules, out->rule_count, &out->rule_room, sizeof(struct source_rule *));
    r->rule = arena_alloc(&out->arena, sizeof *r->rule);
    if (!out->rules || !r->rule)
        return source_no_memory(err);
    *r->rule = (struct source_rule){.at = at, .file = r->file, .name = name};
    out->rules[out->rule_count++] = r->rule;
    return ZHM_OK;
}

static zhm_code add_part(struct source_rule *rule, struct str text, zhm_error *err)
{
    struct source_part part = {text, text};
    const char *colon = memchr(text.data, ':', text.len);
    if (colon) {
        part.name = str_take(&text, ':');
        part.symbol = text;
    }
    zhm_code code = source_name_check(part.name, "part name", err);
    if (code == ZHM_OK)
        code = source_name_check(part.symbol, "symbol", err);
    if (code == ZHM_OK && part_of(rule, part.name) != SOURCE_NO_PART)
        code = zhm_fail(err, ZHM_BAD_INPUT, "two parts '%.*s': name one, name:symbol", STR_ARG(part.name));
    if (code == ZHM_OK && rule->part_count == GRAMMAR_PARTS_MAX)
        code = zhm_fail(err, ZHM_LIMIT, "more than %d parts", GRAMMAR_PARTS_MAX);
    if (code == ZHM_OK)
        rule->parts[rule->part_count++] = part;
    return code;
}

static zhm_code read_making(struct source_rule *rule, struct str text, zhm_error *err)
{
    struct str all = text, symbol = str_trim(str_take(&text, '='));
    if (symbol.len == all.len)
        return zhm_fail(err, ZHM_BAD_INPUT, "the first line of a rule says what it makes: symbol = parts");
    zhm_code code = source_name_check(symbol, "symbol", err);
    rule->symbol = symbol;
    while (code == ZHM_OK && (text = str_trim(text)).len > 0)
        code = add_part(rule, str_take(&text, ' '), err);
    if (code == ZHM_OK && rule->part_count == 0)
        code = zhm_fail(err, ZHM_BAD_INPUT, "a rule of no parts");
    return code;
}

static zhm_code add_setting(struct source_reader *r, struct source_rule *rule, struct str text, zhm_error *err)
{
    struct source_setting s = {.line = r->at.line};
    struct str all = text;
    s.attribute = str_trim(str_take(&text, '='));
    if (s.attribute.len == all.len)
        return zhm_fail(err, ZHM_BAD_INPUT, "no = in 'set %.*s'", STR_ARG(all));
    zhm_code code = source_name_check(s.attribute, "attribute", err);
    for (size_t i = 0; code == ZHM_OK && i < rule->setting_count; i++)
        if (str_equal(rule->settings[i].attribute, s.attribute))
            code = zhm_fail(err, ZHM_BAD_INPUT, "'%.*s' is set twice", STR_ARG(s.attribute));
    if (code == ZHM_OK && rule->setting_count == GRAMMAR_ATTRIBUTES)
        code = zhm_fail(err, ZHM_LIMIT, "more than %d attributes", GRAMMAR_ATTRIBUTES);
    if (code == ZHM_OK)
        code = value_read(r, rule, str_trim(text), &s.value, err);
    if (code == ZHM_OK)
        rule->settings[rule->setting_count++] = s;
    return code;
}

static zhm_code add_form(struct source_reader *r, struct source_rule *rule, struct str text, enum grammar_lang lang,
                         zhm_error *err)
{
    struct source_form f = {.line = r->at.line, .lang = lang};
    if (rule->form_count == SOURCE_FORMS_MAX)
        return zhm_fail(err, ZHM_LIMIT, "more than %d forms", SOURCE_FORMS_MAX);
    zhm_code code = form_read(r, rule, text, &f, err);
    if (code != ZHM_OK)
        return code;
    rule->forms = arena_grow(&r->out->arena, rule->forms, rule->form_count, &rule->form_room, sizeof f);
    if (!rule->forms)
        return source_no_memory(err);
    rule->forms[rule->form_count++] = f;
    return ZHM_OK;
}

static zhm_code set_head(struct source_rule *rule, struct str name, zhm_error *err)
{
    rule->head = part_of(rule, name);
    if (rule->head == SOURCE_NO_PART)
        return zhm_fail(err, ZHM_BAD_INPUT, "rule %.*s has no part '%.*s'", STR_ARG(rule->name), STR_ARG(name));
    return ZHM_OK;
}

static zhm_code add_line(struct source_reader *r, struct str text, zhm_error *err)
{
    struct source_rule *rule = r->rule;
    if (!rule)
        return zhm_fail(err, ZHM_BAD_INPUT, "an indented line, but no rule above it");
    if (rule->symbol.len == 0)
        return read_making(rule, text, err);
    struct str word = str_take(&text, ' ');
    text = str_trim(text);
    if (str_is(word, "when"))
        return conditions_read(r, rule, text, &rule->conditions, err);
    if (str_is(word, "like"))
        return set_head(rule, text, err);
    rule->same |= str_is(word, "same");
    if (str_is(word, "same"))
        return set_head(rule, text, err);
    if (str_is(word, "set"))
        return add_setting(r, rule, text, err);
    if (str_is(word, "zh") || str_is(word, "en"))
        return add_form(r, rule, text, word.data[0] == 'z' ? GRAMMAR_ZH : GRAMMAR_EN, err);
    return zhm_fail(err, ZHM_BAD_INPUT, "'%.*s': a line of a rule begins with when, like, same, set, zh or en",
                    STR_ARG(word));
}

struct str rules_text(struct str line)
{
    for (size_t i = 0; i < line.len; i++)
        if (line.data[i] == '#' && (i == 0 || line.data[i - 1] == ' ' || line.data[i - 1] == '\t'))
            line.len = i;
    return line;
}

zhm_code rules_line(struct source_reader *r, struct str line, zhm_error *err)
{
    line = rules_text(line);
    struct str text = str_trim(line);
    if (text.len == 0)
        return ZHM_OK;
    return text.data == line.data ? begin_rule(r, text, err) : add_line(r, text, err);
}

static zhm_code check_shown(const struct source_rule *rule, size_t part, zhm_error *err)
{
    for (size_t i = 0; i < rule->form_count; i++)
        for (size_t k = 0; k < rule->forms[i].piece_count; k++) {
            const struct source_piece *p = &rule->forms[i].pieces[k];
            if (p->kind == GRAMMAR_PART && p->part == part)
                return ZHM_OK;
        }
    return zhm_fail(err, ZHM_BAD_INPUT, "rule %.*s: its part '%.*s' is in no form", STR_ARG(rule->name),
                    STR_ARG(rule->parts[part].name));
}

static zhm_code check_sides(const struct source_rule *rule, zhm_error *err)
{
    unsigned langs = 0;
    for (size_t i = 0; i < rule->form_count; i++)
        langs |= rule->forms[i].lang;
    if (langs == (GRAMMAR_ZH | GRAMMAR_EN))
        return ZHM_OK;
    return zhm_fail(err, ZHM_BAD_INPUT, "rule %.*s has no %s form", STR_ARG(rule->name),
                    langs & GRAMMAR_ZH ? "English" : "Chinese");
}

zhm_code rules_end(struct source_reader *r, zhm_error *err)
{
    const struct source_rule *rule = r->rule;
    if (!rule)
        return ZHM_OK;
    r->at = rule->at;
    zhm_code code = ZHM_OK;
    if (rule->symbol.len == 0)
        code = zhm_fail(err, ZHM_BAD_INPUT, "rule %.*s makes nothing", STR_ARG(rule->name));
    else
        code = check_sides(rule, err);
    for (size_t i = 0; code == ZHM_OK && i < rule->part_count; i++)
        code = check_shown(rule, i, err);
    return code;
}
