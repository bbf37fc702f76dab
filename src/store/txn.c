#include "store/store_internal.h"

#include "base/crc32c.h"
#include "base/utf8.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

/* Idle snapshots to keep, each with a slot of the reader table. */
#define POOL_MAX 256

/* Count the snapshot in, and take an idle one if there is one. */
static zhm_code pool_take(struct store *s, struct store_txn **out, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    pthread_mutex_lock(&s->gate);
    while (s->gate_closed)
        pthread_cond_wait(&s->gate_open, &s->gate);
    if (s->map_lost) {
        code = lmdb_fault(s->folder, ENOMEM, "mapping the database", err);
    } else {
        s->active++;
        *out = s->pool;
        if (s->pool) {
            s->pool = s->pool->next;
            s->pooled--;
        }
    }
    pthread_mutex_unlock(&s->gate);
    return code;
}

static void read_free(struct store_txn *t)
{
    for (int i = 0; t && i < STORE_TABLES; i++)
        if (t->idle[i])
            mdb_cursor_close(t->idle[i]);
    if (t && t->txn)
        mdb_txn_abort(t->txn);
    free(t);
}

static int read_new(struct store *s, struct store_txn **out)
{
    struct store_txn *t = calloc(1, sizeof *t);
    if (!t)
        return ENOMEM;
    t->store = s;
    int rc = mdb_txn_begin(s->env, NULL, MDB_RDONLY, &t->txn);
    if (rc == MDB_READERS_FULL) {
        store_check_readers(s);
        rc = mdb_txn_begin(s->env, NULL, MDB_RDONLY, &t->txn);
    }
    if (rc) {
        free(t);
        return rc;
    }
    *out = t;
    return 0;
}

/* LMDB reads the newest snapshot's number, then its page, one of two: where two commits come in between, that page is a
 * newer snapshot's under the older number. With nothing newer than the number by now, it was not. */
static bool is_settled(struct store *s, MDB_txn *txn)
{
    MDB_envinfo info;
    return mdb_env_info(s->env, &info) != 0 || info.me_last_txnid == mdb_txn_id(txn);
}

enum { SETTLE_MAX = 1000 }; /* a commit takes far longer than a beginning */

static int read_start(struct store *s, struct store_txn **t)
{
    int rc = *t ? mdb_txn_renew((*t)->txn) : read_new(s, t);
    for (int i = 0; !rc && i < SETTLE_MAX && !is_settled(s, (*t)->txn); i++) {
        mdb_txn_reset((*t)->txn);
        rc = mdb_txn_renew((*t)->txn);
    }
    if (rc && *t)
        read_free(*t);
    return rc;
}

zhm_code store_read_begin(struct store *s, struct store_txn **out, zhm_error *err)
{
    for (int attempt = 0;; attempt++) {
        struct store_txn *t = NULL;
        zhm_code code = pool_take(s, &t, err);
        if (code != ZHM_OK)
            return code;
        int rc = read_start(s, &t);
        if (!rc) {
            t->generation_known = t->generation_known && t->generation_txn == mdb_txn_id(t->txn);
            *out = t;
            return ZHM_OK;
        }
        gate_leave(s);
        code = rc == MDB_MAP_RESIZED && attempt < 3 ? map_grow(s, 0, GATE_PATIENCE, err)
                                                    : lmdb_fault(s->folder, rc, "reading", err);
        if (code != ZHM_OK)
            return code;
    }
}

void store_read_end(struct store_txn *t)
{
    if (!t)
        return;
    struct store *s = t->store;
    mdb_txn_reset(t->txn);
    pthread_mutex_lock(&s->gate);
    if (s->pooled < POOL_MAX) {
        t->next = s->pool;
        s->pool = t;
        s->pooled++;
        t = NULL;
    }
    if (--s->active == 0 && s->gate_closed)
        pthread_cond_signal(&s->gate_idle);
    pthread_mutex_unlock(&s->gate);
    read_free(t);
}

void pool_clear(struct store *s)
{
    while (s->pool) {
        struct store_txn *next = s->pool->next;
        read_free(s->pool);
        s->pool = next;
    }
}

/* A key as people can read it: as text, or its bytes in hexadecimal. */
static const char *key_words(struct str key, char words[80])
{
    bool text = utf8_check(key, NULL) == ZHM_OK;
    for (size_t i = 0; text && i < key.len; i++)
        text = (unsigned char)key.data[i] >= ' ' && key.data[i] != 0x7F;
    if (text) {
        snprintf(words, 80, "%.*s", (int)(key.len < 79 ? key.len : 79), key.data);
        return words;
    }
    words[0] = '\0';
    for (size_t i = 0; i < key.len && i < 36; i++)
        snprintf(words + 2 * i, 3, "%02x", (unsigned char)key.data[i]);
    return words;
}

zhm_code record_check(struct store *s, enum store_table table, struct str key, MDB_val stored, struct str *value,
                      zhm_error *err)
{
    char words[80];
    struct str v = {stored.mv_data, stored.mv_size < STORE_CRC_SIZE ? 0 : stored.mv_size - STORE_CRC_SIZE};
    if (stored.mv_size < STORE_CRC_SIZE || crc32c(crc32c(0, key.data, key.len), v.data, v.len) != be32(v.data + v.len))
        return zhm_fail(err, ZHM_STORAGE, "%s: a record is damaged (table %s, key %s): its checksum is wrong",
                        s->folder, store_table_names[table], key_words(key, words));
    *value = v;
    return ZHM_OK;
}

static zhm_code get_stored(struct store_txn *t, enum store_table table, struct str key, MDB_val *v, zhm_error *err)
{
    if (key.len == 0 || key.len > STORE_KEY_MAX || t->store->tables[table] == NO_TABLE)
        return ZHM_NOT_FOUND;
    MDB_val k = val_of(key);
    int rc = mdb_get(t->txn, t->store->tables[table], &k, v);
    return rc ? lmdb_fault(t->store->folder, rc, "reading a record", err) : ZHM_OK;
}

zhm_code store_get(struct store_txn *t, enum store_table table, struct str key, struct str *value, zhm_error *err)
{
    MDB_val v;
    zhm_code code = get_stored(t, table, key, &v, err);
    return code == ZHM_OK ? record_check(t->store, table, key, v, value, err) : code;
}

zhm_code store_get_block(struct store_txn *t, enum store_table table, struct str key, struct str *value, zhm_error *err)
{
    MDB_val v;
    zhm_code code = get_stored(t, table, key, &v, err);
    if (code != ZHM_OK)
        return code;
    if (v.mv_size < STORE_CRC_SIZE)
        return record_check(t->store, table, key, v, value, err);
    *value = (struct str){v.mv_data, v.mv_size - STORE_CRC_SIZE};
    return ZHM_OK;
}

zhm_code generation_read(struct store_txn *t, zhm_error *err)
{
    struct str value = {0};
    if (t->generation_known)
        return ZHM_OK;
    zhm_code code = store_get(t, STORE_META, STORE_META_GENERATION, &value, err);
    if (code == ZHM_OK && value.len != 8)
        return zhm_fail(err, ZHM_STORAGE, "%s: the last generation is no number", t->store->folder);
    if (code != ZHM_OK && code != ZHM_NOT_FOUND)
        return code;
    t->generation = code == ZHM_OK ? be64(value.data) : 0;
    t->generation_known = true;
    t->generation_txn = mdb_txn_id(t->txn);
    return ZHM_OK;
}

uint64_t store_generation(struct store_txn *t)
{
    return generation_read(t, NULL) == ZHM_OK ? t->generation : 0;
}

uint64_t store_count(struct store_txn *t, enum store_table table)
{
    MDB_stat stat;
    if (t->store->tables[table] == NO_TABLE)
        return 0;
    return mdb_stat(t->txn, t->store->tables[table], &stat) == 0 ? stat.ms_entries : 0;
}
