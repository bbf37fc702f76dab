#include "term/database.h"

#include "base/fault.h"
#include "term/change_log.h"
#include "term/concepts.h"
#include "term/edit.h"
#include "term/grammar_store.h"
#include "term/names.h"
#include "term/segments.h"

#include <stdlib.h>

static const struct str fold_key_name = {"fold", 4};

static zhm_code fold_is_current(struct store_txn *t, bool *out, zhm_error *err)
{
    struct str stamp;
    zhm_code code = store_get(t, STORE_META, fold_key_name, &stamp, err);
    if (code == ZHM_OK || code == ZHM_NOT_FOUND)
        *out = code == ZHM_OK && stamp.len == 4 && be32(stamp.data) == fold_version();
    return code == ZHM_NOT_FOUND ? ZHM_OK : code;
}

static zhm_code empty_table(struct store_txn *t, enum store_table table, zhm_error *err)
{
    struct buf key = {0};
    zhm_code code = ZHM_OK;
    while (code == ZHM_OK) {
        struct store_cursor c;
        code = store_cursor_init(&c, t, table, (struct str){0}, err);
        if (code == ZHM_OK)
            code = store_cursor_next(&c, err);
        buf_clear(&key);
        if (code == ZHM_OK)
            buf_append_str(&key, c.key);
        store_cursor_clear(&c);
        if (code == ZHM_OK)
            code = store_delete(t, table, buf_str(&key), err);
    }
    buf_free(&key);
    return code == ZHM_NOT_FOUND ? ZHM_OK : code;
}

static zhm_code index_all(struct store_txn *t, zhm_error *err)
{
    struct concept_cursor c;
    zhm_code code = concept_cursor_init(&c, t, err);
    while (code == ZHM_OK && (code = concept_cursor_next(&c, err)) == ZHM_OK)
        code = names_add(t, &c.concept, NULL, err);
    concept_cursor_clear(&c);
    return code == ZHM_NOT_FOUND ? ZHM_OK : code;
}

zhm_code reindex(struct store_txn *t, zhm_error *err)
{
    zhm_code code = empty_table(t, STORE_NAMES, err);
    if (code == ZHM_OK)
        code = empty_table(t, STORE_PINYIN, err);
    if (code == ZHM_OK)
        code = empty_table(t, STORE_PENDING, err);
    if (code == ZHM_OK)
        code = index_all(t, err);
    if (code == ZHM_OK)
        code = segments_rebuild(t, err);
    if (code == ZHM_OK)
        code = grammar_rebuild(t, err);
    struct buf stamp = {0};
    buf_append_be32(&stamp, fold_version());
    if (code == ZHM_OK)
        code = store_put(t, STORE_META, fold_key_name, buf_str(&stamp), err);
    buf_free(&stamp);
    return code;
}

static zhm_code write_reindex(struct store_txn *t, void *context, zhm_error *err)
{
    bool current = false;
    (void)context;
    zhm_code code = fold_is_current(t, &current, err); /* another process may have been faster */
    if (code == ZHM_OK && !current)
        return reindex(t, err);
    if (code == ZHM_OK)
        code = grammar_is_current(t, &current, err);
    return code == ZHM_OK && !current ? grammar_rebuild(t, err) : code;
}

static zhm_code bring_up(zhm_database *db, bool read_only, zhm_error *err)
{
    struct store_txn *t;
    bool folded = false, current = false, used = false;
    zhm_code code = store_read_begin(db->store, &t, err);
    if (code != ZHM_OK)
        return code;
    code = fold_is_current(t, &folded, err);
    if (code == ZHM_OK && folded)
        code = grammar_is_current(t, &current, err);
    used = store_count(t, STORE_CONCEPTS) + store_count(t, STORE_GRAMMAR) > 0;
    store_read_end(t);
    if (code != ZHM_OK || current || (!used && read_only))
        return code;
    if (read_only)
        return zhm_fail(err, ZHM_DENIED,
                        "the indexes were made with another folding, or by another version; open the database for "
                        "writing once");
    db->reindexed = used && !folded;
    return store_write(db->store, write_reindex, NULL, NULL, err);
}

zhm_code database_open(const char *folder, unsigned flags, size_t map_size, zhm_database **out, zhm_error *err)
{
    zhm_database *db = calloc(1, sizeof *db);
    if (!db)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a database");
    struct store_options options = {
        .create = flags & ZHM_OPEN_CREATE, .read_only = flags & ZHM_OPEN_READ_ONLY, .map_size = map_size};
    zhm_code code = store_open(folder, &options, &db->store, err);
    if (code == ZHM_OK)
        code = bring_up(db, options.read_only, err);
    if (code != ZHM_OK) {
        zhm_close(db);
        return code;
    }
    *out = db;
    return ZHM_OK;
}

void zhm_close(zhm_database *db)
{
    if (!db)
        return;
    if (db->store)
        store_close(db->store);
    free(db);
}

/* Each index record that the concepts call for is looked up; as many as there are, so the sets are equal. */
static zhm_code verify_indexes(struct store_txn *t, zhm_error *err)
{
    uint64_t names = 0, sounds = 0;
    struct concept_cursor c;
    zhm_code code = concept_cursor_init(&c, t, err);
    while (code == ZHM_OK && (code = concept_cursor_next(&c, err)) == ZHM_OK)
        code = names_verify(t, &c.concept, &names, &sounds, err);
    concept_cursor_clear(&c);
    if (code != ZHM_NOT_FOUND)
        return code;
    if (names != store_count(t, STORE_NAMES) || sounds != store_count(t, STORE_PINYIN))
        return zhm_fail(
            err, ZHM_STORAGE, "the indexes hold names of no concept: %llu and %llu instead of %llu and %llu",
            (unsigned long long)store_count(t, STORE_NAMES), (unsigned long long)store_count(t, STORE_PINYIN),
            (unsigned long long)names, (unsigned long long)sounds);
    return ZHM_OK;
}

zhm_code database_verify(zhm_database *db, store_progress *progress, void *context, zhm_error *err)
{
    zhm_code code = store_verify(db->store, progress, context, err);
    struct store_txn *t;
    if (code == ZHM_OK)
        code = store_read_begin(db->store, &t, err);
    if (code != ZHM_OK)
        return code;
    code = verify_indexes(t, err);
    if (code == ZHM_OK)
        code = segments_verify(t, err);
    if (code == ZHM_OK)
        code = grammar_verify(t, err);
    if (code == ZHM_OK)
        code = change_log_verify(t, err);
    store_read_end(t);
    return code;
}
