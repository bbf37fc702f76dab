#include "format/tmx_reader.h"

#include "format/unit_date.h"
#include "format/xml_escape.h"

#include <ctype.h>
#include <string.h>

enum { UNIT_DEPTH = 3 }; /* of <tu>, in <body> and <tmx>; one inside another <tu> is none */

static struct str trimmed(const char *tag)
{
    struct str s = str_of(tag);
    while (s.len > 0 && strchr(" \t\r\n", s.data[0]))
        s = str_from(s, 1);
    while (s.len > 0 && strchr(" \t\r\n", s.data[s.len - 1]))
        s.len--;
    return s;
}

static struct str lang_of(const char **attributes)
{
    const char *tag = tmx_attribute(attributes, "xml:lang");
    tag = tag ? tag : tmx_attribute(attributes, "lang");
    return tag ? trimmed(tag) : (struct str){0};
}

static bool set_date(int64_t *field, const char *value)
{
    return *field == 0 && unit_date_read(str_of(value), field);
}

static bool set_count(uint64_t *field, const char *value)
{
    uint64_t n = 0;
    size_t i = 0;
    for (; value[i] >= '0' && value[i] <= '9' && i < 19; i++)
        n = n * 10 + (uint64_t)(value[i] - '0');
    if (i == 0 || value[i] || (i > 1 && value[0] == '0'))
        return false;
    *field = n;
    return true;
}

static bool set_text(struct unit_draft *d, const char **field, const char *value)
{
    size_t len = strlen(value);
    if (len == 0 || **field)
        return false;
    if (len > ZHM_FIELD_MAX)
        draft_refuse(d, "an attribute of more than %d bytes", ZHM_FIELD_MAX);
    else
        *field = draft_text(d, str_of(value));
    return true;
}

/* What has a field in a unit; a date or a number that is none stays an attribute. */
static bool set_field(struct unit_draft *d, const char *name, const char *value)
{
    zhm_unit *u = &d->unit;
    if (strcmp(name, "tuid") == 0)
        return set_text(d, &u->name, value);
    if (strcmp(name, "creationdate") == 0)
        return set_date(&u->created, value);
    if (strcmp(name, "creationid") == 0)
        return set_text(d, &u->created_by, value);
    if (strcmp(name, "changedate") == 0)
        return set_date(&u->changed, value);
    if (strcmp(name, "changeid") == 0)
        return set_text(d, &u->changed_by, value);
    if (strcmp(name, "lastusagedate") == 0)
        return set_date(&u->last_used, value);
    return strcmp(name, "usagecount") == 0 && set_count(&u->uses, value);
}

static void keep_attribute(struct tmx_reader *t, struct draft_details *list, const char *name, const char *value)
{
    struct unit_draft *d = &t->draft;
    if (strlen(value) > ZHM_DETAIL_TEXT_MAX || strlen(name) > ZHM_FIELD_MAX)
        draft_refuse(d, "an attribute of more than %d bytes", ZHM_DETAIL_TEXT_MAX);
    zhm_detail detail = {
        .kind = ZHM_ATTRIBUTE, .name = draft_text(d, str_of(name)), .lang = "", .value = draft_text(d, str_of(value))};
    draft_add_detail(d, list, &detail);
}

static void begin_unit(struct tmx_reader *t, const char **attributes)
{
    struct unit_place at = tmx_place(t);
    draft_begin(&t->draft, &at);
    t->segment = NULL;
    t->has_neighbours = false;
    if (tmx_attribute(attributes, "srclang"))
        tmx_source_lang(attributes, t->source);
    else
        memcpy(t->source, t->header_source, sizeof t->source);
    for (; *attributes; attributes += 2)
        if (!set_field(&t->draft, attributes[0], attributes[1]))
            keep_attribute(t, &t->draft.details, attributes[0], attributes[1]);
}

static void begin_segment(struct tmx_reader *t, const char **attributes)
{
    t->segment = draft_segment_begin(&t->draft, lang_of(attributes));
    t->segment_has_text = false;
    for (; t->segment && *attributes; attributes += 2)
        if (strcmp(attributes[0], "xml:lang") != 0 && strcmp(attributes[0], "lang") != 0)
            keep_attribute(t, &t->draft.segment_details, attributes[0], attributes[1]);
}

static void begin_detail(struct tmx_reader *t, enum tmx_element e, const char **attributes)
{
    const char *type = tmx_attribute(attributes, "type");
    struct unit_draft *d = &t->draft;
    if (type && strlen(type) > ZHM_FIELD_MAX)
        draft_refuse(d, "a property's type of more than %d bytes", ZHM_FIELD_MAX);
    bool property = e == TMX_PROP;
    t->detail = (zhm_detail){.kind = property ? ZHM_PROPERTY : ZHM_NOTE,
                             .name = property && type ? draft_text(d, str_of(type)) : "",
                             .lang = draft_text(d, lang_of(attributes))};
    buf_clear(&t->value);
}

static void begin_text(struct tmx_reader *t)
{
    if (t->segment && t->segment_has_text)
        draft_refuse(&t->draft, "%s: two <seg>", t->segment->lang);
    t->segment_has_text = true;
    tmx_inline_begin(&t->content);
}

void tmx_unit_open(struct tmx_reader *t, enum tmx_element e, const char **attributes)
{
    if (t->depth == UNIT_DEPTH)
        begin_unit(t, attributes);
    if (t->draft.refused)
        return;
    if (t->doctype_outside && tmx_has_unknown_entity(t))
        draft_refuse(&t->draft, "an attribute with an entity that is not known");
    else if (e == TMX_TUV)
        begin_segment(t, attributes);
    else if (e == TMX_PROP || e == TMX_NOTE)
        begin_detail(t, e, attributes);
    else if (e == TMX_SEG)
        begin_text(t);
    else if (tmx_element_is_inline(e))
        tmx_inline_open(&t->content, &t->draft, e, attributes);
}

void tmx_unit_text(struct tmx_reader *t, struct str text)
{
    enum tmx_element e = t->open[t->depth - 1];
    if (t->draft.refused)
        return;
    if (e == TMX_SEG || tmx_element_is_inline(e)) {
        tmx_inline_text(&t->content, &t->draft, text);
    } else if (e == TMX_PROP || e == TMX_NOTE) {
        if (text.len > ZHM_DETAIL_TEXT_MAX - t->value.len)
            draft_refuse(&t->draft, "a property or a note of more than %d bytes", ZHM_DETAIL_TEXT_MAX);
        else
            buf_append_str(&t->value, text);
        t->draft.no_memory |= t->value.failed;
    }
}

static bool set_once(const char **field, const char *value)
{
    if (**field || !*value)
        return false;
    *field = value;
    return true;
}

/* The properties that have fields; the neighbours wait for the end, when the segments are there. */
static bool set_property(struct tmx_reader *t, const zhm_detail *x)
{
    zhm_unit *u = &t->draft.unit;
    if (t->segment)
        return (strcmp(x->name, "x-context-pre") == 0 && set_once(&t->segment->previous, x->value)) ||
               (strcmp(x->name, "x-context-post") == 0 && set_once(&t->segment->next, x->value));
    if (strcmp(x->name, "x-origin") == 0 && strlen(x->value) <= ZHM_FIELD_MAX)
        return set_once(&u->origin, x->value);
    if (strcmp(x->name, "x-domain") == 0 && strlen(x->value) <= ZHM_FIELD_MAX)
        return set_once(&u->domain, x->value);
    t->has_neighbours |= strcmp(x->name, "prev") == 0 || strcmp(x->name, "next") == 0;
    return false;
}

/* The name of the attribute that was written as this property; NULL when it was none. */
static const char *attribute_name(const zhm_detail *x)
{
    const size_t len = sizeof TMX_OTHER_ATTRIBUTE - 1;
    if (x->kind != ZHM_PROPERTY || strncmp(x->name, TMX_OTHER_ATTRIBUTE, len) != 0)
        return NULL;
    const char *name = x->name + len;
    bool sound = *name && !strchr("-.0123456789", *name);
    for (const char *c = name; sound && *c; c++)
        sound = (unsigned char)*c >= 0x80 || isalnum((unsigned char)*c) || strchr("_:-.", *c);
    return sound && !*x->lang ? name : NULL;
}

static void end_detail(struct tmx_reader *t)
{
    struct unit_draft *d = &t->draft;
    zhm_detail *x = &t->detail;
    x->value = draft_text(d, buf_str(&t->value));
    if (x->kind == ZHM_PROPERTY && set_property(t, x))
        return;
    const char *attribute = attribute_name(x);
    if (attribute) {
        x->kind = ZHM_ATTRIBUTE;
        x->name = attribute;
    }
    draft_add_detail(d, t->segment ? &d->segment_details : &d->details, x);
}

static void end_segment(struct tmx_reader *t)
{
    struct unit_draft *d = &t->draft;
    if (!t->segment_has_text)
        draft_refuse(d, "%s: no <seg>", t->segment->lang);
    else
        draft_segment_end(d, draft_text(d, buf_str(&t->content.text)));
    t->segment = NULL;
}

/* OmegaT says of a tu which texts of the source language stood before and after it. */
static bool set_neighbour(zhm_segment *s, const zhm_detail *x)
{
    if (x->kind != ZHM_PROPERTY)
        return false;
    return (strcmp(x->name, "prev") == 0 && set_once(&s->previous, x->value)) ||
           (strcmp(x->name, "next") == 0 && set_once(&s->next, x->value));
}

static void set_neighbours(struct tmx_reader *t)
{
    struct unit_draft *d = &t->draft;
    zhm_segment *s = NULL;
    for (size_t i = 0; !s && i < d->unit.segment_count; i++)
        if (strcmp(d->segments[i].lang, t->source) == 0)
            s = &d->segments[i];
    size_t kept = 0;
    for (size_t i = 0; s && i < d->details.count; i++)
        if (!set_neighbour(s, &d->details.items[i]))
            d->details.items[kept++] = d->details.items[i];
    if (s)
        d->details.count = kept;
}

static void end_unit(struct tmx_reader *t)
{
    if (t->has_neighbours && !t->draft.refused)
        set_neighbours(t);
    zhm_code code = draft_end(&t->draft, &t->r->taker, t->err);
    if (code == ZHM_OK)
        return;
    t->code = code;
    XML_StopParser(t->parser, XML_FALSE);
}

void tmx_unit_close(struct tmx_reader *t, enum tmx_element e)
{
    if (t->depth == UNIT_DEPTH) {
        end_unit(t);
        return;
    }
    if (t->draft.refused)
        return;
    if (e == TMX_TUV)
        end_segment(t);
    else if (e == TMX_PROP || e == TMX_NOTE)
        end_detail(t);
    else if (tmx_element_is_inline(e))
        tmx_inline_close(&t->content, &t->draft, e);
}
