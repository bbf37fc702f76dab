#include "term/concepts.h"

#include "base/fault.h"
#include "model/concept.h"

zhm_code concept_cursor_init(struct concept_cursor *c, struct store_txn *t, zhm_error *err)
{
    *c = (struct concept_cursor){0};
    return store_cursor_init(&c->records, t, STORE_CONCEPTS, (struct str){0}, err);
}

/* The record is copied, since within a write the store takes back what it lent at the next change. */
zhm_code concept_cursor_next(struct concept_cursor *c, zhm_error *err)
{
    arena_clear(&c->arena);
    zhm_code code = store_cursor_next(&c->records, err);
    if (code != ZHM_OK)
        return code;
    struct str id = arena_copy(&c->arena, c->records.key), record = arena_copy(&c->arena, c->records.value);
    if (!id.data || !record.data)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a concept");
    return concept_decode(id.data, record, &c->arena, &c->concept, err);
}

void concept_cursor_clear(struct concept_cursor *c)
{
    store_cursor_clear(&c->records);
    arena_free(&c->arena);
}
