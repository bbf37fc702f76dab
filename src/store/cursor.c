#include "store/store_internal.h"

/* A snapshot keeps a cursor a table: a new one costs as much as the search it is made for. */
static int take_cursor(struct store_txn *t, enum store_table table, MDB_cursor **out)
{
    MDB_cursor *idle = t->idle[table];
    *out = NULL;
    if (t->store->tables[table] == NO_TABLE)
        return 0;
    if (!idle)
        return mdb_cursor_open(t->txn, t->store->tables[table], out);
    t->idle[table] = NULL;
    *out = idle;
    return mdb_cursor_renew(t->txn, idle);
}

zhm_code store_cursor_init(struct store_cursor *c, struct store_txn *t, enum store_table table, struct str from,
                           zhm_error *err)
{
    MDB_cursor *handle;
    int rc = take_cursor(t, table, &handle);
    if (rc)
        return lmdb_fault(t->store->folder, rc, "reading a table", err);
    c->handle = handle;
    c->txn = t;
    c->table = table;
    c->key = c->value = (struct str){0};
    store_cursor_seek(c, from);
    return ZHM_OK;
}

static void remember(struct store_cursor *c, struct str key, bool past)
{
    c->from_len = key.len < STORE_KEY_MAX ? key.len : STORE_KEY_MAX;
    /* A key cut short is below what was asked for. */
    c->past = past || key.len > STORE_KEY_MAX;
    if (c->from_len)
        memcpy(c->from_bytes, key.data, c->from_len);
}

void store_cursor_seek(struct store_cursor *c, struct str from)
{
    remember(c, from, false);
    c->seek = true;
}

static int go_to(struct store_cursor *c, MDB_val *k, MDB_val *v)
{
    if (c->from_len == 0)
        return mdb_cursor_get(c->handle, k, v, MDB_FIRST);
    *k = (MDB_val){c->from_len, c->from_bytes};
    int rc = mdb_cursor_get(c->handle, k, v, MDB_SET_RANGE);
    bool same = !rc && k->mv_size == c->from_len && memcmp(k->mv_data, c->from_bytes, c->from_len) == 0;
    return same && c->past ? mdb_cursor_get(c->handle, k, v, MDB_NEXT) : rc;
}

zhm_code store_cursor_next(struct store_cursor *c, zhm_error *err)
{
    MDB_val k, v;
    if (!c->handle) /* no such table in an older database */
        return ZHM_NOT_FOUND;
    bool seek = c->seek || c->changes != c->txn->changes;
    int rc = seek ? go_to(c, &k, &v) : mdb_cursor_get(c->handle, &k, &v, MDB_NEXT);
    if (rc)
        return lmdb_fault(c->txn->store->folder, rc, "reading a table", err);
    c->seek = false;
    c->changes = c->txn->changes;
    struct str key = {k.mv_data, k.mv_size}, value;
    if (c->txn->write)
        remember(c, key, true);
    zhm_code code = record_check(c->txn->store, c->table, key, v, &value, err);
    if (code == ZHM_OK) {
        c->key = key;
        c->value = value;
    }
    return code;
}

void store_cursor_clear(struct store_cursor *c)
{
    if (!c->handle)
        return;
    if (c->txn->write || c->txn->idle[c->table])
        mdb_cursor_close(c->handle);
    else
        c->txn->idle[c->table] = c->handle;
    c->handle = NULL;
}
