/* automaton.h - all names at once: an Aho-Corasick automaton over folded code points, in one block of bytes */
#ifndef TERM_AUTOMATON_H
#define TERM_AUTOMATON_H

#include "base/buf.h"
#include "base/str.h"

#include <stdint.h>
#include <zhengming/error.h>

/**
 * Build the automaton of @keys, folded names as UTF-8, sorted by bytes, distinct, none empty, and append it to @out:
 * a position-independent block in this machine's byte order, to be mapped at an address that 8 divides.
 * Key number i is keys[i]. Charwise double array: one step a code point of the text, however many keys.
 * @return ZHM_OK; ZHM_BAD_INPUT where keys are not rising, empty, or no UTF-8; ZHM_LIMIT past 2^31 states;
 * ZHM_NO_MEMORY; @out is unchanged on failure
 */
zhm_code automaton_build(const struct str *keys, size_t count, struct buf *out, zhm_error *err);

/** A borrowed view of a block. */
struct automaton {
    const struct automaton_header *header;
    const void *arrays[8]; /* automaton_block.h says which */
};

/** Look at a block without copying or reading all of it. @return ZHM_OK, or ZHM_STORAGE when it is no sound block of
 * this version (magic, version, lengths within the block) */
zhm_code automaton_view(struct str block, struct automaton *out, zhm_error *err);

/** One occurrence of a key: points [end - length, end) of the text. */
struct automaton_hit {
    uint32_t end, length, key;
};

/** Owned by the caller; {0} is empty. */
struct automaton_hits {
    struct automaton_hit *items;
    size_t count, capacity;
};

/**
 * Append every occurrence of every key in @points, by rising end, at one end the longest first; where @cut is not
 * NULL (len + 1 flags) only those whose both ends are cuts. @return ZHM_OK or ZHM_NO_MEMORY
 */
zhm_code automaton_scan(const struct automaton *a, const uint32_t *points, const uint8_t *cut, size_t len,
                        struct automaton_hits *out, zhm_error *err);
void automaton_hits_free(struct automaton_hits *hits);

#endif
