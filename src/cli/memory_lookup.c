/* memory lookup, concordance */
#include "cli/diff.h"
#include "cli/input.h"
#include "cli/show.h"

#include <stdio.h>

#include <zhengming/unit.h>

static void append_indented(struct buf *out, const char *label, const char *text)
{
    buf_printf(out, "    %s", label);
    append_plain(out, text);
    buf_append_char(out, '\n');
}

/* The source with what the query has otherwise: as diff_append has it. */
static void show_source(struct cli *cli, const json_t *match)
{
    json_t *edits = json_array(), *edit;
    struct buf plain = {0};
    size_t i;
    append_plain(&plain, text_at(match, "source"));
    json_array_foreach(json_object_get(match, "edits"), i, edit)
    {
        struct walk w = {.text = buf_str(&plain)};
        walk_to(&w, (size_t)number_at(edit, "start"));
        size_t from = w.byte;
        walk_to(&w, (size_t)number_at(edit, "end"));
        json_t *marked = json_pack("{s:O, s:O, s:s#, s:s}", "start", json_object_get(edit, "start"), "end",
                                   json_object_get(edit, "end"), "found", plain.data ? plain.data + from : "",
                                   (int)(w.byte - from), "replacement", text_at(edit, "text"));
        (void)json_array_append_new(edits, marked);
    }
    buf_append_text(&cli->out, "    ");
    diff_append(buf_str(&plain), edits, output_coloured(), &cli->out);
    buf_append_char(&cli->out, '\n');
    json_decref(edits);
    buf_free(&plain);
}

static void show_misfits(struct cli *cli, const json_t *names)
{
    size_t i;
    const json_t *m;
    json_array_foreach(json_object_get(names, "misfits"), i, m)
    {
        const char *target = text_at(json_object_get(m, "target"), "text"), *expected = text_at(m, "expected");
        const char *query = text_at(json_object_get(m, "query"), "text");
        buf_printf(&cli->out, "    %s: ", text_at(m, "kind"));
        if (*target)
            buf_printf(&cli->out, "\"%s\"%s", target, *expected ? ", " : "");
        if (*expected)
            buf_printf(&cli->out, "expected \"%s\"", expected);
        if (*query)
            buf_printf(&cli->out, "%sfor \"%s\"", *target || *expected ? ", " : "", query);
        buf_append_char(&cli->out, '\n');
    }
}

void score_append(struct buf *out, const json_t *match)
{
    char text[32];
    (void)snprintf(text, sizeof text, "%.2f", json_number_value(json_object_get(match, "score")));
    size_t len = strlen(text);
    while (len > 0 && text[len - 1] == '0')
        len--;
    len -= len > 0 && text[len - 1] == '.';
    buf_append(out, text, len);
}

static void show_match(struct cli *cli, const json_t *match)
{
    static const char *const fields[] = {"origin", "domain", "changed"};
    score_append(&cli->out, match);
    buf_printf(&cli->out, " %s, unit %lld", text_at(match, "kind"), number_at(match, "unit"));
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const char *value = text_at(match, fields[i]);
        buf_append_text(&cli->out, *value ? ", " : "");
        append_plain(&cli->out, value);
    }
    buf_append_char(&cli->out, '\n');
    show_source(cli, match);
    append_indented(&cli->out, "", text_at(match, "target"));
    const json_t *adapted = json_object_get(match, "adapted");
    if (adapted)
        append_indented(&cli->out, "adapted: ", text_at(adapted, "target"));
    show_misfits(cli, json_object_get(match, "names"));
}

static enum status lookup(struct cli *cli, struct str item, const char *path)
{
    json_t *result = NULL;
    (void)path;
    if (json_object_set_new(cli->params, "text", json_stringn(item.data, item.len)) != 0)
        return say_fault(ZHM_NO_MEMORY, "no memory");
    enum status status = door_call(cli, "memory.lookup", cli->params, &result);
    if (status != DONE)
        return status;
    const json_t *matches = json_object_get(result, "matches");
    if (cli->json)
        output_json(cli, result, true);
    else if (!input_is_single(cli, true))
        show_heading(cli, text_at(cli->params, "text"));
    for (size_t i = 0; !cli->json && i < json_array_size(matches); i++)
        show_match(cli, json_array_get(matches, i));
    if (json_array_size(matches) == 0)
        status = cli->json ? NOT_FOUND : say_fault(ZHM_NOT_FOUND, "nothing found for \"%.*s\"", STR_ARG(item));
    json_decref(result);
    return status;
}

bool has_pair(const struct cli *cli)
{
    return json_object_get(cli->params, "from") && json_object_get(cli->params, "to");
}

enum status run_memory_lookup(struct cli *cli)
{
    json_t *context = json_object();
    if (!has_pair(cli))
        return json_decref(context), say_usage(cli, "--from and --to are needed");
    int fault = cli->previous ? json_object_set_new(context, "previous", json_string(cli->previous)) : 0;
    fault |= cli->next ? json_object_set_new(context, "next", json_string(cli->next)) : 0;
    if (json_object_size(context) > 0)
        fault |= json_object_set(cli->params, "context", context);
    json_decref(context);
    return fault ? say_usage(cli, "--previous or --next is not valid UTF-8")
                 : input_each(cli, true, ZHM_SEGMENT_MAX, lookup);
}

static void show_runs(struct cli *cli, const json_t *match)
{
    bool coloured = output_coloured();
    struct buf plain = {0};
    size_t i;
    const json_t *run;
    append_plain(&plain, text_at(match, "text"));
    struct walk w = {.text = buf_str(&plain)};
    buf_printf(&cli->out, "    ");
    json_array_foreach(json_object_get(match, "runs"), i, run)
    {
        size_t from = w.byte;
        walk_to(&w, (size_t)number_at(run, "start"));
        buf_append_str(&cli->out, (struct str){w.text.data + from, w.byte - from});
        from = w.byte;
        walk_to(&w, (size_t)number_at(run, "end"));
        buf_append_text(&cli->out, coloured ? colour_code(true, COLOUR_YELLOW) : "[");
        buf_append_str(&cli->out, (struct str){w.text.data + from, w.byte - from});
        buf_append_text(&cli->out, coloured ? colour_code(true, COLOUR_NONE) : "]");
    }
    buf_append_str(&cli->out, str_from(w.text, w.byte));
    buf_append_char(&cli->out, '\n');
    buf_free(&plain);
}

static void show_find(struct cli *cli, const json_t *match)
{
    static const char *const fields[] = {"origin", "domain"};
    const char *lang;
    const json_t *text;
    buf_printf(&cli->out, "unit %lld, %s", number_at(match, "unit"), text_at(match, "lang"));
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const char *value = text_at(match, fields[i]);
        buf_append_text(&cli->out, *value ? ", " : "");
        append_plain(&cli->out, value);
    }
    buf_append_char(&cli->out, '\n');
    show_runs(cli, match);
    json_object_foreach(json_object_get(match, "others"), lang, text)
        append_indented(&cli->out, "", json_string_value(text));
}

static enum status nothing_found(const char *text, long long total)
{
    return total > 0 ? say_fault(ZHM_NOT_FOUND, "\"%s\" is found in %lld texts, no more", text, total)
                     : say_fault(ZHM_NOT_FOUND, "nothing found for \"%s\"", text);
}

enum status run_memory_concordance(struct cli *cli)
{
    json_t *result = NULL;
    const char *text = cli->operands.items[0];
    if (json_object_set_new(cli->params, "text", json_string(text)) != 0)
        return say_usage(cli, "the text is not valid UTF-8");
    enum status status = door_call(cli, "memory.concordance", cli->params, &result);
    if (status != DONE)
        return status;
    const json_t *matches = json_object_get(result, "matches");
    size_t count = json_array_size(matches);
    if (cli->json)
        output_json(cli, result, true);
    for (size_t i = 0; !cli->json && i < count; i++)
        show_find(cli, json_array_get(matches, i));
    if (!cli->json && count > 0)
        buf_printf(&cli->out, "%zu of %lld\n", count, number_at(result, "total"));
    if (count == 0)
        status = cli->json ? NOT_FOUND : nothing_found(text, number_at(result, "total"));
    json_decref(result);
    return status;
}
