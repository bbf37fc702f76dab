#include "store/store_internal.h"

#include "base/crc32c.h"

#include <errno.h>

#define SUBJECT_MAX 400
/* Scratch memory that a write keeps for its next record. */
#define SCRATCH_KEEP (1 << 20)

int record_write(MDB_txn *txn, MDB_dbi table, struct str key, struct str value, struct buf *scratch)
{
    /* Copied first: LMDB moves records about, and key and value may be two of them. */
    unsigned char key_bytes[STORE_KEY_MAX];
    memcpy(key_bytes, key.data, key.len);
    buf_clear(scratch);
    buf_append_str(scratch, value);
    buf_append_be32(scratch, crc32c(crc32c(0, key.data, key.len), value.data, value.len));
    if (scratch->failed)
        return ENOMEM;
    MDB_val k = {key.len, key_bytes}, v = {scratch->len, scratch->data};
    int rc = mdb_put(txn, table, &k, &v, 0);
    if (scratch->capacity > SCRATCH_KEEP) {
        buf_free(scratch);
        *scratch = (struct buf){0};
    }
    return rc;
}

/* What a change met is kept: what went before it may be half of what was meant. */
static zhm_code change_fault(struct store_txn *t, int rc, zhm_error *err)
{
    if (rc == MDB_MAP_FULL)
        t->store->map_was_full = true;
    zhm_code code = lmdb_fault(t->store->folder, rc, "writing a record", &t->fault);
    if (err)
        *err = t->fault;
    return code;
}

static zhm_code may_change(struct store_txn *t, struct str key, zhm_error *err)
{
    if (!t->write)
        return zhm_fail(err, ZHM_DENIED, "%s: a snapshot can't be written to", t->store->folder);
    if (key.len == 0 || key.len > STORE_KEY_MAX)
        return zhm_fail(err, ZHM_BAD_INPUT, "a key of %zu bytes (1 to %d are possible)", key.len, STORE_KEY_MAX);
    return ZHM_OK;
}

static zhm_code not_our_own(enum store_table table, struct str key, zhm_error *err)
{
    if (table == STORE_META && (str_equal(key, STORE_META_FORMAT) || str_equal(key, STORE_META_GENERATION)))
        return zhm_fail(err, ZHM_BAD_INPUT, "\"%.*s\" is the store's own", STR_ARG(key));
    return ZHM_OK;
}

zhm_code record_put(struct store_txn *t, enum store_table table, struct str key, struct str value, zhm_error *err)
{
    t->changes++;
    int rc = record_write(t->txn, t->store->tables[table], key, value, &t->scratch);
    return rc ? change_fault(t, rc, err) : ZHM_OK;
}

zhm_code store_put(struct store_txn *t, enum store_table table, struct str key, struct str value, zhm_error *err)
{
    zhm_code code = may_change(t, key, err);
    if (code == ZHM_OK)
        code = not_our_own(table, key, err);
    if (code != ZHM_OK)
        return code;
    if (value.len > UINT32_MAX - STORE_CRC_SIZE)
        return zhm_fail(err, ZHM_LIMIT, "a record of %zu bytes (under 4 GiB are possible)", value.len);
    return record_put(t, table, key, value, err);
}

zhm_code store_delete(struct store_txn *t, enum store_table table, struct str key, zhm_error *err)
{
    zhm_code code = may_change(t, key, err);
    if (code == ZHM_OK)
        code = not_our_own(table, key, err);
    if (code != ZHM_OK)
        return code;
    unsigned char key_bytes[STORE_KEY_MAX];
    memcpy(key_bytes, key.data, key.len);
    MDB_val k = {key.len, key_bytes};
    t->changes++;
    int rc = mdb_del(t->txn, t->store->tables[table], &k, NULL);
    return rc && rc != MDB_NOTFOUND ? change_fault(t, rc, err) : lmdb_fault(t->store->folder, rc, "deleting", err);
}

static zhm_code take_generation(struct store_txn *t, zhm_error *err)
{
    zhm_code code = t->logged ? ZHM_OK : generation_read(t, err);
    if (code == ZHM_OK && t->logged == UINT32_MAX)
        return zhm_fail(err, ZHM_LIMIT, "too many changes in one write");
    if (code == ZHM_OK && !t->logged)
        t->generation++;
    return code;
}

static zhm_code log_put(struct store_txn *t, struct str change, zhm_error *err)
{
    struct buf key = {0};
    buf_append_be64(&key, t->generation);
    buf_append_be32(&key, t->logged);
    zhm_code code = key.failed ? change_fault(t, ENOMEM, err) : record_put(t, STORE_LOG, buf_str(&key), change, err);
    buf_free(&key);
    return code;
}

static zhm_code history_put(struct store_txn *t, struct str subject, zhm_error *err)
{
    struct buf key = {0}, numbers = {0};
    struct str before = {0};
    buf_append_str(&key, subject);
    buf_append_char(&key, '\0');
    buf_append_be64(&key, t->generation);
    zhm_code code =
        key.failed ? change_fault(t, ENOMEM, err) : store_get(t, STORE_HISTORY, buf_str(&key), &before, err);
    if (code == ZHM_OK)
        buf_append_str(&numbers, before);
    if (code == ZHM_OK || code == ZHM_NOT_FOUND) {
        buf_append_be32(&numbers, t->logged);
        code = numbers.failed ? change_fault(t, ENOMEM, err)
                              : record_put(t, STORE_HISTORY, buf_str(&key), buf_str(&numbers), err);
    }
    buf_free(&key);
    buf_free(&numbers);
    return code;
}

zhm_code store_log(struct store_txn *t, struct str subject, struct str change, zhm_error *err)
{
    if (subject.len == 0 || subject.len > SUBJECT_MAX || memchr(subject.data, '\0', subject.len))
        return zhm_fail(err, ZHM_BAD_INPUT, "a subject of %zu bytes (1 to %d are possible, none of them 0)",
                        subject.len, SUBJECT_MAX);
    zhm_code code = may_change(t, subject, err);
    if (code == ZHM_OK)
        code = take_generation(t, err);
    if (code != ZHM_OK)
        return code;
    code = log_put(t, change, err);
    if (code == ZHM_OK)
        code = history_put(t, subject, err);
    t->logged++;
    return code;
}
