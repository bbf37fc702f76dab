/* The public functions that answer with a block of their own. */
#include "base/fault.h"
#include "model/concept.h"
#include "term/annotate.h"
#include "term/answer.h"
#include "term/check.h"
#include "term/correct.h"
#include "term/edit.h"
#include "term/lookup.h"
#include "term/normalise.h"

/* A question read, and an answer begun. */
static zhm_code ask(zhm_database *db, const zhm_options *options, size_t size, struct question *q, struct answer **out,
                    zhm_error *err)
{
    zhm_code code = question_of(options, q, err);
    return code == ZHM_OK ? answer_begin(db, size, out, err) : code;
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
    struct answer *a;
    zhm_matches *found;
    if (limit > LOOKUP_LIMIT_MAX)
        return zhm_fail(err, ZHM_LIMIT, "limit: at most %d", LOOKUP_LIMIT_MAX);
    zhm_code code = ask(db, options, sizeof *found, &q, &a, err);
    if (code != ZHM_OK)
        return code;
    found = (void *)a->result;
    code = answer_finish(a, lookup(&a->reader, str_of(query), kind, &q, limit ? limit : 10, found, err));
    if (code == ZHM_OK)
        *out = found;
    return code;
}

static zhm_code normalise_all(struct reader *r, const char *const *names, size_t count, const struct question *q,
                              zhm_names *out, zhm_error *err)
{
    zhm_name *items = arena_array(&r->arena, count, sizeof *items);
    if (!items)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for %zu names", count);
    for (size_t i = 0; i < count; i++) {
        zhm_code code = normalise(r, str_of(names[i]), q, &items[i], err);
        if (code != ZHM_OK)
            return zhm_prefix(err, code, "name %zu: ", i);
    }
    *out = (zhm_names){count, items};
    return ZHM_OK;
}

zhm_code zhm_normalise(zhm_database *db, const char *const *names, size_t count, const zhm_options *options,
                       const zhm_names **out, zhm_error *err)
{
    struct question q;
    struct answer *a;
    zhm_names *judged;
    zhm_code code = ask(db, options, sizeof *judged, &q, &a, err);
    if (code != ZHM_OK)
        return code;
    judged = (void *)a->result;
    code = answer_finish(a, normalise_all(&a->reader, names, count, &q, judged, err));
    if (code == ZHM_OK)
        *out = judged;
    return code;
}

zhm_code zhm_annotate(zhm_database *db, const char *text, const zhm_options *options, const zhm_mentions **out,
                      zhm_error *err)
{
    struct question q;
    struct answer *a;
    zhm_mentions *found;
    zhm_code code = ask(db, options, sizeof *found, &q, &a, err);
    if (code != ZHM_OK)
        return code;
    found = (void *)a->result;
    code = answer_finish(a, annotate(&a->reader, str_of(text), &q, found, err));
    if (code == ZHM_OK)
        *out = found;
    return code;
}

zhm_code zhm_check(zhm_database *db, const char *source, const char *target, const char *source_lang,
                   const char *target_lang, const zhm_options *options, const zhm_issues **out, zhm_error *err)
{
    const struct check_texts texts = {str_of(source), str_of(target), source_lang, target_lang};
    struct question q;
    struct answer *a;
    zhm_issues *found;
    zhm_code code = ask(db, options, sizeof *found, &q, &a, err);
    if (code != ZHM_OK)
        return code;
    found = (void *)a->result;
    code = answer_finish(a, check_texts(&a->reader, &texts, &q, options && options->as_of, found, err));
    if (code == ZHM_OK)
        *out = found;
    return code;
}

zhm_code zhm_correct(zhm_database *db, const char *text, const zhm_options *options, const zhm_correction **out,
                     zhm_error *err)
{
    struct question q;
    struct answer *a;
    zhm_correction *done;
    zhm_code code = ask(db, options, sizeof *done, &q, &a, err);
    if (code != ZHM_OK)
        return code;
    done = (void *)a->result;
    code = answer_finish(a, correct(&a->reader, str_of(text), &q, done, err));
    if (code == ZHM_OK)
        *out = done;
    return code;
}

static zhm_code get(struct reader *r, struct str id, zhm_concept *out, uint64_t *generation, zhm_error *err)
{
    const zhm_concept *c;
    uint64_t last = 0;
    zhm_code code = reader_concept(r, id, &c, err);
    if (code == ZHM_NOT_FOUND)
        return zhm_fail(err, ZHM_NOT_FOUND, "no concept '%.*s'", STR_ARG(id));
    if (code == ZHM_OK)
        code = concept_generation(r->txn, id, &last, err);
    if (code != ZHM_OK)
        return code;
    *out = *c;
    if (generation)
        *generation = last;
    return ZHM_OK;
}

zhm_code zhm_get(zhm_database *db, const char *id, const zhm_concept **out, uint64_t *generation, zhm_error *err)
{
    struct answer *a;
    zhm_concept *c;
    zhm_code code = answer_begin(db, sizeof *c, &a, err);
    if (code != ZHM_OK)
        return code;
    c = (void *)a->result;
    code = answer_finish(a, get(&a->reader, str_of(id), c, generation, err));
    if (code == ZHM_OK)
        *out = c;
    return code;
}

zhm_code zhm_put(zhm_database *db, const zhm_concept *c, uint64_t based_on, uint64_t *generation, zhm_error *err)
{
    return concept_put(db, c, based_on, generation, err);
}

zhm_code zhm_delete(zhm_database *db, const char *id, uint64_t based_on, uint64_t *generation, zhm_error *err)
{
    return concept_delete(db, str_of(id), based_on, generation, err);
}
