#include "term/fuzzy.h"

#include "base/fault.h"
#include "base/utf8.h"
#include "term/alphabet.h"
#include "term/fuzzy_block.h"

#include <stdlib.h>

/* From here on, scripts of many signs. Letters and signs get their bins apart, so that both are spread evenly. */
static const uint32_t FIRST_SIGN = 0x2E80;
/* The end of a text, as a code: past any alphabet that codes of 16 bits allow, and past the code of unknown letters. */
static const uint32_t NO_LETTER = UINT16_MAX;

struct build {
    const struct str *keys;
    size_t count;
    struct alphabet alphabet;
    uint32_t *lengths;   /* of each key, in code points */
    uint32_t *of_length; /* the number of keys of each length, then the next place of it; longest + 2 */
    uint32_t longest;
    uint32_t *points; /* the alphabet, rising */
    uint32_t *sorted; /* and by falling count */
    size_t alphabet_size;
    struct fuzzy_header header;
    char *block;
};

static zhm_code no_memory(zhm_error *err)
{
    zhm_fail(err, ZHM_NO_MEMORY, "no memory for a fuzzy index");
    return ZHM_NO_MEMORY; /* said aloud for the analyser */
}

static zhm_code read_key(struct build *b, size_t i, zhm_error *err)
{
    struct str key = b->keys[i];
    uint32_t length = 0;
    for (size_t pos = 0; pos < key.len; length++) {
        uint32_t point = utf8_next(key, &pos);
        if (point == UTF8_INVALID)
            return zhm_fail_at(err, ZHM_BAD_INPUT, 0, pos, "invalid UTF-8 in key %zu", i);
        uint32_t *number = alphabet_add(&b->alphabet, point);
        if (!number)
            return no_memory(err);
        ++*number;
    }
    b->lengths[i] = length;
    b->longest = length > b->longest ? length : b->longest;
    b->header.points += length;
    b->header.text += key.len;
    return ZHM_OK;
}

static zhm_code read_keys(struct build *b, zhm_error *err)
{
    b->lengths = malloc((b->count + 1) * sizeof *b->lengths);
    if (!b->lengths)
        return no_memory(err);
    for (size_t i = 0; i < b->count; i++) {
        zhm_code code = read_key(b, i, err);
        if (code != ZHM_OK)
            return code;
    }
    b->of_length = calloc(b->longest + 2ULL, sizeof *b->of_length);
    if (!b->of_length)
        return no_memory(err);
    for (size_t i = 0; i < b->count; i++)
        b->of_length[b->lengths[i]]++;
    return ZHM_OK;
}

static zhm_code list_alphabet(struct build *b, zhm_error *err)
{
    zhm_code code = alphabet_list(&b->alphabet, &b->points, &b->alphabet_size, err);
    if (code == ZHM_OK)
        code = alphabet_list(&b->alphabet, &b->sorted, &b->alphabet_size, err);
    if (code != ZHM_OK)
        return code;
    if (b->alphabet_size >= NO_LETTER)
        return zhm_fail(err, ZHM_LIMIT, "too many different characters for a fuzzy index: %zu", b->alphabet_size);
    if (!alphabet_by_number(&b->alphabet, b->sorted, b->alphabet_size))
        return no_memory(err);
    for (uint32_t i = 0; i < b->alphabet_size; i++)
        *alphabet_at(&b->alphabet, b->points[i]) = i;
    return ZHM_OK;
}

/* The pairs of neighbours in a text; the ends are letters too. */
size_t fuzzy_grams_of(const uint16_t *codes, size_t len, uint32_t unknown, struct fuzzy_grams *out)
{
    uint8_t seen[512] = {0};
    size_t left_out = 0;
    *out = (struct fuzzy_grams){0};
    uint32_t before = NO_LETTER;
    for (size_t i = 0; i <= len; i++) {
        uint32_t next = i < len ? codes[i] : NO_LETTER, low = before < next ? before : next;
        uint32_t high = before < next ? next : before;
        before = next;
        if (low == unknown || high == unknown) {
            left_out++;
            continue;
        }
        uint32_t hash = (low * 0x9E3779B1U ^ high * 0x85EBCA77U) * 0xC2B2AE3DU >> 23;
        uint32_t bit = (hash + 89U * seen[hash]++) % (64 * FUZZY_GRAM_WORDS);
        out->bits[bit / 64] |= 1ULL << bit % 64;
    }
    return left_out;
}

static zhm_code make_block(struct build *b, zhm_error *err)
{
    struct fuzzy_header *h = &b->header;
    memcpy(h->magic, fuzzy_magic, sizeof h->magic);
    h->keys = (uint32_t)b->count;
    h->alphabet = (uint32_t)b->alphabet_size;
    for (size_t length = 0; length <= b->longest; length++) {
        h->lengths += b->of_length[length] != 0;
        h->signatures += (b->of_length[length] + FUZZY_LANES - 1) / FUZZY_LANES;
    }
    h->size = fuzzy_array_offset(h, FUZZY_ARRAYS);
    b->block = h->size ? calloc(1, h->size) : NULL;
    if (!b->block)
        return no_memory(err);
    memcpy(b->block, h, sizeof *h);
    return ZHM_OK;
}

static void *array(const struct build *b, enum fuzzy_array which)
{
    return b->block + fuzzy_array_offset(&b->header, which);
}

static void write_alphabet(struct build *b)
{
    struct fuzzy_letter *alphabet = array(b, FUZZY_ALPHABET);
    uint32_t letter = 0, sign = 0;
    for (size_t i = 0; i < b->alphabet_size; i++) {
        uint32_t point = b->sorted[i];
        alphabet[*alphabet_at(&b->alphabet, point)] =
            (struct fuzzy_letter){point, (point < FIRST_SIGN ? letter++ : sign++) % FUZZY_BINS};
    }
}

static void write_lengths(struct build *b)
{
    struct fuzzy_length *out = array(b, FUZZY_LENGTHS), next = {0};
    for (uint32_t length = 0; length <= b->longest; length++) {
        if (b->of_length[length] == 0)
            continue;
        next.length = length;
        next.count = b->of_length[length];
        b->of_length[length] = (uint32_t)(out - (struct fuzzy_length *)array(b, FUZZY_LENGTHS));
        *out++ = next;
        next.first += next.count;
        next.codes += (uint64_t)next.count * length;
        next.signature += (next.count + FUZZY_LANES - 1) / FUZZY_LANES;
    }
}

/* Key @i at place number @nth of its length. */
static void write_codes(struct build *b, size_t i, const struct fuzzy_length *l, uint32_t nth)
{
    const struct fuzzy_letter *alphabet = array(b, FUZZY_ALPHABET);
    uint16_t *codes = (uint16_t *)array(b, FUZZY_CODES) + l->codes + (uint64_t)nth * l->length;
    size_t n = 0;
    struct fuzzy_signature *s = (struct fuzzy_signature *)array(b, FUZZY_SIGNATURES) + l->signature + nth / FUZZY_LANES;
    for (size_t pos = 0; pos < b->keys[i].len;) {
        uint16_t code = codes[n++] = (uint16_t)*alphabet_at(&b->alphabet, utf8_next(b->keys[i], &pos));
        int8_t *count = &s->counts[alphabet[code].bin][nth % FUZZY_LANES];
        if (*count < FUZZY_MOST)
            ++*count;
    }
    struct fuzzy_grams *grams = array(b, FUZZY_GRAMS);
    fuzzy_grams_of(codes, n, b->header.alphabet, &grams[l->first + nth]);
}

static bool write_keys(struct build *b)
{
    const struct fuzzy_length *lengths = array(b, FUZZY_LENGTHS);
    uint32_t *order = array(b, FUZZY_KEYS), *used = calloc(b->header.lengths + 1ULL, sizeof *used);
    uint64_t *offsets = array(b, FUZZY_OFFSETS), offset = 0;
    char *text = array(b, FUZZY_TEXT);
    if (!used)
        return false;
    for (size_t i = 0; i < b->count; i++) {
        uint32_t which = b->of_length[b->lengths[i]];
        const struct fuzzy_length *l = &lengths[which];
        uint32_t nth = used[which]++;
        order[l->first + nth] = (uint32_t)i;
        write_codes(b, i, l, nth);
        if (b->keys[i].len)
            memcpy(text + offset, b->keys[i].data, b->keys[i].len);
        offsets[i] = offset;
        offset += b->keys[i].len;
    }
    offsets[b->count] = offset;
    free(used);
    return true;
}

static zhm_code append_block(struct build *b, struct buf *out, zhm_error *err)
{
    write_alphabet(b);
    write_lengths(b);
    if (!write_keys(b))
        return no_memory(err);
    bool failed = out->failed;
    if (!buf_reserve(out, b->header.size)) {
        out->failed = failed;
        return no_memory(err);
    }
    buf_append(out, b->block, b->header.size);
    return ZHM_OK;
}

zhm_code fuzzy_build(const struct str *keys, size_t count, struct buf *out, zhm_error *err)
{
    if (count >= UINT32_MAX)
        return zhm_fail(err, ZHM_LIMIT, "too many keys for a fuzzy index: %zu", count);
    struct build b = {.keys = keys, .count = count};
    zhm_code code = read_keys(&b, err);
    if (code == ZHM_OK)
        code = list_alphabet(&b, err);
    if (code == ZHM_OK)
        code = make_block(&b, err);
    if (code == ZHM_OK)
        code = append_block(&b, out, err);
    alphabet_free(&b.alphabet);
    free(b.lengths);
    free(b.of_length);
    free(b.points);
    free(b.sorted);
    free(b.block);
    return code;
}
