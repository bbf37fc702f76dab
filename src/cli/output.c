#include "cli/cli.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

static enum status status_of(zhm_code code)
{
    switch (code) {
    case ZHM_OK:
        return DONE;
    case ZHM_NOT_FOUND:
        return NOT_FOUND;
    case ZHM_BAD_INPUT:
    case ZHM_LIMIT:
        return BAD_USE;
    default:
        return FAULT;
    }
}

static bool bar_is_shown;

void progress_end(void)
{
    if (bar_is_shown)
        (void)fputs("\r\033[K", stderr);
    bar_is_shown = false;
}

enum status say_fault(zhm_code code, const char *format, ...)
{
    va_list args;
    progress_end();
    va_start(args, format);
    (void)fputs("zhengming: ", stderr);
    (void)vfprintf(stderr, format, args);
    (void)fputc('\n', stderr);
    va_end(args);
    return status_of(code);
}

enum status say_error(const zhm_error *err)
{
    return say_fault(err->code, "%s", err->text);
}

enum status say_usage(const struct cli *cli, const char *format, ...)
{
    char text[240];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    const char *name = cli->command ? cli->command->name : "";
    return say_fault(ZHM_BAD_INPUT, "%s%s%s; see zhengming %s%s--help", name, *name ? ": " : "", text, name,
                     *name ? " " : "");
}

bool output_flush(struct cli *cli)
{
    size_t at = 0;
    if (cli->out.failed && !cli->out_errno)
        cli->out_errno = ENOMEM;
    while (!cli->out_errno && at < cli->out.len) {
        ssize_t n = write(STDOUT_FILENO, cli->out.data + at, cli->out.len - at);
        if (n >= 0)
            at += (size_t)n;
        else if (errno != EINTR)
            cli->out_errno = errno;
    }
    buf_clear(&cli->out);
    return !cli->out_errno;
}

static int append_piece(const char *data, size_t len, void *out)
{
    buf_append(out, data, len);
    return 0;
}

void output_json(struct cli *cli, const json_t *value, bool compact)
{
    size_t flags = JSON_ENCODE_ANY | JSON_REAL_PRECISION(15) | (compact ? JSON_COMPACT : JSON_INDENT(2));
    if (json_dump_callback(value, append_piece, &cli->out, flags))
        cli->out.failed = true;
    buf_append_char(&cli->out, '\n');
}

size_t output_width(void)
{
    struct winsize size;
    if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
        return 0;
    return size.ws_col;
}

bool output_coloured(void)
{
    const char *no = getenv("NO_COLOR");
    return isatty(STDOUT_FILENO) && !(no && *no);
}

void progress_bar(void *context, uint64_t done, uint64_t total)
{
    enum { CELLS = 40 };
    static const char full[] = "########################################";
    static unsigned shown;
    if (!isatty(STDERR_FILENO) || total == 0)
        return;
    unsigned percent = done < total ? (unsigned)((double)done / (double)total * 100) : 100;
    if (bar_is_shown && percent == shown)
        return;
    int cells = (int)(percent * CELLS / 100);
    (void)fprintf(stderr, "\r%s [%.*s%*s] %3u %%", (const char *)context, cells, full, CELLS - cells, "", percent);
    bar_is_shown = true;
    shown = percent;
}
