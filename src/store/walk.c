#include "store/page_format.h"
#include "store/store_internal.h"

#include <errno.h>
#include <stdlib.h>

#define MAX_DEPTH 32
/* The table of tables stands above the tables. */
#define LEVELS (2 * MAX_DEPTH)

enum tree_kind { FREE_LIST, TABLE_OF_TABLES, TABLE };

/* One tree: what is said of it, and what was found. */
struct tree {
    enum tree_kind kind;
    uint64_t flags, root, depth, entries, found;
    unsigned first_level;
};

/* A walk over the pages of one snapshot. Each level has a page of its own, so that the keys above, which bound those
 * below, stay in memory. */
struct walk {
    struct store *s;
    int fd;
    uint64_t file_pages, pages; /* whole ones in the file; of the snapshot */
    unsigned char *levels, *used;
    const struct walk_options *options;
    uint64_t done;
};

/* A page in memory, its head checked. */
struct page {
    uint64_t number;
    const unsigned char *data;
    size_t size, count;
    bool leaf;
};

/* A part of a page: in a branch with a page below it, in a leaf with a value. */
struct node {
    struct str key;
    uint64_t below;
    unsigned flags;
    const unsigned char *data;
    uint64_t len; /* of the value, wherever it is */
};

static zhm_code bad_page(struct walk *w, uint64_t page, const char *what, zhm_error *err)
{
    return zhm_fail(err, ZHM_STORAGE, "%s: data.mdb is damaged: page %llu: %s", w->s->folder, (unsigned long long)page,
                    what);
}

static zhm_code unreadable(struct walk *w, zhm_error *err)
{
    return lmdb_fault(w->s->folder, EIO, "reading a page", err);
}

static void report(struct walk *w, uint64_t count)
{
    w->done += count;
    if (w->options->progress && w->done % 1024 < count)
        w->options->progress(w->options->context, w->done, w->options->total);
}

/* Note @count pages as used. */
static zhm_code claim(struct walk *w, uint64_t page, uint64_t count, zhm_error *err)
{
    if (page < 2 || page >= w->pages || count > w->pages - page)
        return bad_page(w, page, "past the end of the database", err);
    for (uint64_t p = page; p < page + count; p++) {
        if (w->used[p / 8] >> (p % 8) & 1)
            return bad_page(w, p, "used twice", err);
        w->used[p / 8] |= (unsigned char)(1u << (p % 8));
    }
    report(w, count);
    return ZHM_OK;
}

/* As claim, for pages that have been written. */
static zhm_code claim_stored(struct walk *w, uint64_t page, uint64_t count, zhm_error *err)
{
    zhm_code code = claim(w, page, count, err);
    if (code == ZHM_OK && page + count > w->file_pages)
        return zhm_fail(err, ZHM_STORAGE, "%s: data.mdb is truncated: it has %llu pages, and page %llu is needed",
                        w->s->folder, (unsigned long long)w->file_pages, (unsigned long long)(page + count - 1));
    return code;
}

/* A long value has a run of pages to itself. */
static zhm_code claim_overflow(struct walk *w, uint64_t page, uint64_t len, zhm_error *err)
{
    unsigned char head[PAGE_HEAD];
    size_t size = w->s->page_size;
    uint64_t count = (PAGE_HEAD + len + size - 1) / size;
    zhm_code code = claim_stored(w, page, count, err);
    if (code != ZHM_OK)
        return code;
    if (!read_at(w->fd, head, sizeof head, page * size))
        return unreadable(w, err);
    uint64_t run = get32(head + AT_OVERFLOW);
    if (get64(head) != page || get16(head + AT_FLAGS) != P_OVERFLOW || run < count)
        return bad_page(w, page, "not the long value that should be there", err);
    return run > count ? claim(w, page + count, run - count, err) : ZHM_OK;
}

static zhm_code claim_free(struct walk *w, uint64_t page, const unsigned char *list, uint64_t len, zhm_error *err)
{
    uint64_t count = len >= 8 ? get64(list) : 0;
    if (len < 8 || count > len / 8 - 1)
        return bad_page(w, page, "a free list that is too long", err);
    for (uint64_t i = 1; i <= count; i++) {
        zhm_code code = claim(w, get64(list + i * 8), 1, err);
        if (code != ZHM_OK)
            return code;
    }
    return ZHM_OK;
}

static zhm_code claim_free_overflow(struct walk *w, uint64_t page, uint64_t len, zhm_error *err)
{
    unsigned char *list = malloc(len);
    if (!list)
        return lmdb_fault(w->s->folder, ENOMEM, "checking", err);
    zhm_code code = read_at(w->fd, list, len, page * w->s->page_size + PAGE_HEAD) ? claim_free(w, page, list, len, err)
                                                                                  : unreadable(w, err);
    free(list);
    return code;
}

static zhm_code page_read(struct walk *w, uint64_t number, unsigned level, struct page *out, zhm_error *err)
{
    size_t size = w->s->page_size;
    unsigned char *data = w->levels + level * size;
    zhm_code code = claim_stored(w, number, 1, err);
    if (code != ZHM_OK)
        return code;
    if (!read_at(w->fd, data, size, number * size))
        return unreadable(w, err);
    unsigned flags = get16(data + AT_FLAGS), lower = get16(data + AT_LOWER), upper = get16(data + AT_UPPER);
    if (get64(data) != number || (flags != P_BRANCH && flags != P_LEAF))
        return bad_page(w, number, "not the page that should be there", err);
    if (lower <= PAGE_HEAD || lower % 2 || lower > upper || upper > size)
        return bad_page(w, number, "its head is wrong", err);
    *out = (struct page){number, data, size, (lower - PAGE_HEAD) / 2, flags == P_LEAF};
    return ZHM_OK;
}

static bool node_read(const struct page *p, size_t i, struct node *out)
{
    size_t at = get16(p->data + PAGE_HEAD + 2 * i), least = PAGE_HEAD + 2 * p->count;
    if (at < least || at + NODE_HEAD > p->size)
        return false;
    const unsigned char *n = p->data + at;
    size_t key_len = get16(n + 6), room = p->size - at - NODE_HEAD;
    if (key_len > room)
        return false;
    uint64_t low = get32(n);
    *out = (struct node){.key = {(const char *)n + NODE_HEAD, key_len}, .data = n + NODE_HEAD + key_len};
    if (!p->leaf) {
        out->below = low | (uint64_t)get16(n + 4) << 32;
        return true;
    }
    out->len = low;
    out->flags = get16(n + 4);
    return (out->flags & NODE_BIG ? 8 : low) <= room - key_len;
}

static int key_order(enum tree_kind kind, struct str a, struct str b)
{
    if (kind != FREE_LIST)
        return str_compare(a, b);
    uint64_t x = get64((const unsigned char *)a.data), y = get64((const unsigned char *)b.data);
    return (x > y) - (x < y);
}

static bool key_fits(enum tree_kind kind, struct str key)
{
    return kind == FREE_LIST ? key.len == 8 : key.len >= 1 && key.len <= 511;
}

static zhm_code walk_tree(struct walk *w, struct tree *tree, zhm_error *err);

static zhm_code walk_value(struct walk *w, struct tree *tree, unsigned level, uint64_t page, const struct node *n,
                           zhm_error *err)
{
    tree->found++;
    uint64_t at = n->flags & NODE_BIG ? get64(n->data) : 0;
    zhm_code code = n->flags & NODE_BIG ? claim_overflow(w, at, n->len, err) : ZHM_OK;
    if (code != ZHM_OK)
        return code;
    if (tree->kind == FREE_LIST)
        return n->flags ? claim_free_overflow(w, at, n->len, err) : claim_free(w, page, n->data, n->len, err);
    if (tree->kind == TABLE)
        return ZHM_OK;
    if (n->len != DB_SIZE || n->flags != NODE_TREE)
        return bad_page(w, page, "not a table", err);
    if (w->options->meta_only && !str_is(n->key, store_table_names[STORE_META]))
        return ZHM_OK;
    struct tree below = {TABLE,
                         get16(n->data + DB_FLAGS),
                         get64(n->data + DB_ROOT),
                         get16(n->data + DB_DEPTH),
                         get64(n->data + DB_ENTRIES),
                         0,
                         level + 1};
    return walk_tree(w, &below, err);
}

/* The keys of a page lie from @low (NULL: none), inclusive, to @high (NULL: none), exclusive, and ascend. */
static bool key_in_place(enum tree_kind kind, struct str key, const struct str *low, const struct str *high, bool first)
{
    if (!key_fits(kind, key) || (high && key_order(kind, key, *high) >= 0))
        return false;
    int order = low ? key_order(kind, key, *low) : 1;
    return order > 0 || (order == 0 && first);
}

static unsigned allowed_flags(enum tree_kind kind)
{
    return kind == TABLE_OF_TABLES ? NODE_TREE : NODE_BIG;
}

static zhm_code walk_leaf(struct walk *w, struct tree *tree, unsigned level, const struct page *p,
                          const struct str *low, const struct str *high, zhm_error *err)
{
    struct str last = low ? *low : (struct str){0};
    for (size_t i = 0; i < p->count; i++) {
        struct node n;
        if (!node_read(p, i, &n) || n.flags & ~allowed_flags(tree->kind))
            return bad_page(w, p->number, "a record outside the page", err);
        if (!key_in_place(tree->kind, n.key, i || low ? &last : NULL, high, i == 0))
            return bad_page(w, p->number, "a key in the wrong place", err);
        zhm_code code = walk_value(w, tree, level, p->number, &n, err);
        if (code != ZHM_OK)
            return code;
        last = n.key;
    }
    return ZHM_OK;
}

static zhm_code walk_page(struct walk *w, struct tree *tree, unsigned level, uint64_t number, const struct str *low,
                          const struct str *high, zhm_error *err);

static zhm_code walk_branch(struct walk *w, struct tree *tree, unsigned level, const struct page *p,
                            const struct str *low, const struct str *high, zhm_error *err)
{
    struct node n, next;
    if (!node_read(p, 0, &n))
        return bad_page(w, p->number, "a record outside the page", err);
    for (size_t i = 0; i < p->count; i++, n = next) {
        bool last = i + 1 == p->count;
        if (!last && !node_read(p, i + 1, &next))
            return bad_page(w, p->number, "a record outside the page", err);
        /* The first key of a branch is not read by anyone; its place is the bound from above. */
        const struct str *from = i ? &n.key : low;
        if (!last && !key_in_place(tree->kind, next.key, from, high, i == 0))
            return bad_page(w, p->number, "a key in the wrong place", err);
        zhm_code code = walk_page(w, tree, level + 1, n.below, from, last ? high : &next.key, err);
        if (code != ZHM_OK)
            return code;
    }
    return ZHM_OK;
}

static zhm_code walk_page(struct walk *w, struct tree *tree, unsigned level, uint64_t number, const struct str *low,
                          const struct str *high, zhm_error *err)
{
    struct page p = {0};
    zhm_code code = page_read(w, number, level, &p, err);
    if (code != ZHM_OK)
        return code;
    if (p.leaf != (level + 1 == tree->first_level + tree->depth))
        return bad_page(w, number, "at the wrong depth", err);
    return p.leaf ? walk_leaf(w, tree, level, &p, low, high, err) : walk_branch(w, tree, level, &p, low, high, err);
}

static zhm_code walk_tree(struct walk *w, struct tree *tree, zhm_error *err)
{
    bool empty = tree->root == NO_ROOT;
    if (tree->flags != (tree->kind == FREE_LIST ? TREE_NUMBERS : 0))
        return bad_page(w, tree->root, "a tree of an unknown kind", err);
    if (tree->depth > MAX_DEPTH || empty != (tree->depth == 0))
        return bad_page(w, tree->root, "a tree of a wrong depth", err);
    zhm_code code = empty ? ZHM_OK : walk_page(w, tree, tree->first_level, tree->root, NULL, NULL, err);
    if (code == ZHM_OK && tree->found != tree->entries)
        return zhm_fail(err, ZHM_STORAGE, "%s: data.mdb is damaged: a table of %llu records has %llu", w->s->folder,
                        (unsigned long long)tree->entries, (unsigned long long)tree->found);
    return code;
}

/* Commits go to the two meta pages in turn. The snapshot's is written over by the second commit after it, so a snapshot
 * that is behind is taken anew. */
static zhm_code find_meta(struct store *s, int fd, MDB_txn *snapshot, struct meta *out, zhm_error *err)
{
    for (int attempt = 0; attempt < 1000; attempt++) {
        uint64_t id = mdb_txn_id(snapshot);
        struct meta again;
        if (!meta_read(fd, (id & 1) * s->page_size, out) || !meta_read(fd, (id & 1) * s->page_size, &again))
            return zhm_fail(err, ZHM_STORAGE, "%s: data.mdb is damaged: its head can't be read", s->folder);
        if (out->txn_id == id && memcmp(out, &again, sizeof again) == 0)
            return ZHM_OK;
        mdb_txn_reset(snapshot);
        int rc = mdb_txn_renew(snapshot);
        if (rc)
            return lmdb_fault(s->folder, rc, "checking", err);
    }
    return zhm_fail(err, ZHM_STORAGE, "%s: data.mdb changes too quickly to be checked", s->folder);
}

static zhm_code walk_all(struct walk *w, const struct meta *m, zhm_error *err)
{
    struct tree list = {FREE_LIST, m->flags[0], m->root[0], m->depth[0], m->entries[0], 0, 0};
    struct tree tables = {TABLE_OF_TABLES, m->flags[1], m->root[1], m->depth[1], m->entries[1], 0, 0};
    if (w->options->meta_only)
        return walk_tree(w, &tables, err);
    zhm_code code = walk_tree(w, &list, err);
    return code == ZHM_OK ? walk_tree(w, &tables, err) : code;
}

zhm_code pages_walk(struct store *s, MDB_txn *snapshot, const struct walk_options *options, zhm_error *err)
{
    int fd;
    uint64_t size;
    struct meta m;
    zhm_code code = pages_file_size(s, &fd, &size, err);
    if (code == ZHM_OK)
        code = find_meta(s, fd, snapshot, &m, err);
    if (code == ZHM_OK)
        code = pages_file_size(s, &fd, &size, err);
    if (code != ZHM_OK)
        return code;
    struct walk w = {s, fd, size / s->page_size, m.last_page + 1, NULL, NULL, options, 0};
    w.levels = malloc((size_t)LEVELS * s->page_size);
    w.used = calloc(w.pages / 8 + 1, 1);
    code = w.levels && w.used ? walk_all(&w, &m, err) : lmdb_fault(s->folder, ENOMEM, "checking", err);
    free(w.levels);
    free(w.used);
    return code;
}
