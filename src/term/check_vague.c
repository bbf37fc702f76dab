#include "term/check_vague.h"

#include "term/check_kind.h"

enum { DEPTH_MAX = 8 };

/* A post without a body is hardly a name: the target may put it in words of its own. */
static bool is_bare(const zhm_mention *s)
{
    for (size_t i = 0; i < s->part_count; i++)
        if (part_class(&s->parts[i]) != PART_RANK || s->parts[i].subject.concept)
            return false;
    return !s->subject.concept;
}

static bool is_understood(const zhm_mention *part)
{
    return part_class(part) == PART_PLACE && part->subject.category != ZHM_PLACE && !part->subject.concept &&
           part->verdict != ZHM_VERDICT_COMPOSED;
}

enum open_place { OPEN_NONE, OPEN_UNDERSTOOD, OPEN_UNLISTED };

/* A place that the text leaves open, or that no list holds. */
static enum open_place open_place_of(const zhm_mention *m, unsigned depth)
{
    enum open_place found = m->transliterated ? OPEN_UNLISTED : is_understood(m) ? OPEN_UNDERSTOOD : OPEN_NONE;
    for (size_t i = 0; depth > 0 && found == OPEN_NONE && i < m->part_count; i++)
        found = open_place_of(&m->parts[i], depth - 1);
    return found;
}

bool has_unlisted_place(const zhm_mention *s)
{
    return open_place_of(s, DEPTH_MAX) == OPEN_UNLISTED;
}

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), k = strlen(end);
    return n >= k && memcmp(text + n - k, end, k) == 0;
}

/* Bodies that choose their own English names. */
static bool names_itself(const zhm_mention *s)
{
    static const char *const ends[] = {"集团", "公司",   "厂",   "大学", "学院",   "学校",   "中学", "小学",
                                       "医院", "报",     "报社", "台",   "出版社", "博物馆", "馆",   "银行",
                                       "协会", "学会",   "中心", "院",   "所",     "社",     "网",   "俱乐部",
                                       "基金", "基金会", "联盟", "商会", "园",     "团"};
    static const char *const official[] = {"法院", "检察院", "使馆", "领事馆", "派出所"};
    const char *zh = official_in(&s->subject, "zh-Hans");
    if (s->subject.concept || s->subject.category != ZHM_AGENCY || !zh)
        return false;
    for (size_t i = 0; i < sizeof official / sizeof *official; i++)
        if (ends_with(zh, official[i]))
            return false;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (ends_with(zh, ends[i]))
            return true;
    return false;
}

static bool is_one_word(const struct checker *c, const zhm_mention *s, const char *official)
{
    const char *text = c->source->text.data + s->byte;
    bool source_english = strncmp(c->source->lang, "en", 2) == 0;
    return source_english ? !memchr(text, ' ', s->byte_count) : !strchr(official, ' ');
}

/* 研究员, 副市长: of what, the text says elsewhere, if at all. */
static bool is_short_title(const struct checker *c, const zhm_mention *s)
{
    return strncmp(c->source->lang, "zh", 2) == 0 && s->end - s->start <= 3;
}

static bool is_short_abbreviation(const zhm_mention *s)
{
    return s->term && s->term->type == ZHM_ABBREVIATION && s->byte_count <= 3;
}

/* 省委宣传部: of which province, the text has said before. */
static bool begins_with_level(const struct checker *c, const zhm_mention *s)
{
    static const char *const levels[] = {"省", "市", "县", "区", "州", "镇", "乡", "旗"};
    static const char *const words[] = {"市场", "区域", "县域", "市域", "州际", "省际", "乡村"};
    struct str text = {c->source->text.data + s->byte, s->byte_count};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_starts(text, str_of(words[i])))
            return false;
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
        if (str_starts(text, str_of(levels[i])))
            return true;
    return false;
}

bool name_is_vague(const struct checker *c, const zhm_mention *s, const char *official)
{
    if (s->subject.category == ZHM_TITLE && (is_bare(s) || is_one_word(c, s, official) || is_short_title(c, s)))
        return true;
    if (!s->subject.concept && open_place_of(s, DEPTH_MAX) != OPEN_NONE)
        return true;
    return names_itself(s) || begins_with_level(c, s) || is_short_abbreviation(s);
}

static bool touch(const struct spot *a, const struct spot *b)
{
    return a->mention->byte + a->mention->byte_count == b->mention->byte;
}

bool is_fragment(const struct checker *c, const struct spot *top)
{
    const struct spot *all = c->pairs.source.items, *end = all + c->pairs.source.tops;
    zhm_category is = top->mention->subject.category;
    if (is == ZHM_AGENCY && top + 1 < end && touch(top, top + 1))
        return true;
    if (top == all || !touch(top - 1, top))
        return false;
    zhm_category before = top[-1].mention->subject.category;
    return (before == ZHM_AGENCY && (is == ZHM_AGENCY || is == ZHM_TITLE)) || (before == ZHM_PLACE && is == ZHM_TITLE);
}

bool is_cut_short(const struct checker *c, const zhm_mention *s)
{
    static const char *const after[] = {"门", "级"};
    struct str rest = str_from(c->source->text, s->byte + s->byte_count);
    for (size_t i = 0; i < sizeof after / sizeof *after; i++)
        if (str_starts(rest, str_of(after[i])))
            return true;
    return false;
}
