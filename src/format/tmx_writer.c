#include "format/tmx_element.h"
#include "format/unit_date.h"
#include "format/unit_writer.h"
#include "format/xml_escape.h"

#include "base/fault.h"

#include <inttypes.h>
#include <stdlib.h>

enum { HI_DEPTH_MAX = 24 };

void tmx_write_head(struct unit_writer *w)
{
    buf_printf(
        &w->out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<!DOCTYPE tmx SYSTEM \"tmx14.dtd\">\n"
        "<tmx version=\"1.4\">\n"
        "  <header creationtool=\"zhengming\" creationtoolversion=\"%s\" segtype=\"sentence\" o-tmf=\"zhengming\""
        " adminlang=\"en\" srclang=\"%s\" datatype=\"plaintext\"/>\n"
        "  <body>\n",
        ZHM_VERSION, *w->source_lang ? w->source_lang : "*all*");
}

void tmx_write_end(struct unit_writer *w)
{
    buf_append_text(&w->out, "  </body>\n</tmx>\n");
}

static const char *given(const char *text)
{
    return text ? text : "";
}

static void write_attribute(struct buf *out, const char *name, const char *value)
{
    buf_append_char(out, ' ');
    buf_append_text(out, name);
    buf_append_text(out, "=\"");
    xml_escape_value(out, str_of(value));
    buf_append_char(out, '"');
}

static void write_text_attribute(struct buf *out, const char *name, const char *value)
{
    if (value && *value)
        write_attribute(out, name, value);
}

static void write_date(struct buf *out, const char *name, int64_t date)
{
    char text[UNIT_DATE_SIZE];
    if (date == 0)
        return;
    unit_date_write(date, text);
    write_attribute(out, name, text);
}

static void write_fields(struct buf *out, const zhm_unit *u)
{
    write_text_attribute(out, "tuid", u->name);
    write_date(out, "creationdate", u->created);
    write_text_attribute(out, "creationid", u->created_by);
    write_date(out, "changedate", u->changed);
    write_text_attribute(out, "changeid", u->changed_by);
    write_date(out, "lastusagedate", u->last_used);
    if (u->uses)
        buf_printf(out, " usagecount=\"%" PRIu64 "\"", u->uses);
}

static bool is_field(const zhm_unit *u, const char *name)
{
    const struct {
        const char *name;
        bool set;
    } fields[] = {
        {"tuid", *given(u->name)},  {"creationdate", u->created},        {"creationid", *given(u->created_by)},
        {"changedate", u->changed}, {"changeid", *given(u->changed_by)}, {"lastusagedate", u->last_used},
        {"usagecount", u->uses},
    };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (fields[i].set && strcmp(fields[i].name, name) == 0)
            return true;
    return false;
}

/* Whether detail @i can be an attribute of the element: TMX knows it, and it is not there yet. */
static bool is_attribute(const zhm_unit *u, enum tmx_element e, const zhm_detail *details, size_t i)
{
    const char *name = given(details[i].name);
    if (details[i].kind != ZHM_ATTRIBUTE || !tmx_attribute_fits(e, name, given(details[i].value)))
        return false;
    if (e == TMX_TU && is_field(u, name))
        return false;
    for (size_t j = 0; j < i; j++)
        if (details[j].kind == ZHM_ATTRIBUTE && strcmp(given(details[j].name), name) == 0 &&
            tmx_attribute_fits(e, name, given(details[j].value)))
            return false;
    return true;
}

static void write_property(struct buf *out, const char *indent, const char *prefix, const zhm_detail *x)
{
    bool note = x->kind == ZHM_NOTE;
    buf_append_text(out, indent);
    buf_append_text(out, note ? "<note" : "<prop type=\"");
    if (!note) {
        buf_append_text(out, prefix);
        xml_escape_value(out, str_of(given(x->name)));
        buf_append_char(out, '"');
    }
    if (x->kind != ZHM_ATTRIBUTE)
        write_text_attribute(out, "xml:lang", x->lang);
    buf_append_char(out, '>');
    xml_escape(out, str_of(given(x->value)));
    buf_append_text(out, note ? "</note>\n" : "</prop>\n");
}

static void write_own_property(struct buf *out, const char *indent, const char *name, const char *value)
{
    if (value && *value)
        write_property(out, indent, "", &(zhm_detail){.kind = ZHM_PROPERTY, .name = name, .value = value});
}

static void write_attributes(struct buf *out, const zhm_unit *u, enum tmx_element e, const zhm_detail *details,
                             size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (is_attribute(u, e, details, i))
            write_attribute(out, details[i].name, given(details[i].value));
}

static void write_others(struct buf *out, const zhm_unit *u, enum tmx_element e, const zhm_detail *details,
                         size_t count)
{
    const char *indent = e == TMX_TU ? "      " : "        ";
    for (size_t i = 0; i < count; i++)
        if (!is_attribute(u, e, details, i))
            write_property(out, indent, details[i].kind == ZHM_ATTRIBUTE ? TMX_OTHER_ATTRIBUTE : "", &details[i]);
}

/* A <hi> without its end, an end without a start, and what is nested too deep to be read again are no tags of TMX. */
static void pair_highlights(enum tmx_tag *kinds, size_t count)
{
    size_t open[HI_DEPTH_MAX], depth = 0, too_deep = 0;
    for (size_t i = 0; i < count; i++) {
        if (kinds[i] == TMX_TAG_HI_START && depth < HI_DEPTH_MAX && too_deep == 0) {
            open[depth++] = i;
        } else if (kinds[i] == TMX_TAG_HI_START) {
            too_deep++;
            kinds[i] = TMX_TAG_FOREIGN;
        } else if (kinds[i] == TMX_TAG_HI_END && too_deep == 0 && depth > 0) {
            depth--;
        } else if (kinds[i] == TMX_TAG_HI_END) {
            too_deep -= too_deep > 0;
            kinds[i] = TMX_TAG_FOREIGN;
        }
    }
    while (depth > 0)
        kinds[open[--depth]] = TMX_TAG_FOREIGN;
}

static void write_tag(struct buf *out, enum tmx_tag kind, const char *markup)
{
    if (kind != TMX_TAG_FOREIGN) {
        buf_append_text(out, markup);
        return;
    }
    buf_append_text(out, "<ph>");
    xml_escape(out, str_of(markup));
    buf_append_text(out, "</ph>");
}

static void write_content(struct buf *out, const zhm_segment *s, const enum tmx_tag *kinds)
{
    const size_t width = sizeof ZHM_PLACEHOLDER - 1;
    const char *from = given(s->text), *at;
    for (size_t tag = 0; tag < s->tag_count && (at = strstr(from, ZHM_PLACEHOLDER)); tag++) {
        xml_escape(out, (struct str){from, (size_t)(at - from)});
        write_tag(out, kinds[tag], given(s->tags[tag]));
        from = at + width;
    }
    xml_escape(out, str_of(from));
}

static bool write_segment_text(struct unit_writer *w, const zhm_segment *s)
{
    enum tmx_tag few[64], *kinds = s->tag_count > 64 ? calloc(s->tag_count, sizeof *kinds) : few;
    if (!kinds)
        return false;
    for (size_t i = 0; i < s->tag_count; i++)
        kinds[i] = tmx_markup_kind(w->markup, str_of(given(s->tags[i])));
    pair_highlights(kinds, s->tag_count);
    buf_append_text(&w->item, "        <seg>");
    write_content(&w->item, s, kinds);
    buf_append_text(&w->item, "</seg>\n");
    if (kinds != few)
        free(kinds);
    return true;
}

static bool write_segment(struct unit_writer *w, const zhm_unit *u, const zhm_segment *s)
{
    struct buf *out = &w->item;
    buf_append_text(out, "      <tuv");
    write_attribute(out, "xml:lang", s->lang);
    write_attributes(out, u, TMX_TUV, s->details, s->detail_count);
    buf_append_text(out, ">\n");
    write_own_property(out, "        ", "x-context-pre", s->previous);
    write_own_property(out, "        ", "x-context-post", s->next);
    write_others(out, u, TMX_TUV, s->details, s->detail_count);
    bool written = write_segment_text(w, s);
    buf_append_text(out, "      </tuv>\n");
    return written;
}

static bool is_wanted(const struct unit_writer *w, const zhm_segment *s)
{
    for (size_t i = 0; i < w->w.lang_count; i++)
        if (lang_matches(s->lang, w->langs[i]))
            return true;
    return w->w.lang_count == 0;
}

static bool dates_fit(const zhm_unit *u)
{
    const int64_t dates[] = {u->created, u->changed, u->last_used};
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++)
        if (dates[i] < 0 || dates[i] > UNIT_DATE_LAST)
            return false;
    return true;
}

static bool write_unit(struct unit_writer *w, const zhm_unit *u)
{
    struct buf *out = &w->item;
    bool written = true;
    buf_append_text(out, "    <tu");
    write_fields(out, u);
    write_attributes(out, u, TMX_TU, u->details, u->detail_count);
    buf_append_text(out, ">\n");
    write_own_property(out, "      ", "x-origin", u->origin);
    write_own_property(out, "      ", "x-domain", u->domain);
    write_others(out, u, TMX_TU, u->details, u->detail_count);
    for (size_t i = 0; written && i < u->segment_count; i++)
        if (is_wanted(w, &u->segments[i]))
            written = write_segment(w, u, &u->segments[i]);
    buf_append_text(out, "    </tu>\n");
    return written && !out->failed;
}

zhm_code tmx_write_unit(struct unit_writer *w, const zhm_unit *u, zhm_error *err)
{
    size_t langs = 0;
    for (size_t i = 0; i < u->segment_count; i++)
        langs += is_wanted(w, &u->segments[i]);
    if (langs < 2)
        return zhm_fail(err, ZHM_NOT_FOUND, "the unit has %s of the languages", langs ? "only one" : "none");
    if (!dates_fit(u))
        return zhm_fail(err, ZHM_BAD_INPUT, "a date before 1970 or after the year 9999");
    if (!write_unit(w, u))
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory to write a unit");
    if (!xml_can_hold(buf_str(&w->item)))
        return zhm_fail(err, ZHM_BAD_INPUT, "a control character, or what is no UTF-8: XML cannot hold it");
    return ZHM_OK;
}
