#include "format/tmx_reader.h"

#include "base/fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* A byte order mark is no character, but expat counts it. */
struct unit_place tmx_place(const struct tmx_reader *t)
{
    XML_Index byte = XML_GetCurrentByteIndex(t->parser);
    size_t line = XML_GetCurrentLineNumber(t->parser), before = XML_GetCurrentColumnNumber(t->parser);
    if (line == 1 && before > 0 && t->mark != TMX_NO_MARK)
        before--;
    return (struct unit_place){.line = line, .column = before + 1, .byte = byte < 0 ? 0 : (uint64_t)byte};
}

void tmx_fail(struct tmx_reader *t, zhm_code code, const char *format, ...)
{
    char text[sizeof t->err->text];
    va_list args;
    if (t->code != ZHM_OK)
        return;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    struct unit_place at = tmx_place(t);
    t->code =
        zhm_fail_at(t->err, code, at.line, (size_t)at.byte, "%s:%zu:%zu: %s", t->r->name, at.line, at.column, text);
    XML_StopParser(t->parser, XML_FALSE);
}

/* What is left of expat's input at its place. */
static struct str rest(const struct tmx_reader *t)
{
    int offset = 0, size = 0;
    const char *input = XML_GetInputContext(t->parser, &offset, &size);
    return input ? (struct str){input + offset, (size_t)(size - offset)} : (struct str){0};
}

static bool is_wide(const struct tmx_reader *t)
{
    return t->mark >= TMX_UTF16LE_MARK || strncasecmp(t->encoding, "UTF-16", 6) == 0;
}

/* The unit of the encoding at the beginning of @s, in UTF-16 two bytes. */
static unsigned first_unit(const struct tmx_reader *t, struct str s)
{
    const unsigned char *p = (const unsigned char *)s.data;
    bool little = t->mark == TMX_UTF16LE_MARK || (t->mark == TMX_NO_MARK && strcasecmp(t->encoding, "UTF-16LE") == 0);
    if (s.len < 2 || !is_wide(t))
        return s.len ? *p : ' ';
    return little ? p[0] | (unsigned)p[1] << 8 : (unsigned)p[0] << 8 | p[1];
}

static void fail_for_token(struct tmx_reader *t)
{
    struct str s = rest(t);
    unsigned unit = first_unit(t, s);
    if (unit == 0)
        tmx_fail(t, ZHM_BAD_INPUT, "a NUL character: is this no XML, or of another encoding than it says?");
    else if (unit < 0x20 && unit != '\t' && unit != '\n' && unit != '\r')
        tmx_fail(t, ZHM_BAD_INPUT, "a control character, U+%04X", unit);
    else if (is_wide(t) && unit >= 0xD800 && unit < 0xE000)
        tmx_fail(t, ZHM_BAD_INPUT, "a lone surrogate, U+%04X", unit);
    else if (unit >= 0xFFFE || str_starts(s, STR("\xEF\xBF\xBE")) || str_starts(s, STR("\xEF\xBF\xBF")))
        tmx_fail(t, ZHM_BAD_INPUT, "U+FFFE or U+FFFF, which are no characters");
    else if (!is_wide(t) && unit >= 0x80)
        tmx_fail(t, ZHM_BAD_INPUT, "the byte %02X, which is no %s here", unit, *t->encoding ? t->encoding : "UTF-8");
    else if (unit == ' ')
        tmx_fail(t, ZHM_BAD_INPUT, "not well-formed XML: in a text, & is written &amp; and < is written &lt;");
    else if (unit > 0x20 && unit < 0x7F)
        tmx_fail(t, ZHM_BAD_INPUT, "not well-formed XML: '%c' does not belong here", (char)unit);
    else
        tmx_fail(t, ZHM_BAD_INPUT, "not well-formed XML");
}

static void fail_for_end(struct tmx_reader *t)
{
    if (t->depth)
        tmx_fail(t, ZHM_BAD_INPUT, "the file ends inside <%s>", tmx_element_name(t->open[t->depth - 1]));
    else if (t->fed == 0)
        tmx_fail(t, ZHM_BAD_INPUT, "the file is empty");
    else
        tmx_fail(t, ZHM_BAD_INPUT, "the file ends %s", t->body_seen ? "inside what follows </tmx>" : "before <tmx>");
}

void tmx_fail_as_expat(struct tmx_reader *t, bool last)
{
    enum XML_Error error = XML_GetErrorCode(t->parser);
    const char *open = t->depth ? tmx_element_name(t->open[t->depth - 1]) : "tmx";
    switch (error) {
    case XML_ERROR_NO_MEMORY:
        t->code = zhm_fail(t->err, ZHM_NO_MEMORY, "no memory to read %s", t->r->name);
        break;
    case XML_ERROR_NO_ELEMENTS:
    case XML_ERROR_UNCLOSED_TOKEN:
    case XML_ERROR_PARTIAL_CHAR:
    case XML_ERROR_UNCLOSED_CDATA_SECTION:
        if (last)
            fail_for_end(t);
        else
            tmx_fail(t, ZHM_BAD_INPUT, "not well-formed XML: a tag that does not end");
        break;
    case XML_ERROR_INVALID_TOKEN:
        fail_for_token(t);
        break;
    case XML_ERROR_SYNTAX:
        tmx_fail(t, ZHM_BAD_INPUT, "%s", t->depth ? "not well-formed XML" : "no XML");
        break;
    case XML_ERROR_TAG_MISMATCH:
        tmx_fail(t, ZHM_BAD_INPUT, "an end tag that is not that of <%s>", open);
        break;
    case XML_ERROR_JUNK_AFTER_DOC_ELEMENT:
        tmx_fail(t, ZHM_BAD_INPUT, "more after </tmx>");
        break;
    case XML_ERROR_UNDEFINED_ENTITY:
        tmx_fail(t, ZHM_BAD_INPUT, "an entity that is not known: only &lt; &gt; &amp; &quot; &apos; and numbers are");
        break;
    case XML_ERROR_BAD_CHAR_REF:
        tmx_fail(t, ZHM_BAD_INPUT, "a reference to a control character, or to what is no character");
        break;
    case XML_ERROR_INCORRECT_ENCODING:
        tmx_fail(t, ZHM_BAD_INPUT, "the encoding is not '%s', as the file says", t->encoding);
        break;
    default:
        tmx_fail(t, ZHM_BAD_INPUT, "not well-formed XML: %s", XML_ErrorString(error));
    }
}

void tmx_check_encoding(struct tmx_reader *t, const char *encoding)
{
    static const struct {
        const char *name;
        bool marks[TMX_UTF16BE_MARK + 1]; /* the byte order marks that it may come with */
    } known[] = {
        {"UTF-8", {true, true, false, false}},    {"US-ASCII", {true, false, false, false}},
        {"UTF-16", {true, false, true, true}},    {"UTF-16LE", {true, false, true, false}},
        {"UTF-16BE", {true, false, false, true}},
    };
    static const char *const marks[] = {"", "UTF-8", "UTF-16LE", "UTF-16BE"};
    size_t i = 0, count = sizeof known / sizeof *known;
    snprintf(t->encoding, sizeof t->encoding, "%s", encoding);
    while (i < count && strcasecmp(encoding, known[i].name) != 0)
        i++;
    if (i == count)
        tmx_fail(t, ZHM_BAD_INPUT, "the encoding '%.40s' is not read: save it as UTF-8 or UTF-16", encoding);
    else if (!known[i].marks[t->mark])
        tmx_fail(t, ZHM_BAD_INPUT, "the file says that it is '%.40s', but begins with the byte order mark of %s",
                 encoding, marks[t->mark]);
}

static bool is_known_entity(struct str name)
{
    static const char *const known[] = {"lt", "gt", "amp", "quot", "apos"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_is(name, known[i]))
            return true;
    return name.len > 0 && name.data[0] == '#';
}

/* The name up to the semicolon, or as much of it as tells it from those that are known. */
static size_t entity_name(const struct tmx_reader *t, struct str s, size_t step, char name[8])
{
    size_t n = 0;
    for (; s.len >= step && n < 8; s = str_from(s, step)) {
        unsigned unit = first_unit(t, s);
        if (unit == ';')
            break;
        name[n++] = unit < 0x80 ? (char)unit : '?';
    }
    return n;
}

bool tmx_has_unknown_entity(const struct tmx_reader *t)
{
    char name[8];
    struct str s = rest(t);
    size_t len = (size_t)XML_GetCurrentByteCount(t->parser);
    if (len < s.len)
        s.len = len;
    if (!s.data || !memchr(s.data, '&', s.len))
        return false;
    size_t step = is_wide(t) ? 2 : 1;
    for (; s.len >= step; s = str_from(s, step))
        if (first_unit(t, s) == '&' &&
            !is_known_entity((struct str){name, entity_name(t, str_from(s, step), step, name)}))
            return true;
    return false;
}
