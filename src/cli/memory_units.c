/* memory add, get, edit, delete, history */
#include "cli/diff.h"
#include "cli/show.h"

#include "model/unit_text.h"

#include <errno.h>
#include <stdlib.h>

/* "en=text" into @segments: text NULL where it is empty. */
static enum status split(struct cli *cli, const char *word, json_t *segments)
{
    const char *equals = strchr(word, '=');
    char lang[80];
    size_t len = equals ? (size_t)(equals - word) : 0;
    if (len == 0 || len >= sizeof lang)
        return say_usage(cli, "\"%.60s\" is not LANG=TEXT", word);
    memcpy(lang, word, len);
    lang[len] = '\0';
    if (json_object_get(segments, lang))
        return say_usage(cli, "%s= twice", lang);
    json_t *text = equals[1] ? json_string(equals + 1) : json_null();
    return json_object_set_new(segments, lang, text) == 0 ? DONE : say_usage(cli, "%s= is not valid UTF-8", lang);
}

static enum status split_all(struct cli *cli, size_t first, json_t *segments)
{
    enum status status = DONE;
    for (size_t i = first; status == DONE && i < cli->operands.count; i++)
        status = split(cli, cli->operands.items[i], segments);
    return status;
}

static enum status number_of(struct cli *cli, const char *word, json_int_t *out)
{
    char *end = NULL;
    errno = 0;
    long long n = *word >= '0' && *word <= '9' ? strtoll(word, &end, 10) : 0;
    if (!end || *end || errno)
        return say_usage(cli, "\"%.60s\" is no number of a unit", word);
    *out = n;
    return DONE;
}

/* Take and release the arguments. */
static enum status call(struct cli *cli, const char *method, json_t *params, json_t **result)
{
    enum status status = params ? door_call(cli, method, params, result) : say_fault(ZHM_NO_MEMORY, "no memory");
    json_decref(params);
    return status;
}

static enum status show_added(struct cli *cli, const json_t *result)
{
    const json_t *one = json_array_get(json_object_get(result, "units"), 0);
    const char *outcome = text_at(one, "outcome");
    bool refused = strcmp(outcome, "refused") == 0;
    if (cli->json)
        output_json(cli, result, true);
    else if (!refused)
        buf_printf(&cli->out, "unit %lld %s\n", number_at(one, "unit"),
                   strcmp(outcome, "added") == 0    ? "added"
                   : strcmp(outcome, "joined") == 0 ? "was there: joined"
                                                    : "was there");
    return refused ? say_fault(ZHM_BAD_INPUT, "refused: %s", text_at(one, "error")) : DONE;
}

enum status run_memory_add(struct cli *cli)
{
    json_t *segments = json_object(), *result = NULL, *unit = json_copy(cli->params);
    enum status status = split_all(cli, 0, segments);
    if (status == DONE && json_object_set(unit, "segments", segments) != 0)
        status = say_fault(ZHM_NO_MEMORY, "no memory");
    if (status == DONE)
        status = call(cli, "memory.add", json_pack("{s:[O]}", "units", unit), &result);
    if (status == DONE)
        status = show_added(cli, result);
    json_decref(segments);
    json_decref(unit);
    json_decref(result);
    return status;
}

static void show_field(struct cli *cli, const char *name, const char *value, const char *by)
{
    if (!*value)
        return;
    buf_printf(&cli->out, "  %-10s ", name);
    append_plain(&cli->out, value);
    if (*by) {
        buf_append_text(&cli->out, " by ");
        append_plain(&cli->out, by);
    }
    buf_append_char(&cli->out, '\n');
}

static void show_details(struct cli *cli, const json_t *of)
{
    size_t i;
    const char *name;
    json_t *value;
    json_array_foreach(json_object_get(of, "notes"), i, value) show_field(cli, "note", json_string_value(value), "");
    json_object_foreach(json_object_get(of, "properties"), name, value)
        show_field(cli, name, json_string_value(value), "");
    json_array_foreach(json_object_get(of, "details"), i, value)
        show_field(cli, text_at(value, "name"), text_at(value, "value"), "");
}

static void show_segment(struct cli *cli, const char *lang, const json_t *segment)
{
    show_field(cli, lang, json_is_string(segment) ? json_string_value(segment) : text_at(segment, "text"), "");
    show_field(cli, "  before", text_at(segment, "previous"), "");
    show_field(cli, "  after", text_at(segment, "next"), "");
    show_details(cli, segment);
}

static void show_unit(struct cli *cli, json_t *unit)
{
    static const char *const fields[] = {"name", "origin", "domain", "batch"};
    const char *lang;
    const json_t *segment;
    buf_printf(&cli->out, "unit %lld\n", number_at(unit, "unit"));
    json_object_foreach(json_object_get(unit, "segments"), lang, segment) show_segment(cli, lang, segment);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        show_field(cli, fields[i], text_at(unit, fields[i]), "");
    show_field(cli, "created", text_at(unit, "created"), text_at(unit, "created_by"));
    show_field(cli, "changed", text_at(unit, "changed"), text_at(unit, "changed_by"));
    show_field(cli, "last used", text_at(unit, "last_used"), "");
    if (number_at(unit, "uses") > 0)
        buf_printf(&cli->out, "  %-10s %lld\n", "uses", number_at(unit, "uses"));
    show_details(cli, unit);
}

typedef enum status number_fn(struct cli *cli, json_int_t number);

static enum status each_number(struct cli *cli, number_fn *fn)
{
    enum status status = DONE, one = DONE;
    for (size_t i = 0; i < cli->operands.count && output_flush(cli); i++) {
        json_int_t number = 0;
        one = number_of(cli, cli->operands.items[i], &number);
        if (one == DONE)
            one = fn(cli, number);
        if (one != DONE)
            status = one;
        if (one == FAULT || one == BAD_USE)
            break;
    }
    return status;
}

static enum status get(struct cli *cli, json_int_t number)
{
    json_t *result = NULL;
    enum status status = call(cli, "memory.get", json_pack("{s:I}", "unit", number), &result);
    if (status == DONE && cli->json)
        output_json(cli, result, true);
    else if (status == DONE)
        show_unit(cli, result);
    json_decref(result);
    return status;
}

enum status run_memory_get(struct cli *cli)
{
    return each_number(cli, get);
}

/* The tags stay where the new text has as many places for them; context and details do in any case. */
static int change_text(json_t *segments, const char *lang, json_t *text)
{
    json_t *old = json_object_get(segments, lang);
    struct str s = {json_string_value(text), json_string_length(text)};
    if (json_is_null(text))
        return old ? json_object_del(segments, lang) : 0;
    if (!json_is_object(old))
        return json_object_set(segments, lang, text);
    if (placeholder_count(s) != json_array_size(json_object_get(old, "tags")))
        (void)json_object_del(old, "tags");
    return json_object_set(old, "text", text);
}

static enum status change_unit(struct cli *cli, json_t *unit, json_t *given)
{
    json_t *segments = json_object_get(unit, "segments"), *text;
    const char *lang;
    int fault = json_object_update(unit, cli->params);
    (void)json_object_del(unit, "batch");
    json_object_foreach(given, lang, text) fault |= change_text(segments, lang, text);
    return fault ? say_fault(ZHM_NO_MEMORY, "no memory") : DONE;
}

/* The generation that it was read in guards it: what others write meanwhile is not lost. */
static enum status edit(struct cli *cli, json_int_t number, json_t *given)
{
    json_t *unit = NULL, *result = NULL;
    enum status status = call(cli, "memory.get", json_pack("{s:I}", "unit", number), &unit);
    if (status == DONE)
        status = change_unit(cli, unit, given);
    if (status == DONE)
        status = door_call(cli, "memory.edit", unit, &result);
    if (status == DONE && cli->json)
        output_json(cli, result, true);
    else if (status == DONE)
        buf_printf(&cli->out, "unit %lld written, generation %lld\n", (long long)number,
                   number_at(result, "generation"));
    json_decref(unit);
    json_decref(result);
    return status;
}

enum status run_memory_edit(struct cli *cli)
{
    json_t *given = json_object();
    json_int_t number = 0;
    enum status status = number_of(cli, cli->operands.items[0], &number);
    if (status == DONE)
        status = split_all(cli, 1, given);
    if (status == DONE)
        status = edit(cli, number, given);
    json_decref(given);
    return status;
}

/* What is to be deleted: numbers, or texts. */
static enum status read_deleted(struct cli *cli, json_t *params)
{
    bool by_text = strchr(cli->operands.items[0], '=');
    json_t *what = by_text ? json_object() : json_array();
    enum status status = by_text ? split_all(cli, 0, what) : DONE;
    for (size_t i = 0; !by_text && status == DONE && i < cli->operands.count; i++) {
        json_int_t number = 0;
        status = number_of(cli, cli->operands.items[i], &number);
        if (status == DONE && json_array_append_new(what, json_integer(number)) != 0)
            status = say_fault(ZHM_NO_MEMORY, "no memory");
    }
    if (json_object_set_new(params, by_text ? "segments" : "units", what) != 0)
        status = say_fault(ZHM_NO_MEMORY, "no memory");
    return status;
}

enum status run_memory_delete(struct cli *cli)
{
    json_t *params = json_object(), *result = NULL;
    enum status status = read_deleted(cli, params);
    if (status == DONE)
        status = door_call(cli, "memory.delete", params, &result);
    long long deleted = number_at(result, "deleted");
    if (status == DONE && cli->json)
        output_json(cli, result, true);
    else if (status == DONE && deleted > 0)
        buf_printf(&cli->out, "%lld unit%s deleted, generation %lld\n", deleted, deleted == 1 ? "" : "s",
                   number_at(result, "generation"));
    if (status == DONE && deleted == 0)
        status = cli->json ? NOT_FOUND : say_fault(ZHM_NOT_FOUND, "no unit has exactly these texts");
    json_decref(params);
    json_decref(result);
    return status;
}

static enum status history(struct cli *cli, json_int_t number)
{
    json_t *result = NULL;
    if (json_object_set_new(cli->params, "unit", json_integer(number)) != 0)
        return say_fault(ZHM_NO_MEMORY, "no memory");
    enum status status = door_call(cli, "memory.history", cli->params, &result);
    if (status == DONE && cli->json)
        output_json(cli, result, true);
    else if (status == DONE && cli->operands.count > 1)
        buf_printf(&cli->out, "%sunit %lld\n", cli->calls > 1 ? "\n" : "", (long long)number);
    if (status == DONE && !cli->json)
        show_changes(cli, result);
    json_decref(result);
    return status;
}

enum status run_memory_history(struct cli *cli)
{
    return each_number(cli, history);
}
