#include "cli/diff.h"
#include "cli/input.h"
#include "cli/show.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static enum status write_all(int fd, struct str text)
{
    for (size_t at = 0; at < text.len;) {
        ssize_t n = write(fd, text.data + at, text.len - at);
        if (n < 0 && errno != EINTR)
            return FAULT;
        at += n > 0 ? (size_t)n : 0;
    }
    return fsync(fd) == 0 ? DONE : FAULT;
}

/* A new file takes the old one's place, so that nobody ever finds half a text. */
static enum status replace_file(const char *path, struct str text)
{
    struct buf name = {0};
    struct stat st;
    char *real = realpath(path, NULL); /* the file that a link leads to */
    int fd = -1;
    enum status status = FAULT;
    buf_printf(&name, "%s.XXXXXX", real ? real : path);
    if (real && buf_text(&name) && stat(real, &st) == 0)
        fd = mkstemp(name.data);
    if (fd >= 0 && fchmod(fd, st.st_mode & 07777) == 0)
        status = write_all(fd, text);
    int fault = errno;
    if (fd >= 0 && close(fd) != 0 && status == DONE)
        status = FAULT, fault = errno;
    if (status == DONE && rename(name.data, real) != 0)
        status = FAULT, fault = errno;
    if (status != DONE && fd >= 0)
        (void)unlink(name.data);
    if (status != DONE)
        status = say_fault(ZHM_STORAGE, "can't write %s: %s", path, strerror(fault));
    free(real);
    buf_free(&name);
    return status;
}

static void show_edits(struct cli *cli, const char *path, struct str text, const json_t *edits)
{
    struct walk w = {.text = text};
    bool coloured = output_coloured();
    size_t i, k;
    const json_t *edit, *step;
    json_array_foreach(edits, i, edit)
    {
        walk_to(&w, (size_t)number_at(edit, "start"));
        buf_printf(&cli->out, "%s%s:%zu:%zu:%s \"", colour_code(coloured, COLOUR_BOLD), path, w.line + 1, w.column + 1,
                   colour_code(coloured, COLOUR_NONE));
        append_plain(&cli->out, text_at(edit, "found"));
        buf_append_text(&cli->out, "\" -> \"");
        append_plain(&cli->out, text_at(edit, "replacement"));
        buf_append_text(&cli->out, "\"\n");
        json_array_foreach(json_object_get(edit, "why"), k, step)
        {
            buf_append_text(&cli->out, "    ");
            append_plain(&cli->out, text_at(step, "text"));
            buf_append_char(&cli->out, '\n');
        }
    }
}

static enum status show(struct cli *cli, const char *path, struct str text, const json_t *result)
{
    const json_t *edits = json_object_get(result, "edits"), *corrected = json_object_get(result, "text");
    struct str better = {json_string_value(corrected), json_string_length(corrected)};
    if (cli->json)
        output_json(cli, result, true);
    else if (cli->edits)
        show_edits(cli, strcmp(path, "-") == 0 ? "standard input" : path, text, edits);
    else if (cli->diff || (!cli->in_place && isatty(STDOUT_FILENO)))
        diff_append(text, edits, output_coloured(), &cli->out);
    else if (!cli->in_place)
        buf_append_str(&cli->out, better);
    return cli->in_place && json_array_size(edits) > 0 ? replace_file(path, better) : DONE;
}

static enum status correct(struct cli *cli, const char *path, struct str text)
{
    json_t *result = NULL;
    if (json_object_set_new(cli->params, "text", json_stringn(text.data ? text.data : "", text.len)) != 0)
        return say_fault(ZHM_NO_MEMORY, "no memory");
    enum status status = door_call(cli, "text.correct", cli->params, &result);
    if (status == DONE)
        status = show(cli, path, text, result);
    json_decref(result);
    return status;
}

static enum status correct_file(struct cli *cli, const char *path)
{
    struct buf text = {0};
    zhm_error err = {0};
    zhm_code code = input_file(path, ZHM_TEXT_MAX, &text, &err);
    enum status status = code == ZHM_OK ? correct(cli, path, buf_str(&text)) : say_error(&err);
    buf_free(&text);
    return status;
}

enum status run_correct(struct cli *cli)
{
    const struct words *files = &cli->operands;
    if (cli->diff && cli->edits)
        return say_usage(cli, "either --diff or --edits, not both");
    for (size_t i = 0; cli->in_place && i < files->count; i++)
        if (strcmp(files->items[i], "-") == 0)
            return say_usage(cli, "--in-place needs files, not standard input");
    if (files->count == 0)
        return cli->in_place ? say_usage(cli, "--in-place needs a file") : correct_file(cli, "-");
    enum status status = DONE;
    for (size_t i = 0; status == DONE && i < files->count && output_flush(cli); i++)
        status = correct_file(cli, files->items[i]);
    return status;
}
