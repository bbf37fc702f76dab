#include "base/buf.h"
#include "format/glossary_tsv.h"

#include "../seeded.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define HEADER "id\tfield\ttext\tstatus\ttype\tfrom\tto\tsource\tstyle\tnote\n"
#define GUILD "x/guild\t@concept\tagency\nx/guild\ten\tGuild of Letters\tpreferred\tfull\t\t\tunchecked\n"

static void read_good(struct glossary *g, const char *text)
{
    zhm_error err = {0};
    if (glossary_read(g, "a.tsv", str_of(text), &err) != ZHM_OK)
        fail_msg("%s", err.text);
}

static void glossary_all_columns_arrive(void **state)
{
    struct glossary g = {0};
    (void)state;
    read_good(&g, "# a comment\n\n" HEADER "#another\n"
                  "x/guild\t@concept\ttitle\t\t\t1949-10\t2018\tBJ2008\t\ta concept's note\n"
                  "x/guild\t@kind\tguild\n"
                  "\n"
                  "x/guild\t@region\tcn/hunan\n"
                  "x/guild\t@merged-into\tx/house\t\t\t2018\t2019-01-01\tSH;WIKI\t\tmerged\n"
                  "# in between\n"
                  "x/guild\tzh\t“协会”\tsuperseded\tshort\t1949\t2018-03-17\tunchecked\tun\tits note\n"
                  "x/guild\tEN_gb\tGuild # of Letters\tdeprecated\t\t\t\tx");
    assert_int_equal(g.count, 1);
    const zhm_concept *c = &g.concepts[0];
    assert_string_equal(c->id, "x/guild");
    assert_true(c->category == ZHM_TITLE && c->from == 19491000 && c->to == 20180000);
    assert_string_equal(c->source, "BJ2008");
    assert_string_equal(c->note, "a concept's note");
    assert_int_equal(c->attribute_count, 2);
    assert_string_equal(c->attributes[0].name, "kind");
    assert_string_equal(c->attributes[0].value, "guild");
    assert_string_equal(c->attributes[1].value, "cn/hunan");
    assert_int_equal(c->relation_count, 1);
    assert_true(c->relations[0].kind == ZHM_MERGED_INTO && c->relations[0].from == 20180000);
    assert_int_equal(c->relations[0].to, 20190101);
    assert_string_equal(c->relations[0].target, "x/house");
    assert_string_equal(c->relations[0].source, "SH;WIKI");
    assert_string_equal(c->relations[0].note, "merged");
    assert_int_equal(c->term_count, 2);
    const zhm_term *t = &c->terms[0];
    assert_string_equal(t->lang, "zh-Hans");
    assert_string_equal(t->text, "“协会”");
    assert_true(t->status == ZHM_SUPERSEDED && t->type == ZHM_SHORT && t->from == 19490000 && t->to == 20180317);
    assert_string_equal(t->source, "unchecked");
    assert_string_equal(t->style, "un");
    assert_string_equal(t->note, "its note");
    t = &c->terms[1];
    assert_string_equal(t->lang, "en-GB");
    assert_string_equal(t->text, "Guild # of Letters");
    assert_true(t->status == ZHM_DEPRECATED && t->type == ZHM_FULL && t->from == 0 && t->to == 0);
    assert_string_equal(t->style, "");
    assert_string_equal(t->note, "");
    const char *file;
    size_t line;
    glossary_origin(&g, 0, &file, &line);
    assert_string_equal(file, "a.tsv");
    assert_int_equal(line, 5);
    glossary_free(&g);
}

static void glossary_rows_keep_their_lines(void **state)
{
    struct glossary g = {0};
    (void)state;
    read_good(&g, "# guilds of letters\n" HEADER GUILD "\n# more\nx/guild\t@kind\tguild\n"
                  "x/guild\tzh\t会\tpreferred\t\t\t\tx\nx/guild\t@part-of\tx/house\n"
                  "x/guild\t@level\ttown\nx/guild\tzh\t一会\tadmitted\t\t\t\tx\n");
    assert_int_equal(glossary_row_line(&g, 0, GLOSSARY_TERM, 0), 4);
    assert_int_equal(glossary_row_line(&g, 0, GLOSSARY_TERM, 1), 8);
    assert_int_equal(glossary_row_line(&g, 0, GLOSSARY_TERM, 2), 11);
    assert_int_equal(glossary_row_line(&g, 0, GLOSSARY_ATTRIBUTE, 0), 7);
    assert_int_equal(glossary_row_line(&g, 0, GLOSSARY_ATTRIBUTE, 1), 10);
    assert_int_equal(glossary_row_line(&g, 0, GLOSSARY_RELATION, 0), 9);
    glossary_free(&g);
}

static void glossary_files_are_listed_with_their_first_comment(void **state)
{
    struct glossary g = {0};
    (void)state;
    read_good(&g, "# guilds of letters\n" HEADER GUILD);
    read_good(&g, HEADER "# late\n");
    read_good(&g, "#");
    assert_int_equal(g.files, 3);
    assert_string_equal(g.file[0].name, "a.tsv");
    assert_string_equal(g.file[0].about, "guilds of letters");
    assert_string_equal(g.file[1].about, "");
    assert_string_equal(g.file[2].about, "");
    glossary_free(&g);
}

static void glossary_refused_file_leaves_no_concepts(void **state)
{
    struct glossary g = {0};
    (void)state;
    read_good(&g, HEADER GUILD);
    assert_int_equal(glossary_read(&g, "b.tsv",
                                   STR(HEADER "x/b\t@concept\tagency\nx/b\ten\tB\tpreferred\t\t\t\tx\n"
                                              "x/c\t@concept\tagent\n"),
                                   NULL),
                     ZHM_BAD_INPUT);
    assert_int_equal(glossary_read(&g, "b.tsv", STR(HEADER GUILD), NULL), ZHM_BAD_INPUT);
    assert_int_equal(g.count, 1);
    read_good(&g, HEADER "x/b\t@concept\tagency\nx/b\ten\tB\tpreferred\t\t\t\tx\n");
    assert_int_equal(g.count, 2);
    assert_string_equal(g.concepts[1].id, "x/b");
    glossary_free(&g);
}

static void glossary_no_final_newline_is_the_same(void **state)
{
    struct glossary a = {0}, b = {0};
    struct str text = STR(HEADER GUILD);
    (void)state;
    read_good(&a, text.data);
    text.len--;
    assert_int_equal(glossary_read(&b, "a.tsv", text, NULL), ZHM_OK);
    assert_int_equal(b.count, 1);
    assert_string_equal(a.concepts[0].terms[0].source, b.concepts[0].terms[0].source);
    glossary_free(&a);
    glossary_free(&b);
}

static void glossary_nothing_but_comments_is_empty(void **state)
{
    static const char *const cases[] = {"", "\n", "# only\n\n", HEADER};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct glossary g = {0};
        read_good(&g, cases[i]);
        assert_true(g.count == 0 && g.files == 1);
        glossary_free(&g);
    }
}

static void glossary_id_twice_across_files_names_both(void **state)
{
    struct glossary g = {0};
    zhm_error err = {0};
    (void)state;
    read_good(&g, HEADER GUILD);
    assert_int_equal(glossary_read(&g, "b.tsv", STR("#\n" HEADER GUILD), &err), ZHM_BAD_INPUT);
    assert_string_equal(err.text, "b.tsv:3: id x/guild was used before, at a.tsv:2");
    assert_int_equal(err.line, 3);
    glossary_free(&g);
}

static void glossary_name_of_a_megabyte_is_a_limit(void **state)
{
    struct glossary g = {0};
    struct buf text = {0};
    zhm_error err = {0};
    (void)state;
    buf_append_text(&text, HEADER "x/guild\t@concept\tagency\nx/guild\ten\t");
    for (int i = 0; i < 1 << 20; i++)
        buf_append_char(&text, 'x');
    buf_append_text(&text, "\tpreferred\tfull\t\t\tunchecked\n");
    assert_int_equal(glossary_read(&g, "a.tsv", buf_str(&text), &err), ZHM_LIMIT);
    assert_string_equal(err.text, "a.tsv:3: name of 1048576 bytes: at most 4096");
    assert_int_equal(err.line, 3);
    glossary_free(&g);
    buf_free(&text);
}

static void glossary_offset_is_that_of_the_byte_in_its_line(void **state)
{
    struct glossary g = {0};
    zhm_error err = {0};
    (void)state;
    assert_int_equal(glossary_read(&g, "a.tsv", STR(HEADER "x/guild\t@concept\tag\xFF"), &err), ZHM_BAD_INPUT);
    assert_true(err.line == 2 && err.offset == 19);
    glossary_free(&g);
    assert_int_equal(glossary_read(&g, "a.tsv", STR("ab\r\n"), &err), ZHM_BAD_INPUT);
    assert_true(err.line == 1 && err.offset == 2);
    glossary_free(&g);
}

static void glossary_longest_texts_pass(void **state)
{
    struct glossary g = {0};
    struct buf text = {0};
    (void)state;
    buf_append_text(&text, HEADER "x/guild\t@concept\tagency\nx/guild\ten\t");
    for (int i = 0; i < ZHM_NAME_MAX; i++)
        buf_append_char(&text, 'n');
    buf_append_text(&text, "\tpreferred\tfull\t\t\tunchecked\t\t");
    for (int i = 0; i < ZHM_NOTE_MAX; i++)
        buf_append_char(&text, 'o');
    read_good(&g, buf_text(&text));
    assert_int_equal(strlen(g.concepts[0].terms[0].text), ZHM_NAME_MAX);
    assert_int_equal(strlen(g.concepts[0].terms[0].note), ZHM_NOTE_MAX);
    glossary_free(&g);
    buf_free(&text);
}

static void glossary_a_thousand_terms_and_concepts_pass(void **state)
{
    struct glossary g = {0};
    struct buf text = {0};
    (void)state;
    buf_append_text(&text, HEADER "x/many\t@concept\tagency\n");
    for (int i = 0; i < ZHM_TERMS_MAX; i++)
        buf_printf(&text, "x/many\ten\tname %d\tadmitted\t\t\t\tx\nx/many\t@part-of\tx/%d\n", i, i);
    for (int i = 0; i < 1000; i++)
        buf_printf(&text, "x/%d\t@concept\tplace\nx/%d\ten\tPlace %d\tpreferred\t\t\t\tx\n", i, i, i);
    read_good(&g, buf_text(&text));
    assert_int_equal(g.count, 1001);
    assert_int_equal(g.concepts[0].term_count, ZHM_TERMS_MAX);
    assert_string_equal(g.concepts[0].terms[999].text, "name 999");
    assert_string_equal(g.concepts[0].relations[999].target, "x/999");
    assert_string_equal(g.concepts[1000].terms[0].text, "Place 999");
    glossary_free(&g);
    buf_free(&text);
}

/* Whatever the bytes: an answer or an error that begins with the
 * file and the line it gives, never a read out of bounds. */
static void glossary_random_damage_is_told_or_read(void **state)
{
    static const char good[] =
        HEADER GUILD "x/guild\t@part-of\tx/house\t\t\t2018\nx/guild\tzh\t商务部\tsuperseded\t\t\t2018\tx\n";
    static const char odd[] = "\t\t\t\n\n\r\0\xFF\xE5 @#x-/2";
    (void)state;
    seeded_begin(__func__);
    for (int i = 0; i < 20000; i++) {
        struct glossary g = {0};
        zhm_error err = {0};
        size_t len = sizeof good - 1 - (seeded(4) ? 0 : seeded(sizeof good - 1));
        char *bytes = malloc(len + 1), prefix[32];
        assert_non_null(bytes);
        memcpy(bytes, good, len);
        for (size_t n = seeded(4); n > 0 && len > 0; n--)
            bytes[seeded(len)] = seeded(2) ? odd[seeded(sizeof odd - 1)] : (char)seeded_next();
        char *tight = realloc(bytes, len ? len : 1);
        zhm_code code = glossary_read(&g, "f", (struct str){tight, len}, &err);
        if (code != ZHM_OK) {
            snprintf(prefix, sizeof prefix, "f:%zu: ", err.line);
            assert_true(str_starts(str_of(err.text), str_of(prefix)));
        }
        glossary_free(&g);
        free(tight);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(glossary_all_columns_arrive),
        cmocka_unit_test(glossary_rows_keep_their_lines),
        cmocka_unit_test(glossary_files_are_listed_with_their_first_comment),
        cmocka_unit_test(glossary_refused_file_leaves_no_concepts),
        cmocka_unit_test(glossary_no_final_newline_is_the_same),
        cmocka_unit_test(glossary_nothing_but_comments_is_empty),
        cmocka_unit_test(glossary_id_twice_across_files_names_both),
        cmocka_unit_test(glossary_name_of_a_megabyte_is_a_limit),
        cmocka_unit_test(glossary_offset_is_that_of_the_byte_in_its_line),
        cmocka_unit_test(glossary_longest_texts_pass),
        cmocka_unit_test(glossary_a_thousand_terms_and_concepts_pass),
        cmocka_unit_test(glossary_random_damage_is_told_or_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
