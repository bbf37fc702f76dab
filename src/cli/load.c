#include "cli/cli.h"

#include "format/glossary_files.h"
#include "model/concept.h"
#include "term/edit.h"

#include <stdlib.h>

/* All that is given. */
struct input {
    struct glossary glossary;
    struct grammar_files texts;
    struct grammar_file *grammar; /* the texts, for the database */
};

static void input_clear(struct input *in)
{
    glossary_free(&in->glossary);
    grammar_files_free(&in->texts);
    free(in->grammar);
}

static zhm_code read_files(const struct cli *cli, struct input *in, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && i < cli->operands.count; i++)
        code = glossary_read_all(&in->glossary, &in->texts, cli->operands.items[i], err);
    if (code == ZHM_OK && !(in->grammar = calloc(in->texts.count + 1, sizeof *in->grammar)))
        code = zhm_fail(err, ZHM_NO_MEMORY, "no memory for a grammar");
    for (size_t i = 0; code == ZHM_OK && i < in->texts.count; i++) {
        const struct grammar_text *f = &in->texts.items[i];
        in->grammar[i] = (struct grammar_file){.name = f->name, .text = f->text, .path = f->path};
    }
    return code == ZHM_NOT_FOUND ? (err->code = ZHM_BAD_INPUT) : code;
}

/* A faulty grammar makes no database. */
static zhm_code open_or_make(struct cli *cli, const struct input *in, zhm_error *err)
{
    struct buf folder = {0};
    struct grammar_report unused;
    zhm_code code = door_folder(cli, &folder, err);
    if (code == ZHM_OK)
        code = zhm_open(folder.data, 0, &cli->db, err);
    if (code == ZHM_NOT_FOUND) {
        code = grammar_try(NULL, in->grammar, in->texts.count, false, &unused, err);
        if (code == ZHM_OK && !cli->dry_run)
            code = door_make(cli, err);
    }
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

static zhm_code compare_all(struct cli *cli, struct reader *r, const struct input *in, struct load_report *out,
                            zhm_error *err)
{
    zhm_code code = reader_begin(r, cli->db, err);
    for (size_t i = 0; code == ZHM_OK && i < in->glossary.count; i++)
        code = compare(r, &in->glossary.concepts[i], out, err);
    if (code == ZHM_OK && cli->prune)
        out->deleted = store_count(r->txn, STORE_CONCEPTS) - out->changed - out->unchanged;
    if (code == ZHM_OK)
        out->generation = store_generation(r->txn);
    return code;
}

/* What a load would do, without a database too. */
static zhm_code try_load(struct cli *cli, const struct input *in, struct load_report *out, zhm_error *err)
{
    struct reader r = {0};
    out->added = cli->db ? 0 : in->glossary.count;
    zhm_code code = cli->db ? compare_all(cli, &r, in, out, err) : ZHM_OK;
    if (code == ZHM_OK)
        code = grammar_try(r.txn, in->grammar, in->texts.count, cli->prune, &out->grammar, err);
    if (r.txn)
        reader_end(&r);
    reader_free(&r);
    return code;
}

static void loaded(void *context, size_t done, size_t total)
{
    progress_bar(context, done, total);
}

static void show_grammar(struct cli *cli, const struct grammar_report *g)
{
    buf_printf(&cli->out, "grammar: %zu rules, %zu words", g->rules, g->words);
    if (g->changed_files > 0)
        buf_printf(&cli->out, "; changed: %zu rules, %zu words, in %zu file%s", g->changed_rules, g->changed_words,
                   g->changed_files, g->changed_files == 1 ? "" : "s");
    buf_append_text(&cli->out, cli->dry_run ? " (dry run)\n" : "\n");
}

static json_t *grammar_json(const struct grammar_report *g)
{
    return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I}", "files", (json_int_t)g->files, "rules", (json_int_t)g->rules,
                     "words", (json_int_t)g->words, "changed_files", (json_int_t)g->changed_files, "changed_rules",
                     (json_int_t)g->changed_rules, "changed_words", (json_int_t)g->changed_words);
}

static void show_report(struct cli *cli, const struct input *in, const struct load_report *r)
{
    size_t files = in->glossary.files + in->texts.count, concepts = in->glossary.count;
    if (!cli->json) {
        buf_printf(&cli->out, "%zu file%s, %zu concepts: %llu added, %llu changed, %llu deleted, %llu unchanged%s\n",
                   files, files == 1 ? "" : "s", concepts, (unsigned long long)r->added, (unsigned long long)r->changed,
                   (unsigned long long)r->deleted, (unsigned long long)r->unchanged, cli->dry_run ? " (dry run)" : "");
        if (in->texts.count > 0 || r->grammar.changed_files > 0)
            show_grammar(cli, &r->grammar);
        return;
    }
    json_t *report =
        json_pack("{s:I, s:I, s:o, s:I, s:I, s:I, s:I, s:I, s:b}", "files", (json_int_t)files, "concepts",
                  (json_int_t)concepts, "grammar", grammar_json(&r->grammar), "added", (json_int_t)r->added, "changed",
                  (json_int_t)r->changed, "deleted", (json_int_t)r->deleted, "unchanged", (json_int_t)r->unchanged,
                  "generation", (json_int_t)r->generation, "dry_run", cli->dry_run);
    output_json(cli, report, true);
    json_decref(report);
}

static zhm_code load_all(struct cli *cli, const struct input *in, struct load_report *out, zhm_error *err)
{
    static char title[] = "loading";
    struct glossary_load what = {in->glossary.concepts, in->glossary.count, in->grammar, in->texts.count, cli->prune};
    return glossary_load(cli->db, &what, loaded, title, out, err);
}

enum status run_load(struct cli *cli)
{
    struct input in = {0};
    struct load_report report = {0};
    zhm_error err = {0};
    zhm_code code = read_files(cli, &in, &err);
    if (code == ZHM_OK)
        code = open_or_make(cli, &in, &err);
    if (code == ZHM_OK)
        code = cli->dry_run ? try_load(cli, &in, &report, &err) : load_all(cli, &in, &report, &err);
    enum status status = code == ZHM_OK ? DONE : say_error(&err);
    progress_end();
    if (status == DONE)
        show_report(cli, &in, &report);
    input_clear(&in);
    return status;
}
