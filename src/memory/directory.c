#include "memory/directory.h"

#include "base/fault.h"
#include "base/grow.h"

#include <stdlib.h>

static void block_key(const char *lang, struct buf *key)
{
    buf_clear(key);
    buf_append_text(key, lang);
    buf_append_char(key, '\0');
}

static bool entry_key(const struct directory *d, uint32_t number, struct buf *key)
{
    block_key(d->lang, key);
    buf_append_be32(key, number);
    return !key->failed;
}

static bool push(struct directory *d, struct directory_entry e)
{
    struct directory_entry *entries = array_grow(d->entries, d->count, &d->room, sizeof *entries);
    if (!entries)
        return false;
    d->entries = entries;
    d->entries[d->count++] = e;
    return true;
}

static zhm_code decode(struct directory *d, struct str record, zhm_error *err)
{
    uint64_t next, number, units;
    if (!read_varint(&record, &next) || next > UINT32_MAX)
        return zhm_fail(err, ZHM_STORAGE, "the directory of the memory's blocks in %s is damaged", d->lang);
    d->next = (uint32_t)next;
    while (record.len > 0) {
        if (!read_varint(&record, &number) || !read_varint(&record, &units) || number >= next || units > BLOCK_UNITS)
            return zhm_fail(err, ZHM_STORAGE, "the directory of the memory's blocks in %s is damaged", d->lang);
        if (!push(d, (struct directory_entry){(uint32_t)number, (uint32_t)units}))
            return zhm_fail(err, ZHM_NO_MEMORY, "no memory for the memory's blocks");
    }
    return ZHM_OK;
}

zhm_code directory_read(struct store_txn *t, const char *lang, struct directory *out, zhm_error *err)
{
    struct directory d = {0};
    struct buf key = {0};
    struct str record;
    size_t len = strlen(lang);
    if (len >= sizeof d.lang)
        return zhm_fail(err, ZHM_BAD_INPUT, "'%.40s' is no language tag", lang);
    memcpy(d.lang, lang, len + 1);
    block_key(lang, &key);
    zhm_code code = key.failed ? zhm_fail(err, ZHM_NO_MEMORY, "no memory for the memory's blocks")
                               : store_get(t, STORE_UNIT_BLOCKS, buf_str(&key), &record, err);
    buf_free(&key);
    if (code == ZHM_OK) {
        d.found = true;
        code = decode(&d, record, err);
    }
    if (code != ZHM_OK && code != ZHM_NOT_FOUND) {
        directory_free(&d);
        return code;
    }
    *out = d;
    return ZHM_OK;
}

void directory_free(struct directory *d)
{
    free(d->entries);
    *d = (struct directory){0};
}

zhm_code directory_write(struct store_txn *t, const struct directory *d, zhm_error *err)
{
    struct buf key = {0}, record = {0};
    block_key(d->lang, &key);
    buf_append_varint(&record, d->next);
    for (size_t i = 0; i < d->count; i++) {
        buf_append_varint(&record, d->entries[i].number);
        buf_append_varint(&record, d->entries[i].units);
    }
    zhm_code code = key.failed || record.failed ? zhm_fail(err, ZHM_NO_MEMORY, "no memory for the memory's blocks")
                                                : store_put(t, STORE_UNIT_BLOCKS, buf_str(&key), buf_str(&record), err);
    buf_free(&key);
    buf_free(&record);
    return code;
}

bool directory_add(struct directory *d, uint32_t units, struct buf *key)
{
    if (!entry_key(d, d->next, key) || !push(d, (struct directory_entry){d->next, units}))
        return false;
    d->next++;
    d->changed = true;
    return true;
}

bool directory_drop(struct directory *d, struct buf *key)
{
    if (!entry_key(d, d->entries[d->count - 1].number, key))
        return false;
    d->count--;
    d->changed = true;
    return true;
}

zhm_code directory_block(struct store_txn *t, const struct directory *d, size_t i, struct block *out, zhm_error *err)
{
    struct buf key = {0};
    struct str bytes;
    if (!entry_key(d, d->entries[i].number, &key))
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for the memory's blocks");
    zhm_code code = store_get_block(t, STORE_UNIT_BLOCKS, buf_str(&key), &bytes, err);
    buf_free(&key);
    if (code == ZHM_NOT_FOUND)
        return zhm_fail(err, ZHM_STORAGE, "a block of the memory's index in %s is missing", d->lang);
    return code == ZHM_OK ? block_view(bytes, out, err) : code;
}
