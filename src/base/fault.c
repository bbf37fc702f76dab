#include "base/fault.h"

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

/* A text cut by the buffer must not end inside a UTF-8 sequence. */
static void trim_partial(char *text)
{
    size_t n = strlen(text), start = n;
    while (start > 0 && ((unsigned char)text[start - 1] & 0xC0) == 0x80)
        start--;
    if (start == 0)
        return;
    unsigned char lead = (unsigned char)text[start - 1];
    size_t need = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    if (n - (start - 1) < need)
        text[start - 1] = '\0';
}

static void write_error(zhm_error *err, zhm_code code, size_t line, size_t offset, const char *format, va_list args)
{
    if (!err)
        return;
    char text[sizeof err->text];
    vsnprintf(text, sizeof text, format, args);
    trim_partial(text);
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
    trim_partial(err->text);
    return err->code;
}
