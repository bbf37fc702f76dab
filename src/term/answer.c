#include "term/answer.h"

#include "base/fault.h"

#include <stdlib.h>

void zhm_free(const void *result)
{
    if (!result)
        return;
    uintptr_t at = (uintptr_t)result - offsetof(struct answer, result);
    struct answer *a = (void *)at; /* NOLINT(performance-no-int-to-ptr): it was lent as const */
    reader_free(&a->reader);
    free(a);
}

zhm_code answer_begin(zhm_database *db, size_t size, struct answer **out, zhm_error *err)
{
    struct answer *a = calloc(1, sizeof *a + size);
    if (!a)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for an answer");
    zhm_code code = reader_begin(&a->reader, db, err);
    if (code == ZHM_OK)
        *out = a;
    else
        free(a);
    return code;
}

zhm_code answer_finish(struct answer *a, zhm_code code)
{
    reader_end(&a->reader);
    if (code != ZHM_OK)
        zhm_free(a->result);
    return code;
}
