#include "model/unit.h"

#include "base/fault.h"
#include "model/unit_text.h"

/* Version 1: a text is a varint of its length, its bytes, and, unless it is empty, a terminator, so that a reader can
 * lend it as it is. Most of a unit's texts are empty: one byte each. */
enum { RECORD_VERSION = 1 };

/* The fewest bytes that each takes: a damaged count can't ask for more memory than its record can fill. */
enum { TAG_BYTES = 1, DETAIL_BYTES = 4, SEGMENT_BYTES = 6 };

static void put_text(struct buf *out, const char *text)
{
    size_t len = text ? strlen(text) : 0;
    buf_append_varint(out, len);
    if (len > 0)
        buf_append(out, text, len + 1);
}

static void put_details(struct buf *out, const zhm_detail *details, size_t count)
{
    buf_append_varint(out, count);
    for (size_t i = 0; i < count; i++) {
        buf_append_char(out, (char)details[i].kind);
        put_text(out, details[i].name);
        put_text(out, details[i].lang);
        put_text(out, details[i].value);
    }
}

static void put_segment(struct buf *out, const zhm_segment *s)
{
    put_text(out, s->lang);
    put_text(out, s->text);
    put_text(out, s->previous);
    put_text(out, s->next);
    buf_append_varint(out, s->tag_count);
    for (size_t i = 0; i < s->tag_count; i++)
        put_text(out, s->tags[i]);
    put_details(out, s->details, s->detail_count);
}

void unit_encode(const zhm_unit *u, struct buf *out)
{
    buf_append_char(out, RECORD_VERSION);
    buf_append_varint(out, (uint64_t)u->created);
    buf_append_varint(out, (uint64_t)u->changed);
    buf_append_varint(out, (uint64_t)u->last_used);
    buf_append_varint(out, u->uses);
    buf_append_varint(out, u->batch);
    put_text(out, u->name);
    put_text(out, u->origin);
    put_text(out, u->domain);
    put_text(out, u->created_by);
    put_text(out, u->changed_by);
    buf_append_varint(out, u->segment_count);
    for (size_t i = 0; i < u->segment_count; i++)
        put_segment(out, &u->segments[i]);
    put_details(out, u->details, u->detail_count);
}

/* Reading: after the first fault every further read gives nothing, and one look at the flags at the end tells. */
struct reader {
    struct str rest;
    struct arena *arena;
    bool bad, no_memory;
};

static uint64_t get_number(struct reader *r)
{
    uint64_t value = 0;
    r->bad = r->bad || !read_varint(&r->rest, &value);
    return r->bad ? 0 : value;
}

static int64_t get_seconds(struct reader *r)
{
    uint64_t value = get_number(r);
    r->bad = r->bad || value > INT64_MAX;
    return r->bad ? 0 : (int64_t)value;
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

static const char *get_text(struct reader *r)
{
    uint64_t len = get_number(r);
    if (len == 0)
        return "";
    if (len >= r->rest.len || r->rest.data[len] != '\0') {
        r->bad = true;
        return "";
    }
    const char *text = r->rest.data;
    r->rest = str_from(r->rest, (size_t)len + 1);
    return text;
}

/* An array for as many objects of @size as the record says, each at least @least bytes long there; NULL: none. */
static void *get_array(struct reader *r, size_t most, size_t least, size_t size, size_t *count)
{
    *count = 0;
    uint64_t n = get_number(r);
    if (n == 0)
        return NULL;
    if (n > most || n > r->rest.len / least) {
        r->bad = true;
        return NULL;
    }
    void *array = arena_array(r->arena, (size_t)n, size);
    if (!array) {
        r->bad = r->no_memory = true;
        return NULL;
    }
    *count = (size_t)n;
    return array;
}

static const zhm_detail *get_details(struct reader *r, size_t *count)
{
    zhm_detail *details = get_array(r, ZHM_DETAILS_MAX, DETAIL_BYTES, sizeof *details, count);
    for (size_t i = 0; i < *count; i++) {
        unsigned kind = get_byte(r);
        r->bad = r->bad || kind > ZHM_ATTRIBUTE;
        details[i].kind = r->bad ? ZHM_PROPERTY : (zhm_detail_kind)kind;
        details[i].name = get_text(r);
        details[i].lang = get_text(r);
        details[i].value = get_text(r);
    }
    return details;
}

static void get_segment(struct reader *r, zhm_segment *s)
{
    s->lang = get_text(r);
    s->text = get_text(r);
    s->previous = get_text(r);
    s->next = get_text(r);
    const char **tags = get_array(r, ZHM_SEGMENT_MAX, TAG_BYTES, sizeof *tags, &s->tag_count);
    for (size_t i = 0; i < s->tag_count; i++)
        tags[i] = get_text(r);
    s->tags = tags;
    s->details = get_details(r, &s->detail_count);
    /* Who walks over a text takes a tag for each of its placeholders. */
    r->bad = r->bad || placeholder_count(str_of(s->text)) != s->tag_count;
}

static const zhm_segment *get_segments(struct reader *r, size_t *count)
{
    zhm_segment *segments = get_array(r, ZHM_SEGMENTS_MAX, SEGMENT_BYTES, sizeof *segments, count);
    for (size_t i = 0; i < *count; i++)
        get_segment(r, &segments[i]);
    return segments;
}

static void get_unit(struct reader *r, zhm_unit *u)
{
    u->created = get_seconds(r);
    u->changed = get_seconds(r);
    u->last_used = get_seconds(r);
    u->uses = get_number(r);
    u->batch = get_number(r);
    u->name = get_text(r);
    u->origin = get_text(r);
    u->domain = get_text(r);
    u->created_by = get_text(r);
    u->changed_by = get_text(r);
    u->segments = get_segments(r, &u->segment_count);
    u->details = get_details(r, &u->detail_count);
}

zhm_code unit_decode(uint64_t number, struct str record, struct arena *arena, zhm_unit *out, zhm_error *err)
{
    struct reader r = {.rest = record, .arena = arena};
    zhm_unit u = {.number = number};
    unsigned version = get_byte(&r);
    if (version != RECORD_VERSION)
        return zhm_fail(err, ZHM_STORAGE, "record of unit %llu has version %u, not %d", (unsigned long long)number,
                        version, RECORD_VERSION);
    get_unit(&r, &u);
    if (r.no_memory)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for the record of unit %llu", (unsigned long long)number);
    if (r.bad || r.rest.len > 0)
        return zhm_fail(err, ZHM_STORAGE, "record of unit %llu is damaged", (unsigned long long)number);
    *out = u;
    return ZHM_OK;
}
