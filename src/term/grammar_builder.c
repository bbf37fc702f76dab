#include "term/grammar_block.h"

uint32_t builder_text(struct grammar_builder *b, struct str text)
{
    size_t before = b->texts.count;
    uint32_t number = numbers_add(&b->texts, text), offset = 0;
    if (b->texts.count > before) {
        buf_append(&b->text_offsets, &b->text_bytes, sizeof b->text_bytes);
        b->text_bytes += (uint32_t)text.len + 1;
    }
    b->failed = b->failed || number == UINT32_MAX || b->text_offsets.failed;
    if (!b->failed)
        memcpy(&offset, b->text_offsets.data + number * sizeof offset, sizeof offset);
    return offset;
}

uint32_t builder_tag(struct grammar_builder *b, struct str text)
{
    if (text.len == 0)
        return 0;
    b->failed = numbers_add(&b->tags, text) == UINT32_MAX || b->failed;
    return builder_text(b, text);
}

void *builder_add(struct grammar_builder *b, enum grammar_array which)
{
    struct buf *array = &b->arrays[which];
    size_t size = grammar_array_sizes[which];
    if (!buf_reserve(array, size)) {
        b->failed = true;
        return NULL;
    }
    array->len += size;
    return memset(array->data + array->len - size, 0, size);
}

uint32_t builder_count(const struct grammar_builder *b, enum grammar_array which)
{
    return (uint32_t)(b->arrays[which].len / grammar_array_sizes[which]);
}

void builder_name(struct grammar_builder *b, struct str key, struct grammar_word word)
{
    uint32_t number = numbers_find(&b->keys, key);
    if (number == UINT32_MAX) {
        struct str copy = arena_copy(&b->source.arena, key);
        number = copy.data ? numbers_add(&b->keys, copy) : UINT32_MAX;
    }
    struct grammar_naming naming = {number, word};
    buf_append(&b->namings, &naming, sizeof naming);
    b->failed = b->failed || number == UINT32_MAX || b->namings.failed;
}

uint32_t builder_attribute(const struct grammar_builder *b, struct str name)
{
    return numbers_find(&b->attributes, name);
}

void builder_values(struct grammar_builder *b, const struct source_words *words, struct value_set *out)
{
    for (size_t i = 0; i < words->count; i++) {
        uint32_t bit = numbers_find(&b->values, words->items[i]);
        out->words[bit / 64] |= (uint64_t)1 << bit % 64;
    }
}
