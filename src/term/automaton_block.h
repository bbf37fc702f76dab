/* automaton_block.h - how the automaton lies in its block, and the trie it is built from */
#ifndef TERM_AUTOMATON_BLOCK_H
#define TERM_AUTOMATON_BLOCK_H

#include "term/alphabet.h"
#include "term/automaton.h"

/** The arrays follow the header in the order of enum automaton_array, each at a multiple of 64 bytes from it. */
struct automaton_header {
    char magic[8];
    uint64_t size; /* of the whole block, in bytes */
    uint32_t states, keys, tables;
    uint32_t longest; /* key, in code points */
};

/**
 * State 0 is the root, and its base is 0. The child of state s for a code is number base ^ code, if its check is s.
 * Sixteen bytes, so that a step into a state reads one cache line.
 */
struct automaton_state {
    uint32_t base, check, fail;
    uint32_t output; /* 1 + the longest key that ends here, whether or not this is its own state; 0: none */
};

struct automaton_output {
    uint32_t length; /* in code points */
    uint32_t next;   /* the next shorter key that ends here, as in automaton_state */
};

enum automaton_array {
    AUTOMATON_STATES,
    AUTOMATON_OUTPUTS, /* by key */
    AUTOMATON_PAGES,   /* uint32_t: by code point / ALPHABET_PAGE, the table; table 0 is all zeros */
    AUTOMATON_TABLES,  /* uint32_t: by code point % ALPHABET_PAGE, the code, 0 for a point of no key */
    AUTOMATON_ARRAYS
};

/** In a table: the code's code point begins a key. */
#define AUTOMATON_BEGINS 0x80000000U
#define AUTOMATON_NO_STATE UINT32_MAX

extern const char automaton_magic[8];

/** Where array number @which begins; for AUTOMATON_ARRAYS, the
 * size of the whole. Counts of 32 bits cannot overflow it. */
uint64_t automaton_array_offset(const struct automaton_header *h, enum automaton_array which);

/** A node of the trie of all keys; number 0 is the root. Children in rising order of their points, 0 for none. */
struct trie_node {
    uint32_t label; /* a code point; then a code */
    uint32_t first_child, next_sibling;
    uint32_t key; /* 1 + its number; 0: none */
};

struct trie {
    struct trie_node *nodes;
    uint32_t *lengths; /* of each key, in code points */
    size_t count, capacity;
};

/** @return ZHM_OK; ZHM_BAD_INPUT where keys are not rising, empty, or no UTF-8; ZHM_LIMIT; ZHM_NO_MEMORY */
zhm_code trie_build(const struct str *keys, size_t count, struct trie *out, zhm_error *err);
void trie_free(struct trie *t);

#endif
