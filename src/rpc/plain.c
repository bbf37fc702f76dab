#include "rpc/request.h"

#include "base/utf8.h"

/* A place in the text. Each reader steps over what it read, or returns false with the request being no plain one. */
struct plain {
    const char *at, *end;
    struct arena *arena;
};

static void skip_space(struct plain *p)
{
    while (p->at < p->end && (*p->at == ' ' || *p->at == '\n' || *p->at == '\t' || *p->at == '\r'))
        p->at++;
}

static bool take(struct plain *p, char c)
{
    skip_space(p);
    if (p->at == p->end || *p->at != c)
        return false;
    p->at++;
    return true;
}

static bool read_string(struct plain *p, struct str *out)
{
    if (!take(p, '"'))
        return false;
    const char *start = p->at;
    while (p->at < p->end && *p->at != '"') {
        if ((unsigned char)*p->at < 0x20 || *p->at == '\\')
            return false;
        p->at++;
    }
    *out = (struct str){start, (size_t)(p->at - start)};
    return take(p, '"');
}

/* A string that is handed on, terminated. */
static bool read_text(struct plain *p, struct str *out)
{
    struct str s;
    if (!read_string(p, &s))
        return false;
    *out = arena_copy(p->arena, s);
    return out->data != NULL;
}

static bool read_number(struct plain *p, uint64_t *out)
{
    skip_space(p);
    const char *start = p->at;
    uint64_t value = 0;
    while (p->at < p->end && *p->at >= '0' && *p->at <= '9' && p->at - start < 16)
        value = value * 10 + (uint64_t)(*p->at++ - '0');
    size_t digits = (size_t)(p->at - start);
    if (digits == 0 || digits > 15 || (digits > 1 && *start == '0'))
        return false;
    *out = value;
    return p->at < p->end && *p->at != '.' && *p->at != 'e' && *p->at != 'E';
}

static bool read_texts(struct plain *p, struct argument *a)
{
    size_t room = 4, count = 0;
    struct str *texts = arena_array(p->arena, room, sizeof *texts);
    if (!take(p, '['))
        return false;
    do {
        if (texts && count == room) {
            struct str *more = arena_array(p->arena, room *= 4, sizeof *more);
            if (more)
                memcpy(more, texts, count * sizeof *more);
            texts = more;
        }
        if (!texts || !read_text(p, &texts[count++]))
            return false;
    } while (take(p, ','));
    *a = (struct argument){.name = a->name, .type = PARAM_TEXTS, .texts = texts, .number = count};
    return take(p, ']');
}

static bool read_bool(struct plain *p, uint64_t *out)
{
    struct str rest = {p->at, (size_t)(p->end - p->at)};
    *out = str_starts(rest, STR("true"));
    if (!*out && !str_starts(rest, STR("false")))
        return false;
    p->at += *out ? 4 : 5;
    return true;
}

static bool read_argument(struct plain *p, struct argument *a)
{
    skip_space(p);
    if (p->at == p->end)
        return false;
    if (*p->at == '[')
        return read_texts(p, a);
    if (*p->at == '"') {
        a->type = PARAM_TEXT;
        return read_text(p, &a->text);
    }
    if (*p->at == 't' || *p->at == 'f') {
        a->type = PARAM_BOOL;
        return read_bool(p, &a->number);
    }
    a->type = PARAM_NUMBER;
    return read_number(p, &a->number);
}

static bool read_arguments(struct plain *p, struct request *out)
{
    if (!take(p, '{'))
        return false;
    if (take(p, '}'))
        return true;
    do {
        struct argument a = {0};
        if (out->argument_count == ARGUMENTS_MAX || !read_string(p, &a.name) || !take(p, ':') || !read_argument(p, &a))
            return false;
        if (request_argument(out, a.name))
            return false;
        out->arguments[out->argument_count++] = a;
    } while (take(p, ','));
    return take(p, '}');
}

static bool read_id(struct plain *p, struct str *out)
{
    uint64_t number;
    struct str text;
    skip_space(p);
    const char *start = p->at;
    bool read = p->at < p->end && *p->at == '"' ? read_string(p, &text) : read_number(p, &number);
    *out = (struct str){start, (size_t)(p->at - start)};
    return read;
}

enum { SEEN_VERSION = 1, SEEN_ID = 2, SEEN_METHOD = 4, SEEN_PARAMS = 8 };

static bool read_member(struct plain *p, struct request *out, unsigned *seen)
{
    struct str name, version;
    unsigned before = *seen;
    if (!read_string(p, &name) || !take(p, ':'))
        return false;
    if (str_is(name, "jsonrpc")) {
        *seen |= SEEN_VERSION;
        return *seen != before && read_string(p, &version) && str_is(version, "2.0");
    }
    if (str_is(name, "id")) {
        *seen |= SEEN_ID;
        return *seen != before && read_id(p, &out->id);
    }
    if (str_is(name, "method")) {
        *seen |= SEEN_METHOD;
        return *seen != before && read_string(p, &out->method);
    }
    *seen |= SEEN_PARAMS;
    return *seen != before && str_is(name, "params") && read_arguments(p, out);
}

bool request_plain(struct str text, struct arena *arena, struct request *out)
{
    struct plain p = {text.data, text.data + text.len, arena};
    unsigned seen = 0;
    out->id = (struct str){0};
    out->argument_count = 0;
    out->params = NULL;
    if (text.len == 0 || !take(&p, '{'))
        return false;
    do
        if (!read_member(&p, out, &seen))
            return false;
    while (take(&p, ','));
    if (!take(&p, '}') || (seen & (SEEN_VERSION | SEEN_METHOD)) != (SEEN_VERSION | SEEN_METHOD))
        return false;
    skip_space(&p);
    return p.at == p.end && utf8_check(text, NULL) == ZHM_OK;
}
