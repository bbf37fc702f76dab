#include "term/alphabet.h"

#include "base/fault.h"

#include <stdlib.h>

uint32_t *alphabet_add(struct alphabet *a, uint32_t point)
{
    uint32_t **page = &a->pages[point / ALPHABET_PAGE];
    if (!*page) {
        *page = calloc(ALPHABET_PAGE, sizeof **page);
        if (!*page)
            return NULL;
        a->page_count++;
    }
    return *page + point % ALPHABET_PAGE;
}

static size_t list(const struct alphabet *a, uint32_t *points)
{
    size_t n = 0;
    for (uint32_t page = 0; page < ALPHABET_PAGES; page++)
        for (uint32_t i = 0; a->pages[page] && i < ALPHABET_PAGE; i++)
            if (a->pages[page][i])
                points[n++] = page * ALPHABET_PAGE + i;
    return n;
}

zhm_code alphabet_list(const struct alphabet *a, uint32_t **points, size_t *count, zhm_error *err)
{
    uint32_t *found = malloc((a->page_count * ALPHABET_PAGE + 1) * sizeof *found);
    if (!found)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for an alphabet");
    *count = list(a, found);
    *points = found;
    return ZHM_OK;
}

struct numbered {
    uint32_t number, point, place;
};

static int compare_numbered(const void *a, const void *b)
{
    const struct numbered *x = a, *y = b;
    if (x->number != y->number)
        return x->number < y->number ? 1 : -1;
    return (x->place > y->place) - (x->place < y->place);
}

bool alphabet_by_number(const struct alphabet *a, uint32_t *points, size_t count)
{
    struct numbered *order = malloc((count + 1) * sizeof *order);
    if (!order)
        return false;
    for (size_t i = 0; i < count; i++)
        order[i] = (struct numbered){*alphabet_at(a, points[i]), points[i], (uint32_t)i};
    qsort(order, count, sizeof *order, compare_numbered);
    for (size_t i = 0; i < count; i++)
        points[i] = order[i].point;
    free(order);
    return true;
}

void alphabet_free(struct alphabet *a)
{
    for (size_t i = 0; i < ALPHABET_PAGES; i++)
        free(a->pages[i]);
    *a = (struct alphabet){0};
}
