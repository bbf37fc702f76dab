#include "term/check.h"

#include "base/fault.h"
#include "base/utf8.h"
#include "model/lang.h"
#include "term/annotate.h"
#include "term/check_date.h"
#include "term/check_loose.h"
#include "text/han.h"

static zhm_code no_memory(zhm_error *err)
{
    return zhm_fail(err, ZHM_NO_MEMORY, "no memory to check a text");
}

static zhm_code begin(struct checker *c, zhm_error *err)
{
    zhm_code code = align(&c->lexicon, c->source, c->target, &c->pairs, err);
    if (code == ZHM_OK)
        code = near_begin(&c->lexicon, c->target->text, &c->text, err);
    if (code != ZHM_OK)
        return code;
    const struct {
        struct str text;
        uint32_t *number;
    } words[] = {{STR("ministry"), &c->ministry},
                 {STR("minister"), &c->minister},
                 {STR("counterpart"), &c->counterpart},
                 {STR("counterparts"), &c->counterparts}};
    for (size_t i = 0; code == ZHM_OK && i < sizeof words / sizeof *words; i++)
        code = lexicon_number(&c->lexicon, 'w', words[i].text, words[i].number, err);
    if (code != ZHM_OK)
        return code;
    gather_words(c);
    c->source_points = utf8_length(c->source->text);
    c->numbers = c->lexicon.count + 1;
    c->told = arena_array(&c->lexicon.reader->arena, c->numbers, sizeof *c->told);
    return c->told ? ZHM_OK : no_memory(err);
}

zhm_code check_sides(struct reader *r, const struct side *source, const struct side *target, const struct question *q,
                     const zhm_step *why, zhm_issues *out, zhm_error *err)
{
    struct checker c = {.lexicon = {.reader = r}, .source = source, .target = target, .question = q};
    c.issues = (struct issues){.reader = r, .question = q, .source = source, .target = target, .day = why};
    zhm_code code = begin(&c, err);
    if (code == ZHM_OK)
        code = check_target(&c, err);
    if (code == ZHM_OK)
        code = check_source(&c, err);
    if (code == ZHM_OK)
        code = check_strangers(&c, err);
    if (code == ZHM_OK)
        code = check_consistency(&c, err);
    if (code != ZHM_OK)
        return code;
    issues_sort(&c.issues);
    *out = (zhm_issues){c.issues.count, c.issues.items};
    return ZHM_OK;
}

/* zh where a third of the letters are Chinese: they say more, each, than Latin ones. */
static const char *lang_of(struct str text)
{
    size_t han = 0, latin = 0;
    for (size_t pos = 0; pos < text.len;) {
        uint32_t c = utf8_next(text, &pos);
        if (c == UTF8_INVALID)
            break;
        han += is_han(c);
        latin += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
    return han * 2 > latin ? "zh-Hans" : "en";
}

static zhm_code side_of(struct str text, const char *lang, const char *what, char tag[LANG_MAX], struct side *out,
                        zhm_error *err)
{
    zhm_code code = utf8_check(text, err);
    if (code == ZHM_OK)
        code = lang_canonical(str_of(lang ? lang : lang_of(text)), tag, err);
    if (code != ZHM_OK)
        return zhm_prefix(err, code, "%s: ", what);
    *out = (struct side){.text = text, .lang = tag};
    return ZHM_OK;
}

/* The source's own year, where the question leaves the day open. */
static zhm_code date_from(struct reader *r, struct str source, struct question *q, zhm_step *step, bool *found,
                          zhm_error *err)
{
    int32_t year = year_of_text(source);
    char day[16];
    *found = year > 0 && year * 10000 + 1231 < q->day;
    if (!*found)
        return ZHM_OK;
    q->day = year * 10000 + 1231;
    *step = (zhm_step){.step = "date", .date = q->day};
    step->text =
        arena_printf(&r->arena, "the source speaks of %d alone: taken as of %s", (int)year, zhm_date_text(q->day, day));
    return step->text ? ZHM_OK : no_memory(err);
}

zhm_code check_texts(struct reader *r, const struct check_texts *texts, const struct question *question, bool dated,
                     zhm_issues *out, zhm_error *err)
{
    struct question q = *question;
    char source_lang[LANG_MAX], target_lang[LANG_MAX];
    struct side source, target;
    zhm_step *step = arena_alloc(&r->arena, sizeof *step);
    bool found = false;
    zhm_code code = step ? ZHM_OK : no_memory(err);
    q.lang[0] = '\0'; /* a text may hold names of another language */
    if (code == ZHM_OK)
        code = side_of(texts->source, texts->source_lang, "source", source_lang, &source, err);
    if (code == ZHM_OK)
        code = side_of(texts->target, texts->target_lang, "target", target_lang, &target, err);
    if (code == ZHM_OK && !dated)
        code = date_from(r, texts->source, &q, step, &found, err);
    if (code == ZHM_OK && (code = annotate(r, source.text, &q, &source.mentions, err)) != ZHM_OK)
        return zhm_prefix(err, code, "source: ");
    if (code == ZHM_OK && (code = annotate(r, target.text, &q, &target.mentions, err)) != ZHM_OK)
        return zhm_prefix(err, code, "target: ");
    return code == ZHM_OK ? check_sides(r, &source, &target, &q, found ? step : NULL, out, err) : code;
}
