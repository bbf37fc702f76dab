#include "term/grammar_block.h"

#include "base/crc32c.h"
#include "base/fault.h"

const char grammar_magic[8] = {'Z', 'H', 'M', 'G', 'R', 'A', 'M', '1'};

const size_t grammar_array_sizes[GRAMMAR_ARRAYS] = {
    [GRAMMAR_SYMBOLS] = sizeof(struct grammar_symbol),
    [GRAMMAR_ROWS] = sizeof(struct grammar_row),
    [GRAMMAR_ROW_FORMS] = sizeof(struct grammar_row_form),
    [GRAMMAR_SYMBOL_ROWS] = sizeof(uint32_t),
    [GRAMMAR_STARTS] = sizeof(uint32_t),
    [GRAMMAR_NEEDS] = sizeof(struct grammar_need),
    [GRAMMAR_KEYS] = sizeof(struct grammar_run),
    [GRAMMAR_GROUPS] = sizeof(struct grammar_group),
    [GRAMMAR_WORDS] = sizeof(struct grammar_word),
    [GRAMMAR_RULES] = sizeof(struct grammar_rule),
    [GRAMMAR_PARTS] = sizeof(struct grammar_part),
    [GRAMMAR_FORMS] = sizeof(struct grammar_form),
    [GRAMMAR_ITEMS] = sizeof(struct grammar_item),
    [GRAMMAR_PIECES] = sizeof(struct grammar_piece),
    [GRAMMAR_CONDITIONS] = sizeof(struct grammar_condition),
    [GRAMMAR_SETTINGS] = sizeof(struct grammar_setting),
    [GRAMMAR_ATTRIBUTE_NAMES] = sizeof(struct grammar_attribute),
    [GRAMMAR_VALUE_TEXTS] = sizeof(struct grammar_value),
    [GRAMMAR_TAGS] = sizeof(uint32_t),
    [GRAMMAR_TEXTS] = 1,
    [GRAMMAR_AUTOMATON] = 1,
};

uint32_t grammar_layout(void)
{
    return crc32c(0, grammar_array_sizes, sizeof grammar_array_sizes);
}

uint64_t grammar_array_offset(const struct grammar_header *h, enum grammar_array which)
{
    uint64_t offset = (sizeof *h + 7) / 8 * 8;
    for (size_t i = 0; i < which; i++)
        offset += (h->counts[i] * (uint64_t)grammar_array_sizes[i] + 7) / 8 * 8;
    return offset;
}

static zhm_code read_header(struct str block, struct grammar_header *h, zhm_error *err)
{
    if (block.len < sizeof *h)
        return zhm_fail(err, ZHM_STORAGE, "grammar: cut short");
    memcpy(h, block.data, sizeof *h);
    if (memcmp(h->magic, grammar_magic, sizeof h->magic) != 0 || h->layout != grammar_layout())
        return zhm_fail(err, ZHM_STORAGE, "grammar: of another version");
    if (h->size > block.len || h->counts[GRAMMAR_TEXTS] == 0 || h->size != grammar_array_offset(h, GRAMMAR_ARRAYS))
        return zhm_fail(err, ZHM_STORAGE, "grammar: its header does not fit its size");
    if ((uintptr_t)block.data % 8)
        return zhm_fail(err, ZHM_STORAGE, "grammar: not aligned");
    return ZHM_OK;
}

static void view_arrays(const void *const at[GRAMMAR_ARRAYS], const uint32_t counts[GRAMMAR_ARRAYS],
                        struct grammar *out)
{
    *out = (struct grammar){
        .texts = at[GRAMMAR_TEXTS],
        .symbols = at[GRAMMAR_SYMBOLS],
        .rows = at[GRAMMAR_ROWS],
        .row_forms = at[GRAMMAR_ROW_FORMS],
        .symbol_rows = at[GRAMMAR_SYMBOL_ROWS],
        .starts = at[GRAMMAR_STARTS],
        .needs = at[GRAMMAR_NEEDS],
        .keys = at[GRAMMAR_KEYS],
        .groups = at[GRAMMAR_GROUPS],
        .words = at[GRAMMAR_WORDS],
        .rules = at[GRAMMAR_RULES],
        .parts = at[GRAMMAR_PARTS],
        .forms = at[GRAMMAR_FORMS],
        .items = at[GRAMMAR_ITEMS],
        .pieces = at[GRAMMAR_PIECES],
        .conditions = at[GRAMMAR_CONDITIONS],
        .settings = at[GRAMMAR_SETTINGS],
        .attributes = at[GRAMMAR_ATTRIBUTE_NAMES],
        .values = at[GRAMMAR_VALUE_TEXTS],
        .tags = at[GRAMMAR_TAGS],
        .tag_count = counts[GRAMMAR_TAGS],
        .symbol_count = counts[GRAMMAR_SYMBOLS],
        .row_count = counts[GRAMMAR_ROWS],
        .row_form_count = counts[GRAMMAR_ROW_FORMS],
        .key_count = counts[GRAMMAR_KEYS],
        .word_count = counts[GRAMMAR_WORDS],
        .rule_count = counts[GRAMMAR_RULES],
        .form_count = counts[GRAMMAR_FORMS],
        .attribute_count = counts[GRAMMAR_ATTRIBUTE_NAMES],
        .value_count = counts[GRAMMAR_VALUE_TEXTS],
    };
}

zhm_code grammar_view(struct str block, struct grammar *out, zhm_error *err)
{
    struct grammar_header h;
    struct grammar g;
    const void *at[GRAMMAR_ARRAYS];
    zhm_code code = read_header(block, &h, err);
    if (code != ZHM_OK)
        return code;
    for (size_t i = 0; i < GRAMMAR_ARRAYS; i++)
        at[i] = block.data + grammar_array_offset(&h, (enum grammar_array)i);
    view_arrays(at, h.counts, &g);
    if (g.texts[0] || g.texts[h.counts[GRAMMAR_TEXTS] - 1] || g.attribute_count > GRAMMAR_ATTRIBUTES)
        return zhm_fail(err, ZHM_STORAGE, "grammar: its texts are damaged");
    code = automaton_view((struct str){at[GRAMMAR_AUTOMATON], h.counts[GRAMMAR_AUTOMATON]}, &g.automaton, err);
    if (code == ZHM_OK)
        *out = g;
    return code;
}

/* The place of @text among @count items of @size bytes, sorted
 * by the texts that each begins with; @count: not there. */
static size_t find(const struct grammar *g, const void *items, size_t count, size_t size, const char *text)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        uint32_t at;
        memcpy(&at, (const char *)items + middle * size, sizeof at);
        int order =
            at ? strcmp(grammar_text(g, at), text) : 1; /* literals, of no name, stand after all named symbols */
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return count;
}

uint32_t grammar_symbol_of(const struct grammar *g, const char *name)
{
    size_t i = find(g, g->symbols, g->symbol_count, sizeof *g->symbols, name);
    return i < g->symbol_count ? (uint32_t)i : UINT32_MAX;
}

uint32_t grammar_tag_of(const struct grammar *g, const char *tag)
{
    size_t i = find(g, g->tags, g->tag_count, sizeof *g->tags, tag);
    return i < g->tag_count ? g->tags[i] : UINT32_MAX;
}

uint32_t grammar_attribute_of(const struct grammar *g, const char *name)
{
    for (size_t i = 0; i < g->attribute_count; i++)
        if (strcmp(grammar_text(g, g->attributes[i].name), name) == 0)
            return (uint32_t)i;
    return UINT32_MAX;
}

bool grammar_value_add(const struct grammar *g, const char *value, struct value_set *set)
{
    size_t i = find(g, g->values, g->value_count, sizeof *g->values, value);
    if (i == g->value_count)
        return false;
    set->words[g->values[i].bit / 64] |= (uint64_t)1 << g->values[i].bit % 64;
    return true;
}
