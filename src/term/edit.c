#include "term/edit.h"

#include "base/fault.h"
#include "model/concept.h"
#include "term/change_log.h"
#include "term/names.h"
#include "term/segments.h"

#include <stdlib.h>

/* A write under way: the names that it brings, and memory for the records it replaces. */
struct edit {
    struct store_txn *txn;
    struct buf added, record;
    struct arena arena;
};

static void edit_clear(struct edit *e)
{
    buf_free(&e->added);
    buf_free(&e->record);
    arena_free(&e->arena);
}

/* Take the old concept's names out. The record is copied first: a change of the tables takes back what was lent. */
static zhm_code unindex(struct edit *e, const char *id, struct str record, zhm_error *err)
{
    struct str copy = arena_copy(&e->arena, record);
    if (!copy.data)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a concept");
    zhm_concept old;
    zhm_code code = concept_decode(id, copy, &e->arena, &old, err);
    return code == ZHM_OK ? names_remove(e->txn, &old, err) : code;
}

enum outcome { UNCHANGED, ADDED, CHANGED };

/* Write one concept; all but the segments, which are built once for a whole write. */
static zhm_code write_concept(struct edit *e, const zhm_concept *c, enum outcome *outcome, zhm_error *err)
{
    struct str id = str_of(c->id), old;
    buf_clear(&e->record);
    concept_encode(c, &e->record);
    if (e->record.failed)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a concept");
    zhm_code code = store_get(e->txn, STORE_CONCEPTS, id, &old, err);
    if (code != ZHM_OK && code != ZHM_NOT_FOUND)
        return code;
    *outcome = code == ZHM_NOT_FOUND ? ADDED : str_equal(old, buf_str(&e->record)) ? UNCHANGED : CHANGED;
    if (*outcome == UNCHANGED)
        return ZHM_OK;
    code = *outcome == CHANGED ? unindex(e, c->id, old, err) : ZHM_OK;
    if (code == ZHM_OK)
        code = change_log(e->txn, id, buf_str(&e->record), false, err);
    if (code == ZHM_OK)
        code = store_put(e->txn, STORE_CONCEPTS, id, buf_str(&e->record), err);
    return code == ZHM_OK ? names_add(e->txn, c, &e->added, err) : code;
}

static zhm_code drop_concept(struct edit *e, struct str id, zhm_error *err)
{
    struct str old, name = arena_copy(&e->arena, id);
    if (!name.data)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for an id");
    zhm_code code = store_get(e->txn, STORE_CONCEPTS, name, &old, err);
    if (code == ZHM_OK)
        code = unindex(e, name.data, old, err);
    if (code == ZHM_OK)
        code = change_log(e->txn, name, (struct str){0}, true, err);
    return code == ZHM_OK ? store_delete(e->txn, STORE_CONCEPTS, name, err) : code;
}

static zhm_code check_based_on(struct store_txn *t, struct str id, uint64_t based_on, zhm_error *err)
{
    uint64_t last;
    if (based_on == BASED_ON_ANYTHING)
        return ZHM_OK;
    zhm_code code = concept_generation(t, id, &last, err);
    if (code == ZHM_OK && last > based_on)
        return zhm_fail(err, ZHM_CONFLICT, "%.*s was changed in generation %llu, after %llu", STR_ARG(id),
                        (unsigned long long)last, (unsigned long long)based_on);
    return code;
}

struct one {
    const zhm_concept *concept; /* NULL: delete */
    struct str id;
    uint64_t based_on, generation;
};

static zhm_code write_one(struct store_txn *t, void *context, zhm_error *err)
{
    struct one *one = context;
    struct edit e = {.txn = t};
    enum outcome outcome = CHANGED;
    zhm_code code = check_based_on(t, one->id, one->based_on, err);
    if (code == ZHM_OK && one->concept)
        code = write_concept(&e, one->concept, &outcome, err);
    else if (code == ZHM_OK)
        code = drop_concept(&e, one->id, err);
    if (code == ZHM_OK && e.added.failed)
        code = zhm_fail(err, ZHM_NO_MEMORY, "no memory for the names of a concept");
    if (code == ZHM_OK && outcome != UNCHANGED)
        code = segments_add(t, &e.added, err);
    one->generation = store_generation(t);
    edit_clear(&e);
    return code;
}

static zhm_code run_one(zhm_database *db, struct one *one, uint64_t *generation, zhm_error *err)
{
    zhm_code code = store_write(db->store, write_one, one, NULL, err);
    if (code == ZHM_OK && generation)
        *generation = one->generation;
    return code;
}

zhm_code concept_put(zhm_database *db, const zhm_concept *c, uint64_t based_on, uint64_t *generation, zhm_error *err)
{
    zhm_code code = concept_check(c, err);
    if (code != ZHM_OK)
        return code;
    struct one one = {.concept = c, .id = str_of(c->id), .based_on = based_on};
    return run_one(db, &one, generation, err);
}

zhm_code concept_delete(zhm_database *db, struct str id, uint64_t based_on, uint64_t *generation, zhm_error *err)
{
    zhm_code code = concept_id_check(id, err);
    if (code != ZHM_OK)
        return code;
    struct one one = {.id = id, .based_on = based_on};
    code = run_one(db, &one, generation, err);
    return code == ZHM_NOT_FOUND ? zhm_fail(err, ZHM_NOT_FOUND, "no concept %.*s", STR_ARG(id)) : code;
}

struct load {
    const struct glossary_load *what;
    bool keep_grammar;
    load_progress *progress;
    void *context;
    struct load_report report;
};

static int by_id(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool listed(const char *const *ids, size_t count, const char *id)
{
    return count > 0 && bsearch(&id, ids, count, sizeof *ids, by_id) != NULL;
}

/* The ids of the store that the load does not have. */
static zhm_code unlisted(struct edit *e, const struct load *load, struct str **out, size_t *count, zhm_error *err)
{
    const char **ids = arena_array(&e->arena, load->what->count, sizeof *ids);
    struct str *gone = arena_array(&e->arena, (size_t)store_count(e->txn, STORE_CONCEPTS), sizeof *gone);
    if (!ids || !gone)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for the ids");
    for (size_t i = 0; i < load->what->count; i++)
        ids[i] = load->what->concepts[i].id;
    if (load->what->count > 0)
        qsort(ids, load->what->count, sizeof *ids, by_id);
    struct store_cursor c;
    zhm_code code = store_cursor_init(&c, e->txn, STORE_CONCEPTS, (struct str){0}, err);
    if (code != ZHM_OK)
        return code;
    size_t n = 0;
    while ((code = store_cursor_next(&c, err)) == ZHM_OK) {
        struct str id = arena_copy(&e->arena, c.key);
        if (!id.data) {
            code = zhm_fail(err, ZHM_NO_MEMORY, "no memory for the ids");
            break;
        }
        if (!listed(ids, load->what->count, id.data))
            gone[n++] = id;
    }
    store_cursor_clear(&c);
    *out = gone;
    *count = n;
    return code == ZHM_NOT_FOUND ? ZHM_OK : code;
}

static zhm_code prune(struct edit *e, struct load *load, zhm_error *err)
{
    struct str *gone = NULL;
    size_t count = 0;
    zhm_code code = unlisted(e, load, &gone, &count, err);
    for (size_t i = 0; code == ZHM_OK && i < count; i++)
        code = drop_concept(e, gone[i], err);
    load->report.deleted = count;
    return code;
}

static zhm_code write_all(struct edit *e, struct load *load, zhm_error *err)
{
    for (size_t i = 0; i < load->what->count; i++) {
        enum outcome outcome;
        zhm_code code = write_concept(e, &load->what->concepts[i], &outcome, err);
        if (code != ZHM_OK)
            return zhm_prefix(err, code, "%s: ", load->what->concepts[i].id);
        load->report.added += outcome == ADDED;
        load->report.changed += outcome == CHANGED;
        load->report.unchanged += outcome == UNCHANGED;
        arena_clear(&e->arena);
        if (load->progress)
            load->progress(load->context, i + 1, load->what->count);
    }
    return ZHM_OK;
}

static zhm_code write_load(struct store_txn *t, void *context, zhm_error *err)
{
    struct load *load = context;
    struct edit e = {.txn = t};
    load->report = (struct load_report){0};
    zhm_code code = ZHM_OK;
    if (!load->keep_grammar) /* first: its faults are found quickest */
        code = grammar_put(t, load->what->grammar, load->what->grammar_count, load->what->prune, &load->report.grammar,
                           err);
    if (code == ZHM_OK)
        code = write_all(&e, load, err);
    if (code == ZHM_OK && load->what->prune)
        code = prune(&e, load, err);
    if (code == ZHM_OK && e.added.failed)
        code = zhm_fail(err, ZHM_NO_MEMORY, "no memory for the names of a load");
    if (code == ZHM_OK && load->report.added + load->report.changed > 0)
        code = segments_add(t, &e.added, err);
    load->report.generation = store_generation(t);
    edit_clear(&e);
    return code;
}

static zhm_code run_load(zhm_database *db, struct load *load, struct load_report *out, zhm_error *err)
{
    if (load->what->count == 0 && load->what->prune)
        return zhm_fail(err, ZHM_BAD_INPUT, "nothing to load: pruning would delete every concept");
    for (size_t i = 0; i < load->what->count; i++) {
        zhm_code code = concept_check(&load->what->concepts[i], err);
        if (code != ZHM_OK)
            return zhm_prefix(err, code, "%s: ", load->what->concepts[i].id);
    }
    zhm_code code = store_write(db->store, write_load, load, NULL, err);
    if (code == ZHM_OK)
        *out = load->report;
    return code;
}

zhm_code glossary_load(zhm_database *db, const struct glossary_load *what, load_progress *progress, void *context,
                       struct load_report *out, zhm_error *err)
{
    struct load load = {.what = what, .progress = progress, .context = context};
    return run_load(db, &load, out, err);
}

zhm_code concepts_load(zhm_database *db, const zhm_concept *concepts, size_t count, bool prune_others,
                       load_progress *progress, void *context, struct load_report *out, zhm_error *err)
{
    struct glossary_load what = {.concepts = concepts, .count = count, .prune = prune_others};
    struct load load = {.what = &what, .keep_grammar = true, .progress = progress, .context = context};
    return run_load(db, &load, out, err);
}
