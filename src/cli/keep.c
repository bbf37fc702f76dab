/* verify, backup */
#include "cli/show.h"

#include "memory/units.h"
#include "term/edit.h"

static enum status show_sound(struct cli *cli)
{
    json_t *stats = NULL;
    enum status status = door_call(cli, "service.stats", NULL, &stats);
    if (status != DONE)
        return status;
    buf_printf(&cli->out,
               cli->json ? "{\"sound\":true,\"concepts\":%lld,\"terms\":%lld,\"units\":%lld,\"generation\":%lld}\n"
                         : "sound: %lld concepts, %lld terms, %lld units, generation %lld\n",
               number_at(stats, "concepts"), number_at(stats, "terms"), number_at(stats, "units"),
               number_at(stats, "generation"));
    json_decref(stats);
    return DONE;
}

static zhm_code verify_units(struct cli *cli, zhm_error *err)
{
    struct store_txn *t;
    zhm_code code = store_read_begin(cli->db->store, &t, err);
    if (code != ZHM_OK)
        return code;
    code = units_verify(t, err);
    store_read_end(t);
    return code;
}

enum status run_verify(struct cli *cli)
{
    static char title[] = "verifying";
    zhm_error err = {0};
    zhm_code code = door_open(cli, &err);
    if (code == ZHM_OK)
        code = database_verify(cli->db, progress_bar, title, &err);
    if (code == ZHM_OK)
        code = verify_units(cli, &err);
    progress_end();
    if (code == ZHM_OK)
        return show_sound(cli);
    (void)say_error(&err);
    return FAULT;
}

enum status run_backup(struct cli *cli)
{
    const char *folder = cli->operands.items[0];
    zhm_error err = {0};
    json_t *name = json_string(folder);
    if (!name)
        return say_fault(ZHM_BAD_INPUT, "the folder's name is not valid UTF-8");
    zhm_code code = door_database(cli, &err);
    if (code == ZHM_OK)
        code = store_backup(cli->db->store, folder, &err);
    enum status status = code == ZHM_OK ? DONE : say_error(&err);
    json_t *result = cli->json && status == DONE ? json_pack("{s:O}", "folder", name) : NULL;
    if (result)
        output_json(cli, result, true);
    else if (status == DONE)
        buf_printf(&cli->out, "copied to %s, and checked\n", folder);
    json_decref(result);
    json_decref(name);
    return status;
}
