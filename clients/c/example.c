/* example.c - official names from a program of your own: example DATABASE */
#include <zhengming/zhengming.h>

#include <stdio.h>
#include <string.h>

/** @return the official name of @subject in @lang; "?" when it has none */
static const char *official(const zhm_subject *subject, const char *lang)
{
    for (size_t i = 0; i < subject->official_count; i++)
        if (strcmp(subject->official[i].lang, lang) == 0)
            return subject->official[i].text;
    return "?";
}

static zhm_code show_lookup(zhm_database *db, const char *query, zhm_error *err)
{
    const zhm_matches *found;
    zhm_code code = zhm_lookup(db, query, ZHM_MATCH_AUTO, NULL, 3, &found, err);
    if (code != ZHM_OK)
        return code;
    printf("lookup %s\n", query);
    for (size_t i = 0; i < found->count; i++) {
        const zhm_match *match = &found->items[i];
        printf("  %3u %s %s: %s\n", match->score, zhm_match_name(match->match), match->subject.concept,
               official(&match->subject, "en"));
    }
    zhm_free(found);
    return ZHM_OK;
}

/** Judge names as a text of the day @as_of has them. */
static zhm_code show_normalised(zhm_database *db, const char *as_of, zhm_error *err)
{
    static const char *const names[] = {"中国扶贫基金会", "Belt and Road Initiative", "One Belt One Road", "Nobody"};
    zhm_options options = {0};
    const zhm_names *judged;
    zhm_code code = zhm_date_parse(as_of, &options.as_of, err);
    if (code == ZHM_OK)
        code = zhm_normalise(db, names, sizeof names / sizeof names[0], &options, &judged, err);
    if (code != ZHM_OK)
        return code;
    printf("normalise, as of %s\n", as_of);
    for (size_t i = 0; i < judged->count; i++) {
        const zhm_name *name = &judged->items[i];
        printf("  %s: %s: %s\n", name->input, zhm_verdict_name(name->verdict), official(&name->subject, "en"));
    }
    zhm_free(judged);
    return ZHM_OK;
}

static zhm_code show_annotated(zhm_database *db, const char *text, zhm_error *err)
{
    const zhm_mentions *found;
    zhm_code code = zhm_annotate(db, text, NULL, &found, err);
    if (code != ZHM_OK)
        return code;
    printf("annotate %s\n", text);
    for (size_t i = 0; i < found->count; i++) {
        const zhm_mention *mention = &found->items[i];
        printf("  %zu-%zu %.*s: %s: %s\n", mention->start, mention->end, (int)mention->byte_count, text + mention->byte,
               zhm_category_name(mention->subject.category), official(&mention->subject, "en"));
    }
    zhm_free(found);
    return ZHM_OK;
}

/** Write a concept, and read it back. */
static zhm_code show_put(zhm_database *db, zhm_error *err)
{
    const zhm_term terms[] = {
        {.lang = "zh-Hans", .text = "国家数据局", .source = "unchecked"},
        {.lang = "en", .text = "National Data Administration", .source = "unchecked"},
        {.lang = "en", .text = "NDA", .status = ZHM_ADMITTED, .type = ZHM_ABBREVIATION, .source = "unchecked"},
    };
    const zhm_concept concept = {.id = "cn/nda", .category = ZHM_AGENCY, .terms = terms, .term_count = 3};
    const zhm_concept *stored;
    uint64_t generation;
    zhm_code code = zhm_put(db, &concept, UINT64_MAX, &generation, err);
    if (code == ZHM_OK)
        code = zhm_get(db, concept.id, &stored, NULL, err);
    if (code != ZHM_OK)
        return code;
    printf("put %s\n", stored->id);
    for (size_t i = 0; i < stored->term_count; i++)
        printf("  %s %s: %s\n", stored->terms[i].lang, stored->terms[i].text, zhm_status_name(stored->terms[i].status));
    zhm_free(stored);
    return ZHM_OK;
}

int main(int argc, char **argv)
{
    zhm_error err;
    zhm_database *db = NULL;
    if (argc != 2) {
        fprintf(stderr, "usage: %s DATABASE (a folder that `zhengming load` has made)\n", argv[0]);
        return 2;
    }
    zhm_code code = zhm_open(argv[1], 0, &db, &err);
    if (code == ZHM_OK)
        code = show_lookup(db, "ministry of commerce", &err);
    if (code == ZHM_OK)
        code = show_normalised(db, "2019-06-01", &err);
    if (code == ZHM_OK)
        code = show_annotated(db, "商务部 met UNESCO in Paris.", &err);
    if (code == ZHM_OK)
        code = show_put(db, &err);
    if (code == ZHM_OK)
        code = show_lookup(db, "国家数据局", &err);
    zhm_close(db);
    if (code == ZHM_OK)
        return 0;
    fprintf(stderr, "example: %s: %s\n", zhm_code_name(err.code), err.text);
    return 1;
}
