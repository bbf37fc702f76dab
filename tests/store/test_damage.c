#include "temp_store.h"

#include <lmdb.h>

enum { RECORDS = 400 };

static void key_of(char key[16], int i)
{
    snprintf(key, 16, "key %05d", i * 7919 % RECORDS);
}

/* The value of record @i: short ones, long ones, some over several pages. */
static struct str value_of(int i, char value[20000])
{
    size_t len = i % 50 == 0 ? 15000 : (size_t)(i % 300);
    for (size_t at = 0; at < len; at++)
        value[at] = (char)(i + (int)at);
    return (struct str){value, len};
}

static zhm_code fill(struct store_txn *t, void *context, zhm_error *err)
{
    static char value[20000];
    char key[16];
    int from = *(const int *)context;
    for (int i = from; i < from + 100; i++) {
        key_of(key, i);
        zhm_code code = store_put(t, STORE_CONCEPTS, str_of(key), value_of(i, value), err);
        if (code == ZHM_OK)
            code = store_log(t, str_of(key), STR("made"), err);
        if (code != ZHM_OK)
            return code;
    }
    return ZHM_OK;
}

static zhm_code put_and_delete(struct store_txn *t, void *context, zhm_error *err)
{
    zhm_code code = put_pair(t, context, err);
    return code == ZHM_OK ? delete_pair(t, context, err) : code;
}

/* A database of several levels, with free pages in it and at its end; closed, its bytes in memory. */
static struct buf make(struct temp *t)
{
    static char block[200000];
    struct pair p = {STORE_SEGMENTS, STR("x"), {block, sizeof block}};
    open_with(t, (struct store_options){.create = true});
    for (int from = 0; from < RECORDS; from += 100) {
        assert_int_equal(store_write(t->store, fill, &from, NULL, &t->err), ZHM_OK);
        assert_int_equal(store_write(t->store, put_pair, &p, NULL, &t->err), ZHM_OK);
    }
    assert_int_equal(store_write(t->store, delete_pair, &p, NULL, &t->err), ZHM_OK);
    put_one(t, "free", "pages");
    p.value.len = sizeof block;
    assert_int_equal(store_write(t->store, put_and_delete, &p, NULL, &t->err), ZHM_OK);
    close_it(t);
    return read_file(t->data);
}

static bool all_there(struct store *s)
{
    static char value[20000];
    char key[16];
    struct str got;
    struct store_txn *t;
    bool good = holds(s, "free", "pages") && store_read_begin(s, &t, NULL) == ZHM_OK;
    if (!good)
        return false;
    for (int i = 0; i < RECORDS && good; i++) {
        key_of(key, i);
        good = store_get(t, STORE_CONCEPTS, str_of(key), &got, NULL) == ZHM_OK && str_equal(got, value_of(i, value));
    }
    good = good && store_count(t, STORE_CONCEPTS) == RECORDS + 1 && store_count(t, STORE_LOG) == RECORDS;
    store_read_end(t);
    return good;
}

/* @return true when the damage was found; where it was not, it had no effect */
static bool noticed(struct temp *t, bool read_only)
{
    struct store *s;
    zhm_error err = {.code = ZHM_OK};
    zhm_code code = store_open(t->db, &(struct store_options){.read_only = read_only}, &s, &err);
    if (code == ZHM_OK) {
        code = store_verify(s, NULL, NULL, &err);
        if (code == ZHM_OK && !all_there(s))
            fail_msg("damage went unnoticed");
        store_close(s);
    }
    if (code != ZHM_OK && (code != ZHM_STORAGE || err.code != code || !err.text[0]))
        fail_msg("%s: %s", zhm_code_name(code), err.text);
    return code != ZHM_OK;
}

static void truncated_file_is_refused_at_any_length(void **state)
{
    struct temp *t = *state;
    struct buf file = make(t);
    assert_false(noticed(t, false));
    size_t refused = 0, step = file.len / 300 | 1;
    for (size_t len = 0; len < file.len; len += step) {
        write_file(t->data, file.data, len);
        bool found = noticed(t, len % 2);
        refused += found;
        if (len < file.len / 2)
            assert_true(found);
    }
    print_message("%zu of %zu lengths refused; the others lacked free pages only\n", refused, file.len / step + 1);
    buf_free(&file);
}

/* The page that stands last of those with records. */
static void truncated_file_says_so(void **state)
{
    struct temp *t = *state;
    struct store *s;
    struct buf file = make(t);
    write_file(t->data, file.data, file.len / 2);
    assert_int_equal(store_open(t->db, &(struct store_options){0}, &s, &t->err), ZHM_STORAGE);
    assert_says(&t->err, "truncated");
    buf_free(&file);
}

static uint64_t length_lmdb_wants(const char *folder)
{
    MDB_env *env;
    MDB_envinfo info;
    MDB_stat stat;
    assert_int_equal(mdb_env_create(&env), 0);
    assert_int_equal(mdb_env_open(env, folder, MDB_RDONLY, 0644), 0);
    assert_int_equal(mdb_env_info(env, &info), 0);
    assert_int_equal(mdb_env_stat(env, &stat), 0);
    mdb_env_close(env);
    return (info.me_last_pgno + 1) * (uint64_t)stat.ms_psize;
}

static void file_is_as_long_as_its_last_page_number_says(void **state)
{
    struct temp *t = *state;
    static char block[300000];
    struct pair p = {STORE_SEGMENTS, STR("x"), {block, sizeof block}};
    open_with(t, (struct store_options){.create = true});
    for (int i = 0; i < 5; i++) {
        assert_int_equal(store_write(t->store, put_and_delete, &p, NULL, &t->err), ZHM_OK);
        put_one(t, "a", "1");
        close_it(t);
        struct stat st;
        assert_int_equal(stat(t->data, &st), 0);
        assert_true((uint64_t)st.st_size >= length_lmdb_wants(t->db));
        open_with(t, (struct store_options){0});
    }
}

static void file_without_its_last_free_pages_opens_and_is_made_whole(void **state)
{
    struct temp *t = *state;
    struct buf file = make(t);
    uint64_t wanted = length_lmdb_wants(t->db);
    struct stat st;
    size_t len = file.len;
    do {
        len -= 4096;
        write_file(t->data, file.data, len);
    } while (len > 4096 && !noticed(t, true));
    len += 4096;
    assert_true(len < wanted);
    write_file(t->data, file.data, len);
    open_with(t, (struct store_options){0});
    assert_int_equal(stat(t->data, &st), 0);
    assert_true((uint64_t)st.st_size >= wanted);
    put_one(t, "more", "written");
    assert_verified(t->store);
    buf_free(&file);
}

static void flipped_bits_are_noticed_or_without_effect(void **state)
{
    enum { FLIPS = 1500 };
    struct temp *t = *state;
    struct buf file = make(t);
    uint64_t seed = random_seed();
    int found = 0;
    for (int i = 0; i < FLIPS; i++) {
        /* Half of them where the pages begin, where LMDB keeps its own. */
        size_t at = random_below(&seed, file.len);
        if (i % 2)
            at = at / 4096 * 4096 + random_below(&seed, 160);
        char kept = file.data[at];
        file.data[at] ^= (char)(1u << random_below(&seed, 8));
        write_file(t->data, file.data, file.len);
        found += noticed(t, i % 4 < 2);
        file.data[at] = kept;
    }
    print_message("%d of %d flips noticed, the others without effect\n", found, FLIPS);
    assert_true(found > 0);
    buf_free(&file);
}

static void overwritten_pages_are_noticed_or_without_effect(void **state)
{
    struct temp *t = *state;
    struct buf file = make(t);
    char kept[4096];
    for (size_t page = 0; page < file.len / 4096; page++) {
        for (int other = 0; other < 2; other++) {
            char *data = file.data + page * 4096;
            memcpy(kept, data, sizeof kept);
            memset(data, 0, sizeof kept);
            if (other)
                memcpy(data, file.data + (page * 17 + 5) % (file.len / 4096) * 4096, sizeof kept);
            write_file(t->data, file.data, file.len);
            noticed(t, false);
            memcpy(data, kept, sizeof kept);
        }
    }
    buf_free(&file);
}

/* What another program could have done to log and history, as records that are right by themselves. */
static zhm_code spoil(struct store_txn *t, void *context, zhm_error *err)
{
    const struct pair *p = context;
    return p->value.data ? put_pair(t, context, err) : delete_pair(t, context, err);
}

static void log_and_history_that_disagree_are_noticed(void **state)
{
    static const struct {
        struct pair change;
        const char *words;
    } cases[] = {
        {{STORE_LOG, STR("\0\0\0\0\0\0\0\2\0\0\0\0"), {0}}, "gap"},
        {{STORE_LOG, STR("\0\0\0\0\0\0\0\3\0\0\0\0"), {0}}, "not in the log"},
        {{STORE_LOG, STR("\0\0\0\0\0\0\0\3\0\0\0\1"), STR("x")}, "no history names"},
        {{STORE_LOG, STR("\0\0\0\0\0\0\0\3\0\0\0\2"), STR("x")}, "gap"},
        {{STORE_LOG, STR("\0\0\0\0\0\0\0\4\0\0\0\0"), STR("x")}, "ends at 4"},
        {{STORE_LOG, STR("x"), STR("x")}, "key of 1 bytes"},
        {{STORE_HISTORY, STR("b\0\0\0\0\0\0\0\0\2"), {0}}, "no history names"},
        {{STORE_HISTORY, STR("b\0\0\0\0\0\0\0\0\2"), STR("\0\0\0\7")}, "not in the log"},
        {{STORE_HISTORY, STR("c\0\0\0\0\0\0\0\0\2"), STR("\0\0\0\0")}, "two name"},
        {{STORE_HISTORY, STR("c\0\0\0\0\0\0\0\0\2"), STR("\0\0")}, "wrong form"},
        {{STORE_HISTORY, STR("c"), STR("\0\0\0\0")}, "wrong form"},
    };
    struct temp *t = *state;
    log_one(t, "a", "1");
    log_one(t, "b", "1");
    log_one(t, "a", "1");
    close_it(t);
    struct buf file = read_file(t->data);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct pair change = cases[i].change;
        open_with(t, (struct store_options){0});
        assert_verified(t->store);
        assert_int_equal(store_write(t->store, spoil, &change, NULL, &t->err), ZHM_OK);
        assert_int_equal(store_verify(t->store, NULL, NULL, &t->err), ZHM_STORAGE);
        assert_says(&t->err, cases[i].words);
        close_it(t);
        write_file(t->data, file.data, file.len);
    }
    buf_free(&file);
}

struct seen {
    uint64_t calls, done, total;
};

static void note(void *context, uint64_t done, uint64_t total)
{
    struct seen *s = context;
    assert_true(done >= s->done && done <= total);
    *s = (struct seen){s->calls + 1, done, total};
}

static void verify_reports_its_progress(void **state)
{
    struct temp *t = *state;
    struct buf file = make(t);
    struct seen seen = {0};
    buf_free(&file);
    open_with(t, (struct store_options){0});
    assert_int_equal(store_verify(t->store, note, &seen, &t->err), ZHM_OK);
    assert_true(seen.calls > 0 && seen.done == seen.total && seen.total > RECORDS);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, temp_new, temp_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(truncated_file_is_refused_at_any_length),
        TEST(truncated_file_says_so),
        TEST(file_is_as_long_as_its_last_page_number_says),
        TEST(file_without_its_last_free_pages_opens_and_is_made_whole),
        TEST(flipped_bits_are_noticed_or_without_effect),
        TEST(overwritten_pages_are_noticed_or_without_effect),
        cmocka_unit_test_setup_teardown(log_and_history_that_disagree_are_noticed, temp_open, temp_remove),
        TEST(verify_reports_its_progress),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
