/* annotate_bench - text.annotate beside a bare run of the same automaton over the same articles, folded, in memory
 *
 * 200 articles of 5,000 bytes, each with a dozen names of its own out of 100,000, most
 * of them named more than once: what an article is like. "cold": each article is the
 * first one that a reader sees; "warm": a service's worker that has seen them.
 */
#include "bench_data.h"
#include "rpc/rpc.h"
#include "term/annotate.h"
#include "term/edit.h"
#include "term/segments.h"

#include <stdio.h>
#include <stdlib.h>

enum { CONCEPTS = 50000, ARTICLES = 200, BYTES = 5000, NAMES = 12, ROUNDS = 15 };

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

struct article {
    struct buf text, request;
    struct folded folded;
};

/* The best of several rounds: what the machine can do when nothing else is in the way. */
struct best {
    double raw, fold, cold, warm, rpc;
    size_t bytes, points, mentions, reply;
};

static void least(double *best, double since)
{
    double seconds = bench_now() - since;
    if (*best == 0 || seconds < *best)
        *best = seconds;
}

static void make_article(struct article *a, const char *lang, size_t i)
{
    zhm_error err;
    bench_text(&a->text, lang, BYTES, i * NAMES, NAMES);
    buf_printf(&a->request,
               "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"text.annotate\",\"params\":{\"text\":\"%.*s\"}}",
               (int)a->text.len, a->text.data);
    check(fold_text(buf_str(&a->text), &a->folded, &err), &err);
}

static void run_raw(zhm_database *db, const struct article *articles, struct best *b)
{
    struct reader r = {0};
    struct segments segments;
    zhm_error err;
    check(reader_begin(&r, db, &err), &err);
    check(segments_open(r.txn, &segments, &err), &err);
    double t = bench_now();
    for (size_t i = 0; i < ARTICLES; i++) {
        r.hits.count = 0;
        check(automaton_scan(&segments.automata[0], articles[i].folded.points, NULL, articles[i].folded.len, &r.hits,
                             &err),
              &err);
    }
    least(&b->raw, t);
    reader_end(&r);
    reader_free(&r);
}

static void run_fold(const struct article *articles, struct best *b)
{
    struct folded folded = {0};
    zhm_error err;
    double t = bench_now();
    for (size_t i = 0; i < ARTICLES; i++)
        check(fold_text(buf_str(&articles[i].text), &folded, &err), &err);
    least(&b->fold, t);
    folded_free(&folded);
}

static void run_annotate(zhm_database *db, struct reader *r, const struct article *articles, double *best,
                         size_t *mentions)
{
    struct question q;
    zhm_error err;
    check(question_of(NULL, &q, &err), &err);
    *mentions = 0;
    double t = bench_now();
    for (size_t i = 0; i < ARTICLES; i++) {
        zhm_mentions found;
        check(reader_begin(r, db, &err), &err);
        check(annotate(r, buf_str(&articles[i].text), &q, &found, &err), &err);
        reader_end(r);
        *mentions += found.count;
    }
    least(best, t);
}

static void run_rpc(struct rpc_session *s, const struct article *articles, struct best *b)
{
    struct buf reply = {0};
    b->reply = 0;
    double t = bench_now();
    for (size_t i = 0; i < ARTICLES; i++) {
        buf_clear(&reply);
        rpc_handle(s, buf_str(&articles[i].request), &reply);
        b->reply += reply.len;
    }
    least(&b->rpc, t);
    buf_free(&reply);
}

static void report(const char *lang, const struct best *b)
{
    double points = (double)b->points;
    printf("%s: %d articles, %zu KiB, %zu folded points, %zu mentions\n", lang, ARTICLES, b->bytes >> 10, b->points,
           b->mentions);
    printf("  automaton alone  %6.2f ms, %5.1f ns a point\n", b->raw * 1e3, b->raw * 1e9 / points);
    printf("  folding          %6.2f ms, %5.1f ns a point\n", b->fold * 1e3, b->fold * 1e9 / points);
    printf("  annotate, warm   %6.2f ms, ratio to the automaton %.2f (wanted: 0.30)\n", b->warm * 1e3,
           b->raw / b->warm);
    printf("  annotate, cold   %6.2f ms, ratio %.2f\n", b->cold * 1e3, b->raw / b->cold);
    printf("  text.annotate    %6.2f ms, ratio %.2f, with requests read and %zu KiB of replies written as JSON\n",
           b->rpc * 1e3, b->raw / b->rpc, b->reply >> 10);
}

static void measure(zhm_database *db, const char *lang)
{
    struct article *articles = calloc(ARTICLES, sizeof *articles);
    struct best b = {0};
    struct reader warm = {0};
    struct rpc *rpc;
    struct rpc_session *session;
    zhm_error err;
    for (size_t i = 0; i < ARTICLES; i++) {
        make_article(&articles[i], lang, i);
        b.bytes += articles[i].text.len;
        b.points += articles[i].folded.len;
    }
    check(rpc_new(db, NULL, &rpc, &err), &err);
    check(rpc_session_new(rpc, &session, &err), &err);
    for (int i = 0; i < ROUNDS; i++) {
        struct reader cold = {0};
        run_raw(db, articles, &b);
        run_fold(articles, &b);
        run_annotate(db, &cold, articles, &b.cold, &b.mentions);
        run_annotate(db, &warm, articles, &b.warm, &b.mentions);
        run_rpc(session, articles, &b);
        reader_free(&cold);
    }
    report(lang, &b);
    for (size_t i = 0; i < ARTICLES; i++) {
        buf_free(&articles[i].text);
        buf_free(&articles[i].request);
        folded_free(&articles[i].folded);
    }
    free(articles);
    reader_free(&warm);
    rpc_session_free(session);
    rpc_free(rpc);
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
