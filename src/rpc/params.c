#include "base/fault.h"
#include "model/concept.h"
#include "rpc/session.h"

const char *param_text(const json_t *params, const char *name)
{
    return json_string_value(json_object_get(params, name));
}

uint64_t param_number(const json_t *params, const char *name, uint64_t absent)
{
    const json_t *value = json_object_get(params, name);
    return value ? (uint64_t)json_integer_value(value) : absent;
}

zhm_code param_limit(const json_t *params, size_t absent, size_t most, size_t *out, zhm_error *err)
{
    uint64_t limit = param_number(params, "limit", absent);
    if (limit < 1 || limit > most)
        return zhm_fail(err, ZHM_BAD_INPUT, "limit: 1 to %zu", most);
    *out = (size_t)limit;
    return ZHM_OK;
}

zhm_code param_question(const json_t *params, struct question *out, zhm_error *err)
{
    zhm_options options = {.lang = param_text(params, "lang"), .style = param_text(params, "style")};
    const char *category = param_text(params, "category"), *as_of = param_text(params, "as_of");
    zhm_code code = ZHM_OK;
    if (category) {
        options.has_category = true;
        code = category_parse(str_of(category), &options.category, err);
    }
    if (code == ZHM_OK && as_of) {
        code = zhm_date_parse(as_of, &options.as_of, err);
        if (code != ZHM_OK)
            zhm_prefix(err, code, "as_of: ");
    }
    return code == ZHM_OK ? question_of(&options, out, err) : code;
}
