#include "temp_store.h"

#include "store/store_internal.h"

#include <sched.h>
#include <stdatomic.h>

static void write_that_logs_gets_the_next_number(void **state)
{
    struct temp *t = *state;
    struct pair p = {STORE_NAMES, STR("n"), STR("v")};
    uint64_t generation = 77;
    assert_int_equal(log_one(t, "a", "1"), 1);
    assert_int_equal(log_one(t, "b", "1"), 2);
    assert_int_equal(store_write(t->store, put_pair, &p, &generation, &t->err), ZHM_OK);
    assert_int_equal(generation, 0);
    assert_int_equal(log_one(t, "a", "2"), 3);
    reopen(t);
    assert_int_equal(log_one(t, "a", "3"), 4);
    assert_verified(t->store);
}

struct numbers {
    uint64_t before, after;
};

static zhm_code log_three(struct store_txn *t, void *context, zhm_error *err)
{
    struct numbers *n = context;
    n->before = store_generation(t);
    zhm_code code = store_log(t, STR("x"), STR("first"), err);
    if (code == ZHM_OK)
        code = store_log(t, STR("y"), STR("second"), err);
    if (code == ZHM_OK)
        code = store_log(t, STR("x"), STR("third"), err);
    n->after = store_generation(t);
    return code;
}

static void expect(struct store_txn *t, enum store_table table, const char *key, size_t len, struct str want)
{
    struct str value;
    assert_int_equal(store_get(t, table, (struct str){key, len}, &value, NULL), ZHM_OK);
    assert_true(str_equal(value, want));
}

static void log_and_history_name_each_other(void **state)
{
    struct temp *t = *state;
    struct numbers n;
    uint64_t generation;
    struct store_txn *txn;
    log_one(t, "x", "earlier");
    assert_int_equal(store_write(t->store, log_three, &n, &generation, &t->err), ZHM_OK);
    assert_int_equal(generation, 2);
    assert_int_equal(n.before, 1);
    assert_int_equal(n.after, 2);
    assert_int_equal(store_read_begin(t->store, &txn, &t->err), ZHM_OK);
    assert_int_equal(store_generation(txn), 2);
    expect(txn, STORE_LOG, "\0\0\0\0\0\0\0\1\0\0\0\0", 12, STR("earlier"));
    expect(txn, STORE_LOG, "\0\0\0\0\0\0\0\2\0\0\0\0", 12, STR("first"));
    expect(txn, STORE_LOG, "\0\0\0\0\0\0\0\2\0\0\0\1", 12, STR("second"));
    expect(txn, STORE_LOG, "\0\0\0\0\0\0\0\2\0\0\0\2", 12, STR("third"));
    expect(txn, STORE_HISTORY, "x\0\0\0\0\0\0\0\0\1", 10, STR("\0\0\0\0"));
    expect(txn, STORE_HISTORY, "x\0\0\0\0\0\0\0\0\2", 10, STR("\0\0\0\0\0\0\0\2"));
    expect(txn, STORE_HISTORY, "y\0\0\0\0\0\0\0\0\2", 10, STR("\0\0\0\1"));
    assert_int_equal(store_count(txn, STORE_LOG), 4);
    assert_int_equal(store_count(txn, STORE_HISTORY), 3);
    store_read_end(txn);
    assert_verified(t->store);
}

static zhm_code log_subject(struct store_txn *t, void *context, zhm_error *err)
{
    const struct str *subject = context;
    return store_log(t, *subject, STR("change"), err);
}

static void log_subject_is_checked(void **state)
{
    struct temp *t = *state;
    char subject[401];
    memset(subject, 's', sizeof subject);
    struct str cases[] = {{subject, 0}, {subject, 401}, STR("a\0b"), {subject, 400}};
    for (int i = 0; i < 4; i++)
        assert_int_equal(store_write(t->store, log_subject, &cases[i], NULL, &t->err), i < 3 ? ZHM_BAD_INPUT : ZHM_OK);
    assert_verified(t->store);
}

static zhm_code change_then_fail(struct store_txn *t, void *context, zhm_error *err)
{
    zhm_code code = log_pair(t, context, err);
    if (code == ZHM_OK)
        code = store_delete(t, STORE_CONCEPTS, STR("kept"), err);
    return code == ZHM_OK ? zhm_fail(err, ZHM_CONFLICT, "changed since") : code;
}

static void failing_write_is_undone(void **state)
{
    struct temp *t = *state;
    struct pair p = {STORE_CONCEPTS, STR("a"), STR("1")};
    uint64_t generation = 77;
    log_one(t, "kept", "1");
    assert_int_equal(store_write(t->store, change_then_fail, &p, &generation, &t->err), ZHM_CONFLICT);
    assert_string_equal(t->err.text, "changed since");
    assert_int_equal(store_write(t->store, change_then_fail, &p, &generation, NULL), ZHM_CONFLICT);
    assert_int_equal(generation, 77);
    assert_true(holds(t->store, "a", NULL) && holds(t->store, "kept", "1"));
    assert_int_equal(log_one(t, "b", "1"), 2);
    assert_verified(t->store);
}

static void delete_missing_key_is_not_found(void **state)
{
    struct temp *t = *state;
    struct pair p = {STORE_CONCEPTS, STR("a"), {0}};
    zhm_error err = {.code = ZHM_OK};
    assert_int_equal(store_write(t->store, delete_pair, &p, NULL, &err), ZHM_NOT_FOUND);
    assert_int_equal(err.code, ZHM_OK);
    put_one(t, "a", "1");
    assert_int_equal(store_write(t->store, delete_pair, &p, NULL, &err), ZHM_OK);
    assert_true(holds(t->store, "a", NULL));
}

static zhm_code copy_lent(struct store_txn *t, void *context, zhm_error *err)
{
    struct str value;
    char key[16];
    (void)context;
    for (int i = 0; i < 2000; i++) {
        zhm_code code = store_get(t, STORE_CONCEPTS, STR("lent"), &value, err);
        if (code == ZHM_OK) {
            snprintf(key, sizeof key, "%d", i * 7919 % 2000);
            code = store_put(t, STORE_CONCEPTS, str_of(key), value, err);
        }
        if (code != ZHM_OK)
            return code;
    }
    return ZHM_OK;
}

static void put_of_a_lent_value_is_copied_first(void **state)
{
    struct temp *t = *state;
    put_one(t, "lent", "a value that lies in the page that is being changed");
    assert_int_equal(store_write(t->store, copy_lent, NULL, NULL, &t->err), ZHM_OK);
    assert_true(holds(t->store, "1999", "a value that lies in the page that is being changed"));
    assert_verified(t->store);
}

/* A group made on purpose: its first member waits until all others stand in the queue. */
enum { GROUP = 12 };

struct member {
    struct temp *temp;
    int number;
    zhm_code code;
    uint64_t generation;
    zhm_error err;
    pthread_t thread;
};

static unsigned waiting(struct store *s)
{
    pthread_mutex_lock(&s->queue);
    unsigned n = s->queued;
    pthread_mutex_unlock(&s->queue);
    return n;
}

static atomic_bool writing;

static zhm_code wait_for_group(struct store_txn *t, void *context, zhm_error *err)
{
    (void)t, (void)err;
    atomic_store(&writing, true);
    while (waiting(context) < GROUP)
        sched_yield();
    return ZHM_OK;
}

static void *run_waiter(void *context)
{
    struct member *m = context;
    m->code = store_write(m->temp->store, wait_for_group, m->temp->store, NULL, &m->err);
    return NULL;
}

/* Every third fails after a change; of the others every second logs. */
static zhm_code change_member(struct store_txn *t, void *context, zhm_error *err)
{
    struct member *m = context;
    char key[16];
    snprintf(key, sizeof key, "m%d", m->number);
    struct pair p = {STORE_CONCEPTS, str_of(key), str_of(key)};
    zhm_code code = m->number % 2 ? log_pair(t, &p, err) : put_pair(t, &p, err);
    if (code == ZHM_OK && m->number % 3 == 0)
        return zhm_fail(err, ZHM_CONFLICT, "member %d", m->number);
    return code;
}

static void *run_member(void *context)
{
    struct member *m = context;
    m->code = store_write(m->temp->store, change_member, m, &m->generation, &m->err);
    return NULL;
}

static void run_group_of(struct temp *t, struct member *members)
{
    struct member waiter = {.temp = t};
    assert_int_equal(pthread_create(&waiter.thread, NULL, run_waiter, &waiter), 0);
    while (!atomic_load(&writing))
        sched_yield();
    for (int i = 0; i < GROUP; i++) {
        members[i] = (struct member){.temp = t, .number = i};
        assert_int_equal(pthread_create(&members[i].thread, NULL, run_member, &members[i]), 0);
    }
    for (int i = 0; i < GROUP; i++)
        pthread_join(members[i].thread, NULL);
    pthread_join(waiter.thread, NULL);
    assert_int_equal(waiter.code, ZHM_OK);
}

static void group_failures_undo_only_their_own(void **state)
{
    struct temp *t = *state;
    struct member members[GROUP];
    char key[16];
    uint64_t seen = 0;
    run_group_of(t, members);
    for (int i = 0; i < GROUP; i++) {
        snprintf(key, sizeof key, "m%d", i);
        assert_int_equal(members[i].code, i % 3 ? ZHM_OK : ZHM_CONFLICT);
        assert_true(holds(t->store, key, i % 3 ? key : NULL));
        if (i % 3 && i % 2) {
            assert_in_range(members[i].generation, 1, 4);
            seen |= 1u << members[i].generation;
        } else {
            assert_int_equal(members[i].generation, 0);
        }
        if (i % 3 == 0)
            assert_says(&members[i].err, key + 1);
    }
    assert_int_equal(seen, 2 | 4 | 8 | 16);
    assert_verified(t->store);
    assert_int_equal(log_one(t, "next", "1"), 5);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, temp_open, temp_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(write_that_logs_gets_the_next_number),
        TEST(log_and_history_name_each_other),
        TEST(log_subject_is_checked),
        TEST(failing_write_is_undone),
        TEST(delete_missing_key_is_not_found),
        TEST(put_of_a_lent_value_is_copied_first),
        TEST(group_failures_undo_only_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
