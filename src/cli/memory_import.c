#include "cli/import.h"
#include "cli/show.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* A word as a shell reads it. */
static void append_word(struct buf *out, const char *word)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./:@%+=,-";
    if (*word && word[strspn(word, plain)] == '\0') {
        buf_append_text(out, word);
        return;
    }
    buf_append_char(out, '\'');
    for (; *word; word++)
        *word == '\'' ? buf_append_text(out, "'\\''") : buf_append_char(out, *word);
    buf_append_char(out, '\'');
}

static void append_command(const struct cli *cli, struct buf *out)
{
    buf_append_text(out, "zhengming ");
    if (cli->folder || cli->endpoint) {
        buf_append_text(out, cli->endpoint ? "--connect " : "--db ");
        append_word(out, cli->endpoint ? cli->endpoint : cli->folder);
        buf_append_char(out, ' ');
    }
}

static void append_undo(const struct import *in, struct buf *out)
{
    append_command(in->cli, out);
    buf_append_text(out, in->name.data[0] == '-' ? "memory undo -- " : "memory undo ");
    append_word(out, in->name.data);
}

static void append_resume(const struct import *in, struct buf *out)
{
    append_command(in->cli, out);
    buf_append_text(out, "memory import --resume --name ");
    append_word(out, in->name.data);
    if (in->cli->format) {
        buf_append_text(out, " --format ");
        append_word(out, in->cli->format);
    }
    buf_append_text(out, in->path[0] == '-' && in->path[1] ? " -- " : " ");
    append_word(out, in->path);
}

static void append_counts(const struct import *in, struct buf *out)
{
    const struct import_counts *n = &in->way.counts;
    buf_printf(out,
               "%" PRIu64 " unit%s: %" PRIu64 " added, %" PRIu64 " joined, %" PRIu64 " unchanged, %" PRIu64 " refused",
               n->read, n->read == 1 ? "" : "s", n->added, n->joined, n->unchanged, n->refused);
    if (in->skip > 0)
        buf_printf(out, " (of them %" PRIu64 " before it was resumed)", in->skip);
}

static double rate(const struct import *in)
{
    uint64_t now = in->seen > in->skip ? in->seen - in->skip : 0;
    return in->seconds > 0 ? (double)now / in->seconds : 0;
}

static void show_done(struct cli *cli, const struct import *in)
{
    buf_printf(&cli->out, "%s: ", in->shown);
    if (!in->begun) {
        buf_append_text(&cli->out, "no units\n");
        return;
    }
    append_counts(in, &cli->out);
    buf_printf(&cli->out, "\nin %.1f s, %.0f units/s; to undo it:\n  ", in->seconds, rate(in));
    append_undo(in, &cli->out);
    buf_append_char(&cli->out, '\n');
}

/* What is in the memory now, on stderr: stdout is for what is done. */
static void say_stopped(const struct import *in)
{
    struct buf text = {0};
    buf_printf(&text, "%s: not done; in the memory, durably: ", in->shown);
    append_counts(in, &text);
    if (in->broken && in->cli->endpoint)
        buf_append_text(&text, ", and maybe the last request's");
    buf_append_text(&text, "\nto go on:\n  ");
    append_resume(in, &text);
    buf_append_text(&text, "\nto undo it:\n  ");
    append_undo(in, &text);
    if (buf_text(&text))
        (void)fprintf(stderr, "%s\n", text.data);
    buf_free(&text);
}

static void show_json(struct cli *cli, const struct import *in)
{
    const struct import_counts *n = &in->way.counts;
    json_t *file = json_string(in->path);
    json_t *report =
        json_pack("{s:o, s:b, s:I, s:I, s:I, s:I, s:I, s:I, s:f}", "file", file ? file : json_null(), "done",
                  in->done || !in->begun, "skipped", (json_int_t)in->skip, "read", (json_int_t)n->read, "added",
                  (json_int_t)n->added, "joined", (json_int_t)n->joined, "unchanged", (json_int_t)n->unchanged,
                  "refused", (json_int_t)n->refused, "seconds", in->seconds);
    if (in->begun)
        (void)json_object_set_new(report, "batch", json_string(in->name.data));
    output_json(cli, report, true);
    json_decref(report);
}

static enum status import_file(struct cli *cli, const char *path)
{
    zhm_error err = {0};
    struct import *in = calloc(1, sizeof *in);
    if (!in)
        return say_fault(ZHM_NO_MEMORY, "no memory for an import");
    in->cli = cli;
    in->path = path;
    zhm_code code = import_run(in, &err);
    enum status status = code == ZHM_OK ? DONE : say_error(&err);
    if (code != ZHM_OK && in->begun)
        say_stopped(in);
    else if (code == ZHM_OK && !cli->json)
        show_done(cli, in);
    if (cli->json && (code == ZHM_OK || in->begun))
        show_json(cli, in);
    if (status == DONE && in->way.counts.refused > 0)
        status = NOT_FOUND;
    import_clear(in);
    free(in);
    return status;
}

enum status run_memory_import(struct cli *cli)
{
    const struct words *files = &cli->operands;
    enum status status = DONE;
    if (cli->name && files->count > 1)
        return say_usage(cli, "--name is for one file: each is an import of its own");
    import_catch_interrupt();
    for (size_t i = 0; i < files->count; i++) {
        enum status one = import_file(cli, files->items[i]);
        if (one != DONE)
            status = one;
        if (one == FAULT || one == BAD_USE || !output_flush(cli))
            break;
    }
    return status;
}
