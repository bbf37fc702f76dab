#include "cli/input.h"
#include "cli/show.h"

enum { INDENT = 2, INDENT_MAX = 20 };

static void show_mentions(struct table *t, const json_t *mentions, size_t indent)
{
    size_t i;
    const json_t *mention;
    json_array_foreach(mentions, i, mention)
    {
        table_row(t, indent < INDENT_MAX ? indent : INDENT_MAX);
        table_cell(t, text_at(mention, "text"));
        table_cell(t, text_at(mention, "category"));
        table_cell(t, text_at(mention, "verdict"));
        table_cell(t, english_of(mention));
        table_cell(t, chinese_of(mention));
        show_mentions(t, json_object_get(mention, "parts"), indent + INDENT);
    }
}

static void show_text(struct cli *cli, const json_t *mentions)
{
    static const char *const heads[] = {"MENTION", "CATEGORY", "VERDICT", "ENGLISH", "CHINESE"};
    struct table t = {.heads = heads, .columns = sizeof heads / sizeof heads[0]};
    show_mentions(&t, mentions, 0);
    show_table(cli, &t);
    if (json_array_size(mentions) == 0)
        (void)say_fault(ZHM_OK, "no names in this text");
}

static enum status annotate(struct cli *cli, struct str item, const char *path)
{
    json_t *result = NULL;
    if (json_object_set_new(cli->params, "text", json_stringn(item.data, item.len)) != 0)
        return say_fault(ZHM_NO_MEMORY, "no memory");
    enum status status = door_call(cli, "text.annotate", cli->params, &result);
    if (status != DONE)
        return status;
    if (cli->json)
        output_json(cli, result, true);
    else if (!input_is_single(cli, false))
        show_heading(cli, path ? path : text_at(cli->params, "text"));
    if (!cli->json)
        show_text(cli, json_object_get(result, "mentions"));
    json_decref(result);
    return DONE;
}

enum status run_annotate(struct cli *cli)
{
    return input_each(cli, false, ZHM_TEXT_MAX, annotate);
}
