/* directory.h - which blocks a language has in the table of blocks */
#ifndef MEMORY_DIRECTORY_H
#define MEMORY_DIRECTORY_H

#include "memory/block.h"
#include "model/lang.h"
#include "store/store.h"

struct directory_entry {
    uint32_t number; /* of the block; rising */
    uint32_t units;
};

struct directory {
    char lang[LANG_MAX];
    bool found;   /* in the store */
    bool changed; /* since */
    struct directory_entry *entries;
    size_t count, room;
    uint32_t next; /* number */
};

/** The directory of @lang, empty where it has none. To be freed. */
zhm_code directory_read(struct store_txn *t, const char *lang, struct directory *out, zhm_error *err);
void directory_free(struct directory *d);
/** Within a write. */
zhm_code directory_write(struct store_txn *t, const struct directory *d, zhm_error *err);

/** A new block at the end, and the last one gone; @key: where the block's bytes belong. @return false without memory */
bool directory_add(struct directory *d, uint32_t units, struct buf *key);
bool directory_drop(struct directory *d, struct buf *key);

/** The block of entry @i, lent by the transaction. */
zhm_code directory_block(struct store_txn *t, const struct directory *d, size_t i, struct block *out, zhm_error *err);

#endif
