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

/* A text; or an object's members, which tell one term or relation from another by their values alone. */
static void show_line(struct buf *out, char sign, const char *name, json_t *value, bool keys)
{
    const char *key;
    json_t *member;
    buf_printf(out, "    %c %s:", sign, name);
    if (json_is_string(value))
        buf_printf(out, " %s", json_string_value(value));
    if (json_is_integer(value))
        buf_printf(out, " %lld", (long long)json_integer_value(value));
    json_object_foreach(value, key, member)
    {
        if (json_is_string(member))
            buf_printf(out, " %s%s%s", keys ? key : "", keys ? " " : "", json_string_value(member));
    }
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
                show_line(out, sign, key, item, false);
        }
        if (!json_is_array(value) && !json_equal(value, other))
            show_line(out, sign, key, value, true);
    }
}

/* A concept as it is; a unit with its texts beside its other members. New, for the caller. */
static json_t *record_of(const json_t *change)
{
    json_t *concept = json_object_get(change, "concept"), *unit = json_object_get(change, "unit"), *segment;
    json_t *segments = json_object_get(unit, "segments"), *flat = unit ? json_copy(unit) : NULL;
    const char *lang;
    (void)json_object_del(flat, "segments");
    (void)json_object_del(flat, "unit");
    json_object_foreach(segments, lang, segment)
    {
        json_t *text = json_is_object(segment) ? json_object_get(segment, "text") : segment;
        (void)json_object_set(flat, lang, text);
    }
    return flat ? flat : json_incref(concept);
}

static void show_change(struct cli *cli, const json_t *change, const json_t *before, bool before_known)
{
    json_t *now = record_of(change), *then = record_of(before);
    buf_printf(&cli->out, "generation %lld, %s: %s\n", number_at(change, "generation"), text_at(change, "time"),
               text_at(change, "change"));
    if (before_known && now) {
        show_difference(&cli->out, '-', then, now);
        show_difference(&cli->out, '+', now, then);
    }
    json_decref(now);
    json_decref(then);
}

void show_changes(struct cli *cli, const json_t *result)
{
    const json_t *changes = json_object_get(result, "changes"), *limit = json_object_get(cli->params, "limit");
    size_t count = json_array_size(changes), most = limit ? (size_t)json_integer_value(limit) : LIMIT_DEFAULT;
    for (size_t i = 0; i < count; i++)
        show_change(cli, json_array_get(changes, i), json_array_get(changes, i + 1), i + 1 < count || count < most);
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
    size_t count = json_array_size(json_object_get(result, "changes"));
    if (cli->json)
        output_json(cli, result, true);
    else if (!input_is_single(cli, true))
        show_heading(cli, text_at(cli->params, "concept"));
    if (!cli->json)
        show_changes(cli, result);
    if (count == 0)
        status = cli->json ? NOT_FOUND : say_fault(ZHM_NOT_FOUND, "\"%.*s\" was never written", STR_ARG(id));
    json_decref(result);
    return status;
}

enum status run_history(struct cli *cli)
{
    return input_each(cli, true, ZHM_NAME_MAX, history);
}
