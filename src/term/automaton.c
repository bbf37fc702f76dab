#include "term/automaton.h"

#include "base/fault.h"
#include "term/automaton_block.h"

const char automaton_magic[8] = {'Z', 'H', 'M', 'A', 'U', 'T', 'O', '1'};

uint64_t automaton_array_offset(const struct automaton_header *h, enum automaton_array which)
{
    const uint64_t sizes[AUTOMATON_ARRAYS] = {
        [AUTOMATON_STATES] = h->states * sizeof(struct automaton_state),
        [AUTOMATON_OUTPUTS] = h->keys * sizeof(struct automaton_output),
        [AUTOMATON_PAGES] = ALPHABET_PAGES * sizeof(uint32_t),
        [AUTOMATON_TABLES] = (uint64_t)h->tables * ALPHABET_PAGE * sizeof(uint32_t),
    };
    uint64_t offset = 64;
    for (size_t i = 0; i < which; i++)
        offset += (sizes[i] + 63) / 64 * 64;
    return offset;
}

zhm_code automaton_view(struct str block, struct automaton *out, zhm_error *err)
{
    struct automaton_header h;
    if (block.len < sizeof h)
        return zhm_fail(err, ZHM_STORAGE, "automaton: cut short");
    memcpy(&h, block.data, sizeof h);
    if (memcmp(h.magic, automaton_magic, sizeof h.magic) != 0)
        return zhm_fail(err, ZHM_STORAGE, "automaton: of another version");
    if (h.size > block.len || h.states == 0 || h.tables == 0 || h.size != automaton_array_offset(&h, AUTOMATON_ARRAYS))
        return zhm_fail(err, ZHM_STORAGE, "automaton: its header does not fit its size");
    if ((uintptr_t)block.data % 8)
        return zhm_fail(err, ZHM_STORAGE, "automaton: not aligned");
    out->header = (const void *)block.data;
    for (size_t i = 0; i < AUTOMATON_ARRAYS; i++)
        out->arrays[i] = block.data + automaton_array_offset(&h, (enum automaton_array)i);
    return ZHM_OK;
}
