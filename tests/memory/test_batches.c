#include "memory/batches.h"

#include "../seeded.h"
#include "memory/batch_record.h"
#include "temp_memory.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

/* Small steps: a hundred units or fewer are several. */
static int small_steps(void **state)
{
    batch_bounds = (struct batch_bounds){7, 1 << 20};
    return temp_new(state);
}

#define IN_STEPS(test) cmocka_unit_test_setup_teardown(test, small_steps, temp_remove)

/* Unit @i of input number @salt. Inputs share some of their units, and say different things of them. */
static zhm_unit input_unit(size_t i, unsigned salt)
{
    static char texts[64][2][32];
    static zhm_segment segments[64][2];
    static size_t turn;
    size_t at = turn++ % 64, which = i * 7 % 41;
    snprintf(texts[at][0], 32, "text %zu", which % 5 ? which : which * 100 + salt);
    snprintf(texts[at][1], 32, "文 %zu", which);
    segments[at][0] = (zhm_segment){.lang = "en", .text = texts[at][0]};
    segments[at][1] = (zhm_segment){.lang = "zh-Hans", .text = texts[at][1]};
    return (zhm_unit){.segments = segments[at],
                      .segment_count = 2,
                      .created = 1000 + (int64_t)i,
                      .uses = i % 3 * (salt + 1),
                      .origin = which % 2 ? "o" : ""};
}

static struct batch_import *begin(struct temp *t, const char *name, bool resume, uint64_t *skip)
{
    struct batch_import *b = NULL;
    WORKS(t, batch_begin(t->db, name, "file.tmx", resume, &b, skip, &t->err));
    if (!b)
        abort();
    return b;
}

static void add_units(struct temp *t, struct batch_import *b, size_t from, size_t to, unsigned salt)
{
    for (size_t i = from; i < to; i++) {
        zhm_unit u = input_unit(i, salt);
        WORKS(t, batch_add(b, &u, &t->err));
    }
}

static void import(struct temp *t, const char *name, size_t count, unsigned salt)
{
    uint64_t skip;
    struct batch_import *b = begin(t, name, false, &skip);
    add_units(t, b, 0, count, salt);
    WORKS(t, batch_end(b, true, &t->err));
    batch_free(b);
}

static struct batch batch_of(struct temp *t, const char *name)
{
    struct batch_list list = {0};
    struct batch found = {0};
    WORKS(t, reader_begin(&t->reader, t->db, &t->err));
    WORKS(t, batches_list(&t->reader, &list, &t->err));
    reader_end(&t->reader);
    for (size_t i = 0; i < list.count; i++)
        if (strcmp(list.items[i].name, name) == 0)
            found = list.items[i];
    return found;
}

static struct batch undo(struct temp *t, const char *name)
{
    struct batch out = {0};
    WORKS(t, batch_undo(t->db, name, NULL, NULL, &out, &t->err));
    return out;
}

static void batch_done_is_listed_with_its_counts(void **state)
{
    struct temp *t = *state;
    uint64_t skip = 9;
    const zhm_unit units[] = {UNIT("A", "甲"), UNIT("B", "乙", .origin = "own"), UNIT("A", "甲"),
                              UNIT("A", "甲", .uses = 3)};
    zhm_unit bad = UNIT("", "空");
    struct batch_import *b = begin(t, "first", false, &skip);
    assert_int_equal(skip, 0);
    for (size_t i = 0; i < COUNT(units); i++)
        WORKS(t, batch_add(b, &units[i], &t->err));
    assert_int_equal(batch_add(b, &bad, &t->err), ZHM_BAD_INPUT);
    batch_refuse(b);
    assert_int_equal(batch_report(b)->read, 0);
    WORKS(t, batch_end(b, true, &t->err));
    assert_int_equal(batch_report(b)->read, 6);
    batch_free(b);
    struct batch got = batch_of(t, "first");
    assert_int_equal(got.number, 1);
    assert_string_equal(batch_state_name(got.state), "done");
    assert_string_equal(got.origin, "file.tmx");
    assert_true(got.begun > 0 && got.ended >= got.begun);
    assert_int_equal(got.read, 6);
    assert_int_equal(got.added, 2);
    assert_int_equal(got.joined, 1);
    assert_int_equal(got.unchanged, 1);
    assert_int_equal(got.refused, 2);
    assert_string_equal(unit_there(t, 1)->origin, "file.tmx");
    assert_int_equal(unit_there(t, 1)->created, got.begun);
    assert_int_equal(unit_there(t, 1)->batch, 1);
    assert_string_equal(unit_there(t, 2)->origin, "own");
    assert_sound(t);
}

/* The same of a batch however its steps fall. */
static void batch_steps_make_no_difference(void **state)
{
    struct temp *t = *state;
    struct buf want = {0};
    struct batch first = {0};
    for (size_t step = 1; step <= 64; step *= 4) {
        batch_bounds.units = step;
        import(t, "x", 100, 1);
        struct buf got = dump_units(t);
        struct batch b = batch_of(t, "x");
        if (!want.data) {
            want = got;
            first = b;
            first.name = "x";
        } else {
            assert_true(str_equal(buf_str(&got), buf_str(&want)));
            buf_free(&got);
        }
        assert_int_equal(b.added, first.added);
        assert_int_equal(b.joined, first.joined);
        assert_int_equal(b.unchanged, first.unchanged);
        assert_sound(t);
        t = temp_renew(state);
    }
    assert_true(first.added < 100 && first.joined + first.unchanged > 0);
    buf_free(&want);
}

static void batch_of_long_units_steps_earlier(void **state)
{
    struct temp *t = *state;
    uint64_t skip;
    batch_bounds = (struct batch_bounds){1000, 30};
    struct batch_import *b = begin(t, "x", false, &skip);
    add_units(t, b, 0, 3, 0);
    assert_int_equal(batch_report(b)->read, 3);
    batch_free(b);
}

static void batch_begin_names_are_distinct(void **state)
{
    struct temp *t = *state;
    struct batch_import *b = NULL;
    uint64_t skip;
    batch_free(begin(t, "x", false, &skip));
    assert_int_equal(batch_begin(t->db, "x", "", false, &b, &skip, &t->err), ZHM_CONFLICT);
    assert_non_null(strstr(t->err.text, "resume it"));
    b = begin(t, "x", true, &skip);
    WORKS(t, batch_end(b, true, &t->err));
    batch_free(b);
    assert_int_equal(batch_begin(t->db, "x", "", false, &b, &skip, &t->err), ZHM_CONFLICT);
    assert_non_null(strstr(t->err.text, "another name"));
    assert_int_equal(batch_begin(t->db, "x", "", true, &b, &skip, &t->err), ZHM_NOT_FOUND);
    assert_int_equal(undo(t, "x").state, BATCH_UNDONE);
    assert_int_equal(batch_begin(t->db, "x", "", true, &b, &skip, &t->err), ZHM_NOT_FOUND);
    batch_free(begin(t, "x", false, &skip));
    assert_int_equal(batch_of(t, "x").number, 2);
    assert_sound(t);
}

static void batch_begin_refuses_bad_names(void **state)
{
    struct temp *t = *state;
    struct batch_import *b = NULL;
    uint64_t skip;
    static char longer[ZHM_FIELD_MAX + 2];
    memset(longer, 'x', sizeof longer - 1);
    const struct {
        const char *name, *origin;
        zhm_code want;
    } cases[] = {{"", "o", ZHM_BAD_INPUT},     {NULL, "o", ZHM_BAD_INPUT},   {"a\nb", "o", ZHM_BAD_INPUT},
                 {"\xFF", "o", ZHM_BAD_INPUT}, {"a", "\x7F", ZHM_BAD_INPUT}, {longer, "o", ZHM_LIMIT},
                 {"a", longer, ZHM_LIMIT}};
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_int_equal(batch_begin(t->db, cases[i].name, cases[i].origin, false, &b, &skip, &t->err), cases[i].want);
    assert_null(b);
    assert_int_equal(records_in(t, STORE_BATCHES), 0);
    WORKS(t, batch_begin(t->db, "a", NULL, false, &b, &skip, &t->err));
    batch_free(b);
}

/* Another memory, with the input whole and at once. */
static struct buf whole_import(size_t count, unsigned salt)
{
    void *state = NULL;
    struct temp *t = temp_renew(&state);
    import(t, "x", count, salt);
    struct buf out = dump_units(t);
    dump(t, STORE_BATCH_UNITS, &out);
    temp_remove(&state);
    return out;
}

static void assert_as_whole(struct temp *t, size_t count, unsigned salt)
{
    struct buf want = whole_import(count, salt), got = dump_units(t);
    dump(t, STORE_BATCH_UNITS, &got);
    assert_true(str_equal(buf_str(&got), buf_str(&want)));
    buf_free(&want);
    buf_free(&got);
    assert_sound(t);
}

static void batch_resumed_is_as_one_in_a_piece(void **state)
{
    struct temp *t = *state;
    uint64_t skip = 0;
    struct batch_import *b = begin(t, "x", false, &skip);
    add_units(t, b, 0, 10, 3);
    batch_free(b); /* three of them are lost */
    b = begin(t, "x", true, &skip);
    assert_int_equal(skip, 7);
    add_units(t, b, 7, 30, 3);
    WORKS(t, batch_end(b, false, &t->err));
    batch_free(b);
    assert_int_equal(batch_of(t, "x").state, BATCH_RUNNING);
    b = begin(t, "x", true, &skip);
    assert_int_equal(skip, 30);
    add_units(t, b, 30, 100, 3);
    WORKS(t, batch_end(b, true, &t->err));
    batch_free(b);
    assert_as_whole(t, 100, 3);
}

static void batch_resumed_by_another_is_a_conflict(void **state)
{
    struct temp *t = *state;
    uint64_t skip = 0;
    struct batch_import *mine = begin(t, "x", false, &skip), *theirs = begin(t, "x", true, &skip);
    add_units(t, theirs, 0, 20, 3);
    zhm_unit u = input_unit(0, 3);
    for (int i = 0; i < 6; i++)
        WORKS(t, batch_add(mine, &u, &t->err));
    assert_int_equal(batch_add(mine, &u, &t->err), ZHM_CONFLICT);
    assert_non_null(strstr(t->err.text, "resumed by someone else"));
    assert_int_equal(batch_of(t, "x").read, 14);
    undo(t, "x");
    assert_int_equal(batch_end(theirs, true, &t->err), ZHM_CONFLICT);
    assert_non_null(strstr(t->err.text, "undone by someone else"));
    batch_free(mine);
    batch_free(theirs);
    assert_int_equal(records_in(t, STORE_UNITS), 0);
    assert_sound(t);
}

/* In a child that is killed: nothing here has a database open meanwhile. */
static void import_until_killed(struct temp *t, int out)
{
    struct batch_import *b = NULL;
    uint64_t skip = 0;
    zhm_error err = {0};
    if (database_open(t->db_folder, 0, MAP_SIZE, &t->db, &err) != ZHM_OK ||
        batch_begin(t->db, "x", "file.tmx", false, &b, &skip, &err) != ZHM_OK)
        _exit(1);
    for (size_t i = 0; i < 100000; i++) {
        zhm_unit u = input_unit(i, 3);
        if (batch_add(b, &u, &err) != ZHM_OK || write(out, "", 1) != 1)
            _exit(1);
    }
    _exit(0); /* never: its reader stops before */
}

static void kill_after(struct temp *t, size_t adds)
{
    int ends[2], status = 0;
    char byte;
    temp_close(t);
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        import_until_killed(t, ends[1]);
    }
    close(ends[1]);
    while (adds > 0 && read(ends[0], &byte, 1) == 1)
        adds--;
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, &status, 0), child);
    close(ends[0]);
    assert_true(WIFSIGNALED(status));
    temp_open(t, 0);
}

static void batch_killed_can_be_resumed(void **state)
{
    struct temp *t = *state;
    seeded_begin(__func__);
    for (int round = 0; round < 6; round++) {
        size_t adds = 1 + seeded(200); /* the first one says that the batch has begun */
        uint64_t skip = 0;
        kill_after(t, adds);
        struct batch b = batch_of(t, "x");
        assert_int_equal(b.state, BATCH_RUNNING);
        assert_true(b.read >= adds / 7 * 7 && b.read % 7 == 0);
        assert_int_equal(b.read, b.added + b.joined + b.unchanged);
        assert_int_equal(records_in(t, STORE_UNITS), b.added);
        assert_int_equal(records_in(t, STORE_BATCH_UNITS), b.added);
        assert_sound(t);
        struct batch_import *again = begin(t, "x", true, &skip);
        assert_int_equal(skip, b.read);
        size_t count = skip + seeded(100);
        add_units(t, again, skip, count, 3);
        WORKS(t, batch_end(again, true, &t->err));
        batch_free(again);
        assert_as_whole(t, count, 3);
        t = temp_renew(state);
    }
}

static void batch_undo_brings_back_what_was(void **state)
{
    struct temp *t = *state;
    import(t, "before", 60, 1);
    struct buf before = dump_units(t);
    uint64_t last = batch_of(t, "before").added;
    import(t, "x", 100, 2);
    struct batch x = batch_of(t, "x"), out = undo(t, "x");
    assert_int_equal(out.state, BATCH_UNDONE);
    assert_int_equal(out.kept, 0);
    assert_true(out.undone >= x.added && out.undone <= x.added + x.joined);
    assert_same_units(t, buf_str(&before));
    assert_int_equal(put_unit(t, UNIT("new", "新")).number, last + x.added + 1);
    assert_int_equal(batch_undo(t->db, "x", NULL, NULL, &out, &t->err), ZHM_NOT_FOUND);
    assert_int_equal(batch_undo(t->db, "y", NULL, NULL, &out, &t->err), ZHM_NOT_FOUND);
    assert_sound(t);
    buf_free(&before);
}

static void batch_undo_of_a_running_one(void **state)
{
    struct temp *t = *state;
    uint64_t skip;
    struct batch_import *b = begin(t, "x", false, &skip);
    add_units(t, b, 0, 25, 1);
    batch_free(b);
    assert_int_equal(undo(t, "x").state, BATCH_UNDONE);
    assert_int_equal(records_in(t, STORE_UNITS), 0);
    assert_sound(t);
}

static void batch_undo_leaves_what_others_changed(void **state)
{
    struct temp *t = *state;
    uint64_t skip;
    const zhm_unit units[] = {UNIT("A", "甲"), UNIT("B", "乙"), UNIT("C", "丙"), UNIT("D", "丁"), UNIT("E", "戊")};
    put_unit(t, UNIT("E", "戊", .created = 1, .origin = "file.tmx"));
    struct batch_import *b = begin(t, "x", false, &skip);
    for (size_t i = 0; i < COUNT(units); i++)
        WORKS(t, batch_add(b, &units[i], &t->err));
    zhm_unit more = UNIT("E", "戊", .uses = 5);
    WORKS(t, batch_add(b, &more, &t->err));
    WORKS(t, batch_end(b, true, &t->err));
    batch_free(b);
    WORKS(t, replace_unit(t, 2, UNIT("A", "改"))); /* edited */
    WORKS(t, delete_units(t, (uint64_t[]){3}, 1)); /* B deleted */
    assert_int_equal(put_unit(t, UNIT("C", "丙", .uses = 7, .origin = "file.tmx")).outcome, UNIT_JOINED);
    struct batch out = undo(t, "x");
    assert_int_equal(out.undone, 2);
    assert_int_equal(out.kept, 3);
    assert_string_equal(unit_there(t, 2)->segments[1].text, "改");
    assert_int_equal(unit_there(t, 4)->uses, 7);
    assert_null(unit_there(t, 5));
    assert_int_equal(unit_there(t, 1)->uses, 0);
    assert_int_equal(unit_there(t, 1)->created, 1);
    assert_sound(t);
}

/* What another wrote between two steps of the batch is what undoing gives back. */
static void batch_undo_keeps_an_edit_between_its_steps(void **state)
{
    struct temp *t = *state;
    uint64_t skip;
    zhm_unit a = UNIT("A", "甲"), again = UNIT("A", "甲", .uses = 9);
    batch_bounds.units = 1;
    struct batch_import *b = begin(t, "x", false, &skip);
    WORKS(t, batch_add(b, &a, &t->err));
    assert_int_equal(put_unit(t, UNIT("A", "甲", .uses = 4, .origin = "file.tmx")).outcome, UNIT_JOINED);
    WORKS(t, batch_add(b, &again, &t->err));
    WORKS(t, batch_end(b, true, &t->err));
    batch_free(b);
    assert_int_equal(unit_there(t, 1)->uses, 9);
    assert_int_equal(undo(t, "x").undone, 1);
    assert_int_equal(unit_there(t, 1)->uses, 4);
    assert_sound(t);
}

static void die(void *context, uint64_t done, uint64_t total)
{
    int *left = context;
    if (done == 0 || done > total || --*left == 0)
        raise(SIGKILL);
}

static void undo_until_killed(struct temp *t, int steps)
{
    int status = 0;
    temp_close(t);
    pid_t child = fork();
    if (child == 0) {
        struct batch out;
        if (database_open(t->db_folder, 0, MAP_SIZE, &t->db, &t->err) == ZHM_OK)
            (void)batch_undo(t->db, "x", die, &steps, &out, &t->err);
        _exit(1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    temp_open(t, 0);
}

static void batch_undo_interrupted_goes_on(void **state)
{
    struct temp *t = *state;
    struct batch_import *b = NULL;
    uint64_t skip;
    import(t, "before", 50, 1);
    struct buf before = dump_units(t);
    import(t, "x", 100, 2);
    uint64_t all = records_in(t, STORE_BATCH_UNITS);
    undo_until_killed(t, 1);
    assert_int_equal(batch_of(t, "x").state, BATCH_UNDOING);
    undo_until_killed(t, 2);
    struct batch x = batch_of(t, "x");
    assert_int_equal(x.state, BATCH_UNDOING);
    assert_int_equal(x.undone, all - records_in(t, STORE_BATCH_UNITS));
    assert_sound(t);
    assert_int_equal(batch_begin(t->db, "x", "", true, &b, &skip, &t->err), ZHM_CONFLICT);
    assert_non_null(strstr(t->err.text, "undo it first"));
    assert_int_equal(undo(t, "x").state, BATCH_UNDONE);
    assert_same_units(t, buf_str(&before));
    assert_sound(t);
    buf_free(&before);
}

/* Imports that overlap, undone in the reverse order: each time what was there before it. */
static void batch_undo_in_reverse_order_brings_back_each_state(void **state)
{
    struct temp *t = *state;
    struct buf states[6] = {0};
    char names[6][2] = {"a", "b", "c", "d", "e", "f"};
    seeded_begin(__func__);
    for (unsigned i = 0; i < 6; i++) {
        states[i] = dump_units(t);
        batch_bounds.units = 1 + seeded(20);
        import(t, names[i], seeded(80), (unsigned)seeded(3));
    }
    for (unsigned i = 6; i > 0; i--) {
        batch_bounds.units = 1 + seeded(20);
        assert_int_equal(undo(t, names[i - 1]).kept, 0);
        assert_same_units(t, buf_str(&states[i - 1]));
        buf_free(&states[i - 1]);
    }
    assert_sound(t);
}

/* A file that may not grow is a disk that fails. */
static void batch_step_that_the_disk_fails_leaves_nothing(void **state)
{
    struct temp *t = *state;
    struct rlimit before, small;
    struct store_stats stats = {0};
    uint64_t skip;
    batch_bounds = (struct batch_bounds){1000, 1 << 20};
    struct batch_import *b = begin(t, "x", false, &skip);
    WORKS(t, store_stat(t->db->store, &stats, &t->err));
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = stats.file_bytes + 8192;
    void (*old)(int) = signal(SIGXFSZ, SIG_IGN);
    add_units(t, b, 0, 100, 3);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    zhm_code code = batch_end(b, true, &t->err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, old);
    assert_int_equal(code, ZHM_STORAGE);
    assert_non_null(strstr(t->err.text, "import 'x'"));
    assert_int_equal(records_in(t, STORE_UNITS), 0);
    assert_int_equal(batch_report(b)->read, 0);
    assert_int_equal(batch_of(t, "x").state, BATCH_RUNNING);
    assert_sound(t);
    WORKS(t, batch_end(b, true, &t->err)); /* the disk has room again */
    batch_free(b);
    assert_as_whole(t, 100, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_STEPS(batch_done_is_listed_with_its_counts),
        IN_STEPS(batch_steps_make_no_difference),
        IN_STEPS(batch_of_long_units_steps_earlier),
        IN_STEPS(batch_begin_names_are_distinct),
        IN_STEPS(batch_begin_refuses_bad_names),
        IN_STEPS(batch_resumed_is_as_one_in_a_piece),
        IN_STEPS(batch_resumed_by_another_is_a_conflict),
        IN_STEPS(batch_killed_can_be_resumed),
        IN_STEPS(batch_undo_brings_back_what_was),
        IN_STEPS(batch_undo_of_a_running_one),
        IN_STEPS(batch_undo_leaves_what_others_changed),
        IN_STEPS(batch_undo_keeps_an_edit_between_its_steps),
        IN_STEPS(batch_undo_interrupted_goes_on),
        IN_STEPS(batch_undo_in_reverse_order_brings_back_each_state),
        IN_STEPS(batch_step_that_the_disk_fails_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
