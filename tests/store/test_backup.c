#include "temp_store.h"

#include <dirent.h>
#include <pthread.h>
#include <stdatomic.h>

static size_t names_in(const char *folder)
{
    size_t n = 0;
    DIR *d = opendir(folder);
    assert_non_null(d);
    while (readdir(d))
        n++;
    closedir(d);
    return n - 2;
}

/* Puts two records and a log entry, all of the same number, again and again until it is told to stop. */
struct writer {
    struct store *store;
    atomic_bool stop;
    atomic_int done;
};

static zhm_code put_twins(struct store_txn *t, void *context, zhm_error *err)
{
    char number[16], key[16];
    snprintf(number, sizeof number, "%d", *(int *)context);
    snprintf(key, sizeof key, "k%d", *(int *)context % 100);
    zhm_code code = store_put(t, STORE_NAMES, str_of(key), str_of(number), err);
    if (code == ZHM_OK)
        code = store_put(t, STORE_PINYIN, str_of(key), str_of(number), err);
    return code == ZHM_OK ? store_log(t, str_of(key), str_of(number), err) : code;
}

static void *keep_writing(void *context)
{
    struct writer *w = context;
    for (int i = 0; !atomic_load(&w->stop); i++) {
        if (store_write(w->store, put_twins, &i, NULL, NULL) != ZHM_OK)
            abort();
        atomic_store(&w->done, i + 1);
    }
    return NULL;
}

static void assert_twins(struct store *s, uint64_t least)
{
    struct store_txn *t;
    struct store_cursor c;
    struct str twin;
    assert_int_equal(store_read_begin(s, &t, NULL), ZHM_OK);
    assert_true(store_generation(t) >= least && store_count(t, STORE_LOG) == store_generation(t));
    assert_int_equal(store_cursor_init(&c, t, STORE_NAMES, (struct str){0}, NULL), ZHM_OK);
    while (store_cursor_next(&c, NULL) == ZHM_OK) {
        assert_int_equal(store_get(t, STORE_PINYIN, c.key, &twin, NULL), ZHM_OK);
        assert_true(str_equal(c.value, twin));
    }
    store_cursor_clear(&c);
    store_read_end(t);
}

static void backup_while_writing_is_one_snapshot(void **state)
{
    struct temp *t = *state;
    struct writer w = {.store = t->store};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, keep_writing, &w), 0);
    for (int round = 0; round < 5; round++) {
        struct store *copy;
        int before = atomic_load(&w.done);
        snprintf(t->other, sizeof t->other, "%s/copy%d", t->folder, round);
        if (store_backup(t->store, t->other, &t->err) != ZHM_OK)
            fail_msg("%s", t->err.text);
        assert_int_equal(names_in(t->other), 1);
        assert_int_equal(store_open(t->other, &(struct store_options){0}, &copy, &t->err), ZHM_OK);
        assert_twins(copy, (uint64_t)before);
        assert_verified(copy);
        store_close(copy);
    }
    atomic_store(&w.stop, true);
    pthread_join(thread, NULL);
    assert_int_equal(names_in(t->folder), 6);
}

static void backup_into_an_empty_folder_is_good(void **state)
{
    struct temp *t = *state;
    put_one(t, "a", "1");
    mkdir(t->other, 0700);
    assert_int_equal(store_backup(t->store, t->other, &t->err), ZHM_OK);
    close_it(t);
    snprintf(t->db, sizeof t->db, "%s", t->other);
    open_with(t, (struct store_options){0});
    assert_true(holds(t->store, "a", "1"));
}

static void backup_onto_something_is_a_conflict(void **state)
{
    struct temp *t = *state;
    char note[128];
    mkdir(t->other, 0700);
    snprintf(note, sizeof note, "%s/note", t->other);
    write_file(note, "x", 1);
    assert_int_equal(store_backup(t->store, t->other, &t->err), ZHM_CONFLICT);
    assert_int_equal(store_backup(t->store, note, &t->err), ZHM_CONFLICT);
    assert_int_equal(store_backup(t->store, t->db, &t->err), ZHM_CONFLICT);
    assert_int_equal(names_in(t->folder), 2);
    assert_int_equal(names_in(t->other), 1);
}

static void backup_below_a_missing_folder_is_refused(void **state)
{
    struct temp *t = *state;
    snprintf(t->other, sizeof t->other, "%s/none/x", t->folder);
    assert_true(store_backup(t->store, t->other, &t->err) != ZHM_OK);
    assert_int_equal(names_in(t->folder), 1);
}

static void backup_of_a_damaged_database_is_refused(void **state)
{
    struct temp *t = *state;
    put_one(t, "rotten", "a value whose byte will be flipped");
    close_it(t);
    struct buf file = read_file(t->data);
    for (size_t i = 0; i + 13 <= file.len; i++)
        if (memcmp(file.data + i, "a value whose", 13) == 0)
            file.data[i] ^= 1;
    write_file(t->data, file.data, file.len);
    buf_free(&file);
    open_with(t, (struct store_options){0});
    assert_int_equal(store_backup(t->store, t->other, &t->err), ZHM_STORAGE);
    assert_says(&t->err, "the copy is not good: ");
    assert_int_equal(access(t->other, F_OK), -1);
    assert_int_equal(names_in(t->folder), 1);
}

static void backup_of_a_read_only_store_is_good(void **state)
{
    struct temp *t = *state;
    put_one(t, "a", "1");
    close_it(t);
    open_with(t, (struct store_options){.read_only = true});
    assert_int_equal(store_backup(t->store, t->other, &t->err), ZHM_OK);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, temp_open, temp_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(backup_while_writing_is_one_snapshot),    TEST(backup_into_an_empty_folder_is_good),
        TEST(backup_onto_something_is_a_conflict),     TEST(backup_below_a_missing_folder_is_refused),
        TEST(backup_of_a_damaged_database_is_refused), TEST(backup_of_a_read_only_store_is_good),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
