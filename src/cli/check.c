#include "cli/diff.h"
#include "cli/input.h"
#include "cli/show.h"

/* What an issue is said of: the target's text, or the source's where the name is missing. */
struct report {
    struct cli *cli;
    const char *source_path, *target_path;
    struct walk source, target;
    bool coloured;
};

static const char *path_name(const char *path)
{
    return strcmp(path, "-") == 0 ? "standard input" : path;
}

static enum colour colour_of(const char *severity)
{
    if (strcmp(severity, "error") == 0)
        return COLOUR_RED;
    return strcmp(severity, "warning") == 0 ? COLOUR_YELLOW : COLOUR_CYAN;
}

static void append_place(struct report *r, bool source, const json_t *span)
{
    struct walk *w = source ? &r->source : &r->target;
    walk_to(w, (size_t)number_at(span, "start"));
    buf_printf(&r->cli->out, "%s:%zu:%zu", path_name(source ? r->source_path : r->target_path), w->line + 1,
               w->column + 1);
}

static void append_quoted(struct buf *out, const char *before, const char *text)
{
    buf_append_text(out, before);
    buf_append_char(out, '"');
    append_plain(out, text);
    buf_append_char(out, '"');
}

static void show_steps(struct report *r, const json_t *why)
{
    size_t i;
    const json_t *step;
    json_array_foreach(why, i, step)
    {
        buf_append_text(&r->cli->out, "    ");
        append_plain(&r->cli->out, text_at(step, "text"));
        buf_append_char(&r->cli->out, '\n');
    }
}

static void show_issue(struct report *r, const json_t *issue)
{
    struct buf *out = &r->cli->out;
    const json_t *source = json_object_get(issue, "source"), *target = json_object_get(issue, "target");
    const char *severity = text_at(issue, "severity"), *end = colour_code(r->coloured, COLOUR_NONE);
    bool missing = !json_is_object(target);
    buf_append_text(out, colour_code(r->coloured, COLOUR_BOLD));
    append_place(r, missing, missing ? source : target);
    buf_printf(out, ":%s %s%s:%s %s: ", end, colour_code(r->coloured, colour_of(severity)), severity, end,
               text_at(issue, "kind"));
    append_quoted(out, "", missing ? text_at(source, "text") : text_at(issue, "found"));
    append_quoted(out, ", expected ", text_at(issue, "expected"));
    if (!missing && json_is_object(source)) {
        append_quoted(out, ", for ", text_at(source, "text"));
        buf_append_text(out, " at ");
        append_place(r, true, source);
    }
    buf_append_char(out, '\n');
    show_steps(r, json_object_get(issue, "why"));
}

static enum status show_issues(struct report *r, const json_t *issues)
{
    enum status status = DONE;
    size_t i;
    const json_t *issue;
    json_array_foreach(issues, i, issue)
    {
        if (!r->cli->json)
            show_issue(r, issue);
        if (strcmp(text_at(issue, "severity"), "hint") != 0)
            status = NOT_FOUND;
        if (!output_flush(r->cli))
            break;
    }
    return status;
}

static enum status ask(struct report *r)
{
    struct cli *cli = r->cli;
    json_t *result = NULL;
    struct str source = r->source.text, target = r->target.text;
    if (json_object_set_new(cli->params, "source", json_stringn(source.data ? source.data : "", source.len)) != 0 ||
        json_object_set_new(cli->params, "target", json_stringn(target.data ? target.data : "", target.len)) != 0)
        return say_fault(ZHM_NO_MEMORY, "no memory");
    enum status status = door_call(cli, "text.check", cli->params, &result);
    if (status != DONE)
        return status;
    if (cli->json)
        output_json(cli, result, true);
    status = show_issues(r, json_object_get(result, "issues"));
    if (!cli->json && json_array_size(json_object_get(result, "issues")) == 0)
        (void)say_fault(ZHM_OK, "no issues");
    json_decref(result);
    return status;
}

enum status run_check(struct cli *cli)
{
    struct report r = {.cli = cli, .coloured = output_coloured()};
    struct buf source = {0}, target = {0};
    zhm_error err = {0};
    r.source_path = cli->operands.items[0];
    r.target_path = cli->operands.items[1];
    if (strcmp(r.source_path, "-") == 0 && strcmp(r.target_path, "-") == 0)
        return say_usage(cli, "only one of the texts can be standard input");
    zhm_code code = input_file(r.source_path, ZHM_TEXT_MAX, &source, &err);
    if (code == ZHM_OK)
        code = input_file(r.target_path, ZHM_TEXT_MAX, &target, &err);
    r.source.text = buf_str(&source);
    r.target.text = buf_str(&target);
    enum status status = code == ZHM_OK ? ask(&r) : say_error(&err);
    buf_free(&source);
    buf_free(&target);
    return status;
}
