#include "cli/show.h"

#include "memory/index.h"

#include <stdio.h>

static void show_count(struct cli *cli, const json_t *stats, const char *key, const char *name)
{
    const json_t *n = json_object_get(stats, key);
    if (n)
        buf_printf(&cli->out, "%-12s %12lld\n", name, (long long)json_integer_value(n));
}

static void show_bytes(struct cli *cli, const json_t *stats, const char *key, const char *name)
{
    const json_t *n = json_object_get(stats, key);
    if (n)
        buf_printf(&cli->out, "%-12s %12.1f MiB\n", name, (double)json_integer_value(n) / (1 << 20));
}

static void number_cell(struct table *t, const json_t *object, const char *key)
{
    char text[32];
    (void)snprintf(text, sizeof text, "%lld", number_at(object, key));
    table_cell(t, text);
}

static void show_methods(struct cli *cli, json_t *methods)
{
    static const char *const heads[] = {"METHOD", "CALLS", "ERRORS", "P50_US", "P99_US"};
    static const char *const keys[] = {"count", "errors", "p50_us", "p99_us"};
    struct table t = {.heads = heads, .columns = sizeof heads / sizeof heads[0]};
    const char *name;
    const json_t *method;
    json_object_foreach(methods, name, method)
    {
        if (json_integer_value(json_object_get(method, "count")) == 0)
            continue;
        table_row(&t, 0);
        table_cell(&t, name);
        for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
            number_cell(&t, method, keys[i]);
    }
    if (t.count > 0)
        buf_append_char(&cli->out, '\n');
    show_table(cli, &t);
}

static void show_service(struct cli *cli, json_t *service)
{
    const char *key;
    const json_t *value;
    json_object_foreach(service, key, value) show_count(cli, service, key, key);
}

/* A service doesn't tell its memory's languages. */
static zhm_code add_languages(struct cli *cli, json_t *stats, zhm_error *err)
{
    struct store_txn *t;
    struct arena arena = {0};
    const char *const *langs = NULL;
    size_t count = 0;
    json_t *list = json_array();
    zhm_code code = store_read_begin(cli->db->store, &t, err);
    if (code == ZHM_OK) {
        code = index_languages(t, &arena, &langs, &count, err);
        store_read_end(t);
    }
    bool any = number_at(stats, "units") > 0; /* the index keeps deleted texts for a while */
    for (size_t i = 0; code == ZHM_OK && any && i < count; i++)
        (void)json_array_append_new(list, json_string(langs[i]));
    (void)json_object_set(stats, "languages", list);
    json_decref(list);
    arena_free(&arena);
    return code;
}

static void show_languages(struct cli *cli, const json_t *languages)
{
    size_t i;
    const json_t *lang;
    json_array_foreach(languages, i, lang)
        buf_printf(&cli->out, "%s%s", i == 0 ? "units in              " : ", ", json_string_value(lang));
    if (json_array_size(languages) > 0)
        buf_append_char(&cli->out, '\n');
}

static void show_stats(struct cli *cli, json_t *stats)
{
    static const char *const counts[] = {"concepts", "terms", "names", "units", "batches", "generation", "readers"};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        show_count(cli, stats, counts[i], counts[i]);
    show_languages(cli, json_object_get(stats, "languages"));
    show_bytes(cli, stats, "file_bytes", "file");
    show_bytes(cli, stats, "map_bytes", "reserved");
    if (!cli->endpoint)
        return;
    show_count(cli, stats, "uptime_s", "seconds up");
    show_service(cli, json_object_get(stats, "service"));
    show_methods(cli, json_object_get(stats, "methods"));
}

enum status run_stats(struct cli *cli)
{
    json_t *stats = NULL;
    if (cli->glossary || cli->write)
        return run_stats_page(cli);
    enum status status = door_call(cli, "service.stats", NULL, &stats);
    if (status != DONE)
        return status;
    zhm_error err = {0};
    if (cli->db && !json_object_get(stats, "languages") && add_languages(cli, stats, &err) != ZHM_OK) {
        json_decref(stats);
        return say_error(&err);
    }
    if (cli->json)
        output_json(cli, stats, true);
    else
        show_stats(cli, stats);
    json_decref(stats);
    return DONE;
}
