#include "model/unit.h"

#include "base/fault.h"
#include "base/utf8.h"
#include "model/lang.h"
#include "model/unit_text.h"

#include <inttypes.h>

/* The last second that a date of four digits a year can tell. */
static const int64_t LAST_SECOND = 253402300799;

static bool is_refused(uint32_t point)
{
    if (point < 0x20)
        return point != '\t' && point != '\n' && point != '\r';
    return (point >= 0x7F && point < 0xA0) || point == 0xFFFE || point == 0xFFFF;
}

static bool is_blank(uint32_t point)
{
    return point == ' ' || point == '\t' || point == '\n' || point == '\r' || point == 0xA0 || point == 0x1680 ||
           point == 0x3000 || (point >= 0x2000 && point <= 0x200D) || point == 0x2028 || point == 0x2029 ||
           point == 0x202F || point == 0x205F || point == 0x2060 || point == 0xFEFF;
}

/* Eight bytes at once, of a run that is mostly such: all from space to '~'. */
static size_t plain_run(struct str s, size_t i)
{
    const uint64_t ones = 0x0101010101010101u, high = 0x8080808080808080u;
    for (uint64_t word; s.len - i >= 8; i += 8) {
        memcpy(&word, s.data + i, 8);
        if ((word | (word - ones * 0x20) | (word + ones)) & high)
            break;
    }
    return i;
}

static zhm_code text_check(struct str s, const char *what, size_t most, zhm_error *err)
{
    if (s.len > most)
        return zhm_fail(err, ZHM_LIMIT, "%s of %zu bytes: at most %zu", what, s.len, most);
    for (size_t pos = plain_run(s, 0), at = pos; pos < s.len; pos = at = plain_run(s, pos)) {
        uint32_t point = utf8_next(s, &pos);
        if (point == UTF8_INVALID)
            return zhm_fail_at(err, ZHM_BAD_INPUT, 0, at, "invalid UTF-8 at byte %zu of the %s", at, what);
        if (is_refused(point))
            return zhm_fail_at(err, ZHM_BAD_INPUT, 0, at, "%s U+%04X at byte %zu of the %s",
                               point < 0xA0 ? "control character" : "noncharacter", point, at, what);
    }
    return ZHM_OK;
}

static zhm_code field_check(const char *text, const char *what, zhm_error *err)
{
    return text ? text_check(str_of(text), what, ZHM_FIELD_MAX, err) : ZHM_OK;
}

static bool all_blank(struct str s)
{
    for (size_t pos = 0; pos < s.len;)
        if (!is_blank(utf8_next(s, &pos)))
            return false;
    return true;
}

static bool is_name_byte(char c, bool first)
{
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' || (unsigned char)c >= 0x80;
    return letter || (!first && ((c >= '0' && c <= '9') || c == '-' || c == '.'));
}

/* As far as ASCII goes, an XML name. */
static bool is_xml_name(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!is_name_byte(s.data[i], i == 0))
            return false;
    return s.len > 0;
}

static zhm_code detail_check(const zhm_detail *d, zhm_error *err)
{
    if ((unsigned)d->kind > ZHM_ATTRIBUTE)
        return zhm_fail(err, ZHM_BAD_INPUT, "detail %u is none", (unsigned)d->kind);
    zhm_code code = field_check(d->name, "detail's name", err);
    if (code == ZHM_OK)
        code = field_check(d->lang, "detail's language", err);
    if (code == ZHM_OK)
        code = text_check(str_of(d->value), "detail", ZHM_DETAIL_TEXT_MAX, err);
    if (code == ZHM_OK && d->kind == ZHM_ATTRIBUTE && !is_xml_name(str_of(d->name)))
        code = zhm_fail(err, ZHM_BAD_INPUT, "'%.*s' is no attribute's name", STR_ARG(str_of(d->name)));
    return code;
}

static zhm_code details_check(const zhm_detail *details, size_t count, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    if (count > ZHM_DETAILS_MAX)
        return zhm_fail(err, ZHM_LIMIT, "%zu details: at most %d", count, ZHM_DETAILS_MAX);
    for (size_t i = 0; code == ZHM_OK && i < count; i++)
        code = detail_check(&details[i], err);
    return code;
}

static zhm_code tags_check(const zhm_segment *s, zhm_error *err)
{
    size_t bytes = 0, places = placeholder_count(str_of(s->text));
    if (places != s->tag_count)
        return zhm_fail(err, ZHM_BAD_INPUT, "%zu tags for %zu placeholders in the text", s->tag_count, places);
    for (size_t i = 0; i < s->tag_count; i++) {
        struct str tag = str_of(s->tags[i]);
        bytes += tag.len;
        if (bytes > ZHM_SEGMENT_MAX)
            return zhm_fail(err, ZHM_LIMIT, "markup of more than %d bytes", ZHM_SEGMENT_MAX);
        zhm_code code = text_check(tag, "markup", ZHM_SEGMENT_MAX, err);
        if (code != ZHM_OK)
            return code;
    }
    return ZHM_OK;
}

static zhm_code segment_check(const zhm_segment *s, zhm_error *err)
{
    struct str text = str_of(s->text);
    if (text.len == 0)
        return zhm_fail(err, ZHM_BAD_INPUT, "empty text");
    zhm_code code = text_check(text, "text", ZHM_SEGMENT_MAX, err);
    if (code == ZHM_OK && all_blank(text))
        code = zhm_fail(err, ZHM_BAD_INPUT, "a text of blanks alone");
    if (code == ZHM_OK)
        code = tags_check(s, err);
    if (code == ZHM_OK)
        code = text_check(str_of(s->previous), "text before", ZHM_SEGMENT_MAX, err);
    if (code == ZHM_OK)
        code = text_check(str_of(s->next), "text after", ZHM_SEGMENT_MAX, err);
    return code == ZHM_OK ? details_check(s->details, s->detail_count, err) : code;
}

/* The language of segment @i: a canonical tag, and not that of one before it. */
static zhm_code lang_check(const zhm_segment *segments, size_t i, zhm_error *err)
{
    char canonical[LANG_MAX];
    struct str lang = str_of(segments[i].lang);
    if (lang.len == 0)
        return zhm_fail(err, ZHM_BAD_INPUT, "no language");
    zhm_code code = lang_canonical(lang, canonical, err);
    if (code != ZHM_OK)
        return code;
    if (!str_is(lang, canonical))
        return zhm_fail(err, ZHM_BAD_INPUT, "language '%.*s' is written '%s'", STR_ARG(lang), canonical);
    for (size_t k = 0; k < i; k++)
        if (str_is(lang, segments[k].lang))
            return zhm_fail(err, ZHM_BAD_INPUT, "language %s given twice", canonical);
    return ZHM_OK;
}

static zhm_code segments_check(const zhm_unit *u, zhm_error *err)
{
    if (u->segment_count < 2)
        return zhm_fail(err, ZHM_BAD_INPUT, u->segment_count ? "one language only" : "no text");
    if (u->segment_count > ZHM_SEGMENTS_MAX)
        return zhm_fail(err, ZHM_LIMIT, "%zu languages: at most %d", u->segment_count, ZHM_SEGMENTS_MAX);
    for (size_t i = 0; i < u->segment_count; i++) {
        zhm_code code = lang_check(u->segments, i, err);
        if (code != ZHM_OK)
            return code;
        code = segment_check(&u->segments[i], err);
        if (code != ZHM_OK)
            return zhm_prefix(err, code, "%s: ", u->segments[i].lang);
    }
    return ZHM_OK;
}

static zhm_code date_check(int64_t date, const char *what, zhm_error *err)
{
    if (date >= 0 && date <= LAST_SECOND)
        return ZHM_OK;
    return zhm_fail(err, ZHM_BAD_INPUT, "%s: %" PRId64 " is no date", what, date);
}

zhm_code unit_check(const zhm_unit *u, zhm_error *err)
{
    const char *const fields[] = {u->name, u->origin, u->domain, u->created_by, u->changed_by};
    static const char *const names[] = {"name", "origin", "domain", "creator", "author of the change"};
    zhm_code code = segments_check(u, err);
    for (size_t i = 0; code == ZHM_OK && i < sizeof fields / sizeof *fields; i++)
        code = field_check(fields[i], names[i], err);
    if (code == ZHM_OK)
        code = date_check(u->created, "created", err);
    if (code == ZHM_OK)
        code = date_check(u->changed, "changed", err);
    if (code == ZHM_OK)
        code = date_check(u->last_used, "last used", err);
    return code == ZHM_OK ? details_check(u->details, u->detail_count, err) : code;
}
