/* Readers beside a writer: what one snapshot gives is all of one generation. */
#include "temp_glossary.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

enum { READERS = 4, WRITES = 150, NAMES = 6 };

struct shared {
    zhm_database *db;
    atomic_bool done;
    atomic_uint reads, faults;
    zhm_error error;
};

/* In generation g every concept goes by "Committee Number g" and by its own name. */
static zhm_code write_generation(zhm_database *db, unsigned g, zhm_error *err)
{
    char ids[NAMES][16], own[NAMES][32], common[48];
    zhm_term terms[NAMES][2];
    zhm_concept concepts[NAMES];
    struct load_report report;
    snprintf(common, sizeof common, "Committee Number %u", g);
    for (size_t i = 0; i < NAMES; i++) {
        snprintf(ids[i], sizeof ids[i], "x/%zu", i);
        snprintf(own[i], sizeof own[i], "Own Name %zu", i);
        terms[i][0] = (zhm_term){.lang = "en", .text = common};
        terms[i][1] = (zhm_term){.lang = "en", .text = own[i], .status = ZHM_ADMITTED};
        concepts[i] = (zhm_concept){.id = ids[i], .terms = terms[i], .term_count = 2};
    }
    return concepts_load(db, concepts, NAMES, false, NULL, NULL, &report, err);
}

static unsigned number_in(const char *name)
{
    return (unsigned)strtoul(name + strlen("Committee Number "), NULL, 10);
}

/* All that one snapshot shows must be of its generation. */
static bool check_snapshot(struct reader *r, uint64_t generation, zhm_error *err)
{
    struct question q;
    zhm_matches m;
    zhm_mentions mentions;
    const char *text = "Own Name 0, Own Name 3, Own Name 5.";
    bool good = question_of(NULL, &q, err) == ZHM_OK &&
                lookup(r, STR("committee number"), ZHM_MATCH_PREFIX, &q, 100, &m, err) == ZHM_OK && m.count == NAMES;
    for (size_t i = 0; good && i < m.count; i++)
        good = number_in(m.items[i].term->text) == generation &&
               number_in(m.items[i].subject.official[0].text) == generation;
    good = good && annotate(r, str_of(text), &q, &mentions, err) == ZHM_OK && mentions.count == 3;
    for (size_t i = 0; good && i < mentions.count; i++)
        good = number_in(mentions.items[i].subject.official[0].text) == generation;
    return good;
}

static void *read_on(void *context)
{
    struct shared *s = context;
    struct reader r = {0};
    zhm_error err = {0};
    while (!atomic_load(&s->done)) {
        bool good = reader_begin(&r, s->db, &err) == ZHM_OK;
        if (good) {
            good = check_snapshot(&r, store_generation(r.txn), &err);
            reader_end(&r);
        }
        atomic_fetch_add(&s->reads, 1);
        if (!good && atomic_fetch_add(&s->faults, 1) == 0)
            s->error = err;
    }
    reader_free(&r);
    return NULL;
}

static void readers_see_one_generation_each_beside_a_writer(void **state)
{
    struct temp *t = *state;
    struct shared s = {.db = t->db};
    pthread_t threads[READERS];
    WORKS(t, write_generation(t->db, 1, &t->err));
    for (size_t i = 0; i < READERS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, read_on, &s), 0);
    zhm_code code = ZHM_OK;
    for (unsigned g = 2; code == ZHM_OK && (g < WRITES || atomic_load(&s.reads) < 200); g++) {
        code = write_generation(t->db, g, &t->err);
        if (code == ZHM_OK && g % 25 == 0)
            code = segments_merge(t->db, &t->err);
    }
    atomic_store(&s.done, true);
    for (size_t i = 0; i < READERS; i++)
        pthread_join(threads[i], NULL);
    WORKS(t, code);
    if (atomic_load(&s.faults) > 0)
        fail_msg("%u of %u reads saw another generation: %s", atomic_load(&s.faults), atomic_load(&s.reads),
                 s.error.text);
    verify_all(t);
}

struct writer {
    struct shared *shared;
    unsigned number;
};

static void *put_own(void *context)
{
    struct writer *w = context;
    for (unsigned i = 0; i < 40; i++) {
        char id[16], name[48];
        snprintf(id, sizeof id, "w/%u-%u", w->number, i % 7);
        snprintf(name, sizeof name, "Name %u of writer %u", i, w->number);
        zhm_term term = {.lang = "en", .text = name};
        zhm_concept c = {.id = id, .terms = &term, .term_count = 1};
        zhm_error err;
        zhm_code code = i % 5 == 4 ? concept_delete(w->shared->db, str_of(id), BASED_ON_ANYTHING, NULL, &err)
                                   : concept_put(w->shared->db, &c, BASED_ON_ANYTHING, NULL, &err);
        if (code != ZHM_OK && !(i % 5 == 4 && code == ZHM_NOT_FOUND) && atomic_fetch_add(&w->shared->faults, 1) == 0)
            w->shared->error = err;
    }
    return NULL;
}

static void writers_at_once_lose_nothing(void **state)
{
    struct temp *t = *state;
    struct shared s = {.db = t->db};
    struct writer writers[READERS];
    pthread_t threads[READERS];
    for (unsigned i = 0; i < READERS; i++) {
        writers[i] = (struct writer){&s, i};
        assert_int_equal(pthread_create(&threads[i], NULL, put_own, &writers[i]), 0);
    }
    zhm_code merged = segments_merge(t->db, &t->err);
    for (size_t i = 0; i < READERS; i++)
        pthread_join(threads[i], NULL);
    WORKS(t, merged);
    if (atomic_load(&s.faults) > 0)
        fail_msg("%s", s.error.text);
    verify_all(t);
    for (unsigned i = 0; i < READERS; i++) {
        char id[16], name[48];
        snprintf(id, sizeof id, "w/%u-%u", i, 38 % 7);
        snprintf(name, sizeof name, "Name 38 of writer %u", i);
        assert_string_equal(ask_concept(t, id)->terms[0].text, name);
    }
}

struct race {
    zhm_database *db;
    atomic_uint won, lost;
};

static void *put_first(void *context)
{
    struct race *r = context;
    zhm_term term = {.lang = "en", .text = "First come"};
    char note[32];
    snprintf(note, sizeof note, "%p", (void *)&term);
    term.note = note;
    zhm_concept c = {.id = "x/race", .terms = &term, .term_count = 1};
    zhm_code code = concept_put(r->db, &c, 0, NULL, NULL);
    atomic_fetch_add(code == ZHM_OK ? &r->won : &r->lost, code == ZHM_OK || code == ZHM_CONFLICT);
    return NULL;
}

static void writers_of_one_concept_only_one_wins(void **state)
{
    struct temp *t = *state;
    struct race race = {.db = t->db};
    pthread_t threads[READERS];
    for (size_t i = 0; i < READERS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, put_first, &race), 0);
    for (size_t i = 0; i < READERS; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(atomic_load(&race.won), 1);
    assert_int_equal(atomic_load(&race.lost), READERS - 1);
    verify_all(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_TEMP(readers_see_one_generation_each_beside_a_writer),
        IN_TEMP(writers_at_once_lose_nothing),
        IN_TEMP(writers_of_one_concept_only_one_wins),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
