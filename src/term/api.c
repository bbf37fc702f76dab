/* The public functions that answer with a block of their own. */
#include "base/fault.h"
#include "model/concept.h"
#include "term/annotate.h"
#include "term/check.h"
#include "term/correct.h"
#include "term/edit.h"
#include "term/lookup.h"
#include "term/normalise.h"

#include <stdlib.h>

/* What zhm_free is given back: the result stands first, so that its address is the block's. */
struct block {
    union {
        zhm_matches matches;
        zhm_names names;
        zhm_mentions mentions;
        zhm_issues issues;
        zhm_correction correction;
        zhm_concept concept;
    } result;
    struct reader reader;
};

void zhm_free(const void *result)
{
    struct block *b = (void *)(uintptr_t)result; /* NOLINT(performance-no-int-to-ptr): it was lent as const */
    if (!b)
        return;
    reader_free(&b->reader);
    free(b);
}

/* Begin a block and its snapshot. On failure there is no block. */
static zhm_code begin(zhm_database *db, struct block **out, zhm_error *err)
{
    struct block *b = calloc(1, sizeof *b);
    if (!b)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for an answer");
    zhm_code code = reader_begin(&b->reader, db, err);
    if (code == ZHM_OK)
        *out = b;
    else
        free(b);
    return code;
}

static zhm_code finish(struct block *b, zhm_code code)
{
    reader_end(&b->reader);
    if (code != ZHM_OK)
        zhm_free(b);
    return code;
}

zhm_code zhm_open(const char *folder, unsigned flags, zhm_database **out, zhm_error *err)
{
    return database_open(folder, flags, 0, out, err);
}

zhm_code zhm_generation(zhm_database *db, uint64_t *out, zhm_error *err)
{
    struct store_txn *t;
    zhm_code code = store_read_begin(db->store, &t, err);
    if (code != ZHM_OK)
        return code;
    *out = store_generation(t);
    store_read_end(t);
    return ZHM_OK;
}

zhm_code zhm_lookup(zhm_database *db, const char *query, zhm_match_kind kind, const zhm_options *options, size_t limit,
                    const zhm_matches **out, zhm_error *err)
{
    struct question q;
    struct block *b = NULL;
    if (limit > LOOKUP_LIMIT_MAX)
        return zhm_fail(err, ZHM_LIMIT, "limit: at most %d", LOOKUP_LIMIT_MAX);
    zhm_code code = question_of(options, &q, err);
    if (code == ZHM_OK)
        code = begin(db, &b, err);
    if (code != ZHM_OK)
        return code;
    code = finish(b, lookup(&b->reader, str_of(query), kind, &q, limit ? limit : 10, &b->result.matches, err));
    if (code == ZHM_OK)
        *out = &b->result.matches;
    return code;
}

static zhm_code normalise_all(struct block *b, const char *const *names, size_t count, const struct question *q,
                              zhm_error *err)
{
    zhm_name *items = arena_array(&b->reader.arena, count, sizeof *items);
    if (!items)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for %zu names", count);
    for (size_t i = 0; i < count; i++) {
        zhm_code code = normalise(&b->reader, str_of(names[i]), q, &items[i], err);
        if (code != ZHM_OK)
            return zhm_prefix(err, code, "name %zu: ", i);
    }
    b->result.names = (zhm_names){count, items};
    return ZHM_OK;
}

zhm_code zhm_normalise(zhm_database *db, const char *const *names, size_t count, const zhm_options *options,
                       const zhm_names **out, zhm_error *err)
{
    struct question q;
    struct block *b = NULL;
    zhm_code code = question_of(options, &q, err);
    if (code == ZHM_OK)
        code = begin(db, &b, err);
    if (code != ZHM_OK)
        return code;
    code = finish(b, normalise_all(b, names, count, &q, err));
    if (code == ZHM_OK)
        *out = &b->result.names;
    return code;
}

zhm_code zhm_annotate(zhm_database *db, const char *text, const zhm_options *options, const zhm_mentions **out,
                      zhm_error *err)
{
    struct question q;
    struct block *b = NULL;
    zhm_code code = question_of(options, &q, err);
    if (code == ZHM_OK)
        code = begin(db, &b, err);
    if (code != ZHM_OK)
        return code;
    code = finish(b, annotate(&b->reader, str_of(text), &q, &b->result.mentions, err));
    if (code == ZHM_OK)
        *out = &b->result.mentions;
    return code;
}

zhm_code zhm_check(zhm_database *db, const char *source, const char *target, const char *source_lang,
                   const char *target_lang, const zhm_options *options, const zhm_issues **out, zhm_error *err)
{
    const struct check_texts texts = {str_of(source), str_of(target), source_lang, target_lang};
    struct question q;
    struct block *b = NULL;
    zhm_code code = question_of(options, &q, err);
    if (code == ZHM_OK)
        code = begin(db, &b, err);
    if (code != ZHM_OK)
        return code;
    code = finish(b, check_texts(&b->reader, &texts, &q, options && options->as_of, &b->result.issues, err));
    if (code == ZHM_OK)
        *out = &b->result.issues;
    return code;
}

zhm_code zhm_correct(zhm_database *db, const char *text, const zhm_options *options, const zhm_correction **out,
                     zhm_error *err)
{
    struct question q;
    struct block *b = NULL;
    zhm_code code = question_of(options, &q, err);
    if (code == ZHM_OK)
        code = begin(db, &b, err);
    if (code != ZHM_OK)
        return code;
    code = finish(b, correct(&b->reader, str_of(text), &q, &b->result.correction, err));
    if (code == ZHM_OK)
        *out = &b->result.correction;
    return code;
}

static zhm_code get(struct block *b, struct str id, uint64_t *generation, zhm_error *err)
{
    const zhm_concept *c;
    zhm_code code = reader_concept(&b->reader, id, &c, err);
    if (code == ZHM_NOT_FOUND)
        return zhm_fail(err, ZHM_NOT_FOUND, "no concept '%.*s'", STR_ARG(id));
    uint64_t last = 0;
    if (code == ZHM_OK)
        code = concept_generation(b->reader.txn, id, &last, err);
    if (code != ZHM_OK)
        return code;
    b->result.concept = *c;
    if (generation)
        *generation = last;
    return ZHM_OK;
}

zhm_code zhm_get(zhm_database *db, const char *id, const zhm_concept **out, uint64_t *generation, zhm_error *err)
{
    struct block *b = NULL;
    zhm_code code = begin(db, &b, err);
    if (code != ZHM_OK)
        return code;
    code = finish(b, get(b, str_of(id), generation, err));
    if (code != ZHM_OK)
        return code;
    *out = &b->result.concept;
    return ZHM_OK;
}

zhm_code zhm_put(zhm_database *db, const zhm_concept *c, uint64_t based_on, uint64_t *generation, zhm_error *err)
{
    return concept_put(db, c, based_on, generation, err);
}

zhm_code zhm_delete(zhm_database *db, const char *id, uint64_t based_on, uint64_t *generation, zhm_error *err)
{
    return concept_delete(db, str_of(id), based_on, generation, err);
}
