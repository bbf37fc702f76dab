#include "term/grammar.h"
#include "text/fold.h"

#include "../seeded.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define HEADER "class\tzh\ten\tattributes\tsource\tnote\n"

static const char words[] =
    HEADER "# a comment\n"
           "\n"
           "kind\t厅|省厅\tDepartment|~Hall\thead=director-general at=province,autonomous-region\tX\n"
           "kind\t局\tBureau|beijing-2008:Office|Administration\thead=director at=city\n"
           "post\t厅长\tDirector-General|Director|Director General\thead=director-general\n"
           "vice\t副\tVice\tgrade=vice\n"
           "vice\t\tDeputy\tgrade=deputy empty=\n"
           "nationality\t柬埔寨\tCambodian\tof=country/kh\n";

static const char rules[] = "# posts\n"
                            "rule deputy\n"
                            "  post = head:post word:vice   # what is made\n"
                            "  when head.grade != deputy, head.level = province,city\n"
                            "  like head\n"
                            "  set grade = deputy\n"
                            "  set level = head.level\n"
                            "  zh 副{head}\n"
                            "  en {word} {head}\n"
                            "  en ~Associate {head}\n"
                            "  en beijing-2008: {word}-{head}\n"
                            "  en Executive {word} {head} /adj  if head.level = province, word.grade = vice\n"
                            "\n"
                            "rule body\n"
                            "  organ = place-name:place kind\n"
                            "  zh {place-name}~{kind}\n"
                            "  en (the) {place-name/nationality}'s {kind}  if kind.head = director\n"
                            "  en {kind-Office of the} of {place-name/short}\n"
                            "  en {kind} of {place-name}\n";

struct built {
    struct buf block;
    struct grammar g;
};

static void build_files(struct built *b, const struct grammar_file *files, size_t count)
{
    zhm_error err = {0};
    *b = (struct built){0};
    if (grammar_build(files, count, &b->block, &err) != ZHM_OK)
        fail_msg("%s", err.text);
    if (grammar_view(buf_str(&b->block), &b->g, &err) != ZHM_OK)
        fail_msg("%s", err.text);
}

static void build(struct built *b)
{
    const struct grammar_file files[] = {{.name = STR("b.rules"), .text = STR(rules)},
                                         {.name = STR("a.tsv"), .text = STR(words)}};
    build_files(b, files, COUNT(files));
}

static const struct grammar_rule *rule_named(const struct grammar *g, const char *name)
{
    for (size_t i = 0; i < g->rule_count; i++)
        if (strcmp(grammar_text(g, g->rules[i].name), name) == 0)
            return &g->rules[i];
    fail_msg("no rule %s", name);
    abort();
}

static const struct grammar_form *form_at(const struct grammar *g, const char *rule, uint32_t number)
{
    const struct grammar_rule *r = rule_named(g, rule);
    assert_true(number < r->forms.count);
    return &g->forms[r->forms.first + number];
}

/* Items and pieces as texts: literals by their keys, parts by their names. */
static void show_items(const struct grammar *g, const struct grammar_form *f, char *out, size_t size)
{
    const struct grammar_rule *rule = &g->rules[f->rule];
    size_t n = 0;
    *out = '\0';
    for (uint32_t i = 0; i < f->items.count; i++) {
        const struct grammar_item *item = &g->items[f->items.first + i];
        bool literal = item->part == UINT32_MAX;
        assert_int_equal(g->symbols[item->symbol].name == 0, literal);
        const char *name = literal ? "_" : grammar_text(g, g->parts[rule->parts.first + item->part].name);
        n += (size_t)snprintf(out + n, size - n, "%s%s%s%s%s", i ? " " : "", item->overlap ? "~" : "", name,
                              item->tag ? "/" : "", grammar_text(g, item->tag));
    }
}

static void show_output(const struct grammar *g, const struct grammar_form *f, char *out, size_t size)
{
    const struct grammar_rule *rule = &g->rules[f->rule];
    size_t n = 0;
    *out = '\0';
    for (uint32_t i = 0; i < f->output.count; i++) {
        const struct grammar_piece *p = &g->pieces[f->output.first + i];
        const char *text = grammar_text(g, p->text);
        if (p->kind == GRAMMAR_TEXT)
            n += (size_t)snprintf(out + n, size - n, "[%s]", text);
        else if (p->kind == GRAMMAR_ARTICLE)
            n += (size_t)snprintf(out + n, size - n, "(the)");
        else
            n += (size_t)snprintf(out + n, size - n, "{%s%s%s%s%s}",
                                  grammar_text(g, g->parts[rule->parts.first + p->part].name), p->tag ? "/" : "",
                                  grammar_text(g, p->tag), p->text ? "-" : "", text);
    }
}

static void form_is_items_to_read_and_pieces_to_write(void **state)
{
    (void)state;
    static const struct {
        const char *rule;
        uint32_t form;
        const char *items, *output, *style, *tag;
        unsigned lang, flags, place, conditions;
    } table[] = {
        {"deputy", 0, "_ head", "[副]{head}", "", "", GRAMMAR_ZH, GRAMMAR_OFFICIAL, 0, 0},
        {"deputy", 1, "word head", "{word}[ ]{head}", "", "", GRAMMAR_EN, GRAMMAR_OFFICIAL, 0, 0},
        {"deputy", 2, "_ head", "[Associate ]{head}", "", "", GRAMMAR_EN, GRAMMAR_DEPRECATED, 1, 0},
        {"deputy", 3, "word head", "{word}[-]{head}", "beijing-2008", "", GRAMMAR_EN, GRAMMAR_OFFICIAL, 2, 0},
        {"deputy", 4, "_ word head", "[Executive ]{word}[ ]{head}", "", "adj", GRAMMAR_EN, 0, 3, 2},
        {"body", 0, "place-name ~kind", "{place-name}{kind}", "", "", GRAMMAR_ZH, GRAMMAR_OFFICIAL, 0, 0},
        {"body", 1, "place-name/nationality kind", "(the)[ ]{place-name/nationality}['s ]{kind}", "", "", GRAMMAR_EN,
         GRAMMAR_OFFICIAL, 0, 1},
        {"body", 2, "kind _ place-name/short", "{kind-Office of the}[ of ]{place-name/short}", "", "", GRAMMAR_EN,
         GRAMMAR_OFFICIAL, 1, 0},
        {"body", 3, "kind _ place-name", "{kind}[ of ]{place-name}", "", "", GRAMMAR_EN, 0, 2, 0},
    };
    struct built b;
    char text[256];
    build(&b);
    for (size_t i = 0; i < COUNT(table); i++) {
        const struct grammar_form *f = form_at(&b.g, table[i].rule, table[i].form);
        show_items(&b.g, f, text, sizeof text);
        assert_string_equal(text, table[i].items);
        show_output(&b.g, f, text, sizeof text);
        assert_string_equal(text, *table[i].output ? table[i].output : "{kind-Office of the}[ of ]{place-name/short}");
        assert_string_equal(grammar_text(&b.g, f->style), table[i].style);
        assert_string_equal(grammar_text(&b.g, f->tag), table[i].tag);
        assert_int_equal(f->lang, table[i].lang);
        assert_int_equal(f->flags, table[i].flags);
        assert_int_equal(f->place, table[i].place);
        assert_int_equal(f->conditions.count, table[i].conditions);
        const struct grammar_symbol *first = &b.g.symbols[b.g.items[f->items.first].symbol];
        bool found = false;
        for (uint32_t k = 0; k < first->starts.count; k++)
            found = found || &b.g.forms[b.g.starts[first->starts.first + k]] == f;
        assert_true(found);
    }
    buf_free(&b.block);
}

/* The words that a text as a whole names, "class form lang" each. */
static void show_words(const struct grammar *g, const char *text, char *out, size_t size)
{
    struct folded f = {0};
    struct automaton_hits hits = {0};
    zhm_error err = {0};
    size_t n = 0;
    assert_int_equal(fold_text(str_of(text), &f, &err), ZHM_OK);
    assert_int_equal(automaton_scan(&g->automaton, f.points, f.cut, f.len, &hits, &err), ZHM_OK);
    *out = '\0';
    for (size_t i = 0; i < hits.count; i++) {
        if (hits.items[i].length != f.len)
            continue;
        struct grammar_run run = g->keys[hits.items[i].key];
        for (uint32_t k = run.first; k < run.first + run.count; k++) {
            const struct grammar_word *w = &g->words[k];
            bool literal = w->form == UINT32_MAX;
            n += (size_t)snprintf(out + n, size - n, "%s%s %s %u", n ? "; " : "",
                                  grammar_text(g, g->symbols[w->symbol].name),
                                  literal ? "_" : grammar_text(g, g->row_forms[w->form].text), w->lang);
        }
    }
    automaton_hits_free(&hits);
    folded_free(&f);
}

static void key_names_rows_and_literals(void **state)
{
    (void)state;
    static const struct {
        const char *text, *want;
    } table[] = {
        {"厅", "kind 厅 1"},
        {"department", "kind Department 2"},
        {"the hall", "kind Hall 2"},
        {"Office", "kind Office 2"},
        {"director  general", "post Director-General 2"},
        {"director", "post Director 2"},
        {"副", "vice 副 1;  _ 1"},
        {"Of", " _ 2"},
        {"associate", " _ 2"},
        {"s", ""},
        {"general", ""},
    };
    struct built b;
    char text[256];
    build(&b);
    for (size_t i = 0; i < COUNT(table); i++) {
        show_words(&b.g, table[i].text, text, sizeof text);
        assert_string_equal(text, table[i].want);
    }
    buf_free(&b.block);
}

static void literal_of_both_languages_is_one_symbol(void **state)
{
    (void)state;
    const struct grammar_file file = {
        .name = STR("a.rules"),
        .text =
            STR("rule a\n  x = agency place\n  zh {place}APEC{agency}\n  en {agency} APEC {place}\n  en {agency} apec "
                "{place} apec\n")};
    struct built b;
    char text[64];
    build_files(&b, &file, 1);
    show_words(&b.g, "APEC", text, sizeof text);
    assert_string_equal(text, " _ 3");
    assert_int_equal(b.g.symbol_count, 4);
    buf_free(&b.block);
}

static void row_has_forms_attributes_and_its_place(void **state)
{
    (void)state;
    static const struct {
        const char *text, *style;
        unsigned lang, flags, place;
    } forms[] = {{"局", "", GRAMMAR_ZH, GRAMMAR_OFFICIAL, 0},
                 {"Bureau", "", GRAMMAR_EN, GRAMMAR_OFFICIAL, 0},
                 {"Office", "beijing-2008", GRAMMAR_EN, GRAMMAR_OFFICIAL, 1},
                 {"Administration", "", GRAMMAR_EN, 0, 2}};
    struct built b;
    build(&b);
    uint32_t kind = grammar_symbol_of(&b.g, "kind");
    assert_int_not_equal(kind, UINT32_MAX);
    struct grammar_run run = b.g.symbols[kind].rows;
    assert_int_equal(run.count, 2);
    uint32_t number = b.g.symbol_rows[run.first + 1];
    const struct grammar_row *row = &b.g.rows[number];
    assert_int_equal(row->symbol, kind);
    assert_int_equal(row->line, 5);
    assert_string_equal(grammar_text(&b.g, row->file), "a.tsv");
    assert_int_equal(row->concept, 0);
    assert_int_equal(row->forms.count, COUNT(forms));
    for (size_t i = 0; i < COUNT(forms); i++) {
        const struct grammar_row_form *f = &b.g.row_forms[row->forms.first + i];
        assert_int_equal(f->row, number);
        assert_string_equal(grammar_text(&b.g, f->text), forms[i].text);
        assert_string_equal(grammar_text(&b.g, f->style), forms[i].style);
        assert_int_equal(f->lang, forms[i].lang);
        assert_int_equal(f->flags, forms[i].flags);
        assert_int_equal(f->place, forms[i].place);
    }
    struct value_set city = {{0}}, wrong = {{0}};
    assert_true(grammar_value_add(&b.g, "city", &city));
    assert_true(grammar_value_add(&b.g, "province", &wrong));
    assert_false(grammar_value_add(&b.g, "village", &wrong));
    uint32_t at = grammar_attribute_of(&b.g, "at");
    assert_memory_equal(&row->attributes[at], &city, sizeof city);
    assert_false(value_sets_meet(&row->attributes[at], &wrong));
    struct grammar_run nations = b.g.symbols[grammar_symbol_of(&b.g, "nationality")].rows;
    assert_string_equal(grammar_text(&b.g, b.g.rows[b.g.symbol_rows[nations.first]].concept), "country/kh");
    buf_free(&b.block);
}

static void rule_has_conditions_settings_and_head(void **state)
{
    (void)state;
    struct built b;
    build(&b);
    const struct grammar_rule *r = rule_named(&b.g, "deputy");
    assert_int_equal(r->symbol, grammar_symbol_of(&b.g, "post"));
    assert_int_equal(r->line, 2);
    assert_string_equal(grammar_text(&b.g, r->file), "b.rules");
    assert_int_equal(r->head, 0);
    assert_int_equal(r->parts.count, 2);
    assert_int_equal(r->conditions.count, 2);
    const struct grammar_condition *c = &b.g.conditions[r->conditions.first];
    struct value_set want = {{0}};
    grammar_value_add(&b.g, "deputy", &want);
    assert_int_equal(c[0].left, 0);
    assert_int_equal(c[0].left_attribute, grammar_attribute_of(&b.g, "grade"));
    assert_int_equal(c[0].test, GRAMMAR_MEETS_NOT);
    assert_int_equal(c[0].right, UINT32_MAX);
    assert_memory_equal(&c[0].values, &want, sizeof want);
    want = (struct value_set){{0}};
    grammar_value_add(&b.g, "province", &want);
    grammar_value_add(&b.g, "city", &want);
    assert_int_equal(c[1].test, GRAMMAR_MEETS);
    assert_memory_equal(&c[1].values, &want, sizeof want);
    assert_int_equal(r->settings.count, 2);
    const struct grammar_setting *s = &b.g.settings[r->settings.first];
    assert_int_equal(s[0].part, UINT32_MAX);
    assert_int_equal(s[1].attribute, grammar_attribute_of(&b.g, "level"));
    assert_int_equal(s[1].part, 0);
    assert_int_equal(s[1].part_attribute, s[1].attribute);
    buf_free(&b.block);
}

static void unknown_names_have_no_number(void **state)
{
    (void)state;
    struct built b;
    build(&b);
    assert_int_equal(grammar_symbol_of(&b.g, "kin"), UINT32_MAX);
    assert_int_equal(grammar_symbol_of(&b.g, ""), UINT32_MAX);
    assert_int_equal(grammar_attribute_of(&b.g, "region"), UINT32_MAX);
    assert_int_equal(grammar_tag_of(&b.g, "abbreviation"), UINT32_MAX);
    assert_int_equal(grammar_tag_of(&b.g, "kind"), UINT32_MAX);
    assert_string_equal(grammar_text(&b.g, grammar_tag_of(&b.g, "nationality")), "nationality");
    assert_string_equal(grammar_text(&b.g, grammar_tag_of(&b.g, "beijing-2008")), "beijing-2008");
    buf_free(&b.block);
}

static void empty_grammar_knows_nothing(void **state)
{
    (void)state;
    struct built b;
    char text[16];
    build_files(&b, NULL, 0);
    assert_int_equal(b.g.rule_count + b.g.row_count + b.g.symbol_count + b.g.key_count, 0);
    assert_int_equal(grammar_symbol_of(&b.g, "place"), UINT32_MAX);
    show_words(&b.g, "厅", text, sizeof text);
    assert_string_equal(text, "");
    buf_free(&b.block);
}

static void order_of_files_does_not_matter(void **state)
{
    (void)state;
    struct built b, c;
    const struct grammar_file files[] = {{.name = STR("a.tsv"), .text = STR(words), .path = STR("x/a.tsv")},
                                         {.name = STR("b.rules"), .text = STR(rules)}};
    build(&b);
    build_files(&c, files, COUNT(files));
    assert_int_equal(b.block.len, c.block.len);
    assert_memory_equal(b.block.data, c.block.data, b.block.len);
    buf_free(&b.block);
    buf_free(&c.block);
}

static void fault_names_the_path(void **state)
{
    (void)state;
    const struct grammar_file files[] = {
        {.name = STR("a.rules"), .text = STR("rule a\n  x y\n"), .path = STR("my/grammar/a.rules")}};
    struct buf block = {0};
    zhm_error err = {0};
    assert_int_equal(grammar_build(files, 1, &block, &err), ZHM_BAD_INPUT);
    assert_string_equal(err.text, "my/grammar/a.rules:2: the first line of a rule says what it makes: symbol = parts");
    assert_int_equal(err.line, 2);
    assert_int_equal(block.len, 0);
}

static void bad_set_of_files_is_refused(void **state)
{
    (void)state;
    static const struct {
        struct grammar_file files[2];
        const char *want;
    } table[] = {
        {{{.name = STR("a.rules")}, {.name = STR("a.rules")}},
         "a.rules: a second file of this name in a grammar: the first is a.rules"},
        {{{.name = STR("a.rules")}, {.name = STR("b.txt")}}, "b.txt: a grammar's files end in .rules or .tsv"},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        struct buf block = {0};
        zhm_error err = {0};
        assert_int_equal(grammar_build(table[i].files, 2, &block, &err), ZHM_BAD_INPUT);
        assert_string_equal(err.text, table[i].want);
    }
}

static void file_over_its_limit_is_refused(void **state)
{
    (void)state;
    struct buf text = {0}, block = {0};
    zhm_error err = {0};
    while (text.len <= 16 << 20)
        buf_append_text(&text, "# nothing\n\n");
    struct grammar_file file = {.name = STR("a.rules"), .text = buf_str(&text)};
    assert_int_equal(grammar_build(&file, 1, &block, &err), ZHM_LIMIT);
    assert_string_equal(err.text, "a.rules: more than 16 MiB");
    buf_free(&text);
}

static void damaged_block_is_refused(void **state)
{
    (void)state;
    struct built b;
    zhm_error err = {0};
    struct grammar g;
    build(&b);
    assert_int_equal(grammar_view((struct str){b.block.data, 10}, &g, &err), ZHM_STORAGE);
    assert_int_equal(grammar_view((struct str){b.block.data, b.block.len - 1}, &g, &err), ZHM_STORAGE);
    assert_int_equal(grammar_view((struct str){b.block.data + 1, b.block.len - 1}, &g, &err), ZHM_STORAGE);
    for (size_t i = 0; i < 90; i++) { /* the header: every bit of it counts */
        b.block.data[i] = (char)(b.block.data[i] ^ 0x10);
        assert_int_equal(grammar_view(buf_str(&b.block), &g, &err), ZHM_STORAGE);
        b.block.data[i] = (char)(b.block.data[i] ^ 0x10);
    }
    buf_free(&b.block);
}

/* Cut, doubled, swapped bytes: a fault that names a line, or a grammar that can be looked at. */
static void mutate(struct buf *text)
{
    for (size_t n = 1 + seeded(4); n > 0 && text->len > 8; n--) {
        size_t at = seeded(text->len - 1), len = 1 + seeded(text->len - at < 12 ? text->len - at : 12);
        switch (seeded(4)) {
        case 0:
            memmove(text->data + at, text->data + at + len, text->len - at - len);
            text->len -= len;
            break;
        case 1:
            text->data[at] = "{}~=|\t\n :/#,.!-x\xE5"[seeded(18)];
            break;
        case 2:
            buf_append(text, text->data, len);
            break;
        default:
            text->data[at] = text->data[seeded(text->len)];
        }
    }
}

static void mutated_files_fault_or_build(void **state)
{
    (void)state;
    seeded_begin("mutated_files_fault_or_build");
    for (int i = 0; i < 2000; i++) {
        struct buf a = {0}, r = {0}, block = {0};
        zhm_error err = {0};
        struct grammar g;
        buf_reserve(&a, 4096);
        buf_reserve(&r, 4096);
        buf_append_text(&a, words);
        buf_append_text(&r, rules);
        mutate(seeded(2) ? &a : &r);
        const struct grammar_file files[] = {{.name = STR("a.tsv"), .text = buf_str(&a)},
                                             {.name = STR("b.rules"), .text = buf_str(&r)}};
        zhm_code code = grammar_build(files, 2, &block, &err);
        if (code == ZHM_OK)
            assert_int_equal(grammar_view(buf_str(&block), &g, &err), ZHM_OK);
        else if ((code != ZHM_BAD_INPUT && code != ZHM_LIMIT) || err.line == 0 || !strstr(err.text, ": "))
            fail_msg("%s: %s", zhm_code_name(code), err.text);
        buf_free(&a);
        buf_free(&r);
        buf_free(&block);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(form_is_items_to_read_and_pieces_to_write),
        cmocka_unit_test(key_names_rows_and_literals),
        cmocka_unit_test(literal_of_both_languages_is_one_symbol),
        cmocka_unit_test(row_has_forms_attributes_and_its_place),
        cmocka_unit_test(rule_has_conditions_settings_and_head),
        cmocka_unit_test(unknown_names_have_no_number),
        cmocka_unit_test(empty_grammar_knows_nothing),
        cmocka_unit_test(order_of_files_does_not_matter),
        cmocka_unit_test(fault_names_the_path),
        cmocka_unit_test(bad_set_of_files_is_refused),
        cmocka_unit_test(file_over_its_limit_is_refused),
        cmocka_unit_test(damaged_block_is_refused),
        cmocka_unit_test(mutated_files_fault_or_build),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
