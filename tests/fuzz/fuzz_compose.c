/* fuzz_compose - any bytes as a name and as a text, before our
 * own glossary and grammar: an answer, or a refusal in words
 *
 * The first byte chooses the question: its lowest bit the house style, the next a category, then the day.
 */
#include "format/glossary_files.h"
#include "fuzz.h"
#include "term/annotate.h"
#include "term/edit.h"
#include "term/normalise.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { MAP_SIZE = 256 << 20 };

static zhm_database *db;
static struct reader reader;
static char folder[64];

static void check(zhm_code code, const zhm_error *err)
{
    if (code != ZHM_OK)
        FUZZ_FAIL("%s", err->text);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st, (void)type, (void)ftw;
    return remove(path);
}

static void close_all(void)
{
    reader_free(&reader);
    zhm_close(db);
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void open_all(void)
{
    struct glossary g = {0};
    struct grammar_files grammar = {0};
    struct grammar_file files[64];
    struct load_report report;
    zhm_error err = {0};
    snprintf(folder, sizeof folder, "/tmp/zhm-fuzz-XXXXXX");
    if (!mkdtemp(folder))
        FUZZ_FAIL("no folder for a database");
    check(glossary_read_all(&g, &grammar, SOURCE_DIR "/glossary", &err), &err);
    for (size_t i = 0; i < grammar.count && i < 64; i++)
        files[i] = (struct grammar_file){grammar.items[i].name, grammar.items[i].text, grammar.items[i].path};
    struct glossary_load all = {
        .concepts = g.concepts, .count = g.count, .grammar = files, .grammar_count = grammar.count};
    check(database_open(folder, ZHM_OPEN_CREATE, MAP_SIZE, &db, &err), &err);
    check(glossary_load(db, &all, NULL, NULL, &report, &err), &err);
    grammar_files_free(&grammar);
    glossary_free(&g);
    atexit(close_all);
}

static void judge(zhm_code code, const zhm_error *err)
{
    if (code != ZHM_OK && ((code != ZHM_BAD_INPUT && code != ZHM_LIMIT) || !*err->text))
        FUZZ_FAIL("%s: %s", zhm_code_name(code), err->text);
}

static void judge_mentions(const zhm_mention *items, size_t count, size_t size, bool ordered)
{
    for (size_t i = 0; i < count; i++) {
        const zhm_mention *m = &items[i];
        if (m->start >= m->end || m->byte + m->byte_count > size || m->byte_count == 0)
            FUZZ_FAIL("a mention at %zu-%zu, bytes %zu+%zu of %zu", m->start, m->end, m->byte, m->byte_count, size);
        if (ordered && i > 0 && items[i - 1].end > m->start)
            FUZZ_FAIL("mentions overlap at %zu", m->start);
        judge_mentions(m->parts, m->part_count, size, false);
    }
}

static void ask(struct str text, const struct question *q)
{
    zhm_error err = {0};
    zhm_name name = {0};
    zhm_mentions mentions = {0};
    check(reader_begin(&reader, db, &err), &err);
    zhm_code code = normalise(&reader, text, q, &name, &err);
    judge(code, &err);
    if (code == ZHM_OK)
        judge_mentions(name.parts, name.part_count, text.len, false);
    code = annotate(&reader, text, q, &mentions, &err);
    judge(code, &err);
    if (code == ZHM_OK)
        judge_mentions(mentions.items, mentions.count, text.len, true);
    reader_end(&reader);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    zhm_error err = {0};
    struct question q;
    if (!db)
        open_all();
    if (size < 1)
        return 0;
    zhm_options o = {.style = data[0] & 1 ? "beijing-2008" : NULL,
                     .has_category = data[0] & 2,
                     .category = data[0] & 4 ? ZHM_AGENCY : ZHM_TITLE,
                     .as_of = data[0] & 8 ? 20100101 : 20250601};
    check(question_of(&o, &q, &err), &err);
    ask((struct str){(const char *)data + 1, size - 1}, &q);
    return 0;
}
