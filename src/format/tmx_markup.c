#include "format/tmx_markup.h"

#include "format/tmx_element.h"

#include <expat.h>
#include <stdlib.h>
#include <zhengming/unit.h>

enum { DEEPEST = 24 }; /* what is deeper could not be read again (TMX_DEPTH_MAX) */

struct tmx_markup {
    XML_Parser parser;
    enum tmx_element open[DEEPEST];
    size_t depth, elements; /* elements: those directly in the segment */
    bool bad;
};

struct tmx_markup *tmx_markup_new(void)
{
    struct tmx_markup *m = calloc(1, sizeof *m);
    if (!m || !(m->parser = XML_ParserCreate("UTF-8"))) {
        free(m);
        return NULL;
    }
    return m;
}

void tmx_markup_free(struct tmx_markup *m)
{
    if (m)
        XML_ParserFree(m->parser);
    free(m);
}

static bool attributes_fit(enum tmx_element e, const char **attributes)
{
    const char *needed = tmx_attribute_needed(e);
    for (; *attributes; attributes += 2) {
        if (!tmx_attribute_fits(e, attributes[0], attributes[1]))
            return false;
        if (needed && strcmp(attributes[0], needed) == 0)
            needed = NULL;
    }
    return !needed;
}

/* The outermost element is the <seg> that we put around the markup. */
static void XMLCALL on_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
    struct tmx_markup *m = context;
    enum tmx_element e = tmx_element_of(name);
    bool fits = m->depth == 0 ||
                (m->depth < DEEPEST && tmx_element_fits(m->open[m->depth - 1], e) && attributes_fit(e, attributes));
    m->bad |= !fits;
    m->elements += m->depth == 1;
    if (m->depth < DEEPEST)
        m->open[m->depth] = e;
    m->depth++;
}

static void XMLCALL on_end(void *context, const XML_Char *name)
{
    struct tmx_markup *m = context;
    (void)name;
    m->depth--;
}

static void XMLCALL on_text(void *context, const XML_Char *text, int len)
{
    struct tmx_markup *m = context;
    (void)text, (void)len;
    m->bad |= m->depth == 1; /* beside the element */
}

/* Comments and the like would be lost when it is read. */
static void XMLCALL on_other(void *context, const XML_Char *text, int len)
{
    struct tmx_markup *m = context;
    (void)text, (void)len;
    m->bad = true;
}

static void XMLCALL on_cdata(void *context)
{
    on_other(context, "", 0);
}

static bool parse(struct tmx_markup *m, struct str before, struct str markup, struct str after)
{
    const struct str parts[] = {before, markup, after};
    XML_ParserReset(m->parser, "UTF-8");
    XML_SetUserData(m->parser, m);
    XML_SetElementHandler(m->parser, on_start, on_end);
    XML_SetCharacterDataHandler(m->parser, on_text);
    XML_SetDefaultHandler(m->parser, on_other);
    XML_SetCdataSectionHandler(m->parser, on_cdata, NULL);
    m->depth = m->elements = 0;
    m->bad = markup.len > ZHM_SEGMENT_MAX;
    for (size_t i = 0; !m->bad && i < 3; i++)
        m->bad = XML_Parse(m->parser, parts[i].data, (int)parts[i].len, i == 2) != XML_STATUS_OK || m->bad;
    return !m->bad && m->elements == 1;
}

static bool is_hi(struct str markup)
{
    return str_starts(markup, STR("<hi")) && markup.len > 3 && (markup.data[3] == '>' || markup.data[3] == ' ');
}

enum tmx_tag tmx_markup_kind(struct tmx_markup *m, struct str markup)
{
    if (str_is(markup, ZHM_PLACEHOLDER))
        return TMX_TAG_CHARACTER;
    if (str_is(markup, "</hi>"))
        return TMX_TAG_HI_END;
    if (markup.len == 0 || markup.data[0] != '<')
        return TMX_TAG_FOREIGN;
    if (is_hi(markup))
        return parse(m, STR("<seg>"), markup, STR("</hi></seg>")) ? TMX_TAG_HI_START : TMX_TAG_FOREIGN;
    bool sound = parse(m, STR("<seg>"), markup, STR("</seg>"));
    return sound && m->open[1] != TMX_HI ? TMX_TAG_ELEMENT : TMX_TAG_FOREIGN;
}
