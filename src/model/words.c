#include "model/concept.h"

#include "base/fault.h"

static const char *const categories[] = {"agency", "title", "initiative", "event", "document", "place", "person"};
static const char *const statuses[] = {"preferred", "admitted", "deprecated", "superseded"};
static const char *const types[] = {"full", "abbreviation", "short", "variant"};
static const char *const relations[] = {"renamed-to",   "merged-into", "replaced-by", "split-from",
                                        "nameplate-of", "part-of",     "headed-by",   "supervised-by"};
static const char *const attributes[] = {"region", "level", "kind", "parent", "head", "in-titles", "in-titles-en"};

#define COUNT(words) (sizeof(words) / sizeof *(words))

static const char *name_of(const char *const *words, size_t count, size_t i)
{
    return i < count ? words[i] : "unknown";
}

static size_t find(const char *const *words, size_t count, struct str word)
{
    size_t i = 0;
    while (i < count && !str_is(word, words[i]))
        i++;
    return i;
}

static zhm_code unknown(struct str word, const char *what, const char *const *words, size_t count, zhm_error *err)
{
    char list[160] = "";
    for (size_t i = 0, n = 0; i < count; i++) {
        size_t len = strlen(words[i]);
        memcpy(list + n, words[i], len);
        n += len;
        memcpy(list + n, i + 1 < count ? ", " : "", i + 1 < count ? 3 : 1);
        n += 2;
    }
    return zhm_fail(err, ZHM_BAD_INPUT, "unknown %s '%.*s': one of %s", what, (int)(word.len < 40 ? word.len : 40),
                    word.data ? word.data : "", list);
}

const char *zhm_category_name(zhm_category category)
{
    return name_of(categories, COUNT(categories), category);
}

const char *zhm_status_name(zhm_status status)
{
    return name_of(statuses, COUNT(statuses), status);
}

const char *zhm_term_type_name(zhm_term_type type)
{
    return name_of(types, COUNT(types), type);
}

const char *zhm_relation_name(zhm_relation_kind kind)
{
    return name_of(relations, COUNT(relations), kind);
}

zhm_code category_parse(struct str word, zhm_category *out, zhm_error *err)
{
    size_t i = find(categories, COUNT(categories), word);
    if (i == COUNT(categories))
        return unknown(word, "category", categories, COUNT(categories), err);
    *out = (zhm_category)i;
    return ZHM_OK;
}

zhm_code status_parse(struct str word, zhm_status *out, zhm_error *err)
{
    size_t i = find(statuses, COUNT(statuses), word);
    if (i == COUNT(statuses))
        return unknown(word, "status", statuses, COUNT(statuses), err);
    *out = (zhm_status)i;
    return ZHM_OK;
}

zhm_code term_type_parse(struct str word, zhm_term_type *out, zhm_error *err)
{
    size_t i = find(types, COUNT(types), word);
    if (i == COUNT(types))
        return unknown(word, "type", types, COUNT(types), err);
    *out = (zhm_term_type)i;
    return ZHM_OK;
}

bool relation_parse(struct str word, zhm_relation_kind *out)
{
    size_t i = find(relations, COUNT(relations), word);
    if (i == COUNT(relations))
        return false;
    *out = (zhm_relation_kind)i;
    return true;
}

bool attribute_known(struct str name)
{
    return find(attributes, COUNT(attributes), name) < COUNT(attributes);
}
