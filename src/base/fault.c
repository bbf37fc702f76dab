#include "base/fault.h"

#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *zhm_code_name(zhm_code code)
{
    static const char *const names[] = {"ok",     "not_found", "bad_input", "conflict",
                                        "denied", "limit",     "no_memory", "storage"};
    size_t i = (size_t)code;
    return i < sizeof names / sizeof *names ? names[i] : "unknown";
}

/* A text that the buffer or a precision cut, or that quotes bytes which are no
 * text, is UTF-8 all the same: what is no whole character is left out. */
static void keep_characters(char *text)
{
    struct str s = str_of(text);
    size_t kept = 0;
    for (size_t pos = 0, from = 0; pos < s.len; from = pos) {
        if (utf8_next(s, &pos) == UTF8_INVALID) {
            pos++;
            continue;
        }
        memmove(text + kept, text + from, pos - from);
        kept += pos - from;
    }
    text[kept] = '\0';
}

static void write_error(zhm_error *err, zhm_code code, size_t line, size_t offset, const char *format, va_list args)
{
    if (!err)
        return;
    char text[sizeof err->text];
    vsnprintf(text, sizeof text, format, args);
    keep_characters(text);
    err->code = code;
    err->line = line;
    err->offset = offset;
    memcpy(err->text, text, sizeof text);
}

zhm_code(zhm_fail)(zhm_error *err, zhm_code code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    write_error(err, code, 0, 0, format, args);
    va_end(args);
    return code;
}

zhm_code(zhm_fail_at)(zhm_error *err, zhm_code code, size_t line, size_t offset, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    write_error(err, code, line, offset, format, args);
    va_end(args);
    return code;
}

zhm_code(zhm_prefix)(zhm_error *err, zhm_code code, const char *format, ...)
{
    if (!err)
        return code;
    char old[sizeof err->text], head[sizeof err->text];
    memcpy(old, err->text, sizeof old);
    va_list args;
    va_start(args, format);
    vsnprintf(head, sizeof head, format, args);
    va_end(args);
    size_t n = strlen(head), room = sizeof err->text - 1 - n, keep = strnlen(old, sizeof old);
    memcpy(err->text, head, n);
    memcpy(err->text + n, old, keep < room ? keep : room);
    err->text[n + (keep < room ? keep : room)] = '\0';
    keep_characters(err->text);
    return err->code;
}

zhm_code(zhm_prefix_place)(zhm_error *err, zhm_code code, struct str file, size_t line)
{
    if (code == ZHM_OK || !err)
        return code;
    (void)zhm_prefix(err, code, "%.*s:%zu: ", STR_ARG(file), line);
    err->line = line;
    return code;
}
