#include "term/checker.h"

#include "term/check_kind.h"

#include <strings.h>

enum { DEPTH_MAX = 8 };

static struct str text_of(const struct side *side, const zhm_mention *m)
{
    return (struct str){side->text.data + m->byte, m->byte_count};
}

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool has_word(struct str text, const char *word)
{
    size_t n = strlen(word);
    for (size_t i = 0; i + n <= text.len; i++)
        if (strncasecmp(text.data + i, word, n) == 0 && (i == 0 || !is_letter(text.data[i - 1])) &&
            (i + n == text.len || !is_letter(text.data[i + n])))
            return true;
    return false;
}

/* Posts that do not stand for each other, though both may be said of one Chinese word: 主任, 行长, 总裁. */
static bool are_other_posts(struct str found, struct str official, struct str whole)
{
    static const char *const apart[][2] = {
        {"minister", "chairman"},  {"minister", "president"}, {"minister", "governor"}, {"minister", "mayor"},
        {"governor", "president"}, {"governor", "chairman"},  {"governor", "mayor"},    {"president", "managing"},
    };
    for (size_t i = 0; i < sizeof apart / sizeof *apart; i++)
        for (size_t k = 0; k < 2; k++)
            if (has_word(found, apart[i][k]) && has_word(official, apart[i][1 - k]) && !has_word(official, apart[i][k]))
                return true;
    /* a local commission's head is its director; who has a minister or a chairman has no director */
    bool led = has_word(official, "minister") || (has_word(official, "chairman") && has_word(whole, "commission"));
    return led && has_word(found, "director");
}

static bool has_alike(struct str text, const char *word, size_t count)
{
    for (size_t i = 0; i + count <= text.len; i++)
        if ((i == 0 || !is_letter(text.data[i - 1])) && strncasecmp(text.data + i, word, count) == 0)
            return true;
    return false;
}

/* Whether a longer word of @found begins like none of @official:
 * "Water Conservancy", not "Asia" for "Asian Affairs". */
static bool are_other_words(struct str found, struct str official)
{
    enum { ALIKE = 4 };
    for (size_t i = 0, end; i < found.len; i = end) {
        for (end = i + 1; end < found.len && is_letter(found.data[i]) && is_letter(found.data[end]);)
            end++;
        if (is_letter(found.data[i]) && end - i >= ALIKE && !has_alike(official, found.data + i, ALIKE))
            return true;
    }
    return false;
}

/* A part in a form that the grammar only reads. */
static bool is_variant(const zhm_mention *part)
{
    return part->verdict == ZHM_VERDICT_ADMITTED && !part->subject.concept && part->part_count == 0;
}

struct variants {
    struct checker *checker;
    struct str whole;
    bool known;       /* the glossary has the whole, by other words */
    bool rank, field; /* found */
};

static void look(struct variants *v, const zhm_mention *m, unsigned depth)
{
    const char *official = official_in(&m->subject, v->checker->target->lang);
    if (official && is_variant(m)) {
        struct str found = text_of(v->checker->target, m);
        enum part_class class = part_class(m);
        v->rank = v->rank || (class == PART_RANK && are_other_posts(found, str_of(official), v->whole));
        v->field = v->field || (class == PART_BODY && v->known && are_other_words(found, str_of(official)));
    }
    /* the rules' word for a degree that the post does not have: "Deputy Minister" */
    v->rank = v->rank || strcmp(m->role, "other") == 0;
    for (size_t i = 0; depth > 0 && i < m->part_count; i++)
        look(v, &m->parts[i], depth - 1);
}

/* The glossary has it, or the body that it is a post of. */
static bool is_known(const zhm_mention *s)
{
    for (size_t i = 0; i < s->part_count; i++)
        if (strcmp(s->parts[i].role, "body") == 0 && s->parts[i].term)
            return true;
    return s->term != NULL;
}

zhm_code judge_variant(struct checker *c, struct spot *t, zhm_error *err)
{
    const zhm_mention *m = t->mention, *s = t->partner->mention;
    struct variants v = {.checker = c, .whole = text_of(c->target, m), .known = is_known(s)};
    struct finding f = {.severity = ZHM_ERROR, .s = s, .t = m, .start = m->start, .end = m->end};
    f.expected = official_in(&s->subject, c->target->lang);
    if (m->term || !f.expected || strncmp(c->target->lang, "en", 2) != 0)
        return ZHM_OK;
    look(&v, m, DEPTH_MAX);
    if (!v.rank && !v.field)
        return ZHM_OK;
    f.kind = v.rank ? ZHM_WRONG_RANK : ZHM_WRONG_FORM;
    t->taken = true;
    return issue_add(&c->issues, &f, err);
}
