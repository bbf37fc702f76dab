#include "format/tmx_reader.h"

#include "base/fault.h"

#include <stdlib.h>
#include <string.h>

static const size_t BLOCK = 64 << 10;

const char *tmx_attribute(const char **attributes, const char *name)
{
    for (; *attributes; attributes += 2)
        if (strcmp(attributes[0], name) == 0)
            return attributes[1];
    return NULL;
}

void tmx_source_lang(const char **attributes, char out[LANG_MAX])
{
    const char *tag = tmx_attribute(attributes, "srclang");
    if (!tag || lang_canonical(str_of(tag), out, NULL) != ZHM_OK)
        *out = '\0';
}

static enum tmx_element innermost(const struct tmx_reader *t)
{
    return t->depth ? t->open[t->depth - 1] : TMX_OUTSIDE;
}

/* <tmx><body><tu>: a faulty unit is refused, anything wrong outside ends the reading. */
static bool in_unit(const struct tmx_reader *t)
{
    return t->depth > 2 && t->open[2] == TMX_TU;
}

static bool may_stand(const struct tmx_reader *t, enum tmx_element e)
{
    if (e == TMX_HEADER && (t->header_seen || t->body_seen))
        return false;
    return tmx_element_fits(innermost(t), e) && !(e == TMX_BODY && t->body_seen);
}

static void misplaced(struct tmx_reader *t, const char *name)
{
    const char *where = tmx_element_name(innermost(t));
    if (in_unit(t))
        draft_refuse(&t->draft, "<%.40s> does not belong in <%s>", name, where);
    else if (t->depth == 0)
        tmx_fail(t, ZHM_BAD_INPUT, "no TMX: it begins with <%.40s>", name);
    else
        tmx_fail(t, ZHM_BAD_INPUT, "<%.40s> does not belong here, in <%s>", name, where);
}

static void XMLCALL on_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
    struct tmx_reader *t = context;
    enum tmx_element e = tmx_element_of(name);
    if (t->code != ZHM_OK)
        return;
    if (!may_stand(t, e))
        misplaced(t, name);
    if (t->depth == TMX_DEPTH_MAX)
        tmx_fail(t, ZHM_LIMIT, "elements nested more than %d deep", TMX_DEPTH_MAX);
    if (t->code != ZHM_OK)
        return;
    t->open[t->depth++] = e;
    if (!tmx_element_is_inline(e))
        t->text_bytes = 0;
    if (in_unit(t)) {
        tmx_unit_open(t, e, attributes);
    } else if (e == TMX_HEADER) {
        t->header_seen = true;
        tmx_source_lang(attributes, t->header_source);
    } else if (e == TMX_BODY) {
        t->body_seen = true;
    }
}

static void XMLCALL on_end(void *context, const XML_Char *name)
{
    struct tmx_reader *t = context;
    (void)name;
    if (t->code != ZHM_OK)
        return;
    enum tmx_element e = innermost(t);
    if (!tmx_element_is_inline(e))
        t->text_bytes = 0;
    if (in_unit(t))
        tmx_unit_close(t, e);
    t->depth--;
}

static void XMLCALL on_text(void *context, const XML_Char *text, int len)
{
    struct tmx_reader *t = context;
    if (t->code != ZHM_OK)
        return;
    t->text_bytes += (size_t)len;
    if (t->text_bytes > TEXT_BYTES_MAX)
        tmx_fail(t, ZHM_LIMIT, "a text of more than %u bytes in <%s>", TEXT_BYTES_MAX, tmx_element_name(innermost(t)));
    else if (in_unit(t))
        tmx_unit_text(t, (struct str){text, (size_t)len});
}

static void XMLCALL on_declaration(void *context, const XML_Char *version, const XML_Char *encoding, int standalone)
{
    (void)version, (void)standalone;
    if (encoding)
        tmx_check_encoding(context, encoding);
}

static void XMLCALL on_doctype(void *context, const XML_Char *name, const XML_Char *system, const XML_Char *public,
                               int internal)
{
    struct tmx_reader *t = context;
    (void)name;
    t->doctype_outside = system || public;
    if (internal)
        tmx_fail(t, ZHM_BAD_INPUT, "a DTD inside the file: its entities are never expanded; remove what is in [ ]");
}

static void XMLCALL on_entity_declared(void *context, const XML_Char *name, int is_parameter, const XML_Char *value,
                                       int len, const XML_Char *base, const XML_Char *system, const XML_Char *public,
                                       const XML_Char *notation)
{
    (void)is_parameter, (void)value, (void)len, (void)base, (void)system, (void)public, (void)notation;
    tmx_fail(context, ZHM_BAD_INPUT, "the entity %.40s is declared: entities are never expanded", name);
}

/* With a DOCTYPE of another file, expat passes over entities that nobody declared: they might be declared there. */
static void XMLCALL on_skipped_entity(void *context, const XML_Char *name, int is_parameter)
{
    struct tmx_reader *t = context;
    (void)is_parameter;
    if (t->code == ZHM_OK && in_unit(t))
        draft_refuse(&t->draft, "the entity &%.40s; is not known", name);
}

static bool set_up(struct tmx_reader *t)
{
    t->parser = XML_ParserCreate(NULL);
    if (!t->parser)
        return false;
    XML_SetUserData(t->parser, t);
    XML_SetElementHandler(t->parser, on_start, on_end);
    XML_SetCharacterDataHandler(t->parser, on_text);
    XML_SetXmlDeclHandler(t->parser, on_declaration);
    XML_SetStartDoctypeDeclHandler(t->parser, on_doctype);
    XML_SetEntityDeclHandler(t->parser, on_entity_declared);
    XML_SetSkippedEntityHandler(t->parser, on_skipped_entity);
    XML_SetParamEntityParsing(t->parser, XML_PARAM_ENTITY_PARSING_NEVER);
    return true;
}

static enum tmx_mark mark_of(struct str begin)
{
    if (str_starts(begin, STR("\xEF\xBB\xBF")))
        return TMX_UTF8_MARK;
    if (str_starts(begin, STR("\xFF\xFE")))
        return TMX_UTF16LE_MARK;
    return str_starts(begin, STR("\xFE\xFF")) ? TMX_UTF16BE_MARK : TMX_NO_MARK;
}

static zhm_code fill(struct tmx_reader *t, char *block, size_t room, size_t *filled)
{
    size_t got = 1;
    for (*filled = 0; *filled < room && got > 0; *filled += got) {
        got = 0;
        zhm_code code = t->r->bytes(t->r->bytes_context, block + *filled, room - *filled, &got, t->err);
        if (code != ZHM_OK)
            return code;
    }
    return ZHM_OK;
}

/* The bytes of a tag or a comment that has not ended yet. */
static size_t pending(const struct tmx_reader *t)
{
    XML_Index at = XML_GetCurrentByteIndex(t->parser);
    return at < 0 ? 0 : (size_t)(t->fed - (uint64_t)at);
}

/* expat reads a tag that does not end from its beginning again at each block: so blocks grow with it. */
static bool feed(struct tmx_reader *t)
{
    size_t room = t->fed ? pending(t) : 0, got = 0;
    if (room > TEXT_BYTES_MAX)
        tmx_fail(t, ZHM_LIMIT, "a tag or a comment of more than %u bytes", TEXT_BYTES_MAX);
    if (t->code != ZHM_OK)
        return false;
    if (room < BLOCK)
        room = BLOCK;
    char *block = XML_GetBuffer(t->parser, (int)room);
    if (!block) {
        t->code = zhm_fail(t->err, ZHM_NO_MEMORY, "no memory to read %s", t->r->name);
        return false;
    }
    t->code = fill(t, block, room, &got);
    if (t->code != ZHM_OK)
        return false;
    if (t->fed == 0)
        t->mark = mark_of((struct str){block, got});
    t->fed += got;
    bool last = got < room;
    if (XML_ParseBuffer(t->parser, (int)got, last) == XML_STATUS_ERROR && t->code == ZHM_OK)
        tmx_fail_as_expat(t, last);
    return t->code == ZHM_OK && !last;
}

zhm_code tmx_read(const struct unit_reading *r, zhm_error *err)
{
    struct tmx_reader *t = calloc(1, sizeof *t);
    if (!t || (t->r = r, t->err = err, !set_up(t))) {
        free(t);
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory to read %s", r->name);
    }
    while (feed(t))
        ;
    if (t->code == ZHM_OK && !t->body_seen)
        tmx_fail(t, ZHM_BAD_INPUT, "no <body> in <tmx>");
    zhm_code code = t->code;
    XML_ParserFree(t->parser);
    tmx_inline_free(&t->content);
    buf_free(&t->value);
    draft_free(&t->draft);
    free(t);
    return code;
}
