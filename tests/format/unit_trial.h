/* unit_trial.h - files of units read from memory, and what was read as text: a line a unit, or a refusal */
#ifndef TESTS_FORMAT_UNIT_TRIAL_H
#define TESTS_FORMAT_UNIT_TRIAL_H

#include "base/utf8.h"
#include "format/unit_file.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct trial {
    struct str file;
    size_t piece; /* bytes given at once; 0: as many as are asked for */
    struct buf seen;
    size_t taken, refused;
    bool places;              /* seen has where each unit begins */
    size_t stop_at;           /* the taker ends the reading at this unit, with ZHM_CONFLICT; 0: never */
    zhm_code broken;          /* what bytes returns at the end of the file */
    struct unit_writer *copy; /* takes what is read, too */
};

__attribute__((unused)) static zhm_code trial_bytes(void *context, char *data, size_t room, size_t *got, zhm_error *err)
{
    struct trial *t = context;
    size_t n = t->piece && t->piece < room ? t->piece : room;
    if (n > t->file.len)
        n = t->file.len;
    if (n == 0 && t->broken != ZHM_OK) {
        if (err)
            *err = (zhm_error){.code = t->broken, .text = "the disk broke"};
        return t->broken;
    }
    if (n)
        memcpy(data, t->file.data, n);
    t->file = str_from(t->file, n);
    *got = n;
    return ZHM_OK;
}

static void trial_field(struct buf *out, const char *name, const char *value)
{
    assert_non_null(value);
    if (*value)
        buf_printf(out, " %s=%s", name, value);
}

static void trial_number(struct buf *out, const char *name, int64_t value)
{
    if (value)
        buf_printf(out, " %s=%" PRId64, name, value);
}

static void trial_details(struct buf *out, const zhm_detail *details, size_t count)
{
    static const char *const kinds[] = {"prop", "note", "attribute"};
    for (size_t i = 0; i < count; i++) {
        const zhm_detail *x = &details[i];
        buf_printf(out, " (%s %s%s%s=%s)", kinds[x->kind], x->name, *x->lang ? "@" : "", x->lang, x->value);
    }
}

static void trial_segment(struct buf *out, const zhm_segment *s)
{
    buf_printf(out, " | %s: %s", s->lang, s->text);
    for (size_t i = 0; i < s->tag_count; i++)
        buf_printf(out, " {%s}", s->tags[i]);
    trial_field(out, "previous", s->previous);
    trial_field(out, "next", s->next);
    trial_details(out, s->details, s->detail_count);
}

/** All that a unit holds but its number and batch. */
__attribute__((unused)) static void trial_describe(struct buf *out, const zhm_unit *u)
{
    trial_field(out, "name", u->name);
    trial_field(out, "origin", u->origin);
    trial_field(out, "domain", u->domain);
    trial_field(out, "created_by", u->created_by);
    trial_field(out, "changed_by", u->changed_by);
    trial_number(out, "created", u->created);
    trial_number(out, "changed", u->changed);
    trial_number(out, "last_used", u->last_used);
    trial_number(out, "uses", (int64_t)u->uses);
    trial_details(out, u->details, u->detail_count);
    for (size_t i = 0; i < u->segment_count; i++)
        trial_segment(out, &u->segments[i]);
}

static void trial_place(struct trial *t, const struct unit_place *at)
{
    if (t->places)
        buf_printf(&t->seen, "%zu:%zu@%" PRIu64, at->line, at->column, at->byte);
}

__attribute__((unused)) static zhm_code trial_take(void *context, const zhm_unit *u, const struct unit_place *at,
                                                   zhm_error *err)
{
    struct trial *t = context;
    if (++t->taken == t->stop_at) {
        if (err)
            *err = (zhm_error){.code = ZHM_CONFLICT, .text = "enough"};
        return ZHM_CONFLICT;
    }
    trial_place(t, at);
    trial_describe(&t->seen, u);
    buf_append_char(&t->seen, '\n');
    return t->copy ? unit_writer_put(t->copy, u, err) : ZHM_OK;
}

__attribute__((unused)) static zhm_code trial_refuse(void *context, const struct unit_place *at, const char *why,
                                                     zhm_error *err)
{
    struct trial *t = context;
    (void)err;
    t->refused++;
    trial_place(t, at);
    buf_printf(&t->seen, " refused: %s\n", why);
    return ZHM_OK;
}

/** Read @file, which is named "memory"; t->seen is from then on
 * what was read. Other fields of @t as the test sets them. */
__attribute__((unused)) static zhm_code trial_read(struct trial *t, enum unit_format format, struct str file,
                                                   zhm_error *err)
{
    struct unit_reading r = {"memory", format, trial_bytes, t, {t, trial_take, trial_refuse}};
    t->file = file;
    t->taken = t->refused = 0;
    buf_clear(&t->seen);
    return unit_file_read(&r, err);
}

/** As trial_read; the file must be sound. @return what was read, valid until the next reading */
__attribute__((unused)) static const char *trial_seen(struct trial *t, enum unit_format format, struct str file)
{
    zhm_error err = {0};
    if (trial_read(t, format, file, &err) != ZHM_OK)
        fail_msg("%s", err.text);
    return buf_text(&t->seen);
}

__attribute__((unused)) static zhm_code trial_sink(void *context, struct str data, zhm_error *err)
{
    struct buf *out = context;
    (void)err;
    buf_append_str(out, data);
    return ZHM_OK;
}

static void trial_unit(struct buf *out, uint32_t unit, bool big)
{
    char high = (char)(unit >> 8), low = (char)unit;
    buf_append_char(out, big ? high : low);
    buf_append_char(out, big ? low : high);
}

/** @text, which is sound UTF-8, as UTF-16 with the byte order mark if one is wanted. */
__attribute__((unused)) static void trial_wide(struct buf *out, const char *text, bool big, bool mark)
{
    struct str s = str_of(text);
    if (mark)
        trial_unit(out, 0xFEFF, big);
    for (size_t pos = 0; pos < s.len;) {
        uint32_t point = utf8_next(s, &pos);
        if (point > 0xFFFF) {
            trial_unit(out, 0xD800 + ((point - 0x10000) >> 10), big);
            point = 0xDC00 + (point & 0x3FF);
        }
        trial_unit(out, point, big);
    }
}

#endif
