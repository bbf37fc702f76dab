#include "rpc/request.h"

#include "base/fault.h"

static int refuse(zhm_error *err, int code, const char *text)
{
    zhm_fail(err, ZHM_BAD_INPUT, "%s", text);
    return code;
}

static int no_memory(zhm_error *err)
{
    zhm_fail(err, ZHM_NO_MEMORY, "no memory for a request");
    return INVALID_REQUEST;
}

static struct str text_of(const json_t *json)
{
    return (struct str){json_string_value(json), json_string_length(json)};
}

static struct str dump(const json_t *json, struct arena *arena)
{
    size_t n = json_dumpb(json, NULL, 0, JSON_ENCODE_ANY | JSON_COMPACT);
    char *text = arena_alloc(arena, n + 1);
    if (text)
        json_dumpb(json, text, n, JSON_ENCODE_ANY | JSON_COMPACT);
    return (struct str){text, text ? n : 0};
}

/* The texts of an array; NULL when it holds anything else. */
static const struct str *texts_of(const json_t *json, struct arena *arena)
{
    struct str *texts = arena_array(arena, json_array_size(json), sizeof *texts);
    for (size_t i = 0; texts && i < json_array_size(json); i++) {
        if (!json_is_string(json_array_get(json, i)))
            return NULL;
        texts[i] = text_of(json_array_get(json, i));
    }
    return texts;
}

static const uint64_t *numbers_of(const json_t *json, struct arena *arena)
{
    uint64_t *numbers = arena_array(arena, json_array_size(json), sizeof *numbers);
    for (size_t i = 0; numbers && i < json_array_size(json); i++) {
        const json_t *item = json_array_get(json, i);
        if (!json_is_integer(item) || json_integer_value(item) < 0)
            return NULL;
        numbers[i] = (uint64_t)json_integer_value(item);
    }
    return numbers;
}

static bool all_objects(const json_t *json)
{
    for (size_t i = 0; i < json_array_size(json); i++)
        if (!json_is_object(json_array_get(json, i)))
            return false;
    return true;
}

static void read_array(json_t *json, struct arena *arena, struct argument *a)
{
    const json_t *first = json_array_get(json, 0);
    a->number = json_array_size(json);
    if (json_is_integer(first)) {
        a->numbers = numbers_of(json, arena);
        a->type = a->numbers ? PARAM_NUMBERS : PARAM_OTHER;
    } else if (json_is_object(first)) {
        a->json = json;
        a->type = all_objects(json) ? PARAM_OBJECTS : PARAM_OTHER;
    } else {
        a->texts = texts_of(json, arena);
        a->type = a->texts ? PARAM_TEXTS : PARAM_OTHER;
    }
}

static struct argument argument_of(const char *name, json_t *value, struct arena *arena)
{
    struct argument a = {.name = str_of(name), .type = PARAM_OTHER};
    if (json_is_string(value)) {
        a.type = PARAM_TEXT;
        a.text = text_of(value);
    } else if (json_is_integer(value) && json_integer_value(value) >= 0) {
        a.type = PARAM_NUMBER;
        a.number = (uint64_t)json_integer_value(value);
    } else if (json_is_boolean(value)) {
        a.type = PARAM_BOOL;
        a.number = json_is_true(value);
    } else if (json_is_object(value)) {
        a.type = PARAM_OBJECT;
        a.json = value;
    } else if (json_is_array(value)) {
        read_array(value, arena, &a);
    }
    return a;
}

static int read_params(json_t *params, struct arena *arena, struct request *out, zhm_error *err)
{
    const char *name;
    json_t *value;
    if (!params)
        return 0;
    if (!json_is_object(params))
        return refuse(err, INVALID_PARAMS, "'params' must be an object: parameters go by name");
    if (json_object_size(params) > ARGUMENTS_MAX)
        return refuse(err, INVALID_PARAMS, "more parameters than any method has");
    out->params = params;
    json_object_foreach(params, name, value) out->arguments[out->argument_count++] = argument_of(name, value, arena);
    return 0;
}

int request_from_json(json_t *json, struct arena *arena, struct request *out, zhm_error *err)
{
    const json_t *id = json_object_get(json, "id"), *method = json_object_get(json, "method");
    const char *version = json_string_value(json_object_get(json, "jsonrpc"));
    out->id = STR("null");
    out->argument_count = 0;
    out->params = NULL;
    if (!json_is_object(json))
        return refuse(err, INVALID_REQUEST, "a request must be an object");
    if (id && !json_is_string(id) && !json_is_number(id) && !json_is_null(id))
        return refuse(err, INVALID_REQUEST, "'id' must be a text, a number or null");
    struct str id_text = id ? dump(id, arena) : (struct str){0};
    if (id && !id_text.data)
        return no_memory(err);
    if (id)
        out->id = id_text;
    if (!version || strcmp(version, "2.0") != 0)
        return refuse(err, INVALID_REQUEST, "'jsonrpc' must be \"2.0\"");
    if (!json_is_string(method))
        return refuse(err, INVALID_REQUEST, "'method' must be a text");
    out->method = text_of(method);
    int code = read_params(json_object_get(json, "params"), arena, out, err);
    if (code == 0)
        out->id = id_text; /* a sound notification gets no reply, not even an error */
    return code;
}

const struct argument *request_argument(const struct request *r, struct str name)
{
    for (size_t i = 0; i < r->argument_count; i++)
        if (str_equal(r->arguments[i].name, name))
            return &r->arguments[i];
    return NULL;
}
