#include "memory/block.h"

#include "base/fault.h"
#include "memory/block_layout.h"
#include "random_texts.h"
#include "text/grams.h"

/* Texts and the block that they make. */
struct trial {
    struct text *texts;
    struct block_text *views;
    size_t count;
    struct buf bytes;
    struct block block;
};

static void trial_build(struct trial *t)
{
    zhm_error err = {0};
    assert_int_equal(block_build(t->views, t->count, &t->bytes, &err), ZHM_OK);
    assert_int_equal(block_view(buf_str(&t->bytes), &t->block, &err), ZHM_OK);
    assert_int_equal(block_check(&t->block, &err), ZHM_OK);
    assert_true(block_is_current(&t->block));
}

static void trial_begin(struct trial *t, size_t count)
{
    *t = (struct trial){
        .texts = calloc(count, sizeof *t->texts), .views = calloc(count, sizeof *t->views), .count = count};
    if (!t->texts || !t->views)
        abort();
}

/* Texts of all kinds; numbers are of no order. */
static void trial_random(struct trial *t, size_t count, size_t longest)
{
    trial_begin(t, count);
    for (size_t i = 0; i < count; i++) {
        random_text(random_signs(), seeded(longest + 1), &t->texts[i]);
        t->views[i] = (struct block_text){seeded_next(), t->texts[i].points, t->texts[i].len};
    }
    trial_build(t);
}

static void trial_end(struct trial *t)
{
    free(t->texts);
    free(t->views);
    buf_free(&t->bytes);
}

static const struct block_text *text_numbered(const struct trial *t, uint64_t number)
{
    for (size_t i = 0; i < t->count; i++)
        if (t->views[i].number == number)
            return &t->views[i];
    fail_msg("no text has number %llu", (unsigned long long)number);
    return t->views;
}

static unsigned least_width(const struct block_text *t)
{
    unsigned width = 1;
    for (size_t i = 0; i < t->len; i++)
        if (t->points[i] > 0xFFFF)
            width = 4;
        else if (width < 4 && block_byte(t->points[i]) < 0)
            width = 2;
    return width;
}

static void byte_is_that_of_windows_1252(void **state)
{
    static const struct {
        uint32_t point;
        int want;
    } cases[] = {{0, 0},       {'a', 'a'},  {0x7F, 0x7F},   {0x80, -1},     {0x9F, -1},      {0xA0, 0xA0},
                 {0xFF, 0xFF}, {0x100, -1}, {0x20AC, 0x80}, {0x2122, 0x99}, {0x178, 0x9F},   {0x2019, 0x92},
                 {0x2123, -1}, {0x81, -1},  {0x4E00, -1},   {0x10041, -1},  {UINT32_MAX, -1}};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_int_equal(block_byte(cases[i].point), cases[i].want);
    for (int byte = 1; byte < 256; byte++)
        if (block_bytes[byte])
            assert_int_equal(block_byte(block_bytes[byte]), byte);
}

static void build_keeps_every_text(void **state)
{
    struct trial t;
    uint32_t points[TEXT_LONGEST];
    (void)state;
    seeded_begin(__func__);
    for (int n = 0; n < 12; n++) {
        trial_random(&t, 1 + seeded(1200), (size_t[]){3, 40, 200}[seeded(3)]);
        assert_int_equal(t.block.header->units, t.count);
        for (uint32_t place = 0; place < t.count; place++) {
            const struct block_text *want = text_numbered(&t, block_number(&t.block, place));
            unsigned width;
            assert_int_equal(block_length_at(&t.block, place), want->len);
            block_points(&t.block, place, want->len, points);
            assert_memory_equal(points, want->points, want->len * sizeof *points);
            (void)block_codes(&t.block, block_start(&t.block, place), &width);
            assert_int_equal(width, least_width(want));
        }
        trial_end(&t);
    }
}

/* Texts of one length stay in the order in which they came. */
static void places_rise_by_length_and_then_as_they_came(void **state)
{
    struct trial t;
    (void)state;
    seeded_begin(__func__);
    trial_random(&t, 700, 9);
    for (uint32_t place = 1; place < t.count; place++) {
        const struct block_text *a = text_numbered(&t, block_number(&t.block, place - 1));
        const struct block_text *b = text_numbered(&t, block_number(&t.block, place));
        assert_true(a->len < b->len || (a->len == b->len && a < b));
    }
    trial_end(&t);
}

static void place_of_a_length_is_the_first_that_long(void **state)
{
    struct trial t;
    (void)state;
    seeded_begin(__func__);
    for (int n = 0; n < 20; n++) {
        trial_random(&t, 1 + seeded(40), 60);
        for (size_t length = 0; length < 65; length++) {
            uint32_t want = 0;
            while (want < t.count && block_length_at(&t.block, want) < length)
                want++;
            assert_int_equal(block_place(&t.block, length), want);
        }
        trial_end(&t);
    }
}

static bool row_has(const struct block *b, size_t bin, size_t place)
{
    return block_row(b, bin)[place / 64] >> place % 64 & 1;
}

static void bits_are_the_grams_of_each_text(void **state)
{
    struct trial t;
    uint16_t bins[TEXT_LONGEST];
    (void)state;
    seeded_begin(__func__);
    trial_random(&t, 600, 80);
    const uint16_t *shares = t.block.arrays[BLOCK_SHARES];
    static size_t have[GRAM_BINS];
    memset(have, 0, sizeof have);
    for (uint32_t place = 0; place < block_row_words(t.count) * 64; place++) {
        bool want[GRAM_BINS] = {false};
        if (place < t.count) {
            const struct block_text *text = text_numbered(&t, block_number(&t.block, place));
            (void)grams_of(text->points, text->len, bins, NULL);
            for (size_t i = 0; i < text->len; i++)
                want[bins[i]] = true;
        }
        for (size_t bin = 0; bin < GRAM_BINS; bin++) {
            assert_int_equal(row_has(&t.block, bin, place), want[bin]);
            have[bin] += want[bin];
        }
    }
    for (size_t bin = 0; bin < GRAM_BINS; bin++)
        assert_int_equal(shares[bin], have[bin] * UINT16_MAX / t.count);
    trial_end(&t);
}

static void groups_of_bits_are_lines_of_the_cache_on_disk(void **state)
{
    (void)state;
    for (uint32_t units = 1; units < 3000; units += 7) {
        struct block_header h = {.units = units, .lengths = 1 + units / 3};
        assert_int_equal((block_array_offset(&h, BLOCK_BITS) + BLOCK_SKEW) % 64, 0);
        assert_int_equal(block_row_words(units) / (BLOCK_GROUP / 64) % 2, 1);
        assert_true(block_row_words(units) * 64 >= units);
    }
}

static void build_refuses_more_than_a_block_holds(void **state)
{
    enum { LONG = BLOCK_POINTS / 1000 + 1 };
    struct block_text *texts = calloc(BLOCK_UNITS + 1, sizeof *texts);
    uint32_t *points = calloc(LONG, sizeof *points);
    struct buf out = {0};
    zhm_error err = {0};
    (void)state;
    if (!texts || !points)
        abort();
    assert_int_equal(block_build(texts, 0, &out, &err), ZHM_LIMIT);
    assert_int_equal(block_build(texts, BLOCK_UNITS + 1, &out, &err), ZHM_LIMIT);
    for (size_t i = 0; i < 1000; i++)
        texts[i] = (struct block_text){i, points, LONG};
    assert_int_equal(block_build(texts, 1000, &out, &err), ZHM_LIMIT);
    assert_int_equal(out.len, 0);
    buf_free(&out);
    free(points);
    free(texts);
}

static void build_of_as_many_as_a_block_holds(void **state)
{
    static const uint32_t points[] = {'a', 0x4E00, 0x20000};
    struct trial t;
    (void)state;
    trial_begin(&t, BLOCK_UNITS);
    for (size_t i = 0; i < t.count; i++)
        t.views[i] = (struct block_text){i + 1, points, i % 4};
    trial_build(&t);
    for (uint32_t place = 0; place < t.count; place += 97) {
        assert_int_equal(block_length_at(&t.block, place), place / (BLOCK_UNITS / 4));
        assert_int_equal((block_number(&t.block, place) - 1) % 4, place / (BLOCK_UNITS / 4));
    }
    trial_end(&t);
}

/* Read whatever a block has; the sanitizer tells where. @return its code points */
static size_t read_all(const struct block *b)
{
    uint32_t *points = malloc((b->header->codes + 1) * sizeof *points);
    size_t count = 0;
    if (!points)
        abort();
    for (uint32_t place = 0; place < b->header->units; place++) {
        size_t len = block_length_at(b, place);
        assert_true(count + len <= b->header->codes);
        block_points(b, place, len, points + count);
        count += len;
        (void)block_number(b, place);
        assert_true(block_place(b, len) <= place);
    }
    (void)block_place(b, SIZE_MAX);
    (void)block_row(b, GRAM_BINS - 1)[block_row_words(b->header->units) - 1];
    free(points);
    return count;
}

/* What a reader does with a block that may be damaged. */
static bool is_taken(struct str bytes)
{
    struct block b = {0};
    zhm_error err = {0};
    zhm_code code = block_view(bytes, &b, &err);
    if (code == ZHM_OK)
        code = block_check(&b, &err);
    if (code == ZHM_OK)
        (void)read_all(&b);
    else
        assert_int_equal(code, ZHM_STORAGE);
    return code == ZHM_OK;
}

/* In memory of its own and no more, so that the sanitizer sees what is read past it. */
static char *exact_copy(struct str bytes)
{
    char *copy = malloc(bytes.len);
    if (!copy)
        abort();
    memcpy(copy, bytes.data, bytes.len);
    return copy;
}

static void damage_of_any_byte_is_refused_or_harmless(void **state)
{
    struct trial t;
    (void)state;
    seeded_begin(__func__);
    trial_random(&t, 24, 12);
    struct str all = buf_str(&t.bytes);
    char *copy = exact_copy(all);
    size_t bits = block_array_offset(t.block.header, BLOCK_BITS),
           codes = block_array_offset(t.block.header, BLOCK_CODES);
    for (size_t at = 0; at < all.len; at++) {
        unsigned flips = at >= bits && at < codes ? 1 : 8; /* there are many bits, and none is read */
        for (unsigned i = 0; i < flips; i++) {
            copy[at] = (char)(copy[at] ^ 1 << i);
            (void)is_taken((struct str){copy, all.len});
            copy[at] = all.data[at];
        }
    }
    free(copy);
    trial_end(&t);
}

static void damage_of_several_bytes_is_refused_or_harmless(void **state)
{
    struct trial t;
    size_t taken = 0;
    (void)state;
    seeded_begin(__func__);
    trial_random(&t, 90, 8);
    struct str all = buf_str(&t.bytes);
    char *copy = exact_copy(all);
    size_t first = sizeof(struct block_header), end = block_array_offset(t.block.header, BLOCK_SHARES);
    for (int n = 0; n < 20000; n++) {
        for (size_t flips = 1 + seeded(4); flips > 0; flips--)
            copy[first + seeded(end - first)] ^= (char)(1 << seeded(8));
        taken += is_taken((struct str){copy, all.len});
        memcpy(copy, all.data, end);
    }
    assert_in_range(taken, 1, 19999); /* of the numbers' bits any will do */
    free(copy);
    trial_end(&t);
}

/* Lengths that run on over each other would be more code points than there are codes. */
static void check_refuses_texts_that_overlap(void **state)
{
    static const uint32_t points[] = {'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'};
    struct trial t;
    zhm_error err = {0};
    (void)state;
    trial_begin(&t, 100);
    for (size_t i = 0; i < t.count; i++)
        t.views[i] = (struct block_text){i + 1, points, i < 99 ? 1 : 9};
    trial_build(&t);
    struct block_length *l = (void *)(t.bytes.data + block_array_offset(t.block.header, BLOCK_LENGTHS));
    l[1].first = 35;
    assert_int_equal(block_check(&t.block, &err), ZHM_STORAGE);
    trial_end(&t);
}

static void view_refuses_other_sizes_places_and_headers(void **state)
{
    struct trial t;
    struct block b = {0};
    zhm_error err = {0};
    (void)state;
    seeded_begin(__func__);
    trial_random(&t, 5, 10);
    struct str all = buf_str(&t.bytes);
    for (size_t len = 0; len < all.len; len += len < 100 ? 1 : 997) {
        char *copy = exact_copy((struct str){all.data, len + 1});
        assert_int_equal(block_view((struct str){copy, len}, &b, &err), ZHM_STORAGE);
        free(copy);
    }
    assert_null(b.header);
    char *aside = malloc(all.len + 2);
    if (!aside)
        abort();
    memcpy(aside + 2, all.data, all.len);
    assert_int_equal(block_view((struct str){aside + 2, all.len}, &b, &err), ZHM_STORAGE);
    free(aside);
    struct block_header *h = (void *)t.bytes.data;
    h->magic[0] = 'Z';
    assert_int_equal(block_view(all, &b, &err), ZHM_STORAGE);
    trial_end(&t);
}

static void view_tells_grams_of_another_version(void **state)
{
    struct trial t;
    struct block b = {0};
    zhm_error err = {0};
    (void)state;
    seeded_begin(__func__);
    trial_random(&t, 5, 10);
    ((struct block_header *)(void *)t.bytes.data)->grams = GRAM_VERSION + 1;
    assert_int_equal(block_view(buf_str(&t.bytes), &b, &err), ZHM_OK);
    assert_false(block_is_current(&b));
    trial_end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(byte_is_that_of_windows_1252),
        cmocka_unit_test(build_keeps_every_text),
        cmocka_unit_test(places_rise_by_length_and_then_as_they_came),
        cmocka_unit_test(place_of_a_length_is_the_first_that_long),
        cmocka_unit_test(bits_are_the_grams_of_each_text),
        cmocka_unit_test(groups_of_bits_are_lines_of_the_cache_on_disk),
        cmocka_unit_test(build_refuses_more_than_a_block_holds),
        cmocka_unit_test(build_of_as_many_as_a_block_holds),
        cmocka_unit_test(damage_of_any_byte_is_refused_or_harmless),
        cmocka_unit_test(damage_of_several_bytes_is_refused_or_harmless),
        cmocka_unit_test(check_refuses_texts_that_overlap),
        cmocka_unit_test(view_refuses_other_sizes_places_and_headers),
        cmocka_unit_test(view_tells_grams_of_another_version),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
