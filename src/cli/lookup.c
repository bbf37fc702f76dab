#include "cli/input.h"
#include "cli/show.h"

#include <stdio.h>

/* The term that matched, and its standing, unless both are what the other columns show. */
static void show_term(struct table *t, const json_t *match)
{
    char text[300];
    const char *term = text_at(match, "term"), *status = text_at(match, "status");
    bool official = strcmp(term, english_of(match)) == 0 || strcmp(term, chinese_of(match)) == 0;
    bool preferred = strcmp(status, "preferred") == 0;
    (void)snprintf(text, sizeof text, preferred ? "%s" : "%s (%s)", term, status);
    table_cell(t, official && preferred ? "" : text);
}

static void show_match(struct table *t, const json_t *match)
{
    char how[40];
    long long score = number_at(match, "score");
    (void)snprintf(how, sizeof how, score < 100 ? "%s %lld" : "%s", text_at(match, "match"), score);
    table_row(t, 0);
    table_cell(t, how);
    table_cell(t, english_of(match));
    table_cell(t, chinese_of(match));
    table_cell(t, text_at(match, "category"));
    table_cell(t, text_at(match, "concept"));
    show_term(t, match);
}

static void show_matches(struct cli *cli, const json_t *matches)
{
    static const char *const heads[] = {"MATCH", "ENGLISH", "CHINESE", "CATEGORY", "CONCEPT", "FOUND BY"};
    struct table t = {.heads = heads, .columns = sizeof heads / sizeof heads[0]};
    size_t i;
    const json_t *match;
    json_array_foreach(matches, i, match) show_match(&t, match);
    show_table(cli, &t);
}

static enum status ask(struct cli *cli, const char *method, const char *param, const char *list, struct str item)
{
    json_t *result = NULL;
    if (json_object_set_new(cli->params, param, json_stringn(item.data, item.len)) != 0)
        return say_fault(ZHM_NO_MEMORY, "no memory");
    enum status status = door_call(cli, method, cli->params, &result);
    if (status != DONE)
        return status;
    const json_t *matches = json_object_get(result, list);
    if (json_array_size(matches) == 0)
        status = NOT_FOUND;
    if (cli->json)
        output_json(cli, result, true);
    else if (!input_is_single(cli, true))
        show_heading(cli, text_at(cli->params, param));
    if (!cli->json && status == DONE)
        show_matches(cli, matches);
    if (!cli->json && status == NOT_FOUND)
        (void)say_fault(ZHM_NOT_FOUND, "nothing found for \"%.*s\"", STR_ARG(item));
    json_decref(result);
    return status;
}

static enum status lookup(struct cli *cli, struct str item, const char *path)
{
    (void)path;
    return ask(cli, "term.lookup", "query", "matches", item);
}

static enum status suggest(struct cli *cli, struct str item, const char *path)
{
    (void)path;
    return ask(cli, "term.suggest", "prefix", "suggestions", item);
}

enum status run_lookup(struct cli *cli)
{
    return input_each(cli, true, ZHM_NAME_MAX, lookup);
}

enum status run_suggest(struct cli *cli)
{
    return input_each(cli, true, ZHM_NAME_MAX, suggest);
}
