#include "model/concept.h"

#include "../seeded.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const char *random_text(struct arena *a, size_t longest)
{
    static const char *const signs[] = {"a", "Z", " ", "商", "务", "é", "“", "\xF0\x9F\x9A\x80", "-", "0"};
    struct buf b = {0};
    for (size_t n = seeded(longest + 1); n > 0; n--)
        buf_append_text(&b, signs[seeded(10)]);
    const char *copy = arena_copy(a, buf_str(&b)).data;
    buf_free(&b);
    return copy;
}

static zhm_date random_date(void)
{
    zhm_date year = (zhm_date)(1900 + seeded(200)) * 10000, month = (zhm_date)(1 + seeded(12)) * 100;
    switch (seeded(4)) {
    case 0:
        return 0;
    case 1:
        return year;
    case 2:
        return year + month;
    default:
        return year + month + (zhm_date)(1 + seeded(28));
    }
}

static void random_term(struct arena *a, zhm_term *t)
{
    static const char *const langs[] = {"en", "zh-Hans", "zh-Hant", "ar"};
    *t = (zhm_term){.lang = langs[seeded(4)],
                    .text = random_text(a, 30),
                    .status = (zhm_status)seeded(4),
                    .type = (zhm_term_type)seeded(4),
                    .from = random_date(),
                    .to = random_date(),
                    .source = random_text(a, 5),
                    .style = random_text(a, 2),
                    .note = random_text(a, 200)};
}

static zhm_concept random_concept(struct arena *a)
{
    static const char *const names[] = {"region", "level", "kind", "parent"};
    zhm_concept c = {.id = "x/y", .category = (zhm_category)seeded(7), .from = random_date(), .to = random_date()};
    c.source = random_text(a, 9);
    c.note = random_text(a, 9);
    c.term_count = seeded(8);
    c.relation_count = seeded(4);
    c.attribute_count = seeded(5);
    zhm_term *terms = arena_array(a, c.term_count, sizeof *terms);
    zhm_relation *relations = arena_array(a, c.relation_count, sizeof *relations);
    zhm_attribute *attributes = arena_array(a, c.attribute_count, sizeof *attributes);
    for (size_t i = 0; i < c.term_count; i++)
        random_term(a, &terms[i]);
    for (size_t i = 0; i < c.relation_count; i++)
        relations[i] = (zhm_relation){
            (zhm_relation_kind)seeded(8), "x/z", random_date(), random_date(), random_text(a, 9), random_text(a, 9)};
    for (size_t i = 0; i < c.attribute_count; i++)
        attributes[i] = (zhm_attribute){names[i], random_text(a, 9)};
    c.terms = terms;
    c.relations = relations;
    c.attributes = attributes;
    return c;
}

static void same_terms(const zhm_concept *a, const zhm_concept *b)
{
    assert_int_equal(a->term_count, b->term_count);
    for (size_t i = 0; i < a->term_count; i++) {
        const zhm_term *x = &a->terms[i], *y = &b->terms[i];
        assert_string_equal(x->lang, y->lang);
        assert_string_equal(x->text, y->text);
        assert_string_equal(x->source, y->source);
        assert_string_equal(x->style, y->style);
        assert_string_equal(x->note, y->note);
        assert_true(x->status == y->status && x->type == y->type && x->from == y->from && x->to == y->to);
    }
}

static void same_concept(const zhm_concept *a, const zhm_concept *b)
{
    assert_string_equal(a->id, b->id);
    assert_true(a->category == b->category && a->from == b->from && a->to == b->to);
    assert_string_equal(a->source, b->source);
    assert_string_equal(a->note, b->note);
    same_terms(a, b);
    assert_int_equal(a->attribute_count, b->attribute_count);
    for (size_t i = 0; i < a->attribute_count; i++) {
        assert_string_equal(a->attributes[i].name, b->attributes[i].name);
        assert_string_equal(a->attributes[i].value, b->attributes[i].value);
    }
    assert_int_equal(a->relation_count, b->relation_count);
    for (size_t i = 0; i < a->relation_count; i++) {
        const zhm_relation *x = &a->relations[i], *y = &b->relations[i];
        assert_true(x->kind == y->kind && x->from == y->from && x->to == y->to);
        assert_string_equal(x->target, y->target);
        assert_string_equal(x->source, y->source);
        assert_string_equal(x->note, y->note);
    }
}

/* In memory that ends with the record, so that a read past it is caught. */
static zhm_code decode(struct str record, struct arena *arena, zhm_concept *out, zhm_error *err)
{
    char *tight = malloc(record.len ? record.len : 1);
    assert_non_null(tight);
    if (record.len)
        memcpy(tight, record.data, record.len);
    zhm_code code = concept_decode("x/y", (struct str){tight, record.len}, arena, out, err);
    struct buf again = {0};
    if (code == ZHM_OK) /* reads every text to its end */
        concept_encode(out, &again);
    buf_free(&again);
    free(tight);
    return code;
}

static void record_random_concepts_come_back(void **state)
{
    struct arena arena = {0};
    struct buf record = {0}, again = {0};
    (void)state;
    seeded_begin(__func__);
    for (int i = 0; i < 2000; i++) {
        arena_clear(&arena);
        buf_clear(&record);
        buf_clear(&again);
        zhm_concept c = random_concept(&arena), d;
        concept_encode(&c, &record);
        assert_int_equal(concept_decode(c.id, buf_str(&record), &arena, &d, NULL), ZHM_OK);
        same_concept(&c, &d);
        concept_encode(&d, &again);
        assert_true(str_equal(buf_str(&record), buf_str(&again)));
    }
    buf_free(&record);
    buf_free(&again);
    arena_free(&arena);
}

static void record_null_texts_are_empty_ones(void **state)
{
    const zhm_term null_term = {.lang = "en", .text = "x"};
    const zhm_term empty_term = {"en", "x", ZHM_PREFERRED, ZHM_FULL, 0, 0, "", "", ""};
    const zhm_concept a = {.id = "x/y", .terms = &null_term, .term_count = 1};
    const zhm_concept b = {.id = "x/y", .source = "", .note = "", .terms = &empty_term, .term_count = 1};
    struct buf x = {0}, y = {0};
    (void)state;
    concept_encode(&a, &x);
    concept_encode(&b, &y);
    assert_true(str_equal(buf_str(&x), buf_str(&y)));
    buf_free(&x);
    buf_free(&y);
}

static void record_cut_anywhere_is_a_fault(void **state)
{
    struct arena arena = {0};
    struct buf record = {0};
    (void)state;
    seeded_begin(__func__);
    for (int i = 0; i < 30; i++) {
        buf_clear(&record);
        zhm_concept c = random_concept(&arena), out = {.id = "before"};
        concept_encode(&c, &record);
        for (size_t n = 0; n < record.len; n++) {
            zhm_error err = {0};
            assert_int_equal(decode((struct str){record.data, n}, &arena, &out, &err), ZHM_STORAGE);
            assert_string_equal(out.id, "before");
            assert_non_null(strstr(err.text, "x/y"));
        }
        buf_append_char(&record, '\0');
        assert_int_equal(decode(buf_str(&record), &arena, &out, NULL), ZHM_STORAGE);
        arena_clear(&arena);
    }
    buf_free(&record);
    arena_free(&arena);
}

static void words_are_sound(const zhm_concept *c)
{
    assert_in_range(c->category, 0, ZHM_PERSON);
    for (size_t i = 0; i < c->term_count; i++) {
        assert_in_range(c->terms[i].status, 0, ZHM_SUPERSEDED);
        assert_in_range(c->terms[i].type, 0, ZHM_VARIANT);
    }
    for (size_t i = 0; i < c->relation_count; i++)
        assert_in_range(c->relations[i].kind, 0, ZHM_SUPERVISED_BY);
}

/* What a flip does to a text no decoder can tell (the store's checksum does); but nothing is read out of bounds, and
 * what is given holds to the model's words. */
static void record_damaged_anyhow_is_a_fault_or_a_sound_concept(void **state)
{
    struct arena arena = {0};
    struct buf record = {0};
    unsigned faults = 0;
    (void)state;
    seeded_begin(__func__);
    for (int i = 0; i < 20000; i++) {
        arena_clear(&arena);
        if (i % 50 == 0) {
            buf_clear(&record);
            zhm_concept c = random_concept(&arena);
            concept_encode(&c, &record);
        }
        struct str bytes = buf_str(&record);
        char *tight = malloc(bytes.len);
        assert_non_null(tight);
        memcpy(tight, bytes.data, bytes.len);
        for (size_t n = 1 + seeded(3); n > 0; n--)
            tight[seeded(bytes.len)] = seeded(3) ? (char)seeded_next() : (char)0xFF;
        zhm_concept out;
        zhm_code code = concept_decode("x/y", (struct str){tight, bytes.len}, &arena, &out, NULL);
        if (code == ZHM_OK)
            words_are_sound(&out);
        faults += code != ZHM_OK;
        free(tight);
        assert_true(code == ZHM_OK || code == ZHM_STORAGE);
    }
    assert_true(faults > 1000);
    buf_free(&record);
    arena_free(&arena);
}

static void record_of_another_version_is_a_fault(void **state)
{
    struct arena arena = {0};
    zhm_concept out;
    zhm_error err;
    (void)state;
    assert_int_equal(concept_decode("x/y", STR("\x02zzzz"), &arena, &out, &err), ZHM_STORAGE);
    assert_string_equal(err.text, "record of x/y has version 2, not 1");
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(record_random_concepts_come_back),
        cmocka_unit_test(record_null_texts_are_empty_ones),
        cmocka_unit_test(record_cut_anywhere_is_a_fault),
        cmocka_unit_test(record_damaged_anyhow_is_a_fault_or_a_sound_concept),
        cmocka_unit_test(record_of_another_version_is_a_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
