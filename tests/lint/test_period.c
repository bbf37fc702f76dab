#include "cases.h"

#include "lint/period.h"

static void date_before_is_beyond_doubt(void **state)
{
    static const struct {
        zhm_date a, b;
        bool want;
    } table[] = {
        {20180317, 20180318, true},  {20180317, 20180317, false}, {20170000, 20180000, true},
        {20180000, 20180317, false}, {20180317, 20180000, false}, {20180200, 20180300, true},
        {20180300, 20180317, false}, {20171231, 20180000, true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (date_before(table[i].a, table[i].b) != table[i].want)
            fail_msg("%d, %d", (int)table[i].a, (int)table[i].b);
}

static void periods_meet_where_a_day_is_in_all(void **state)
{
    static const struct {
        struct period p[3];
        bool want;
    } table[] = {
        {{{0, 0}, {0, 0}, {0, 0}}, true},
        {{{20180000, 0}, {0, 20190000}, {0, 0}}, true},
        {{{20180000, 0}, {0, 20180000}, {0, 0}}, false},
        {{{20180300, 0}, {0, 20180317}, {0, 0}}, false},
        {{{20080000, 20130000}, {20120000, 0}, {0, 0}}, true},
        {{{20080000, 20130000}, {20120000, 0}, {20130000, 0}}, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (periods_meet(table[i].p, 3) != table[i].want)
            fail_msg("row %zu", i);
}

static void period_of_concept_ends_with_its_relation(void **state)
{
    zhm_relation relations[] = {{.kind = ZHM_PART_OF, .from = 20100000},
                                {.kind = ZHM_REPLACED_BY, .from = 20180300},
                                {.kind = ZHM_MERGED_INTO}};
    zhm_concept c = {.from = 19980000, .relations = relations, .relation_count = 3};
    (void)state;
    assert_int_equal(period_of_concept(&c).from, 19980000);
    assert_int_equal(period_of_concept(&c).to, 20180300);
    c.to = 20130000;
    assert_int_equal(period_of_concept(&c).to, 20130000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(date_before_is_beyond_doubt),
        cmocka_unit_test(periods_meet_where_a_day_is_in_all),
        cmocka_unit_test(period_of_concept_ends_with_its_relation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
