#include "memory/index.h"

#include "base/utf8.h"
#include "memory/block_layout.h"
#include "memory/directory.h"
#include "random_texts.h"
#include "temp_memory.h"
#include "text/grams.h"

enum { NUMBERS = 70000, FIRST_BLOCK = 256 };

/* Index calls within a write, some of them at once. */
struct index_call {
    const struct index_text *texts;
    size_t count, each; /* added so many at a time; 0: all */
    uint64_t dead;
    bool rebuild;
    zhm_code then; /* the write ends with it */
};

static zhm_code index_within(struct store_txn *txn, void *context, zhm_error *err)
{
    const struct index_call *c = context;
    zhm_code code = ZHM_OK;
    size_t each = c->each ? c->each : c->count;
    for (size_t i = 0; code == ZHM_OK && i < c->count; i += each)
        code = index_add(txn, c->texts + i, c->count - i < each ? c->count - i : each, err);
    if (code == ZHM_OK && c->dead)
        code = index_note_dead(txn, c->dead, err);
    if (code == ZHM_OK && c->rebuild)
        code = index_rebuild(txn, err);
    return code == ZHM_OK && c->then != ZHM_OK ? zhm_fail(err, c->then, "undone") : code;
}

static void index_call(struct temp *t, struct index_call c)
{
    zhm_code code = store_write(t->db->store, index_within, &c, NULL, &t->err);
    if (c.then == ZHM_OK)
        WORKS(t, code);
    else
        assert_int_equal(code, c.then);
}

static void rebuild(struct temp *t)
{
    index_call(t, (struct index_call){.rebuild = true});
}

/* A snapshot of its own, until the next. */
static void begin(struct temp *t)
{
    reader_end(&t->reader);
    WORKS(t, reader_begin(&t->reader, t->db, &t->err));
}

/* The view of a language (NULL: all), until the next. */
static struct index_view view_of(struct temp *t, const char *lang)
{
    struct index_view view = {0};
    begin(t);
    WORKS(t, lang ? index_view(t->reader.txn, lang, &t->reader.arena, &view, &t->err)
                  : index_view_all(t->reader.txn, NULL, &t->reader.arena, &view, &t->err));
    return view;
}

/* How often a view has a text of that number. */
static size_t times_in(const struct index_view *v, uint64_t number, const uint32_t *points, size_t len)
{
    static uint32_t there[TEXT_LONGEST];
    size_t times = 0;
    for (size_t i = 0; i < v->text_count; i++)
        times += v->texts[i].number == number && v->texts[i].len == len &&
                 (len == 0 || memcmp(v->texts[i].points, points, len * sizeof *points) == 0);
    for (size_t i = 0; i < v->block_count; i++)
        for (uint32_t place = block_place(&v->blocks[i], len); place < block_place(&v->blocks[i], len + 1); place++) {
            if (block_number(&v->blocks[i], place) != number)
                continue;
            block_points(&v->blocks[i], place, len, there);
            times += memcmp(there, points, len * sizeof *points) == 0;
        }
    return times;
}

static size_t texts_in(const struct index_view *v)
{
    size_t count = v->text_count;
    for (size_t i = 0; i < v->block_count; i++)
        count += v->blocks[i].header->units;
    return count;
}

static bool has_text(struct temp *t, const char *lang, uint64_t number, const char *text)
{
    struct index_view v = view_of(t, lang);
    uint32_t points[100];
    size_t len = 0;
    for (size_t at = 0; text[at];)
        points[len++] = utf8_next(str_of(text), &at);
    return times_in(&v, number, points, len) > 0;
}

static zhm_code verify_index(struct temp *t)
{
    begin(t);
    return index_verify(t->reader.txn, &t->err);
}

/* Many short texts: "1", "2", ... */
static struct index_text *short_texts(size_t count)
{
    static char signs[NUMBERS][8];
    struct index_text *texts = calloc(count, sizeof *texts);
    if (!texts)
        abort();
    for (size_t i = 0; i < count; i++)
        texts[i] = (struct index_text){
            i + 1, "en", {signs[i], (size_t)snprintf(signs[i], sizeof signs[i], "%u", (unsigned)(i + 1) % 1000000)}};
    return texts;
}

static void empty_index_has_no_languages(void **state)
{
    struct temp *t = *state;
    const char *const *langs;
    size_t count = 9;
    struct index_view v = view_of(t, "en");
    assert_int_equal(texts_in(&v), 0);
    WORKS(t, index_languages(t->reader.txn, &t->reader.arena, &langs, &count, &t->err));
    assert_int_equal(count, 0);
    WORKS(t, verify_index(t));
    rebuild(t);
    WORKS(t, verify_index(t));
}

static void languages_are_sorted_and_apart(void **state)
{
    static const struct index_text texts[] = {
        {1, "zh-Hans", {"\u5546", 3}}, {1, "en", {"a", 1}}, {2, "en-GB", {"b", 1}},
        {2, "zh-Hant", {"\u5546", 3}}, {3, "en", {"c", 1}},
    };
    static const char *const want[] = {"en", "en-GB", "zh-Hans", "zh-Hant"};
    struct temp *t = *state;
    const char *const *langs;
    size_t count = 0;
    index_call(t, (struct index_call){.texts = texts, .count = COUNT(texts)});
    struct index_view v = view_of(t, "en");
    assert_int_equal(texts_in(&v), 2);
    WORKS(t, index_languages(t->reader.txn, &t->reader.arena, &langs, &count, &t->err));
    assert_int_equal(count, COUNT(want));
    for (size_t i = 0; i < count; i++)
        assert_string_equal(langs[i], want[i]);
    v = view_of(t, "zh");
    assert_int_equal(texts_in(&v), 0);
    v = view_of(t, NULL);
    assert_int_equal(texts_in(&v), COUNT(texts));
    v = (struct index_view){0};
    WORKS(t, index_view_all(t->reader.txn, "en", &t->reader.arena, &v, &t->err));
    assert_int_equal(texts_in(&v), 3);
    WORKS(t, index_view(t->reader.txn, "zh-Hant", &t->reader.arena, &v, &t->err));
    assert_int_equal(texts_in(&v), 4);
}

static void texts_wait_until_they_are_worth_a_block(void **state)
{
    struct temp *t = *state;
    struct index_text *texts = short_texts(FIRST_BLOCK);
    index_call(t, (struct index_call){.texts = texts, .count = FIRST_BLOCK - 1, .each = 1});
    struct index_view v = view_of(t, "en");
    assert_int_equal(v.block_count, 0);
    assert_int_equal(v.text_count, FIRST_BLOCK - 1);
    index_call(t, (struct index_call){.texts = texts + FIRST_BLOCK - 1, .count = 1});
    v = view_of(t, "en");
    assert_int_equal(v.block_count, 1);
    assert_int_equal(v.text_count, 0);
    assert_int_equal(texts_in(&v), FIRST_BLOCK);
    assert_int_equal(records_in(t, STORE_UNIT_NEW), 0);
    free(texts);
}

static void undone_write_leaves_the_index_as_it_was(void **state)
{
    struct temp *t = *state;
    struct index_text *texts = short_texts(1000);
    struct buf before = {0}, after = {0};
    index_call(t, (struct index_call){.texts = texts, .count = 700, .each = 350});
    dump(t, STORE_UNIT_BLOCKS, &before);
    dump(t, STORE_UNIT_NEW, &before);
    index_call(t, (struct index_call){.texts = texts + 700, .count = 300, .then = ZHM_CONFLICT});
    dump(t, STORE_UNIT_BLOCKS, &after);
    dump(t, STORE_UNIT_NEW, &after);
    assert_true(str_equal(buf_str(&before), buf_str(&after)));
    buf_free(&before);
    buf_free(&after);
    free(texts);
}

/* What is known of each text: how often it was written into a block, and how large the last one was. */
struct written {
    uint32_t times[NUMBERS + 1], block[NUMBERS + 1];
    uint32_t next; /* number of a block */
};
static struct written written;

/* Look at the blocks that are new since the last call. */
static void note_written(struct temp *t, const char *lang)
{
    struct directory d;
    begin(t);
    WORKS(t, directory_read(t->reader.txn, lang, &d, &t->err));
    for (size_t i = 0; i < d.count; i++) {
        struct block b;
        if (d.entries[i].number < written.next)
            continue;
        WORKS(t, directory_block(t->reader.txn, &d, i, &b, &t->err));
        uint32_t units = b.header->units;
        assert_int_equal(units, d.entries[i].units);
        for (uint32_t place = 0; place < units; place++) {
            uint64_t number = block_number(&b, place);
            if (written.times[number]++) /* half as large again, at least */
                assert_true(2 * units > 3 * written.block[number] || units == BLOCK_UNITS);
            written.block[number] = units;
        }
    }
    written.next = d.next;
    directory_free(&d);
}

static unsigned doublings(size_t count)
{
    unsigned n = 0;
    while ((size_t)FIRST_BLOCK << n < count)
        n++;
    return n;
}

static void texts_added_one_at_a_time_are_seldom_written_again(void **state)
{
    enum { COUNT_OF = 6000 };
    struct temp *t = *state;
    struct index_text *texts = short_texts(COUNT_OF);
    memset(&written, 0, sizeof written);
    for (size_t from = 0; from < COUNT_OF; from += FIRST_BLOCK) {
        size_t count = COUNT_OF - from < FIRST_BLOCK ? COUNT_OF - from : FIRST_BLOCK;
        index_call(t, (struct index_call){.texts = texts + from, .count = count, .each = 1});
        note_written(t, "en");
        struct index_view v = view_of(t, "en");
        assert_int_equal(texts_in(&v), from + count);
        assert_true(v.block_count <= doublings(from + count) + 1);
    }
    for (size_t i = 1; i <= COUNT_OF; i++)
        assert_true(written.times[i] <= 1 + doublings(COUNT_OF));
    free(texts);
}

static void texts_added_in_any_numbers_are_seldom_written_again(void **state)
{
    enum { COUNT_OF = 9000 };
    struct temp *t = *state;
    struct index_text *texts = short_texts(COUNT_OF);
    seeded_begin(__func__);
    memset(&written, 0, sizeof written);
    for (size_t from = 0, count; from < COUNT_OF; from += count) {
        count = 1 + seeded((size_t[]){20, 300, 1500}[seeded(3)]);
        count = count < COUNT_OF - from ? count : COUNT_OF - from;
        index_call(t, (struct index_call){.texts = texts + from, .count = count});
        note_written(t, "en");
        struct index_view v = view_of(t, "en");
        assert_int_equal(texts_in(&v), from + count);
        assert_true(v.block_count <= 8);
    }
    for (size_t i = 1; i <= COUNT_OF; i++)
        assert_true(written.times[i] <= 14);
    free(texts);
}

static void blocks_hold_so_many_texts_at_most(void **state)
{
    struct temp *t = *state;
    struct index_text *texts = short_texts(NUMBERS);
    index_call(t, (struct index_call){.texts = texts, .count = NUMBERS});
    struct index_view v = view_of(t, "en");
    assert_int_equal(v.block_count, 2);
    assert_int_equal(v.blocks[0].header->units, BLOCK_UNITS);
    assert_int_equal(v.blocks[1].header->units, NUMBERS - BLOCK_UNITS);
    free(texts);
}

/* Texts in two languages, some of them again with another text, in steps of any size: the newest text of each is there. */
static void added_texts_are_in_the_view(void **state)
{
    enum { UNITS = 1200, LANGS = 2 };
    static const char *const langs[LANGS] = {"en", "zh-Hans"};
    static char bytes[UNITS * 2][40];
    static struct index_text texts[UNITS * 2];
    struct temp *t = *state;
    size_t count = 0;
    seeded_begin(__func__);
    while (count < COUNT(texts)) {
        size_t from = count;
        for (size_t n = 1 + seeded(400); n > 0 && count < COUNT(texts); n--, count++) {
            uint64_t number = seeded(4) ? count + 1 : 1 + seeded(count + 1);
            int len = snprintf(bytes[count], sizeof bytes[count], seeded(2) ? "text %zu" : "\u6587\u672C %zu",
                               seeded(1u << 20));
            texts[count] = (struct index_text){number, langs[seeded(LANGS)], {bytes[count], (size_t)len}};
            for (size_t i = from; i < count; i++) /* a unit has one text in a language */
                if (texts[i].number == number)
                    texts[count].number = count + 1;
        }
        index_call(t, (struct index_call){.texts = texts + from, .count = count - from});
    }
    for (size_t i = 0; i < count; i++) {
        bool again = false;
        for (size_t k = i + 1; k < count; k++)
            again = again || (texts[k].number == texts[i].number && texts[k].lang == texts[i].lang);
        assert_true(again || has_text(t, texts[i].lang, texts[i].number, bytes[i]));
    }
    struct index_view v = view_of(t, NULL);
    assert_true(texts_in(&v) <= count);
}

static void put_units(struct temp *t, size_t count, const char *word)
{
    zhm_unit units[64];
    zhm_segment segments[64][2];
    char english[64][32], chinese[64][32];
    for (size_t from = 0; from < count; from += 64) {
        size_t n = count - from < 64 ? count - from : 64;
        for (size_t i = 0; i < n; i++) {
            snprintf(english[i], sizeof english[i], "%s %zu", word, from + i);
            snprintf(chinese[i], sizeof chinese[i], "\u8BCD %zu", from + i);
            segments[i][0] = (zhm_segment){.lang = "en", .text = english[i]};
            segments[i][1] = (zhm_segment){.lang = "zh-Hans", .text = chinese[i]};
            units[i] = (zhm_unit){.segments = segments[i], .segment_count = 2};
        }
        struct put_call p = {.units = units, .count = n, .now = NOW};
        WORKS(t, store_write(t->db->store, put_within, &p, NULL, &t->err));
    }
}

/* A text of a unit that there is not goes when the blocks are made anew, and not before. */
static void many_dead_texts_make_the_blocks_anew(void **state)
{
    static const struct index_text dead[] = {{999999, "en", {"dead", 4}}};
    struct temp *t = *state;
    put_units(t, 40, "word");
    index_call(t, (struct index_call){.texts = dead, .count = 1, .dead = 1000});
    assert_true(has_text(t, "en", 999999, "dead"));
    index_call(t, (struct index_call){.dead = 24});
    assert_true(has_text(t, "en", 999999, "dead"));
    index_call(t, (struct index_call){.dead = 1});
    assert_false(has_text(t, "en", 999999, "dead"));
    assert_true(has_text(t, "en", 7, "word 6"));
    index_call(t, (struct index_call){.texts = dead, .count = 1, .dead = 1000}); /* counted anew */
    assert_true(has_text(t, "en", 999999, "dead"));
    reader_end(&t->reader);
    assert_sound(t);
}

static void dead_texts_fewer_than_units_stay(void **state)
{
    static const struct index_text dead[] = {{999999, "en", {"dead", 4}}};
    struct temp *t = *state;
    put_units(t, 1100, "word");
    index_call(t, (struct index_call){.texts = dead, .count = 1, .dead = 1100});
    assert_true(has_text(t, "en", 999999, "dead"));
    index_call(t, (struct index_call){.dead = 1});
    assert_false(has_text(t, "en", 999999, "dead"));
    reader_end(&t->reader);
    assert_sound(t);
}

/* After adding, editing and deleting, and after a rebuild, every text of every unit is there; then no other. */
static void rebuild_has_the_texts_of_the_units_and_no_others(void **state)
{
    struct temp *t = *state;
    const uint64_t gone[] = {1, 50, 299, 300};
    put_units(t, 600, "word");
    for (uint64_t number = 2; number < 40; number += 3) {
        char origin[16];
        snprintf(origin, sizeof origin, "%d", (int)number);
        WORKS(t, replace_unit(t, number, UNIT("edited", "\u6539", .origin = origin)));
    }
    WORKS(t, delete_units(t, gone, COUNT(gone)));
    reader_end(&t->reader);
    assert_sound(t);
    assert_true(has_text(t, "en", 5, "edited"));
    rebuild(t);
    reader_end(&t->reader);
    assert_sound(t);
    struct index_view v = view_of(t, "en");
    assert_int_equal(texts_in(&v), 596);
    assert_true(has_text(t, "en", 5, "edited"));
    assert_false(has_text(t, "en", 5, "word 4"));
    assert_false(has_text(t, "en", 50, "word 49"));
    assert_true(has_text(t, "zh-Hans", 600, "\u8BCD 599"));
}

/* One record of a table changed by hand. */
struct damage {
    enum store_table table;
    struct buf key, value;
    bool gone;
};

static zhm_code damage_within(struct store_txn *txn, void *context, zhm_error *err)
{
    const struct damage *d = context;
    return d->gone ? store_delete(txn, d->table, buf_str(&d->key), err)
                   : store_put(txn, d->table, buf_str(&d->key), buf_str(&d->value), err);
}

static void damage_do(struct temp *t, struct damage *d)
{
    reader_end(&t->reader);
    WORKS(t, store_write(t->db->store, damage_within, d, NULL, &t->err));
    buf_free(&d->key);
    buf_free(&d->value);
}

/* The first block of a language, to be changed and put back. */
static struct damage first_block(struct temp *t, const char *lang)
{
    struct damage d = {.table = STORE_UNIT_BLOCKS};
    struct directory directory;
    struct block b;
    begin(t);
    WORKS(t, directory_read(t->reader.txn, lang, &directory, &t->err));
    WORKS(t, directory_block(t->reader.txn, &directory, 0, &b, &t->err));
    buf_append(&d.key, lang, strlen(lang) + 1);
    buf_append_be32(&d.key, directory.entries[0].number);
    buf_append(&d.value, b.header, b.header->size);
    directory_free(&directory);
    return d;
}

static void assert_unsound(struct temp *t, const char *words)
{
    assert_int_equal(verify_index(t), ZHM_STORAGE);
    if (!strstr(t->err.text, words))
        fail_msg("\"%s\" does not say \"%s\"", t->err.text, words);
}

static void verify_finds_a_missing_new_text(void **state)
{
    struct temp *t = *state;
    struct damage d = {.table = STORE_UNIT_NEW, .gone = true};
    put_units(t, 9, "word");
    buf_append(&d.key, "en", 3);
    buf_append_be64(&d.key, 4);
    damage_do(t, &d);
    assert_unsound(t, "lacks unit 4 in en");
    rebuild(t);
    WORKS(t, verify_index(t));
}

static void verify_finds_a_missing_block_and_directory(void **state)
{
    struct temp *t = *state;
    put_units(t, 300, "word");
    struct damage d = first_block(t, "zh-Hans");
    d.gone = true;
    damage_do(t, &d);
    assert_unsound(t, "missing");
    rebuild(t);
    d = (struct damage){.table = STORE_UNIT_BLOCKS, .gone = true};
    buf_append(&d.key, "zh-Hans", 8);
    damage_do(t, &d);
    assert_unsound(t, "lacks unit 1 in zh-Hans");
    rebuild(t);
    WORKS(t, verify_index(t));
}

/* A byte of each array, and of the header. */
static void verify_finds_a_damaged_block(void **state)
{
    struct temp *t = *state;
    put_units(t, 300, "word");
    for (unsigned array = 0; array <= BLOCK_ARRAYS; array++) {
        struct damage d = first_block(t, "en");
        struct block b;
        WORKS(t, block_view(buf_str(&d.value), &b, &t->err));
        size_t at = array == BLOCK_ARRAYS ? 8 : block_array_offset(b.header, array) + 4;
        d.value.data[at] ^= 4;
        damage_do(t, &d);
        assert_unsound(t, "index");
        rebuild(t);
        WORKS(t, verify_index(t));
    }
}

static void cut_block_is_refused(void **state)
{
    struct temp *t = *state;
    const size_t lengths[] = {0, 1, sizeof(struct block_header) + 3, 500, 5000};
    put_units(t, 300, "word");
    for (size_t i = 0; i < COUNT(lengths); i++) {
        struct damage d = first_block(t, "en");
        d.value.len = lengths[i];
        damage_do(t, &d);
        assert_unsound(t, "damaged");
        rebuild(t);
    }
}

static void damaged_directory_is_refused(void **state)
{
    static const char *const records[] = {"", "\x80", "\x02\x01", "\x02\x07\x01", "\x02\x01\xFF\xFF\xFF\x7F"};
    struct temp *t = *state;
    put_units(t, 300, "word");
    for (size_t i = 0; i < COUNT(records); i++) {
        struct damage d = {.table = STORE_UNIT_BLOCKS};
        buf_append(&d.key, "en", 3);
        buf_append_text(&d.value, records[i]);
        damage_do(t, &d);
        assert_unsound(t, "directory");
    }
    rebuild(t);
    WORKS(t, verify_index(t));
}

static void block_of_other_grams_is_refused_until_a_rebuild(void **state)
{
    struct temp *t = *state;
    struct index_view v = {0};
    put_units(t, 300, "word");
    struct damage d = first_block(t, "en");
    ((struct block_header *)(void *)d.value.data)->grams = GRAM_VERSION + 1;
    damage_do(t, &d);
    begin(t);
    assert_int_equal(index_view(t->reader.txn, "en", &t->reader.arena, &v, &t->err), ZHM_STORAGE);
    assert_non_null(strstr(t->err.text, "another version"));
    WORKS(t, index_view(t->reader.txn, "zh-Hans", &t->reader.arena, &v, &t->err));
    assert_unsound(t, "another version");
    rebuild(t);
    WORKS(t, verify_index(t));
}

/* Joining blocks does not spread damage, nor read outside. */
static void adding_to_a_damaged_block_is_refused(void **state)
{
    struct temp *t = *state;
    struct index_text *texts = short_texts(300);
    put_units(t, 300, "word");
    struct damage d = first_block(t, "en");
    struct block b;
    WORKS(t, block_view(buf_str(&d.value), &b, &t->err));
    memset(d.value.data + block_array_offset(b.header, BLOCK_STARTS), 0xFC, 40);
    damage_do(t, &d);
    struct index_call c = {.texts = texts, .count = 300};
    assert_int_equal(store_write(t->db->store, index_within, &c, NULL, &t->err), ZHM_STORAGE);
    rebuild(t);
    WORKS(t, verify_index(t));
    free(texts);
}

static int end(void **state)
{
    struct temp *t = *state;
    reader_end(&t->reader);
    return temp_remove(state);
}

#define IN_INDEX(test) cmocka_unit_test_setup_teardown(test, temp_new, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_INDEX(empty_index_has_no_languages),
        IN_INDEX(languages_are_sorted_and_apart),
        IN_INDEX(texts_wait_until_they_are_worth_a_block),
        IN_INDEX(undone_write_leaves_the_index_as_it_was),
        IN_INDEX(texts_added_one_at_a_time_are_seldom_written_again),
        IN_INDEX(texts_added_in_any_numbers_are_seldom_written_again),
        IN_INDEX(blocks_hold_so_many_texts_at_most),
        IN_INDEX(added_texts_are_in_the_view),
        IN_INDEX(many_dead_texts_make_the_blocks_anew),
        IN_INDEX(dead_texts_fewer_than_units_stay),
        IN_INDEX(rebuild_has_the_texts_of_the_units_and_no_others),
        IN_INDEX(verify_finds_a_missing_new_text),
        IN_INDEX(verify_finds_a_missing_block_and_directory),
        IN_INDEX(verify_finds_a_damaged_block),
        IN_INDEX(cut_block_is_refused),
        IN_INDEX(damaged_directory_is_refused),
        IN_INDEX(block_of_other_grams_is_refused_until_a_rebuild),
        IN_INDEX(adding_to_a_damaged_block_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
