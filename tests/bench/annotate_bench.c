/* annotate_bench - text.annotate beside a bare run of the same automaton over the folded text in memory */
#include "bench_data.h"
#include "rpc/rpc.h"
#include "term/annotate.h"
#include "term/edit.h"
#include "term/segments.h"

#include <stdio.h>
#include <stdlib.h>

enum { CONCEPTS = 50000, BYTES = 1 << 20, ROUNDS = 15 };

static void check(zhm_code code, const zhm_error *err)
{
    if (code == ZHM_OK)
        return;
    fprintf(stderr, "annotate_bench: %s\n", err->text);
    exit(1);
}

static zhm_database *make(const char *folder)
{
    struct arena arena = {0};
    zhm_error err;
    zhm_database *db;
    struct load_report report;
    zhm_concept *concepts = arena_array(&arena, CONCEPTS, sizeof *concepts);
    for (size_t i = 0; i < CONCEPTS; i++)
        concepts[i] = bench_concept(&arena, i);
    check(database_open(folder, ZHM_OPEN_CREATE, 0, &db, &err), &err);
    double t = bench_now();
    check(concepts_load(db, concepts, CONCEPTS, false, NULL, NULL, &report, &err), &err);
    printf("load: %d concepts, %d names in %.2f s\n", CONCEPTS, 2 * CONCEPTS, bench_now() - t);
    arena_free(&arena);
    return db;
}

/* The best of several rounds: what the machine can do when nothing else is in the way. */
struct best {
    double raw, fold, annotate, rpc;
    size_t points, hits, mentions;
};

static void least(double *best, double seconds)
{
    if (*best == 0 || seconds < *best)
        *best = seconds;
}

static void run_raw(struct reader *r, struct str text, struct best *b)
{
    zhm_error err;
    struct segments segments;
    double t = bench_now();
    check(fold_text(text, &r->folded, &err), &err);
    least(&b->fold, bench_now() - t);
    check(segments_open(r->txn, &segments, &err), &err);
    r->hits.count = 0;
    t = bench_now();
    check(automaton_scan(&segments.automata[0], r->folded.points, NULL, r->folded.len, &r->hits, &err), &err);
    least(&b->raw, bench_now() - t);
    b->points = r->folded.len;
    b->hits = r->hits.count;
}

static void run_whole(struct rpc_session *s, struct str request, struct buf *reply, struct best *b)
{
    double t = bench_now();
    buf_clear(reply);
    rpc_handle(s, request, reply);
    least(&b->rpc, bench_now() - t);
}

static void measure(zhm_database *db, const char *lang)
{
    struct buf text = {0}, request = {0}, reply = {0};
    struct reader r = {0};
    struct question q;
    struct best b = {0};
    struct rpc *rpc;
    struct rpc_session *session;
    zhm_mentions found = {0};
    zhm_error err;
    bench_text(&text, lang, BYTES, CONCEPTS);
    buf_printf(&request, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"text.annotate\",\"params\":{\"text\":\"%.*s\"}}",
               (int)text.len, text.data);
    check(question_of(NULL, &q, &err), &err);
    check(rpc_new(db, NULL, &rpc, &err), &err);
    check(rpc_session_new(rpc, &session, &err), &err);
    for (int i = 0; i < ROUNDS; i++) {
        check(reader_begin(&r, db, &err), &err);
        run_raw(&r, buf_str(&text), &b);
        double t = bench_now();
        check(annotate(&r, buf_str(&text), &q, &found, &err), &err);
        least(&b.annotate, bench_now() - t);
        reader_end(&r);
        run_whole(session, buf_str(&request), &reply, &b);
    }
    printf("%s: %zu folded points, %zu hits, %zu mentions\n", lang, b.points, b.hits, found.count);
    printf("  automaton alone %6.1f ms, %5.1f ns a point\n", b.raw * 1e3, b.raw * 1e9 / (double)b.points);
    printf("  folding         %6.1f ms, %5.1f ns a point\n", b.fold * 1e3, b.fold * 1e9 / (double)b.points);
    printf("  annotate        %6.1f ms, ratio to the automaton %.2f (wanted: 0.30)\n", b.annotate * 1e3,
           b.raw / b.annotate);
    printf("  text.annotate   %6.1f ms, ratio %.2f: with the request's JSON read and %zu KiB of JSON written\n",
           b.rpc * 1e3, b.raw / b.rpc, reply.len >> 10);
    rpc_session_free(session);
    rpc_free(rpc);
    reader_free(&r);
    buf_free(&text);
    buf_free(&request);
    buf_free(&reply);
}

int main(void)
{
    char *folder = bench_folder();
    zhm_database *db = make(folder);
    measure(db, "en");
    measure(db, "zh-Hans");
    zhm_close(db);
    bench_remove(folder);
    return 0;
}
