#include "temp_store.h"

#include "store/store_internal.h"

#include <dirent.h>
#include <sys/file.h>
#include <sys/resource.h>

static zhm_code try_open(struct temp *t, struct store_options options)
{
    struct store *s = NULL;
    zhm_code code = store_open(t->db, &options, &s, &t->err);
    assert_true(code == ZHM_OK ? s != NULL : s == NULL);
    store_close(s);
    return code;
}

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

static void open_missing_folder_is_not_found(void **state)
{
    assert_int_equal(try_open(*state, (struct store_options){0}), ZHM_NOT_FOUND);
}

static void open_empty_folder_is_not_found_and_leaves_it_empty(void **state)
{
    struct temp *t = *state;
    mkdir(t->db, 0755);
    assert_int_equal(try_open(t, (struct store_options){0}), ZHM_NOT_FOUND);
    assert_int_equal(try_open(t, (struct store_options){.create = true, .read_only = true}), ZHM_NOT_FOUND);
    assert_int_equal(names_in(t->db), 0);
}

static void open_create_makes_the_folder(void **state)
{
    struct temp *t = *state;
    open_with(t, (struct store_options){.create = true});
    assert_verified(t->store);
    assert_int_equal(names_in(t->db), 2);
}

static void open_create_in_a_folder_with_other_files_keeps_them(void **state)
{
    struct temp *t = *state;
    char note[128];
    mkdir(t->db, 0755);
    snprintf(note, sizeof note, "%s/note", t->db);
    write_file(note, "x", 1);
    open_with(t, (struct store_options){.create = true});
    assert_int_equal(access(note, R_OK), 0);
    assert_int_equal(names_in(t->db), 3);
}

static void open_create_twice_keeps_what_is_there(void **state)
{
    struct temp *t = *state;
    open_with(t, (struct store_options){.create = true});
    put_one(t, "a", "1");
    close_it(t);
    open_with(t, (struct store_options){.create = true});
    assert_true(holds(t->store, "a", "1"));
}

static void open_create_below_a_missing_folder_is_refused(void **state)
{
    struct temp *t = *state;
    snprintf(t->db, sizeof t->db, "%s/none/db", t->folder);
    assert_int_equal(try_open(t, (struct store_options){.create = true}), ZHM_NOT_FOUND);
    assert_says(&t->err, "folder above");
}

static void open_create_in_a_file_is_refused(void **state)
{
    struct temp *t = *state;
    write_file(t->db, "x", 1);
    assert_true(try_open(t, (struct store_options){.create = true}) != ZHM_OK);
}

static void open_twice_in_a_process_is_denied(void **state)
{
    struct temp *t = *state;
    open_with(t, (struct store_options){.create = true});
    assert_int_equal(try_open(t, (struct store_options){0}), ZHM_DENIED);
    assert_int_equal(try_open(t, (struct store_options){.read_only = true}), ZHM_DENIED);
    close_it(t);
    assert_int_equal(try_open(t, (struct store_options){0}), ZHM_OK);
}

static void open_what_is_no_database_is_storage(void **state)
{
    static const size_t sizes[] = {0, 1, 100, 4096, 8192, 100000};
    struct temp *t = *state;
    char *garbage = malloc(100000);
    assert_non_null(garbage);
    uint64_t seed = 7;
    for (size_t i = 0; i < 100000; i++)
        garbage[i] = (char)random_next(&seed);
    mkdir(t->db, 0755);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        write_file(t->data, garbage, sizes[i]);
        assert_int_equal(try_open(t, (struct store_options){0}), ZHM_STORAGE);
        assert_int_equal(try_open(t, (struct store_options){.create = true}), ZHM_STORAGE);
        assert_int_equal(try_open(t, (struct store_options){.read_only = true}), ZHM_STORAGE);
        struct buf after = read_file(t->data);
        assert_int_equal(after.len, sizes[i]);
        buf_free(&after);
    }
    free(garbage);
}

/* Change the database as another program would. */
static void put_raw(const char *folder, const char *table, const char *key, const char *data, size_t len)
{
    MDB_env *env;
    MDB_txn *txn;
    MDB_dbi dbi;
    MDB_val k = val_of(str_of(key)), v = val_of((struct str){data, len});
    assert_int_equal(mdb_env_create(&env), 0);
    mdb_env_set_maxdbs(env, 16);
    assert_int_equal(mdb_env_open(env, folder, 0, 0644), 0);
    assert_int_equal(mdb_txn_begin(env, NULL, 0, &txn), 0);
    assert_int_equal(mdb_dbi_open(txn, table, MDB_CREATE, &dbi), 0);
    assert_int_equal(mdb_put(txn, dbi, &k, &v, 0), 0);
    assert_int_equal(mdb_txn_commit(txn), 0);
    mdb_env_close(env);
}

static void drop_raw(const char *folder, const char *table)
{
    MDB_env *env;
    MDB_txn *txn;
    MDB_dbi dbi;
    assert_int_equal(mdb_env_create(&env), 0);
    mdb_env_set_maxdbs(env, 16);
    assert_int_equal(mdb_env_open(env, folder, 0, 0644), 0);
    assert_int_equal(mdb_txn_begin(env, NULL, 0, &txn), 0);
    assert_int_equal(mdb_dbi_open(txn, table, 0, &dbi), 0);
    assert_int_equal(mdb_drop(txn, dbi, 1), 0);
    assert_int_equal(mdb_txn_commit(txn), 0);
    mdb_env_close(env);
}

static void open_database_of_before_a_table_reads_it_as_empty(void **state)
{
    struct temp *t = *state;
    struct store_txn *txn;
    struct store_cursor c;
    struct str value;
    open_with(t, (struct store_options){.create = true});
    put_one(t, "a", "1");
    close_it(t);
    drop_raw(t->db, "grammar");
    open_with(t, (struct store_options){.read_only = true});
    assert_true(holds(t->store, "a", "1"));
    assert_int_equal(store_read_begin(t->store, &txn, &t->err), ZHM_OK);
    assert_int_equal(store_count(txn, STORE_GRAMMAR), 0);
    assert_int_equal(store_get(txn, STORE_GRAMMAR, STR("x"), &value, &t->err), ZHM_NOT_FOUND);
    assert_int_equal(store_cursor_init(&c, txn, STORE_GRAMMAR, (struct str){0}, &t->err), ZHM_OK);
    assert_int_equal(store_cursor_next(&c, &t->err), ZHM_NOT_FOUND);
    store_cursor_clear(&c);
    store_read_end(txn);
    assert_verified(t->store);
    close_it(t);
    open_with(t, (struct store_options){0});
    struct pair p = {STORE_GRAMMAR, STR("x"), STR("2")};
    assert_int_equal(store_write(t->store, put_pair, &p, NULL, &t->err), ZHM_OK);
    assert_verified(t->store);
}

static void open_another_programs_lmdb_is_storage(void **state)
{
    struct temp *t = *state;
    mkdir(t->db, 0755);
    put_raw(t->db, "things", "a", "b", 1);
    assert_int_equal(try_open(t, (struct store_options){0}), ZHM_STORAGE);
    assert_says(&t->err, "none of Zhengming's");
}

static void open_newer_format_is_storage(void **state)
{
    struct temp *t = *state;
    open_with(t, (struct store_options){.create = true});
    close_it(t);
    put_raw(t->db, "meta", "format", "\0\0\0\2newer", 9);
    assert_int_equal(try_open(t, (struct store_options){0}), ZHM_STORAGE);
    assert_says(&t->err, "format 2");
}

static void open_damaged_format_is_storage(void **state)
{
    struct temp *t = *state;
    open_with(t, (struct store_options){.create = true});
    close_it(t);
    put_raw(t->db, "meta", "format", "\0\0\0\1wrong", 9);
    assert_int_equal(try_open(t, (struct store_options){0}), ZHM_STORAGE);
    assert_says(&t->err, "checksum");
}

static void read_only_store_reads_and_denies_writes(void **state)
{
    struct temp *t = *state;
    open_with(t, (struct store_options){.create = true});
    put_one(t, "a", "1");
    close_it(t);
    open_with(t, (struct store_options){.read_only = true});
    assert_true(holds(t->store, "a", "1"));
    struct pair p = {STORE_CONCEPTS, STR("b"), STR("2")};
    assert_int_equal(store_write(t->store, put_pair, &p, NULL, &t->err), ZHM_DENIED);
    assert_verified(t->store);
}

static bool become_nobody(void)
{
    return getuid() != 0 || (setgid(65534) == 0 && setuid(65534) == 0);
}

/* In a child without rights: 0 when the folder reads, and is denied to writers. */
static int read_unwritable(struct temp *t)
{
    struct store *s;
    if (!become_nobody())
        return 77;
    if (store_open(t->db, &(struct store_options){0}, &s, &t->err) != ZHM_DENIED)
        return 1;
    if (store_open(t->db, &(struct store_options){.read_only = true}, &s, &t->err) != ZHM_OK)
        return fprintf(stderr, "%s\n", t->err.text), 2;
    if (!holds(s, "a", "1") || store_verify(s, NULL, NULL, &t->err) != ZHM_OK)
        return 3;
    store_close(s);
    return 0;
}

static int read_beside_service(struct temp *t)
{
    struct store *s;
    if (!become_nobody())
        return 77;
    return store_open(t->db, &(struct store_options){.read_only = true}, &s, &t->err) == ZHM_DENIED ? 0 : 1;
}

static int in_child(struct temp *t, int (*fn)(struct temp *))
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0)
        _exit(fn(t));
    return wait_for(child);
}

static void make_unwritable(struct temp *t, bool service)
{
    open_with(t, (struct store_options){.create = true});
    put_one(t, "a", "1");
    if (service)
        assert_int_equal(store_lock_service(t->store, &t->err), ZHM_OK);
    close_it(t);
    chmod(t->folder, 0755);
    chmod(t->db, 0555);
    chmod(t->data, 0444);
    char lock[128];
    snprintf(lock, sizeof lock, "%s/lock.mdb", t->db);
    chmod(lock, 0444);
}

static void open_unwritable_folder_reads_only(void **state)
{
    struct temp *t = *state;
    make_unwritable(t, false);
    int status = in_child(t, read_unwritable);
    chmod(t->db, 0755);
    if (status == 77)
        print_message("skipped: can't become another user\n");
    else
        assert_int_equal(status, 0);
}

static void open_unwritable_folder_beside_a_service_is_denied(void **state)
{
    struct temp *t = *state;
    make_unwritable(t, true);
    char path[128];
    snprintf(path, sizeof path, "%s/service.lock", t->db);
    int fd = open(path, O_RDONLY);
    assert_int_equal(flock(fd, LOCK_EX | LOCK_NB), 0);
    int status = in_child(t, read_beside_service);
    chmod(t->db, 0755);
    close(fd);
    if (status == 77)
        print_message("skipped: can't become another user\n");
    else
        assert_int_equal(status, 0);
}

static int hold_service(struct temp *t, int ready, int go)
{
    char byte = 0;
    struct store *s;
    if (store_open(t->db, &(struct store_options){0}, &s, NULL) != ZHM_OK || store_lock_service(s, NULL) != ZHM_OK)
        return 1;
    if (write(ready, &byte, 1) != 1 || read(go, &byte, 1) < 0)
        return 2;
    store_close(s);
    return 0;
}

static void lock_service_held_by_another_process_is_denied(void **state)
{
    struct temp *t = *state;
    int ready[2], go[2];
    char byte, pid[24];
    open_with(t, (struct store_options){.create = true});
    close_it(t);
    assert_int_equal(pipe(ready) | pipe(go), 0);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        close(go[1]);
        _exit(hold_service(t, ready[1], go[0]));
    }
    close(go[0]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    open_with(t, (struct store_options){0});
    assert_int_equal(store_lock_service(t->store, &t->err), ZHM_DENIED);
    snprintf(pid, sizeof pid, "process %d)", (int)child);
    assert_says(&t->err, pid);
    put_one(t, "beside", "a service");
    close(go[1]);
    assert_int_equal(wait_for(child), 0);
    assert_int_equal(store_lock_service(t->store, &t->err), ZHM_OK);
    assert_int_equal(store_lock_service(t->store, &t->err), ZHM_OK);
    close(ready[0]), close(ready[1]);
}

static void open_reserves_address_space(void **state)
{
    struct temp *t = *state;
    struct store_stats stats;
    open_with(t, (struct store_options){.create = true});
    assert_int_equal(store_stat(t->store, &stats, &t->err), ZHM_OK);
    assert_true(stats.map_bytes == (uint64_t)256 << 30);
    assert_true(stats.file_bytes > 0 && stats.file_bytes < 1 << 20);
    assert_int_equal(stats.generation, 0);
    assert_int_equal(stats.records[STORE_META], 1);
    close_it(t);
    open_with(t, (struct store_options){.map_size = 2 << 20});
    assert_int_equal(store_stat(t->store, &stats, &t->err), ZHM_OK);
    assert_int_equal(stats.map_bytes, 2 << 20);
}

#if !defined __SANITIZE_ADDRESS__ && !defined __SANITIZE_THREAD__
static int open_limited(struct temp *t)
{
    struct rlimit four = {(rlim_t)4 << 30, (rlim_t)4 << 30};
    struct store_stats stats;
    if (setrlimit(RLIMIT_AS, &four) != 0 ||
        store_open(t->db, &(struct store_options){.create = true}, &t->store, &t->err) != ZHM_OK ||
        store_stat(t->store, &stats, &t->err) != ZHM_OK)
        return 1;
    store_close(t->store);
    return stats.map_bytes == (uint64_t)2 << 30 ? 0 : 2;
}

static void open_limited_address_space_reserves_less(void **state)
{
    assert_int_equal(in_child(*state, open_limited), 0);
}
#endif

#define TEST(name) cmocka_unit_test_setup_teardown(name, temp_new, temp_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(open_missing_folder_is_not_found),
        TEST(open_database_of_before_a_table_reads_it_as_empty),
        TEST(open_empty_folder_is_not_found_and_leaves_it_empty),
        TEST(open_create_makes_the_folder),
        TEST(open_create_in_a_folder_with_other_files_keeps_them),
        TEST(open_create_twice_keeps_what_is_there),
        TEST(open_create_below_a_missing_folder_is_refused),
        TEST(open_create_in_a_file_is_refused),
        TEST(open_twice_in_a_process_is_denied),
        TEST(open_what_is_no_database_is_storage),
        TEST(open_another_programs_lmdb_is_storage),
        TEST(open_newer_format_is_storage),
        TEST(open_damaged_format_is_storage),
        TEST(read_only_store_reads_and_denies_writes),
        TEST(open_unwritable_folder_reads_only),
        TEST(open_unwritable_folder_beside_a_service_is_denied),
        TEST(lock_service_held_by_another_process_is_denied),
        TEST(open_reserves_address_space),
#if !defined __SANITIZE_ADDRESS__ && !defined __SANITIZE_THREAD__
        TEST(open_limited_address_space_reserves_less),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
