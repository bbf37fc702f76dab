#include "rpc/members.h"

#include "base/fault.h"
#include "format/unit_date.h"

#include <string.h>

static zhm_code take_text(const char *text, const char *key, const char *what, const struct member *m, zhm_error *err)
{
    if (m->text)
        *m->text = text;
    else if (m->date && *text && zhm_date_parse(text, m->date, err) != ZHM_OK)
        return zhm_prefix(err, ZHM_BAD_INPUT, "'%s' of %s: ", key, what);
    else if (m->time && !unit_date_read(str_of(text), m->time))
        return zhm_fail(err, ZHM_BAD_INPUT, "'%s' of %s: bad date '%.40s'", key, what, text);
    return ZHM_OK;
}

static zhm_code take_one(const json_t *value, const char *key, const char *what, const struct member *m, zhm_error *err)
{
    if (m->number && (!json_is_integer(value) || json_integer_value(value) < 0))
        return zhm_fail(err, ZHM_BAD_INPUT, "'%s' of %s is no number from 0", key, what);
    if (m->number) {
        *m->number = (uint64_t)json_integer_value(value);
        return ZHM_OK;
    }
    if (!json_is_string(value))
        return zhm_fail(err, ZHM_BAD_INPUT, "'%s' of %s is no text", key, what);
    return take_text(json_string_value(value), key, what, m, err);
}

zhm_code members_take(json_t *json, const char *what, const struct member *members, size_t count,
                      const char *const *others, zhm_error *err)
{
    const char *key;
    json_t *value;
    if (!json_is_object(json))
        return zhm_fail(err, ZHM_BAD_INPUT, "%s is no object", what);
    json_object_foreach(json, key, value)
    {
        size_t i = 0, k = 0;
        while (i < count && strcmp(key, members[i].name) != 0)
            i++;
        while (others[k] && strcmp(key, others[k]) != 0)
            k++;
        if (i == count && !others[k])
            return zhm_fail(err, ZHM_BAD_INPUT, "unknown member '%.40s' of %s", key, what);
        zhm_code code = i < count ? take_one(value, key, what, &members[i], err) : ZHM_OK;
        if (code != ZHM_OK)
            return code;
    }
    return ZHM_OK;
}
