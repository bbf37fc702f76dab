/* open_bench - opening a database of 100,000 concepts, to its first answer; loading, reloading, one small change */
#include "bench_data.h"
#include "term/edit.h"

#include <stdio.h>
#include <stdlib.h>
#include <zhengming/zhengming.h>

enum { CONCEPTS = 100000, ROUNDS = 20, CHANGES = 100 };

static void check(zhm_code code, const zhm_error *err)
{
    if (code == ZHM_OK)
        return;
    fprintf(stderr, "open_bench: %s\n", err->text);
    exit(1);
}

static double load(const char *folder, const zhm_concept *concepts)
{
    zhm_database *db;
    zhm_error err;
    struct load_report report;
    check(database_open(folder, ZHM_OPEN_CREATE, 0, &db, &err), &err);
    double t = bench_now();
    check(concepts_load(db, concepts, CONCEPTS, false, NULL, NULL, &report, &err), &err);
    t = bench_now() - t;
    zhm_close(db);
    return t;
}

static int rising(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

static void measure_open(const char *folder, const char *name)
{
    double open[ROUNDS], answer[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        zhm_database *db;
        const zhm_names *names;
        zhm_error err;
        double t = bench_now();
        check(zhm_open(folder, 0, &db, &err), &err);
        open[i] = bench_now() - t;
        check(zhm_normalise(db, &name, 1, NULL, &names, &err), &err);
        answer[i] = bench_now() - t;
        zhm_free(names);
        zhm_close(db);
    }
    qsort(open, ROUNDS, sizeof *open, rising);
    qsort(answer, ROUNDS, sizeof *answer, rising);
    printf("open: p50 %.2f ms, max %.2f ms (wanted: under 20 ms); to the first answer: p50 %.2f ms\n",
           open[ROUNDS / 2] * 1e3, open[ROUNDS - 1] * 1e3, answer[ROUNDS / 2] * 1e3);
}

/* One new name at a time: the delta is built, never the base. */
static void measure_changes(const char *folder, struct arena *arena)
{
    double times[CHANGES];
    zhm_database *db;
    zhm_error err;
    check(zhm_open(folder, 0, &db, &err), &err);
    for (size_t i = 0; i < CHANGES; i++) {
        zhm_concept c = bench_concept(arena, CONCEPTS + i);
        double t = bench_now();
        check(zhm_put(db, &c, BASED_ON_ANYTHING, NULL, &err), &err);
        times[i] = bench_now() - t;
    }
    zhm_close(db);
    qsort(times, CHANGES, sizeof *times, rising);
    printf("put: p50 %.2f ms, max %.2f ms, durable, and found by the next request\n", times[CHANGES / 2] * 1e3,
           times[CHANGES - 1] * 1e3);
}

int main(void)
{
    char *folder = bench_folder();
    struct arena arena = {0};
    zhm_concept *concepts = arena_array(&arena, CONCEPTS, sizeof *concepts);
    for (size_t i = 0; i < CONCEPTS; i++)
        concepts[i] = bench_concept(&arena, i);
    printf("load: %d concepts in %.2f s\n", CONCEPTS, load(folder, concepts));
    printf("load again, unchanged: %.2f s\n", load(folder, concepts));
    measure_open(folder, concepts[7].terms[0].text);
    measure_changes(folder, &arena);
    arena_free(&arena);
    bench_remove(folder);
    return 0;
}
