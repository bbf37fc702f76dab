#include "memory/units.h"

#include "../seeded.h"
#include "memory/unit_store.h"
#include "model/unit.h"
#include "temp_memory.h"

static void units_put_new_ones_are_numbered_in_order(void **state)
{
    struct temp *t = *state;
    const zhm_unit units[] = {UNIT("Ministry of Commerce", "商务部", .origin = "a.tmx", .domain = "trade", .name = "7"),
                              UNIT("Two", "二", .created = 5, .created_by = "me", .uses = 3), UNIT("One", "一")};
    struct put_call p = {.units = units, .count = 3, .now = NOW};
    WORKS(t, store_write(t->db->store, put_within, &p, NULL, &t->err));
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(p.out[i].outcome, UNIT_ADDED);
        assert_int_equal(p.out[i].number, i + 1);
        assert_int_equal(number_of(t, units[i]), i + 1);
    }
    const zhm_unit *u = unit_there(t, 1);
    assert_string_equal(u->segments[1].text, "商务部");
    assert_string_equal(u->origin, "a.tmx");
    assert_string_equal(u->name, "7");
    assert_int_equal(u->created, NOW);
    assert_int_equal(u->batch, 0);
    assert_int_equal(unit_there(t, 2)->created, 5);
    assert_null(unit_there(t, 4));
    assert_sound(t);
}

/* By which a unit is another one. */
static void units_put_other_identity_is_another_unit(void **state)
{
    struct temp *t = *state;
    const zhm_segment before[] = {{.lang = "en", .text = "A", .previous = "x"}, {.lang = "zh-Hans", .text = "甲"}};
    const zhm_segment hant[] = {{.lang = "en", .text = "A"}, {.lang = "zh-Hant", .text = "甲"}};
    const zhm_unit units[] = {UNIT("A", "甲"),
                              UNIT("A", "乙"),
                              UNIT("A", "甲", .origin = "o"),
                              UNIT("A", "甲", .domain = "d"),
                              {.segments = before, .segment_count = 2},
                              {.segments = hant, .segment_count = 2}};
    for (size_t i = 0; i < COUNT(units); i++)
        assert_int_equal(put_unit(t, units[i]).number, i + 1);
    for (size_t i = 0; i < COUNT(units); i++)
        assert_int_equal(number_of(t, units[i]), i + 1);
    assert_sound(t);
}

static void units_put_again_joins(void **state)
{
    struct temp *t = *state;
    const zhm_detail note = {.kind = ZHM_NOTE, .value = "checked"};
    zhm_unit u = UNIT("A", "甲", .uses = 2);
    assert_int_equal(put_unit(t, u).outcome, UNIT_ADDED);
    assert_int_equal(put_unit(t, u).outcome, UNIT_UNCHANGED);
    u.uses = 1;
    assert_int_equal(put_unit(t, u).outcome, UNIT_UNCHANGED);
    u.details = &note, u.detail_count = 1, u.uses = 9;
    struct unit_put put = put_unit(t, u);
    assert_int_equal(put.outcome, UNIT_JOINED);
    assert_int_equal(put.number, 1);
    assert_int_equal(unit_there(t, 1)->uses, 9);
    assert_string_equal(unit_there(t, 1)->details[0].value, "checked");
    assert_int_equal(records_in(t, STORE_LOG), 2);
    assert_sound(t);
}

static void units_put_the_same_within_one_call_joins_and_logs_once(void **state)
{
    struct temp *t = *state;
    const zhm_unit units[] = {UNIT("A", "甲"), UNIT("B", "乙"), UNIT("A", "甲", .uses = 4), UNIT("A", "甲", .uses = 4)};
    static const enum unit_outcome want[] = {UNIT_ADDED, UNIT_ADDED, UNIT_JOINED, UNIT_UNCHANGED};
    static const uint64_t numbers[] = {1, 2, 1, 1};
    struct put_call p = {.units = units, .count = 4, .now = NOW};
    WORKS(t, store_write(t->db->store, put_within, &p, NULL, &t->err));
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(p.out[i].outcome, want[i]);
        assert_int_equal(p.out[i].number, numbers[i]);
    }
    assert_int_equal(unit_there(t, 1)->uses, 4);
    assert_int_equal(records_in(t, STORE_LOG), 2);
    assert_sound(t);
}

static void units_put_brings_texts_to_nfc(void **state)
{
    struct temp *t = *state;
    zhm_unit decomposed = UNIT("Cafe\xCC\x81", "咖啡"), composed = UNIT("Caf\xC3\xA9", "咖啡");
    assert_int_equal(put_unit(t, decomposed).number, 1);
    assert_string_equal(unit_there(t, 1)->segments[0].text, "Caf\xC3\xA9");
    assert_int_equal(put_unit(t, composed).outcome, UNIT_UNCHANGED);
    assert_int_equal(number_of(t, decomposed), 1);
    assert_sound(t);
}

/* U+0958 is twice as long in NFC. */
static void units_put_too_long_in_nfc_is_left_out_alone(void **state)
{
    struct temp *t = *state;
    struct buf text = {0};
    for (int i = 0; i < 20000; i++)
        buf_append_text(&text, "\xE0\xA5\x98");
    const zhm_unit units[] = {UNIT("A", "甲"), UNIT(buf_text(&text), "长"), UNIT("B", "乙")};
    WORKS(t, unit_check(&units[1], &t->err));
    struct put_call p = {.units = units, .count = 3, .now = NOW};
    WORKS(t, store_write(t->db->store, put_within, &p, NULL, &t->err));
    assert_int_equal(p.out[1].outcome, UNIT_REFUSED);
    assert_int_equal(p.out[1].number, 0);
    assert_int_equal(p.out[2].number, 2);
    assert_int_equal(number_of(t, units[1]), 0);
    assert_int_equal(replace_unit(t, 1, units[1]), ZHM_LIMIT);
    assert_sound(t);
    buf_free(&text);
}

static void units_put_too_many_details_together_is_refused(void **state)
{
    struct temp *t = *state;
    static zhm_detail one[600], two[600];
    static char names[1200][16];
    for (int i = 0; i < 1200; i++) {
        snprintf(names[i], sizeof names[i], "n%d", i);
        (i < 600 ? one : two)[i % 600] = (zhm_detail){.kind = ZHM_PROPERTY, .name = names[i], .value = "v"};
    }
    zhm_unit u = UNIT("A", "甲", .details = one, .detail_count = 600);
    assert_int_equal(put_unit(t, u).outcome, UNIT_ADDED);
    u.details = two;
    struct unit_put put = put_unit(t, u);
    assert_int_equal(put.outcome, UNIT_REFUSED);
    assert_int_equal(put.number, 1);
    assert_string_equal(unit_there(t, 1)->details[0].name, "n0");
    assert_sound(t);
}

static void units_put_in_a_write_that_fails_leaves_nothing(void **state)
{
    struct temp *t = *state;
    zhm_unit u = UNIT("A", "甲");
    struct put_call p = {.units = &u, .count = 1, .now = NOW, .then = ZHM_CONFLICT};
    assert_int_equal(store_write(t->db->store, put_within, &p, NULL, &t->err), ZHM_CONFLICT);
    assert_int_equal(number_of(t, u), 0);
    assert_int_equal(records_in(t, STORE_LOG), 0);
    assert_int_equal(put_unit(t, u).number, 1);
    assert_sound(t);
}

static void units_delete_gives_no_number_again(void **state)
{
    struct temp *t = *state;
    put_unit(t, UNIT("A", "甲"));
    put_unit(t, UNIT("B", "乙"));
    WORKS(t, delete_units(t, (uint64_t[]){2, 1, 2}, 3));
    assert_null(unit_there(t, 1));
    assert_null(unit_there(t, 2));
    assert_int_equal(records_in(t, STORE_UNIT_KEYS), 0);
    assert_int_equal(put_unit(t, UNIT("A", "甲")).number, 3);
    assert_sound(t);
}

static void units_delete_one_missing_deletes_none(void **state)
{
    struct temp *t = *state;
    put_unit(t, UNIT("A", "甲"));
    assert_int_equal(delete_units(t, (uint64_t[]){1, 9, 8}, 3), ZHM_NOT_FOUND);
    assert_string_equal(t->err.text, "no unit 9");
    assert_non_null(unit_there(t, 1));
    assert_int_equal(records_in(t, STORE_LOG), 1);
    assert_sound(t);
}

static void unit_replace_keeps_what_the_new_one_does_not_say(void **state)
{
    struct temp *t = *state;
    put_unit(t, UNIT("A", "甲", .created = 5, .created_by = "me", .uses = 3, .last_used = 8, .domain = "d"));
    WORKS(t, replace_unit(t, 1, UNIT("A2", "甲", .changed_by = "you")));
    const zhm_unit *u = unit_there(t, 1);
    assert_string_equal(u->segments[0].text, "A2");
    assert_string_equal(u->domain, "");
    assert_string_equal(u->created_by, "me");
    assert_string_equal(u->changed_by, "you");
    assert_int_equal(u->created, 5);
    assert_int_equal(u->changed, NOW + 7);
    assert_int_equal(u->uses, 3);
    assert_int_equal(u->last_used, 8);
    assert_int_equal(number_of(t, UNIT("A2", "甲")), 1);
    assert_int_equal(number_of(t, UNIT("A", "甲", .domain = "d")), 0);
    assert_sound(t);
}

static void unit_replace_faults(void **state)
{
    struct temp *t = *state;
    put_unit(t, UNIT("A", "甲"));
    put_unit(t, UNIT("B", "乙"));
    assert_int_equal(replace_unit(t, 2, UNIT("A", "甲")), ZHM_CONFLICT);
    assert_non_null(strstr(t->err.text, "unit 1 "));
    assert_int_equal(replace_unit(t, 3, UNIT("C", "丙")), ZHM_NOT_FOUND);
    assert_string_equal(t->err.text, "no unit 3");
    WORKS(t, replace_unit(t, 2, UNIT("B", "乙", .uses = 2)));
    assert_sound(t);
}

static void unit_view_lends_the_same(void **state)
{
    struct temp *t = *state;
    zhm_unit u;
    put_unit(t, UNIT("A", "甲"));
    WORKS(t, reader_begin(&t->reader, t->db, &t->err));
    WORKS(t, unit_view(t->reader.txn, 1, &t->reader.arena, &u, &t->err));
    assert_string_equal(u.segments[1].text, "甲");
    assert_int_equal(unit_view(t->reader.txn, 2, &t->reader.arena, &u, &t->err), ZHM_NOT_FOUND);
    assert_int_equal(u.number, 1);
    reader_end(&t->reader);
}

/* Two units of one hash: a key of the first's hash that names the second, before its own. */
static zhm_code put_false_key(struct store_txn *t, void *context, zhm_error *err)
{
    const zhm_unit *u = context;
    struct buf identity = {0};
    struct unit_key key = {.number = 1};
    zhm_code code = unit_hash(u, &identity, &key.hash, err);
    buf_free(&identity);
    return code == ZHM_OK ? unit_keys_put(t, &key, 1, err) : code;
}

static void unit_find_compares_whole_identities(void **state)
{
    struct temp *t = *state;
    zhm_unit b = UNIT("B", "乙");
    put_unit(t, UNIT("A", "甲"));
    put_unit(t, b);
    WORKS(t, store_write(t->db->store, put_false_key, &b, NULL, &t->err));
    assert_int_equal(number_of(t, b), 2);
    assert_int_equal(put_unit(t, b).number, 2);
}

static void changes_of_units_are_read_back(void **state)
{
    struct temp *t = *state;
    struct change_list list = {0};
    put_name(t, "cn/a", "Name");
    put_unit(t, UNIT("A", "甲"));
    WORKS(t, replace_unit(t, 1, UNIT("A", "乙")));
    WORKS(t, delete_units(t, (uint64_t[]){1}, 1));
    put_name(t, "unit", "A concept of that name");
    put_name(t, "units", "And one that sorts after it");
    WORKS(t, reader_begin(&t->reader, t->db, &t->err));
    WORKS(t, changes_since(&t->reader, 0, 100, &list, &t->err));
    assert_int_equal(list.count, 6);
    assert_string_equal(list.items[0].concept->id, "cn/a");
    assert_null(list.items[0].unit);
    const struct change *put = &list.items[1], *edited = &list.items[2], *gone = &list.items[3];
    assert_string_equal(put->id, "unit:1");
    assert_int_equal(put->unit->number, 1);
    assert_string_equal(put->unit->segments[1].text, "甲");
    assert_null(put->concept);
    assert_null(put->grammar);
    assert_string_equal(edited->unit->segments[1].text, "乙");
    assert_true(gone->deleted);
    assert_null(gone->unit);
    assert_non_null(list.items[4].concept);
    WORKS(t, concept_history(&t->reader, STR("unit:1"), 2, &list, &t->err));
    assert_int_equal(list.count, 2);
    assert_true(list.items[0].deleted);
    reader_end(&t->reader);
    assert_sound(t);
}

/* What may be wrong in the tables, and what verify says of it. */
struct damage {
    const char *description;
    enum store_table table;
    struct str key, value; /* a value of NULL: delete */
    const char *want;
};

static zhm_code do_damage(struct store_txn *t, void *context, zhm_error *err)
{
    const struct damage *d = context;
    return d->value.data ? store_put(t, d->table, d->key, d->value, err) : store_delete(t, d->table, d->key, err);
}

static struct str first_key(struct temp *t, enum store_table table)
{
    static char key[STORE_KEY_MAX];
    struct store_cursor c;
    WORKS(t, reader_begin(&t->reader, t->db, &t->err));
    WORKS(t, store_cursor_init(&c, t->reader.txn, table, (struct str){0}, &t->err));
    WORKS(t, store_cursor_next(&c, &t->err));
    struct str found = {key, c.key.len};
    memcpy(key, c.key.data, c.key.len);
    store_cursor_clear(&c);
    reader_end(&t->reader);
    return found;
}

#define NUMBER(n)             \
    {                         \
        "\0\0\0\0\0\0\0" n, 8 \
    }

static void units_verify_finds_damage(void **state)
{
    struct temp *t = *state;
    zhm_unit other = UNIT("Z", "末"), foreign = UNIT("A", "甲", .created = NOW, .batch = 5);
    struct buf record = {0}, of_batch = {0};
    unit_encode(&other, &record);
    unit_encode(&foreign, &of_batch);
    const struct damage cases[] = {
        {"a unit gone", STORE_UNITS, NUMBER("\1"), {0}, "identities of"},
        {"an identity gone", STORE_UNIT_KEYS, {0}, {0}, "is not among the identities"},
        {"a record that its log has not", STORE_UNITS, NUMBER("\1"), buf_str(&record), "unit 1 is not among"},
        {"a record that is none", STORE_UNITS, NUMBER("\1"), STR("x"), "record of unit 1"},
        {"a number from nowhere", STORE_META, STR("next_unit"), NUMBER("\1"), "was not given out"},
        {"an import that is none", STORE_UNITS, NUMBER("\1"), buf_str(&of_batch), "import 5"},
        {"an import's unit without it",
         STORE_BATCH_UNITS,
         {"\0\0\0\0\0\0\0\3\0\0\0\0\0\0\0\1", 16},
         STR(""),
         "import 3"},
        {"a short key", STORE_UNITS, STR("k"), buf_str(&record), "a unit's number"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct damage d = cases[i];
        uint64_t number = put_unit(t, UNIT("A", "甲")).number;
        assert_int_equal(number, 1);
        if (!d.key.data)
            d.key = first_key(t, d.table);
        WORKS(t, store_write(t->db->store, do_damage, &d, NULL, &t->err));
        zhm_error err = {0};
        if (verify_units(t, &err) != ZHM_STORAGE || !strstr(err.text, d.want))
            fail_msg("%s: \"%s\"", d.description, err.text);
        t = temp_renew(state);
    }
    buf_free(&record);
    buf_free(&of_batch);
}

/* The slow twin: a list. */
struct twin {
    zhm_unit unit;
    bool there;
};

static struct arena twin_arena;

static bool same_identity(const zhm_unit *a, const zhm_unit *b)
{
    struct buf x = {0}, y = {0};
    unit_identity(a, &x);
    unit_identity(b, &y);
    bool same = str_equal(buf_str(&x), buf_str(&y));
    buf_free(&x), buf_free(&y);
    return same;
}

static size_t twin_find(const struct twin *twins, size_t count, const zhm_unit *u)
{
    for (size_t i = 1; i <= count; i++)
        if (twins[i].there && same_identity(&twins[i].unit, u))
            return i;
    return 0;
}

static bool twin_same_record(const zhm_unit *a, const zhm_unit *b)
{
    struct buf x = {0}, y = {0};
    unit_encode(a, &x);
    unit_encode(b, &y);
    bool same = str_equal(buf_str(&x), buf_str(&y));
    buf_free(&x), buf_free(&y);
    return same;
}

static struct unit_put twin_put(struct twin *twins, size_t *count, zhm_unit u)
{
    size_t at = twin_find(twins, *count, &u);
    u.created = u.created ? u.created : NOW;
    if (!at) {
        twins[++*count] = (struct twin){u, true};
        return (struct unit_put){UNIT_ADDED, *count};
    }
    zhm_unit joined;
    assert_int_equal(unit_join(&twins[at].unit, &u, &twin_arena, &joined, NULL), ZHM_OK);
    bool same = twin_same_record(&twins[at].unit, &joined);
    twins[at].unit = joined;
    return (struct unit_put){same ? UNIT_UNCHANGED : UNIT_JOINED, at};
}

static zhm_unit random_unit(void)
{
    static const char *const texts[] = {"a", "b", "c", "d", "e", "f"};
    static const char *const origins[] = {"", "o"};
    zhm_segment *s = arena_array(&twin_arena, 2, sizeof *s);
    s[0] = (zhm_segment){.lang = "en", .text = texts[seeded(6)]};
    s[1] = (zhm_segment){.lang = "zh-Hans", .text = texts[seeded(3)]};
    return (zhm_unit){.segments = s,
                      .segment_count = 2,
                      .origin = origins[seeded(2)],
                      .uses = seeded(3),
                      .created = (int64_t)seeded(3),
                      .name = seeded(2) ? "n" : ""};
}

static void random_put(struct temp *t, struct twin *twins, size_t *count)
{
    zhm_unit units[8];
    struct put_call p = {.units = units, .count = seeded(8), .now = NOW};
    for (size_t i = 0; i < p.count; i++)
        units[i] = random_unit();
    WORKS(t, store_write(t->db->store, put_within, &p, NULL, &t->err));
    for (size_t i = 0; i < p.count; i++) {
        struct unit_put want = twin_put(twins, count, units[i]);
        assert_int_equal(p.out[i].outcome, want.outcome);
        assert_int_equal(p.out[i].number, want.number);
    }
}

static void random_replace(struct temp *t, struct twin *twins, size_t count)
{
    uint64_t number = 1 + seeded(count + 1);
    zhm_unit u = random_unit();
    size_t other = twin_find(twins, count, &u);
    struct twin *twin = &twins[number];
    zhm_code want = number > count || !twin->there ? ZHM_NOT_FOUND : other && other != number ? ZHM_CONFLICT : ZHM_OK;
    assert_int_equal(replace_unit(t, number, u), want);
    if (want != ZHM_OK)
        return;
    u.created = u.created ? u.created : twin->unit.created;
    u.uses = u.uses ? u.uses : twin->unit.uses;
    u.changed = NOW + 7;
    twin->unit = u;
}

static void random_delete(struct temp *t, struct twin *twins, size_t count)
{
    uint64_t numbers[2] = {1 + seeded(count + 1), 1 + seeded(count + 1)};
    bool there = true;
    for (int i = 0; i < 2; i++)
        there = there && numbers[i] <= count && twins[numbers[i]].there;
    assert_int_equal(delete_units(t, numbers, 2), there ? ZHM_OK : ZHM_NOT_FOUND);
    for (int i = 0; there && i < 2; i++)
        twins[numbers[i]].there = false;
}

static void assert_twins(struct temp *t, const struct twin *twins, size_t count)
{
    for (size_t i = 1; i <= count; i++) {
        const zhm_unit *u = unit_there(t, i);
        assert_int_equal(u != NULL, twins[i].there);
        if (u && !twin_same_record(u, &twins[i].unit))
            fail_msg("unit %zu is another", i);
    }
}

static void units_random_writes_are_a_lists(void **state)
{
    struct temp *t = *state;
    static struct twin twins[2000];
    size_t count = 0;
    seeded_begin(__func__);
    for (int round = 0; round < 150; round++) {
        size_t what = seeded(4);
        if (what < 2)
            random_put(t, twins, &count);
        else if (what == 2)
            random_replace(t, twins, count);
        else
            random_delete(t, twins, count);
    }
    assert_twins(t, twins, count);
    assert_sound(t);
    arena_free(&twin_arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_TEMP(units_put_new_ones_are_numbered_in_order),
        IN_TEMP(units_put_other_identity_is_another_unit),
        IN_TEMP(units_put_again_joins),
        IN_TEMP(units_put_the_same_within_one_call_joins_and_logs_once),
        IN_TEMP(units_put_brings_texts_to_nfc),
        IN_TEMP(units_put_too_long_in_nfc_is_left_out_alone),
        IN_TEMP(units_put_too_many_details_together_is_refused),
        IN_TEMP(units_put_in_a_write_that_fails_leaves_nothing),
        IN_TEMP(units_delete_gives_no_number_again),
        IN_TEMP(units_delete_one_missing_deletes_none),
        IN_TEMP(unit_replace_keeps_what_the_new_one_does_not_say),
        IN_TEMP(unit_replace_faults),
        IN_TEMP(unit_view_lends_the_same),
        IN_TEMP(unit_find_compares_whole_identities),
        IN_TEMP(changes_of_units_are_read_back),
        IN_TEMP(units_verify_finds_damage),
        IN_TEMP(units_random_writes_are_a_lists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
