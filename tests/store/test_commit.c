#include "temp_store.h"

#include <pthread.h>
#include <signal.h>

enum { THREADS = 8 };

/* What a writer has been told is durable goes to the parent through a pipe. */
struct writer {
    struct store *store;
    int number, acknowledge, count;
};

static void key_of(char key[32], int writer, int i)
{
    snprintf(key, 32, "w%d-%06d", writer, i);
}

static zhm_code write_numbered(struct store *s, int writer, int i)
{
    char key[32];
    key_of(key, writer, i);
    struct pair p = {STORE_CONCEPTS, str_of(key), str_of(key)};
    return store_write(s, log_pair, &p, NULL, NULL);
}

static void *write_many(void *context)
{
    struct writer *w = context;
    for (int i = 0; i < w->count; i++) {
        int ack[2] = {w->number, i};
        if (write_numbered(w->store, w->number, i) != ZHM_OK)
            abort();
        if (w->acknowledge >= 0 && write(w->acknowledge, ack, sizeof ack) != sizeof ack)
            return NULL;
    }
    return NULL;
}

static void run_writers(struct store *s, int acknowledge, int count)
{
    pthread_t threads[THREADS];
    struct writer writers[THREADS];
    for (int i = 0; i < THREADS; i++) {
        writers[i] = (struct writer){s, i, acknowledge, count};
        if (pthread_create(&threads[i], NULL, write_many, &writers[i]) != 0)
            abort();
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
}

static void *read_many(void *context)
{
    struct store *s = context;
    uint64_t last = 0;
    for (int i = 0; i < 20000; i++) {
        struct store_txn *t;
        if (store_read_begin(s, &t, NULL) != ZHM_OK)
            abort();
        uint64_t generation = store_generation(t);
        if (generation < last || generation != store_count(t, STORE_CONCEPTS))
            abort();
        last = generation;
        store_read_end(t);
    }
    return NULL;
}

static void concurrent_writes_are_all_there(void **state)
{
    struct temp *t = *state;
    enum { COUNT = 60 };
    pthread_t reader;
    struct store_stats stats;
    open_with(t, (struct store_options){.create = true});
    assert_int_equal(pthread_create(&reader, NULL, read_many, t->store), 0);
    run_writers(t->store, -1, COUNT);
    pthread_join(reader, NULL);
    assert_int_equal(store_stat(t->store, &stats, &t->err), ZHM_OK);
    assert_int_equal(stats.generation, THREADS * COUNT);
    assert_int_equal(stats.records[STORE_CONCEPTS], THREADS * COUNT);
    assert_verified(t->store);
}

static void child_writes(struct temp *t, int acknowledge)
{
    struct store *s;
    if (store_open(t->db, &(struct store_options){0}, &s, NULL) != ZHM_OK || store_lock_service(s, NULL) != ZHM_OK)
        _exit(1);
    run_writers(s, acknowledge, 1000000);
    _exit(2);
}

/* Kill the child once it has acknowledged @count writes. @last: of each writer the last one that was acknowledged. */
static void kill_after(struct temp *t, int count, int last[THREADS])
{
    int pipes[2], ack[2];
    assert_int_equal(pipe(pipes), 0);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0)
        child_writes(t, pipes[1]);
    close(pipes[1]);
    for (int n = 0; read(pipes[0], ack, sizeof ack) == sizeof ack; n++) {
        last[ack[0]] = ack[1] > last[ack[0]] ? ack[1] : last[ack[0]];
        if (n == count)
            kill(child, SIGKILL);
    }
    close(pipes[0]);
    assert_int_equal(wait_for(child), 128 + SIGKILL);
}

static void killed_service_loses_nothing_acknowledged(void **state)
{
    struct temp *t = *state;
    int last[THREADS];
    char key[32];
    for (int w = 0; w < THREADS; w++)
        last[w] = -1; /* nothing acknowledged yet */
    open_with(t, (struct store_options){.create = true});
    for (int round = 0; round < 5; round++) {
        close_it(t);
        kill_after(t, 50 + round * 37, last);
        open_with(t, (struct store_options){0});
        assert_verified(t->store);
        for (int w = 0; w < THREADS; w++)
            for (int i = 0; i <= last[w]; i++) {
                key_of(key, w, i);
                assert_true(holds(t->store, key, key));
            }
        assert_int_equal(store_lock_service(t->store, &t->err), ZHM_OK);
    }
}

static zhm_code put_sized(struct store *s, int number, size_t size, zhm_error *err)
{
    char key[32], *value = calloc(1, size);
    key_of(key, 0, number);
    struct pair p = {STORE_SEGMENTS, str_of(key), {value, size}};
    zhm_code code = value ? store_write(s, put_pair, &p, NULL, err) : ZHM_NO_MEMORY;
    free(value);
    return code;
}

static void *read_while_growing(void *context)
{
    struct store *s = context;
    for (uint64_t count = 0; count < 100;) {
        struct store_txn *t;
        struct str value;
        if (store_read_begin(s, &t, NULL) != ZHM_OK)
            abort();
        count = store_count(t, STORE_SEGMENTS);
        if (count > 0 && store_get(t, STORE_SEGMENTS, STR("w0-000000"), &value, NULL) != ZHM_OK)
            abort();
        store_read_end(t);
    }
    return NULL;
}

static void small_map_grows_under_readers(void **state)
{
    struct temp *t = *state;
    pthread_t readers[3];
    struct store_stats stats;
    open_with(t, (struct store_options){.create = true, .map_size = 1 << 20});
    for (int i = 0; i < 3; i++)
        assert_int_equal(pthread_create(&readers[i], NULL, read_while_growing, t->store), 0);
    for (int i = 0; i < 100; i++)
        assert_int_equal(put_sized(t->store, i, 100000, &t->err), ZHM_OK);
    for (int i = 0; i < 3; i++)
        pthread_join(readers[i], NULL);
    assert_int_equal(store_stat(t->store, &stats, &t->err), ZHM_OK);
    assert_true(stats.map_bytes > 10 << 20);
    assert_verified(t->store);
}

static void write_larger_than_the_map_is_refused_once(void **state)
{
    struct temp *t = *state;
    open_with(t, (struct store_options){.create = true, .map_size = 1 << 20});
    assert_int_equal(put_sized(t->store, 0, 1500000, &t->err), ZHM_STORAGE);
    assert_says(&t->err, "try again");
    assert_int_equal(put_sized(t->store, 0, 1500000, &t->err), ZHM_OK);
    assert_verified(t->store);
}

static int grow_elsewhere(struct temp *t, int go)
{
    char byte;
    struct store *s;
    if (read(go, &byte, 1) != 1 || store_open(t->db, &(struct store_options){0}, &s, NULL) != ZHM_OK)
        return 1;
    for (int i = 0; i < 50; i++)
        if (put_sized(s, i, 100000, NULL) != ZHM_OK)
            return 2;
    store_close(s);
    return 0;
}

static void database_grown_by_another_process_is_mapped_anew(void **state)
{
    struct temp *t = *state;
    int go[2];
    assert_int_equal(pipe(go), 0);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0)
        _exit(grow_elsewhere(t, go[0]));
    open_with(t, (struct store_options){.create = true, .map_size = 1 << 20});
    put_one(t, "a", "1");
    assert_int_equal(write(go[1], "", 1), 1);
    assert_int_equal(wait_for(child), 0);
    assert_true(holds(t->store, "a", "1"));
    assert_verified(t->store);
    put_one(t, "b", "2");
    close(go[0]), close(go[1]);
}

static void write_after_growth_elsewhere_is_mapped_anew(void **state)
{
    struct temp *t = *state;
    int go[2];
    assert_int_equal(pipe(go), 0);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0)
        _exit(grow_elsewhere(t, go[0]));
    open_with(t, (struct store_options){.create = true, .map_size = 1 << 20});
    assert_int_equal(write(go[1], "", 1), 1);
    assert_int_equal(wait_for(child), 0);
    put_one(t, "b", "2");
    assert_true(holds(t->store, "b", "2"));
    assert_verified(t->store);
    close(go[0]), close(go[1]);
}

static zhm_code leave_short(struct store_txn *t, void *context, zhm_error *err)
{
    static char block[100000];
    struct pair p = {STORE_SEGMENTS, STR("block"), {block, sizeof block}};
    zhm_code code = put_pair(t, &p, err);
    if (code == ZHM_OK)
        code = delete_pair(t, &p, err);
    return code == ZHM_OK ? put_pair(t, context, err) : code;
}

/* Each write would leave the file shorter than LMDB says; every third fails and leaves it longer. */
static bool write_short(struct store *s, int writer)
{
    char key[32];
    for (int i = 0; i < 200; i++) {
        key_of(key, writer, i);
        struct pair p = {STORE_CONCEPTS, str_of(key), str_of(key)}, bad = {STORE_NAMES, {key, 0}, STR("")};
        if (store_write(s, leave_short, &p, NULL, NULL) != ZHM_OK)
            return false;
        if (i % 3 == 0 && store_write(s, leave_short, &bad, NULL, NULL) != ZHM_BAD_INPUT)
            return false;
    }
    return true;
}

static int write_short_elsewhere(struct temp *t)
{
    struct store *s;
    if (store_open(t->db, &(struct store_options){0}, &s, NULL) != ZHM_OK)
        return 1;
    bool good = write_short(s, 0) && store_verify(s, NULL, NULL, NULL) == ZHM_OK;
    store_close(s);
    return good ? 0 : 2;
}

static void processes_that_write_side_by_side_lose_nothing(void **state)
{
    struct temp *t = *state;
    char key[32];
    open_with(t, (struct store_options){.create = true});
    close_it(t);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0)
        _exit(write_short_elsewhere(t));
    open_with(t, (struct store_options){0});
    assert_true(write_short(t->store, 1));
    assert_int_equal(wait_for(child), 0);
    for (int i = 0; i < 400; i++) {
        key_of(key, i % 2, i / 2);
        assert_true(holds(t->store, key, key));
    }
    assert_verified(t->store);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, temp_new, temp_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(concurrent_writes_are_all_there),
        TEST(killed_service_loses_nothing_acknowledged),
        TEST(processes_that_write_side_by_side_lose_nothing),
        TEST(small_map_grows_under_readers),
        TEST(write_larger_than_the_map_is_refused_once),
        TEST(database_grown_by_another_process_is_mapped_anew),
        TEST(write_after_growth_elsewhere_is_mapped_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
