/* compose_bench - what putting names together costs: titles that no glossary holds beside names that ours does,
 * articles with and without it, and texts made to be slow
 *
 * compose_bench [GLOSSARY]: another folder than the source tree's glossary, with its grammar.
 */
#include "bench_data.h"
#include "format/glossary_files.h"
#include "term/annotate.h"
#include "term/edit.h"
#include "term/normalise.h"

#include <stdio.h>
#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum { ROUNDS = 9, NAMES = 400, ARTICLE_TIMES = 30, SIZES = 3 };

struct bench {
    zhm_database *db;
    struct glossary glossary;
    struct reader reader;
    struct question question;
    struct arena arena;
};

static void check(zhm_code code, const zhm_error *err)
{
    if (code == ZHM_OK)
        return;
    fprintf(stderr, "compose_bench: %s\n", err->text);
    exit(1);
}

static void load(struct bench *b, const char *folder, const char *path)
{
    struct grammar_files grammar = {0};
    struct load_report report;
    zhm_error err;
    check(glossary_read_all(&b->glossary, &grammar, path, &err), &err);
    struct grammar_file *files = arena_array(&b->arena, grammar.count, sizeof *files);
    for (size_t i = 0; files && i < grammar.count; i++)
        files[i] = (struct grammar_file){grammar.items[i].name, grammar.items[i].text, grammar.items[i].path};
    check(database_open(folder, ZHM_OPEN_CREATE, 0, &b->db, &err), &err);
    struct glossary_load all = {
        .concepts = b->glossary.concepts, .count = b->glossary.count, .grammar = files, .grammar_count = grammar.count};
    check(glossary_load(b->db, &all, NULL, NULL, &report, &err), &err);
    check(question_of(NULL, &b->question, &err), &err);
    printf("load: %zu concepts, %zu rules, %zu words\n", b->glossary.count, report.grammar.rules, report.grammar.words);
    grammar_files_free(&grammar);
}

static zhm_code ask(struct bench *b, const char *name, zhm_name *out, zhm_error *err)
{
    zhm_error ignored;
    check(reader_begin(&b->reader, b->db, &ignored), &ignored);
    zhm_code code = normalise(&b->reader, str_of(name), &b->question, out, err);
    reader_end(&b->reader);
    return code;
}

static zhm_code annotate_once(struct bench *b, struct str text, zhm_mentions *out, zhm_error *err)
{
    zhm_error ignored;
    check(reader_begin(&b->reader, b->db, &ignored), &ignored);
    zhm_code code = annotate(&b->reader, text, &b->question, out, err);
    reader_end(&b->reader);
    return code;
}

/* ---- Titles beside names ---- */

struct names {
    const char *items[NAMES];
    size_t count;
    double best;    /* seconds for all of them */
    double slowest; /* of the best of each */
};

static void add_name(struct bench *b, struct names *n, const char *name)
{
    if (n->count < NAMES && name)
        n->items[n->count++] = arena_copy(&b->arena, str_of(name)).data;
}

/* What the glossary holds itself: agencies and titles, from all of its files. */
static void list_atomic(struct bench *b, struct names *n, const char *lang)
{
    size_t step = b->glossary.count / NAMES + 1;
    for (size_t i = 0; i < b->glossary.count; i += n->count % 2 ? step : 1) {
        const zhm_concept *c = &b->glossary.concepts[i];
        bool wanted = c->category == ZHM_AGENCY || c->category == ZHM_TITLE;
        for (size_t k = 0; wanted && k < c->term_count; k++)
            if (strcmp(c->terms[k].lang, lang) == 0) {
                add_name(b, n, c->terms[k].text);
                break;
            }
    }
}

static const char *const regions[] = {"湖南省", "四川省", "广东省", "浙江省", "杭州市", "西安市", "成都市", "云南省"};
static const char *const organs[] = {"商务", "教育", "司法", "财政", "民政", "交通运输", "统计", "卫生健康"};
static const char *const posts[] = {"%s%s%s%s长", "%s%s%s副%s长",         "%s%s%s办公室主任",
                                    "%s%s%s%s",   "%s%s%s电子商务处处长", "%s%s%s规划处副处长"};

static bool is_province(const char *region)
{
    return strcmp(region + strlen(region) - strlen("省"), "省") == 0;
}

/* Titles that the glossary has to put together, in both languages. */
static void list_composed(struct bench *b, struct names *zh, struct names *en)
{
    zhm_error err;
    zhm_name found;
    for (size_t i = 0; i < COUNT(regions) * COUNT(organs) * COUNT(posts); i++) {
        const char *region = regions[i % COUNT(regions)], *post = posts[i / COUNT(regions) / COUNT(organs)];
        const char *organ = organs[i / COUNT(regions) % COUNT(organs)], *kind = is_province(region) ? "厅" : "局";
        struct buf name = {0};
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        buf_printf(&name, post, region, organ, kind, kind);
#pragma GCC diagnostic pop
        check(ask(b, buf_text(&name), &found, &err), &err);
        if (found.verdict == ZHM_VERDICT_COMPOSED) {
            add_name(b, zh, buf_text(&name));
            for (size_t k = 0; k < found.subject.official_count; k++)
                if (strcmp(found.subject.official[k].lang, "en") == 0)
                    add_name(b, en, found.subject.official[k].text);
        }
        buf_free(&name);
    }
}

static void run_names(struct bench *b, struct names *n, double *each)
{
    zhm_error err;
    zhm_name found;
    double begin = bench_now();
    for (size_t i = 0; i < n->count; i++) {
        double t = bench_now();
        check(ask(b, n->items[i], &found, &err), &err);
        t = bench_now() - t;
        if (each[i] == 0 || t < each[i])
            each[i] = t;
    }
    double all = bench_now() - begin;
    if (n->best == 0 || all < n->best)
        n->best = all;
}

static void slowest(struct names *n, const double *each)
{
    for (size_t i = 0; i < n->count; i++)
        if (each[i] > n->slowest)
            n->slowest = each[i];
}

static void compare_names(struct bench *b, const char *lang, struct names *atomic, struct names *composed)
{
    double each[2][NAMES] = {{0}};
    for (int i = 0; i < ROUNDS; i++) {
        run_names(b, atomic, each[0]);
        run_names(b, composed, each[1]);
    }
    slowest(composed, each[1]);
    double name = atomic->best / (double)atomic->count, title = composed->best / (double)composed->count;
    printf(
        "%s: a name of the glossary %.2f us (%zu), a composed one %.2f us (%zu), ratio %.1f (wanted: at most 10); the "
        "slowest %.2f us\n",
        lang, name * 1e6, atomic->count, title * 1e6, composed->count, title / name, composed->slowest * 1e6);
}

static void measure_names(struct bench *b)
{
    static struct names atomic[2], composed[2];
    list_composed(b, &composed[0], &composed[1]);
    list_atomic(b, &atomic[0], "zh-Hans");
    list_atomic(b, &atomic[1], "en");
    compare_names(b, "zh", &atomic[0], &composed[0]);
    compare_names(b, "en", &atomic[1], &composed[1]);
}

/* ---- Articles ---- */

/* As news is; and so full of titles that hardly a sentence is without. */
static const char *const articles[] = {
    SOURCE_DIR "/tests/bench/article.zh.txt", SOURCE_DIR "/tests/bench/article.en.txt",
    SOURCE_DIR "/docs/sample-article.txt",    SOURCE_DIR "/tests/bench/dense.zh.txt",
    SOURCE_DIR "/tests/bench/dense.en.txt",
};

static void read_article(const char *path, struct buf *out)
{
    FILE *f = fopen(path, "r");
    char block[4096];
    size_t n;
    if (!f) {
        perror(path);
        exit(1);
    }
    while ((n = fread(block, 1, sizeof block, f)) > 0)
        buf_append(out, block, n);
    fclose(f);
}

static double time_article(struct bench *b, struct str text, bool plain, size_t *mentions)
{
    zhm_error err;
    zhm_mentions found = {0};
    b->question.plain = plain;
    double t = bench_now();
    for (int i = 0; i < ARTICLE_TIMES; i++)
        check(annotate_once(b, text, &found, &err), &err);
    t = bench_now() - t;
    b->question.plain = false;
    *mentions = found.count;
    return t / ARTICLE_TIMES;
}

static void measure_article(struct bench *b, const char *path)
{
    struct buf text = {0};
    double on = 0, off = 0;
    size_t composed = 0, plain = 0;
    read_article(path, &text);
    for (int i = 0; i < ROUNDS; i++) {
        double t = time_article(b, buf_str(&text), true, &plain);
        off = off == 0 || t < off ? t : off;
        t = time_article(b, buf_str(&text), false, &composed);
        on = on == 0 || t < on ? t : on;
    }
    printf("%s: %zu bytes, %zu mentions in %.0f us; without composing %zu in %.0f us: throughput %.2f (wanted: 0.50)\n",
           strrchr(path, '/') + 1, text.len, composed, on * 1e6, plain, off * 1e6, off / on);
    buf_free(&text);
}

/* ---- Texts made to be slow ---- */

struct hostile {
    const char *what, *before, *again, *after;
    size_t times;
};

static const struct hostile hostile[] = {
    {"of the", "", "of the ", "", 10000},
    {"Department of", "", "Department of ", "Commerce", 10000},
    {"regions in a row", "", "湖南省", "商务厅", 5000},
    {"regions in a row, en", "", "Hunan Province, ", "China", 5000},
    {"many a 副", "", "副", "部长", 10000},
    {"many a Vice", "", "Vice ", "Minister", 10000},
    {"fields joined by 和", "商务", "和教育", "部部长", 5000},
    {"fields joined by 、", "商务", "、教育", "部部长", 5000},
    {"fields joined by and", "Minister of Commerce", " and Education", "", 5000},
    {"bodies joined by 、", "", "商务部、", "教育部部长", 5000},
    {"unit in unit", "商务部", "办公厅", "主任", 5000},
    {"unit of unit", "", "Office of the General Office of the ", "Ministry of Commerce", 5000},
    {"former", "", "前", "商务部部长", 10000},
    {"title on title", "", "商务部部长", "", 5000},
    {"numbers", "", "第十四届", "全国人民代表大会", 5000},
    {"digits", "", "1", "", 10000},
    {"brackets", "", "(", "商务部", 10000},
    {"unlisted places", "", "柳林县", "商务局", 5000},
    {"countries", "", "柬埔寨", "商务部部长", 5000},
};

static void make_hostile(const struct hostile *h, size_t times, struct buf *out)
{
    buf_clear(out);
    buf_append_text(out, h->before);
    for (size_t i = 0; i < times; i++)
        buf_append_text(out, h->again);
    buf_append_text(out, h->after);
}

static double time_hostile(struct bench *b, struct str text, zhm_code *code)
{
    double best = 0;
    zhm_mentions found;
    zhm_error err;
    for (int i = 0; i < 3; i++) {
        double t = bench_now();
        *code = annotate_once(b, text, &found, &err);
        t = bench_now() - t;
        best = best == 0 || t < best ? t : best;
        reader_rest(&b->reader);
    }
    if (*code != ZHM_LIMIT)
        check(*code, &err);
    return best;
}

/* A quarter, a half, all of it: linear is 2. */
static void measure_hostile(struct bench *b, const struct hostile *h)
{
    struct buf text = {0};
    double seconds[SIZES];
    zhm_code code = ZHM_OK;
    for (size_t i = 0; i < SIZES; i++) {
        make_hostile(h, h->times >> (SIZES - 1 - i), &text);
        seconds[i] = time_hostile(b, buf_str(&text), &code);
    }
    printf("  %5zu x %-22s %8.2f ms, %5.0f ns a byte; doubled: %.2f, %.2f%s\n", h->times, h->what, seconds[2] * 1e3,
           seconds[2] * 1e9 / (double)text.len, seconds[1] / seconds[0], seconds[2] / seconds[1],
           code == ZHM_LIMIT ? "; past the limit" : "");
    buf_free(&text);
}

/* As much of it as a name may have. */
static void measure_hostile_name(struct bench *b, const struct hostile *h)
{
    struct buf text = {0};
    zhm_name found;
    zhm_error err;
    size_t times = (ZHM_NAME_MAX - strlen(h->before) - strlen(h->after)) / strlen(h->again);
    make_hostile(h, times, &text);
    double t = bench_now();
    zhm_code code = ask(b, buf_text(&text), &found, &err);
    t = bench_now() - t;
    if (code != ZHM_LIMIT)
        check(code, &err);
    printf("  %5zu x %-22s %8.2f ms: %s\n", times, h->what, t * 1e3,
           code == ZHM_LIMIT ? "past the limit" : zhm_verdict_name(found.verdict));
    buf_free(&text);
}

int main(int argc, char **argv)
{
    char *folder = bench_folder();
    struct bench b = {0};
    load(&b, folder, argc > 1 ? argv[1] : SOURCE_DIR "/glossary");
    measure_names(&b);
    for (size_t i = 0; i < COUNT(articles); i++)
        measure_article(&b, articles[i]);
    printf("hostile texts, annotated (wanted: doubled about 2, under 1000 ms)\n");
    for (size_t i = 0; i < COUNT(hostile); i++)
        measure_hostile(&b, &hostile[i]);
    printf("hostile names of %d bytes, normalised\n", ZHM_NAME_MAX);
    for (size_t i = 0; i < COUNT(hostile); i++)
        measure_hostile_name(&b, &hostile[i]);
    reader_free(&b.reader);
    arena_free(&b.arena);
    glossary_free(&b.glossary);
    zhm_close(b.db);
    bench_remove(folder);
    return 0;
}
