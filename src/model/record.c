#include "model/concept.h"

#include "base/fault.h"

/* Version 1: texts are a varint of the length, the bytes, and a
 * terminator, so that a reader can lend them as they are. */
enum { RECORD_VERSION = 1 };

static void put_text(struct buf *out, const char *text)
{
    struct str s = str_of(text);
    buf_append_lengthed(out, s);
    buf_append_char(out, '\0');
}

static void put_dates(struct buf *out, zhm_date from, zhm_date to)
{
    buf_append_varint(out, (uint64_t)(uint32_t)from);
    buf_append_varint(out, (uint64_t)(uint32_t)to);
}

void concept_encode(const zhm_concept *c, struct buf *out)
{
    buf_append_char(out, RECORD_VERSION);
    buf_append_char(out, (char)c->category);
    put_dates(out, c->from, c->to);
    put_text(out, c->source);
    put_text(out, c->note);
    buf_append_varint(out, c->term_count);
    buf_append_varint(out, c->attribute_count);
    buf_append_varint(out, c->relation_count);
    for (size_t i = 0; i < c->term_count; i++) {
        const zhm_term *t = &c->terms[i];
        buf_append_char(out, (char)((unsigned)t->status << 4 | (unsigned)t->type));
        put_dates(out, t->from, t->to);
        put_text(out, t->lang);
        put_text(out, t->text);
        put_text(out, t->source);
        put_text(out, t->style);
        put_text(out, t->note);
    }
    for (size_t i = 0; i < c->attribute_count; i++) {
        put_text(out, c->attributes[i].name);
        put_text(out, c->attributes[i].value);
    }
    for (size_t i = 0; i < c->relation_count; i++) {
        const zhm_relation *r = &c->relations[i];
        buf_append_char(out, (char)r->kind);
        put_dates(out, r->from, r->to);
        put_text(out, r->target);
        put_text(out, r->source);
        put_text(out, r->note);
    }
}

/* Reading: after the first fault every further read gives nothing, and one look at `bad` at the end tells. */
struct reader {
    struct str rest;
    bool bad;
};

static uint64_t get_number(struct reader *r)
{
    uint64_t value = 0;
    r->bad = r->bad || !read_varint(&r->rest, &value);
    return r->bad ? 0 : value;
}

static unsigned get_byte(struct reader *r)
{
    if (r->bad || r->rest.len == 0) {
        r->bad = true;
        return 0;
    }
    unsigned value = (unsigned char)r->rest.data[0];
    r->rest = str_from(r->rest, 1);
    return value;
}

/* A word of the model by its number, of which @last is the greatest. */
static unsigned get_word(struct reader *r, unsigned last)
{
    unsigned value = get_byte(r);
    r->bad = r->bad || value > last;
    return r->bad ? 0 : value;
}

static const char *get_text(struct reader *r)
{
    struct str s;
    if (r->bad || !read_lengthed(&r->rest, &s) || r->rest.len == 0 || r->rest.data[0] != '\0') {
        r->bad = true;
        return "";
    }
    r->rest = str_from(r->rest, 1);
    return s.data;
}

static size_t get_count(struct reader *r)
{
    uint64_t n = get_number(r);
    if (n > ZHM_TERMS_MAX) {
        r->bad = true;
        return 0;
    }
    return (size_t)n;
}

static void get_term(struct reader *r, zhm_term *t)
{
    unsigned kind = get_byte(r);
    t->status = (zhm_status)(kind >> 4);
    t->type = (zhm_term_type)(kind & 15);
    r->bad = r->bad || t->status > ZHM_SUPERSEDED || t->type > ZHM_VARIANT;
    t->from = (zhm_date)get_number(r);
    t->to = (zhm_date)get_number(r);
    t->lang = get_text(r);
    t->text = get_text(r);
    t->source = get_text(r);
    t->style = get_text(r);
    t->note = get_text(r);
}

static void get_attribute(struct reader *r, zhm_attribute *a)
{
    a->name = get_text(r);
    a->value = get_text(r);
}

static void get_relation(struct reader *r, zhm_relation *x)
{
    x->kind = (zhm_relation_kind)get_word(r, ZHM_SUPERVISED_BY);
    x->from = (zhm_date)get_number(r);
    x->to = (zhm_date)get_number(r);
    x->target = get_text(r);
    x->source = get_text(r);
    x->note = get_text(r);
}

zhm_code concept_decode(const char *id, struct str record, struct arena *arena, zhm_concept *out, zhm_error *err)
{
    struct reader r = {.rest = record};
    zhm_concept c = {.id = id};
    unsigned version = get_byte(&r);
    if (version != RECORD_VERSION)
        return zhm_fail(err, ZHM_STORAGE, "record of %s has version %u, not %d", id, version, RECORD_VERSION);
    c.category = (zhm_category)get_word(&r, ZHM_PERSON);
    c.from = (zhm_date)get_number(&r);
    c.to = (zhm_date)get_number(&r);
    c.source = get_text(&r);
    c.note = get_text(&r);
    c.term_count = get_count(&r);
    c.attribute_count = get_count(&r);
    c.relation_count = get_count(&r);
    zhm_term *terms = arena_array(arena, c.term_count, sizeof *terms);
    zhm_attribute *attributes = arena_array(arena, c.attribute_count, sizeof *attributes);
    zhm_relation *relations = arena_array(arena, c.relation_count, sizeof *relations);
    if (!terms || !attributes || !relations)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for the record of %s", id);
    for (size_t i = 0; i < c.term_count; i++)
        get_term(&r, &terms[i]);
    for (size_t i = 0; i < c.attribute_count; i++)
        get_attribute(&r, &attributes[i]);
    for (size_t i = 0; i < c.relation_count; i++)
        get_relation(&r, &relations[i]);
    if (r.bad || r.rest.len > 0)
        return zhm_fail(err, ZHM_STORAGE, "record of %s is damaged", id);
    c.terms = terms;
    c.attributes = attributes;
    c.relations = relations;
    *out = c;
    return ZHM_OK;
}

static bool ends_concept(zhm_relation_kind kind)
{
    return kind == ZHM_RENAMED_TO || kind == ZHM_MERGED_INTO || kind == ZHM_REPLACED_BY;
}

bool concept_successor(const zhm_concept *c, zhm_date day, const zhm_relation **out)
{
    const zhm_relation *last = NULL;
    for (size_t i = 0; i < c->relation_count; i++) {
        const zhm_relation *r = &c->relations[i];
        if (ends_concept(r->kind) && r->from <= day && (!last || r->from > last->from))
            last = r;
    }
    *out = last;
    return last != NULL;
}
