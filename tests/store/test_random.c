#include "temp_store.h"

#include "base/fault.h"

/* The slow twin of a table: a sorted array. */
struct record {
    struct buf key, value;
};
struct twin {
    struct record *records;
    size_t count;
};

static void twin_free(struct twin *t)
{
    for (size_t i = 0; i < t->count; i++) {
        buf_free(&t->records[i].key);
        buf_free(&t->records[i].value);
    }
    free(t->records);
    *t = (struct twin){0};
}

/* The first record that is not below @key. */
static size_t twin_find(const struct twin *t, struct str key)
{
    size_t i = 0;
    while (i < t->count && str_compare(buf_str(&t->records[i].key), key) < 0)
        i++;
    return i;
}

static bool twin_has(const struct twin *t, size_t i, struct str key)
{
    return i < t->count && str_equal(buf_str(&t->records[i].key), key);
}

static void twin_put(struct twin *t, struct str key, struct str value)
{
    size_t i = twin_find(t, key);
    if (!twin_has(t, i, key)) {
        struct record *more = realloc(t->records, (t->count + 1) * sizeof *more);
        assert_non_null(more);
        t->records = more;
        memmove(&more[i + 1], &more[i], (t->count - i) * sizeof *more);
        t->count++;
        more[i] = (struct record){0};
        buf_append_str(&more[i].key, key);
    }
    buf_clear(&t->records[i].value);
    buf_append_str(&t->records[i].value, value);
}

static bool twin_delete(struct twin *t, struct str key)
{
    size_t i = twin_find(t, key);
    if (!twin_has(t, i, key))
        return false;
    buf_free(&t->records[i].key);
    buf_free(&t->records[i].value);
    t->count--;
    memmove(&t->records[i], &t->records[i + 1], (t->count - i) * sizeof *t->records);
    return true;
}

static struct twin twin_copy(const struct twin *t)
{
    struct twin copy = {0};
    for (size_t i = 0; i < t->count; i++)
        twin_put(&copy, buf_str(&t->records[i].key), buf_str(&t->records[i].value));
    return copy;
}

struct play {
    struct temp *temp;
    uint64_t seed;
    struct twin now[2], wanted[2];
    char key[STORE_KEY_MAX], value[9000];
};

static enum store_table table_of(size_t i)
{
    return i ? STORE_NAMES : STORE_CONCEPTS;
}

/* Few bytes and often short, so that keys meet; some of the full length, so that pages hold few. */
static struct str random_key(struct play *p)
{
    size_t len = 1 + random_below(&p->seed, random_below(&p->seed, 4) ? 3 : STORE_KEY_MAX);
    for (size_t i = 0; i < len; i++)
        p->key[i] = "\0ab\xFF"[random_below(&p->seed, 4)];
    return (struct str){p->key, len};
}

static struct str random_value(struct play *p)
{
    size_t len = random_below(&p->seed, random_below(&p->seed, 8) ? 100 : sizeof p->value);
    memset(p->value, (int)random_below(&p->seed, 256), len);
    return (struct str){p->value, len};
}

static void compare_from(struct store_cursor *c, const struct twin *twin, struct str from, size_t most)
{
    store_cursor_seek(c, from);
    zhm_code code = ZHM_OK;
    size_t i = twin_find(twin, from);
    for (size_t n = 0; n < most && (code = store_cursor_next(c, NULL)) == ZHM_OK; n++, i++) {
        assert_true(twin_has(twin, i, c->key));
        assert_true(str_equal(c->value, buf_str(&twin->records[i].value)));
    }
    assert_true(code == ZHM_OK || (code == ZHM_NOT_FOUND && i == twin->count));
}

static void compare_ranges(struct play *p, struct store_txn *t, const struct twin *twins)
{
    for (size_t table = 0; table < 2; table++) {
        struct store_cursor c;
        assert_int_equal(store_cursor_init(&c, t, table_of(table), (struct str){0}, NULL), ZHM_OK);
        for (int i = 0; i < 3; i++)
            compare_from(&c, &twins[table], random_key(p), 1 + random_below(&p->seed, 20));
        store_cursor_clear(&c);
    }
}

static void compare_all(struct store_txn *t, const struct twin *twins)
{
    for (size_t table = 0; table < 2; table++) {
        struct store_cursor c;
        assert_int_equal(store_count(t, table_of(table)), twins[table].count);
        assert_int_equal(store_cursor_init(&c, t, table_of(table), (struct str){0}, NULL), ZHM_OK);
        compare_from(&c, &twins[table], (struct str){0}, SIZE_MAX);
        store_cursor_clear(&c);
    }
}

static void one_step(struct play *p, struct store_txn *t)
{
    size_t table = random_below(&p->seed, 2);
    struct twin *twin = &p->wanted[table];
    struct str key = random_key(p), got;
    size_t at = twin_find(twin, key);
    switch (random_below(&p->seed, 5)) {
    case 0:
    case 1: {
        struct str value = random_value(p);
        twin_put(twin, key, value);
        assert_int_equal(store_put(t, table_of(table), key, value, NULL), ZHM_OK);
        break;
    }
    case 2:
        assert_int_equal(store_delete(t, table_of(table), key, NULL), twin_delete(twin, key) ? ZHM_OK : ZHM_NOT_FOUND);
        break;
    case 3:
        if (twin_has(twin, at, key)) {
            assert_int_equal(store_get(t, table_of(table), key, &got, NULL), ZHM_OK);
            assert_true(str_equal(got, buf_str(&twin->records[at].value)));
        } else {
            assert_int_equal(store_get(t, table_of(table), key, &got, NULL), ZHM_NOT_FOUND);
        }
        break;
    default:
        compare_ranges(p, t, p->wanted);
    }
}

/* Delete a range through a cursor. */
static void delete_range(struct play *p, struct store_txn *t)
{
    struct store_cursor c;
    struct twin *twin = &p->wanted[0];
    struct str from = random_key(p);
    size_t at = twin_find(twin, from), most = random_below(&p->seed, 30);
    assert_int_equal(store_cursor_init(&c, t, table_of(0), from, NULL), ZHM_OK);
    for (size_t n = 0; n < most && store_cursor_next(&c, NULL) == ZHM_OK; n++) {
        assert_true(twin_has(twin, at, c.key));
        assert_true(twin_delete(twin, c.key));
        assert_int_equal(store_delete(t, table_of(0), c.key, NULL), ZHM_OK);
    }
    store_cursor_clear(&c);
}

static zhm_code random_write(struct store_txn *t, void *context, zhm_error *err)
{
    struct play *p = context;
    for (uint64_t n = random_below(&p->seed, 40); n > 0; n--)
        one_step(p, t);
    if (random_below(&p->seed, 4) == 0)
        delete_range(p, t);
    if (random_below(&p->seed, 2) == 0)
        (void)store_log(t, STR("subject"), STR("change"), err);
    compare_all(t, p->wanted);
    return random_below(&p->seed, 4) ? ZHM_OK : zhm_fail(err, ZHM_CONFLICT, "undone");
}

static void one_write(struct play *p)
{
    for (int i = 0; i < 2; i++)
        p->wanted[i] = twin_copy(&p->now[i]);
    zhm_code code = store_write(p->temp->store, random_write, p, NULL, &p->temp->err);
    assert_true(code == ZHM_OK || code == ZHM_CONFLICT);
    for (int i = 0; i < 2; i++) {
        twin_free(code == ZHM_OK ? &p->now[i] : &p->wanted[i]);
        if (code == ZHM_OK)
            p->now[i] = p->wanted[i];
        p->wanted[i] = (struct twin){0};
    }
}

static void random_operations_equal_a_sorted_array(void **state)
{
    static struct play p;
    struct store_txn *t;
    p = (struct play){.temp = *state, .seed = random_seed()};
    for (int i = 0; i < 300; i++) {
        one_write(&p);
        assert_int_equal(store_read_begin(p.temp->store, &t, NULL), ZHM_OK);
        compare_all(t, p.now);
        compare_ranges(&p, t, p.now);
        store_read_end(t);
        if (i % 30 == 29) {
            assert_verified(p.temp->store);
            reopen(p.temp);
        }
    }
    twin_free(&p.now[0]);
    twin_free(&p.now[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(random_operations_equal_a_sorted_array, temp_open, temp_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
