/* temp_store.h - a database in a folder of its own, for the tests of the store */
#ifndef TESTS_STORE_TEMP_STORE_H
#define TESTS_STORE_TEMP_STORE_H

#include "store/store.h"

#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define MAYBE __attribute__((unused)) static

/* A test's folder, and paths in it. */
struct temp {
    char folder[64], db[96], other[96], data[112];
    struct store *store;
    zhm_error err;
};

MAYBE int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st, (void)type, (void)ftw;
    return remove(path);
}

MAYBE void remove_folder(const char *path)
{
    nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

MAYBE int temp_new(void **state)
{
    struct temp *t = calloc(1, sizeof *t);
    if (!t)
        return -1;
    snprintf(t->folder, sizeof t->folder, "/tmp/zhm-store-XXXXXX");
    if (!mkdtemp(t->folder))
        return -1;
    snprintf(t->db, sizeof t->db, "%s/db", t->folder);
    snprintf(t->other, sizeof t->other, "%s/other", t->folder);
    snprintf(t->data, sizeof t->data, "%s/data.mdb", t->db);
    *state = t;
    return 0;
}

MAYBE int temp_remove(void **state)
{
    struct temp *t = *state;
    store_close(t->store);
    remove_folder(t->folder);
    free(t);
    return 0;
}

MAYBE void open_with(struct temp *t, struct store_options options)
{
    zhm_code code = store_open(t->db, &options, &t->store, &t->err);
    if (code != ZHM_OK)
        fail_msg("store_open: %s", t->err.text);
}

MAYBE int temp_open(void **state)
{
    if (temp_new(state) != 0)
        return -1;
    struct temp *t = *state;
    return store_open(t->db, &(struct store_options){.create = true}, &t->store, &t->err) == ZHM_OK ? 0 : -1;
}

MAYBE void close_it(struct temp *t)
{
    store_close(t->store);
    t->store = NULL;
}

MAYBE void reopen(struct temp *t)
{
    close_it(t);
    open_with(t, (struct store_options){0});
}

struct pair {
    enum store_table table;
    struct str key, value;
};

MAYBE zhm_code put_pair(struct store_txn *t, void *context, zhm_error *err)
{
    const struct pair *p = context;
    return store_put(t, p->table, p->key, p->value, err);
}

MAYBE zhm_code delete_pair(struct store_txn *t, void *context, zhm_error *err)
{
    const struct pair *p = context;
    return store_delete(t, p->table, p->key, err);
}

/* Put, and log it under the key. */
MAYBE zhm_code log_pair(struct store_txn *t, void *context, zhm_error *err)
{
    const struct pair *p = context;
    zhm_code code = store_put(t, p->table, p->key, p->value, err);
    return code == ZHM_OK ? store_log(t, p->key, p->value, err) : code;
}

MAYBE void put_one(struct temp *t, const char *key, const char *value)
{
    struct pair p = {STORE_CONCEPTS, str_of(key), str_of(value)};
    if (store_write(t->store, put_pair, &p, NULL, &t->err) != ZHM_OK)
        fail_msg("store_write: %s", t->err.text);
}

MAYBE uint64_t log_one(struct temp *t, const char *key, const char *value)
{
    struct pair p = {STORE_CONCEPTS, str_of(key), str_of(value)};
    uint64_t generation = 0;
    if (store_write(t->store, log_pair, &p, &generation, &t->err) != ZHM_OK)
        fail_msg("store_write: %s", t->err.text);
    return generation;
}

/* The value of @key is @want; NULL: there is none. */
MAYBE bool holds(struct store *s, const char *key, const char *want)
{
    struct store_txn *t;
    struct str value;
    if (store_read_begin(s, &t, NULL) != ZHM_OK)
        return false;
    zhm_code code = store_get(t, STORE_CONCEPTS, str_of(key), &value, NULL);
    bool good = want ? code == ZHM_OK && str_is(value, want) : code == ZHM_NOT_FOUND;
    store_read_end(t);
    return good;
}

MAYBE void assert_verified(struct store *s)
{
    zhm_error err = {0};
    if (store_verify(s, NULL, NULL, &err) != ZHM_OK)
        fail_msg("store_verify: %s", err.text);
}

MAYBE void assert_says(const zhm_error *err, const char *words)
{
    if (!strstr(err->text, words))
        fail_msg("\"%s\" does not say \"%s\"", err->text, words);
}

/* A whole file in memory, and back. */
MAYBE struct buf read_file(const char *path)
{
    struct buf b = {0};
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    char part[4096];
    for (size_t n; (n = fread(part, 1, sizeof part, f)) > 0;)
        buf_append(&b, part, n);
    fclose(f);
    assert_false(b.failed);
    return b;
}

MAYBE void write_file(const char *path, const void *data, size_t len)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(data, 1, len, f), len);
    fclose(f);
}

/* The exit status of a child; 128 and its number for a signal. */
MAYBE int wait_for(pid_t child)
{
    int status;
    while (waitpid(child, &status, 0) < 0)
        ;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Random numbers that a printed seed brings back (xorshift64*). */
MAYBE uint64_t random_next(uint64_t *seed)
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return *seed * 0x2545F4914F6CDD1Du;
}

MAYBE uint64_t random_below(uint64_t *seed, uint64_t bound)
{
    return (random_next(seed) >> 11) % bound;
}

/* From ZHM_SEED where it is set. */
MAYBE uint64_t random_seed(void)
{
    const char *given = getenv("ZHM_SEED");
    uint64_t seed = given ? strtoull(given, NULL, 10) : (uint64_t)getpid() * 0x9E3779B97F4A7C15u;
    seed = seed ? seed : 1;
    printf("ZHM_SEED=%llu\n", (unsigned long long)seed);
    return seed;
}

#endif
