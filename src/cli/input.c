#include "cli/input.h"

#include "base/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define STDIN_NAME "standard input"

static void hint(struct input *in)
{
    if (!in->said && isatty(STDIN_FILENO) && isatty(STDERR_FILENO))
        (void)say_fault(ZHM_OK, "reading from the terminal%s; Ctrl-D ends it", in->by_line ? ", an item a line" : "");
    in->said = true;
}

static zhm_code open_path(struct input *in, const char *path, zhm_error *err)
{
    bool is_stdin = strcmp(path, "-") == 0;
    int fd = STDIN_FILENO;
    if (is_stdin)
        hint(in);
    else
        fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return zhm_fail(err, ZHM_BAD_INPUT, "can't read %.150s: %s", path, strerror(errno));
    lines_clear(&in->lines);
    in->lines = (struct lines){.fd = fd, .max = in->max};
    in->path = is_stdin ? STDIN_NAME : path;
    in->line = 0;
    in->open = true;
    return ZHM_OK;
}

static void close_path(struct input *in)
{
    if (in->open && in->lines.fd != STDIN_FILENO)
        close(in->lines.fd);
    in->open = false;
}

/* Windows' editors put a byte order mark before, and a CR at each line's end: neither is part of a name. */
static struct str trimmed(struct str line, bool first)
{
    if (first && str_starts(line, STR("\xEF\xBB\xBF")))
        line = str_from(line, 3);
    if (line.len > 0 && line.data[line.len - 1] == '\r')
        line.len--;
    return line;
}

static zhm_code next_line(struct input *in, struct str *item, zhm_error *err)
{
    do {
        struct str line;
        zhm_code code = lines_next(&in->lines, &line, err);
        if (code != ZHM_NOT_FOUND)
            in->line++;
        if (code != ZHM_OK)
            return code;
        *item = trimmed(line, in->line == 1);
    } while (item->len == 0);
    return ZHM_OK;
}

static zhm_code next_whole(struct input *in, struct str *item, zhm_error *err)
{
    if (in->lines.ended)
        return ZHM_NOT_FOUND;
    buf_clear(&in->whole);
    zhm_code code = read_whole(in->lines.fd, in->max, &in->whole, err);
    in->lines.ended = true;
    *item = buf_str(&in->whole);
    return code;
}

static zhm_code check_item(struct str item, zhm_error *err)
{
    const char *nul = item.len ? memchr(item.data, '\0', item.len) : NULL;
    if (nul)
        return zhm_fail(err, ZHM_BAD_INPUT, "a NUL at byte %zu", (size_t)(nul - item.data));
    return utf8_check(item, err);
}

static zhm_code next_from_file(struct input *in, struct str *item, zhm_error *err)
{
    zhm_code code = in->by_line ? next_line(in, item, err) : next_whole(in, item, err);
    if (code == ZHM_OK)
        code = check_item(*item, err);
    if (code == ZHM_OK || code == ZHM_NOT_FOUND)
        return code;
    return in->by_line ? zhm_prefix(err, code, "%.150s:%zu: ", in->path, in->line)
                       : zhm_prefix(err, code, "%.150s: ", in->path);
}

/* NULL: no more. Standard input when there is neither operand nor file. */
static const char *next_path(struct input *in)
{
    const struct words *operands = &in->cli->operands, *files = &in->cli->files;
    if (in->operand < operands->count)
        return operands->items[in->operand++];
    if (in->file < files->count)
        return files->items[in->file++];
    return operands->count + files->count == 0 && in->file++ == 0 ? "-" : NULL;
}

static zhm_code next_operand(struct input *in, struct str *item, zhm_error *err)
{
    *item = str_of(in->cli->operands.items[in->operand++]);
    in->path = NULL;
    zhm_code code = utf8_check(*item, err);
    return code == ZHM_OK ? code : zhm_prefix(err, code, "argument %zu: ", in->operand);
}

zhm_code input_next(struct input *in, struct str *item, zhm_error *err)
{
    const struct words *operands = &in->cli->operands;
    for (;;) {
        zhm_code code = in->open ? next_from_file(in, item, err) : ZHM_NOT_FOUND;
        if (code != ZHM_NOT_FOUND)
            return code;
        close_path(in);
        if (in->operand < operands->count && strcmp(operands->items[in->operand], "-") != 0)
            return next_operand(in, item, err);
        const char *path = next_path(in);
        if (!path)
            return ZHM_NOT_FOUND;
        code = open_path(in, path, err);
        if (code != ZHM_OK)
            return code;
    }
}

void input_clear(struct input *in)
{
    close_path(in);
    lines_clear(&in->lines);
    buf_free(&in->whole);
}

zhm_code input_file(const char *path, size_t max, struct buf *out, zhm_error *err)
{
    struct cli one = {.files = {&path, 1}};
    struct input in = {.cli = &one, .max = max};
    struct str item = {0};
    zhm_code code = input_next(&in, &item, err);
    if (code == ZHM_OK)
        buf_append_str(out, item);
    if (code == ZHM_OK && out->failed)
        code = zhm_fail(err, ZHM_NO_MEMORY, "no memory for %.150s", path);
    input_clear(&in);
    return code;
}

bool input_is_single(const struct cli *cli, bool by_line)
{
    size_t count = cli->operands.count + cli->files.count;
    if (!by_line)
        return count <= 1;
    return count == 1 && cli->operands.count == 1 && strcmp(cli->operands.items[0], "-") != 0;
}

enum status input_each(struct cli *cli, bool by_line, size_t max, item_fn *fn)
{
    struct input in = {.cli = cli, .by_line = by_line, .max = max};
    struct str item = {0};
    zhm_error err = {0};
    zhm_code code;
    enum status status = DONE, one = DONE;
    while ((code = input_next(&in, &item, &err)) == ZHM_OK) {
        one = fn(cli, item, in.path);
        if (one != DONE)
            status = one;
        if (one == FAULT || one == BAD_USE || !output_flush(cli))
            break;
    }
    if (code != ZHM_OK && code != ZHM_NOT_FOUND)
        status = say_error(&err);
    input_clear(&in);
    return status;
}
