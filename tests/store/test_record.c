#include "temp_store.h"

static struct store_txn *begin(struct temp *t)
{
    struct store_txn *txn;
    if (store_read_begin(t->store, &txn, &t->err) != ZHM_OK)
        fail_msg("%s", t->err.text);
    return txn;
}

static void get_missing_key_is_not_found(void **state)
{
    struct temp *t = *state;
    struct store_txn *txn = begin(t);
    struct str value = STR("as it was");
    zhm_error err = {.code = ZHM_OK};
    assert_int_equal(store_get(txn, STORE_NAMES, STR("none"), &value, &err), ZHM_NOT_FOUND);
    assert_int_equal(store_get_block(txn, STORE_NAMES, STR("none"), &value, &err), ZHM_NOT_FOUND);
    assert_int_equal(store_get(txn, STORE_NAMES, (struct str){0}, &value, &err), ZHM_NOT_FOUND);
    assert_true(str_is(value, "as it was"));
    assert_int_equal(err.code, ZHM_OK);
    store_read_end(txn);
}

static void put_empty_value_is_kept(void **state)
{
    struct temp *t = *state;
    struct pair p = {STORE_PENDING, STR("k"), {NULL, 0}};
    struct str value = STR("x");
    assert_int_equal(store_write(t->store, put_pair, &p, NULL, &t->err), ZHM_OK);
    struct store_txn *txn = begin(t);
    assert_int_equal(store_get(txn, STORE_PENDING, STR("k"), &value, &t->err), ZHM_OK);
    assert_int_equal(value.len, 0);
    assert_int_equal(store_count(txn, STORE_PENDING), 1);
    assert_int_equal(store_count(txn, STORE_CONCEPTS), 0);
    store_read_end(txn);
}

static void put_key_length_is_checked(void **state)
{
    static const struct {
        size_t len;
        zhm_code want;
    } cases[] = {{0, ZHM_BAD_INPUT},
                 {1, ZHM_OK},
                 {STORE_KEY_MAX, ZHM_OK},
                 {STORE_KEY_MAX + 1, ZHM_BAD_INPUT},
                 {100000, ZHM_BAD_INPUT}};
    struct temp *t = *state;
    char *long_key = malloc(100000);
    assert_non_null(long_key);
    memset(long_key, 'k', 100000);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct pair p = {STORE_NAMES, {long_key, cases[i].len}, STR("v")};
        struct str value;
        assert_int_equal(store_write(t->store, put_pair, &p, NULL, &t->err), cases[i].want);
        if (cases[i].want != ZHM_OK)
            assert_int_equal(store_write(t->store, delete_pair, &p, NULL, &t->err), cases[i].want);
        struct store_txn *txn = begin(t);
        assert_int_equal(store_get(txn, STORE_NAMES, p.key, &value, &t->err),
                         cases[i].want == ZHM_OK ? ZHM_OK : ZHM_NOT_FOUND);
        store_read_end(txn);
    }
    free(long_key);
}

static void put_the_stores_own_keys_is_refused(void **state)
{
    struct temp *t = *state;
    struct pair format = {STORE_META, STR("format"), STR("x")}, generation = {STORE_META, STR("generation"), STR("x")};
    struct pair other = {STORE_META, STR("folding"), STR("1")}, elsewhere = {STORE_NAMES, STR("format"), STR("x")};
    assert_int_equal(store_write(t->store, put_pair, &format, NULL, &t->err), ZHM_BAD_INPUT);
    assert_int_equal(store_write(t->store, delete_pair, &generation, NULL, &t->err), ZHM_BAD_INPUT);
    assert_int_equal(store_write(t->store, put_pair, &other, NULL, &t->err), ZHM_OK);
    assert_int_equal(store_write(t->store, put_pair, &elsewhere, NULL, &t->err), ZHM_OK);
}

static void put_large_value_is_aligned(void **state)
{
    static const size_t sizes[] = {4096, 4097, 5000, 100000, 5 << 20};
    struct temp *t = *state;
    char *block = malloc(5 << 20);
    assert_non_null(block);
    for (size_t i = 0; i < 5 << 20; i++)
        block[i] = (char)(i * 31 >> 3);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct pair p = {STORE_SEGMENTS, STR("block"), {block, sizes[i]}};
        struct str value, checked;
        assert_int_equal(store_write(t->store, put_pair, &p, NULL, &t->err), ZHM_OK);
        struct store_txn *txn = begin(t);
        assert_int_equal(store_get_block(txn, STORE_SEGMENTS, STR("block"), &value, &t->err), ZHM_OK);
        assert_int_equal(store_get(txn, STORE_SEGMENTS, STR("block"), &checked, &t->err), ZHM_OK);
        assert_true(str_equal(value, p.value) && value.data == checked.data);
        assert_int_equal((uintptr_t)value.data % 8, 0);
        store_read_end(txn);
    }
    free(block);
}

static zhm_code change_in_snapshot(struct store_txn *txn)
{
    zhm_code a = store_put(txn, STORE_NAMES, STR("a"), STR("b"), NULL);
    zhm_code b = store_delete(txn, STORE_NAMES, STR("a"), NULL);
    zhm_code c = store_log(txn, STR("a"), STR("b"), NULL);
    return a == b && b == c ? a : ZHM_OK;
}

static void snapshot_can_not_be_written_to(void **state)
{
    struct temp *t = *state;
    struct store_txn *txn = begin(t);
    assert_int_equal(change_in_snapshot(txn), ZHM_DENIED);
    store_read_end(txn);
}

static void snapshot_sees_nothing_later(void **state)
{
    struct temp *t = *state;
    struct str value;
    log_one(t, "a", "1");
    struct store_txn *before = begin(t);
    log_one(t, "a", "2");
    log_one(t, "b", "2");
    struct store_txn *after = begin(t);
    assert_int_equal(store_get(before, STORE_CONCEPTS, STR("a"), &value, &t->err), ZHM_OK);
    assert_true(str_is(value, "1"));
    assert_int_equal(store_get(before, STORE_CONCEPTS, STR("b"), &value, &t->err), ZHM_NOT_FOUND);
    assert_int_equal(store_get(after, STORE_CONCEPTS, STR("a"), &value, &t->err), ZHM_OK);
    assert_true(str_is(value, "2"));
    assert_int_equal(store_count(before, STORE_CONCEPTS), 1);
    assert_int_equal(store_count(after, STORE_CONCEPTS), 2);
    assert_int_equal(store_generation(before), 1);
    assert_int_equal(store_generation(after), 3);
    store_read_end(before);
    store_read_end(after);
    store_read_end(NULL);
}

static void snapshots_may_be_many_and_are_used_again(void **state)
{
    enum { MANY = 1000 };
    struct temp *t = *state;
    static struct store_txn *txns[MANY + 100];
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < MANY; i++)
            txns[i] = begin(t);
        for (int i = 0; i < MANY; i++)
            store_read_end(txns[i]);
    }
    int n = 0;
    while (store_read_begin(t->store, &txns[n], &t->err) == ZHM_OK && n < MANY + 99)
        n++;
    assert_true(n <= 1024);
    assert_int_equal(t->err.code, ZHM_LIMIT);
    while (n > 0)
        store_read_end(txns[--n]);
    store_read_end(begin(t));
}

static void fill(struct temp *t)
{
    static const char *const keys[] = {"b", "ab", "a", "c", "ba"};
    for (size_t i = 0; i < 5; i++)
        put_one(t, keys[i], keys[i]);
}

static void append_word(char got[64], struct str word)
{
    size_t len = strlen(got);
    snprintf(got + len, 64 - len, "%.*s ", STR_ARG(word));
}

static void assert_walk(struct store_cursor *c, const char *want)
{
    char got[64] = "";
    zhm_error err = {.code = ZHM_OK};
    zhm_code code;
    while ((code = store_cursor_next(c, &err)) == ZHM_OK) {
        assert_true(str_equal(c->key, c->value));
        append_word(got, c->key);
    }
    assert_int_equal(code, ZHM_NOT_FOUND);
    assert_int_equal(err.code, ZHM_OK);
    assert_string_equal(got, want);
}

static void cursor_goes_in_order_from_a_key(void **state)
{
    static const struct {
        const char *from, *want;
    } cases[] = {{"", "a ab b ba c "}, {"a", "a ab b ba c "}, {"aa", "ab b ba c "},
                 {"b", "b ba c "},     {"c", "c "},           {"d", ""}};
    struct temp *t = *state;
    struct store_cursor c;
    fill(t);
    struct store_txn *txn = begin(t);
    assert_int_equal(store_cursor_init(&c, txn, STORE_CONCEPTS, STR("b"), &t->err), ZHM_OK);
    assert_walk(&c, "b ba c ");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        store_cursor_seek(&c, str_of(cases[i].from));
        assert_walk(&c, cases[i].want);
    }
    store_cursor_clear(&c);
    assert_int_equal(store_cursor_init(&c, txn, STORE_NAMES, (struct str){0}, &t->err), ZHM_OK);
    assert_walk(&c, "");
    store_cursor_clear(&c);
    store_read_end(txn);
}

static void cursor_from_a_key_too_long_is_past_its_beginning(void **state)
{
    struct temp *t = *state;
    char key[STORE_KEY_MAX + 3];
    struct store_cursor c;
    memset(key, 'k', sizeof key);
    struct pair p = {STORE_NAMES, {key, STORE_KEY_MAX}, STR("v")}, q = {STORE_NAMES, STR("l"), STR("l")};
    assert_int_equal(store_write(t->store, put_pair, &p, NULL, &t->err), ZHM_OK);
    assert_int_equal(store_write(t->store, put_pair, &q, NULL, &t->err), ZHM_OK);
    struct store_txn *txn = begin(t);
    assert_int_equal(store_cursor_init(&c, txn, STORE_NAMES, (struct str){key, sizeof key}, &t->err), ZHM_OK);
    assert_walk(&c, "l ");
    store_cursor_clear(&c);
    store_read_end(txn);
}

/* Delete what the cursor stands on, and put something before and after it. */
static zhm_code change_under_cursor(struct store_txn *t, void *context, zhm_error *err)
{
    struct store_cursor c;
    char *got = context;
    zhm_code code = store_cursor_init(&c, t, STORE_CONCEPTS, (struct str){0}, err);
    while (code == ZHM_OK && (code = store_cursor_next(&c, err)) == ZHM_OK) {
        append_word(got, c.key);
        if (str_is(c.key, "ab"))
            code = store_put(t, STORE_CONCEPTS, STR("aa"), c.value, err);
        if (code == ZHM_OK && str_is(c.key, "b"))
            code = store_put(t, STORE_CONCEPTS, STR("bb"), c.key, err);
        if (code == ZHM_OK && c.key.len == 1)
            code = store_delete(t, STORE_CONCEPTS, c.key, err);
    }
    store_cursor_clear(&c);
    return code == ZHM_NOT_FOUND ? ZHM_OK : code;
}

static void cursor_in_a_write_goes_on_past_changes(void **state)
{
    struct temp *t = *state;
    char got[64] = "";
    fill(t);
    assert_int_equal(store_write(t->store, change_under_cursor, got, NULL, &t->err), ZHM_OK);
    assert_string_equal(got, "a ab b ba bb c ");
    assert_true(holds(t->store, "b", NULL) && holds(t->store, "bb", "b") && holds(t->store, "aa", "ab"));
}

/* Of another process than the one that made it, as the data stands on disk. */
static void flip_value(struct temp *t, const char *value)
{
    close_it(t);
    struct buf file = read_file(t->data);
    size_t len = strlen(value), found = 0;
    for (size_t i = 0; i + len <= file.len; i++)
        if (memcmp(file.data + i, value, len) == 0) {
            file.data[i + len / 2] ^= 4;
            found++;
        }
    assert_true(found > 0);
    write_file(t->data, file.data, file.len);
    buf_free(&file);
    open_with(t, (struct store_options){0});
}

static void get_damaged_value_is_storage(void **state)
{
    struct temp *t = *state;
    struct str value = STR("as it was");
    struct store_cursor c;
    put_one(t, "good", "a value that is kept");
    put_one(t, "rotten", "a value whose byte will be flipped");
    flip_value(t, "a value whose byte will be flipped");
    struct store_txn *txn = begin(t);
    assert_int_equal(store_get(txn, STORE_CONCEPTS, STR("rotten"), &value, &t->err), ZHM_STORAGE);
    assert_says(&t->err, "table concepts, key rotten");
    assert_true(str_is(value, "as it was"));
    assert_int_equal(store_get(txn, STORE_CONCEPTS, STR("good"), &value, &t->err), ZHM_OK);
    assert_int_equal(store_cursor_init(&c, txn, STORE_CONCEPTS, STR("h"), &t->err), ZHM_OK);
    assert_int_equal(store_cursor_next(&c, &t->err), ZHM_STORAGE);
    store_cursor_clear(&c);
    store_read_end(txn);
    assert_int_equal(store_verify(t->store, NULL, NULL, &t->err), ZHM_STORAGE);
    assert_says(&t->err, "table concepts, key rotten");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, temp_open, temp_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(get_missing_key_is_not_found),
        TEST(put_empty_value_is_kept),
        TEST(put_key_length_is_checked),
        TEST(put_the_stores_own_keys_is_refused),
        TEST(put_large_value_is_aligned),
        TEST(snapshot_can_not_be_written_to),
        TEST(snapshot_sees_nothing_later),
        TEST(snapshots_may_be_many_and_are_used_again),
        TEST(cursor_goes_in_order_from_a_key),
        TEST(cursor_from_a_key_too_long_is_past_its_beginning),
        TEST(cursor_in_a_write_goes_on_past_changes),
        TEST(get_damaged_value_is_storage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
