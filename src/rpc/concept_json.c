#include "base/fault.h"
#include "model/concept.h"
#include "model/lang.h"
#include "rpc/members.h"
#include "rpc/session.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
static const char *const no_others[] = {NULL};

static zhm_code required(const char *value, const char *name, const char *what, zhm_error *err)
{
    return value ? ZHM_OK : zhm_fail(err, ZHM_BAD_INPUT, "%s lacks '%s'", what, name);
}

static zhm_code term_from_json(json_t *json, struct arena *arena, zhm_term *out, zhm_error *err)
{
    zhm_term t = {.source = "", .style = "", .note = ""};
    const char *lang = NULL, *status = NULL, *type = "full";
    char tag[LANG_MAX];
    const struct member members[] = {{"lang", &lang, NULL},       {"text", &t.text, NULL},   {"status", &status, NULL},
                                     {"type", &type, NULL},       {"from", NULL, &t.from},   {"to", NULL, &t.to},
                                     {"source", &t.source, NULL}, {"style", &t.style, NULL}, {"note", &t.note, NULL}};
    zhm_code code = members_take(json, "a term", members, COUNT(members), no_others, err);
    if (code == ZHM_OK)
        code = required(lang, "lang", "a term", err);
    if (code == ZHM_OK)
        code = required(t.text, "text", "a term", err);
    if (code == ZHM_OK)
        code = required(status, "status", "a term", err);
    if (code == ZHM_OK)
        code = status_parse(str_of(status), &t.status, err);
    if (code == ZHM_OK)
        code = term_type_parse(str_of(type), &t.type, err);
    if (code == ZHM_OK)
        code = lang_canonical(str_of(lang), tag, err);
    if (code != ZHM_OK)
        return code;
    t.lang = arena_copy(arena, str_of(tag)).data;
    *out = t;
    return t.lang ? ZHM_OK : zhm_fail(err, ZHM_NO_MEMORY, "no memory for a term");
}

static zhm_code relation_from_json(json_t *json, zhm_relation *out, zhm_error *err)
{
    zhm_relation r = {.source = "", .note = ""};
    const char *kind = NULL;
    const struct member members[] = {{"kind", &kind, NULL}, {"target", &r.target, NULL}, {"from", NULL, &r.from},
                                     {"to", NULL, &r.to},   {"source", &r.source, NULL}, {"note", &r.note, NULL}};
    zhm_code code = members_take(json, "a relation", members, COUNT(members), no_others, err);
    if (code == ZHM_OK)
        code = required(kind, "kind", "a relation", err);
    if (code == ZHM_OK)
        code = required(r.target, "target", "a relation", err);
    if (code == ZHM_OK && !relation_parse(str_of(kind), &r.kind))
        code = zhm_fail(err, ZHM_BAD_INPUT, "unknown relation '%.40s'", kind);
    if (code == ZHM_OK)
        *out = r;
    return code;
}

/* The arrays of a concept: absent, or arrays of at most so many. */
static zhm_code list_of(const json_t *json, const char *name, size_t *count, zhm_error *err)
{
    const json_t *list = json_object_get(json, name);
    if (list && !json_is_array(list))
        return zhm_fail(err, ZHM_BAD_INPUT, "'%s' of a concept is no array", name);
    *count = json_array_size(list);
    return *count <= ZHM_TERMS_MAX ? ZHM_OK : zhm_fail(err, ZHM_LIMIT, "'%s': at most %d", name, ZHM_TERMS_MAX);
}

static zhm_code terms_from_json(const json_t *json, struct arena *arena, zhm_concept *c, zhm_error *err)
{
    zhm_code code = list_of(json, "terms", &c->term_count, err);
    zhm_term *terms = arena_array(arena, c->term_count, sizeof *terms);
    if (code == ZHM_OK && !terms)
        code = zhm_fail(err, ZHM_NO_MEMORY, "no memory for a concept");
    for (size_t i = 0; code == ZHM_OK && i < c->term_count; i++) {
        code = term_from_json(json_array_get(json_object_get(json, "terms"), i), arena, &terms[i], err);
        if (code != ZHM_OK)
            return zhm_prefix(err, code, "terms[%zu]: ", i);
    }
    c->terms = terms;
    return code;
}

static zhm_code relations_from_json(const json_t *json, struct arena *arena, zhm_concept *c, zhm_error *err)
{
    zhm_code code = list_of(json, "relations", &c->relation_count, err);
    zhm_relation *relations = arena_array(arena, c->relation_count, sizeof *relations);
    if (code == ZHM_OK && !relations)
        code = zhm_fail(err, ZHM_NO_MEMORY, "no memory for a concept");
    for (size_t i = 0; code == ZHM_OK && i < c->relation_count; i++) {
        code = relation_from_json(json_array_get(json_object_get(json, "relations"), i), &relations[i], err);
        if (code != ZHM_OK)
            return zhm_prefix(err, code, "relations[%zu]: ", i);
    }
    c->relations = relations;
    return code;
}

static zhm_code attributes_from_json(const json_t *json, struct arena *arena, zhm_concept *c, zhm_error *err)
{
    json_t *list = json_object_get(json, "attributes"), *value;
    const char *key;
    zhm_attribute *attributes = arena_array(arena, json_object_size(list), sizeof *attributes);
    if (list && !json_is_object(list))
        return zhm_fail(err, ZHM_BAD_INPUT, "'attributes' of a concept is no object");
    if (!attributes)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a concept");
    json_object_foreach(list, key, value)
    {
        if (!json_is_string(value))
            return zhm_fail(err, ZHM_BAD_INPUT, "attribute '%.40s' is no text", key);
        attributes[c->attribute_count++] = (zhm_attribute){key, json_string_value(value)};
    }
    c->attributes = attributes;
    return ZHM_OK;
}

zhm_code concept_from_json(json_t *json, struct arena *arena, zhm_concept *out, zhm_error *err)
{
    static const char *const lists[] = {"terms", "relations", "attributes", NULL};
    zhm_concept c = {.source = "", .note = ""};
    const char *category = NULL;
    const struct member members[] = {{"id", &c.id, NULL}, {"category", &category, NULL}, {"from", NULL, &c.from},
                                     {"to", NULL, &c.to}, {"source", &c.source, NULL},   {"note", &c.note, NULL}};
    zhm_code code = members_take(json, "the concept", members, COUNT(members), lists, err);
    if (code == ZHM_OK)
        code = required(c.id, "id", "the concept", err);
    if (code == ZHM_OK)
        code = required(category, "category", "the concept", err);
    if (code == ZHM_OK)
        code = category_parse(str_of(category), &c.category, err);
    if (code == ZHM_OK)
        code = terms_from_json(json, arena, &c, err);
    if (code == ZHM_OK)
        code = relations_from_json(json, arena, &c, err);
    if (code == ZHM_OK)
        code = attributes_from_json(json, arena, &c, err);
    if (code == ZHM_OK)
        *out = c;
    return code;
}
