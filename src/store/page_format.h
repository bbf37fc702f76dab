/* page_format.h - the pages of LMDB's data file, for those who must not believe them */
#ifndef STORE_PAGE_FORMAT_H
#define STORE_PAGE_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* LMDB 0.9's data file, as 64-bit machines write it (mdb.c: MDB_page, MDB_node, MDB_meta, MDB_db). */
#define PAGE_HEAD 16
#define META_SIZE 136
#define DB_SIZE 48
enum { AT_FLAGS = 10, AT_LOWER = 12, AT_UPPER = 14, AT_OVERFLOW = 12 };
enum { META_DBS = 24, META_LAST_PAGE = 120, META_TXN = 128, DB_FLAGS = 4, DB_DEPTH = 6, DB_ENTRIES = 32, DB_ROOT = 40 };
enum { P_BRANCH = 1, P_LEAF = 2, P_OVERFLOW = 4, P_META = 8 };
enum { NODE_HEAD = 8, NODE_BIG = 1, NODE_TREE = 2 };
/* Of a tree: its keys are native numbers. A tree of ours has no other flag, and the free list has this one. */
#define TREE_NUMBERS 8
#define NO_ROOT UINT64_MAX

static inline uint16_t get16(const unsigned char *p)
{
    uint16_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

static inline uint32_t get32(const unsigned char *p)
{
    uint32_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

static inline uint64_t get64(const unsigned char *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

/** Read all of @len bytes at @offset. */
bool read_at(int fd, void *data, size_t len, uint64_t offset);

/** What a meta page says of the free list (0) and of the table of tables (1). */
struct meta {
    uint64_t page_size, last_page, txn_id;
    uint64_t flags[2], depth[2], entries[2], root[2];
};
/** @return false when the page at @offset is no meta page of this version */
bool meta_read(int fd, uint64_t offset, struct meta *out);

#endif
