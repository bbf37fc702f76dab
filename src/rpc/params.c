#include "base/fault.h"
#include "format/unit_date.h"
#include "model/concept.h"
#include "rpc/session.h"

#include <stdio.h>

struct str param_str(const struct request *in, const char *name)
{
    const struct argument *a = request_argument(in, str_of(name));
    return a ? a->text : (struct str){0};
}

const char *param_text(const struct request *in, const char *name)
{
    return param_str(in, name).data;
}

uint64_t param_number(const struct request *in, const char *name, uint64_t absent)
{
    const struct argument *a = request_argument(in, str_of(name));
    return a ? a->number : absent;
}

bool param_bool(const struct request *in, const char *name, bool absent)
{
    return param_number(in, name, absent) != 0;
}

zhm_code param_limit(const struct request *in, size_t absent, size_t most, size_t *out, zhm_error *err)
{
    uint64_t limit = param_number(in, "limit", absent);
    if (limit < 1 || limit > most)
        return zhm_fail(err, ZHM_BAD_INPUT, "limit: 1 to %zu", most);
    *out = (size_t)limit;
    return ZHM_OK;
}

zhm_code param_time(const struct request *in, const char *name, int64_t *out, zhm_error *err)
{
    const char *text = param_text(in, name);
    zhm_date date;
    char day[16];
    *out = 0;
    if (!text || unit_date_read(str_of(text), out))
        return ZHM_OK;
    zhm_code code = zhm_date_parse(text, &date, err);
    if (code != ZHM_OK)
        return zhm_prefix(err, code, "%s: ", name);
    snprintf(day, sizeof day, "%04d-%02d-%02d", (int)(date / 10000 % 10000), date % 10000 ? (int)(date / 100 % 100) : 1,
             date % 100 ? (int)(date % 100) : 1);
    if (!unit_date_read(str_of(day), out))
        return zhm_fail(err, ZHM_BAD_INPUT, "%s: '%.40s' is not of 1970 to 9999", name, text);
    return ZHM_OK;
}

zhm_code param_question(const struct request *in, struct question *out, zhm_error *err)
{
    zhm_options options = {.lang = param_text(in, "lang"), .style = param_text(in, "style")};
    options.plain = !param_bool(in, "compose", true);
    const char *category = param_text(in, "category"), *as_of = param_text(in, "as_of");
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
