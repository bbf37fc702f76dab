#include "cli/show.h"

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

static void show_stats(struct cli *cli, json_t *stats)
{
    static const char *const counts[] = {"concepts", "terms", "names", "units", "generation", "readers"};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        show_count(cli, stats, counts[i], counts[i]);
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
    enum status status = door_call(cli, "service.stats", NULL, &stats);
    if (status != DONE)
        return status;
    if (cli->json)
        output_json(cli, stats, true);
    else
        show_stats(cli, stats);
    json_decref(stats);
    return DONE;
}
