#include "cli/import.h"

#include "cli/show.h"

#include <libgen.h>
#include <stdlib.h>

/* The last batch of that name that is not undone; NULL: none. */
static const json_t *batch_of(const json_t *batches, const char *name)
{
    for (size_t i = json_array_size(batches); i > 0; i--) {
        const json_t *b = json_array_get(batches, i - 1);
        if (strcmp(text_at(b, "batch"), name) == 0 && strcmp(text_at(b, "state"), "undone") != 0)
            return b;
    }
    return NULL;
}

static bool in_state(const json_t *batch, const char *state)
{
    return batch && strcmp(text_at(batch, "state"), state) == 0;
}

/* "x", "x-2", "x-3", ...: the first that is free. One that is not done is taken as it is: beginning it says what to do.
 * To resume, the last that runs. */
static void choose(struct buf *name, const char *base, const json_t *batches, bool resume)
{
    struct buf found = {0};
    for (unsigned n = 1; !name->failed; n++) {
        buf_clear(name);
        buf_append_text(name, base);
        if (n > 1)
            buf_printf(name, "-%u", n);
        const json_t *b = buf_text(name) ? batch_of(batches, name->data) : NULL;
        if (resume && in_state(b, "running")) {
            buf_clear(&found);
            buf_append_str(&found, buf_str(name));
        }
        if (!b || (!resume && !in_state(b, "done")))
            break;
    }
    if (resume) {
        buf_clear(name);
        buf_append_str(name, found.len > 0 ? buf_str(&found) : str_of(base));
    }
    name->failed |= found.failed;
    buf_free(&found);
}

static zhm_code choose_free(struct import *in, const char *base, zhm_error *err)
{
    json_t *result = NULL;
    zhm_code code = door_ask(in->cli, "memory.batches", (struct str){0}, &result, err);
    if (code == ZHM_OK)
        choose(&in->name, base, json_object_get(result, "batches"), in->cli->resume);
    json_decref(result);
    return code;
}

zhm_code import_name(struct import *in, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    if (in->cli->name) {
        buf_append_text(&in->name, in->cli->name);
    } else if (strcmp(in->path, "-") == 0) {
        code = choose_free(in, "standard-input", err);
    } else {
        char *copy = strdup(in->path);
        code = copy ? choose_free(in, basename(copy), err) : zhm_fail(err, ZHM_NO_MEMORY, "no memory for a name");
        free(copy);
    }
    if (code == ZHM_OK && !buf_text(&in->name))
        code = zhm_fail(err, ZHM_NO_MEMORY, "no memory for a name");
    return code;
}
