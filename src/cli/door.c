#include "cli/cli.h"

#include "base/utf8.h"
#include "client/client.h"
#include "rpc/reply.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

/* $XDG_DATA_HOME counts only when absolute (XDG base directory specification). */
zhm_code door_folder(struct cli *cli, struct buf *out, zhm_error *err)
{
    const char *named = cli->folder ? cli->folder : getenv("ZHENGMING_DB");
    const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
    if (cli->folder && !*cli->folder)
        return zhm_fail(err, ZHM_BAD_INPUT, "--db names no folder");
    if (named && *named)
        buf_append_text(out, named);
    else if (data && *data == '/')
        buf_printf(out, "%s/zhengming", data);
    else if (home && *home)
        buf_printf(out, "%s/.local/share/zhengming", home);
    else
        return zhm_fail(err, ZHM_BAD_INPUT, "no home folder: name the database with --db DIR");
    return buf_text(out) ? ZHM_OK : zhm_fail(err, ZHM_NO_MEMORY, "no memory");
}

/* For writing where that may be, so that outdated indexes can be built anew; else for reading. */
static zhm_code open_folder(const char *folder, zhm_database **out, zhm_error *err)
{
    zhm_code code = zhm_open(folder, 0, out, err);
    if (code == ZHM_DENIED)
        code = zhm_open(folder, ZHM_OPEN_READ_ONLY, out, err);
    if (code == ZHM_NOT_FOUND)
        code = zhm_fail(err, ZHM_STORAGE, "no database in %.150s; make one with `zhengming load`", folder);
    return code;
}

static void say_reindexed(const struct cli *cli, const char *folder)
{
    if (cli->db->reindexed)
        (void)say_fault(ZHM_OK, "the folding of names has changed: the indexes of %s were built anew", folder);
}

zhm_code door_database(struct cli *cli, zhm_error *err)
{
    struct buf folder = {0};
    zhm_code code = door_folder(cli, &folder, err);
    if (code == ZHM_OK)
        code = open_folder(folder.data, &cli->db, err);
    if (code == ZHM_OK)
        say_reindexed(cli, folder.data);
    buf_free(&folder);
    return code;
}

/* The folders above the database's own. */
static zhm_code make_parents(char *folder, zhm_error *err)
{
    for (char *p = folder + 1; *p; p++) {
        if (*p != '/')
            continue;
        *p = '\0';
        struct stat info;
        int why = mkdir(folder, 0777) == 0 || errno == EEXIST ? 0 : errno;
        if (!why && stat(folder, &info) == 0 && !S_ISDIR(info.st_mode))
            why = ENOTDIR;
        *p = '/';
        if (why)
            return zhm_fail(err, why == EACCES ? ZHM_DENIED : ZHM_STORAGE, "can't make the folders of %.150s: %s",
                            folder, strerror(why));
    }
    return ZHM_OK;
}

zhm_code door_make(struct cli *cli, zhm_error *err)
{
    struct buf folder = {0};
    zhm_code code = door_folder(cli, &folder, err);
    if (code == ZHM_OK)
        code = zhm_open(folder.data, 0, &cli->db, err);
    if (code == ZHM_NOT_FOUND) {
        code = make_parents(folder.data, err);
        if (code == ZHM_OK)
            code = zhm_open(folder.data, ZHM_OPEN_CREATE, &cli->db, err);
    }
    if (code == ZHM_OK)
        say_reindexed(cli, folder.data);
    buf_free(&folder);
    return code;
}

zhm_code door_open(struct cli *cli, zhm_error *err)
{
    if (cli->client || cli->session)
        return ZHM_OK;
    if (cli->endpoint)
        return client_open(cli->endpoint, cli->timeout_ms, &cli->client, err);
    zhm_code code = cli->db ? ZHM_OK : door_database(cli, err);
    if (code == ZHM_OK)
        code = rpc_new(cli->db, NULL, &cli->rpc, err);
    if (code == ZHM_OK)
        code = rpc_session_new(cli->rpc, &cli->session, err);
    return code;
}

void door_close(struct cli *cli)
{
    client_close(cli->client);
    if (cli->session)
        rpc_session_free(cli->session);
    if (cli->rpc)
        rpc_free(cli->rpc);
    zhm_close(cli->db);
    cli->client = NULL;
    cli->session = NULL;
    cli->rpc = NULL;
    cli->db = NULL;
}

zhm_code door_send(struct cli *cli, struct str request, struct buf *reply, zhm_error *err)
{
    if (cli->client)
        return client_call(cli->client, request, reply, err);
    rpc_handle(cli->session, request, reply);
    return reply->failed ? zhm_fail(err, ZHM_NO_MEMORY, "no memory for a reply") : ZHM_OK;
}

/* JSON-RPC's own codes, an unknown method among them, are about the question; "busy" is no fault of it. */
static bool is_about_request(const json_t *error)
{
    json_int_t code = json_integer_value(json_object_get(error, "code"));
    return code >= -32700 && code <= -32600;
}

zhm_code door_fault(const json_t *error, zhm_error *err)
{
    const json_t *data = json_object_get(error, "data");
    const char *text = json_string_value(json_object_get(data, "text"));
    const char *name = json_string_value(json_object_get(data, "code"));
    zhm_code code = ZHM_STORAGE;
    for (zhm_code c = ZHM_OK; name && c <= ZHM_STORAGE; c++)
        if (strcmp(zhm_code_name(c), name) == 0)
            code = c;
    if (!text)
        text = json_string_value(json_object_get(error, "message"));
    if (is_about_request(error))
        code = ZHM_BAD_INPUT;
    if (json_is_true(json_object_get(data, "busy")))
        code = ZHM_STORAGE;
    return zhm_fail(err, code, "%s", text ? text : "an error without a message");
}

static zhm_code read_reply(struct str reply, json_t **result, zhm_error *err)
{
    json_error_t fault;
    json_t *all = json_loadb(reply.data ? reply.data : "", reply.len, JSON_ALLOW_NUL, &fault);
    const json_t *error = json_object_get(all, "error");
    json_t *found = json_object_get(all, "result");
    zhm_code code = ZHM_OK;
    if (error)
        code = door_fault(error, err);
    else if (!found)
        code = zhm_fail(err, ZHM_STORAGE, "not a JSON-RPC reply: %.*s", STR_ARG(reply));
    else
        *result = json_incref(found);
    json_decref(all);
    return code;
}

zhm_code door_ask(struct cli *cli, const char *method, struct str params, json_t **result, zhm_error *err)
{
    struct buf request = {0}, reply = {0};
    zhm_code code = door_open(cli, err);
    if (code == ZHM_OK)
        code = utf8_check(str_of(method), err);
    if (code != ZHM_OK)
        return code;
    buf_printf(&request, "{\"jsonrpc\":\"2.0\",\"id\":%llu,\"method\":", ++cli->calls);
    reply_text(&request, str_of(method));
    buf_append_text(&request, params.len > 0 ? ",\"params\":" : "");
    buf_append_str(&request, params);
    buf_append_char(&request, '}');
    code = request.failed ? zhm_fail(err, ZHM_NO_MEMORY, "no memory for a request") : ZHM_OK;
    if (code == ZHM_OK && door_send(cli, buf_str(&request), &reply, err) != ZHM_OK)
        code = err->code = ZHM_STORAGE; /* no reply in time, too */
    if (code == ZHM_OK)
        code = read_reply(buf_str(&reply), result, err);
    buf_free(&request);
    buf_free(&reply);
    return code;
}

enum status door_call(struct cli *cli, const char *method, json_t *params, json_t **result)
{
    zhm_error err = {0};
    char *text = params ? json_dumps(params, JSON_COMPACT) : NULL;
    if (params && !text)
        return say_fault(ZHM_NO_MEMORY, "no memory");
    zhm_code code = door_ask(cli, method, str_of(text), result, &err);
    free(text);
    return code == ZHM_OK ? DONE : say_error(&err);
}
