#include "cli/import.h"
#include "cli/out_file.h"
#include "cli/show.h"

#include "rpc/session.h"

#include <stdio.h>
#include <stdlib.h>

enum { TOLD = 20, PAGE = 1000 };

struct export
{
    struct cli *cli;
    struct out_file file;
    struct unit_writer *writer;
    struct arena arena; /* a unit's */
    const char **langs;
    unsigned long long written, refused;
};

static zhm_code sink(void *context, struct str data, zhm_error *err)
{
    struct export *e = context;
    return out_write(&e->file, data, err);
}

static zhm_code put(struct export *e, json_t *json, zhm_error *err)
{
    zhm_unit u;
    zhm_error why = {0};
    arena_clear(&e->arena);
    zhm_code code = unit_from_json(json, &e->arena, &u, err);
    if (code != ZHM_OK)
        return zhm_prefix(err, ZHM_STORAGE, "unit %lld: ", number_at(json, "unit"));
    code = unit_writer_put(e->writer, &u, &why);
    e->written += code == ZHM_OK;
    if (code != ZHM_BAD_INPUT && code != ZHM_NOT_FOUND)
        return code == ZHM_OK ? code : zhm_fail(err, code, "%s", why.text);
    if (code == ZHM_BAD_INPUT && e->refused++ < TOLD)
        (void)fprintf(stderr, "unit %lld: %s\n", number_at(json, "unit"), why.text);
    return ZHM_OK;
}

/* Pages by the numbers of units: those that others add meanwhile come at the end. */
static zhm_code put_page(struct export *e, bool *more, zhm_error *err)
{
    json_t *result = NULL, *params = e->cli->params;
    char *text = json_dumps(params, JSON_COMPACT);
    zhm_code code = text ? door_ask(e->cli, "memory.export", str_of(text), &result, err)
                         : zhm_fail(err, ZHM_NO_MEMORY, "no memory for a request");
    const json_t *units = json_object_get(result, "units");
    json_t *next = json_object_get(result, "next");
    for (size_t i = 0; code == ZHM_OK && i < json_array_size(units); i++)
        code = put(e, json_array_get(units, i), err);
    *more = json_is_integer(next);
    if (code == ZHM_OK && *more && json_object_set(params, "after", next) != 0)
        code = zhm_fail(err, ZHM_NO_MEMORY, "no memory for a request");
    json_decref(result);
    free(text);
    return code;
}

static zhm_code put_all(struct export *e, const struct unit_writing *writing, zhm_error *err)
{
    bool more = true;
    zhm_code code = unit_writer_new(writing, &e->writer, err);
    while (code == ZHM_OK && more)
        code = put_page(e, &more, err);
    if (code == ZHM_OK)
        code = unit_writer_end(e->writer, err);
    return code == ZHM_OK ? out_close(&e->file, err) : code;
}

/* --from goes first. */
static zhm_code read_langs(struct export *e, struct unit_writing *w, zhm_error *err)
{
    struct cli *cli = e->cli;
    json_t *list = json_array(), *from = json_object_get(cli->params, "from");
    const char **langs = calloc(cli->langs.count + 1, sizeof *langs);
    size_t n = 0;
    if (from && langs)
        langs[n++] = w->source_lang = json_string_value(from);
    for (size_t i = 0; langs && i < cli->langs.count; i++)
        langs[n++] = cli->langs.items[i];
    bool good = list && langs;
    for (size_t i = 0; good && i < n; i++)
        good = json_array_append_new(list, json_string(langs[i])) == 0;
    if (good && n > 0)
        good = json_object_set(cli->params, "langs", list) == 0;
    json_decref(list);
    w->langs = e->langs = langs;
    w->lang_count = n;
    return good ? ZHM_OK : zhm_fail(err, ZHM_BAD_INPUT, "a language that is not valid UTF-8");
}

static enum status show(const struct export *e)
{
    struct cli *cli = e->cli;
    if (e->refused > TOLD)
        (void)fprintf(stderr, "%llu more\n", e->refused - TOLD);
    if (e->refused > 0)
        (void)say_fault(ZHM_OK, "%llu unit%s left out, which the format can't hold", e->refused,
                        e->refused == 1 ? "" : "s");
    if (e->file.path && cli->json)
        buf_printf(&cli->out, "{\"units\":%llu,\"refused\":%llu}\n", e->written, e->refused);
    else if (e->file.path)
        buf_printf(&cli->out, "%s: %llu unit%s\n", e->file.path, e->written, e->written == 1 ? "" : "s");
    return e->refused > 0 ? NOT_FOUND : DONE;
}

static zhm_code export_to(struct export *e, struct unit_writing *w, const char *path, zhm_error *err)
{
    struct cli *cli = e->cli;
    bool to_stdout = !path || strcmp(path, "-") == 0;
    zhm_code code = ZHM_OK;
    if (!to_stdout || cli->format)
        code = import_format(cli->format, path ? path : "-", &w->format, err);
    if (code == ZHM_OK)
        code = read_langs(e, w, err);
    json_t *from = json_incref(json_object_get(cli->params, "from")); /* lent to the writing */
    (void)json_object_del(cli->params, "from");
    if (code == ZHM_OK && json_object_set_new(cli->params, "limit", json_integer(PAGE)) != 0)
        code = zhm_fail(err, ZHM_NO_MEMORY, "no memory for a request");
    if (code == ZHM_OK)
        code = out_open(&e->file, cli, path, err);
    if (code == ZHM_OK)
        code = put_all(e, w, err);
    json_decref(from);
    return code;
}

enum status run_memory_export(struct cli *cli)
{
    struct export e = {.cli = cli};
    struct unit_writing w = {.format = UNIT_TMX, .sink = sink, .sink_context = &e};
    zhm_error err = {0};
    const char *path = cli->operands.count > 0 ? cli->operands.items[0] : NULL;
    zhm_code code = export_to(&e, &w, path, &err);
    enum status status = DONE;
    if (code == ZHM_OK)
        status = show(&e);
    else if (!cli->out_errno) /* else it is told at the end */
        status = say_error(&err);
    unit_writer_free(e.writer);
    out_clear(&e.file);
    arena_free(&e.arena);
    free(e.langs);
    return status;
}
