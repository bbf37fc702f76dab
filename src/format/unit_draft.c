#include "format/unit_draft.h"

#include "base/fault.h"
#include "model/unit.h"

#include <stdio.h>

void draft_begin(struct unit_draft *d, const struct unit_place *at)
{
    arena_clear(&d->arena);
    d->at = *at;
    d->unit = (zhm_unit){.name = "", .origin = "", .domain = "", .created_by = "", .changed_by = ""};
    d->details = d->segment_details = (struct draft_details){0};
    d->tags = (struct draft_tags){0};
    d->bytes = 0;
    d->refused = false;
}

void draft_refuse(struct unit_draft *d, const char *format, ...)
{
    va_list args;
    if (d->refused)
        return;
    d->refused = true;
    va_start(args, format);
    vsnprintf(d->why, sizeof d->why, format, args);
    va_end(args);
}

const char *draft_text(struct unit_draft *d, struct str text)
{
    if (text.len > DRAFT_BYTES_MAX - d->bytes) {
        draft_refuse(d, "more than %u bytes in all", DRAFT_BYTES_MAX);
        return "";
    }
    d->bytes += text.len;
    if (text.len == 0)
        return "";
    struct str copy = arena_copy(&d->arena, text);
    d->no_memory |= !copy.data;
    return copy.data ? copy.data : "";
}

/* Room for one more: lists double from 4 on, so a count that is such a power of two is a full list. */
static void *grow(struct unit_draft *d, void *items, size_t count, size_t size)
{
    if (count != 0 && (count < 4 || (count & (count - 1)) != 0))
        return items;
    void *copy = arena_array(&d->arena, count ? count * 2 : 4, size);
    d->no_memory |= !copy;
    if (copy && count)
        memcpy(copy, items, count * size);
    return copy;
}

void draft_add_detail(struct unit_draft *d, struct draft_details *list, const zhm_detail *detail)
{
    if (list->count == ZHM_DETAILS_MAX)
        draft_refuse(d, "more than %d attributes, properties and notes", ZHM_DETAILS_MAX);
    zhm_detail *items = d->refused ? NULL : grow(d, list->items, list->count, sizeof *items);
    if (!items)
        return;
    items[list->count++] = *detail;
    list->items = items;
}

void draft_add_tag(struct unit_draft *d, const char *markup)
{
    const char **items = d->refused ? NULL : grow(d, d->tags.items, d->tags.count, sizeof *items);
    if (!items)
        return;
    items[d->tags.count++] = markup;
    d->tags.items = items;
}

void draft_add_characters(struct unit_draft *d, struct str text)
{
    const char *at = text.data, *end = at + text.len;
    while (at && (at = memchr(at, ZHM_PLACEHOLDER[0], (size_t)(end - at)))) {
        bool found = str_starts((struct str){at, (size_t)(end - at)}, STR(ZHM_PLACEHOLDER));
        if (found)
            draft_add_tag(d, ZHM_PLACEHOLDER);
        at += found ? sizeof ZHM_PLACEHOLDER - 1 : 1;
    }
}

/* @return NULL for what is no tag, which the draft then says */
static const char *canonical(struct unit_draft *d, struct str tag)
{
    const size_t count = sizeof d->langs / sizeof *d->langs;
    for (size_t i = 0; i < count; i++)
        if (str_is(tag, d->langs[i].tag))
            return d->langs[i].lang;
    struct draft_lang *new = &d->langs[d->next_lang % count];
    zhm_error e = {0};
    if (lang_canonical(tag, new->lang, &e) != ZHM_OK) {
        draft_refuse(d, "%s", e.text);
        return NULL;
    }
    memcpy(new->tag, tag.data, tag.len);
    new->tag[tag.len] = '\0';
    d->next_lang++;
    return new->lang;
}

zhm_segment *draft_segment_begin(struct unit_draft *d, struct str tag)
{
    const char *lang = "";
    size_t count = d->unit.segment_count;
    if (count == ZHM_SEGMENTS_MAX)
        draft_refuse(d, "more than %d languages", ZHM_SEGMENTS_MAX);
    else if (tag.len == 0)
        draft_refuse(d, "no language");
    else
        lang = canonical(d, tag);
    for (size_t i = 0; !d->refused && i < count; i++)
        if (strcmp(d->segments[i].lang, lang) == 0)
            draft_refuse(d, "%s twice", lang);
    if (d->refused)
        return NULL;
    zhm_segment *s = &d->segments[count];
    *s = (zhm_segment){.lang = draft_text(d, str_of(lang)), .text = "", .previous = "", .next = ""};
    d->segment_details = (struct draft_details){0};
    d->tags = (struct draft_tags){0};
    return s;
}

void draft_segment_end(struct unit_draft *d, const char *text)
{
    zhm_segment *s = &d->segments[d->unit.segment_count++];
    s->text = text;
    s->tags = d->tags.items;
    s->tag_count = d->tags.count;
    s->details = d->segment_details.items;
    s->detail_count = d->segment_details.count;
}

static void check(struct unit_draft *d)
{
    zhm_error e = {0};
    d->unit.segments = d->segments;
    d->unit.details = d->details.items;
    d->unit.detail_count = d->details.count;
    if (unit_check(&d->unit, &e) != ZHM_OK)
        draft_refuse(d, "%s", e.text);
}

zhm_code draft_end(struct unit_draft *d, const struct unit_taker *taker, zhm_error *err)
{
    if (d->no_memory)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a unit");
    if (!d->refused)
        check(d);
    return d->refused ? taker->refuse(taker->context, &d->at, d->why, err)
                      : taker->take(taker->context, &d->unit, &d->at, err);
}

void draft_free(struct unit_draft *d)
{
    arena_free(&d->arena);
}
