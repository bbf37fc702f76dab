#include "term/automaton.h"

#include "base/fault.h"
#include "term/automaton_block.h"

#include <stdlib.h>

/* How many free states a family of children is tried at before these are left to only children, which are most. */
enum { TRIES = 64 };
/* Nodes above this depth are laid out level by level, close to each other, since texts pass there all the time; those
 * below one branch after the other, so that following a name reads one cache line for every few letters. */
enum { SHALLOW = 4 };
static const size_t MOST_STATES = 1UL << 31;

/* A ring of the free states through `next` and `previous`, rising, with state 0 (the root, never free) as its head. */
struct slot {
    uint32_t next, previous;
};

struct build {
    struct trie trie;
    struct alphabet alphabet;
    uint32_t *points; /* by falling number of nodes: the code of points[i] is i + 1 */
    size_t alphabet_size;
    uint32_t *places; /* the state of each node */
    uint32_t *queue;  /* the nodes level by level, or a stack of them */
    struct automaton_state *states;
    struct slot *slots;
    size_t state_count, range; /* states come in ranges: a power of two, so that base ^ code stays in one */
    uint32_t cursor;           /* the free state from which families of children are tried; 0: past the last */
};

static zhm_code no_memory(zhm_error *err)
{
    zhm_fail(err, ZHM_NO_MEMORY, "no memory for an automaton");
    return ZHM_NO_MEMORY; /* said aloud for the analyser */
}

/* Frequent code points get low codes, so that the children of most states lie close together. */
static zhm_code number_labels(struct build *b, zhm_error *err)
{
    for (size_t i = 1; i < b->trie.count; i++) {
        uint32_t *number = alphabet_add(&b->alphabet, b->trie.nodes[i].label);
        if (!number)
            return no_memory(err);
        ++*number;
    }
    zhm_code code = alphabet_list(&b->alphabet, &b->points, &b->alphabet_size, err);
    if (code != ZHM_OK)
        return code;
    if (!alphabet_by_number(&b->alphabet, b->points, b->alphabet_size))
        return no_memory(err);
    for (uint32_t i = 0; i < b->alphabet_size; i++)
        *alphabet_at(&b->alphabet, b->points[i]) = i + 1;
    for (size_t i = 1; i < b->trie.count; i++)
        b->trie.nodes[i].label = *alphabet_at(&b->alphabet, b->trie.nodes[i].label);
    for (b->range = 256; b->range <= b->alphabet_size;)
        b->range *= 2;
    return ZHM_OK;
}

static void link_range(struct build *b, size_t from)
{
    uint32_t last = b->slots[0].previous;
    for (size_t i = from ? from : 1; i < from + b->range; i++) {
        b->states[i] = (struct automaton_state){.check = AUTOMATON_NO_STATE};
        b->slots[i].previous = last;
        b->slots[last].next = (uint32_t)i;
        last = (uint32_t)i;
    }
    b->slots[last].next = 0;
    b->slots[0].previous = last;
}

static zhm_code add_range(struct build *b, zhm_error *err)
{
    size_t from = b->state_count, count = from + b->range;
    if (count > MOST_STATES)
        return zhm_fail(err, ZHM_LIMIT, "too many names for an automaton");
    if ((from & (from - 1)) == 0 || from == b->range) {
        size_t capacity = from ? from * 2 : b->range;
        struct automaton_state *states = realloc(b->states, capacity * sizeof *states);
        if (!states)
            return no_memory(err);
        b->states = states;
        struct slot *slots = realloc(b->slots, capacity * sizeof *slots);
        if (!slots)
            return no_memory(err);
        b->slots = slots;
    }
    if (from == 0) {
        b->states[0] = (struct automaton_state){.check = AUTOMATON_NO_STATE};
        b->slots[0] = (struct slot){0};
    }
    link_range(b, from);
    b->state_count = count;
    if (b->cursor == 0)
        b->cursor = from ? (uint32_t)from : 1;
    return ZHM_OK;
}

static bool is_free(const struct build *b, uint32_t state)
{
    return state != 0 && b->states[state].check == AUTOMATON_NO_STATE;
}

static bool fits(const struct build *b, uint32_t base, uint32_t child)
{
    for (; child; child = b->trie.nodes[child].next_sibling)
        if (!is_free(b, base ^ b->trie.nodes[child].label))
            return false;
    return true;
}

/* Try TRIES free states for the first child. @return whether its siblings fit too; *state
 * is where, or the next to try */
static bool try_family(const struct build *b, uint32_t child, uint32_t *state, uint32_t *base)
{
    uint32_t label = b->trie.nodes[child].label, others = b->trie.nodes[child].next_sibling;
    for (int tries = 0; *state && tries < TRIES; tries++, *state = b->slots[*state].next) {
        *base = *state ^ label;
        if (fits(b, *base, others))
            return true;
    }
    return false;
}

static zhm_code find_base(struct build *b, uint32_t child, uint32_t *base, zhm_error *err)
{
    bool only = b->trie.nodes[child].next_sibling == 0;
    uint32_t state = only ? b->slots[0].next : b->cursor;
    while (!try_family(b, child, &state, base)) {
        if (state == 0) {
            state = (uint32_t)b->state_count;
            zhm_code code = add_range(b, err);
            if (code != ZHM_OK)
                return code;
        }
        b->cursor = only ? b->cursor : state;
    }
    return ZHM_OK;
}

static void place_children(struct build *b, uint32_t parent, uint32_t base)
{
    uint32_t state = b->places[parent];
    b->states[state].base = base;
    for (uint32_t child = b->trie.nodes[parent].first_child; child; child = b->trie.nodes[child].next_sibling) {
        uint32_t place = base ^ b->trie.nodes[child].label;
        const struct slot *slot = &b->slots[place];
        if (place == b->cursor)
            b->cursor = slot->next;
        b->slots[slot->previous].next = slot->next;
        b->slots[slot->next].previous = slot->previous;
        b->states[place].check = state;
        b->places[child] = place;
    }
}

static zhm_code place_family(struct build *b, uint32_t parent, zhm_error *err)
{
    uint32_t child = b->trie.nodes[parent].first_child, base = 0;
    if (!child || b->places[child])
        return ZHM_OK;
    if (parent != 0) {
        zhm_code code = find_base(b, child, &base, err);
        if (code != ZHM_OK)
            return code;
    }
    place_children(b, parent, base);
    return ZHM_OK;
}

/* The nodes level by level, as deep as @depth. @return how many; those from *deepest on are at @depth */
static size_t list_levels(struct build *b, size_t depth, size_t *deepest)
{
    size_t count = 1, from = 0;
    b->queue[0] = 0;
    for (size_t level = 0; level < depth; level++) {
        size_t end = count;
        if (from == end)
            break;
        for (; from < end; from++)
            for (uint32_t c = b->trie.nodes[b->queue[from]].first_child; c; c = b->trie.nodes[c].next_sibling)
                b->queue[count++] = c;
    }
    *deepest = from;
    return count;
}

/* The trie's nodes were made branch after branch, so that below SHALLOW their own order is what is wanted: a node's
 * number is below those of its children, and they are placed when it comes. */
static zhm_code place_all(struct build *b, zhm_error *err)
{
    size_t deepest;
    list_levels(b, SHALLOW, &deepest);
    zhm_code code = add_range(b, err);
    for (size_t i = 0; i < deepest && code == ZHM_OK; i++)
        code = place_family(b, b->queue[i], err);
    for (uint32_t node = 1; node < b->trie.count && code == ZHM_OK; node++)
        code = place_family(b, node, err);
    return code;
}

static uint32_t follow(const struct automaton_state *states, uint32_t state, uint32_t label)
{
    for (;; state = states[state].fail) {
        uint32_t child = states[state].base ^ label;
        if (states[child].check == state)
            return child;
        if (state == 0)
            return 0;
    }
}

/* Where the text goes on when a name does not: the longest end of what was read that begins a name. */
static void link_failures(struct build *b, struct automaton_output *outputs)
{
    size_t deepest, count = list_levels(b, SIZE_MAX, &deepest);
    for (size_t i = 0; i < count; i++) {
        uint32_t parent = b->queue[i], state = b->places[parent];
        for (uint32_t c = b->trie.nodes[parent].first_child; c; c = b->trie.nodes[c].next_sibling) {
            const struct trie_node *node = &b->trie.nodes[c];
            struct automaton_state *s = &b->states[b->places[c]];
            s->fail = parent ? follow(b->states, b->states[state].fail, node->label) : 0;
            s->output = b->states[s->fail].output;
            if (node->key) {
                outputs[node->key - 1] = (struct automaton_output){b->trie.lengths[node->key - 1], s->output};
                s->output = node->key;
            }
        }
    }
}

static void write_tables(const struct build *b, uint32_t *pages, uint32_t *tables)
{
    uint32_t table = 0;
    for (size_t i = 0; i < ALPHABET_PAGES; i++) {
        if (!b->alphabet.pages[i])
            continue;
        pages[i] = ++table;
        for (size_t j = 0; j < ALPHABET_PAGE; j++) {
            uint32_t code = b->alphabet.pages[i][j];
            bool begins = code && b->states[code].check == 0;
            tables[(size_t)table * ALPHABET_PAGE + j] = code | (begins ? AUTOMATON_BEGINS : 0);
        }
    }
}

static zhm_code write_block(struct build *b, size_t keys, struct buf *out, zhm_error *err)
{
    struct automaton_header h = {
        .states = (uint32_t)b->state_count, .keys = (uint32_t)keys, .tables = (uint32_t)b->alphabet.page_count + 1};
    memcpy(h.magic, automaton_magic, sizeof h.magic);
    for (size_t i = 0; i < keys; i++)
        h.longest = h.longest < b->trie.lengths[i] ? b->trie.lengths[i] : h.longest;
    h.size = automaton_array_offset(&h, AUTOMATON_ARRAYS);
    char *block = calloc(1, h.size);
    bool failed = out->failed;
    if (!block || !buf_reserve(out, h.size)) {
        out->failed = failed;
        free(block);
        return no_memory(err);
    }
    memcpy(block, &h, sizeof h);
    link_failures(b, (void *)(block + automaton_array_offset(&h, AUTOMATON_OUTPUTS)));
    memcpy(block + automaton_array_offset(&h, AUTOMATON_STATES), b->states, b->state_count * sizeof *b->states);
    write_tables(b, (void *)(block + automaton_array_offset(&h, AUTOMATON_PAGES)),
                 (void *)(block + automaton_array_offset(&h, AUTOMATON_TABLES)));
    buf_append(out, block, h.size);
    free(block);
    return ZHM_OK;
}

static zhm_code build(struct build *b, const struct str *keys, size_t count, struct buf *out, zhm_error *err)
{
    zhm_code code = trie_build(keys, count, &b->trie, err);
    if (code != ZHM_OK)
        return code;
    b->places = calloc(b->trie.count, sizeof *b->places);
    b->queue = malloc(b->trie.count * sizeof *b->queue);
    code = b->places && b->queue ? number_labels(b, err) : no_memory(err);
    if (code == ZHM_OK)
        code = place_all(b, err);
    return code == ZHM_OK ? write_block(b, count, out, err) : code;
}

zhm_code automaton_build(const struct str *keys, size_t count, struct buf *out, zhm_error *err)
{
    struct build b = {0};
    zhm_code code = build(&b, keys, count, out, err);
    trie_free(&b.trie);
    alphabet_free(&b.alphabet);
    free(b.points);
    free(b.places);
    free(b.queue);
    free(b.states);
    free(b.slots);
    return code;
}
