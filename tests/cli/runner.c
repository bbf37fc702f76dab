#include "runner.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/zhm-cli-XXXXXX";

int folder_enter(void **state)
{
    (void)state;
    memcpy(folder + sizeof folder - 7, "XXXXXX", 6);
    return mkdtemp(folder) && chdir(folder) == 0 && chmod(folder, 0755) == 0 ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *place)
{
    (void)info, (void)kind, (void)place;
    return remove(path);
}

int folder_leave(void **state)
{
    (void)state;
    return chdir("/") == 0 ? nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS) : -1;
}

int glossary_enter(void **state)
{
    if (folder_enter(state) != 0)
        return -1;
    struct ran r = run(ARGUMENTS("load", GLOSSARY("small")), (struct str){0});
    int status = r.status;
    ran_clear(&r);
    return status;
}

void ran_clear(struct ran *r)
{
    buf_free(&r->out);
    buf_free(&r->err);
}

void write_file(const char *path, struct str bytes)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes.data, 1, bytes.len, f), bytes.len);
    assert_int_equal(fclose(f), 0);
}

/* Until the end, or, on a terminal, until nobody has it open any more (EIO). */
static void read_into(int fd, struct buf *out)
{
    ssize_t n;
    do {
        assert_true(buf_reserve(out, 65536));
        n = read(fd, out->data + out->len, 65536);
        out->len += n > 0 ? (size_t)n : 0;
    } while (n > 0 || (n < 0 && errno == EINTR));
    assert_non_null(buf_text(out));
}

void read_file(const char *path, struct buf *out)
{
    int fd = open(path, O_RDONLY);
    assert_true(fd >= 0);
    read_into(fd, out);
    close(fd);
}

/* What a user's own environment says must not change the results. */
enum { VARIABLES = 6 };

static void environment(char *out[VARIABLES], char home[64])
{
    static char database[] = "ZHENGMING_DB=db", path[] = "PATH=/usr/bin:/bin", address[256], thread[256];
    const char *asan = getenv("ASAN_OPTIONS"), *tsan = getenv("TSAN_OPTIONS");
    (void)snprintf(home, 64, "HOME=%s", folder);
    (void)snprintf(address, sizeof address, "ASAN_OPTIONS=%s", asan ? asan : "");
    (void)snprintf(thread, sizeof thread, "TSAN_OPTIONS=%s", tsan ? tsan : "");
    char *all[VARIABLES] = {home, database, path, address, thread, NULL};
    memcpy(out, all, sizeof all);
}

const char *program_path(void)
{
    return ZHENGMING;
}

pid_t program_start(const char *const *arguments, const struct places *places)
{
    char *argv[ARGUMENTS_MAX + 2] = {strdup("zhengming")}, *env[VARIABLES], home[64];
    posix_spawn_file_actions_t actions;
    pid_t pid;
    for (int i = 0; i < ARGUMENTS_MAX && arguments[i]; i++)
        argv[i + 1] = strdup(arguments[i]);
    environment(env, home);
    const int make = O_WRONLY | O_CREAT | O_NOCTTY;
    assert_int_equal(posix_spawn_file_actions_init(&actions), 0);
    posix_spawn_file_actions_addopen(&actions, 0, places->in ? places->in : "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, places->out ? places->out : "out",
                                     places->out ? make : make | O_TRUNC, 0600);
    posix_spawn_file_actions_addopen(&actions, 2, places->err ? places->err : "err",
                                     places->err ? make : make | O_TRUNC, 0600);
    int rc = posix_spawn(&pid, program_path(), &actions, NULL, argv, env);
    posix_spawn_file_actions_destroy(&actions);
    for (int i = 0; argv[i]; i++)
        free(argv[i]);
    assert_int_equal(rc, 0);
    return pid;
}

int program_end(pid_t pid)
{
    int status = 0;
    while (waitpid(pid, &status, 0) < 0)
        assert_int_equal(errno, EINTR);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

struct ran run(const char *const *arguments, struct str input)
{
    struct ran r = {0};
    write_file("in", input.data ? input : STR(""));
    r.status = program_end(program_start(arguments, &(struct places){.in = "in"}));
    read_file("out", &r.out);
    read_file("err", &r.err);
    return r;
}

struct ran run_on_terminal(const char *const *arguments, int descriptor)
{
    struct ran r = {0};
    struct winsize size = {.ws_row = 40, .ws_col = 100};
    int terminal = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(terminal >= 0 && grantpt(terminal) == 0 && unlockpt(terminal) == 0);
    assert_int_equal(ioctl(terminal, TIOCSWINSZ, &size), 0);
    const char *name = ptsname(terminal);
    struct places places = {.out = descriptor == 1 ? name : NULL, .err = descriptor == 2 ? name : NULL};
    pid_t pid = program_start(arguments, &places);
    read_into(terminal, &r.out);
    r.status = program_end(pid);
    close(terminal);
    return r;
}

static pid_t talking; /* 0: nobody */

/* The order matters: a FIFO opens for writing only once somebody reads it. */
struct talk talk_start(const char *const *arguments)
{
    struct talk t = {0};
    (void)unlink("to"), (void)unlink("from");
    assert_int_equal(mkfifo("to", 0600) | mkfifo("from", 0600), 0);
    t.out = open("from", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    assert_true(t.out >= 0 && fcntl(t.out, F_SETFL, 0) == 0);
    int keep = open("to", O_RDWR | O_CLOEXEC);
    t.pid = program_start(arguments, &(struct places){.in = "to", .out = "from"});
    talking = t.pid;
    t.in = open("to", O_WRONLY | O_CLOEXEC);
    close(keep);
    assert_true(keep >= 0 && t.in >= 0);
    return t;
}

void talk_say(struct talk *t, const char *text)
{
    assert_int_equal(write(t->in, text, strlen(text)), (ssize_t)strlen(text));
}

const char *talk_hear(struct talk *t)
{
    char c;
    buf_clear(&t->said);
    while (read(t->out, &c, 1) == 1) {
        if (c == '\n')
            return buf_text(&t->said);
        buf_append_char(&t->said, c);
    }
    return NULL;
}

int talk_end(struct talk *t)
{
    if (t->in >= 0)
        close(t->in);
    int status = program_end(t->pid);
    talking = 0;
    if (t->out >= 0)
        close(t->out);
    buf_free(&t->said);
    return status;
}

int talk_stop(void **state)
{
    (void)state;
    if (talking > 0 && kill(talking, SIGKILL) == 0)
        (void)program_end(talking);
    talking = 0;
    return 0;
}

void check_pieces(const char *description, const char *what, const struct buf *text, const char *pieces)
{
    const char *at = text->data ? text->data : "";
    if (!pieces && text->len > 0)
        fail_msg("%s: %s is not empty: %s", description, what, at);
    while (pieces && *pieces) {
        char piece[512];
        size_t len = strcspn(pieces, "|");
        (void)snprintf(piece, sizeof piece, "%.*s", (int)len, pieces);
        at = strstr(at, piece);
        if (!at) {
            fail_msg("%s: %s has no \"%s\" (or not in order): %s", description, what, piece, text->data);
            return;
        }
        at += len;
        pieces += len + (pieces[len] == '|');
    }
}

void check_case(const struct run_case *c)
{
    struct ran r = run(c->arguments, str_of(c->input));
    if (r.status != c->status)
        fail_msg("%s: status %d, not %d; stderr: %s", c->description, r.status, c->status, r.err.data);
    check_pieces(c->description, "stdout", &r.out, c->out);
    check_pieces(c->description, "stderr", &r.err, c->err);
    ran_clear(&r);
}
