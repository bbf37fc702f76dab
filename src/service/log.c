#include "service/log.h"

#include "service/clock.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static size_t write_head(char *line, size_t size, const char *level, const char *event)
{
    struct timespec now;
    struct tm day;
    char date[32];
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &day);
    strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &day);
    int n = snprintf(line, size, "time=%s.%03ldZ level=%s event=%s ", date, now.tv_nsec / 1000000, level, event);
    return n < 0 ? 0 : (size_t)n < size ? (size_t)n : size - 1;
}

void log_event(const char *level, const char *event, const char *format, ...)
{
    char line[2048];
    size_t head = write_head(line, sizeof line - 1, level, event);
    va_list args;
    va_start(args, format);
    int n = vsnprintf(line + head, sizeof line - 1 - head, format, args);
    va_end(args);
    size_t len = n < 0 ? head : head + (size_t)n;
    if (len > sizeof line - 2)
        len = sizeof line - 2;
    while (len > 0 && line[len - 1] == ' ')
        len--;
    line[len] = '\n';
    /* One write, so that lines of several threads and processes
     * don't mix. Where stderr is gone there is nobody to tell. */
    if (write(STDERR_FILENO, line, len + 1) < 0)
        return;
}

void log_fault(const char *event, const zhm_error *error)
{
    log_event("error", event, "code=%s text=%s", zhm_code_name(error->code), log_quote(error->text).s);
}

struct log_text log_quote(const char *text)
{
    struct log_text out;
    size_t n = 0;
    out.s[n++] = '"';
    for (const char *p = text; *p && n < sizeof out.s - 8; p++) {
        unsigned char c = (unsigned char)*p;
        if (c < 0x20 || c == 0x7F) {
            n += (size_t)snprintf(out.s + n, 5, "\\x%02x", c);
            continue;
        }
        if (c == '"' || c == '\\')
            out.s[n++] = '\\';
        out.s[n++] = (char)c;
    }
    out.s[n++] = '"';
    out.s[n] = '\0';
    return out;
}

bool log_due(struct log_limit *limit)
{
    uint64_t now = now_ns() / 1000000;
    if (now < limit->next_ms)
        return false;
    limit->next_ms = now + 1000;
    return true;
}
