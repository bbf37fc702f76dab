#include "cli/show.h"

#include "text/width.h"

const char *text_at(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

long long number_at(const json_t *object, const char *key)
{
    return (long long)json_integer_value(json_object_get(object, key));
}

const char *english_of(const json_t *subject)
{
    return text_at(json_object_get(subject, "official"), "en");
}

const char *chinese_of(const json_t *subject)
{
    const json_t *official = json_object_get(subject, "official");
    const char *simplified = text_at(official, "zh-Hans");
    return *simplified ? simplified : text_at(official, "zh-Hant");
}

void subject_line(const json_t *subject, struct buf *out)
{
    const char *english = english_of(subject), *chinese = chinese_of(subject);
    buf_printf(out, "%s%s%s (%s)", english, *english && *chinese ? " " : "", chinese, text_at(subject, "concept"));
}

void note(struct table *t, const char *format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    table_note(t, text);
}

void show_heading(struct cli *cli, const char *text)
{
    enum { COLUMNS = 60 };
    struct str all = str_of(text), fits = {text, text_fit(all, COLUMNS)};
    buf_append_text(&cli->out, cli->calls > 1 ? "\n==> " : "==> ");
    buf_append_str(&cli->out, fits);
    buf_append_text(&cli->out, fits.len < all.len ? "… <==\n" : " <==\n");
}

void show_table(struct cli *cli, struct table *t)
{
    table_print(t, output_width(), &cli->out);
    table_clear(t);
}

static void show_field(struct cli *cli, const char *name, const char *value)
{
    if (*value)
        buf_printf(&cli->out, "  %-9s %s\n", name, value);
}

static void show_relations(struct cli *cli, const json_t *relations)
{
    size_t i;
    const json_t *r;
    json_array_foreach(relations, i, r)
    {
        const char *from = text_at(r, "from"), *to = text_at(r, "to");
        buf_printf(&cli->out, "  %s %s%s%s%s%s\n", text_at(r, "kind"), text_at(r, "target"), *from ? ", from " : "",
                   from, *to ? ", to " : "", to);
    }
}

static void show_terms(struct cli *cli, const json_t *terms)
{
    static const char *const heads[] = {"LANGUAGE", "NAME", "STATUS", "TYPE", "FROM", "TO", "STYLE", "SOURCE", "NOTE"};
    static const char *const keys[] = {"lang", "text", "status", "type", "from", "to", "style", "source", "note"};
    struct table t = {.heads = heads, .columns = sizeof heads / sizeof heads[0]};
    size_t i;
    const json_t *term;
    json_array_foreach(terms, i, term)
    {
        table_row(&t, 0);
        for (size_t k = 0; k < t.columns; k++)
            table_cell(&t, text_at(term, keys[k]));
    }
    show_table(cli, &t);
}

void show_concept(struct cli *cli, const json_t *concept)
{
    static const char *const fields[] = {"from", "to", "source", "note"};
    static const char *const attributes[] = {"kind", "level", "region", "parent", "head", "in-titles", "in-titles-en"};
    buf_printf(&cli->out, "%s, %s\n", text_at(concept, "id"), text_at(concept, "category"));
    for (size_t i = 0; i < sizeof attributes / sizeof attributes[0]; i++)
        show_field(cli, attributes[i], text_at(json_object_get(concept, "attributes"), attributes[i]));
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        show_field(cli, fields[i], text_at(concept, fields[i]));
    show_relations(cli, json_object_get(concept, "relations"));
    show_terms(cli, json_object_get(concept, "terms"));
}
