#include "model/concept.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void id_good_slug_passes(void **state)
{
    static const char *const cases[] = {"a", "0", "cn/mofcom", "un/a-b/c-9", "x-y-z"};
    char longest[ZHM_ID_MAX + 1];
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_int_equal(concept_id_check(str_of(cases[i]), NULL), ZHM_OK);
    memset(longest, 'a', ZHM_ID_MAX);
    assert_int_equal(concept_id_check((struct str){longest, ZHM_ID_MAX}, NULL), ZHM_OK);
}

static void id_bad_slug_is_refused_at_its_byte(void **state)
{
    static const struct {
        const char *id;
        size_t offset;
    } cases[] = {{"/a", 0}, {"a/", 1},  {"a//b", 1}, {"-a", 0},  {"a-", 1},     {"a--b", 1},   {"a-/b", 1},
                 {"A", 0},  {"a b", 1}, {"a_b", 1},  {"a.b", 1}, {"商务部", 0}, {"ab\xFF", 2}, {"a\tb", 1}};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        zhm_error err = {0};
        assert_int_equal(concept_id_check(str_of(cases[i].id), &err), ZHM_BAD_INPUT);
        assert_int_equal(err.offset, cases[i].offset);
    }
    char longer[ZHM_ID_MAX + 1];
    memset(longer, 'a', sizeof longer);
    assert_int_equal(concept_id_check((struct str){longer, sizeof longer}, NULL), ZHM_LIMIT);
    assert_int_equal(concept_id_check((struct str){0}, NULL), ZHM_BAD_INPUT);
    assert_int_equal(concept_id_check(STR("a\0b"), NULL), ZHM_BAD_INPUT);
}

static void name_check_tells_what_is_wrong(void **state)
{
    static const struct {
        const char *name, *want;
    } cases[] = {
        {"", "empty name"},
        {" x", "space before the name"},
        {"x ", "space after the name"},
        {" ", "space before the name"},
        {"\xC2\xA0x", "space before the name"},
        {"x\xE3\x80\x80", "space after the name"},
        {"x\xE2\x80\x8B", "space after the name"},
        {"\xEF\xBB\xBFx", "space before the name"},
        {"a\nb", "control character U+000A at byte 1 of the name"},
        {"a\x7F", "control character U+007F at byte 1 of the name"},
        {"é\xC2\x85", "control character U+0085 at byte 2 of the name"},
        {"a\xE2\x80\xA8z", "control character U+2028 at byte 1 of the name"},
        {"ab\xC3", "invalid UTF-8 at byte 2 of the name"},
        {"\xED\xA0\x80", "invalid UTF-8 at byte 0 of the name"},
        {"a\xC0\x80", "invalid UTF-8 at byte 1 of the name"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        zhm_error err = {0};
        assert_int_equal(name_check(str_of(cases[i].name), "name", &err), ZHM_BAD_INPUT);
        assert_string_equal(err.text, cases[i].want);
    }
    assert_int_equal(name_check(STR("商务 部"), "name", NULL), ZHM_OK);
    assert_int_equal(name_check(STR("a\0b"), "name", NULL), ZHM_BAD_INPUT);
}

static void name_longest_passes_and_one_more_does_not(void **state)
{
    char name[ZHM_NAME_MAX + 1];
    (void)state;
    memset(name, 'x', sizeof name);
    assert_int_equal(name_check((struct str){name, ZHM_NAME_MAX}, "name", NULL), ZHM_OK);
    assert_int_equal(name_check((struct str){name, ZHM_NAME_MAX + 1}, "name", NULL), ZHM_LIMIT);
}

/* A sound concept, of which each case spoils one thing. */
struct whole {
    zhm_term terms[2];
    zhm_relation relations[1];
    zhm_attribute attributes[2];
    zhm_concept concept;
};

static void sound(struct whole *w)
{
    *w = (struct whole){
        .terms = {{"en", "Guild", ZHM_PREFERRED, ZHM_FULL, 20180000, 0, "unchecked", "", ""},
                  {"zh-Hans", "协会", ZHM_SUPERSEDED, ZHM_SHORT, 0, 20200301, NULL, NULL, NULL}},
        .relations = {{ZHM_PART_OF, "x/other", 20180000, 20190101, "S", "a note"}},
        .attributes = {{"kind", "guild"}, {"region", "cn/hunan"}},
        .concept = {.id = "x/guild", .category = ZHM_AGENCY, .from = 19490000, .to = 20200000},
    };
    w->concept.terms = w->terms;
    w->concept.term_count = 2;
    w->concept.relations = w->relations;
    w->concept.relation_count = 1;
    w->concept.attributes = w->attributes;
    w->concept.attribute_count = 2;
}

static char too_long[ZHM_NOTE_MAX + 2];

static void spoil(struct whole *w, int what)
{
    switch (what) {
    case 0:
        w->concept
        .id = NULL;
        break;
    case 1:
        w->concept
        .id = "X";
        break;
    case 2:
        w->concept
        .term_count = 0;
        break;
    case 3:
        w->concept
        .from = 20200101;
        break;
    case 4:
        w->concept
        .source = "a\nb";
        break;
    case 5:
        w->concept
        .note = too_long;
        break;
    case 6:
        w->attributes[0].name = "colour";
        break;
    case 7:
        w->attributes[1].name = "kind";
        break;
    case 8:
        w->attributes[0].value = "";
        break;
    case 9:
        w->attributes[0].name = NULL;
        break;
    case 10:
        w->relations[0].target = "x/guild";
        break;
    case 11:
        w->relations[0].target = NULL;
        break;
    case 12:
        w->relations[0].from = 20190102;
        break;
    case 13:
        w->relations[0].note = "\xFF";
        break;
    case 14:
        w->terms[0].lang = "EN";
        break;
    case 15:
        w->terms[0].lang = NULL;
        break;
    case 16:
        w->terms[0].lang = "zh";
        break;
    case 17:
        w->terms[0].text = NULL;
        break;
    case 18:
        w->terms[0].text = "Guild ";
        break;
    case 19:
        w->terms[1].to = 0;
        break;
    case 20:
        w->terms[0].to = 20171231;
        break;
    case 21:
        w->terms[0].style = "\x01";
        break;
    case 22:
        w->terms[0].note = too_long;
        break;
    case 23:
        w->terms[0].source = "\xC3";
        break;
    case 24:
        w->concept
        .term_count = ZHM_TERMS_MAX + 1;
        break;
    /* numbers that are no word of the model, which only a program can give */
    case 25:
        w->concept
        .category = (zhm_category)7;
        break;
    case 26:
        w->terms[0].status = (zhm_status)4;
        break;
    case 27:
        w->terms[0].type = (zhm_term_type)16;
        break;
    case 28:
        w->relations[0].kind = (zhm_relation_kind)8;
        break;
    /* and days that do not exist */
    case 29:
        w->terms[0].from = 20181301;
        break;
    case 30:
        w->terms[1].to = 20180230;
        break;
    case 31:
        w->concept
        .from = -1;
        break;
    case 32:
        w->relations[0].from = 20180017;
        break;
    default:
        break;
    }
}

static void concept_check_finds_each_single_fault(void **state)
{
    static const char *const wants[] = {
        "empty id",
        "bad id 'X': a-z, 0-9 and '-', in parts joined by '/'",
        "concept x/guild has no term",
        "from 2020-01-01 is after to 2020",
        "control character at byte 1 of the source",
        "note of 16385 bytes: at most 16384",
        "unknown attribute 'colour'",
        "attribute 'kind' given twice",
        "kind: empty attribute",
        "unknown attribute ''",
        "part-of: a relation to itself",
        "part-of: empty id",
        "part-of: from 2019-01-02 is after to 2019-01-01",
        "part-of: note: invalid UTF-8 at byte 0",
        "language 'EN' is written 'en'",
        "'' is no language tag",
        "language 'zh' is written 'zh-Hans'",
        "empty name",
        "space after the name",
        "superseded without the day on which it ceased (to)",
        "from 2018 is after to 2017-12-31",
        "control character at byte 0 of the style",
        "note of 16385 bytes: at most 16384",
        "source: invalid UTF-8 at byte 0",
        "concept x/guild: at most 1000 terms, relations, attributes",
        "category 7 is none",
        "status 4 is none",
        "type 16 is none",
        "relation 8 is none",
        "20181301 is no date",
        "20180230 is no date",
        "-1 is no date",
        "part-of: 20180017 is no date",
    };
    struct whole w;
    (void)state;
    memset(too_long, 'x', sizeof too_long - 1);
    sound(&w);
    assert_int_equal(concept_check(&w.concept, NULL), ZHM_OK);
    for (size_t i = 0; i < COUNT(wants); i++) {
        zhm_error err = {0};
        sound(&w);
        spoil(&w, (int)i);
        if (concept_check(&w.concept, &err) == ZHM_OK)
            fail_msg("case %zu passes; wanted: %s", i, wants[i]);
        assert_string_equal(err.text, wants[i]);
    }
}

static void successor_is_the_latest_ending_relation_begun(void **state)
{
    static const zhm_relation relations[] = {
        {ZHM_PART_OF, "x/a", 19900000, 0, "", ""},
        {ZHM_MERGED_INTO, "x/b", 20080315, 0, "", ""},
        {ZHM_RENAMED_TO, "x/c", 20180000, 0, "", ""},
        {ZHM_REPLACED_BY, "x/d", 20130000, 0, "", ""},
    };
    const zhm_concept c = {.relations = relations, .relation_count = COUNT(relations)};
    const zhm_relation *out;
    (void)state;
    assert_false(concept_successor(&c, 20080314, &out));
    assert_null(out);
    assert_true(concept_successor(&c, 20080315, &out));
    assert_string_equal(out->target, "x/b");
    assert_true(concept_successor(&c, 20170101, &out));
    assert_string_equal(out->target, "x/d");
    assert_true(concept_successor(&c, 20180101, &out));
    assert_string_equal(out->target, "x/c");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(id_good_slug_passes),
        cmocka_unit_test(id_bad_slug_is_refused_at_its_byte),
        cmocka_unit_test(name_check_tells_what_is_wrong),
        cmocka_unit_test(name_longest_passes_and_one_more_does_not),
        cmocka_unit_test(concept_check_finds_each_single_fault),
        cmocka_unit_test(successor_is_the_latest_ending_relation_begun),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
