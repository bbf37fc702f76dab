/* The glossary that is shipped: it loads, and what it points at is there. */
#include "format/glossary_tsv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static struct glossary ours;
static const char **ids;

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int load(void **state)
{
    zhm_error err = {0};
    (void)state;
    if (glossary_read_path(&ours, SOURCE_DIR "/glossary", &err) != ZHM_OK) {
        print_error("%s\n", err.text);
        return -1;
    }
    ids = malloc((ours.count + 1) * sizeof *ids);
    if (!ids)
        return -1;
    for (size_t i = 0; i < ours.count; i++)
        ids[i] = ours.concepts[i].id;
    qsort(ids, ours.count, sizeof *ids, by_text);
    return 0;
}

static int unload(void **state)
{
    (void)state;
    free(ids);
    glossary_free(&ours);
    return 0;
}

static bool exists(const char *id)
{
    return bsearch(&id, ids, ours.count, sizeof *ids, by_text) != NULL;
}

static unsigned complain(size_t i, const char *what, const char *more)
{
    const char *file;
    size_t line;
    glossary_origin(&ours, i, &file, &line);
    print_error("%s:%zu: %s: %s%s\n", file, line, ours.concepts[i].id, what, more);
    return 1;
}

static void glossary_has_its_six_hundred_concepts(void **state)
{
    (void)state;
    assert_true(ours.count >= 600);
}

static void glossary_every_id_pointed_at_exists(void **state)
{
    unsigned bad = 0;
    (void)state;
    for (size_t i = 0; i < ours.count; i++) {
        const zhm_concept *c = &ours.concepts[i];
        for (size_t k = 0; k < c->relation_count; k++)
            if (!exists(c->relations[k].target))
                bad += complain(i, "a relation to no concept: ", c->relations[k].target);
        for (size_t k = 0; k < c->attribute_count; k++) {
            const zhm_attribute *a = &c->attributes[k];
            bool points = strcmp(a->name, "region") == 0 || strcmp(a->name, "parent") == 0;
            if (points && !exists(a->value))
                bad += complain(i, "an attribute that names no concept: ", a->value);
        }
    }
    assert_int_equal(bad, 0);
}

/* A body that is no more may have had its last name until a day. */
static bool has_official(const zhm_concept *c, const char *lang)
{
    for (size_t i = 0; i < c->term_count; i++) {
        const zhm_term *t = &c->terms[i];
        bool official = t->status == ZHM_PREFERRED || (t->status == ZHM_SUPERSEDED && c->to);
        if (strcmp(t->lang, lang) == 0 && official && !*t->style)
            return true;
    }
    return false;
}

static void glossary_every_body_post_and_initiative_has_both_official_names(void **state)
{
    unsigned bad = 0;
    (void)state;
    for (size_t i = 0; i < ours.count; i++) {
        const zhm_concept *c = &ours.concepts[i];
        if (c->category > ZHM_INITIATIVE)
            continue;
        if (!has_official(c, "zh-Hans"))
            bad += complain(i, "no preferred name in ", "zh-Hans");
        if (!has_official(c, "en"))
            bad += complain(i, "no preferred name in ", "en");
    }
    assert_int_equal(bad, 0);
}

static bool overlap(const zhm_term *a, const zhm_term *b)
{
    return (!a->to || b->from < a->to) && (!b->to || a->from < b->to);
}

/* One language, one style, one day: one official name. */
static void glossary_no_two_names_are_official_at_once(void **state)
{
    unsigned bad = 0;
    (void)state;
    for (size_t i = 0; i < ours.count; i++) {
        const zhm_concept *c = &ours.concepts[i];
        for (size_t k = 0; k < c->term_count; k++)
            for (size_t n = 0; n < k; n++) {
                const zhm_term *a = &c->terms[n], *b = &c->terms[k];
                bool rivals = a->status == ZHM_PREFERRED && b->status == ZHM_PREFERRED && a->type == b->type &&
                              strcmp(a->lang, b->lang) == 0 && strcmp(a->style, b->style) == 0;
                if (rivals && overlap(a, b))
                    bad += complain(i, "a second preferred name: ", b->text);
            }
    }
    assert_int_equal(bad, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(glossary_has_its_six_hundred_concepts),
        cmocka_unit_test(glossary_every_id_pointed_at_exists),
        cmocka_unit_test(glossary_every_body_post_and_initiative_has_both_official_names),
        cmocka_unit_test(glossary_no_two_names_are_official_at_once),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
