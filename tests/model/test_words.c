#include "model/concept.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static void words_every_name_is_read_back(void **state)
{
    (void)state;
    for (unsigned i = ZHM_AGENCY; i <= ZHM_PERSON; i++) {
        zhm_category out;
        assert_int_equal(category_parse(str_of(zhm_category_name((zhm_category)i)), &out, NULL), ZHM_OK);
        assert_int_equal(out, i);
    }
    for (unsigned i = ZHM_PREFERRED; i <= ZHM_SUPERSEDED; i++) {
        zhm_status out;
        assert_int_equal(status_parse(str_of(zhm_status_name((zhm_status)i)), &out, NULL), ZHM_OK);
        assert_int_equal(out, i);
    }
    for (unsigned i = ZHM_FULL; i <= ZHM_VARIANT; i++) {
        zhm_term_type out;
        assert_int_equal(term_type_parse(str_of(zhm_term_type_name((zhm_term_type)i)), &out, NULL), ZHM_OK);
        assert_int_equal(out, i);
    }
    for (unsigned i = ZHM_RENAMED_TO; i <= ZHM_SUPERVISED_BY; i++) {
        zhm_relation_kind out;
        assert_true(relation_parse(str_of(zhm_relation_name((zhm_relation_kind)i)), &out));
        assert_int_equal(out, i);
    }
}

static void words_unknown_one_is_refused_with_what_is_allowed(void **state)
{
    zhm_category category = ZHM_PLACE;
    zhm_status status;
    zhm_term_type type;
    zhm_relation_kind kind;
    zhm_error err;
    (void)state;
    assert_int_equal(category_parse(STR("Agency"), &category, &err), ZHM_BAD_INPUT);
    assert_string_equal(err.text,
                        "unknown category 'Agency': one of agency, title, initiative, event, document, place, "
                        "person");
    assert_int_equal(category, ZHM_PLACE);
    assert_int_equal(status_parse(STR(""), &status, &err), ZHM_BAD_INPUT);
    assert_string_equal(err.text, "unknown status '': one of preferred, admitted, deprecated, superseded");
    assert_int_equal(term_type_parse(STR("fullname"), &type, &err), ZHM_BAD_INPUT);
    assert_string_equal(err.text, "unknown type 'fullname': one of full, abbreviation, short, variant");
    assert_false(relation_parse(STR("renamed-to "), &kind));
    assert_false(relation_parse(STR(""), &kind));
    assert_false(attribute_known(STR("regions")));
    assert_true(attribute_known(STR("region")) && attribute_known(STR("level")));
    assert_true(attribute_known(STR("kind")) && attribute_known(STR("parent")));
}

static void words_number_out_of_range_has_a_name(void **state)
{
    (void)state;
    assert_string_equal(zhm_category_name((zhm_category)99), "unknown");
    assert_string_equal(zhm_status_name((zhm_status)99), "unknown");
    assert_string_equal(zhm_term_type_name((zhm_term_type)99), "unknown");
    assert_string_equal(zhm_relation_name((zhm_relation_kind)99), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_every_name_is_read_back),
        cmocka_unit_test(words_unknown_one_is_refused_with_what_is_allowed),
        cmocka_unit_test(words_number_out_of_range_has_a_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
