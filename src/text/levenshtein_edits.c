#include "text/levenshtein.h"

#include "base/fault.h"
#include "text/levenshtein_masks.h"

#include <stdlib.h>

static const size_t MATRIX_MAX = (size_t)1 << 30;

/*
 * The distances of all pairs of ends of the two texts (rows and columns count from the end), so that the way can be
 * walked from the left: two bits a cell, that of a replacement and that of a deletion being on a shortest way.
 */
struct matrix {
    const uint32_t *a, *b;
    size_t rows, columns, words;
    struct steps {
        uint64_t level, up; /* not costlier than without both signs; costlier than without a's sign */
    } * cells;
};

static bool matrix_fill(struct matrix *m, const struct masks *masks)
{
    struct column *words = calloc(m->words, sizeof *words);
    if (!words)
        return false;
    for (size_t w = 0; w < m->words; w++)
        words[w] = (struct column){.up = UINT64_MAX};
    for (size_t j = 0; j < m->columns; j++) {
        struct steps *cells = m->cells + j * m->words;
        const uint64_t *match = masks_of(masks, m->b[m->columns - 1 - j]);
        struct carry carry = {1, 0};
        for (size_t w = 0; w < m->words; w++) {
            cells[w].level = column_step(&words[w], match[w], &carry);
            cells[w].up = words[w].up;
        }
    }
    free(words);
    return true;
}

static bool matrix_init(struct matrix *m)
{
    struct masks masks;
    if (!masks_init(&masks, m->a, m->rows, false, true))
        return false;
    m->cells = calloc(m->columns, m->words * sizeof *m->cells);
    bool filled = m->cells && matrix_fill(m, &masks);
    if (!filled) {
        free(m->cells);
        m->cells = NULL;
    }
    masks_free(&masks);
    return filled;
}

/* The edit to begin with, of those on a shortest way, when i
 * signs of a and j of b are left, which begin differently. */
static enum edit_kind edit_at(const struct matrix *m, size_t i, size_t j)
{
    if (i == 0 || j == 0)
        return i ? EDIT_DELETE : EDIT_INSERT;
    struct steps cells = m->cells[(j - 1) * m->words + (i - 1) / 64];
    if (!(cells.level >> (i - 1) % 64 & 1))
        return EDIT_REPLACE;
    return cells.up >> (i - 1) % 64 & 1 ? EDIT_DELETE : EDIT_INSERT;
}

/* Walk from the left. @return the number of runs, which go to @runs unless that is NULL */
static size_t walk(const struct matrix *m, size_t before, struct edit_run *runs)
{
    size_t count = 0;
    bool goes_on = false;
    struct edit_run run = {0};
    for (size_t i = m->rows, j = m->columns; i > 0 || j > 0;) {
        uint32_t at_a = (uint32_t)(before + m->rows - i), at_b = (uint32_t)(before + m->columns - j);
        if (i > 0 && j > 0 && m->a[m->rows - i] == m->b[m->columns - j]) {
            i--;
            j--;
            goes_on = false;
            continue;
        }
        enum edit_kind kind = edit_at(m, i, j);
        if (!goes_on || kind != run.kind) {
            run = (struct edit_run){kind, at_a, at_a, at_b, at_b};
            count++;
        }
        goes_on = true;
        i -= kind != EDIT_INSERT;
        j -= kind != EDIT_DELETE;
        run.a_end += kind != EDIT_INSERT;
        run.b_end += kind != EDIT_DELETE;
        if (runs)
            runs[count - 1] = run;
    }
    return count;
}

static zhm_code runs_of(const struct matrix *m, size_t before, struct arena *arena, const struct edit_run **out,
                        size_t *count, zhm_error *err)
{
    size_t n = walk(m, before, NULL);
    struct edit_run *runs = arena_array(arena, n, sizeof *runs);
    if (!runs)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for %zu edits", n);
    walk(m, before, runs);
    *out = runs;
    *count = n;
    return ZHM_OK;
}

zhm_code levenshtein_edits(const uint32_t *a, size_t a_len, const uint32_t *b, size_t b_len, struct arena *arena,
                           const struct edit_run **out, size_t *count, zhm_error *err)
{
    size_t before = 0;
    if (a_len > UINT32_MAX || b_len > UINT32_MAX)
        return zhm_fail(err, ZHM_LIMIT, "a text of more than %u code points", UINT32_MAX);
    while (before < a_len && before < b_len && a[before] == b[before])
        before++;
    struct matrix m = {.rows = a_len - before, .columns = b_len - before, .words = (a_len - before + 63) / 64};
    if (m.columns && m.words > MATRIX_MAX / sizeof *m.cells / m.columns)
        return zhm_fail(err, ZHM_LIMIT, "texts of %zu and %zu code points are too long to compare", a_len, b_len);
    m.a = before ? a + before : a;
    m.b = before ? b + before : b;
    if (m.rows && m.columns && !matrix_init(&m))
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory to compare texts of %zu and %zu code points", a_len, b_len);
    zhm_code code = runs_of(&m, before, arena, out, count, err);
    free(m.cells);
    return code;
}
