#include "model/unit.h"

#include "base/fault.h"

#include <stdlib.h>

static const char *known(const char *text)
{
    return text ? text : "";
}

static int compare(const char *a, const char *b)
{
    return strcmp(known(a), known(b));
}

/* The first language after @last (NULL: the first of all) in the order of bytes. */
static const zhm_segment *segment_after(const zhm_unit *u, const char *last)
{
    const zhm_segment *found = NULL;
    for (size_t i = 0; i < u->segment_count; i++) {
        const zhm_segment *s = &u->segments[i];
        if ((!last || compare(s->lang, last) > 0) && (!found || compare(s->lang, found->lang) < 0))
            found = s;
    }
    return found;
}

static void put_text(struct buf *out, const char *text)
{
    buf_append_lengthed(out, str_of(text));
}

void unit_identity(const zhm_unit *u, struct buf *out)
{
    put_text(out, u->origin);
    put_text(out, u->domain);
    const zhm_segment *s = segment_after(u, NULL);
    for (; s; s = segment_after(u, known(s->lang))) {
        put_text(out, s->lang);
        put_text(out, s->text);
        put_text(out, s->previous);
        put_text(out, s->next);
        buf_append_varint(out, s->tag_count);
        for (size_t i = 0; i < s->tag_count; i++)
            put_text(out, s->tags[i]);
    }
}

static int compare_details(const void *x, const void *y)
{
    const zhm_detail *a = x, *b = y;
    int order = (a->kind > b->kind) - (a->kind < b->kind);
    if (order == 0)
        order = compare(a->name, b->name);
    if (order == 0)
        order = compare(a->lang, b->lang);
    return order ? order : compare(a->value, b->value);
}

static int compare_langs(const void *x, const void *y)
{
    const zhm_segment *a = x, *b = y;
    return compare(a->lang, b->lang);
}

struct details {
    const zhm_detail *list;
    size_t count;
};

static bool same_details(struct details a, struct details b)
{
    for (size_t i = 0; a.count == b.count && i < a.count; i++)
        if (compare_details(&a.list[i], &b.list[i]) != 0)
            return false;
    return a.count == b.count;
}

static void copy_details(zhm_detail *to, struct details from)
{
    for (size_t i = 0; i < from.count; i++) {
        const zhm_detail *d = &from.list[i];
        to[i] = (zhm_detail){d->kind, known(d->name), known(d->lang), known(d->value)};
    }
}

static size_t sort_once_each(zhm_detail *list, size_t count)
{
    size_t kept = 0;
    qsort(list, count, sizeof *list, compare_details);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || compare_details(&list[kept - 1], &list[i]) != 0)
            list[kept++] = list[i];
    return kept;
}

/* Equal lists keep their order. Of others no order is both a's and b's,
 * and any mixture would depend on which came first: they are sorted. */
static zhm_code join_details(struct details a, struct details b, struct arena *arena, struct details *out,
                             zhm_error *err)
{
    bool same = same_details(a, b);
    size_t count = same ? a.count : a.count + b.count;
    zhm_detail *list = arena_array(arena, count, sizeof *list);
    if (!list)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory to join two units");
    copy_details(list, a);
    if (!same) {
        copy_details(list + a.count, b);
        count = sort_once_each(list, count);
    }
    if (count > ZHM_DETAILS_MAX)
        return zhm_fail(err, ZHM_LIMIT, "%zu details of two units joined: at most %d", count, ZHM_DETAILS_MAX);
    *out = (struct details){list, count};
    return ZHM_OK;
}

static struct details details_in(const zhm_unit *u, const char *lang)
{
    for (size_t i = 0; i < u->segment_count; i++)
        if (compare(u->segments[i].lang, lang) == 0)
            return (struct details){u->segments[i].details, u->segments[i].detail_count};
    return (struct details){0};
}

static bool same_order(const zhm_unit *a, const zhm_unit *b)
{
    for (size_t i = 0; i < a->segment_count && i < b->segment_count; i++)
        if (compare_langs(&a->segments[i], &b->segments[i]) != 0)
            return false;
    return true;
}

static zhm_code join_segments(const zhm_unit *a, const zhm_unit *b, struct arena *arena, const zhm_segment **out,
                              zhm_error *err)
{
    zhm_segment *segments = arena_array(arena, a->segment_count, sizeof *segments);
    if (!segments)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory to join two units");
    for (size_t i = 0; i < a->segment_count; i++) {
        zhm_segment *s = &segments[i];
        *s = a->segments[i];
        s->lang = known(s->lang);
        s->text = known(s->text);
        s->previous = known(s->previous);
        s->next = known(s->next);
        struct details joined = {s->details, s->detail_count};
        zhm_code code = join_details(joined, details_in(b, s->lang), arena, &joined, err);
        if (code != ZHM_OK)
            return zhm_prefix(err, code, "%s: ", s->lang);
        s->details = joined.list;
        s->detail_count = joined.count;
    }
    if (!same_order(a, b))
        qsort(segments, a->segment_count, sizeof *segments, compare_langs);
    *out = segments;
    return ZHM_OK;
}

/* Of two people for the same second, a known one, then the first
 * in the order of bytes: any rule that needs no "first". */
static bool goes_before(const char *a, const char *b)
{
    return *known(a) && (!*known(b) || compare(a, b) <= 0);
}

static const zhm_unit *created_first(const zhm_unit *a, const zhm_unit *b)
{
    if (a->created == b->created)
        return goes_before(a->created_by, b->created_by) ? a : b;
    return a->created && (!b->created || a->created < b->created) ? a : b;
}

static const zhm_unit *changed_last(const zhm_unit *a, const zhm_unit *b)
{
    if (a->changed == b->changed)
        return goes_before(a->changed_by, b->changed_by) ? a : b;
    return a->changed > b->changed ? a : b;
}

zhm_code unit_join(const zhm_unit *a, const zhm_unit *b, struct arena *arena, zhm_unit *out, zhm_error *err)
{
    const zhm_unit *first = created_first(a, b), *last = changed_last(a, b);
    struct details details = {0};
    const zhm_segment *segments = NULL;
    zhm_code code = join_segments(a, b, arena, &segments, err);
    if (code == ZHM_OK)
        code = join_details((struct details){a->details, a->detail_count},
                            (struct details){b->details, b->detail_count}, arena, &details, err);
    if (code != ZHM_OK)
        return code;
    *out = (zhm_unit){.number = a->number,
                      .name = *known(b->name) ? b->name : known(a->name),
                      .origin = known(a->origin),
                      .domain = known(a->domain),
                      .created_by = known(first->created_by),
                      .changed_by = known(last->changed_by),
                      .created = first->created,
                      .changed = last->changed,
                      .last_used = a->last_used > b->last_used ? a->last_used : b->last_used,
                      .uses = a->uses > b->uses ? a->uses : b->uses,
                      .batch = b->batch ? b->batch : a->batch,
                      .segments = segments,
                      .segment_count = a->segment_count,
                      .details = details.list,
                      .detail_count = details.count};
    return ZHM_OK;
}
