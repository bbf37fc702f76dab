/* get, put, delete */
#include "cli/input.h"
#include "cli/show.h"

static enum status ask(struct cli *cli, const char *method, struct str id, json_t **result)
{
    if (json_object_set_new(cli->params, "concept", json_stringn(id.data, id.len)) != 0)
        return say_fault(ZHM_NO_MEMORY, "no memory");
    return door_call(cli, method, cli->params, result);
}

static enum status get(struct cli *cli, struct str id, const char *path)
{
    json_t *result = NULL;
    (void)path;
    enum status status = ask(cli, "term.get", id, &result);
    if (status != DONE)
        return status;
    if (!cli->json && cli->out.len == 0 && cli->calls > 1)
        buf_append_char(&cli->out, '\n');
    if (cli->json) {
        output_json(cli, result, true);
    } else {
        show_concept(cli, json_object_get(result, "concept"));
        buf_printf(&cli->out, "generation %lld\n", number_at(result, "generation"));
    }
    json_decref(result);
    return DONE;
}

static void show_write(struct cli *cli, const char *what, const char *id, json_t *result)
{
    if (cli->json)
        output_json(cli, result, true);
    else
        buf_printf(&cli->out, "%s %s, generation %lld\n", what, id, number_at(result, "generation"));
    json_decref(result);
}

static enum status delete_one(struct cli *cli, struct str id, const char *path)
{
    json_t *result = NULL;
    (void)path;
    enum status status = ask(cli, "term.delete", id, &result);
    if (status == DONE)
        show_write(cli, "deleted", text_at(cli->params, "concept"), result);
    return status;
}

/* A concept alone, or as term.get has it: then its generation guards the write, unless --generation does. */
static json_t *params_of(const struct cli *cli, json_t *given)
{
    json_t *inner = json_object_get(given, "concept");
    json_t *params = inner ? json_copy(given) : json_pack("{s:O}", "concept", given);
    if (params && json_object_update(params, cli->params) != 0) {
        json_decref(params);
        params = NULL;
    }
    return params;
}

static enum status put_value(struct cli *cli, json_t *given)
{
    json_t *result = NULL, *params = params_of(cli, given);
    if (!params)
        return say_fault(ZHM_NO_MEMORY, "no memory");
    enum status status = door_call(cli, "term.put", params, &result);
    if (status == DONE)
        show_write(cli, "written", text_at(json_object_get(params, "concept"), "id"), result);
    json_decref(params);
    return status;
}

static enum status bad_json(const char *path, const json_error_t *fault)
{
    return say_fault(ZHM_BAD_INPUT, "%s:%d: not JSON: %s", path ? path : "argument", fault->line, fault->text);
}

/* One value after the other, as `--json get A B` prints them. */
static enum status put(struct cli *cli, struct str text, const char *path)
{
    const size_t flags = JSON_DISABLE_EOF_CHECK | JSON_REJECT_DUPLICATES;
    enum status status = DONE;
    do {
        json_error_t fault;
        json_t *given = json_loadb(text.data, text.len, flags, &fault);
        if (!given)
            return bad_json(path, &fault);
        text = str_from(text, (size_t)fault.position);
        while (text.len > 0 && strchr(" \t\r\n", text.data[0]))
            text = str_from(text, 1);
        status = put_value(cli, given);
        json_decref(given);
    } while (status == DONE && text.len > 0);
    return status;
}

enum status run_get(struct cli *cli)
{
    return input_each(cli, true, ZHM_NAME_MAX, get);
}

enum status run_put(struct cli *cli)
{
    return input_each(cli, false, RPC_REQUEST_MAX, put);
}

enum status run_delete(struct cli *cli)
{
    return input_each(cli, true, ZHM_NAME_MAX, delete_one);
}
