/* Running text with the glossary that is shipped: spans are exact, and parts lie within what they are parts of. */
#include "term/annotate.h"

#include "base/utf8.h"

#include "../seeded.h"
#include "our_glossary.h"

#include <string.h>

static struct glossary names;

static int with_names(void **state)
{
    struct grammar_files grammar = {0};
    zhm_error err;
    if (ours_new(state) != 0)
        return -1;
    zhm_code code = glossary_read_all(&names, &grammar, SOURCE_DIR "/glossary", &err);
    grammar_files_free(&grammar);
    return code == ZHM_OK ? 0 : -1;
}

static int without_names(void **state)
{
    glossary_free(&names);
    return temp_remove(state);
}

static zhm_mentions ask(struct temp *t, const char *text)
{
    struct question q;
    zhm_mentions out = {0};
    WORKS(t, question_of(NULL, &q, &t->err));
    WORKS(t, reader_begin(&t->reader, t->db, &t->err));
    zhm_code code = annotate(&t->reader, str_of(text), &q, &out, &t->err);
    reader_end(&t->reader);
    WORKS(t, code);
    return out;
}

static void check_span(const char *text, const zhm_mention *m)
{
    struct str s = str_of(text);
    if (m->start >= m->end || utf8_advance(s, 0, m->start) != m->byte ||
        utf8_advance(s, m->byte, m->end - m->start) != m->byte + m->byte_count)
        fail_msg("%zu-%zu is not byte %zu+%zu of \"%s\"", m->start, m->end, m->byte, m->byte_count, text);
}

/* Parts with a role, in the text's order, may share the one character of 外交部长; others stand within or apart. */
static void check_parts(const char *text, const zhm_mention *whole)
{
    const zhm_mention *last = NULL;
    for (size_t i = 0; i < whole->part_count; i++) {
        const zhm_mention *part = &whole->parts[i];
        check_span(text, part);
        if (part->start < whole->start || part->end > whole->end)
            fail_msg("%.*s is beyond %.*s in \"%s\"", (int)part->byte_count, text + part->byte, (int)whole->byte_count,
                     text + whole->byte, text);
        if (*part->role && last && part->start + 1 < last->end)
            fail_msg("%.*s overlaps %.*s in \"%s\"", (int)part->byte_count, text + part->byte, (int)last->byte_count,
                     text + last->byte, text);
        if (*part->role)
            last = part;
        check_parts(text, part);
    }
}

static size_t check_mentions(struct temp *t, const char *text)
{
    zhm_mentions all = ask(t, text);
    for (size_t i = 0; i < all.count; i++) {
        check_span(text, &all.items[i]);
        if (i > 0 && all.items[i].start < all.items[i - 1].end)
            fail_msg("mentions %zu and %zu overlap in \"%s\"", i - 1, i, text);
        check_parts(text, &all.items[i]);
    }
    return all.count;
}

static const char *random_name(bool chinese)
{
    for (;;) {
        const zhm_concept *c = &names.concepts[seeded(names.count)];
        const zhm_term *term = c->term_count > 0 ? &c->terms[seeded(c->term_count)] : NULL;
        if (term && strncmp(term->lang, chinese ? "zh" : "en", 2) == 0)
            return term->text;
    }
}

static void parts_lie_within_their_wholes(void **state)
{
    static const char *const zh[] = {"、", "和", "部长",   "副", "电子商务处", "（",   "）",
                                     "，", "省", "表示，", "的", "",           "局长", "。本部"};
    static const char *const en[] = {" of the ", " and ", "'s ",          ", ",
                                     " (ABC) ",  "Vice ", "Director of ", " Division of ",
                                     " said. ",  "\n\n",  " Province ",   " Department of Commerce"};
    struct buf text = {0};
    size_t found = 0;
    seeded_begin("parts_lie_within_their_wholes");
    for (size_t round = 0; round < 400; round++) {
        bool chinese = round % 2;
        buf_clear(&text);
        for (size_t n = seeded(7) + 1; n > 0; n--) {
            buf_append_text(&text, random_name(chinese));
            for (size_t k = seeded(3); k > 0; k--)
                buf_append_text(&text, chinese ? zh[seeded(COUNT(zh))] : en[seeded(COUNT(en))]);
        }
        found += check_mentions(*state, buf_text(&text));
    }
    assert_true(found > 400);
    buf_free(&text);
}

/* What the names of a long text are, in their order; the parts are left to the property. */
static const struct {
    const char *description, *text;
    const char *want[12];
} articles[] = {
    {"an abbreviation that the text gives",
     "The United Nations Office for South-South Cooperation (UNOSSC) opened a hub. \"UNOSSC is glad,\" said UNOSSC "
     "Director Chen. The Ministry of Commerce of China (MOFCOM) agreed, and MOFCOM officials signed.",
     {"United Nations Office for South-South Cooperation (UNOSSC)", "UNOSSC", "UNOSSC Director",
      "Ministry of Commerce of China (MOFCOM)", "MOFCOM"}},
    {"an abbreviation of a composed name",
     "The Department of Commerce of Hunan Province (DOFCOM Hunan) and the Hangzhou Municipal Bureau of Commerce (HMBC) "
     "met. The HMBC was thanked.",
     {"Department of Commerce of Hunan Province", "Hangzhou Municipal Bureau of Commerce (HMBC)", "HMBC"}},
    {"titles one after another",
     "湖南省商务厅电子商务处处长、外交部亚洲司司长和外交部长出席了由商务部主办的研修班。",
     {"湖南省商务厅电子商务处处长", "外交部亚洲司司长", "外交部长", "商务部"}},
    {"this ministry, that commission",
     "国家发展和改革委员会公布了名单。该委表示将继续努力。",
     {"国家发展和改革委员会", "该委"}},
    {"departments are no ministry", "各级教育部门和水利部门负责。", {NULL}},
};

static void articles_have_the_names_as_said(void **state)
{
    for (size_t i = 0; i < COUNT(articles); i++) {
        const char *text = articles[i].text;
        assert_non_null(text);
        check_mentions(*state, text);
        zhm_mentions all = ask(*state, text);
        size_t found = 0;
        for (size_t k = 0; k < all.count; k++) {
            const zhm_mention *m = &all.items[k];
            const char *want = articles[i].want[found];
            if (m->subject.category == ZHM_PLACE || m->subject.category == ZHM_PERSON)
                continue;
            if (!want || strlen(want) != m->byte_count || strncmp(text + m->byte, want, m->byte_count) != 0)
                fail_msg("%s: %.*s instead of %s", articles[i].description, (int)m->byte_count, text + m->byte,
                         want ? want : "nothing");
            found++;
        }
        if (articles[i].want[found])
            fail_msg("%s: no %s", articles[i].description, articles[i].want[found]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_lie_within_their_wholes),
        cmocka_unit_test(articles_have_the_names_as_said),
    };
    return cmocka_run_group_tests(tests, with_names, without_names);
}
