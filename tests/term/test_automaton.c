#include "term/automaton.h"

#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static uint64_t seed = 20250611;

static uint32_t below(uint32_t n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)((seed >> 33) % (n ? n : 1));
}

enum { MOST_KEYS = 400, LONGEST_KEY = 60, LONGEST_TEXT = 6000, HEADER = 40 };

struct key {
    char bytes[4 * LONGEST_KEY];
    size_t len; /* in bytes */
    uint32_t points[LONGEST_KEY];
    size_t length;
};

struct set {
    struct key keys[MOST_KEYS];
    struct str strs[MOST_KEYS];
    size_t count;
};

static int compare_keys(const void *a, const void *b)
{
    const struct key *x = a, *y = b;
    return str_compare((struct str){x->bytes, x->len}, (struct str){y->bytes, y->len});
}

static void set_add(struct set *s, const uint32_t *points, size_t length)
{
    if (s->count == MOST_KEYS || length == 0)
        return;
    struct key *k = &s->keys[s->count++];
    k->len = 0;
    k->length = length;
    memcpy(k->points, points, length * sizeof *points);
    for (size_t i = 0; i < length; i++)
        k->len += utf8_encode(points[i], k->bytes + k->len);
}

static void set_sort(struct set *s)
{
    size_t count = 0;
    qsort(s->keys, s->count, sizeof *s->keys, compare_keys);
    for (size_t i = 0; i < s->count; i++)
        if (count == 0 || compare_keys(&s->keys[count - 1], &s->keys[i]) != 0)
            s->keys[count++] = s->keys[i];
    s->count = count;
    for (size_t i = 0; i < count; i++)
        s->strs[i] = (struct str){s->keys[i].bytes, s->keys[i].len};
}

static const uint32_t mixed[] = {'a', 'b', 0x1F600, 0x4E2D, 0x10FFFF, 'c', 0x7FF, 0x20000, 0x56FD, 'd', 0x800, 0xFFFF};

static uint32_t letter(uint32_t letters)
{
    return letters <= sizeof mixed / sizeof *mixed ? mixed[below(letters)] : 0x4E00 + below(letters);
}

/* Random keys, with ends and beginnings of others among them. */
static void set_random(struct set *s, size_t count, uint32_t longest, uint32_t letters)
{
    s->count = 0;
    while (s->count < count) {
        uint32_t points[LONGEST_KEY], length = 1 + below(longest);
        for (size_t i = 0; i < length; i++)
            points[i] = letter(letters);
        set_add(s, points, length);
        uint32_t from = below(length);
        if (below(2))
            set_add(s, points + from, length - from);
        if (below(4) == 0)
            set_add(s, points, 1 + from);
    }
    set_sort(s);
}

/* Text over the same letters, whole keys among them, and some letters that no key has. */
static size_t text_random(const struct set *s, uint32_t *text, size_t longest, uint32_t letters)
{
    size_t len = 0, want = below((uint32_t)longest - LONGEST_KEY);
    while (len < want) {
        if (s->count && below(6) == 0) {
            const struct key *k = &s->keys[below((uint32_t)s->count)];
            memcpy(text + len, k->points, k->length * sizeof *text);
            len += k->length;
        } else {
            text[len++] = below(12) ? letter(letters) : below(2) ? 'z' : 0x2F800 + below(300);
        }
    }
    return len;
}

static bool key_ends_at(const struct key *k, const uint32_t *text, size_t end)
{
    return k->length <= end && memcmp(text + end - k->length, k->points, k->length * sizeof *text) == 0;
}

static int compare_hits(const void *a, const void *b)
{
    const struct automaton_hit *x = a, *y = b;
    return x->end != y->end ? (x->end > y->end) - (x->end < y->end) : (x->length < y->length) - (x->length > y->length);
}

static void search_every_key(const struct set *s, const uint32_t *text, const uint8_t *cut, size_t len,
                             struct automaton_hits *out)
{
    for (size_t end = 1; end <= len; end++)
        for (size_t k = 0; k < s->count; k++) {
            size_t length = s->keys[k].length;
            if (!key_ends_at(&s->keys[k], text, end) || (cut && (!cut[end] || !cut[end - length])))
                continue;
            if (out->count == out->capacity) {
                out->capacity = out->capacity * 2 + 16;
                out->items = realloc(out->items, out->capacity * sizeof *out->items);
                assert_non_null(out->items);
            }
            out->items[out->count++] = (struct automaton_hit){(uint32_t)end, (uint32_t)length, (uint32_t)k};
        }
    if (out->count)
        qsort(out->items, out->count, sizeof *out->items, compare_hits);
}

/* A block of its own, so that sanitizers see a read past its end. */
struct built {
    char *block;
    struct str bytes;
    struct automaton automaton;
};

static struct built build(const struct str *keys, size_t count)
{
    struct buf out = {0};
    zhm_error err = {0};
    assert_int_equal(automaton_build(keys, count, &out, &err), ZHM_OK);
    struct built b = {.block = malloc(out.len)};
    assert_non_null(b.block);
    memcpy(b.block, out.data, out.len);
    b.bytes = (struct str){b.block, out.len};
    buf_free(&out);
    assert_int_equal(automaton_view(b.bytes, &b.automaton, &err), ZHM_OK);
    return b;
}

static void assert_same_hits(const struct automaton_hits *got, const struct automaton_hits *want)
{
    assert_int_equal(got->count, want->count);
    for (size_t i = 0; i < want->count; i++) {
        assert_int_equal(got->items[i].end, want->items[i].end);
        assert_int_equal(got->items[i].length, want->items[i].length);
        assert_int_equal(got->items[i].key, want->items[i].key);
    }
}

static void compare(const struct automaton *a, const struct set *s, const uint32_t *text, const uint8_t *cut,
                    size_t len)
{
    struct automaton_hits got = {0}, want = {0};
    assert_int_equal(automaton_scan(a, text, cut, len, &got, NULL), ZHM_OK);
    search_every_key(s, text, cut, len, &want);
    assert_same_hits(&got, &want);
    automaton_hits_free(&got);
    automaton_hits_free(&want);
}

static void compare_random(int rounds, size_t keys, uint32_t longest_key, size_t longest_text)
{
    static struct set s;
    static uint32_t text[LONGEST_TEXT];
    static uint8_t cut[LONGEST_TEXT + 1];
    static const uint32_t alphabets[] = {1, 2, 3, 5, 12, 40, 3000};
    for (int round = 0; round < rounds; round++) {
        uint32_t letters = alphabets[below(7)];
        set_random(&s, below((uint32_t)keys + 1), letters == 1 ? 4 : longest_key, letters);
        struct built b = build(s.strs, s.count);
        size_t len = text_random(&s, text, longest_text, letters);
        for (size_t i = 0; i <= len; i++)
            cut[i] = below(2) != 0;
        compare(&b.automaton, &s, text, NULL, len);
        compare(&b.automaton, &s, text, cut, len);
        free(b.block);
    }
}

static void scan_of_short_texts_equals_naive_search(void **state)
{
    (void)state;
    compare_random(1500, 20, 6, 200);
}

static void scan_of_long_keys_equals_naive_search(void **state)
{
    (void)state;
    compare_random(150, 40, LONGEST_KEY, 2000);
}

static void scan_of_long_texts_equals_naive_search(void **state)
{
    (void)state;
    compare_random(60, 60, 8, LONGEST_TEXT);
}

static void scan_with_many_keys_equals_naive_search(void **state)
{
    (void)state;
    compare_random(60, MOST_KEYS - 2, 7, 1500);
}

static void scan_with_no_keys_finds_nothing(void **state)
{
    (void)state;
    const uint32_t text[] = {'a', 0, 0x10FFFF, UINT32_MAX, 0x110000};
    struct built b = build(NULL, 0);
    struct automaton_hits hits = {0};
    assert_int_equal(automaton_scan(&b.automaton, text, NULL, 5, &hits, NULL), ZHM_OK);
    assert_int_equal(automaton_scan(&b.automaton, text, NULL, 0, &hits, NULL), ZHM_OK);
    assert_int_equal(hits.count, 0);
    automaton_hits_free(&hits);
    free(b.block);
}

static void scan_appends_nested_keys_longest_first(void **state)
{
    (void)state;
    const struct str keys[] = {STR("c"), STR("she"), STR("he"), STR("hers")};
    const struct str sorted[] = {keys[0], keys[2], keys[3], keys[1]};
    const uint32_t text[] = {'u', 's', 'h', 'e', 'r', 's'};
    const struct automaton_hit want[] = {{4, 3, 3}, {4, 2, 1}, {6, 4, 2}};
    struct built b = build(sorted, 4);
    struct automaton_hits hits = {0};
    for (size_t round = 0; round < 2; round++)
        assert_int_equal(automaton_scan(&b.automaton, text, NULL, 6, &hits, NULL), ZHM_OK);
    assert_int_equal(hits.count, 6);
    for (size_t i = 0; i < 6; i++)
        assert_memory_equal(&hits.items[i], &want[i % 3], sizeof *want);
    automaton_hits_free(&hits);
    free(b.block);
}

static void scan_of_moved_block_is_the_same(void **state)
{
    (void)state;
    static struct set s;
    static uint32_t text[LONGEST_TEXT];
    set_random(&s, 100, 5, 12);
    size_t len = text_random(&s, text, LONGEST_TEXT, 12);
    struct built b = build(s.strs, s.count);
    char *moved = malloc(b.bytes.len + 8);
    assert_non_null(moved);
    memcpy(moved + 8, b.block, b.bytes.len);
    free(b.block);
    struct automaton a;
    assert_int_equal(automaton_view((struct str){moved + 8, b.bytes.len}, &a, NULL), ZHM_OK);
    compare(&a, &s, text, NULL, len);
    free(moved);
}

static void build_is_deterministic_and_appends(void **state)
{
    (void)state;
    static struct set s;
    set_random(&s, 300, 12, 3000);
    struct buf out = {0};
    assert_int_equal(automaton_build(s.strs, s.count, &out, NULL), ZHM_OK);
    size_t first = out.len;
    assert_int_equal(automaton_build(s.strs, s.count, &out, NULL), ZHM_OK);
    assert_int_equal(out.len, 2 * first);
    assert_memory_equal(out.data, out.data + first, first);
    buf_free(&out);
}

static void build_of_bad_keys_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *description;
        struct str keys[3];
    } cases[] = {
        {"an empty key", {STR(""), STR("a"), STR("b")}},
        {"an empty key at the end", {STR("a"), STR("b"), STR("")}},
        {"out of order", {STR("a"), STR("c"), STR("b")}},
        {"out of order below", {STR("ab"), STR("aa"), STR("b")}},
        {"a prefix after its key", {STR("ab"), STR("a"), STR("b")}},
        {"twice", {STR("a"), STR("b"), STR("b")}},
        {"no UTF-8", {STR("a"), STR("b"), STR("c\xFF")}},
        {"UTF-8 cut short", {STR("a"), STR("b"), STR("\xE4\xB8")}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf out = {0};
        zhm_error err = {0};
        buf_append_text(&out, "before");
        print_message("%s\n", cases[i].description);
        assert_int_equal(automaton_build(cases[i].keys, 3, &out, &err), ZHM_BAD_INPUT);
        assert_int_equal(err.code, ZHM_BAD_INPUT);
        assert_true(str_is(buf_str(&out), "before"));
        buf_free(&out);
    }
}

static void view_of_truncated_block_is_refused(void **state)
{
    (void)state;
    const struct str keys[] = {STR("a"), STR("ab")};
    struct built b = build(keys, 2);
    for (size_t len = 0; len < b.bytes.len; len++) {
        struct automaton a = {0};
        char *copy = malloc(len + 1);
        assert_non_null(copy);
        memcpy(copy, b.block, len);
        assert_int_equal(automaton_view((struct str){copy, len}, &a, NULL), ZHM_STORAGE);
        assert_null(a.header);
        free(copy);
        len += len > 4UL * HEADER && len + 100 < b.bytes.len ? 90 : 0;
    }
    free(b.block);
}

/* A header that was changed is refused, or at least leads to no array outside the block. */
static void view_of_damaged_header_stays_within_block(void **state)
{
    (void)state;
    const struct str keys[] = {STR("a"), STR("ab")};
    struct built b = build(keys, 2);
    size_t refused = 0;
    for (size_t i = 0; i < HEADER * 8UL; i++) {
        struct automaton a = {0};
        b.block[i / 8] ^= (char)(1 << i % 8);
        if (automaton_view(b.bytes, &a, NULL) == ZHM_OK)
            for (size_t j = 0; j < 8; j++)
                assert_true(!a.arrays[j] || ((const char *)a.arrays[j] >= b.block &&
                                             (const char *)a.arrays[j] <= b.block + b.bytes.len));
        else
            refused++;
        b.block[i / 8] ^= (char)(1 << i % 8);
    }
    assert_true(refused >= 8UL * 27);
    free(b.block);
}

static void view_of_random_headers_reads_nothing_outside(void **state)
{
    (void)state;
    const struct str keys[] = {STR("a"), STR("ab")};
    struct built b = build(keys, 2);
    for (size_t i = 0; i < 20000; i++) {
        struct automaton a;
        for (size_t j = 8; j < HEADER; j++)
            if (below(3) == 0)
                b.block[j] = (char)(below(2) ? 0xFF : below(256));
        (void)automaton_view(b.bytes, &a, NULL);
    }
    free(b.block);
}

int main(void)
{
    print_message("seed %llu\n", (unsigned long long)seed);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scan_of_short_texts_equals_naive_search),
        cmocka_unit_test(scan_of_long_keys_equals_naive_search),
        cmocka_unit_test(scan_of_long_texts_equals_naive_search),
        cmocka_unit_test(scan_with_many_keys_equals_naive_search),
        cmocka_unit_test(scan_with_no_keys_finds_nothing),
        cmocka_unit_test(scan_appends_nested_keys_longest_first),
        cmocka_unit_test(scan_of_moved_block_is_the_same),
        cmocka_unit_test(build_is_deterministic_and_appends),
        cmocka_unit_test(build_of_bad_keys_is_refused),
        cmocka_unit_test(view_of_truncated_block_is_refused),
        cmocka_unit_test(view_of_damaged_header_stays_within_block),
        cmocka_unit_test(view_of_random_headers_reads_nothing_outside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
