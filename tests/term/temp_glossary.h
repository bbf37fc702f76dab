/* temp_glossary.h - a database in a folder of its own, and glossaries to fill it with */
#ifndef TESTS_TERM_TEMP_GLOSSARY_H
#define TESTS_TERM_TEMP_GLOSSARY_H

#include "format/glossary_tsv.h"
#include "term/annotate.h"
#include "term/edit.h"
#include "term/lookup.h"
#include "term/normalise.h"
#include "term/segments.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#define MAYBE __attribute__((unused)) static
#define COUNT(array) (sizeof(array) / sizeof *(array))
#define HEADER "id\tfield\ttext\tstatus\ttype\tfrom\tto\tsource\tstyle\tnote\n"

/* Address space to reserve: small, for the sanitizers. */
enum { MAP_SIZE = 256 << 20 };

struct temp {
    char folder[64], db_folder[96];
    zhm_database *db;
    struct reader reader;
    zhm_error err;
};

/* Every call here is meant to work. */
#define WORKS(t, call)                                                   \
    do {                                                                 \
        if ((call) != ZHM_OK)                                            \
            fail_msg("line %d: %s: %s", __LINE__, #call, (t)->err.text); \
    } while (0)

MAYBE int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st, (void)type, (void)ftw;
    return remove(path);
}

MAYBE void temp_open(struct temp *t, unsigned flags)
{
    WORKS(t, database_open(t->db_folder, flags, MAP_SIZE, &t->db, &t->err));
    if (!t->db)
        abort();
}

MAYBE void temp_close(struct temp *t)
{
    zhm_close(t->db);
    t->db = NULL;
}

MAYBE int temp_new(void **state)
{
    struct temp *t = calloc(1, sizeof *t);
    if (!t)
        return -1;
    snprintf(t->folder, sizeof t->folder, "/tmp/zhm-term-XXXXXX");
    if (!mkdtemp(t->folder))
        return -1;
    snprintf(t->db_folder, sizeof t->db_folder, "%s/db", t->folder);
    *state = t;
    return database_open(t->db_folder, ZHM_OPEN_CREATE, MAP_SIZE, &t->db, &t->err) == ZHM_OK ? 0 : -1;
}

MAYBE int temp_remove(void **state)
{
    struct temp *t = *state;
    reader_free(&t->reader);
    temp_close(t);
    nftw(t->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(t);
    return 0;
}

/* Load rows of a glossary, without its header. */
MAYBE struct load_report load_rows(struct temp *t, const char *rows, bool prune)
{
    struct glossary g = {0};
    struct load_report report = {0};
    struct buf text = {0};
    buf_append_text(&text, HEADER);
    buf_append_text(&text, rows);
    WORKS(t, glossary_read(&g, "rows", buf_str(&text), &t->err));
    WORKS(t, concepts_load(t->db, g.concepts, g.count, prune, NULL, NULL, &report, &t->err));
    glossary_free(&g);
    buf_free(&text);
    return report;
}

MAYBE struct load_report load_path(struct temp *t, const char *path)
{
    struct glossary g = {0};
    struct load_report report = {0};
    WORKS(t, glossary_read_path(&g, path, &t->err));
    WORKS(t, concepts_load(t->db, g.concepts, g.count, false, NULL, NULL, &report, &t->err));
    glossary_free(&g);
    return report;
}

/* Put a concept with one English name. */
MAYBE uint64_t put_name(struct temp *t, const char *id, const char *name)
{
    uint64_t generation = 0;
    zhm_term term = {.lang = "en", .text = name, .source = "unchecked"};
    zhm_concept c = {.id = id, .terms = &term, .term_count = 1};
    WORKS(t, concept_put(t->db, &c, BASED_ON_ANYTHING, &generation, &t->err));
    return generation;
}

MAYBE void verify_all(struct temp *t)
{
    WORKS(t, database_verify(t->db, NULL, NULL, &t->err));
}

/* One question in a snapshot of its own; what it gives stays until the next. */
MAYBE zhm_matches ask_lookup(struct temp *t, const char *query, zhm_match_kind kind, zhm_options o, size_t limit)
{
    struct question q;
    zhm_matches out = {0};
    WORKS(t, question_of(&o, &q, &t->err));
    WORKS(t, reader_begin(&t->reader, t->db, &t->err));
    zhm_code code = lookup(&t->reader, str_of(query), kind, &q, limit, &out, &t->err);
    reader_end(&t->reader);
    WORKS(t, code);
    return out;
}

MAYBE zhm_name ask_name(struct temp *t, const char *name, zhm_options o)
{
    struct question q;
    zhm_name out = {0};
    WORKS(t, question_of(&o, &q, &t->err));
    WORKS(t, reader_begin(&t->reader, t->db, &t->err));
    zhm_code code = normalise(&t->reader, str_of(name), &q, &out, &t->err);
    reader_end(&t->reader);
    WORKS(t, code);
    return out;
}

MAYBE zhm_mentions ask_text(struct temp *t, struct str text, zhm_options o)
{
    struct question q;
    zhm_mentions out = {0};
    WORKS(t, question_of(&o, &q, &t->err));
    WORKS(t, reader_begin(&t->reader, t->db, &t->err));
    zhm_code code = annotate(&t->reader, text, &q, &out, &t->err);
    reader_end(&t->reader);
    WORKS(t, code);
    return out;
}

MAYBE const zhm_concept *ask_concept(struct temp *t, const char *id)
{
    const zhm_concept *out = NULL;
    WORKS(t, reader_begin(&t->reader, t->db, &t->err));
    zhm_code code = reader_concept(&t->reader, str_of(id), &out, &t->err);
    reader_end(&t->reader);
    if (code == ZHM_NOT_FOUND)
        return NULL;
    WORKS(t, code);
    return out;
}

#define IN_TEMP(test) cmocka_unit_test_setup_teardown(test, temp_new, temp_remove)

#endif
