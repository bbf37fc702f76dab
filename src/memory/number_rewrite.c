#include "memory/number.h"

#include "base/buf.h"
#include "base/fault.h"
#include "base/utf8.h"

/* How a number is to be written. */
struct manner {
    uint32_t zero;
    struct str group, decimal;
};

static void put_digits(struct buf *out, struct str digits, const struct manner *m)
{
    for (size_t i = 0; i < digits.len; i++) {
        if (i > 0 && (digits.len - i) % 3 == 0)
            buf_append_str(out, m->group);
        buf_append_point(out, m->zero + (uint32_t)(digits.data[i] - '0'));
    }
}

static struct str other_sign(struct str sign)
{
    return str_is(sign, ",") ? STR(".") : STR(",");
}

static struct manner manner_of(const struct number *target, const struct number *query)
{
    struct manner m = {target->zero, target->group, target->decimal};
    if (m.group.len == 0 && target->whole.len <= 3)
        m.group = query->group;
    if (m.decimal.len == 0)
        m.decimal = query->decimal;
    if (m.group.len == 0 || !str_equal(m.group, m.decimal))
        return m;
    /* One sign for both: what the target doesn't show gives way. */
    if (target->group.len)
        m.decimal = other_sign(m.group);
    else
        m.group = other_sign(m.decimal);
    return m;
}

/* "05" for "5" in the target: as many zeros as it takes; "5" for "05": none. */
static void put_whole(struct buf *out, const struct number *query, const struct number *source,
                      const struct number *target, const struct manner *m)
{
    struct str whole = query->whole;
    if (!str_equal(source->whole, target->whole)) {
        size_t least = *target->whole.data == '0' ? target->whole.len : 1;
        while (whole.len > 1 && *whole.data == '0')
            whole = str_from(whole, 1);
        for (size_t i = whole.len; i < least; i++)
            buf_append_point(out, m->zero);
    }
    put_digits(out, whole, m);
}

/* A version, a date with full stops: sign by sign, in the target's digits. */
static void put_signs(struct buf *out, const struct number *query, uint32_t zero)
{
    const char *plain = query->plain;
    for (size_t pos = 0; pos < query->text.len; plain++) {
        size_t start = pos;
        utf8_next(query->text, &pos);
        if (*plain >= '0' && *plain <= '9')
            buf_append_point(out, zero + (uint32_t)(*plain - '0'));
        else
            buf_append(out, query->text.data + start, pos - start);
    }
}

zhm_code number_rewrite(const struct number *query, const struct number *source, const struct number *target,
                        struct arena *arena, struct str *out, zhm_error *err)
{
    struct buf b = {0};
    bool valued = query->whole.len && source->whole.len && target->whole.len;
    if (!valued && strcmp(source->plain, target->plain) != 0)
        return ZHM_NOT_FOUND;
    if (valued) {
        struct manner m = manner_of(target, query), bare = {.zero = m.zero};
        put_whole(&b, query, source, target, &m);
        if (query->fraction.len) {
            buf_append_str(&b, m.decimal);
            put_digits(&b, query->fraction, &bare);
        }
    } else {
        put_signs(&b, query, target->zero);
    }
    struct str copy = b.failed ? (struct str){0} : arena_copy(arena, buf_str(&b));
    buf_free(&b);
    if (!copy.data)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory to write a number");
    *out = copy;
    return ZHM_OK;
}
