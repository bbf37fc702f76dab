#include "memory/search.h"

#include "base/fault.h"
#include "random_texts.h"

enum { TEXTS = 160, BLOCKS = 3, WIDTHS = 3 };

/* A memory in blocks and loose texts; texts of one number may be several. */
struct memory {
    struct text texts[TEXTS];
    struct block_text views[TEXTS];
    size_t count, in_blocks;
    struct buf bytes[BLOCKS];
    struct block blocks[BLOCKS];
    size_t block_count;
    struct text query;
    size_t distances[TEXTS];
    unsigned refused; /* one of so many texts; 0: none */
};

static struct memory m;
static struct search *s;

static int begin(void **state)
{
    (void)state;
    s = search_new();
    return s ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    search_free(s);
    return 0;
}

/* Near the query, near another text, the same as another one, or of its own. */
static void random_one(const struct signs *signs, size_t longest, size_t i)
{
    struct text *t = &m.texts[i];
    switch (seeded(8)) {
    case 0:
    case 1:
    case 2:
        *t = m.query;
        edit_text(signs, seeded(m.query.len / 2 + 3), t);
        break;
    case 3:
        *t = i ? m.texts[seeded(i)] : m.query;
        edit_text(signs, seeded(3), t);
        break;
    case 4:
        *t = i ? m.texts[seeded(i)] : m.query;
        break;
    default:
        random_text(signs, seeded(longest + 1), t);
    }
}

static void build_blocks(void)
{
    zhm_error err = {0};
    m.block_count = m.in_blocks ? 1 + seeded(m.in_blocks < BLOCKS ? m.in_blocks : BLOCKS) : 0;
    for (size_t i = 0; i < m.block_count; i++) {
        size_t from = i * m.in_blocks / m.block_count, to = (i + 1) * m.in_blocks / m.block_count;
        buf_clear(&m.bytes[i]);
        assert_int_equal(block_build(m.views + from, to - from, &m.bytes[i], &err), ZHM_OK);
        assert_int_equal(block_view(buf_str(&m.bytes[i]), &m.blocks[i], &err), ZHM_OK);
    }
}

static void free_blocks(void)
{
    for (size_t i = 0; i < BLOCKS; i++) {
        buf_free(&m.bytes[i]);
        m.bytes[i] = (struct buf){0};
    }
}

static const char *random_memory(size_t longest)
{
    const struct signs *signs = random_signs();
    m.count = seeded(TEXTS + 1);
    m.in_blocks = seeded(3) ? m.count - seeded(m.count / 4 + 1) : seeded(2) * m.count;
    m.refused = seeded(2) ? 2 + (unsigned)seeded(6) : 0;
    random_text(signs, seeded(6) ? longest - seeded(longest / 2 + 1) : seeded(longest + 1), &m.query);
    for (size_t i = 0; i < m.count; i++) {
        uint64_t number = i && seeded(12) == 0 ? m.views[seeded(i)].number : 1 + seeded(100000);
        random_one(signs, longest, i);
        m.views[i] = (struct block_text){number, m.texts[i].points, m.texts[i].len};
        m.distances[i] = distance_of(&m.query, &m.texts[i]);
    }
    build_blocks();
    return signs->name;
}

static bool is_refused(uint64_t number, const uint32_t *points, size_t len)
{
    uint64_t mixed = number * 31 + len * 7 + (len ? points[0] + points[len - 1] : 0);
    return m.refused && mixed % m.refused == 0;
}

static zhm_code accept(void *context, const uint32_t *points, struct search_hit *hit, zhm_error *err)
{
    (void)context, (void)err;
    assert_int_equal(hit->rank, 0);
    if (is_refused(hit->number, points, hit->length))
        return ZHM_NOT_FOUND;
    if (hit->distance == 0)
        hit->rank = (unsigned)(hit->number % 3);
    return ZHM_OK;
}

static int by_score(const struct search_hit *a, const struct search_hit *b)
{
    uint64_t len = m.query.len, x = a->distance * (b->length > len ? b->length : len);
    uint64_t y = b->distance * (a->length > len ? a->length : len);
    return (x > y) - (x < y);
}

static int by_order(const void *one, const void *other)
{
    const struct search_hit *a = one, *b = other;
    int order = by_score(a, b);
    if (order == 0)
        order = (a->rank < b->rank) - (a->rank > b->rank);
    return order ? order : (a->number < b->number) - (a->number > b->number);
}

/* Compared with every text: all hits there are, in order, of each number the best. */
static size_t brute_force(unsigned min_score, struct search_hit *hits)
{
    size_t count = 0, kept = 0;
    for (size_t i = 0; i < m.count; i++) {
        const struct block_text *t = &m.views[i];
        struct search_hit hit = {t->number, (uint32_t)m.distances[i], (uint32_t)t->len, 0};
        if (levenshtein_reaches(hit.distance, m.query.len, t->len, min_score) &&
            accept(NULL, t->points, &hit, NULL) == ZHM_OK)
            hits[count++] = hit;
    }
    if (count)
        qsort(hits, count, sizeof *hits, by_order);
    for (size_t i = 0; i < count; i++) {
        bool before = false;
        for (size_t k = 0; k < kept; k++)
            before = before || hits[k].number == hits[i].number;
        if (!before)
            hits[kept++] = hits[i];
    }
    return kept;
}

/* A text of that number has that length and distance. */
static bool is_there(const struct search_hit *hit)
{
    for (size_t i = 0; i < m.count; i++)
        if (m.views[i].number == hit->number && m.views[i].len == hit->length && m.distances[i] == hit->distance)
            return true;
    return false;
}

static void assert_hits(const struct search_hit *got, size_t got_count, const struct search_hit *want,
                        size_t want_count, const char *what)
{
    if (got_count != want_count)
        fail_msg("%s: %zu hits, not %zu", what, got_count, want_count);
    for (size_t i = 0; i < want_count; i++) {
        if (got[i].number != want[i].number || got[i].rank != want[i].rank || by_score(&got[i], &want[i]) != 0)
            fail_msg("%s: hit %zu of %zu is %llu at distance %u of %u, not %llu at %u of %u", what, i, want_count,
                     (unsigned long long)got[i].number, got[i].distance, got[i].length,
                     (unsigned long long)want[i].number, want[i].distance, want[i].length);
        assert_true(is_there(&got[i]));
    }
}

static void one_search_is_brute_force(unsigned min_score, size_t limit, const char *what)
{
    static struct search_hit want[TEXTS];
    const struct search_hit *got = NULL;
    struct search_query q = {m.query.points, m.query.len, min_score, limit, accept, NULL};
    zhm_error err = {0};
    char which[96];
    size_t all = brute_force(min_score, want), count = 0;
    for (unsigned width = 0; width < WIDTHS; width++) {
        search_use(s, width);
        assert_int_equal(search_run(s, &q, m.blocks, m.block_count, m.views + m.in_blocks, m.count - m.in_blocks, &got,
                                    &count, &err),
                         ZHM_OK);
        snprintf(which, sizeof which, "%s, query of %zu, from %u, limit %zu, width %u", what, m.query.len, min_score,
                 limit, width);
        assert_hits(got, count, want, all < limit ? all : limit, which);
    }
}

static void searches_are_brute_force(size_t memories, size_t longest)
{
    static const unsigned scores[] = {50, 70, 90, 100};
    for (size_t i = 0; i < memories; i++) {
        const char *what = random_memory(longest);
        for (size_t k = 0; k < COUNT(scores); k++)
            one_search_is_brute_force(scores[k], 1 + seeded(20), what);
        one_search_is_brute_force(50 + (unsigned)seeded(51), 1 + seeded(3), what);
        one_search_is_brute_force(50, TEXTS, what);
    }
    free_blocks();
}

static void search_of_short_texts_is_brute_force(void **state)
{
    (void)state;
    seeded_begin(__func__);
    searches_are_brute_force(160, 9);
    searches_are_brute_force(100, 24);
}

static void search_of_sentences_is_brute_force(void **state)
{
    (void)state;
    seeded_begin(__func__);
    searches_are_brute_force(100, 90);
}

/* Longer than the vectors' bands, too. */
static void search_of_long_texts_is_brute_force(void **state)
{
    (void)state;
    seeded_begin(__func__);
    searches_are_brute_force(12, 300);
    searches_are_brute_force(6, 690);
}

/* More code points than rows are counted for. */
static void search_for_the_longest_texts_is_brute_force(void **state)
{
    enum { LEN = 5000, COUNT_OF = 12 };
    static uint32_t points[COUNT_OF][LEN + 100], query[LEN];
    struct block_text texts[COUNT_OF];
    struct buf bytes = {0};
    struct block block;
    zhm_error err = {0};
    const struct search_hit *hits;
    size_t count;
    (void)state;
    seeded_begin(__func__);
    for (size_t len = 4090; len <= LEN; len += 455) {
        for (size_t i = 0; i < LEN; i++)
            query[i] = i % 3 ? 'a' + (uint32_t)seeded(20) : 0x4E00 + (uint32_t)seeded(500);
        for (size_t k = 0; k < COUNT_OF; k++) { /* of each, the first k * 100 are other ones, and k more follow */
            for (size_t i = 0; i < len + k; i++)
                points[k][i] = i < k * 100 || i >= len ? 'X' : query[i];
            texts[k] = (struct block_text){k + 1, points[k], len + k};
        }
        buf_clear(&bytes);
        assert_int_equal(block_build(texts, COUNT_OF - 2, &bytes, &err), ZHM_OK);
        assert_int_equal(block_view(buf_str(&bytes), &block, &err), ZHM_OK);
        m.refused = 0;
        struct search_query q = {query, len, 80, 20, accept, NULL};
        assert_int_equal(search_run(s, &q, &block, 1, texts + COUNT_OF - 2, 2, &hits, &count, &err), ZHM_OK);
        size_t want = 0;
        while (want < COUNT_OF && levenshtein_reaches(want * 101, len, len + want, 80))
            want++;
        assert_int_equal(count, want);
        for (size_t i = 0; i < count; i++) {
            assert_int_equal(hits[i].number, i + 1);
            assert_int_equal(hits[i].distance, i * 101);
        }
    }
    buf_free(&bytes);
}

/* More candidates than are kept at a time. */
static void search_of_very_many_near_texts_finds_the_best(void **state)
{
    enum { TIMES = 5 };
    static uint32_t points[BLOCK_UNITS][4];
    static const uint32_t query[] = {'a', 'b', 'c', 'd'};
    struct block_text *texts = calloc(BLOCK_UNITS, sizeof *texts);
    struct block blocks[TIMES];
    struct buf bytes = {0};
    zhm_error err = {0};
    const struct search_hit *hits;
    size_t count;
    (void)state;
    if (!texts)
        abort();
    for (size_t i = 0; i < BLOCK_UNITS; i++) { /* the last four of all are the query, the others at distance 2 */
        for (size_t k = 0; k < 4; k++)
            points[i][k] = k < 2 || i + 4 >= BLOCK_UNITS ? query[k] : 'x' + (uint32_t)(i >> k & 1);
        texts[i] = (struct block_text){i + 1, points[i], 4};
    }
    assert_int_equal(block_build(texts, BLOCK_UNITS, &bytes, &err), ZHM_OK);
    for (size_t i = 0; i < TIMES; i++)
        assert_int_equal(block_view(buf_str(&bytes), &blocks[i], &err), ZHM_OK);
    m.refused = 0;
    struct search_query q = {query, 4, 50, 6, accept, NULL};
    search_use(s, 2);
    assert_int_equal(search_run(s, &q, blocks, TIMES, NULL, 0, &hits, &count, &err), ZHM_OK);
    assert_int_equal(count, 6);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(hits[i].distance, 0);
        assert_in_range(hits[i].number, BLOCK_UNITS - 3, BLOCK_UNITS);
    }
    assert_int_equal(hits[4].number, BLOCK_UNITS - 4);
    assert_int_equal(hits[5].number, BLOCK_UNITS - 5);
    assert_true(search_work(s).candidates > 1 << 18);
    buf_free(&bytes);
    free(texts);
}

static void empty_texts_are_alike(void **state)
{
    (void)state;
    search_free(s); /* one that has no room for points yet */
    s = search_new();
    assert_non_null(s);
    m.refused = 0;
    m.query.len = 0;
    m.count = 4;
    for (size_t i = 0; i < m.count; i++) {
        m.texts[i] = (struct text){.len = i / 3, .points = {'a'}};
        m.distances[i] = i / 3;
        m.views[i] = (struct block_text){i + 1, m.texts[i].points, m.texts[i].len};
    }
    for (m.in_blocks = 0; m.in_blocks <= m.count; m.in_blocks++) {
        build_blocks();
        one_search_is_brute_force(50, 2, "empty texts");
        one_search_is_brute_force(100, 5, "empty texts");
    }
    free_blocks();
}

static void no_texts_have_no_hits(void **state)
{
    const struct search_hit *hits;
    size_t count = 9;
    zhm_error err = {0};
    struct search_query q = {(const uint32_t[]){'a'}, 1, 50, 5, accept, NULL};
    (void)state;
    assert_int_equal(search_run(s, &q, NULL, 0, NULL, 0, &hits, &count, &err), ZHM_OK);
    assert_int_equal(count, 0);
}

static zhm_code fail_at_once(void *context, const uint32_t *points, struct search_hit *hit, zhm_error *err)
{
    (void)points, (void)hit;
    ++*(size_t *)context;
    return zhm_fail(err, ZHM_STORAGE, "a fault");
}

static void fault_of_accept_ends_the_search(void **state)
{
    const struct search_hit *hits = NULL;
    size_t count = 9, asked = 0;
    zhm_error err = {0};
    (void)state;
    seeded_begin(__func__);
    do
        (void)random_memory(8);
    while (m.count < 20);
    for (m.in_blocks = 0; m.in_blocks <= m.count; m.in_blocks += m.count) {
        build_blocks();
        struct search_query q = {m.texts[0].points, m.texts[0].len, 50, 5, fail_at_once, &asked};
        asked = 0;
        assert_int_equal(search_run(s, &q, m.blocks, m.block_count, m.views + m.in_blocks, m.count - m.in_blocks, &hits,
                                    &count, &err),
                         ZHM_STORAGE);
        assert_int_equal(asked, 1);
        assert_string_equal(err.text, "a fault");
        assert_null(hits);
        assert_int_equal(count, 9);
    }
    free_blocks();
}

/* A byte that rotted on disk ends no process. */
static void search_of_a_damaged_block_stays_inside(void **state)
{
    const struct search_hit *hits;
    size_t count, refusals = 0;
    zhm_error err = {0};
    (void)state;
    seeded_begin(__func__);
    for (int n = 0; n < 60; n++) {
        do
            (void)random_memory(40);
        while (m.in_blocks == 0);
        size_t len = m.bytes[0].len, first = sizeof(struct block_header);
        size_t end = (size_t)((const char *)m.blocks[0].arrays[BLOCK_BITS] - m.bytes[0].data);
        struct search_query q = {m.query.points, m.query.len, 50, TEXTS, accept, NULL};
        char *copy = malloc(len); /* in memory of its own, so that the sanitizer sees what is read past it */
        if (!copy)
            abort();
        for (int k = 0; k < 20; k++) {
            struct block b;
            memcpy(copy, m.bytes[0].data, len);
            for (size_t flips = 1 + seeded(4); flips > 0; flips--)
                copy[first + seeded(end - first)] ^= (char)(1 << seeded(8));
            assert_int_equal(block_view((struct str){copy, len}, &b, &err), ZHM_OK);
            zhm_code code = search_run(s, &q, &b, 1, NULL, 0, &hits, &count, &err);
            assert_true(code == ZHM_OK || code == ZHM_STORAGE);
            refusals += code == ZHM_STORAGE;
        }
        free(copy);
    }
    assert_in_range(refusals, 1, 1199);
    free_blocks();
}

/* What one search knew of its texts is nothing to the next. */
static void search_after_a_fault_is_brute_force(void **state)
{
    fault_of_accept_ends_the_search(state);
    searches_are_brute_force(10, 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(search_of_short_texts_is_brute_force),
        cmocka_unit_test(search_of_sentences_is_brute_force),
        cmocka_unit_test(search_of_long_texts_is_brute_force),
        cmocka_unit_test(search_for_the_longest_texts_is_brute_force),
        cmocka_unit_test(search_of_very_many_near_texts_finds_the_best),
        cmocka_unit_test(empty_texts_are_alike),
        cmocka_unit_test(no_texts_have_no_hits),
        cmocka_unit_test(fault_of_accept_ends_the_search),
        cmocka_unit_test(search_of_a_damaged_block_stays_inside),
        cmocka_unit_test(search_after_a_fault_is_brute_force),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
