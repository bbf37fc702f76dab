#include "cli/import.h"

#include "cli/import_pipe.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { REFUSALS_TOLD = 20 };

static atomic_bool interrupted; /* lock-free: a handler may set it */

static void interrupt(int number)
{
    (void)number;
    atomic_store(&interrupted, true);
}

/* Not restarted: a read from a terminal or a pipe is to end. */
void import_catch_interrupt(void)
{
    struct sigaction action = {.sa_handler = interrupt, .sa_flags = (int)SA_RESETHAND};
    (void)sigaction(SIGINT, &action, NULL);
}

static zhm_code check_interrupt(zhm_error *err)
{
    return atomic_load(&interrupted) ? zhm_fail(err, ZHM_DENIED, "interrupted") : ZHM_OK;
}

static zhm_code refused(void *context, const struct unit_place *at, const char *why, zhm_error *err)
{
    struct import *in = context;
    in->refused++;
    if (in->cli->strict)
        return zhm_fail(err, ZHM_BAD_INPUT, "%.100s:%zu:%zu: %s", in->shown, at->line, at->column, why);
    if (in->refused > REFUSALS_TOLD)
        return ZHM_OK;
    progress_end();
    (void)fprintf(stderr, "%s:%zu:%zu: %s\n", in->shown, at->line, at->column, why);
    return ZHM_OK;
}

static zhm_code begin(struct import *in, zhm_error *err)
{
    const char *origin = json_string_value(json_object_get(in->cli->params, "origin"));
    zhm_code code = ZHM_OK;
    if (in->begun)
        return code;
    if (!in->cli->endpoint && !in->cli->db)
        code = door_make(in->cli, err);
    if (code == ZHM_OK)
        code = import_name(in, err);
    if (code == ZHM_OK)
        code = way_begin(&in->way, in->name.data, origin, in->cli->resume, &in->skip, err);
    in->begun = code == ZHM_OK;
    return code;
}

/* The batch begins with its first unit; those that were put before are passed over. What --strict refuses is not
 * counted: the import can be resumed once the file is mended. */
static zhm_code take(struct import *in, const struct piped_unit *u, zhm_error *err)
{
    zhm_code code = begin(in, err);
    if (code != ZHM_OK)
        return code;
    if (in->seen < in->skip) {
        in->seen++;
        return ZHM_OK;
    }
    if (u->why && in->cli->strict)
        return refused(in, &u->at, u->why, err);
    in->seen++;
    code = u->why ? way_refuse(&in->way, &u->at, u->why, err) : way_add(&in->way, &u->unit, &u->at, err);
    in->broken = code != ZHM_OK;
    return code;
}

zhm_code import_format(const char *name, const char *path, enum unit_format *out, zhm_error *err)
{
    struct buf as = {0};
    if (!name && strcmp(path, "-") == 0)
        return zhm_fail(err, ZHM_BAD_INPUT, "standard input needs --format tmx, tsv or csv");
    if (!name)
        return unit_format_of(path, out, err);
    buf_printf(&as, ".%s", name);
    zhm_code code = buf_text(&as) ? unit_format_of(as.data, out, NULL) : ZHM_NO_MEMORY;
    buf_free(&as);
    return code == ZHM_OK ? code : zhm_fail(err, ZHM_BAD_INPUT, "--format is tmx, tsv or csv, not \"%.40s\"", name);
}

static zhm_code open_file(struct import *in, zhm_error *err)
{
    bool is_stdin = strcmp(in->path, "-") == 0;
    struct stat st = {0};
    in->shown = is_stdin ? "standard input" : in->path;
    in->fd = -1;
    zhm_code code = import_format(in->cli->format, in->path, &in->format, err);
    if (code != ZHM_OK)
        return code;
    in->fd = is_stdin ? STDIN_FILENO : open(in->path, O_RDONLY | O_CLOEXEC);
    int why = in->fd < 0 ? errno : fstat(in->fd, &st) == 0 && S_ISDIR(st.st_mode) ? EISDIR : 0;
    if (why)
        return zhm_fail(err, ZHM_BAD_INPUT, "can't read %.150s: %s", in->shown, strerror(why));
    in->size = S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
    return ZHM_OK;
}

static zhm_code take_all(struct import *in, struct import_pipe *pipe, zhm_error *err)
{
    static char title[] = "importing";
    struct piped_unit u = {0};
    zhm_code code;
    while ((code = check_interrupt(err)) == ZHM_OK && (code = pipe_next(pipe, &u, err)) == ZHM_OK) {
        progress_bar(title, u.bytes, in->size);
        code = take(in, &u, err);
        if (code != ZHM_OK)
            return code;
    }
    return code == ZHM_NOT_FOUND ? ZHM_OK : code;
}

/* What was read before a fault is written, too. */
static zhm_code end(struct import *in, zhm_code code, zhm_error *err)
{
    zhm_error fault = {0};
    if (!in->begun || in->broken)
        return code;
    if (code == ZHM_OK && in->seen < in->skip)
        code = zhm_fail(err, ZHM_BAD_INPUT,
                        "%.100s has %" PRIu64 " units, of which %" PRIu64 " were put before: is it the same file?",
                        in->shown, in->seen, in->skip);
    zhm_code ended = way_end(&in->way, code == ZHM_OK, &fault);
    in->broken = ended != ZHM_OK;
    in->done = code == ZHM_OK && ended == ZHM_OK;
    return code == ZHM_OK && ended != ZHM_OK ? zhm_fail(err, ended, "%s", fault.text) : code;
}

static zhm_code read_all(struct import *in, zhm_error *err)
{
    struct import_pipe *pipe = NULL;
    zhm_code code = pipe_new(in->shown, in->format, in->fd, &interrupted, &pipe, err);
    if (code != ZHM_OK)
        return code;
    code = end(in, take_all(in, pipe, err), err);
    pipe_free(pipe);
    return code;
}

static double now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

zhm_code import_run(struct import *in, zhm_error *err)
{
    in->way.cli = in->cli;
    in->way.refused = refused;
    in->way.context = in;
    double began = now();
    zhm_code code = open_file(in, err);
    if (code == ZHM_OK)
        code = read_all(in, err);
    in->seconds = now() - began;
    progress_end();
    if (in->refused > REFUSALS_TOLD && !in->cli->strict)
        (void)fprintf(stderr, "%s: %" PRIu64 " more refused\n", in->shown, in->refused - REFUSALS_TOLD);
    return code;
}

void import_clear(struct import *in)
{
    way_clear(&in->way);
    buf_free(&in->name);
    if (in->fd > STDIN_FILENO)
        (void)close(in->fd);
}
