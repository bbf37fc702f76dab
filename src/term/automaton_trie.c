#include "term/automaton_block.h"

#include "base/fault.h"
#include "base/grow.h"
#include "base/utf8.h"

#include <stdlib.h>

static const size_t MOST_NODES = 1UL << 31;

/* The nodes from the root's child to the last key's end: keys come in order, so only this path is still open. */
struct path {
    uint32_t *nodes;
    size_t len, capacity;
};

static zhm_code no_memory(zhm_error *err)
{
    zhm_fail(err, ZHM_NO_MEMORY, "no memory for an automaton");
    return ZHM_NO_MEMORY; /* said aloud for the analyser */
}

static zhm_code too_many(zhm_error *err)
{
    zhm_fail(err, ZHM_LIMIT, "too many names for an automaton");
    return ZHM_LIMIT;
}

static zhm_code add_node(struct trie *t, uint32_t label, uint32_t *out, zhm_error *err)
{
    if (t->count >= MOST_NODES)
        return too_many(err);
    struct trie_node *nodes = array_grow(t->nodes, t->count, &t->capacity, sizeof *nodes);
    if (!nodes)
        return no_memory(err);
    t->nodes = nodes;
    *out = (uint32_t)t->count;
    t->nodes[t->count++] = (struct trie_node){.label = label};
    return ZHM_OK;
}

/* A child of the node at @depth of the path, after the sibling that the path goes through. */
static zhm_code add_child(struct trie *t, struct path *p, size_t depth, uint32_t label, zhm_error *err)
{
    uint32_t node = 0;
    zhm_code code = add_node(t, label, &node, err);
    if (code != ZHM_OK)
        return code;
    uint32_t *nodes = array_grow(p->nodes, depth, &p->capacity, sizeof *nodes);
    if (!nodes)
        return no_memory(err);
    p->nodes = nodes;
    if (depth < p->len)
        t->nodes[p->nodes[depth]].next_sibling = node;
    else
        t->nodes[depth ? p->nodes[depth - 1] : 0].first_child = node;
    p->nodes[depth] = node;
    p->len = depth + 1;
    return ZHM_OK;
}

static zhm_code add_key(struct trie *t, struct path *p, struct str key, uint32_t number, zhm_error *err)
{
    size_t depth = 0;
    bool fresh = false;
    for (size_t pos = 0; pos < key.len; depth++) {
        uint32_t point = utf8_next(key, &pos);
        if (point == UTF8_INVALID)
            return zhm_fail_at(err, ZHM_BAD_INPUT, 0, pos, "invalid UTF-8 in key %u", number);
        uint32_t open = !fresh && depth < p->len ? t->nodes[p->nodes[depth]].label : 0;
        if (!fresh && depth < p->len && open == point)
            continue;
        if (!fresh && depth < p->len && open > point)
            return zhm_fail(err, ZHM_BAD_INPUT, "key %u is out of order", number);
        zhm_code code = add_child(t, p, depth, point, err);
        if (code != ZHM_OK)
            return code;
        fresh = true;
    }
    if (!fresh)
        return zhm_fail(err, ZHM_BAD_INPUT, "key %u is empty, or out of order", number);
    t->nodes[p->nodes[depth - 1]].key = number + 1;
    t->lengths[number] = (uint32_t)depth;
    return ZHM_OK;
}

static zhm_code add_keys(struct trie *t, const struct str *keys, size_t count, zhm_error *err)
{
    struct path path = {0};
    uint32_t root;
    zhm_code code = add_node(t, 0, &root, err);
    for (size_t i = 0; i < count && code == ZHM_OK; i++)
        code = add_key(t, &path, keys[i], (uint32_t)i, err);
    free(path.nodes);
    return code;
}

zhm_code trie_build(const struct str *keys, size_t count, struct trie *out, zhm_error *err)
{
    if (count >= MOST_NODES)
        return too_many(err);
    struct trie t = {.lengths = malloc((count + 1) * sizeof *t.lengths)};
    zhm_code code = t.lengths ? add_keys(&t, keys, count, err) : no_memory(err);
    if (code == ZHM_OK)
        *out = t;
    else
        trie_free(&t);
    return code;
}

void trie_free(struct trie *t)
{
    free(t->nodes);
    free(t->lengths);
    *t = (struct trie){0};
}
