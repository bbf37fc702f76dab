#include "temp_store.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/uio.h>

/* LMDB writes through these; they stand before libc's. Offsets of the two meta pages lie below META_END. */
enum { META_END = 8192 };
static int fail_data, fail_meta; /* an errno, 0: none */

__attribute__((visibility("default"))) ssize_t pwrite(int fd, const void *buf, size_t n, off_t offset)
{
    int fault = offset < META_END ? fail_meta : fail_data;
    if (fault) {
        errno = fault;
        return -1;
    }
    return syscall(SYS_pwrite64, fd, buf, n, offset);
}

__attribute__((visibility("default"))) ssize_t writev(int fd, const struct iovec *iovec, int count)
{
    if (fail_data) {
        errno = fail_data;
        return -1;
    }
    return syscall(SYS_writev, fd, iovec, count);
}

static int stop_failing(void **state)
{
    fail_data = fail_meta = 0;
    return temp_remove(state);
}

static zhm_code try_log(struct temp *t, const char *key)
{
    struct pair p = {STORE_CONCEPTS, str_of(key), str_of(key)};
    return store_write(t->store, log_pair, &p, NULL, &t->err);
}

static void failed_write_of_data_is_undone_and_recovers(void **state)
{
    static const struct {
        int fault;
        const char *words;
    } cases[] = {{ENOSPC, "the disk is full"}, {EIO, "the disk failed"}, {EDQUOT, "the disk is full"}};
    struct temp *t = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fail_data = cases[i].fault;
        assert_int_equal(try_log(t, "lost"), ZHM_STORAGE);
        assert_says(&t->err, cases[i].words);
        assert_true(holds(t->store, "lost", NULL));
        fail_data = 0;
        assert_int_equal(try_log(t, "kept"), ZHM_OK);
        assert_true(holds(t->store, "kept", "kept"));
        assert_verified(t->store);
    }
    reopen(t);
    assert_true(holds(t->store, "kept", "kept") && holds(t->store, "lost", NULL));
}

static void failed_write_of_meta_ends_all_writing(void **state)
{
    struct temp *t = *state;
    assert_int_equal(try_log(t, "kept"), ZHM_OK);
    fail_meta = EIO;
    assert_int_equal(try_log(t, "lost"), ZHM_STORAGE);
    fail_meta = 0;
    assert_int_equal(try_log(t, "later"), ZHM_STORAGE);
    assert_says(&t->err, "an earlier commit failed");
    reopen(t);
    assert_true(holds(t->store, "kept", "kept") && holds(t->store, "later", NULL));
    assert_int_equal(try_log(t, "later"), ZHM_OK);
    assert_verified(t->store);
}

static void *try_one(void *context)
{
    struct temp *t = context;
    struct pair p = {STORE_CONCEPTS, STR("k"), STR("v")};
    zhm_error err = {.code = ZHM_OK};
    zhm_code code = store_write(t->store, put_pair, &p, NULL, &err);
    return code == ZHM_STORAGE && err.code == ZHM_STORAGE && err.text[0] ? NULL : t;
}

static void failed_commit_of_a_group_fails_each_of_them(void **state)
{
    struct temp *t = *state;
    pthread_t threads[8];
    void *bad;
    fail_data = ENOSPC;
    for (int i = 0; i < 8; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, try_one, t), 0);
    for (int i = 0; i < 8; i++) {
        pthread_join(threads[i], &bad);
        assert_null(bad);
    }
    fail_data = 0;
    assert_int_equal(try_log(t, "kept"), ZHM_OK);
    assert_verified(t->store);
}

static void nearly_full_disk_refuses_writes(void **state)
{
    struct temp *t = *state;
    assert_int_equal(try_log(t, "kept"), ZHM_OK);
    close_it(t);
    open_with(t, (struct store_options){.min_free = SIZE_MAX});
    assert_int_equal(try_log(t, "lost"), ZHM_STORAGE);
    assert_says(&t->err, "nearly full");
    assert_true(holds(t->store, "kept", "kept") && holds(t->store, "lost", NULL));
}

enum { SKIP = 77 };

static bool write_text(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY);
    bool good = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
    if (fd >= 0)
        close(fd);
    return good;
}

/* A user who is not root may be one in a namespace of their own. */
static bool unshare_mounts(void)
{
    char users[32], groups[32];
    snprintf(users, sizeof users, "0 %u 1", getuid());
    snprintf(groups, sizeof groups, "0 %u 1", getgid());
    return unshare(CLONE_NEWNS) == 0 ||
           (unshare(CLONE_NEWNS | CLONE_NEWUSER) == 0 && write_text("/proc/self/setgroups", "deny") &&
            write_text("/proc/self/uid_map", users) && write_text("/proc/self/gid_map", groups));
}

static bool mount_small(const char *folder)
{
    return unshare_mounts() && mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
           mount("none", folder, "tmpfs", 0, "size=2m") == 0;
}

static bool numbered(struct temp *t, int from, int to)
{
    char key[16];
    for (int i = from; i < to; i++) {
        snprintf(key, sizeof key, "%d", i);
        if (!holds(t->store, key, key))
            return false;
    }
    return true;
}

/* What is larger than the disk meets its end, not the limit before it. */
static zhm_code put_too_much(struct temp *t)
{
    static char value[3 << 20];
    struct pair p = {STORE_CONCEPTS, STR("too much"), {value, sizeof value}};
    return store_write(t->store, put_pair, &p, NULL, &t->err);
}

/* Write until it fails. @return how many succeeded */
static int write_until_full(struct temp *t, int from)
{
    char key[16];
    for (int i = from; i < 100000; i++) {
        snprintf(key, sizeof key, "%d", i);
        if (try_log(t, key) != ZHM_OK)
            return i;
    }
    return -1;
}

static int fill_a_disk(struct temp *t)
{
    char ballast[128];
    if (!mount_small(t->folder))
        return SKIP;
    snprintf(ballast, sizeof ballast, "%s/ballast", t->folder);
    struct store_options options = {.create = true, .min_free = 1};
    if (store_open(t->db, &options, &t->store, &t->err) != ZHM_OK)
        return 1;
    int fd = open(ballast, O_CREAT | O_WRONLY, 0600);
    if (fd < 0 || posix_fallocate(fd, 0, 500000) != 0 || close(fd) != 0)
        return 2;
    if (put_too_much(t) != ZHM_STORAGE || !strstr(t->err.text, "the disk is full"))
        return 9;
    int first = write_until_full(t, 0);
    fprintf(stderr, "%d writes, then: %s\n", first, t->err.text);
    if (first <= 0 || t->err.code != ZHM_STORAGE || !strstr(t->err.text, "full"))
        return 3;
    if (!numbered(t, 0, first) || store_verify(t->store, NULL, NULL, &t->err) != ZHM_OK)
        return 4;
    if (unlink(ballast) != 0)
        return 5;
    int second = write_until_full(t, first);
    if (second <= first || !numbered(t, 0, second))
        return 6;
    store_close(t->store);
    if (store_open(t->db, &options, &t->store, &t->err) != ZHM_OK || !numbered(t, 0, second))
        return 7;
    return store_verify(t->store, NULL, NULL, &t->err) == ZHM_OK ? 0 : 8;
}

/* The default limit on a disk that never has as much. */
static int use_small_disk(struct temp *t)
{
    if (!mount_small(t->folder))
        return SKIP;
    if (store_open(t->db, &(struct store_options){.create = true}, &t->store, &t->err) != ZHM_OK)
        return 1;
    if (try_log(t, "a") != ZHM_STORAGE || !strstr(t->err.text, "nearly full"))
        return 2;
    struct store_stats stats;
    return store_stat(t->store, &stats, &t->err) == ZHM_OK && stats.generation == 0 ? 0 : 3;
}

/* LMDB's files come into being at every degree of fullness: a fault in words each time, never a signal. */
static int create_on_full_disks(struct temp *t)
{
    char ballast[128];
    if (!mount_small(t->folder))
        return SKIP;
    snprintf(ballast, sizeof ballast, "%s/ballast", t->folder);
    for (long left = 0; left < 256; left += 4) {
        int fd = open(ballast, O_CREAT | O_WRONLY | O_TRUNC, 0600);
        if (fd < 0 || posix_fallocate(fd, 0, (2048 - left) * 1024) != 0 || close(fd) != 0)
            return 1;
        zhm_code code = store_open(t->db, &(struct store_options){.create = true}, &t->store, &t->err);
        if (code == ZHM_OK)
            store_close(t->store);
        else if (code != ZHM_STORAGE)
            return 2;
        if (left == 0 && code == ZHM_OK)
            return 3;
    }
    t->store = NULL;
    return 0;
}

static void in_child(struct temp *t, int (*fn)(struct temp *))
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0)
        _exit(fn(t));
    int status = wait_for(child);
    if (status == SKIP)
        print_message("skipped: mounting a small file system is not permitted here\n");
    else
        assert_int_equal(status, 0);
}

static void full_disk_keeps_what_was_written_and_recovers(void **state)
{
    in_child(*state, fill_a_disk);
}

static void small_disk_refuses_writes_by_default(void **state)
{
    in_child(*state, use_small_disk);
}

static void creating_on_a_full_disk_is_storage(void **state)
{
    in_child(*state, create_on_full_disks);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, temp_open, stop_failing)
#define CLOSED_TEST(name) cmocka_unit_test_setup_teardown(name, temp_new, stop_failing)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(failed_write_of_data_is_undone_and_recovers),
        TEST(failed_write_of_meta_ends_all_writing),
        TEST(failed_commit_of_a_group_fails_each_of_them),
        TEST(nearly_full_disk_refuses_writes),
        CLOSED_TEST(full_disk_keeps_what_was_written_and_recovers),
        CLOSED_TEST(small_disk_refuses_writes_by_default),
        CLOSED_TEST(creating_on_a_full_disk_is_storage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
