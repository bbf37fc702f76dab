#include "term/fuzzy.h"

#include "base/utf8.h"
#include "term/fuzzy_block.h"
#include "text/distance.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static uint64_t seed = 20251103;

static uint32_t below(uint32_t n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)((seed >> 33) % (n ? n : 1));
}

enum { LONGEST = 160, NAMES = 100000, HEADER = 48 };

/* Keys in one buffer; strs point into it once it is sorted. */
struct set {
    struct buf text;
    size_t *offsets;
    struct str *strs;
    size_t count, capacity;
};

static void set_add(struct set *s, struct str key)
{
    if (key.len == 0)
        return;
    if (s->count == s->capacity) {
        s->capacity = s->capacity ? s->capacity * 2 : 256;
        s->offsets = realloc(s->offsets, s->capacity * sizeof *s->offsets);
        s->strs = realloc(s->strs, s->capacity * sizeof *s->strs);
        assert_true(s->offsets && s->strs);
    }
    s->offsets[s->count] = s->text.len;
    s->strs[s->count++].len = key.len;
    buf_append_str(&s->text, key);
}

static int compare_strs(const void *a, const void *b)
{
    const struct str *x = a, *y = b;
    return str_compare(*x, *y);
}

static void set_sort(struct set *s)
{
    size_t count = 0;
    for (size_t i = 0; i < s->count; i++)
        s->strs[i].data = s->text.data + s->offsets[i];
    if (s->count)
        qsort(s->strs, s->count, sizeof *s->strs, compare_strs);
    for (size_t i = 0; i < s->count; i++)
        if (count == 0 || !str_equal(s->strs[count - 1], s->strs[i]))
            s->strs[count++] = s->strs[i];
    s->count = count;
}

static void set_free(struct set *s)
{
    buf_free(&s->text);
    free(s->offsets);
    free(s->strs);
}

static size_t decode(struct str s, uint32_t *points)
{
    size_t n = 0;
    for (size_t pos = 0; pos < s.len;)
        points[n++] = utf8_next(s, &pos);
    return n;
}

/* A block of its own, so that sanitizers see a read past its end. */
static char *build(const struct set *s, struct fuzzy *f)
{
    struct buf out = {0};
    zhm_error err = {0};
    assert_int_equal(fuzzy_build(s->strs, s->count, &out, &err), ZHM_OK);
    char *block = malloc(out.len);
    assert_non_null(block);
    memcpy(block, out.data, out.len);
    assert_int_equal(fuzzy_view((struct str){block, out.len}, f, &err), ZHM_OK);
    buf_free(&out);
    return block;
}

static int compare_hits(const void *a, const void *b)
{
    const struct fuzzy_hit *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return (x->key > y->key) - (x->key < y->key);
}

static void brute_force(const struct set *s, const uint32_t *query, size_t len, unsigned min_score,
                        struct fuzzy_hits *out)
{
    for (size_t i = 0; i < s->count; i++) {
        uint32_t key[LONGEST];
        size_t n = decode(s->strs[i], key), longer = n > len ? n : len;
        size_t bound = longer * (100 - min_score) / 100 + 1;
        size_t distance = damerau_distance(query, len, key, n, bound);
        if (distance > bound || distance_score(distance, len, n) < min_score)
            continue;
        if (out->count == out->capacity) {
            out->capacity = out->capacity * 2 + 64;
            out->items = realloc(out->items, out->capacity * sizeof *out->items);
            assert_non_null(out->items);
        }
        out->items[out->count++] =
            (struct fuzzy_hit){(uint32_t)i, (uint32_t)distance, distance_score(distance, len, n)};
    }
    if (out->count)
        qsort(out->items, out->count, sizeof *out->items, compare_hits);
}

static size_t compare(const struct fuzzy *f, const struct set *s, const uint32_t *query, size_t len, unsigned min_score)
{
    struct fuzzy_hits got = {0}, want = {0};
    assert_int_equal(fuzzy_search(f, query, len, min_score, &got, NULL), ZHM_OK);
    brute_force(s, query, len, min_score, &want);
    size_t count = want.count;
    assert_int_equal(got.count, count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(got.items[i].key, want.items[i].key);
        assert_int_equal(got.items[i].distance, want.items[i].distance);
        assert_int_equal(got.items[i].score, want.items[i].score);
    }
    fuzzy_hits_free(&got);
    fuzzy_hits_free(&want);
    return count;
}

/* One to @most edits of a text of letters like @letter(). */
static size_t edit(uint32_t *points, size_t len, uint32_t most, uint32_t (*letter)(void))
{
    for (uint32_t edits = 1 + below(most); edits > 0; edits--) {
        size_t i = len ? below((uint32_t)len) : 0;
        uint32_t kind = len ? below(4) : 1;
        if (kind == 0) {
            points[i] = letter();
        } else if (kind == 1 && len < LONGEST) {
            memmove(points + i + 1, points + i, (len++ - i) * sizeof *points);
            points[i] = letter();
        } else if (kind == 2) {
            memmove(points + i, points + i + 1, (--len - i) * sizeof *points);
        } else if (i + 1 < len) {
            uint32_t swapped = points[i];
            points[i] = points[i + 1];
            points[i + 1] = swapped;
        }
    }
    return len;
}

static const char *const places[] = {"hunan",   "hubei",    "guangdong", "guangxi",  "sichuan", "yunnan", "zhejiang",
                                     "jiangsu", "shandong", "shaanxi",   "shanxi",   "hebei",   "henan",  "liaoning",
                                     "gansu",   "qinghai",  "hainan",    "xinjiang", "tibet",   "ningxia"};
static const char *const fields[] = {"commerce",
                                     "finance",
                                     "education",
                                     "scienceandtechnology",
                                     "transport",
                                     "agricultureandruralaffairs",
                                     "ecologyandenvironment",
                                     "naturalresources",
                                     "humanresourcesandsocialsecurity",
                                     "cultureandtourism",
                                     "publicsecurity",
                                     "civilaffairs",
                                     "justice",
                                     "waterresources",
                                     "emergencymanagement",
                                     "audit",
                                     "housingandurbanruraldevelopment",
                                     "statistics",
                                     "health",
                                     "foreignaffairs"};
static const char *const bodies[] = {"department", "bureau",    "commission", "office",  "administration",
                                     "committee",  "institute", "academy",    "council", "federation"};
static const char *const posts[] = {"director",        "deputydirector", "directorgeneral", "secretary",
                                    "deputysecretary", "governor",       "chairman",        "vicechairman"};
static const char *const sounds[] = {"chang", "zhou", "sha",  "nan",  "bei",  "jing", "tian", "hai", "shan", "xi",
                                     "dong",  "he",   "an",   "yang", "ning", "li",   "ping", "wu",  "han",  "guang",
                                     "xiang", "tan",  "heng", "yi",   "huai", "hua",  "lou",  "di",  "shao", "yue"};
static const char *const signs[] = {"长", "沙", "湘", "潭", "衡", "阳", "邵", "岳", "常", "德", "张", "家", "界", "益",
                                    "娄", "底", "郴", "永", "州", "怀", "化", "广", "深", "珠", "汕", "佛", "韶", "关",
                                    "江", "茂", "名", "肇", "庆", "惠", "梅", "河", "清", "东", "莞", "中", "𠮷", "㐂"};
static const char *const duties[] = {"商务",     "财政",       "教育",         "科学技术", "农业农村",     "生态环境",
                                     "自然资源", "文化和旅游", "公安",         "民政",     "司法",         "交通运输",
                                     "水利",     "应急管理",   "工业和信息化", "外事",     "市场监督管理", "统计",
                                     "卫生健康", "审计",       "气象",         "体育",     "税务",         "知识产权"};
static const char *const organs[] = {"厅",   "局",   "委员会", "办公室", "管理局", "中心", "研究院", "协会",
                                     "学院", "厅长", "副厅长", "主任",   "副主任", "局长", "副局长"};

#define PICK(list) list[below((uint32_t)(sizeof(list) / sizeof *(list)))]

static size_t english_name(char *out, size_t size)
{
    char city[32];
    (void)snprintf(city, sizeof city, "%s%s%s", PICK(sounds), PICK(sounds), below(2) ? PICK(sounds) : "");
    int n;
    switch (below(5)) {
    case 0:
        n = snprintf(out, size, "%sof%sof%sprovince", PICK(bodies), PICK(fields), PICK(places));
        break;
    case 1:
        n = snprintf(out, size, "%smunicipal%sof%s", city, PICK(bodies), PICK(fields));
        break;
    case 2:
        n = snprintf(out, size, "%sof%s%sof%sof%s", PICK(posts), city, PICK(bodies), PICK(fields), PICK(places));
        break;
    case 3:
        n = snprintf(out, size, "%suniversity", city);
        break;
    default:
        n = snprintf(out, size, "%s%s%s", PICK(places), PICK(fields), city);
        break;
    }
    return (size_t)n;
}

static size_t chinese_name(char *out, size_t size)
{
    return (size_t)snprintf(out, size, "%s%s%s%s%s", PICK(signs), PICK(signs), below(2) ? "市" : "省", PICK(duties),
                            PICK(organs));
}

static struct set many_names(void)
{
    struct set s = {0};
    for (size_t target = NAMES; s.count < NAMES; target += NAMES - s.count) {
        while (s.count < target) {
            char name[300];
            size_t len = below(2) ? english_name(name, sizeof name) : chinese_name(name, sizeof name);
            set_add(&s, (struct str){name, len});
        }
        /* the offsets are lost by sorting: so sort a set made anew */
        struct set fresh = {0};
        set_sort(&s);
        for (size_t i = 0; i < s.count && i < NAMES; i++)
            set_add(&fresh, s.strs[i]);
        set_free(&s);
        s = fresh;
    }
    set_sort(&s);
    return s;
}

static uint32_t any_letter(void)
{
    return below(2) ? 'a' + below(26) : below(20) ? 0x4E00 + below(4000) : 0x1F600;
}

static void search_of_many_names_equals_brute_force(void **state)
{
    (void)state;
    struct set s = many_names();
    struct fuzzy f;
    char *block = build(&s, &f);
    size_t hits = 0, longer = 0;
    for (int round = 0; round < 90; round++) {
        uint32_t query[2 * LONGEST];
        size_t len = decode(s.strs[below((uint32_t)s.count)], query);
        if (round % 8)
            len = edit(query, len, 6, any_letter);
        longer += len > 64;
        hits += compare(&f, &s, query, len, round % 3 == 0 ? 70 : round % 3 == 1 ? 85 : 60);
    }
    print_message("%zu names, %zu hits, %zu long queries\n", s.count, hits, longer);
    assert_true(hits > 90 && longer > 0);
    free(block);
    set_free(&s);
}

static uint32_t letters;

static uint32_t small_letter(void)
{
    static const uint32_t points[] = {'a', 'b', 0x4E2D, 'c', 0x1F600, 'd', 0x56FD, 'e'};
    return letters <= 8 ? points[below(letters)] : 0x3400 + below(letters);
}

static void add_points(struct set *s, const uint32_t *points, size_t len)
{
    struct buf key = {0};
    for (size_t i = 0; i < len; i++)
        buf_append_point(&key, points[i]);
    set_add(s, buf_str(&key));
    buf_free(&key);
}

/* Keys of which some are each other's typos. */
static struct set small_set(size_t count, uint32_t longest)
{
    struct set s = {0};
    uint32_t points[2 * LONGEST];
    size_t len = 0;
    while (s.count < count) {
        if (s.count && below(2)) {
            len = edit(points, len, 3, small_letter);
        } else {
            len = 1 + below(longest);
            for (size_t i = 0; i < len; i++)
                points[i] = small_letter();
        }
        add_points(&s, points, len);
    }
    set_sort(&s);
    return s;
}

static void compare_small(int rounds, uint32_t keys, uint32_t longest)
{
    static const unsigned scores[] = {1, 50, 70, 90, 100, 33};
    for (int round = 0; round < rounds; round++) {
        letters = below(3) ? 2 + below(6) : 100;
        struct set s = small_set(below(keys + 1), longest);
        struct fuzzy f;
        char *block = build(&s, &f);
        for (int i = 0; i < 8; i++) {
            uint32_t query[2 * LONGEST];
            size_t len = s.count ? decode(s.strs[below((uint32_t)s.count)], query) : 0;
            len = edit(query, len, 4, below(3) ? small_letter : any_letter);
            if (len)
                compare(&f, &s, query, len, scores[below(i < 6 ? 4 : 6)]);
        }
        free(block);
        set_free(&s);
    }
}

static void search_of_short_keys_equals_brute_force(void **state)
{
    (void)state;
    compare_small(1200, 60, 12);
}

static void search_of_many_alike_equals_brute_force(void **state)
{
    (void)state;
    compare_small(40, 700, 10);
}

static void search_around_64_characters_equals_brute_force(void **state)
{
    (void)state;
    compare_small(150, 60, 100);
}

static void search_with_no_keys_or_no_query_finds_nothing(void **state)
{
    (void)state;
    const uint32_t query[] = {'a'};
    struct set none = {0}, one = {0};
    struct fuzzy f;
    struct fuzzy_hits hits = {0};
    char *block = build(&none, &f);
    assert_int_equal(fuzzy_count(&f), 0);
    assert_int_equal(fuzzy_search(&f, query, 1, 1, &hits, NULL), ZHM_OK);
    free(block);
    set_add(&one, STR("a"));
    set_sort(&one);
    block = build(&one, &f);
    assert_int_equal(fuzzy_search(&f, query, 0, 1, &hits, NULL), ZHM_OK);
    assert_int_equal(hits.count, 0);
    free(block);
    set_free(&one);
    fuzzy_hits_free(&hits);
}

static void search_appends_to_earlier_hits(void **state)
{
    (void)state;
    const uint32_t query[] = {'a', 'b', 'c', 'd'};
    struct set s = {0};
    struct fuzzy f;
    struct fuzzy_hits hits = {0};
    set_add(&s, STR("abdc"));
    set_add(&s, STR("abcd"));
    set_sort(&s);
    char *block = build(&s, &f);
    for (size_t i = 1; i <= 2; i++) {
        assert_int_equal(fuzzy_search(&f, query, 4, 75, &hits, NULL), ZHM_OK);
        assert_int_equal(hits.count, 2 * i);
        assert_int_equal(hits.items[2 * i - 2].score, 100);
        assert_int_equal(hits.items[2 * i - 1].score, 75);
    }
    free(block);
    set_free(&s);
    fuzzy_hits_free(&hits);
}

static void view_gives_back_the_keys_at_any_address(void **state)
{
    (void)state;
    letters = 100;
    struct set s = small_set(200, 20);
    struct fuzzy f;
    char *block = build(&s, &f);
    size_t size = f.header->size;
    char *moved = malloc(size + 8);
    assert_non_null(moved);
    memcpy(moved + 8, block, size);
    free(block);
    assert_int_equal(fuzzy_view((struct str){moved + 8, size}, &f, NULL), ZHM_OK);
    assert_int_equal(fuzzy_count(&f), s.count);
    for (uint32_t i = 0; i < s.count; i++)
        assert_true(str_equal(fuzzy_key(&f, i), s.strs[i]));
    uint32_t query[LONGEST];
    compare(&f, &s, query, decode(s.strs[7], query), 50);
    free(moved);
    set_free(&s);
}

static void build_of_bad_utf8_is_refused(void **state)
{
    (void)state;
    const struct str keys[] = {STR("a"), STR("b\xFF")};
    struct buf out = {0};
    buf_append_text(&out, "before");
    assert_int_equal(fuzzy_build(keys, 2, &out, NULL), ZHM_BAD_INPUT);
    assert_true(str_is(buf_str(&out), "before"));
    buf_free(&out);
}

/* 65,535 different characters are one too many for codes of 16 bits. */
static void build_of_too_many_characters_is_refused(void **state)
{
    (void)state;
    struct set s = {0};
    for (uint32_t i = 0; i < UINT16_MAX; i++)
        add_points(&s, &(uint32_t){0x10000 + i}, 1);
    set_sort(&s);
    struct buf out = {0};
    assert_int_equal(fuzzy_build(s.strs, s.count, &out, NULL), ZHM_LIMIT);
    assert_int_equal(out.len, 0);
    assert_int_equal(fuzzy_build(s.strs, s.count - 1, &out, NULL), ZHM_OK);
    buf_free(&out);
    set_free(&s);
}

static void view_of_truncated_block_is_refused(void **state)
{
    (void)state;
    letters = 5;
    struct set s = small_set(3, 5);
    struct fuzzy f, untouched = {0};
    char *block = build(&s, &f);
    for (size_t len = 0; len < f.header->size; len += 1 + below(40)) {
        char *copy = malloc(len + 1);
        assert_non_null(copy);
        memcpy(copy, block, len);
        assert_int_equal(fuzzy_view((struct str){copy, len}, &untouched, NULL), ZHM_STORAGE);
        assert_null(untouched.header);
        free(copy);
    }
    free(block);
    set_free(&s);
}

/* Whatever the header says, it is refused, or its arrays lie within the block. */
static void check_header(const char *block, size_t size)
{
    struct fuzzy f = {0};
    if (fuzzy_view((struct str){block, size}, &f, NULL) != ZHM_OK)
        return;
    for (size_t j = 0; j < FUZZY_ARRAYS; j++) {
        assert_true((const char *)f.arrays[j] >= block);
        assert_true((const char *)f.arrays[j] <= block + size);
    }
}

static void view_of_damaged_header_stays_within_block(void **state)
{
    (void)state;
    letters = 5;
    struct set s = small_set(3, 5);
    struct fuzzy f;
    char *block = build(&s, &f);
    size_t size = f.header->size;
    for (size_t i = 0; i < HEADER * 8UL; i++) {
        block[i / 8] ^= (char)(1 << i % 8);
        check_header(block, size);
        block[i / 8] ^= (char)(1 << i % 8);
    }
    for (size_t i = 0; i < 20000; i++) {
        for (size_t j = 8; j < HEADER; j++)
            if (below(3) == 0)
                block[j] = (char)(below(2) ? 0xFF : below(256));
        check_header(block, size);
    }
    free(block);
    set_free(&s);
}

static void lanes_of_every_width_do_the_same(void **state)
{
    (void)state;
    enum { CODES = 6, TEXT = 90 };
    for (int round = 0; round < 3000; round++) {
        uint64_t masks[CODES] = {0};
        uint16_t text[FUZZY_GROUP][TEXT];
        const uint16_t *texts[FUZZY_GROUP];
        uint32_t query[64], key[TEXT];
        struct fuzzy_pattern p = {masks, 1 + below(64)};
        size_t len = 1 + below(TEXT);
        for (size_t i = 0; i < p.len; i++)
            masks[query[i] = below(CODES)] |= 1ULL << i;
        for (size_t i = 0; i < FUZZY_GROUP; i++) {
            texts[i] = text[i];
            for (size_t j = 0; j < len; j++)
                text[i][j] = (uint16_t)(j < p.len && below(5) ? query[j] : below(CODES));
        }
        for (size_t width = 0; width < 3; width++) {
            uint32_t distances[FUZZY_GROUP];
            fuzzy_lanes(width)->group_distances(&p, texts, len, distances);
            for (size_t i = 0; i < FUZZY_GROUP; i++) {
                for (size_t j = 0; j < len; j++)
                    key[j] = text[i][j];
                assert_int_equal(distances[i], damerau_distance(query, p.len, key, len, SIZE_MAX));
            }
        }
    }
}

static bool near_one_by_one(const struct fuzzy_signature *s, const struct fuzzy_grams *grams,
                            const struct fuzzy_near *query, const struct fuzzy_limits *limits, size_t lane)
{
    size_t sum = 0, gone = 0, come = 0;
    for (size_t i = 0; i < FUZZY_BINS; i++)
        sum += (size_t)abs(s->counts[i][lane] - query->counts[i]);
    for (size_t i = 0; i < 64UL * FUZZY_GRAM_WORDS; i++) {
        unsigned in_key = grams[lane].bits[i / 64] >> i % 64 & 1, in_query = query->grams.bits[i / 64] >> i % 64 & 1;
        gone += in_query && !in_key;
        come += in_key && !in_query;
    }
    return sum <= limits->sum && gone <= limits->gone && come <= limits->come;
}

static void near_keys_of_every_width_equal_one_by_one(void **state)
{
    (void)state;
    for (int round = 0; round < 500; round++) {
        static struct fuzzy_signature s;
        static struct fuzzy_grams grams[FUZZY_LANES];
        struct fuzzy_near query = {0};
        uint32_t most = 1 + below(FUZZY_MOST + 1);
        for (size_t i = 0; i < FUZZY_BINS; i++) {
            query.counts[i] = (int8_t)below(most);
            for (size_t j = 0; j < FUZZY_LANES; j++)
                s.counts[i][j] = (int8_t)(below(6) ? query.counts[i] : (int8_t)below(FUZZY_MOST + 1));
        }
        for (size_t i = 0; i < FUZZY_GRAM_WORDS; i++) {
            query.grams.bits[i] = seed * below(999999);
            for (size_t j = 0; j < FUZZY_LANES; j++)
                grams[j].bits[i] = query.grams.bits[i] ^ (3ULL << below(63));
        }
        const struct fuzzy_limits limits = {(uint8_t)below(below(4) ? 40 : 256), below(20), below(20)};
        uint64_t lanes = below(3) ? ~0ULL : (1ULL << below(64)) - 1, want = 0;
        for (size_t j = 0; j < FUZZY_LANES; j++)
            want |= (uint64_t)near_one_by_one(&s, grams, &query, &limits, j) << j;
        for (size_t width = 0; width < 3; width++)
            assert_true(fuzzy_lanes(width)->near_keys(&s, grams, &query, &limits, lanes) == (want & lanes));
    }
}

int main(void)
{
    print_message("seed %llu\n", (unsigned long long)seed);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(search_of_many_names_equals_brute_force),
        cmocka_unit_test(search_of_short_keys_equals_brute_force),
        cmocka_unit_test(search_of_many_alike_equals_brute_force),
        cmocka_unit_test(search_around_64_characters_equals_brute_force),
        cmocka_unit_test(search_with_no_keys_or_no_query_finds_nothing),
        cmocka_unit_test(search_appends_to_earlier_hits),
        cmocka_unit_test(view_gives_back_the_keys_at_any_address),
        cmocka_unit_test(build_of_bad_utf8_is_refused),
        cmocka_unit_test(build_of_too_many_characters_is_refused),
        cmocka_unit_test(view_of_truncated_block_is_refused),
        cmocka_unit_test(view_of_damaged_header_stays_within_block),
        cmocka_unit_test(lanes_of_every_width_do_the_same),
        cmocka_unit_test(near_keys_of_every_width_equal_one_by_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
