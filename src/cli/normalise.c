#include "cli/input.h"
#include "cli/show.h"

enum { REQUEST_BYTES = 1 << 20 }; /* of names; six times as many with every one escaped are still within the limit */

static void show_why(struct table *t, const json_t *steps)
{
    size_t i;
    const json_t *step;
    json_array_foreach(steps, i, step)
    {
        const char *source = text_at(step, "source");
        note(t, "%s: %s%s%s%s", text_at(step, "step"), text_at(step, "text"), *source ? " [" : "", source,
             *source ? "]" : "");
    }
}

/* The candidates; or, of an unknown name, those that are near. */
static void show_others(struct table *t, const json_t *alternatives, bool near)
{
    size_t i;
    const json_t *other;
    struct buf line = {0};
    json_array_foreach(alternatives, i, other)
    {
        buf_clear(&line);
        subject_line(other, &line);
        const char *text = buf_text(&line);
        if (text && near)
            note(t, "near: %s, score %lld", text, number_at(other, "score"));
        else if (text)
            note(t, "one of: %s", text);
    }
    buf_free(&line);
}

static void show_current(struct table *t, const json_t *current)
{
    struct buf line = {0};
    subject_line(current, &line);
    const char *text = buf_text(&line), *since = text_at(current, "since");
    if (text)
        note(t, "now: %s%s%s", text, *since ? ", since " : "", since);
    buf_free(&line);
}

/* @return whether the name is known, and one thing only */
static bool show_name(struct table *t, const json_t *name, bool why)
{
    const char *verdict = text_at(name, "verdict");
    bool ambiguous = strcmp(verdict, "ambiguous") == 0, unknown = strcmp(verdict, "unknown") == 0;
    table_row(t, 0);
    table_cell(t, text_at(name, "input"));
    table_cell(t, verdict);
    table_cell(t, text_at(name, "category"));
    table_cell(t, english_of(name));
    table_cell(t, chinese_of(name));
    if (json_is_object(json_object_get(name, "current")))
        show_current(t, json_object_get(name, "current"));
    if (ambiguous || unknown)
        show_others(t, json_object_get(name, "alternatives"), unknown);
    if (why)
        show_why(t, json_object_get(name, "why"));
    return !ambiguous && !unknown;
}

static bool show_names(struct cli *cli, const json_t *names)
{
    static const char *const heads[] = {"NAME", "VERDICT", "CATEGORY", "ENGLISH", "CHINESE"};
    struct table t = {.heads = heads, .columns = sizeof heads / sizeof heads[0]};
    size_t i;
    const json_t *name;
    bool all_known = true;
    json_array_foreach(names, i, name)
    {
        if (!show_name(&t, name, cli->why))
            all_known = false;
    }
    if (cli->json)
        table_clear(&t);
    else
        show_table(cli, &t);
    return all_known;
}

static enum status ask(struct cli *cli, json_t *names)
{
    json_t *result = NULL;
    if (json_object_set(cli->params, "names", names) != 0)
        return say_fault(ZHM_NO_MEMORY, "no memory");
    enum status status = door_call(cli, "term.normalise", cli->params, &result);
    if (status != DONE)
        return status;
    if (cli->json)
        output_json(cli, result, true);
    status = show_names(cli, json_object_get(result, "results")) ? DONE : NOT_FOUND;
    json_decref(result);
    return status;
}

/* As many names as one request may hold. */
static zhm_code take_names(struct input *in, json_t *names, zhm_error *err)
{
    struct str item = {0};
    size_t bytes = 0;
    zhm_code code = ZHM_OK;
    while (json_array_size(names) < RPC_BATCH_MAX && bytes < REQUEST_BYTES) {
        code = input_next(in, &item, err);
        if (code != ZHM_OK)
            break;
        bytes += item.len;
        if (json_array_append_new(names, json_stringn(item.data, item.len)) != 0)
            return zhm_fail(err, ZHM_NO_MEMORY, "no memory");
    }
    return code;
}

enum status run_normalise(struct cli *cli)
{
    struct input in = {.cli = cli, .by_line = true, .max = ZHM_NAME_MAX};
    zhm_error err = {0};
    zhm_code code = ZHM_OK;
    enum status status = DONE, one = DONE;
    while (code == ZHM_OK && one != FAULT && one != BAD_USE && output_flush(cli)) {
        json_t *names = json_array();
        code = names ? take_names(&in, names, &err) : zhm_fail(&err, ZHM_NO_MEMORY, "no memory");
        if ((code == ZHM_OK || code == ZHM_NOT_FOUND) && json_array_size(names) > 0)
            one = ask(cli, names);
        if (one != DONE)
            status = one;
        json_decref(names);
    }
    if (code != ZHM_OK && code != ZHM_NOT_FOUND)
        status = say_error(&err);
    input_clear(&in);
    return status;
}
