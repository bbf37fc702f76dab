#include "base/fault.h"
#include "model/lang.h"
#include "model/unit_text.h"
#include "rpc/members.h"
#include "rpc/session.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static zhm_code no_memory(zhm_error *err)
{
    return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a unit");
}

/* The texts of an array, of what may have one; NULL: absent. */
static zhm_code texts_of(json_t *list, const char *name, struct arena *arena, const char *const **out, size_t *count,
                         zhm_error *err)
{
    size_t n = json_array_size(list);
    const char **texts = arena_array(arena, n, sizeof *texts);
    if (list && !json_is_array(list))
        return zhm_fail(err, ZHM_BAD_INPUT, "'%s' is no array", name);
    if (!texts)
        return no_memory(err);
    for (size_t i = 0; i < n; i++) {
        texts[i] = json_string_value(json_array_get(list, i));
        if (!texts[i])
            return zhm_fail(err, ZHM_BAD_INPUT, "%s[%zu] is no text", name, i);
    }
    *out = texts;
    *count = n;
    return ZHM_OK;
}

static const char *const kinds[] = {"property", "note", "attribute"}; /* by zhm_detail_kind */

static zhm_code detail_from_json(json_t *json, zhm_detail *out, zhm_error *err)
{
    static const char *const no_others[] = {NULL};
    zhm_detail d = {.name = "", .lang = ""};
    const char *kind = NULL;
    const struct member members[] = {
        {"kind", .text = &kind}, {"name", .text = &d.name}, {"lang", .text = &d.lang}, {"value", .text = &d.value}};
    zhm_code code = members_take(json, "a detail", members, COUNT(members), no_others, err);
    if (code != ZHM_OK)
        return code;
    if (!kind || !d.value)
        return zhm_fail(err, ZHM_BAD_INPUT, "a detail lacks '%s'", kind ? "value" : "kind");
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (strcmp(kind, kinds[i]) == 0) {
            d.kind = (zhm_detail_kind)i;
            *out = d;
            return ZHM_OK;
        }
    return zhm_fail(err, ZHM_BAD_INPUT, "a detail's kind '%.40s': one of property, note, attribute", kind);
}

static zhm_code properties_from_json(json_t *json, zhm_detail *out, zhm_error *err)
{
    const char *name;
    json_t *value;
    if (json && !json_is_object(json))
        return zhm_fail(err, ZHM_BAD_INPUT, "'properties' is no object");
    json_object_foreach(json, name, value)
    {
        if (!json_is_string(value))
            return zhm_fail(err, ZHM_BAD_INPUT, "property '%.40s' is no text", name);
        *out++ = (zhm_detail){ZHM_PROPERTY, name, "", json_string_value(value)};
    }
    return ZHM_OK;
}

static zhm_code details_list_from_json(json_t *json, zhm_detail *out, zhm_error *err)
{
    if (json && !json_is_array(json))
        return zhm_fail(err, ZHM_BAD_INPUT, "'details' is no array");
    for (size_t i = 0; i < json_array_size(json); i++) {
        zhm_code code = detail_from_json(json_array_get(json, i), &out[i], err);
        if (code != ZHM_OK)
            return zhm_prefix(err, code, "details[%zu]: ", i);
    }
    return ZHM_OK;
}

/* Properties, notes and other details, of a unit or of a segment. */
static zhm_code details_from_json(json_t *json, struct arena *arena, const zhm_detail **out, size_t *count,
                                  zhm_error *err)
{
    json_t *properties = json_object_get(json, "properties"), *others = json_object_get(json, "details");
    const char *const *notes = NULL;
    size_t note_count = 0, named = json_object_size(properties);
    zhm_code code = texts_of(json_object_get(json, "notes"), "notes", arena, &notes, &note_count, err);
    if (code != ZHM_OK)
        return code;
    size_t all = named + note_count + json_array_size(others);
    zhm_detail *details = arena_array(arena, all, sizeof *details);
    if (!details)
        return no_memory(err);
    code = properties_from_json(properties, details, err);
    for (size_t i = 0; i < note_count; i++)
        details[named + i] = (zhm_detail){ZHM_NOTE, "", "", notes[i]};
    if (code == ZHM_OK)
        code = details_list_from_json(others, details + named + note_count, err);
    if (code != ZHM_OK)
        return code;
    *out = details;
    *count = all;
    return ZHM_OK;
}

/* Without tags given, a placeholder is only a character. */
static zhm_code own_tags(struct arena *arena, zhm_segment *s, zhm_error *err)
{
    size_t count = placeholder_count(str_of(s->text));
    const char **tags = arena_array(arena, count, sizeof *tags);
    if (!tags)
        return no_memory(err);
    for (size_t i = 0; i < count; i++)
        tags[i] = ZHM_PLACEHOLDER;
    s->tags = tags;
    s->tag_count = count;
    return ZHM_OK;
}

static zhm_code segment_from_json(json_t *json, struct arena *arena, zhm_segment *s, zhm_error *err)
{
    static const char *const lists[] = {"tags", "notes", "properties", "details", NULL};
    const struct member members[] = {
        {"text", .text = &s->text}, {"previous", .text = &s->previous}, {"next", .text = &s->next}};
    if (json_is_string(json)) {
        s->text = json_string_value(json);
        return own_tags(arena, s, err);
    }
    zhm_code code = members_take(json, "a segment", members, COUNT(members), lists, err);
    if (code == ZHM_OK && !s->text)
        code = zhm_fail(err, ZHM_BAD_INPUT, "a segment lacks 'text'");
    if (code == ZHM_OK)
        code = details_from_json(json, arena, &s->details, &s->detail_count, err);
    if (code != ZHM_OK)
        return code;
    json_t *tags = json_object_get(json, "tags");
    return tags ? texts_of(tags, "tags", arena, &s->tags, &s->tag_count, err) : own_tags(arena, s, err);
}

/* A tag that is none stays as it is: checking the unit says so. */
static zhm_code lang_of(const char *tag, struct arena *arena, const char **out, zhm_error *err)
{
    char canonical[LANG_MAX];
    bool known = lang_canonical(str_of(tag), canonical, NULL) == ZHM_OK;
    *out = known ? arena_copy(arena, str_of(canonical)).data : tag;
    return *out ? ZHM_OK : no_memory(err);
}

zhm_code segments_from_json(json_t *json, struct arena *arena, const zhm_segment **out, size_t *count, zhm_error *err)
{
    const char *tag;
    json_t *value;
    size_t n = 0;
    zhm_segment *segments = arena_array(arena, json_object_size(json), sizeof *segments);
    if (!json_is_object(json))
        return zhm_fail(err, ZHM_BAD_INPUT, json ? "'segments' of a unit is no object" : "a unit lacks 'segments'");
    if (!segments)
        return no_memory(err);
    json_object_foreach(json, tag, value)
    {
        zhm_segment *s = &segments[n++];
        zhm_code code = lang_of(tag, arena, &s->lang, err);
        if (code == ZHM_OK)
            code = segment_from_json(value, arena, s, err);
        if (code != ZHM_OK)
            return zhm_prefix(err, code, "%.40s: ", tag);
    }
    *out = segments;
    *count = n;
    return ZHM_OK;
}

zhm_code unit_from_json(json_t *json, struct arena *arena, zhm_unit *out, zhm_error *err)
{
    static const char *const others[] = {"segments", "notes", "properties", "details",
                                         "unit",     "batch", "generation", NULL};
    zhm_unit u = {0};
    const struct member members[] = {{"name", .text = &u.name},
                                     {"origin", .text = &u.origin},
                                     {"domain", .text = &u.domain},
                                     {"created_by", .text = &u.created_by},
                                     {"changed_by", .text = &u.changed_by},
                                     {"created", .time = &u.created},
                                     {"changed", .time = &u.changed},
                                     {"last_used", .time = &u.last_used},
                                     {"uses", .number = &u.uses}};
    zhm_code code = members_take(json, "a unit", members, COUNT(members), others, err);
    if (code == ZHM_OK)
        code = segments_from_json(json_object_get(json, "segments"), arena, &u.segments, &u.segment_count, err);
    if (code == ZHM_OK)
        code = details_from_json(json, arena, &u.details, &u.detail_count, err);
    if (code == ZHM_OK)
        *out = u;
    return code;
}
