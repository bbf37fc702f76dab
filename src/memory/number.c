#include "memory/number.h"

#include "base/buf.h"
#include "base/fault.h"
#include "base/utf8.h"

#include <strings.h>

enum { FULL_WIDTH_ZERO = 0xFF10 };

/* The zeros of Unicode 14's decimal digits (Nd), past ASCII; one to nine follow each. */
static const uint32_t ZEROS[] = {
    0x660,   0x6F0,   0x7C0,   0x966,   0x9E6,   0xA66,   0xAE6,   0xB66,   0xBE6,   0xC66,   0xCE6,   0xD66,   0xDE6,
    0xE50,   0xED0,   0xF20,   0x1040,  0x1090,  0x17E0,  0x1810,  0x1946,  0x19D0,  0x1A80,  0x1A90,  0x1B50,  0x1BB0,
    0x1C40,  0x1C50,  0xA620,  0xA8D0,  0xA900,  0xA9D0,  0xA9F0,  0xAA50,  0xABF0,  0xFF10,  0x104A0, 0x10D30, 0x11066,
    0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x11730, 0x118E0, 0x11950, 0x11C50, 0x11D50,
    0x11DA0, 0x16A60, 0x16AC0, 0x16B50, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E950, 0x1FBF0,
};

/* The zero of the digit's script; 0: no digit. */
static uint32_t zero_of(uint32_t point)
{
    if (point < 0x80)
        return point >= '0' && point <= '9' ? '0' : 0;
    if (point >= 0x2000 && point < 0xA620) /* Han, kana and signs: none, and most of what a Chinese text is */
        return 0;
    size_t low = 0, high = sizeof ZEROS / sizeof *ZEROS;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (ZEROS[middle] <= point)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 && point - ZEROS[low - 1] < 10 ? ZEROS[low - 1] : 0;
}

static char separator_of(uint32_t point)
{
    switch (point) {
    case '.':
    case 0xFF0E:
    case 0x66B:
        return '.';
    case ',':
    case 0xFF0C:
    case 0x66C:
        return ',';
    case 0xA0:
    case 0x2009:
    case 0x202F:
        return ' ';
    default:
        return '\0';
    }
}

/* Texts are valid; one that is not is walked through all the same. */
static uint32_t next_point(struct str s, size_t *pos)
{
    uint32_t point = utf8_next(s, pos);
    if (point == UTF8_INVALID)
        ++*pos;
    return point;
}

static uint32_t zero_at(struct str s, size_t pos)
{
    return pos < s.len ? zero_of(next_point(s, &pos)) : 0;
}

static size_t digits_end(struct str s, size_t pos, size_t *count)
{
    for (*count = 0; zero_at(s, pos); ++*count)
        next_point(s, &pos);
    return pos;
}

/* Whether the digits [start, end), of which there are @count, and those after the separator at @end are one number. A
 * full-width comma is a sentence's but between full-width digits, a space a sentence's but where it groups. */
static bool goes_on(struct str s, size_t start, size_t end, size_t count, bool first)
{
    size_t pos = end, more;
    if (end >= s.len)
        return false;
    uint32_t point = next_point(s, &pos);
    char separator = separator_of(point);
    if (!separator || !zero_at(s, pos))
        return false;
    if (point == 0xFF0C || point == 0xFF0E)
        return zero_at(s, utf8_retreat(s, end, 1)) == FULL_WIDTH_ZERO && zero_at(s, pos) == FULL_WIDTH_ZERO;
    if (separator != ' ')
        return true;
    digits_end(s, pos, &more);
    bool zero_leads = s.data[start] == '0';
    return more == 3 && (first ? count <= 3 && !zero_leads : count == 3);
}

/* The next number's bytes, from *@pos on, which steps behind them. */
static bool next_span(struct str s, size_t *pos, struct str *out)
{
    while (*pos < s.len && !zero_at(s, *pos))
        next_point(s, pos);
    if (*pos >= s.len)
        return false;
    size_t start = *pos, count, group = start, end = digits_end(s, start, &count);
    for (bool first = true; goes_on(s, group, end, count, first); first = false) {
        group = end;
        next_point(s, &group);
        end = digits_end(s, group, &count);
    }
    *out = (struct str){s.data + start, end - start};
    *pos = end;
    return true;
}

/* Whether @plain up to @end is one to three digits, the first no zero, and then threes after each @separator. */
static bool is_grouped(const char *plain, size_t end, char separator)
{
    size_t digits = 0, groups = 0;
    for (size_t i = 0; i < end; i++) {
        if (plain[i] != separator) {
            digits++;
            continue;
        }
        if (groups == 0 ? digits > 3 || plain[0] == '0' : digits != 3)
            return false;
        groups++;
        digits = 0;
    }
    return groups == 0 || digits == 3;
}

/* Where the number's separators stand in plain: its first group's and its fraction's; SIZE_MAX: none. */
struct places {
    size_t group, decimal;
};

static size_t kinds_of(const char *plain)
{
    return (strchr(plain, '.') != NULL) + (strchr(plain, ',') != NULL) + (strchr(plain, ' ') != NULL);
}

/* @return false when it is no number that has a value */
static bool separators_of(const char *plain, struct places *out)
{
    size_t first = strcspn(plain, "., "), len = strlen(plain), kinds = kinds_of(plain), last = len;
    *out = (struct places){SIZE_MAX, SIZE_MAX};
    if (kinds == 0)
        return true;
    while (!strchr("., ", plain[--last]))
        ;
    bool alone = first == last, fraction = alone && (plain[first] == '.' || !is_grouped(plain, len, plain[first]));
    if (fraction)
        out->decimal = first;
    else
        out->group = first;
    if (kinds == 1)
        return fraction || is_grouped(plain, len, plain[first]);
    out->decimal = last;
    return kinds == 2 && plain[last] != ' ' && strcspn(plain, (char[]){plain[last], '\0'}) == last &&
           is_grouped(plain, last, plain[first]);
}

static struct str separator_text(const struct number *n, size_t place)
{
    size_t start = utf8_advance(n->text, 0, place), end = utf8_advance(n->text, start, 1);
    return (struct str){n->text.data + start, end - start};
}

/* What follows a number and scales it. Of the two languages none is the other's: what they scale would have to be
 * counted. */
static const char *scale_of(struct str after)
{
    static const char *const words[] = {"hundred", "thousand", "million", "billion", "trillion"};
    static const char *const signs[][2] = {
        {"万亿", "万亿"}, {"萬億", "万亿"}, {"百万", "百万"}, {"百萬", "百万"}, {"千万", "千万"}, {"千萬", "千万"},
        {"十万", "十万"}, {"十萬", "十万"}, {"百亿", "百亿"}, {"百億", "百亿"}, {"千亿", "千亿"}, {"千億", "千亿"},
        {"十亿", "十亿"}, {"十億", "十亿"}, {"万", "万"},     {"萬", "万"},     {"亿", "亿"},     {"億", "亿"},
    };
    if (str_starts(after, STR("\xC2\xA0")))
        after = str_from(after, 2);
    else if (str_starts(after, STR(" ")) || str_starts(after, STR("-")))
        after = str_from(after, 1);
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (str_starts(after, str_of(signs[i][0])))
            return signs[i][1];
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (after.len >= strlen(words[i]) && strncasecmp(after.data, words[i], strlen(words[i])) == 0)
            return words[i];
    return "";
}

static const char *value_of(const struct number *n, struct arena *arena, const char *scale)
{
    struct str whole = n->whole, fraction = n->fraction;
    if (whole.len == 0)
        return arena_join(arena, "=", n->plain, scale, NULL);
    while (whole.len > 1 && *whole.data == '0')
        whole = str_from(whole, 1);
    while (fraction.len > 0 && fraction.data[fraction.len - 1] == '0')
        fraction.len--;
    struct str w = arena_copy(arena, whole), f = arena_copy(arena, fraction);
    return w.data && f.data ? arena_join(arena, w.data, fraction.len ? "." : "", f.data, scale, NULL) : NULL;
}

static bool parts_of(struct number *n, struct arena *arena)
{
    struct places at = {SIZE_MAX, SIZE_MAX};
    size_t len = strlen(n->plain), whole = 0, fraction = 0;
    char *digits = arena_alloc(arena, len + 1), *end = digits;
    if (!digits)
        return false;
    if (!separators_of(n->plain, &at))
        return true;
    for (size_t i = 0; i < len; i++) {
        if (strchr("., ", n->plain[i]))
            continue;
        *end++ = n->plain[i];
        whole += i < at.decimal;
        fraction += i > at.decimal;
    }
    n->whole = (struct str){digits, whole};
    n->fraction = (struct str){digits + whole, fraction};
    if (at.group != SIZE_MAX)
        n->group = separator_text(n, at.group);
    if (at.decimal != SIZE_MAX)
        n->decimal = separator_text(n, at.decimal);
    return true;
}

/* @after: what follows it in its text. */
static bool number_read(struct number *n, struct str after, struct arena *arena)
{
    char *plain = arena_alloc(arena, n->text.len + 1);
    if (!plain)
        return false;
    n->plain = plain;
    for (size_t pos = 0; pos < n->text.len;) {
        uint32_t point = next_point(n->text, &pos), zero = zero_of(point);
        n->zero = n->zero ? n->zero : zero;
        *plain++ = zero ? (char)('0' + (point - zero)) : separator_of(point);
    }
    n->is_month = str_starts(after, STR("月")) || str_starts(after, STR(" 月"));
    if (!parts_of(n, arena))
        return false;
    n->value = value_of(n, arena, scale_of(after));
    return n->value != NULL;
}

zhm_code written_numbers(struct str text, struct arena *arena, struct number **out, size_t *count, zhm_error *err)
{
    size_t n = 0, pos = 0;
    struct str span = {0};
    while (next_span(text, &pos, &span))
        n++;
    struct number *numbers = arena_array(arena, n, sizeof *numbers);
    bool done = numbers != NULL;
    pos = 0;
    for (size_t i = 0; done && i < n && next_span(text, &pos, &span); i++) {
        numbers[i] = (struct number){.text = span, .index = i};
        done = number_read(&numbers[i], str_from(text, pos), arena);
    }
    if (!done)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for the numbers of a text");
    *out = numbers;
    *count = n;
    return ZHM_OK;
}
