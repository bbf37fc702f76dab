/* rpc, call */
#include "cli/input.h"

#include <stdlib.h>
#include <unistd.h>

static bool is_notification(const json_t *request)
{
    const json_t *params = json_object_get(request, "params");
    const char *version = json_string_value(json_object_get(request, "jsonrpc"));
    return version && strcmp(version, "2.0") == 0 && json_is_string(json_object_get(request, "method")) &&
           !json_object_get(request, "id") && (!params || json_is_object(params));
}

/* @return whether all is notifications; then each has an id */
static bool give_ids(json_t *request)
{
    size_t i;
    json_t *one;
    json_array_foreach(request, i, one)
    {
        if (!is_notification(one))
            return false;
    }
    if (!json_is_array(request))
        return is_notification(request) && json_object_set_new(request, "id", json_integer(0)) == 0;
    json_array_foreach(request, i, one)(void) json_object_set_new(one, "id", json_integer(0));
    return json_array_size(request) > 0;
}

/* A service answers a notification with nothing, which a client would wait for: it goes there as a request. */
static zhm_code forward(struct cli *cli, struct str line, zhm_error *err)
{
    struct buf ignored = {0};
    json_t *request = json_loadb(line.data, line.len, JSON_REJECT_DUPLICATES, NULL);
    bool silent = give_ids(request);
    char *text = silent ? json_dumps(request, JSON_COMPACT) : NULL;
    zhm_code code = door_send(cli, text ? str_of(text) : line, text ? &ignored : &cli->out, err);
    free(text);
    json_decref(request);
    buf_free(&ignored);
    return silent ? ZHM_OK : code;
}

static void answer(struct cli *cli, struct str line, zhm_code code, zhm_error *err)
{
    size_t before = cli->out.len;
    if (code == ZHM_OK)
        code = cli->client ? forward(cli, line, err) : door_send(cli, line, &cli->out, err);
    if (code != ZHM_OK)
        rpc_refuse(line, err, &cli->out);
    if (cli->out.len > before)
        buf_append_char(&cli->out, '\n');
}

enum status run_rpc(struct cli *cli)
{
    enum { OUT_MAX = 1 << 20 };
    struct lines in = {.fd = STDIN_FILENO, .max = RPC_REQUEST_MAX};
    struct str line;
    zhm_error err = {0};
    zhm_code code = door_open(cli, &err);
    if (code != ZHM_OK)
        return say_error(&err);
    do {
        code = lines_next(&in, &line, &err);
        if (code == ZHM_OK || code == ZHM_LIMIT)
            answer(cli, line, code, &err);
        if ((cli->out.len > OUT_MAX || !lines_waiting(&in)) && !output_flush(cli))
            break;
    } while (code == ZHM_OK || code == ZHM_LIMIT);
    lines_clear(&in);
    return code == ZHM_STORAGE || code == ZHM_NO_MEMORY ? say_error(&err) : DONE;
}

static enum status call(struct cli *cli, struct str text, const char *path)
{
    json_error_t fault;
    json_t *result = NULL, *params = NULL;
    if (text.len > 0)
        params = json_loadb(text.data, text.len, JSON_REJECT_DUPLICATES, &fault);
    if (text.len > 0 && !params)
        return say_fault(ZHM_BAD_INPUT, "%s:%d: not JSON: %s", path ? path : "argument", fault.line, fault.text);
    enum status status = door_call(cli, cli->method, params, &result);
    if (status == DONE)
        output_json(cli, result, cli->json);
    json_decref(params);
    json_decref(result);
    return status;
}

enum status run_call(struct cli *cli)
{
    struct words *operands = &cli->operands;
    cli->method = operands->items[0];
    memmove(operands->items, operands->items + 1, --operands->count * sizeof *operands->items);
    if (operands->count + cli->files.count == 0)
        return call(cli, (struct str){0}, NULL);
    return input_each(cli, false, RPC_REQUEST_MAX, call);
}
