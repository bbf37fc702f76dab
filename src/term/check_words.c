#include "term/check_words.h"

#include "base/fault.h"
#include "base/utf8.h"
#include "text/han.h"

#include <stdlib.h>

struct lexeme {
    struct lexeme *next;
    struct str text; /* the domain, then the text */
    uint32_t id;
    uint8_t kinds;
};

static zhm_code no_memory(zhm_error *err)
{
    return zhm_fail(err, ZHM_NO_MEMORY, "no memory to compare two texts");
}

/* Folded words that a translator may put for each other. */
static const char *const same[][2] = {
    {"provincial", "province"},    {"municipal", "city"},
    {"municipality", "city"},      {"prefectural", "prefecture"},
    {"chairperson", "chairman"},   {"chairwoman", "chairman"},
    {"chair", "chairman"},         {"chinese", "china"},
    {"chairmen", "chairman"},      {"ministers", "minister"},
    {"presidents", "president"},   {"governors", "governor"},
    {"mayors", "mayor"},           {"directors", "director"},
    {"secretaries", "secretary"},  {"spokeswoman", "spokesperson"},
    {"spokesman", "spokesperson"}, {"prc", "china"},
    {"mankind", "humanity"},       {"humankind", "humanity"},
    {"build", "building"}, /* how initiatives begin: they stand in sentences as verbs */
    {"builds", "building"},        {"built", "building"},
    {"forge", "forging"},          {"foster", "fostering"},
    {"pursue", "pursuing"},        {"deepen", "deepening"},
    {"advance", "advancing"},      {"promote", "promoting"},
    {"seek", "seeking"},           {"make", "making"},
    {"open", "opening"},
};

static struct str same_word(struct str word)
{
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        if (str_is(word, same[i][0]))
            return str_of(same[i][1]);
    return word;
}

/* The words that say what a name's difference is about, each between spaces. */
static const char connectors[] = " of for and in at to on with from its his her their our 的 ";
static const char modifiers[] = " vice deputy associate assistant executive acting 副 ";
static const char ranks[] =
    " chairman chief commissioner consul counsel counselor dean director governor head leader mayor minister officer "
    "premier "
    "president principal researcher secretary general directorgeneral secretarygeneral member inspector administrator "
    "magistrate representative undersecretary undersecretarygeneral editorinchief first second third fourth firstlevel "
    "secondlevel thirdlevel fourthlevel rank 长 主 任 书 记 席 总 员 理 正 ";
static const char levels[] =
    " administration bureau center city commission committee corps council county department section district division "
    "federation foundation association ministry office prefecture province state national subsection town township "
    "region "
    "autonomous general 部 司 厅 局 处 科 股 省 市 县 区 州 镇 乡 委 ";

static const char natures[] = " initiative strategy policy principle plan program project doctrine theory thought "
                              "concept vision scheme framework ";

static bool listed(struct str word, const char *list)
{
    for (const char *at = list; (at = strchr(at, ' ')) && at[1]; at++)
        if (strncmp(at + 1, word.data, word.len) == 0 && at[1 + word.len] == ' ')
            return true;
    return false;
}

static uint8_t kinds_of(struct str word)
{
    unsigned kinds = listed(word, connectors) ? WORD_CONNECTOR : 0;
    if (listed(word, modifiers))
        kinds |= WORD_MODIFIER | WORD_RANK;
    if (listed(word, ranks))
        kinds |= WORD_RANK;
    if (listed(word, levels))
        kinds |= WORD_LEVEL;
    if (listed(word, natures))
        kinds |= WORD_NATURE;
    return (uint8_t)kinds;
}

static uint32_t hash_of(struct str s)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < s.len; i++)
        h = (h ^ (unsigned char)s.data[i]) * 16777619u;
    return h ^ h >> 15;
}

static bool grow(struct lexicon *l)
{
    size_t count = l->slot_count ? l->slot_count * 2 : 256;
    struct lexeme **slots = arena_array(&l->reader->arena, count, sizeof *slots);
    for (size_t i = 0; slots && i < l->slot_count; i++)
        for (struct lexeme *e = l->slots[i], *next; e; e = next) {
            next = e->next;
            struct lexeme **slot = &slots[hash_of(e->text) & (count - 1)];
            e->next = *slot;
            *slot = e;
        }
    if (!slots)
        return false;
    l->slots = slots;
    l->slot_count = count;
    return true;
}

/* @text with its domain before it. NULL without memory. */
static const struct lexeme *find(struct lexicon *l, struct str text)
{
    if (l->count >= l->slot_count && !grow(l))
        return NULL;
    struct lexeme **slot = &l->slots[hash_of(text) & (l->slot_count - 1)];
    for (struct lexeme *e = *slot; e; e = e->next)
        if (str_equal(e->text, text))
            return e;
    struct lexeme *e = arena_alloc(&l->reader->arena, sizeof *e);
    struct str copy = arena_copy(&l->reader->arena, text);
    if (!e || !copy.data)
        return NULL;
    *e = (struct lexeme){*slot, copy, (uint32_t)++l->count, 0};
    if (text.data[0] == 'w')
        e->kinds = kinds_of(str_from(copy, 1));
    *slot = e;
    return e;
}

zhm_code lexicon_number(struct lexicon *l, char domain, struct str text, uint32_t *out, zhm_error *err)
{
    struct buf *key = &l->reader->key;
    buf_clear(key);
    buf_append_char(key, domain);
    buf_append_str(key, text);
    const struct lexeme *e = key->failed ? NULL : find(l, buf_str(key));
    if (!e)
        return no_memory(err);
    *out = e->id;
    return ZHM_OK;
}

static bool is_sign(uint32_t c)
{
    if (c < 0x80)
        return !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'));
    return (c >= 0x2000 && c <= 0x206F) || (c >= 0x3000 && c <= 0x3020) || c == 0xB7 || c == 0xD7;
}

static bool is_stop(uint32_t c)
{
    return c == '\n' || c == '.' || c == ';' || c == ':' || c == '!' || c == '?' || c == 0x3002 || c == 0x3001;
}

/* A pass over the folded text; @at and @point go along in the text itself, to see capitals. */
struct cutter {
    struct lexicon *lexicon;
    struct str text;
    size_t byte, point;
    bool stop, comma, apart, han; /* since the last word, and what that was */
    struct words *out;
};

static bool capital_at(struct cutter *c, size_t point)
{
    if (point >= c->point)
        c->byte = utf8_advance(c->text, c->byte, point - c->point);
    else
        c->byte = utf8_retreat(c->text, c->byte, c->point - point);
    c->point = point;
    struct str s = str_from(c->text, c->byte);
    if (s.len == 0)
        return false;
    unsigned char first = (unsigned char)s.data[0], second = s.len > 1 ? (unsigned char)s.data[1] : 0;
    return (first >= 'A' && first <= 'Z') || (first == 0xC3 && second < 0x9F);
}

static void note_sign(struct cutter *c, uint32_t sign)
{
    c->apart = true;
    c->stop = c->stop || is_stop(sign);
    c->comma = c->comma || sign == ',';
}

static const struct lexeme *lexeme_of(struct lexicon *l, const uint32_t *points, size_t count)
{
    struct buf *key = &l->reader->key;
    buf_clear(key);
    for (size_t i = 0; i < count; i++)
        buf_append_point(key, points[i]);
    if (key->failed)
        return NULL;
    struct str word = arena_copy(&l->reader->arena, same_word(buf_str(key)));
    buf_clear(key);
    buf_append_char(key, 'w');
    buf_append_str(key, word);
    return key->failed || !word.data ? NULL : find(l, buf_str(key));
}

static bool take_word(struct cutter *c, const struct folded *f, size_t first, size_t end)
{
    const struct lexeme *e = lexeme_of(c->lexicon, f->points + first, end - first);
    if (!e)
        return false;
    if (e->kinds & WORD_CONNECTOR) {
        c->apart = true;
        return true;
    }
    struct word *w = &c->out->items[c->out->count++];
    *w = (struct word){.id = e->id, .start = f->start[first], .end = f->end[end - 1], .kinds = e->kinds};
    w->apart = c->apart;
    w->comma = c->comma;
    w->han = is_han(f->points[first]);
    w->capital = !w->han && capital_at(c, w->start);
    /* A comma joins the parts of a name in English, never in Chinese. */
    w->breaks = c->stop || (c->comma && (w->han || c->han));
    c->han = w->han;
    c->stop = c->comma = c->apart = false;
    return true;
}

zhm_code lexicon_words(struct lexicon *l, struct str text, struct words *out, zhm_error *err)
{
    struct folded *f = &l->reader->folded;
    struct words words = {0};
    struct cutter c = {.lexicon = l, .text = text, .out = &words};
    zhm_code code = fold_text(text, f, err);
    if (code != ZHM_OK)
        return code;
    words.items = arena_array(&l->reader->arena, f->len, sizeof *words.items);
    if (!words.items)
        return no_memory(err);
    for (size_t i = 0, end; i < f->len; i = end) {
        end = i + 1;
        if (is_sign(f->points[i])) {
            note_sign(&c, f->points[i]);
            continue;
        }
        while (end < f->len && !f->cut[end] && !is_sign(f->points[end]))
            end++;
        if (!take_word(&c, f, i, end))
            return no_memory(err);
    }
    *out = words;
    return ZHM_OK;
}

static int by_id(const void *x, const void *y)
{
    const struct word *a = x, *b = y;
    return (a->id > b->id) - (a->id < b->id);
}

zhm_code lexicon_name(struct lexicon *l, struct str name, uint32_t *out, zhm_error *err)
{
    struct words words;
    struct buf *key = &l->reader->key;
    zhm_code code = lexicon_words(l, name, &words, err);
    if (code != ZHM_OK)
        return code;
    *out = 0;
    if (words.count == 0)
        return ZHM_OK;
    if (!words.items[0].han)
        qsort(words.items, words.count, sizeof *words.items, by_id);
    buf_clear(key);
    buf_append_char(key, 'n');
    for (size_t i = 0; i < words.count; i++)
        buf_append_be32(key, words.items[i].id);
    const struct lexeme *e = key->failed ? NULL : find(l, buf_str(key));
    if (!e)
        return no_memory(err);
    *out = e->id;
    return ZHM_OK;
}
