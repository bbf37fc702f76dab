#include "cli/input.h"
#include "cli/out_file.h"

#include "format/glossary_files.h"
#include "lint/page.h"
#include "term/edit.h"

#include <stdlib.h>

enum { README_MAX = 16 << 20 };

static zhm_code count_grammar(const struct grammar_files *texts, struct page_grammar *out, zhm_error *err)
{
    struct grammar_report report = {0};
    struct grammar_file *files = calloc(texts->count + 1, sizeof *files);
    if (!files)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a grammar");
    for (size_t i = 0; i < texts->count; i++) {
        const struct grammar_text *f = &texts->items[i];
        files[i] = (struct grammar_file){.name = f->name, .text = f->text, .path = f->path};
    }
    zhm_code code = grammar_try(NULL, files, texts->count, false, &report, err);
    *out = (struct page_grammar){report.rules, report.words};
    free(files);
    return code;
}

static zhm_code make_page(const char *folder, struct buf *out, zhm_error *err)
{
    struct glossary glossary = {0};
    struct grammar_files texts = {0};
    struct page_grammar grammar = {0};
    zhm_code code = glossary_read_all(&glossary, &texts, folder, err);
    if (code == ZHM_OK)
        code = count_grammar(&texts, &grammar, err);
    if (code == ZHM_OK)
        code = page_write(&glossary, folder, &grammar, out, err);
    glossary_free(&glossary);
    grammar_files_free(&texts);
    return code == ZHM_NOT_FOUND ? (err->code = ZHM_BAD_INPUT) : code;
}

static zhm_code write_whole(struct cli *cli, const char *path, struct str text, zhm_error *err)
{
    struct out_file file = {0};
    zhm_code code = out_open(&file, cli, path, err);
    if (code == ZHM_OK)
        code = out_write(&file, text, err);
    if (code == ZHM_OK)
        code = out_close(&file, err);
    out_clear(&file);
    return code;
}

static zhm_code put_into(struct cli *cli, const char *path, struct str page, zhm_error *err)
{
    struct buf old = {0}, new = {0};
    zhm_code code = input_file(path, README_MAX, &old, err);
    if (code == ZHM_OK && (code = page_put(buf_str(&old), page, &new, err)) != ZHM_OK)
        code = zhm_prefix(err, code, "%s: ", path);
    if (code == ZHM_OK)
        code = write_whole(cli, path, buf_str(&new), err);
    buf_free(&old);
    buf_free(&new);
    return code;
}

enum status run_stats_page(struct cli *cli)
{
    struct buf page = {0}, path = {0};
    zhm_error err = {0};
    if (!cli->glossary)
        return say_usage(cli, "--write needs --glossary");
    if (cli->endpoint)
        return say_usage(cli, "--glossary reads files; leave --connect away");
    zhm_code code = make_page(cli->glossary, &page, &err);
    buf_printf(&path, "%s/README.md", cli->glossary);
    if (code == ZHM_OK && !buf_text(&path))
        code = zhm_fail(&err, ZHM_NO_MEMORY, "no memory for a path");
    if (code == ZHM_OK && cli->write)
        code = put_into(cli, path.data, buf_str(&page), &err);
    else if (code == ZHM_OK)
        buf_append_str(&cli->out, buf_str(&page));
    buf_free(&page);
    buf_free(&path);
    return code == ZHM_OK ? DONE : say_error(&err);
}
