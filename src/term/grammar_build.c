#include "term/grammar_block.h"

#include "base/fault.h"

#include <stdlib.h>

static zhm_code no_memory(zhm_error *err)
{
    return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a grammar");
}

static int by_name(const void *a, const void *b)
{
    const struct grammar_file *const *x = a, *const *y = b;
    int order = str_compare((*x)->name, (*y)->name);
    return order ? order : (*x > *y) - (*x < *y);
}

static struct str shown(const struct grammar_file *f)
{
    return f->path.len > 0 ? f->path : f->name;
}

/* By their names, so that a grammar is the same however its files came. */
static zhm_code read_files(struct grammar_builder *b, const struct grammar_file *files, size_t count, zhm_error *err)
{
    const struct grammar_file **sorted = arena_array(&b->source.arena, count, sizeof *sorted);
    size_t bytes = 0;
    if (!sorted)
        return no_memory(err);
    for (size_t i = 0; i < count; i++) {
        sorted[i] = &files[i];
        bytes += files[i].text.len < GRAMMAR_BYTES_MAX ? files[i].text.len : 0; /* a longer one is a fault of its own */
        if (bytes > GRAMMAR_BYTES_MAX)
            return zhm_fail(err, ZHM_LIMIT, "a grammar of more than %d MiB", GRAMMAR_BYTES_MAX >> 20);
    }
    if (count > 0)
        qsort(sorted, count, sizeof *sorted, by_name);
    zhm_code code = ZHM_OK;
    for (size_t i = 0; code == ZHM_OK && i < count; i++) {
        if (i > 0 && str_equal(sorted[i - 1]->name, sorted[i]->name))
            return zhm_fail(err, ZHM_BAD_INPUT, "%.*s: a second file of this name in a grammar: the first is %.*s",
                            STR_ARG(shown(sorted[i])), STR_ARG(shown(sorted[i - 1])));
        code = grammar_source_read(&b->source, sorted[i], err);
    }
    return code;
}

/* What each key stands for: the words of a key follow each other. */
static int by_key(const void *a, const void *b)
{
    const struct grammar_naming *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    if (x->word.symbol != y->word.symbol)
        return x->word.symbol < y->word.symbol ? -1 : 1;
    if (x->word.lang != y->word.lang)
        return x->word.lang < y->word.lang ? -1 : 1;
    return (x->word.form > y->word.form) - (x->word.form < y->word.form);
}

static int by_bytes(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

static void name_literals(struct grammar_builder *b)
{
    for (size_t i = 0; i < b->literals.count && !b->literal_langs.failed; i++) {
        uint32_t langs;
        memcpy(&langs, b->literal_langs.data + i * sizeof langs, sizeof langs);
        builder_name(b, b->literals.items[i],
                     (struct grammar_word){(uint32_t)(b->symbols.count + i), UINT32_MAX, langs});
    }
}

/* The number of the row that a word is a form of a concept by; 0: it is none. Such words stand alone. */
static uint32_t bound_row(const struct grammar_builder *b, const struct grammar_word *w)
{
    const struct grammar_row_form *forms = (const void *)b->arrays[GRAMMAR_ROW_FORMS].data;
    const struct grammar_row *rows = (const void *)b->arrays[GRAMMAR_ROWS].data;
    bool bound = w->form != UINT32_MAX && rows[forms[w->form].row].concept;
    return bound ? forms[w->form].row + 1 : 0;
}

static bool one_group(const struct grammar_builder *b, const struct grammar_naming *x, const struct grammar_naming *y)
{
    return x->key == y->key && x->word.symbol == y->word.symbol && x->word.lang == y->word.lang &&
           bound_row(b, &x->word) == bound_row(b, &y->word);
}

static void add_to_group(const struct grammar_builder *b, struct grammar_group *group, const struct grammar_word *w)
{
    const struct grammar_row_form *forms = (const void *)b->arrays[GRAMMAR_ROW_FORMS].data;
    const struct grammar_row *rows = (const void *)b->arrays[GRAMMAR_ROWS].data;
    group->words.count++;
    for (size_t i = 0; w->form != UINT32_MAX && i < GRAMMAR_ATTRIBUTES; i++)
        value_set_join(&group->attributes[i], &rows[forms[w->form].row].attributes[i]);
}

static void *last_of(struct grammar_builder *b, enum grammar_array which)
{
    return b->arrays[which].data + b->arrays[which].len - grammar_array_sizes[which];
}

static void write_keys(struct grammar_builder *b, const struct numbers *sorted)
{
    struct grammar_naming *namings = (void *)b->namings.data;
    size_t count = b->namings.len / sizeof *namings;
    for (size_t i = 0; i < count; i++)
        namings[i].key = numbers_find(sorted, b->keys.items[namings[i].key]);
    if (count > 0)
        qsort(namings, count, sizeof *namings, by_key);
    for (size_t i = 0; i < count && !b->failed; i++) {
        struct grammar_run *key = i > 0 && namings[i].key == namings[i - 1].key ? last_of(b, GRAMMAR_KEYS) : NULL;
        if (!key && (key = builder_add(b, GRAMMAR_KEYS)))
            key->first = builder_count(b, GRAMMAR_GROUPS);
        bool same = i > 0 && one_group(b, &namings[i - 1], &namings[i]);
        struct grammar_group *group = same ? last_of(b, GRAMMAR_GROUPS) : builder_add(b, GRAMMAR_GROUPS);
        struct grammar_word *word = builder_add(b, GRAMMAR_WORDS);
        if (!key || !group || !word)
            return;
        if (!same) {
            *group = (struct grammar_group){namings[i].word.symbol, namings[i].word.lang, {(uint32_t)i, 0}, {{{0}}}};
            key->count++;
        }
        *word = namings[i].word;
        add_to_group(b, group, word);
    }
}

static zhm_code build_keys(struct grammar_builder *b, zhm_error *err)
{
    name_literals(b);
    size_t count = b->keys.count;
    struct str *keys = arena_array(&b->source.arena, count, sizeof *keys);
    struct numbers sorted = {0};
    bool good = keys && !b->failed;
    if (good && count > 0) {
        memcpy(keys, b->keys.items, count * sizeof *keys);
        qsort(keys, count, sizeof *keys, by_bytes);
    }
    for (size_t i = 0; good && i < count; i++)
        good = numbers_add(&sorted, keys[i]) != UINT32_MAX;
    if (good)
        write_keys(b, &sorted);
    numbers_free(&sorted);
    return good ? automaton_build(keys, count, &b->arrays[GRAMMAR_AUTOMATON], err) : no_memory(err);
}

/* Numbers of items by symbol, in their order: @symbol says that of each. */
static zhm_code gather(struct grammar_builder *b, const uint32_t *symbol, size_t count, enum grammar_array into,
                       struct grammar_run *runs, zhm_error *err)
{
    size_t symbols = b->symbols.count + b->literals.count;
    uint32_t *order = arena_array(&b->source.arena, count, sizeof *order), total = 0;
    if (!order)
        return no_memory(err);
    for (size_t i = 0; i < count; i++)
        runs[symbol[i]].count++;
    for (size_t s = 0; s < symbols; s++) {
        runs[s].first = total;
        total += runs[s].count;
        runs[s].count = 0;
    }
    for (size_t i = 0; i < count; i++)
        order[runs[symbol[i]].first + runs[symbol[i]].count++] = (uint32_t)i;
    buf_append(&b->arrays[into], order, count * sizeof *order);
    return ZHM_OK;
}

static void write_symbols(struct grammar_builder *b, const struct grammar_run *rows, const struct grammar_run *starts)
{
    for (size_t s = 0; s < b->symbols.count + b->literals.count; s++) {
        struct grammar_symbol *out = builder_add(b, GRAMMAR_SYMBOLS);
        if (!out)
            return;
        out->name = s < b->symbols.count ? builder_text(b, b->symbols.items[s]) : 0;
        out->rows = rows[s];
        out->starts = starts[s];
    }
}

static zhm_code build_symbols(struct grammar_builder *b, zhm_error *err)
{
    struct arena *arena = &b->source.arena;
    size_t symbols = b->symbols.count + b->literals.count;
    size_t row_count = builder_count(b, GRAMMAR_ROWS), form_count = builder_count(b, GRAMMAR_FORMS);
    const struct grammar_row *rows = (const void *)b->arrays[GRAMMAR_ROWS].data;
    const struct grammar_form *forms = (const void *)b->arrays[GRAMMAR_FORMS].data;
    const struct grammar_item *items = (const void *)b->arrays[GRAMMAR_ITEMS].data;
    struct grammar_run *runs = arena_array(arena, symbols, 2 * sizeof *runs);
    uint32_t *classes = arena_array(arena, row_count, sizeof *classes);
    uint32_t *firsts = arena_array(arena, form_count, sizeof *firsts);
    if (!runs || !classes || !firsts)
        return no_memory(err);
    for (size_t i = 0; i < row_count; i++)
        classes[i] = rows[i].symbol;
    for (size_t i = 0; i < form_count; i++)
        firsts[i] = items[forms[i].items.first].symbol;
    zhm_code code = gather(b, classes, row_count, GRAMMAR_SYMBOL_ROWS, runs, err);
    if (code == ZHM_OK)
        code = gather(b, firsts, form_count, GRAMMAR_STARTS, runs + symbols, err);
    if (code == ZHM_OK)
        write_symbols(b, runs, runs + symbols);
    if (code == ZHM_OK && !b->failed) {
        grammar_build_masks(b);
    }
    return code;
}

/* Copy the texts of @from, sorted. */
static struct str *sorted_texts(struct grammar_builder *b, const struct numbers *from)
{
    struct str *texts = arena_array(&b->source.arena, from->count, sizeof *texts);
    if (texts && from->count > 0) {
        memcpy(texts, from->items, from->count * sizeof *texts);
        qsort(texts, from->count, sizeof *texts, by_bytes);
    }
    b->failed = b->failed || !texts;
    return texts;
}

static void build_names(struct grammar_builder *b)
{
    for (size_t i = 0; i < b->attributes.count; i++) {
        struct grammar_attribute *out = builder_add(b, GRAMMAR_ATTRIBUTE_NAMES);
        if (out)
            out->name = builder_text(b, b->attributes.items[i]);
    }
    const struct str *values = sorted_texts(b, &b->values), *tags = sorted_texts(b, &b->tags);
    for (size_t i = 0; values && i < b->values.count; i++) {
        struct grammar_value *out = builder_add(b, GRAMMAR_VALUE_TEXTS);
        if (out)
            *out = (struct grammar_value){builder_text(b, values[i]), numbers_find(&b->values, values[i])};
    }
    for (size_t i = 0; tags && i < b->tags.count; i++) {
        uint32_t *out = builder_add(b, GRAMMAR_TAGS);
        if (out)
            *out = builder_text(b, tags[i]);
    }
}

static void build_texts(struct grammar_builder *b)
{
    struct buf *out = &b->arrays[GRAMMAR_TEXTS];
    for (size_t i = 0; i < b->texts.count; i++) {
        buf_append_str(out, b->texts.items[i]);
        buf_append_char(out, '\0');
    }
}

static zhm_code build_arrays(struct grammar_builder *b, const struct grammar_file *files, size_t count, zhm_error *err)
{
    builder_text(b, STR(""));
    zhm_code code = read_files(b, files, count, err);
    if (code == ZHM_OK)
        code = grammar_resolve(b, err);
    if (code == ZHM_OK)
        code = grammar_build_rows(b, err);
    if (code == ZHM_OK)
        code = grammar_build_rules(b, err);
    if (code == ZHM_OK && b->failed)
        code = no_memory(err);
    if (code == ZHM_OK)
        code = grammar_check_circles(b, err);
    if (code == ZHM_OK)
        code = build_keys(b, err);
    if (code == ZHM_OK)
        code = build_symbols(b, err);
    build_names(b);
    build_texts(b);
    for (size_t i = 0; i < GRAMMAR_ARRAYS; i++)
        b->failed = b->failed || b->arrays[i].failed;
    return code == ZHM_OK && b->failed ? no_memory(err) : code;
}

static zhm_code write_block(const struct grammar_builder *b, struct buf *out, zhm_error *err)
{
    static const char zeros[8];
    struct grammar_header h = {.layout = grammar_layout()};
    memcpy(h.magic, grammar_magic, sizeof h.magic);
    for (size_t i = 0; i < GRAMMAR_ARRAYS; i++) {
        if (b->arrays[i].len / grammar_array_sizes[i] > UINT32_MAX)
            return zhm_fail(err, ZHM_LIMIT, "a grammar too large for its block");
        h.counts[i] = (uint32_t)(b->arrays[i].len / grammar_array_sizes[i]);
    }
    h.size = grammar_array_offset(&h, GRAMMAR_ARRAYS);
    if (!buf_reserve(out, h.size)) {
        out->failed = false;
        return no_memory(err);
    }
    size_t start = out->len;
    buf_append(out, &h, sizeof h);
    for (size_t i = 0; i < GRAMMAR_ARRAYS; i++) {
        size_t at = start + grammar_array_offset(&h, (enum grammar_array)i);
        buf_append(out, zeros, at - out->len);
        buf_append_str(out, buf_str(&b->arrays[i]));
    }
    buf_append(out, zeros, start + h.size - out->len);
    return ZHM_OK;
}

static void builder_free(struct grammar_builder *b)
{
    struct numbers *numbers[] = {&b->symbols, &b->literals, &b->attributes, &b->values, &b->keys, &b->texts, &b->tags};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        numbers_free(numbers[i]);
    for (size_t i = 0; i < GRAMMAR_ARRAYS; i++)
        buf_free(&b->arrays[i]);
    buf_free(&b->text_offsets);
    buf_free(&b->literal_langs);
    buf_free(&b->namings);
    grammar_source_free(&b->source);
}

zhm_code grammar_build(const struct grammar_file *files, size_t count, struct buf *out, zhm_error *err)
{
    struct grammar_builder b = {0};
    zhm_code code = build_arrays(&b, files, count, err);
    if (code == ZHM_OK)
        code = write_block(&b, out, err);
    builder_free(&b);
    return code;
}
