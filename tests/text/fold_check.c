#include "fold_check.h"

#include "base/utf8.h"
#include "text/fold.h"

#include <stdio.h>
#include <stdlib.h>

static void print_text(const char *what, struct str text)
{
    fprintf(stderr, "%s: \"%.*s\" (", what, (int)text.len, text.len ? text.data : "");
    for (size_t pos = 0; pos < text.len;)
        fprintf(stderr, "%04X ", utf8_next(text, &pos));
    fputs(")\n", stderr);
}

static void print_folded(const char *what, const struct folded *f, size_t from, size_t to)
{
    fprintf(stderr, "%s: ", what);
    for (size_t i = from; i < to; i++) {
        char bytes[4];
        size_t n = utf8_encode(f->points[i], bytes);
        fprintf(stderr, "%s%.*s", i < f->len && f->cut[i] ? "|" : "", (int)n, bytes);
    }
    fputs("\n", stderr);
}

/* The byte offset of each code point, and of the end. */
static size_t *byte_offsets(struct str text)
{
    size_t *offsets = calloc(text.len + 1, sizeof *offsets), n = 0;
    for (size_t pos = 0; pos < text.len; n++) {
        offsets[n] = pos;
        (void)utf8_next(text, &pos);
    }
    offsets[n] = text.len;
    return offsets;
}

static const char *order_fault(const struct folded *f)
{
    for (size_t i = 0; i < f->len; i++) {
        if (f->start[i] >= f->end[i] || f->end[i] > f->input_points)
            return "a point's place is out of range";
        if (i > 0 && (f->start[i] < f->start[i - 1] || f->end[i] < f->end[i - 1]))
            return "places go back";
        if (i > 0 && f->cut[i] && f->start[i] < f->end[i - 1])
            return "a cut inside a code point";
    }
    for (size_t i = 0; i <= f->len; i++)
        if (f->cut[i] > 1)
            return "a cut is neither 0 nor 1";
    return NULL;
}

static int slice_is(const struct folded *f, size_t i, size_t j, const struct folded *part)
{
    return part->len == j - i && (j == i || memcmp(part->points, f->points + i, (j - i) * sizeof *part->points) == 0);
}

/* Compare each slice that begins at point @i. */
static size_t check_slices(struct str text, const size_t *offsets, const struct folded *f, size_t i, size_t window)
{
    struct folded part = {0};
    size_t checked = 1;
    for (size_t j = i + 1; checked && j <= f->len && j <= i + window; j++) {
        if (!f->cut[j])
            continue;
        size_t from = offsets[f->start[i]], to = offsets[f->end[j - 1]];
        struct str slice = {text.data + from, to - from};
        checked = !fold_text(slice, &part, NULL) && slice_is(f, i, j, &part) ? checked + 1 : 0;
        if (!checked) {
            print_text("text", text);
            print_text("slice", slice);
            print_folded("folds to", &part, 0, part.len);
            print_folded("and not to", f, i, j);
        }
    }
    folded_free(&part);
    return checked;
}

size_t check_fold(struct str text, size_t window)
{
    struct folded f = {0};
    size_t *offsets = byte_offsets(text), checked = 1;
    const char *fault = fold_text(text, &f, NULL) ? "not folded" : order_fault(&f);
    if (fault) {
        print_text(fault, text);
        checked = 0;
    }
    for (size_t i = 0; checked && i < f.len; i++)
        if (f.cut[i]) {
            size_t more = check_slices(text, offsets, &f, i, window);
            checked = more ? checked + more : 0;
        }
    free(offsets);
    folded_free(&f);
    return checked;
}

int fold_equally(struct str a, struct str b)
{
    struct folded f = {0}, g = {0};
    int same = !fold_text(a, &f, NULL) && !fold_text(b, &g, NULL) && slice_is(&f, 0, f.len, &g);
    if (!same) {
        print_text("one", a);
        print_text("other", b);
        print_folded("one folds to", &f, 0, f.len);
        print_folded("the other to", &g, 0, g.len);
    }
    folded_free(&f);
    folded_free(&g);
    return same;
}
