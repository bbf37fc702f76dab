#include "cli/cli.h"

#include "format/glossary_tsv.h"
#include "model/concept.h"
#include "term/edit.h"

#include <errno.h>
#include <sys/stat.h>

static zhm_code read_files(const struct cli *cli, struct glossary *g, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && i < cli->operands.count; i++)
        code = glossary_read_path(g, cli->operands.items[i], err);
    return code == ZHM_NOT_FOUND ? (err->code = ZHM_BAD_INPUT) : code;
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

static zhm_code open_or_make(struct cli *cli, zhm_error *err)
{
    struct buf folder = {0};
    zhm_code code = door_folder(cli, &folder, err);
    if (code == ZHM_OK)
        code = zhm_open(folder.data, 0, &cli->db, err);
    if (code == ZHM_NOT_FOUND)
        code = cli->dry_run ? ZHM_OK : make_parents(folder.data, err);
    if (code == ZHM_OK && !cli->db && !cli->dry_run)
        code = zhm_open(folder.data, ZHM_OPEN_CREATE, &cli->db, err);
    buf_free(&folder);
    return code;
}

static zhm_code compare(struct reader *r, const zhm_concept *c, struct load_report *out, zhm_error *err)
{
    const zhm_concept *old;
    struct buf a = {0}, b = {0};
    zhm_code code = reader_concept(r, str_of(c->id), &old, err);
    if (code == ZHM_OK) {
        concept_encode(old, &a);
        concept_encode(c, &b);
        *(str_equal(buf_str(&a), buf_str(&b)) ? &out->unchanged : &out->changed) += 1;
        if (a.failed || b.failed)
            code = zhm_fail(err, ZHM_NO_MEMORY, "no memory");
    } else if (code == ZHM_NOT_FOUND) {
        out->added++;
        code = ZHM_OK;
    }
    buf_free(&a);
    buf_free(&b);
    return code;
}

/* What a load would do, without a database too. */
static zhm_code try_load(struct cli *cli, const struct glossary *g, struct load_report *out, zhm_error *err)
{
    struct reader r = {0};
    out->added = cli->db ? 0 : g->count;
    if (!cli->db)
        return ZHM_OK;
    zhm_code code = reader_begin(&r, cli->db, err);
    for (size_t i = 0; code == ZHM_OK && i < g->count; i++)
        code = compare(&r, &g->concepts[i], out, err);
    if (code == ZHM_OK && cli->prune)
        out->deleted = store_count(r.txn, STORE_CONCEPTS) - out->changed - out->unchanged;
    if (code == ZHM_OK)
        out->generation = store_generation(r.txn);
    reader_end(&r);
    reader_free(&r);
    return code;
}

static void loaded(void *context, size_t done, size_t total)
{
    progress_bar(context, done, total);
}

static void show_report(struct cli *cli, const struct glossary *g, const struct load_report *r)
{
    if (!cli->json) {
        buf_printf(&cli->out, "%zu file%s, %zu concepts: %llu added, %llu changed, %llu deleted, %llu unchanged%s\n",
                   g->files, g->files == 1 ? "" : "s", g->count, (unsigned long long)r->added,
                   (unsigned long long)r->changed, (unsigned long long)r->deleted, (unsigned long long)r->unchanged,
                   cli->dry_run ? " (dry run)" : "");
        return;
    }
    json_t *report = json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:b}", "files", (json_int_t)g->files, "concepts",
                               (json_int_t)g->count, "added", (json_int_t)r->added, "changed", (json_int_t)r->changed,
                               "deleted", (json_int_t)r->deleted, "unchanged", (json_int_t)r->unchanged, "generation",
                               (json_int_t)r->generation, "dry_run", cli->dry_run);
    output_json(cli, report, true);
    json_decref(report);
}

enum status run_load(struct cli *cli)
{
    static char title[] = "loading";
    struct glossary g = {0};
    struct load_report report = {0};
    zhm_error err = {0};
    zhm_code code = read_files(cli, &g, &err);
    if (code == ZHM_OK)
        code = open_or_make(cli, &err);
    if (code == ZHM_OK && cli->dry_run)
        code = try_load(cli, &g, &report, &err);
    else if (code == ZHM_OK)
        code = concepts_load(cli->db, g.concepts, g.count, cli->prune, loaded, title, &report, &err);
    enum status status = code == ZHM_OK ? DONE : say_error(&err);
    progress_end();
    if (status == DONE)
        show_report(cli, &g, &report);
    glossary_free(&g);
    return status;
}
