#include "cli/input.h"
#include "cli/show.h"

enum { LIMIT_DEFAULT = 20 };

static bool holds(const json_t *array, const json_t *item)
{
    size_t i;
    const json_t *other;
    json_array_foreach(array, i, other)
    {
        if (json_equal(other, item))
            return true;
    }
    return false;
}

/* An object's values, in their order: enough to tell one term or relation from another. */
static void show_value(struct buf *out, json_t *value)
{
    const char *key;
    json_t *member;
    size_t i;
    if (json_is_object(value))
        json_object_foreach(value, key, member)
        {
            buf_append_char(out, ' ');
            show_value(out, member);
        }
    json_array_foreach(value, i, member) show_value(out, member);
    if (json_is_string(value))
        buf_append_text(out, json_string_value(value));
    if (json_is_integer(value))
        buf_printf(out, "%lld", (long long)json_integer_value(value));
}

static void show_line(struct buf *out, char sign, const char *key, json_t *value)
{
    buf_printf(out, "    %c %s:%s", sign, key, json_is_object(value) ? "" : " ");
    show_value(out, value);
    buf_append_char(out, '\n');
}

/* What @a has that @b has not. */
static void show_difference(struct buf *out, char sign, json_t *a, const json_t *b)
{
    const char *key;
    json_t *value, *item;
    size_t i;
    json_object_foreach(a, key, value)
    {
        const json_t *other = json_object_get(b, key);
        json_array_foreach(value, i, item)
        {
            if (!holds(other, item))
                show_line(out, sign, key, item);
        }
        if (!json_is_array(value) && !json_equal(value, other))
            show_line(out, sign, key, value);
    }
}

static void show_change(struct cli *cli, const json_t *change, const json_t *before, bool before_known)
{
    json_t *now = json_object_get(change, "concept"), *then = json_object_get(before, "concept");
    buf_printf(&cli->out, "generation %lld, %s: %s\n", number_at(change, "generation"), text_at(change, "time"),
               text_at(change, "change"));
    if (!before_known || !now)
        return;
    show_difference(&cli->out, '-', then, now);
    show_difference(&cli->out, '+', now, then);
}

static enum status history(struct cli *cli, struct str id, const char *path)
{
    json_t *result = NULL;
    (void)path;
    if (json_object_set_new(cli->params, "concept", json_stringn(id.data, id.len)) != 0)
        return say_fault(ZHM_NO_MEMORY, "no memory");
    enum status status = door_call(cli, "term.history", cli->params, &result);
    if (status != DONE)
        return status;
    const json_t *changes = json_object_get(result, "changes"), *limit = json_object_get(cli->params, "limit");
    size_t count = json_array_size(changes), most = limit ? (size_t)json_integer_value(limit) : LIMIT_DEFAULT;
    if (cli->json)
        output_json(cli, result, true);
    else if (!input_is_single(cli, true))
        show_heading(cli, text_at(cli->params, "concept"));
    for (size_t i = 0; i < count && !cli->json; i++)
        show_change(cli, json_array_get(changes, i), json_array_get(changes, i + 1), i + 1 < count || count < most);
    if (count == 0)
        status = cli->json ? NOT_FOUND : say_fault(ZHM_NOT_FOUND, "\"%.*s\" was never written", STR_ARG(id));
    json_decref(result);
    return status;
}

enum status run_history(struct cli *cli)
{
    return input_each(cli, true, ZHM_NAME_MAX, history);
}
