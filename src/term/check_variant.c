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

/* Posts that do not stand for each other, though both may be said of one Chinese word: 主任, 行长. */
static bool are_other_posts(struct str found, struct str official)
{
    static const char *const apart[][2] = {
        {"minister", "chairman"},  {"minister", "president"}, {"minister", "governor"}, {"minister", "mayor"},
        {"governor", "president"}, {"governor", "chairman"},  {"governor", "mayor"},
    };
    for (size_t i = 0; i < sizeof apart / sizeof *apart; i++)
        for (size_t k = 0; k < 2; k++)
            if (has_word(found, apart[i][k]) && has_word(official, apart[i][1 - k]) && !has_word(official, apart[i][k]))
                return true;
    return false;
}

/* Whether no word of @a begins like one of @b. */
static bool are_other_words(struct str a, struct str b)
{
    enum { ALIKE = 4 };
    for (size_t i = 0; i < a.len; i++) {
        if (!is_letter(a.data[i]) || (i > 0 && is_letter(a.data[i - 1])))
            continue;
        for (size_t k = 0; k + ALIKE <= b.len && i + ALIKE <= a.len; k++)
            if ((k == 0 || !is_letter(b.data[k - 1])) && strncasecmp(a.data + i, b.data + k, ALIKE) == 0)
                return false;
    }
    return true;
}

/* A part in a form that the grammar only reads. */
static bool is_variant(const zhm_mention *part)
{
    return part->verdict == ZHM_VERDICT_ADMITTED && !part->subject.concept && part->part_count == 0;
}

struct variants {
    struct checker *checker;
    bool known;       /* the glossary has the whole, by other words */
    bool rank, field; /* found */
};

static void look(struct variants *v, const zhm_mention *m, unsigned depth)
{
    const char *official = official_in(&m->subject, v->checker->target->lang);
    if (official && is_variant(m)) {
        struct str found = text_of(v->checker->target, m);
        enum part_class class = part_class(m);
        v->rank = v->rank || (class == PART_RANK && are_other_posts(found, str_of(official)));
        v->field = v->field || (class == PART_BODY && v->known && are_other_words(found, str_of(official)));
    }
    for (size_t i = 0; depth > 0 && i < m->part_count; i++)
        look(v, &m->parts[i], depth - 1);
}

zhm_code judge_variant(struct checker *c, struct spot *t, zhm_error *err)
{
    const zhm_mention *m = t->mention, *s = t->partner->mention;
    struct variants v = {.checker = c, .known = s->term != NULL};
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
