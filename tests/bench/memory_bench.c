/* memory_bench - the translation memory: importing, opening, nearest units against comparing with every one
 *
 * memory_bench UNITS.tsv QUERIES.tsv [--times N] [--brute N] [--score N]
 *
 * UNITS.tsv: a unit a line, English, tab, Chinese. QUERIES.tsv: of each line the third and fourth field. --times: as
 * many units again N - 1 times, each with one to three words and signs from another. --brute: every Nth query is also
 * compared with every unit (10; 0: none). --score: min_score (70).
 */
#include "base/fault.h"
#include "base/utf8.h"
#include "bench_data.h"
#include "format/unit_file.h"
#include "memory/batches.h"
#include "memory/index.h"
#include "memory/lookup.h"
#include "text/levenshtein.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zhengming/zhengming.h>

enum { LANGS = 2, LIMIT = 5, OPENINGS = 20, LINE_MAX = 1 << 16 };
static const char *const langs[LANGS] = {"en", "zh-Hans"};

struct bench {
    const char *folder;
    zhm_database *db;
    char *tmx;
    unsigned score;
    size_t times, brute_each;
    uint64_t units, text_bytes;
    uint64_t random;
};

static void check(zhm_code code, const zhm_error *err)
{
    if (code == ZHM_OK)
        return;
    fprintf(stderr, "memory_bench: %s\n", err->text);
    exit(1);
}

static _Noreturn void usage(void)
{
    fprintf(stderr, "usage: memory_bench UNITS.tsv QUERIES.tsv [--times N] [--brute N] [--score N]\n");
    exit(2);
}

static FILE *open_file(const char *path, const char *mode)
{
    FILE *f = fopen(path, mode);
    if (f)
        return f;
    fprintf(stderr, "memory_bench: %s: %s\n", path, strerror(errno));
    exit(1);
}

static uint64_t random_below(struct bench *b, uint64_t n)
{
    b->random ^= b->random << 13;
    b->random ^= b->random >> 7;
    b->random ^= b->random << 17;
    return (b->random >> 11) % (n ? n : 1);
}

static zhm_code write_tmx(void *context, struct str data, zhm_error *err)
{
    return fwrite(data.data, 1, data.len, context) == data.len ? ZHM_OK
                                                               : zhm_fail(err, ZHM_STORAGE, "%s", strerror(errno));
}

static zhm_code read_tmx(void *context, char *data, size_t room, size_t *got, zhm_error *err)
{
    (void)err;
    *got = fread(data, 1, room, context);
    return ZHM_OK;
}

/* A copy of @text with one to three of its parts (words, or three
 * bytes of Chinese) from @other, where both have them. */
static void vary(struct bench *b, const char *text, const char *other, bool words, char *out)
{
    size_t len = strlen(text), other_len = strlen(other);
    memcpy(out, text, len + 1);
    for (uint64_t k = 1 + random_below(b, 3); k > 0 && len > 8 && other_len > 8; k--) {
        size_t at = random_below(b, len - 4), from = random_below(b, other_len - 4), n = 0;
        while (words && at > 0 && out[at - 1] != ' ')
            at--;
        while (words && from > 0 && other[from - 1] != ' ')
            from--;
        while (!words && at > 0 && (out[at] & 0xC0) == 0x80)
            at--;
        while (!words && from > 0 && (other[from] & 0xC0) == 0x80)
            from--;
        if (words)
            for (; out[at + n] > ' ' && other[from + n] > ' '; n++) /* ASCII alone */
                out[at + n] = other[from + n];
        else if ((out[at] & 0xF0) == 0xE0 && (other[from] & 0xF0) == 0xE0)
            memcpy(out + at, other + from, 3);
    }
}

static void put_unit(struct bench *b, struct unit_writer *w, const char *en, const char *zh)
{
    zhm_error err;
    zhm_segment segments[LANGS] = {{.lang = langs[0], .text = en}, {.lang = langs[1], .text = zh}};
    zhm_unit u = {.segments = segments, .segment_count = LANGS};
    check(unit_writer_put(w, &u, &err), &err);
    b->units++;
    b->text_bytes += strlen(en) + strlen(zh);
}

static void make_tmx(struct bench *b, const char *path)
{
    static char line[LINE_MAX], before[LINE_MAX], en[LINE_MAX], zh[LINE_MAX];
    FILE *in = open_file(path, "r"), *out = open_file(b->tmx, "w");
    struct unit_writing writing = {.format = UNIT_TMX, .source_lang = "en", .sink = write_tmx, .sink_context = out};
    struct unit_writer *w;
    zhm_error err;
    check(unit_writer_new(&writing, &w, &err), &err);
    while (fgets(line, sizeof line, in)) {
        line[strcspn(line, "\n")] = '\0';
        char *tab = strchr(line, '\t'), *last = strchr(before, '\t');
        if (!tab)
            continue;
        *tab = '\0';
        put_unit(b, w, line, tab + 1);
        if (last)
            *last = '\0';
        for (size_t i = 1; last && i < b->times; i++) {
            vary(b, line, before, true, en);
            vary(b, tab + 1, last + 1, false, zh);
            put_unit(b, w, en, zh);
        }
        *tab = '\t';
        memcpy(before, line, sizeof before);
    }
    check(unit_writer_end(w, &err), &err);
    unit_writer_free(w);
    fclose(in);
    fclose(out);
}

static zhm_code take(void *context, const zhm_unit *u, const struct unit_place *at, zhm_error *err)
{
    (void)at;
    return batch_add(context, u, err);
}

static zhm_code refuse(void *context, const struct unit_place *at, const char *why, zhm_error *err)
{
    (void)at, (void)why, (void)err;
    batch_refuse(context);
    return ZHM_OK;
}

static void import(struct bench *b)
{
    FILE *in = open_file(b->tmx, "r");
    struct batch_import *batch;
    uint64_t skip;
    zhm_error err;
    check(zhm_open(b->folder, ZHM_OPEN_CREATE, &b->db, &err), &err);
    double t = bench_now();
    check(batch_begin(b->db, "bench", "", false, &batch, &skip, &err), &err);
    struct unit_reading reading = {.name = "bench.tmx",
                                   .format = UNIT_TMX,
                                   .bytes = read_tmx,
                                   .bytes_context = in,
                                   .taker = {batch, take, refuse}};
    check(unit_file_read(&reading, &err), &err);
    check(batch_end(batch, true, &err), &err);
    t = bench_now() - t;
    const struct batch *report = batch_report(batch);
    printf("import: %llu units of TMX in %.1f s, durable: %.0f units/s on one thread (wanted: 40,000); "
           "%llu added, %llu joined or unchanged, %llu refused\n",
           (unsigned long long)b->units, t, (double)b->units / t, (unsigned long long)report->added,
           (unsigned long long)(report->joined + report->unchanged), (unsigned long long)report->refused);
    batch_free(batch);
    zhm_close(b->db);
    fclose(in);
}

static int rising(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

static void measure_open(struct bench *b)
{
    double open[OPENINGS];
    zhm_error err;
    for (int i = 0; i < OPENINGS; i++) {
        double t = bench_now();
        check(zhm_open(b->folder, 0, &b->db, &err), &err);
        open[i] = bench_now() - t;
        if (i + 1 < OPENINGS)
            zhm_close(b->db);
    }
    qsort(open, OPENINGS, sizeof *open, rising);
    printf("open: p50 %.2f ms, max %.2f ms (wanted: under 20 ms)\n", open[OPENINGS / 2] * 1e3,
           open[OPENINGS - 1] * 1e3);
}

static void measure_size(struct bench *b)
{
    struct store_txn *t;
    struct arena arena = {0};
    zhm_error err;
    uint64_t bytes = 0;
    check(store_read_begin(b->db->store, &t, &err), &err);
    for (size_t k = 0; k < LANGS; k++) {
        struct index_view view = {0};
        check(index_view(t, langs[k], &arena, &view, &err), &err);
        for (size_t i = 0; i < view.block_count; i++)
            bytes += view.blocks[i].header->size;
        printf("index, %s: %zu blocks, %zu texts in none\n", langs[k], view.block_count, view.text_count);
    }
    store_read_end(t);
    arena_free(&arena);
    printf("index: %.1f MB for %.1f MB of text: %.2f times (wanted: at most 3)\n", (double)bytes / 1e6,
           (double)b->text_bytes / 1e6, (double)bytes / (double)b->text_bytes);
}

static void measure_private(void)
{
    FILE *f = open_file("/proc/self/smaps_rollup", "r");
    char line[200];
    unsigned long long kb, sum = 0;
    while (fgets(line, sizeof line, f))
        if (sscanf(line, "Private_Dirty: %llu", &kb) == 1)
            sum += kb;
    fclose(f);
    printf("private memory of this process: %.1f MB (wanted: under 200)\n", (double)sum / 1e3);
}

struct query {
    struct str text;
    double seconds;
};

/* What comparing with every unit finds: distances and lengths of the best, the texts in memory. */
struct brute {
    uint32_t *points;
    size_t *starts, count;
};

static void brute_load(struct bench *b, size_t lang, struct brute *out)
{
    struct store_txn *t;
    struct arena arena = {0};
    struct index_view view = {0};
    zhm_error err;
    check(store_read_begin(b->db->store, &t, &err), &err);
    check(index_view(t, langs[lang], &arena, &view, &err), &err);
    size_t points = 0, at = 0, units = view.text_count;
    for (size_t i = 0; i < view.block_count; i++) {
        units += view.blocks[i].header->units;
        points += view.blocks[i].header->codes;
    }
    for (size_t i = 0; i < view.text_count; i++)
        points += view.texts[i].len;
    out->points = malloc((points + 1) * sizeof *out->points);
    out->starts = malloc((units + 1) * sizeof *out->starts);
    if (!out->points || !out->starts)
        exit(1);
    for (size_t i = 0; i < view.block_count; i++)
        for (uint32_t place = 0; place < view.blocks[i].header->units; place++) {
            uint32_t len = block_length_at(&view.blocks[i], place);
            block_points(&view.blocks[i], place, len, out->points + at);
            out->starts[out->count++] = at;
            at += len;
        }
    for (size_t i = 0; i < view.text_count; i++) {
        memcpy(out->points + at, view.texts[i].points, view.texts[i].len * sizeof *out->points);
        out->starts[out->count++] = at;
        at += view.texts[i].len;
    }
    out->starts[out->count] = at;
    store_read_end(t);
    arena_free(&arena);
}

struct best {
    uint64_t distance[LIMIT], longer[LIMIT];
    size_t count;
};

static void best_put(struct best *best, uint64_t distance, uint64_t longer)
{
    size_t at = best->count < LIMIT ? best->count++ : LIMIT - 1;
    for (; at > 0 && distance * best->longer[at - 1] < best->distance[at - 1] * longer; at--) {
        best->distance[at] = best->distance[at - 1];
        best->longer[at] = best->longer[at - 1];
    }
    best->distance[at] = distance;
    best->longer[at] = longer;
}

static double brute_search(const struct brute *all, struct str text, unsigned score, struct best *best)
{
    uint32_t *points = malloc((text.len + 1) * sizeof *points);
    size_t len = 0;
    if (!points)
        exit(1);
    for (size_t at = 0; at < text.len;)
        points[len++] = utf8_next(text, &at);
    double t = bench_now();
    best->count = 0;
    for (size_t i = 0; i < all->count; i++) {
        size_t other = all->starts[i + 1] - all->starts[i], bound = levenshtein_bound(len, other, score);
        size_t longer = other > len ? other : len;
        if (best->count == LIMIT && best->distance[LIMIT - 1] * longer / best->longer[LIMIT - 1] < bound)
            bound = best->distance[LIMIT - 1] * longer / best->longer[LIMIT - 1];
        if (longer - (other < len ? other : len) > bound)
            continue;
        size_t distance = levenshtein(points, len, all->points + all->starts[i], other, bound);
        if (distance <= bound &&
            (best->count < LIMIT || distance * best->longer[LIMIT - 1] < best->distance[LIMIT - 1] * longer))
            best_put(best, distance, longer);
    }
    t = bench_now() - t;
    free(points);
    return t;
}

/* Whether the matches are as good as the best, place by place. */
static bool same_scores(const struct unit_matches *found, const struct best *best)
{
    if (found->count != best->count)
        return false;
    for (size_t i = 0; i < best->count; i++) {
        if (found->items[i].score != levenshtein_score(best->distance[i], best->longer[i], 0))
            return false;
    }
    return true;
}

static size_t read_queries(const char *path, size_t lang, struct query **out)
{
    static char line[LINE_MAX];
    FILE *in = open_file(path, "r");
    struct query *queries = NULL;
    size_t count = 0;
    while (fgets(line, sizeof line, in)) {
        char *field = line;
        line[strcspn(line, "\n")] = '\0';
        for (size_t k = 0; field && k < 2 + lang; k++)
            field = (field = strchr(field, '\t')) ? field + 1 : NULL;
        if (!field)
            continue;
        field[strcspn(field, "\t")] = '\0';
        if (count % 1024 == 0 && !(queries = realloc(queries, (count + 1024) * sizeof *queries)))
            exit(1);
        queries[count++] = (struct query){.text = str_of(strdup(field))};
    }
    fclose(in);
    *out = queries;
    return count;
}

struct recall {
    size_t asked, right;
    double seconds[2]; /* of the queries that were also compared with all: brute force, ours */
};

static void ask(struct bench *b, size_t lang, struct query *queries, size_t count, const struct brute *all,
                struct recall *recall)
{
    struct lookup_question q = {langs[lang], langs[1 - lang], b->score, LIMIT, false, false, NULL, NULL, 0, 0};
    struct reader r = {0};
    struct search *s = search_new();
    zhm_error err;
    for (size_t i = 0; i < count; i++) {
        struct lookup_text text = {.text = queries[i].text};
        struct unit_matches found;
        double t = bench_now();
        check(reader_begin(&r, b->db, &err), &err);
        check(memory_lookup(&r, s, &q, &text, &found, &err), &err);
        reader_end(&r);
        queries[i].seconds = bench_now() - t;
        if (b->brute_each && i % b->brute_each == 0) {
            struct best best;
            recall->seconds[0] += brute_search(all, text.text, b->score, &best);
            recall->seconds[1] += queries[i].seconds;
            recall->asked++;
            recall->right += same_scores(&found, &best);
        }
    }
    search_free(s);
    reader_free(&r);
}

static int by_time(const void *x, const void *y)
{
    double a = ((const struct query *)x)->seconds, b = ((const struct query *)y)->seconds;
    return (a > b) - (a < b);
}

static void measure_queries(struct bench *b, const char *path, size_t lang)
{
    struct query *queries;
    struct brute all = {0};
    struct recall recall = {0};
    size_t count = read_queries(path, lang, &queries);
    if (b->brute_each)
        brute_load(b, lang, &all);
    if (lang == 0 && !b->brute_each)
        measure_private();
    ask(b, lang, queries, count, &all, &recall);
    if (count == 0)
        return;
    qsort(queries, count, sizeof *queries, by_time);
    printf("%s: %zu queries, limit %d, min_score %u: p50 %.3f ms, p95 %.2f ms, p99 %.2f ms, longest %.1f ms\n",
           langs[lang], count, LIMIT, b->score, queries[count / 2].seconds * 1e3,
           queries[count * 95 / 100].seconds * 1e3, queries[count * 99 / 100].seconds * 1e3,
           queries[count - 1].seconds * 1e3);
    if (recall.asked)
        printf(
            "%s: %zu of %zu answers as good as those of comparing with all (wanted: every one); all: %.1f ms a query, "
            "%.0f times ours\n",
            langs[lang], recall.right, recall.asked, recall.seconds[0] / (double)recall.asked * 1e3,
            recall.seconds[0] / recall.seconds[1]);
    free(all.points);
    free(all.starts);
    free(queries);
}

static void read_options(struct bench *b, int argc, char **argv)
{
    for (int i = 3; i + 1 < argc; i += 2) {
        size_t value = strtoul(argv[i + 1], NULL, 10);
        if (strcmp(argv[i], "--times") == 0)
            b->times = value;
        else if (strcmp(argv[i], "--brute") == 0)
            b->brute_each = value;
        else if (strcmp(argv[i], "--score") == 0)
            b->score = (unsigned)value;
        else
            usage();
    }
}

static void show_load(void)
{
    double load[1] = {0};
    if (getloadavg(load, 1) == 1)
        printf("load of the machine before: %.2f\n", load[0]);
}

int main(int argc, char **argv)
{
    struct bench b = {.score = 70, .times = 1, .brute_each = 10, .random = 20261122};
    struct buf tmx = {0};
    if (argc < 3 || argc % 2 == 0)
        usage();
    read_options(&b, argc, argv);
    show_load();
    char *folder = bench_folder();
    buf_printf(&tmx, "%s/bench.tmx", folder);
    b.folder = folder;
    b.tmx = tmx.data;
    make_tmx(&b, argv[1]);
    import(&b);
    measure_open(&b);
    measure_size(&b);
    for (size_t lang = 0; lang < LANGS; lang++)
        measure_queries(&b, argv[2], lang);
    zhm_close(b.db);
    bench_remove(folder);
    buf_free(&tmx);
    return 0;
}
