#include "term/grammar_reader.h"

#include "base/fault.h"
#include "base/grow.h"
#include "base/utf8.h"

#include <zhengming/model.h>

zhm_code source_no_memory(zhm_error *err)
{
    return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a grammar");
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

struct str str_trim(struct str s)
{
    while (s.len > 0 && is_blank(s.data[0]))
        s = str_from(s, 1);
    while (s.len > 0 && is_blank(s.data[s.len - 1]))
        s.len--;
    return s;
}

struct str str_take(struct str *rest, char at)
{
    const char *end = rest->len ? memchr(rest->data, at, rest->len) : NULL;
    struct str taken = {rest->data, end ? (size_t)(end - rest->data) : rest->len};
    *rest = str_from(*rest, taken.len + (end != NULL));
    return taken;
}

size_t str_find(struct str s, struct str what)
{
    for (size_t i = 0; i + what.len <= s.len; i++)
        if (str_starts(str_from(s, i), what))
            return i;
    return s.len;
}

bool source_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

zhm_code source_name_check(struct str name, const char *what, zhm_error *err)
{
    if (name.len == 0)
        return zhm_fail(err, ZHM_BAD_INPUT, "an empty %s", what);
    if (name.len > SOURCE_NAME_MAX)
        return zhm_fail(err, ZHM_LIMIT, "a %s of %zu bytes: at most %d", what, name.len, SOURCE_NAME_MAX);
    bool good = name.data[0] != '-' && name.data[name.len - 1] != '-';
    for (size_t i = 0; i < name.len; i++)
        good = good && source_name_byte(name.data[i]);
    if (!good)
        return zhm_fail(err, ZHM_BAD_INPUT, "bad %s '%.*s': lower-case letters, digits, and '-' between them", what,
                        STR_ARG(name));
    return ZHM_OK;
}

zhm_code words_read(struct source_reader *r, struct str text, struct source_words *out, zhm_error *err)
{
    for (bool more = true; more;) {
        more = text.len > 0 && memchr(text.data, ',', text.len);
        struct str word = str_trim(str_take(&text, ','));
        if (word.len == 0)
            return zhm_fail(err, ZHM_BAD_INPUT, "an empty value");
        if (word.len > ZHM_ID_MAX)
            return zhm_fail(err, ZHM_LIMIT, "a value of %zu bytes: at most %d", word.len, ZHM_ID_MAX);
        for (size_t i = 0; i < word.len; i++)
            if ((unsigned char)word.data[i] < 0x20 || strchr(" =.!{}|", word.data[i]))
                return zhm_fail(err, ZHM_BAD_INPUT, "bad value '%.*s': no spaces, no = . ! { } |", STR_ARG(word));
        out->items = arena_grow(&r->out->arena, out->items, out->count, &out->room, sizeof *out->items);
        if (!out->items)
            return source_no_memory(err);
        out->items[out->count++] = word;
    }
    return ZHM_OK;
}

static zhm_code check_bytes(struct str line, size_t number, zhm_error *err)
{
    if (line.len > SOURCE_LINE_MAX)
        return zhm_fail(err, ZHM_LIMIT, "a line of %zu bytes: at most %d", line.len, SOURCE_LINE_MAX);
    if (number == 1 && str_starts(line, STR("\xEF\xBB\xBF")))
        return zhm_fail(err, ZHM_BAD_INPUT, "a byte order mark: save the file as UTF-8 without it");
    if (line.len > 0 && line.data[line.len - 1] == '\r')
        return zhm_fail_at(err, ZHM_BAD_INPUT, 0, line.len - 1, "the line ends in CR LF: save the file with LF alone");
    if (line.len > 0 && memchr(line.data, '\0', line.len))
        return zhm_fail(err, ZHM_BAD_INPUT, "a NUL byte");
    return utf8_check(line, err);
}

bool str_ends(struct str s, struct str with)
{
    return s.len >= with.len && str_equal(str_from(s, s.len - with.len), with);
}

zhm_code grammar_source_read(struct grammar_source *out, const struct grammar_file *file, zhm_error *err)
{
    struct str shown = file->path.len ? file->path : file->name, rest = file->text;
    struct source_reader r = {.out = out, .file = file->name, .at = {shown, 0}};
    bool rules = str_ends(file->name, STR(".rules"));
    if (!rules && !str_ends(file->name, STR(".tsv")))
        return zhm_fail(err, ZHM_BAD_INPUT, "%.*s: a grammar's files end in .rules or .tsv", STR_ARG(shown));
    if (rest.len > SOURCE_FILE_MAX)
        return zhm_fail(err, ZHM_LIMIT, "%.*s: more than %d MiB", STR_ARG(shown), SOURCE_FILE_MAX >> 20);
    zhm_code code = ZHM_OK;
    while (code == ZHM_OK && rest.len > 0) {
        struct str line = str_take(&rest, '\n');
        r.at.line++;
        code = check_bytes(line, r.at.line, err);
        if (code == ZHM_OK)
            code = rules ? rules_line(&r, line, err) : lexicon_line(&r, line, err);
    }
    if (code == ZHM_OK && rules)
        code = rules_end(&r, err);
    return zhm_prefix_place(err, code, r.at.file, r.at.line);
}

void grammar_source_free(struct grammar_source *source)
{
    arena_free(&source->arena);
    *source = (struct grammar_source){0};
}
