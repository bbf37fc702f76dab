#include "cli/out_file.h"
#include "cli/segments.h"
#include "cli/show.h"

#include "rpc/reply.h"

#include <stdio.h>
#include <stdlib.h>

enum { AT_ONCE = 100, BANDS = 7, IN_CONTEXT = 0, NONE = BANDS - 1 };

/* As translators count matches: which of them a segment's best one is. */
static const struct band {
    const char *name;
    unsigned least; /* score */
} bands[BANDS] = {{"in context", 100}, {"exact", 100}, {"95-99", 95}, {"85-94", 85},
                  {"75-84", 75},       {"50-74", 50},  {"none", 0}};

struct pretranslation {
    struct cli *cli;
    struct out_file out;
    struct buf question; /* the parameters that all lookups have, as members */
    unsigned long long counts[BANDS], adapted;
};

static size_t band_of(const json_t *match)
{
    double score = json_number_value(json_object_get(match, "score"));
    size_t band = IN_CONTEXT + 1;
    if (!match)
        return NONE;
    if (strcmp(text_at(match, "kind"), "context") == 0)
        return IN_CONTEXT;
    while (score < bands[band].least)
        band++;
    return band;
}

static void append_request(const struct pretranslation *p, const struct file_segment *s, size_t id, struct buf *out)
{
    buf_printf(out, "%s{\"jsonrpc\":\"2.0\",\"id\":%zu,\"method\":\"memory.lookup\",\"params\":{\"text\":",
               id == 0 ? "[" : ",", id);
    reply_text(out, s->text);
    if (s->previous.len + s->next.len > 0) {
        buf_append_text(out, ",\"context\":{");
        if (s->previous.len > 0) {
            buf_append_text(out, "\"previous\":");
            reply_text(out, s->previous);
        }
        if (s->next.len > 0) {
            buf_append_text(out, s->previous.len > 0 ? ",\"next\":" : "\"next\":");
            reply_text(out, s->next);
        }
        buf_append_char(out, '}');
    }
    buf_append_str(out, buf_str(&p->question));
    buf_append_text(out, "}}");
}

static void append_field(struct buf *out, struct str text)
{
    size_t from = out->len;
    buf_append_str(out, text);
    for (size_t i = from; i < out->len; i++)
        if (strchr("\t\r\n", out->data[i]))
            out->data[i] = ' ';
}

static void append_row(struct buf *out, struct str text, const json_t *match)
{
    const json_t *adapted = json_object_get(match, "adapted");
    append_field(out, text);
    buf_append_char(out, '\t');
    append_field(out, str_of(text_at(adapted ? adapted : match, "target")));
    buf_append_char(out, '\t');
    if (match)
        score_append(out, match);
    buf_append_char(out, '\t');
    if (text.len > 0)
        buf_append_text(out, adapted ? "adapted" : match ? text_at(match, "kind") : "none");
    buf_append_char(out, '\n');
}

static void append_object(struct buf *out, struct str text, json_t *result)
{
    json_t *line =
        json_pack("{s:s#, s:[], s:[]}", "segment", text.data ? text.data : "", (int)text.len, "matches", "names");
    (void)json_object_update(line, result);
    (void)json_object_del(line, "generation");
    char *dumped = json_dumps(line, JSON_COMPACT | JSON_REAL_PRECISION(15));
    if (dumped)
        buf_append_text(out, dumped);
    out->failed |= !dumped;
    buf_append_char(out, '\n');
    json_decref(line);
    free(dumped);
}

static zhm_code answer(struct pretranslation *p, const struct file_segment *s, json_t *result, zhm_error *err)
{
    const json_t *match = json_array_get(json_object_get(result, "matches"), 0);
    struct buf line = {0};
    if (s->text.len > 0) {
        p->counts[band_of(match)]++;
        p->adapted += json_object_get(match, "adapted") != NULL;
    }
    if (p->cli->json)
        append_object(&line, s->text, result);
    else
        append_row(&line, s->text, match);
    zhm_code code =
        line.failed ? zhm_fail(err, ZHM_NO_MEMORY, "no memory for matches") : out_write(&p->out, buf_str(&line), err);
    buf_free(&line);
    return code;
}

/* Replies come in any order. */
static json_t *reply_of(json_t *replies, size_t id)
{
    json_t *reply = json_array_get(replies, id);
    size_t i;
    if (reply && (size_t)json_integer_value(json_object_get(reply, "id")) == id)
        return reply;
    json_array_foreach(replies, i, reply)
    {
        const json_t *its = json_object_get(reply, "id");
        if (json_is_integer(its) && (size_t)json_integer_value(its) == id)
            return reply;
    }
    return NULL;
}

static zhm_code ask(struct pretranslation *p, const struct file_segment *segments, size_t count, json_t **replies,
                    zhm_error *err)
{
    struct buf request = {0}, reply = {0};
    size_t asked = 0;
    zhm_code code = ZHM_OK;
    for (size_t i = 0; i < count; i++)
        if (segments[i].text.len > 0)
            append_request(p, &segments[i], asked++, &request);
    buf_append_char(&request, ']');
    if (request.failed)
        code = zhm_fail(err, ZHM_NO_MEMORY, "no memory for a request");
    if (code == ZHM_OK && asked > 0 && door_send(p->cli, buf_str(&request), &reply, err) != ZHM_OK)
        code = err->code = ZHM_STORAGE;
    if (code == ZHM_OK && asked > 0 && !(*replies = json_loadb(reply.data, reply.len, 0, NULL)))
        code = zhm_fail(err, ZHM_STORAGE, "not a JSON-RPC reply: %.*s", STR_ARG(buf_str(&reply)));
    buf_free(&request);
    buf_free(&reply);
    return code;
}

/* A reply that is none of the batch's is for all of it. */
static zhm_code read_result(json_t *replies, size_t id, size_t line, json_t **result, zhm_error *err)
{
    json_t *reply = json_is_array(replies) ? reply_of(replies, id) : replies;
    *result = json_object_get(reply, "result");
    if (*result)
        return ZHM_OK;
    zhm_code code = door_fault(json_object_get(reply, "error"), err);
    return json_is_array(replies) ? zhm_prefix(err, code, "line %zu: ", line) : code;
}

static zhm_code take(void *context, const struct file_segment *segments, size_t count, zhm_error *err)
{
    struct pretranslation *p = context;
    json_t *replies = NULL;
    size_t asked = 0;
    zhm_code code = ask(p, segments, count, &replies, err);
    for (size_t i = 0; code == ZHM_OK && i < count; i++) {
        json_t *result = NULL;
        if (segments[i].text.len > 0)
            code = read_result(replies, asked++, segments[i].line, &result, err);
        if (code == ZHM_OK)
            code = answer(p, &segments[i], result, err);
    }
    json_decref(replies);
    return code;
}

static bool set(json_t *params, const char *name, json_t *value)
{
    return json_object_set_new(params, name, value) == 0;
}

/* The table shows the best match alone. */
static zhm_code write_question(struct pretranslation *p, zhm_error *err)
{
    json_t *params = p->cli->params;
    bool good = set(params, "adapt_numbers", json_true());
    if (!p->cli->json)
        good = good && set(params, "names", json_false()) && set(params, "limit", json_integer(1));
    char *text = good ? json_dumps(params, JSON_COMPACT) : NULL;
    if (text) {
        text[strlen(text) - 1] = '\0';
        buf_append_char(&p->question, ',');
        buf_append_text(&p->question, text + 1);
    }
    good = text && !p->question.failed;
    free(text);
    return good ? ZHM_OK : zhm_fail(err, ZHM_NO_MEMORY, "no memory for a question");
}

static void say_summary(const struct pretranslation *p)
{
    const json_t *asked = json_object_get(p->cli->params, "min_score");
    unsigned long long all = 0, min = asked ? (unsigned long long)json_integer_value(asked) : 70;
    for (size_t i = 0; i < BANDS; i++) {
        const struct band *b = &bands[i];
        unsigned top = i > 0 ? bands[i - 1].least - 1 : 100;
        bool cut = i > IN_CONTEXT + 1 && i < NONE && min > b->least;
        all += p->counts[i];
        if (cut && min <= top)
            (void)fprintf(stderr, "%llu-%-9u %8llu\n", min, top, p->counts[i]);
        else if (!cut)
            (void)fprintf(stderr, "%-12s %8llu\n", b->name, p->counts[i]);
    }
    (void)fprintf(stderr, "%-12s %8llu", "segments", all);
    if (p->adapted > 0)
        (void)fprintf(stderr, ", %llu with numbers adapted", p->adapted);
    (void)fputc('\n', stderr);
}

static zhm_code pretranslate(struct pretranslation *p, struct segments_reading *reading, zhm_error *err)
{
    zhm_code code = door_open(p->cli, err);
    if (code == ZHM_OK)
        code = write_question(p, err);
    if (code == ZHM_OK)
        code = out_open(&p->out, p->cli, p->cli->target, err);
    if (code == ZHM_OK)
        code = segments_read(reading, err);
    return code == ZHM_OK ? out_close(&p->out, err) : code;
}

enum status run_pretranslate(struct cli *cli)
{
    struct pretranslation p = {.cli = cli};
    struct segments_reading reading = {.path = cli->operands.items[0],
                                       .format = cli->format,
                                       .lang = text_at(cli->params, "from"),
                                       .at_once = AT_ONCE,
                                       .take = take,
                                       .context = &p};
    zhm_error err = {0};
    if (!has_pair(cli))
        return say_usage(cli, "--from and --to are needed");
    zhm_code code = pretranslate(&p, &reading, &err);
    enum status status = code == ZHM_OK || cli->out_errno ? DONE : say_error(&err);
    if (code == ZHM_OK)
        say_summary(&p);
    if (status == DONE && (p.counts[NONE] > 0 || reading.refused > 0))
        status = NOT_FOUND;
    out_clear(&p.out);
    buf_free(&p.question);
    return status;
}
