#include "memory/adapt.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "memory/number.h"

#include "../seeded.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct adapt_case {
    const char *description, *query, *source, *target;
    const char *want; /* NULL: not to be adapted */
};

static const struct adapt_case CASES[] = {
    {"a year", "In 2024 trade grew.", "In 2023 trade grew.", "2023年贸易增长。", "2024年贸易增长。"},
    {"a year, from Chinese", "2024年贸易增长。", "2023年贸易增长。", "In 2023 trade grew.", "In 2024 trade grew."},
    {"the last sign", "as of 2024", "as of 2023", "截至2023", "截至2024"},
    {"a longer number", "9 members", "12 members", "12名成员", "9名成员"},
    {"of three one", "7 of 10 in 2020", "8 of 10 in 2020", "2020年10个中的8个", "2020年10个中的7个"},
    {"all of three", "1 of 2 in 2021", "8 of 10 in 2020", "2020年10个中的8个", "2021年2个中的1个"},
    {"percent", "up 13.5%", "up 12%", "增长12%", "增长13.5%"},
    {"full-width percent", "up 7.25%", "up 12.5%", "增长12.5％", "增长7.25％"},

    {"grouped both", "3,500 people", "1,200 people", "1,200人", "3,500人"},
    {"grouped here, bare there", "3,500 people", "1,200 people", "1200人", "3500人"},
    {"bare here, grouped there", "3500 people", "1200 people", "1,200人", "3,500人"},
    {"grouped, large", "9,876,543 people", "1,200 people", "1200人", "9876543人"},
    {"group by no-break spaces", "9876543 people", "1,200,000 people",
     "1\xC2\xA0"
     "200\xC2\xA0"
     "000人",
     "9\xC2\xA0"
     "876\xC2\xA0"
     "543人"},
    {"too short to show", "1,200 people", "950 people", "950人", "1,200人"},
    {"too short to show, bare", "1200 people", "950 people", "950人", "1200人"},
    {"no group any more", "95 people", "1,200 people", "1,200人", "95人"},
    {"two full stops group", "5000000 people", "1200000 people", "1.200.000 Menschen", "5.000.000 Menschen"},
    {"groups and a fraction", "2,345.75 yuan", "1,234.5 yuan", "1.234,5 Yuan", "2.345,75 Yuan"},
    {"the target's comma", "12.5 km", "3.5 km", "3,5 km", "12,5 km"},
    {"comma and group", "1,234.5 km", "3.5 km", "3,5 km", "1.234,5 km"},
    {"group and new fraction", "2,345.5 km", "1,200 km",
     "1\xC2\xA0"
     "200 km",
     "2\xC2\xA0"
     "345.5 km"},
    {"a full stop shows the comma", "2345678.5 km", "1200000 km", "1.200.000 km", "2.345.678,5 km"},
    {"trailing zero", "7.25 m", "12.50 m", "12.5米", "7.25米"},
    {"fraction goes", "7 m", "12.5 m", "12.5米", "7米"},

    {"full-width digits there", "In 2024", "In 2023", "２０２３年", "２０２４年"},
    {"full-width digits here", "２０２４年", "２０２３年", "in 2023", "in 2024"},
    {"full-width fraction", "12.75 km", "3.5 km", "３．５公里", "１２．７５公里"},
    {"full-width groups", "98,765 km", "1,200 km", "１，２００公里", "９８，７６５公里"},
    {"a full-width comma between sentences", "2024年，5人", "2023年，5人", "in 2023，5 people", "in 2024，5 people"},
    {"Arabic digits", "70 people", "45 people", "٤٥ شخصا", "٧٠ شخصا"},
    {"Devanagari digits", "in 2024", "in 2023", "२०२३ में", "२०२४ में"},

    {"twice, both change", "5 and 5", "3 and 3", "3和3", "5和5"},
    {"twice, one changes", "5 and 3", "3 and 3", "3和3", NULL},
    {"twice, to two", "5 and 6", "3 and 3", "3和3", NULL},
    {"twice here, once there", "5 and 5", "3 and 3", "都是3", NULL},
    {"once here, twice there", "5 days", "3 days", "3月3日", NULL},
    {"twice in two spellings", "1,500 of 1500", "1,200 of 1200", "1200之1,200", "1500之1,500"},
    {"swapped", "from 20 to 10", "from 10 to 20", "从10到20", "从20到10"},
    {"swapped, other order there", "20 of 10", "10 of 20", "20之10", "10之20"},
    {"a ring of three", "2 3 1", "1 2 3", "3、2、1", "1、3、2"},

    {"missing there", "In 2024", "In 2023", "去年", NULL},
    {"one of two missing there", "In 2024, 7", "In 2023, 5", "2023年，五", NULL},
    {"missing, but the same", "5 items in 2024", "5 items in 2023", "2023年的五项", "2024年的五项"},
    {"Chinese numerals", "In 2024", "In 2023", "二〇二三年", NULL},
    {"Chinese numerals here", "二〇二四年", "二〇二三年", "2023", NULL},
    {"Chinese numerals beside", "二级5人", "二级3人", "3 of the second level", "5 of the second level"},
    {"another scale", "4 million", "3 million", "300万", NULL},
    {"another scale by chance", "4 million in 2 years", "2 million in 2 years", "2年200万", NULL},
    {"scaled there alone", "3 items worth 20,000", "2 items worth 20,000", "两项，价值2万", NULL},
    {"scaled here alone", "3 million", "2 million", "共2项", NULL},
    {"scaled beside", "3 items worth 20,000", "2 items worth 20,000", "2项，价值2万", "3项，价值2万"},
    {"one scale", "4 million people", "3 million people", "3 million Menschen", "4 million Menschen"},

    {"a date by hyphens", "on 2024-06-02", "on 2023-05-01", "2023-05-01", "2024-06-02"},
    {"a date as words", "on 2024-12-02", "on 2023-05-01", "2023年5月1日", "2024年12月2日"},
    {"a date as words, short", "on 2024-06-02", "on 2023-11-10", "2023年11月10日", "2024年06月02日"},
    {"a date from words", "2024年6月2日", "2023年5月1日", "2023-05-01", "2024-06-02"},
    {"a date from words, long", "2024年12月22日", "2023年5月1日", "2023-05-01", "2024-12-22"},
    {"a date by full stops", "on 2024.06.02", "on 2023.05.01", "2023.05.01", "2024.06.02"},
    {"a date by full stops as words", "on 2024.06.02", "on 2023.05.01", "2023年5月1日", NULL},
    {"another day of May", "May 2, 2023", "May 1, 2023", "2023年5月1日", "2023年5月2日"},
    {"the fifth of May", "May 6, 2023", "May 5, 2023", "2023年5月5日", "2023年5月6日"},
    {"five in May", "6 things in May", "5 things in May", "5月，五件事", NULL},
    {"may be", "6 may go", "5 may go", "5月可以走", "6月可以走"},
    {"another month", "2023年6月1日", "2023年5月1日", "May 1, 2023", NULL},
    {"another year, named month", "2024年5月1日", "2023年5月1日", "May 1, 2023", "May 1, 2024"},
    {"another month, five things", "6月，五件事", "5月，五件事", "5 things in May", NULL},
    {"a version", "version 1.2.4", "version 1.2.3", "1.2.3版", "1.2.4版"},
    {"a version, full-width", "version 1.3", "version 1.2.3", "１.２.３版", "１.３版"},
    {"a version of other length", "version 2.0", "version 1.2.3", "1.2.3版", "2.0版"},
    {"a number to a version", "version 1.2.3", "version 1.2", "1.2版", "1.2.3版"},
    {"a number to a version, spelled otherwise", "version 1.2.3", "version 1.20", "1.2版", NULL},
    {"a version is no number", "version 1.2.4", "version 1.2.3", "1，2，3版", NULL},
    {"a time", "at 10:45", "at 9:30", "9:30", "10:45"},
    {"a leading zero kept", "No. 012", "No. 007", "第007号", "第012号"},
    {"letters beside", "G7 summit", "G20 summit", "G20峰会", "G7峰会"},
    {"a range", "2024-2030", "2016-2020", "2016至2020年", "2024至2030年"},
    {"a list", "1,2,4", "1,2,3", "第1,2,3条", "第1,2,4条"},

    {"only another spelling", "1200 people", "1,200 people", "1,200人", "1,200人"},
    {"only other digits", "２０２３年", "2023年", "in 2023", "in 2023"},
    {"a zero more", "05", "5", "五", "五"},
    {"equal", "In 2023", "In 2023", "2023年", NULL},
    {"no number", "here", "there", "那里", NULL},
    {"words differ", "In 2024 it fell.", "In 2023 it grew.", "2023年增长。", NULL},
    {"words after differ", "2024 A", "2023 B", "2023", NULL},
    {"a number more", "In 2023, 5", "In 2023,", "2023年，", NULL},
    {"a full stop more", "costs 5.5 now", "costs 5. now", "5元", NULL},
    {"empty", "", "", "", NULL},
    {"empty target", "2", "1", "", NULL},
    {"what would join the next number", "20 of 100", "2023 of 100",
     "2023\xC2\xA0"
     "100",
     NULL},
    {"number alone", "2", "1", "1", "2"},
};

static const struct adapt_case *failing;

static void check_places(const struct adaptation *a)
{
    struct str target = str_of(a->target);
    for (size_t i = 0; i < a->count; i++) {
        const struct adapted_number *n = &a->numbers[i];
        size_t start = utf8_advance(target, 0, n->start), end = utf8_advance(target, start, n->end - n->start);
        assert_int_equal(end - start, strlen(n->target_to));
        assert_memory_equal(a->target + start, n->target_to, end - start);
        assert_true(i == 0 || a->numbers[i - 1].end <= n->start);
    }
}

static void adapt_table_of_cases(void **state)
{
    struct arena arena = {0};
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        const struct adapt_case *c = failing = &CASES[i];
        struct adaptation out = {.target = "before"};
        zhm_code code = adapt_numbers(str_of(c->query), str_of(c->source), str_of(c->target), &arena, &out, NULL);
        if (code != (c->want ? ZHM_OK : ZHM_NOT_FOUND) || strcmp(out.target, c->want ? c->want : "before") != 0)
            fail_msg("%s: %s '%s'", c->description, zhm_code_name(code), out.target);
        check_places(&out);
    }
    arena_free(&arena);
}

static void adapt_tells_what_it_wrote(void **state)
{
    struct arena arena = {0};
    struct adaptation out;
    (void)state;
    assert_int_equal(adapt_numbers(STR("２ of 3,500 up 1.25%"), STR("1 of 1,200 up 12.5%"), STR("１２００之1，增12,5%"),
                                   &arena, &out, NULL),
                     ZHM_OK);
    assert_string_equal(out.target, "３５００之2，增1,25%");
    assert_int_equal(out.count, 3);
    assert_string_equal(out.numbers[0].from, "1,200");
    assert_string_equal(out.numbers[0].to, "3,500");
    assert_string_equal(out.numbers[0].target_from, "１２００");
    assert_string_equal(out.numbers[0].target_to, "３５００");
    assert_true(out.numbers[0].start == 0 && out.numbers[0].end == 4);
    assert_string_equal(out.numbers[1].to, "２");
    assert_string_equal(out.numbers[1].target_to, "2");
    assert_true(out.numbers[1].start == 5 && out.numbers[1].end == 6);
    assert_string_equal(out.numbers[2].from, "12.5");
    assert_string_equal(out.numbers[2].target_from, "12,5");
    assert_true(out.numbers[2].start == 8 && out.numbers[2].end == 12);
    arena_free(&arena);
}

static void adapt_same_value_has_no_numbers(void **state)
{
    struct arena arena = {0};
    struct adaptation out;
    (void)state;
    assert_int_equal(adapt_numbers(STR("1200"), STR("1,200"), STR("1,200"), &arena, &out, NULL), ZHM_OK);
    assert_int_equal(out.count, 0);
    assert_string_equal(out.target, "1,200");
    arena_free(&arena);
}

/* Numbers written in a manner of the target's own. */
enum { MANNERS = 5 };

static void put_number(struct buf *out, size_t value, size_t manner)
{
    char digits[24];
    size_t len = (size_t)snprintf(digits, sizeof digits, "%zu", value);
    for (size_t i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0)
            buf_append_text(out, (const char *const[]){"", ",", "", "，", "\xE2\x80\xAF"}[manner]);
        if (manner == 2 || manner == 3)
            buf_append_point(out, 0xFF10 + (uint32_t)(digits[i] - '0'));
        else
            buf_append_char(out, digits[i]);
    }
}

static void shuffle(size_t *order, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t k = seeded(i + 1);
        order[i] = order[k];
        order[k] = i;
    }
}

/* The texts that have @values in @order, and what stands between. */
static void write_text(struct buf *out, const size_t *values, const size_t *order, size_t n, const char *between,
                       size_t manner)
{
    buf_clear(out);
    for (size_t i = 0; i < n; i++) {
        buf_append_text(out, between);
        put_number(out, values[order[i]], manner);
    }
    buf_append_text(out, between);
}

/* The slow twin is the target made of the query's numbers from
 * the start. With five digits every number shows its manner. */
static void adapt_random_numbers_stand_in_their_places(void **state)
{
    enum { MOST = 8 };
    struct buf query = {0}, source = {0}, target = {0}, want = {0};
    struct arena arena = {0};
    (void)state;
    seeded_begin(__func__);
    for (int round = 0; round < 3000; round++) {
        size_t from[MOST], to[MOST], order[MOST] = {0}, same[MOST], n = 1 + seeded(MOST), manner = seeded(MANNERS);
        for (size_t i = 0; i < n; i++) {
            from[i] = 10000 + i * 100 + seeded(100);
            to[i] = seeded(3) ? from[i] + 50000 : seeded(2) ? from[i] : 10000 + seeded(800);
            same[i] = i;
        }
        shuffle(order, n);
        write_text(&query, to, same, n, " in ", seeded(MANNERS));
        write_text(&source, from, same, n, " in ", seeded(MANNERS));
        write_text(&target, from, order, n, "共", manner);
        write_text(&want, to, order, n, "共", manner);
        struct adaptation out;
        zhm_code code = adapt_numbers(buf_str(&query), buf_str(&source), buf_str(&target), &arena, &out, NULL);
        if (str_equal(buf_str(&query), buf_str(&source))) {
            assert_int_equal(code, ZHM_NOT_FOUND);
            continue;
        }
        assert_int_equal(code, ZHM_OK);
        assert_string_equal(out.target, buf_text(&want));
        check_places(&out);
        arena_clear(&arena);
    }
    buf_free(&query);
    buf_free(&source);
    buf_free(&target);
    buf_free(&want);
    arena_free(&arena);
}

enum { MESS = 14, SIGNS = 16 };

/* Signs by their numbers, of which those below 6 are digits. */
static size_t random_mess(size_t *mess)
{
    size_t n = seeded(MESS);
    for (size_t i = 0; i < n; i++)
        mess[i] = seeded(seeded(2) ? 6 : SIGNS);
    return n;
}

static void write_mess(struct buf *out, const size_t *mess, size_t n)
{
    static const char *const signs[SIGNS] = {"1", "2",  "0",  "１", "２", "٣",   ".",        "٫",
                                             ",", "，", "．", "万", "月", "May", "\xC2\xA0", "-"};
    buf_clear(out);
    for (size_t i = 0; i < n; i++)
        buf_append_text(out, signs[mess[i]]);
}

static void same_values(struct str a, struct str b, struct arena *arena)
{
    struct number *x, *y;
    size_t n, m;
    assert_int_equal(written_numbers(a, arena, &x, &n, NULL), ZHM_OK);
    assert_int_equal(written_numbers(b, arena, &y, &m, NULL), ZHM_OK);
    assert_int_equal(n, m);
    for (size_t i = 0; i < n; i++)
        assert_string_equal(x[i].value, y[i].value);
}

/* Any texts, of which the query is mostly the source with other digits: never a crash, and where the source is its own
 * target, the numbers are the query's. */
static void adapt_of_any_texts_is_sound(void **state)
{
    struct buf query = {0}, source = {0}, target = {0};
    struct arena arena = {0};
    unsigned done = 0;
    (void)state;
    seeded_begin(__func__);
    for (int round = 0; round < 30000; round++) {
        size_t mess[MESS], n = random_mess(mess);
        struct adaptation out = {.target = ""};
        write_mess(&source, mess, n);
        for (size_t i = 0; i < n; i++)
            mess[i] = mess[i] < 6 ? seeded(6) : mess[i];
        write_mess(&query, mess, n);
        write_mess(&target, mess, random_mess(mess));
        bool own = seeded(2);
        struct str of = own ? buf_str(&source) : buf_str(&target);
        zhm_code code = adapt_numbers(buf_str(&query), buf_str(&source), of, &arena, &out, NULL);
        assert_true(code == ZHM_OK || code == ZHM_NOT_FOUND);
        done += code == ZHM_OK;
        check_places(&out);
        if (code == ZHM_OK && own)
            same_values(str_of(out.target), buf_str(&query), &arena);
        arena_clear(&arena);
    }
    assert_true(done > 100);
    buf_free(&query);
    buf_free(&source);
    buf_free(&target);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(adapt_table_of_cases),
        cmocka_unit_test(adapt_tells_what_it_wrote),
        cmocka_unit_test(adapt_same_value_has_no_numbers),
        cmocka_unit_test(adapt_random_numbers_stand_in_their_places),
        cmocka_unit_test(adapt_of_any_texts_is_sound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
