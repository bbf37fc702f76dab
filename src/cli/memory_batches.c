/* memory batches, undo, reindex */
#include "cli/show.h"

#include "memory/batches.h"
#include "memory/index.h"

#include <inttypes.h>
#include <stdio.h>

static void show_batches(struct cli *cli, const json_t *batches)
{
    static const char *const heads[] = {"IMPORT", "STATE", "BEGUN", "READ", "ADDED", "JOINED", "UNCHANGED", "REFUSED"};
    static const char *const texts[] = {"batch", "state", "begun"};
    static const char *const numbers[] = {"read", "added", "joined", "unchanged", "refused"};
    struct table t = {.heads = heads, .columns = sizeof heads / sizeof heads[0]};
    size_t i;
    const json_t *b;
    json_array_foreach(batches, i, b)
    {
        table_row(&t, 0);
        for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
            table_cell(&t, text_at(b, texts[k]));
        for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) {
            char text[32];
            (void)snprintf(text, sizeof text, "%lld", number_at(b, numbers[k]));
            table_cell(&t, text);
        }
    }
    show_table(cli, &t);
}

enum status run_memory_batches(struct cli *cli)
{
    json_t *result = NULL;
    enum status status = door_call(cli, "memory.batches", NULL, &result);
    if (status != DONE)
        return status;
    if (cli->json)
        output_json(cli, result, true);
    else
        show_batches(cli, json_object_get(result, "batches"));
    json_decref(result);
    return DONE;
}

static void show_undone(struct cli *cli, const char *name, long long undone, long long kept)
{
    if (cli->json) {
        json_t *report =
            json_pack("{s:s, s:I, s:I}", "batch", name, "undone", (json_int_t)undone, "kept", (json_int_t)kept);
        output_json(cli, report, true);
        json_decref(report);
        return;
    }
    buf_printf(&cli->out, "%s: %lld unit%s undone", name, undone, undone == 1 ? "" : "s");
    if (kept > 0)
        buf_printf(&cli->out, "; %lld left alone, for %s changed since", kept, kept == 1 ? "it was" : "they were");
    buf_append_char(&cli->out, '\n');
}

/* Undoing takes its time: a service gets an hour, unless --timeout says otherwise. */
static enum status undo_there(struct cli *cli, const char *name)
{
    enum { HOUR = 3600000 };
    json_t *result = NULL, *params = json_pack("{s:s}", "batch", name);
    if (!params)
        return say_fault(ZHM_BAD_INPUT, "the name is not valid UTF-8");
    if (cli->timeout_ms == TIMEOUT_DEFAULT)
        cli->timeout_ms = HOUR;
    enum status status = door_call(cli, "memory.undo", params, &result);
    if (status == DONE)
        show_undone(cli, name, number_at(result, "undone"), number_at(result, "kept"));
    json_decref(params);
    json_decref(result);
    return status;
}

enum status run_memory_undo(struct cli *cli)
{
    static char title[] = "undoing";
    const char *name = cli->operands.items[0];
    struct batch batch = {0};
    zhm_error err = {0};
    if (cli->endpoint)
        return undo_there(cli, name);
    zhm_code code = door_database(cli, &err);
    if (code == ZHM_OK)
        code = batch_undo(cli->db, name, progress_bar, title, &batch, &err);
    progress_end();
    if (code != ZHM_OK)
        return say_error(&err);
    show_undone(cli, name, (long long)batch.undone, (long long)batch.kept);
    return DONE;
}

static zhm_code rebuild(struct store_txn *t, void *context, zhm_error *err)
{
    *(uint64_t *)context = store_count(t, STORE_UNITS);
    return index_rebuild(t, err);
}

enum status run_memory_reindex(struct cli *cli)
{
    uint64_t units = 0;
    zhm_error err = {0};
    zhm_code code = door_database(cli, &err);
    if (code == ZHM_OK)
        code = store_write(cli->db->store, rebuild, &units, NULL, &err);
    if (code != ZHM_OK)
        return say_error(&err);
    buf_printf(&cli->out, cli->json ? "{\"units\":%" PRIu64 "}\n" : "the index of %" PRIu64 " units was made anew\n",
               units);
    return DONE;
}
